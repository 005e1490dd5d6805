/** Making the file of the SQLite store as small as what it holds. */
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

export function isCompacting(db: SqliteDatabase): boolean {
	return db.number('SELECT compacting AS value FROM state') === 1
}

export function finishCompacting(db: SqliteDatabase): void {
	// The copy may be larger than the memory. It is a file without a name, which the system takes back when it is closed.
	db.exec('PRAGMA temp_store = FILE')
	try {
		db.exec('VACUUM')
	} finally {
		db.exec('PRAGMA temp_store = MEMORY')
	}
	db.write(() => db.run('UPDATE state SET compacting = 0'))
}
