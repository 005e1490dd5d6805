import { describe, expect, it } from 'vitest'
import { decodeCbor, encodeCbor } from '../../src/encoding/cbor.js'
import { scan } from '../../src/encoding/scan.js'
import type { ErrorDetails } from '../../src/errors.js'
import { BudkavleError, PROTOCOL_CODES } from '../../src/errors.js'
import type { Case, Fault, LongHex, Notation } from './read.js'
import { bytesOf, cborOf, readVectors } from './read.js'

interface Faulty extends Fault {
	readonly bytes: LongHex
	readonly offset: number
}

const { valid, invalid, precedence } = readVectors<{
	readonly valid: readonly (Case & { readonly bytes: LongHex; readonly value: Notation })[]
	readonly invalid: readonly Faulty[]
	readonly precedence: readonly (Faulty & { readonly over: string; readonly rules: readonly [number, number] })[]
}>('encoding.json')

function faultOf(bytes: Uint8Array): ErrorDetails & { code: string } {
	try {
		scan(bytes)
	} catch (error) {
		if (error instanceof BudkavleError) return { code: error.code, stage: error.stage as 'encoding', offset: error.offset as number }
		throw error
	}
	throw new Error('the bytes pass')
}

describe('vectors/encoding.json', () => {
	it.each(valid)('valid: $name [SPEC 2.1, 2.2, 2.3, 2.4, 2.5]', ({ bytes, value }) => {
		expect(decodeCbor(bytesOf(bytes))).toStrictEqual(cborOf(value))
		expect(encodeCbor(cborOf(value))).toStrictEqual(bytesOf(bytes))
	})

	it.each(invalid)('invalid: $name [SPEC 2.7]', ({ bytes, code, offset }) => {
		expect(faultOf(bytesOf(bytes))).toStrictEqual({ code, stage: 'encoding', offset })
		expect(() => decodeCbor(bytesOf(bytes))).toThrow(expect.objectContaining({ code, offset }))
	})

	it.each(precedence)('precedence: $name [SPEC 2.8]', ({ bytes, code, offset, over }) => {
		expect(faultOf(bytesOf(bytes))).toStrictEqual({ code, stage: 'encoding', offset })
		expect(over).not.toBe(code)
	})

	it('has every code of the encoding, and every rule of the precedence', () => {
		const codes = Object.keys(PROTOCOL_CODES).filter((code) => code.startsWith('cbor-'))
		expect([...new Set(invalid.map(({ code }) => code))].sort()).toEqual(codes.sort())
		const rules = new Set(precedence.flatMap((one) => one.rules))
		expect([...rules].sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14])
	})

	it('refuses every valid item that lacks its end or has a byte more [SPEC 2.6]', () => {
		for (const one of valid) {
			const bytes = bytesOf(one.bytes)
			expect(faultOf(bytes.subarray(0, -1)).code, one.name).toBe('cbor-truncated')
			expect(faultOf(Uint8Array.of(...bytes, 0)), one.name).toMatchObject({ code: 'cbor-trailing', offset: bytes.length })
		}
	})
})
