/**
 * Ten cases that tell a backend that computes the rule of SPEC 4.3 from one that does not. Libraries differ most over keys and points with a
 * component of small order, over multiplying by the cofactor, and over reducing the hash. The constants were made for this purpose.
 */
import { fromHex } from '../bytes.js'
import type { SignatureBackend } from './backend.js'
import { isAdmissible } from './ed25519.js'

const KEY = '9daa7fe74ea9f87f764ef03f2c2680d12033aa8167f81bc3f3bca385101949b4'
/** The same point plus one of order 8. */
const MIXED_KEY = '1e7b0150b10750efdb1bb2ef5c6b89686f49085b830a77125a3c45b56599e03b'
const OFF_CURVE = '0200000000000000000000000000000000000000000000000000000000000000'
const R = 'b2d8e46fa1bcbe83d5598cf8324f85181d3392adc71d3473054be9947d17d0e7'
/** The same point plus one of order 8. */
const MIXED_R = '6e0738eb3f98abc51f3a9edbbc9f2d0fc55a866c53ed34c0a33a11988bc5015a'
const S = 'af5266f0a159fc144c3cd5fc5f2ec7e1728542b7756c27559b57330d3d07e901'
const S_PLUS_L = '9c265c4dbcbc0e6d22d9cc9f3e28a6f6728542b7756c27559b57330d3d07e911'
const MIXED_KEY_S = '96b87efc7a0e2b1f281cfe80f28969f1bdc0e838a71ef97d3d0974700be74a08'
const MIXED_KEY_MESSAGE = 1
const COFACTORED_KEY_S = 'b2a2ade9f0bd009672eead20efcf9d28330acad458622842d213c8fadcfbb006'
const COFACTORED_KEY_MESSAGE = 5
const COFACTORED_R_S = 'cd1ea3443b3cdbff4426f417f5dd69b9c6f0d83a56b1e0e7c8a2f8c575372208'

/** What the case is, the right verdict, the key, the one byte of the message, R and S. */
type Case = readonly [what: string, valid: boolean, key: string, message: number, r: string, s: string]

const CASES: readonly Case[] = [
	['a valid signature', true, KEY, 0, R, S],
	['another message', false, KEY, 1, R, S],
	['another key', false, MIXED_KEY, 0, R, S],
	['another R', false, KEY, 0, MIXED_R, S],
	['another S', false, KEY, 0, R, COFACTORED_R_S],
	['an S that is not below L', false, KEY, 0, R, S_PLUS_L],
	['a key off the curve', false, OFF_CURVE, 0, R, S],
	['a valid signature under a key with a component of small order', true, MIXED_KEY, MIXED_KEY_MESSAGE, R, MIXED_KEY_S],
	[
		'a key with a component of small order, where only the cofactored equation holds',
		false,
		MIXED_KEY,
		COFACTORED_KEY_MESSAGE,
		R,
		COFACTORED_KEY_S,
	],
	['an R with a component of small order, where only the cofactored equation holds', false, KEY, 0, MIXED_R, COFACTORED_R_S],
]

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

/** The case on which the backend, behind the checks that stand before every backend, gives the wrong verdict; `undefined` when all are right. */
export async function failedCase(backend: SignatureBackend): Promise<string | undefined> {
	for (const [what, valid, key, message, r, s] of CASES) {
		const publicKey = bytesOf(key)
		const signature = bytesOf(r + s)
		let verdict: unknown = false
		try {
			verdict = isAdmissible(publicKey, signature) && (await backend.verify(publicKey, Uint8Array.of(message), signature))
		} catch {
			// A backend may fail to decide what is invalid anyway (a key that it refuses to import), but not what is valid.
		}
		if (verdict !== valid) return what
	}
	return undefined
}
