/**
 * Hashes that stand for a whole tree, from left to right: each for one of its subtrees, down to single leaves (SPEC 7.14). From them follow the root and the hashes of all greater subtrees; what
 * lies inside a tile is not known.
 */
import { ByteReader, ByteWriter } from '../encoding/varint.js'
import { HASH_BYTES, nodeHash, splitOf } from './merkle-tree.js'

export interface Tile {
	/** How many leaves it stands for. */
	readonly count: number
	readonly hash: Uint8Array
}

/** Gives the hash of the subtree over the leaves from `start` to `start + count - 1`, where it is known. */
export type SubtreeHash = (start: number, count: number) => Uint8Array | undefined

/** The hashes that follow from tiles. Bounded by their number: a tree of which they leave a part out has none at its root. */
export function tileHashes(tiles: readonly Tile[]): SubtreeHash {
	const byStart = new Map<number, Tile>()
	let end = 0
	for (const tile of tiles) {
		byStart.set(end, tile)
		end += tile.count
	}
	const hashOf = (start: number, count: number): Uint8Array | undefined => {
		const tile = byStart.get(start)
		if (tile === undefined || tile.count > count) return undefined
		if (tile.count === count) return tile.hash
		const left = splitOf(count)
		const hash = hashOf(start, left)
		const beside = hash && hashOf(start + left, count - left)
		return hash && beside && nodeHash(hash, beside)
	}
	return hashOf
}

/** Where the tiles of two tilings of one tree differ, the finer ones. */
export function finerTiles(one: readonly Tile[], other: readonly Tile[]): readonly Tile[] {
	const finer: Tile[] = []
	let [i, j] = [0, 0]
	while (i < one.length && j < other.length) {
		const [a, b] = [one[i] as Tile, other[j] as Tile]
		const isFirst = a.count <= b.count
		const [tiles, whole] = isFirst ? [one, b] : [other, a]
		let at = isFirst ? i : j
		for (let left = whole.count; left > 0 && at < tiles.length; at++) {
			const tile = tiles[at] as Tile
			finer.push(tile)
			left -= tile.count
		}
		;[i, j] = isFirst ? [at, j + 1] : [i + 1, at]
	}
	return finer
}

/** A proof as it is kept: the checkpoint as it travels alone, and tiles. */
export function encodeProof(checkpoint: Uint8Array, tiles: readonly Tile[]): Uint8Array {
	const out = new ByteWriter()
	out.varint(checkpoint.length)
	out.bytes(checkpoint)
	for (const { count, hash } of tiles) {
		out.varint(count)
		out.bytes(hash)
	}
	return out.finish()
}

const CODES = { truncated: 'store-corrupt', malformed: 'store-corrupt' } as const

/** @throws {BudkavleError} `store-corrupt` for bytes that are not laid out so */
export function decodeProof(bytes: Uint8Array): { readonly checkpoint: Uint8Array; readonly tiles: readonly Tile[] } {
	const reader = new ByteReader(bytes, CODES)
	const checkpoint = reader.take(reader.varint())
	const tiles: Tile[] = []
	while (reader.remaining > 0) tiles.push({ count: reader.varint(), hash: reader.take(HASH_BYTES) })
	return { checkpoint, tiles }
}
