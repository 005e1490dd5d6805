import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeLines, safeText } from '../../src/render/safe-text.js'

const ACTED_ON = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200B\u200E\u200F\u061C\u202A-\u202E\u2066\u2067\u2060-\u2064\uFEFF\u{E0000}-\u{E0FFF}]/u

describe('safeText', () => {
	test('leaves ordinary text of many scripts as it is', () => {
		for (const text of [
			'Är brunnen drickbar? Å, ja!',
			'naïve café, e\u0301',
			'水は安全ですか',
			'На вкус — ржавая',
			'ปลอดภัยไหม',
			'👍🏽 ❤️ 1️⃣ 🇸🇪',
			'a\\u{1B}b',
			'',
		]) {
			expect(safeText(text)).toBe(text)
		}
	})

	test('shows what is not seen', () => {
		const cases: readonly [string, string][] = [
			['\u001B[2J', '\\u{1B}[2J'],
			['a\u0000b\u0007c', 'a\\u{0}b\\u{7}c'],
			['a\rb\nc\td', 'a\\u{D}b\\u{A}c\\u{9}d'],
			['\u007F\u0085\u009B31m', '\\u{7F}\\u{85}\\u{9B}31m'],
			['abc\u202Etxt.exe', 'abc\\u{202E}txt.exe'],
			['\u202A\u202B\u202C\u202D', '\\u{202A}\\u{202B}\\u{202C}\\u{202D}'],
			['\u2066a\u2067b\u2068c\u2069', '\\u{2066}a\\u{2067}b\\u{2068}c\\u{2069}'],
			['\u200E\u200F\u061C', '\\u{200E}\\u{200F}\\u{61C}'],
			['a\u200Bb\u2060c\u00ADd', 'a\\u{200B}b\\u{2060}c\\u{AD}d'],
			['\uFEFFa', '\\u{FEFF}a'],
			['a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
			['\u{E0041}\u{E007F}', '\\u{E0041}\\u{E007F}'],
			['a\u{E0101}', 'a\\u{E0101}'],
			['a\uD800b\uDC00', 'a\\u{D800}b\\u{DC00}'],
			['\u3164\u115F\uFFA0', '\\u{3164}\\u{115F}\\u{FFA0}'],
			['\uFDD0\u{10FFFF}', '\\u{FDD0}\\u{10FFFF}'],
			['a\uFFF9b', 'a\\u{FFF9}b'],
		]
		for (const [text, shown] of cases) expect(safeText(text)).toBe(shown)
	})

	test('keeps joiners and selectors in emoji, and nowhere else', () => {
		for (const emoji of ['👨‍👩‍👧', '🏳️‍🌈', '👩🏽‍🚒', '❤️‍🔥']) expect(safeText(emoji)).toBe(emoji)
		expect(safeText('a\u200Db')).toBe('a\\u{200D}b')
		expect(safeText('👨\u200Da')).toBe('👨\\u{200D}a')
		expect(safeText('\u200D👨')).toBe('\\u{200D}👨')
		expect(safeText('a\uFE0F')).toBe('a\\u{FE0F}')
	})

	test('keeps joiners in scripts that spell with them', () => {
		expect(safeText('می\u200Cخواهم')).toBe('\u2068می\u200Cخواهم\u2069')
		expect(safeText('क्\u200Dष')).toBe('क्\u200Dष')
		expect(safeText('می\u200C.')).toBe('\u2068می\\u{200C}.\u2069')
	})

	test('closes off what runs from right to left', () => {
		expect(safeText('האם המים בטוחים?')).toBe('\u2068האם המים בטוחים?\u2069')
		expect(safeText('هل الماء آمن؟')).toBe('\u2068هل الماء آمن؟\u2069')
		expect(safeText('\u2069שלום')).toBe('\u2068\\u{2069}שלום\u2069')
		expect(safeText('\u{10800}')).toBe('\u2068\u{10800}\u2069')
	})

	test('cuts stacks of marks and gives none to the character before the text', () => {
		expect(safeText('\u0301a')).toBe('\\u{301}a')
		const zalgo = `a${'\u0301'.repeat(12)}b`
		expect(safeText(zalgo)).toBe(`a${'\u0301'.repeat(8)}${'\\u{301}'.repeat(4)}b`)
	})

	test('lets nothing through that a terminal would act on, whatever comes', () => {
		const nasty = fc.constantFrom(
			'\u001B',
			'\u009B',
			'\u202E',
			'\u2069',
			'\u200D',
			'\uFE0F',
			'\uD83D',
			'\u2028',
			'ש',
			'a',
			' ',
			'👨',
			'\u0301',
			'\n',
			'\u{E0020}',
		)
		const anything = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 }).map((points) => String.fromCodePoint(...points))
		const text = fc.oneof(
			anything,
			fc.array(nasty, { maxLength: 30 }).map((parts) => parts.join('')),
		)
		fc.assert(
			fc.property(text, (each) => {
				const shown = safeText(each)
				expect(shown).not.toMatch(ACTED_ON)
				const inner = shown.startsWith('\u2068') ? shown.slice(1, -1) : shown
				expect(inner).not.toMatch(/[\u2068\u2069]/)
				if (shown !== inner) expect(shown.endsWith('\u2069')).toBe(true)
			}),
			{ seed: 7, numRuns: 500 },
		)
	})
})

describe('safeLines', () => {
	test('breaks at line feeds and after words', () => {
		expect(safeLines('one\n\ntwo', 40)).toEqual(['one', '', 'two'])
		expect(safeLines('the water is brown since the flood', 12)).toEqual(['the water is', 'brown since', 'the flood'])
	})

	test('cuts words that are longer than a line', () => {
		expect(safeLines('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
	})

	test('shows tabs as four spaces and other control characters by number', () => {
		expect(safeLines('a\tb\rc', 40)).toEqual(['a    b\\u{D}c'])
	})

	test('isolates each line by itself', () => {
		expect(safeLines('abc\nשלום\nxyz', 40)).toEqual(['abc', '\u2068שלום\u2069', 'xyz'])
	})

	test('counts wide characters double', () => {
		expect(safeLines('水は安全', 4)).toEqual(['水は', '安全'])
	})

	test('no line is wider than asked, and only spaces are lost', () => {
		const text = fc
			.array(fc.constantFrom('word', ' ', 'ü', '水', '👍', 'longerword', '\n'), { maxLength: 60 })
			.map((parts) => parts.join(''))
		fc.assert(
			fc.property(text, fc.integer({ min: 4, max: 30 }), (each, width) => {
				const lines = safeLines(each, width)
				for (const line of lines) {
					const columns = [...line].reduce((sum, character) => sum + (/[水👍]/u.test(character) ? 2 : 1), 0)
					expect(columns).toBeLessThanOrEqual(width)
				}
				expect(lines.join('').replaceAll(' ', '')).toBe(each.replaceAll(/[ \n]/g, ''))
			}),
			{ seed: 11, numRuns: 1000 },
		)
	})
})
