import { Point } from '@noble/ed25519'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { isAdmissible } from '../../src/crypto/ed25519.js'
import { smallOrderEncodings } from './make-cases.js'

const { p, n: l } = Point.CURVE()
const KEY = Point.BASE.toBytes()
const R = Point.BASE.double().toBytes()

function bytes32(value: bigint): Uint8Array {
	return (fromHex(value.toString(16).padStart(64, '0')) as Uint8Array).reverse()
}

function integer(bytes: Uint8Array): bigint {
	return BigInt(`0x${toHex(bytes.slice().reverse())}`)
}

/** The rule in the words of SPEC 4.3, by arithmetic. Points off the curve pass: that is left to the equation. */
function pointAllowed(bytes: Uint8Array): boolean {
	let point: Point
	try {
		point = Point.fromBytes(bytes, true)
	} catch {
		return (integer(bytes) & ((1n << 255n) - 1n)) < p
	}
	return toHex(point.toBytes()) === toHex(bytes) && !point.isSmallOrder()
}

const anyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Where the lines are: around 0, p and the points of small order, with all signs. */
const edges = fc
	.tuple(
		fc.constantFrom(0n, p, 1n << 255n, ...smallOrderEncodings().map(({ bytes }) => integer(bytes))),
		fc.bigInt(-25n, 25n),
		fc.constantFrom(0n, 1n << 255n),
	)
	.map(([around, by, sign]) => bytes32((((around + by) & ((1n << 256n) - 1n)) ^ sign) & ((1n << 256n) - 1n)))
const point = fc.oneof(anyBytes, edges)
const scalar = fc.oneof(
	anyBytes,
	fc.tuple(fc.bigInt(0n, 15n), fc.bigInt(-3n, 3n)).map(([times, by]) => bytes32((l * times + by + (1n << 256n)) & ((1n << 256n) - 1n))),
)

describe('the checks before the equation (SPEC 4.3)', () => {
	it('let a key and a signature pass', () => {
		expect(isAdmissible(KEY, concatBytes(R, bytes32(1n)))).toBe(true)
	})

	it('refuse all fourteen encodings of a point of small order, as key and as R', () => {
		const encodings = smallOrderEncodings()
		expect(new Set(encodings.map(({ bytes }) => toHex(bytes))).size).toBe(14)
		for (const { bytes } of encodings) {
			expect(isAdmissible(bytes, concatBytes(R, bytes32(1n)))).toBe(false)
			expect(isAdmissible(KEY, concatBytes(bytes, bytes32(1n)))).toBe(false)
		}
	})

	it('let a point pass that differs from one of small order in a single byte', () => {
		for (const { bytes } of smallOrderEncodings()) {
			for (let at = 0; at < 32; at++) {
				const near = bytes.with(at, (bytes[at] as number) ^ 4)
				const y = near.reduceRight((number, byte, index) => (number << 8n) + BigInt(index === 31 ? byte & 0x7f : byte), 0n)
				expect([toHex(near), isAdmissible(near, concatBytes(R, bytes32(1n)))]).toEqual([toHex(near), y < p])
				expect([toHex(near), isAdmissible(KEY, concatBytes(near, bytes32(1n)))]).toEqual([toHex(near), y < p])
			}
		}
	})

	it('draw the line for y at p, with either sign', () => {
		for (const sign of [0n, 1n << 255n]) {
			for (let y = p; y < 1n << 255n; y++) expect(isAdmissible(bytes32(y + sign), concatBytes(R, bytes32(1n)))).toBe(false)
			// p - 1 is of small order
			expect(isAdmissible(bytes32(p - 2n + sign), concatBytes(R, bytes32(1n)))).toBe(true)
			expect(isAdmissible(bytes32(2n + sign), concatBytes(R, bytes32(1n)))).toBe(true)
		}
	})

	it.each([
		[0n, true],
		[l - 1n, true],
		[l, false],
		[l + 1n, false],
		[2n * l, false],
		[(1n << 256n) - 1n, false],
	])('say of S = %d: %s', (s, allowed) => {
		expect(isAdmissible(KEY, concatBytes(R, bytes32(s)))).toBe(allowed)
	})

	it.each([0, 1, 31, 33, 64])('refuse a key of %d bytes', (length) => {
		expect(isAdmissible(new Uint8Array(length).fill(3), concatBytes(R, bytes32(1n)))).toBe(false)
	})

	it.each([0, 32, 63, 65, 128])('refuse a signature of %d bytes', (length) => {
		expect(isAdmissible(KEY, new Uint8Array(length).fill(3))).toBe(false)
	})

	it('agree with arithmetic on the curve, wherever the lines are', () => {
		fc.assert(
			fc.property(point, point, scalar, (key, r, s) => {
				const expected = pointAllowed(key) && pointAllowed(r) && integer(s) < l
				expect(isAdmissible(key, concatBytes(r, s))).toBe(expected)
			}),
			{ seed: 2, numRuns: 2000 },
		)
	})
})
