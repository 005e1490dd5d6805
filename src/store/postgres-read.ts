/** How the PostgreSQL store answers: one statement for each variant of a query, each led by the index that leaves least to filter. */
import { decodeStored } from '../message/decode.js'
import { idColumns } from './id-columns.js'
import { indexEntry } from './index-entry.js'
import type { PostgresDatabase } from './postgres-database.js'
import { COLUMNS, storedMessage } from './postgres-rows.js'
import type { Row } from './postgres-values.js'
import { arrayOf, bytesIn, bytesOf, hexIn, utf8 } from './postgres-values.js'
import { wordQuery } from './postgres-words.js'
import { readCursor, startOf } from './row-cursor.js'
import type { StoredLog, StoredMessage, StoreIds, StorePage, StoreQuery, StoreSearch } from './types.js'
import { searchWords, wordMatcher } from './words.js'

/** A statement as it grows: conditions with their values. */
class Terms {
	readonly values: unknown[] = []
	readonly #conditions: string[] = []

	/** The mark of a value. */
	value(value: unknown): string {
		this.values.push(value)
		return `$${this.values.length}`
	}

	isEqual(column: string, value: unknown): void {
		this.add(`${column} = ${this.value(value)}`)
	}

	add(condition: string): void {
		this.#conditions.push(condition)
	}

	where(): string {
		return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`
	}
}

interface Plan {
	/** Without its limit. */
	readonly sql: string
	readonly terms: Terms
	/** The cursor after this row. */
	readonly cursorOf: (row: Row) => string
}

const arrivalOf = (row: Row): string => String(row.arrival)

/** Those of `messages` that fit, in the order of arrival. */
function inArrival(terms: Terms, start: number): Plan {
	terms.add(`m.arrival > ${terms.value(start)}`)
	return { sql: `SELECT ${COLUMNS} FROM @messages AS m ${terms.where()} ORDER BY m.arrival`, terms, cursorOf: arrivalOf }
}

function byArrival({ after, kind }: StoreQuery & { readonly by: 'arrival' }, cursor: string | undefined): Plan {
	const terms = new Terms()
	if (kind !== undefined) terms.isEqual('m.kind', kind)
	return inArrival(terms, startOf(after, cursor))
}

function byQuestion(cursor: string | undefined): Plan {
	const terms = new Terms()
	terms.add('m.question')
	return inArrival(terms, startOf(undefined, cursor))
}

function byTarget(target: string, cursor: string | undefined): Plan {
	const terms = new Terms()
	terms.isEqual('t.target', bytesOf(target))
	terms.add(`t.arrival > ${terms.value(startOf(undefined, cursor))}`)
	const sql = `SELECT ${COLUMNS} FROM @targets AS t JOIN @messages AS m ON m.arrival = t.arrival ${terms.where()} ORDER BY t.arrival`
	return { sql, terms, cursorOf: arrivalOf }
}

function byThread(thread: string, cursor: string | undefined, limit: number): Plan {
	const terms = new Terms()
	const [of, from, most] = [terms.value(bytesOf(thread)), terms.value(startOf(undefined, cursor)), terms.value(limit)]
	const own = `SELECT ${COLUMNS} FROM @messages AS m WHERE m.thread = ${of} AND m.arrival > ${from} ORDER BY m.arrival LIMIT ${most}`
	const others = `SELECT ${COLUMNS} FROM @threads AS t JOIN @messages AS m ON m.arrival = t.arrival WHERE t.thread = ${of} AND t.arrival > ${from}
		ORDER BY t.arrival LIMIT ${most}`
	return { sql: `SELECT * FROM ((${own}) UNION ALL (${others})) AS m ORDER BY m.arrival`, terms, cursorOf: arrivalOf }
}

function byAuthor({ author, log, kind }: StoreQuery & { readonly by: 'author' }, cursor: string | undefined): Plan {
	const terms = new Terms()
	terms.isEqual('m.author', bytesOf(author))
	if (kind !== undefined) terms.isEqual('m.kind', kind)
	if (log !== undefined) terms.isEqual('m.log', log)
	const at = readCursor(cursor, 2, true)
	if (at?.id !== undefined) {
		const [ofLog, seq] = at.numbers
		terms.add(`(m.log, m.seq, m.id) > (${terms.value(ofLog)}, ${terms.value(seq)}, ${terms.value(bytesOf(at.id))})`)
	}
	const sql = `SELECT ${COLUMNS}, m.log, m.seq FROM @messages AS m ${terms.where()} ORDER BY m.log, m.seq, m.id`
	return { sql, terms, cursorOf: (row) => `${row.log}.${row.seq}.${hexIn(row.id)}` }
}

function byTime({ kind, author, space, topic }: StoreQuery & { readonly by: 'time' }, cursor: string | undefined): Plan {
	const terms = new Terms()
	const lead = topic === undefined ? 'm' : 't'
	terms.isEqual(`${lead}.kind`, kind)
	if (topic !== undefined) terms.isEqual('t.topic', utf8(topic))
	if (author !== undefined) terms.isEqual('m.author', bytesOf(author))
	if (space !== undefined) terms.isEqual('m.space', utf8(space))
	const at = readCursor(cursor, 1, true)
	if (at?.id !== undefined) terms.add(`(${lead}.time, ${lead}.id) < (${terms.value(at.numbers[0])}, ${terms.value(bytesOf(at.id))})`)
	const from = topic === undefined ? '@messages AS m' : '@topics AS t JOIN @messages AS m ON m.arrival = t.arrival'
	return {
		sql: `SELECT ${COLUMNS}, m.time FROM ${from} ${terms.where()} ORDER BY ${lead}.time DESC, ${lead}.id DESC`,
		terms,
		cursorOf: (row) => `${row.time}.${hexIn(row.id)}`,
	}
}

function planOf(query: StoreQuery, limit: number, cursor: string | undefined): Plan {
	switch (query.by) {
		case 'arrival':
			return byArrival(query, cursor)
		case 'thread':
			return byThread(query.thread, cursor, limit)
		case 'target':
			return byTarget(query.target, cursor)
		case 'question':
			return byQuestion(cursor)
		case 'author':
			return byAuthor(query, cursor)
		case 'time':
			return byTime(query, cursor)
	}
}

export async function list(db: PostgresDatabase, query: StoreQuery, limit: number, cursor: string | undefined): Promise<StorePage> {
	// One more than asked for: it tells whether there is another page.
	const { sql, terms, cursorOf } = planOf(query, limit + 1, cursor)
	const rows = await db.all(`${sql} LIMIT ${terms.value(limit + 1)}`, terms.values)
	const messages = Object.freeze(rows.slice(0, limit).map(storedMessage))
	const last = rows[limit - 1]
	return Object.freeze(last === undefined || rows.length <= limit ? { messages } : { messages, cursor: cursorOf(last) })
}

/** In the order of the ids. */
export async function get(db: PostgresDatabase, ids: readonly string[]): Promise<readonly (StoredMessage | undefined)[]> {
	const rows = await db.all(`SELECT ${COLUMNS} FROM @messages AS m WHERE m.id = ANY($1::bytea[])`, [arrayOf('hex', ids)])
	const found = new Map(rows.map(storedMessage).map((message) => [message.id, message]))
	return Object.freeze(ids.map((id) => found.get(id)))
}

/** Each part is read from its own index, and no further than the limit. */
const IDS_WITH_PREFIX = [
	['id', 'messages', ''],
	['thread', 'messages', ''],
	['thread', 'threads', ''],
	['target', 'targets', 'AND aim'],
]
	.map(
		([column, table, rest]) => `(SELECT DISTINCT ${column} FROM @${table} WHERE ${column} BETWEEN $1 AND $2 ${rest} ORDER BY 1 LIMIT $3)`,
	)
	.join(' UNION ')

export async function ids(db: PostgresDatabase, after: number, limit: number): Promise<StoreIds> {
	const rows = await db.all('SELECT id, arrival, expires FROM @messages WHERE arrival > $1 ORDER BY arrival LIMIT $2', [after, limit])
	return idColumns(
		rows.map(({ id, arrival, expires }) => ({
			id: bytesIn(id),
			arrival: arrival as number,
			expires: expires === null ? undefined : (expires as number),
		})),
	)
}

export async function idsWithPrefix(db: PostgresDatabase, prefix: string, limit: number): Promise<readonly string[]> {
	const rows = await db.all(`${IDS_WITH_PREFIX} ORDER BY 1 LIMIT $3`, [
		bytesOf(prefix.padEnd(64, '0')),
		bytesOf(prefix.padEnd(64, 'f')),
		limit,
	])
	return Object.freeze(rows.map(({ id }) => hexIn(id)))
}

export async function logs(db: PostgresDatabase, author: string | undefined): Promise<readonly StoredLog[]> {
	const terms = new Terms()
	if (author !== undefined) terms.isEqual('author', bytesOf(author))
	const rows = await db.all(`SELECT author, log, held, last FROM @logs ${terms.where()} ORDER BY author, log`, terms.values)
	return Object.freeze(
		rows.map((row) =>
			Object.freeze({ author: hexIn(row.author), log: row.log as number, held: row.held as number, lastSeq: row.last as number }),
		),
	)
}

export async function localKeys(
	db: PostgresDatabase,
	prefix: string,
	after: string | undefined,
	limit: number,
): Promise<readonly string[]> {
	const terms = new Terms()
	const beginning = terms.value(utf8(prefix))
	terms.add(`key >= ${beginning} AND substring(key FROM 1 FOR length(${beginning}::bytea)) = ${beginning}`)
	if (after !== undefined) terms.add(`key > ${terms.value(utf8(after))}`)
	const rows = await db.all(`SELECT key FROM @local ${terms.where()} ORDER BY key LIMIT ${terms.value(limit)}`, terms.values)
	return Object.freeze(rows.map(({ key }) => new TextDecoder().decode(bytesIn(key))))
}

export async function search(
	db: PostgresDatabase,
	{ words, author, space, topic, now }: StoreSearch,
	limit: number,
): Promise<readonly StoredMessage[]> {
	const wanted = searchWords(words)
	if (wanted.length === 0) return Object.freeze([])
	const { query, isExact } = wordQuery(wanted)
	const terms = new Terms()
	terms.add(`w.words @@ ${terms.value(query)}::tsquery`)
	if (author !== undefined) terms.isEqual('m.author', bytesOf(author))
	if (space !== undefined) terms.isEqual('m.space', utf8(space))
	if (now !== undefined) terms.add(`(m.expires IS NULL OR m.expires > ${terms.value(now)})`)
	if (topic !== undefined) {
		const mark = terms.value(utf8(topic))
		terms.add(`EXISTS (SELECT 1 FROM @topics AS t WHERE t.topic = ${mark} AND (t.kind, t.time, t.id) = (m.kind, m.time, m.id))`)
	}
	const sql = `SELECT ${COLUMNS} FROM @texts AS w JOIN @messages AS m ON m.arrival = w.arrival ${terms.where()} ORDER BY m.time DESC, m.id DESC`
	if (isExact) return Object.freeze((await db.all(`${sql} LIMIT ${terms.value(limit)}`, terms.values)).map(storedMessage))
	// The index knows only the beginning of such words: the texts themselves decide.
	const matches = wordMatcher(wanted)
	const found = (await db.all(sql, terms.values)).map(storedMessage)
	return Object.freeze(found.filter((stored) => matches(indexEntry(decodeStored(stored)).text ?? '')).slice(0, limit))
}
