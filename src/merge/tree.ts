/**
 * The tree of a thread: who stands below whom, and in which order (SPEC 6.8, 6.9). Chains and cycles of any length are ordinary here, so
 * nothing recurses.
 */
import type { MessageId } from '../message/types.js'
import type { ThreadPart } from './nodes.js'
import type { Placed } from './order.js'
import { comparePlaced, NO_TIME } from './order.js'

/** A node with its place; `place` is -1 when no time is known. */
export interface Placement extends Placed {
	readonly part: ThreadPart
	readonly place: number
	readonly parent: ThreadPart | undefined
	children: readonly MessageId[]
}

const NO_CHILDREN: readonly MessageId[] = Object.freeze([])

/**
 * The nodes of a thread depth first, each with its place (SPEC 6.9). The first of `parts` is the root, and all parents are among them.
 * Nodes on a cycle of parents stand directly below the root (SPEC 6.8). Takes O(n log n).
 */
export function growTree(parts: readonly ThreadPart[], now: number): readonly Placement[] {
	const [root] = parts
	if (root === undefined) return []
	const below = childrenOf(root, parts)
	const place = (part: ThreadPart, depth: number, above: number, parent: ThreadPart | undefined): Placement => {
		return { part, id: part.id, depth, place: Math.max(above, Math.min(part.time, now)), parent, children: NO_CHILDREN }
	}
	const tree: Placement[] = []
	const open = [place(root, 0, NO_TIME, undefined)]
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		tree.push(node)
		const { part, depth, place: above } = node
		const children = below.get(part)?.map((child) => place(child, depth + 1, above, part))
		if (children === undefined) continue
		// Siblings have one depth, so this is their order by place and id.
		children.sort(comparePlaced)
		node.children = Object.freeze(children.map(({ id }) => id))
		for (const child of children.reverse()) open.push(child)
	}
	return tree
}

function childrenOf(root: ThreadPart, parts: readonly ThreadPart[]): ReadonlyMap<ThreadPart, readonly ThreadPart[]> {
	const cyclic = cyclesIn(parts)
	const children = new Map<ThreadPart, ThreadPart[]>()
	for (const part of parts) {
		if (part === root) continue
		const parent = cyclic.has(part) ? root : (part.parent ?? root)
		const siblings = children.get(parent)
		if (siblings === undefined) children.set(parent, [part])
		else siblings.push(part)
	}
	return children
}

/** The nodes that are their own ancestors. */
function cyclesIn(parts: readonly ThreadPart[]): ReadonlySet<ThreadPart> {
	const cyclic = new Set<ThreadPart>()
	/** Nodes seen, each with where the walk began that came there first. */
	const walks = new Map<ThreadPart, ThreadPart>()
	for (const start of parts) {
		let part: ThreadPart | undefined = start
		while (part !== undefined && !walks.has(part)) {
			walks.set(part, start)
			part = part.parent
		}
		// Back on its own way: from here on all is one cycle.
		if (part === undefined || walks.get(part) !== start) continue
		for (; part !== undefined && !cyclic.has(part); part = part.parent) cyclic.add(part)
	}
	return cyclic
}
