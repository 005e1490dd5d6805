/** How a replica reads its store: pages become streams, stored bytes become messages. */
import { BudkavleError, throwIfAborted } from '../errors.js'
import type { Memo } from '../merge/memo.js'
import { decodeStored } from '../message/decode.js'
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
	/** The messages held among these ids, in their order. */
	get(ids: readonly MessageId[]): Promise<readonly Message[]>
	/** Everyone of whose logs anything is known, each once. */
	authors(): Promise<readonly AuthorId[]>
	/** Whether there is a local value under this key. */
	hasLocal(key: string): Promise<boolean>
	/** All local keys that begin with this text. */
	localKeys(prefix: string): Promise<readonly string[]>
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

/** Without `onDamage`, reading what is damaged rejects with `store-corrupt`. */
export function storeReading(store: Store, onDamage?: OnDamage): Reading {
	return Object.freeze<Reading>({
		async all(query) {
			const messages: Message[] = []
			for await (const message of streamMessages(store, onDamage, query)) messages.push(message)
			return messages
		},
		stream: (query, signal) => streamMessages(store, onDamage, query, signal),
		async first(query) {
			const { messages } = await store.list(query, { limit: 1 })
			const [message] = messages.flatMap((stored) => decodeHeld(stored, onDamage))
			if (message !== undefined || messages.length === 0) return message
			for await (const other of streamMessages(store, onDamage, query)) return other
			return undefined
		},
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
