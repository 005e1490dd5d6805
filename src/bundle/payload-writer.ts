/** Puts a payload together again, head by head, in memory that is used for all messages of a bundle. */
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { LIMITS } from '../limits.js'

const UINT = 0
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5
const TRUE = 0xf5

/** What does not fit into a message is not written; `overflow` tells. */
export class PayloadWriter {
	readonly #buffer: Uint8Array = new Uint8Array(LIMITS.message - SIGNATURE_BYTES)
	#at = 0
	overflow = false

	/** Begins a new payload. */
	start(): void {
		this.#at = 0
		this.overflow = false
	}

	get length(): number {
		return this.#at
	}

	/** A view that the next payload overwrites. */
	bytes(): Uint8Array {
		return this.#buffer.subarray(0, this.#at)
	}

	uint(value: number): void {
		this.#head(UINT, value)
	}

	map(count: number): void {
		this.#head(MAP, count)
	}

	array(count: number): void {
		this.#head(ARRAY, count)
	}

	true(): void {
		if (this.#room(1)) this.#buffer[this.#at++] = TRUE
	}

	byteString(bytes: Uint8Array): void {
		this.#head(BYTES, bytes.length)
		this.raw(bytes)
	}

	text(bytes: Uint8Array): void {
		this.#head(TEXT, bytes.length)
		this.raw(bytes)
	}

	/** Bytes that are encoded already. */
	raw(bytes: Uint8Array): void {
		if (!this.#room(bytes.length)) return
		this.#buffer.set(bytes, this.#at)
		this.#at += bytes.length
	}

	/** Overwrites bytes that were written before. */
	patch(offset: number, bytes: Uint8Array): void {
		if (offset + bytes.length <= this.#at) this.#buffer.set(bytes, offset)
	}

	#room(count: number): boolean {
		if (this.#at + count > this.#buffer.length) this.overflow = true
		return !this.overflow
	}

	#head(major: number, argument: number): void {
		const type = major << 5
		if (argument < 24) {
			if (this.#room(1)) this.#buffer[this.#at++] = type | argument
			return
		}
		const exponent = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3
		const size = 1 << exponent
		if (!this.#room(1 + size)) return
		this.#buffer[this.#at++] = type | (24 + exponent)
		let rest = argument
		for (let i = this.#at + size - 1; i >= this.#at; i--) {
			this.#buffer[i] = rest % 256
			rest = Math.floor(rest / 256)
		}
		this.#at += size
	}
}
