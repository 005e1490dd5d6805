/** The tree of the log that a replica writes, from which its checkpoints are made (SPEC 6.19). Kept in memory, and read from the store when it is first needed. */
import { fromHex, toHex } from '../bytes.js'
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Message } from '../message/types.js'
import { readTree } from './log-tree.js'
import type { Reading } from './reading.js'

/** With every 256th message of a log comes a checkpoint of the 255 before it (SPEC 6.19). */
const CHECKPOINT_EVERY = 255

export class OwnHistory {
	readonly #reading: Reading
	readonly #author: AuthorId
	readonly #log: number
	#tree: MerkleTree | undefined
	/** How many messages the latest checkpoint is about; `undefined` until the store was asked. */
	#covered: number | undefined
	/** Of how many messages not each was known when the store was last asked; 0 where each was. */
	#incomplete = 0

	constructor(reading: Reading, author: AuthorId, log: number) {
		this.#reading = reading
		this.#author = author
		this.#log = log
	}

	get log(): number {
		return this.#log
	}

	/** Takes in what the replica has just written. */
	follow(message: Message): void {
		if (this.#tree !== undefined && message.seq === this.#tree.size + 1) this.#tree.append(fromHex(message.id) as Uint8Array)
		if (message.kind === 'checkpoint' && this.#covered !== undefined) this.#covered = Math.max(this.#covered, message.size)
	}

	/** How many messages the latest checkpoint of this log is about, 0 without one. */
	async covered(): Promise<number> {
		if (this.#covered === undefined) {
			let covered = 0
			const checkpoints = this.#reading.stream({ by: 'author', author: this.#author, log: this.#log, kind: KIND.checkpoint })
			for await (const message of checkpoints) if (message.kind === 'checkpoint') covered = Math.max(covered, message.size)
			this.#covered = covered
		}
		return this.#covered
	}

	/** Whether a checkpoint of the first `size` messages is due. Where one could not be made, it is tried again after so many more: trying reads the whole log. */
	async isDue(size: number): Promise<boolean> {
		return size - Math.max(await this.covered(), this.#incomplete) >= CHECKPOINT_EVERY
	}

	/** The head of the first `size` messages, as hex; `undefined` where not each of them is known for certain. */
	async headOf(size: number): Promise<string | undefined> {
		if (this.#tree === undefined || this.#tree.size < size) this.#tree = await readTree(this.#reading, this.#author, this.#log)
		const isComplete = this.#tree.size >= size
		this.#incomplete = isComplete ? 0 : size
		return isComplete ? toHex(this.#tree.root(size)) : undefined
	}
}
