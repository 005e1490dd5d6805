/**
 * The tree of SPEC 6.19 and the walk of 7.14, by their text alone and as simply as can be. It shares no code with the library. Places are seqs, from 1; hashes are hex.
 */

import { hex, sha256, unhex } from './kit.mjs'

/** A subtree: its first seq and how many it has. @typedef {readonly [first: number, count: number]} Subtree */

/** So many ids a block has at most. */
const BLOCK = 256

/** The hash of a node. @param {string} left @param {string} right */
const nodeOf = (left, right) => hex(sha256(unhex(`01${left}${right}`)))

/** The two parts of a subtree of at least two ids. @param {Subtree} subtree @returns {readonly [Subtree, Subtree]} */
function partsOf([first, count]) {
	let k = 1
	while (k * 2 < count) k *= 2
	return [
		[first, k],
		[first + k, count - k],
	]
}

/** The root of the tree of ids. @param {readonly string[]} ids @returns {string} */
export function rootOf(ids) {
	if (ids.length === 1) return /** @type {string} */ (ids[0])
	const [[, k]] = partsOf([1, ids.length])
	return nodeOf(rootOf(ids.slice(0, k)), rootOf(ids.slice(k)))
}

/** The leaves in a subtree. @param {Subtree} subtree @param {readonly number[]} leaves */
const within = ([first, count], leaves) => leaves.filter((seq) => seq >= first && seq < first + count)

/** The blocks of a tree that have leaves. @param {Subtree} subtree @param {readonly number[]} leaves @returns {readonly Subtree[]} */
function blocksIn(subtree, leaves) {
	const inside = within(subtree, leaves)
	if (inside.length === 0) return []
	return subtree[1] <= BLOCK ? [subtree] : partsOf(subtree).flatMap((part) => blocksIn(part, inside))
}

/** @param {Subtree} subtree */
const keyOf = ([first, count]) => `${first}+${count}`

/**
 * The subtrees of which the walk asks for the hash.
 *
 * @param {number} size
 * @param {readonly number[]} leaves
 * @returns {readonly Subtree[]}
 */
export function walk(size, leaves) {
	const blocks = blocksIn([1, size], leaves)
	const withHash = new Set(blocks.length > 1 ? blocks.map(keyOf) : [])
	/** @param {Subtree} subtree @param {readonly number[]} above @returns {readonly Subtree[]} */
	const ask = (subtree, above) => {
		const inside = within(subtree, above)
		if (inside.length === 0) return [subtree]
		const own = withHash.has(keyOf(subtree)) ? [subtree] : []
		return subtree[1] === 1 ? own : [...own, ...partsOf(subtree).flatMap((part) => ask(part, inside))]
	}
	return ask([1, size], leaves)
}

/** The hashes that a writer gives who knows all ids. @param {readonly string[]} ids by seq @param {readonly number[]} leaves */
export function hashesFor(ids, leaves) {
	return walk(ids.length, leaves).map(([first, count]) => rootOf(ids.slice(first - 1, first - 1 + count)))
}

/**
 * The head that the hashes of the walk lead to, and the seqs that they prove then.
 *
 * @param {number} size
 * @param {ReadonlyMap<number, string>} leaves their ids
 * @param {readonly string[]} hashes
 * @returns {{ readonly head: string, readonly proven: readonly number[] } | undefined} nothing for another number of hashes
 */
export function climb(size, leaves, hashes) {
	const seqs = [...leaves.keys()]
	const asked = walk(size, seqs)
	if (asked.length !== hashes.length) return undefined
	const given = new Map(asked.map((subtree, i) => [keyOf(subtree), /** @type {string} */ (hashes[i])]))
	/** @param {Subtree} subtree @param {boolean} isBlock that is computed although its hash is given @returns {string} */
	const hashOf = (subtree, isBlock = false) => {
		const known = given.get(keyOf(subtree))
		if (known !== undefined && !isBlock) return known
		if (subtree[1] === 1) return /** @type {string} */ (leaves.get(subtree[0]))
		const [left, right] = partsOf(subtree)
		return nodeOf(hashOf(left), hashOf(right))
	}
	const blocks = blocksIn([1, size], seqs)
	const proven = blocks.filter((block) => blocks.length === 1 || hashOf(block, true) === given.get(keyOf(block)))
	return { head: hashOf([1, size]), proven: proven.flatMap((block) => within(block, seqs)) }
}
