/** An estimate of how much two sets differ, from a few bytes about each (SPEC 8.10): parities of the short ids in samples, each half as large as the one before. */
import { mix } from './cells.js'
import type { ShortId } from './short-ids.js'

/** Bits of each sample. A small difference is seen in the first ones alone, so the first has more. */
const BITS: readonly number[] = [192, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128]
const STARTS: readonly number[] = BITS.map((_, level) => BITS.slice(0, level).reduce((sum, bits) => sum + bits, 0))
export const ESTIMATOR_BYTES: number = BITS.reduce((sum, bits) => sum + bits, 0) / 8

const LEVEL = 0x5bd1e995
const PLACE = 0x2545f491
/** Estimates are tried in steps of this ratio. */
const RATIO = 1.02

export class Estimator {
	readonly #bits: Uint8Array

	/** @param bits as `bytes` gave them */
	constructor(bits: Uint8Array = new Uint8Array(ESTIMATOR_BYTES)) {
		this.#bits = bits
	}

	toggle({ seed }: ShortId): void {
		const level = Math.min(Math.clz32(mix((seed + LEVEL) | 0)), BITS.length - 1)
		const place = (STARTS[level] as number) + (mix((seed + PLACE) | 0) % (BITS[level] as number))
		this.#bits[place >> 3] = (this.#bits[place >> 3] as number) ^ (1 << (place & 7))
	}

	bytes(): Uint8Array {
		return this.#bits.slice()
	}

	/** How many short ids are in one of the sets and not in the other: the number that makes the parities most likely, at least 1. */
	differenceTo(other: Estimator): number {
		const odd = BITS.map((bits, level) => {
			let count = 0
			for (let i = STARTS[level] as number; i < (STARTS[level] as number) + bits; i++) {
				const byte = (this.#bits[i >> 3] as number) ^ (other.#bits[i >> 3] as number)
				count += (byte >> (i & 7)) & 1
			}
			return count
		})
		let [best, likelihood] = [1, Number.NEGATIVE_INFINITY]
		for (let difference = 1; difference < 2 ** 31; difference = Math.max(difference + 1, Math.floor(difference * RATIO))) {
			const found = likelihoodOf(difference, odd)
			if (found > likelihood) [best, likelihood] = [difference, found]
		}
		return best
	}
}

/** The logarithm of how likely it is that so many bits of each sample are odd. */
function likelihoodOf(difference: number, odd: readonly number[]): number {
	let sum = 0
	for (const [level, bits] of BITS.entries()) {
		const share = level === BITS.length - 1 ? 2 ** -level : 2 ** -(level + 1)
		// The share of odd bits is at most one half; a little of both keeps the logarithms finite.
		const p = Math.min(0.5 - 1e-9, Math.max(1e-12, (1 - Math.exp((-2 * difference * share) / bits)) / 2))
		const count = odd[level] as number
		sum += count * Math.log(p) + (bits - count) * Math.log(1 - p)
	}
	return sum
}
