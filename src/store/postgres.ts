/** The store for many processes: one schema of a PostgreSQL database. */
import { copyBytes } from '../bytes.js'
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
import type { PostgresClient, PostgresPool } from './postgres-client.js'
import { PostgresDatabase } from './postgres-database.js'
import { openPool } from './postgres-driver.js'
import { Follower } from './postgres-follow.js'
import { evict, ingest } from './postgres-ingest.js'
import { proofs } from './postgres-proofs.js'
import { get, ids, idsWithPrefix, list, localKeys, logs, search } from './postgres-read.js'
import { compact, prepareSchema } from './postgres-schema.js'
import { bytesIn, bytesOf, utf8 } from './postgres-values.js'
import type { Store, StoreStats } from './types.js'

export type { PostgresClient, PostgresPool, PostgresQuery, PostgresResult } from './postgres-client.js'

const SCHEMA = 'budkavle'
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/
const LOCK_TIMEOUT = 5000
const LOCK_TIMEOUT_MAX = 600_000

export interface PostgresStoreOptions {
	/** Where the server is: `postgres://user:password@host:port/database`. The store then opens up to 6 connections of its own, and closes them. */
	readonly connectionString?: string
	/** Instead of that, a pool of the package `pg`, which stays open when the store is closed. The store uses 2 of its connections at the least: one is kept for `follow`. */
	readonly pool?: PostgresPool
	/** The schema that is the store, made if it is not there: 1 to 63 lower-case letters, digits and `_`, default `budkavle`. */
	readonly schema?: string
	/** How long to wait for another process that is writing, in milliseconds: 1 to 600,000, default 5,000. Then calls reject with `store-locked`. */
	readonly lockTimeout?: number
}

function checkOptions({ connectionString, pool, schema, lockTimeout }: PostgresStoreOptions): void {
	if ((typeof connectionString === 'string') === (typeof pool?.connect === 'function')) {
		throw invalid('either a connectionString or a pool of the package pg', connectionString === undefined ? undefined : true)
	}
	if (schema !== undefined && !(typeof schema === 'string' && SCHEMA_NAME.test(schema))) {
		throw invalid('a schema of 1 to 63 lower-case letters, digits and _', schema)
	}
	if (lockTimeout !== undefined && !(Number.isSafeInteger(lockTimeout) && lockTimeout >= 1 && lockTimeout <= LOCK_TIMEOUT_MAX)) {
		throw invalid(`a lockTimeout from 1 to ${LOCK_TIMEOUT_MAX} milliseconds`, lockTimeout)
	}
}

const settled = (): void => undefined
/** A server may end a connection in the breath in which it is made, before anybody could listen: that would end the process. */
const heed = (client: PostgresClient): unknown => client.on('error', settled)

/**
 * Opens the store in this schema of a database, or makes one. Any number of processes may use it at the same time: batches are written one after the other, and whoever follows hears of them
 * (`capabilities.follow`). What `ingest` acknowledged survives the end of the process and of the server. Needs the package `pg`, PostgreSQL 12 or newer, and a database in UTF8. What was
 * retracted or let go of is deleted; the server clears it from its files when it vacuums the tables, as `compact` does, and from its archives and backups when these are thrown away.
 * While `compact` is at a table, others who want it wait.
 *
 * When a connection is lost, calls under way reject with `store-io`; later ones get a new connection. Rejects with `store-unavailable` (no `pg`, no such database or user, or one that is
 * not fit), `store-version`, `store-corrupt`, `store-locked`, `store-full`, `store-io` or `argument-invalid`; so do the methods of the store.
 */
export async function postgresStore(options: PostgresStoreOptions): Promise<Store> {
	checkOptions(options)
	const { connectionString, schema = SCHEMA, lockTimeout = LOCK_TIMEOUT } = options
	const own = connectionString === undefined ? undefined : await openPool(connectionString)
	const pool = own ?? (options.pool as PostgresPool)
	// The pool drops idle connections that end, and says so; nobody waits for them.
	pool.on('error', settled)
	pool.on('connect', heed)
	const end = async (): Promise<void> => {
		await own?.end()
		pool.off('error', settled)
		pool.off('connect', heed)
	}
	const db = new PostgresDatabase(pool, schema, lockTimeout)
	try {
		await prepareSchema(db)
	} catch (error) {
		await end()
		throw error
	}
	return openStore(db, end)
}

function openStore(db: PostgresDatabase, end: () => Promise<void>): Store {
	const gate = new Gate()
	const follower = new Follower(db)

	return Object.freeze<Store>({
		capabilities: Object.freeze({ durable: true, search: true, follow: true }),

		async ingest(batch) {
			const checked = checkBatch(batch)
			return gate.read(() => ingest(db, checked, (change) => follower.noteOf(change)))
		},

		async evict(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return gate.read(() => evict(db, ids, (change) => follower.noteOf(change)))
		},

		async compact() {
			return gate.read(() => compact(db))
		},

		async get(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return gate.read(() => get(db, ids))
		},

		async proofs(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return gate.read(() => proofs(db, ids))
		},

		async list(query, page = {}) {
			checkQuery(query)
			const limit = pageLimit(page)
			return gate.read(() => list(db, query, limit, page.cursor))
		},

		async ids(after, limit) {
			const checked = checkIds(after, limit)
			return gate.read(() => ids(db, after, checked))
		},

		async idsWithPrefix(prefix, limit) {
			checkPrefix(prefix, limit)
			return gate.read(() => idsWithPrefix(db, prefix, limit))
		},

		async logs(author) {
			if (author !== undefined) hashBytes(author, 'an author')
			return gate.read(() => logs(db, author))
		},

		async search(wanted) {
			const limit = checkSearch(wanted)
			return gate.read(() => search(db, wanted, limit))
		},

		async blob(hash) {
			hashBytes(hash, 'a hash')
			return gate.read(async () => {
				const row = await db.get('SELECT bytes FROM @blobs WHERE hash = $1', [bytesOf(hash)])
				return row && bytesIn(row.bytes)
			})
		},

		async local(key) {
			checkLocal(key, undefined)
			return gate.read(async () => {
				const row = await db.get('SELECT value FROM @local WHERE key = $1', [utf8(key)])
				return row && bytesIn(row.value)
			})
		},

		async localKeys(prefix, asked = {}) {
			const limit = checkLocalKeys(prefix, asked)
			return gate.read(() => localKeys(db, prefix, asked.after, limit))
		},

		async setLocal(key, value) {
			checkLocal(key, value)
			const bytes = value && copyBytes(value)
			await gate.read(() =>
				db.transaction(async (connection) => {
					const sql = 'INSERT INTO @local VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
					if (bytes === undefined) await connection.run('DELETE FROM @local WHERE key = $1', [utf8(key)])
					else await connection.run(sql, [utf8(key), bytes])
					await connection.run('SELECT pg_notify($1, $2)', follower.noteOf({ type: 'local', key }))
				}),
			)
		},

		async stats() {
			return gate.read(async () =>
				Object.freeze((await db.get('SELECT messages, blobs, bytes, people FROM @state')) as unknown as StoreStats),
			)
		},

		follow: (listener) => gate.read(() => follower.follow(listener)),

		close() {
			return gate.close(async () => {
				follower.close()
				await end()
			})
		},
	})
}
