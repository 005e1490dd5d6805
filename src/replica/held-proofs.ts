/** Whether the proofs that a store keeps are what was written there: a disk may have changed them. */
import type { OpenProof } from '../bundle/proof.js'
import { isProvenBy, ProofOpener } from '../bundle/proof.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { BudkavleError } from '../errors.js'
import type { Message, MessageId } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { Store, StoreProof } from '../store/types.js'

function openOrNothing(opener: ProofOpener, proof: StoreProof): OpenProof | undefined {
	try {
		return opener.open(proof)
	} catch (error) {
		if (error instanceof BudkavleError) return undefined
		throw error
	}
}

/** A message as far as its proof is asked for. */
type Provable = Pick<Message, 'id' | 'author' | 'log' | 'seq'>

/** Of messages that are held without a signature: what proves each. Without an entry for what nothing proves any more. Each proof is looked at once, and the signature of each checkpoint. */
export async function heldProofs(
	store: Store,
	backend: SignatureBackend,
	messages: readonly Provable[],
): Promise<ReadonlyMap<MessageId, StoreProof>> {
	const proven = new Map<MessageId, StoreProof>()
	if (messages.length === 0) return proven
	const kept = await store.proofs(messages.map(({ id }) => id))
	const opener = new ProofOpener()
	const opened = new Map<StoreProof, OpenProof>()
	for (const proof of new Set(kept)) {
		const open = proof && openOrNothing(opener, proof)
		if (open !== undefined) opened.set(proof as StoreProof, open)
	}
	const checkpoints = [...new Set([...opened.values()].map(({ checkpoint }) => checkpoint))]
	const verdicts = await proveMessages(checkpoints, { backend })
	const good = new Set(checkpoints.filter((_, i) => !(verdicts[i] instanceof BudkavleError)))
	for (const [i, message] of messages.entries()) {
		const proof = kept[i]
		const open = proof && opened.get(proof)
		if (open !== undefined && good.has(open.checkpoint) && isProvenBy(message, open)) proven.set(message.id, proof as StoreProof)
	}
	return proven
}
