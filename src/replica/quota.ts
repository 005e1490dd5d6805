/**
 * How a small device keeps within its space (SPEC 8.6): which messages it lets go of, and in which order. Never of a retraction, of an own message, of one by a person to whom the reader listens
 * directly, or of one that the reader has confirmed; what proves a message stays as long as the message.
 */
import { BudkavleError } from '../errors.js'
import { circleView } from '../merge/circle.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Message, MessageId } from '../message/types.js'
import type { Store } from '../store/types.js'
import { localReader } from './device.js'
import { Gathering } from './gathering.js'
import type { Reading } from './reading.js'
import type { Clock } from './standpoint.js'
import type { Eviction } from './types.js'

/** Messages that are let go of at a time. */
const BATCH = 500
/** Of a quota so much is filled again before something must go the next time. */
const FILLED = 0.9

export interface QuotaSource {
	readonly store: Store
	readonly reading: Reading
	readonly author: AuthorId | undefined
	readonly clock: Clock
}

/** How near the reader is to what may be let go of: the farthest goes first. */
interface Nearness {
	/** Keys of the reader, and of those to whom they listen directly. */
	readonly near: ReadonlySet<AuthorId>
	/** Keys of those to whom they listen through others. */
	readonly circle: ReadonlySet<AuthorId>
	readonly confirmed: ReadonlySet<MessageId>
	readonly now: number
}

async function nearness({ reading, author, clock }: QuotaSource): Promise<Nearness> {
	const reader = await localReader(reading, author)
	const gathering = new Gathering(reading)
	const now = clock() ?? 0
	await gathering.circle(reader, now)
	const near = new Set<AuthorId>(reader.keys)
	const circle = new Set<AuthorId>()
	const own = new Set<AuthorId>(reader.keys)
	for (const { keys, distance } of circleView(gathering.messages, reader, now).people) {
		for (const key of keys) {
			if (distance === 0) own.add(key)
			;(distance < 2 ? near : circle).add(key)
		}
	}
	const confirmed = new Set<MessageId>()
	for (const key of own) {
		for await (const message of reading.stream({ by: 'author', author: key, kind: KIND.endorsement })) {
			// One that was withdrawn since may keep what it was about: the safe side.
			if (message.kind === 'endorsement' && message.stance === 'confirm') confirmed.add(message.target)
		}
	}
	return { near, circle, confirmed, now }
}

/** The steps in which messages go; `undefined` for what stays. */
function stepOf(message: Message, { near, circle, confirmed, now }: Nearness): 0 | 1 | undefined {
	if (message.kind === 'retraction') return undefined
	const isContent = message.kind === 'post' || message.kind === 'reply'
	if (isContent && message.expires !== undefined && message.expires <= now) return 0
	if (near.has(message.author) || confirmed.has(message.id)) return undefined
	return circle.has(message.author) ? 1 : 0
}

/** Lets go of messages until at most so many bytes are held: the oldest first, by when they came; first what is expired or by strangers, then what is by people farther away in the circle. */
export async function evictTo(source: QuotaSource, most: number): Promise<Eviction> {
	if (!Number.isSafeInteger(most) || most < 0)
		throw new BudkavleError('argument-invalid', `A store is brought to a whole number of bytes, but ${String(most)} came.`)
	const { store, reading } = source
	let { bytes } = await store.stats()
	let messages = 0
	if (bytes <= most) return Object.freeze({ messages, bytes })
	const how = await nearness(source)
	for (const step of [0, 1]) {
		let batch: MessageId[] = []
		let expected = 0
		const flush = async (): Promise<void> => {
			messages += (await store.evict(batch)).length
			batch = []
			expected = 0
			bytes = (await store.stats()).bytes
		}
		for await (const message of reading.stream({ by: 'arrival' })) {
			if (bytes - expected <= most || batch.length === BATCH) await flush()
			if (bytes <= most) break
			if (stepOf(message, how) !== step) continue
			batch.push(message.id)
			expected += message.payload.length + (message.signature?.length ?? 0)
		}
		if (batch.length > 0) await flush()
		if (bytes <= most) break
	}
	return Object.freeze({ messages, bytes })
}

/** Keeps a replica within its quota. */
export class Quota {
	readonly #source: QuotaSource
	readonly #bytes: number
	#work: Promise<unknown> = Promise.resolve()

	/** @throws {BudkavleError} `argument-invalid` for a quota that is none */
	constructor(source: QuotaSource, bytes: number) {
		if (!Number.isSafeInteger(bytes) || bytes < 1)
			throw new BudkavleError('argument-invalid', `A quota is a whole number of bytes, at least 1, but ${String(bytes)} came.`)
		this.#source = source
		this.#bytes = bytes
	}

	/** To be called when something was taken in. One after the other. Returns how many messages had to go. */
	keep(): Promise<number> {
		const work = this.#work.then(async () => {
			if ((await this.#source.store.stats()).bytes <= this.#bytes) return 0
			return (await evictTo(this.#source, Math.floor(this.#bytes * FILLED))).messages
		})
		this.#work = work.catch(() => undefined)
		return work
	}
}
