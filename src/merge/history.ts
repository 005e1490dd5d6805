/** Checkpoints: what an author says to be everything, held against what is known of the log (SPEC 6.19). */
import { compareStrings } from '../bytes.js'
import { growTree, leadsTo } from '../checkpoint/known-ids.js'
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
	/** Each number has one id, and one alone. */
	const certain = (seq: number): MessageId | undefined => {
		const [id, other] = idsAt(seq)
		return other === undefined ? id : undefined
	}
	const tree = new MerkleTree()
	let proven: ProvenCheckpoint | undefined
	const refuted: Checkpoint[] = []
	for (const checkpoint of ascending) {
		growTree(tree, certain, checkpoint.size)
		if (tree.size < checkpoint.size) break
		if (!leadsTo(tree, checkpoint)) refuted.push(checkpoint)
		else if (proven?.size !== checkpoint.size) proven = Object.freeze({ size: checkpoint.size, checkpoint: checkpoint.id })
	}
	const history = { refuted: idsOf(refuted), contradictions: contradictionsIn(ascending) }
	return proven === undefined ? history : { ...history, proven }
}

function contradictionsIn(ascending: readonly Checkpoint[]): readonly Contradiction[] {
	const contradictions = [...groupBy(ascending, ({ size }) => String(size)).values()].flatMap((same): readonly Contradiction[] => {
		const [first] = same
		if (first === undefined || same.every(({ head }) => head === first.head)) return []
		return [Object.freeze({ size: first.size, checkpoints: idsOf(same) })]
	})
	return contradictions.length === 0 ? NOTHING : Object.freeze(contradictions)
}
