/** Whether the proofs that a store keeps are what was written there: a disk may have changed them. */
import type { OpenProof } from '../bundle/proof.js'
import { leavesOf, openProof } from '../bundle/proof.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { BudkavleError } from '../errors.js'
import type { MessageId } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { Store, StoredMessage } from '../store/types.js'

function openOrNothing(bytes: Uint8Array): OpenProof | undefined {
	try {
		return openProof(bytes)
	} catch (error) {
		if (error instanceof BudkavleError) return undefined
		throw error
	}
}

/** A message as far as its proof is asked for. */
type Held = Pick<StoredMessage, 'id' | 'signature'>

/** Of those of the messages that have no signature: what proves each. Without an entry for what nothing proves any more. Each proof is looked at once, its signature too. */
export async function heldProofs(
	store: Store,
	backend: SignatureBackend,
	held: readonly Held[],
): Promise<ReadonlyMap<MessageId, Uint8Array>> {
	const ids = held.flatMap(({ id, signature }) => (signature === undefined ? [id] : []))
	const proven = new Map<MessageId, Uint8Array>()
	if (ids.length === 0) return proven
	const kept = await store.proofs(ids)
	const opened = [...new Set(kept)].flatMap((bytes) => {
		const proof = bytes && openOrNothing(bytes)
		return proof === undefined ? [] : [{ bytes: bytes as Uint8Array, ...proof }]
	})
	const verdicts = await proveMessages(
		opened.map(({ checkpoint }) => checkpoint),
		{ backend },
	)
	const leaves = new Map<Uint8Array, ReadonlySet<MessageId>>()
	for (const [i, proof] of opened.entries()) {
		if (!(verdicts[i] instanceof BudkavleError)) leaves.set(proof.bytes, new Set(leavesOf(proof).values()))
	}
	for (const [i, id] of ids.entries()) {
		const bytes = kept[i]
		if (bytes !== undefined && leaves.get(bytes)?.has(id)) proven.set(id, bytes)
	}
	return proven
}
