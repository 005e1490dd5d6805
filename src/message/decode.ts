/** From bytes to messages: the stages "size" to "fields" of verification, and the shapes that the API shows (SPEC 4.1, 4.2, 5.2). */
import { isBytes } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { sha256Hex } from '../crypto/hash.js'
import { decodeCbor } from '../encoding/cbor.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { checkFields } from './check.js'
import { readMessage } from './read.js'
import type { Message, MessageId, Signed } from './types.js'

/** A message whose signature was not checked: anybody may have made it up. `verifyMessage` gives one that is proven. */
export interface DecodedMessage {
	readonly unverified: Signed
}

/**
 * Reads a message as it travels, payload followed by signature, and checks everything but the signature (SPEC 4.1, stages 1 to 4).
 * The bytes are copied. The message is deeply frozen, except its Uint8Arrays.
 *
 * @throws {BudkavleError} `message-too-short`, `message-too-large`, `cbor-...`, `payload-not-map` or `field-...`, with `stage` and, for fields, `field`;
 * `argument-invalid` for anything else than a Uint8Array
 */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
	if (!isBytes(bytes)) throw notBytes('a message', bytes)
	checkSize(bytes.length)
	const end = bytes.length - SIGNATURE_BYTES
	return Object.freeze({ unverified: decodeParts(bytes.subarray(0, end), bytes.subarray(end)) })
}

/**
 * As `decodeMessage`, for a payload and a signature that came apart, or for a payload that has none. What it returns is **not proven**.
 *
 * @throws {BudkavleError} as `decodeMessage`; `argument-invalid` when the signature has not 64 bytes
 */
export function decodeParts(payload: Uint8Array, signature: Uint8Array): Signed
export function decodeParts(payload: Uint8Array, signature?: Uint8Array): Message
export function decodeParts(payload: Uint8Array, signature?: Uint8Array): Message {
	if (!isBytes(payload)) throw notBytes('a payload', payload)
	if (signature !== undefined && !(isBytes(signature) && signature.length === SIGNATURE_BYTES))
		throw notBytes('a signature of 64 bytes', signature)
	checkSize(payload.length + SIGNATURE_BYTES)
	// Copied before anything is looked at: what is checked, hashed and kept is the same, whatever happens to the caller's bytes meanwhile.
	const own = new Uint8Array(payload)
	const fields = decodeCbor(own)
	checkFields(fields)
	return readMessage(fields, sha256Hex(own), own, signature && new Uint8Array(signature))
}

/** What a store gives back for a message that was proven before it was written. */
export interface StoredBytes {
	readonly id: MessageId
	readonly payload: Uint8Array
	readonly signature?: Uint8Array
}

/**
 * A message out of a store. It was proven on its way in, so its signature is not checked again; its id is, since disks and other programs change bytes.
 *
 * @throws {BudkavleError} `store-corrupt` for whatever is not what was written; the cause says why
 */
export function decodeStored(stored: StoredBytes): Message {
	let cause: unknown
	try {
		const message = decodeParts(stored.payload, stored.signature)
		if (message.id === stored.id) return message
	} catch (error) {
		cause = error
	}
	const message = `The store holds other bytes than were written as ${String(stored.id).slice(0, 64)}. Its disk may be failing. Receive a bundle that carries the message to mend it.`
	throw new BudkavleError('store-corrupt', message, { cause })
}

/** Stage "size" (SPEC 4.1), for payload and signature together. */
export function checkSize(size: number): void {
	const isShort = size <= SIGNATURE_BYTES
	if (!isShort && size <= LIMITS.message) return
	const message = `Expected ${SIGNATURE_BYTES + 1} to ${LIMITS.message} bytes, payload and signature together, but ${size} came. Fetch the message again, or say less.`
	throw new BudkavleError(isShort ? 'message-too-short' : 'message-too-large', message, { stage: 'size' })
}

function notBytes(what: string, value: unknown): BudkavleError {
	const came = isBytes(value) ? `${value.length} bytes` : `this ${typeof value}`
	return new BudkavleError('argument-invalid', `Expected ${what} as a Uint8Array, but ${came} came. Pass the bytes as they were received.`)
}
