/** The container of a bundle: header, sections, streams, integrity hash (SPEC 7.1 to 7.4). */

import { compareBytes, concatBytes, fromHex, joinBytes } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { sha256Of } from '../crypto/hash.js'
import { ByteWriter, writeVarint } from '../encoding/varint.js'
import { openDeflate } from './deflate.js'
import { FLAGS, INTEGRITY_BYTES, MAGIC, SECTION, STREAMS, VERSION } from './layout.js'
import type { PackedMessages } from './pack-messages.js'
import type { BundleBlob } from './types.js'

/** A section as it travels, and its content as it is hashed. */
export interface WrittenSection {
	readonly type: number
	readonly body: Uint8Array
	readonly content: readonly Uint8Array[]
}

export function varint(value: number): Uint8Array {
	const bytes = new Uint8Array(8)
	return bytes.subarray(0, writeVarint(bytes, 0, value))
}

/** What the integrity hash is computed over, for one section (SPEC 7.3). */
export function hashedParts(type: number, content: readonly Uint8Array[]): Uint8Array[] {
	let length = 0
	for (const part of content) length += part.length
	return [Uint8Array.of(type), varint(length), ...content]
}

/** The content of a messages section: its head, and each stream behind its length (SPEC 7.3). */
export function messagesContent(head: Uint8Array, streams: readonly Uint8Array[], signatures: Uint8Array): Uint8Array[] {
	return [head, ...streams.flatMap((stream) => [varint(stream.length), stream]), signatures]
}

function storedStream(raw: Uint8Array): Uint8Array {
	return concatBytes(varint(2 * raw.length), raw)
}

/** A stream as it travels: deflated where that makes it smaller. */
function writeStream(parts: readonly Uint8Array[]): Uint8Array {
	const raw = joinBytes(parts)
	const stored = storedStream(raw)
	const packed = openDeflate().deflate(parts)
	const deflated = concatBytes(varint(2 * packed.length + 1), varint(raw.length), packed)
	return deflated.length < stored.length ? deflated : stored
}

export function messagesSection({ count, streams, signatures }: PackedMessages): WrittenSection {
	const signed = signatures.length / SIGNATURE_BYTES
	const isProven = signed < count
	const head = isProven
		? concatBytes(Uint8Array.of(FLAGS.proven), varint(count), varint(signed))
		: concatBytes(Uint8Array.of(FLAGS.signed), varint(count))
	const travelling = STREAMS.map((name) => writeStream(streams[name]))
	const body = [head, ...travelling, signatures]
	// A reader takes no more messages than bytes (SPEC 7.4); the structure has at least one for each.
	if (isProven && joinBytes(body).length < count) body[1 + STREAMS.indexOf('structure')] = storedStream(joinBytes(streams.structure))
	const content = messagesContent(
		head,
		STREAMS.map((name) => joinBytes(streams[name])),
		signatures,
	)
	return { type: SECTION.messages, body: joinBytes(body), content }
}

/** Attachments, each once, by their hash. */
export function blobsSection(blobs: readonly BundleBlob[]): WrittenSection {
	const distinct = new Map(blobs.map((blob) => [blob.hash, blob.bytes]))
	const entries = [...distinct].map(([hash, bytes]) => ({ hash: fromHex(hash) as Uint8Array, bytes }))
	entries.sort((a, b) => compareBytes(a.hash, b.hash))
	const body = joinBytes(entries.flatMap(({ hash, bytes }) => [hash, varint(bytes.length), bytes]))
	return plainSection(SECTION.blobs, body)
}

/** A section of which the body is the content. */
export function plainSection(type: number, body: Uint8Array): WrittenSection {
	return { type, body, content: [body] }
}

export function writeBundle(sections: readonly WrittenSection[]): Uint8Array {
	const rest = new ByteWriter()
	for (const { type, body } of sections) {
		rest.byte(type)
		rest.varint(body.length)
		rest.bytes(body)
	}
	const hash = sha256Of(...sections.flatMap(({ type, content }) => hashedParts(type, content)))
	const header = concatBytes(Uint8Array.of(...MAGIC, VERSION), varint(rest.length + INTEGRITY_BYTES))
	return concatBytes(header, rest.finish(), hash.subarray(0, INTEGRITY_BYTES))
}
