import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitWriter, bitsOf, NUMBER, readBits, readNumber, SIGNED, writeNumber, writeSigned } from '../../src/bundle/bits.js'
import { ByteWriter } from '../../src/encoding/varint.js'

const number = fc.oneof(
	fc.nat(40),
	fc.integer({ min: 0, max: 52 }).map((bit) => 2 ** bit),
	fc.maxSafeNat(),
	fc.constant(Number.MAX_SAFE_INTEGER),
)

function written(value: number): { readonly symbol: number; readonly bits: Uint8Array } {
	const symbols = new ByteWriter()
	const bits = new BitWriter()
	writeNumber(symbols, bits, value)
	return { symbol: symbols.finish()[0] as number, bits: bits.finish() }
}

describe('numbers in a bundle', () => {
	it('[SPEC 7.6] come back, one after the other', () => {
		fc.assert(
			fc.property(fc.array(number), (values) => {
				const symbols = new ByteWriter()
				const writer = new BitWriter()
				for (const value of values) writeNumber(symbols, writer, value)
				const bits = writer.finish()
				let at = 0
				const read = [...symbols.finish()].map((symbol) => {
					const value = readNumber(symbol, bits, at, NUMBER)
					at += bitsOf(symbol, NUMBER)
					return value
				})
				expect(read).toEqual(values)
				expect(bits).toHaveLength(Math.ceil(at / 8))
			}),
			{ seed: 61, numRuns: 300 },
		)
	})

	it('[SPEC 7.6] have symbols that grow with them, the greatest 207', () => {
		fc.assert(
			fc.property(number, number, (a, b) => {
				const [low, high] = a < b ? [a, b] : [b, a]
				expect(written(low).symbol).toBeLessThanOrEqual(written(high).symbol)
			}),
			{ seed: 62, numRuns: 500 },
		)
		expect(written(Number.MAX_SAFE_INTEGER).symbol).toBe(207)
		expect(readNumber(208, new Uint8Array(8), 0, NUMBER)).toBeUndefined()
		expect(readNumber(255, new Uint8Array(8), 0, NUMBER)).toBeUndefined()
	})

	it('[SPEC 7.6] are laid out as in the example', () => {
		expect(written(300)).toEqual({ symbol: 28, bits: Uint8Array.of(0b101100) })
		expect(written(7)).toEqual({ symbol: 7, bits: new Uint8Array(0) })
		expect(written(8)).toEqual({ symbol: 8, bits: Uint8Array.of(0) })
		expect(written(9)).toEqual({ symbol: 8, bits: Uint8Array.of(1) })
	})

	it('[SPEC 7.6] with a sign have it in the top bit of the symbol', () => {
		const symbols = new ByteWriter()
		const bits = new BitWriter()
		for (const value of [0, 3, -3, 5, -5, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) writeSigned(symbols, bits, value)
		expect([...symbols.finish()]).toEqual([0, 3, 131, 4, 132, 105, 233])
		const written = bits.finish()
		expect(readNumber(4, written, 0, SIGNED)).toBe(5)
		expect(readNumber(105, written, 2, SIGNED)).toBe(Number.MAX_SAFE_INTEGER)
		expect(readNumber(106, written, 0, SIGNED)).toBeUndefined()
	})

	it('[SPEC 7.6] have the bits of each byte from its lowest on; beyond the end there are zeros', () => {
		const writer = new BitWriter()
		writer.write(0b101, 3)
		writer.write(0b11, 2)
		writer.write(2 ** 53 - 1, 53)
		const bits = writer.finish()
		expect(bits[0]).toBe(0b11111101)
		expect(readBits(bits, 0, 3)).toBe(0b101)
		expect(readBits(bits, 3, 2)).toBe(0b11)
		expect(readBits(bits, 5, 53)).toBe(2 ** 53 - 1)
		expect(readBits(bits, 58, 53)).toBe(0)
	})
})
