/**
 * A map in memory whose keys are bytes in order: sorted pieces of at most `PIECE` keys. Finding takes two binary searches; writing moves at most one piece. Keys are
 * kept as strings of one character for each byte: they take a fraction of the memory of arrays, and engines compare them at once.
 */

const PIECE = 512

interface Piece {
	readonly keys: string[]
	readonly values: Uint8Array[]
}

function toText(key: Uint8Array): string {
	return String.fromCharCode.apply(null, key as unknown as number[])
}

function toBytes(text: string): Uint8Array {
	const key = new Uint8Array(text.length)
	for (let i = 0; i < key.length; i++) key[i] = text.charCodeAt(i)
	return key
}

/** The first place in `0..length` of which `isBefore` does not hold. */
function lowerBound(length: number, isBefore: (place: number) => boolean): number {
	let low = 0
	let high = length
	while (low < high) {
		const middle = (low + high) >>> 1
		if (isBefore(middle)) low = middle + 1
		else high = middle
	}
	return low
}

export class SortedMap {
	/** Ascending; none is empty, but the first may be. */
	readonly #pieces: Piece[] = [{ keys: [], values: [] }]

	get(key: Uint8Array): Uint8Array | undefined {
		const text = toText(key)
		const [piece, place] = this.#find(text)
		return piece.keys[place] === text ? piece.values[place] : undefined
	}

	set(key: Uint8Array, value: Uint8Array): void {
		const text = toText(key)
		const [piece, place, index] = this.#find(text)
		if (piece.keys[place] === text) {
			piece.values[place] = value
			return
		}
		piece.keys.splice(place, 0, text)
		piece.values.splice(place, 0, value)
		if (piece.keys.length <= PIECE) return
		// Keys that only grow, such as arrivals, leave full pieces behind.
		const half = place === PIECE ? PIECE : PIECE >> 1
		this.#pieces.splice(index + 1, 0, { keys: piece.keys.splice(half), values: piece.values.splice(half) })
	}

	delete(key: Uint8Array): void {
		const text = toText(key)
		const [piece, place, index] = this.#find(text)
		if (piece.keys[place] !== text) return
		piece.keys.splice(place, 1)
		piece.values.splice(place, 1)
		if (piece.keys.length === 0 && this.#pieces.length > 1) this.#pieces.splice(index, 1)
	}

	/** At most `limit` entries with `gte` <= key < `lt`, ascending or, with `reverse`, descending. */
	range(gte: Uint8Array, lt: Uint8Array, limit: number, reverse: boolean): readonly (readonly [Uint8Array, Uint8Array])[] {
		const low = toText(gte)
		const high = toText(lt)
		const found: (readonly [Uint8Array, Uint8Array])[] = []
		const step = reverse ? -1 : 1
		let [piece, place, index] = this.#find(reverse ? high : low)
		if (reverse) place--
		while (found.length < limit) {
			const key = piece.keys[place]
			if (key === undefined) {
				const next = this.#pieces[index + step]
				if (next === undefined) break
				index += step
				piece = next
				place = reverse ? piece.keys.length - 1 : 0
				continue
			}
			if (reverse ? key < low : key >= high) break
			found.push([toBytes(key), piece.values[place] as Uint8Array])
			place += step
		}
		return found
	}

	/** The piece where a key is or belongs, the place there, and the index of the piece. */
	#find(text: string): [Piece, number, number] {
		const pieces = this.#pieces
		const index = Math.max(0, lowerBound(pieces.length, (i) => ((pieces[i] as Piece).keys[0] as string) <= text) - 1)
		const piece = pieces[index] as Piece
		return [piece, lowerBound(piece.keys.length, (i) => (piece.keys[i] as string) < text), index]
	}
}
