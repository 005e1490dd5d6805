/** What proves the messages that have no signature: kept once for all that it proves, as long as one of them is held. */
import { toHex } from '../bytes.js'
import type { SqliteDatabase } from './sqlite-database.js'
import { bytesOf, payloadsOf } from './sqlite-rows.js'
import type { StoreProof } from './types.js'

/** The proofs that one batch uses, inside of its transaction. */
export class Proofs {
	readonly #db: SqliteDatabase
	readonly #used: Map<string, { readonly key: number; uses: number }> = new Map()
	readonly #released: Set<number> = new Set()

	constructor(db: SqliteDatabase) {
		this.#db = db
	}

	/** Its number, for one more message that it proves. */
	use({ hash, bytes }: StoreProof): number {
		let proof = this.#used.get(hash)
		if (proof === undefined) {
			const known = this.#db.number('SELECT key AS value FROM proofs WHERE hash = ?', bytesOf(hash))
			const sql = 'INSERT INTO proofs (hash, uses, bytes) VALUES (?, 0, ?) RETURNING key AS value'
			proof = { key: known ?? (this.#db.number(sql, bytesOf(hash), bytes) as number), uses: 0 }
			this.#used.set(hash, proof)
		}
		proof.uses++
		return proof.key
	}

	/** A message is erased, or proven by something else from now on. To be called before its row is changed. */
	release(arrival: number): void {
		const key = this.#db.number('SELECT proof AS value FROM payloads WHERE arrival = ? AND proof IS NOT NULL', arrival)
		if (key === undefined) return
		this.#db.run('UPDATE proofs SET uses = uses - 1 WHERE key = ?', key)
		this.#released.add(key)
	}

	/** To be called when all messages of the batch are there. */
	finish(): void {
		for (const { key, uses } of this.#used.values()) this.#db.run('UPDATE proofs SET uses = uses + ? WHERE key = ?', uses, key)
		for (const key of this.#released) this.#db.run('DELETE FROM proofs WHERE key = ? AND uses = 0', key)
	}
}

/** The proofs of messages, in the order of their ids; messages with the same one share it. */
export function proofs(db: SqliteDatabase, ids: readonly string[]): readonly (Uint8Array | undefined)[] {
	const proven = db.allOf(
		`SELECT m.id, p.proof FROM messages AS m ${payloadsOf('m')} WHERE p.proof IS NOT NULL AND m.id IN`,
		ids.map(bytesOf),
	)
	const keys = new Map(proven.map(({ id, proof }) => [toHex(id as Uint8Array), proof as number]))
	const kept = db.allOf('SELECT key, bytes FROM proofs WHERE key IN', [...new Set(keys.values())])
	const bytes = new Map(kept.map((row) => [row.key as number, row.bytes as Uint8Array]))
	return Object.freeze(
		ids.map((id) => {
			const key = keys.get(id)
			return key === undefined ? undefined : bytes.get(key)
		}),
	)
}
