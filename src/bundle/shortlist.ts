/** Which of many checkpoints of one log may make a bundle smallest (SPEC 7.14). */
import type { MessageId } from '../message/types.js'

/**
 * A tree that reaches beyond the last message costs hashes for what lies there, and one that ends before it costs the signatures of what follows: so the nearest ones before and behind it, of all
 * and of those that are in the bundle anyway.
 *
 * @param lastSeq of the messages to be packed
 */
export function shortlist<T extends { readonly id: MessageId; readonly size: number }>(
	checkpoints: readonly T[],
	lastSeq: number,
	packed: ReadonlySet<MessageId>,
): readonly T[] {
	// The nearest first; of several with one size the one with the lowest id.
	const nearest = (some: readonly T[]): readonly T[] =>
		[...some].sort((a, b) => Math.abs(a.size - lastSeq) - Math.abs(b.size - lastSeq) || (a.id < b.id ? -1 : 1))
	const behind = nearest(checkpoints.filter(({ size }) => size >= lastSeq))
	const before = nearest(checkpoints.filter(({ size }) => size < lastSeq))
	const isPacked = ({ id }: T): boolean => packed.has(id)
	const chosen = [behind[0], behind.find(isPacked), before[0], before.find(isPacked)]
	return [...new Set(chosen)].filter((one) => one !== undefined)
}
