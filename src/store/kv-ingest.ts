/** How `kvStore` writes a batch: everything is computed first, over the store and what the batch has changed so far, and then written at once. */
import { concatBytes, copyBytes } from '../bytes.js'
import { decodeStored } from '../message/decode.js'
import type { AuthorId, BlobHash, Message, MessageId } from '../message/types.js'
import type { CheckedBatch } from './arguments.js'
import type { IndexEntry } from './index-entry.js'
import { indexEntry } from './index-entry.js'
import type { KeyAccess } from './key-value.js'
import { Draft, EMPTY, readState } from './kv-draft.js'
import {
	blobKey,
	citedKey,
	claimedPrefix,
	claimKey,
	firstPrefix,
	idAtEnd,
	idKey,
	indexKeys,
	logKey,
	messageKey,
	number,
	numberAt,
	placePrefix,
	readMessage,
	stateKey,
	writeMessage,
} from './kv-keys.js'
import { Proofs } from './kv-proofs.js'
import type { StoreBlob, StoreBlobOutcome, StoreMessageOutcome, StoreReceipt } from './types.js'

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

/** What is read of the store for every message that is offered. */
function* readFor({ id, author, log, thread, first, retractable, blobs }: IndexEntry): Generator<Uint8Array, void, void> {
	yield idKey(id)
	yield logKey(author, log)
	if (retractable) yield claimKey(author, thread, id)
	if (retractable && first !== undefined) yield claimKey(author, thread, first)
	for (const hash of blobs) yield citedKey(hash)
}

/** Counts a message of a log in (1), out (-1), or only notices its number (0). */
async function seen(draft: Draft, author: AuthorId, log: number, seq: number, change: number): Promise<void> {
	const key = logKey(author, log)
	const value = (await draft.get(key)) ?? EMPTY
	draft.put(key, concatBytes(number(numberAt(value) + change), number(Math.max(numberAt(value, 1), seq))))
}

async function cite(draft: Draft, hashes: readonly BlobHash[], change: number): Promise<void> {
	for (const hash of hashes) await draft.count(citedKey(hash), change)
}

async function erase(draft: Draft, proofs: Proofs, { entry, arrival }: Held): Promise<void> {
	await proofs.release(draft, await draft.get(messageKey(arrival)))
	draft.put(messageKey(arrival), undefined)
	draft.put(idKey(entry.id), undefined)
	for (const key of indexKeys(entry, number(arrival))) draft.putUnread(key, undefined)
	await seen(draft, entry.author, entry.log, entry.seq, -1)
	await cite(draft, entry.blobs, -1)
	draft.isAboutPeople ||= entry.isAboutPeople
	draft.state.messages--
	draft.state.bytes -= entry.size
}

/** Lets go of messages, but of none that takes something back. */
export async function evict(kv: KeyAccess, ids: readonly MessageId[]): Promise<readonly MessageId[]> {
	const draft = new Draft(kv, readState(await kv.get(stateKey)))
	const proofs = new Proofs(new Map())
	const named = new Map<MessageId, Held>()
	for (const id of new Set(ids)) {
		const arrival = await draft.get(idKey(id))
		const held = arrival === undefined ? undefined : await heldAt(draft, numberAt(arrival))
		if (held !== undefined && held.entry.claims.length === 0) named.set(id, held)
	}
	const inOrder = [...named.values()].sort((a, b) => a.arrival - b.arrival)
	for (const held of inOrder) await erase(draft, proofs, held)
	await dropUncited(draft, inOrder)
	if (inOrder.length > 0) await kv.batch(draft.operations())
	return Object.freeze(inOrder.map(({ entry }) => entry.id))
}

/** What a batch knows while its messages are offered. */
interface Offering {
	readonly proofs: Proofs
	readonly rewrite: ReadonlySet<MessageId>
	/** Those that were offered already. */
	readonly offered: Set<MessageId>
}

async function write(draft: Draft, proofs: Proofs, arrival: number, message: Message): Promise<void> {
	if (message.signature !== undefined) draft.putUnread(messageKey(arrival), writeMessage(message, undefined))
	else draft.putUnread(messageKey(arrival), writeMessage(message, await proofs.use(draft, message.id)))
}

async function writeAnew(draft: Draft, proofs: Proofs, arrival: number, message: Message): Promise<void> {
	const value = await draft.get(messageKey(arrival))
	await write(draft, proofs, arrival, message)
	await proofs.release(draft, value)
	draft.state.bytes += sizeOf(message) - (value === undefined ? 0 : sizeOf(readMessage(value, arrival)))
}

const sizeOf = ({ payload, signature }: { readonly payload: Uint8Array; readonly signature?: Uint8Array }): number =>
	payload.length + (signature?.length ?? 0)

async function offer(
	draft: Draft,
	{ proofs, rewrite, offered }: Offering,
	message: Message,
	entry: IndexEntry,
): Promise<StoreMessageOutcome> {
	if (await isRetracted(draft, entry)) {
		await seen(draft, entry.author, entry.log, entry.seq, 0)
		return 'retracted'
	}
	const isFirst = !offered.has(entry.id)
	offered.add(entry.id)
	const held = await draft.get(idKey(entry.id))
	if (held !== undefined) {
		if (isFirst && rewrite.has(entry.id)) await writeAnew(draft, proofs, numberAt(held), message)
		return 'duplicate'
	}
	const arrival = draft.state.nextArrival++
	const place = number(arrival)
	draft.put(idKey(entry.id), place)
	await write(draft, proofs, arrival, message)
	for (const key of indexKeys(entry, place)) draft.putUnread(key, place)
	await seen(draft, entry.author, entry.log, entry.seq, 1)
	await cite(draft, entry.blobs, 1)
	draft.isAboutPeople ||= entry.isAboutPeople
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

export async function ingest(kv: KeyAccess, { messages, blobs, proofs: proofOf, unique, rewrite }: CheckedBatch): Promise<StoreReceipt> {
	const draft = new Draft(kv, readState(await kv.get(stateKey)))
	if (unique && (await isRefused(draft, messages))) {
		return Object.freeze({ written: false, messages: Object.freeze([]), blobs: Object.freeze([]), erased: Object.freeze([]) })
	}
	const proofs = new Proofs(proofOf)
	const entries = messages.map(indexEntry)
	await draft.readAhead(entries.flatMap((entry) => [...readFor(entry)]))
	const erased = new Map<MessageId, Held>()
	for (const entry of entries) for (const held of await claim(draft, entry)) erased.set(held.entry.id, held)
	const inOrder = [...erased.values()].sort((a, b) => a.arrival - b.arrival)
	for (const held of inOrder) await erase(draft, proofs, held)
	const outcomes: StoreMessageOutcome[] = []
	const offering: Offering = { proofs, rewrite, offered: new Set() }
	for (const [i, entry] of entries.entries()) outcomes.push(await offer(draft, offering, messages[i] as Message, entry))
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
