/** What a store keeps of a proof: the hashes of subtrees. The first byte is the size of the tree, then follows its root. */
import { concatBytes, equalBytes } from '../../../src/bytes.js'
import { MerkleTree } from '../../../src/checkpoint/merkle-tree.js'
import type { Subtree } from '../../../src/checkpoint/subtrees.js'
import { decodeSubtrees, encodeSubtrees, KnownSubtrees } from '../../../src/checkpoint/subtrees.js'
import { sha256 } from '../../../src/crypto/hash.js'
import { mutateVarint } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

function leaves(size: number): readonly Uint8Array[] {
	return Array.from({ length: size }, (_, i) => sha256(Uint8Array.of(i)))
}

function proofOf(size: number, subtrees: readonly Subtree[]): Uint8Array {
	return concatBytes(Uint8Array.of(size), new MerkleTree(leaves(size)).root(), encodeSubtrees(subtrees))
}

export const subtreesTarget: FuzzTarget = {
	name: 'subtrees',
	async seeds() {
		const each = (size: number): readonly Subtree[] => leaves(size).map((hash) => ({ count: 1, hash }))
		return [
			...[1, 2, 3, 7, 8].map((size) => proofOf(size, each(size))),
			proofOf(8, [{ count: 8, hash: new MerkleTree(leaves(8)).root() }]),
			proofOf(6, [{ count: 4, hash: new MerkleTree(leaves(4)).root() }, ...each(6).slice(4)]),
		]
	},
	mutate: (input, random) => concatBytes(input.subarray(0, 33), mutateVarint(input.subarray(33), random)),
	run(input) {
		const size = input[0] ?? 0
		const root = input.subarray(1, 33)
		const subtrees = accepted(() => decodeSubtrees(input.subarray(33)), ['store-corrupt'])
		if (subtrees === undefined) return 0
		must(equalBytes(encodeSubtrees(subtrees), input.subarray(33)), 'what was read is written as the same bytes')
		const known = new KnownSubtrees()
		// The same with a size that no memory holds.
		must(!new KnownSubtrees().add(subtrees, 2 ** 52 + size, root) || subtrees.length === 1, 'few hashes are no huge tree')
		if (!known.add(subtrees, size, root)) return input.length
		must(equalBytes(known.hashOf(0, size) ?? new Uint8Array(0), root), 'the root is known')
		must(subtrees.reduce((sum, { count }) => sum + count, 0) === size, 'the subtrees are the whole tree')
		return input.length
	},
}
