/** The full-text index. It keeps no texts: what is taken out of it must be told to it as it was put in. */
import { decodeStored } from '../message/decode.js'
import { KIND } from '../message/kinds.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import type { SqliteDatabase } from './sqlite-database.js'
import { COLUMNS, payloadsOf, storedMessage } from './sqlite-rows.js'

/** A message in the store. */
export interface Held {
	readonly entry: IndexEntry
	readonly arrival: number
}

/**
 * Taking one text out for good takes about 8 times as long, for each byte, as reading a message that stays and putting it in again. Where more than that is to go, the index is written
 * anew: whoever retracts thousands of long texts does not stop the store for minutes.
 */
const REWRITE_FACTOR = 8
/** Messages that are read at a time. */
const CHUNK = 500

/**
 * Takes in the texts of messages, one directly after the other: whenever a statement of another kind stands between, FTS5 writes out the little that it has gathered, which takes
 * ten times as long.
 */
export function learn(db: SqliteDatabase, messages: readonly Held[]): void {
	for (const { entry, arrival } of messages) {
		if (entry.text !== undefined) db.run('INSERT INTO words (rowid, text) VALUES (?, ?)', arrival, entry.text)
	}
}

/** Takes out the texts of messages that were erased; `bytes` is what the store held before. */
export function forget(db: SqliteDatabase, erased: readonly Held[], bytes: number): void {
	let length = 0
	for (const { entry } of erased) length += entry.text?.length ?? 0
	if (length * REWRITE_FACTOR > bytes) rewrite(db)
	else {
		for (const { entry, arrival } of erased) {
			if (entry.text !== undefined) db.run("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", arrival, entry.text)
		}
	}
}

/** FTS5 can also leave out what was deleted while it joins its parts ('optimize'), but does not always do so. */
function rewrite(db: SqliteDatabase): void {
	db.run("INSERT INTO words (words) VALUES ('delete-all')")
	let last = 0
	while (true) {
		const rows = db.all(
			`SELECT ${COLUMNS} FROM messages AS m ${payloadsOf('m')} WHERE m.arrival > ? AND m.kind IN (?, ?) ORDER BY m.arrival LIMIT ${CHUNK}`,
			last,
			KIND.post,
			KIND.reply,
		)
		const held = rows.map(storedMessage).map((stored) => ({ entry: indexEntry(decodeStored(stored)), arrival: stored.arrival }))
		learn(db, held)
		if (rows.length < CHUNK) return
		last = held[CHUNK - 1]?.arrival ?? last
	}
}
