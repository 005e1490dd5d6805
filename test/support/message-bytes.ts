/** Messages that no honest library makes, for tests of what is refused. */
import { concatBytes } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import type { Signer } from '../../src/crypto/signer.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'
import { signedBytes } from '../../src/message/verify.js'

/** Canonical bytes of any value as payload, with 64 zeros in place of a signature. */
export function unsignedBytes(payload: CborValue): Uint8Array {
	return concatBytes(encodeCbor(payload), new Uint8Array(64))
}

/** Canonical bytes of any value as payload, properly signed, whatever rules the payload breaks. */
export async function forceSigned(signer: Signer, payload: CborValue): Promise<Uint8Array> {
	const bytes = encodeCbor(payload)
	return concatBytes(bytes, await signer.sign(signedBytes(sha256Hex(bytes))))
}

/** The signature of a message that has one. */
export function signatureIn({ signature }: { readonly signature?: Uint8Array }): Uint8Array {
	if (signature === undefined) throw new Error('this message has no signature')
	return signature
}

/** A message as it travels alone. */
export function aloneBytes(message: { readonly payload: Uint8Array; readonly signature?: Uint8Array }): Uint8Array {
	return concatBytes(message.payload, signatureIn(message))
}
