/** What rows and messages have in common. */
import { decodeStored } from '../message/decode.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import type { Row } from './postgres-values.js'
import { bytesIn, hexIn } from './postgres-values.js'
import type { StoredMessage } from './types.js'

/** The time of a message that has none. */
export const TIMELESS = -1

/** The columns of `storedMessage`. */
export const COLUMNS = 'm.arrival, m.id, m.signature, m.payload'

export function storedMessage(row: Row): StoredMessage {
	const id = hexIn(row.id)
	const payload = bytesIn(row.payload)
	const arrival = row.arrival as number
	return Object.freeze(row.signature === null ? { id, payload, arrival } : { id, payload, signature: bytesIn(row.signature), arrival })
}

/** A message in the store. */
export interface Held {
	readonly entry: IndexEntry
	readonly arrival: number
	/** The number of what proves it, where it has no signature. */
	readonly proof: number | null
}

/** Of a row with the columns of `storedMessage` and `proof`. */
export function heldIn(row: Row): Held {
	const stored = storedMessage(row)
	return { entry: indexEntry(decodeStored(stored)), arrival: stored.arrival, proof: row.proof as number | null }
}
