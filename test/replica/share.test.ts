import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { share } from '../../src/replica/share.js'

/** A value that equals another one and shares nothing with it. */
const copy = <T>(value: T): T => structuredClone(value)

/** Plain data as views have it: lists of entries with ids, lists without, objects, absent members. */
const { view: viewArbitrary } = fc.letrec((tie) => ({
	leaf: fc.oneof(fc.nat({ max: 3 }), fc.constantFrom('a', 'b'), fc.boolean(), fc.constant(undefined)),
	entry: fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), value: tie('view') }, { noNullPrototype: true }),
	view: fc.oneof(
		{ maxDepth: 4 },
		tie('leaf'),
		fc.array(tie('entry'), { maxLength: 4 }),
		fc.array(tie('view'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('view'), { maxKeys: 3, noNullPrototype: true }),
	),
}))

describe('share', () => {
	it('gives what equals the fresh value, and the old one where they are equal', () => {
		fc.assert(
			fc.property(viewArbitrary, viewArbitrary, (old, fresh) => {
				const [oldBefore, freshBefore] = [copy(old), copy(fresh)]
				expect(share(old, fresh)).toStrictEqual(freshBefore)
				expect(share(old, copy(old))).toBe(old)
				expect(share(undefined, fresh)).toBe(fresh)
				expect([old, fresh]).toStrictEqual([oldBefore, freshBefore])
			}),
			{ seed: 7, numRuns: 3000 },
		)
	})

	it('keeps entries that others came before, by their subjects', () => {
		const entry = (id: string, value: number): object => ({ id, value: { value } })
		const old = { nodes: [entry('a', 1), entry('b', 2), entry('c', 3)], other: ['x'] }
		const fresh = { nodes: [entry('z', 0), entry('a', 1), entry('b', 5), entry('c', 3)], other: ['x'] }
		const shared = share(old, fresh)
		expect(shared).toEqual(fresh)
		expect(shared.other).toBe(old.other)
		expect([shared.nodes[1], shared.nodes[3]]).toEqual([old.nodes[0], old.nodes[2]])
		expect(shared.nodes[1]).toBe(old.nodes[0])
		expect(shared.nodes[3]).toBe(old.nodes[2])
		expect(shared.nodes[2]).not.toBe(old.nodes[1])
		expect(Object.isFrozen(shared) && Object.isFrozen(shared.nodes)).toBe(true)
	})

	it('takes messages with one id for the same, and others not', () => {
		const message = (id: string, text: string): object => ({ id, text, payload: new Uint8Array(1), fields: new Map([[1, text]]) })
		const old = message('a', 'one')
		expect(share(old, message('a', 'one'))).toBe(old)
		const fresh = message('b', 'two')
		expect(share(old, fresh)).toEqual(fresh)
	})
})
