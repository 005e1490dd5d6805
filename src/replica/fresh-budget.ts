/** How often everything that a large replica holds is hashed under a key that somebody else chose (SPEC 8.12). */

/** Seconds. */
const SPAN = 60
/** Ids for one peer in that time; a first time whatever it takes. */
const EACH = 131_072
/** Ids for all together, after their first times. */
const ALL = 4_194_304
/** Of so many peers it is remembered. */
const PEERS = 1024

export class FreshBudget {
	#span = Number.NaN
	#all = 0
	readonly #used: Map<string, number> = new Map()

	/** Whether so many ids may be hashed for a peer now; counts them if so. */
	allows(peer: string, ids: number, now: number | undefined): boolean {
		const span = Math.floor((now ?? 0) / SPAN)
		if (span !== this.#span) {
			this.#span = span
			this.#all = 0
			this.#used.clear()
		}
		const used = this.#used.get(peer) ?? 0
		const isFirst = used === 0 && this.#used.size < PEERS && this.#all < ALL
		if (!isFirst && (used + ids > EACH || this.#all + ids > ALL)) return false
		this.#used.set(peer, used + ids)
		this.#all += ids
		return true
	}
}
