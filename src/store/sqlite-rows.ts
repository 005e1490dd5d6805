/** What rows and messages have in common. */
import { equalBytes, fromHex, toHex } from '../bytes.js'
import type { SqliteDatabase } from './sqlite-database.js'
import type { SqlRow } from './sqlite-driver.js'
import type { StoredMessage } from './types.js'

/** In place of a signature: no valid one is so, and a row keeps its size when one comes later. */
export const NO_SIGNATURE: Uint8Array = /* @__PURE__ */ new Uint8Array(64)
/** What is added to the number of a proof, so that SQLite keeps it in 8 bytes, whatever it is; alone: no proof. */
export const PROOF_BASE: number = 2 ** 50

/** The time of a message that has none. */
export const TIMELESS = -1
const TIE_BYTES = 6

/** The columns of `storedMessage`. */
export const COLUMNS = 'm.arrival, m.id, p.signature, p.payload'
/** Where they come from, after a table or statement that gives arrivals. */
export const payloadsOf = (source: string): string => `CROSS JOIN payloads AS p ON p.arrival = ${source}.arrival`
export const messagesOf = (source: string): string => `CROSS JOIN messages AS m ON m.arrival = ${source}.arrival ${payloadsOf('m')}`

/** The bytes of hex digits that were checked. */
export const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

export function tieOf(id: string): number {
	return Number.parseInt(id.slice(0, 2 * TIE_BYTES), 16)
}

export function storedMessage(row: SqlRow): StoredMessage {
	const id = toHex(row.id as Uint8Array)
	const payload = row.payload as Uint8Array
	const arrival = row.arrival as number
	const signature = row.signature as Uint8Array
	return Object.freeze(equalBytes(signature, NO_SIGNATURE) ? { id, payload, arrival } : { id, payload, signature, arrival })
}

/** Authors are looked up for every message. */
const CACHED = 4096

/** The numbers of authors. */
export class Authors {
	readonly #db: SqliteDatabase
	readonly #keys: Map<string, number> = new Map()

	constructor(db: SqliteDatabase) {
		this.#db = db
	}

	find(author: string): number | undefined {
		const key = this.#keys.get(author) ?? this.#db.number('SELECT key AS value FROM authors WHERE author = ?', bytesOf(author))
		if (key !== undefined) this.#keep(author, key)
		return key
	}

	/** Its number, given to it now if it has none. */
	add(author: string): number {
		const held = this.find(author)
		if (held !== undefined) return held
		const key = this.#db.number('INSERT INTO authors (author) VALUES (?) RETURNING key AS value', bytesOf(author)) as number
		this.#keep(author, key)
		return key
	}

	/** To be called when numbers were given in a transaction that did not take place. */
	forget(): void {
		this.#keys.clear()
	}

	#keep(author: string, key: number): void {
		if (this.#keys.size >= CACHED) this.#keys.clear()
		this.#keys.set(author, key)
	}
}
