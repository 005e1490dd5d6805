import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorkload } from '../../bench/workload.js'
import { packBundle } from '../../src/bundle/pack.js'
import { readBundles } from '../../src/bundle/read.js'
import { splitBundles } from '../../src/bundle/split.js'
import type { BundleBlob, PackableMessage, UnpackedBundle } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { concatBytes, equalBytes, toHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import type { CborValue } from '../../src/encoding/value.js'
import { LIMITS } from '../../src/limits.js'
import { createPost, createReply } from '../../src/message/create.js'
import type { Message } from '../../src/message/types.js'
import { aloneBytes, signatureIn } from '../support/message-bytes.js'
import { testSigner } from '../support/signers.js'
import { createAll, messageOf, plans, signatureOf, wildMessages } from './messages.js'
import { referenceUnpack } from './reference.js'
import { codeOf } from './support.js'

function wire(messages: readonly PackableMessage[]): string[] {
	return messages.map((message) => toHex(aloneBytes(message))).sort()
}

/** The messages of a bundle; fails when anything is wrong with it. */
function opened(bundle: Uint8Array): readonly Message[] {
	const { items, damage, length } = unpackBundle(bundle)
	expect(damage).toBeUndefined()
	expect(length).toBe(bundle.length)
	return items.map((item) => {
		if (!item.ok) throw item.error
		return item.unverified
	})
}

/** Checks that a bundle of these messages gives them back, to the library and to the reader that was written from the specification. */
function check(messages: readonly Message[]): Uint8Array {
	const bundle = packBundle({ messages })
	const back = opened(bundle)
	expect(wire(back)).toEqual(wire(messages))
	const reference = referenceUnpack(bundle)
	expect(reference.hashFits).toBe(true)
	expect(reference.messages.map((message) => toHex(aloneBytes(message)))).toEqual(back.map((message) => toHex(aloneBytes(message))))
	return bundle
}

let village: readonly Message[]
beforeAll(async () => {
	village = (await makeWorkload({ messages: 300, seed: 7 })).messages
})

describe('packing and unpacking', () => {
	it('[SPEC 7.4-7.8] gives back every message of a village, byte for byte', () => {
		check(village)
	})

	it('[SPEC 7.4-7.8] gives back messages of unknown kinds, with unknown keys and fields in places where no library puts them', () => {
		let total = 0
		fc.assert(
			fc.property(wildMessages, (messages) => {
				total += messages.length
				check(messages)
			}),
			{ seed: 81, numRuns: 300 },
		)
		expect(total).toBeGreaterThan(1500)
	})

	it('[SPEC 7.4-7.8] gives back messages of all kinds as the library creates them', async () => {
		const some = village.slice(0, 12)
		await fc.assert(
			fc.asyncProperty(plans(some.map(({ id }) => id)), async (planned) => {
				const created = await createAll(planned)
				const distinct = [...new Map([...some, ...created].map((message) => [message.id, message])).values()]
				check(distinct)
			}),
			{ seed: 82, numRuns: 25 },
		)
	})

	it('[SPEC 7.9] has the same content for every order and repetition of the same messages', () => {
		fc.assert(
			fc.property(wildMessages, fc.infiniteStream(fc.nat()), (messages, numbers) => {
				const shuffled = messages
					.map((message) => ({ message, place: numbers.next().value as number }))
					.sort((a, b) => a.place - b.place)
					.map(({ message }) => message)
				expect(packBundle({ messages: [...shuffled, ...shuffled] })).toEqual(packBundle({ messages }))
			}),
			{ seed: 83, numRuns: 100 },
		)
	})

	it('[SPEC 7.9] puts what is referred to first, then goes by time', async () => {
		const anna = await testSigner(1)
		const post = await createPost(anna, { seq: 1, time: 1000, text: 'post' })
		const early = await createReply(anna, { seq: 2, time: 10, root: post.id, text: 'a clock that is slow' })
		const other = await createPost(anna, { seq: 3, time: 900, text: 'earlier' })
		const timeless = await createPost(anna, { seq: 4, text: 'no clock' })
		expect(opened(packBundle({ messages: [early, post, other, timeless] })).map(({ seq }) => seq)).toEqual([4, 3, 1, 2])
	})

	it('[SPEC 7.9] takes of two signatures of one message the lower one', () => {
		const [message] = village as [Message]
		const low = { payload: message.payload, signature: new Uint8Array(64).fill(1) }
		const high = { payload: message.payload, signature: new Uint8Array(64).fill(2) }
		for (const messages of [
			[low, high],
			[high, low],
		]) {
			expect(opened(packBundle({ messages })).map(({ signature }) => signature)).toEqual([low.signature])
		}
	})

	it('[SPEC 7.5, 7.9] lets messages with very many keys travel whole, and others refer to them', () => {
		const withKeys = (count: number): Message => {
			const entries = new Map<number, CborValue>([
				[0, 200],
				[1, new Uint8Array(32).fill(1)],
				[2, 7],
				[3, count],
			])
			for (let key = 0; key < count; key++) entries.set(1001 + 2 * key, key)
			return messageOf(entries) as Message
		}
		const wholes = (...messages: readonly Message[]): boolean[] => referenceUnpack(check(messages)).messages.map(({ isWhole }) => isWhole)
		const whole = withKeys(257)
		const target = messageOf(
			new Map<number, CborValue>([
				[0, 201],
				[1, new Uint8Array(32).fill(2)],
				[3, 1],
				[10, Uint8Array.from(Buffer.from(whole.id, 'hex'))],
			]),
		) as Message
		const both = messageOf(
			new Map<number, CborValue>([
				[0, 3],
				[1, new Uint8Array(32).fill(2)],
				[3, 2],
				[6, Uint8Array.from(Buffer.from(target.id, 'hex'))],
				[10, Uint8Array.from(Buffer.from(whole.id, 'hex'))],
				[11, 1],
			]),
		) as Message
		expect(wholes(withKeys(256))).toEqual([false])
		expect(wholes(whole)).toEqual([true])
		expect(wholes(whole, target, both)).toEqual([true, false, false])
	})

	it('[SPEC 7.5] keeps the keys of all shapes within their bound', () => {
		const messages = Array.from({ length: 300 }, (_, i) => {
			const entries = new Map<number, CborValue>([
				[0, 200],
				[1, new Uint8Array(32).fill(1)],
				[3, i + 1],
			])
			for (let key = 0; key < 250; key++) entries.set(1001 + 1000 * i + 2 * key, 0)
			return messageOf(entries) as Message
		})
		// 262 times 250 keys are 65,500.
		expect(referenceUnpack(check(messages)).messages.filter(({ isWhole }) => !isWhole)).toHaveLength(262)
	})

	it('[SPEC 7.6] has indexes of two bytes for tables of more than 256 entries', () => {
		const messages = Array.from({ length: 600 }, (_, i) => {
			const author = new Uint8Array(32)
			author[0] = i & 255
			author[1] = i >> 8
			return messageOf(
				new Map<number, CborValue>([
					[0, 1 + (i % 300) + 300],
					[1, author],
					[3, 1],
					[5, `space ${i}`],
					[16, `l-${i % 257}`],
					[17, [`a ${i}`, `b ${i % 3}`]],
				]),
			) as Message
		})
		check(messages)
	})

	it('[SPEC 7.7] carries times, seqs and expiries that go to the ends of their range', () => {
		const author = new Uint8Array(32).fill(1)
		const most = LIMITS.integer
		const messages = [
			[1, 0, most],
			[most, most, 0],
			[1, 0, 0],
			[2, most, most],
		].map(
			([seq, time, expires]) =>
				messageOf(
					new Map<number, CborValue>([
						[0, 1],
						[1, author],
						[3, seq as number],
						[4, time as number],
						[14, 'x'],
						[19, expires as number],
					]),
				) as Message,
		)
		check(messages)
	})

	it('gives results that share nothing with the bundle, deeply frozen', () => {
		const [message] = village as [Message]
		const blob = blobOf(9, 9, 9)
		const bundle = packBundle({ messages: [message], blobs: [blob] })
		const unpacked = unpackBundle(bundle)
		bundle.fill(0)
		const [item] = unpacked.items
		expect(
			item?.ok && equalBytes(item.unverified.payload, message.payload) && equalBytes(signatureIn(item.unverified), signatureIn(message)),
		).toBe(true)
		const [held] = unpacked.blobs
		expect(held?.ok && equalBytes(held.bytes, blob.bytes)).toBe(true)
		for (const value of [unpacked, unpacked.items, item, unpacked.blobs, held, unpacked.skipped]) expect(Object.isFrozen(value)).toBe(true)
	})

	it('[SPEC 7.2] packs nothing to a bundle of 13 bytes', () => {
		const bundle = packBundle({ messages: [] })
		expect(toHex(bundle)).toBe(`d7424b0108${sha256Hex(new Uint8Array(0)).slice(0, 16)}`)
		expect(unpackBundle(bundle)).toEqual({ items: [], blobs: [], skipped: [], length: 13 } satisfies UnpackedBundle)
	})
})

function blobOf(...bytes: readonly number[]): BundleBlob {
	return { hash: sha256Hex(Uint8Array.from(bytes)), bytes: Uint8Array.from(bytes) }
}

describe('attachments', () => {
	it('[SPEC 7.10] come back in the order of their hashes, each once', () => {
		const blobs = [
			blobOf(),
			blobOf(1),
			blobOf(2, 2),
			blobOf(1),
			{ hash: sha256Hex(new Uint8Array(300_000)), bytes: new Uint8Array(300_000) },
		]
		const bundle = packBundle({ messages: [], blobs })
		const unpacked = unpackBundle(bundle)
		expect(unpacked.damage).toBeUndefined()
		expect(unpacked.blobs.map((blob) => blob.hash)).toEqual([...new Set(blobs.map(({ hash }) => hash))].sort())
		for (const blob of unpacked.blobs) expect(blob.ok && sha256Hex(blob.bytes)).toBe(blob.hash)
		expect(referenceUnpack(bundle).blobs.map(({ hash, bytes }) => [hash, sha256Hex(bytes)])).toEqual(
			unpacked.blobs.map(({ hash }) => [hash, hash]),
		)
		expect(packBundle({ messages: [], blobs: [...blobs].reverse() })).toEqual(bundle)
	})

	it('[SPEC 7.10] are refused by the packer when they do not fit their hash or are too large', () => {
		expect(codeOf(() => packBundle({ messages: [], blobs: [{ ...blobOf(1), bytes: Uint8Array.of(2) }] }))).toBe('blob-hash')
		const large = new Uint8Array(LIMITS.blob + 1)
		expect(codeOf(() => packBundle({ messages: [], blobs: [{ hash: sha256Hex(large), bytes: large }] }))).toBe('blob-too-large')
		expect(codeOf(() => packBundle({ messages: [], blobs: [{ hash: '', bytes: 'text' as never }] }))).toBe('argument-invalid')
	})
})

describe('misuse of packing', () => {
	it('is told what is no message', () => {
		expect(codeOf(() => packBundle({ messages: [{ payload: Uint8Array.of(1), signature: new Uint8Array(64) }] }))).toBe('payload-not-map')
		expect(codeOf(() => packBundle({ messages: [{ payload: new Uint8Array(40_000), signature: new Uint8Array(64) }] }))).toBe(
			'message-too-large',
		)
		expect(codeOf(() => packBundle({ messages: 'all' as never }))).toBe('argument-invalid')
		expect(codeOf(() => unpackBundle('D7424B01' as never))).toBe('argument-invalid')
	})

	it('[SPEC 7.2] is refused beyond the limits', () => {
		const texts = 'x'.repeat(LIMITS.text)
		const long = (i: number): PackableMessage => {
			const message = messageOf(
				new Map<number, CborValue>([
					[0, 1],
					[1, new Uint8Array(32)],
					[3, i + 1],
					[14, texts],
				]),
			) as Message
			return { payload: message.payload, signature: signatureIn(message) }
		}
		const many = Array.from({ length: 4100 }, (_, i) => long(i))
		expect(codeOf(() => packBundle({ messages: many }))).toBe('bundle-too-large')
		const blobs = [1, 2, 3, 4].map((n) => new Uint8Array(LIMITS.blob).fill(n)).map((bytes) => ({ hash: sha256Hex(bytes), bytes }))
		expect(codeOf(() => packBundle({ messages: [], blobs }))).toBe('bundle-too-large')
		expect(codeOf(() => [...splitBundles({ messages: [], blobs }, { maxBytes: 65_536 })])).toBe('bundle-too-large')
		expect([...splitBundles({ messages: [], blobs }, { maxBytes: LIMITS.bundle })]).toHaveLength(2)
	})
})

describe('splitting', () => {
	it('[SPEC 7.12] makes bundles within the caps, and together they are a file with everything', () => {
		const blobs = Array.from({ length: 10 }, (_, i) => new Uint8Array(20_000).fill(i)).map((bytes) => ({ hash: sha256Hex(bytes), bytes }))
		const bundles = [...splitBundles({ messages: village, blobs }, { maxMessages: 90, maxBytes: 65_536 })]
		expect(bundles.map((bundle) => unpackBundle(bundle).items.length)).toEqual([90, 90, 90, 30, 0, 0, 0, 0])
		for (const bundle of bundles) expect(bundle.length).toBeLessThanOrEqual(65_536)
		const read = [...readBundles(concatBytes(...bundles))].flatMap((item) => (item.type === 'bundle' ? [item.bundle] : []))
		expect(wire(read.flatMap(({ items }) => items.flatMap((item) => (item.ok ? [item.unverified] : []))))).toEqual(wire(village))
		expect(read.flatMap((bundle) => bundle.blobs.map(({ hash }) => hash)).sort()).toEqual(blobs.map(({ hash }) => hash).sort())
	})

	it('halves what turns out larger than it was', () => {
		// Many keys of one byte each: packed, a key and its value take more than in the payload, and these do not repeat.
		const messages = Array.from({ length: 20 }, (_, i) => {
			const entries = new Map<number, CborValue>([
				[0, 200],
				[1, new Uint8Array(32).fill(i)],
				[3, i + 1],
			])
			for (let key = 0; key < 200; key++) entries.set(1001 + 2 * i + 50 * key, signatureOf(Uint8Array.of(i, key)))
			return messageOf(entries) as Message
		})
		const bundles = [...splitBundles({ messages }, { maxBytes: 65_536 })]
		for (const bundle of bundles) expect(bundle.length).toBeLessThanOrEqual(65_536)
		expect(wire(bundles.flatMap(opened))).toEqual(wire(messages))
	})

	it('makes no bundle of nothing, and takes caps only within bounds', () => {
		expect([...splitBundles({ messages: [] })]).toEqual([])
		for (const options of [{ maxMessages: 0 }, { maxMessages: 65_537 }, { maxMessages: 1.5 }, { maxBytes: 100 }, { maxBytes: 2 ** 40 }]) {
			expect(codeOf(() => [...splitBundles({ messages: [] }, options)])).toBe('argument-invalid')
		}
	})
})
