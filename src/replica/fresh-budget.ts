/** How often everything that a large replica holds is hashed under a key that somebody else chose (SPEC 8.12). */

/** Seconds. */
const SPAN = 60
/** Asks of one peer in that time: what one exchange takes. */
const ASKS = 6
/** Ids for all together, after that. */
const ALL = 4_194_304
/** Of so many peers it is remembered. */
const PEERS = 1024

export class FreshBudget {
	#span = Number.NaN
	#all = 0
	readonly #asks: Map<string, number> = new Map()

	/** Whether so many ids may be hashed for a peer now; counts them if so. */
	allows(peer: string, ids: number, now: number | undefined): boolean {
		const span = Math.floor((now ?? 0) / SPAN)
		if (span !== this.#span) {
			this.#span = span
			this.#all = 0
			this.#asks.clear()
		}
		const asks = this.#asks.get(peer) ?? 0
		const isKnown = asks > 0 || this.#asks.size < PEERS
		if (!isKnown || asks >= ASKS || (this.#all > 0 && this.#all + ids > ALL)) return false
		this.#asks.set(peer, asks + 1)
		this.#all += ids
		return true
	}
}
