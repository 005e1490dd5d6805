/** What proves messages without signatures, as it is kept (SPEC 8.5): a checkpoint with its signature, and the tree below it. */
import { toHex } from '../bytes.js'
import type { Tile } from '../checkpoint/tiles.js'
import { decodeProof, tileHashes } from '../checkpoint/tiles.js'
import { BudkavleError } from '../errors.js'
import { decodeMessage } from '../message/decode.js'
import type { Checkpoint, Message, MessageId, Signed } from '../message/types.js'
import { unproven } from '../message/verify.js'

export interface OpenProof {
	/** Its signature is not checked here. */
	readonly checkpoint: Signed<Checkpoint>
	/** They lead to its head. */
	readonly tiles: readonly Tile[]
}

export function isSignedCheckpoint(message: Message): message is Signed<Checkpoint> {
	return message.kind === 'checkpoint' && message.signature !== undefined
}

export function checkedCheckpoint(message: Message): Signed<Checkpoint> {
	if (isSignedCheckpoint(message)) return message
	throw new BudkavleError(
		'argument-invalid',
		'A tree comes with a checkpoint that has effect and a signature. Leave the tree out otherwise.',
	)
}

/**
 * @throws {BudkavleError} `store-corrupt` or a code of SPEC 4.1 for bytes that are no proof; `unproven` for hashes that do not lead to the head of the checkpoint
 */
export function openProof(proof: Uint8Array): OpenProof {
	const { checkpoint, tiles } = decodeProof(proof)
	const opened = checkedCheckpoint(decodeMessage(checkpoint).unverified)
	const root = tileHashes(tiles)(0, opened.size)
	if (root === undefined || toHex(root) !== opened.head) throw unproven()
	return { checkpoint: opened, tiles }
}

/** The messages that a proof can prove: the single leaves of its tree, by their places. */
export function leavesOf({ tiles }: OpenProof): ReadonlyMap<number, MessageId> {
	const leaves = new Map<number, MessageId>()
	let start = 0
	for (const { count, hash } of tiles) {
		if (count === 1) leaves.set(start, toHex(hash))
		start += count
	}
	return leaves
}
