/**
 * A store over LevelDB, by the package `classic-level`. But for `compact`, the same serves every database of the `abstract-level` family. This file is all that it takes.
 */
import { kvStore } from 'budkavle/store/kv'

/**
 * The functions that `kvStore` asks for, over a level database that holds nothing else. What it writes is on the disk when it answers (`sync`), so that it may be called durable.
 *
 * @param {import('classic-level').ClassicLevel} db
 * @returns {import('budkavle/store/kv').KeyValue}
 */
function levelKeyValue(db) {
	// Keys and values are bytes as they are, whatever else the database was opened for.
	const encoding = { keyEncoding: 'view', valueEncoding: 'view' }
	return {
		get: (key) => db.get(key, encoding),
		range: ({ gte, lt, limit, reverse = false }) => db.iterator({ ...encoding, gte, lt, limit, reverse }).all(),
		batch: (operations) =>
			db.batch(
				operations.map(({ key, value }) => (value === undefined ? { type: 'del', key } : { type: 'put', key, value })),
				{ ...encoding, sync: true },
			),
		// What was retracted or let go of leaves the disk then, too, and not only the index.
		compact: () => db.compactRange(Uint8Array.of(0), Uint8Array.of(255), { keyEncoding: 'view' }),
		close: () => db.close(),
	}
}

/**
 * A store over a level database. Closing it closes the database.
 *
 * @param {import('classic-level').ClassicLevel} db nothing else may stand in it, and one store may use it at a time
 * @param {{ durable: boolean }} options whether what was written survives the end of the process: `true` for a disk, `false` for memory
 */
export function levelStore(db, { durable }) {
	return kvStore(levelKeyValue(db), { durable })
}
