/** What proves messages without signatures, as it is kept (SPEC 8.5): a checkpoint with its signature, and the tree below it. */
import { fromHex, toHex } from '../bytes.js'
import { decodeSubtrees, KnownSubtrees } from '../checkpoint/subtrees.js'
import { BudkavleError } from '../errors.js'
import { decodeParts } from '../message/decode.js'
import { logName } from '../message/log-name.js'
import type { Checkpoint, Message, Signed } from '../message/types.js'
import { unproven } from '../message/verify.js'
import type { PackableProof } from './types.js'

export interface OpenProof {
	/** Its signature is not checked here. */
	readonly checkpoint: Signed<Checkpoint>
	/** What is known of its tree: it leads to its head. */
	readonly known: KnownSubtrees
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
 * @param knownOf what is known of the tree of a checkpoint by other proofs, to which this one is added
 * @throws {BudkavleError} `store-corrupt` or a code of SPEC 4.1 for bytes that are no proof; `unproven` for hashes that do not lead to the head of the checkpoint
 */
export function openProof(
	{ checkpoint, hashes }: PackableProof,
	knownOf = (_: Checkpoint): KnownSubtrees => new KnownSubtrees(),
): OpenProof {
	const opened = checkedCheckpoint(decodeParts(checkpoint.payload, checkpoint.signature))
	const known = knownOf(opened)
	if (!known.add(decodeSubtrees(hashes), opened.size, fromHex(opened.head) as Uint8Array)) throw unproven()
	return { checkpoint: opened, known }
}

/** Whether a message stands at its place under the checkpoint. */
export function isProvenBy(
	{ id, author, log, seq }: Pick<Message, 'id' | 'author' | 'log' | 'seq'>,
	{ checkpoint, known }: OpenProof,
): boolean {
	const leaf = known.hashOf(seq - 1, 1)
	return leaf !== undefined && toHex(leaf) === id && logName(checkpoint) === logName({ author, log })
}
