/** Where the stores under test live. */
import type { MessageId } from '../message/types.js'
import type { Store, StoredMessage, StorePageOptions, StoreQuery } from '../store/types.js'

/** A place for one store, empty at first. */
export interface StorePlace {
	/**
	 * Opens the store of this place; called again only when that was closed, or where it declares `follow`: then several are open at once. A durable store then holds what it held.
	 */
	open(): Store | Promise<Store>
	/** Called at the end, after the store was closed. */
	remove?(): void | Promise<void>
}

/** Gives a new place at every call. */
export type StoreFactory = () => StorePlace | Promise<StorePlace>

export type StoreCapability = keyof Store['capabilities']

/** What a case works on. */
export interface Bench {
	readonly store: Store
	/** Closes the store and opens it again; `store` is the new one from then on. */
	reopen(): Promise<Store>
	/** Opens the same place once more, for stores that declare `follow`; closed at the end. */
	another(): Promise<Store>
}

export async function onBench(
	factory: StoreFactory,
	needs: StoreCapability | undefined,
	work: (bench: Bench) => Promise<void>,
): Promise<void> {
	const place = await factory()
	let store = await place.open()
	const others: Store[] = []
	const bench: Bench = {
		get store() {
			return store
		},
		async reopen() {
			await store.close()
			store = await place.open()
			return store
		},
		async another() {
			const other = await place.open()
			others.push(other)
			return other
		},
	}
	try {
		if (needs !== undefined && !store.capabilities[needs]) {
			throw new Error(`This case needs the capability "${needs}", which the store does not declare: skip it.`)
		}
		await work(bench)
	} finally {
		for (const other of others) await other.close()
		await store.close()
		await place.remove?.()
	}
}

/** Reads all messages of a query, page by page, and does something after the first page. */
export async function pages(
	store: Store,
	query: StoreQuery,
	limit?: number,
	between?: () => Promise<unknown>,
): Promise<readonly StoredMessage[]> {
	const found = new Map<MessageId, StoredMessage>()
	const cursors = new Set<string>()
	let cursor: string | undefined
	do {
		const options: StorePageOptions = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
		const page = await store.list(query, options)
		if (limit !== undefined && page.messages.length > limit) {
			throw new Error(`A page of ${JSON.stringify(query)} was to have at most ${limit} messages, but has ${page.messages.length}.`)
		}
		for (const message of page.messages) {
			if (found.has(message.id)) throw new Error(`Message ${message.id} comes twice in the pages of ${JSON.stringify(query)}.`)
			found.set(message.id, message)
		}
		if (cursor === undefined) await between?.()
		cursor = page.cursor
		if (cursor !== undefined && cursors.has(cursor))
			throw new Error(`A cursor of ${JSON.stringify(query)} comes twice: the list has no end.`)
		if (cursor !== undefined) cursors.add(cursor)
	} while (cursor !== undefined)
	return [...found.values()]
}

export const idsOf = (messages: readonly { readonly id: MessageId }[]): readonly MessageId[] => messages.map(({ id }) => id)

export async function listed(store: Store, query: StoreQuery, limit?: number): Promise<readonly MessageId[]> {
	return idsOf(await pages(store, query, limit))
}

/** A case before it is bound to a factory. */
export interface StoreCase {
	readonly name: string
	readonly needs?: StoreCapability
	run(bench: Bench): Promise<void>
}
