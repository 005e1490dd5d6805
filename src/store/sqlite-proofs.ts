/** What proves the messages that have no signature: hashes and checkpoints are kept once for all that they prove, as long as one of it is held. */
import { toHex } from '../bytes.js'
import { ProofNames } from './proof-name.js'
import type { SqliteDatabase } from './sqlite-database.js'
import { bytesOf, PROOF_BASE, payloadsOf } from './sqlite-rows.js'
import type { StoreProof } from './types.js'

/** The proofs that one batch uses, inside of its transaction. */
export class Proofs {
	readonly #db: SqliteDatabase
	readonly #used: Map<StoreProof, { readonly key: number; uses: number }> = new Map()
	readonly #released: Set<number> = new Set()
	readonly #names = new ProofNames()
	#bytes = 0

	constructor(db: SqliteDatabase) {
		this.#db = db
	}

	/** How many more bytes are kept than before, once the batch is finished. */
	get bytes(): number {
		return this.#bytes
	}

	/** Its number, for one more message that it proves. Messages that share an object share the work. */
	use(proof: StoreProof): number {
		let used = this.#used.get(proof)
		if (used === undefined) {
			used = { key: this.#keep(proof), uses: 0 }
			this.#used.set(proof, used)
		}
		used.uses++
		return used.key
	}

	/** What is held already is written again where its bytes are others: a disk may have changed them. */
	#keep({ checkpoint, hashes }: StoreProof): number {
		const db = this.#db
		const { id, hash } = this.#names.of({ checkpoint, hashes })
		let by = db.number('SELECT key AS value FROM checkpoints WHERE id = ?', id)
		if (by === undefined) {
			const sql = 'INSERT INTO checkpoints (id, uses, payload, signature) VALUES (?, 0, ?, ?) RETURNING key AS value'
			by = db.number(sql, id, checkpoint.payload, checkpoint.signature) as number
			this.#bytes += checkpoint.payload.length + checkpoint.signature.length
		} else {
			const sql = 'UPDATE checkpoints SET payload = ?2, signature = ?3 WHERE key = ?1 AND (payload <> ?2 OR signature <> ?3)'
			db.run(sql, by, checkpoint.payload, checkpoint.signature)
		}
		const known = db.number('SELECT key AS value FROM proofs WHERE hash = ?', hash)
		if (known !== undefined) {
			const before = db.number('SELECT checkpoint AS value FROM proofs WHERE key = ?', known) as number
			db.run('UPDATE proofs SET hashes = ?2, checkpoint = ?3 WHERE key = ?1 AND (hashes <> ?2 OR checkpoint <> ?3)', known, hashes, by)
			if (before !== by) {
				db.run('UPDATE checkpoints SET uses = uses + 1 WHERE key = ?', by)
				this.#releaseCheckpoint(before)
			}
			return known
		}
		db.run('UPDATE checkpoints SET uses = uses + 1 WHERE key = ?', by)
		this.#bytes += hashes.length
		const sql = 'INSERT INTO proofs (hash, checkpoint, uses, hashes) VALUES (?, ?, 0, ?) RETURNING key AS value'
		return db.number(sql, hash, by, hashes) as number
	}

	/** A message is erased, or proven by something else from now on. To be called before its row is changed. */
	release(arrival: number): void {
		const key = (this.#db.number('SELECT proof AS value FROM payloads WHERE arrival = ?', arrival) ?? PROOF_BASE) - PROOF_BASE
		if (key === 0) return
		this.#db.run('UPDATE proofs SET uses = uses - 1 WHERE key = ?', key)
		this.#released.add(key)
	}

	/** To be called when all messages of the batch are there. */
	finish(): void {
		for (const { key, uses } of this.#used.values()) this.#db.run('UPDATE proofs SET uses = uses + ? WHERE key = ?', uses, key)
		for (const key of this.#released) this.#drop(key)
	}

	#drop(key: number): void {
		const unused = this.#db.get('DELETE FROM proofs WHERE key = ? AND uses = 0 RETURNING checkpoint, length(hashes) AS bytes', key)
		if (unused === undefined) return
		this.#bytes -= unused.bytes as number
		this.#releaseCheckpoint(unused.checkpoint as number)
	}

	#releaseCheckpoint(key: number): void {
		this.#db.run('UPDATE checkpoints SET uses = uses - 1 WHERE key = ?', key)
		const sql = 'DELETE FROM checkpoints WHERE key = ? AND uses = 0 RETURNING length(payload) + length(signature) AS bytes'
		this.#bytes -= (this.#db.get(sql, key)?.bytes as number | undefined) ?? 0
	}
}

/** The proofs of messages, in the order of their ids; messages with the same one share it, and proofs their checkpoint. */
export function proofs(db: SqliteDatabase, ids: readonly string[]): readonly (StoreProof | undefined)[] {
	const proven = db.allOf(
		`SELECT m.id, p.proof FROM messages AS m ${payloadsOf('m')} WHERE p.proof > ${PROOF_BASE} AND m.id IN`,
		ids.map(bytesOf),
	)
	const keys = new Map(proven.map(({ id, proof }) => [toHex(id as Uint8Array), (proof as number) - PROOF_BASE]))
	const rows = db.allOf('SELECT key, checkpoint, hashes FROM proofs WHERE key IN', [...new Set(keys.values())])
	const named = db.allOf('SELECT key, payload, signature FROM checkpoints WHERE key IN', [
		...new Set(rows.map(({ checkpoint }) => checkpoint as number)),
	])
	const checkpoints = new Map(
		named.map(({ key, payload, signature }) => [
			key as number,
			Object.freeze({ payload: payload as Uint8Array, signature: signature as Uint8Array }),
		]),
	)
	const kept = new Map<number, StoreProof>()
	for (const { key, checkpoint: by, hashes } of rows) {
		const checkpoint = checkpoints.get(by as number)
		if (checkpoint !== undefined) kept.set(key as number, Object.freeze({ checkpoint, hashes: hashes as Uint8Array }))
	}
	return Object.freeze(
		ids.map((id) => {
			const key = keys.get(id)
			return key === undefined ? undefined : kept.get(key)
		}),
	)
}
