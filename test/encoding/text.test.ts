import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import { firstTextFault, isLine, textFaultCode, textSize } from '../../src/encoding/text.js'
import { text } from './arbitraries.js'
import { bytesOf } from './fault.js'

const SEED = 24

/** The rules of SPEC 2.4 once more, by Unicode properties. */
function isTextByProperties(candidate: string): boolean {
	return !/\p{Surrogate}|(?![\n\t])\p{Cc}/u.test(candidate) && !candidate.startsWith('\u{feff}')
}

describe('textSize', () => {
	it('decides every code point as Unicode does, and so does firstTextFault', () => {
		for (let point = 0; point <= 0x10_ffff; point++) {
			const character = String.fromCodePoint(point)
			const allowed = isTextByProperties(character)
			const isSurrogate = point >= 0xd800 && point <= 0xdfff
			// The encoder turns lone surrogates into U+FFFD, so the bytes have nothing to say about them.
			const bytes = encodeUtf8(character)
			const size = textSize(character)
			const fault = firstTextFault(bytes, 0, bytes.length)
			if (size !== (allowed ? bytes.length : -1)) expect.fail(`textSize is ${size} for U+${point.toString(16)}`)
			if (!isSurrogate && fault !== (allowed ? -1 : 0)) expect.fail(`firstTextFault is ${fault} for U+${point.toString(16)}`)
			if (fault === 0 && textFaultCode(bytes, 0, bytes.length) !== 'cbor-text') expect.fail(`code of U+${point.toString(16)}`)
		}
	})

	it.each([
		['', 0],
		['a', 1],
		['\n\t', 2],
		['\u00e5', 2],
		['\u6c34', 3],
		['\u{10151}', 4],
		['a\u{feff}', 4],
		['\u{feff}a', -1],
		['a\r\n', -1],
		['\ud800', -1],
		['\udc00', -1],
		['\ud800\ud800\udc00', -1],
		['\ud800\udc00\udc00', -1],
		['\udc00\ud800', -1],
		['\udc00\udc00', -1],
		['\ud800\ue000', -1],
		['\ud800\ud800', -1],
		['\u0080', -1],
		['\u009f', -1],
		['\u00a0', 2],
		['a\ud800b', -1],
	])('%j takes %i', (candidate, size) => {
		expect(textSize(candidate)).toBe(size)
	})

	it('gives the length of the encoding', () => {
		fc.assert(
			fc.property(text, (drawn) => textSize(drawn) === encodeUtf8(drawn).length),
			{ seed: SEED, numRuns: 2_000 },
		)
	})

	it('agrees with the Unicode properties on strings of any code units', () => {
		const units = fc.array(fc.oneof(fc.constantFrom(0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfeff, 0x41), fc.nat({ max: 0xffff })), {
			maxLength: 6,
		})
		const property = fc.property(units, (list) => {
			const candidate = String.fromCharCode(...list)
			return textSize(candidate) >= 0 === isTextByProperties(candidate)
		})
		fc.assert(property, { seed: SEED, numRuns: 20_000 })
	})
})

describe('firstTextFault', () => {
	it('looks between start and end only', () => {
		const bytes = bytesOf('00 61 c3a5 00')
		expect(firstTextFault(bytes, 1, 4)).toBe(-1)
		expect(firstTextFault(bytes, 1, 3)).toBe(2)
		expect(firstTextFault(bytes, 1, 5)).toBe(4)
		expect(firstTextFault(bytes, 0, 4)).toBe(0)
		expect(firstTextFault(bytes, 1, 1)).toBe(-1)
	})

	it('takes a byte order mark for a fault at the start only', () => {
		const bytes = bytesOf('61 efbbbf')
		expect(firstTextFault(bytes, 0, 4)).toBe(-1)
		expect(firstTextFault(bytes, 1, 4)).toBe(1)
		expect(textFaultCode(bytes, 1, 4)).toBe('cbor-text')
		expect(textFaultCode(bytes, 1, 3)).toBe('cbor-utf8')
	})

	it('takes a continuation for no beginning', () => {
		for (let lead = 0x80; lead < 0xc2; lead++) {
			for (const next of [0x80, 0xa5, 0xbf]) {
				const bytes = Uint8Array.of(0x61, lead, next, next)
				expect([lead, firstTextFault(bytes, 0, 4)]).toEqual([lead, 1])
				expect(textFaultCode(bytes, 1, 4)).toBe('cbor-utf8')
			}
		}
	})

	it('tells a byte order mark from what begins or ends like one', () => {
		for (const hex of ['ef41bf', 'efbb41', 'f5bbbf', '80bbbf', 'efbb', 'ef']) {
			const bytes = bytesOf(hex)
			expect([hex, firstTextFault(bytes, 0, bytes.length)]).toEqual([hex, 0])
			expect([hex, textFaultCode(bytes, 0, bytes.length)]).toEqual([hex, 'cbor-utf8'])
		}
	})

	it('tells a control character of two bytes from half of one', () => {
		const bytes = bytesOf('c2 85')
		expect(textFaultCode(bytes, 0, 2)).toBe('cbor-text')
		expect(textFaultCode(bytes, 0, 1)).toBe('cbor-utf8')
	})
})

describe('isLine', () => {
	it.each(['', 'water', 'v\u00e5r brunn', '\u{1f4a7}', 'a\u{feff}'])('%j is one', (candidate) => {
		expect(isLine(candidate)).toBe(true)
	})
	it.each(['a\nb', '\t', 'a\r', '\u0085', '\u007f', '\u{feff}a', '\ud83d'])('%j is none', (candidate) => {
		expect(isLine(candidate)).toBe(false)
	})
})
