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
 * An ordered map from bytes to bytes, such as an object store of IndexedDB, LevelDB or LMDB. Keys have 1 to 250 bytes, values 0 bytes to 16 MiB.
 * Every method may answer at once or by promise. Bytes that were handed over are not changed afterwards by either side.
 */
export interface KeyValue {
	get(key: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>
	range(range: KeyRange): readonly KeyEntry[] | Promise<readonly KeyEntry[]>
	/** All or nothing, in their order. Whoever declares `durable` answers when it will survive. */
	batch(operations: readonly KeyOperation[]): void | Promise<void>
	/** Gives back to the disk what was freed. */
	compact?(): void | Promise<void>
	close?(): void | Promise<void>
}
