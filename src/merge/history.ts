/** Checkpoints: what an author says to be everything, held against what is known of the log (SPEC 6.19). */
import { compareStrings, fromHex, toHex } from '../bytes.js'
import { MerkleTree } from '../checkpoint/merkle-tree.js'
import type { Checkpoint, MessageId } from '../message/types.js'
import type { Contradiction, LogCompleteness, ProvenCheckpoint } from './knowledge-types.js'
import { groupBy } from './register.js'
import { idsOf } from './stances.js'

type History = Pick<LogCompleteness, 'proven' | 'refuted' | 'contradictions'>

const NOTHING: readonly never[] = Object.freeze([])

/**
 * What the checkpoints of a log say, by the ids that are known under each of its numbers. A checkpoint of which a message is missing or not certain is open: nothing is said of it.
 * Takes O(n) hashes up to the size of the greatest checkpoint that can be judged.
 */
export function historyOf(idsAt: (seq: number) => Iterable<MessageId>, checkpoints: readonly Checkpoint[]): History {
	if (checkpoints.length === 0) return { refuted: NOTHING, contradictions: NOTHING }
	const ascending = [...checkpoints].sort((a, b) => a.size - b.size || compareStrings(a.id, b.id))
	const tree = new MerkleTree()
	let proven: ProvenCheckpoint | undefined
	const refuted: Checkpoint[] = []
	for (const checkpoint of ascending) {
		if (!grow(tree, checkpoint.size, idsAt)) break
		if (toHex(tree.root(checkpoint.size)) !== checkpoint.head) refuted.push(checkpoint)
		else if (proven?.size !== checkpoint.size) proven = Object.freeze({ size: checkpoint.size, checkpoint: checkpoint.id })
	}
	const history = { refuted: idsOf(refuted), contradictions: contradictionsIn(ascending) }
	return proven === undefined ? history : { ...history, proven }
}

/** Whether the tree could be brought to this size: each number has one id, and one alone. */
function grow(tree: MerkleTree, size: number, idsAt: (seq: number) => Iterable<MessageId>): boolean {
	while (tree.size < size) {
		const [id, other] = idsAt(tree.size + 1)
		if (id === undefined || other !== undefined) return false
		tree.append(fromHex(id) as Uint8Array)
	}
	return true
}

function contradictionsIn(ascending: readonly Checkpoint[]): readonly Contradiction[] {
	const contradictions = [...groupBy(ascending, ({ size }) => String(size)).values()].flatMap((same): readonly Contradiction[] => {
		const [first] = same
		if (first === undefined || same.every(({ head }) => head === first.head)) return []
		return [Object.freeze({ size: first.size, checkpoints: idsOf(same) })]
	})
	return contradictions.length === 0 ? NOTHING : Object.freeze(contradictions)
}
