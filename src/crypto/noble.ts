/**
 * Ed25519 in portable code, for runtimes with neither node:crypto nor Ed25519 in WebCrypto, such as React Native.
 * Only the points of @noble/ed25519 are used. Its own `verify` multiplies by the cofactor in both of its modes, and so accepts signatures
 * that this rule refuses; its own `sign` computes the public key anew for each signature, and takes its hash from a place that all users
 * of the package share.
 */
import { Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, copyBytes, equalBytes, fromHex, toHex } from '../bytes.js'
import type { SignatureBackend } from './backend.js'
import { cachedKeys } from './key-cache.js'

const L: bigint = /* @__PURE__ */ Point.CURVE().n

/** Keys with a table are few: it takes 150 KB. */
const TABLES = 32
/** A table costs as much as two to three verifications, and makes each of them three times as fast. */
const USES_BEFORE_TABLE = 3

function fromLittleEndian(bytes: Uint8Array): bigint {
	return BigInt(`0x${toHex(copyBytes(bytes).reverse())}`)
}

function toLittleEndian(number: bigint): Uint8Array {
	return (fromHex(number.toString(16).padStart(64, '0')) as Uint8Array).reverse()
}

/** SHA-512 of the parts as a number, reduced before it meets a point: for a key with a component of small order the verdict depends on that. */
function hashModL(...parts: readonly Uint8Array[]): bigint {
	return fromLittleEndian(sha512(concatBytes(...parts))) % L
}

interface CachedPoint {
	readonly point: Point
	uses: number
	table?: readonly Point[]
}

const cached: (publicKey: Uint8Array) => CachedPoint = /* @__PURE__ */ cachedKeys(
	(publicKey) => ({ point: Point.fromBytes(publicKey), uses: 0 }),
	TABLES,
)

/** For each of the 85 octal digits of a scalar, the seven multiples of the point that the digit can ask for. */
function tableOf(point: Point): readonly Point[] {
	const table: Point[] = []
	let first = point
	for (let digit = 0; digit < 85; digit++) {
		let multiple = first
		for (let i = 0; i < 7; i++) {
			table.push(multiple)
			multiple = multiple.add(first)
		}
		first = multiple
	}
	return table
}

/** k·A, in variable time: nothing here is secret. */
function multiply(key: CachedPoint, k: bigint): Point {
	if (key.uses++ < USES_BEFORE_TABLE) return key.point.multiply(k, false)
	key.table ??= tableOf(key.point)
	let sum = Point.ZERO
	let rest = k
	for (let at = -1; rest > 0n; at += 7) {
		const digit = Number(rest & 7n)
		if (digit > 0) sum = sum.add(key.table[at + digit] as Point)
		rest >>= 3n
	}
	return sum
}

/** The equation of SPEC 4.3 for a key and a signature that passed `isAdmissible`. Never throws. */
export function verifyPortably(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	let key: CachedPoint
	try {
		key = cached(publicKey)
	} catch {
		return false // not on the curve
	}
	const r = signature.subarray(0, 32)
	const s = fromLittleEndian(signature.subarray(32))
	const difference = Point.BASE.multiply(s, false).subtract(multiply(key, hashModL(r, publicKey, message)))
	return equalBytes(difference.toBytes(), r)
}

/** The portable backend: always there. Synchronous. */
export function nobleBackend(): SignatureBackend {
	return { name: 'noble', verify: verifyPortably }
}

/** What signs with one secret key. */
export interface KeyPair {
	readonly publicKey: Uint8Array
	sign(bytes: Uint8Array): Uint8Array
}

/** Keys and signatures of RFC 8032, 5.1.5 and 5.1.6, for a seed of 32 bytes. */
export function portableKeyPair(secret: Uint8Array): KeyPair {
	const hash = sha512(secret)
	const prefix = hash.subarray(32)
	const clamped = hash.slice(0, 32)
	clamped[0] = (clamped[0] as number) & 0xf8
	clamped[31] = ((clamped[31] as number) & 0x7f) | 0x40
	const a = fromLittleEndian(clamped) % L
	const publicKey = Point.BASE.multiply(a).toBytes()
	return {
		publicKey,
		sign: (bytes) => {
			const nonce = hashModL(prefix, bytes)
			const r = Point.BASE.multiply(nonce).toBytes()
			return concatBytes(r, toLittleEndian((nonce + hashModL(r, publicKey, bytes) * a) % L))
		},
	}
}
