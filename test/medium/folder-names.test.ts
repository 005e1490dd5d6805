import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	compareFileNames,
	formatFileName,
	isSenderName,
	isTemporaryOf,
	nextCounter,
	parseFileName,
	temporaryName,
	unitHash,
} from '../../src/medium/folder-names.js'

const HASH = unitHash(Uint8Array.of(1))
const senders = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,39}$/)
const hashes = fc.uint8Array({ minLength: 1, maxLength: 8 }).map(unitHash)

describe('names of files', () => {
	test('are read as they were written, in any letter case', () => {
		fc.assert(
			fc.property(senders, fc.integer({ min: 0, max: 10 ** 15 - 1 }), hashes, (sender, counter, hash) => {
				// A sender that ends as a whole name does is read as the shorter one: both are found again by it.
				if (/-\d{1,15}-[0-9a-f]{32}/.test(`${sender}-`)) return
				const name = formatFileName({ sender, counter, hash })
				expect(parseFileName(name)).toEqual({ sender, counter, hash })
				expect(parseFileName(name.toUpperCase())).toEqual({ sender, counter, hash })
			}),
			{ seed: 1, numRuns: 500 },
		)
	})

	test('whatever a name is, it is read or not, and what is read is within bounds', () => {
		const near = fc
			.tuple(
				senders,
				fc.constantFrom('-1-', '-', '-99999999999999999-', '--'),
				hashes,
				fc.string(),
				fc.constantFrom('.budkavle', '.BUDKAVLE', ''),
			)
			.map((parts) => parts.join(''))
		fc.assert(
			fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (name) => {
				const parsed = parseFileName(name)
				if (parsed === undefined) return
				expect(isSenderName(parsed.sender)).toBe(true)
				expect(Number.isSafeInteger(parsed.counter)).toBe(true)
				expect(parsed.hash).toMatch(/^[0-9a-f]{32}$/)
			}),
			{ seed: 2, numRuns: 2000 },
		)
	})

	test.each([
		'',
		'.budkavle',
		`-1-${HASH}.budkavle`,
		`a-${HASH}.budkavle`,
		`a-1-${HASH}`,
		`a-1-${HASH}0.budkavle`,
		`a-1-${HASH}x.budkavle`,
		`.a-1-${HASH}.budkavle`,
		`a-1-${HASH}.budkavle.tmp`,
		`a/b-1-${HASH}.budkavle`,
		`a-1-${HASH}${' '.repeat(300)}.budkavle`,
	])('are none of ours: %j', (name) => {
		expect(parseFileName(name)).toBeUndefined()
	})

	test('of unfinished files belong to their sender', () => {
		const name = temporaryName('anna', '0123456789abcdef')
		expect([isTemporaryOf('anna', name), isTemporaryOf('ann', name), isTemporaryOf('anna-b', name), parseFileName(name)]).toEqual([
			true,
			false,
			false,
			undefined,
		])
		// The sender `anna-b` has other unfinished files than `anna`.
		expect(isTemporaryOf('anna', temporaryName('anna-b', '0123456789abcdef'))).toBe(false)
	})

	test('have an order by sender and number', () => {
		const names = [`b-2-${HASH}`, `a-10-${HASH}`, `b-1-${HASH}`, `a-9-${HASH}`].map((name) => parseFileName(`${name}.budkavle`))
		const sorted = names.flatMap((name) => (name === undefined ? [] : [name])).sort(compareFileNames)
		expect(sorted.map(({ sender, counter }) => `${sender}${counter}`)).toEqual(['a9', 'a10', 'b1', 'b2'])
		expect([nextCounter([]), nextCounter([3, 1]), nextCounter([3, 10 ** 15 - 1])]).toEqual([1, 4, 4])
	})
})
