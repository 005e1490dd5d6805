/**
 * The tables of the SQLite store, version 1. A message is known inside by its *arrival*, a number; an author by a number of `authors`. `threads` holds the threads of a retraction beside
 * the one that stands in `messages`. `aim` is 1 for a target that is the id of a message, and 0 for the key of an author. An absent time is -1. A message has a signature or a *proof*, a number of `proofs`,
 * which counts the messages that use it, as `checkpoints` counts proofs. A *tie* is the first
 * 6 bytes of an id as a number: it stands for the id in indexes, which then order by (..., tie), and only real ties are settled by the whole id.
 *
 * What was retracted must be gone from the file (SPEC 6.3). `secure_delete` overwrites with zeros what is deleted, but when SQLite moves rows between pages it leaves copies behind in
 * the unused part of a page. Hence:
 * - `payloads` is only appended to and never deleted from: an erased row is overwritten in place by zeros of the same length, and no row is ever moved (but see sqlite-compact.ts). Nor does a row
 *   grow or shrink when its message gets a signature or another proof: without a signature it has 64 zeros, and the number of a proof always takes 8 bytes (sqlite-rows.ts);
 * - in `blobs` so much padding stands before the bytes that these lie wholly on pages of their own, which are cleared when they are freed;
 * - the full-text index keeps no text of its own and has `secure-delete` set;
 * - after an erasure the write-ahead log is emptied.
 */
import { statSync } from 'node:fs'
import { BudkavleError } from '../errors.js'
import { finishCompacting, isCompacting } from './sqlite-compact.js'
import type { SqliteDatabase } from './sqlite-database.js'

/** "BdKv": tells `file` and us what this is. */
const APPLICATION_ID = 0x42644b76
const PAGE = 4096
/** Bytes before which a file is no database at all. */
const HEADER = 100

/** Step n leads from version n to version n + 1. */
const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL, messages INTEGER NOT NULL, blobs INTEGER NOT NULL, bytes INTEGER NOT NULL, people INTEGER NOT NULL, compacting INTEGER NOT NULL) STRICT;
	INSERT INTO state VALUES (1, 1, 0, 0, 0, 0, 0);

	CREATE TABLE authors (key INTEGER PRIMARY KEY, author BLOB NOT NULL UNIQUE) STRICT;
	CREATE TABLE payloads (arrival INTEGER PRIMARY KEY, signature BLOB NOT NULL, payload BLOB NOT NULL, proof INTEGER NOT NULL) STRICT;
	CREATE TABLE proofs (key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, checkpoint INTEGER NOT NULL, uses INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT;
	CREATE TABLE checkpoints (key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, uses INTEGER NOT NULL, payload BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
	CREATE TABLE messages (
		arrival INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, author INTEGER NOT NULL, log INTEGER NOT NULL,
		seq INTEGER NOT NULL, time INTEGER NOT NULL, tie INTEGER NOT NULL, space TEXT, thread BLOB NOT NULL, first BLOB, question INTEGER NOT NULL, expires INTEGER
	) STRICT;
	CREATE INDEX messages_kind ON messages (kind);
	CREATE INDEX messages_thread ON messages (thread);
	CREATE INDEX messages_author ON messages (author, log, seq, tie);
	CREATE INDEX messages_author_kind ON messages (author, kind, log, seq, tie);
	CREATE INDEX messages_time ON messages (kind, time, tie);
	CREATE INDEX messages_author_time ON messages (author, kind, time, tie);
	CREATE INDEX messages_space_time ON messages (space, kind, time, tie) WHERE space IS NOT NULL;
	CREATE INDEX messages_first ON messages (first, author) WHERE first IS NOT NULL;

	CREATE INDEX messages_question ON messages (question) WHERE question = 1;

	CREATE TABLE threads (thread BLOB NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (thread, arrival)) STRICT, WITHOUT ROWID;
	CREATE TABLE targets (target BLOB NOT NULL, arrival INTEGER NOT NULL, aim INTEGER NOT NULL, PRIMARY KEY (target, arrival)) STRICT, WITHOUT ROWID;
	CREATE TABLE topics (
		topic TEXT NOT NULL, kind INTEGER NOT NULL, time INTEGER NOT NULL, tie INTEGER NOT NULL, arrival INTEGER NOT NULL,
		PRIMARY KEY (topic, kind, time, tie, arrival)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE claims (
		author INTEGER NOT NULL, thread BLOB NOT NULL, target BLOB NOT NULL, log INTEGER NOT NULL, seq INTEGER NOT NULL,
		PRIMARY KEY (author, thread, target, log, seq)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX claims_place ON claims (author, log, seq);
	CREATE TABLE logs (author INTEGER NOT NULL, log INTEGER NOT NULL, held INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (author, log)) STRICT, WITHOUT ROWID;

	CREATE TABLE blobs (key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, padding BLOB NOT NULL DEFAULT (zeroblob(${PAGE})), bytes BLOB NOT NULL) STRICT;
	CREATE TABLE cited (hash BLOB NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (hash, arrival)) STRICT, WITHOUT ROWID;

	CREATE TABLE local (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

	CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
	INSERT INTO words(words, rank) VALUES('secure-delete', 1);
	`,
]

const SCHEMA_VERSION: number = MIGRATIONS.length

export interface DatabaseOptions {
	/** Shown in errors. */
	readonly path: string
	/** How long SQLite itself waits for other programs, in milliseconds. */
	readonly busyTimeout: number
	readonly maxBytes: number | undefined
}

/** Makes an open database a store: looks whose it is before anything is written, sets how it is used, and brings it to this version. Errors are those of SQLite or coded.
 * @returns whether the write-ahead log is empty */
export function prepareDatabase(db: SqliteDatabase, { path, busyTimeout, maxBytes }: DatabaseOptions): boolean {
	db.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
	// Of one state: another program may be making this file a store at the same time.
	db.read(() => checkOwner(db, path))
	db.exec(`PRAGMA page_size = ${PAGE}`)
	if (db.get('PRAGMA journal_mode = WAL')?.journal_mode !== 'wal') {
		throw new BudkavleError('store-unavailable', `The disk of ${path} does not allow a write-ahead log. Choose a place on a local disk.`)
	}
	// FULL and fullfsync: what was acknowledged survives a power cut. Sorting must not leave texts in temporary files.
	db.exec(`
		PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA secure_delete = ON;
		PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA trusted_schema = OFF;
	`)
	if (maxBytes !== undefined) db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / PAGE))}`)
	if (versionOf(db) < SCHEMA_VERSION) db.write(() => migrate(db))
	if (isCompacting(db)) finishCompacting(db)
	const pages = db.get('PRAGMA page_count')?.page_count as number
	// A process that was killed may have left what it erased in the write-ahead log.
	const isEmptied = db.checkpoint()
	if (isEmptied && sizeOf(path) < pages * PAGE) throw foreign(path, 'ends too early: a part of it is missing')
	return isEmptied
}

/** The size of the file; 0 without one. Never by opening it: closing it again would end all locks that SQLite holds on it in this process. */
function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function foreign(path: string, what: string): BudkavleError {
	return new BudkavleError('store-corrupt', `The file ${path} ${what}. Keep it, and choose another file for the store.`)
}

/** To be called before the file is opened: what is shorter than the header of a database is overwritten as if it were empty. */
export function checkSize(path: string): void {
	const size = sizeOf(path)
	if (size > 0 && size < HEADER) throw foreign(path, `is no database: it has ${size} bytes`)
}

function versionOf(db: SqliteDatabase): number {
	return db.get('PRAGMA user_version')?.user_version as number
}

function checkOwner(db: SqliteDatabase, path: string): void {
	const owner = db.get('PRAGMA application_id')?.application_id
	const version = versionOf(db)
	const isEmpty = db.number('SELECT count(*) AS value FROM sqlite_schema') === 0
	if (owner !== APPLICATION_ID && !(owner === 0 && version === 0 && isEmpty)) {
		throw foreign(path, 'is a database of another program')
	}
	if (version > SCHEMA_VERSION) {
		const sentence = `The store ${path} was written by a newer version of the library (format ${version}; known here: ${SCHEMA_VERSION}). Update to open it.`
		throw new BudkavleError('store-version', sentence)
	}
}

function migrate(db: SqliteDatabase): void {
	// Another program may have been first.
	for (let version = versionOf(db); version < SCHEMA_VERSION; version++) db.exec(MIGRATIONS[version] as string)
	db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`)
}
