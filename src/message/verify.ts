/** The stage "signature" of verification, for one message and for many (SPEC 3.2, 4.3). */
import { concatBytes, encodeUtf8, fromHex } from '../bytes.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { admitBackend, defaultBackend } from '../crypto/select.js'
import { verifySignature } from '../crypto/verify.js'
import { BudkavleError, throwIfAborted } from '../errors.js'
import { decodeMessage } from './decode.js'
import type { Message, MessageId, Signed } from './types.js'

export interface VerifyOptions {
	/** What computes the signatures; without it, the best that there is here. One that was not admitted yet is put to the self-test first. */
	readonly backend?: SignatureBackend | undefined
}

export interface VerifyProgress {
	readonly done: number
	readonly total: number
}

export interface VerifyManyOptions extends VerifyOptions {
	/** Ends the work with `aborted`. */
	readonly signal?: AbortSignal | undefined
	/** Called now and then, the last time with `done` equal to `total`. */
	readonly onProgress?: ((progress: VerifyProgress) => void) | undefined
}

export type VerifyOutcome = { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly error: BudkavleError }

/** What stands before the id in the bytes that are signed (SPEC 3.2). */
const DOMAIN: Uint8Array = /* @__PURE__ */ encodeUtf8('budkavle/1 message\n')

/** How many signatures are under way at a time, and how many are checked without pause. */
const AT_ONCE = 64
/** From so many on other threads help: for fewer it is not worth waking them. */
const MANY = 16

/** The 51 bytes that the author of a message signs (SPEC 3.2). */
export function signedBytes(id: MessageId): Uint8Array {
	return concatBytes(DOMAIN, fromHex(id) as Uint8Array)
}

/**
 * Reads and verifies a message as it travels, payload followed by signature: SPEC 4 as a whole. What it returns is proven, a copy, and deeply frozen except its
 * Uint8Arrays.
 *
 * @throws {BudkavleError} a code of SPEC 10.1 with `stage` and, for fields, `field`; `argument-invalid` for anything else than a Uint8Array;
 * `backend-unavailable` when no signature can be checked here
 */
export async function verifyMessage(bytes: Uint8Array, options: VerifyOptions = {}): Promise<Signed> {
	return verifyDecoded(decodeMessage(bytes).unverified, options)
}

/**
 * Verifies many messages, each for itself: one that is wrong costs none of the others. Pauses between, so that an application stays responsive.
 *
 * @returns one outcome for each item, in their order; an error is as `verifyMessage` throws it
 * @throws {BudkavleError} `aborted`; `backend-unavailable` when no signature can be checked here
 */
export async function verifyMessages(items: Iterable<Uint8Array>, options: VerifyManyOptions = {}): Promise<readonly VerifyOutcome[]> {
	const proven = await prove([...items], (bytes) => decodeMessage(bytes).unverified, options)
	return proven.map((result) =>
		Object.freeze(result instanceof BudkavleError ? { ok: false, error: result } : { ok: true, message: result }),
	)
}

/**
 * The signature of a message that was decoded, and that nobody else has got hold of since.
 *
 * @returns the same message, proven
 * @throws {BudkavleError} `signature-invalid`; `backend-unavailable` when no signature can be checked here
 */
export async function verifyDecoded<M extends Message>(message: M, options: VerifyOptions = {}): Promise<M> {
	const backend = await backendOf(options)
	if (await holds(backend, message)) return message
	throw signatureInvalid()
}

/**
 * As `verifyDecoded`, for many.
 *
 * @returns for each message, in their order, itself or the error `signature-invalid`
 * @throws {BudkavleError} `aborted`; `backend-unavailable` when no signature can be checked here
 */
export async function proveMessages(
	messages: readonly Message[],
	options: VerifyManyOptions = {},
): Promise<readonly (Message | BudkavleError)[]> {
	return prove(messages, (message) => message, options)
}

async function prove<T>(
	items: readonly T[],
	open: (item: T) => Message,
	options: VerifyManyOptions,
): Promise<readonly (Message | BudkavleError)[]> {
	const { signal, onProgress } = options
	throwIfAborted(signal)
	const backend = await backendOf(options)
	const total = items.length
	const beside = total >= MANY
	const results = new Array<Message | BudkavleError>(total)
	let done = 0
	const settle = (i: number, result: Message | BudkavleError): void => {
		results[i] = result
		done++
	}
	// What is under way with a backend that answers by promise: each in the place of the one AT_ONCE before it, which is waited for first.
	const underWay: Promise<void>[] = []
	for (let i = 0; i < total; i++) {
		if (i % AT_ONCE === 0 && i > 0) {
			if (underWay.length === 0) await pause()
			onProgress?.({ done, total })
		}
		const before = underWay[i % AT_ONCE]
		if (before !== undefined) await before
		throwIfAborted(signal)
		try {
			const message = open(items[i] as T)
			const verdict = holds(backend, message, beside)
			if (typeof verdict === 'boolean') settle(i, verdict ? message : signatureInvalid())
			else underWay[i % AT_ONCE] = verdict.then((valid) => settle(i, valid ? message : signatureInvalid()))
		} catch (error) {
			if (!(error instanceof BudkavleError)) throw error
			settle(i, error)
		}
	}
	await Promise.all(underWay)
	if (total > 0) onProgress?.({ done, total })
	return results
}

async function backendOf({ backend }: VerifyOptions): Promise<SignatureBackend> {
	return backend === undefined ? defaultBackend() : admitBackend(backend)
}

/** From hex digits, which cannot change while a promise is waited for. */
function holds(backend: SignatureBackend, { id, author, signature }: Message, beside = false): boolean | Promise<boolean> {
	if (signature === undefined) throw unproven()
	return verifySignature(backend, fromHex(author) as Uint8Array, signedBytes(id), signature, beside)
}

function signatureInvalid(): BudkavleError {
	const message =
		'Expected a signature of the author over this payload, but it does not hold: one of them was changed. Fetch the message from elsewhere.'
	return new BudkavleError('signature-invalid', message, { stage: 'signature' })
}

/** The error of a message that nothing proves. One object serves all of a bundle. */
export function unproven(): BudkavleError {
	const message =
		'Expected a signature, or a checkpoint and hashes that prove the message without one, but what came beside it does not prove it. Fetch the message from elsewhere, by its id.'
	return new BudkavleError('unproven', message, { stage: 'signature' })
}

/** Lets timers, input and the network have their turn. */
function pause(): Promise<void> {
	const { setImmediate: soon = setTimeout } = globalThis as { readonly setImmediate?: (callback: () => void) => unknown }
	return new Promise((resolve) => {
		soon(resolve)
	})
}
