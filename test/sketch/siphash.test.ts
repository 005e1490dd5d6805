import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sipHash, sipHashOfHalves, sipKey } from '../../src/sketch/siphash.js'

const MASK = (1n << 64n) - 1n
const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & MASK
const word = (bytes: Uint8Array, at: number): bigint => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true)

/** As the paper has it. */
function reference(key: Uint8Array, bytes: Uint8Array): bigint {
	const [k0, k1] = [word(key, 0), word(key, 8)]
	let [v0, v1, v2, v3] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n]
	const rounds = (count: number): void => {
		for (let i = 0; i < count; i++) {
			v0 = (v0 + v1) & MASK
			v1 = rotate(v1, 13n) ^ v0
			v0 = rotate(v0, 32n)
			v2 = (v2 + v3) & MASK
			v3 = rotate(v3, 16n) ^ v2
			v0 = (v0 + v3) & MASK
			v3 = rotate(v3, 21n) ^ v0
			v2 = (v2 + v1) & MASK
			v1 = rotate(v1, 17n) ^ v2
			v2 = rotate(v2, 32n)
		}
	}
	const padded = new Uint8Array(8 * (Math.floor(bytes.length / 8) + 1))
	padded.set(bytes)
	padded[padded.length - 1] = bytes.length
	for (let at = 0; at < padded.length; at += 8) {
		v3 ^= word(padded, at)
		rounds(2)
		v0 ^= word(padded, at)
	}
	v2 ^= 0xffn
	rounds(4)
	return v0 ^ v1 ^ v2 ^ v3
}

const result = ({ low, high }: { readonly low: number; readonly high: number }): bigint => (BigInt(high) << 32n) | BigInt(low)
const upTo = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i)

describe('SipHash-2-4', () => {
	it('is what its authors publish', () => {
		const into = { low: 0, high: 0 }
		for (const [length, expected] of [
			[0, 0x726fdb47dd0e0e31n],
			[1, 0x74f839c593dc67fdn],
			[15, 0xa129ca6149be45e5n],
		] as const) {
			sipHash(sipKey(upTo(16)), upTo(length), into)
			expect(result(into)).toBe(expected)
		}
	})

	it('[property] is that of the paper for any bytes, anywhere in an array', () => {
		const bytes = fc.uint8Array({ maxLength: 70 })
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), bytes, fc.nat(9), (key, input, offset) => {
				const into = { low: 0, high: 0 }
				const padded = new Uint8Array(offset + input.length + 3).fill(0xee)
				padded.set(input, offset)
				sipHash(sipKey(key), padded, into, offset, input.length)
				expect(result(into)).toBe(reference(key, input))
				if (input.length < 8) return
				const view = new DataView(input.buffer, input.byteOffset)
				sipHashOfHalves(sipKey(key), view.getUint32(0, true), view.getUint32(4, true), into)
				expect(result(into)).toBe(reference(key, input.slice(0, 8)))
			}),
			{ seed: 88, numRuns: 500 },
		)
	})
})
