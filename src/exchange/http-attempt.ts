/** One request of an exchange over HTTP, and what its answer means. */
import { joinBytes } from '../bytes.js'
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import type { Progress } from '../replica/types.js'
import type { Failure } from './http-retry.js'
import { retryAfterOf } from './http-retry.js'

const BUNDLE_TYPE = 'application/budkavle'
/** Bytes of the answer of a service that refused: enough for its sentence. */
const MOST_ERROR = 16_384
/** Of that sentence, so many characters are shown. */
const SENTENCE = 300

export interface AttemptSettings {
	readonly fetch: (url: string, init: RequestInit) => Promise<Response>
	readonly url: string
	readonly token: string | undefined
	/** Milliseconds. */
	readonly timeout: number
	readonly maxReply: number
}

export type Attempt = Failure | { readonly ok: true; readonly reply: Uint8Array | undefined }

/** The end of an attempt: by its caller, or because nothing came for too long. */
class Watch {
	readonly #controller: AbortController = new AbortController()
	readonly #timeout: number
	readonly #outer: AbortSignal
	readonly #stop: () => void
	#timer: ReturnType<typeof setTimeout> | undefined
	isLate = false

	constructor(outer: AbortSignal, timeout: number) {
		this.#outer = outer
		this.#timeout = timeout
		this.#stop = () => this.#controller.abort(outer.reason)
		if (outer.aborted) this.#stop()
		outer.addEventListener('abort', this.#stop)
		this.alive()
	}

	get signal(): AbortSignal {
		return this.#controller.signal
	}

	/** Something came. */
	alive(): void {
		clearTimeout(this.#timer)
		this.#timer = setTimeout(() => {
			this.isLate = true
			this.#controller.abort()
		}, this.#timeout)
	}

	/** Rejects when the attempt ends, whatever a `fetch` makes of its signal. */
	ended(): Promise<never> {
		return new Promise((_, reject) => {
			const end = (): void => reject(new BudkavleError('aborted', 'The attempt ended.'))
			if (this.signal.aborted) end()
			else this.signal.addEventListener('abort', end, { once: true })
		})
	}

	close(): void {
		clearTimeout(this.#timer)
		this.#outer.removeEventListener('abort', this.#stop)
	}
}

/** The body piece by piece, where the runtime gives it so; else as a whole. */
async function* piecesOf(response: Response): AsyncGenerator<Uint8Array, void, void> {
	const reader = response.body?.getReader()
	if (reader === undefined) {
		yield new Uint8Array(await response.arrayBuffer())
		return
	}
	try {
		for (;;) {
			const { done, value } = await reader.read()
			if (done) return
			yield value
		}
	} finally {
		await reader.cancel().catch(() => undefined)
	}
}

/** The bytes of an answer, or `undefined` as soon as they are more than `most`. */
async function readUpTo(response: Response, most: number, onBytes: (count: number) => void): Promise<Uint8Array | undefined> {
	if (Number(response.headers.get('Content-Length') ?? 0) > most) {
		await response.body?.cancel().catch(() => undefined)
		return undefined
	}
	let buffer = new Uint8Array(0)
	let length = 0
	for await (const piece of piecesOf(response)) {
		if (length + piece.length > most) return undefined
		if (length + piece.length > buffer.length) {
			const larger = new Uint8Array(Math.min(most, Math.max(length + piece.length, 2 * buffer.length)))
			larger.set(buffer.subarray(0, length))
			buffer = larger
		}
		buffer.set(piece, length)
		length += piece.length
		onBytes(piece.length)
	}
	return joinBytes([buffer.subarray(0, length)])
}

/** What a service says about its refusal, in one line without what a terminal could act on. */
async function sentenceOf(response: Response): Promise<string> {
	try {
		const bytes = await readUpTo(response, MOST_ERROR, () => undefined)
		const said: unknown = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array(0)))
		const { message } = (said as { readonly error: { readonly message: unknown } }).error
		if (typeof message !== 'string') return ''
		return ` It says: ${message.replace(/[\p{C}\p{Z}]+/gu, ' ').slice(0, SENTENCE)}`
	} catch {
		return ''
	}
}

const CODES: Readonly<Record<number, ErrorCode>> = {
	401: 'unauthorized',
	403: 'unauthorized',
	408: 'timeout',
	413: 'body-too-large',
	415: 'content-type',
	429: 'busy',
	503: 'busy',
}
const RETRIED: readonly number[] = [429, 502, 503, 504]

async function refused(response: Response): Promise<Failure> {
	const { status, headers } = response
	const retryAfter = retryAfterOf(headers)
	const isMoved = status === 0 || (status >= 300 && status < 400)
	const sentence = isMoved
		? 'The service sends elsewhere, which is not followed: give the address itself.'
		: `The service refused the bundle with the status ${status}.${await sentenceOf(response)}`
	return {
		ok: false,
		error: new BudkavleError(CODES[status] ?? 'medium-io', sentence),
		mayRetry: RETRIED.includes(status),
		...(retryAfter === undefined ? {} : { retryAfter }),
	}
}

const fails = (code: ErrorCode, message: string, mayRetry: boolean, cause?: unknown): Failure => {
	return { ok: false, error: new BudkavleError(code, message, { cause }), mayRetry }
}

async function request(
	settings: AttemptSettings,
	bundle: Uint8Array,
	watch: Watch,
	onProgress: ((progress: Progress) => void) | undefined,
): Promise<Attempt> {
	const { url, token, maxReply } = settings
	const response = await settings.fetch(url, {
		method: 'POST',
		headers: {
			'Accept': BUNDLE_TYPE,
			'Content-Type': BUNDLE_TYPE,
			...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
		},
		// Memory that is shared between threads is no body.
		body: bundle.buffer instanceof ArrayBuffer ? (bundle as Uint8Array<ArrayBuffer>) : new Uint8Array(bundle),
		redirect: 'manual',
		credentials: 'omit',
		cache: 'no-store',
		signal: watch.signal,
	})
	watch.alive()
	if (response.status !== 200 && response.status !== 204) return refused(response)
	let done = bundle.length
	const declared = response.headers.get('Content-Length')
	const total = declared !== null && /^\d{1,15}$/.test(declared) ? done + Number(declared) : undefined
	const tell = (): void => onProgress?.(Object.freeze(total === undefined ? { done } : { done, total }))
	tell()
	if (response.status === 204) return { ok: true, reply: undefined }
	const type = response.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase()
	if (type !== BUNDLE_TYPE) {
		await response.body?.cancel().catch(() => undefined)
		return fails('content-type', `Expected an answer of the type ${BUNDLE_TYPE}: there is another service at this address.`, false)
	}
	const reply = await readUpTo(response, maxReply, (count) => {
		watch.alive()
		done += count
		tell()
	})
	if (reply === undefined) return fails('body-too-large', `The answer has more than ${maxReply} bytes.`, false)
	return { ok: true, reply }
}

/** Never rejects, but with what `onProgress` throws. */
export async function attempt(
	settings: AttemptSettings,
	bundle: Uint8Array,
	signal: AbortSignal,
	onProgress: ((progress: Progress) => void) | undefined,
): Promise<Attempt> {
	const watch = new Watch(signal, settings.timeout)
	let thrown: { readonly error: unknown } | undefined
	const guarded = (progress: Progress): void => {
		try {
			onProgress?.(progress)
		} catch (error) {
			thrown = { error }
			throw error
		}
	}
	try {
		return await Promise.race([request(settings, bundle, watch, guarded), watch.ended()])
	} catch (error) {
		if (thrown !== undefined) throw thrown.error
		if (watch.isLate) return fails('timeout', `Nothing came from the service for ${settings.timeout} ms.`, true, error)
		return fails('medium-io', 'The service cannot be reached, or the connection to it broke.', true, error)
	} finally {
		watch.close()
	}
}
