/** Bundles: sections, streams, columns, trees and attachments. */
import { packBundle } from '../../../src/bundle/pack.js'
import { isProvenBy, ProofOpener } from '../../../src/bundle/proof.js'
import type { ReadableItem, UnpackedBundle } from '../../../src/bundle/types.js'
import { unpackBundle } from '../../../src/bundle/unpack.js'
import { concatBytes } from '../../../src/bytes.js'
import { sha256Hex } from '../../../src/crypto/hash.js'
import { PROTOCOL_CODES } from '../../../src/errors.js'
import { LIMITS } from '../../../src/limits.js'
import { decodeParts } from '../../../src/message/decode.js'
import { mutateBundle } from '../bundle-parts.js'
import { seedBundles } from '../messages.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

/** What of a bundle can be compared. */
export function summaryOf({ items, blobs, skipped, damage, length }: UnpackedBundle): string {
	const told = items.map((item) => (item.ok ? [item.unverified.id, item.proof?.checkpoint.id] : [item.error.code, item.id]))
	const kept = blobs.map((blob) => [blob.hash, blob.ok ? blob.bytes.length : blob.error.code])
	return JSON.stringify([told, kept, skipped, damage?.code, length])
}

function checkItem(item: ReadableItem, input: Uint8Array): void {
	const { unverified: message, proof } = item
	must(message.payload.buffer !== input.buffer, 'a message shares no memory with the bundle')
	must(message.id === sha256Hex(message.payload), 'an id is the hash of the payload')
	must(decodeParts(message.payload, message.signature).id === message.id, 'a message of a bundle is one that may come alone')
	must((message.signature === undefined) === (proof !== undefined), 'a message has a signature, or else a proof')
	if (proof !== undefined) must(isProvenBy(message, new ProofOpener().open(proof)), 'the proof of a message holds')
}

/** Checks what must hold for everything that was unpacked, and gives the number of bytes that it has. */
export function checkBundle(bundle: UnpackedBundle, input: Uint8Array): number {
	const { items, blobs, skipped, length, damage } = bundle
	must(length <= input.length, 'a bundle is no longer than what came')
	must(items.length <= Math.min(length, LIMITS.bundleMessages), 'there are no more messages than bytes')
	must(blobs.length <= length / 32 + 1, 'there are no more attachments than hashes fit')
	must(skipped.length <= LIMITS.bundleSections, 'there are no more sections than allowed')
	let produced = 0
	let last = -1
	for (const item of items) {
		must(item.index > last && item.index < LIMITS.bundleMessages, 'items are numbered as they were declared, those that are lost too')
		last = item.index
		if (item.ok) {
			checkItem(item, input)
			produced += item.unverified.payload.length + (item.proof?.hashes.length ?? 0)
		} else must(Object.hasOwn(PROTOCOL_CODES, item.error.code), 'an item is refused with a code of the protocol')
	}
	must(produced <= 2 * LIMITS.bundleContent, 'what comes out is bounded')
	for (const blob of blobs) {
		if (!blob.ok) continue
		must(blob.hash === sha256Hex(blob.bytes) && blob.bytes.buffer !== input.buffer, 'an attachment has its hash and memory of its own')
		produced += blob.bytes.length
	}
	must(damage === undefined || Object.hasOwn(PROTOCOL_CODES, damage.code), 'damage has a code of the protocol')
	return produced
}

function idsOf({ items }: UnpackedBundle): ReadonlySet<string> {
	return new Set(items.flatMap((item) => (item.ok ? [item.unverified.id] : [])))
}

/** Packs what was accepted: it comes out again, and nothing else but checkpoints that prove it. */
function checkPacking(bundle: UnpackedBundle): void {
	const readable = bundle.items.filter((item) => item.ok)
	const messages = readable.map(({ unverified, proof }) => {
		const { payload, signature } = unverified
		return signature === undefined ? { payload, ...(proof === undefined ? {} : { proof }) } : { payload, signature }
	})
	const blobs = bundle.blobs.filter((blob) => blob.ok)
	const packed = unpackBundle(packBundle({ messages, blobs }))
	must(packed.damage === undefined, `what was accepted can be packed, without ${packed.damage?.code}`)
	const [before, after] = [idsOf(bundle), idsOf(packed)]
	for (const id of before) must(after.has(id), 'a packed message comes out again')
	const proving = new Set(readable.flatMap(({ proof }) => (proof === undefined ? [] : [proof.checkpoint.id])))
	for (const id of after) must(before.has(id) || proving.has(id), 'nothing comes out that was not packed')
	must(
		packed.blobs.length === new Set(blobs.map(({ hash }) => hash)).size && packed.blobs.every((blob) => blob.ok),
		'attachments come out again',
	)
}

export const bundleTarget: FuzzTarget = {
	name: 'bundle',
	share: 10,
	seeds: seedBundles,
	mutate: mutateBundle,
	run(input) {
		const bundle = accepted(() => unpackBundle(input))
		if (bundle === undefined) return 0
		const produced = checkBundle(bundle, input)
		if (bundle.length === input.length && bundle.damage === undefined) {
			const longer = unpackBundle(concatBytes(input, Uint8Array.of(0xd7, 0x42)))
			must(summaryOf(longer) === summaryOf(bundle), 'bytes behind a bundle change nothing')
		}
		// Packing tries several ways to deflate and takes much longer than reading: once in a while.
		if ((input.at(-1) as number) % 4 === 0) checkPacking(bundle)
		return produced
	},
}
