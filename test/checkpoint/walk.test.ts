import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, joinBytes, toHex } from '../../src/bytes.js'
import { MerkleTree, nodeHash } from '../../src/checkpoint/merkle-tree.js'
import type { Subtree } from '../../src/checkpoint/subtrees.js'
import { decodeSubtrees, encodeSubtrees, KnownSubtrees } from '../../src/checkpoint/subtrees.js'
import { askedFor, BLOCK, chooseProven, provenParts } from '../../src/checkpoint/walk.js'
import { sha256 } from '../../src/crypto/hash.js'

const RUNS = { seed: 714, numRuns: 300 }

const leafOf = (place: number): Uint8Array => sha256(Uint8Array.of(place & 255, place >> 8, 7))
const treeOf = (size: number): MerkleTree => new MerkleTree(Array.from({ length: size }, (_, i) => leafOf(i)))

/** SPEC 7.14, the walk word by word: blocks are found by going through all subtrees, leaves by looking for them. */
function naiveWalk(size: number, places: readonly number[]): (readonly [number, number])[] {
	const has = (start: number, count: number): boolean => places.some((place) => place >= start && place < start + count)
	const split = (count: number): number => 2 ** (Math.ceil(Math.log2(count)) - 1)
	const blocks: (readonly [number, number])[] = []
	const find = (start: number, count: number): void => {
		if (count <= 256) blocks.push([start, count])
		else {
			find(start, split(count))
			find(start + split(count), count - split(count))
		}
	}
	find(0, size)
	const several = blocks.filter(([start, count]) => has(start, count)).length >= 2
	const asked: (readonly [number, number])[] = []
	const walk = (start: number, count: number): void => {
		if (!has(start, count)) asked.push([start, count])
		else {
			if (several && blocks.some(([from, length]) => from === start && length === count)) asked.push([start, count])
			if (count === 1) return
			walk(start, split(count))
			walk(start + split(count), count - split(count))
		}
	}
	walk(0, size)
	return asked
}

/** A size and some places in it, ascending. */
const cases = fc
	.tuple(
		fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 1100 })),
		fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
		fc.nat(),
	)
	.map(([size, some, run]) => {
		const start = run % size
		const whole = run % 3 === 0 ? Array.from({ length: size - start }, (_, i) => start + i) : []
		const places = [...new Set([...some.map((at) => at % size), ...whole])].sort((a, b) => a - b)
		return { size, places }
	})

const hashesFor = (tree: MerkleTree, size: number, places: readonly number[]): Uint8Array =>
	joinBytes([...askedFor(size, places)].map(({ start, count }) => tree.subtree(start, count)))

const provenPlaces = (...given: Parameters<typeof provenParts>): readonly number[] => provenParts(...given).flatMap(({ places }) => places)

describe('[SPEC 7.14] the walk over a tree', () => {
	it('asks for what the specification says, in its order', () => {
		fc.assert(
			fc.property(cases, ({ size, places }) => {
				expect([...askedFor(size, places)].map(({ start, count }) => [start, count])).toEqual(naiveWalk(size, places))
			}),
			RUNS,
		)
	})

	it('proves every leaf by the hashes that it asks for', () => {
		fc.assert(
			fc.property(cases, ({ size, places }) => {
				const tree = treeOf(size)
				const hashes = hashesFor(tree, size, places)
				const leafAt = (i: number): Uint8Array => leafOf(places[i] as number)
				const parts = provenParts(size, tree.root(), places, leafAt, hashes)
				expect(parts.flatMap((part) => part.places)).toEqual(places)
				for (const part of parts) {
					expect(part.places.length).toBeLessThanOrEqual(2 * BLOCK)
					const known = new KnownSubtrees()
					expect(known.add(part.subtrees, size, tree.root())).toBe(true)
					for (const place of part.places) expect(toHex(known.hashOf(place, 1) as Uint8Array)).toBe(toHex(leafOf(place)))
				}
			}),
			RUNS,
		)
	})

	it('proves nothing with a hash too few or too many, another size, another root, or leaves at other places', () => {
		fc.assert(
			fc.property(cases, fc.nat(), ({ size, places }, at) => {
				const tree = treeOf(size)
				const hashes = hashesFor(tree, size, places)
				const leafAt = (i: number): Uint8Array => leafOf(places[i] as number)
				const root = tree.root()
				expect(provenPlaces(size, root, places, leafAt, concatBytes(hashes, leafOf(0)))).toEqual([])
				expect(provenPlaces(size, root, places, leafAt, concatBytes(hashes, Uint8Array.of(0)))).toEqual([])
				if (hashes.length > 0) expect(provenPlaces(size, root, places, leafAt, hashes.subarray(32))).toEqual([])
				if (hashes.length > 0) expect(provenPlaces(size, root, places, leafAt, hashes.subarray(0, -32))).toEqual([])
				expect(provenPlaces(size, treeOf(size + 1).root(), places, leafAt, hashes)).toEqual([])
				// A tree of another size is another tree, whatever hashes are given for it.
				expect(provenPlaces(size + 1, root, places, leafAt, hashesFor(treeOf(size + 1), size + 1, places))).toEqual([])
				const [first, second] = [at % places.length, (at + 1) % places.length]
				const swapped = (i: number): Uint8Array => leafAt(i === first ? second : i === second ? first : i)
				if (first !== second) {
					const left = provenPlaces(size, root, places, swapped, hashes)
					expect(left).not.toContain(places[first])
					expect(left).not.toContain(places[second])
				}
			}),
			RUNS,
		)
	})

	it('lets one changed leaf cost its block, and a leaf that is not known no more', () => {
		fc.assert(
			fc.property(cases, fc.nat(), fc.nat(), fc.boolean(), ({ size, places }, at, bit, isLost) => {
				const tree = treeOf(size)
				const hashes = hashesFor(tree, size, places)
				const wrong = at % places.length
				const leafAt = (i: number): Uint8Array | undefined => {
					const leaf = leafOf(places[i] as number)
					if (i !== wrong) return leaf
					leaf[bit % 32] = (leaf[bit % 32] as number) ^ (1 << (bit % 8))
					return isLost ? undefined : leaf
				}
				const blockOf = (place: number): number => Math.floor(place / BLOCK)
				const others = places.filter((place) => blockOf(place) !== blockOf(places[wrong] as number))
				expect(provenPlaces(size, tree.root(), places, leafAt, hashes)).toEqual(others)
			}),
			RUNS,
		)
	})

	it('lets no flipped bit of a hash prove anything that is not so', () => {
		fc.assert(
			fc.property(cases, fc.nat(), ({ size, places }, bit) => {
				const tree = treeOf(size)
				const hashes = hashesFor(tree, size, places)
				if (hashes.length === 0) return
				const changed = hashes.slice()
				changed[(bit >> 3) % changed.length] = (changed[(bit >> 3) % changed.length] as number) ^ (1 << (bit & 7))
				const parts = provenParts(size, tree.root(), places, (i) => leafOf(places[i] as number), changed)
				for (const { subtrees } of parts) expect(new KnownSubtrees().add(subtrees, size, tree.root())).toBe(true)
				const proven = parts.flatMap((part) => part.places)
				expect(places).toEqual(expect.arrayContaining([...proven]))
				expect(proven.length).toBeLessThan(places.length)
			}),
			RUNS,
		)
	})

	it('[SPEC 11.6] keeps the hashes outside of blocks once for many lone leaves', () => {
		const size = 2 ** 40
		const places = Array.from({ length: 1000 }, (_, i) => 2 * BLOCK * i)
		const asked = [...askedFor(size, places)]
		const given = asked.map(({ start, count }) => leafOf(start + count))
		const rootOf = (start: number, count: number): Uint8Array => {
			const at = asked.findIndex((one) => one.start === start && one.count === count)
			if (count > BLOCK && at >= 0) return given[at] as Uint8Array
			if (count === BLOCK && start % (2 * BLOCK) === 0 && start < 2 * BLOCK * places.length) {
				const inside = asked.slice(at + 1, at + 9).map((one, i) => ({ ...one, hash: given[at + 1 + i] as Uint8Array }))
				let hash = leafOf(start)
				for (const beside of inside) hash = nodeHash(hash, beside.hash)
				given[at] = hash
				return hash
			}
			if (at >= 0) return given[at] as Uint8Array
			return nodeHash(rootOf(start, count / 2), rootOf(start + count / 2, count / 2))
		}
		const root = rootOf(0, size)
		const parts = provenParts(size, root, places, (i) => leafOf(places[i] as number), joinBytes(given))
		expect(parts.flatMap((part) => part.places)).toEqual(places)
		for (const { subtrees } of parts) expect(new KnownSubtrees().add(subtrees, size, root)).toBe(true)
		const kept = parts.reduce((sum, { subtrees }) => sum + subtrees.length, 0)
		expect(kept).toBeLessThan(1.2 * (asked.length + places.length))
	})

	it('spends no more than its hashes and leaves on the largest sizes', () => {
		const places = [0, 2 ** 52, 2 ** 53 - 2]
		const asked = [...askedFor(2 ** 53 - 1, places)]
		expect(asked.length).toBeLessThan(53 * 6)
		expect(provenPlaces(2 ** 53 - 1, leafOf(0), places, leafOf, joinBytes(asked.map(() => leafOf(1))))).toEqual([])
	})
})

describe('[SPEC 7.14] the choice of signatures', () => {
	/** Bytes that a choice costs, counted on the walk itself. */
	const costOf = (size: number, places: readonly number[], proven: readonly number[]): number =>
		(proven.length === 0 ? 0 : 32 * [...askedFor(size, proven)].length) + 64 * (places.length - proven.length)

	it('is the cheapest of all where everything can be tried', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 40 }),
				fc.array(fc.nat(), { minLength: 1, maxLength: 7 }),
				fc.array(fc.boolean()),
				(size, some, signed) => {
					const places = [...new Set(some.map((at) => at % size))].sort((a, b) => a - b)
					const hasSignature = places.map((_, i) => signed[i] ?? true)
					const { cost, proven } = chooseProven(size, places, hasSignature)
					const costs: number[] = []
					for (let set = 1; set < 1 << places.length; set++) {
						const chosen = places.filter((_, i) => ((set >> i) & 1) === 1)
						if (places.some((place, i) => hasSignature[i] !== true && !chosen.includes(place))) continue
						costs.push(costOf(size, places, chosen))
					}
					if (proven.length > 0) expect(cost).toBe(costOf(size, places, proven))
					const all = places.every((_, i) => hasSignature[i] === true) ? [64 * places.length] : []
					expect(Math.min(cost, ...all)).toBe(Math.min(...costs, ...all))
				},
			),
			RUNS,
		)
	})

	it('proves a whole log without a hash, and a lone message by its signature', () => {
		expect(
			chooseProven(
				200,
				Array.from({ length: 200 }, (_, i) => i),
				new Array(200).fill(true),
			).cost,
		).toBe(0)
		const places = [...Array.from({ length: 300 }, (_, i) => i), 900]
		const { proven } = chooseProven(
			1000,
			places,
			places.map(() => true),
		)
		expect(proven).toEqual(places.slice(0, -1))
		expect(
			chooseProven(
				1000,
				places,
				places.map((place) => place !== 900),
			).proven,
		).toEqual(places)
	})
})

describe('what is known of a tree', () => {
	/** A whole tree: the subtrees beside the ways to some leaves, and the leaves. */
	const rowOf = (tree: MerkleTree, places: readonly number[]): readonly Subtree[] => {
		const row: Subtree[] = []
		const walk = (start: number, count: number): void => {
			if (count > 1 && places.some((place) => place >= start && place < start + count)) {
				const left = 2 ** (Math.ceil(Math.log2(count)) - 1)
				walk(start, left)
				walk(start + left, count - left)
			} else row.push({ count, hash: tree.subtree(start, count) })
		}
		walk(0, tree.size)
		return row
	}

	it('[property] are the leaves of all rows that were added, and the hashes of all that is above them', () => {
		fc.assert(
			fc.property(cases, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), ({ size, places }, others) => {
				const tree = treeOf(size)
				const more = others.map((at) => at % size)
				const known = new KnownSubtrees()
				for (const some of [places, more]) expect(known.add(rowOf(tree, some), size, tree.root())).toBe(true)
				const all = [...places, ...more]
				for (const place of all) expect(toHex(known.hashOf(place, 1) as Uint8Array)).toBe(toHex(tree.subtree(place, 1)))
				for (const { start, count } of askedFor(
					size,
					[...new Set(all)].sort((a, b) => a - b),
				))
					expect(toHex(known.hashOf(start, count) as Uint8Array)).toBe(toHex(tree.subtree(start, count)))
			}),
			RUNS,
		)
	})

	it('is nothing of what lies inside or beside the subtrees', () => {
		const tree = treeOf(600)
		const known = new KnownSubtrees()
		known.add(rowOf(tree, [300]), 600, tree.root())
		for (const [start, count] of [
			[0, 600],
			[256, 256],
			[300, 1],
			[512, 88],
		] as const) {
			expect(toHex(known.hashOf(start, count) as Uint8Array)).toBe(toHex(tree.subtree(start, count)))
		}
		expect([known.hashOf(0, 1), known.hashOf(302, 1), known.hashOf(0, 601), known.hashOf(600, 1)]).toEqual(new Array(4).fill(undefined))
	})

	it('is nothing of a row that does not lead to the root, or is no row of the tree', () => {
		const tree = treeOf(300)
		const row = rowOf(tree, [7])
		const changed = row.map(({ count, hash }, i) => ({ count, hash: i === 3 ? leafOf(1) : hash }))
		const rows = [
			changed,
			row.slice(1),
			row.slice(0, -1),
			[...row, { count: 1, hash: leafOf(0) }],
			[],
			[{ count: 0, hash: leafOf(0) }],
			row.toReversed(),
		]
		const known = new KnownSubtrees()
		expect(known.add(row, 300, tree.root())).toBe(true)
		for (const one of rows) expect(known.add(one, 300, tree.root())).toBe(false)
		expect(toHex(known.hashOf(7, 1) as Uint8Array)).toBe(toHex(tree.subtree(7, 1)))
		expect(known.add(row, 299, tree.root())).toBe(false)
		// Under hashes that are known already, other leaves are still looked at.
		const under = rowOf(tree, [9]).map(({ count, hash }) => ({ count, hash: count === 1 ? leafOf(200) : hash }))
		expect([known.add(under, 300, tree.root()), known.hashOf(9, 1)]).toEqual([false, undefined])
	})

	it('is kept byte by byte', () => {
		const row = rowOf(treeOf(300), [7])
		const kept = decodeSubtrees(encodeSubtrees(row))
		expect(kept.map(({ count, hash }) => [count, toHex(hash)])).toEqual(row.map(({ count, hash }) => [count, toHex(hash)]))
		expect(() => decodeSubtrees(Uint8Array.of(9, 1))).toThrow(expect.objectContaining({ code: 'store-corrupt' }))
	})
})
