/** Writing the SQLite store anew: in its place, as small as what it holds, or as a copy. */
import type { SqliteDatabase } from './sqlite-database.js'

/**
 * Takes out the rows of zeros that stand for what was erased, and writes the whole file anew. Where rows are taken out, SQLite moves others and leaves copies of them behind; the new file has none of
 * these. Hence what was begun must be finished: it is noted, and whoever opens the store next does so.
 */
export function compact(db: SqliteDatabase): void {
	db.write(() => {
		db.run('UPDATE state SET compacting = 1')
		db.run('DELETE FROM payloads WHERE arrival NOT IN (SELECT arrival FROM messages)')
		db.run("INSERT INTO words (words) VALUES ('optimize')")
	})
	finishCompacting(db)
}

/** A whole copy of one moment, with nothing of what was erased, in a file that does not exist. */
export function copyInto(db: SqliteDatabase, path: string): void {
	onDisk(db, () => db.run('VACUUM INTO ?', path))
}

export function isCompacting(db: SqliteDatabase): boolean {
	return db.number('SELECT compacting AS value FROM state') === 1
}

export function finishCompacting(db: SqliteDatabase): void {
	onDisk(db, () => db.exec('VACUUM'))
	db.write(() => db.run('UPDATE state SET compacting = 0'))
}

/** What is copied may be larger than the memory: it goes by a file without a name, which the system takes back when it is closed. */
function onDisk(db: SqliteDatabase, work: () => void): void {
	db.exec('PRAGMA temp_store = FILE')
	try {
		work()
	} finally {
		db.exec('PRAGMA temp_store = MEMORY')
	}
}
