/** What the tests of bundles share: codes, and bundles put together by hand. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { concatBytes, fromHex, joinBytes } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { sha256 } from '../../src/crypto/hash.js'
import { ByteReader, ByteWriter } from '../../src/encoding/varint.js'
import { BudkavleError } from '../../src/errors.js'
import type { Message } from '../../src/message/types.js'

/** The code of what `work` throws; 'none' when it throws nothing. Anything but a BudkavleError passes through. */
export function codeOf(work: () => unknown): string {
	try {
		work()
	} catch (error) {
		if (error instanceof BudkavleError) return error.code
		throw error
	}
	return 'none'
}

/** The tree over the ids of messages, in this order. */
export function treeOf(messages: readonly Message[]): MerkleTree {
	return new MerkleTree(messages.map(({ id }) => fromHex(id) as Uint8Array))
}

/** Numbers are varints, lists are bytes. */
export type Part = number | readonly number[] | Uint8Array

export function bytesOf(...parts: readonly Part[]): Uint8Array {
	const out = new ByteWriter()
	for (const part of parts) {
		if (typeof part === 'number') out.varint(part)
		else out.bytes(Uint8Array.from(part))
	}
	return out.finish()
}

/** A section as a bundle carries it, with the content that its hash is over. */
export interface CraftedSection {
	readonly type: number
	readonly body: Uint8Array
	readonly content: Uint8Array
	/** When the length is to lie. */
	readonly length?: number
}

export function plainSection(type: number, body: Uint8Array): CraftedSection {
	return { type, body, content: body }
}

export interface CraftedStreams {
	readonly flags?: number
	readonly count: number
	readonly structure?: Uint8Array
	readonly bits?: Uint8Array
	readonly values?: Uint8Array
	readonly text?: Uint8Array
	readonly raw?: Uint8Array
	/** With the flags 1: how many signatures are declared. */
	readonly signed?: number
	/** Zeros where nothing is given. */
	readonly signatures?: Uint8Array
	/** Streams that travel deflated. */
	readonly deflated?: readonly string[]
}

/** A messages section of any streams, right or wrong. */
export function messagesSection(streams: CraftedStreams): CraftedSection {
	const { flags = 0, count, signatures = new Uint8Array(64 * count), deflated = [] } = streams
	const head = streams.signed === undefined ? bytesOf([flags], count) : bytesOf([flags], count, streams.signed)
	const named = (['structure', 'bits', 'values', 'text', 'raw'] as const).map((name) => ({
		name,
		bytes: streams[name] ?? new Uint8Array(0),
	}))
	const travelling = named.map(({ name, bytes }) => {
		if (!deflated.includes(name)) return bytesOf(2 * bytes.length, bytes)
		const packed = deflateRawSync(bytes, { level: 9 })
		return bytesOf(2 * packed.length + 1, bytes.length, packed)
	})
	const content = concatBytes(head, joinBytes(named.map(({ bytes }) => bytesOf(bytes.length, bytes))), signatures)
	return { type: 1, body: concatBytes(head, joinBytes(travelling), signatures), content }
}

/** A bundle of these sections with an integrity hash that fits. */
export function bundleOf(...sections: readonly CraftedSection[]): Uint8Array {
	const hash = sha256(joinBytes(sections.map(({ type, content }) => bytesOf([type], content.length, content))))
	const body = joinBytes(sections.map(({ type, body, length = body.length }) => bytesOf([type], length, body)))
	return bytesOf([0xd7, 0x42, 0x4b, 1], body.length + 8, body, hash.subarray(0, 8))
}

const CODES = { truncated: 'bundle-truncated', malformed: 'bundle-section' } as const

/** The same bundle, of one messages section with the flags 1, with all of its streams stored; the integrity hash is that of before. */
export function storedBundle(bundle: Uint8Array): Uint8Array {
	const outer = new ByteReader(bundle, CODES)
	outer.take(4)
	outer.varint()
	outer.byte()
	const section = new ByteReader(outer.take(outer.varint()), CODES)
	const body = new ByteWriter()
	body.byte(section.byte())
	body.varint(section.varint())
	body.varint(section.varint())
	for (let stream = 0; stream < 5; stream++) {
		const head = section.varint()
		const size = head % 2 === 1 ? section.varint() : head / 2
		const bytes = section.take(Math.floor(head / 2))
		body.varint(2 * size)
		body.bytes(head % 2 === 1 ? inflateRawSync(bytes) : bytes)
	}
	body.bytes(section.take(section.remaining))
	const whole = body.finish()
	const rest = new ByteWriter()
	rest.byte(1)
	rest.varint(whole.length)
	rest.bytes(whole)
	const length = new ByteWriter()
	length.varint(rest.length + 8)
	return concatBytes(bundle.subarray(0, 4), length.finish(), rest.finish(), outer.take(8))
}
