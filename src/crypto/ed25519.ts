/**
 * The part of the signature rule that needs no arithmetic on the curve (SPEC 4.3): lengths, S < L, and A and R canonical and not of small order.
 * Every library draws these lines elsewhere, or nowhere. Drawn here, in front of the library, they are the same everywhere.
 *
 * A point is encoded as its y in 32 little-endian bytes, with the sign of x in the highest bit. Hence by y alone:
 * - y >= p is not canonical (p = 2^255 - 19);
 * - y = 0, 1, p - 1 and the two y of order 8 are those of the eight points of small order, whatever the sign. y = 1 and y = p - 1 are
 *   also the only two points with x = 0, where a set sign bit is not canonical.
 * Whether a point lies on the curve is left to the backend for A; for R the comparison of bytes decides.
 */
import { fromHex } from '../bytes.js'

/** Bytes of a public key: a point. */
export const PUBLIC_KEY_BYTES: number = 32
/** Bytes of a secret key: the seed of RFC 8032, 5.1.5. */
export const SECRET_KEY_BYTES: number = 32
/** Bytes of a signature: R and S, 32 each. */
export const SIGNATURE_BYTES: number = 64

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

/** L = 2^252 + 27742317777372353535851937790883648493, the order of the base point, little-endian. */
const L: Uint8Array = /* @__PURE__ */ bytesOf('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')

const ZERO: Uint8Array = /* @__PURE__ */ new Uint8Array(32)

/** p = 2^255 - 19, the size of the field, little-endian. */
const P: Uint8Array = /* @__PURE__ */ bytesOf('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f')

/** The y of the points of order 8: one of them and p minus it, little-endian. */
const ORDER_8: Uint8Array = /* @__PURE__ */ bytesOf('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
const ORDER_8_NEGATIVE: Uint8Array = /* @__PURE__ */ bytesOf('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

/** Whether the y of a point equals another in the bytes `from` to 31, the sign of x left aside. */
function sameY(point: Uint8Array, y: Uint8Array, from: number): boolean {
	if (((point[31] as number) & 0x7f) !== y[31]) return false
	for (let i = 30; i >= from; i--) if (point[i] !== y[i]) return false
	return true
}

/** Whether 32 bytes hold a canonical y that is none of a point of small order. */
function pointAllowed(point: Uint8Array): boolean {
	const lowest = point[0] as number
	if (sameY(point, ZERO, 1)) return lowest > 1
	// p - 1 has the lowest byte ec; from p itself to 2^255 - 1 nothing is canonical.
	if (sameY(point, P, 1)) return lowest < 0xec
	return !sameY(point, ORDER_8, 0) && !sameY(point, ORDER_8_NEGATIVE, 0)
}

function scalarAllowed(scalar: Uint8Array): boolean {
	for (let i = 31; i >= 0; i--) {
		const difference = (scalar[i] as number) - (L[i] as number)
		if (difference !== 0) return difference < 0
	}
	return false
}

/**
 * Whether a key and a signature pass the checks that come before any backend (SPEC 4.3): 32 and 64 bytes; S < L; A and R canonical and
 * not of small order.
 * `false` means that the signature is invalid, `true` that the equation has to be computed.
 */
export function isAdmissible(publicKey: Uint8Array, signature: Uint8Array): boolean {
	return (
		publicKey.length === PUBLIC_KEY_BYTES &&
		signature.length === SIGNATURE_BYTES &&
		scalarAllowed(signature.subarray(32)) &&
		pointAllowed(publicKey) &&
		pointAllowed(signature)
	)
}
