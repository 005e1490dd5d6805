import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { provesConsistency, provesInclusion, rootByInclusion } from '../../src/checkpoint/proofs.js'
import { sha256 } from '../../src/crypto/hash.js'
import { faultOf } from '../encoding/fault.js'

const RUNS = { seed: 9162, numRuns: 400 }

/** Leaves that differ from each other. */
const leavesOf = (count: number, from = 0): Uint8Array[] =>
	Array.from({ length: count }, (_, i) => sha256(Uint8Array.of((from + i) >> 8, from + i)))

/** The definition of RFC 9162, 2.1.1, word by word, with leaves that are hashes already. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
	const n = leaves.length
	if (n === 1) return leaves[0] as Uint8Array
	let k = 1
	while (k * 2 < n) k *= 2
	return sha256(Uint8Array.from([1, ...naiveRoot(leaves.slice(0, k)), ...naiveRoot(leaves.slice(k))]))
}

/** 2.1.3.1 */
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
	const n = leaves.length
	if (n === 1) return []
	let k = 1
	while (k * 2 < n) k *= 2
	return m < k
		? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
		: [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))]
}

/** 2.1.4.1 */
function naiveSubproof(m: number, leaves: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
	const n = leaves.length
	if (m === n) return isWhole ? [] : [naiveRoot(leaves)]
	let k = 1
	while (k * 2 < n) k *= 2
	if (m <= k) return [...naiveSubproof(m, leaves.slice(0, k), isWhole), naiveRoot(leaves.slice(k))]
	return [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))]
}

const hexes = (hashes: readonly Uint8Array[]): readonly string[] => hashes.map(toHex)

/** The same bytes with one bit changed. */
function flipped(bytes: Uint8Array, bit: number): Uint8Array {
	const changed = bytes.slice()
	const at = (bit >> 3) % bytes.length
	changed[at] = (changed[at] as number) ^ (1 << (bit & 7))
	return changed
}

const sized = fc.integer({ min: 1, max: 300 })

describe('a Merkle tree', () => {
	it('[SPEC 6.19] has the roots and proofs of the definition, at every size it ever had', () => {
		fc.assert(
			fc.property(sized, fc.nat(), fc.nat(), (count, a, b) => {
				const leaves = leavesOf(count)
				const tree = new MerkleTree(leaves)
				const size = 1 + (a % count)
				const some = leaves.slice(0, size)
				expect(toHex(tree.root(size))).toBe(toHex(naiveRoot(some)))
				const index = b % size
				expect(hexes(tree.inclusionProof(index, size))).toEqual(hexes(naivePath(index, some)))
				expect(hexes(tree.consistencyProof(1 + index, size))).toEqual(hexes(naiveSubproof(1 + index, some, true)))
				expect(tree.size).toBe(count)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.19] of one to seven leaves of the published example of RFC 6962 has its inner nodes', () => {
		// The leaf hashes of the example by Certificate Transparency, which begin with 00; here they are the leaves themselves.
		const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) =>
			sha256(Uint8Array.from([0, ...(fromHex(hex) as Uint8Array)])),
		)
		const tree = new MerkleTree(leaves)
		expect([1, 2, 3, 4, 5, 6, 7, 8].map((size) => toHex(tree.root(size)))).toEqual([
			'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
			'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
			'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
			'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
			'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
			'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
			'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
			'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
		])
	})

	it('[SPEC 6.19] gives the hashes of subtrees, also of those at the end of smaller trees, which are the roots of their leaves', () => {
		const leaves = leavesOf(700)
		const tree = new MerkleTree(leaves)
		for (const [start, count] of [
			[0, 256],
			[256, 256],
			[512, 128],
			[696, 4],
			[699, 1],
			[0, 3],
			[512, 188],
			[256, 44],
		] as const) {
			expect(toHex(tree.subtree(start, count))).toBe(toHex(naiveRoot(leaves.slice(start, start + count))))
		}
		for (const [start, count] of [
			[512, 256],
			[128, 256],
			[2, 3],
			[2, 4],
			[-2, 2],
			[0, 0],
			[0.5, 1],
		] as const) {
			expect(faultOf(() => tree.subtree(start, count))?.code, `${start} ${count}`).toBe('argument-invalid')
		}
	})

	it('refuses leaves, sizes and places that it cannot have', () => {
		const tree = new MerkleTree(leavesOf(5))
		const calls = [
			() => tree.append(new Uint8Array(31)),
			() => new MerkleTree().root(),
			() => tree.root(0),
			() => tree.root(6),
			() => tree.root(1.5),
			() => tree.inclusionProof(5),
			() => tree.inclusionProof(-1),
			() => tree.inclusionProof(3, 3),
			() => tree.consistencyProof(0),
			() => tree.consistencyProof(4, 3),
		]
		for (const call of calls) expect(faultOf(call)?.code, call.toString()).toBe('argument-invalid')
		expect(tree.size).toBe(5)
	})

	it('does not give away its memory', () => {
		const tree = new MerkleTree(leavesOf(4))
		const before = toHex(tree.root())
		tree.root().fill(0)
		for (const hash of tree.inclusionProof(1)) hash.fill(0)
		expect(toHex(tree.root())).toBe(before)
	})
})

describe('a proof', () => {
	it('[SPEC 6.19] of inclusion proves its leaf at its place in its tree, and nothing with one bit changed', () => {
		fc.assert(
			fc.property(sized, fc.nat(), fc.nat(), (count, pick, bit) => {
				const leaves = leavesOf(count)
				const tree = new MerkleTree(leaves)
				const index = pick % count
				const leaf = leaves[index] as Uint8Array
				const proof = tree.inclusionProof(index)
				const root = tree.root()
				expect(provesInclusion(leaf, index, count, proof, root)).toBe(true)
				expect(provesInclusion(flipped(leaf, bit), index, count, proof, root)).toBe(false)
				expect(provesInclusion(leaf, index, count, proof, flipped(root, bit))).toBe(false)
				const at = bit % Math.max(1, proof.length)
				if (proof.length > 0)
					expect(provesInclusion(leaf, index, count, proof.with(at, flipped(proof[at] as Uint8Array, bit)), root)).toBe(false)
				expect(provesInclusion(leaf, index, count, [...proof, leaf], root)).toBe(false)
				expect(provesInclusion(leaf, index, count, proof.slice(1), root)).toBe(proof.length === 0)
				for (const other of [index - 1, index + 1, index ^ 1]) expect(provesInclusion(leaf, other, count, proof, root)).toBe(false)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.19] of consistency proves that one tree begins with the other, and nothing with one bit changed', () => {
		fc.assert(
			fc.property(sized, fc.nat(), fc.nat(), (count, pick, bit) => {
				const tree = new MerkleTree(leavesOf(count))
				const earlier = 1 + (pick % count)
				const [first, second] = [
					{ size: earlier, root: tree.root(earlier) },
					{ size: count, root: tree.root() },
				]
				const proof = tree.consistencyProof(earlier)
				expect(provesConsistency(first, second, proof)).toBe(true)
				expect(provesConsistency({ ...first, root: flipped(first.root, bit) }, second, proof)).toBe(false)
				expect(provesConsistency(first, { ...second, root: flipped(second.root, bit) }, proof)).toBe(false)
				const at = bit % Math.max(1, proof.length)
				if (proof.length > 0) expect(provesConsistency(first, second, proof.with(at, flipped(proof[at] as Uint8Array, bit)))).toBe(false)
				expect(provesConsistency(first, second, [...proof, first.root])).toBe(false)
				expect(provesConsistency(second, first, proof)).toBe(earlier === count)
				// A tree with another beginning.
				const other = new MerkleTree([...leavesOf(1, 5000), ...leavesOf(count).slice(1)])
				expect(provesConsistency(first, { size: count, root: other.root() }, other.consistencyProof(earlier))).toBe(false)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.19] works for trees larger than 32 bits count', () => {
		// Along the right border of a tree of 2^40 + 1 leaves, of which one leaf and one hash say everything.
		const [leaf, left] = [sha256(Uint8Array.of(1)), sha256(Uint8Array.of(2))]
		const size = 2 ** 40 + 1
		const root = rootByInclusion(leaf, 2 ** 40, size, [left]) as Uint8Array
		expect(toHex(root)).toBe(toHex(sha256(Uint8Array.from([1, ...left, ...leaf]))))
		expect(provesConsistency({ size: 2 ** 40, root: left }, { size, root }, [leaf])).toBe(true)
		expect(rootByInclusion(leaf, 2 ** 40, size, [left, left])).toBeUndefined()
	})

	it('[SPEC 6.19] of absurd length or size is none, at once', () => {
		const hash = sha256(new Uint8Array(1))
		const long = Array.from({ length: 100_000 }, () => hash)
		expect(rootByInclusion(hash, 0, Number.MAX_SAFE_INTEGER, long)).toBeUndefined()
		expect(provesConsistency({ size: 1, root: hash }, { size: Number.MAX_SAFE_INTEGER, root: hash }, long)).toBe(false)
		for (const size of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
			expect(rootByInclusion(hash, 0, size, [])).toBeUndefined()
			expect(provesConsistency({ size, root: hash }, { size: 5, root: hash }, [])).toBe(false)
			expect(provesConsistency({ size: 1, root: hash }, { size, root: hash }, [])).toBe(false)
		}
		expect(rootByInclusion(hash.subarray(1), 0, 1, [])).toBeUndefined()
		expect(rootByInclusion(hash, 0, 2, [hash.subarray(1)])).toBeUndefined()
		expect(rootByInclusion(hash, 1, 1, [])).toBeUndefined()
		expect(provesConsistency({ size: 1, root: hash }, { size: 2, root: hash }, [])).toBe(false)
	})
})
