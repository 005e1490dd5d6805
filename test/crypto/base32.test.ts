import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8, toHex } from '../../src/bytes.js'
import { fromBase32, isBase32, toBase32 } from '../../src/crypto/base32.js'

const SEED = 4648
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, section 10, without the padding. */
const RFC_4648: readonly (readonly [string, string])[] = [
	['', ''],
	['f', 'MY'],
	['fo', 'MZXQ'],
	['foo', 'MZXW6'],
	['foob', 'MZXW6YQ'],
	['fooba', 'MZXW6YTB'],
	['foobar', 'MZXW6YTBOI'],
]

describe('base32', () => {
	it.each(RFC_4648)('writes and reads %j as RFC 4648 does', (text, base32) => {
		expect(toBase32(encodeUtf8(text))).toBe(base32)
		for (const written of [base32, base32.toLowerCase()]) expect(toHex(fromBase32(written) ?? fail())).toBe(toHex(encodeUtf8(text)))
	})

	it('brings back any bytes, in as few characters as can hold them', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				const text = toBase32(bytes)
				expect(text).toMatch(/^[A-Z2-7]*$/)
				expect(text).toHaveLength(Math.ceil((bytes.length * 8) / 5))
				expect(fromBase32(text)).toEqual(bytes)
			}),
			{ seed: SEED, numRuns: 500 },
		)
	})

	it('reads a text only if it is the one that its bytes are written as', () => {
		const text = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 20 }).map((characters) => characters.join(''))
		fc.assert(
			fc.property(text, (written) => {
				const bytes = fromBase32(written)
				if (bytes === undefined) return
				expect(toBase32(bytes)).toBe(written)
			}),
			{ seed: SEED, numRuns: 2000 },
		)
		// Of the 1,024 pairs of characters one in four leaves the two unused bits zero.
		const pairs = [...ALPHABET].flatMap((first) => [...ALPHABET].map((second) => first + second))
		expect(pairs.filter((pair) => fromBase32(pair) !== undefined)).toHaveLength(256)
	})

	it('refuses unused bits that are not zero, and lengths that no bytes have', () => {
		for (const text of ['MZ', 'M7', 'MZXR', 'MZXW7', 'MZXW6YR', 'A', 'MZX', 'MZXW6Y', 'MZXW6YTBA']) expect(fromBase32(text)).toBeUndefined()
	})

	it('refuses every other character', () => {
		for (let code = 0; code < 0x300; code++) {
			const character = String.fromCharCode(code)
			const known = ALPHABET.includes(character) || (character !== character.toUpperCase() && /^[a-z]$/.test(character))
			expect([code, isBase32(code)]).toEqual([code, known])
			if (!known) expect(fromBase32(`MZXW6YT${character}`)).toBeUndefined()
		}
		for (const text of ['MY======', 'MZXW 6YTB', 'MZXW6YT\u212A', 'MZXW6YT\u017F', '\uFEFFMY']) expect(fromBase32(text)).toBeUndefined()
	})
})

function fail(): never {
	throw new Error('not read')
}
