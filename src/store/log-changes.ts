/** What one batch changes of the counts of logs. */

interface LogChange<A> {
	readonly author: A
	readonly log: number
	held: number
	last: number
}

/** `A`: how a store names authors inside. */
export class LogChanges<A extends string | number> {
	readonly #logs: Map<string, LogChange<A>> = new Map()

	/** Counts a message of a log in (1), out (-1), or only notices its number (0). */
	notice(author: A, log: number, seq: number, change: number): void {
		const name = `${author}/${log}`
		const known = this.#logs.get(name)
		if (known === undefined) {
			this.#logs.set(name, { author, log, held: change, last: seq })
		} else {
			known.held += change
			known.last = Math.max(known.last, seq)
		}
	}

	/** How many more messages of each log are held, and the greatest number that was noticed. */
	[Symbol.iterator](): Iterator<LogChange<A>> {
		return this.#logs.values()
	}
}
