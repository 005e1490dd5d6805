import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CausalFacts } from '../../src/merge/order.js'
import { causalOrder, comparePlaced } from '../../src/merge/order.js'

const order = (items: readonly CausalFacts[]): string =>
	causalOrder(items, (item) => item)
		.map(({ id }) => id)
		.join('')

describe('the order by place, depth and id', () => {
	it('[SPEC 6.9] puts an absent place before every place', () => {
		expect(
			[
				{ id: 'b', place: 0, depth: 0 },
				{ id: 'c', depth: 0 },
			]
				.sort(comparePlaced)
				.map(({ id }) => id),
		).toEqual(['c', 'b'])
	})

	it('[SPEC 6.9] goes by place, then by depth, then by id', () => {
		const placed = [
			{ id: 'd', place: 2, depth: 0 },
			{ id: 'c', place: 1, depth: 1 },
			{ id: 'b', place: 1, depth: 0 },
			{ id: 'a', place: 1, depth: 1 },
		]
		expect(placed.sort(comparePlaced).map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd'])
	})
})

describe('causalOrder', () => {
	it('goes by time and then by id where nothing refers to anything', () => {
		const items = [
			{ id: 'c', time: 1, refs: [] },
			{ id: 'b', time: 2, refs: [] },
			{ id: 'a', time: 2, refs: [] },
			{ id: 'd', refs: [] },
		]
		expect(order(items)).toBe('dcab')
	})

	it('puts an item behind all that it refers to, whatever the clocks said', () => {
		expect(
			order([
				{ id: 'a', time: 1, refs: ['b', 'c'] },
				{ id: 'b', time: 9, refs: ['c'] },
				{ id: 'c', time: 5, refs: [] },
				{ id: 'd', time: 7, refs: [] },
			]),
		).toBe('cdba')
	})

	it('takes no notice of what is not among the items', () => {
		expect(
			order([
				{ id: 'b', time: 1, refs: ['z'] },
				{ id: 'a', time: 2, refs: ['y', 'b'] },
			]),
		).toBe('ba')
	})

	it('puts an item behind all of its refs, also where one of them stands late', () => {
		const items = [
			{ id: 'a', time: 0, refs: ['b', 'c'] },
			{ id: 'b', time: 1, refs: [] },
			{ id: 'c', time: 9, refs: [] },
			{ id: 'd', time: 5, refs: [] },
		]
		expect(order(items)).toBe('bdca')
	})

	it('lets nothing wait for what is not among the items', () => {
		const items = [
			{ id: 'a', time: 1, refs: ['c'] },
			{ id: 'b', time: 3, refs: [] },
			{ id: 'c', time: 5, refs: ['z'] },
		]
		expect(order(items)).toBe('bca')
	})

	it('takes the first of several items with one id for what the refs mean', () => {
		const items = [
			{ id: 'b', time: 1, refs: [], name: 'first' },
			{ id: 'b', time: 9, refs: [], name: 'second' },
			{ id: 'a', time: 0, refs: ['b'], name: 'a' },
		]
		expect(causalOrder(items, (item) => item).map(({ name }) => name)).toEqual(['first', 'a', 'second'])
	})

	it('gives the same order for any order of the items and of their refs', () => {
		const items = fc.array(
			fc.record({ time: fc.option(fc.nat({ max: 3 }), { nil: undefined }), refs: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }) }),
			{ maxLength: 20 },
		)
		const graph = items.map((nodes) =>
			nodes.map(({ time, refs }, index): CausalFacts => {
				const named = refs.filter((ref) => ref < index || ref > 20).map((ref) => String.fromCharCode(33 + ((ref * 7) % 31)))
				return { id: String.fromCharCode(33 + ((index * 7) % 31)), refs: named, ...(time === undefined ? {} : { time }) }
			}),
		)
		const mixed = graph.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length })))
		fc.assert(
			fc.property(mixed, ([nodes, shuffled]) => {
				const sorted = order(nodes)
				expect(order(shuffled.map((node) => ({ ...node, refs: [...node.refs].reverse() })))).toBe(sorted)
				for (const { id, refs } of nodes) for (const ref of refs) expect(sorted.indexOf(ref)).toBeLessThan(sorted.indexOf(id))
			}),
			{ seed: 5, numRuns: 300 },
		)
	})

	it('ends on cycles, and gives the same order however they came', () => {
		const cycle = [
			{ id: 'b', time: 1, refs: ['c'] },
			{ id: 'c', time: 2, refs: ['d'] },
			{ id: 'd', time: 3, refs: ['b'] },
			{ id: 'e', time: 0, refs: ['e'] },
			{ id: 'f', time: 0, refs: ['c', 'e'] },
		]
		expect(order(cycle)).toBe('ebdcf')
		expect(order([...cycle].reverse())).toBe('ebdcf')
	})

	it('keeps items with the same id beside each other in the order in which they came', () => {
		const items = [
			{ id: 'b', time: 1, refs: ['a'], name: 'first' },
			{ id: 'a', time: 2, refs: [], name: 'a' },
			{ id: 'b', time: 1, refs: ['a'], name: 'second' },
		]
		expect(causalOrder(items, (item) => item).map(({ name }) => name)).toEqual(['a', 'first', 'second'])
	})

	it('orders a chain of 100,000 items', () => {
		const chain = Array.from({ length: 100_000 }, (_, index) => ({ id: `${index}`, refs: index === 0 ? [] : [`${index - 1}`] }))
		const sorted = causalOrder(chain.toReversed(), (item) => item)
		expect(sorted.map(({ id }) => id)).toEqual(chain.map(({ id }) => id))
	})

	it('orders 100,000 items that refer to one', () => {
		const star = Array.from({ length: 100_000 }, (_, index) => ({ id: `${index}`, time: 100_000 - index, refs: ['0'] }))
		expect(causalOrder(star, (item) => item)).toHaveLength(100_000)
	})
})
