/** Under which names every store keeps what proves messages: two proofs with the same bytes are one. */
import { sha256Of } from '../crypto/hash.js'
import type { StoreProof } from './types.js'

/** `id`: of the checkpoint. `hash`: SHA-256 of that id and the hashes. */
export function proofName({ checkpoint, hashes }: StoreProof): { readonly id: Uint8Array; readonly hash: Uint8Array } {
	const id = sha256Of(checkpoint.payload)
	return { id, hash: sha256Of(id, hashes) }
}
