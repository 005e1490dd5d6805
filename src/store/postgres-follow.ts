/** How one process learns what another one wrote: by NOTIFY in the transaction that wrote it, and LISTEN on a connection of its own. */
import { toHex } from '../bytes.js'
import { sha256 } from '../crypto/hash.js'
import type { PostgresClient } from './postgres-client.js'
import type { PostgresDatabase } from './postgres-database.js'
import { codedError } from './postgres-errors.js'
import { utf8 } from './postgres-values.js'
import type { StoreChange } from './types.js'

/** The server takes 8,000 bytes; each id has 67 with its quotes and comma. */
const ERASED_TOLD = 100
/** Milliseconds between two attempts to get a lost connection back: at first, and at the most. */
const PAUSE_FIRST = 50
const PAUSE_LAST = 5000

type Listener = (change: StoreChange) => void

const EVERYTHING: StoreChange = Object.freeze({ type: 'unknown' })
const settled = (): void => undefined

interface Note {
	readonly from: string
	readonly change: StoreChange
}

export class Follower {
	readonly #db: PostgresDatabase
	readonly #channel: string
	/** Who notifies, so that nobody hears what it did itself. */
	readonly #origin: string
	readonly #listeners: Set<{ readonly listener: Listener }> = new Set()
	#client: PostgresClient | undefined
	#starting: Promise<void> | undefined
	#timer: ReturnType<typeof setTimeout> | undefined
	#pause = PAUSE_FIRST
	#isClosed = false

	constructor(db: PostgresDatabase) {
		this.#db = db
		this.#channel = `budkavle_${toHex(sha256(utf8(db.schema)).subarray(0, 16))}`
		this.#origin = toHex(globalThis.crypto.getRandomValues(new Uint8Array(8)))
	}

	/** What is to be notified, so that those who follow hear of a change when its transaction takes place. */
	noteOf(change: StoreChange): readonly [channel: string, text: string] {
		const isLong = change.type === 'batch' && change.erased.length > ERASED_TOLD
		const note: Note = { from: this.#origin, change: isLong ? EVERYTHING : change }
		return [this.#channel, JSON.stringify(note)]
	}

	async follow(listener: Listener): Promise<() => void> {
		const entry = { listener }
		this.#listeners.add(entry)
		try {
			await this.#start()
		} catch (error) {
			this.#listeners.delete(entry)
			throw error
		}
		return () => {
			this.#listeners.delete(entry)
			if (this.#listeners.size === 0) this.#stop()
		}
	}

	close(): void {
		this.#isClosed = true
		this.#listeners.clear()
		this.#stop()
	}

	async #start(): Promise<void> {
		if (this.#client !== undefined) return
		this.#starting ??= this.#listen().finally(() => {
			this.#starting = undefined
		})
		await this.#starting
	}

	async #listen(): Promise<void> {
		const client = await this.#db.connect()
		let isDropped = false
		const drop = (): void => {
			if (!isDropped) this.#drop(client)
			isDropped = true
		}
		const lost = (): void => {
			const wasListening = this.#client === client
			drop()
			if (wasListening) this.#startAgain()
		}
		client.on('error', lost)
		client.on('end', lost)
		client.on('notification', ({ channel, payload = '' }) => {
			if (channel === this.#channel) this.#hear(payload)
		})
		try {
			await client.query({ text: `LISTEN "${this.#channel}"` })
		} catch (error) {
			drop()
			throw codedError(this.#db.schema, error)
		}
		if (this.#isClosed || this.#listeners.size === 0) {
			drop()
			return
		}
		this.#client = client
		this.#pause = PAUSE_FIRST
	}

	#drop(client: PostgresClient): void {
		if (this.#client === client) this.#client = undefined
		for (const event of ['notification', 'error', 'end'] as const) client.removeAllListeners(event)
		client.on('error', settled)
		client.release(true)
	}

	/** What was not heard in between may be anything. */
	#startAgain(): void {
		if (this.#isClosed || this.#listeners.size === 0) return
		clearTimeout(this.#timer)
		this.#timer = setTimeout(() => {
			this.#start().then(
				() => this.#tell(EVERYTHING),
				() => this.#startAgain(),
			)
		}, this.#pause)
		this.#pause = Math.min(this.#pause * 2, PAUSE_LAST)
	}

	#stop(): void {
		clearTimeout(this.#timer)
		const client = this.#client
		if (client !== undefined) this.#drop(client)
	}

	#hear(payload: string): void {
		let note: Note
		try {
			note = JSON.parse(payload) as Note
		} catch {
			return
		}
		if (note?.from !== this.#origin) this.#tell(isChange(note?.change) ? note.change : EVERYTHING)
	}

	#tell(change: StoreChange): void {
		for (const { listener } of [...this.#listeners]) listener(change)
	}
}

/** Another program can notify what it likes. */
function isChange(change: StoreChange | undefined): change is StoreChange {
	switch (change?.type) {
		case 'batch':
			return Number.isSafeInteger(change.first) && Number.isSafeInteger(change.next) && Array.isArray(change.erased)
		case 'local':
			return typeof change.key === 'string'
		default:
			return false
	}
}
