/** Maximum matchings in bipartite graphs: how many pairs there are at most in which nothing stands twice (SPEC 6.16). */

/** The edges of a bipartite graph by their vertices on the left; those of the left vertex u are `ends[starts[u]]` to `ends[starts[u + 1] - 1]`. */
interface Edges {
	readonly starts: Int32Array
	readonly ends: Int32Array
}

/** Stands for no vertex, and for a vertex that is not reached. */
const NONE = -1

/**
 * The size of a maximum matching.
 *
 * @param graph for each vertex on the left its neighbours on the right, in any order, repetitions allowed
 * @param right how many vertices there are on the right: all neighbours are whole numbers from 0 to `right - 1`
 *
 * Hopcroft and Karp's algorithm, without recursion: O(e √v) for e edges and v vertices, whatever the graph.
 */
export function maximumMatching(graph: readonly Iterable<number>[], right: number): number {
	const { size, rest } = matchPrivate(
		graph.map((neighbours) => [...neighbours]),
		right,
	)
	if (rest.length < 2) return size + rest.length
	return size + matchRest(rest, right)
}

/**
 * Who has a neighbour that nobody else has can be given it: no matching is greater for giving it up. Mostly that is everybody, and nothing else is to be done. Returns how many
 * these are, and the neighbours of all others that have any.
 */
function matchPrivate(
	lists: readonly (readonly number[])[],
	right: number,
): { readonly size: number; readonly rest: readonly (readonly number[])[] } {
	const degrees: number[] = new Array<number>(right).fill(0)
	for (const list of lists) for (const v of list) degrees[v] = (degrees[v] as number) + 1
	const shared = lists.filter((list) => !list.some((v) => degrees[v] === 1))
	return { size: lists.length - shared.length, rest: shared.filter((list) => list.length > 0) }
}

function matchRest(lists: readonly (readonly number[])[], right: number): number {
	const edges = flatten(lists)
	const left = lists.length
	const mateOfLeft = new Int32Array(left).fill(NONE)
	const mateOfRight = new Int32Array(right).fill(NONE)
	const layer = new Int32Array(left)
	const next = new Int32Array(left)
	const room = new Int32Array(left)

	let size = greedy(edges, mateOfLeft, mateOfRight)
	for (;;) {
		const last = layOut(edges, mateOfLeft, mateOfRight, layer, room)
		if (last === NONE) return size
		next.set(edges.starts.subarray(0, left))
		for (let start = 0; start < left; start++) {
			if (mateOfLeft[start] === NONE && augment(start, last, edges, mateOfLeft, mateOfRight, layer, next, room)) size++
		}
	}
}

function flatten(lists: readonly (readonly number[])[]): Edges {
	const starts = new Int32Array(lists.length + 1)
	for (const [u, list] of lists.entries()) starts[u + 1] = (starts[u] as number) + list.length
	const ends = new Int32Array(starts[lists.length] as number)
	for (const [u, list] of lists.entries()) ends.set(list, starts[u])
	return { starts, ends }
}

/** Takes every edge that is still possible: mostly little is left to do after that. */
function greedy({ starts, ends }: Edges, mateOfLeft: Int32Array, mateOfRight: Int32Array): number {
	let size = 0
	for (let u = 0; u < mateOfLeft.length; u++) {
		for (let e = starts[u] as number; e < (starts[u + 1] as number); e++) {
			const v = ends[e] as number
			if (mateOfRight[v] !== NONE) continue
			mateOfRight[v] = u
			mateOfLeft[u] = v
			size++
			break
		}
	}
	return size
}

/**
 * Gives each vertex on the left its distance from the free ones, along paths that alternate. Returns at which distance free vertices on the
 * right are met first, `NONE` if there are none: then the matching is a maximum. What lies behind that distance is not needed.
 */
function layOut({ starts, ends }: Edges, mateOfLeft: Int32Array, mateOfRight: Int32Array, layer: Int32Array, queue: Int32Array): number {
	layer.fill(NONE)
	let tail = 0
	for (let u = 0; u < layer.length; u++) {
		if (mateOfLeft[u] !== NONE) continue
		layer[u] = 0
		queue[tail++] = u
	}
	for (let head = 0; head < tail; head++) {
		const u = queue[head] as number
		for (let e = starts[u] as number; e < (starts[u + 1] as number); e++) {
			const mate = mateOfRight[ends[e] as number] as number
			// The queue ascends, so that no vertex before this one met a free one, and those of the same distance are in it.
			if (mate === NONE) return layer[u] as number
			if (layer[mate] !== NONE) continue
			layer[mate] = (layer[u] as number) + 1
			queue[tail++] = mate
		}
	}
	return NONE
}

/**
 * Looks for a shortest path from a free vertex to a free one along the layers, and swaps its edges. Each edge is looked at once for all
 * starts of a round, which is what bounds the rounds together.
 */
function augment(
	start: number,
	last: number,
	{ starts, ends }: Edges,
	mateOfLeft: Int32Array,
	mateOfRight: Int32Array,
	layer: Int32Array,
	next: Int32Array,
	path: Int32Array,
): boolean {
	path[0] = start
	for (let top = 0; top >= 0; ) {
		const u = path[top] as number
		const e = next[u] as number
		if (e === starts[u + 1]) {
			top--
			continue
		}
		next[u] = e + 1
		const mate = mateOfRight[ends[e] as number] as number
		if (mate !== NONE) {
			if (top < last && layer[mate] === top + 1) path[++top] = mate
			continue
		}
		for (; top >= 0; top--) {
			const from = path[top] as number
			const to = ends[(next[from] as number) - 1] as number
			mateOfLeft[from] = to
			mateOfRight[to] = from
		}
		return true
	}
	return false
}
