/** How a replica reads its store: pages become streams, stored bytes become messages. */
import { BudkavleError, throwIfAborted } from '../errors.js'
import type { Memo } from '../merge/memo.js'
import { decodeStored } from '../message/decode.js'
import type { KIND } from '../message/kinds.js'
import type { AuthorId, Message, MessageId, Retraction } from '../message/types.js'
import type { Store, StoredMessage, StoreQuery } from '../store/types.js'

const PAGE = 500

/** What views read from. A store answers each time anew (`storeReading`); a live view remembers, and learns what it depends on (`TrackedReading`). */
export interface Reading {
	/** What views computed before, where the same ones are computed again and again. */
	readonly memo?: Memo
	/** All messages of a query at once: for what fits a view, such as one thread. */
	all(query: StoreQuery): Promise<readonly Message[]>
	/** The same page by page, for what may be too much or is not read to its end. */
	stream(query: StoreQuery, signal?: AbortSignal): AsyncIterable<Message>
	/** The first message of a query. */
	first(query: StoreQuery): Promise<Message | undefined>
	/** What was said about people, as it is now: for views that ask for much of it. */
	people(): Promise<PeopleReading>
	/** The messages held among these ids, in their order. */
	get(ids: readonly MessageId[]): Promise<readonly Message[]>
	/** Everyone of whose logs anything is known, each once. */
	authors(): Promise<readonly AuthorId[]>
	/** Whether there is a local value under this key. */
	hasLocal(key: string): Promise<boolean>
	/** All local keys that begin with this text. */
	localKeys(prefix: string): Promise<readonly string[]>
}

/** Profiles and vouches of one moment. */
export interface PeopleReading {
	/** All of one author, as `Reading.all` gives them. */
	of(author: AuthorId, kind: typeof KIND.profile | typeof KIND.vouch): Promise<readonly Message[]>
	/** The result of this work for the same name, where it was done before and nobody has said anything about people since. */
	once<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** Hears of each stored message that is not what was written, which is then left out. */
export type OnDamage = (error: BudkavleError) => void

function decodeHeld(stored: StoredMessage, onDamage: OnDamage | undefined): readonly Message[] {
	try {
		return [decodeStored(stored)]
	} catch (error) {
		if (onDamage === undefined || !(error instanceof BudkavleError)) throw error
		onDamage(error)
		return []
	}
}

/** All messages of a query, page by page: memory holds one page. */
async function* streamMessages(
	store: Store,
	onDamage: OnDamage | undefined,
	query: StoreQuery,
	signal?: AbortSignal,
): AsyncGenerator<Message, void, void> {
	let cursor: string | undefined
	do {
		throwIfAborted(signal)
		const page = await store.list(query, cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor })
		for (const stored of page.messages) yield* decodeHeld(stored, onDamage)
		cursor = page.cursor
	} while (cursor !== undefined)
}

/** All local keys that begin with this text, whatever their number. */
export async function allLocalKeys(store: Store, prefix: string): Promise<readonly string[]> {
	const keys: string[] = []
	for (;;) {
		const after = keys.at(-1)
		const page = await store.localKeys(prefix, after === undefined ? { limit: PAGE } : { limit: PAGE, after })
		keys.push(...page)
		if (page.length < PAGE) return keys
	}
}

/** So many authors, and results, are remembered. */
const KEPT = 4096

/** What was read about people, as long as the store says that nothing of it changed, by whatever program. */
class KeptPeople {
	readonly #store: Store
	readonly #all: Reading['all']
	#revision = -1
	#kept: PeopleReading

	constructor(store: Store, all: Reading['all']) {
		this.#store = store
		this.#all = all
		this.#kept = this.#fresh()
	}

	async now(): Promise<PeopleReading> {
		const { people } = await this.#store.stats()
		if (people !== this.#revision) {
			this.#revision = people
			this.#kept = this.#fresh()
		}
		return this.#kept
	}

	#fresh(): PeopleReading {
		const results = new Map<string, Promise<unknown>>()
		const once = <T>(name: string, work: () => Promise<T>): Promise<T> => {
			const known = results.get(name) as Promise<T> | undefined
			if (known !== undefined) return known
			const result = work()
			if (results.size >= KEPT) results.clear()
			results.set(name, result)
			// What failed is tried again.
			result.catch(() => results.delete(name))
			return result
		}
		return { once, of: (author, kind) => once(`${kind} ${author}`, () => this.#all({ by: 'author', author, kind })) }
	}
}

/** Without `onDamage`, reading what is damaged rejects with `store-corrupt`. */
export function storeReading(store: Store, onDamage?: OnDamage): Reading {
	const all = async (query: StoreQuery): Promise<readonly Message[]> => {
		const messages: Message[] = []
		for await (const message of streamMessages(store, onDamage, query)) messages.push(message)
		return messages
	}
	const people = new KeptPeople(store, all)
	return Object.freeze<Reading>({
		all,
		stream: (query, signal) => streamMessages(store, onDamage, query, signal),
		async first(query) {
			const { messages } = await store.list(query, { limit: 1 })
			const [message] = messages.flatMap((stored) => decodeHeld(stored, onDamage))
			if (message !== undefined || messages.length === 0) return message
			for await (const other of streamMessages(store, onDamage, query)) return other
			return undefined
		},
		people: () => people.now(),
		async get(ids) {
			return (await store.get(ids)).flatMap((stored) => (stored === undefined ? [] : decodeHeld(stored, onDamage)))
		},
		async authors() {
			return [...new Set((await store.logs()).map(({ author }) => author))]
		},
		hasLocal: async (key) => (await store.local(key)) !== undefined,
		localKeys: (prefix) => allLocalKeys(store, prefix),
	})
}

export async function oneMessage(reading: Reading, id: MessageId): Promise<Message | undefined> {
	return (await reading.get([id]))[0]
}

/** Claims on a message, by whoever made them (SPEC 6.2). */
export async function retractionsOf(reading: Reading, id: MessageId): Promise<readonly Retraction[]> {
	const about = await reading.all({ by: 'target', target: id })
	return about.filter((message) => message.kind === 'retraction')
}
