/** What `--json` tells of long things: as much as an answer may hold, and of the rest how much it is. */
import type { Json } from '../render/json.js'

/** Characters of JSON. Whoever sends a file that unfolds to millions of messages shall not fill the memory of whoever looks into it. */
const ROOM = 16_777_216

export class Kept {
	#room: number
	readonly #leftOut: Map<string, number> = new Map()

	/** Without `json`, for people, nothing is kept. */
	constructor(json: boolean, room: number = ROOM) {
		this.#room = json ? room : 0
	}

	/** Adds an entry to a list as long as there is room; otherwise the list of this name is told to leave out `count`. */
	add(name: string, list: Json[], entry: () => Json, count = 1): void {
		if (!this.isFull) {
			const value = entry()
			this.#room -= JSON.stringify(value).length
			list.push(value)
		} else this.leave(name, count)
	}

	/** Once true, it stays true. */
	get isFull(): boolean {
		return this.#room <= 0
	}

	leave(name: string, count = 1): void {
		this.#leftOut.set(name, (this.#leftOut.get(name) ?? 0) + count)
	}

	/** `{"leftOut":{"messages":12}}`, or nothing where all is told. */
	json(): { readonly leftOut?: Json } {
		return this.#leftOut.size === 0 ? {} : { leftOut: Object.fromEntries(this.#leftOut) }
	}
}
