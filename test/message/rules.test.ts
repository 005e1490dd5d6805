import { describe, expect, it } from 'vitest'
import { attachment, fault, faultOf, h, KINDS_AND_UNKNOWN, OK, payloadOf, source, stub } from './payloads.js'

describe('rules of every kind', () => {
	const REFERENCES = ['root', 'parent', 'first', 'target'] as const

	for (const kind of KINDS_AND_UNKNOWN) {
		it(`[SPEC 3.5.a] root, parent, first and target differ (kind ${kind})`, () => {
			for (const [i, a] of REFERENCES.entries()) {
				for (const b of REFERENCES.slice(i + 1)) {
					const others = Object.fromEntries(REFERENCES.map((name, n) => [name, h(40 + n)]))
					expect(faultOf(payloadOf(kind, { rev: 1, ...others }))).toBe(OK)
					expect(faultOf(payloadOf(kind, { rev: 1, ...others, [a]: h(7), [b]: h(7) }))).toEqual(fault('field-conflict', b))
					if (kind === 9) expect(faultOf(payloadOf(kind, { [a]: h(7), [b]: h(7) }))).toEqual(fault('field-conflict', b))
				}
			}
		})

		it(`[SPEC 3.5.b] keys does not contain author (kind ${kind})`, () => {
			expect(faultOf(payloadOf(kind, { author: h(5), keys: [h(4), h(6)] }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { author: h(5), keys: [h(5)] }))).toEqual(fault('field-conflict', 'keys'))
			expect(faultOf(payloadOf(kind, { author: h(5), keys: [h(4), h(5), h(6)] }))).toEqual(fault('field-conflict', 'keys'))
		})

		it(`[SPEC 3.5.c] subject is not author (kind ${kind})`, () => {
			expect(faultOf(payloadOf(kind, { author: h(5), subject: h(6) }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { author: h(5), subject: h(5) }))).toEqual(fault('field-conflict', 'subject'))
		})
	}

	it('[SPEC 3.5.a] root, parent, first and target of a stub differ', () => {
		const others = Object.fromEntries(REFERENCES.map((name, n) => [name, h(40 + n)]))
		expect(faultOf(payloadOf(5, { targets: [stub(others)] }))).toBe(OK)
		for (const [i, a] of REFERENCES.entries()) {
			for (const b of REFERENCES.slice(i + 1)) {
				const targets = [stub({ ...others, [a]: h(7), [b]: h(7) })]
				expect(faultOf(payloadOf(5, { targets }))).toEqual(fault('field-conflict', `targets[0].${b}`))
			}
		}
	})

	it('[SPEC 3.5.a] a reference may equal the author, whose key is no message', () => {
		expect(faultOf(payloadOf(2, { author: h(5), root: h(5) }))).toBe(OK)
	})
})

describe('rules of posts and replies', () => {
	for (const kind of [1, 2]) {
		it(`[SPEC 3.5.d] text or attachments is present (kind ${kind})`, () => {
			expect(faultOf(payloadOf(kind, { text: undefined }))).toEqual(fault('field-conflict', 'text'))
			expect(faultOf(payloadOf(kind, { text: undefined, attachments: [attachment()] }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { attachments: [attachment()] }))).toBe(OK)
		})

		it(`[SPEC 3.5.e] first and rev come together (kind ${kind})`, () => {
			expect(faultOf(payloadOf(kind, { first: h(8), rev: 1 }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { first: h(8) }))).toEqual(fault('field-conflict', 'first'))
			expect(faultOf(payloadOf(kind, { rev: 1 }))).toEqual(fault('field-conflict', 'rev'))
		})

		it(`[SPEC 3.5.f] format only with text (kind ${kind})`, () => {
			expect(faultOf(payloadOf(kind, { format: 1 }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { text: undefined, attachments: [attachment()], format: 1 }))).toEqual(
				fault('field-conflict', 'format'),
			)
			expect(faultOf(payloadOf(kind, { text: undefined, attachments: [attachment()], format: 255 }))).toEqual(
				fault('field-conflict', 'format'),
			)
		})
	}

	for (const kind of [3, 4, 5, 6, 7, 9, 200]) {
		it(`[SPEC 3.5.d-f] do not hold for kind ${kind}`, () => {
			expect(faultOf(payloadOf(kind, { first: h(8) }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { rev: 1 }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { format: 1 }))).toBe(OK)
		})
	}
})

describe('rules of endorsements', () => {
	it('[SPEC 3.5.g] grounds 3 only with sources', () => {
		expect(faultOf(payloadOf(3, { grounds: 3 }))).toEqual(fault('field-conflict', 'grounds'))
		expect(faultOf(payloadOf(3, { grounds: 3, sources: [source()] }))).toBe(OK)
		for (const grounds of [1, 2, 4, 5, 255]) expect(faultOf(payloadOf(3, { grounds }))).toBe(OK)
		expect(faultOf(payloadOf(3, { grounds: 1, sources: [source()] }))).toBe(OK)
		expect(faultOf(payloadOf(3, { sources: [source()] }))).toBe(OK)
	})

	it('[SPEC 3.5.h] stance 4 has neither grounds nor sources', () => {
		expect(faultOf(payloadOf(3, { stance: 4 }))).toBe(OK)
		expect(faultOf(payloadOf(3, { stance: 4, grounds: 1 }))).toEqual(fault('field-conflict', 'grounds'))
		expect(faultOf(payloadOf(3, { stance: 4, sources: [source()] }))).toEqual(fault('field-conflict', 'sources'))
		expect(faultOf(payloadOf(3, { stance: 4, grounds: 1, sources: [source()] }))).toEqual(fault('field-conflict', 'grounds'))
		for (const stance of [1, 2, 3, 5, 255]) expect(faultOf(payloadOf(3, { stance, grounds: 1, sources: [source()] }))).toBe(OK)
	})

	it('[SPEC 3.5.g-h] do not hold for other kinds', () => {
		for (const kind of [4, 9, 200]) {
			expect(faultOf(payloadOf(kind, { stance: 4, grounds: 3 }))).toBe(OK)
			expect(faultOf(payloadOf(kind, { stance: 4, sources: [source()] }))).toBe(OK)
		}
	})
})

describe('rules inside a source', () => {
	const of = (entries: Parameters<typeof source>[0]): ReturnType<typeof faultOf> =>
		faultOf(payloadOf(1, { sources: [source(), source(entries)] }))

	it('[SPEC 3.3] exactly one of uri and message', () => {
		expect(of({ uri: undefined, message: h(1) })).toBe(OK)
		expect(of({ uri: undefined })).toEqual(fault('field-conflict', 'sources[1].uri'))
		expect(of({ uri: undefined, day: 3 })).toEqual(fault('field-conflict', 'sources[1].uri'))
		expect(of({ message: h(1) })).toEqual(fault('field-conflict', 'sources[1].message'))
	})

	it('[SPEC 3.3] hash only with uri', () => {
		expect(of({ hash: h(1), day: 0 })).toBe(OK)
		expect(of({ uri: undefined, message: h(1), hash: h(2) })).toEqual(fault('field-conflict', 'sources[1].hash'))
		expect(of({ uri: undefined, hash: h(2) })).toEqual(fault('field-conflict', 'sources[1].uri'))
	})
})
