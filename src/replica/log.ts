/** Which log a replica writes, and how its messages get their numbers (SPEC 3.7). */
import { decodeUtf8, encodeUtf8 } from '../bytes.js'
import { randomBytes } from '../crypto/random.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { AuthorId, Message } from '../message/types.js'
import type { Store, StoreBlob } from '../store/types.js'

const localKey = (author: AuthorId): string => `log/${author}`

/** 32 random bits, never 0: log 0 belongs to the first device of a fresh author. */
function randomLog(): number {
	const bytes = randomBytes(4)
	return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) || 1
}

/** The log to write: the one asked for, else the one this store wrote before, else a new one; remembered in the store. */
export async function chooseLog(store: Store, author: AuthorId, asked: number | undefined): Promise<number> {
	if (asked !== undefined && !(Number.isSafeInteger(asked) && asked >= 0 && asked <= LIMITS.integer)) {
		throw new BudkavleError('argument-invalid', `A log is a whole number from 0 to 2^53 - 1, but ${asked} came.`)
	}
	const remembered = await store.local(localKey(author))
	if (asked === undefined && remembered !== undefined) {
		const log = Number(decodeUtf8(remembered))
		if (Number.isSafeInteger(log) && log >= 0) return log
		throw new BudkavleError(
			'store-corrupt',
			`The store should remember the number of the log that ${author} writes here, but holds something else.`,
		)
	}
	const log = asked ?? randomLog()
	await store.setLocal(localKey(author), encodeUtf8(String(log)))
	return log
}

/** Makes a copy of a store go on in a log of its own: two that number one log make it fork (SPEC 3.7). */
export async function forgetLog(store: Store, author: AuthorId): Promise<void> {
	await store.setLocal(localKey(author), undefined)
}

/** How often a number may be lost to another program that writes the same log at the same time. */
const ATTEMPTS = 1000

/**
 * Makes messages one after the other and stores each under the next free number. Two programs over one store may do so at once: whoever loses a number makes the
 * message again with the next one.
 */
export class LogWriter {
	readonly #store: Store
	readonly #author: AuthorId
	#log: number
	#tail: Promise<unknown> = Promise.resolve()

	constructor(store: Store, author: AuthorId, log: number) {
		this.#store = store
		this.#author = author
		this.#log = log
	}

	get log(): number {
		return this.#log
	}

	/** From now on writes a log with a number that nobody used; returns it. */
	async renew(): Promise<number> {
		const work = this.#tail.then(async () => {
			const used = new Set((await this.#store.logs(this.#author)).map(({ log }) => log))
			let log = randomLog()
			while (used.has(log)) log = randomLog()
			await this.#store.setLocal(localKey(this.#author), encodeUtf8(String(log)))
			this.#log = log
			return log
		})
		this.#tail = work.catch(() => undefined)
		return work
	}

	/** `make` may read the store: nothing else is written by this writer meanwhile. */
	append<M extends Message>(
		make: (place: {
			readonly log: number
			readonly seq: number
		}) => Promise<{ readonly message: M; readonly blobs?: readonly StoreBlob[] }>,
	): Promise<M> {
		const work = this.#tail.then(() => this.#append(make))
		this.#tail = work.catch(() => undefined)
		return work
	}

	async #append<M extends Message>(
		make: (place: {
			readonly log: number
			readonly seq: number
		}) => Promise<{ readonly message: M; readonly blobs?: readonly StoreBlob[] }>,
	): Promise<M> {
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			const logs = await this.#store.logs(this.#author)
			const seq = (logs.find(({ log }) => log === this.#log)?.lastSeq ?? 0) + 1
			const { message, blobs = [] } = await make({ log: this.#log, seq })
			const receipt = await this.#store.ingest({ messages: [message], blobs, unique: true })
			if (receipt.written) return message
		}
		throw new BudkavleError(
			'store-locked',
			`Another program keeps writing to the same log of the same author; after ${ATTEMPTS} attempts this message has no number. Try again.`,
		)
	}
}
