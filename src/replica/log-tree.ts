/** The tree of a log by what a store holds of it: the ids of messages, and those that its author's retractions name (SPEC 6.19). */

import { isSignedCheckpoint } from '../bundle/proof.js'
import { shortlist } from '../bundle/shortlist.js'
import type { PackableTree } from '../bundle/types.js'
import { KnownIds, leadsTo } from '../checkpoint/known-ids.js'
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import { chooseProven } from '../checkpoint/walk.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { BudkavleError } from '../errors.js'
import { groupBy } from '../merge/register.js'
import { KIND } from '../message/kinds.js'
import { logName } from '../message/log-name.js'
import type { AuthorId, Checkpoint, Message, MessageId, Signed, Stub } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { OnDamage, Reading } from './reading.js'

/** What an author took back, by its log. */
type TakenBack = ReadonlyMap<string, readonly Stub[]>

async function readTakenBack(reading: Reading, author: AuthorId): Promise<TakenBack> {
	const stubs: Stub[] = []
	for await (const message of reading.stream({ by: 'author', author, kind: KIND.retraction })) {
		if (message.kind === 'retraction') stubs.push(...message.targets)
	}
	return groupBy(stubs, ({ log }) => logName({ author, log }))
}

/** From the first message on, as far as each number has one id and one alone; of messages beyond `size` nothing is read. */
export async function readTree(
	reading: Reading,
	author: AuthorId,
	log: number,
	size: number = Number.POSITIVE_INFINITY,
	takenBack?: TakenBack,
): Promise<MerkleTree> {
	const ids = new KnownIds()
	for await (const { seq, id } of reading.stream({ by: 'author', author, log })) {
		// They come by their numbers.
		if (seq > size) break
		ids.know(seq, id)
	}
	for (const { seq, target } of (takenBack ?? (await readTakenBack(reading, author))).get(logName({ author, log })) ?? [])
		if (seq <= size) ids.know(seq, target)
	return ids.tree()
}

/** What is kept for the next bundle of one export: together at most so many leaves of trees and checkpoints, of about 64 and 256 bytes. */
const LEAVES_KEPT = 1_048_576
const LEAVES_OF_A_CHECKPOINT = 4
/** A log that was forgotten is read again only for bundles with so many of its messages: at most so many ids are read for each. */
const READ_AGAIN = 64

type LogPlace = Pick<Message, 'author' | 'log'>

/** As much of a checkpoint as it takes to choose. */
interface Head {
	readonly id: MessageId
	readonly size: number
	readonly head: string
	readonly payloadBytes: number
}

interface Log {
	/** Of checkpoints with signatures, without those that turned out to be of no use. */
	heads: readonly Head[]
	/** Read when it is first needed, as far as it is needed. */
	tree?: MerkleTree
	/** How many messages of the log the tree was read for. */
	read: number
}

/** What trees are read from, and whom damage is told to. */
export interface TreeSource {
	readonly reading: Reading
	readonly backend: SignatureBackend
	readonly onDamage: OnDamage | undefined
}

/** The trees with which bundles of one export leave out signatures. */
export class LogTrees {
	readonly #source: TreeSource
	readonly #leavesKept: number
	/** The least recently used first. */
	readonly #logs: Map<string, Log> = new Map()
	/** The names of those that were forgotten. */
	readonly #forgotten: Set<string> = new Set()
	/** What the author took back whose logs were last looked at: logs of one author come together. */
	#takenBack: { readonly author: AuthorId; readonly stubs: TakenBack } | undefined

	/** @param leavesKept of trees and checkpoints, about */
	constructor(source: TreeSource, leavesKept: number = LEAVES_KEPT) {
		this.#source = source
		this.#leavesKept = leavesKept
	}

	/** For each log of which enough messages are to be packed: the checkpoints that may make the bundle smallest, as far as everything known bears them out and their signatures hold. */
	async of(messages: readonly Message[]): Promise<readonly PackableTree[]> {
		const packed = new Set(messages.map(({ id }) => id))
		const trees: PackableTree[] = []
		for (const own of groupBy(messages, logName).values()) trees.push(...(await this.#treesOf(own, packed)))
		return trees
	}

	async #treesOf(messages: readonly Message[], packed: ReadonlySet<MessageId>): Promise<readonly PackableTree[]> {
		const place = messages[0] as Message
		const known = await this.#logOf(place)
		const places = [...new Set(messages.map(({ seq }) => seq - 1))].sort((a, b) => a - b)
		for (;;) {
			// Reading a log costs more than a few signatures take.
			const heads = shortlist(known.heads, (places.at(-1) as number) + 1, packed).filter((head) =>
				isWorth(head, places, packed.has(head.id)),
			)
			if (heads.length === 0) return []
			const size = heads.reduce((most, head) => Math.max(most, head.size), 0)
			if (known.tree === undefined || known.read < size) {
				if (this.#forgotten.has(logName(place)) && size > READ_AGAIN * messages.length) return []
				known.tree = await readTree(this.#source.reading, place.author, place.log, size, await this.#takenBackBy(place.author))
				known.read = size
				this.#forgetSome()
			}
			const { tree } = known
			const checkpoints = await this.#intact(heads.filter((head) => leadsTo(tree, head)))
			if (checkpoints.length === heads.length) return checkpoints.map((checkpoint) => ({ checkpoint, tree }))
			const lost = new Set(heads.filter(({ id }) => !checkpoints.some((checkpoint) => checkpoint.id === id)))
			known.heads = known.heads.filter((head) => !lost.has(head))
		}
	}

	async #takenBackBy(author: AuthorId): Promise<TakenBack> {
		if (this.#takenBack?.author !== author) this.#takenBack = { author, stubs: await readTakenBack(this.#source.reading, author) }
		return this.#takenBack.stubs
	}

	/** Those whose signatures hold: a disk may have changed them, and they stand for many. */
	async #intact(heads: readonly Head[]): Promise<readonly Signed<Checkpoint>[]> {
		const { reading, backend, onDamage } = this.#source
		const held = (await reading.get(heads.map(({ id }) => id))).filter(isSignedCheckpoint)
		const verdicts = await proveMessages(held, { backend })
		return held.filter((checkpoint, i) => {
			const isIntact = !(verdicts[i] instanceof BudkavleError)
			if (!isIntact) report(damagedSignature(checkpoint), onDamage)
			return isIntact
		})
	}

	async #logOf({ author, log }: LogPlace): Promise<Log> {
		const name = logName({ author, log })
		let known = this.#logs.get(name)
		if (known === undefined) {
			const heads: Head[] = []
			for await (const message of this.#source.reading.stream({ by: 'author', author, log, kind: KIND.checkpoint })) {
				if (!isSignedCheckpoint(message)) continue
				const { id, size, head, payload } = message
				heads.push({ id, size, head, payloadBytes: payload.length })
			}
			known = { heads, read: 0 }
		} else this.#logs.delete(name)
		this.#logs.set(name, known)
		this.#forgetSome()
		return known
	}

	/** The last one stays, whatever its size. */
	#forgetSome(): void {
		let leaves = 0
		for (const [name, { heads, tree }] of [...this.#logs].reverse()) {
			const isOver = leaves > this.#leavesKept
			leaves += (tree?.size ?? 0) + LEAVES_OF_A_CHECKPOINT * (1 + heads.length)
			if (!isOver) continue
			this.#logs.delete(name)
			this.#forgotten.add(name)
		}
	}
}

/** Whether signatures of messages at these places take more bytes than hashes do, and the checkpoint where it is not packed anyway. */
function isWorth({ size, payloadBytes }: Head, places: readonly number[], isPacked: boolean): boolean {
	const within = places.filter((place) => place < size)
	const hasSignature = within.map(() => true)
	const { cost } = chooseProven(size, within, hasSignature)
	return within.length > 0 && cost + (isPacked ? 0 : payloadBytes + SIGNATURE_BYTES) < SIGNATURE_BYTES * within.length
}

/** Throws what nobody hears of. */
export function report(error: BudkavleError, onDamage: OnDamage | undefined): void {
	if (onDamage === undefined) throw error
	onDamage(error)
}

export function damagedSignature({ id }: Message): BudkavleError {
	const sentence = `The store holds other bytes than were written as the signature of ${id}. Its disk may be failing. Receive a bundle that carries the message with its signature to mend it.`
	return new BudkavleError('store-corrupt', sentence)
}
