/** The streams of a messages section, as they are read: bounded before anything is allocated (SPEC 7.4). */
import type { ByteReader } from '../encoding/varint.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { openDeflate } from './deflate.js'
import { bundleError } from './faults.js'
import { DEFLATE_RATIO } from './layout.js'

/** What the content of one bundle may still take. */
export class Budget {
	#left: number = LIMITS.bundleContent

	/**
	 * @throws {BudkavleError} `bundle-too-large`
	 */
	spend(bytes: number): void {
		if (bytes > this.#left) {
			throw bundleError(
				'bundle-too-large',
				`at most ${LIMITS.bundleContent} bytes of content in a bundle`,
				`${bytes - this.#left} more are declared`,
			)
		}
		this.#left -= bytes
	}
}

/** Bytes that are used up from front to back. One that could not be read is empty and says why. */
export class Stream {
	readonly bytes: Uint8Array
	readonly fault: BudkavleError | undefined
	#at = 0

	constructor(bytes: Uint8Array, fault?: BudkavleError) {
		this.bytes = bytes
		this.fault = fault
	}

	get remaining(): number {
		return this.bytes.length - this.#at
	}

	/** The next `count` bytes as a view; `undefined` when fewer are left, and then nothing is left. */
	take(count: number): Uint8Array | undefined {
		const start = this.#at
		if (!(count <= this.remaining)) {
			this.#at = this.bytes.length
			return undefined
		}
		this.#at += count
		return this.bytes.subarray(start, this.#at)
	}
}

/**
 * Takes one stream off a section. A view of the section's bytes when the stream is stored.
 *
 * @returns a stream with a fault (`bundle-inflate`, `bundle-too-large`) when its bytes are there but cannot be used
 * @throws {BudkavleError} the reader's codes when the section ends inside it: then nothing behind it can be found either
 */
export function readStream(section: ByteReader, budget: Budget): Stream {
	const head = section.varint()
	const isDeflated = head % 2 === 1
	const size = isDeflated ? section.varint() : head / 2
	const bytes = section.take(Math.floor(head / 2))
	try {
		if (isDeflated && size > bytes.length * DEFLATE_RATIO) {
			throw bundleError(
				'bundle-inflate',
				`at most ${DEFLATE_RATIO} bytes for each byte of deflate data`,
				`${size} bytes are declared for ${bytes.length}`,
			)
		}
		budget.spend(size)
		return new Stream(isDeflated ? openDeflate().inflate(bytes, size) : bytes)
	} catch (error) {
		if (error instanceof BudkavleError) return new Stream(new Uint8Array(0), error)
		throw error
	}
}
