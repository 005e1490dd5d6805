/** A set of ids under one key: its short ids, ready for cells, estimates and looking up which id one stands for. */
import { Cells } from './cells.js'
import { Estimator } from './estimator.js'
import type { ShortId, Width } from './short-ids.js'
import { newShortId, ShortIds } from './short-ids.js'

const FREE = 0
const GONE = -1
const MULTIPLIER = 0x9e3779b1

const LEAST_SLOTS = 1024
/** At most three of four slots are used. */
const FILL = 4 / 3

/** What the place of an id is where nothing of it is held: it counts as held, and nobody gets it. */
export const NOT_HELD = 1

/**
 * An open hash table in typed arrays: about 30 bytes for each id. With each goes a place, a positive number by which the owner finds the message. Of several ids with one short id the first counts:
 * under another key they have different ones.
 */
export class SketchedSet {
	readonly shortIds: ShortIds
	readonly #estimator = new Estimator()
	readonly #kept: Cells
	readonly #one: ShortId = newShortId()
	#low: Uint32Array
	#high: Uint32Array
	/** FREE, GONE, or a place. */
	#places: Float64Array
	#size = 0
	#used = 0

	/**
	 * @param key 16 bytes
	 * @param keptCells so many cells are kept up to date
	 * @param expected about how many ids will be added
	 */
	constructor(key: Uint8Array, width: Width, keptCells: number, expected: number = 0) {
		this.shortIds = new ShortIds(key, width)
		this.#kept = new Cells(keptCells)
		const slots = Math.max(LEAST_SLOTS, 2 ** Math.ceil(Math.log2(1 + expected * FILL)))
		this.#low = new Uint32Array(slots)
		this.#high = new Uint32Array(slots)
		this.#places = new Float64Array(slots)
	}

	get size(): number {
		return this.#size
	}

	/** Adds an id of 32 bytes, unless it is there; then a place that holds it replaces one that does not. */
	add(ids: Uint8Array, offset: number, place: number): void {
		const one = this.#one
		this.shortIds.of(ids, offset, one)
		const slot = this.#find(one.low, one.high)
		if ((this.#places[slot] as number) > 0) {
			if (this.#places[slot] === NOT_HELD) this.#places[slot] = place
			return
		}
		if (this.#places[slot] === FREE) this.#used++
		this.#low[slot] = one.low
		this.#high[slot] = one.high
		this.#places[slot] = place
		this.#size++
		this.#kept.toggle(one)
		this.#estimator.toggle(one)
		if (this.#used * FILL > this.#places.length) this.#grow()
	}

	remove(ids: Uint8Array, offset: number): void {
		const one = this.#one
		this.shortIds.of(ids, offset, one)
		const slot = this.#find(one.low, one.high)
		if ((this.#places[slot] as number) <= 0) return
		this.#places[slot] = GONE
		this.#size--
		this.#kept.toggle(one)
		this.#estimator.toggle(one)
	}

	/** The place of the id that a short id stands for. */
	placeOf({ low, high }: Pick<ShortId, 'low' | 'high'>): number | undefined {
		const place = this.#places[this.#find(low, high)] as number
		return place > 0 ? place : undefined
	}

	/** Its first cells. */
	cells(count: number): Cells {
		if (count <= this.#kept.count) return this.#kept.first(count)
		const cells = new Cells(count)
		for (const one of this.all()) cells.toggle(one)
		return cells
	}

	estimator(): Estimator {
		return new Estimator(this.#estimator.bytes())
	}

	/** Each short id with its place; the same object each time. */
	*all(): Generator<ShortId & { place: number }, void, void> {
		const one = { ...newShortId(), place: 0 }
		for (let slot = 0; slot < this.#places.length; slot++) {
			const place = this.#places[slot] as number
			if (place <= 0) continue
			one.low = this.#low[slot] as number
			one.high = this.#high[slot] as number
			one.place = place
			this.shortIds.complete(one)
			yield one
		}
	}

	/** Where a short id is, or would be put. */
	#find(low: number, high: number): number {
		const mask = this.#places.length - 1
		let slot = Math.imul(low ^ high, MULTIPLIER) & mask
		let gone = -1
		for (;;) {
			const place = this.#places[slot] as number
			if (place === FREE) return gone < 0 ? slot : gone
			if (place === GONE) {
				if (gone < 0) gone = slot
			} else if (this.#low[slot] === low && this.#high[slot] === high) return slot
			slot = (slot + 1) & mask
		}
	}

	#grow(): void {
		const [low, high, places] = [this.#low, this.#high, this.#places]
		const length = 2 * this.#size > places.length ? 2 * places.length : places.length
		this.#low = new Uint32Array(length)
		this.#high = new Uint32Array(length)
		this.#places = new Float64Array(length)
		this.#used = this.#size
		for (const [i, place] of places.entries()) {
			if (place <= 0) continue
			const slot = this.#find(low[i] as number, high[i] as number)
			this.#low[slot] = low[i] as number
			this.#high[slot] = high[i] as number
			this.#places[slot] = place
		}
	}
}
