/** Trees that stand for signatures, as a messages section holds them (SPEC 7.5, 7.6, 7.14). */
import { askedFor } from '../checkpoint/walk.js'
import { logName } from '../message/log-name.js'
import type { Message, MessageId } from '../message/types.js'
import type { ChosenTree } from './choose-proofs.js'
import { BY_SIGNATURE } from './layout.js'

export interface PackedTrees {
	/** The varints of the table: how many trees, then the checkpoint of each and the number of its hashes. */
	readonly table: readonly number[]
	/** One for each message. */
	readonly ways: Uint8Array
	/** Of all trees, in the order of the table. */
	readonly hashes: readonly Uint8Array[]
}

export function packTrees(messages: readonly Message[], trees: readonly ChosenTree[]): PackedTrees {
	const indexes = new Map<MessageId, number>(messages.map(({ id }, i) => [id, i]))
	const indexOf = (id: MessageId): number => indexes.get(id) as number
	const ordered = [...trees].sort((a, b) => indexOf(a.checkpoint.id) - indexOf(b.checkpoint.id))
	const table = [ordered.length]
	const ways = new Uint8Array(messages.length).fill(BY_SIGNATURE)
	const hashes: Uint8Array[] = []
	const counts = new Map<string, number>()
	for (const { checkpoint, leaves, hashOf } of ordered) {
		const name = logName(checkpoint)
		const way = (counts.get(name) ?? 0) + 1
		counts.set(name, way)
		for (const id of leaves.values()) ways[indexOf(id)] = way
		const before = hashes.length
		const places = [...leaves.keys()].sort((a, b) => a - b)
		// Whoever chose the tree made sure that everything beside its leaves is known.
		for (const { start, count } of askedFor(checkpoint.size, places)) hashes.push(hashOf(start, count) as Uint8Array)
		table.push(indexOf(checkpoint.id), hashes.length - before)
	}
	return { table, ways, hashes }
}
