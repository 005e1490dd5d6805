/** How the SQLite store answers: one statement for each variant of a query, each led by the index that leaves least to filter. */

import { toHex } from '../bytes.js'
import { idColumns } from './id-columns.js'
import { readCursor, startOf } from './row-cursor.js'
import type { SqliteDatabase } from './sqlite-database.js'
import type { SqlRow, SqlValue } from './sqlite-driver.js'
import type { Authors } from './sqlite-rows.js'
import { bytesOf, COLUMNS, messagesOf, payloadsOf, storedMessage, TIMELESS, tieOf } from './sqlite-rows.js'
import type { StoredLog, StoredMessage, StoreIds, StorePage, StoreQuery, StoreSearch } from './types.js'
import { searchWords } from './words.js'

/** A condition with its values, in the order of their question marks. */
interface Term {
	readonly sql: string
	readonly values: readonly SqlValue[]
}

/** A statement; the value of its last question mark is the limit. */
interface Plan {
	readonly sql: string
	readonly values: readonly SqlValue[]
	/** The cursor after this row. */
	readonly cursorOf: (row: SqlRow) => string
}

type TimeQuery = StoreQuery & { readonly by: 'time' }
type AuthorQuery = StoreQuery & { readonly by: 'author' }

const isEqual = (column: string, value: SqlValue): Term => ({ sql: `${column} = ?`, values: [value] })
const where = (terms: readonly Term[]): string => (terms.length === 0 ? '' : `WHERE ${terms.map(({ sql }) => sql).join(' AND ')}`)
const valuesOf = (terms: readonly Term[]): readonly SqlValue[] => terms.flatMap(({ values }) => values)

/** What stands after a cursor in the order of these columns and then the id. The first condition alone can use the index; the second settles ties. */
function after(columns: readonly string[], values: readonly SqlValue[], id: string, descending: boolean): Term {
	const row = `(${columns.join(', ')})`
	const marks = `(${columns.map(() => '?').join(', ')})`
	const sign = descending ? '<' : '>'
	const sql = `${row} ${sign}= ${marks} AND (${row} ${sign} ${marks} OR m.id ${sign} ?)`
	return { sql, values: [...values, ...values, bytesOf(id)] }
}

const arrivalOf = (row: SqlRow): string => String(row.arrival)

function byArrival({ after: from, kind }: StoreQuery & { readonly by: 'arrival' }, cursor: string | undefined): Plan {
	const terms = [...(kind === undefined ? [] : [isEqual('m.kind', kind)]), { sql: 'm.arrival > ?', values: [startOf(from, cursor)] }]
	const index = kind === undefined ? '' : 'INDEXED BY messages_kind'
	return {
		sql: `SELECT ${COLUMNS} FROM messages AS m ${index} ${payloadsOf('m')} ${where(terms)} ORDER BY m.arrival LIMIT ?`,
		values: valuesOf(terms),
		cursorOf: arrivalOf,
	}
}

function byQuestion(cursor: string | undefined): Plan {
	return {
		sql: `SELECT ${COLUMNS} FROM messages AS m INDEXED BY messages_question ${payloadsOf('m')}
			WHERE m.question = 1 AND m.arrival > ? ORDER BY m.arrival LIMIT ?`,
		values: [startOf(undefined, cursor)],
		cursorOf: arrivalOf,
	}
}

function byTarget(target: string, cursor: string | undefined): Plan {
	return {
		sql: `SELECT ${COLUMNS} FROM targets AS t ${messagesOf('t')} WHERE t.target = ? AND t.arrival > ? ORDER BY t.arrival LIMIT ?`,
		values: [bytesOf(target), startOf(undefined, cursor)],
		cursorOf: arrivalOf,
	}
}

function byThread(thread: string, cursor: string | undefined): Plan {
	const [of, from] = [bytesOf(thread), startOf(undefined, cursor)]
	const arrivals = (table: string): string => `SELECT arrival FROM ${table} WHERE thread = ? AND arrival > ?`
	return {
		sql: `SELECT ${COLUMNS} FROM (${arrivals('messages')} UNION ALL ${arrivals('threads')} ORDER BY arrival LIMIT ?) AS t ${messagesOf('t')}
			ORDER BY t.arrival`,
		values: [of, from, of, from],
		cursorOf: arrivalOf,
	}
}

function byAuthor(author: number, { log, kind }: AuthorQuery, cursor: string | undefined): Plan {
	const terms = [isEqual('m.author', author)]
	if (kind !== undefined) terms.push(isEqual('m.kind', kind))
	if (log !== undefined) terms.push(isEqual('m.log', log))
	const at = readCursor(cursor, 2, true)
	const columns = log === undefined ? ['m.log', 'm.seq', 'm.tie'] : ['m.seq', 'm.tie']
	if (at?.id !== undefined) {
		const places = [...(log === undefined ? at.numbers : at.numbers.slice(1)), tieOf(at.id)]
		terms.push(after(columns, places, at.id, false))
	}
	const index = kind === undefined ? 'messages_author' : 'messages_author_kind'
	return {
		sql: `SELECT ${COLUMNS}, m.log, m.seq FROM messages AS m INDEXED BY ${index} ${payloadsOf('m')}
			${where(terms)} ORDER BY ${columns.join(', ')}, m.id LIMIT ?`,
		values: valuesOf(terms),
		cursorOf: (row) => `${row.log}.${row.seq}.${toHex(row.id as Uint8Array)}`,
	}
}

function byTime(author: number | undefined, { kind, space, topic }: TimeQuery, cursor: string | undefined): Plan {
	const lead = topic === undefined ? 'm' : 't'
	const terms = [isEqual(`${lead}.kind`, kind)]
	if (topic !== undefined) terms.push(isEqual('t.topic', topic))
	if (author !== undefined) terms.push(isEqual('m.author', author))
	if (space !== undefined) terms.push(isEqual('m.space', space))
	const columns = [`${lead}.time`, `${lead}.tie`]
	const at = readCursor(cursor, 1, true)
	if (at?.id !== undefined) terms.push(after(columns, [at.numbers[0] ?? TIMELESS, tieOf(at.id)], at.id, true))
	const index = author !== undefined ? 'messages_author_time' : space !== undefined ? 'messages_space_time' : 'messages_time'
	const from = topic === undefined ? `messages AS m INDEXED BY ${index}` : 'topics AS t CROSS JOIN messages AS m ON m.arrival = t.arrival'
	return {
		sql: `SELECT ${COLUMNS}, m.time FROM ${from} ${payloadsOf('m')}
			${where(terms)} ORDER BY ${columns.map((column) => `${column} DESC`).join(', ')}, m.id DESC LIMIT ?`,
		values: valuesOf(terms),
		cursorOf: (row) => `${row.time}.${toHex(row.id as Uint8Array)}`,
	}
}

/** `undefined` when nothing can fit. */
function planOf(authors: Authors, query: StoreQuery, cursor: string | undefined): Plan | undefined {
	switch (query.by) {
		case 'arrival':
			return byArrival(query, cursor)
		case 'thread':
			return byThread(query.thread, cursor)
		case 'target':
			return byTarget(query.target, cursor)
		case 'question':
			return byQuestion(cursor)
		case 'author': {
			const author = authors.find(query.author)
			return author === undefined ? undefined : byAuthor(author, query, cursor)
		}
		case 'time': {
			const author = query.author === undefined ? undefined : authors.find(query.author)
			return query.author !== undefined && author === undefined ? undefined : byTime(author, query, cursor)
		}
	}
}

export function list(db: SqliteDatabase, authors: Authors, query: StoreQuery, limit: number, cursor: string | undefined): StorePage {
	const plan = planOf(authors, query, cursor)
	// One more than asked for: it tells whether there is another page.
	const rows = plan === undefined ? [] : db.all(plan.sql, ...plan.values, limit + 1)
	const messages = Object.freeze(rows.slice(0, limit).map(storedMessage))
	const last = rows[limit - 1]
	if (plan === undefined || last === undefined || rows.length <= limit) return Object.freeze({ messages })
	return Object.freeze({ messages, cursor: plan.cursorOf(last) })
}

/** In the order of the ids. */
export function get(db: SqliteDatabase, ids: readonly string[]): readonly (StoredMessage | undefined)[] {
	const rows = db.allOf(`SELECT ${COLUMNS} FROM messages AS m ${payloadsOf('m')} WHERE m.id IN`, ids.map(bytesOf))
	const found = new Map(rows.map(storedMessage).map((message) => [message.id, message]))
	return Object.freeze(ids.map((id) => found.get(id)))
}

const IDS_WITH_PREFIX = `
	SELECT id FROM messages WHERE id BETWEEN ?1 AND ?2
	UNION SELECT thread FROM messages INDEXED BY messages_thread WHERE thread BETWEEN ?1 AND ?2
	UNION SELECT thread FROM threads WHERE thread BETWEEN ?1 AND ?2
	UNION SELECT target FROM targets WHERE target BETWEEN ?1 AND ?2 AND aim = 1
	ORDER BY 1 LIMIT ?3`

export function ids(db: SqliteDatabase, after: number, limit: number): StoreIds {
	const rows = db.all('SELECT id, arrival, expires FROM messages WHERE arrival > ? ORDER BY arrival LIMIT ?', after, limit)
	return idColumns(
		rows.map(({ id, arrival, expires }) => ({
			id: id as Uint8Array,
			arrival: arrival as number,
			expires: expires === null ? undefined : (expires as number),
		})),
	)
}

export function idsWithPrefix(db: SqliteDatabase, prefix: string, limit: number): readonly string[] {
	const rows = db.all(IDS_WITH_PREFIX, bytesOf(prefix.padEnd(64, '0')), bytesOf(prefix.padEnd(64, 'f')), limit)
	return Object.freeze(rows.map(({ id }) => toHex(id as Uint8Array)))
}

export function logs(db: SqliteDatabase, author: string | undefined): readonly StoredLog[] {
	const sql = 'SELECT a.author, l.log, l.held, l.last FROM authors AS a CROSS JOIN logs AS l ON l.author = a.key'
	const order = 'ORDER BY a.author, l.log'
	const rows = author === undefined ? db.all(`${sql} ${order}`) : db.all(`${sql} WHERE a.author = ? ${order}`, bytesOf(author))
	return Object.freeze(
		rows.map((row) =>
			Object.freeze({
				author: toHex(row.author as Uint8Array),
				log: row.log as number,
				held: row.held as number,
				lastSeq: row.last as number,
			}),
		),
	)
}

export function localKeys(db: SqliteDatabase, prefix: string, after: string | undefined, limit: number): readonly string[] {
	// Texts compare by their bytes. `substr` counts characters, and so does `length`.
	const first = after === undefined ? 'key >= ?1' : 'key >= ?1 AND key > ?3'
	const sql = `SELECT key FROM local WHERE ${first} AND substr(key, 1, length(?1)) = ?1 ORDER BY key LIMIT ?2`
	return Object.freeze(db.all(sql, prefix, limit, ...(after === undefined ? [] : [after])).map(({ key }) => key as string))
}

/** Each word in quotes, so that none is an operator of FTS5; they hold letters, digits and marks only. */
function matchOf(words: readonly string[]): string {
	return `${words.map((word) => `"${word}"`).join(' ')} *`
}

export function search(
	db: SqliteDatabase,
	authors: Authors,
	{ words, author, space, topic, now }: StoreSearch,
	limit: number,
): readonly StoredMessage[] {
	const wanted = searchWords(words)
	const key = author === undefined ? undefined : authors.find(author)
	if (wanted.length === 0 || (author !== undefined && key === undefined)) return Object.freeze([])
	const terms: Term[] = [{ sql: 'words MATCH ?', values: [matchOf(wanted)] }]
	if (key !== undefined) terms.push(isEqual('m.author', key))
	if (space !== undefined) terms.push(isEqual('m.space', space))
	if (now !== undefined) terms.push({ sql: '(m.expires IS NULL OR m.expires > ?)', values: [now] })
	if (topic !== undefined) {
		const sql = `EXISTS (SELECT 1 FROM topics AS t WHERE t.topic = ? AND (t.kind, t.time, t.tie, t.arrival) = (m.kind, m.time, m.tie, m.arrival))`
		terms.push({ sql, values: [topic] })
	}
	// The inner statement sorts without the payloads.
	const found = `SELECT m.arrival, m.time, m.tie, m.id FROM words AS w CROSS JOIN messages AS m ON m.arrival = w.rowid
		${where(terms)} ORDER BY m.time DESC, m.tie DESC, m.id DESC LIMIT ?`
	const sql = `SELECT ${COLUMNS} FROM (${found}) AS f ${messagesOf('f')} ORDER BY f.time DESC, f.tie DESC, f.id DESC`
	return Object.freeze(db.all(sql, ...valuesOf(terms), limit).map(storedMessage))
}
