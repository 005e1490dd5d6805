/** Which messages of a bundle go without their signature, and which trees prove them instead: whatever takes the fewest bytes (SPEC 7.14). */
import { compareBytes, equalBytes, fromHex } from '../bytes.js'
import { KnownIds, leadsTo } from '../checkpoint/known-ids.js'
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import type { SubtreeHash } from '../checkpoint/subtrees.js'
import { chooseProven, hashesFor } from '../checkpoint/walk.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { BudkavleError } from '../errors.js'
import { groupBy } from '../merge/register.js'
import { decodeParts } from '../message/decode.js'
import { logName } from '../message/log-name.js'
import type { Checkpoint, Message, MessageId, Signed } from '../message/types.js'
import { unproven } from '../message/verify.js'
import { TREES } from './layout.js'
import { checkedCheckpoint, isProvenBy, isSignedCheckpoint, ProofOpener } from './proof.js'
import { shortlist } from './shortlist.js'
import type { BundleContent, PackableMessage, PackableProof, PackableTree } from './types.js'

/** A tree that proves messages of a bundle. */
export interface ChosenTree {
	readonly checkpoint: Signed<Checkpoint>
	/** The messages that it proves, by their places. */
	readonly leaves: ReadonlyMap<number, MessageId>
	readonly hashOf: SubtreeHash
}

export interface Chosen {
	/** Each once, and the checkpoints of the trees among them. Those that a tree proves have no use for a signature. */
	readonly messages: readonly Message[]
	readonly trees: readonly ChosenTree[]
}

/** A message with all that can prove it. */
interface Candidate {
	readonly message: Message
	/** As it came, for messages that have no signature. */
	readonly proof: PackableProof | undefined
}

/** The messages, each once. Of several signatures the lowest is kept, so that the content is independent of the order of the input. */
function distinct(messages: readonly PackableMessage[]): Map<MessageId, Candidate> {
	const byId = new Map<MessageId, Candidate>()
	for (const { payload, signature, proof } of messages) {
		const message = decodeParts(payload, signature)
		const known = byId.get(message.id)
		if (known === undefined) byId.set(message.id, { message, proof })
		else {
			const isBetter =
				signature !== undefined && (known.message.signature === undefined || compareBytes(signature, known.message.signature) < 0)
			byId.set(message.id, { message: isBetter ? message : known.message, proof: known.proof ?? proof })
		}
	}
	return byId
}

/** A whole log up to a checkpoint, by ids that lead to its head. */
interface KnownTree {
	readonly checkpoint: Signed<Checkpoint>
	readonly tree: MerkleTree
}

function givenTree({ checkpoint, tree }: PackableTree): KnownTree {
	const own = checkedCheckpoint(decodeParts(checkpoint.payload, checkpoint.signature))
	if (leadsTo(tree, own)) return { checkpoint: own, tree }
	throw new BudkavleError('argument-invalid', 'A tree leads to the head of its checkpoint, but this one does not. Leave the tree out.')
}

/** The trees of the checkpoints among messages of one log that have all that they are about with them. */
function ownTrees(candidates: readonly Candidate[]): readonly KnownTree[] {
	const checkpoints = candidates.flatMap(({ message }) => (isSignedCheckpoint(message) ? [message] : []))
	if (checkpoints.length === 0) return []
	const ids = new KnownIds()
	for (const { message } of candidates) ids.know(message.seq, message.id)
	const tree = ids.tree()
	return checkpoints.filter((checkpoint) => leadsTo(tree, checkpoint)).map((checkpoint) => ({ checkpoint, tree }))
}

/** One way to prove all messages of a log. */
interface Plan {
	readonly trees: readonly ChosenTree[]
	/** Those of the trees, also of trees that prove nothing but such: their signatures are needed. */
	readonly checkpoints: readonly Signed<Checkpoint>[]
	/** Of signatures, hashes, and checkpoints that are packed for nothing else. */
	readonly bytes: number
}

/** All messages of one log. */
class LogPlans {
	readonly #candidates: readonly Candidate[]
	readonly #ids: ReadonlySet<MessageId>
	readonly #proofs = new ProofOpener()

	constructor(candidates: readonly Candidate[]) {
		this.#candidates = candidates
		this.#ids = new Set(candidates.map(({ message }) => message.id))
	}

	/** The one with the fewest bytes. */
	best(given: readonly KnownTree[]): Plan {
		const lastSeq = this.#candidates.reduce((last, { message }) => Math.max(last, message.seq), 0)
		const known = new Map([...given, ...ownTrees(this.#candidates)].map((tree) => [tree.checkpoint, tree]))
		let best: Plan | undefined
		for (const checkpoint of [undefined, ...shortlist([...known.keys()], lastSeq, this.#ids)]) {
			const plan = this.#plan(checkpoint && known.get(checkpoint))
			if (plan !== undefined && (best === undefined || plan.bytes < best.bytes)) best = plan
		}
		if (best === undefined) throw unproven()
		return best
	}

	/** `undefined` where a message has neither a signature nor a proof. */
	#plan(known: KnownTree | undefined): Plan | undefined {
		const tree = known && this.#byTree(known)
		const proven = new Set(tree?.leaves.values())
		const rest = this.#candidates.filter(({ message }) => message.signature === undefined && !proven.has(message.id))
		const byProofs = this.#byProofs(rest)
		if (byProofs === undefined) return undefined
		const trees = tree === undefined || tree.leaves.size === 0 ? byProofs : [tree, ...byProofs]
		const checkpoints = new Map(trees.map(({ checkpoint }) => [checkpoint.id, checkpoint]))
		let bytes = 0
		let signed = this.#ids.size
		for (const { id, payload } of checkpoints.values()) {
			if (this.#ids.has(id)) continue
			bytes += payload.length
			signed++
		}
		const chosen: ChosenTree[] = []
		for (const one of trees) {
			// The signature of a checkpoint that proves others is needed, whatever proves itself.
			const leaves = new Map([...one.leaves].filter(([, id]) => !checkpoints.has(id)))
			if (leaves.size === 0) continue
			chosen.push({ ...one, leaves })
			bytes += hashesFor(one.checkpoint.size, placesOf(leaves))
			signed -= leaves.size
		}
		return { trees: chosen, checkpoints: [...checkpoints.values()], bytes: bytes + SIGNATURE_BYTES * signed }
	}

	/** What a tree of which everything is known proves better than signatures do. */
	#byTree({ checkpoint, tree }: KnownTree): ChosenTree {
		const leaves = new Map<number, Message>()
		for (const { message } of this.#candidates) {
			const place = message.seq - 1
			if (place < checkpoint.size && equalBytes(tree.subtree(place, 1), fromHex(message.id) as Uint8Array)) leaves.set(place, message)
		}
		const places = placesOf(leaves)
		const hasSignature = places.map((place) => leaves.get(place)?.signature !== undefined)
		const { proven } = chooseProven(checkpoint.size, places, hasSignature)
		return {
			checkpoint,
			leaves: new Map(proven.map((place) => [place, (leaves.get(place) as Message).id])),
			hashOf: (start, count) => tree.subtree(start, count),
		}
	}

	/** What messages without a signature came with, checkpoint by checkpoint. `undefined` where one came with nothing. */
	#byProofs(candidates: readonly Candidate[]): readonly ChosenTree[] | undefined {
		const byCheckpoint = new Map<MessageId, { checkpoint: Signed<Checkpoint>; leaves: Map<number, MessageId>; hashOf: SubtreeHash }>()
		for (const { message, proof } of candidates) {
			if (proof === undefined) return undefined
			const { checkpoint, known } = this.#proofs.open(proof)
			if (!isProvenBy(message, { checkpoint, known })) return undefined
			const tree = byCheckpoint.get(checkpoint.id) ?? { checkpoint, leaves: new Map(), hashOf: known.hashOf }
			byCheckpoint.set(checkpoint.id, tree)
			tree.leaves.set(message.seq - 1, message.id)
		}
		return [...byCheckpoint.values()]
	}
}

const placesOf = (leaves: ReadonlyMap<number, unknown>): readonly number[] => [...leaves.keys()].sort((a, b) => a - b)

/**
 * Decides how every message is proven.
 *
 * @throws {BudkavleError} the code of SPEC 4.1 for what is no message; `unproven` for a message that has neither a signature nor a proof that holds; `argument-invalid` for a tree that is none;
 * `bundle-too-large` where messages of one log need more trees than a bundle can name
 */
export function chooseProofs({ messages, trees = [] }: Pick<BundleContent, 'messages' | 'trees'>): Chosen {
	const all = distinct(messages)
	const given = groupBy(trees.map(givenTree), ({ checkpoint }) => logName(checkpoint))
	const chosen: ChosenTree[] = []
	const needed = new Map<MessageId, Signed<Checkpoint>>()
	for (const [name, candidates] of groupBy(all.values(), ({ message }) => logName(message))) {
		const { trees: ofLog, checkpoints } = new LogPlans(candidates).best(given.get(name) ?? [])
		if (ofLog.length > TREES)
			throw new BudkavleError('bundle-too-large', `A bundle names at most ${TREES} checkpoints of one log. Pack fewer messages at a time.`)
		chosen.push(...ofLog)
		for (const checkpoint of checkpoints) if (all.has(checkpoint.id)) needed.set(checkpoint.id, checkpoint)
		for (const { checkpoint } of ofLog) needed.set(checkpoint.id, checkpoint)
	}
	for (const [id, checkpoint] of needed) {
		if (all.get(id)?.message.signature === undefined) all.set(id, { message: checkpoint, proof: undefined })
	}
	return { messages: [...all.values()].map(({ message }) => message), trees: chosen }
}
