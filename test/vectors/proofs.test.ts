import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import type { PackableMessage, UnpackedItem } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { verifyItems } from '../../src/bundle/verify-items.js'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { encodeSubtrees } from '../../src/checkpoint/subtrees.js'
import { askedFor } from '../../src/checkpoint/walk.js'
import { sha256, sha256Hex } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import { decodeParts } from '../../src/message/decode.js'
import type { Message } from '../../src/message/types.js'
import { verifyMessage } from '../../src/message/verify.js'
import type { Section } from './content.js'
import { contentOf, hashed, spelled } from './content.js'
import type { Case, Fields, LongHex } from './read.js'
import { bytesOf, payloadOf, readVectors } from './read.js'

/** A name of a message, or why there is none. */
type Outcome = string | { readonly code: string; readonly reason: string }

interface Written extends Case {
	readonly messages: readonly string[]
	readonly trees: readonly { readonly checkpoint: string; readonly proves: readonly string[] }[]
	readonly sections: readonly Section[]
	readonly hash: string
	readonly bundle: LongHex
}

const vectors = readVectors<{
	readonly messages: readonly { readonly name: string; readonly id: string; readonly message: LongHex }[]
	readonly series: readonly { readonly name: string; readonly author: string; readonly count: number; readonly fields: Fields }[]
	readonly logs: readonly { readonly author: string; readonly log: number; readonly ids: readonly string[] }[]
	readonly walks: readonly (Case & {
		readonly size: number
		readonly leaves: readonly (readonly [number, number])[]
		readonly asked: readonly (readonly [number, number])[]
	})[]
	readonly bundles: readonly Written[]
	readonly readable: readonly (Case & { readonly messages: readonly string[]; readonly bundle: LongHex })[]
	readonly damaged: readonly (Case & { readonly messages: readonly Outcome[]; readonly code?: string; readonly bundle: LongHex })[]
}>('proofs.json')

const series = vectors.series.map(({ name, author, count, fields }) =>
	Array.from({ length: count }, (_, i) => {
		const payload = encodeCbor(payloadOf({ ...fields, author, seq: i + 1, time: i + 1 }))
		return { name: `${name} ${i + 1}`, message: decodeParts(payload) as Message }
	}),
)
const byName = new Map<string, Message>([
	...vectors.messages.map(({ name, message }) => {
		const bytes = bytesOf(message)
		return [name, decodeParts(bytes.subarray(0, -64), bytes.subarray(-64))] as const
	}),
	...series.flat().map(({ name, message }) => [name, message] as const),
])
const names = new Map([...byName].map(([name, { id }]) => [id, name]))

function messageOf(name: string): Message {
	const message = byName.get(name)
	if (message === undefined) throw new Error(`the vectors have no message "${name}"`)
	return message
}

/** What a writer knows of the log of a checkpoint. */
function idsUnder({ author, log, fields }: Message): readonly Uint8Array[] {
	const listed = vectors.logs.find((one) => one.author === author && one.log === log)?.ids
	const repeated = series.find(([first]) => first?.message.author === author && first.message.log === log)
	const ids = listed ?? repeated?.map(({ message }) => message.id) ?? []
	return ids.slice(0, fields.get(27) as number).map((id) => fromHex(id) as Uint8Array)
}

const signed = (name: string): PackableMessage => {
	const { payload, signature } = messageOf(name)
	if (signature === undefined) throw new Error(`"${name}" has no signature`)
	return { payload, signature }
}

/** The messages of a case, those that a checkpoint proves without their signature. */
function packable({ messages, trees }: Written, isProofGiven: boolean): readonly PackableMessage[] {
	const proofs = new Map(
		trees.flatMap(({ checkpoint, proves }) => {
			const hashes = encodeSubtrees(idsUnder(messageOf(checkpoint)).map((hash) => ({ count: 1, hash })))
			const proof = { checkpoint: signed(checkpoint), hashes }
			return proves.map((name) => [name, proof] as const)
		}),
	)
	return messages.map((name) => {
		const proof = proofs.get(name)
		if (proof === undefined) return signed(name)
		return isProofGiven ? { payload: messageOf(name).payload, proof } : { payload: messageOf(name).payload }
	})
}

const outcomesOf = async (items: readonly UnpackedItem[]): Promise<readonly string[]> =>
	(await verifyItems(items)).map((one) => (one.ok ? (names.get(one.message.id) ?? one.message.id) : one.error.code))

/** By name, the checkpoint that proves each message that has no signature. */
const provenIn = (items: readonly UnpackedItem[]): Readonly<Record<string, string | undefined>> =>
	Object.fromEntries(
		items.flatMap((item) =>
			item.ok && item.unverified.signature === undefined
				? [[names.get(item.unverified.id), item.proof && names.get(item.proof.checkpoint.id)]]
				: [],
		),
	)

/** Cases in which no log has two trees. */
const single = vectors.bundles.filter(({ trees }) => {
	const logs = trees.map(({ checkpoint }) => `${messageOf(checkpoint).author}/${messageOf(checkpoint).log}`)
	return new Set(logs).size === logs.length
})

describe('vectors/proofs.json', () => {
	it('has messages that are valid', async () => {
		for (const { name, id, message } of vectors.messages) expect((await verifyMessage(bytesOf(message))).id, name).toBe(id)
	})

	it.each(vectors.walks)('walk: $name [SPEC 7.14]', ({ size, leaves, asked }) => {
		const places = leaves.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from - 1 + i))
		expect([...askedFor(size, places)].map(({ start, count }) => [start + 1, count])).toEqual(asked)
	})

	it.each(vectors.bundles)('written: $name has this content, whatever the order of the set [SPEC 7.3, 7.4, 7.5, 7.6, 7.14]', (one) => {
		const messages = packable(one, true)
		const wanted = { sections: one.sections.map(spelled), hash: one.hash }
		expect(contentOf(bytesOf(one.bundle))).toEqual(wanted)
		expect(toHex(sha256(concatBytes(...one.sections.map(hashed))).subarray(0, 8))).toBe(one.hash)
		fc.assert(
			fc.property(fc.shuffledSubarray([...messages], { minLength: messages.length }), fc.subarray([...messages]), (some, again) => {
				expect(contentOf(packBundle({ messages: [...some, ...again] }))).toEqual(wanted)
			}),
			{ seed: 714, numRuns: 10 },
		)
	})

	it.each(single)('written: $name, from trees that are known [SPEC 7.14]', (one) => {
		const trees = one.trees.map(({ checkpoint }) => ({
			checkpoint: signed(checkpoint),
			tree: new MerkleTree(idsUnder(messageOf(checkpoint))),
		}))
		expect(contentOf(packBundle({ messages: packable(one, false), trees })).sections).toEqual(one.sections.map(spelled))
	})

	it.each(vectors.bundles)('read, and written again: $name [SPEC 7.14, 8.5]', async ({ messages, trees, sections, bundle }) => {
		const { items, damage } = unpackBundle(bytesOf(bundle))
		expect(damage).toBeUndefined()
		expect(await outcomesOf(items)).toEqual(messages)
		expect(provenIn(items)).toEqual(Object.fromEntries(trees.flatMap(({ checkpoint, proves }) => proves.map((name) => [name, checkpoint]))))
		const again = items.map((item): PackableMessage => {
			if (!item.ok) throw item.error
			const { unverified, proof } = item
			return proof === undefined ? unverified : { payload: unverified.payload, proof }
		})
		expect(contentOf(packBundle({ messages: again })).sections).toEqual(sections.map(spelled))
	})

	it('has a bundle with more messages than its compressed streams would have bytes [SPEC 7.4]', () => {
		const many = vectors.bundles.find(({ name }) => name === 'more messages than compressed bytes') as Written
		const [section] = contentOf(packBundle({ messages: packable(many, true) })).sections
		expect(section).toMatchObject({ flags: 1, count: 261, signed: 1 })
		expect(unpackBundle(packBundle({ messages: packable(many, true) })).items).toHaveLength(261)
	})

	it.each(vectors.readable)('read, though nobody writes it: $name [SPEC 7.9, 7.14]', async ({ bundle, messages }) => {
		const { items, damage } = unpackBundle(bytesOf(bundle))
		expect(damage).toBeUndefined()
		expect(await outcomesOf(items)).toEqual(messages)
	})

	it.each(vectors.damaged)('damaged: $name [SPEC 7.11, 7.14]', async ({ bundle, code, messages }) => {
		const { items, damage } = unpackBundle(bytesOf(bundle))
		expect(damage?.code).toBe(code)
		expect(await outcomesOf(items)).toEqual(messages.map((outcome) => (typeof outcome === 'string' ? outcome : outcome.code)))
	})

	it('says the id of a message that is in order but for its proof [SPEC 7.14]', () => {
		for (const { bundle } of vectors.damaged) {
			for (const item of unpackBundle(bytesOf(bundle)).items) {
				if (!item.ok && item.error.code === 'unproven') expect(item.id).toMatch(/^[0-9a-f]{64}$/)
			}
		}
	})

	it('names ids as they are, each once', () => {
		expect(names.size).toBe(byName.size)
		for (const { id, payload } of byName.values()) expect(sha256Hex(payload)).toBe(id)
	})
})
