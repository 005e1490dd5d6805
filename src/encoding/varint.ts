/**
 * Numbers of variable length and the two ends of a byte string: a writer that grows and a reader that never passes its end.
 *
 * A varint is unsigned LEB128: groups of seven bits, lowest first, the top bit of a byte saying that another follows.
 * Only the shortest form is a varint, and only 0..2^53-1 can be written, in one to eight bytes.
 */

import { encodeUtf8 } from '../bytes.js'
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import { checkUnsigned } from './argument.js'

/** The most bytes that a varint takes. */
const VARINT_BYTES = 8
/** 2^53 - 1 has seven groups of seven bits and four bits more. */
const LAST_GROUP_MAX = 0x0f

/**
 * Writes a varint at `offset` of `target`, which must have room for eight bytes there, and returns the offset after it.
 *
 * @throws {BudkavleError} `argument-invalid` when `value` is no integer from 0 to 2^53 - 1.
 */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
	checkUnsigned(value)
	let rest = value
	let at = offset
	// The bit operators work on 32 bits: they take the lowest group exactly, but the shift must be a division.
	while (rest > 0x7f) {
		target[at++] = (rest & 0x7f) | 0x80
		rest = Math.floor(rest / 128)
	}
	target[at++] = rest
	return at
}

/** Collects bytes in a buffer that doubles when it is full. */
export class ByteWriter {
	#buffer: Uint8Array
	#length = 0

	/** `capacity`: bytes to make room for at first; more than that costs a copy, not an error. */
	constructor(capacity = 256) {
		this.#buffer = new Uint8Array(capacity)
	}

	/** Bytes written so far. */
	get length(): number {
		return this.#length
	}

	/** Appends the lowest eight bits of `value`. */
	byte(value: number): void {
		if (this.#length === this.#buffer.length) this.#reserve(1)
		this.#buffer[this.#length++] = value
	}

	/** Appends a copy of `chunk`. */
	bytes(chunk: Uint8Array): void {
		this.#reserve(chunk.length)
		this.#buffer.set(chunk, this.#length)
		this.#length += chunk.length
	}

	/** Appends the UTF-8 of `text`, which takes `size` bytes. */
	text(text: string, size: number): void {
		if (size !== text.length) {
			this.bytes(encodeUtf8(text))
			return
		}
		// ASCII only: a loop beats the encoder for what messages hold.
		this.#reserve(size)
		const buffer = this.#buffer
		const start = this.#length
		for (let i = 0; i < size; i++) buffer[start + i] = text.charCodeAt(i)
		this.#length = start + size
	}

	/**
	 * Appends a varint.
	 *
	 * @throws {BudkavleError} `argument-invalid` when `value` is no integer from 0 to 2^53 - 1.
	 */
	varint(value: number): void {
		this.#reserve(VARINT_BYTES)
		this.#length = writeVarint(this.#buffer, this.#length, value)
	}

	/** A copy of everything written so far. The writer can go on. */
	finish(): Uint8Array {
		return this.#buffer.slice(0, this.#length)
	}

	#reserve(count: number): void {
		const needed = this.#length + count
		if (needed <= this.#buffer.length) return
		const grown = new Uint8Array(Math.max(needed, 2 * this.#buffer.length))
		grown.set(this.#buffer.subarray(0, this.#length))
		this.#buffer = grown
	}
}

/** The codes that a reader reports: what is wrong depends on whose bytes it reads. */
export interface ReaderCodes {
	/** More was asked for than is left. */
	readonly truncated: ErrorCode
	/** A varint that is not in its shortest form or greater than 2^53 - 1. */
	readonly malformed: ErrorCode
}

/** Reads bytes from front to back. Every length is compared with what is left before anything happens. */
export class ByteReader {
	readonly #bytes: Uint8Array
	readonly #codes: ReaderCodes
	#offset = 0

	constructor(bytes: Uint8Array, codes: ReaderCodes) {
		this.#bytes = bytes
		this.#codes = codes
	}

	/** Offset of the next byte, counted from the start of the bytes that the reader was given. */
	get offset(): number {
		return this.#offset
	}

	/** Bytes that are left. */
	get remaining(): number {
		return this.#bytes.length - this.#offset
	}

	/**
	 * The next byte.
	 *
	 * @throws {BudkavleError} `codes.truncated` at the end of the bytes.
	 */
	byte(): number {
		const byte = this.#bytes[this.#offset]
		if (byte === undefined) throw this.#fault('truncated', 'another byte')
		this.#offset++
		return byte
	}

	/**
	 * The next `count` bytes, as a view: it changes with the bytes that the reader was given, and keeps all of them in
	 * memory. Copy what is to be kept.
	 *
	 * @throws {BudkavleError} `codes.truncated` when fewer are left.
	 */
	take(count: number): Uint8Array {
		if (!(count >= 0 && count <= this.remaining)) throw this.#fault('truncated', `${count} more bytes`)
		const start = this.#offset
		this.#offset += count
		return this.#bytes.subarray(start, this.#offset)
	}

	/**
	 * The next varint.
	 *
	 * @throws {BudkavleError} `codes.truncated` when the bytes end inside it; `codes.malformed` when it is not in its
	 * shortest form or greater than 2^53 - 1. The error's offset is where the bytes end or the faulty byte is.
	 */
	varint(): number {
		let value = 0
		let scale = 1
		for (let group = 1; ; group++) {
			const byte = this.byte()
			if ((byte === 0 && group > 1) || (byte > LAST_GROUP_MAX && group === VARINT_BYTES)) {
				this.#offset--
				throw this.#fault('malformed', 'the end of a number up to 2^53 - 1 in its shortest form')
			}
			value += (byte & 0x7f) * scale
			if (byte < 0x80) return value
			scale *= 128
		}
	}

	#fault(code: keyof ReaderCodes, expected: string): BudkavleError {
		const offset = this.#offset
		const message = `Expected ${expected} at byte ${offset} of ${this.#bytes.length}. The data is cut off or damaged: fetch it again.`
		return new BudkavleError(this.#codes[code], message, { offset })
	}
}
