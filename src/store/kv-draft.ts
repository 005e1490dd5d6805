/** What a batch of `kvStore` reads and writes: the store as it will be. */
import { concatBytes } from '../bytes.js'
import type { KeyAccess, KeyOperation } from './key-value.js'
import { endOf, LAYOUT_VERSION, metaKey, number, numberAt, stateKey } from './kv-keys.js'

export const EMPTY: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
/** Keys that are read at a time where there may be many. */
const CHUNK = 500

export interface State {
	nextArrival: number
	messages: number
	blobs: number
	bytes: number
	people: number
}

export function readState(value: Uint8Array | undefined): State {
	if (value === undefined) return { nextArrival: 1, messages: 0, blobs: 0, bytes: 0, people: 0 }
	return {
		nextArrival: numberAt(value, 0),
		messages: numberAt(value, 1),
		blobs: numberAt(value, 2),
		bytes: numberAt(value, 3),
		people: numberAt(value, 4),
	}
}

/** The store as it will be after the batch. */
export class Draft {
	readonly state: State
	/** Whether a profile or vouch came or went. */
	isAboutPeople = false
	readonly #kv: KeyAccess
	readonly #written: Map<string, KeyOperation> = new Map()
	/** What was there before this batch, as far as it was asked for ahead. */
	readonly #ahead: Map<string, Uint8Array | undefined> = new Map()
	readonly #unread: KeyOperation[] = []

	constructor(kv: KeyAccess, state: State) {
		this.#kv = kv
		this.state = state
	}

	get(key: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined> {
		const text = String.fromCharCode(...key)
		const written = this.#written.get(text)
		if (written !== undefined) return written.value
		return this.#ahead.has(text) ? this.#ahead.get(text) : this.#kv.get(key)
	}

	/** Asks at once for keys that will be read one by one: where an answer takes a while, the whiles do not add up. Where answers come at once, nothing is gained, and nothing done. */
	async readAhead(keys: Iterable<Uint8Array>): Promise<void> {
		const asked: Promise<void>[] = []
		for (const key of keys) {
			const text = String.fromCharCode(...key)
			if (this.#ahead.has(text)) continue
			const answer = this.#kv.get(key)
			if (!(answer instanceof Promise)) return
			this.#ahead.set(text, undefined)
			asked.push(answer.then((value) => void this.#ahead.set(text, value)))
		}
		await Promise.all(asked)
	}

	put(key: Uint8Array, value: Uint8Array | undefined): void {
		this.#written.set(String.fromCharCode(...key), { key, value })
	}

	/** As `put`, for keys that this batch does not read again. */
	putUnread(key: Uint8Array, value: Uint8Array | undefined): void {
		this.#unread.push({ key, value })
	}

	/** The keys that begin so, before this batch. */
	async *keysBefore(prefix: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
		const lt = endOf(prefix)
		let gte = prefix
		while (true) {
			const entries = await this.#kv.range({ gte, lt, limit: CHUNK })
			for (const [key] of entries) yield key
			const last = entries[CHUNK - 1]
			if (last === undefined) return
			gte = concatBytes(last[0], Uint8Array.of(0))
		}
	}

	/** Adds to a number that is 0 where there is no value, and is removed when it becomes 0 again. Returns it. */
	async count(key: Uint8Array, change: number): Promise<number> {
		const count = Math.max(0, numberAt((await this.get(key)) ?? EMPTY) + change)
		this.put(key, count === 0 ? undefined : number(count))
		return count
	}

	operations(): readonly KeyOperation[] {
		const { nextArrival, messages, blobs, bytes, people } = this.state
		this.put(metaKey, number(LAYOUT_VERSION))
		this.put(
			stateKey,
			concatBytes(number(nextArrival), number(messages), number(blobs), number(bytes), number(people + (this.isAboutPeople ? 1 : 0))),
		)
		return [...this.#unread, ...this.#written.values()]
	}
}
