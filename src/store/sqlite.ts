/** The store for a machine: one SQLite file, which several programs may use at once. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { copyBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import {
	checkBatch,
	checkIds,
	checkLocal,
	checkLocalKeys,
	checkPrefix,
	checkQuery,
	checkSearch,
	hashBytes,
	invalid,
	pageLimit,
} from './arguments.js'
import { Gate } from './gate.js'
import { compact, copyInto } from './sqlite-compact.js'
import { SqliteDatabase } from './sqlite-database.js'
import type { SqliteDriver, SqliteDriverName } from './sqlite-driver.js'
import { sqliteDriver } from './sqlite-drivers.js'
import { codedError } from './sqlite-errors.js'
import { evict, ingest } from './sqlite-ingest.js'
import { proofs } from './sqlite-proofs.js'
import { get, ids, idsWithPrefix, list, localKeys, logs, search } from './sqlite-read.js'
import { Authors, bytesOf } from './sqlite-rows.js'
import { checkSize, prepareDatabase } from './sqlite-schema.js'
import type { Store, StoreStats } from './types.js'

const LOCK_TIMEOUT = 5000
const LOCK_TIMEOUT_MAX = 600_000
/** How long SQLite may wait by itself, and how long the event loop is left to others between two attempts; in milliseconds. */
const BUSY_TIMEOUT = 20
const PAUSE = 10
const MAX_BYTES_LEAST = 1_048_576

export interface SqliteStoreOptions {
	/** How long to wait for another program that is writing, in milliseconds: 0 to 600,000, default 5,000. Then calls reject with `store-locked`. */
	readonly lockTimeout?: number
	/** The file does not grow beyond so many bytes, at least 1 MiB; then `ingest` rejects with `store-full`. By default it may fill the disk. */
	readonly maxBytes?: number
	/** Which binding to SQLite. By default that of Node (`node:sqlite`) where it has full-text search, else the package `libsql`. */
	readonly driver?: SqliteDriverName
}

function checkOptions(path: string, { lockTimeout, maxBytes }: SqliteStoreOptions): void {
	if (typeof path !== 'string' || path === '' || path === ':memory:' || path.includes('\0')) {
		throw invalid('the path of a file (for a store in memory there is memoryStore)', path)
	}
	if (lockTimeout !== undefined && !(Number.isSafeInteger(lockTimeout) && lockTimeout >= 0 && lockTimeout <= LOCK_TIMEOUT_MAX)) {
		throw invalid(`a lockTimeout from 0 to ${LOCK_TIMEOUT_MAX} milliseconds`, lockTimeout)
	}
	if (maxBytes !== undefined && !(Number.isSafeInteger(maxBytes) && maxBytes >= MAX_BYTES_LEAST)) {
		throw invalid(`maxBytes of at least ${MAX_BYTES_LEAST}`, maxBytes)
	}
}

/** Does synchronous work on the file, again and again while another program holds it, until the time is over. Nothing is half done in between. */
async function patiently<T>(driver: SqliteDriver, path: string, timeout: number, work: () => T): Promise<T> {
	const deadline = performance.now() + timeout
	while (true) {
		try {
			return work()
		} catch (cause) {
			const error = codedError(driver, path, cause)
			if (!(error instanceof BudkavleError && error.code === 'store-locked') || performance.now() >= deadline) throw error
		}
		await new Promise((resume) => setTimeout(resume, PAUSE))
	}
}

/**
 * Opens the store in this file, or makes one. What `ingest` acknowledged survives the end of the process and of the power. Several stores, also of several
 * programs, may be open on one file. Beside it stand a `-wal` and a `-shm` file while it is open (with `libsql`, until the program ends): whoever moves or copies the
 * file takes them along. What was retracted is overwritten in all of them; its space is not given back to the disk.
 *
 * Rejects with `store-unavailable` (no SQLite here, or a disk that is not fit), `store-version`, `store-corrupt`, `store-locked`, `store-full`, `store-io` or
 * `argument-invalid`; so do the methods of the store.
 */
export async function sqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<Store> {
	checkOptions(path, options)
	const { lockTimeout = LOCK_TIMEOUT, maxBytes } = options
	const driver = await sqliteDriver(options.driver)
	// An absolute path is never taken for an address or a name with a meaning.
	const file = resolve(path)
	const patient = <T>(work: () => T): Promise<T> => patiently(driver, file, lockTimeout, work)
	checkSize(file)
	return patient(() => {
		const db = new SqliteDatabase(driver.open(file))
		try {
			const isEmptied = prepareDatabase(db, { path: file, busyTimeout: Math.min(BUSY_TIMEOUT, lockTimeout), maxBytes })
			return openStore(db, patient, isEmptied)
		} catch (error) {
			db.close()
			throw error
		}
	})
}

/**
 * Writes a copy of the store in a file, as it is at one moment, to another file that does not exist yet; other programs may go on using the store. When this resolves, the copy is whole and on the disk;
 * when it rejects, there is none. A copy remembers which log was written here, as every local value: call `forgetLog` on it before it is used, so that it goes on in a log of its own.
 *
 * Rejects as `sqliteStore`; with `store-io` also where there is a file already.
 */
export async function copySqliteStore(path: string, target: string, options: SqliteStoreOptions = {}): Promise<void> {
	checkOptions(target, options)
	const [file, driver] = [resolve(target), await sqliteDriver(options.driver)]
	if (existsSync(file)) {
		throw new BudkavleError('store-io', `There is a file ${file} already, and a copy of a store replaces nothing. Choose another name.`)
	}
	checkOptions(path, options)
	const source = resolve(path)
	if (!existsSync(source)) throw new BudkavleError('store-io', `There is no file ${source} to copy.`)
	checkSize(source)
	const draft = `${file}.part`
	try {
		await patiently(driver, source, options.lockTimeout ?? LOCK_TIMEOUT, () => {
			rmSync(draft, { force: true })
			const db = new SqliteDatabase(driver.open(source))
			try {
				prepareDatabase(db, { path: source, busyTimeout: BUSY_TIMEOUT, maxBytes: undefined })
				copyInto(db, draft)
			} finally {
				db.close()
			}
		})
		const handle = openSync(draft, 'r+')
		fsyncSync(handle)
		closeSync(handle)
		renameSync(draft, file)
	} catch (error) {
		rmSync(draft, { force: true })
		throw error
	}
}

function openStore(db: SqliteDatabase, patient: <T>(work: () => T) => Promise<T>, isEmptied: boolean): Store {
	const gate = new Gate()
	const authors = new Authors(db)
	/** Whether the write-ahead log holds nothing that was erased. */
	let clean = isEmptied
	const work = <T>(some: () => T): Promise<T> => gate.read(() => patient(some))

	return Object.freeze<Store>({
		capabilities: Object.freeze({ durable: true, search: true }),

		async ingest(batch) {
			const checked = checkBatch(batch)
			return work(() => {
				const receipt = ingest(db, authors, checked)
				if (!clean || receipt.erased.length > 0) clean = db.checkpoint()
				return receipt
			})
		},

		async evict(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return work(() => {
				const evicted = evict(db, authors, ids)
				if (!clean || evicted.length > 0) clean = db.checkpoint()
				return evicted
			})
		},

		async compact() {
			return work(() => {
				compact(db)
				clean = db.checkpoint()
			})
		},

		async get(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			// A single statement needs no transaction.
			return work(() => (ids.length < 2 ? get(db, ids) : db.read(() => get(db, ids))))
		},

		async proofs(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return work(() => db.read(() => proofs(db, ids)))
		},

		async list(query, page = {}) {
			checkQuery(query)
			const limit = pageLimit(page)
			return work(() => list(db, authors, query, limit, page.cursor))
		},

		async ids(after, limit) {
			const checked = checkIds(after, limit)
			return work(() => ids(db, after, checked))
		},

		async idsWithPrefix(prefix, limit) {
			checkPrefix(prefix, limit)
			return work(() => idsWithPrefix(db, prefix, limit))
		},

		async logs(author) {
			if (author !== undefined) hashBytes(author, 'an author')
			return work(() => logs(db, author))
		},

		async search(wanted) {
			const limit = checkSearch(wanted)
			return work(() => search(db, authors, wanted, limit))
		},

		async blob(hash) {
			hashBytes(hash, 'a hash')
			return work(() => db.get('SELECT bytes FROM blobs WHERE hash = ?', bytesOf(hash))?.bytes as Uint8Array | undefined)
		},

		async local(key) {
			checkLocal(key, undefined)
			return work(() => db.get('SELECT value FROM local WHERE key = ?', key)?.value as Uint8Array | undefined)
		},

		async localKeys(prefix, asked = {}) {
			const limit = checkLocalKeys(prefix, asked)
			return work(() => localKeys(db, prefix, asked.after, limit))
		},

		async setLocal(key, value) {
			checkLocal(key, value)
			const own = value && copyBytes(value)
			await work(() =>
				db.write(() => {
					if (own === undefined) db.run('DELETE FROM local WHERE key = ?', key)
					else db.run('INSERT INTO local VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, own)
				}),
			)
		},

		async stats() {
			return work(() => Object.freeze(db.get('SELECT messages, blobs, bytes, people FROM state') as unknown as StoreStats))
		},

		close() {
			return gate.close(() => {
				db.checkpoint()
				db.close()
			})
		},
	})
}
