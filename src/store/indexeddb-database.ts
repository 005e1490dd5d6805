/** One open database of IndexedDB with one object store, as a key-value store with transactions. */
import type { IDBPDatabase, IDBPTransaction } from 'idb'
import { compareBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { codedError } from './indexeddb-errors.js'
import type { KeyAccess, KeyEntry, KeyRange, KeyTransactionMode, KeyValue } from './key-value.js'

/** The version of the database: it holds one object store, `entries`, with keys and values of bytes. What stands in these is a matter of `kv-keys.ts`. */
const VERSION = 1
const ENTRIES = 'entries'

type Idb = typeof import('idb')
type Entries = IDBPTransaction<unknown, [typeof ENTRIES], 'readonly' | 'readwrite'>['store']

/** A value of IndexedDB is written with the whole buffer on which it is a view: only its own bytes are handed over. */
function alone(bytes: Uint8Array): Uint8Array {
	return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
}

const keyOf = (bytes: Uint8Array): IDBValidKey => bytes as Uint8Array<ArrayBuffer>
const bytesOf = (key: IDBValidKey): Uint8Array => new Uint8Array(key as ArrayBuffer)

async function range(entries: Entries, { gte, lt, reverse = false, limit }: KeyRange): Promise<readonly KeyEntry[]> {
	// IndexedDB knows no empty range.
	if (compareBytes(gte, lt) >= 0) return []
	const between = IDBKeyRange.bound(gte, lt, false, true)
	if (!reverse) {
		const [keys, values] = await Promise.all([entries.getAllKeys(between, limit), entries.getAll(between, limit)])
		return keys.map((key, i) => [bytesOf(key), values[i] as Uint8Array])
	}
	const found: KeyEntry[] = []
	for (let cursor = await entries.openCursor(between, 'prev'); cursor !== null; cursor = await cursor.continue()) {
		found.push([bytesOf(cursor.key), cursor.value as Uint8Array])
		if (found.length === limit) break
	}
	return found
}

/** Resolves, with what went wrong or nothing, when a transaction has ended. */
function endOf(transaction: IDBTransaction): Promise<unknown> {
	return new Promise((resolve) => {
		transaction.addEventListener('complete', () => resolve(undefined))
		// The error is not known before: what a request fails with may be only that the transaction was aborted.
		transaction.addEventListener('abort', () => resolve(transaction.error ?? new Error('the transaction was aborted')))
	})
}

class Database implements KeyValue {
	readonly #name: string
	readonly #idb: Idb
	readonly #db: IDBPDatabase
	/** Why nothing can be read or written any more. */
	readonly #ended: () => BudkavleError | undefined

	constructor(name: string, idb: Idb, db: IDBPDatabase, ended: () => BudkavleError | undefined) {
		this.#name = name
		this.#idb = idb
		this.#db = db
		this.#ended = ended
	}

	get(key: Uint8Array): Promise<Uint8Array | undefined> {
		return this.transaction('read', async (access) => access.get(key))
	}

	range(asked: KeyRange): Promise<readonly KeyEntry[]> {
		return this.transaction('read', async (access) => access.range(asked))
	}

	batch(operations: Parameters<KeyAccess['batch']>[0]): Promise<void> {
		return this.transaction('write', async (access) => access.batch(operations))
	}

	/** IndexedDB commits a transaction as soon as nothing is asked of it: the work must wait for nothing else. */
	async transaction<T>(mode: KeyTransactionMode, work: (access: KeyAccess) => Promise<T>): Promise<T> {
		try {
			return await this.#transaction(mode, work)
		} catch (error) {
			throw (error instanceof BudkavleError ? undefined : this.#ended()) ?? codedError(this.#name, error)
		}
	}

	close(): void {
		this.#db.close()
	}

	async #transaction<T>(mode: KeyTransactionMode, work: (access: KeyAccess) => Promise<T>): Promise<T> {
		const ended = this.#ended()
		if (ended !== undefined) throw ended
		const transaction = this.#db.transaction(ENTRIES, mode === 'read' ? 'readonly' : 'readwrite', { durability: 'strict' })
		transaction.done.catch(() => undefined)
		const raw = this.#idb.unwrap(transaction) as IDBTransaction
		const failure = endOf(raw)
		let result: T
		try {
			result = await work(this.#access(transaction.store))
		} catch (error) {
			try {
				raw.abort()
			} catch {
				// It has ended already.
			}
			const reason = await failure
			// Every request of a transaction that failed as a whole fails with this name.
			throw (error as { readonly name?: unknown }).name === 'AbortError' ? reason : error
		}
		const reason = await failure
		if (reason !== undefined) throw reason
		return result
	}

	#access(entries: Entries): KeyAccess {
		const raw = this.#idb.unwrap(entries) as IDBObjectStore
		return {
			get: async (key) => (await entries.get(keyOf(key))) as Uint8Array | undefined,
			range: (asked) => range(entries, asked),
			// Nobody waits for the single writes: the first that fails aborts the transaction.
			batch: (operations) => {
				for (const { key, value } of operations) {
					if (value === undefined) raw.delete(keyOf(key))
					else raw.put(alone(value), keyOf(key))
				}
			},
		}
	}
}

/** The package, or the error that says how to get it. */
async function loadIdb(): Promise<Idb> {
	try {
		return await import('idb')
	} catch (cause) {
		throw new BudkavleError('store-unavailable', 'The store over IndexedDB needs the package idb. Install it: "npm install idb".', {
			cause,
		})
	}
}

/** Waits for an opening as long as others may hold it up; what opens later is closed again. */
async function inTime(opening: Promise<IDBPDatabase>, name: string, lockTimeout: number): Promise<IDBPDatabase> {
	let timer: ReturnType<typeof setTimeout> | undefined
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			opening.then((db) => db.close()).catch(() => undefined)
			const sentence = `The IndexedDB database "${name}" is held by another page of this site, while it is to be upgraded or deleted. Close the other pages and try again.`
			reject(new BudkavleError('store-locked', sentence))
		}, lockTimeout)
	})
	try {
		return await Promise.race([opening, late])
	} finally {
		clearTimeout(timer)
	}
}

/** Opens the database of this name, or makes one. */
export async function openDatabase(name: string, lockTimeout: number): Promise<KeyValue> {
	const idb = await loadIdb()
	let ended: BudkavleError | undefined
	const end = (code: 'store-version' | 'store-io', sentence: string): void => {
		ended = new BudkavleError(code, `The IndexedDB database "${name}" ${sentence}.`)
	}
	let db: IDBPDatabase
	try {
		const opening = idb.openDB(name, VERSION, {
			upgrade: (fresh) => void fresh.createObjectStore(ENTRIES),
			// Whoever wants to upgrade or delete it waits until every page has let go.
			blocking: (_, next, event) => {
				if (next === null) end('store-io', 'was deleted by another page of this site. Open the store again to begin a new one')
				else end('store-version', 'is being taken over by a newer version of the library in another page. Load this page again')
				;(event.target as IDBDatabase).close()
			},
			terminated: () =>
				end('store-io', 'was closed by the browser, perhaps because the data of this site were cleared. Open the store again'),
		})
		db = await inTime(opening, name, lockTimeout)
	} catch (cause) {
		throw codedError(name, cause, true)
	}
	if (!db.objectStoreNames.contains(ENTRIES)) {
		db.close()
		throw new BudkavleError(
			'store-corrupt',
			`The IndexedDB database "${name}" is not a store: it holds something else. Choose another name.`,
		)
	}
	return new Database(name, idb, db, () => ended)
}
