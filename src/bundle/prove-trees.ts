/** What the trees of a section prove: messages without signatures, up to the signature of their checkpoint (SPEC 7.14). */

import { fromHex } from '../bytes.js'
import { encodeSubtrees } from '../checkpoint/subtrees.js'
import { provenParts } from '../checkpoint/walk.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import { groupBy } from '../merge/register.js'
import type { Message } from '../message/types.js'
import type { OpenedTree } from './open-section.js'
import { isSignedCheckpoint } from './proof.js'
import type { Stream } from './streams.js'
import type { CheckpointProof } from './types.js'

/** A message of the section as it was put together. */
export interface Rebuilt {
	/** It, or why there is none. One that names a tree has no signature. */
	readonly result: Message | BudkavleError
	/** `BY_SIGNATURE`, or the number of a tree of its author and log. */
	readonly way: number
	/** Its author and log, as far as they are known, and its seq; 0 where it has none. */
	readonly name: string | undefined
	readonly seq: number
}

/** The messages that name each tree: its author and log, and its place among theirs in the table. */
function namedBy(trees: readonly OpenedTree[], messages: readonly Rebuilt[]): readonly (readonly number[])[] {
	const owned = trees.flatMap(({ checkpoint }, tree) => {
		const name = messages[checkpoint]?.name
		return name === undefined ? [] : [{ name, tree }]
	})
	const byName = groupBy(owned, ({ name }) => name)
	const named: number[][] = trees.map(() => [])
	for (const [index, { way, name }] of messages.entries()) {
		const tree = way > 0 && name !== undefined ? byName.get(name)?.[way - 1]?.tree : undefined
		if (tree !== undefined) named[tree]?.push(index)
	}
	return named
}

/**
 * The proofs of the messages that the trees prove, by their indexes in the section. Takes the hashes of all trees off the stream.
 *
 * @param hashAt SHA-256 of the payload of the message with this index, as far as that is known
 */
export function proveTrees(
	trees: readonly OpenedTree[],
	messages: readonly Rebuilt[],
	hashAt: (index: number) => Uint8Array | undefined,
	raw: Stream,
): ReadonlyMap<number, CheckpointProof> {
	const proofs = new Map<number, CheckpointProof>()
	const named = namedBy(trees, messages)
	for (const [i, tree] of trees.entries()) {
		const hashes = raw.take(tree.hashes * HASH_BYTES)
		const checkpoint = messages[tree.checkpoint]?.result
		if (hashes === undefined || checkpoint === undefined || checkpoint instanceof BudkavleError) continue
		if (!isSignedCheckpoint(checkpoint)) continue
		const { size, head } = checkpoint
		const leaves = new Map<number, number>()
		for (const index of named[i] ?? []) {
			const place = (messages[index] as Rebuilt).seq - 1
			if (place >= 0 && place < size && !leaves.has(place)) leaves.set(place, index)
		}
		const places = [...leaves.keys()].sort((a, b) => a - b)
		const indexOf = (place: number): number => leaves.get(place) as number
		const leafAt = (at: number): Uint8Array | undefined => hashAt(indexOf(places[at] as number))
		for (const part of provenParts(size, fromHex(head) as Uint8Array, places, leafAt, hashes)) {
			const proof: CheckpointProof = Object.freeze({ checkpoint, hashes: encodeSubtrees(part.subtrees) })
			for (const place of part.places) proofs.set(indexOf(place), proof)
		}
	}
	return proofs
}
