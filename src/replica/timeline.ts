/**
 * The timeline of a store (SPEC 6.11) without loading all of it: posts are read newest first, and only the threads that get a place are computed.
 * The result equals the pure timeline over everything held.
 */
import { compareStrings } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { threadView } from '../merge/thread.js'
import { timelineEntry } from '../merge/timeline.js'
import type { TimelineEntry } from '../merge/types.js'
import { KIND } from '../message/kinds.js'
import type { Message, MessageId } from '../message/types.js'
import type { Store, StoreQuery } from '../store/types.js'
import { allMessages, streamMessages } from './reading.js'
import type { TimelineOptions } from './types.js'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1000
/** Where a message without a time stands: before all that have one. */
const TIMELESS = -1

const placeOf = (time: number | undefined, now: number): number => (time === undefined ? TIMELESS : Math.min(time, now))

function checkedLimit(limit: number): number {
	if (Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
	throw new BudkavleError('argument-invalid', `The limit of a timeline is a whole number from 1 to ${MAX_LIMIT}, but ${limit} came.`)
}

/** Posts in groups of equal place, the latest place first. */
async function* postsByPlace(
	store: Store,
	now: number,
): AsyncGenerator<{ readonly place: number; readonly posts: readonly Message[] }, void, void> {
	let posts: Message[] = []
	let place: number | undefined
	for await (const post of streamMessages(store, { by: 'time', kind: KIND.post })) {
		const next = placeOf(post.time, now)
		if (place !== undefined && next !== place) {
			yield { place, posts }
			posts = []
		}
		place = next
		posts.push(post)
	}
	if (place !== undefined) yield { place, posts }
}

/** The threads whose root may fit the filter, each with all places that the root could have, latest place first. */
async function filteredByPlace(
	store: Store,
	query: StoreQuery,
	now: number,
): Promise<readonly { readonly place: number; readonly threads: ReadonlySet<MessageId> }[]> {
	const candidates = new Set<MessageId>()
	for await (const post of streamMessages(store, query)) candidates.add(post.thread)
	const groups = new Map<number, Set<MessageId>>()
	for (const thread of candidates) {
		for await (const message of streamMessages(store, { by: 'thread', thread })) {
			if (message.kind !== 'post') continue
			const place = placeOf(message.time, now)
			const group = groups.get(place) ?? new Set()
			groups.set(place, group.add(thread))
		}
	}
	return [...groups].sort(([a], [b]) => b - a).map(([place, threads]) => ({ place, threads }))
}

async function* candidates(
	store: Store,
	now: number,
	options: TimelineOptions,
): AsyncGenerator<{ readonly place: number; readonly threads: ReadonlySet<MessageId> }, void, void> {
	const { space, topic, author } = options
	if (space === undefined && topic === undefined && author === undefined) {
		for await (const { place, posts } of postsByPlace(store, now)) yield { place, threads: new Set(posts.map(({ thread }) => thread)) }
		return
	}
	const query: StoreQuery = {
		by: 'time',
		kind: KIND.post,
		...(space === undefined ? {} : { space }),
		...(topic === undefined ? {} : { topic }),
		...(author === undefined ? {} : { author }),
	}
	yield* await filteredByPlace(store, query, now)
}

export async function timeline(store: Store, now: number, options: TimelineOptions): Promise<readonly TimelineEntry[]> {
	const limit = checkedLimit(options.limit ?? DEFAULT_LIMIT)
	const entries: TimelineEntry[] = []
	for await (const { place, threads } of candidates(store, now, options)) {
		for (const thread of [...threads].sort(compareStrings).reverse()) {
			const entry = timelineEntry(threadView(await allMessages(store, { by: 'thread', thread }), thread, now), options)
			// A revision stands where its first version stands, not where it was written: there it will be met again.
			if (entry !== undefined && (entry.node.place ?? TIMELESS) === place) entries.push(entry)
			if (entries.length === limit) return Object.freeze(entries)
		}
	}
	return Object.freeze(entries)
}
