/** Short ids: what stands for an id in one exchange, under a key that nobody knew when the id was made (SPEC 8.8). */
import type { Halves, SipKey } from './siphash.js'
import { sipHash, sipHashOfHalves, sipKey } from './siphash.js'

/** Bits of a short id: 48 under a key for one exchange, 64 under a key that serves for many. */
export type Width = 48 | 64

export const KEY_BYTES = 16

/** A short id with what follows from it alone. */
export interface ShortId extends Halves {
	/** 24 bits: whether the sum of a cell is one short id. */
	check: number
	/** 32 bits: which cells it is in. */
	seed: number
}

export const newShortId = (): ShortId => ({ low: 0, high: 0, check: 0, seed: 0 })

export class ShortIds {
	readonly width: Width
	readonly #key: SipKey
	readonly #highMask: number
	readonly #check: Halves = { low: 0, high: 0 }

	/** @param key 16 bytes */
	constructor(key: Uint8Array, width: Width) {
		this.#key = sipKey(key)
		this.width = width
		this.#highMask = width === 48 ? 0xffff : 0xffffffff
	}

	/** Of an id of 32 bytes. */
	of(ids: Uint8Array, offset: number, into: ShortId): void {
		sipHash(this.#key, ids, into, offset, 32)
		into.high = (into.high & this.#highMask) >>> 0
		this.complete(into)
	}

	/** Fills in check and seed. */
	complete(shortId: ShortId): void {
		sipHashOfHalves(this.#key, shortId.low, shortId.high, this.#check)
		shortId.check = this.#check.low & 0xffffff
		shortId.seed = this.#check.high
	}
}
