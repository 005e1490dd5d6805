/** From messages and attachments to the bytes of a bundle (SPEC 7). */
import { sha256Hex } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { chooseProofs } from './choose-proofs.js'
import type { WrittenSection } from './container.js'
import { blobsSection, messagesSection, plainSection, writeBundle } from './container.js'
import type { Answer, Ask } from './exchange-sections.js'
import { encodeAnswer, encodeAsk } from './exchange-sections.js'
import { SECTION } from './layout.js'
import { orderMessages, packMessages } from './pack-messages.js'
import type { BundleBlob, BundleContent } from './types.js'

/**
 * Packs messages and attachments into one bundle. The uncompressed content is the same for the same set, whatever its order; signatures are not checked. Where a checkpoint among the messages
 * (or in `trees`) proves others, their signatures are left out if that takes fewer bytes.
 *
 * @throws {BudkavleError} `bundle-too-large` beyond LIMITS.bundleMessages, bundleBlobs, bundleContent or bundle (then use `splitBundles`); the code of SPEC 4.1 for
 * something that is no message; `unproven` for a message with neither a signature nor a proof that holds; `blob-hash`, `blob-too-large`; `argument-invalid`
 */
export function packBundle(content: BundleContent): Uint8Array {
	return packCounted(content).bundle
}

/** What a bundle of an exchange has beside messages. */
export interface ExchangeContent extends BundleContent {
	/** What its reader is asked for (SPEC 8.8). */
	readonly ask?: Ask
	/** What is said to an ask (SPEC 8.12). */
	readonly answer?: Answer
}

/** As `packBundle`, for exchanges; `messages` counts those in the bundle: each once, and the checkpoints that prove some of them. */
export function packCounted(content: ExchangeContent): { readonly bundle: Uint8Array; readonly messages: number } {
	const { messages, blobs = [] } = content
	if (!Array.isArray(messages) || !Array.isArray(blobs)) {
		throw new BudkavleError(
			'argument-invalid',
			'Messages and blobs to pack are expected as arrays. Pass { messages: [...] }, and blobs where there are some.',
		)
	}
	const sections: WrittenSection[] = []
	let count = 0
	if (messages.length > 0) {
		const chosen = chooseProofs(content)
		const ordered = orderMessages(chosen.messages)
		let payloads = 0
		for (const { payload } of ordered) payloads += payload.length
		count = ordered.length
		bound('messages', count, LIMITS.bundleMessages)
		bound('bytes of payloads', payloads, LIMITS.bundleContent)
		sections.push(messagesSection(packMessages(ordered, chosen.trees)))
	}
	if (blobs.length > 0) {
		bound('attachments', new Set(blobs.map(({ hash }) => hash)).size, LIMITS.bundleBlobs)
		sections.push(blobsSection(blobs.map(checkBlob)))
	}
	if (content.ask !== undefined) sections.push(plainSection(SECTION.ask, encodeAsk(content.ask)))
	if (content.answer !== undefined) sections.push(plainSection(SECTION.answer, encodeAnswer(content.answer)))
	bound('bytes of content', contentSize(sections), LIMITS.bundleContent)
	const bundle = writeBundle(sections)
	bound('bytes', bundle.length, LIMITS.bundle)
	return { bundle, messages: count }
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
