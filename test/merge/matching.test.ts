import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maximumMatching } from '../../src/merge/matching.js'
import { bruteMatching } from './knowledge-oracle.js'

const RUNS = { seed: 20_260_201, numRuns: 1000 }

/** Chains of 1, 2, 3 ... edges, each matched wrongly when it is begun at its end: every length costs the algorithm a round. */
function chains(vertices: number): { readonly graph: readonly (readonly number[])[]; readonly right: number } {
	const graph: number[][] = []
	let right = 0
	for (let length = 1; graph.length < vertices; length++) {
		const base = right
		for (let i = 0; i < length && graph.length < vertices; i++) graph.push(i === length - 1 ? [base] : [base + i, base + i + 1])
		right = base + length
	}
	return { graph, right: right + 1 }
}

describe('maximumMatching', () => {
	it('[SPEC 6.16] of nothing is 0', () => {
		expect(maximumMatching([], 0)).toBe(0)
		expect(maximumMatching([[], []], 3)).toBe(0)
	})

	it('[SPEC 6.16] gives nobody two and nothing to two', () => {
		expect(maximumMatching([[0, 1, 2]], 3)).toBe(1)
		expect(maximumMatching([[0], [0], [0]], 1)).toBe(1)
		expect(maximumMatching([[0, 0, 1, 1], [1]], 2)).toBe(2)
	})

	it('[SPEC 6.16] takes back what was given where that helps', () => {
		expect(maximumMatching([[0, 1], [0]], 2)).toBe(2)
		expect(maximumMatching([[0, 1], [0, 2], [0]], 3)).toBe(3)
		expect(maximumMatching([[0, 1], [1, 2], [2, 3], [0]], 4)).toBe(4)
	})

	it('[SPEC 6.16] is as great as anything that trying finds, in every graph of four and three', () => {
		for (let edges = 0; edges < 2 ** 12; edges++) {
			const graph = [0, 3, 6, 9].map((shift) => [0, 1, 2].filter((v) => ((edges >> (shift + v)) & 1) === 1))
			const pairs = graph.flatMap((neighbours, u) => neighbours.map((v) => [`${u}`, `${v}`] as const))
			expect([edges, maximumMatching(graph, 3)]).toEqual([edges, bruteMatching(pairs)])
		}
	})

	it('[SPEC 6.16] finds long ways, and gives up where there is none', () => {
		const { graph, right } = chains(55)
		expect(maximumMatching(graph, right)).toBe(55)
		expect(maximumMatching(graph.toReversed(), right)).toBe(55)
		// Nothing is left for those who come too late, however they look for it.
		const late = [right - 2, right - 3, right - 9, 0, 1, 2].map((v) => [v, v])
		expect(maximumMatching([...graph, ...late], right)).toBe(55)
		expect(maximumMatching([...late, ...graph], right)).toBe(55)
		const same = [0, 1, 2, 3]
		expect(maximumMatching(Array<readonly number[]>(9).fill(same), 4)).toBe(4)
		expect(maximumMatching([...Array<readonly number[]>(9).fill(same), [4, 3], [4, 0]], 5)).toBe(5)
	})

	it('[SPEC 6.16] leaves whoever has something what they have, and counts nobody twice', () => {
		// Nobody else can be given anything once all have something, though something is left.
		expect(
			maximumMatching(
				[
					[0, 2, 3],
					[1, 2, 3],
					[0, 1],
				],
				4,
			),
		).toBe(3)
		const [needy, rich] = [
			[
				[0, 2],
				[1, 2],
				[0, 1],
			],
			Array<readonly number[]>(2).fill([3, 4, 5]),
		] as const
		expect(maximumMatching([...needy, ...rich], 6)).toBe(5)
		expect(maximumMatching([...rich, ...needy], 6)).toBe(5)
	})

	it('[SPEC 6.16] changes the way several times, where every shortest one is taken', () => {
		const ring = Array.from({ length: 12 }, (_, u) => [u, (u + 1) % 12])
		expect(maximumMatching(ring, 12)).toBe(12)
		const crossed = Array.from({ length: 12 }, (_, u) => [(u * 5) % 12, (u * 5 + 1) % 12, (u * 7 + 3) % 12])
		expect(maximumMatching(crossed, 12)).toBe(12)
		const narrow = Array.from({ length: 14 }, (_, u) => [(u * 3) % 10, (u * 7 + 1) % 10])
		const pairs = narrow.flatMap((neighbours, u) => neighbours.map((v) => [`${u}`, `${v}`] as const))
		expect(maximumMatching(narrow, 10)).toBe(bruteMatching(pairs))
	})

	it('[SPEC 6.16] is as great as anything that trying finds', () => {
		const side = fc.integer({ min: 0, max: 7 })
		const graphs = fc.tuple(fc.array(fc.array(side, { maxLength: 4 }), { maxLength: 7 }), fc.integer({ min: 8, max: 12 }))
		fc.assert(
			fc.property(graphs, ([graph, right]) => {
				const pairs = graph.flatMap((neighbours, u) => neighbours.map((v) => [`${u}`, `${v}`] as const))
				expect(maximumMatching(graph, right)).toBe(bruteMatching(pairs))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] is the same from both sides, in any order', () => {
		const count = 60
		const edges = fc.array(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), { maxLength: 200, size: 'max' })
		const graphOf = (pairs: readonly (readonly [number, number])[], side: 0 | 1): readonly (readonly number[])[] =>
			Array.from({ length: count }, (_, u) => pairs.filter((pair) => pair[side] === u).map((pair) => pair[side === 0 ? 1 : 0]))
		fc.assert(
			fc.property(edges, (pairs) => {
				const size = maximumMatching(graphOf(pairs, 0), count)
				expect(maximumMatching(graphOf(pairs, 1), count)).toBe(size)
				expect(maximumMatching(graphOf([...pairs].reverse(), 0).toReversed(), count)).toBe(size)
			}),
			{ ...RUNS, numRuns: 200 },
		)
	})

	it('[SPEC 6.16] grows with every edge, by one at most', () => {
		const graphs = fc.tuple(fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 30 }), fc.nat(), fc.nat())
		fc.assert(
			fc.property(graphs, ([graph, who, what]) => {
				const before = maximumMatching(graph, 31)
				const after = maximumMatching(
					graph.map((neighbours, u) => (u === who % graph.length ? [what % 31, ...neighbours] : neighbours)),
					31,
				)
				expect(after - before === 0 || after - before === 1).toBe(true)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] a path of 200,000 edges is no recursion', () => {
		const count = 100_000
		const path = Array.from({ length: count }, (_, u) => (u === count - 1 ? [0] : [u, u + 1]))
		expect(maximumMatching(path, count)).toBe(count)
	})

	it('[SPEC 6.16] chains of all lengths, with 16 edges each, are matched completely', () => {
		const { graph, right } = chains(10_000)
		expect(maximumMatching(graph, right)).toBe(10_000)
		const wide = graph.map((neighbours) => [...Array<number>(15).fill(neighbours[0] as number), ...neighbours])
		expect(maximumMatching(wide, right)).toBe(10_000)
	})

	it('[SPEC 6.16] 10,000 who all cite the same 16 are 16', () => {
		const same = Array.from({ length: 16 }, (_, v) => v)
		expect(maximumMatching(Array<readonly number[]>(10_000).fill(same), 16)).toBe(16)
	})
})
