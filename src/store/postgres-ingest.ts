/** How the PostgreSQL store writes a batch: one transaction, with one statement for each table, however many messages there are. */
import type { BlobHash, Message, MessageId } from '../message/types.js'
import type { CheckedBatch } from './arguments.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import { LogChanges } from './log-changes.js'
import type { Connection, PostgresDatabase } from './postgres-database.js'
import { columnsOf } from './postgres-database.js'
import { Proofs } from './postgres-proofs.js'
import type { Held } from './postgres-rows.js'
import { COLUMNS, heldIn, TIMELESS } from './postgres-rows.js'
import type { ColumnType, Row, Value } from './postgres-values.js'
import { ARRAYS, arrayOf, bytesOf, hexIn } from './postgres-values.js'
import { indexedWords } from './postgres-words.js'
import type { StoreBlob, StoreBlobOutcome, StoreChange, StoreMessageOutcome, StoreProof, StoreReceipt } from './types.js'

/** What is written of added messages: by one statement for all tables, since each question costs more than a small table. */
const TABLES = {
	messages: {
		arrival: 'number',
		id: 'hex',
		kind: 'number',
		author: 'hex',
		log: 'number',
		seq: 'number',
		time: 'number',
		space: 'utf8',
		thread: 'hex',
		first: 'hex',
		question: 'boolean',
		expires: 'number',
		signature: 'bytes',
		payload: 'bytes',
		proof: 'number',
	},
	threads: { thread: 'hex', arrival: 'number' },
	targets: { target: 'hex', arrival: 'number', aim: 'boolean' },
	topics: { topic: 'utf8', kind: 'number', time: 'number', id: 'hex', arrival: 'number' },
	cited: { hash: 'hex', arrival: 'number' },
	texts: { arrival: 'number', words: 'text' },
	logs: { author: 'hex', log: 'number', held: 'number', last: 'number' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnType>>>>
type Table = keyof typeof TABLES
const NAMES = Object.keys(TABLES) as readonly Table[]
type Rows = Readonly<Record<Table, (readonly Value[])[]>>

const SELECTED: Readonly<Partial<Record<Table, string>>> = { texts: "arrival, array_to_tsvector(string_to_array(words, ' '))" }
const MERGED: Readonly<Partial<Record<Table, string>>> = {
	logs: 'ON CONFLICT (author, log) DO UPDATE SET held = l.held + excluded.held, last = greatest(l.last, excluded.last)',
}

function insertStatement(): string {
	let mark = 0
	const inserts = NAMES.map((table) => {
		const columns = Object.keys(TABLES[table]).join(', ')
		const arrays = Object.values<ColumnType>(TABLES[table]).map((type) => `$${++mark}::${ARRAYS[type]}`)
		const insert = `INSERT INTO @${table} AS l (${columns}) SELECT ${SELECTED[table] ?? columns} FROM unnest(${arrays.join(', ')}) AS r(${columns}) ${MERGED[table] ?? ''}`
		return `into_${table} AS (${insert})`
	})
	return `WITH ${inserts.join(',\n')} SELECT`
}

const INSERT: string = /* @__PURE__ */ insertStatement()

/** The channel and the text by which others are told. */
type NoteOf = (change: StoreChange) => readonly [channel: string, text: string]

const REFUSED: StoreReceipt = Object.freeze({
	written: false,
	messages: Object.freeze([]),
	blobs: Object.freeze([]),
	erased: Object.freeze([]),
})

const claimName = (target: string, thread: string, author: string): string => `${target}/${thread}/${author}`

/** One batch inside of its transaction. */
class Ingest {
	readonly #db: Connection
	readonly #batch: CheckedBatch
	readonly #entries: readonly IndexEntry[]
	readonly #proofs: Proofs
	readonly #logs: LogChanges<string> = new LogChanges()
	/** Messages held, as far as they are offered here. */
	readonly #held: Set<MessageId> = new Set()
	/** Those of this batch that were offered already. */
	readonly #offered: Set<MessageId> = new Set()
	/** What was taken back, as far as it could be offered here. */
	readonly #claims: Set<string> = new Set()
	readonly #added: { readonly message: Message; readonly entry: IndexEntry; readonly arrival: number }[] = []
	readonly #anew: Message[] = []
	readonly #noteOf: NoteOf
	#next: number
	/** Whether a profile or vouch came or went. */
	#isAboutPeople = false
	#messages = 0
	#blobs = 0
	#bytes = 0

	constructor(db: Connection, batch: CheckedBatch, entries: readonly IndexEntry[], next: number, noteOf: NoteOf) {
		this.#db = db
		this.#next = next
		this.#noteOf = noteOf
		this.#batch = batch
		this.#entries = entries
		this.#proofs = new Proofs(db)
	}

	async run(): Promise<StoreReceipt> {
		const first = this.#next
		const { unique, blobs } = this.#batch
		if (unique && (await this.#isRefused())) return REFUSED
		const erased = await this.#claimAll()
		await this.#erase(erased)
		await this.#look()
		const outcomes = this.#entries.map((entry, i) => this.#offer(this.#batch.messages[i] as Message, entry))
		await this.#writeRows()
		for (const message of this.#anew) await this.#writeAnew(message)
		await this.#proofs.finish()
		await this.#dropUncited(erased)
		const blobOutcomes: StoreBlobOutcome[] = []
		for (const blob of blobs) blobOutcomes.push(await this.#offerBlob(blob))
		const receipt = Object.freeze({
			written: true,
			messages: Object.freeze(outcomes),
			blobs: Object.freeze(blobOutcomes),
			erased: Object.freeze(erased.map(({ entry }) => entry.id)),
		})
		await this.#writeState(first, receipt.erased)
		return receipt
	}

	/** Lets go of messages, but of none that takes something back. */
	async evict(ids: readonly MessageId[]): Promise<readonly MessageId[]> {
		const rows = await this.#db.all(`SELECT ${COLUMNS}, m.proof FROM @messages AS m WHERE m.id = ANY($1::bytea[])`, [arrayOf('hex', ids)])
		const held = rows
			.map(heldIn)
			.filter(({ entry }) => entry.claims.length === 0)
			.sort((a, b) => a.arrival - b.arrival)
		await this.#erase(held)
		await this.#writeRows()
		await this.#proofs.finish()
		await this.#dropUncited(held)
		const evicted = Object.freeze(held.map(({ entry }) => entry.id))
		await this.#writeState(this.#next, evicted)
		return evicted
	}

	async #writeState(first: number, erased: readonly MessageId[]): Promise<void> {
		const next = this.#next
		const note = next > first || erased.length > 0 ? this.#noteOf({ type: 'batch', first, next, erased }) : undefined
		const told = note === undefined ? '' : 'RETURNING pg_notify($6, $7)'
		const sql = `UPDATE @state SET next = $1, messages = messages + $2, blobs = blobs + $3, bytes = bytes + $4, people = people + $5 ${told}`
		await this.#db.run(sql, [
			next,
			this.#messages,
			this.#blobs,
			this.#bytes + this.#proofs.bytes,
			this.#isAboutPeople ? 1 : 0,
			...(note ?? []),
		])
	}

	/** Whether another message has the place of one of these in its log, by what is held, by this batch, or by what its author took back. */
	async #isRefused(): Promise<boolean> {
		const places = new Map<string, MessageId>()
		for (const { id, author, log, seq } of this.#entries) {
			const place = `${author}/${log}/${seq}`
			if ((places.get(place) ?? id) !== id) return true
			places.set(place, id)
		}
		const rows = this.#entries.map(({ id, author, log, seq }) => [id, author, log, seq])
		const taken = await this.#db.get(
			`WITH place AS (SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bigint[]) AS p(id, author, log, seq))
			SELECT 1 FROM place AS p JOIN @messages AS m ON (m.author, m.log, m.seq) = (p.author, p.log, p.seq) WHERE m.id <> p.id
			UNION ALL SELECT 1 FROM place AS p JOIN @claims AS c ON (c.author, c.log, c.seq) = (p.author, p.log, p.seq) WHERE c.target <> p.id LIMIT 1`,
			columnsOf(['hex', 'hex', 'number', 'number'], rows),
		)
		return taken !== undefined
	}

	/** Writes down what is taken back, and returns what is held of it, in the order of arrival. */
	async #claimAll(): Promise<readonly Held[]> {
		const claims = this.#entries.flatMap(({ author, claims }) => claims.map((claim) => ({ ...claim, author })))
		if (claims.length === 0) return []
		for (const { author, log, seq } of claims) this.#logs.notice(author, log, seq, 0)
		const fresh = await this.#db.all(
			`INSERT INTO @claims (target, thread, author, log, seq) SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint[])
			ON CONFLICT DO NOTHING RETURNING target, thread, author`,
			columnsOf(
				['hex', 'hex', 'hex', 'number', 'number'],
				claims.map(({ target, thread, author, log, seq }) => [target, thread, author, log, seq]),
			),
		)
		if (fresh.length === 0) return []
		const named = new Set(fresh.map((row) => claimName(hexIn(row.target), hexIn(row.thread), hexIn(row.author))))
		const rows = await this.#db.all(
			`SELECT ${COLUMNS}, m.proof FROM @messages AS m WHERE m.id = ANY($1::bytea[])
			UNION SELECT ${COLUMNS}, m.proof FROM unnest($1::bytea[], $2::bytea[]) AS c(target, author) JOIN @messages AS m ON (m.first, m.author) = (c.target, c.author)`,
			columnsOf(
				['hex', 'hex'],
				fresh.map((row) => [hexIn(row.target), hexIn(row.author)]),
			),
		)
		return rows
			.map(heldIn)
			.filter(({ entry: { id, first, thread, author, retractable } }) => {
				return retractable && [id, first ?? id].some((target) => named.has(claimName(target, thread, author)))
			})
			.sort((a, b) => a.arrival - b.arrival)
	}

	async #erase(erased: readonly Held[]): Promise<void> {
		if (erased.length === 0) return
		const db = this.#db
		const arrivals = arrayOf(
			'number',
			erased.map(({ arrival }) => arrival),
		)
		await db.run('DELETE FROM @messages WHERE arrival = ANY($1::bigint[])', [arrivals])
		await db.run('DELETE FROM @texts WHERE arrival = ANY($1::bigint[])', [arrivals])
		await this.#unlist('threads', 'thread', erased, ({ threads }) => threads.slice(1))
		await this.#unlist('targets', 'target', erased, ({ targets }) => targets)
		await this.#unlist('cited', 'hash', erased, ({ blobs }) => blobs)
		const topics = erased.flatMap(({ entry }) => entry.topics.map((topic) => [topic, entry.kind, entry.time ?? TIMELESS, entry.id]))
		if (topics.length > 0) {
			const sql = `DELETE FROM @topics AS t USING unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bytea[]) AS e(topic, kind, time, id)
				WHERE (t.topic, t.kind, t.time, t.id) = (e.topic, e.kind, e.time, e.id)`
			await db.run(sql, columnsOf(['utf8', 'number', 'number', 'hex'], topics))
		}
		for (const { entry, proof } of erased) {
			this.#proofs.release(proof)
			this.#logs.notice(entry.author, entry.log, entry.seq, -1)
			this.#isAboutPeople ||= entry.isAboutPeople
			this.#messages--
			this.#bytes -= entry.size
		}
	}

	async #unlist(table: Table, column: string, erased: readonly Held[], namesOf: (entry: IndexEntry) => readonly string[]): Promise<void> {
		const rows = erased.flatMap(({ entry, arrival }) => namesOf(entry).map((name): readonly Value[] => [name, arrival]))
		if (rows.length === 0) return
		const sql = `DELETE FROM @${table} AS t USING unnest($1::bytea[], $2::bigint[]) AS e(name, arrival) WHERE (t.${column}, t.arrival) = (e.name, e.arrival)`
		await this.#db.run(sql, columnsOf(['hex', 'number'], rows))
	}

	/** What of the batch is held, and what was taken back. */
	async #look(): Promise<void> {
		const ids = arrayOf(
			'hex',
			this.#entries.map(({ id }) => id),
		)
		const targets = new Set(this.#entries.flatMap(({ id, first = id, retractable }) => (retractable ? [id, first] : [])))
		const rows = await this.#db.all(
			`SELECT id, NULL AS thread, NULL AS author FROM @messages WHERE id = ANY($1::bytea[])
			UNION ALL SELECT target, thread, author FROM @claims WHERE target = ANY($2::bytea[])`,
			[ids, arrayOf('hex', [...targets])],
		)
		for (const { id, thread, author } of rows) {
			if (thread === null) this.#held.add(hexIn(id))
			else this.#claims.add(claimName(hexIn(id), hexIn(thread), hexIn(author)))
		}
	}

	#isRetracted({ id, first, thread, author, retractable }: IndexEntry): boolean {
		return retractable && this.#claims.size > 0 && [id, first ?? id].some((target) => this.#claims.has(claimName(target, thread, author)))
	}

	#offer(message: Message, entry: IndexEntry): StoreMessageOutcome {
		const { id, author, log, seq } = entry
		if (this.#isRetracted(entry)) {
			this.#logs.notice(author, log, seq, 0)
			return 'retracted'
		}
		const isFirst = !this.#offered.has(id)
		this.#offered.add(id)
		if (!isFirst || this.#held.has(id)) {
			if (isFirst && this.#batch.rewrite.has(id)) this.#anew.push(message)
			return 'duplicate'
		}
		this.#added.push({ message, entry, arrival: this.#next++ })
		this.#logs.notice(author, log, seq, 1)
		this.#isAboutPeople ||= entry.isAboutPeople
		this.#messages++
		this.#bytes += entry.size
		return 'added'
	}

	async #writeRows(): Promise<void> {
		const rows: Rows = { messages: [], threads: [], targets: [], topics: [], cited: [], texts: [], logs: [] }
		for (const { message, entry, arrival } of this.#added) {
			const { id, kind, author, log, seq, time = TIMELESS, space = null, thread, question, expires = null, text } = entry
			const first = entry.retractable ? (entry.first ?? null) : null
			const { signature = null, payload } = message
			const proof = await this.#proofKey(message)
			rows.messages.push([arrival, id, kind, author, log, seq, time, space, thread, first, question, expires, signature, payload, proof])
			for (const other of entry.threads.slice(1)) rows.threads.push([other, arrival])
			for (const target of entry.targets) rows.targets.push([target, arrival, entry.aims.includes(target)])
			for (const topic of entry.topics) rows.topics.push([topic, kind, time, id, arrival])
			for (const hash of entry.blobs) rows.cited.push([hash, arrival])
			if (text !== undefined) rows.texts.push([arrival, indexedWords(text)])
		}
		for (const { author, log, held, last } of this.#logs) rows.logs.push([author, log, held, last])
		const values = NAMES.flatMap((table) => columnsOf(Object.values(TABLES[table]), rows[table]))
		if (rows.logs.length > 0) await this.#db.run(INSERT, values)
	}

	/** The number of what proves a message without a signature. */
	async #proofKey({ id, signature }: Message): Promise<number | null> {
		return signature === undefined ? this.#proofs.use(this.#batch.proofs.get(id) as StoreProof) : null
	}

	async #writeAnew(message: Message): Promise<void> {
		const db = this.#db
		const { arrival, size, proof } = (await db.get(
			'SELECT arrival, length(payload) + coalesce(length(signature), 0) AS size, proof FROM @messages WHERE id = $1',
			[bytesOf(message.id)],
		)) as Row & { readonly arrival: number; readonly size: number; readonly proof: number | null }
		const fresh = await this.#proofKey(message)
		this.#proofs.release(proof)
		const sql = 'UPDATE @messages SET signature = $2, payload = $3, proof = $4 WHERE arrival = $1'
		await db.run(sql, [arrival, message.signature ?? null, message.payload, fresh])
		this.#bytes += message.payload.length + (message.signature?.length ?? 0) - size
	}

	async #offerBlob({ hash, bytes }: StoreBlob): Promise<StoreBlobOutcome> {
		const db = this.#db
		const key = bytesOf(hash)
		if ((await db.get('SELECT 1 FROM @cited WHERE hash = $1 LIMIT 1', [key])) === undefined) return 'declined'
		if ((await db.run('INSERT INTO @blobs (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING', [key, bytes])) === 0) return 'duplicate'
		this.#blobs++
		this.#bytes += bytes.length
		return 'added'
	}

	async #dropUncited(erased: readonly Held[]): Promise<void> {
		const hashes = new Set<BlobHash>(erased.flatMap(({ entry }) => entry.blobs))
		if (hashes.size === 0) return
		const sql = `DELETE FROM @blobs AS b WHERE b.hash = ANY($1::bytea[]) AND NOT EXISTS (SELECT 1 FROM @cited AS c WHERE c.hash = b.hash)
			RETURNING length(b.bytes) AS size`
		for (const { size } of await this.#db.all(sql, [arrayOf('hex', [...hashes])])) {
			this.#blobs--
			this.#bytes -= size as number
		}
	}
}

/** Writes all of the batch, or throws and writes nothing. In the same transaction those are told who follow. */
export async function ingest(db: PostgresDatabase, batch: CheckedBatch, noteOf: NoteOf): Promise<StoreReceipt> {
	const entries = batch.messages.map(indexEntry)
	return db.write((connection, next) => new Ingest(connection, batch, entries, next, noteOf).run())
}

const NONE: CheckedBatch = { messages: [], blobs: [], proofs: new Map(), unique: false, rewrite: new Set() }

/** The ids of what was held and is not any more. */
export async function evict(db: PostgresDatabase, ids: readonly MessageId[], noteOf: NoteOf): Promise<readonly MessageId[]> {
	return db.write((connection, next) => new Ingest(connection, NONE, [], next, noteOf).evict(ids))
}
