import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import { defaultBackend } from '../../src/crypto/select.js'
import { importIdentity } from '../../src/crypto/signer.js'
import { verifySignature } from '../../src/crypto/verify.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import { scan } from '../../src/encoding/scan.js'
import { PROTOCOL_CODES } from '../../src/errors.js'
import { LIMITS } from '../../src/limits.js'
import { decodeMessage } from '../../src/message/decode.js'
import { isRetractable, kindNumber } from '../../src/message/kinds.js'
import { threadsOf } from '../../src/message/thread.js'
import { signedBytes, verifyMessage } from '../../src/message/verify.js'
import type { Case, Fault, Fields, LongHex } from './read.js'
import { bytesOf, payloadOf, readVectors, SPEC_FIELDS, SPEC_KINDS } from './read.js'

interface ValidCase extends Case {
	readonly secretKey: string
	readonly author: string
	readonly fields: Fields
	readonly payload: LongHex
	readonly id: string
	readonly signed: string
	readonly signature: string
	readonly message: LongHex
	readonly thread: string
	readonly threads: readonly string[]
	readonly effect: boolean
	readonly retractable: boolean
}

interface InvalidCase extends Fault {
	readonly stage: string
	readonly field?: string
	readonly offset?: number
	readonly message: LongHex
	readonly signer?: string
	readonly allowed?: string
}

const { messages } = readVectors<{ readonly messages: readonly ValidCase[] }>('messages.json')
const invalid = readVectors<{
	readonly messages: readonly InvalidCase[]
	readonly precedence: readonly (InvalidCase & { readonly over: string })[]
}>('invalid-messages.json')

/** The path of a field without the indexes of arrays. */
const plain = (field: string): string => field.replaceAll(/\[\d+\]/g, '')

describe('vectors/messages.json', () => {
	it.each(messages)('$name [SPEC 3.1, 3.2, 3.9, 4.1]', async (one) => {
		const message = await verifyMessage(bytesOf(one.message))
		expect(toHex(message.payload)).toBe(toHex(bytesOf(one.payload)))
		expect(encodeCbor(payloadOf(one.fields))).toEqual(bytesOf(one.payload))
		expect(message.fields).toEqual(payloadOf(one.fields))
		expect(message.author).toBe(one.author)
		expect([message.id, sha256Hex(bytesOf(one.payload))]).toEqual([one.id, one.id])
		expect(message.thread).toBe(one.thread)
		expect(threadsOf(message)).toEqual(one.threads)
		expect(typeof message.kind === 'string').toBe(one.effect)
		expect(isRetractable(kindNumber(message))).toBe(one.retractable)
	})

	it.each(messages)('$name: its signature is that of its author [SPEC 3.2]', async (one) => {
		const identity = await importIdentity(bytesOf(one.secretKey))
		const signed = concatBytes(encodeUtf8('budkavle/1 message\n'), bytesOf(one.id))
		expect(identity.author).toBe(one.author)
		expect(toHex(signed)).toBe(one.signed)
		expect(toHex(identity.sign(signed))).toBe(one.signature)
		expect(toHex(bytesOf(one.message))).toBe(toHex(bytesOf(one.payload)) + one.signature)
	})

	it('has every kind and every field, with effect and as large as a message may be [SPEC 3.3, 3.4]', () => {
		const effective = messages.filter(({ effect }) => effect)
		for (const { kind, required, optional } of SPEC_KINDS) {
			const used = effective.filter(({ fields }) => fields.kind === kind).flatMap(({ fields }) => Object.keys(fields))
			for (const field of ['kind', 'author', 'log', 'seq', 'time', 'space', ...required, ...optional])
				expect(used, `kind ${kind}`).toContain(field)
		}
		expect(Math.max(...messages.map(({ message }) => bytesOf(message).length))).toBe(LIMITS.message)
	})
})

describe('vectors/invalid-messages.json', () => {
	it.each([...invalid.messages, ...invalid.precedence])('$name [SPEC 4.1, 4.2]', async ({ message, code, stage, field, offset }) => {
		const expected = { code, stage, field, offset }
		await expect(verifyMessage(bytesOf(message))).rejects.toMatchObject(expected)
		if (stage === 'signature') expect(decodeMessage(bytesOf(message)).unverified.kind).toBe('post')
		else expect(() => decodeMessage(bytesOf(message))).toThrow(expect.objectContaining(expected))
	})

	it('is signed all the same, so that nothing but the fault is wrong', async () => {
		const backend = await defaultBackend()
		for (const { name, message, signer, stage, code } of invalid.messages) {
			if (signer === undefined) {
				expect(stage === 'signature' || code === 'message-too-short', name).toBe(true)
				continue
			}
			const bytes = bytesOf(message)
			const signed = signedBytes(sha256Hex(bytes.subarray(0, -64)))
			expect(await verifySignature(backend, fromHex(signer) as Uint8Array, signed, bytes.subarray(-64)), name).toBe(true)
		}
	})

	it('is good CBOR where the fault is in a field', () => {
		for (const { name, message, stage } of invalid.messages) {
			if (stage === 'structure' || stage === 'fields') expect(() => scan(bytesOf(message).subarray(0, -64)), name).not.toThrow()
		}
	})

	it('names cases that exist for the other side of bounds', () => {
		const names = messages.map(({ name }) => name)
		expect(invalid.messages.filter(({ allowed }) => allowed !== undefined && !names.includes(allowed))).toEqual([])
	})

	it('has more cases than there are valid ones, and every code of a message', () => {
		expect(invalid.messages.length).toBeGreaterThan(messages.length)
		const codes = Object.keys(PROTOCOL_CODES).filter((code) => /^(message|cbor|payload|field|signature)-/.test(code))
		expect([...new Set(invalid.messages.map(({ code }) => code))].sort()).toEqual(codes.sort())
	})

	it('breaks the definition of every field [SPEC 3.3]', () => {
		const broken = (code: string, name: string): number =>
			invalid.messages.filter((one) => one.code === code && one.field !== undefined && plain(one.field) === name).length
		expect(SPEC_FIELDS).toHaveLength(29)
		for (const { name, type, bounds } of SPEC_FIELDS) {
			const demand = (code: string, least: number): void => expect(broken(code, name), `${name}: ${code}`).toBeGreaterThanOrEqual(least)
			demand('field-type', 1)
			if (type !== 'uint' && type !== 'bool') demand('field-size', 2)
			if (type === 'uint' && / to |at least/.test(bounds) && !/at least 1;/.test(bounds)) demand('field-range', 1)
			if (bounds.includes('left out')) demand('field-default', 1)
			if (type.includes('line')) demand('field-text', 1)
			if (bounds.includes('ascending')) demand('field-order', 1)
		}
	})

	it('lacks every required field of every kind [SPEC 3.4]', () => {
		for (const { kind, required } of SPEC_KINDS) {
			for (const field of required) {
				const cases = invalid.messages.filter(
					(one) => one.code === 'field-missing' && one.field === field && bytesOf(one.message)[2] === kind,
				)
				expect(cases.length, `kind ${kind} without ${field}`).toBeGreaterThan(0)
			}
		}
		for (const field of ['kind', 'author', 'seq'])
			expect(invalid.messages.some((one) => one.code === 'field-missing' && one.field === field)).toBe(true)
	})
})
