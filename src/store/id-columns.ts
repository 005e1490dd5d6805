/** The columns in which every store tells many ids at once. */
import { HASH_BYTES } from '../crypto/hash.js'
import type { StoreIds } from './types.js'

export interface IdRow {
	/** 32 bytes. */
	readonly id: Uint8Array
	readonly arrival: number
	readonly expires: number | undefined
}

export function idColumns(rows: readonly IdRow[]): StoreIds {
	const ids = new Uint8Array(HASH_BYTES * rows.length)
	for (const [i, { id }] of rows.entries()) ids.set(id, HASH_BYTES * i)
	return Object.freeze({
		ids,
		arrivals: Object.freeze(rows.map(({ arrival }) => arrival)),
		expires: Object.freeze(rows.map(({ expires = Number.POSITIVE_INFINITY }) => expires)),
	})
}
