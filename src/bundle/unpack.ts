/** From the bytes of a bundle to messages and attachments (SPEC 7). */
import { copyBytes, equalBytes } from '../bytes.js'
import { sha256Of } from '../crypto/hash.js'
import { ByteReader } from '../encoding/varint.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { hashedParts, messagesContent } from './container.js'
import { bundleError, SECTION_CODES, TRUNCATED_CODES } from './faults.js'
import { INTEGRITY_BYTES, MAGIC, PREFIX_BYTES, SECTION, STREAMS, VERSION } from './layout.js'
import { openBlobs } from './open-blobs.js'
import { openSection } from './open-section.js'
import { rebuildMessages } from './rebuild.js'
import { Budget } from './streams.js'
import type { SkippedSection, UnpackedBlob, UnpackedBundle, UnpackedItem } from './types.js'

/**
 * Takes a bundle apart. Every message goes through stages 1 to 4 of verification (SPEC 4.1); its signature is **not** checked. One that is wrong costs none of the others, and
 * what is wrong with the bundle as a whole is in `damage`, beside all that could be read nevertheless. Bytes after the bundle are not looked at.
 *
 * Reads and allocates in proportion to the input and to LIMITS.bundleContent, whatever the input declares. Nothing of the result shares memory with the input.
 *
 * @throws {BudkavleError} `bundle-magic`, `bundle-version`; `argument-invalid` for anything else than a Uint8Array
 */
export function unpackBundle(bytes: Uint8Array): UnpackedBundle {
	if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
		throw new BudkavleError(
			'argument-invalid',
			`A bundle is expected as a Uint8Array, but ${typeof bytes} came. Pass the bytes as they were received.`,
		)
	}
	if (bytes.length < PREFIX_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
		throw bundleError('bundle-magic', 'the bytes D7 42 4B and a version at the start of a bundle', 'other bytes or fewer came')
	}
	if (bytes[MAGIC.length] !== VERSION) {
		throw bundleError('bundle-version', `a bundle of version ${VERSION}`, `it has the version ${bytes[MAGIC.length]}`)
	}
	return new Unpacking(bytes).run()
}

class Unpacking {
	readonly #bytes: Uint8Array
	readonly #items: UnpackedItem[] = []
	readonly #blobs: UnpackedBlob[] = []
	readonly #skipped: SkippedSection[] = []
	#ask: Uint8Array | undefined
	#answer: Uint8Array | undefined
	readonly #hashed: Uint8Array[] = []
	readonly #budget = new Budget()
	/** Messages of the sections so far, as they say themselves. */
	#declared = 0
	readonly #payloads = { left: LIMITS.bundleContent as number }
	#length: number
	#damage: BudkavleError | undefined

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes
		this.#length = bytes.length
	}

	run(): UnpackedBundle {
		try {
			this.#sections()
		} catch (error) {
			this.#damaged(error)
		}
		const parts = {
			items: Object.freeze(this.#items),
			blobs: Object.freeze(this.#blobs),
			skipped: Object.freeze(this.#skipped),
			...(this.#ask === undefined ? {} : { ask: this.#ask }),
			...(this.#answer === undefined ? {} : { answer: this.#answer }),
			length: this.#length,
		}
		return Object.freeze(this.#damage === undefined ? parts : { ...parts, damage: this.#damage })
	}

	/** Keeps the first thing that is wrong. */
	#damaged(error: unknown): void {
		if (!(error instanceof BudkavleError)) throw error
		this.#damage ??= error
	}

	#sections(): void {
		const outer = new ByteReader(this.#bytes, TRUNCATED_CODES)
		outer.take(PREFIX_BYTES)
		const declared = outer.varint()
		const size = outer.offset + declared
		if (size > LIMITS.bundle) throw bundleError('bundle-too-large', `a bundle of at most ${LIMITS.bundle} bytes`, `${size} are declared`)
		if (declared < INTEGRITY_BYTES)
			throw bundleError('bundle-section', `at least the ${INTEGRITY_BYTES} bytes of the integrity hash`, `${declared} are declared`)
		const isWhole = declared <= outer.remaining
		if (isWhole) this.#length = size
		const rest = this.#bytes.subarray(outer.offset, this.#length)
		// What is left of a hash that was cut is no section.
		const reader = new ByteReader(rest.subarray(0, declared - INTEGRITY_BYTES), isWhole ? SECTION_CODES : TRUNCATED_CODES)
		for (let count = 0; reader.remaining > 0; count++) {
			if (count === LIMITS.bundleSections) {
				throw bundleError('bundle-too-large', `at most ${LIMITS.bundleSections} sections in a bundle`, 'more came')
			}
			this.#section(reader, declared - INTEGRITY_BYTES)
		}
		if (!isWhole) throw bundleError('bundle-truncated', `${size} bytes of a bundle`, `${this.#bytes.length} came`)
		if (this.#damage !== undefined) return
		const hash = sha256Of(...this.#hashed).subarray(0, INTEGRITY_BYTES)
		if (!equalBytes(hash, rest.subarray(-INTEGRITY_BYTES))) {
			throw bundleError('bundle-hash', 'content with the integrity hash at the end of the bundle', 'its hash is another one')
		}
	}

	/** `end`: where the sections end in the reader, whether the bytes reach so far or not. */
	#section(reader: ByteReader, end: number): void {
		const type = reader.byte()
		const length = reader.varint()
		/** Whether what is missing was cut off; else the section is too long for the bundle. */
		const isCut = length > reader.remaining && length <= end - reader.offset
		const isWhole = length <= reader.remaining
		const body = reader.take(Math.min(length, reader.remaining))
		if (!isWhole) {
			const code = isCut ? 'bundle-truncated' : 'bundle-section'
			this.#damaged(bundleError(code, `a section of ${length} bytes`, `${body.length} are there`))
		}
		try {
			if (type === SECTION.messages) this.#messages(body, !isCut)
			else {
				this.#budget.spend(body.length)
				this.#hashed.push(...hashedParts(type, [body]))
				if (type === SECTION.blobs) {
					const { blobs, fault } = openBlobs(body, !isCut, LIMITS.bundleBlobs - this.#blobs.length)
					for (const blob of blobs) this.#blobs.push(blob)
					if (fault !== undefined) this.#damaged(fault)
				} else if (type === SECTION.ask && this.#ask === undefined) this.#ask = copyBytes(body)
				else if (type === SECTION.answer && this.#answer === undefined) this.#answer = copyBytes(body)
				else this.#skipped.push(Object.freeze({ type, length }))
			}
		} catch (error) {
			this.#damaged(error)
		}
	}

	/** `isWhole`: what is missing was not cut off. */
	#messages(body: Uint8Array, isWhole: boolean): void {
		const section = openSection(body, isWhole, LIMITS.bundleMessages - this.#declared, this.#budget)
		const { items, fault } = rebuildMessages(section, this.#declared, this.#payloads)
		this.#declared += section.count
		for (const item of items) this.#items.push(item)
		if (fault !== undefined) this.#damaged(fault)
		const { head, streams, signatures } = section
		if (streams === undefined) return
		const content = messagesContent(
			head,
			STREAMS.map((name) => streams[name].bytes),
			signatures,
		)
		this.#hashed.push(...hashedParts(SECTION.messages, content))
	}
}
