import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../src/bytes.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import { scan } from '../../src/encoding/scan.js'
import type { ProtocolCode } from '../../src/errors.js'
import { LIMITS } from '../../src/limits.js'
import { headlike, insertAt, removeAt, replaceAt, value } from './arbitraries.js'
import { bytesOf, faultOf } from './fault.js'
import { judge } from './reference.js'

const SEED = 8949

/** Both opinions on the bytes: the scanner's, and that of the reference in the same form. */
function expectAgreement(bytes: Uint8Array): void {
	const verdict = judge(bytes)
	const expected = 'value' in verdict ? undefined : { ...verdict, stage: 'encoding' }
	const found = faultOf(() => scan(bytes))
	if (found?.code !== expected?.code || found?.offset !== expected?.offset || found?.stage !== expected?.stage) {
		expect({ bytes, found }).toStrictEqual({ bytes, found: expected })
	}
}

describe('what is accepted', () => {
	it.each([
		['the smallest head of each size', '86 17 18 18 19 0100 1a 00010000 1b 0000000100000000 f4'],
		['the greatest integer', '1b 001fffffffffffff'],
		['keys of growing size', 'a5 00 40 17 60 18 18 80 19 0100 a0 1b 001fffffffffffff f5'],
		['four levels of arrays', '81 81 81 80'],
		['four levels of maps', 'a1 00 a1 00 a1 00 a0'],
		['a text and bytes inside of four levels', '81 81 81 82 6161 4101'],
		['LF and TAB', '62 0a09'],
		['the neighbours of the control characters', '68 20 7e c2a0 ee8080 20'],
		['a byte order mark after the start of a text', '64 61 efbbbf'],
		['the borders of the lengths of UTF-8', '78 18 c2a0 dfbf e0a080 ed9fbf ee8080 efbfbf f0908080 f48fbfbf'],
		['bytes that are no text', '44 ff00c080'],
	])('%s', (_, hex) => {
		expect(faultOf(() => scan(bytesOf(hex)))).toBeUndefined()
	})
})

/** One fault each: code and offset. */
const FAULTS: readonly (readonly [string, string, ProtocolCode, number])[] = [
	['nothing at all', '', 'cbor-truncated', 0],
	['an array that ends before its last item', '82 82 00 00', 'cbor-truncated', 4],
	['a map that ends before its last value', 'a1 00 82 00 a1 00', 'cbor-truncated', 4],
	['a map that ends before its last key', '82 a1 00 00', 'cbor-truncated', 4],
	['a head without its argument', '82 00 19 01', 'cbor-truncated', 2],
	['a key without its argument', 'a1 00 a1 19 01', 'cbor-truncated', 3],
	['a byte string longer than what is left', '43 00 00', 'cbor-truncated', 0],
	['a text longer than what is left', '82 00 63 61 61', 'cbor-truncated', 2],
	['more items than bytes', '83 00 00', 'cbor-truncated', 0],
	['more entries than pairs of bytes', 'a2 00 00 01', 'cbor-truncated', 0],
	['a length of 2^64 - 1', '5b ffffffffffffffff 00', 'cbor-truncated', 0],
	['a count of 2^63', 'bb 8000000000000000 00', 'cbor-truncated', 0],
	['a second item', '00 00', 'cbor-trailing', 1],
	['a break after the item', '80 ff', 'cbor-trailing', 1],
	['23 in two bytes', '18 17', 'cbor-non-minimal', 0],
	['255 in three bytes', '19 00ff', 'cbor-non-minimal', 0],
	['65535 in five bytes', '1a 0000ffff', 'cbor-non-minimal', 0],
	['2^32 - 1 in nine bytes', '1b 00000000ffffffff', 'cbor-non-minimal', 0],
	['a length in two bytes', '81 58 01 00', 'cbor-non-minimal', 1],
	['a key in two bytes', 'a1 18 00 00', 'cbor-non-minimal', 1],
	['an array of indefinite length', '81 9f ff', 'cbor-indefinite', 1],
	['a key of indefinite length', 'a1 5f 00', 'cbor-indefinite', 1],
	['a negative integer', '81 20', 'cbor-type', 1],
	['a tag', '81 c1 00', 'cbor-type', 1],
	['null', '81 f6', 'cbor-type', 1],
	['true in two bytes', '81 f8 15', 'cbor-type', 1],
	['2^53', '81 1b 0020000000000000', 'cbor-integer-range', 1],
	['2^64 - 1', '81 1b ffffffffffffffff', 'cbor-integer-range', 1],
	['2^53 as key', 'a1 1b 0020000000000000 00', 'cbor-integer-range', 1],
	['a text as key', 'a1 61 61 00', 'cbor-key-type', 1],
	['a negative key', 'a1 20 00', 'cbor-key-type', 1],
	['false as key', 'a1 f4 00', 'cbor-key-type', 1],
	['an array as key', 'a1 80 00', 'cbor-key-type', 1],
	['the same key twice', 'a2 01 00 01 00', 'cbor-key-order', 3],
	['descending keys', 'a2 02 00 01 00', 'cbor-key-order', 3],
	['key 0 twice', 'a2 00 00 00 00', 'cbor-key-order', 3],
	['key 24 after key 256', 'a2 19 0100 00 18 18 00', 'cbor-key-order', 5],
	['a fifth level', '81 81 81 81 80', 'cbor-depth', 4],
	['a map as fifth level', '81 a1 00 81 81 a0', 'cbor-depth', 5],
	['NUL', '62 61 00', 'cbor-text', 2],
	['CR', '62 61 0d', 'cbor-text', 2],
	['U+001F', '61 1f', 'cbor-text', 1],
	['DEL', '61 7f', 'cbor-text', 1],
	['U+0080', '63 61 c280', 'cbor-text', 2],
	['U+009F', '62 c29f', 'cbor-text', 1],
	['a byte order mark at the start', '64 efbbbf 61', 'cbor-text', 1],
	['a continuation byte alone', '62 61 80', 'cbor-utf8', 2],
	['an overlong NUL', '62 c080', 'cbor-utf8', 1],
	['an overlong DEL', '62 c1bf', 'cbor-utf8', 1],
	['an overlong U+07FF', '63 e09fbf', 'cbor-utf8', 1],
	['an overlong U+FFFF', '64 f08fbfbf', 'cbor-utf8', 1],
	['the first surrogate', '63 eda080', 'cbor-utf8', 1],
	['the last surrogate', '63 edbfbf', 'cbor-utf8', 1],
	['U+110000', '64 f4908080', 'cbor-utf8', 1],
	['a lead byte of F5', '64 f5808080', 'cbor-utf8', 1],
	['a lead byte of F8', '65 f888808080', 'cbor-utf8', 1],
	['a lead byte of F8 before the rest of U+10000', '64 f8908080', 'cbor-utf8', 1],
	['a lead byte of F9 before the rest of U+40000', '64 f9808080', 'cbor-utf8', 1],
	['a lead byte of FF', '61 ff', 'cbor-utf8', 1],
	['a character that the end of its text cuts off', '82 61 c3 18 a5', 'cbor-utf8', 2],
	['three of four bytes', '63 f09f92', 'cbor-utf8', 1],
	['half of a byte order mark', '62 efbb', 'cbor-utf8', 1],
	['an ASCII character inside another', '63 e26161', 'cbor-utf8', 1],
]

describe('what is refused (SPEC 2)', () => {
	it.each(FAULTS)('%s', (_, hex, code, offset) => {
		const bytes = bytesOf(hex)
		expect(faultOf(() => scan(bytes))).toStrictEqual({ code, offset, stage: 'encoding' })
		expect(judge(bytes)).toStrictEqual({ code, offset })
	})

	it('says where, what was expected and what to do', () => {
		expect(() => scan(bytesOf('81 f6'))).toThrow(/^Expected .* at byte 1 of 2, but found 0xf6\. Fetch the bytes again/)
		expect(() => scan(bytesOf('82 80'))).toThrow(/^Expected .* at byte 0 of 2, but found 0x82\./)
		expect(() => scan(bytesOf(''))).toThrow(/but found the end\./)
	})
})

/** Two faults in one place: the numbers are those of the list at `scan`. */
const PRECEDENCE: readonly (readonly [string, string, ProtocolCode, number])[] = [
	['2 before 4: reserved additional information in a key', 'a1 3c 00', 'cbor-type', 1],
	['2 before 6: reserved additional information in a fifth level', '81 81 81 81 9c', 'cbor-type', 4],
	['3 before 4: a break as key', 'a1 ff 00', 'cbor-indefinite', 1],
	['3 before 5: a tag of indefinite length', 'df', 'cbor-indefinite', 0],
	['3 before 6: an array of indefinite length as fifth level', '81 81 81 81 9f', 'cbor-indefinite', 4],
	['4 before 5: a tag as key', 'a1 c1 00', 'cbor-key-type', 1],
	['4 before 6: an array as key on the fifth level', 'a1 00 a1 00 a1 00 a1 80 00', 'cbor-key-type', 7],
	['4 before 7: a text as key without its argument', 'a1 78 00', 'cbor-key-type', 1],
	['5 before 7: a negative integer without its argument', '39', 'cbor-type', 0],
	['5 before 8: a tag in a long head', 'd8 01 00', 'cbor-type', 0],
	['6 before 7: a fifth level without its argument', '81 81 81 81 98', 'cbor-depth', 4],
	['6 before 8: a fifth level with a long head', '81 81 81 81 98 00', 'cbor-depth', 4],
	['6 before 11: a fifth level with too many items', '81 81 81 81 97', 'cbor-depth', 4],
	['7 before 8: a long head that ends early', '19 00', 'cbor-truncated', 0],
	['8 before 10: the same key twice, once with a long head', 'a2 00 00 18 00 00', 'cbor-non-minimal', 3],
	['8 before 11: a long head with too great a length', '58 17', 'cbor-non-minimal', 0],
	['9 before 10: a key out of range', 'a2 00 00 1b ffffffffffffffff 00', 'cbor-integer-range', 3],
	['10 before 13: a wrong key before a wrong value', 'a2 01 00 01 f6', 'cbor-key-order', 3],
	['11 before 12: a text that is cut off and no UTF-8', '62 ff', 'cbor-truncated', 0],
	['11 before 13: an array that is cut off after a wrong item', '83 f6 00', 'cbor-truncated', 0],
	['12: UTF-8 before a control character', '62 ff 00', 'cbor-utf8', 1],
	['12: a control character before UTF-8', '62 00 ff', 'cbor-text', 1],
	['13: a wrong value before a wrong key', 'a2 01 f6 00 00', 'cbor-type', 2],
	['13: a wrong item before trailing bytes', '81 f6 00', 'cbor-type', 1],
]

describe('which of two faults is reported', () => {
	it.each(PRECEDENCE)('%s', (_, hex, code, offset) => {
		const bytes = bytesOf(hex)
		expect(faultOf(() => scan(bytes))).toStrictEqual({ code, offset, stage: 'encoding' })
		expect(judge(bytes)).toStrictEqual({ code, offset })
	})
})

describe('against the reference', () => {
	it('agrees on all inputs of one and two bytes', () => {
		for (let first = 0; first < 256; first++) {
			expectAgreement(Uint8Array.of(first))
			for (let second = 0; second < 256; second++) expectAgreement(Uint8Array.of(first, second))
		}
	})

	it('agrees on every second and third byte of a text of four bytes', () => {
		for (const lead of [0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xf8, 0xf9, 0xff]) {
			for (let second = 0; second < 256; second++) {
				for (const third of [0x20, 0x7f, 0x80, 0xbb, 0xbf, 0xc0]) expectAgreement(Uint8Array.of(0x64, lead, second, third, 0xbf))
			}
		}
	})

	it('agrees on random heads', () => {
		fc.assert(fc.property(headlike, expectAgreement), { seed: SEED, numRuns: 20_000 })
	})

	it('agrees on random bytes', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), expectAgreement), { seed: SEED, numRuns: 5_000 })
	})

	it('agrees on values with one byte replaced, removed, put in, or cut off', () => {
		const damage = fc.tuple(value, fc.nat(), fc.integer({ min: 0, max: 255 }))
		const property = fc.property(damage, ([drawn, position, byte]) => {
			const bytes = encodeCbor(drawn)
			const at = position % bytes.length
			expectAgreement(bytes)
			expectAgreement(replaceAt(bytes, at, byte))
			expectAgreement(removeAt(bytes, at))
			expectAgreement(insertAt(bytes, at, byte))
			expectAgreement(bytes.subarray(0, at))
		})
		fc.assert(property, { seed: SEED, numRuns: 600 })
	})
})

describe('hostile input', () => {
	const size = LIMITS.message

	it.each([
		['arrays', 0x81],
		['maps', 0xa1],
	])('32 KiB of nested %s end at the fifth level', (_, head) => {
		const nested = new Uint8Array(size)
		for (let i = 0; i < size; i++) nested[i] = head === 0xa1 && i % 2 === 1 ? 0 : head
		expect(faultOf(() => scan(nested))?.code).toBe('cbor-depth')
	})

	it('32 KiB of empty arrays in one pass', () => {
		const wide = new Uint8Array(size).fill(0x80)
		wide.set(bytesOf('99 7ffd'))
		expect(faultOf(() => scan(wide))).toBeUndefined()
	})

	it.each([0x5a, 0x7a, 0x9a, 0xba, 0x5b, 0x7b, 0x9b, 0xbb])('a head of %i with a huge length', (head) => {
		const bytes = new Uint8Array(size).fill(0xff)
		bytes[0] = head
		expect(faultOf(() => scan(bytes))).toStrictEqual({ code: 'cbor-truncated', offset: 0, stage: 'encoding' })
		expect(faultOf(() => scan(Uint8Array.of(head, 0x00, 0x20, 0, 0, 0, 0, 0, 0)))?.code).toBe('cbor-truncated')
	})

	it('never reads outside of a view', () => {
		const whole = bytesOf('00 62 61 62 00')
		expect(faultOf(() => scan(whole.subarray(1, 4)))).toBeUndefined()
		expect(faultOf(() => scan(whole.subarray(1, 3)))?.code).toBe('cbor-truncated')
		// a character whose last byte lies in the same buffer, but not in the text
		const outside = concatBytes(bytesOf('61 c3'), bytesOf('a5'))
		expect(faultOf(() => scan(outside.subarray(0, 2)))).toStrictEqual({ code: 'cbor-utf8', offset: 1, stage: 'encoding' })
	})
})
