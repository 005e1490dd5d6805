/** Which of several faults is reported (SPEC 4.1, 4.2): every implementation has to give the same code. */
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../src/bytes.js'
import type { CborValue } from '../../src/encoding/value.js'
import { decodeMessage } from '../../src/message/decode.js'
import { verifyMessage } from '../../src/message/verify.js'
import { unsignedBytes } from '../support/message-bytes.js'
import type { Fault } from './payloads.js'
import { attachment, fault, faultIn, faultOf, h, payloadOf, source, stub } from './payloads.js'

function faultOfBytes(bytes: Uint8Array): Fault | undefined {
	try {
		decodeMessage(bytes)
		return undefined
	} catch (error) {
		return faultIn(error)
	}
}

describe('[SPEC 4.1] stages', () => {
	it('size: at least 65 bytes, at most 32,768', () => {
		for (const length of [0, 1, 63, 64]) {
			expect(faultOfBytes(new Uint8Array(length))).toEqual({ code: 'message-too-short', stage: 'size', field: undefined })
		}
		expect(faultOfBytes(new Uint8Array(65))).toEqual({ code: 'payload-not-map', stage: 'structure', field: undefined })
		for (const length of [32_769, 100_000]) {
			expect(faultOfBytes(new Uint8Array(length))).toEqual({ code: 'message-too-large', stage: 'size', field: undefined })
		}
	})

	it('size: payload and signature together may have exactly 32,768 bytes', () => {
		const filled = (size: number): Uint8Array => unsignedBytes(payloadOf(1, {}, [[129, new Uint8Array(size)]]))
		const overhead = filled(30_000).length - 30_000
		expect(filled(32_768 - overhead).length).toBe(32_768)
		expect(faultOfBytes(filled(32_768 - overhead))).toBeUndefined()
		expect(faultOfBytes(filled(32_769 - overhead))).toEqual({ code: 'message-too-large', stage: 'size', field: undefined })
	})

	it('encoding comes before structure', () => {
		const trailing = concatBytes(Uint8Array.of(0, 0), new Uint8Array(64))
		expect(faultOfBytes(trailing)).toEqual({ code: 'cbor-trailing', stage: 'encoding', field: undefined })
	})

	it('encoding comes before fields, wherever it goes wrong', () => {
		const bytes = unsignedBytes(payloadOf(1, { author: 1 }, [[131, true]]))
		bytes[bytes.length - 65] = 0xf6
		expect(faultOfBytes(bytes)).toEqual({ code: 'cbor-type', stage: 'encoding', field: undefined })
	})

	it('structure: the payload is a map', () => {
		const others: readonly CborValue[] = [0, true, 'a', h(1), [new Map()], []]
		for (const value of others) expect(faultOf(value)).toEqual({ code: 'payload-not-map', stage: 'structure', field: undefined })
		expect(faultOf(new Map())).toEqual(fault('field-missing', 'kind'))
	})

	it('fields come before the signature', async () => {
		await expect(verifyMessage(unsignedBytes(payloadOf(1, { seq: 0 })))).rejects.toMatchObject({
			code: 'field-range',
			stage: 'fields',
			field: 'seq',
		})
		await expect(verifyMessage(unsignedBytes(payloadOf(1)))).rejects.toMatchObject({
			code: 'signature-invalid',
			stage: 'signature',
			field: undefined,
		})
	})
})

describe('[SPEC 4.2] order of the checks of fields', () => {
	it('entries by ascending keys, whatever is wrong with them', () => {
		expect(faultOf(payloadOf(1, { kind: 'a', author: 1 }))).toEqual(fault('field-type', 'kind'))
		expect(faultOf(payloadOf(1, { author: new Uint8Array(31), seq: 'a' }))).toEqual(fault('field-size', 'author'))
		expect(faultOf(payloadOf(1, { space: '\n', topics: 1 }))).toEqual(fault('field-text', 'space'))
		expect(faultOf(payloadOf(1, { topics: ['b', 'a'], name: '' }))).toEqual(fault('field-order', 'topics[1]'))
		expect(faultOf(payloadOf(1, { format: 0, lang: '' }))).toEqual(fault('field-default', 'format'))
	})

	it('fields that the kind does not have are checked too', () => {
		expect(faultOf(payloadOf(6, { stance: 0 }))).toEqual(fault('field-range', 'stance'))
		expect(faultOf(payloadOf(4, { topics: [] }))).toEqual(fault('field-size', 'topics'))
		expect(faultOf(payloadOf(9, { sources: [source({ message: h(1) })] }))).toEqual(fault('field-conflict', 'sources[0].message'))
	})

	it('of one field: type, size, characters', () => {
		expect(faultOf(payloadOf(1, { space: '\n'.repeat(65) }))).toEqual(fault('field-size', 'space'))
		expect(faultOf(payloadOf(1, { lang: `${'a'.repeat(35)}ö` }))).toEqual(fault('field-size', 'lang'))
	})

	it('a written default is no number out of range, and a number beyond is', () => {
		expect(faultOf(payloadOf(1, { log: 0 }))).toEqual(fault('field-default', 'log'))
		expect(faultOf(payloadOf(1, { seq: 0 }))).toEqual(fault('field-range', 'seq'))
		expect(faultOf(payloadOf(1, { format: 256 }))).toEqual(fault('field-range', 'format'))
		expect(faultOf(payloadOf(5, { targets: [stub({ log: 0 })] }))).toEqual(fault('field-default', 'targets[0].log'))
	})

	it('of an array: its count, then each item completely and then against the one before', () => {
		const many = Array.from({ length: 17 }, () => '\n')
		expect(faultOf(payloadOf(1, { topics: many }))).toEqual(fault('field-size', 'topics'))
		expect(faultOf(payloadOf(1, { topics: ['b', 'a', '\n'] }))).toEqual(fault('field-order', 'topics[1]'))
		expect(faultOf(payloadOf(1, { topics: ['b', '\n', 'a'] }))).toEqual(fault('field-text', 'topics[1]'))
		expect(faultOf(payloadOf(6, { keys: [h(2), new Uint8Array(31), h(1)] }))).toEqual(fault('field-size', 'keys[1]'))
		expect(faultOf(payloadOf(5, { targets: [stub({ target: h(2) }), stub({ target: h(1), space: '' })] }))).toEqual(
			fault('field-size', 'targets[1].space'),
		)
	})

	it('of a map: its entries by ascending keys, then what is required, then the rules', () => {
		expect(faultOf(payloadOf(1, { attachments: [attachment({ hash: undefined, size: 'a', name: 1 })] }))).toEqual(
			fault('field-type', 'attachments[0].size'),
		)
		expect(faultOf(payloadOf(1, { attachments: [attachment({ hash: undefined, size: undefined, name: '' })] }))).toEqual(
			fault('field-size', 'attachments[0].name'),
		)
		expect(faultOf(payloadOf(1, { attachments: [attachment({ hash: undefined, type: undefined })] }))).toEqual(
			fault('field-missing', 'attachments[0].hash'),
		)
		expect(faultOf(payloadOf(5, { targets: [stub({ seq: undefined, root: h(3), parent: h(3) })] }))).toEqual(
			fault('field-missing', 'targets[0].seq'),
		)
		expect(faultOf(payloadOf(1, { sources: [source({ message: h(1), day: 'a' })] }))).toEqual(fault('field-type', 'sources[0].day'))
	})

	it('one item with everything in it comes before the next', () => {
		expect(faultOf(payloadOf(1, { sources: [source({ message: h(1) }), source({ uri: 1 })] }))).toEqual(
			fault('field-conflict', 'sources[0].message'),
		)
	})

	it('required fields come after all entries, in ascending order, before all rules', () => {
		expect(faultOf(payloadOf(2, { root: undefined, rev: 0 }))).toEqual(fault('field-default', 'rev'))
		expect(faultOf(payloadOf(2, { seq: undefined, root: undefined }))).toEqual(fault('field-missing', 'seq'))
		expect(faultOf(payloadOf(3, { target: undefined, stance: undefined }))).toEqual(fault('field-missing', 'target'))
		expect(faultOf(payloadOf(4, { subject: undefined, stance: undefined }))).toEqual(fault('field-missing', 'stance'))
		expect(faultOf(payloadOf(7, { size: undefined, head: undefined }))).toEqual(fault('field-missing', 'size'))
		expect(faultOf(payloadOf(2, { root: undefined, text: undefined }))).toEqual(fault('field-missing', 'root'))
		expect(faultOf(payloadOf(3, { stance: undefined, root: h(5), first: h(5) }))).toEqual(fault('field-missing', 'stance'))
	})

	it('rules in the order of 3.5', () => {
		const a = { parent: h(2), target: h(2) }
		const b = { author: h(5), keys: [h(5)] }
		const c = { author: h(5), subject: h(5) }
		const d = { text: undefined }
		const e = { rev: 1 }
		const f = { format: 1 }
		expect(faultOf(payloadOf(2, { ...f, ...e, ...d, ...c, ...b, ...a }))).toEqual(fault('field-conflict', 'target'))
		expect(faultOf(payloadOf(2, { ...f, ...e, ...d, ...c, ...b }))).toEqual(fault('field-conflict', 'keys'))
		expect(faultOf(payloadOf(2, { ...f, ...e, ...d, ...c }))).toEqual(fault('field-conflict', 'subject'))
		expect(faultOf(payloadOf(2, { ...f, ...e, ...d }))).toEqual(fault('field-conflict', 'text'))
		expect(faultOf(payloadOf(2, { ...f, ...e, text: undefined, attachments: [attachment()] }))).toEqual(fault('field-conflict', 'rev'))
		expect(faultOf(payloadOf(3, { ...c, stance: 4, grounds: 3 }))).toEqual(fault('field-conflict', 'subject'))
	})

	it('unknown keys are not looked at', () => {
		const anything: readonly CborValue[] = [0, '', [], new Map(), [h(1)], false]
		for (const value of anything) {
			for (const key of [29, 30, 127, 128, 255, 256, Number.MAX_SAFE_INTEGER])
				expect(faultOf(payloadOf(1, {}, [[key, value]]))).toBe('accepted')
			const inside = (map: ReadonlyMap<number, CborValue>): CborValue => new Map([...map, [30, value], [31, value]])
			expect(faultOf(payloadOf(1, { sources: [inside(source())], attachments: [inside(attachment())] }))).toBe('accepted')
			expect(faultOf(payloadOf(5, { targets: [inside(stub()), inside(stub({ target: h(2) }))] }))).toBe('accepted')
			// Keys of the table of payloads that a stub does not have.
			expect(faultOf(payloadOf(5, { targets: [new Map([...stub(), [1, value], [14, value]])] }))).toBe('accepted')
		}
	})
})
