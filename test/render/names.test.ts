import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AuthorId } from '../../src/message/types.js'
import { displayNames, fingerprinter, fingerprints, shortName } from '../../src/render/names.js'
import { renderThread } from '../../src/render/terminal.js'
import { ANNA, BERTIL, CECILIA, post, present, thread } from './fixtures.js'

/** A key that begins like Anna's. */
const TWIN: AuthorId = `${ANNA.slice(0, 10)}7${'f'.repeat(53)}`

function display(...names: readonly string[]): readonly string[] {
	const keys = names.map((_, index) => `${index.toString(16).padStart(8, 'e')}${'0'.repeat(56)}`)
	return [...displayNames(new Map(names.map((name, index) => [keys[index] as string, name]))).values()]
}

describe('fingerprints', () => {
	test('[SPEC 11.3] are eight digits, and more where two known keys share them', () => {
		expect([...fingerprints([BERTIL, ANNA, TWIN])]).toEqual([
			[BERTIL, 'bbbb2222'],
			[ANNA, 'aaaa1111000'],
			[TWIN, 'aaaa1111007'],
		])
		expect([...fingerprints([ANNA, ANNA])]).toEqual([[ANNA, 'aaaa1111']])
		expect(fingerprints([])).toEqual(new Map())
	})

	test('[SPEC 11.3] a key that nobody knows is told from all that are known', () => {
		expect(fingerprinter([ANNA, BERTIL])(TWIN)).toBe('aaaa1111007')
		expect(fingerprinter([ANNA, BERTIL])(CECILIA)).toBe('cccc3333')
		expect(fingerprinter([])(ANNA)).toBe('aaaa1111')
	})

	test('no two of them are equal, each is a beginning of its key, and none is longer than it has to be', () => {
		const key = fc.array(fc.constantFrom('0', '1'), { minLength: 14, maxLength: 14 }).map((digits) => digits.join('').padEnd(64, '0'))
		fc.assert(
			fc.property(fc.uniqueArray(key, { maxLength: 40 }), (keys) => {
				const found = fingerprints(keys)
				expect(new Set(found.values()).size).toBe(keys.length)
				for (const [author, print] of found) {
					expect(author.startsWith(print)).toBe(true)
					expect(keys.filter((other) => other.startsWith(print))).toEqual([author])
					if (print.length > 8) expect(keys.filter((other) => other.startsWith(print.slice(0, -1))).length).toBeGreaterThan(1)
				}
			}),
			{ seed: 3, numRuns: 200 },
		)
	})

	test('stand in heads of messages', () => {
		const names = new Map([
			[ANNA, 'Anna'],
			[TWIN, 'Anna'],
		])
		const lines = renderThread(thread(present(post(1, ANNA, 'x'))), { names })
		expect(lines[0]).toBe('● Anna <aaaa1111000>  2026-05-28 20:26 UTC  #00010000')
		expect(renderThread(thread(present(post(1, TWIN, 'x'))), { names: new Map([[ANNA, 'Anna']]) })[0]).toMatch(/^● <aaaa1111007> {2}/)
	})
})

describe('displayNames', () => {
	test('[SPEC 11.3] gives a name alone where no other looks like it', () => {
		expect(display('Anna', 'Bertil', 'Åsa', 'Björn Berg', '水谷', 'Ольга', 'נועה')).toEqual([
			'Anna',
			'Bertil',
			'Åsa',
			'Björn Berg',
			'水谷',
			'Ольга',
			'\u2068נועה\u2069',
		])
	})

	test('[SPEC 11.3] adds the fingerprints where two names are the same or look alike', () => {
		const pairs: readonly (readonly [string, string])[] = [
			['Anna', 'Anna'],
			['Anna', ' anna '],
			['Anna Berg', 'AnnaBerg'],
			['Anna', 'Ａｎｎａ'],
			['Anna', 'Аnna'],
			['Anna', 'An\u200Bna'],
			['Anna', 'Anna.'],
			['Bertil', 'BertiI'],
			['Ali', 'AI1'],
			['Bo', 'B0'],
			['Björn', 'Bjo\u0308rn'],
			['Björn', 'Bjorn'],
			['Björn', 'Bjöm'],
			['Strauß', 'STRAUSS'],
			['ΣΟΦΙΑΣ', 'σοφιας'],
			['x'.repeat(40), `${'x'.repeat(39)}y`],
		]
		for (const [one, other] of pairs) {
			for (const name of display(one, other, 'Cecilia').slice(0, 2)) expect(name).toMatch(/ <e{7}[01]>$/)
			expect(display(one, other, 'Cecilia')[2]).toBe('Cecilia')
		}
	})

	test('[SPEC 11.3] adds the fingerprint where letters of several scripts are mixed, and where Latin ones are unusual', () => {
		const pairs: readonly (readonly [string, string])[] = [
			['Magnus', 'Ma\u0261nus'],
			['Anna', 'Ann\u0251'],
			['Sven', 'S\u03BDen'],
			['Ivo', '\u0399\u03BD\u03BF'],
			['Björn', 'Bjö\u0433n'],
			['Uno', '\u054Dno'],
			['Uno', '\u054D\u0578\u0585'],
			['Hugo', 'Hug\u0585'],
			['Hugo', 'Hug\u0966'],
			['Anna', '\u{A4EE}\u{A4E0}\u{A4E0}\u{A4EE}'],
			['Erik', 'Eri\u0138'],
			['Hasse', 'Ha\uA731\uA731e'],
		]
		for (const [one, other] of pairs) {
			expect(display(one, other, 'Cecilia')[1]).toMatch(/ <e{7}1>$/)
			expect(display(one, other, 'Cecilia')[2]).toBe('Cecilia')
		}
		// Nobody else need be known for letters that are mixed.
		for (const name of ['S\u03BDen', 'Bjö\u0433n', 'Anna さん', '\u13AA\u13B3'])
			expect(display(name)).toEqual([expect.stringMatching(/ <e{7}0>$/)])
		expect(display('Ma\u0261nus', 'Ольга')).toEqual(['Ma\u0261nus', 'Ольга'])
		expect(display('Ma\u0261nus', 'Ольга', 'Cecilia')).toEqual(['Ma\u0261nus <eeeeeee0>', 'Ольга', 'Cecilia'])
	})

	test('[SPEC 11.3] leaves names of one script alone, with accents, digits and pictures', () => {
		const names = [
			'Nguyễn Ánh',
			'Ștefan',
			'Łucja 2',
			'Ανδρέας',
			'Юлия',
			'Արամ',
			'თამარ',
			'佐藤さくらー',
			'김민준',
			'สมชาย',
			'देवी',
			'Bo \u{1F33B}',
		]
		expect(display(...names)).toEqual(names)
		expect(display('أحمد ٢')).toEqual(['\u2068أحمد ٢\u2069'])
	})

	test('somebody with a blank name has a fingerprint alone, and nobody can write one', () => {
		expect(display('', '  ', 'Anna <eeeeeee0>', '<eeeeeee0>')).toEqual([
			'<eeeeeee0>',
			'<eeeeeee1>',
			'Anna \\u{3C}eeeeeee0\\u{3E}',
			'\\u{3C}eeeeeee0\\u{3E}',
		])
	})

	test('no two of them are equal, and none holds what is not seen', () => {
		const name = fc.oneof(
			fc
				.array(fc.constantFrom('A', 'a', 'а', 'n', ' ', '<', '>', 'e', '0', '\u202E', '\n', '…', 'ש'), { maxLength: 12 })
				.map((parts) => parts.join('')),
			fc.string({ unit: 'binary', maxLength: 12 }),
			fc.constantFrom('Anna', 'Anna <eeeeeee1>', 'x'.repeat(33), 'x'.repeat(34)),
		)
		fc.assert(
			fc.property(fc.array(name, { maxLength: 20 }), (names) => {
				const shown = display(...names)
				expect(new Set(shown).size).toBe(names.length)
				for (const each of shown) expect(each).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u200B]/u)
			}),
			{ seed: 5, numRuns: 200 },
		)
	})
})

describe('shortName', () => {
	test('is one line of at most 32 columns, without the signs of our own', () => {
		expect(shortName('  Anna\n\tBerg ')).toBe('Anna Berg')
		expect(shortName('│ ● Anna ✓')).toBe('\\u{2502} \\u{25CF} Anna \\u{2713}')
		expect(shortName('x'.repeat(33))).toBe(`${'x'.repeat(32)}…`)
	})
})
