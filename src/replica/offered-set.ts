/** What a replica has to offer in one exchange: the ids of a scope under one key, and how to find them again (SPEC 8.8, 8.12). */
import { fromHex, toHex } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { throwIfAborted } from '../errors.js'
import { KIND } from '../message/kinds.js'
import type { Message, MessageId } from '../message/types.js'
import type { Width } from '../sketch/short-ids.js'
import { NOT_HELD, SketchedSet } from '../sketch/sketched-set.js'
import type { Store } from '../store/types.js'
import type { Reading } from './reading.js'
import { messagesInScope } from './scope.js'
import type { Scope } from './types.js'

/** Ids that are read at a time. */
const PAGE = 16_384

/** Places are what stands behind NOT_HELD. */
const FIRST_PLACE = NOT_HELD + 1

export interface OfferedSet {
	readonly set: SketchedSet
	/** Of a set that is kept ready, its key. */
	readonly key?: Uint8Array
	/** The ids of places, which nobody may have meanwhile. */
	idsAt(places: readonly number[]): Promise<readonly MessageId[]>
}

export interface SetSource {
	readonly store: Store
	readonly reading: Reading
	/** What was offered here and declined: it counts as held, or it would be offered for ever. */
	readonly declined: ReadonlySet<MessageId>
}

export interface SetOptions {
	readonly key: Uint8Array
	readonly width: Width
	/** So many cells are needed. */
	readonly cells: number
	/** What has expired by then is left out. */
	readonly asOf: number | undefined
	readonly signal: AbortSignal | undefined
}

const bytesOf = (id: MessageId): Uint8Array => fromHex(id) as Uint8Array

/** Marks as held what a retraction took back: nobody shall send it. */
function addTakenBack(set: SketchedSet, message: Message): void {
	if (message.kind === 'retraction') for (const { target } of message.targets) set.add(bytesOf(target), 0, NOT_HELD)
}

/** Adds everything that arrived after `after`; returns the last arrival. `onExpiring` hears of those that can expire. */
export async function addArrivals(
	{ store, reading }: Pick<SetSource, 'store' | 'reading'>,
	set: SketchedSet,
	after: number,
	onExpiring: (ids: Uint8Array, offset: number, expires: number, place: number) => boolean,
	signal: AbortSignal | undefined,
): Promise<number> {
	let last = after
	for (;;) {
		throwIfAborted(signal)
		const { ids, arrivals, expires } = await store.ids(last, PAGE)
		for (const [i, arrival] of arrivals.entries()) {
			const place = arrival + FIRST_PLACE
			const until = expires[i] as number
			if (until === Number.POSITIVE_INFINITY || onExpiring(ids, HASH_BYTES * i, until, place)) set.add(ids, HASH_BYTES * i, place)
		}
		const end = arrivals.at(-1)
		if (end === undefined) break
		last = end
	}
	for await (const message of reading.stream({ by: 'arrival', kind: KIND.retraction, ...(after > 0 ? { after } : {}) }, signal))
		addTakenBack(set, message)
	return last
}

/** The ids of messages by their arrivals. */
export async function idsAtArrivals(store: Store, places: readonly number[]): Promise<readonly MessageId[]> {
	const found: MessageId[] = []
	for (const place of places) {
		const arrival = place - FIRST_PLACE
		const { ids, arrivals } = await store.ids(arrival - 1, 1)
		if (arrivals[0] === arrival) found.push(toHex(ids))
	}
	return found
}

/** Everything that is held. */
export async function wholeSet(source: SetSource, options: SetOptions): Promise<OfferedSet> {
	const { store, declined } = source
	const { key, width, cells, asOf = Number.NEGATIVE_INFINITY, signal } = options
	const set = new SketchedSet(key, width, cells, (await store.stats()).messages)
	await addArrivals(source, set, 0, (_ids, _offset, expires) => expires > asOf, signal)
	for (const id of declined) set.add(bytesOf(id), 0, NOT_HELD)
	return { set, idsAt: (places) => idsAtArrivals(store, places) }
}

/** What is held of a scope, as far as the policy lets it go. */
export async function scopedSet(
	source: SetSource,
	scope: Scope,
	share: ((message: Message) => boolean | Promise<boolean>) | undefined,
	options: SetOptions,
): Promise<OfferedSet> {
	const { reading, declined } = source
	const { key, width, cells, asOf = Number.NEGATIVE_INFINITY, signal } = options
	const set = new SketchedSet(key, width, cells)
	const ids: MessageId[] = []
	for await (const message of messagesInScope(reading, scope, true, signal)) {
		const expires = message.kind === 'post' || message.kind === 'reply' ? message.expires : undefined
		if (expires !== undefined && expires <= asOf) continue
		if (share !== undefined && !(await share(message))) continue
		set.add(bytesOf(message.id), 0, FIRST_PLACE + ids.length)
		ids.push(message.id)
		addTakenBack(set, message)
	}
	for (const id of declined) set.add(bytesOf(id), 0, NOT_HELD)
	return { set, idsAt: async (places) => places.map((place) => ids[place - FIRST_PLACE] as MessageId) }
}
