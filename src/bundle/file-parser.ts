/** Finds bundles and single messages in a run of bytes, and the next of them after damage (SPEC 7.12). Never holds more than one bundle and what came with its last piece. */

import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { scan } from '../encoding/scan.js'
import { ByteReader } from '../encoding/varint.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { decodeMessage } from '../message/decode.js'
import { bundleError, TRUNCATED_CODES } from './faults.js'
import { INTEGRITY_BYTES, MAGIC, PREFIX_BYTES, VERSION } from './layout.js'
import type { BundleFileItem, UnpackedItem } from './types.js'
import { unpackBundle } from './unpack.js'

/** Magic, version, and the longest length. */
const HEADER_BYTES = PREFIX_BYTES + 8
/** How many magics inside a damaged bundle are looked at. */
const CANDIDATES = 4096
/** How often a file may be taken up again inside a damaged bundle: so often, and once more for each MiB. Otherwise overlapping bundles would be read over and over. */
const RESUMES = 64
const RESUMES_EACH = 1_048_576

/** Bytes that are neither bundle nor message, until their end is known. */
interface Gap {
	readonly type: 'skipped' | 'message'
	readonly error: BudkavleError
	length: number
}

export class FileParser {
	#buffer: Uint8Array
	#start = 0
	#end: number
	/** Where #start is in the file. */
	#offset = 0
	#isEnded: boolean
	#gap: Gap | undefined
	#resumes = 0
	/** Whole bundles of other versions, one behind the other: they are told of together, or many small ones would fill the memory with reports. */
	#foreign: { readonly offset: number; length: number; readonly error: BudkavleError } | undefined

	/** A parser of these bytes, which are not copied; without any, one that is fed with `push`. */
	constructor(whole?: Uint8Array) {
		this.#buffer = whole ?? new Uint8Array(0)
		this.#end = this.#buffer.length
		this.#isEnded = whole !== undefined
	}

	/** Appends a copy of the next piece. */
	push(piece: Uint8Array): void {
		const held = this.#end - this.#start
		if (this.#buffer.length - this.#end < piece.length) {
			const needed = held + piece.length
			const target = needed > this.#buffer.length ? new Uint8Array(Math.max(needed, 2 * this.#buffer.length)) : this.#buffer
			target.set(this.#buffer.subarray(this.#start, this.#end))
			this.#buffer = target
			this.#start = 0
			this.#end = held
		}
		this.#buffer.set(piece, this.#end)
		this.#end += piece.length
	}

	end(): void {
		this.#isEnded = true
	}

	/** Everything that can be told from the bytes so far. */
	*items(): Generator<BundleFileItem, void, void> {
		for (;;) {
			const step = this.#gap === undefined ? this.#next() : this.#skip(this.#gap)
			if (step === 'wait') return
			if (step !== 'again') yield step
		}
	}

	#view(): Uint8Array {
		return this.#buffer.subarray(this.#start, this.#end)
	}

	#advance(count: number): void {
		this.#start += count
		this.#offset += count
	}

	/** Takes `length` bytes as an item. */
	#take(length: number, make: (place: { readonly offset: number; readonly length: number }) => BundleFileItem): BundleFileItem {
		const item = Object.freeze(make({ offset: this.#offset, length }))
		this.#advance(length)
		return item
	}

	#next(): Step {
		const view = this.#view()
		if (this.#foreign !== undefined) {
			const goesOn = this.#isForeign(view)
			if (goesOn === undefined) return 'wait'
			if (!goesOn) {
				const item: BundleFileItem = Object.freeze({ type: 'skipped', ...this.#foreign })
				this.#foreign = undefined
				return item
			}
		}
		if (view.length === 0) return 'wait'
		if (isMagic(view, 0)) return view.length < HEADER_BYTES && !this.#isEnded ? 'wait' : this.#bundle(view)
		// The heads of maps: no text and no bundle begins like this.
		if ((view[0] as number) >> 5 === 5) return view.length < LIMITS.message && !this.#isEnded ? 'wait' : this.#message(view)
		return this.#open('skipped', bundleError('bundle-magic', 'a bundle or a message', 'other bytes came'))
	}

	/** Whether a whole bundle of another version begins here; `undefined` when only more bytes can tell. */
	#isForeign(view: Uint8Array): boolean | undefined {
		const cut = this.#isEnded ? false : undefined
		if (view.length === 0) return cut
		if (!isMagic(view, 0)) return false
		if (view.length < HEADER_BYTES && !this.#isEnded) return undefined
		const header = readHeader(view)
		if (header instanceof BudkavleError || header.version === VERSION) return false
		return header.size <= view.length ? true : cut
	}

	#open(type: Gap['type'], error: BudkavleError): Step {
		this.#gap = { type, error, length: 1 }
		this.#advance(1)
		return 'again'
	}

	/** Goes on to the next magic with a header that can be one. */
	#skip(gap: Gap): Step {
		const view = this.#view()
		let at = findMagic(view, 0)
		while (at < view.length) {
			const rest = view.subarray(at)
			if (rest.length < HEADER_BYTES && !this.#isEnded) break
			if (isMagic(rest, 0) && !(readHeader(rest) instanceof BudkavleError)) break
			at = findMagic(view, at + 1)
		}
		this.#advance(at)
		gap.length += at
		if (at === view.length || view.length - at < HEADER_BYTES) {
			if (!this.#isEnded) return 'wait'
		}
		this.#gap = undefined
		const { type, error, length } = gap
		const place = { offset: this.#offset - length, length }
		const item: UnpackedItem = Object.freeze({ ok: false, index: 0, error })
		return Object.freeze(type === 'message' ? { type, ...place, item } : { type, ...place, error })
	}

	#bundle(view: Uint8Array): Step {
		const header = readHeader(view)
		if (header instanceof BudkavleError) return this.#open('skipped', header)
		const { version, size } = header
		if (view.length < size && !this.#isEnded) return 'wait'
		const extent = view.subarray(0, Math.min(size, view.length))
		if (version !== VERSION) {
			const error = bundleError('bundle-version', `a bundle of version ${VERSION}`, `it has the version ${version}`)
			if (extent.length < size) return this.#open('skipped', error)
			this.#foreign ??= { offset: this.#offset, length: 0, error }
			this.#foreign.length += size
			this.#advance(size)
			return 'again'
		}
		let bundle = unpackBundle(extent)
		if (bundle.damage !== undefined && this.#resumes < RESUMES + Math.floor(this.#offset / RESUMES_EACH)) {
			// The end of this bundle may be missing, and its length then reaches into the next one: if only a few bytes, into its header.
			if (view.length < size + HEADER_BYTES && !this.#isEnded) return 'wait'
			const next = findInside(view.subarray(0, size + HEADER_BYTES), extent.length)
			if (next !== undefined) {
				this.#resumes++
				bundle = unpackBundle(extent.subarray(0, next))
			}
		}
		return this.#take(bundle.length, (place) => ({ type: 'bundle', ...place, bundle }))
	}

	#message(view: Uint8Array): Step {
		const window = view.subarray(0, LIMITS.message)
		const size = messageSize(window)
		if (size instanceof BudkavleError) return this.#open('message', size)
		return this.#take(size, (place) => ({ type: 'message', ...place, item: Object.freeze(decodeItem(window.subarray(0, size))) }))
	}
}

/** An item; or more can be told at once; or only with more bytes. */
type Step = BundleFileItem | 'again' | 'wait'

/** Whether the magic, or as much of it as there are bytes, stands at `at`. */
function isMagic(bytes: Uint8Array, at: number): boolean {
	return MAGIC.every((byte, i) => at + i >= bytes.length || bytes[at + i] === byte)
}

/** Where the next magic, or a beginning of it at the very end, stands; the length when there is none. */
function findMagic(bytes: Uint8Array, from: number): number {
	let at = bytes.indexOf(MAGIC[0] as number, from)
	while (at >= 0 && !isMagic(bytes, at)) at = bytes.indexOf(MAGIC[0] as number, at + 1)
	return at < 0 ? bytes.length : at
}

/** Version and size of the bundle that begins here; what was cut off counts as large. */
function readHeader(bytes: Uint8Array): { readonly version: number; readonly size: number } | BudkavleError {
	const reader = new ByteReader(bytes, TRUNCATED_CODES)
	try {
		reader.take(MAGIC.length)
		const version = reader.byte()
		const size = reader.varint() + reader.offset
		if (size > LIMITS.bundle) return bundleError('bundle-too-large', `a bundle of at most ${LIMITS.bundle} bytes`, `${size} are declared`)
		return { version, size }
	} catch (error) {
		if (!(error instanceof BudkavleError)) throw error
		if (error.code !== TRUNCATED_CODES.truncated || bytes.length < PREFIX_BYTES) return error
		return { version: bytes[MAGIC.length] as number, size: LIMITS.bundle }
	}
}

/** Where inside a damaged bundle, before `limit`, another one seems to begin: a magic whose sections fit, and behind which the bytes end or a third one begins. */
function findInside(bytes: Uint8Array, limit: number): number | undefined {
	let at = findMagic(bytes, PREFIX_BYTES)
	for (let tries = 0; tries < CANDIDATES && at < limit; tries++) {
		if (seemsWhole(bytes.subarray(at))) return at
		at = findMagic(bytes, at + 1)
	}
	return undefined
}

function seemsWhole(bytes: Uint8Array): boolean {
	const header = readHeader(bytes)
	if (header instanceof BudkavleError || header.version !== VERSION) return false
	const end = header.size
	const reader = new ByteReader(bytes.subarray(0, end), TRUNCATED_CODES)
	try {
		reader.take(PREFIX_BYTES)
		reader.varint()
		for (let count = 0; reader.offset < end - INTEGRITY_BYTES; count++) {
			if (count === LIMITS.bundleSections) return false
			reader.byte()
			const length = reader.varint()
			if (length > end - INTEGRITY_BYTES - reader.offset) return false
			reader.take(length)
		}
	} catch (error) {
		// Cut off is what a bundle at the end of the extent may be; anything else it may not.
		return error instanceof BudkavleError && error.code === TRUNCATED_CODES.truncated
	}
	return reader.offset === end - INTEGRITY_BYTES && isMagic(bytes, end)
}

/** Bytes of the message that begins here: its payload says where it ends. */
function messageSize(window: Uint8Array): number | BudkavleError {
	let payload = window.length
	try {
		scan(window)
	} catch (error) {
		if (!(error instanceof BudkavleError)) throw error
		if (error.code === 'cbor-trailing' && error.offset !== undefined) payload = error.offset
		else if (error.code !== 'cbor-truncated' || window.length < LIMITS.message) return error
	}
	const size = payload + SIGNATURE_BYTES
	if (size > LIMITS.message) return bundleError('message-too-large', `a message of at most ${LIMITS.message} bytes`, 'it has more')
	if (size > window.length) return bundleError('bundle-truncated', `${size} bytes of a message`, `${window.length} came`)
	return size
}

function decodeItem(bytes: Uint8Array): UnpackedItem {
	try {
		return { ok: true, index: 0, unverified: decodeMessage(bytes).unverified }
	} catch (error) {
		if (error instanceof BudkavleError) return { ok: false, index: 0, error }
		throw error
	}
}
