/** What `kvStore` needs of an ordered key-value store. Types only. */

/** A write: `undefined` removes the key, also one that is not there. */
export interface KeyOperation {
	readonly key: Uint8Array
	readonly value: Uint8Array | undefined
}

/** Keys from `gte` inclusive to `lt` exclusive, in the order of their bytes, a prefix first; the other way round with `reverse`. At most `limit` (1 to 10,001). */
export interface KeyRange {
	readonly gte: Uint8Array
	readonly lt: Uint8Array
	readonly reverse?: boolean
	readonly limit: number
}

export type KeyEntry = readonly [key: Uint8Array, value: Uint8Array]

/**
 * An ordered map from bytes to bytes. Keys have 1 to 250 bytes, values 0 bytes to 16 MiB.
 * Every method may answer at once or by promise. Bytes that were handed over are not changed afterwards by either side.
 */
export interface KeyAccess {
	get(key: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>
	range(range: KeyRange): readonly KeyEntry[] | Promise<readonly KeyEntry[]>
	/** All or nothing, in their order. Whoever declares `durable` answers when it will survive. */
	batch(operations: readonly KeyOperation[]): void | Promise<void>
}

/** `read` calls `get` and `range` alone. */
export type KeyTransactionMode = 'read' | 'write'

/** For a key-value store that others may write at the same time: other pages of a web site, other programs. */
export interface KeyTransactions {
	/**
	 * Does work that sees one state, and none of what others write meanwhile; of two that write, one begins when the other has ended. When the work rejects, nothing of it is written. Answers
	 * with what the work gave, in `write` when that will survive (where `durable`). The work waits for nothing but `access`, and does not use it after it has answered.
	 */
	transaction<T>(mode: KeyTransactionMode, work: (access: KeyAccess) => Promise<T>): Promise<T>
}

/** Such as an object store of IndexedDB, LevelDB or LMDB. Without `transaction`, only one `kvStore` may use it at a time. */
export interface KeyValue extends KeyAccess, Partial<KeyTransactions> {
	/** Gives back to the disk what was freed. */
	compact?(): void | Promise<void>
	close?(): void | Promise<void>
}
