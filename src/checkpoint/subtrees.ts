/**
 * A whole tree by the hashes of some of its subtrees, from left to right, down to single leaves (SPEC 7.14, 8.5). From them follow the root and the hashes of all greater subtrees; what lies
 * inside of one is not known.
 */

import { equalBytes } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { ByteReader, ByteWriter } from '../encoding/varint.js'
import { nodeHash, splitOf } from './merkle-tree.js'

export interface Subtree {
	/** How many leaves it has. */
	readonly count: number
	readonly hash: Uint8Array
}

/** Gives the hash of the subtree over the leaves from `start` to `start + count - 1`, where it is known. */
export type SubtreeHash = (start: number, count: number) => Uint8Array | undefined

/** What is known of one tree, by any number of rows of subtrees. Work and memory are bounded by their number. */
export class KnownSubtrees {
	/** By start and count. */
	readonly #hashes: Map<number, Map<number, Uint8Array>> = new Map()

	/** Takes in subtrees that together are the whole tree of `size` leaves with this root; nothing of them where they are not. Returns whether they are. */
	add(subtrees: readonly Subtree[], size: number, root: Uint8Array): boolean {
		const found: { readonly start: number; readonly count: number; readonly hash: Uint8Array }[] = []
		let next = 0
		const read = (start: number, count: number): Uint8Array | undefined => {
			const subtree = subtrees[next]
			if (subtree === undefined || subtree.count > count || subtree.count < 1) return undefined
			let hash: Uint8Array | undefined = subtree.hash
			if (subtree.count === count) next++
			else {
				const left = splitOf(count)
				const first = read(start, left)
				const second = first && read(start + left, count - left)
				hash = first && second && nodeHash(first, second)
			}
			if (hash !== undefined) found.push({ start, count, hash })
			return hash
		}
		const whole = read(0, size)
		if (whole === undefined || next !== subtrees.length || !equalBytes(whole, root)) return false
		for (const { start, count, hash } of found) {
			const known = this.#hashes.get(start)
			if (known === undefined) this.#hashes.set(start, new Map([[count, hash]]))
			else known.set(count, hash)
		}
		return true
	}

	readonly hashOf: SubtreeHash = (start, count) => this.#hashes.get(start)?.get(count)
}

/** As they are kept: for each the number of its leaves, and the hash. */
export function encodeSubtrees(subtrees: readonly Subtree[]): Uint8Array {
	const out = new ByteWriter()
	for (const { count, hash } of subtrees) {
		out.varint(count)
		out.bytes(hash)
	}
	return out.finish()
}

const CODES = { truncated: 'store-corrupt', malformed: 'store-corrupt' } as const

/** @throws {BudkavleError} `store-corrupt` for bytes that are not laid out so */
export function decodeSubtrees(bytes: Uint8Array): readonly Subtree[] {
	const reader = new ByteReader(bytes, CODES)
	const subtrees: Subtree[] = []
	while (reader.remaining > 0) subtrees.push({ count: reader.varint(), hash: reader.take(HASH_BYTES) })
	return subtrees
}
