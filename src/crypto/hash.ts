/** SHA-256 (FIPS 180-4), synchronous on every runtime: names messages and attachments, and builds the Merkle trees (SPEC 3.1, 8). */
import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../bytes.js'
import type { NodeCrypto } from './runtime.js'
import { nodeCrypto } from './runtime.js'

/** Of SHA-256: ids, and the hashes of attachments and trees. */
export const HASH_BYTES = 32

/** One way to compute SHA-256. */
interface Sha256 {
	/** The 32 bytes of the hash, in memory of their own. */
	bytes(input: Uint8Array): Uint8Array
	/** The same as 64 lower-case hex digits; on Node much faster than converting. */
	hex(input: Uint8Array): string
	/** The hash of the parts one after the other, without joining them in memory. */
	parts(parts: readonly Uint8Array[]): Uint8Array
}

/** Picks the fastest way that there is: node's one-shot hash, node's older one, or portable code. */
export function openSha256(crypto: NodeCrypto | undefined): Sha256 {
	if (crypto === undefined) {
		return {
			bytes: (input) => portableSha256(input),
			hex: (input) => toHex(portableSha256(input)),
			parts: (parts) => {
				const state = portableSha256.create()
				for (const part of parts) state.update(part)
				return state.digest()
			},
		}
	}
	const { hash } = crypto
	return {
		// Node returns Buffers, whose slice() and JSON differ from those of a Uint8Array: hence the copies of 32 bytes.
		bytes: (input) =>
			new Uint8Array(hash === undefined ? crypto.createHash('sha256').update(input).digest() : hash('sha256', input, 'buffer')),
		hex: (input) => (hash === undefined ? crypto.createHash('sha256').update(input).digest('hex') : hash('sha256', input, 'hex')),
		parts: (parts) => {
			const state = crypto.createHash('sha256')
			for (const part of parts) state.update(part)
			return new Uint8Array(state.digest())
		},
	}
}

let opened: Sha256 | undefined

function native(): Sha256 {
	opened ??= openSha256(nodeCrypto())
	return opened
}

/** SHA-256 of the bytes: 32 bytes, in memory of their own. */
export function sha256(bytes: Uint8Array): Uint8Array {
	return native().bytes(bytes)
}

/** SHA-256 of the bytes as 64 lower-case hex digits: the form in which the API names messages and attachments. */
export function sha256Hex(bytes: Uint8Array): string {
	return native().hex(bytes)
}

/** SHA-256 of the parts one after the other, without joining them: 32 bytes. */
export function sha256Of(...parts: readonly Uint8Array[]): Uint8Array {
	return native().parts(parts)
}
