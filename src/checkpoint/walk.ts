/**
 * Which hashes lead from some leaves of a tree to its root, in which order they stand in a bundle, and what they prove (SPEC 7.14). The work is bounded by the number of leaves and hashes, whatever
 * the size of the tree.
 */

import { equalBytes } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { nodeHash, splitOf } from './merkle-tree.js'
import type { Subtree } from './subtrees.js'

/** So many leaves fail together when one of them was changed. */
export const BLOCK = 256

/** How many of ascending places are below a bound, from `from` on. */
function placesBelow(places: readonly number[], bound: number, from: number): number {
	let [low, high] = [from, places.length]
	while (low < high) {
		const middle = (low + high) >> 1
		if ((places[middle] as number) < bound) low = middle + 1
		else high = middle
	}
	return low
}

/** The start of the block in which a leaf lies: a tree is split at multiples of powers of two. */
const blockOf = (place: number): number => place - (place % BLOCK)

/** Whether the blocks with leaves have hashes of their own. Places ascend. */
function isDivided(places: readonly number[]): boolean {
	return places.length > 0 && blockOf(places[0] as number) !== blockOf(places.at(-1) as number)
}

/**
 * The hashes that the walk of SPEC 7.14 asks for.
 *
 * @param places those of the leaves, counted from 0, ascending
 */
export function* askedFor(
	size: number,
	places: readonly number[],
): Generator<{ readonly start: number; readonly count: number }, void, void> {
	const divided = isDivided(places)
	function* walk(start: number, count: number, from: number, to: number, isOuter: boolean): Generator<{ start: number; count: number }> {
		if (from === to) yield { start, count }
		else {
			const isBlock = isOuter && count <= BLOCK
			if (isBlock && divided) yield { start, count }
			if (count === 1) return
			const left = splitOf(count)
			const middle = placesBelow(places, start + left, from)
			yield* walk(start, left, from, middle, isOuter && !isBlock)
			yield* walk(start + left, count - left, middle, to, isOuter && !isBlock)
		}
	}
	yield* walk(0, size, 0, places.length, true)
}

/** The fewest bytes: which of the leaves shall have signatures of their own, so that no hash leads to them. */
export interface Choice {
	/** Bytes of hashes, and of the signatures of those leaves that have one after all. */
	readonly cost: number
	/** The places that are proven by the tree, ascending. */
	readonly proven: readonly number[]
}

/** Bytes of the hashes that the walk asks for. */
export function hashesFor(size: number, places: readonly number[]): number {
	return chooseProven(size, places, []).cost
}

/**
 * Chooses by arithmetic (SPEC 7.14): for every subtree the cheaper of its hash beside signatures, and what it takes to compute the hash.
 *
 * @param hasSignature by the index of a place; where it is not true, the tree must prove the leaf
 */
export function chooseProven(size: number, places: readonly number[], hasSignature: readonly boolean[]): Choice {
	const isSigned = places.map(() => false)
	const block = isDivided(places) ? HASH_BYTES : 0
	const costOf = (start: number, count: number, from: number, to: number, isOuter: boolean): number => {
		if (from === to) return HASH_BYTES
		if (count === 1) return 0
		const isBlock = isOuter && count <= BLOCK
		const left = splitOf(count)
		const middle = placesBelow(places, start + left, from)
		const inside =
			costOf(start, left, from, middle, isOuter && !isBlock) + costOf(start + left, count - left, middle, to, isOuter && !isBlock)
		const open = inside + (isBlock ? block : 0)
		const closed = HASH_BYTES + SIGNATURE_BYTES * (to - from)
		if (closed >= open) return open
		for (let i = from; i < to; i++) if (hasSignature[i] !== true) return open
		isSigned.fill(true, from, to)
		return closed
	}
	const cost = costOf(0, size, 0, places.length, true)
	return { cost, proven: places.filter((_, i) => isSigned[i] !== true) }
}

/** So many subtrees are kept together at most, unless one block alone has more. */
const KEPT_TOGETHER = 2 * BLOCK

/** Leaves whose proof is kept as one: those of a block, or of several that have few. So the hashes outside of blocks are not kept again for every lone leaf (SPEC 11.6). */
export interface ProvenPart {
	/** Ascending. */
	readonly places: readonly number[]
	/** The whole tree by what leads to these leaves. */
	readonly subtrees: readonly Subtree[]
}

/** What the walk found of a subtree that holds leaves, or lies beside one. */
interface Outer {
	readonly hash: Uint8Array
	readonly count: number
	readonly parts?: readonly [Outer, Outer]
	/** Of a block whose leaves were proven: them, and what it consists of. */
	readonly block?: ProvenPart
	/** How many proven blocks it has. */
	readonly proven: number
}

/**
 * What hashes prove of the leaves of a tree.
 *
 * @param places those of the leaves, ascending
 * @param leafAt the hash of the leaf with this index among the places; `undefined` where it is not known
 * @param hashes one after the other, in the order of `askedFor`
 * @returns the leaves that are proven, part by part; none when the hashes are too few or too many, or do not lead to the root
 */
export function provenParts(
	size: number,
	root: Uint8Array,
	places: readonly number[],
	leafAt: (index: number) => Uint8Array | undefined,
	hashes: Uint8Array,
): readonly ProvenPart[] {
	const walk = new Walk(places, leafAt, hashes)
	const whole = walk.outer(0, size, 0, places.length)
	if (whole === undefined || !walk.isExact || !equalBytes(whole.hash, root)) return []
	const parts: ProvenPart[] = []
	const blocks = [...blocksIn(whole)]
	for (let from = 0, to = 0; from < blocks.length; from = to) {
		let kept = 0
		do kept += (blocks[to++] as ProvenPart).subtrees.length
		while (to < blocks.length && kept + (blocks[to] as ProvenPart).subtrees.length <= KEPT_TOGETHER)
		parts.push({ places: blocks.slice(from, to).flatMap((block) => block.places), subtrees: [...leadingTo(whole, 0, from, to)] })
	}
	return parts
}

function* blocksIn({ parts, block }: Outer): Generator<ProvenPart, void, void> {
	if (block !== undefined) yield block
	for (const part of parts ?? []) if (part.proven > 0) yield* blocksIn(part)
}

/** A subtree by what leads to the leaves of proven blocks. `before`: how many of these lie before it. */
function* leadingTo(outer: Outer, before: number, from: number, to: number): Generator<Subtree, void, void> {
	const { count, hash, parts, block, proven } = outer
	if (proven === 0 || before >= to || before + proven <= from) yield { count, hash }
	else if (block !== undefined) yield* block.subtrees
	else {
		let next = before
		for (const part of parts ?? []) {
			yield* leadingTo(part, next, from, to)
			next += part.proven
		}
	}
}

class Walk {
	readonly #places: readonly number[]
	readonly #leafAt: (index: number) => Uint8Array | undefined
	readonly #hashes: Uint8Array
	readonly #isDivided: boolean
	#at = 0
	#isShort = false
	#subtrees: Subtree[] = []

	constructor(places: readonly number[], leafAt: (index: number) => Uint8Array | undefined, hashes: Uint8Array) {
		this.#places = places
		this.#leafAt = leafAt
		this.#hashes = hashes
		this.#isDivided = isDivided(places)
	}

	/** Whether there were as many hashes as were asked for. */
	get isExact(): boolean {
		return !this.#isShort && this.#at === this.#hashes.length
	}

	/** `undefined` when no hash is left. */
	#next(): Uint8Array | undefined {
		if (this.#at + HASH_BYTES > this.#hashes.length) {
			this.#isShort = true
			return undefined
		}
		this.#at += HASH_BYTES
		return this.#hashes.subarray(this.#at - HASH_BYTES, this.#at)
	}

	/** A subtree of more than a block, or a block. `undefined` when hashes are missing, or when the only block cannot be computed. */
	outer(start: number, count: number, from: number, to: number): Outer | undefined {
		if (from === to) {
			const hash = this.#next()
			return hash && { hash, count, proven: 0 }
		}
		if (count <= BLOCK) return this.#block(start, count, from, to)
		const left = splitOf(count)
		const middle = placesBelow(this.#places, start + left, from)
		const first = this.outer(start, left, from, middle)
		const second = first && this.outer(start + left, count - left, middle, to)
		if (first === undefined || second === undefined) return undefined
		return { hash: nodeHash(first.hash, second.hash), count, parts: [first, second], proven: first.proven + second.proven }
	}

	#block(start: number, count: number, from: number, to: number): Outer | undefined {
		const given = this.#isDivided ? this.#next() : undefined
		if (this.#isDivided && given === undefined) return undefined
		this.#subtrees = []
		const hash = this.#inner(start, count, from, to)
		if (given === undefined ? hash === undefined : hash === undefined || !equalBytes(hash, given))
			return given && { hash: given, count, proven: 0 }
		return { hash: hash as Uint8Array, count, block: { places: this.#places.slice(from, to), subtrees: this.#subtrees }, proven: 1 }
	}

	/** Goes through all of a block, also where a leaf is not known: the hashes behind it must be found. */
	#inner(start: number, count: number, from: number, to: number): Uint8Array | undefined {
		if (from === to || count === 1) {
			const hash = from === to ? this.#next() : this.#leafAt(from)
			if (hash !== undefined) this.#subtrees.push({ count, hash })
			return hash
		}
		const left = splitOf(count)
		const middle = placesBelow(this.#places, start + left, from)
		const first = this.#inner(start, left, from, middle)
		const second = this.#inner(start + left, count - left, middle, to)
		return first && second && nodeHash(first, second)
	}
}
