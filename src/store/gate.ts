/** Who may work on a store at the same time: many readers or one writer, in the order in which they came; and nobody after the end. */
import { closedError } from './arguments.js'

const settled = (): void => undefined

export class Gate {
	/** Resolves when the last writer so far is done. */
	#written: Promise<void> = Promise.resolve()
	/** Readers that came after the last writer. */
	#readers: Set<Promise<void>> = new Set()
	#end: Promise<void> | undefined

	/** Begins when the writers that came before are done. */
	async read<T>(work: () => T | Promise<T>): Promise<T> {
		if (this.#end !== undefined) throw closedError()
		const result = this.#written.then(work)
		const readers = this.#readers
		const done: Promise<void> = result.then(settled, settled).then(() => void readers.delete(done))
		readers.add(done)
		return result
	}

	/** Begins when all who came before are done. */
	async write<T>(work: () => T | Promise<T>): Promise<T> {
		if (this.#end !== undefined) throw closedError()
		return this.#write(work)
	}

	/** Finishes what is under way, does the last work once, and closes. Every call resolves when that is done. */
	close(work: () => void | Promise<void>): Promise<void> {
		this.#end ??= this.#write(work)
		return this.#end
	}

	#write<T>(work: () => T | Promise<T>): Promise<T> {
		const result = Promise.all([this.#written, ...this.#readers]).then(work)
		this.#readers = new Set()
		this.#written = result.then(settled, settled)
		return result
	}
}
