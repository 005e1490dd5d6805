/** Which messages of a bundle go without their signature, and which trees prove them instead: whatever takes the fewest bytes (SPEC 7.14). */
import { compareBytes, equalBytes, fromHex, toHex } from '../bytes.js'
import { KnownIds, leadsTo } from '../checkpoint/known-ids.js'
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import type { SubtreeHash, Tile } from '../checkpoint/tiles.js'
import { finerTiles, tileHashes } from '../checkpoint/tiles.js'
import { chooseProven } from '../checkpoint/walk.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { BudkavleError } from '../errors.js'
import { groupBy } from '../merge/register.js'
import { decodeParts } from '../message/decode.js'
import { logName } from '../message/log-name.js'
import type { Checkpoint, Message, MessageId, Signed } from '../message/types.js'
import { unproven } from '../message/verify.js'
import { TREES } from './layout.js'
import type { OpenProof } from './proof.js'
import { checkedCheckpoint, isSignedCheckpoint, openProof } from './proof.js'
import type { BundleContent, PackableMessage, PackableTree } from './types.js'

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
	readonly proof: Uint8Array | undefined
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

/** The tree of the greatest checkpoint among messages of one log that have all that it is about with them. */
function ownTree(candidates: readonly Candidate[]): KnownTree | undefined {
	const checkpoints = candidates.flatMap(({ message }) => (isSignedCheckpoint(message) ? [message] : []))
	if (checkpoints.length === 0) return undefined
	const ids = new KnownIds()
	for (const { message } of candidates) ids.know(message.seq, message.id)
	const tree = ids.tree()
	const proven = checkpoints.filter((checkpoint) => leadsTo(tree, checkpoint))
	const checkpoint = proven.reduce<Signed<Checkpoint> | undefined>((best, one) => (isGreater(one, best) ? one : best), undefined)
	return checkpoint && { checkpoint, tree }
}

/** By size; of several with one size the one with the lowest id. */
function isGreater(one: Checkpoint, other: Checkpoint | undefined): boolean {
	return other === undefined || one.size > other.size || (one.size === other.size && one.id < other.id)
}

class Choosing {
	readonly #all: Map<MessageId, Candidate>
	readonly #trees: ChosenTree[] = []
	/** Checkpoints whose signatures are needed, by their ids. */
	readonly #checkpoints = new Map<MessageId, Signed<Checkpoint>>()

	constructor(all: Map<MessageId, Candidate>) {
		this.#all = all
	}

	/** All of one log. */
	log(candidates: readonly Candidate[], given: KnownTree | undefined): void {
		const own = ownTree(candidates)
		const known = given !== undefined && isGreater(given.checkpoint, own?.checkpoint) ? given : own
		const proven = known === undefined ? new Set<MessageId>() : this.#byTree(candidates, known)
		this.#byProofs(candidates.filter(({ message }) => message.signature === undefined && !proven.has(message.id)))
	}

	/** Those that are proven by a tree of which everything is known, if that is worth it or cannot be otherwise. */
	#byTree(candidates: readonly Candidate[], { checkpoint, tree }: KnownTree): ReadonlySet<MessageId> {
		const leaves = new Map<number, Message>()
		for (const { message } of candidates) {
			const place = message.seq - 1
			if (place < checkpoint.size && equalBytes(tree.subtree(place, 1), fromHex(message.id) as Uint8Array)) leaves.set(place, message)
		}
		const places = [...leaves.keys()].sort((a, b) => a - b)
		const hasSignature = places.map((place) => leaves.get(place)?.signature !== undefined)
		const { cost, proven } = chooseProven(checkpoint.size, places, hasSignature)
		const extra = this.#all.has(checkpoint.id) ? 0 : checkpoint.payload.length + SIGNATURE_BYTES
		const isWorth = cost + extra < SIGNATURE_BYTES * places.length
		if (proven.length === 0 || (!isWorth && !hasSignature.includes(false))) return new Set()
		const ids = new Map(proven.map((place) => [place, (leaves.get(place) as Message).id]))
		this.#choose({ checkpoint, leaves: ids, hashOf: (start, count) => tree.subtree(start, count) })
		return new Set(ids.values())
	}

	/** Those without a signature by what they came with, checkpoint by checkpoint. */
	#byProofs(candidates: readonly Candidate[]): void {
		const byCheckpoint = new Map<MessageId, { checkpoint: Signed<Checkpoint>; tiles: readonly Tile[]; leaves: Map<number, MessageId> }>()
		const opened = new Map<Uint8Array, OpenProof>()
		for (const { message, proof } of candidates) {
			if (proof === undefined) throw unproven()
			const { checkpoint, tiles } = opened.get(proof) ?? openProof(proof)
			if (!opened.has(proof)) {
				opened.set(proof, { checkpoint, tiles })
				const known = byCheckpoint.get(checkpoint.id)
				if (known === undefined) byCheckpoint.set(checkpoint.id, { checkpoint, tiles, leaves: new Map() })
				else known.tiles = finerTiles(known.tiles, tiles)
			}
			byCheckpoint.get(checkpoint.id)?.leaves.set(message.seq - 1, message.id)
			if (logName(checkpoint) !== logName(message)) throw unproven()
		}
		for (const { checkpoint, tiles, leaves } of byCheckpoint.values()) {
			const hashOf = tileHashes(tiles)
			for (const [place, id] of leaves) {
				const hash = hashOf(place, 1)
				if (hash === undefined || toHex(hash) !== id) throw unproven()
			}
			this.#choose({ checkpoint, leaves, hashOf })
		}
	}

	#choose(tree: ChosenTree): void {
		this.#trees.push(tree)
		this.#checkpoints.set(tree.checkpoint.id, tree.checkpoint)
	}

	finish(): Chosen {
		for (const [id, checkpoint] of this.#checkpoints) {
			const known = this.#all.get(id)
			if (known?.message.signature === undefined) this.#all.set(id, { message: checkpoint, proof: undefined })
		}
		// The signature of a checkpoint that proves others is needed, whatever proves itself.
		const trees = this.#trees.map((tree) => {
			const leaves = [...tree.leaves].filter(([, id]) => !this.#checkpoints.has(id))
			return leaves.length === tree.leaves.size ? tree : { ...tree, leaves: new Map(leaves) }
		})
		return { messages: [...this.#all.values()].map(({ message }) => message), trees: trees.filter(({ leaves }) => leaves.size > 0) }
	}
}

/**
 * Decides how every message is proven.
 *
 * @throws {BudkavleError} the code of SPEC 4.1 for what is no message; `unproven` for a message that has neither a signature nor a proof that holds; `argument-invalid` for a tree that is none
 */
export function chooseProofs({ messages, trees = [] }: Pick<BundleContent, 'messages' | 'trees'>): Chosen {
	const all = distinct(messages)
	const given = new Map<string, KnownTree>()
	for (const tree of trees.map(givenTree)) {
		const name = logName(tree.checkpoint)
		if (isGreater(tree.checkpoint, given.get(name)?.checkpoint)) given.set(name, tree)
	}
	const logs = groupBy(all.values(), ({ message }) => logName(message))
	const choosing = new Choosing(all)
	for (const [name, candidates] of logs) choosing.log(candidates, given.get(name))
	const chosen = choosing.finish()
	checkTrees(chosen.trees)
	return chosen
}

/** So many cannot come of honest use: each stands for another time at which a part of the log was received without signatures. */
function checkTrees(trees: readonly ChosenTree[]): void {
	for (const same of groupBy(trees, ({ checkpoint }) => logName(checkpoint)).values()) {
		if (same.length > TREES)
			throw new BudkavleError('bundle-too-large', `A bundle names at most ${TREES} checkpoints of one log. Pack fewer messages at a time.`)
	}
}
