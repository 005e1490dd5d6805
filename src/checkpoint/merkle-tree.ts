/**
 * The Merkle tree over the ids of a log (SPEC 6.19): that of RFC 9162, with the ids themselves as leaf hashes. A payload begins with A0 to BF and a node with 01, so that nothing is
 * both.
 */
import { HASH_BYTES, sha256 } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'

const NODE = 1
/** What is hashed for a node: put together in the same memory each time, since whole histories are made of this. */
const node = /* @__PURE__ */ new Uint8Array(1 + 2 * HASH_BYTES)

/** The hash of a node with these two below it, of 32 bytes each. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
	node[0] = NODE
	node.set(left, 1)
	node.set(right, 1 + HASH_BYTES)
	return sha256(node)
}

/** The greatest power of two below n, for n of at least 2: where a tree of n leaves is split. Numbers may be greater than 32 bits hold. */
export function splitOf(n: number): number {
	let k = 1
	while (k * 2 < n) k *= 2
	return k
}

/** Hashes one after the other, in memory that grows. */
class HashList {
	#bytes: Uint8Array = new Uint8Array(64 * HASH_BYTES)
	length = 0

	push(hash: Uint8Array): void {
		const end = (this.length + 1) * HASH_BYTES
		if (end > this.#bytes.length) {
			const larger = new Uint8Array(this.#bytes.length * 2)
			larger.set(this.#bytes)
			this.#bytes = larger
		}
		this.#bytes.set(hash, this.length * HASH_BYTES)
		this.length++
	}

	at(index: number): Uint8Array {
		return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
	}
}

const misuse = (what: string): BudkavleError => new BudkavleError('argument-invalid', what)

/**
 * A tree that grows leaf by leaf. It keeps the hash of every complete subtree, 64 bytes a leaf, so that roots and proofs of the tree as it is, and as it was at any earlier size, take
 * O(log n) hashes. Throws `argument-invalid` for sizes and places that it does not have.
 */
export class MerkleTree {
	/** By height: the hashes of the complete subtrees of 2^height leaves, from left to right. */
	readonly #levels: HashList[] = [new HashList()]

	constructor(leaves: Iterable<Uint8Array> = []) {
		for (const leaf of leaves) this.append(leaf)
	}

	/** How many leaves it has. */
	get size(): number {
		return this.#level(0).length
	}

	append(leaf: Uint8Array): void {
		if (leaf.length !== HASH_BYTES) throw misuse(`A leaf of the tree has ${HASH_BYTES} bytes, but one of ${leaf.length} came.`)
		let hash = leaf
		for (let height = 0; ; height++) {
			const level = this.#level(height)
			level.push(hash)
			if (level.length % 2 === 1) return
			hash = nodeHash(level.at(level.length - 2), level.at(level.length - 1))
		}
	}

	/** The root of the first `size` leaves, at least 1. */
	root(size: number = this.size): Uint8Array {
		this.#checkSize(size)
		return this.#hash(0, size)
	}

	/**
	 * The hash of the subtree over the leaves from `start` to `start + count - 1`, as it occurs in the tree of some size: `start` is a multiple of the least power of two that is not below
	 * `count`.
	 */
	subtree(start: number, count: number): Uint8Array {
		const areNumbers = Number.isSafeInteger(start) && start >= 0 && Number.isSafeInteger(count) && count >= 1
		const isSubtree = areNumbers && (count === 1 || start % (2 * splitOf(count)) === 0)
		if (!isSubtree || start + count > this.size) throw misuse(`There is no subtree of ${count} leaves from leaf ${start} on.`)
		return this.#hash(start, count)
	}

	/** The hashes beside the way from a leaf to the root of the first `size` leaves, the lowest first (RFC 9162, 2.1.3.1). */
	inclusionProof(index: number, size: number = this.size): readonly Uint8Array[] {
		this.#checkSize(size)
		if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw misuse(`A tree of ${size} leaves has no leaf ${index}.`)
		const proof: Uint8Array[] = []
		let [start, count] = [0, size]
		while (count > 1) {
			const left = splitOf(count)
			if (index - start < left) {
				proof.push(this.#hash(start + left, count - left))
				count = left
			} else {
				proof.push(this.#hash(start, left))
				start += left
				count -= left
			}
		}
		return proof.reverse()
	}

	/** The hashes that show that the tree of `size` leaves begins with that of `earlier` leaves (RFC 9162, 2.1.4.1). Empty where the two are the same. */
	consistencyProof(earlier: number, size: number = this.size): readonly Uint8Array[] {
		this.#checkSize(size)
		this.#checkSize(earlier, size)
		const proof: Uint8Array[] = []
		let [start, count, rest] = [0, size, earlier]
		/** Whether the subtree of the earlier leaves is the whole earlier tree, which is known. */
		let isWhole = true
		while (rest < count) {
			const left = splitOf(count)
			if (rest <= left) {
				proof.push(this.#hash(start + left, count - left))
				count = left
			} else {
				proof.push(this.#hash(start, left))
				start += left
				count -= left
				rest -= left
				isWhole = false
			}
		}
		if (!isWhole) proof.push(this.#hash(start, count))
		return proof.reverse()
	}

	#level(height: number): HashList {
		let level = this.#levels[height]
		if (level === undefined) {
			level = new HashList()
			this.#levels[height] = level
		}
		return level
	}

	#checkSize(size: number, most: number = this.size): void {
		if (!Number.isSafeInteger(size) || size < 1 || size > most) throw misuse(`Expected a size from 1 to ${most}, but ${size} came.`)
	}

	/** Of the leaves from `start` on. Where `count` is no power of two, `start` is a multiple of the next greater one. */
	#hash(start: number, count: number): Uint8Array {
		const height = Math.log2(count)
		if (Number.isInteger(height))
			return this.#level(height)
				.at(start / count)
				.slice()
		const left = splitOf(count)
		return nodeHash(this.#hash(start, left), this.#hash(start + left, count - left))
	}
}
