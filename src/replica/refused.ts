/** What was offered and refused not long ago, by peer: in exchanges with this peer it counts as held, or it would be offered again and again (SPEC 8.7). */
import type { MessageId } from '../message/types.js'

/** Seconds. What was refused for a passing reason is taken later. */
const SPAN = 60
/** Ids of all peers together. */
const MOST = 65_536

export class Refused {
	readonly #byPeer: Map<string, Set<MessageId>> = new Map()
	#span = Number.NaN
	#count = 0

	add(peer: string, id: MessageId, now: number | undefined): void {
		this.#turn(now)
		if (this.#count >= MOST) return
		const ids = this.#byPeer.get(peer) ?? new Set()
		this.#byPeer.set(peer, ids)
		if (ids.has(id)) return
		ids.add(id)
		this.#count++
	}

	by(peer: string, now: number | undefined): ReadonlySet<MessageId> {
		this.#turn(now)
		return this.#byPeer.get(peer) ?? new Set()
	}

	/** Forgets everything when a span is over. */
	#turn(now: number | undefined): void {
		const span = Math.floor((now ?? 0) / SPAN)
		if (span === this.#span) return
		this.#span = span
		this.#count = 0
		this.#byPeer.clear()
	}
}
