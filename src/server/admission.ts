/** What a relay keeps for whom: a policy for `admit` with finite defaults (SPEC 8.2, 11.7). What it declines stays valid, and is counted by its reason. */
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { AuthorId, Message } from '../message/types.js'
import type { Admit } from '../replica/types.js'
import type { Store } from '../store/types.js'
import { wholeNumber } from './options.js'

export interface AdmissionOptions {
	/** Messages of one author that are kept, and as many retractions beyond. Default 100,000. */
	readonly perAuthor?: number
	/** New messages that one peer may send in a minute. Default 10,000. */
	readonly perMinute?: number
	/** Bytes of one message with its signature. Default and most: 32,768. */
	readonly maxMessage?: number
	/** Only these authors, where they are given. */
	readonly allow?: readonly AuthorId[]
	/** None of these authors. */
	readonly deny?: readonly AuthorId[]
	/** Only these spaces, where they are given. Messages without a space are in none. */
	readonly spaces?: readonly string[]
	/** Seconds: posts and replies that are older are declined; those without a time are not. Default: any age. */
	readonly maxAge?: number
	/** Seconds since 1970. Default: the system's clock. */
	readonly clock?: () => number
}

/** Why a message was declined. */
export type Declined = 'author-full' | 'rate' | 'size' | 'author' | 'space' | 'age'

export interface Admission {
	readonly admit: Admit
	/** How many messages were declined, by the reason. */
	readonly declined: Readonly<Record<Declined, number>>
}

const KEY = /^[0-9a-f]{64}$/
const MINUTE = 60
/** So many times as much may an author have, to take back the rest. */
const RETRACTIONS = 2
/** Of so many peers and authors is remembered how much they sent; beyond, they share a place. */
const REMEMBERED = 10_000

/** The messages of one author that are held, by what the store says, and what was admitted since, in this minute: some of it may never be stored. */
class HeldByAuthor {
	readonly #store: Store
	/** What the store had, and what was admitted since and may not be stored yet. */
	readonly #held: Map<AuthorId, { stored: number; admitted: number; minute: number }> = new Map()

	constructor(store: Store) {
		this.#store = store
	}

	async admits(author: AuthorId, most: number, now: number): Promise<boolean> {
		const minute = Math.floor(now / MINUTE)
		const held = this.#held.get(author) ?? { stored: 0, admitted: 0, minute }
		if (!this.#held.has(author) || held.minute !== minute || held.stored + held.admitted >= most) {
			if (held.minute !== minute) held.admitted = 0
			held.minute = minute
			const stored = (await this.#store.logs(author)).reduce((sum, log) => sum + log.held, 0)
			held.admitted = Math.max(0, held.admitted - Math.max(0, stored - held.stored))
			held.stored = stored
			if (this.#held.size >= REMEMBERED) this.#held.clear()
			this.#held.set(author, held)
		}
		if (held.stored + held.admitted >= most) return false
		held.admitted++
		return true
	}
}

/** How much each peer sent in this minute. */
class Rates {
	readonly #sent: Map<string, number> = new Map()
	#minute = Number.NaN

	admits(peer: string, most: number, now: number): boolean {
		const minute = Math.floor(now / MINUTE)
		if (minute !== this.#minute) {
			this.#minute = minute
			this.#sent.clear()
		}
		const name = this.#sent.has(peer) || this.#sent.size < REMEMBERED ? peer : ''
		const sent = this.#sent.get(name) ?? 0
		if (sent >= most) return false
		this.#sent.set(name, sent + 1)
		return true
	}
}

/**
 * A policy for a relay over this store.
 *
 * @throws {BudkavleError} `argument-invalid` for options outside of their bounds
 */
export function admission(store: Store, options: AdmissionOptions = {}): Admission {
	const { allow, deny = [], spaces, clock = () => Math.floor(Date.now() / 1000) } = options
	const perAuthor = wholeNumber('perAuthor', options.perAuthor, 100_000, LIMITS.integer)
	const perMinute = wholeNumber('perMinute', options.perMinute, 10_000, LIMITS.integer)
	const maxMessage = wholeNumber('maxMessage', options.maxMessage, LIMITS.message, LIMITS.message)
	const maxAge = options.maxAge === undefined ? undefined : wholeNumber('maxAge', options.maxAge, LIMITS.integer, LIMITS.integer)
	for (const key of [...(allow ?? []), ...deny]) {
		if (!KEY.test(key))
			throw new BudkavleError(
				'argument-invalid',
				`Expected keys of authors as 64 lower-case hex digits, but ${String(key).slice(0, 80)} came.`,
			)
	}
	const allowed = allow && new Set(allow)
	const denied = new Set(deny)
	const inSpaces = spaces && new Set(spaces)
	const declined: Record<Declined, number> = { 'author-full': 0, rate: 0, size: 0, author: 0, space: 0, age: 0 }
	const held = new HeldByAuthor(store)
	const rates = new Rates()

	const spacesOf = (message: Message): readonly (string | undefined)[] =>
		message.kind === 'retraction' ? [message.space, ...message.targets.map(({ space }) => space)] : [message.space]

	/** The cheapest question first. */
	async function reason(message: Message, peer: string): Promise<Declined | undefined> {
		const { author, payload, time } = message
		if (denied.has(author) || allowed?.has(author) === false) return 'author'
		if (payload.length + 64 > maxMessage) return 'size'
		if (inSpaces !== undefined && !spacesOf(message).some((space) => space !== undefined && inSpaces.has(space))) return 'space'
		const isText = message.kind === 'post' || message.kind === 'reply'
		if (maxAge !== undefined && isText && time !== undefined && time < clock() - maxAge) return 'age'
		if (!rates.admits(peer, perMinute, clock())) return 'rate'
		// Whoever is full can still take back.
		const most = message.kind === 'retraction' ? RETRACTIONS * perAuthor : perAuthor
		if (!(await held.admits(author, most, clock()))) return 'author-full'
		return undefined
	}

	return Object.freeze({
		declined,
		admit: async (message: Message, { from = '' }: { readonly from?: string }) => {
			const why = await reason(message, from)
			if (why !== undefined) declined[why]++
			return why === undefined
		},
	})
}
