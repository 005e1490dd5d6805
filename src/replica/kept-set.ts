/** The sketch of everything that a large replica holds, kept up to date under the key of the day: an ask costs no reading of a million ids then (SPEC 8.8). */
import { fromHex, toHex } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import type { MessageId } from '../message/types.js'
import { SketchedSet } from '../sketch/sketched-set.js'
import type { Store } from '../store/types.js'
import type { OfferedSet } from './offered-set.js'
import { addArrivals, FIRST_PLACE, idsAtArrivals } from './offered-set.js'
import type { Tags } from './tags.js'

/** A difference of about a thousand ids is read from so many. */
const CELLS = 2048

interface Kept {
	readonly name: string
	readonly set: SketchedSet
	/** The last arrival in it. */
	last: number
	/** What will expire, first or last. */
	expiring: readonly { readonly id: Uint8Array; readonly expires: number }[]
}

export class KeptSet {
	readonly #store: Store
	readonly #tags: Tags
	#kept: Kept | undefined
	/** What is held no longer, and not yet taken out. */
	#erased: MessageId[] = []
	#work: Promise<unknown> = Promise.resolve()

	constructor(store: Store, tags: Tags) {
		this.#store = store
		this.#tags = tags
	}

	/** To be called with everything that is erased. */
	erased(ids: readonly MessageId[]): void {
		if (this.#kept !== undefined) this.#erased.push(...ids)
	}

	/** To be called when anything may have changed. */
	forget(): void {
		this.#kept = undefined
		this.#erased = []
	}

	/** The set as it is now, with its key; what has expired by `now` is not in it. */
	async current(now: number | undefined, signal: AbortSignal | undefined): Promise<OfferedSet & { readonly key: Uint8Array }> {
		const work = this.#work
			.then(() => this.#current(now, signal))
			.catch((error: unknown) => {
				this.forget()
				throw error
			})
		this.#work = work.catch(() => undefined)
		return work
	}

	async #current(now: number | undefined, signal: AbortSignal | undefined): Promise<OfferedSet & { readonly key: Uint8Array }> {
		const store = this.#store
		const key = await this.#tags.epochKey(now)
		const name = toHex(key)
		if (this.#kept?.name !== name) {
			this.#erased = []
			const { messages } = await store.stats()
			this.#kept = { name, set: new SketchedSet(key, 64, CELLS, messages), last: 0, expiring: [] }
		}
		const kept = this.#kept
		const { set } = kept
		await this.#takeOut(set)
		const expiring = [...kept.expiring]
		kept.last = await addArrivals(
			store,
			set,
			kept.last,
			(ids, offset, expires) => {
				expiring.push({ id: ids.slice(offset, offset + HASH_BYTES), expires })
				return true
			},
			signal,
		)
		const isOver = ({ expires }: { readonly expires: number }): boolean => now !== undefined && expires <= now
		for (const one of expiring) if (isOver(one)) set.remove(one.id, 0)
		kept.expiring = expiring.filter((one) => !isOver(one))
		return { key, set, idsAt: (places) => idsAtArrivals(store, places) }
	}

	/** Some of what was erased may have come again, as another arrival. */
	async #takeOut(set: SketchedSet): Promise<void> {
		const erased = this.#erased
		this.#erased = []
		if (erased.length === 0) return
		const held = await this.#store.get(erased)
		for (const [i, id] of erased.entries()) {
			const bytes = fromHex(id) as Uint8Array
			set.remove(bytes, 0)
			const one = held[i]
			if (one !== undefined) set.add(bytes, 0, one.arrival + FIRST_PLACE)
		}
	}
}
