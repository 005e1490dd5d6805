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

export class HeldProofs {
	readonly #proven: ReadonlySet<MessageId>

	private constructor(proven: ReadonlySet<MessageId>) {
		this.#proven = proven
	}

	/** The proofs of those of the messages that have no signature, each looked at once. */
	static async of(store: Store, backend: SignatureBackend, held: readonly StoredMessage[]): Promise<HeldProofs> {
		const ids = held.flatMap(({ id, signature }) => (signature === undefined ? [id] : []))
		const proven = new Set<MessageId>()
		if (ids.length === 0) return new HeldProofs(proven)
		const proofs = new Set((await store.proofs(ids)).flatMap((bytes) => bytes ?? []))
		const opened = [...proofs].flatMap((bytes) => openOrNothing(bytes) ?? [])
		const verdicts = await proveMessages(
			opened.map(({ checkpoint }) => checkpoint),
			{ backend },
		)
		for (const [i, proof] of opened.entries()) {
			if (!(verdicts[i] instanceof BudkavleError)) for (const id of leavesOf(proof).values()) proven.add(id)
		}
		return new HeldProofs(proven)
	}

	/** Whether one of them proves this message. */
	prove(id: MessageId): boolean {
		return this.#proven.has(id)
	}
}
