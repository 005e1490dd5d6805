import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BudkavleError } from '../../src/errors.js'
import { formatRecovery, parseRecovery } from '../../src/index.js'

const SEED = 310
const secretOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
/** The example of the specification. */
const EXAMPLE = 'AIBA EAQC AIBA EAQC AIBA EAQC AIBA EAQC AIBA EAQC AIBA EAQC AIBK UH3Z'
/** Without the letters that a 1 may be, and with all others. */
const OTHER = 'TVQ3 DHPP 7VNG BOUE JL2J F3BM YRCE TRLJ PMZG SGLQ HOWA GHFO P5QK NJ6D'
const OTHER_SECRET = Uint8Array.from(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'))
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The error of a text that is no key; the key itself where it is one. */
function refusal(text: string): BudkavleError {
	try {
		parseRecovery(text)
	} catch (error) {
		if (error instanceof BudkavleError && error.code === 'key-invalid') return error
		throw error
	}
	throw new Error('a wrong key was taken')
}

describe('[SPEC 3.10] a recovery key', () => {
	it('is the secret and three bytes of a hash, in base32, in 14 groups of 4', () => {
		expect(formatRecovery(secretOf(2))).toBe(EXAMPLE)
		expect(formatRecovery(OTHER_SECRET)).toBe(OTHER)
		const check = createHash('sha256').update('budkavle/1 recovery\n').update(secretOf(2)).digest().subarray(0, 3)
		expect(check.toString('hex')).toBe('aa1f79')
	})

	it('brings back any secret', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret) => {
				const text = formatRecovery(secret)
				expect(text).toMatch(/^([A-Z2-7]{4} ){13}[A-Z2-7]{4}$/)
				expect(parseRecovery(text)).toEqual(secret)
			}),
			{ seed: SEED, numRuns: 300 },
		)
	})

	it('is read in any case, with any spaces, hyphens, dashes and line ends', () => {
		const plain = OTHER.replaceAll(' ', '')
		const ways = [
			OTHER.toLowerCase(),
			plain,
			OTHER.replaceAll(' ', '-'),
			OTHER.replaceAll(' ', ' \u2013 '),
			OTHER.replaceAll(' ', '\u2212'),
			OTHER.replaceAll(' ', '\u00A0'),
			`\uFEFF\r\n  ${OTHER.replaceAll(' ', '\r\n')}\n\n`,
			[...plain].join('\t'),
			OTHER.slice(0, 20).toLowerCase() + OTHER.slice(20),
		]
		for (const way of ways) expect(parseRecovery(way)).toEqual(OTHER_SECRET)
	})

	it('is read with 0 for O, 8 for B and 1 for I or L, in any mixture', () => {
		expect(parseRecovery(OTHER.replaceAll('O', '0').replaceAll('B', '8'))).toEqual(OTHER_SECRET)
		expect(parseRecovery(OTHER.replaceAll('L', '1'))).toEqual(OTHER_SECRET)
		expect(parseRecovery(EXAMPLE.replaceAll('I', '1').replaceAll('B', '8'))).toEqual(secretOf(2))
		const mixed = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.infiniteStream(fc.nat(1)))
		fc.assert(
			fc.property(mixed, ([secret, choices]) => {
				let ones = 0
				const text = formatRecovery(secret).replace(/[OBIL]/g, (letter) => {
					if (choices.next().value === 0) return letter
					if (letter === 'O') return '0'
					if (letter === 'B') return '8'
					ones += 1
					return ones > 12 ? letter : '1'
				})
				expect(parseRecovery(text)).toEqual(secret)
			}),
			{ seed: SEED, numRuns: 200 },
		)
	})

	it('with more than twelve ones is refused before they are tried', () => {
		const key = `ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIL ILIK 67IG`
		const secret = parseRecovery(key)
		const ones = (count: number): string => {
			let left = count
			return key.replace(/[IL]/g, (letter) => (left-- > 0 ? '1' : letter))
		}
		expect(parseRecovery(ones(12))).toEqual(secret)
		expect(refusal(ones(13)).message).toContain('too many to try')
		expect(refusal('1'.repeat(56)).message).toContain('too many to try')
	})

	it('is refused when two readings of its ones fit', () => {
		const keys = ['ILII IILI LLII', 'LLII LLIL LLIL'].map((start) => `${start} Z234 567Q RSTU VWXY Z234 567Q RSTU VWXY Z234 567P MWC2`)
		const [one = '', two = ''] = keys
		expect(parseRecovery(one)).not.toEqual(parseRecovery(two))
		expect(refusal(one.replace(/[IL]/g, '1')).message).toContain('more than one reading')
		expect(parseRecovery(one.replace('ILII', '1111'))).toEqual(parseRecovery(one))
	})

	it.each([EXAMPLE, OTHER])('with one wrong character is refused: %s', (key) => {
		let tried = 0
		for (const [index, character] of [...key].entries()) {
			if (character === ' ') continue
			for (const other of ALPHABET) {
				if (other === character) continue
				refusal(key.slice(0, index) + other + key.slice(index + 1))
				tried += 1
			}
		}
		expect(tried).toBe(56 * 31)
	})

	it('with two neighbours, or two neighbouring groups, in each other’s place is refused', () => {
		const plain = OTHER.replaceAll(' ', '')
		for (let i = 0; i + 1 < plain.length; i++) {
			const swapped = plain.slice(0, i) + plain.charAt(i + 1) + plain.charAt(i) + plain.slice(i + 2)
			if (swapped !== plain) refusal(swapped)
		}
		const groups = OTHER.split(' ')
		for (let i = 0; i + 1 < groups.length; i++) {
			refusal([...groups.slice(0, i), groups[i + 1], groups[i], ...groups.slice(i + 2)].join(' '))
		}
	})

	it('that is none is refused with what is expected, and nothing of it is shown', () => {
		const wrong: readonly (readonly [string, string])[] = [
			['', '56 too few'],
			[OTHER.slice(0, -1), '1 too few'],
			[OTHER.slice(5), '4 too few'],
			[`${OTHER} ${OTHER}`, '56 too many'],
			[OTHER.replace('7VNG', '7V9G'), 'group 3 holds another character'],
			[OTHER.replace('NJ6D', 'NJ6\u0130'), 'group 14 holds another character'],
			[OTHER.replace('NJ6D', 'NJ6\u{1F600}'), 'group 14 holds another character'],
			[OTHER.replace('TVQ3', 'TVQ2'), 'at least one is wrong'],
			[`recovery: ${OTHER}`, 'group 3 holds another character'],
			['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'group 1 holds another character'],
		]
		for (const [text, reason] of wrong) {
			const { message } = refusal(text)
			expect(message).toMatch(/^A recovery key is 56 letters and digits, in 14 groups of 4/)
			expect(message).toContain(reason)
			for (const group of OTHER.split(' ')) expect(message).not.toContain(group)
		}
	})

	it('is refused unread when it is longer than any way to write one', () => {
		expect(parseRecovery(OTHER.padEnd(1000, '\n'))).toEqual(OTHER_SECRET)
		expect(refusal(OTHER.padEnd(1001, '\n')).message).toContain('much longer')
		expect(refusal('1'.repeat(50_000_000)).message).toContain('much longer')
	})

	it('is made of 32 bytes and read from a string, and of nothing else', () => {
		for (const value of [new Uint8Array(31), new Uint8Array(33), [1], 'text', null, undefined]) {
			expect(() => formatRecovery(value as unknown as Uint8Array)).toThrow(/^A secret key is a Uint8Array of 32 bytes, but /)
			expect(() => formatRecovery(value as unknown as Uint8Array)).toThrow(expect.objectContaining({ code: 'key-invalid' }))
		}
		for (const value of [new Uint8Array(35), 7, null, undefined, { toString: () => OTHER }]) refusal(value as unknown as string)
	})
})
