import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import { readBundles } from '../../src/bundle/read.js'
import type { UnpackedBlob, UnpackedBundle, UnpackedItem } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { concatBytes, toHex } from '../../src/bytes.js'
import { sha256, sha256Hex } from '../../src/crypto/hash.js'
import { BudkavleError, PROTOCOL_CODES } from '../../src/errors.js'
import { verifyDecoded, verifyMessage } from '../../src/message/verify.js'
import { signatureIn } from '../support/message-bytes.js'
import type { Section } from './content.js'
import { contentOf, hashed, spelled } from './content.js'
import type { Case, Fault, LongHex } from './read.js'
import { bytesOf, readVectors } from './read.js'

/** A name of a message or a hash of an attachment, or why there is none. */
type Outcome = string | { readonly code: string; readonly reason: string; readonly hash?: string }
interface Outcomes {
	readonly messages?: readonly Outcome[]
	readonly attachments?: readonly Outcome[]
	readonly skipped?: readonly { readonly type: number; readonly length: number }[]
}

interface FileItem {
	readonly type: 'bundle' | 'message' | 'skipped'
	readonly offset: number
	readonly length: number
	readonly message?: string
	readonly messages?: readonly string[]
	readonly code?: string
}

const vectors = readVectors<{
	readonly messages: readonly { readonly name: string; readonly id: string; readonly message: LongHex }[]
	readonly bundles: readonly (Case & {
		readonly messages: readonly string[]
		readonly attachments?: readonly { readonly hash: string; readonly bytes: LongHex }[]
		readonly sections: readonly Section[]
		readonly hash: string
		readonly bundle: LongHex
	})[]
	readonly readable: readonly (Case & Outcomes & { readonly bundle: LongHex })[]
	readonly refused: readonly (Fault & { readonly bundle: LongHex })[]
	readonly damaged: readonly (Case & Outcomes & { readonly reason: string; readonly code?: string; readonly bundle: LongHex })[]
	readonly files: readonly (Case & { readonly items: readonly FileItem[]; readonly file: LongHex })[]
}>('bundles.json')

const nameOf = (id: string): string => vectors.messages.find((message) => message.id === id)?.name ?? id
const messageOf = (name: string): Uint8Array => bytesOf(vectors.messages.find((message) => message.name === name)?.message ?? '')
const attachmentsOf = (one: (typeof vectors.bundles)[number]): { hash: string; bytes: Uint8Array }[] =>
	(one.attachments ?? []).map(({ hash, bytes }) => ({ hash, bytes: bytesOf(bytes) }))

async function outcomeOf(item: UnpackedItem): Promise<string> {
	if (!item.ok) return item.error.code
	try {
		return nameOf((await verifyDecoded(item.unverified)).id)
	} catch (error) {
		if (error instanceof BudkavleError) return error.code
		throw error
	}
}

const blobOutcome = (blob: UnpackedBlob): string => (blob.ok ? blob.hash : [blob.hash, blob.error.code].filter(Boolean).join(' '))
const spell = (outcome: Outcome): string => (typeof outcome === 'string' ? outcome : [outcome.hash, outcome.code].filter(Boolean).join(' '))

async function expectOutcomes(unpacked: UnpackedBundle, { messages = [], attachments = [], skipped = [] }: Outcomes): Promise<void> {
	expect(await Promise.all(unpacked.items.map(outcomeOf))).toEqual(messages.map(spell))
	expect(unpacked.blobs.map(blobOutcome)).toEqual(attachments.map(spell))
	expect(unpacked.skipped).toEqual(skipped)
}

describe('vectors/bundles.json', () => {
	it('has messages that are valid', async () => {
		for (const { name, id, message } of vectors.messages) expect((await verifyMessage(bytesOf(message))).id, name).toBe(id)
	})

	it.each(vectors.bundles)('written: $name has this content, whatever the order of the set [SPEC 7.1, 7.2, 7.3, 7.4, 7.9]', (one) => {
		const messages = one.messages.map((name) => ({ payload: messageOf(name).subarray(0, -64), signature: messageOf(name).subarray(-64) }))
		const blobs = attachmentsOf(one)
		const wanted = { sections: one.sections.map(spelled), hash: one.hash }
		expect(contentOf(bytesOf(one.bundle))).toEqual(wanted)
		const sets = fc.tuple(
			fc.shuffledSubarray(messages, { minLength: messages.length }),
			fc.shuffledSubarray(blobs, { minLength: blobs.length }),
			fc.subarray(messages),
		)
		fc.assert(
			fc.property(sets, ([someOrder, someBlobs, again]) => {
				expect(contentOf(packBundle({ messages: [...someOrder, ...again], blobs: someBlobs }))).toEqual(wanted)
			}),
			{ seed: 79, numRuns: 20 },
		)
	})

	it.each(vectors.bundles)('written: the integrity hash of $name [SPEC 7.3]', (one) => {
		expect(toHex(sha256(concatBytes(...one.sections.map(hashed))).subarray(0, 8))).toBe(one.hash)
	})

	it.each(vectors.bundles)('read: $name [SPEC 7.5, 7.6, 7.7, 7.8, 7.10]', async (one) => {
		const unpacked = unpackBundle(bytesOf(one.bundle))
		expect(unpacked.damage).toBeUndefined()
		await expectOutcomes(unpacked, { messages: one.messages, attachments: attachmentsOf(one).map(({ hash }) => hash) })
		expect(unpacked.items.map((item) => (item.ok ? toHex(item.unverified.payload) + toHex(signatureIn(item.unverified)) : ''))).toEqual(
			one.messages.map((name) => toHex(messageOf(name))),
		)
		expect(unpacked.blobs.map((blob) => (blob.ok ? sha256Hex(blob.bytes) : ''))).toEqual(attachmentsOf(one).map(({ hash }) => hash))
	})

	it.each(vectors.readable)('read, though nobody writes it: $name [SPEC 7.2, 7.4, 7.9]', async ({ bundle, ...outcomes }) => {
		const unpacked = unpackBundle(bytesOf(bundle))
		expect(unpacked.damage).toBeUndefined()
		await expectOutcomes(unpacked, outcomes)
	})

	it.each(vectors.refused)('no bundle: $name [SPEC 7.1]', ({ bundle, code }) => {
		expect(() => unpackBundle(bytesOf(bundle))).toThrow(expect.objectContaining({ code }))
	})

	it.each(vectors.damaged)('damaged: $name [SPEC 7.11]', async ({ bundle, code, ...outcomes }) => {
		const unpacked = unpackBundle(bytesOf(bundle))
		expect(unpacked.damage?.code).toBe(code)
		await expectOutcomes(unpacked, outcomes)
	})

	it.each(vectors.files)('file: $name [SPEC 7.12]', ({ file, items }) => {
		const found = [...readBundles(bytesOf(file))].map((item): FileItem => {
			const { type, offset, length } = item
			if (item.type === 'message')
				return { type, offset, length, message: item.item.ok ? nameOf(item.item.unverified.id) : item.item.error.code }
			if (item.type === 'skipped') return { type, offset, length, code: item.error.code }
			return { type, offset, length, messages: item.bundle.items.map((one) => (one.ok ? nameOf(one.unverified.id) : one.error.code)) }
		})
		expect(found).toMatchObject(
			items.map(({ type, offset, length, message, messages, code }) =>
				JSON.parse(JSON.stringify({ type, offset, length, message, messages, code })),
			),
		)
		expect(found).toHaveLength(items.length)
	})

	it('has every code of bundles and attachments', () => {
		const codes = Object.keys(PROTOCOL_CODES).filter((code) => /^(bundle|blob)-/.test(code))
		const provoked = new Set<string>()
		for (const { code, messages = [], attachments = [] } of [
			...vectors.refused.map((one) => ({ ...one, messages: [], attachments: [] })),
			...vectors.damaged,
		]) {
			if (code !== undefined) provoked.add(code)
			for (const outcome of [...messages, ...attachments]) if (typeof outcome !== 'string') provoked.add(outcome.code)
		}
		expect(codes.filter((code) => !provoked.has(code))).toEqual([])
	})
})
