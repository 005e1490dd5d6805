/** How the SQLite store writes a batch: one transaction. */
import { toHex } from '../bytes.js'
import { decodeStored } from '../message/decode.js'
import type { BlobHash, Message, MessageId } from '../message/types.js'
import type { CheckedBatch } from './arguments.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import { LogChanges } from './log-changes.js'
import type { SqliteDatabase } from './sqlite-database.js'
import type { SqlValue } from './sqlite-driver.js'
import { Proofs } from './sqlite-proofs.js'
import type { Authors } from './sqlite-rows.js'
import { bytesOf, COLUMNS, NO_SIGNATURE, PROOF_BASE, payloadsOf, storedMessage, TIMELESS, tieOf } from './sqlite-rows.js'
import type { Held } from './sqlite-words.js'
import { forget, learn } from './sqlite-words.js'
import type { StoreBlob, StoreBlobOutcome, StoreMessageOutcome, StoreProof, StoreReceipt } from './types.js'

const TABLES = ['messages', 'payloads', 'threads', 'targets', 'topics', 'cited'] as const
type Table = (typeof TABLES)[number]

const REFUSED: StoreReceipt = Object.freeze({
	written: false,
	messages: Object.freeze([]),
	blobs: Object.freeze([]),
	erased: Object.freeze([]),
})

/** One batch inside of its transaction. */
class Ingest {
	readonly #db: SqliteDatabase
	readonly #authors: Authors
	readonly #rewrite: ReadonlySet<MessageId>
	readonly #logs: LogChanges<number> = new LogChanges()
	/** Whether an author has taken anything back at all: spares most messages a look. */
	readonly #claimants: Map<number, boolean> = new Map()
	/** Messages held, as far as they are offered here. */
	readonly #held: Set<MessageId> = new Set()
	/** Those of this batch that were offered already. */
	readonly #offered: Set<MessageId> = new Set()
	/** What the tables are to take in. */
	readonly #rows: Readonly<Record<Table, (readonly SqlValue[])[]>> = {
		messages: [],
		payloads: [],
		threads: [],
		targets: [],
		topics: [],
		cited: [],
	}
	readonly #added: Held[] = []
	readonly #proofs: Proofs
	readonly #proofOf: ReadonlyMap<MessageId, StoreProof>
	#next = 0
	#messages = 0
	#blobs = 0
	#bytes = 0
	/** Whether a profile or vouch came or went. */
	#isAboutPeople = false

	constructor(db: SqliteDatabase, authors: Authors, rewrite: ReadonlySet<MessageId>, proofOf: ReadonlyMap<MessageId, StoreProof>) {
		this.#db = db
		this.#authors = authors
		this.#rewrite = rewrite
		this.#proofs = new Proofs(db)
		this.#proofOf = proofOf
	}

	run(messages: readonly Message[], entries: readonly IndexEntry[], blobs: readonly StoreBlob[], unique: boolean): StoreReceipt {
		if (unique && this.#isRefused(entries)) return REFUSED
		const state = this.#db.get('SELECT next, bytes FROM state') as { readonly next: number; readonly bytes: number }
		this.#next = state.next
		const erased = this.#claimAll(entries)
		for (const held of erased) this.#erase(held)
		forget(this.#db, erased, state.bytes)
		this.#findHeld(entries)
		const outcomes = entries.map((entry, i) => this.#offer(messages[i] as Message, entry))
		for (const table of TABLES) this.#db.insert(table, this.#rows[table])
		this.#proofs.finish()
		this.#dropUncited(erased)
		const blobOutcomes = blobs.map((blob) => this.#offerBlob(blob))
		this.#writeLogs()
		learn(this.#db, this.#added)
		this.#writeState()
		return Object.freeze({
			written: true,
			messages: Object.freeze(outcomes),
			blobs: Object.freeze(blobOutcomes),
			erased: Object.freeze(erased.map(({ entry }) => entry.id)),
		})
	}

	/** Lets go of messages, but of none that takes something back. */
	evict(ids: readonly MessageId[]): readonly MessageId[] {
		const { bytes } = this.#db.get('SELECT bytes FROM state') as { readonly bytes: number }
		const rows = this.#db.allOf(`SELECT ${COLUMNS} FROM messages AS m ${payloadsOf('m')} WHERE m.id IN`, [...new Set(ids)].map(bytesOf))
		const held = rows
			.map(storedMessage)
			.map((stored) => ({ entry: indexEntry(decodeStored(stored)), arrival: stored.arrival }))
			.filter(({ entry }) => entry.claims.length === 0)
			.sort((a, b) => a.arrival - b.arrival)
		for (const one of held) this.#erase(one)
		forget(this.#db, held, bytes)
		this.#proofs.finish()
		this.#dropUncited(held)
		this.#writeLogs()
		this.#writeState()
		return Object.freeze(held.map(({ entry }) => entry.id))
	}

	#writeState(): void {
		const sql = 'UPDATE state SET next = max(next, ?), messages = messages + ?, blobs = blobs + ?, bytes = bytes + ?, people = people + ?'
		this.#db.run(sql, this.#next, this.#messages, this.#blobs, this.#bytes + this.#proofs.bytes, this.#isAboutPeople ? 1 : 0)
	}

	/** Whether another message has the place of one of these in its log, by what is held, by this batch, or by what its author took back. */
	#isRefused(entries: readonly IndexEntry[]): boolean {
		const places = new Map<string, MessageId>()
		for (const { id, author, log, seq } of entries) {
			const place = `${author}/${log}/${seq}`
			if ((places.get(place) ?? id) !== id) return true
			places.set(place, id)
			const key = this.#authors.find(author)
			if (key === undefined) continue
			const taken = this.#db.get(
				`SELECT 1 FROM messages WHERE author = ?1 AND log = ?2 AND seq = ?3 AND id <> ?4
				UNION ALL SELECT 1 FROM claims WHERE author = ?1 AND log = ?2 AND seq = ?3 AND target <> ?4 LIMIT 1`,
				key,
				log,
				seq,
				bytesOf(id),
			)
			if (taken !== undefined) return true
		}
		return false
	}

	#findHeld(entries: readonly IndexEntry[]): void {
		const ids = entries.map(({ id }) => bytesOf(id))
		for (const { id } of this.#db.allOf('SELECT id FROM messages WHERE id IN', ids)) this.#held.add(toHex(id as Uint8Array))
	}

	/** Writes down what is taken back, and returns what is held of it, in the order of arrival. */
	#claimAll(entries: readonly IndexEntry[]): readonly Held[] {
		const named = new Map<number, Held>()
		for (const { author, claims } of entries) {
			if (claims.length === 0) continue
			const key = this.#authors.add(author)
			for (const { thread, target, log, seq } of claims) {
				this.#logs.notice(key, log, seq, 0)
				const [inThread, on] = [bytesOf(thread), bytesOf(target)]
				if (this.#db.run('INSERT OR IGNORE INTO claims VALUES (?, ?, ?, ?, ?)', key, inThread, on, log, seq) === 0) continue
				const rows = this.#db.all(
					`SELECT ${COLUMNS} FROM messages AS m ${payloadsOf('m')} WHERE m.arrival IN
					(SELECT arrival FROM messages WHERE id = ?1 UNION SELECT arrival FROM messages WHERE first = ?1 AND author = ?2)`,
					on,
					key,
				)
				for (const row of rows) {
					const stored = storedMessage(row)
					const entry = indexEntry(decodeStored(stored))
					if (entry.retractable && entry.author === author && entry.thread === thread)
						named.set(stored.arrival, { entry, arrival: stored.arrival })
				}
			}
		}
		return [...named.values()].sort((a, b) => a.arrival - b.arrival)
	}

	#erase({ entry, arrival }: Held): void {
		const db = this.#db
		this.#proofs.release(arrival)
		// Zeros of the same length: see the schema.
		const zeros = 'signature = zeroblob(64), payload = zeroblob(length(payload)), proof = ?'
		db.run(`UPDATE payloads SET ${zeros} WHERE arrival = ?`, PROOF_BASE, arrival)
		db.run('DELETE FROM messages WHERE arrival = ?', arrival)
		for (const thread of entry.threads.slice(1)) db.run('DELETE FROM threads WHERE thread = ? AND arrival = ?', bytesOf(thread), arrival)
		for (const target of entry.targets) db.run('DELETE FROM targets WHERE target = ? AND arrival = ?', bytesOf(target), arrival)
		for (const topic of entry.topics) {
			const [time, tie] = [entry.time ?? TIMELESS, tieOf(entry.id)]
			db.run(
				'DELETE FROM topics WHERE topic = ? AND kind = ? AND time = ? AND tie = ? AND arrival = ?',
				topic,
				entry.kind,
				time,
				tie,
				arrival,
			)
		}
		for (const hash of entry.blobs) db.run('DELETE FROM cited WHERE hash = ? AND arrival = ?', bytesOf(hash), arrival)
		this.#logs.notice(this.#authors.add(entry.author), entry.log, entry.seq, -1)
		this.#isAboutPeople ||= entry.isAboutPeople
		this.#messages--
		this.#bytes -= entry.size
	}

	#offer(message: Message, entry: IndexEntry): StoreMessageOutcome {
		const author = this.#authors.add(entry.author)
		if (entry.retractable && this.#isRetracted(author, entry)) {
			this.#logs.notice(author, entry.log, entry.seq, 0)
			return 'retracted'
		}
		const isFirst = !this.#offered.has(entry.id)
		this.#offered.add(entry.id)
		if (!isFirst || this.#held.has(entry.id)) {
			if (isFirst && this.#rewrite.has(entry.id)) this.#writeAnew(message)
			return 'duplicate'
		}
		const rows = this.#rows
		const arrival = this.#next++
		const { kind, log, seq, topics } = entry
		const [id, thread, time, tie] = [bytesOf(entry.id), bytesOf(entry.thread), entry.time ?? TIMELESS, tieOf(entry.id)]
		const first = entry.retractable && entry.first !== undefined ? bytesOf(entry.first) : null
		rows.messages.push([
			arrival,
			id,
			kind,
			author,
			log,
			seq,
			time,
			tie,
			entry.space ?? null,
			thread,
			first,
			entry.question ? 1 : 0,
			entry.expires ?? null,
		])
		rows.payloads.push([arrival, message.signature ?? NO_SIGNATURE, message.payload, this.#proofKey(message)])
		for (const other of entry.threads.slice(1)) rows.threads.push([bytesOf(other), arrival])
		for (const target of entry.targets) rows.targets.push([bytesOf(target), arrival, entry.aims.includes(target) ? 1 : 0])
		for (const topic of topics) rows.topics.push([topic, kind, time, tie, arrival])
		for (const hash of entry.blobs) rows.cited.push([bytesOf(hash), arrival])
		this.#added.push({ entry, arrival })
		this.#logs.notice(author, log, seq, 1)
		this.#isAboutPeople ||= entry.isAboutPeople
		this.#messages++
		this.#bytes += entry.size
		return 'added'
	}

	/** The number of what proves a message without a signature, as rows have it. */
	#proofKey({ id, signature }: Message): number {
		return PROOF_BASE + (signature === undefined ? this.#proofs.use(this.#proofOf.get(id) as StoreProof) : 0)
	}

	#writeAnew(message: Message): void {
		const { arrival, size } = this.#db.get(
			`SELECT m.arrival, length(p.payload) + iif(p.signature = ?, 0, length(p.signature)) AS size FROM messages AS m ${payloadsOf('m')} WHERE m.id = ?`,
			NO_SIGNATURE,
			bytesOf(message.id),
		) as { readonly arrival: number; readonly size: number }
		const proof = this.#proofKey(message)
		this.#proofs.release(arrival)
		const sql = 'UPDATE payloads SET signature = ?, payload = ?, proof = ? WHERE arrival = ?'
		this.#db.run(sql, message.signature ?? NO_SIGNATURE, message.payload, proof, arrival)
		this.#bytes += message.payload.length + (message.signature?.length ?? 0) - size
	}

	#isRetracted(author: number, { id, first, thread }: IndexEntry): boolean {
		const db = this.#db
		let claimant = this.#claimants.get(author)
		if (claimant === undefined) {
			claimant = db.get('SELECT 1 FROM claims WHERE author = ? LIMIT 1', author) !== undefined
			this.#claimants.set(author, claimant)
		}
		if (!claimant) return false
		const sql = 'SELECT 1 FROM claims WHERE author = ? AND thread = ? AND target IN (?, ?) LIMIT 1'
		return db.get(sql, author, bytesOf(thread), bytesOf(id), bytesOf(first ?? id)) !== undefined
	}

	#offerBlob({ hash, bytes }: StoreBlob): StoreBlobOutcome {
		const db = this.#db
		const key = bytesOf(hash)
		if (!this.#isCited(key)) return 'declined'
		if (db.run('INSERT OR IGNORE INTO blobs (hash, bytes) VALUES (?, ?)', key, bytes) === 0) return 'duplicate'
		this.#blobs++
		this.#bytes += bytes.length
		return 'added'
	}

	#isCited(hash: Uint8Array): boolean {
		return this.#db.get('SELECT 1 FROM cited WHERE hash = ? LIMIT 1', hash) !== undefined
	}

	#dropUncited(erased: readonly Held[]): void {
		for (const hash of new Set<BlobHash>(erased.flatMap(({ entry }) => entry.blobs))) {
			const key = bytesOf(hash)
			if (this.#isCited(key)) continue
			const size = this.#db.number('SELECT length(bytes) AS value FROM blobs WHERE hash = ?', key)
			if (size === undefined) continue
			this.#db.run('DELETE FROM blobs WHERE hash = ?', key)
			this.#blobs--
			this.#bytes -= size
		}
	}

	#writeLogs(): void {
		for (const { author, log, held, last } of this.#logs) {
			this.#db.run(
				'INSERT INTO logs VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET held = held + excluded.held, last = max(last, excluded.last)',
				author,
				log,
				held,
				last,
			)
		}
	}
}

/** All or nothing. */
function atOnce<T>(db: SqliteDatabase, authors: Authors, work: () => T): T {
	try {
		return db.write(work)
	} catch (error) {
		authors.forget()
		throw error
	}
}

/** Writes all of the batch, or throws and writes nothing. */
export function ingest(db: SqliteDatabase, authors: Authors, { messages, blobs, proofs, unique, rewrite }: CheckedBatch): StoreReceipt {
	const entries = messages.map(indexEntry)
	return atOnce(db, authors, () => new Ingest(db, authors, rewrite, proofs).run(messages, entries, blobs, unique))
}

/** The ids of what was held and is not any more. */
export function evict(db: SqliteDatabase, authors: Authors, ids: readonly MessageId[]): readonly MessageId[] {
	return atOnce(db, authors, () => new Ingest(db, authors, new Set(), new Map()).evict(ids))
}
