/** What a replica has to offer in one exchange: the ids of a scope under one key, and how to find them again (SPEC 8.8, 8.12). */
import { fromHex, toHex } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { throwIfAborted } from '../errors.js'
import type { Message, MessageId } from '../message/types.js'
import type { Width } from '../sketch/short-ids.js'
import { NOT_HELD, SketchedSet } from '../sketch/sketched-set.js'
import type { Store } from '../store/types.js'
import type { Reading } from './reading.js'
import { messagesInScope } from './scope.js'
import type { Scope } from './types.js'

/** Ids that are read at a time. */
const PAGE = 16_384

/** Ids of neighbouring arrivals that are read together. */
const RUN = 1000

/** Places are what stands behind NOT_HELD. */
export const FIRST_PLACE: number = NOT_HELD + 1

export interface OfferedSet {
	readonly set: SketchedSet
	/** Of a set that is kept ready, its key. */
	readonly key?: Uint8Array
	/** The ids of places, as far as they are held still: read when they are wanted. */
	idsAt(places: readonly number[]): AsyncIterable<MessageId>
}

export interface SetSource {
	readonly store: Store
	readonly reading: Reading
}

export interface SetOptions {
	readonly key: Uint8Array
	readonly width: Width
	/** So many cells are needed. */
	readonly cells: number
	/** What was refused not long ago: it counts as held, or it would be offered again and again. */
	readonly refused: Iterable<MessageId>
	/** What has expired by then is left out. */
	readonly asOf: number | undefined
	readonly signal: AbortSignal | undefined
}

const bytesOf = (id: MessageId): Uint8Array => fromHex(id) as Uint8Array

/** Adds everything that arrived after `after`; returns the last arrival. `onExpiring` decides on those that can expire. */
export async function addArrivals(
	store: Store,
	set: SketchedSet,
	after: number,
	onExpiring: (ids: Uint8Array, offset: number, expires: number) => boolean,
	signal: AbortSignal | undefined,
): Promise<number> {
	let last = after
	for (;;) {
		throwIfAborted(signal)
		const { ids, arrivals, expires } = await store.ids(last, PAGE)
		for (const [i, arrival] of arrivals.entries()) {
			const place = arrival + FIRST_PLACE
			const until = expires[i] as number
			if (until === Number.POSITIVE_INFINITY || onExpiring(ids, HASH_BYTES * i, until)) set.add(ids, HASH_BYTES * i, place)
		}
		const end = arrivals.at(-1)
		if (end === undefined) break
		last = end
	}
	return last
}

/** The ids of messages by their arrivals. */
export async function* idsAtArrivals(store: Store, places: readonly number[]): AsyncGenerator<MessageId, void, void> {
	for (let from = 0; from < places.length; ) {
		const first = (places[from] as number) - FIRST_PLACE
		let count = 1
		// Neighbours are read together.
		while (count < RUN && places[from + count] === first + FIRST_PLACE + count) count++
		const { ids, arrivals } = await store.ids(first - 1, count)
		for (const [i, arrival] of arrivals.entries()) {
			if (arrival < first + count) yield toHex(ids.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1)))
		}
		from += count
	}
}

async function* idsOf(ids: readonly MessageId[], places: readonly number[]): AsyncGenerator<MessageId, void, void> {
	for (const place of places) yield ids[place - FIRST_PLACE] as MessageId
}

/** Everything that is held. */
export async function wholeSet(source: SetSource, options: SetOptions): Promise<OfferedSet> {
	const { store } = source
	const { key, width, cells, refused, asOf = Number.NEGATIVE_INFINITY, signal } = options
	const set = new SketchedSet(key, width, cells, (await store.stats()).messages)
	await addArrivals(store, set, 0, (_ids, _offset, expires) => expires > asOf, signal)
	for (const id of refused) set.add(bytesOf(id), 0, NOT_HELD)
	return { set, idsAt: (places) => idsAtArrivals(store, places) }
}

/** What is held of a scope, as far as the policy lets it go. */
export async function scopedSet(
	source: SetSource,
	scope: Scope,
	share: ((message: Message) => boolean | Promise<boolean>) | undefined,
	options: SetOptions,
): Promise<OfferedSet> {
	const { reading } = source
	const { key, width, cells, refused, asOf = Number.NEGATIVE_INFINITY, signal } = options
	const set = new SketchedSet(key, width, cells)
	const ids: MessageId[] = []
	for await (const message of messagesInScope(reading, scope, true, signal)) {
		const expires = message.kind === 'post' || message.kind === 'reply' ? message.expires : undefined
		if (expires !== undefined && expires <= asOf) continue
		if (share !== undefined && !(await share(message))) continue
		set.add(bytesOf(message.id), 0, FIRST_PLACE + ids.length)
		ids.push(message.id)
	}
	for (const id of refused) set.add(bytesOf(id), 0, NOT_HELD)
	return { set, idsAt: (places) => idsOf(ids, places) }
}
