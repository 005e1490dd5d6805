/** How `kvStore` writes a batch: everything is computed first, over the store and what the batch has changed so far, and then written at once. */
import { concatBytes, copyBytes } from '../bytes.js'
import { decodeStored } from '../message/decode.js'
import type { AuthorId, BlobHash, Message, MessageId } from '../message/types.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import type { KeyOperation, KeyValue } from './key-value.js'
import {
	blobKey,
	citedKey,
	claimedPrefix,
	claimKey,
	endOf,
	firstPrefix,
	idAtEnd,
	idKey,
	indexKeys,
	LAYOUT_VERSION,
	logKey,
	messageKey,
	metaKey,
	number,
	numberAt,
	placePrefix,
	proofKey,
	proofOf,
	readMessage,
	stateKey,
	usedKey,
	writeMessage,
} from './kv-keys.js'
import type { StoreBatch, StoreBlob, StoreBlobOutcome, StoreMessageOutcome, StoreProof, StoreReceipt } from './types.js'

const EMPTY: Uint8Array = /* @__PURE__ */ new Uint8Array(0)
/** Keys that are read at a time where there may be many. */
const CHUNK = 500

export interface State {
	nextArrival: number
	messages: number
	blobs: number
	bytes: number
}

export function readState(value: Uint8Array | undefined): State {
	if (value === undefined) return { nextArrival: 1, messages: 0, blobs: 0, bytes: 0 }
	return { nextArrival: numberAt(value, 0), messages: numberAt(value, 1), blobs: numberAt(value, 2), bytes: numberAt(value, 3) }
}

/** The store as it will be after the batch. */
class Draft {
	readonly state: State
	readonly #kv: KeyValue
	readonly #written: Map<string, KeyOperation> = new Map()
	readonly #unread: KeyOperation[] = []

	constructor(kv: KeyValue, state: State) {
		this.#kv = kv
		this.state = state
	}

	get(key: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined> {
		const written = this.#written.get(String.fromCharCode(...key))
		return written === undefined ? this.#kv.get(key) : written.value
	}

	put(key: Uint8Array, value: Uint8Array | undefined): void {
		this.#written.set(String.fromCharCode(...key), { key, value })
	}

	/** As `put`, for keys that this batch does not read again. */
	putUnread(key: Uint8Array, value: Uint8Array | undefined): void {
		this.#unread.push({ key, value })
	}

	/** The keys that begin so, before this batch. */
	async *keysBefore(prefix: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
		const lt = endOf(prefix)
		let gte = prefix
		while (true) {
			const entries = await this.#kv.range({ gte, lt, limit: CHUNK })
			for (const [key] of entries) yield key
			const last = entries[CHUNK - 1]
			if (last === undefined) return
			gte = concatBytes(last[0], Uint8Array.of(0))
		}
	}

	operations(): readonly KeyOperation[] {
		const { nextArrival, messages, blobs, bytes } = this.state
		this.put(metaKey, number(LAYOUT_VERSION))
		this.put(stateKey, concatBytes(number(nextArrival), number(messages), number(blobs), number(bytes)))
		return [...this.#unread, ...this.#written.values()]
	}
}

interface Held {
	readonly entry: IndexEntry
	readonly arrival: number
}

async function heldAt(draft: Draft, arrival: number): Promise<Held | undefined> {
	const value = await draft.get(messageKey(arrival))
	return value === undefined ? undefined : { entry: indexEntry(decodeStored(readMessage(value, arrival))), arrival }
}

/** Whether another message has the place of this one in its log, by what is held and by what its author took back. */
async function isTaken(draft: Draft, { id, author, log, seq }: Message): Promise<boolean> {
	for (const prefix of [placePrefix(author, log, seq), claimedPrefix(author, log, seq)]) {
		for await (const key of draft.keysBefore(prefix)) if (idAtEnd(key) !== id) return true
	}
	return false
}

async function isRefused(draft: Draft, messages: readonly Message[]): Promise<boolean> {
	const places = new Map<string, MessageId>()
	for (const message of messages) {
		const place = `${message.author}/${message.log}/${message.seq}`
		if ((places.get(place) ?? message.id) !== message.id || (await isTaken(draft, message))) return true
		places.set(place, message.id)
	}
	return false
}

/** Writes down what is taken back, and returns what is held of it. */
async function claim(draft: Draft, { author, claims }: IndexEntry): Promise<readonly Held[]> {
	const named: Held[] = []
	for (const { thread, target, log, seq } of claims) {
		await seen(draft, author, log, seq, 0)
		draft.put(concatBytes(claimedPrefix(author, log, seq), idKey(target).subarray(1)), EMPTY)
		const key = claimKey(author, thread, target)
		if ((await draft.get(key)) !== undefined) continue
		draft.put(key, EMPTY)
		const arrivals: number[] = []
		const arrival = await draft.get(idKey(target))
		if (arrival !== undefined) arrivals.push(numberAt(arrival))
		for await (const first of draft.keysBefore(firstPrefix(author, target))) arrivals.push(numberAt(first.subarray(-7)))
		for (const each of arrivals) {
			const held = await heldAt(draft, each)
			if (held?.entry.retractable && held.entry.author === author && held.entry.thread === thread) named.push(held)
		}
	}
	return named
}

async function isRetracted(draft: Draft, { id, author, thread, first, retractable }: IndexEntry): Promise<boolean> {
	if (!retractable) return false
	if ((await draft.get(claimKey(author, thread, id))) !== undefined) return true
	return first !== undefined && (await draft.get(claimKey(author, thread, first))) !== undefined
}

/** Counts a message of a log in (1), out (-1), or only notices its number (0). */
async function seen(draft: Draft, author: AuthorId, log: number, seq: number, change: number): Promise<void> {
	const key = logKey(author, log)
	const value = (await draft.get(key)) ?? EMPTY
	draft.put(key, concatBytes(number(numberAt(value) + change), number(Math.max(numberAt(value, 1), seq))))
}

async function cite(draft: Draft, hashes: readonly BlobHash[], change: number): Promise<void> {
	for (const hash of hashes) {
		const count = numberAt((await draft.get(citedKey(hash))) ?? EMPTY) + change
		draft.put(citedKey(hash), count === 0 ? undefined : number(count))
	}
}

async function keepProof(draft: Draft, { hash, bytes }: StoreProof): Promise<void> {
	const uses = numberAt((await draft.get(usedKey(hash))) ?? EMPTY)
	if (uses === 0) draft.put(proofKey(hash), copyBytes(bytes))
	draft.put(usedKey(hash), number(uses + 1))
}

/** A message is erased, or proven by something else from now on. */
async function releaseProof(draft: Draft, arrival: number): Promise<void> {
	const value = await draft.get(messageKey(arrival))
	const hash = value === undefined ? undefined : proofOf(value)
	if (hash === undefined) return
	const uses = numberAt((await draft.get(usedKey(hash))) ?? EMPTY) - 1
	draft.put(usedKey(hash), uses === 0 ? undefined : number(uses))
	if (uses === 0) draft.put(proofKey(hash), undefined)
}

async function erase(draft: Draft, { entry, arrival }: Held): Promise<void> {
	await releaseProof(draft, arrival)
	draft.put(messageKey(arrival), undefined)
	draft.put(idKey(entry.id), undefined)
	for (const key of indexKeys(entry, number(arrival))) draft.putUnread(key, undefined)
	await seen(draft, entry.author, entry.log, entry.seq, -1)
	await cite(draft, entry.blobs, -1)
	draft.state.messages--
	draft.state.bytes -= entry.size
}

async function offer(
	draft: Draft,
	message: Message,
	entry: IndexEntry,
	proof: StoreProof | undefined,
	isRepair: boolean,
): Promise<StoreMessageOutcome> {
	const write = async (arrival: number): Promise<void> => {
		const value = writeMessage(message, proof?.hash)
		if (message.signature !== undefined) draft.putUnread(messageKey(arrival), value)
		else {
			await keepProof(draft, proof as StoreProof)
			// What proves it is read again when it comes twice.
			draft.put(messageKey(arrival), value)
		}
	}
	if (await isRetracted(draft, entry)) {
		await seen(draft, entry.author, entry.log, entry.seq, 0)
		return 'retracted'
	}
	const held = await draft.get(idKey(entry.id))
	if (held !== undefined) {
		if (isRepair) {
			await releaseProof(draft, numberAt(held))
			await write(numberAt(held))
		}
		return 'duplicate'
	}
	const arrival = draft.state.nextArrival++
	const place = number(arrival)
	draft.put(idKey(entry.id), place)
	await write(arrival)
	for (const key of indexKeys(entry, place)) draft.putUnread(key, place)
	await seen(draft, entry.author, entry.log, entry.seq, 1)
	await cite(draft, entry.blobs, 1)
	draft.state.messages++
	draft.state.bytes += entry.size
	return 'added'
}

async function offerBlob(draft: Draft, { hash, bytes }: StoreBlob): Promise<StoreBlobOutcome> {
	if ((await draft.get(citedKey(hash))) === undefined) return 'declined'
	if ((await draft.get(blobKey(hash))) !== undefined) return 'duplicate'
	draft.put(blobKey(hash), copyBytes(bytes))
	draft.state.blobs++
	draft.state.bytes += bytes.length
	return 'added'
}

async function dropUncited(draft: Draft, erased: readonly Held[]): Promise<void> {
	for (const hash of new Set(erased.flatMap(({ entry }) => entry.blobs))) {
		if ((await draft.get(citedKey(hash))) !== undefined) continue
		const bytes = await draft.get(blobKey(hash))
		if (bytes === undefined) continue
		draft.put(blobKey(hash), undefined)
		draft.state.blobs--
		draft.state.bytes -= bytes.length
	}
}

export async function ingest(
	kv: KeyValue,
	{ messages, unique = false, repair = false }: StoreBatch,
	blobs: readonly StoreBlob[],
	proofs: ReadonlyMap<MessageId, StoreProof>,
): Promise<StoreReceipt> {
	const draft = new Draft(kv, readState(await kv.get(stateKey)))
	if (unique && (await isRefused(draft, messages))) {
		return Object.freeze({ written: false, messages: Object.freeze([]), blobs: Object.freeze([]), erased: Object.freeze([]) })
	}
	const entries = messages.map(indexEntry)
	const erased = new Map<MessageId, Held>()
	for (const entry of entries) for (const held of await claim(draft, entry)) erased.set(held.entry.id, held)
	const inOrder = [...erased.values()].sort((a, b) => a.arrival - b.arrival)
	for (const held of inOrder) await erase(draft, held)
	const outcomes: StoreMessageOutcome[] = []
	for (const [i, entry] of entries.entries()) {
		outcomes.push(await offer(draft, messages[i] as Message, entry, proofs.get(entry.id), repair))
	}
	await dropUncited(draft, inOrder)
	const blobOutcomes: StoreBlobOutcome[] = []
	for (const blob of blobs) blobOutcomes.push(await offerBlob(draft, blob))
	if (messages.length > 0 || blobs.length > 0) await kv.batch(draft.operations())
	return Object.freeze({
		written: true,
		messages: Object.freeze(outcomes),
		blobs: Object.freeze(blobOutcomes),
		erased: Object.freeze(inOrder.map(({ entry }) => entry.id)),
	})
}
