import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBytes, concatBytes, toHex } from '../../src/bytes.js'
import { SortedMap } from '../../src/store/sorted-map.js'
import { seededRandom } from '../../src/testing/random.js'

const key: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 3, max: 3 })

/** All entries between two keys, by looking at each. */
function expected(
	held: ReadonlyMap<string, Uint8Array>,
	gte: Uint8Array,
	lt: Uint8Array,
	limit: number,
	reverse: boolean,
): readonly string[] {
	const from = [...held.keys()].sort().filter((hex) => hex >= toHex(gte) && hex < toHex(lt))
	return (reverse ? from.reverse() : from).slice(0, limit)
}

describe('SortedMap', () => {
	test('does what a sorted list does', () => {
		const step = fc.oneof(
			fc.record({ do: fc.constant('set' as const), key }),
			fc.record({ do: fc.constant('delete' as const), key }),
			fc.record({ do: fc.constant('range' as const), key, lt: key, limit: fc.integer({ min: 1, max: 9 }), reverse: fc.boolean() }),
		)
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const map = new SortedMap()
				const held = new Map<string, Uint8Array>()
				for (const [i, one] of steps.entries()) {
					const value = Uint8Array.of(i)
					if (one.do === 'set') {
						map.set(one.key, value)
						held.set(toHex(one.key), value)
					} else if (one.do === 'delete') {
						map.delete(one.key)
						held.delete(toHex(one.key))
					} else {
						const found = map.range(one.key, one.lt, one.limit, one.reverse)
						expect(found.map(([each]) => toHex(each))).toEqual(expected(held, one.key, one.lt, one.limit, one.reverse))
						for (const [each, held_] of found) expect(held_).toEqual(held.get(toHex(each)))
					}
					expect(map.get(one.key)).toEqual(held.get(toHex(one.key)))
				}
			}),
			{ seed: 11, numRuns: 400 },
		)
	})

	test('does what a sorted list does with long keys and values of any size, whose beginnings are alike', () => {
		const random = seededRandom(12)
		const map = new SortedMap()
		const held = new Map<string, Uint8Array>()
		const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256))
		const begin = [bytes(40), bytes(40), Uint8Array.of()]
		const given: Uint8Array[] = []
		for (let i = 0; i < 6000; i++) {
			const one = concatBytes(random.pick(begin), bytes(random.below(3)), Uint8Array.of(random.below(4)))
			if (random.oneIn(4)) {
				map.delete(one)
				held.delete(toHex(one))
			} else {
				const value = bytes(random.oneIn(200) ? 20_000 : random.below(random.oneIn(10) ? 900 : 12))
				const before = map.get(one)
				if (before !== undefined) given.push(before, before.slice())
				map.set(one, value)
				held.set(toHex(one), value)
				expect(map.get(one)).toEqual(value)
			}
			if (i % 500 !== 0) continue
			const all = map.range(Uint8Array.of(), new Uint8Array(60).fill(255), 10_000, random.oneIn(2))
			expect(all.map(([each]) => toHex(each)).sort()).toEqual([...held.keys()].sort())
			for (const [each, value] of all) expect(value).toEqual(held.get(toHex(each)))
		}
		// What was given away stays as it was.
		for (let i = 0; i < given.length; i += 2) expect(given[i]).toEqual(given[i + 1])
	})

	test('stays in order over many pieces, however it is filled and emptied', () => {
		const random = seededRandom(3)
		const ascending = Array.from({ length: 5000 }, (_, i) => Uint8Array.of(i >> 8, i & 255))
		for (const order of [ascending, [...ascending].reverse(), random.shuffled(ascending)]) {
			const map = new SortedMap()
			for (const one of order) map.set(one, one)
			const all = map.range(Uint8Array.of(), Uint8Array.of(255), 10_000, false).map(([one]) => one)
			expect(all.map(toHex)).toEqual(ascending.map(toHex))
			expect([...all].sort(compareBytes)).toEqual(all)
			for (const one of random.shuffled(ascending)) map.delete(one)
			expect(map.range(Uint8Array.of(), Uint8Array.of(255), 10_000, true)).toEqual([])
			map.set(Uint8Array.of(7), Uint8Array.of(7))
			expect(map.get(Uint8Array.of(7))).toEqual(Uint8Array.of(7))
		}
	})
})
