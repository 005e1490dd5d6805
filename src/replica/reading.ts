/** How a replica reads its store: pages become streams, stored bytes become messages. */
import { throwIfAborted } from '../errors.js'
import { decodeStored } from '../message/decode.js'
import type { Message, MessageId } from '../message/types.js'
import type { Store, StoreQuery } from '../store/types.js'

const PAGE = 500

/** All messages of a query, page by page: memory holds one page. */
export async function* streamMessages(store: Store, query: StoreQuery, signal?: AbortSignal): AsyncGenerator<Message, void, void> {
	let cursor: string | undefined
	do {
		throwIfAborted(signal)
		const page = await store.list(query, cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor })
		for (const stored of page.messages) yield decodeStored(stored)
		cursor = page.cursor
	} while (cursor !== undefined)
}

/** All messages of a query at once: for what fits a view, such as one thread. */
export async function allMessages(store: Store, query: StoreQuery): Promise<readonly Message[]> {
	const messages: Message[] = []
	for await (const message of streamMessages(store, query)) messages.push(message)
	return messages
}

/** The messages held among these ids, in their order. */
async function heldMessages(store: Store, ids: readonly MessageId[]): Promise<readonly Message[]> {
	const held: Message[] = []
	for (const stored of await store.get(ids)) if (stored !== undefined) held.push(decodeStored(stored))
	return held
}

export async function oneMessage(store: Store, id: MessageId): Promise<Message | undefined> {
	return (await heldMessages(store, [id]))[0]
}

/** Claims on a message, by whoever made them (SPEC 6.2). */
export async function retractionsOf(store: Store, id: MessageId): Promise<readonly (Message & { readonly kind: 'retraction' })[]> {
	const about = await allMessages(store, { by: 'target', target: id })
	return about.filter((message) => message.kind === 'retraction')
}
