import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8, toHex } from '../../src/bytes.js'
import { openSha256, sha256, sha256Hex, sha256Of } from '../../src/crypto/hash.js'
import type { NodeCrypto } from '../../src/crypto/runtime.js'
import { nodeCrypto } from '../../src/crypto/runtime.js'

const native = nodeCrypto()
if (native === undefined) throw new Error('these tests run on Node')
const { createPublicKey, createPrivateKey, sign, verify } = native
/** Node before 20.12 and other runtimes: without the one-shot function. */
const withoutOneShot: NodeCrypto = {
	createHash: (algorithm) => native.createHash(algorithm),
	createPublicKey,
	createPrivateKey,
	sign,
	verify,
}

const WAYS = [
	{ way: 'as chosen', open: () => ({ bytes: sha256, hex: sha256Hex, parts: (parts: readonly Uint8Array[]) => sha256Of(...parts) }) },
	{ way: 'node, one-shot', open: () => openSha256(native) },
	{ way: 'node, older', open: () => openSha256(withoutOneShot) },
	{ way: 'portable', open: () => openSha256(undefined) },
]

describe.each(WAYS)('SHA-256: $way', ({ open }) => {
	const hash = open()

	it.each([
		['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
		['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
		['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
	])('of %j is that of FIPS 180-4', (text, expected) => {
		expect(hash.hex(encodeUtf8(text))).toBe(expected)
		expect(toHex(hash.bytes(encodeUtf8(text)))).toBe(expected)
		expect(toHex(hash.parts([encodeUtf8(text)]))).toBe(expected)
	})

	it('agrees with createHash on any parts, joined or not', () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (parts) => {
				const whole = concatBytes(...parts)
				const expected = createHash('sha256').update(whole).digest('hex')
				expect(hash.hex(whole)).toBe(expected)
				expect(toHex(hash.bytes(whole))).toBe(expected)
				expect(toHex(hash.parts(parts))).toBe(expected)
			}),
			{ seed: 1, numRuns: 200 },
		)
	})

	it('gives plain bytes in memory of their own', () => {
		for (const digest of [hash.bytes(new Uint8Array(3)), hash.parts([new Uint8Array(3)])]) {
			expect(digest.constructor).toBe(Uint8Array)
			expect(digest.buffer.byteLength).toBe(32)
		}
	})
})
