import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/crypto/hash.js'
import { BudkavleError } from '../../src/errors.js'
import { Cells, cellsBytes, cellsIn, decodeCells, encodeCells, peel } from '../../src/sketch/cells.js'
import { ESTIMATOR_BYTES, Estimator } from '../../src/sketch/estimator.js'
import { bitsFor, decodeShortIdSet, encodeShortIdSet, setBytes, shortIdSet } from '../../src/sketch/short-id-set.js'
import type { Width } from '../../src/sketch/short-ids.js'
import { newShortId, ShortIds } from '../../src/sketch/short-ids.js'
import { NOT_HELD, SketchedSet } from '../../src/sketch/sketched-set.js'
import { seededRandom } from '../../src/testing/random.js'

const idOf = (i: number): Uint8Array => sha256(Uint8Array.of(i & 255, (i >> 8) & 255, i >> 16))
const keyOf = (i: number): Uint8Array => sha256(Uint8Array.of(i & 255, i >> 8, 99)).subarray(0, 16)
const widths = fc.constantFrom<Width>(48, 64)

function setOf(indexes: readonly number[], key: Uint8Array, width: Width, cells = 16): SketchedSet {
	const set = new SketchedSet(key, width, cells)
	for (const i of indexes) set.add(idOf(i), 0, i + 2)
	return set
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

describe('[SPEC 8.9] cells', () => {
	it('[property] tell the difference of two sets, and who has what, where there are enough of them', () => {
		fc.assert(
			fc.property(fc.nat(60_000), fc.nat(40), fc.nat(40), fc.nat(300), widths, (seed, here, there, common, width) => {
				const key = keyOf(seed)
				const mine = setOf(range(0, common + here), key, width)
				const theirs = setOf([...range(0, common), ...range(1000, 1000 + there)], key, width)
				const count = 4 * (here + there) + 24
				const travelled = encodeCells(theirs.cells(count).cut(), width)
				expect(travelled.length).toBe(cellsBytes(count, width))
				expect(cellsIn(travelled.length, width)).toBe(count)
				const { found, isComplete } = peel(
					mine
						.cells(count)
						.cut()
						.minus(decodeCells(travelled, count, width)),
					mine.shortIds,
				)
				expect(isComplete).toBe(true)
				expect(found.map((one) => mine.placeOf(one)).filter((place) => place !== undefined)).toHaveLength(here)
				expect(found.flatMap((one) => mine.placeOf(one) ?? []).sort((a, b) => a - b)).toEqual(range(common + 2, common + here + 2))
				expect(found.flatMap((one) => theirs.placeOf(one) ?? []).sort((a, b) => a - b)).toEqual(range(1002, 1002 + there))
			}),
			{ seed: 89, numRuns: 150 },
		)
	})

	it('[property] are the same however the set came about, in tables of any size', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(2500), fc.boolean()), { maxLength: 3000 }), widths, (steps, width) => {
				const set = new SketchedSet(keyOf(1), width, 32)
				const model = new Set<number>()
				for (const [i, isAdded] of steps) {
					if (isAdded) set.add(idOf(i), 0, i + 2)
					else set.remove(idOf(i), 0)
					if (isAdded) model.add(i)
					else model.delete(i)
				}
				const fresh = setOf([...model].sort(), keyOf(1), width, 8)
				expect(set.size).toBe(model.size)
				expect(encodeCells(set.cells(100), width)).toEqual(encodeCells(fresh.cells(100), width))
				expect(encodeCells(set.cells(20), width)).toEqual(encodeCells(fresh.cells(20), width))
				expect(set.estimator().bytes()).toEqual(fresh.estimator().bytes())
				expect([...set.all()].length).toBe(model.size)
			}),
			{ seed: 90, numRuns: 40 },
		)
	})

	it('[property] that nobody could have made end in time and give no more short ids than there are cells', () => {
		const random = seededRandom(7)
		for (const count of [1, 2, 16, 64, 513]) {
			for (let trial = 0; trial < 60; trial++) {
				const cells = new Cells(count)
				const shortIds = new ShortIds(keyOf(trial), 48)
				// A short id in some of its cells alone, and cells that repeat others.
				for (let i = 0; i < count; i++) {
					const one = newShortId()
					shortIds.of(idOf(random.below(4)), 0, one)
					cells.low[i] = one.low
					cells.high[i] = one.high
					cells.check[i] = trial % 3 === 0 ? one.check : random.below(2 ** 24)
				}
				const { found } = peel(cells, shortIds)
				expect(found.length).toBeLessThanOrEqual(count)
				expect(new Set(found.map(({ low, high }) => `${low} ${high}`)).size).toBe(found.length)
			}
		}
	})

	it('know bytes that are no whole number of cells', () => {
		expect([0, 7, 9, 512 * 8, 513 * 8, 513 * 9, 511 * 9].map((length) => cellsIn(length, 48))).toEqual([
			undefined,
			undefined,
			undefined,
			512,
			undefined,
			513,
			undefined,
		])
	})
})

describe('[SPEC 8.10] the estimator', () => {
	it.each([1, 10, 100, 1000, 20_000])('tells a difference of %i within a half, and mostly much better', (difference) => {
		const found = range(0, 12).map((trial) => {
			const [a, b] = [new Estimator(), new Estimator()]
			const shortIds = new ShortIds(keyOf(trial), 48)
			const one = newShortId()
			for (let i = 0; i < difference; i++) {
				shortIds.of(idOf(i), 0, one)
				;(i % 2 === 0 ? a : b).toggle(one)
			}
			expect(a.bytes()).toHaveLength(ESTIMATOR_BYTES)
			return a.differenceTo(new Estimator(b.bytes())) / difference
		})
		for (const ratio of found) expect(Math.abs(ratio - 1)).toBeLessThan(0.6)
		expect(Math.abs(found.reduce((sum, ratio) => sum + ratio, 0) / found.length - 1)).toBeLessThan(0.2)
	})
})

describe('[SPEC 8.11] a set of short ids', () => {
	const fault = (came: string): BudkavleError => new BudkavleError('bundle-section', came)

	it('[property] comes back, in about as many bytes as promised', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 48 }), fc.array(fc.nat(2 ** 31 - 1), { maxLength: 300 }), fc.nat(5), (bits, seeds, spread) => {
				const values = shortIdSet(
					seeds.map((seed) => (seed * 2 ** spread) % 2 ** bits),
					bits,
				)
				const bytes = encodeShortIdSet(values)
				expect(decodeShortIdSet(bytes, 300, fault)).toEqual(values)
				expect(bytes.length).toBeLessThan(12 + (values.values.length * (bits + 4)) / 4)
			}),
			{ seed: 91, numRuns: 400 },
		)
		const random = seededRandom(5)
		const bits = bitsFor(5000)
		const large = encodeShortIdSet(
			shortIdSet(
				range(0, 5000).map(() => random.below(2 ** 31) * 2 ** (bits - 31)),
				bits,
			),
		)
		expect(Math.abs(large.length / setBytes(5000) - 1)).toBeLessThan(0.05)
	})

	it('[property] from any bytes is one, or refused', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				try {
					const { bits, values } = decodeShortIdSet(bytes, 100, fault)
					expect(values.every((value, i) => value < 2 ** bits && (i === 0 || value > (values[i - 1] as number)))).toBe(true)
				} catch (error) {
					expect((error as BudkavleError).code).toBe('bundle-section')
				}
			}),
			{ seed: 92, numRuns: 2000 },
		)
	})
})

describe('a sketched set', () => {
	it('takes the place of what is held for that of what is not, and not the other way', () => {
		const set = new SketchedSet(keyOf(1), 48, 4)
		const one = newShortId()
		set.shortIds.of(idOf(1), 0, one)
		set.add(idOf(1), 0, NOT_HELD)
		set.add(idOf(1), 0, 7)
		expect([set.size, set.placeOf(one)]).toEqual([1, 7])
		set.add(idOf(1), 0, NOT_HELD)
		expect(set.placeOf(one)).toBe(7)
		set.remove(idOf(1), 0)
		set.remove(idOf(1), 0)
		expect([set.size, set.placeOf(one), set.cells(4).isEmpty(0)]).toEqual([0, undefined, true])
	})
})
