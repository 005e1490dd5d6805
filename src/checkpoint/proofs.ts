/** What proofs prove: that a leaf is in a tree, and that a tree begins with another one (SPEC 6.19; RFC 9162, 2.1.3.2 and 2.1.4.2). Both bound their work by the length of the proof. */

import { equalBytes } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { nodeHash } from './merkle-tree.js'

const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 1

// Shifts by division: sizes may be greater than 32 bits hold.
const isOdd = (number: number): boolean => number % 2 === 1
const half = (number: number): number => Math.floor(number / 2)

/** No tree is higher than 53: whoever sends more hashes proves nothing. */
const LONGEST = 54

const isProof = (proof: readonly Uint8Array[]): boolean => proof.length <= LONGEST && proof.every(({ length }) => length === HASH_BYTES)

/** The root of the tree of `size` leaves in which `leaf` is the one at `index`, by the hashes beside its way; `undefined` for a proof of another length than that. */
export function rootByInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Uint8Array | undefined {
	if (!isSize(size) || !Number.isSafeInteger(index) || index < 0 || index >= size || leaf.length !== HASH_BYTES || !isProof(proof))
		return undefined
	let [at, last, hash] = [index, size - 1, leaf]
	for (const beside of proof) {
		if (last === 0) return undefined
		if (isOdd(at) || at === last) {
			hash = nodeHash(beside, hash)
			while (!isOdd(at) && at > 0) [at, last] = [half(at), half(last)]
		} else hash = nodeHash(hash, beside)
		;[at, last] = [half(at), half(last)]
	}
	return last === 0 ? hash : undefined
}

/** Whether a leaf stands at this place of the tree with this root. */
export function provesInclusion(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
	const found = rootByInclusion(leaf, index, size, proof)
	return found !== undefined && equalBytes(found, root)
}

/** A tree by its size and root. */
export interface TreeHead {
	readonly size: number
	readonly root: Uint8Array
}

/** Whether the later tree begins with the leaves of the earlier one. */
export function provesConsistency(earlier: TreeHead, later: TreeHead, proof: readonly Uint8Array[]): boolean {
	if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size || !isProof(proof)) return false
	if (earlier.size === later.size) return proof.length === 0 && equalBytes(earlier.root, later.root)
	let [at, last] = [earlier.size - 1, later.size - 1]
	while (isOdd(at)) [at, last] = [half(at), half(last)]
	// A complete earlier tree is a subtree of the later one: its own root begins the way.
	const [start, ...rest] = at === 0 ? [earlier.root, ...proof] : proof
	if (start === undefined) return false
	let [before, after] = [start, start]
	for (const beside of rest) {
		if (last === 0) return false
		if (isOdd(at) || at === last) {
			before = nodeHash(beside, before)
			after = nodeHash(beside, after)
			while (!isOdd(at) && at > 0) [at, last] = [half(at), half(last)]
		} else after = nodeHash(after, beside)
		;[at, last] = [half(at), half(last)]
	}
	return last === 0 && equalBytes(before, earlier.root) && equalBytes(after, later.root)
}
