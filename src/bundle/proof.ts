/** What proves messages without signatures, as it is kept (SPEC 8.5): a checkpoint with its signature, and the tree below it. */
import { fromHex, toHex } from '../bytes.js'
import { decodeSubtrees, KnownSubtrees } from '../checkpoint/subtrees.js'
import { BudkavleError } from '../errors.js'
import { decodeParts } from '../message/decode.js'
import { logName } from '../message/log-name.js'
import type { Checkpoint, Message, MessageId, Signed } from '../message/types.js'
import { unproven } from '../message/verify.js'
import type { PackableMessage, PackableProof } from './types.js'

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

/** Opens proofs. Many share a checkpoint, and many messages a proof: each is looked at once. */
export class ProofOpener {
	readonly #checkpoints: Map<PackableMessage, Signed<Checkpoint>> = new Map()
	/** What is known of the tree of each, by all of its proofs. */
	readonly #known: Map<MessageId, KnownSubtrees> = new Map()
	readonly #opened: Map<PackableProof, OpenProof> = new Map()

	/** @throws {BudkavleError} `store-corrupt` or a code of SPEC 4.1 for bytes that are no proof; `unproven` for hashes that do not lead to the head of the checkpoint */
	open(proof: PackableProof): OpenProof {
		const before = this.#opened.get(proof)
		if (before !== undefined) return before
		const checkpoint = this.#checkpoint(proof.checkpoint)
		const known = this.#known.get(checkpoint.id) ?? new KnownSubtrees()
		this.#known.set(checkpoint.id, known)
		if (!known.add(decodeSubtrees(proof.hashes), checkpoint.size, fromHex(checkpoint.head) as Uint8Array)) throw unproven()
		const opened = { checkpoint, known }
		this.#opened.set(proof, opened)
		return opened
	}

	#checkpoint(given: PackableMessage): Signed<Checkpoint> {
		const checkpoint = this.#checkpoints.get(given) ?? checkedCheckpoint(decodeParts(given.payload, given.signature))
		this.#checkpoints.set(given, checkpoint)
		return checkpoint
	}
}

/** Whether a message stands at its place under the checkpoint. */
export function isProvenBy(
	{ id, author, log, seq }: Pick<Message, 'id' | 'author' | 'log' | 'seq'>,
	{ checkpoint, known }: OpenProof,
): boolean {
	const leaf = known.hashOf(seq - 1, 1)
	return leaf !== undefined && toHex(leaf) === id && logName(checkpoint) === logName({ author, log })
}
