/** What proves the messages of `kvStore` that have no signature: hashes and checkpoints are kept once for all that they prove, as long as one of it is held. */
import { toHex } from '../bytes.js'
import type { MessageId } from '../message/types.js'
import type { KeyAccess } from './key-value.js'
import type { Draft } from './kv-draft.js'
import {
	headingKey,
	headKey,
	idKey,
	messageKey,
	numberAt,
	proofKey,
	proofOf,
	readHead,
	readProof,
	usedKey,
	writeHead,
	writeProof,
} from './kv-keys.js'
import { ProofNames } from './proof-name.js'
import type { StoreProof } from './types.js'

/** The proofs of one batch. */
export class Proofs {
	readonly #proofOf: ReadonlyMap<MessageId, StoreProof>
	readonly #kept: Map<StoreProof, string> = new Map()
	readonly #names = new ProofNames()

	constructor(proofOf: ReadonlyMap<MessageId, StoreProof>) {
		this.#proofOf = proofOf
	}

	/** The hash of what proves one more message. */
	async use(draft: Draft, id: MessageId): Promise<string> {
		const proof = this.#proofOf.get(id) as StoreProof
		const hash = this.#kept.get(proof) ?? (await this.#keep(draft, proof))
		this.#kept.set(proof, hash)
		await draft.count(usedKey(hash), 1)
		return hash
	}

	/** What is held already is written again: a disk may have changed it. */
	async #keep(draft: Draft, { checkpoint, hashes }: StoreProof): Promise<string> {
		const name = this.#names.of({ checkpoint, hashes })
		const hash = toHex(name.hash)
		const isNew = (await draft.get(usedKey(hash))) === undefined
		draft.put(proofKey(hash), writeProof(name.id, hashes))
		if (isNew) draft.state.bytes += hashes.length
		if (isNew && (await draft.count(headingKey(name.id), 1)) === 1)
			draft.state.bytes += checkpoint.payload.length + checkpoint.signature.length
		draft.put(headKey(name.id), writeHead(checkpoint))
		return hash
	}

	/** The message with this value is erased, or proven by something else from now on. */
	async release(draft: Draft, value: Uint8Array | undefined): Promise<void> {
		const hash = value === undefined ? undefined : proofOf(value)
		if (hash === undefined || (await draft.count(usedKey(hash), -1)) > 0) return
		const unused = await draft.get(proofKey(hash))
		draft.put(proofKey(hash), undefined)
		if (unused === undefined) return
		const { checkpoint, hashes } = readProof(unused)
		draft.state.bytes -= hashes.length
		if ((await draft.count(headingKey(checkpoint), -1)) > 0) return
		draft.state.bytes -= (await draft.get(headKey(checkpoint)))?.length ?? 0
		draft.put(headKey(checkpoint), undefined)
	}
}

/** What proves messages that have no signature, in the order of their ids; messages with the same proof share it, and proofs their checkpoint. */
export async function proofs(kv: KeyAccess, ids: readonly MessageId[]): Promise<readonly (StoreProof | undefined)[]> {
	const read = new Map<string, StoreProof | undefined>()
	const heads = new Map<string, StoreProof['checkpoint'] | undefined>()
	const headOf = async (id: Uint8Array): Promise<StoreProof['checkpoint'] | undefined> => {
		const name = toHex(id)
		if (!heads.has(name)) {
			const value = await kv.get(headKey(id))
			heads.set(name, value && readHead(value))
		}
		return heads.get(name)
	}
	const proofAt = async (hash: string): Promise<StoreProof | undefined> => {
		if (!read.has(hash)) {
			const value = await kv.get(proofKey(hash))
			const proof = value && readProof(value)
			const checkpoint = proof && (await headOf(proof.checkpoint))
			read.set(hash, checkpoint && Object.freeze({ checkpoint, hashes: proof.hashes }))
		}
		return read.get(hash)
	}
	const found: (StoreProof | undefined)[] = []
	for (const id of ids) {
		const arrival = await kv.get(idKey(id))
		const value = arrival === undefined ? undefined : await kv.get(messageKey(numberAt(arrival)))
		const hash = value === undefined ? undefined : proofOf(value)
		found.push(hash === undefined ? undefined : await proofAt(hash))
	}
	return Object.freeze(found)
}
