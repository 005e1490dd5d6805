/** From messages and attachments to the bytes of a bundle, or of several (SPEC 7). */
import { sha256Hex } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { chooseProofs } from './choose-proofs.js'
import type { WrittenSection } from './container.js'
import { blobsSection, messagesSection, writeBundle } from './container.js'
import { orderMessages, packMessages } from './pack-messages.js'
import type { BundleBlob, BundleContent, PackableMessage } from './types.js'

/**
 * Packs messages and attachments into one bundle. The uncompressed content is the same for the same set, whatever its order; signatures are not checked. Where a checkpoint among the messages
 * (or in `trees`) proves others, their signatures are left out if that takes fewer bytes.
 *
 * @throws {BudkavleError} `bundle-too-large` beyond LIMITS.bundleMessages, bundleBlobs, bundleContent or bundle (then use `splitBundles`); the code of SPEC 4.1 for
 * something that is no message; `unproven` for a message with neither a signature nor a proof that holds; `blob-hash`, `blob-too-large`; `argument-invalid`
 */
export function packBundle(content: BundleContent): Uint8Array {
	const { messages, blobs = [] } = content
	if (!Array.isArray(messages) || !Array.isArray(blobs)) {
		throw new BudkavleError(
			'argument-invalid',
			'Messages and blobs to pack are expected as arrays. Pass { messages: [...] }, and blobs where there are some.',
		)
	}
	const sections: WrittenSection[] = []
	if (messages.length > 0) {
		const chosen = chooseProofs(content)
		const ordered = orderMessages(chosen.messages)
		let payloads = 0
		for (const { payload } of ordered) payloads += payload.length
		bound('messages', ordered.length, LIMITS.bundleMessages)
		bound('bytes of payloads', payloads, LIMITS.bundleContent)
		sections.push(messagesSection(packMessages(ordered, chosen.trees)))
	}
	if (blobs.length > 0) {
		bound('attachments', new Set(blobs.map(({ hash }) => hash)).size, LIMITS.bundleBlobs)
		sections.push(blobsSection(blobs.map(checkBlob)))
	}
	bound('bytes of content', contentSize(sections), LIMITS.bundleContent)
	const bundle = writeBundle(sections)
	bound('bytes', bundle.length, LIMITS.bundle)
	return bundle
}

function bound(what: string, count: number, most: number): void {
	if (count > most)
		throw new BudkavleError(
			'bundle-too-large',
			`A bundle holds at most ${most} ${what}, not ${count}. Make several: splitBundles does that.`,
		)
}

/** What a reader counts as content (SPEC 7.2). */
function contentSize(sections: readonly WrittenSection[]): number {
	let size = 0
	for (const { content } of sections) for (const part of content) size += part.length
	return size
}

function checkBlob({ hash, bytes }: BundleBlob): BundleBlob {
	if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
		throw new BudkavleError('argument-invalid', `The bytes of an attachment are expected as a Uint8Array, but ${typeof bytes} came.`)
	}
	if (bytes.length > LIMITS.blob) {
		throw new BudkavleError(
			'blob-too-large',
			`An attachment has at most ${LIMITS.blob} bytes, not ${bytes.length}. Make it smaller, or cut it into several.`,
		)
	}
	const actual = sha256Hex(bytes)
	if (actual !== hash) {
		throw new BudkavleError(
			'blob-hash',
			`The hash of an attachment is ${actual}, not ${String(hash).slice(0, 64)}. Pass the bytes that belong to the hash.`,
		)
	}
	return { hash, bytes }
}

export interface SplitOptions {
	/** Messages in one bundle, 1 to 65,536; default 4,096. Damage to a bundle costs at most so many. */
	readonly maxMessages?: number
	/** Bytes of one bundle, 65,536 to LIMITS.bundle; default 8 MiB. */
	readonly maxBytes?: number
}

/** What `splitBundles` packs. Read once, from front to back. */
export interface SplitContent {
	readonly messages: Iterable<PackableMessage>
	readonly blobs?: Iterable<BundleBlob>
}

/**
 * Packs any number of messages, and then attachments, into a sequence of bundles; written one after the other they are a file that `readBundles` reads.
 * Holds the content of one bundle at a time. Messages that stand near each other in the input share a bundle: sort them by thread or by time.
 *
 * @throws {BudkavleError} as `packBundle`; `bundle-too-large` also for one attachment that alone is larger than `maxBytes`
 */
export function* splitBundles(content: SplitContent, options: SplitOptions = {}): Generator<Uint8Array, void, void> {
	const { maxMessages = 4096, maxBytes = 8_388_608 } = options
	inRange('maxMessages', maxMessages, 1, LIMITS.bundleMessages)
	inRange('maxBytes', maxBytes, 65_536, LIMITS.bundle)
	for (const messages of groups(
		content.messages,
		({ payload, signature }) => payload.length + (signature?.length ?? 0),
		maxMessages,
		maxBytes,
	)) {
		yield* halves(messages, (half) => packBundle({ messages: half }), maxBytes)
	}
	for (const blobs of groups(content.blobs ?? [], ({ bytes }) => bytes.length, LIMITS.bundleBlobs, maxBytes)) {
		yield* halves(blobs, (half) => packBundle({ messages: [], blobs: half }), maxBytes)
	}
}

function inRange(name: string, value: number, least: number, most: number): void {
	if (Number.isInteger(value) && value >= least && value <= most) return
	throw new BudkavleError('argument-invalid', `${name} is a whole number from ${least} to ${most}, not ${String(value)}.`)
}

function* groups<T>(items: Iterable<T>, sizeOf: (item: T) => number, maxItems: number, maxBytes: number): Generator<T[], void, void> {
	let group: T[] = []
	let bytes = 0
	for (const item of items) {
		const size = sizeOf(item)
		if (group.length > 0 && (group.length === maxItems || bytes + size > maxBytes)) {
			yield group
			group = []
			bytes = 0
		}
		group.push(item)
		bytes += size
	}
	if (group.length > 0) yield group
}

/** The bundle of these items, or of each half of them and so on, until each is small enough: packed is nearly always smaller than not packed, but not for certain. */
function* halves<T>(items: readonly T[], pack: (items: readonly T[]) => Uint8Array, maxBytes: number): Generator<Uint8Array, void, void> {
	const bundle = packOrUndefined(items, pack)
	if (bundle !== undefined && bundle.length <= maxBytes) yield bundle
	else if (items.length === 1)
		throw new BudkavleError(
			'bundle-too-large',
			`One attachment alone makes a bundle of more than ${maxBytes} bytes. Allow more by maxBytes, or leave it out.`,
		)
	else {
		const middle = items.length >> 1
		yield* halves(items.slice(0, middle), pack, maxBytes)
		yield* halves(items.slice(middle), pack, maxBytes)
	}
}

/** The bundle, or undefined when it is too large for any reader. */
function packOrUndefined<T>(items: readonly T[], pack: (items: readonly T[]) => Uint8Array): Uint8Array | undefined {
	try {
		return pack(items)
	} catch (error) {
		if (error instanceof BudkavleError && error.code === 'bundle-too-large' && items.length > 1) return undefined
		throw error
	}
}
