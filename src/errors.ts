/**
 * The one error class and every error code of the library. Codes are stable and documented; the sentences may change.
 * SPEC.md section 10 lists the codes that belong to the protocol; a check keeps the two lists equal.
 */

/** Codes of the protocol: every implementation reports these for the same bytes (SPEC 10.1). */
export const PROTOCOL_CODES = {
	'message-too-short': 'fewer bytes than a signature and the smallest payload',
	'message-too-large': 'more bytes than a message may have',
	'cbor-truncated': 'the bytes end inside an item',
	'cbor-trailing': 'bytes follow the item',
	'cbor-non-minimal': 'a length or number is not written in its shortest form',
	'cbor-indefinite': 'an item of indefinite length',
	'cbor-type': 'an item that is no unsigned integer, byte string, text string, array, map, true or false',
	'cbor-integer-range': 'an integer greater than 2^53 - 1',
	'cbor-utf8': 'a text string that is not UTF-8',
	'cbor-text': 'a text string with a control character other than LF and TAB, or with a byte order mark at its start',
	'cbor-key-type': 'a map key that is no unsigned integer',
	'cbor-key-order': 'map keys that are not strictly ascending',
	'cbor-depth': 'arrays and maps nested deeper than allowed',
	'payload-not-map': 'a payload that is not a map',
	'field-missing': 'a field that the kind requires is absent',
	'field-type': 'a field has another type than its definition',
	'field-size': 'a field is shorter or longer than allowed',
	'field-range': 'a number is outside the range of its field',
	'field-text': 'a text holds characters that its field does not allow',
	'field-default': 'a default value is written out instead of being left out',
	'field-order': 'the items of a set are not strictly ascending',
	'field-conflict': 'fields that exclude or require each other do not fit together',
	'signature-invalid': 'the signature does not fit the author and the payload',
	'unproven': 'a message without a signature that nothing in its bundle proves',
	'bundle-magic': 'the bytes do not begin with the magic of a bundle',
	'bundle-version': 'a bundle of a version that is not known here',
	'bundle-truncated': 'the bytes end inside a bundle',
	'bundle-too-large': 'a bundle, or a section of it, declares more than is allowed',
	'bundle-section': 'a section cannot be read as its layout says',
	'bundle-inflate': 'a compressed stream is damaged or does not have its declared size',
	'bundle-reference': 'a message refers to one that does not stand before it',
	'bundle-hash': 'the integrity hash of a bundle does not fit its content',
	'blob-too-large': 'an attachment is larger than is allowed',
	'blob-hash': 'the bytes of an attachment do not have the hash that they claim',
} as const

/** Codes of this library: misuse, the environment, stores and media (SPEC 10.2 does not bind other implementations). */
export const LIBRARY_CODES = {
	'argument-invalid': 'an argument is outside what the function accepts',
	'key-invalid': 'not a usable secret or public key',
	'random-unavailable': 'the runtime offers no source of secure random bytes',
	'backend-unknown': 'no signature backend of this name',
	'backend-unavailable': 'a signature backend is missing here or failed its self-test',
	'signer-missing': 'the replica was opened without a signer',
	'signer-failed': 'the signer returned something that is no valid signature of its author',
	'not-found': 'no such message, thread or attachment here',
	'ambiguous': 'an abbreviated name fits more than one thing',
	'already-retracted': 'the message was retracted by its author',
	'not-own': 'only the author of a message may do this',
	'store-version': 'the store was written by a newer version of the library',
	'store-corrupt': 'the store holds something that cannot be what was written',
	'store-locked': 'another program holds the store',
	'store-full': 'no space is left for the store',
	'store-io': 'the store could not be read or written',
	'store-unavailable': 'the store cannot run here',
	'medium-not-started': 'the medium was not started',
	'medium-closed': 'the medium was closed',
	'medium-direction': 'the medium only receives',
	'medium-unit': 'a unit is empty, larger than the medium carries, or outside of its alphabet',
	'medium-io': 'a medium could not carry the bytes',
	'unauthorized': 'the other side does not allow this to whoever asks',
	'body-too-large': 'a request or an answer has more bytes than are accepted',
	'content-type': 'bytes of another type than the one that is expected',
	'not-acceptable': 'there is no answer of a type that the request accepts',
	'method-not-allowed': 'an address does not know the method of the request',
	'busy': 'the other side has too much to do, and says so',
	'timeout': 'the other side did not send what was expected in time',
	'internal': 'a mistake in the program on this side',
	'closed': 'the store or replica was closed',
	'aborted': 'the caller cancelled the work',
} as const

export type ProtocolCode = keyof typeof PROTOCOL_CODES
export type ErrorCode = ProtocolCode | keyof typeof LIBRARY_CODES

/** Where in the verification of a message an error was found, in the order of the stages (SPEC 4). */
export type Stage = 'size' | 'encoding' | 'structure' | 'fields' | 'signature'

export interface ErrorDetails {
	/** The stage of verification, for the codes of a message. */
	readonly stage?: Stage
	/** The field, as a path of SPEC names: `text`, `sources[2].uri`. */
	readonly field?: string
	/** The offset of the byte where the encoding went wrong. */
	readonly offset?: number
	readonly cause?: unknown
}

/** Everything that this library throws. Decide by `code`; `message` is a sentence for people. */
export class BudkavleError extends Error {
	readonly code: ErrorCode
	readonly stage: Stage | undefined
	readonly field: string | undefined
	readonly offset: number | undefined

	constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause })
		this.name = 'BudkavleError'
		this.code = code
		this.stage = details.stage
		this.field = details.field
		this.offset = details.offset
	}
}

/** Throws `aborted` when the signal was triggered. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new BudkavleError('aborted', 'The work was cancelled by its caller.', { cause: signal.reason })
}
