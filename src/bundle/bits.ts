/** Numbers in a bundle: a symbol of one byte, which deflates well, and the rest of the number as bits, which would not (SPEC 7.6). */
import type { ByteWriter } from '../encoding/varint.js'

/** Collects bits, lowest first. */
export class BitWriter {
	#bytes: Uint8Array = new Uint8Array(64)
	#length = 0
	#held = 0
	#count = 0

	/** Appends the lowest `count` bits of `value`, an integer from 0 to 2^53 - 1; `count` is 0 to 53. */
	write(value: number, count: number): void {
		let rest = value
		// The bit operators see 32 bits: 16 at a time, beside at most 7 that are held.
		for (let left = count; left > 0; left -= 16) {
			const taken = Math.min(left, 16)
			this.#held |= (rest % 2 ** taken) << this.#count
			this.#count += taken
			rest = Math.floor(rest / 2 ** taken)
			while (this.#count >= 8) this.#flush()
		}
	}

	/** All bits so far, the last byte filled up with zeros. The writer must not be used afterwards. */
	finish(): Uint8Array {
		if (this.#count > 0) this.#flush()
		return this.#bytes.slice(0, this.#length)
	}

	#flush(): void {
		if (this.#length === this.#bytes.length) {
			const grown = new Uint8Array(2 * this.#length)
			grown.set(this.#bytes)
			this.#bytes = grown
		}
		this.#bytes[this.#length++] = this.#held & 0xff
		this.#held >>>= 8
		this.#count -= 8
	}
}

/** The `count` bits (0 to 53) from bit `at` on, lowest first; bits beyond the end count as 0. */
export function readBits(bytes: Uint8Array, at: number, count: number): number {
	let value = 0
	let scale = 1
	let bit = at
	for (let left = count; left > 0; ) {
		const taken = Math.min(left, 8 - (bit & 7))
		value += (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & ((1 << taken) - 1)) * scale
		scale *= 2 ** taken
		bit += taken
		left -= taken
	}
	return value
}

/**
 * How a number becomes a symbol: the position of its highest bit and the `fine` bits after it. Numbers below 2^(fine + 1) are their own symbols.
 */
interface Scale {
	readonly fine: number
	/** The greatest symbol. */
	readonly last: number
}

function scale(fine: number): Scale {
	return { fine, last: 2 ** fine * (54 - fine) - 1 }
}

/** For numbers. Symbols 0 to 207. */
export const NUMBER: Scale = /* @__PURE__ */ scale(2)
/** For numbers with a sign, which takes the top bit of the symbol. Symbols 0 to 105. */
export const SIGNED: Scale = /* @__PURE__ */ scale(1)
export const NEGATIVE = 128

/** Writes `value`, 0 to 2^53 - 1, as a symbol from `offset` on and its bits. */
export function writeNumber(symbols: ByteWriter, bits: BitWriter, value: number, { fine }: Scale = NUMBER, offset = 0): void {
	const direct = 2 << fine
	if (value < direct) {
		symbols.byte(offset + value)
		return
	}
	const count = extraBits(value, fine)
	const unit = 2 ** count
	const lead = Math.floor(value / unit)
	symbols.byte(offset + (count << fine) + lead)
	bits.write(value - lead * unit, count)
}

/** Writes an integer from -(2^53 - 1) to 2^53 - 1. */
export function writeSigned(symbols: ByteWriter, bits: BitWriter, value: number): void {
	writeNumber(symbols, bits, Math.abs(value), SIGNED, value < 0 ? NEGATIVE : 0)
}

function extraBits(value: number, fine: number): number {
	const high = Math.floor(value / 2 ** 32)
	const length = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value)
	return length - 1 - fine
}

/** How many bits belong to a symbol, the offset taken off; 0 for symbols that do not exist. */
export function bitsOf(symbol: number, { fine, last }: Scale): number {
	return symbol < 2 << fine || symbol > last ? 0 : (symbol >> fine) - 1
}

/** The number of a symbol and the bits from `at` on; `undefined` when there is no such symbol. */
export function readNumber(symbol: number, bits: Uint8Array, at: number, scale: Scale): number | undefined {
	if (symbol > scale.last) return undefined
	const count = bitsOf(symbol, scale)
	if (count === 0) return symbol
	const lead = symbol - (count << scale.fine)
	return lead * 2 ** count + readBits(bits, at, count)
}
