/** The tree of a log by what a store holds of it: the ids of messages, and those that its author's retractions name (SPEC 6.19). */

import { isSignedCheckpoint } from '../bundle/proof.js'
import type { PackableTree } from '../bundle/types.js'
import { KnownIds, leadsTo } from '../checkpoint/known-ids.js'
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import { chooseProven } from '../checkpoint/walk.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { groupBy } from '../merge/register.js'
import { KIND } from '../message/kinds.js'
import { logName } from '../message/log-name.js'
import type { AuthorId, Checkpoint, Message, Signed } from '../message/types.js'
import type { Reading } from './reading.js'

/** From the first message on, as far as each number has one id and one alone. */
export async function readTree(reading: Reading, author: AuthorId, log: number): Promise<MerkleTree> {
	const ids = new KnownIds()
	for await (const { seq, id } of reading.stream({ by: 'author', author, log })) ids.know(seq, id)
	for await (const message of reading.stream({ by: 'author', author, kind: KIND.retraction })) {
		if (message.kind !== 'retraction') continue
		for (const stub of message.targets) if (stub.log === log) ids.know(stub.seq, stub.target)
	}
	return ids.tree()
}

/** Trees that are kept for the next bundle of one export have together at most so many leaves: 64 MiB. */
const LEAVES_KEPT = 1_048_576

type LogPlace = Pick<Message, 'author' | 'log'>

interface Log {
	/** With their signatures, the greatest first. */
	readonly checkpoints: readonly Signed<Checkpoint>[]
	/** Read when it is first needed. */
	tree?: MerkleTree
}

/** The trees with which bundles of one export leave out signatures. */
export class LogTrees {
	readonly #reading: Reading
	/** The least recently used first. */
	readonly #logs: Map<string, Log> = new Map()

	constructor(reading: Reading) {
		this.#reading = reading
	}

	/** For each log of which enough messages are to be packed: its greatest checkpoint that everything known bears out. */
	async of(messages: readonly Message[]): Promise<readonly PackableTree[]> {
		const trees: PackableTree[] = []
		for (const own of groupBy(messages, logName).values()) {
			const tree = await this.#treeOf(own[0] as Message, new Set(own.map(({ seq }) => seq)))
			if (tree !== undefined) trees.push(tree)
		}
		return trees
	}

	async #treeOf(place: LogPlace, seqs: ReadonlySet<number>): Promise<PackableTree | undefined> {
		const known = await this.#logOf(place)
		// Reading a log costs more than a few signatures take.
		const worth = known.checkpoints.filter((checkpoint) => isWorth(checkpoint, seqs))
		if (worth.length === 0) return undefined
		known.tree ??= await readTree(this.#reading, place.author, place.log)
		const { tree } = known
		this.#forgetSome()
		const checkpoint = worth.find((one) => leadsTo(tree, one))
		return checkpoint && { checkpoint, tree }
	}

	async #logOf({ author, log }: LogPlace): Promise<Log> {
		const name = logName({ author, log })
		let known = this.#logs.get(name)
		if (known === undefined) {
			const checkpoints: Signed<Checkpoint>[] = []
			for await (const message of this.#reading.stream({ by: 'author', author, log, kind: KIND.checkpoint })) {
				if (isSignedCheckpoint(message)) checkpoints.push(message)
			}
			known = { checkpoints: checkpoints.sort((a, b) => b.size - a.size) }
		} else this.#logs.delete(name)
		this.#logs.set(name, known)
		return known
	}

	#forgetSome(): void {
		let leaves = 0
		for (const known of [...this.#logs.values()].reverse()) {
			leaves += known.tree?.size ?? 0
			if (leaves > LEAVES_KEPT) delete known.tree
		}
	}
}

/** Whether the signatures of these messages take more bytes than hashes and the checkpoint do. */
function isWorth({ size, payload }: Signed<Checkpoint>, seqs: ReadonlySet<number>): boolean {
	const places = [...seqs].filter((seq) => seq <= size).map((seq) => seq - 1)
	places.sort((a, b) => a - b)
	const { cost } = chooseProven(
		size,
		places,
		places.map(() => true),
	)
	return places.length > 0 && cost + payload.length + SIGNATURE_BYTES < SIGNATURE_BYTES * places.length
}
