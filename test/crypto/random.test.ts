import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { randomBytes } from '../../src/crypto/random.js'

afterEach(() => {
	vi.unstubAllGlobals()
})

describe('randomBytes', () => {
	it.each([0, 1, 32, 65_536])('gives %d bytes', (length) => {
		expect(randomBytes(length)).toHaveLength(length)
	})

	it('gives other bytes each time', () => {
		expect(new Set(Array.from({ length: 100 }, () => toHex(randomBytes(16)))).size).toBe(100)
	})

	it.each([-1, 1.5, 65_537, Number.NaN, Number.POSITIVE_INFINITY, '32' as unknown as number])('refuses a length of %s', (length) => {
		expect(() => randomBytes(length)).toThrow(expect.objectContaining({ name: 'BudkavleError', code: 'argument-invalid' }))
	})

	it.each([
		['no WebCrypto', undefined],
		['a WebCrypto without random bytes', {}],
	])('says what to do on a runtime with %s', (_, crypto) => {
		vi.stubGlobal('crypto', crypto)
		expect(() => randomBytes(32)).toThrow(
			expect.objectContaining({ code: 'random-unavailable', message: expect.stringContaining('react-native-get-random-values') }),
		)
	})
})
