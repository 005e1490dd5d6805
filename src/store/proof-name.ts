/** Under which names every store keeps what proves messages: two proofs with the same bytes are one. */
import { sha256Of } from '../crypto/hash.js'
import type { StoreProof } from './types.js'

/** The names of the proofs of one batch. A checkpoint that many of them share is hashed once. */
export class ProofNames {
	readonly #ids: Map<StoreProof['checkpoint'], Uint8Array> = new Map()

	/** `id`: of the checkpoint. `hash`: SHA-256 of that id and the hashes. */
	of({ checkpoint, hashes }: StoreProof): { readonly id: Uint8Array; readonly hash: Uint8Array } {
		const id = this.#ids.get(checkpoint) ?? sha256Of(checkpoint.payload)
		this.#ids.set(checkpoint, id)
		return { id, hash: sha256Of(id, hashes) }
	}
}
