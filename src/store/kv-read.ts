/** How `kvStore` answers: index first, then the messages that it names. */
import { compareStrings, concatBytes, fromHex, toHex } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { decodeStored } from '../message/decode.js'
import { KEY } from '../message/fields.js'
import { KIND } from '../message/kinds.js'
import type { MessageId } from '../message/types.js'
import { invalid, pageLimit } from './arguments.js'
import type { IdRow } from './id-columns.js'
import { idColumns } from './id-columns.js'
import { indexEntry } from './index-entry.js'
import type { KeyAccess, KeyEntry } from './key-value.js'
import type { IdTable, Plan } from './kv-keys.js'
import {
	endOf,
	ID_TABLES,
	idAtEnd,
	idIn,
	idKey,
	idPrefixOf,
	idsBetween,
	logPrefix,
	messageKey,
	numberAt,
	planOf,
	readLogKey,
	readMessage,
} from './kv-keys.js'
import type { StoredLog, StoredMessage, StoreIds, StorePage, StorePageOptions, StoreQuery, StoreSearch } from './types.js'
import { searchWords, wordMatcher } from './words.js'

/** Index entries that are read at a time. */
const CHUNK = 256
/** No key is longer. */
const CURSOR_DIGITS = 500

interface Found {
	/** The end of the key, after the prefix of its plan. */
	readonly suffix: Uint8Array
	readonly message: StoredMessage
}

async function messageOf(kv: KeyAccess, plan: Plan, [key, value]: KeyEntry): Promise<StoredMessage> {
	if (plan.direct) return readMessage(value, numberAt(key.subarray(1)))
	const arrival = numberAt(value)
	const bytes = await kv.get(messageKey(arrival))
	if (bytes === undefined) {
		throw new BudkavleError(
			'store-corrupt',
			`The index of the store names message ${arrival}, but there is none. Import your messages into a new store.`,
		)
	}
	return readMessage(bytes, arrival)
}

function fits({ rest }: Plan, message: StoredMessage): boolean {
	if (rest.author === undefined && rest.space === undefined) return true
	const { author, space } = decodeStored(message)
	return (rest.author ?? author) === author && (rest.space === undefined || rest.space === space)
}

/** All that a plan finds after a suffix, chunk by chunk. */
async function* find(kv: KeyAccess, plan: Plan, after: Uint8Array | undefined, chunk: number): AsyncGenerator<Found, void, void> {
	const { prefix, reverse } = plan
	let gte = prefix
	let lt = endOf(prefix)
	let last = after === undefined ? undefined : concatBytes(prefix, after)
	while (true) {
		if (last !== undefined && reverse) lt = last
		else if (last !== undefined) gte = concatBytes(last, Uint8Array.of(0))
		const entries = await kv.range({ gte, lt, limit: chunk, reverse })
		const messages = await Promise.all(entries.map((entry) => messageOf(kv, plan, entry)))
		for (const [i, message] of messages.entries()) {
			const [key] = entries[i] as KeyEntry
			if (fits(plan, message)) yield { suffix: key.subarray(prefix.length), message }
		}
		last = entries[chunk - 1]?.[0]
		if (last === undefined) return
	}
}

function suffixOf(query: StoreQuery, cursor: string | undefined): Uint8Array | undefined {
	if (cursor === undefined) return query.by === 'arrival' && query.after !== undefined ? messageKey(query.after).subarray(1) : undefined
	const suffix = typeof cursor === 'string' && cursor.length <= CURSOR_DIGITS && cursor !== '' ? fromHex(cursor) : undefined
	if (suffix === undefined) throw invalid('a cursor that this query gave', cursor)
	return suffix
}

export async function list(kv: KeyAccess, query: StoreQuery, options: StorePageOptions): Promise<StorePage> {
	const limit = pageLimit(options)
	const after = suffixOf(query, options.cursor)
	const plan = planOf(query)
	const page: Found[] = []
	if (plan !== undefined) {
		for await (const found of find(kv, plan, after, Math.min(limit + 1, CHUNK))) {
			if (page.length === limit) return pageOf(page, toHex((page.at(-1) as Found).suffix))
			page.push(found)
		}
	}
	return pageOf(page, undefined)
}

function pageOf(found: readonly Found[], cursor: string | undefined): StorePage {
	const messages = Object.freeze(found.map(({ message }) => message))
	return Object.freeze(cursor === undefined ? { messages } : { messages, cursor })
}

export async function getOne(kv: KeyAccess, id: MessageId): Promise<StoredMessage | undefined> {
	const arrival = await kv.get(idKey(id))
	const value = arrival === undefined ? undefined : await kv.get(messageKey(numberAt(arrival)))
	return arrival === undefined || value === undefined ? undefined : readMessage(value, numberAt(arrival))
}

/** What the keys of a table begin with, of those with these digits, each once: after each the table is entered anew behind all keys that begin with it. */
async function* distinctIds(
	kv: KeyAccess,
	table: IdTable,
	prefix: string,
): AsyncGenerator<{ readonly id: string; readonly entry: KeyEntry }, void, void> {
	const { gte, lt } = idsBetween(table, prefix)
	let from = gte
	while (true) {
		const [entry] = await kv.range({ gte: from, lt, limit: 1 })
		if (entry === undefined) return
		const beginning = idPrefixOf(entry[0])
		yield { id: idAtEnd(beginning), entry }
		from = endOf(beginning)
	}
}

/** Whether a target is the id of a message, by a message that has it. */
async function isAim(kv: KeyAccess, target: string, [, arrival]: KeyEntry): Promise<boolean> {
	const value = await kv.get(messageKey(numberAt(arrival)))
	return value !== undefined && indexEntry(decodeStored(readMessage(value, numberAt(arrival)))).aims.includes(target)
}

/** When a message expires. Few can: without the key somewhere in its payload none does. */
function expiresOf(stored: StoredMessage): number | undefined {
	return stored.payload.includes(KEY.expires) ? indexEntry(decodeStored(stored)).expires : undefined
}

export async function ids(kv: KeyAccess, after: number, limit: number): Promise<StoreIds> {
	const rows: IdRow[] = []
	const lt = endOf(messageKey(0).subarray(0, 1))
	let gte = messageKey(after + 1)
	while (rows.length < limit) {
		const chunk = Math.min(CHUNK, limit - rows.length)
		const entries = await kv.range({ gte, lt, limit: chunk })
		for (const [key, value] of entries) {
			const arrival = numberAt(key.subarray(1))
			rows.push({ id: idIn(value), arrival, expires: expiresOf(readMessage(value, arrival)) })
		}
		const last = entries[chunk - 1]
		if (last === undefined) break
		gte = concatBytes(last[0], Uint8Array.of(0))
	}
	return idColumns(rows)
}

export async function idsWithPrefix(kv: KeyAccess, prefix: string, limit: number): Promise<readonly string[]> {
	const found = new Set<string>()
	for (const table of ID_TABLES) {
		let count = 0
		for await (const { id, entry } of distinctIds(kv, table, prefix)) {
			if (table === 'targets' && !(await isAim(kv, id, entry))) continue
			found.add(id)
			if (++count === limit) break
		}
	}
	return Object.freeze([...found].sort(compareStrings).slice(0, limit))
}

export async function logs(kv: KeyAccess, author: string | undefined): Promise<readonly StoredLog[]> {
	const prefix = logPrefix(author)
	const lt = endOf(prefix)
	const found: StoredLog[] = []
	let gte = prefix
	while (true) {
		const entries = await kv.range({ gte, lt, limit: CHUNK })
		for (const [key, value] of entries) {
			found.push(Object.freeze({ ...readLogKey(key), held: numberAt(value, 0), lastSeq: numberAt(value, 1) }))
		}
		const last = entries[CHUNK - 1]
		if (last === undefined) return Object.freeze(found)
		gte = concatBytes(last[0], Uint8Array.of(0))
	}
}

/** Newest first by (time, id), over two streams that are. */
async function* newestFirst(a: AsyncGenerator<Found>, b: AsyncGenerator<Found>): AsyncGenerator<StoredMessage, void, void> {
	let [left, right] = [await a.next(), await b.next()]
	while (!left.done || !right.done) {
		if (right.done || (!left.done && compareStrings(toHex(left.value.suffix), toHex(right.value.suffix)) > 0)) {
			yield (left.value as Found).message
			left = await a.next()
		} else {
			yield (right.value as Found).message
			right = await b.next()
		}
	}
}

/** Reads posts and replies, newest first, until enough of them hold the words: there is no index of words. */
export async function search(
	kv: KeyAccess,
	{ words, author, space, topic, now = 0 }: StoreSearch,
	limit: number,
): Promise<readonly StoredMessage[]> {
	const wanted = searchWords(words)
	const found: StoredMessage[] = []
	if (wanted.length === 0) return Object.freeze(found)
	const matches = wordMatcher(wanted)
	const filters = {
		...(author === undefined ? {} : { author }),
		...(space === undefined ? {} : { space }),
		...(topic === undefined ? {} : { topic }),
	}
	const [posts, replies] = [KIND.post, KIND.reply].map((kind) => planOf({ by: 'time', kind, ...filters }))
	if (posts === undefined || replies === undefined) return Object.freeze(found)
	for await (const stored of newestFirst(find(kv, posts, undefined, CHUNK), find(kv, replies, undefined, CHUNK))) {
		const { text, expires = Number.POSITIVE_INFINITY } = indexEntry(decodeStored(stored))
		if (text !== undefined && expires > now && matches(text)) found.push(stored)
		if (found.length === limit) break
	}
	return Object.freeze(found)
}
