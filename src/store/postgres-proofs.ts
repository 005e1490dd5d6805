/** What proves the messages that have no signature: hashes and checkpoints are kept once for all that they prove, as long as one of it is held. */

import type { Connection, PostgresDatabase } from './postgres-database.js'
import { arrayOf, bytesIn, hexIn } from './postgres-values.js'
import { ProofNames } from './proof-name.js'
import type { StoreProof } from './types.js'

/** The proofs that one batch uses, inside of its transaction. */
export class Proofs {
	readonly #connection: Connection
	readonly #keys: Map<StoreProof, number> = new Map()
	/** By their numbers, how many more messages use them, or fewer. */
	readonly #changes: Map<number, number> = new Map()
	readonly #names = new ProofNames()
	#bytes = 0

	constructor(connection: Connection) {
		this.#connection = connection
	}

	/** How many more bytes are kept than before, once the batch is finished. */
	get bytes(): number {
		return this.#bytes
	}

	/** Its number, for one more message that it proves. Messages that share an object share the work. */
	async use(proof: StoreProof): Promise<number> {
		let key = this.#keys.get(proof)
		if (key === undefined) {
			key = await this.#keep(proof)
			this.#keys.set(proof, key)
		}
		this.#changes.set(key, (this.#changes.get(key) ?? 0) + 1)
		return key
	}

	/** What is held already is written again where its bytes are others: a disk may have changed them. */
	async #keep({ checkpoint, hashes }: StoreProof): Promise<number> {
		const db = this.#connection
		const { id, hash } = this.#names.of({ checkpoint, hashes })
		let by = (await db.get('SELECT key FROM @checkpoints WHERE id = $1', [id]))?.key as number | undefined
		if (by === undefined) {
			const sql = 'INSERT INTO @checkpoints (id, uses, payload, signature) VALUES ($1, 0, $2, $3) RETURNING key'
			by = (await db.get(sql, [id, checkpoint.payload, checkpoint.signature]))?.key as number
			this.#bytes += checkpoint.payload.length + checkpoint.signature.length
		} else {
			const sql = 'UPDATE @checkpoints SET payload = $2, signature = $3 WHERE key = $1 AND (payload <> $2 OR signature <> $3)'
			await db.run(sql, [by, checkpoint.payload, checkpoint.signature])
		}
		const known = (await db.get('SELECT key FROM @proofs WHERE hash = $1', [hash]))?.key as number | undefined
		if (known !== undefined) {
			const sql = 'UPDATE @proofs SET hashes = $2, checkpoint = $3 WHERE key = $1 AND (hashes <> $2 OR checkpoint <> $3)'
			await db.run(sql, [known, hashes, by])
			return known
		}
		await db.run('UPDATE @checkpoints SET uses = uses + 1 WHERE key = $1', [by])
		this.#bytes += hashes.length
		const sql = 'INSERT INTO @proofs (hash, checkpoint, uses, hashes) VALUES ($1, $2, 0, $3) RETURNING key'
		return (await db.get(sql, [hash, by, hashes]))?.key as number
	}

	/** A message with this proof is erased, or proven by something else from now on. */
	release(key: number | null): void {
		if (key !== null) this.#changes.set(key, (this.#changes.get(key) ?? 0) - 1)
	}

	/** To be called when all messages of the batch are there. */
	async finish(): Promise<void> {
		const changes = [...this.#changes]
		if (changes.length === 0) return
		const db = this.#connection
		const keys = arrayOf(
			'number',
			changes.map(([key]) => key),
		)
		const uses = arrayOf(
			'number',
			changes.map(([, change]) => change),
		)
		await db.run(
			'UPDATE @proofs AS p SET uses = p.uses + c.uses FROM unnest($1::bigint[], $2::bigint[]) AS c(key, uses) WHERE p.key = c.key',
			[keys, uses],
		)
		const unused = await db.all(
			'DELETE FROM @proofs WHERE key = ANY($1::bigint[]) AND uses = 0 RETURNING checkpoint, length(hashes) AS bytes',
			[keys],
		)
		for (const { checkpoint, bytes } of unused) {
			this.#bytes -= bytes as number
			await db.run('UPDATE @checkpoints SET uses = uses - 1 WHERE key = $1', [checkpoint])
			const sql = 'DELETE FROM @checkpoints WHERE key = $1 AND uses = 0 RETURNING length(payload) + length(signature) AS bytes'
			this.#bytes -= ((await db.get(sql, [checkpoint]))?.bytes as number | undefined) ?? 0
		}
	}
}

/** The proofs of messages, in the order of their ids; messages with the same one share it, and proofs their checkpoint. */
export async function proofs(db: PostgresDatabase, ids: readonly string[]): Promise<readonly (StoreProof | undefined)[]> {
	// One statement, so that all of it is of one state: the checkpoint and hashes come with the first message that has them.
	const rows = await db.all(
		`SELECT id, checkpoint, proof, CASE WHEN nth = 1 THEN hashes END AS hashes, CASE WHEN place = 1 THEN payload END AS payload, CASE WHEN place = 1 THEN signature END AS signature
		FROM (
			SELECT m.id, m.proof, p.checkpoint, p.hashes, c.payload, c.signature,
				row_number() OVER (PARTITION BY m.proof ORDER BY m.arrival) AS nth, row_number() OVER (PARTITION BY p.checkpoint ORDER BY m.arrival) AS place
			FROM @messages AS m JOIN @proofs AS p ON p.key = m.proof JOIN @checkpoints AS c ON c.key = p.checkpoint WHERE m.id = ANY($1::bytea[])
		) AS proven`,
		[arrayOf('hex', ids)],
	)
	const checkpoints = new Map<number, StoreProof['checkpoint']>()
	for (const { checkpoint, payload, signature } of rows) {
		if (payload === null) continue
		checkpoints.set(checkpoint as number, Object.freeze({ payload: bytesIn(payload), signature: bytesIn(signature) }))
	}
	const kept = new Map<number, StoreProof>()
	for (const { checkpoint, proof, hashes } of rows) {
		const by = checkpoints.get(checkpoint as number)
		if (hashes !== null && by !== undefined) kept.set(proof as number, Object.freeze({ checkpoint: by, hashes: bytesIn(hashes) }))
	}
	const byId = new Map(rows.map(({ id, proof }) => [hexIn(id), kept.get(proof as number)]))
	return Object.freeze(ids.map((id) => byId.get(id)))
}
