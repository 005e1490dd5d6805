/** A store over any ordered key-value store. */
import { copyBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { checkBatch, checkIds, checkLocal, checkLocalKeys, checkPrefix, checkQuery, checkSearch, hashBytes } from './arguments.js'
import { Gate } from './gate.js'
import type { KeyAccess, KeyTransactionMode, KeyValue } from './key-value.js'
import { readState } from './kv-draft.js'
import { evict, ingest } from './kv-ingest.js'
import { blobKey, LAYOUT_VERSION, localKey, localKeyAt, localKeysBetween, metaKey, number, numberAt, stateKey } from './kv-keys.js'
import { proofs } from './kv-proofs.js'
import { getOne, ids, idsWithPrefix, list, logs, search } from './kv-read.js'
import type { Store } from './types.js'

export type { KeyAccess, KeyEntry, KeyOperation, KeyRange, KeyTransactionMode, KeyTransactions, KeyValue } from './key-value.js'

export interface KvStoreOptions {
	/** Whether `batch` answers only when what was written survives the end of the process. Default false. */
	readonly durable?: boolean
}

/** Whatever the key-value store fails with gets a code. */
async function coded<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work()
	} catch (cause) {
		if (cause instanceof BudkavleError) throw cause
		const reason = cause instanceof Error ? cause.message : String(cause)
		throw new BudkavleError('store-io', `The key-value store below failed: ${reason}. Nothing of this call was written.`, { cause })
	}
}

const copied = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes && copyBytes(bytes)

async function checkLayout(kv: KeyAccess): Promise<void> {
	const version = await kv.get(metaKey)
	const held = version === undefined ? LAYOUT_VERSION : numberAt(version)
	if (held > LAYOUT_VERSION) {
		throw new BudkavleError(
			'store-version',
			`This store was written by a newer version of the library (layout ${held}). Update to open it.`,
		)
	}
	if (held !== LAYOUT_VERSION) {
		throw new BudkavleError(
			'store-corrupt',
			`This store should tell the version of its layout, but tells ${held}. Was it written by something else?`,
		)
	}
}

/**
 * A store over an ordered key-value store. The layout of the keys is documented in `kv-keys.ts`; the whole key space must belong to this store. Where `kv` has no `transaction`, only
 * one `kvStore` may use it at a time, since the order of batches is kept here. Closing the store closes `kv`.
 *
 * Searching reads posts and replies, newest first, until it has found enough: it takes time, not space.
 *
 * Methods reject with `store-io` when `kv` fails, with `store-version` or `store-corrupt` when it holds something else.
 */
export function kvStore(kv: KeyValue, { durable = false }: KvStoreOptions = {}): Store {
	const gate = new Gate()
	let checked: Promise<void> | undefined
	const ready = (): Promise<void> => {
		checked ??= checkLayout(kv).catch((error: unknown) => {
			checked = undefined
			throw error
		})
		return checked
	}
	const within =
		<T>(mode: KeyTransactionMode, work: (access: KeyAccess) => Promise<T>): (() => Promise<T>) =>
		() =>
			coded(async () => {
				await ready()
				return kv.transaction === undefined ? work(kv) : kv.transaction(mode, work)
			})
	const read = <T>(work: (access: KeyAccess) => Promise<T>): Promise<T> => gate.read(within('read', work))
	const write = <T>(work: (access: KeyAccess) => Promise<T>): Promise<T> => gate.write(within('write', work))

	return Object.freeze<Store>({
		capabilities: Object.freeze({ durable, search: true }),

		async ingest(batch) {
			const checked = checkBatch(batch)
			return write((access) => ingest(access, checked))
		},

		async evict(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return write((access) => evict(access, ids))
		},

		async compact() {
			return gate.write(() =>
				coded(async () => {
					await ready()
					await kv.compact?.()
				}),
			)
		},

		async get(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return read(async (access) => Object.freeze(await Promise.all(ids.map((id) => getOne(access, id)))))
		},

		async proofs(ids) {
			for (const id of ids) hashBytes(id, 'an id')
			return read((access) => proofs(access, ids))
		},

		async list(query, options = {}) {
			checkQuery(query)
			return read((access) => list(access, query, options))
		},

		async ids(after, limit) {
			const checked = checkIds(after, limit)
			return read((access) => ids(access, after, checked))
		},

		async idsWithPrefix(prefix, limit) {
			checkPrefix(prefix, limit)
			return read((access) => idsWithPrefix(access, prefix, limit))
		},

		async logs(author) {
			if (author !== undefined) hashBytes(author, 'an author')
			return read((access) => logs(access, author))
		},

		async search(wanted) {
			const limit = checkSearch(wanted)
			return read((access) => search(access, wanted, limit))
		},

		async blob(hash) {
			hashBytes(hash, 'a hash')
			return read(async (access) => copied(await access.get(blobKey(hash))))
		},

		async local(key) {
			checkLocal(key, undefined)
			return read(async (access) => copied(await access.get(localKey(key))))
		},

		async localKeys(prefix, options = {}) {
			const limit = checkLocalKeys(prefix, options)
			return read(async (access) => {
				const entries = await access.range({ ...localKeysBetween(prefix, options.after), limit })
				return Object.freeze(entries.map(([key]) => localKeyAt(key)))
			})
		},

		async setLocal(key, value) {
			checkLocal(key, value)
			const own = copied(value)
			return write(async (access) => {
				await access.batch([
					{ key: metaKey, value: number(LAYOUT_VERSION) },
					{ key: localKey(key), value: own },
				])
			})
		},

		async stats() {
			return read(async (access) => {
				const { messages, blobs, bytes, people } = readState(await access.get(stateKey))
				return Object.freeze({ messages, blobs, bytes, people })
			})
		},

		close() {
			return gate.close(() => coded(async () => kv.close?.()))
		},
	})
}
