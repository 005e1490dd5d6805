import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, fromHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import type { CborValue } from '../../src/encoding/value.js'
import { BudkavleError, PROTOCOL_CODES } from '../../src/errors.js'
import { createMessage } from '../../src/message/create.js'
import { decodeMessage, decodeParts, decodeStored } from '../../src/message/decode.js'
import type { Signed } from '../../src/message/types.js'
import { anyDraft, cborValue } from '../support/arbitraries.js'
import { unsignedBytes } from '../support/message-bytes.js'
import { testSigner } from '../support/signers.js'
import { attachment, decode, faultIn, h, KINDS_AND_UNKNOWN, OK, payloadOf, source, stub } from './payloads.js'

const hex = (n: number): string => n.toString(16).padStart(2, '0').repeat(32)

/** A message with every field that its kind has, and more. */
function full(kind: number): Signed {
	const content = {
		text: 'a\nb',
		format: 1,
		lang: 'sv',
		topics: ['a', 'b'],
		sources: [source({ hash: h(21), day: 0 }), source({ uri: undefined, message: h(22) })],
		attachments: [attachment({ name: 'å' }), attachment()],
		expires: 0,
		question: true,
		salt: h(23),
		first: h(24),
		rev: 2,
	}
	const fields: Record<number, Parameters<typeof payloadOf>[1]> = {
		1: content,
		2: { ...content, root: h(25), parent: h(26) },
		3: { root: h(25), grounds: 3, sources: content.sources, rev: 3 },
		4: { rev: 4 },
		5: { targets: [stub(), stub({ target: h(2), log: 1, space: 's', root: h(3), parent: h(4), first: h(5), topics: ['a'] })] },
		6: { name: 'n', about: 'a\n', keys: [h(27), h(28)], attachments: content.attachments, rev: 5 },
		200: { root: h(25), topics: ['a'] },
	}
	return decode(payloadOf(kind, { log: 7, seq: 8, time: 0, space: 's', ...fields[kind] }, [[129, [new Map([[0, h(1)]])]]]))
}

describe('[SPEC 3.3] shapes', () => {
	const base = { author: hex(0xaa), log: 7, seq: 8, time: 0, space: 's' }
	const content = {
		text: 'a\nb',
		format: 'commonmark',
		lang: 'sv',
		topics: ['a', 'b'],
		sources: [{ uri: 'a', hash: hex(21), day: 0 }, { message: hex(22) }],
		attachments: [
			{ hash: hex(9), size: 1, type: 'a/b', name: 'å' },
			{ hash: hex(9), size: 1, type: 'a/b' },
		],
		expires: 0,
		question: true,
		salt: hex(23),
		first: hex(24),
		rev: 2,
	}
	const EXPECTED: Readonly<Record<number, object>> = {
		1: { kind: 'post', ...content, thread: hex(24) },
		2: { kind: 'reply', ...content, root: hex(25), parent: hex(26), thread: hex(25) },
		3: {
			kind: 'endorsement',
			target: hex(1),
			stance: 'confirm',
			root: hex(25),
			grounds: 'source',
			sources: content.sources,
			rev: 3,
			thread: hex(25),
		},
		4: { kind: 'vouch', subject: hex(1), stance: 'vouch', rev: 4 },
		5: {
			kind: 'retraction',
			targets: [
				{ target: hex(1), log: 0, seq: 1, topics: [] },
				{ target: hex(2), log: 1, seq: 1, space: 's', root: hex(3), parent: hex(4), first: hex(5), topics: ['a'] },
			],
		},
		6: { kind: 'profile', name: 'n', about: 'a\n', keys: [hex(27), hex(28)], attachments: content.attachments, rev: 5 },
		7: { kind: 'checkpoint', size: 1, head: hex(1) },
		9: { kind: 9 },
		200: { kind: 200, thread: hex(25) },
	}
	for (const kind of KINDS_AND_UNKNOWN) {
		it(`kind ${kind} with all its fields`, () => {
			const { id, payload, signature, fields, ...rest } = full(kind)
			expect(rest).toStrictEqual({ ...base, thread: id, ...EXPECTED[kind] })
			expect(id).toBe(sha256Hex(payload))
			expect(signature).toEqual(new Uint8Array(64))
			expect(fields.get(129)).toEqual([new Map([[0, h(1)]])])
		})
	}

	it('what is left out is absent, or shown as the default', () => {
		const shown = (kind: number): object => {
			const { id, payload, signature, fields, author, ...rest } = decode(payloadOf(kind))
			return rest
		}
		const thread = (kind: number): string => decode(payloadOf(kind)).thread
		const empty = { text: 'a', format: 'plain', topics: [], sources: [], attachments: [], question: false, rev: 0 }
		expect(shown(1)).toStrictEqual({ kind: 'post', log: 0, seq: 1, thread: thread(1), ...empty })
		expect(shown(2)).toStrictEqual({ kind: 'reply', log: 0, seq: 1, thread: hex(1), root: hex(1), ...empty })
		expect(shown(3)).toStrictEqual({
			kind: 'endorsement',
			log: 0,
			seq: 1,
			thread: hex(1),
			target: hex(1),
			stance: 'confirm',
			sources: [],
			rev: 0,
		})
		expect(shown(4)).toStrictEqual({ kind: 'vouch', log: 0, seq: 1, thread: thread(4), subject: hex(1), stance: 'vouch', rev: 0 })
		expect(shown(6)).toStrictEqual({ kind: 'profile', log: 0, seq: 1, thread: thread(6), keys: [], attachments: [], rev: 0 })
		expect(shown(9)).toStrictEqual({ kind: 9, log: 0, seq: 1, thread: thread(9) })
		const attached = decode(payloadOf(1, { text: undefined, attachments: [attachment()] }))
		expect(attached).toMatchObject({ kind: 'post', text: '' })
	})
})

describe('what is returned', () => {
	it('is marked as unverified until its signature is checked', () => {
		const decoded = decodeMessage(unsignedBytes(payloadOf(1)))
		expect(Object.keys(decoded)).toEqual(['unverified'])
		expect(Object.isFrozen(decoded)).toBe(true)
	})

	it('keeps nothing of the bytes that came, of a Buffer neither', () => {
		const bytes = unsignedBytes(payloadOf(1, { salt: h(3) }))
		const pool = Buffer.alloc(2 * bytes.length, 0xff)
		pool.set(bytes, 7)
		for (const input of [new Uint8Array(bytes), pool.subarray(7, 7 + bytes.length)]) {
			const { unverified: message } = decodeMessage(input)
			const before = structuredClone({ ...message, fields: [...message.fields] })
			input.fill(0)
			expect(structuredClone({ ...message, fields: [...message.fields] })).toEqual(before)
			expect(message.payload.constructor).toBe(Uint8Array)
			expect(message.signature.constructor).toBe(Uint8Array)
			expect(message.payload.buffer.byteLength).toBe(message.payload.length)
			for (const value of message.fields.values()) if (value instanceof Uint8Array) expect(value.constructor).toBe(Uint8Array)
		}
	})

	it('is frozen, all but bytes', () => {
		const unfrozen: string[] = []
		const walk = (value: unknown, path: string): void => {
			if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return
			if (!Object.isFrozen(value)) unfrozen.push(path)
			if (value instanceof Map) {
				for (const change of [() => value.set(1, 1), () => value.delete(0), () => value.clear()]) expect(change).toThrow(TypeError)
				for (const [key, item] of value) walk(item, `${path}(${key})`)
			} else for (const [name, item] of Object.entries(value)) walk(item, `${path}.${name}`)
		}
		for (const kind of KINDS_AND_UNKNOWN) {
			walk(full(kind), `full ${kind}`)
			walk(decode(payloadOf(kind)), `kind ${kind}`)
		}
		expect(unfrozen).toEqual([])
	})

	it('can be written as JSON and cloned', () => {
		for (const kind of KINDS_AND_UNKNOWN) {
			const message = full(kind)
			const { payload, signature, fields, ...rest } = message
			expect(JSON.parse(JSON.stringify(rest))).toStrictEqual(rest)
			expect(() => JSON.stringify(message)).not.toThrow()
			expect(structuredClone(message)).toEqual({ ...message, fields: new Map(fields) })
		}
	})

	it('has Maps like all others for who reads them', () => {
		const { fields } = full(1)
		expect(fields).toBeInstanceOf(Map)
		expect(fields).toEqual(new Map(fields))
		expect([...fields.keys()]).toEqual([...fields.keys()].sort((a, b) => a - b))
	})

	it('shows no property of an object for the name of a field', () => {
		for (const key of [29, 255, 2 ** 53 - 1]) {
			const message = decode(payloadOf(1, {}, [[key, 'x']]))
			expect(Object.keys(message).filter((name) => !(name in decode(payloadOf(1))))).toEqual([])
		}
	})
})

describe('decodeParts', () => {
	const bytes = unsignedBytes(payloadOf(1))
	const payload = bytes.subarray(0, -64)
	const signature = bytes.subarray(-64)

	it('gives what decodeMessage gives', () => {
		expect(decodeParts(payload, signature)).toStrictEqual(decodeMessage(bytes).unverified)
	})

	it('[SPEC 4.1] bounds payload and signature together', () => {
		const failing = (length: number): unknown => {
			try {
				return decodeParts(new Uint8Array(length), signature)
			} catch (error) {
				return faultIn(error)
			}
		}
		expect(failing(0)).toEqual({ code: 'message-too-short', stage: 'size', field: undefined })
		expect(failing(1)).toEqual({ code: 'payload-not-map', stage: 'structure', field: undefined })
		expect(failing(32_704)).toEqual({ code: 'cbor-trailing', stage: 'encoding', field: undefined })
		expect(failing(32_705)).toEqual({ code: 'message-too-large', stage: 'size', field: undefined })
	})

	it('refuses what are no bytes, and signatures that have not 64', () => {
		for (const wrong of ['', 'a'.repeat(100), null, undefined, [1, 2], {}, new ArrayBuffer(100)] as unknown as Uint8Array[]) {
			expect(() => decodeMessage(wrong)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
			expect(() => decodeParts(wrong, signature)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
			if (wrong !== undefined) expect(() => decodeParts(payload, wrong)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
		}
		for (const length of [0, 63, 65]) {
			expect(() => decodeParts(payload, new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
		}
	})
})

describe('decodeStored', () => {
	it('gives back what was stored', async () => {
		const signer = await testSigner(1)
		await fc.assert(
			fc.asyncProperty(anyDraft(), async (draft) => {
				const message = await createMessage(signer, draft)
				const { id, payload, signature } = message
				const stored = decodeStored({ id, payload, signature })
				expect(stored).toStrictEqual(message)
				expect(stored.payload).not.toBe(payload)
			}),
			{ seed: 41, numRuns: 100 },
		)
	})

	it('gives back messages of every kind, in bytes of its own', () => {
		for (const kind of KINDS_AND_UNKNOWN) {
			const { id, payload, signature } = full(kind)
			const stored = decodeStored({ id, payload, signature })
			expect(stored).toStrictEqual(full(kind))
			expect(stored.payload).not.toBe(payload)
		}
	})

	it('says by its cause what cannot be read', () => {
		const { id, payload, signature } = full(1)
		const broken = { id, payload: payload.subarray(1), signature }
		const cause = expect.objectContaining({ code: 'cbor-trailing' })
		expect(() => decodeStored(broken)).toThrow(expect.objectContaining({ code: 'store-corrupt', cause }))
	})

	it('reports every damage of the payload as store-corrupt', () => {
		const { id, payload, signature } = full(2)
		for (let at = 0; at < payload.length; at++) {
			for (const bit of [1, 16, 128]) {
				const damaged = payload.with(at, (payload[at] as number) ^ bit)
				expect(() => decodeStored({ id, payload: damaged, signature })).toThrow(expect.objectContaining({ code: 'store-corrupt' }))
			}
		}
	})

	it('reports whatever else a store may give back as store-corrupt', () => {
		const { id, payload, signature } = full(1)
		const broken: readonly object[] = [
			{ id: hex(1), payload, signature },
			{ id: undefined, payload, signature },
			{ id, payload: undefined, signature },
			{ id, payload: new Uint8Array(0), signature },
			{ id, payload: payload.subarray(1), signature },
			{ id, payload: concatBytes(payload, Uint8Array.of(0)), signature },
			{ id, payload, signature: null },
			{ id, payload, signature: new Uint8Array(63) },
			{ id, payload: 'text', signature },
		]
		for (const stored of broken) {
			expect(() => decodeStored(stored as Parameters<typeof decodeStored>[0])).toThrow(expect.objectContaining({ code: 'store-corrupt' }))
		}
	})
})

describe('hostile bytes', () => {
	/** Decodes, and lets pass nothing but a message or an error of the protocol. */
	function decodeHostile(bytes: Uint8Array): string {
		try {
			decodeMessage(bytes)
			return OK
		} catch (error) {
			if (error instanceof BudkavleError && error.code in PROTOCOL_CODES && error.stage !== undefined) return error.code
			throw error
		}
	}

	it('at random', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				decodeHostile(bytes)
			}),
			{ seed: 42, numRuns: 2000 },
		)
	})

	it('of valid messages with bytes changed, cut out and put in', () => {
		const change = fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.uint8Array({ minLength: 1, maxLength: 4 }))
		fc.assert(
			fc.property(fc.constantFrom(...KINDS_AND_UNKNOWN), fc.array(change, { minLength: 1, maxLength: 3 }), (kind, changes) => {
				const { payload, signature } = full(kind)
				let bytes = concatBytes(payload, signature)
				for (const [where, how, put] of changes) {
					const at = where % (bytes.length + 1)
					bytes = concatBytes(
						bytes.subarray(0, at),
						how === 0 ? new Uint8Array(0) : put,
						bytes.subarray(at + (how === 1 ? put.length : how === 0 ? 1 : 0)),
					)
				}
				decodeHostile(bytes)
			}),
			{ seed: 43, numRuns: 3000 },
		)
	})

	it('of canonical maps with any values under the known keys', () => {
		const entries = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), cborValue(2)), { selector: ([key]) => key, maxLength: 12 })
		const codes = new Set<string>()
		fc.assert(
			fc.property(entries, fc.boolean(), (pairs, plausible) => {
				const map = new Map<number, CborValue>(
					plausible
						? [
								[0, 1],
								[1, h(1)],
								[3, 1],
								[14, 'a'],
							]
						: [],
				)
				for (const [key, value] of pairs) map.set(key, value)
				codes.add(decodeHostile(unsignedBytes(map)))
			}),
			{ seed: 44, numRuns: 3000 },
		)
		expect(codes).toContain('field-type')
	})

	it('[SPEC 3.1] the id is the hash of the bytes that came', () => {
		for (const kind of KINDS_AND_UNKNOWN) {
			const { id, payload } = full(kind)
			expect(id).toBe(sha256Hex(payload))
			expect(fromHex(id)?.length).toBe(32)
		}
	})
})
