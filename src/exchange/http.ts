/** Exchanging bundles with a service over HTTP, on `fetch`: nothing else of a browser or of Node is needed. */
import { BudkavleError, throwIfAborted } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { WorkOptions } from '../replica/types.js'
import type { Attempt } from './http-attempt.js'
import { attempt } from './http-attempt.js'
import { waitBefore } from './http-retry.js'

export interface HttpExchangeOptions {
	/** Default: that of the runtime. */
	readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
	/** Sent as `Authorization: Bearer ...`. */
	readonly token?: string
	/** How many milliseconds may pass in which no answer, and no more of one, comes. Default 120,000. */
	readonly timeout?: number
	/** How often a bundle is sent again, when the network or the service failed or has too much to do. Receiving the same twice changes nothing. 0 to 100, default 4. */
	readonly retries?: number
	/** The most bytes of an answer. Default `LIMITS.bundle`. */
	readonly maxReply?: number
	/** Ends all exchanges of this service. */
	readonly signal?: AbortSignal
	/** A number from 0 up to, and without, 1: spreads those who try again. Default `Math.random`. */
	readonly random?: () => number
	/** Waits so many milliseconds, or until the signal is triggered. Default: `setTimeout`. */
	readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** A service that answers bundles. */
export interface HttpExchange {
	/** Where bundles are sent. */
	readonly url: string
	/**
	 * Sends a bundle and gives the one that answers it, or `undefined` when there is no answer. `onProgress` tells the bytes that went and came.
	 *
	 * Rejects with `unauthorized`, `body-too-large`, `content-type`, `busy`, `timeout`, `aborted`, or `medium-io` for everything else that fails on the way or there.
	 */
	exchange(bundle: Uint8Array, options?: WorkOptions): Promise<Uint8Array | undefined>
}

const LONGEST_TIMER = 2_147_483_647
const MOST_RETRIES = 100
/** What a header may hold. */
const TOKEN = /^[\x21-\x7e]{1,4096}$/

function wholeNumber(name: string, value: number, least: number, most: number): number {
	if (Number.isSafeInteger(value) && value >= least && value <= most) return value
	throw new BudkavleError('argument-invalid', `Expected the option ${name} as a whole number from ${least} to ${most}, but ${value} came.`)
}

function addressOf(url: string): string {
	const parsed = URL.canParse(url) ? new URL(url) : undefined
	const isFit = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === ''
	if (!isFit || parsed.search !== '' || parsed.hash !== '') {
		throw new BudkavleError(
			'argument-invalid',
			'Expected the address of a service, such as https://relay.example/budkavle, without a name, password or query. Give a password as the option token.',
		)
	}
	return `${parsed.href.replace(/\/+$/, '')}/exchange`
}

function sleepByTimer(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const done = (): void => {
			clearTimeout(timer)
			signal.removeEventListener('abort', done)
			resolve()
		}
		const timer = setTimeout(done, milliseconds)
		signal.addEventListener('abort', done)
	})
}

/** One signal for several, and the end of listening to them. Older runtimes have no `AbortSignal.any`. */
function joined(...signals: readonly (AbortSignal | undefined)[]): { readonly signal: AbortSignal; readonly release: () => void } {
	const controller = new AbortController()
	const given = signals.filter((signal) => signal !== undefined)
	const listeners = given.map((signal) => {
		const listener = (): void => controller.abort(signal.reason)
		if (signal.aborted) listener()
		signal.addEventListener('abort', listener)
		return { signal, listener }
	})
	const release = (): void => {
		for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener)
	}
	return { signal: controller.signal, release }
}

/**
 * A service at this address, as `httpHandler` of `budkavle/server/http` is one: `http://127.0.0.1:8080/budkavle` sends to `/budkavle/exchange`.
 *
 * @throws {BudkavleError} `argument-invalid`
 */
export function http(url: string, options: HttpExchangeOptions = {}): HttpExchange {
	const address = addressOf(url)
	const { token, random = Math.random, sleep = sleepByTimer } = options
	if (token !== undefined && !TOKEN.test(token)) {
		throw new BudkavleError('argument-invalid', 'Expected a token of 1 to 4096 visible ASCII characters, without spaces.')
	}
	const retries = wholeNumber('retries', options.retries ?? 4, 0, MOST_RETRIES)
	const settings = {
		// Browsers want it called without an object.
		fetch: options.fetch ?? ((to: string, init: RequestInit) => fetch(to, init)),
		url: address,
		token,
		timeout: wholeNumber('timeout', options.timeout ?? 120_000, 1, LONGEST_TIMER),
		maxReply: wholeNumber('maxReply', options.maxReply ?? LIMITS.bundle, 1, LIMITS.bundle),
	}

	async function exchange(bundle: Uint8Array, { signal: own, onProgress }: WorkOptions = {}): Promise<Uint8Array | undefined> {
		const { signal, release } = joined(options.signal, own)
		try {
			for (let failures = 0; ; failures++) {
				throwIfAborted(signal)
				const result: Attempt = await attempt(settings, bundle, signal, onProgress)
				if (result.ok) return result.reply
				throwIfAborted(signal)
				const wait = failures < retries ? waitBefore(failures, result, random) : undefined
				if (wait === undefined) throw result.error
				await sleep(wait, signal)
			}
		} finally {
			release()
		}
	}
	return Object.freeze({ url: address, exchange })
}
