import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorkload } from '../../bench/workload.js'
import { packBundle } from '../../src/bundle/pack.js'
import type { UnpackedBundle } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { concatBytes, encodeUtf8, equalBytes } from '../../src/bytes.js'
import { sha256, sha256Hex } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'
import { LIMITS } from '../../src/limits.js'
import type { Message } from '../../src/message/types.js'
import { signatureIn } from '../support/message-bytes.js'
import type { Part } from './support.js'
import { bundleOf, bytesOf, codeOf, messagesSection, plainSection } from './support.js'

let village: readonly Message[]
beforeAll(async () => {
	village = (await makeWorkload({ messages: 60, seed: 3 })).messages
})

function codes({ items }: UnpackedBundle): string[] {
	return items.map((item) => (item.ok ? 'ok' : item.error.code))
}

/** Checks what holds for every input: items have their index, and what claims the id of an original has its bytes. Returns how many of the originals came. */
function checkOutcome(unpacked: UnpackedBundle, originals: ReadonlyMap<string, Message>): number {
	let same = 0
	for (const [index, item] of unpacked.items.entries()) {
		if (item.index !== index) throw new Error(`item ${index} says that it is item ${item.index}`)
		if (!item.ok) continue
		const { id, payload } = item.unverified
		if (sha256Hex(payload) !== id) throw new Error(`message ${id} has other bytes than its id`)
		const original = originals.get(id)
		if (original !== undefined && equalBytes(payload, original.payload) && equalBytes(signatureIn(item.unverified), signatureIn(original)))
			same++
	}
	return same
}

function byId(messages: readonly Message[]): Map<string, Message> {
	return new Map(messages.map((message) => [message.id, message]))
}

describe('damage', () => {
	const blob = { hash: sha256Hex(Uint8Array.of(1, 2, 3)), bytes: Uint8Array.of(1, 2, 3) }

	it('[SPEC 7.1, 7.3] of any single byte is found, and nothing is taken for what it is not', () => {
		const messages = village.slice(0, 5)
		const originals = byId(messages)
		const bundle = packBundle({ messages, blobs: [blob] })
		let salvaged = 0
		for (let at = 0; at < bundle.length; at++) {
			for (const difference of [1, 4, 16, 64, 128, 0xff]) {
				const damaged = bundle.slice()
				damaged[at] = (damaged[at] as number) ^ difference
				if (at < 4) {
					expect(codeOf(() => unpackBundle(damaged))).toBe(at < 3 ? 'bundle-magic' : 'bundle-version')
					continue
				}
				const unpacked = unpackBundle(damaged)
				const same = checkOutcome(unpacked, originals)
				salvaged += same
				// Deflate data has bits that mean nothing: damage to them changes nothing.
				if (unpacked.damage === undefined) {
					expect(same).toBe(messages.length)
					expect(unpacked.blobs.map(({ ok }) => ok)).toEqual([true])
				}
			}
		}
		expect(salvaged).toBeGreaterThan(bundle.length * 6)
	})

	it('[SPEC 7.4, 7.11] of a signature touches no other message', () => {
		const bundle = packBundle({ messages: village })
		const whole = unpackBundle(bundle)
		const damaged = bundle.slice()
		const at = bundle.length - 8 - 64 * 10 + 5
		damaged[at] = (damaged[at] as number) ^ 1
		const unpacked = unpackBundle(damaged)
		expect(unpacked.damage?.code).toBe('bundle-hash')
		const different = unpacked.items.filter((item, i) => {
			const other = whole.items[i]
			return !(item.ok && other?.ok && equalBytes(signatureIn(item.unverified), signatureIn(other.unverified)))
		})
		expect(different.map(({ index }) => index)).toEqual([50])
		expect(checkOutcome(unpacked, byId(village))).toBe(59)
	})

	it('[SPEC 7.4, 7.11] of a truncated bundle costs the messages whose signatures are missing', () => {
		const messages = village.slice(0, 9)
		const originals = byId(messages)
		const bundle = packBundle({ messages })
		const signaturesAt = bundle.length - 8 - 64 * messages.length
		for (let length = 0; length < bundle.length; length++) {
			const cut = bundle.subarray(0, length)
			if (length < 4) {
				expect(codeOf(() => unpackBundle(cut))).toBe('bundle-magic')
				continue
			}
			const unpacked = unpackBundle(cut)
			expect(unpacked.damage?.code).toBe('bundle-truncated')
			expect(unpacked.length).toBe(length)
			const signatures = Math.min(Math.max(0, Math.floor((length - signaturesAt) / 64)), messages.length)
			expect(checkOutcome(unpacked, originals)).toBe(signatures)
			expect(codes(unpacked).filter((code) => code !== 'ok' && code !== 'bundle-truncated')).toEqual([])
		}
	})

	it('[SPEC 7.4, 7.11] of deflate data refuses the messages that need it, by its code, and still knows how many there are', () => {
		const bundle = packBundle({ messages: village, blobs: [blob] })
		// The texts: their first block becomes one of a type that does not exist.
		const at = indexOfLargestStream(bundle)
		bundle[at] = (bundle[at] as number) | 0x06
		const unpacked = unpackBundle(bundle)
		expect(unpacked.damage?.code).toBe('bundle-inflate')
		expect(codes(unpacked)).toEqual(village.map(() => 'bundle-inflate'))
		expect(unpacked.blobs.map(({ ok }) => ok)).toEqual([true])
	})
})

function payloadOf(entries: Readonly<Record<number, CborValue>>): { readonly payload: Uint8Array; readonly signature: Uint8Array } {
	const map = new Map(Object.entries(entries).map(([key, value]) => [Number(key), value]))
	return { payload: encodeCbor(map), signature: new Uint8Array(64) }
}

function bytes32(byte: number): Uint8Array {
	return new Uint8Array(32).fill(byte)
}

/** Where the data of the stream begins that takes the most bytes in a bundle with one messages section. */
function indexOfLargestStream(bundle: Uint8Array): number {
	let at = 4
	const varint = (): number => {
		let value = 0
		for (let scale = 1; ; scale *= 128) {
			const byte = bundle[at++] as number
			value += (byte & 127) * scale
			if (byte < 128) return value
		}
	}
	varint()
	at++
	varint()
	at++
	varint()
	let best = { at: 0, length: 0 }
	for (let stream = 0; stream < 5; stream++) {
		const head = varint()
		if (head % 2 === 1) varint()
		const length = Math.floor(head / 2)
		if (length > best.length) best = { at, length }
		at += length
	}
	return best.at
}

/** The tables of a section with one author and one writer, and the shapes given as [kind, ...keys]. */
function tables(shapes: readonly (readonly number[])[], strings: readonly (readonly number[])[] = [[], [], []]): Uint8Array {
	const out: (number | Uint8Array)[] = [1, 1, 0, 0]
	for (const lengths of strings) out.push(lengths.length, ...lengths)
	out.push(shapes.length)
	for (const [kind, ...keys] of shapes) {
		if (kind === undefined) out.push(0)
		else {
			out.push(keys.length + 1, kind)
			let last = 3
			for (const key of keys) {
				out.push(key - last - 1)
				last = key
			}
		}
	}
	return bytesOf(...out)
}

const AUTHOR = bytes32(1)

describe('a section that is written by hand', () => {
	it('[SPEC 7.4-7.7] is read as the specification says', () => {
		// Two messages of kind 200, seq 1 and 2, with the texts "hej" and "hejsan" under key 14.
		const structure = bytesOf(tables([[200, 14]]), [0, 0], [3, 6])
		const unpacked = unpackBundle(bundleOf(messagesSection({ count: 2, structure, text: encodeUtf8('hejhejsan'), raw: AUTHOR })))
		expect(unpacked.damage).toBeUndefined()
		const expected = ['hej', 'hejsan'].map((text, i) => payloadOf({ 0: 200, 1: AUTHOR, 3: i + 1, 14: text }).payload)
		expect(unpacked.items.map((item) => item.ok && item.unverified.payload)).toEqual(expected)
	})

	it('[SPEC 7.8] may refer in every way, to what stands before', () => {
		// Kind 200 with root: outside, that again, and then the first message three ways: by its list, among all, and derived from a target.
		const plain = payloadOf({ 0: 200, 1: AUTHOR, 3: 1 }).payload
		const id = sha256(plain)
		const outside = bytes32(9)
		const structure = bytesOf(
			tables([[200], [200, 6], [200, 6, 10]]),
			[0, 1, 1, 1, 1, 2],
			[0, 0, 0, 0, 0, 0],
			[0, 128, 2, 64 + 3],
			[1],
			[64 + 4],
		)
		const unpacked = unpackBundle(bundleOf(messagesSection({ count: 6, structure, raw: concatBytes(AUTHOR, outside) })))
		expect(unpacked.damage).toBeUndefined()
		const roots = unpacked.items.map((item) => item.ok && item.unverified.fields.get(6))
		expect(roots.slice(0, 5)).toEqual([undefined, outside, outside, id, id])
		// The derived root is its target's thread, which is the target: that breaks 3.5.a, and the message is refused as if it had come alone.
		expect(codes(unpacked)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'field-conflict'])
	})

	it('[SPEC 7.8, 7.11] cannot refer to itself, to what follows, or to nothing; and what depends on such a message is refused too', () => {
		const one = (symbol: number): string[] => {
			const structure = bytesOf(tables([[200], [200, 10]]), [0, 1, 1], [0, 0, 0], [symbol, 64])
			return codes(unpackBundle(bundleOf(messagesSection({ count: 3, structure, raw: AUTHOR }))))
		}
		// Among all: the first message stands at distance 1. The third message refers to the second.
		expect(one(64)).toEqual(['ok', 'ok', 'ok'])
		for (const symbol of [65, 66, 3, 71]) expect(one(symbol)).toEqual(['ok', 'bundle-reference', 'bundle-reference'])
		for (const symbol of [128, 129]) expect(one(symbol)).toEqual(['ok', 'bundle-reference', 'bundle-reference'])
		// Derived is for roots only; the raw stream holds no further id.
		expect(one(1)).toEqual(['ok', 'bundle-section', 'bundle-reference'])
		expect(one(0)).toEqual(['ok', 'bundle-section', 'bundle-reference'])
	})

	it('[SPEC 7.8] derives no root from a message that is not in the section or travels whole', () => {
		const whole = payloadOf({ 0: 200, 1: AUTHOR, 3: 1 }).payload
		const { symbol: length, bits } = symbolOf(whole.length)
		const derive = (target: number): string[] => {
			const structure = bytesOf(tables([[], [200, 6, 10]]), [0, 1], [0], [length], [1], [target])
			const raw = concatBytes(AUTHOR, bytes32(5))
			return codes(unpackBundle(bundleOf(messagesSection({ count: 2, structure, bits, values: whole, raw }))))
		}
		expect(derive(64)).toEqual(['ok', 'bundle-reference'])
		expect(derive(0)).toEqual(['ok', 'bundle-reference'])
	})

	it('[SPEC 7.11] keeps the other messages when one breaks a rule, and lets them refer to it', () => {
		// Stance 0 is outside of its range, for every kind; the last message has the broken one as its target.
		const structure = bytesOf(
			tables([
				[200, 11],
				[200, 10],
			]),
			[0, 0, 1],
			[0, 0, 0],
			[2],
			[1, 0],
		)
		const unpacked = unpackBundle(bundleOf(messagesSection({ count: 3, structure, raw: AUTHOR })))
		expect(unpacked.damage).toBeUndefined()
		expect(codes(unpacked)).toEqual(['ok', 'field-range', 'ok'])
		const broken = sha256(payloadOf({ 0: 200, 1: AUTHOR, 3: 2, 11: 0 }).payload)
		expect(unpacked.items[2]?.ok && unpacked.items[2].unverified.fields.get(10)).toEqual(broken)
	})

	it('[SPEC 7.6, 7.11] refuses messages with symbols, indexes and numbers that do not exist', () => {
		const read = (structure: Uint8Array, text = ''): string[] =>
			codes(unpackBundle(bundleOf(messagesSection({ count: 2, structure, text: encodeUtf8(text), raw: AUTHOR }))))
		const plain = tables([[200]])
		expect(read(bytesOf(plain, [0, 0]))).toEqual(['ok', 'ok'])
		// Seq: a symbol too great; a number below 0, which leaves the next one as it was.
		expect(read(bytesOf(plain, [106, 0]))).toEqual(['bundle-section', 'ok'])
		expect(read(bytesOf(plain, [130, 0]))).toEqual(['bundle-section', 'ok'])
		// Seq 0 is a number, and breaks a rule of its field.
		expect(read(bytesOf(plain, [129, 0]))).toEqual(['field-range', 'ok'])
		// Number: a symbol too great.
		expect(read(bytesOf(tables([[200, 9]]), [0, 0], [208, 1]))).toEqual(['bundle-section', 'ok'])
		// The index of a shape, of a writer, of a string.
		expect(read(bytesOf(tables([[200], [201]]), [2, 1], [0]))).toEqual(['bundle-section', 'ok'])
		expect(read(bytesOf([1, 2, 0, 0, 0, 1, 0, 0, 0, 1, 1], 200, [2, 1], [0, 0]))).toEqual(['bundle-section', 'ok'])
		expect(read(bytesOf(tables([[200, 5]], [[1, 1], [], []]), [0, 0], [2, 1]), 'ab')).toEqual(['bundle-section', 'ok'])
		// A table without entries, and a writer whose author does not exist.
		expect(read(bytesOf(tables([[200, 5]]), [0, 0]))).toEqual(['bundle-section', 'bundle-section'])
		expect(read(bytesOf([1, 1, 1, 0, 0, 0, 0, 1, 1], 200, [0, 0]))).toEqual(['bundle-section', 'bundle-section'])
	})

	it('[SPEC 7.11] goes on after a seq or time that does not exist as if that message had not been', () => {
		const structure = bytesOf(tables([[200, 4]]), [0, 106, 0, 0], [3, 2, 106, 2])
		const { items } = unpackBundle(bundleOf(messagesSection({ count: 4, structure, raw: AUTHOR })))
		expect(items.map((item) => item.ok && [item.unverified.seq, item.unverified.time])).toEqual([[1, 3], false, false, [3, 7]])
	})

	it('[SPEC 7.4, 7.11] refuses what a stream is too short for, and reports what is left over', () => {
		const structure = bytesOf(tables([[200, 14]]), [0, 0], [3, 6])
		const short = unpackBundle(bundleOf(messagesSection({ count: 2, structure, text: encodeUtf8('hejhej'), raw: AUTHOR })))
		expect(codes(short)).toEqual(['ok', 'bundle-section'])
		for (const extra of ['structure', 'bits', 'values', 'text', 'raw']) {
			const streams = { structure, bits: new Uint8Array(0), values: new Uint8Array(0), text: encodeUtf8('hejhejsan'), raw: AUTHOR }
			const more = { ...streams, [extra]: concatBytes(streams[extra as keyof typeof streams], Uint8Array.of(0)) }
			const unpacked = unpackBundle(bundleOf(messagesSection({ count: 2, ...more })))
			expect([extra, codes(unpacked), unpacked.damage?.code]).toEqual([extra, ['ok', 'ok'], 'bundle-section'])
		}
	})

	it('[SPEC 7.4-7.6] refuses all messages when tables, columns or bits cannot be read', () => {
		const whole = (streams: { structure: Uint8Array; raw?: Uint8Array; text?: Uint8Array }): [string[], string | undefined] => {
			const unpacked = unpackBundle(bundleOf(messagesSection({ count: 2, raw: AUTHOR, ...streams })))
			return [codes(unpacked), unpacked.damage?.code]
		}
		const all = (code: string): [string[], string] => [[code, code], code]
		expect(whole({ structure: new Uint8Array(0) })).toEqual(all('bundle-section'))
		expect(whole({ structure: bytesOf(tables([[200]]), [0]) })).toEqual(all('bundle-section'))
		expect(whole({ structure: bytesOf(tables([[200]]), [4, 0]) })).toEqual(all('bundle-section'))
		expect(whole({ structure: bytesOf(tables([[200]]), [0, 0]), raw: AUTHOR.subarray(1) })).toEqual(all('bundle-section'))
		expect(whole({ structure: bytesOf(tables([[200, 5]], [[3], [], []]), [0, 0]), text: encodeUtf8('ab') })).toEqual(all('bundle-section'))
		// Tables larger than any that the messages need.
		for (const sizes of [
			[5],
			[1, 3],
			[1, 1, 0, 0, 3],
			[1, 1, 0, 0, 0, 3],
			[1, 1, 0, 0, 0, 0, 33],
			[1, 1, 0, 0, 0, 0, 0, 3],
			[1, 1, 0, 0, 0, 0, 0, 1, 65_538],
		]) {
			expect(whole({ structure: bytesOf(...sizes) })).toEqual(all('bundle-too-large'))
		}
		// A key beyond 2^53 - 1.
		expect(whole({ structure: bytesOf(1, 1, 0, 0, 0, 0, 0, 1, 2, 200, LIMITS.integer, [0, 0], [0, 0]) })).toEqual(all('bundle-section'))
	})

	it('[SPEC 7.2, 7.4] reads nothing of a section with flags, or with more messages than allowed', () => {
		const structure = bytesOf(tables([[200]]), [0, 0])
		const flagged = unpackBundle(bundleOf(messagesSection({ flags: 1, count: 2, structure, raw: AUTHOR })))
		expect([flagged.items, flagged.damage?.code]).toEqual([[], 'bundle-section'])
		const many = unpackBundle(bundleOf(messagesSection({ count: LIMITS.bundleMessages + 1, structure, signatures: new Uint8Array(0) })))
		expect([many.items, many.damage?.code]).toEqual([[], 'bundle-too-large'])
		// Sections share the limit.
		const section = messagesSection({ count: 2, structure, raw: AUTHOR })
		const most = messagesSection({ count: LIMITS.bundleMessages - 1, structure, signatures: new Uint8Array(0) })
		expect(unpackBundle(bundleOf(most, section)).items).toEqual([])
		const fewer = messagesSection({ count: LIMITS.bundleMessages - 2, structure, signatures: new Uint8Array(0) })
		expect(unpackBundle(bundleOf(fewer, section)).items.map(({ index }) => index)).toEqual([
			LIMITS.bundleMessages - 2,
			LIMITS.bundleMessages - 1,
		])
	})

	it('[SPEC 7.2] may come several times in one bundle; indexes go on', () => {
		const structure = bytesOf(tables([[200]]), [0, 0])
		const section = messagesSection({ count: 2, structure, raw: AUTHOR })
		const unpacked = unpackBundle(bundleOf(section, plainSection(9, bytesOf([1, 2, 3])), section))
		expect(unpacked.damage).toBeUndefined()
		expect(unpacked.items.map((item) => [item.index, item.ok && item.unverified.seq])).toEqual([
			[0, 1],
			[1, 2],
			[2, 1],
			[3, 2],
		])
		expect(unpacked.skipped).toEqual([{ type: 9, length: 3 }])
	})

	it('[SPEC 7.4] reports signatures that are too few or too many, and delivers what has one', () => {
		const structure = bytesOf(tables([[200]]), [0, 0])
		const few = unpackBundle(bundleOf(messagesSection({ count: 2, structure, raw: AUTHOR, signatures: new Uint8Array(127) })))
		expect([codes(few), few.damage?.code]).toEqual([['ok'], 'bundle-section'])
		const more = unpackBundle(bundleOf(messagesSection({ count: 2, structure, raw: AUTHOR, signatures: new Uint8Array(129) })))
		expect([codes(more), more.damage?.code]).toEqual([['ok', 'ok'], 'bundle-section'])
	})
})

/** The symbol and the bits of a number from 8 to 511, by SPEC 7.6. */
function symbolOf(value: number): { readonly symbol: number; readonly bits: Uint8Array } {
	const e = Math.floor(Math.log2(value)) - 2
	const lead = Math.floor(value / 2 ** e)
	return { symbol: lead + 4 * e, bits: Uint8Array.of(value - lead * 2 ** e) }
}

describe('the container', () => {
	const structure = bytesOf(tables([[200]]), [0, 0])
	const section = messagesSection({ count: 2, structure, raw: AUTHOR })

	it('[SPEC 7.3] delivers everything under a hash that does not fit, and says so', () => {
		const bundle = bundleOf(section)
		bundle[bundle.length - 1] = (bundle[bundle.length - 1] as number) ^ 1
		const unpacked = unpackBundle(bundle)
		expect([codes(unpacked), unpacked.damage?.code]).toEqual([['ok', 'ok'], 'bundle-hash'])
	})

	it('[SPEC 7.3] hashes unknown sections by their body', () => {
		const bundle = bundleOf(plainSection(77, encodeUtf8('later')))
		expect(unpackBundle(bundle).damage).toBeUndefined()
		const at = bundle.length - 9
		bundle[at] = (bundle[at] as number) ^ 1
		expect(unpackBundle(bundle).damage?.code).toBe('bundle-hash')
	})

	it('[SPEC 7.1] does not look at bytes after its end', () => {
		const bundle = bundleOf(section)
		const unpacked = unpackBundle(concatBytes(bundle, Uint8Array.of(1, 2, 3)))
		expect([unpacked.damage, unpacked.length]).toEqual([undefined, bundle.length])
	})

	it('[SPEC 7.1, 7.2] reports lengths that cannot be', () => {
		const damage = (...parts: readonly Part[]): string | undefined => unpackBundle(bytesOf([0xd7, 0x42, 0x4b, 1], ...parts)).damage?.code
		expect(damage()).toBe('bundle-truncated')
		expect(damage([0x80])).toBe('bundle-truncated')
		expect(damage([0x80, 0x00])).toBe('bundle-section')
		expect(damage([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10])).toBe('bundle-section')
		expect(damage(7, new Uint8Array(7))).toBe('bundle-section')
		expect(damage(LIMITS.bundle)).toBe('bundle-too-large')
		expect(damage(LIMITS.bundle - 8)).toBe('bundle-truncated')
		// A section that is longer than its bundle.
		const long = unpackBundle(bundleOf({ ...section, length: section.body.length + 1 }))
		expect([codes(long), long.damage?.code]).toEqual([['ok', 'ok'], 'bundle-section'])
	})

	it('[SPEC 7.2] has at most 1,024 sections', () => {
		const sections = Array.from({ length: LIMITS.bundleSections }, () => plainSection(3, new Uint8Array(0)))
		expect(unpackBundle(bundleOf(...sections)).damage).toBeUndefined()
		const more = unpackBundle(bundleOf(...sections, section))
		expect([more.items, more.damage?.code]).toEqual([[], 'bundle-too-large'])
	})

	it('[SPEC 7.2] has at most 65,536 attachments, in all sections together', () => {
		const empty = bytesOf(sha256(new Uint8Array(0)), 0)
		const half = plainSection(
			2,
			new Uint8Array(33 * 32_768).map((_, i) => empty[i % 33] as number),
		)
		expect(unpackBundle(bundleOf(half, half)).damage).toBeUndefined()
		const more = unpackBundle(bundleOf(half, half, plainSection(2, empty)))
		expect([more.blobs.length, more.damage?.code]).toEqual([LIMITS.bundleBlobs, 'bundle-too-large'])
	})

	it('[SPEC 7.10] reports attachments that are damaged, too large or cut off, and delivers the others', () => {
		const good = Uint8Array.of(1, 2, 3)
		const large = new Uint8Array(LIMITS.blob + 1)
		const body = bytesOf(sha256(good), 3, good, sha256(good), 2, [1, 2], sha256(large), large.length, large, sha256(good), 3, good)
		const unpacked = unpackBundle(bundleOf(plainSection(2, body)))
		expect(unpacked.blobs.map((blob) => (blob.ok ? 'ok' : blob.error.code))).toEqual(['ok', 'blob-hash', 'blob-too-large', 'ok'])
		expect(unpacked.damage).toBeUndefined()
		const cut = unpackBundle(bundleOf(plainSection(2, bytesOf(sha256(good), 3, good, sha256(good), 9, good))))
		expect(cut.blobs.map((blob) => (blob.ok ? 'ok' : blob.error.code))).toEqual(['ok', 'bundle-section'])
		expect(cut.damage?.code).toBe('bundle-section')
	})
})

describe('bombs', () => {
	it('[SPEC 7.2, 7.4] of deflate data stop at the declared size', () => {
		const packed = new Uint8Array(deflateRawSync(new Uint8Array(100_000_000), { level: 9 }))
		const lying = (declared: number): Uint8Array => {
			const body = bytesOf([0], 1, 2 * packed.length + 1, declared, packed, [0, 0, 0, 0], new Uint8Array(64))
			return bundleOf({ type: 1, body, content: body })
		}
		expect(unpackBundle(lying(1000)).damage?.code).toBe('bundle-inflate')
		expect(unpackBundle(lying(packed.length * 1032 + 1)).damage?.code).toBe('bundle-inflate')
		expect(unpackBundle(lying(99_999_999)).damage?.code).toBe('bundle-too-large')
	})

	it('[SPEC 7.2] of several streams share one limit', () => {
		const half = new Uint8Array(LIMITS.bundleContent / 2)
		const section = messagesSection({ count: 1, structure: half, text: half, raw: AUTHOR, deflated: ['structure', 'text'] })
		expect(unpackBundle(bundleOf(section)).damage?.code).toBe('bundle-too-large')
	})

	it('[SPEC 7.2] of long strings that many messages repeat stop at the limit of a message and of all payloads', () => {
		const count = 5000
		const long = (length: number): UnpackedBundle => {
			const structure = bytesOf(tables([[200, 5]], [[length], [], []]), new Uint8Array(count))
			return unpackBundle(bundleOf(messagesSection({ count, structure, text: new Uint8Array(length).fill(0x61), raw: AUTHOR })))
		}
		expect(new Set(codes(long(1_000_000)))).toEqual(new Set(['message-too-large']))
		const many = codes(long(30_000))
		// Each is refused, as a space is shorter; but those beyond the limit are not even looked at.
		expect(new Set(many.slice(0, 2200))).toEqual(new Set(['field-size']))
		expect(new Set(many.slice(2300))).toEqual(new Set(['bundle-too-large']))
	})

	it('[SPEC 7.2] of topics that go to the end of their count stop there', () => {
		const structure = bytesOf(tables([[200, 17]], [[], [], [20_000, 64]]), [0], [255], new Uint8Array(255))
		const unpacked = unpackBundle(bundleOf(messagesSection({ count: 1, structure, text: new Uint8Array(20_064).fill(0x61), raw: AUTHOR })))
		expect(codes(unpacked)).toEqual(['message-too-large'])
	})

	it('[SPEC 7.2] of declared counts take no memory', () => {
		const before = process.memoryUsage().arrayBuffers
		const body = bytesOf([0], LIMITS.bundleMessages, [0, 0, 0, 0, 0])
		const unpacked = unpackBundle(bundleOf({ type: 1, body, content: body }))
		expect([unpacked.items, unpacked.damage?.code]).toEqual([[], 'bundle-section'])
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
		const lengths = bytesOf([0], 1, 2 ** 40, new Uint8Array(64))
		expect(unpackBundle(bundleOf({ type: 1, body: lengths, content: lengths })).damage?.code).toBe('bundle-section')
	})
})

describe('a bundle of another hand', () => {
	it('[SPEC 7.9] may have another order, other tables and other references than a writer of this library chooses', () => {
		const post = payloadOf({ 0: 1, 1: AUTHOR, 3: 1, 14: 'hej' }).payload
		const reply = payloadOf({ 0: 2, 1: AUTHOR, 3: 1, 6: sha256(post), 14: 'svar' }).payload
		// An author twice, strings that nobody uses, shapes not in the order of their first use, the root literally though it stands before.
		const tablesOfIts = bytesOf(2, 2, 0, 0, 1, 0, 1, 2, 0, 1, 4, 2, 3, 2, 2, 7, 2, 1, 10)
		const structure = bytesOf(tablesOfIts, [1, 0], [0, 1], [0, 0], [0], [4], [3])
		const raw = concatBytes(AUTHOR, AUTHOR, sha256(post))
		const unpacked = unpackBundle(
			bundleOf(messagesSection({ count: 2, structure, text: encodeUtf8('xxyyyyhejsvar'), raw, deflated: ['text', 'raw'] })),
		)
		expect(unpacked.damage).toBeUndefined()
		expect(unpacked.items.map((item) => item.ok && item.unverified.payload)).toEqual([post, reply])
	})
})
