/**
 * A map in memory from bytes to bytes, in the order of the keys, that takes little more than these: sorted pieces, each of them a few arrays that hold all of its entries one after the other, with what all
 * its keys begin with written once. Finding takes two binary searches; writing makes one piece anew, so that what was given away of the old one stays as it is.
 */
import { compareBytes, joinBytes } from '../bytes.js'

/** Bytes of a piece, beyond which it is divided. */
const PIECE = 8192

interface Piece {
	/** The whole first key; empty for a map without entries. */
	readonly first: Uint8Array
	/** How many bytes all keys have in common. */
	readonly common: number
	/** For each entry the rest of its key, and its value. */
	readonly bytes: Uint8Array
	/** For each entry where its key begins and where its value does, and where the last one ends. */
	readonly at: Uint32Array
}

type Entry = readonly [key: Uint8Array, value: Uint8Array]

const EMPTY: Piece = { first: new Uint8Array(0), common: 0, bytes: new Uint8Array(0), at: Uint32Array.of(0) }

const countOf = ({ at }: Piece): number => (at.length - 1) >> 1

function keyAt({ first, common, bytes, at }: Piece, place: number): Uint8Array {
	const rest = bytes.subarray(at[2 * place], at[2 * place + 1])
	const key = new Uint8Array(common + rest.length)
	key.set(first.subarray(0, common))
	key.set(rest, common)
	return key
}

/** A view: no piece is ever changed. */
const valueAt = ({ bytes, at }: Piece, place: number): Uint8Array => bytes.subarray(at[2 * place + 1], at[2 * place + 2])

function commonLength(a: Uint8Array, b: Uint8Array): number {
	const most = Math.min(a.length, b.length)
	let length = 0
	while (length < most && a[length] === b[length]) length++
	return length
}

/** Entries that ascend, at least one. */
function pieceOf(entries: readonly Entry[]): Piece {
	const [first] = entries[0] as Entry
	const common = commonLength(first, (entries.at(-1) as Entry)[0])
	const at = new Uint32Array(2 * entries.length + 1)
	let end = 0
	for (const [i, [key, value]] of entries.entries()) {
		at[2 * i] = end
		at[2 * i + 1] = end + key.length - common
		end += key.length - common + value.length
	}
	at[2 * entries.length] = end
	const bytes = new Uint8Array(end)
	for (const [i, [key, value]] of entries.entries()) {
		bytes.set(key.subarray(common), at[2 * i] as number)
		bytes.set(value, at[2 * i + 1] as number)
	}
	return { first: first.slice(), common, bytes, at }
}

function entriesOf(piece: Piece): Entry[] {
	return Array.from({ length: countOf(piece) }, (_, place) => [keyAt(piece, place), valueAt(piece, place)] as const)
}

/** The same piece with other bytes in place of some entries; `added` have the beginning that all keys have. */
function replaced({ first, common, bytes, at }: Piece, place: number, removed: number, added: Entry | undefined): Piece {
	const [from, to] = [at[2 * place] as number, at[2 * (place + removed)] as number]
	const middle = added === undefined ? [] : [added[0].subarray(common), added[1]]
	const fresh = new Uint32Array(at.length + 2 * (middle.length / 2 - removed))
	fresh.set(at.subarray(0, 2 * place))
	const [rest, value] = middle
	let next = 2 * place
	if (rest !== undefined && value !== undefined) {
		fresh[next++] = from
		fresh[next++] = from + rest.length
	}
	const shift = (rest?.length ?? 0) + (value?.length ?? 0) - (to - from)
	for (let i = 2 * (place + removed); i < at.length; i++) fresh[next++] = (at[i] as number) + shift
	const joined = joinBytes([bytes.subarray(0, from), ...middle, bytes.subarray(to)])
	const isFirst = place === 0 && (added !== undefined || removed > 0)
	const piece = { first, common, bytes: joined, at: fresh }
	return isFirst && fresh.length > 1 ? { ...piece, first: keyAt(piece, 0) } : piece
}

/** Where a piece is divided: so that neither part is much larger than the other, in bytes. */
function middleOf({ at }: Piece): number {
	const half = (at.at(-1) as number) / 2
	const count = (at.length - 1) >> 1
	let place = 1
	while (place < count - 1 && (at[2 * place + 2] as number) <= half) place++
	return place
}

export class SortedMap {
	/** Ascending; none is empty, but the only one may be. */
	readonly #pieces: Piece[] = [EMPTY]

	get(key: Uint8Array): Uint8Array | undefined {
		const [piece, place, , isThere] = this.#find(key)
		return isThere ? valueAt(piece, place) : undefined
	}

	set(key: Uint8Array, value: Uint8Array): void {
		const [piece, place, index, isThere] = this.#find(key)
		const begins = countOf(piece) > 0 && commonLength(key, piece.first) >= piece.common
		if (begins) this.#put(index, replaced(piece, place, isThere ? 1 : 0, [key, value]), place === countOf(piece))
		else {
			const entries = entriesOf(piece)
			entries.splice(place, 0, [key, value])
			this.#put(index, pieceOf(entries), place === entries.length - 1)
		}
	}

	/** `isLast`: the entry was put behind all others. Keys that only grow, such as arrivals, leave full pieces behind. */
	#put(index: number, piece: Piece, isLast: boolean): void {
		const count = countOf(piece)
		if (piece.bytes.length <= PIECE || count < 2) {
			this.#pieces[index] = piece
			return
		}
		const entries = entriesOf(piece)
		const middle = isLast ? count - 1 : middleOf(piece)
		this.#pieces.splice(index, 1, pieceOf(entries.slice(0, middle)), pieceOf(entries.slice(middle)))
	}

	delete(key: Uint8Array): void {
		const [piece, place, index, isThere] = this.#find(key)
		if (!isThere) return
		if (countOf(piece) > 1) this.#pieces[index] = replaced(piece, place, 1, undefined)
		else if (this.#pieces.length > 1) this.#pieces.splice(index, 1)
		else this.#pieces[index] = EMPTY
	}

	/** At most `limit` entries with `gte` <= key < `lt`, ascending or, with `reverse`, descending. */
	range(gte: Uint8Array, lt: Uint8Array, limit: number, reverse: boolean): readonly Entry[] {
		const found: Entry[] = []
		const step = reverse ? -1 : 1
		let [piece, place, index] = this.#find(reverse ? lt : gte)
		if (reverse) place--
		while (found.length < limit) {
			if (place < 0 || place >= countOf(piece)) {
				const next = this.#pieces[index + step]
				if (next === undefined) break
				index += step
				piece = next
				place = reverse ? countOf(piece) - 1 : 0
				continue
			}
			const key = keyAt(piece, place)
			if (reverse ? compareBytes(key, gte) < 0 : compareBytes(key, lt) >= 0) break
			found.push([key, valueAt(piece, place)])
			place += step
		}
		return found
	}

	/** The piece where a key is or belongs, the place there, the index of the piece, and whether it is there. */
	#find(key: Uint8Array): [piece: Piece, place: number, index: number, isThere: boolean] {
		const pieces = this.#pieces
		let [low, high] = [0, pieces.length]
		while (low < high) {
			const middle = (low + high) >>> 1
			if (compareBytes((pieces[middle] as Piece).first, key) <= 0) low = middle + 1
			else high = middle
		}
		const index = Math.max(0, low - 1)
		const piece = pieces[index] as Piece
		const { first, common, bytes, at } = piece
		const count = countOf(piece)
		const begin = compareBytes(key.subarray(0, common), first.subarray(0, common))
		if (begin !== 0) return [piece, begin < 0 ? 0 : count, index, false]
		const rest = key.subarray(common)
		let [from, to] = [0, count]
		while (from < to) {
			const middle = (from + to) >>> 1
			const order = compareRest(bytes, at[2 * middle] as number, at[2 * middle + 1] as number, rest)
			if (order === 0) return [piece, middle, index, true]
			if (order < 0) from = middle + 1
			else to = middle
		}
		return [piece, from, index, false]
	}
}

/** Compares a part of some bytes with others. */
function compareRest(bytes: Uint8Array, start: number, end: number, rest: Uint8Array): number {
	const length = Math.min(end - start, rest.length)
	for (let i = 0; i < length; i++) {
		const difference = (bytes[start + i] as number) - (rest[i] as number)
		if (difference !== 0) return difference
	}
	return end - start - rest.length
}
