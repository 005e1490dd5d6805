/** What the HTTP handler is told, checked once, with every default. */
import { BudkavleError } from '../errors.js'
import type { AuthorId } from '../message/types.js'
import type { Share } from '../replica/types.js'

/** What whoever asks may do. */
export interface Access {
	/** See views, messages and attachments, and get answers to bundles. */
	readonly read: boolean
	/** Send messages. */
	readonly write: boolean
	/** Who it is: handed to `share` as `to`, and to the replica's `admit` as `from`. */
	readonly name?: string
}

/** How much may be under way at the same time. What comes beyond is refused with `busy` and a Retry-After. */
export interface HttpLimits {
	/** Bundles that are being sent here or wait for their turn: each holds up to `maxBody` bytes. Default 16. */
	readonly bodies?: number
	/** Bundles that the replica works on. Default 4. */
	readonly exchanges?: number
	/** Views, messages and attachments that are being read. Default 32. */
	readonly reads?: number
	/** Streams of changes. Default 100. */
	readonly listeners?: number
}

/** Calls `work` once after so many milliseconds, unless the function that it gives is called before. */
export type Schedule = (work: () => void, milliseconds: number) => () => void

export interface HttpOptions {
	/** What all paths begin with, such as `/budkavle`; without a slash at its end. Default: nothing. */
	readonly path?: string
	/** Who may do what. Default: everybody may read and write. What it throws is answered with status 500, and `onError` hears of it. */
	readonly authorize?: (request: Request) => Access | Promise<Access>
	/** The most bytes of a request, 1 to 67,108,864. Default 8 MiB. */
	readonly maxBody?: number
	/** The most bytes of the bundle that answers. Default 8 MiB. */
	readonly maxReply?: number
	/**
	 * What is given to whom. Default: everything to whoever may read. With a policy, attachments are given only with `?message=` naming a shared message that cites them, and views, which are
	 * computed from everything that is held, are not served unless `views` says so.
	 */
	readonly share?: Share
	/** Whether views are served: threads, timeline, questions, people, corroboration, and their changes. Default: only without `share`. */
	readonly views?: boolean
	/** Whose circle `/corroboration` shows where the request does not say `reader`: these keys with their public vouches. Default: nobody's, so that everybody is outside. Private vouches are never used. */
	readonly reader?: readonly AuthorId[]
	/** Which pages of other origins may ask: all, or these, such as `https://village.example`. Default: none. */
	readonly cors?: '*' | readonly string[]
	readonly limits?: HttpLimits
	/** How many milliseconds a request may take to send its body. Default 120,000. */
	readonly timeout?: number
	/** After how many milliseconds a stream of changes says that it is still there. Default 25,000. */
	readonly heartbeat?: number
	/** Ends everything that is under way, and every stream, and answers with `closed` from then on: for a server that stops. */
	readonly signal?: AbortSignal
	/** Hears of what failed here: what was answered with a status of 500 or more, but for `busy`. */
	readonly onError?: (error: unknown, request: Request) => void
	/** The timer for `timeout` and `heartbeat`. Default: `setTimeout`. */
	readonly schedule?: Schedule
}

/** The options with all defaults. */
export interface Settings {
	readonly path: string
	readonly authorize: NonNullable<HttpOptions['authorize']>
	readonly maxBody: number
	readonly maxReply: number
	readonly share: Share | undefined
	readonly views: boolean
	readonly reader: readonly AuthorId[]
	readonly cors: '*' | readonly string[]
	readonly limits: Required<HttpLimits>
	readonly timeout: number
	readonly heartbeat: number
	readonly signal: AbortSignal | undefined
	readonly onError: (error: unknown, request: Request) => void
	readonly schedule: Schedule
	/** Whether answers differ by who asks. */
	readonly isPersonal: boolean
}

const MEBIBYTE = 1_048_576
const MOST_BYTES = 64 * MEBIBYTE
const LONGEST_TIMER = 2_147_483_647
const MOST_AT_ONCE = 1_000_000
const PATH = /^(?:\/[A-Za-z0-9._~-]+)*$/
const KEY = /^[0-9a-f]{64}$/

const bySetTimeout: Schedule = (work, milliseconds) => {
	const timer: unknown = setTimeout(work, milliseconds)
	// A stream alone does not keep a program from ending. Browsers have numbers for timers.
	if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
	return () => clearTimeout(timer as ReturnType<typeof setTimeout>)
}

function invalid(what: string, came: unknown): never {
	throw new BudkavleError('argument-invalid', `Expected ${what}, but ${String(came).slice(0, 80)} came.`)
}

/** An option within its bounds, or what stands for it when it is left out. @throws {BudkavleError} `argument-invalid` */
export function wholeNumber(name: string, value: number | undefined, otherwise: number, most: number): number {
	if (value === undefined) return otherwise
	if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value
	return invalid(`the option ${name} as a whole number from 1 to ${most}`, value)
}

function checkedPath(path: string): string {
	if (path.split('/').some((part) => part === '.' || part === '..') || !PATH.test(path)) {
		return invalid('the option path to be empty or like /budkavle, without a slash at its end', path)
	}
	return path
}

function checkedOrigins(cors: '*' | readonly string[]): '*' | readonly string[] {
	if (cors === '*') return cors
	for (const origin of cors) {
		if (!URL.canParse(origin) || new URL(origin).origin !== origin) invalid('origins such as https://village.example', origin)
	}
	return [...cors]
}

/** @throws {BudkavleError} `argument-invalid` */
export function checkedOptions(options: HttpOptions): Settings {
	const { limits = {}, reader = [] } = options
	for (const key of reader) if (!KEY.test(key)) invalid('the keys of the option reader as 64 lower-case hex digits', key)
	return {
		path: checkedPath(options.path ?? ''),
		authorize: options.authorize ?? (() => ({ read: true, write: true })),
		maxBody: wholeNumber('maxBody', options.maxBody, 8 * MEBIBYTE, MOST_BYTES),
		maxReply: wholeNumber('maxReply', options.maxReply, 8 * MEBIBYTE, MOST_BYTES),
		share: options.share,
		views: options.views ?? options.share === undefined,
		reader,
		cors: checkedOrigins(options.cors ?? []),
		limits: {
			bodies: wholeNumber('limits.bodies', limits.bodies, 16, MOST_AT_ONCE),
			exchanges: wholeNumber('limits.exchanges', limits.exchanges, 4, MOST_AT_ONCE),
			reads: wholeNumber('limits.reads', limits.reads, 32, MOST_AT_ONCE),
			listeners: wholeNumber('limits.listeners', limits.listeners, 100, MOST_AT_ONCE),
		},
		timeout: wholeNumber('timeout', options.timeout, 120_000, LONGEST_TIMER),
		heartbeat: wholeNumber('heartbeat', options.heartbeat, 25_000, LONGEST_TIMER),
		signal: options.signal,
		onError: options.onError ?? (() => undefined),
		schedule: options.schedule ?? bySetTimeout,
		isPersonal: options.authorize !== undefined || options.share !== undefined,
	}
}
