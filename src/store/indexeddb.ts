/** The store for browsers: one database of IndexedDB, which several pages and workers of a site may use at once. */
import { BudkavleError } from '../errors.js'
import { invalid } from './arguments.js'
import { openDatabase } from './indexeddb-database.js'
import { kvStore } from './kv.js'
import type { Store } from './types.js'

const NAME_MAX = 200
const LOCK_TIMEOUT = 5000
const LOCK_TIMEOUT_MAX = 600_000

export interface IndexedDbStoreOptions {
	/** The name of the database among those of the site: 1 to 200 characters. */
	readonly name: string
	/** How long to wait for another page that upgrades or deletes the database, in milliseconds: 0 to 600,000, default 5,000. Then opening rejects with `store-locked`. */
	readonly lockTimeout?: number
}

/** Whether there is an IndexedDB. Some browsers throw at the question where a page may keep nothing. */
function isPresent(): boolean {
	try {
		return typeof globalThis.indexedDB === 'object' && globalThis.indexedDB !== null
	} catch {
		return false
	}
}

/**
 * Opens the store in the IndexedDB database of this name, or makes one. What `ingest` acknowledged survives the end of the page, of the browser and of the power; but the browser may throw
 * away all that a site keeps when the disk is full, unless it agreed to keep it (`navigator.storage.persist()`). Several stores, also of several pages and workers, may be open on
 * one database. It needs the package `idb`.
 *
 * Searching reads posts and replies, newest first, until it has found enough: it takes time, not space. What was retracted can be read no more at once; the browser overwrites it on the
 * disk when it next tidies up, and `compact` cannot make it do so.
 *
 * Rejects with `store-unavailable` (no IndexedDB here, as in some private windows, or the package `idb` is missing), `store-version`, `store-corrupt`, `store-locked`, `store-full`,
 * `store-io` or `argument-invalid`; so do the methods of the store. After another page has deleted the database (`store-io`) or upgraded it (`store-version`), or the browser has closed
 * it (`store-io`), every method rejects: open the store again.
 */
export async function indexedDbStore(options: IndexedDbStoreOptions): Promise<Store> {
	const { name, lockTimeout = LOCK_TIMEOUT } = options ?? {}
	if (typeof name !== 'string' || name === '' || name.length > NAME_MAX) {
		throw invalid(`a name of 1 to ${NAME_MAX} characters for the database`, name)
	}
	if (!(Number.isSafeInteger(lockTimeout) && lockTimeout >= 0 && lockTimeout <= LOCK_TIMEOUT_MAX)) {
		throw invalid(`a lockTimeout from 0 to ${LOCK_TIMEOUT_MAX} milliseconds`, lockTimeout)
	}
	if (!isPresent()) {
		throw new BudkavleError(
			'store-unavailable',
			'There is no IndexedDB here. In a browser, leave the private window or allow this site to keep data; elsewhere use sqliteStore or memoryStore.',
		)
	}
	return kvStore(await openDatabase(name, lockTimeout), { durable: true })
}
