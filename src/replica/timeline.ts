/**
 * The timeline of what is held (SPEC 6.11) without loading all of it: posts are read newest first, and only the threads that get a place are computed.
 * The result equals the pure timeline over everything held.
 */
import { compareStrings } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { threadView } from '../merge/thread.js'
import type { TimelineFilter } from '../merge/timeline.js'
import { timelineEntry } from '../merge/timeline.js'
import type { TimelineEntry } from '../merge/types.js'
import { KIND } from '../message/kinds.js'
import { normalise } from '../message/normalise.js'
import type { Message, MessageId } from '../message/types.js'
import type { StoreQuery } from '../store/types.js'
import type { Reading } from './reading.js'
import type { TimelineOptions } from './view-types.js'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1000
/** Where a message without a time stands: before all that have one. */
const TIMELESS = -1

const placeOf = (time: number | undefined, now: number): number => (time === undefined ? TIMELESS : Math.min(time, now))

/** How many entries of a list are wanted. */
export function checkedLimit(limit: number = DEFAULT_LIMIT): number {
	if (Number.isSafeInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
	throw new BudkavleError('argument-invalid', `The limit of a list is a whole number from 1 to ${MAX_LIMIT}, but ${limit} came.`)
}

/** Posts in groups of equal place, the latest place first. */
async function* postsByPlace(
	reading: Reading,
	now: number,
): AsyncGenerator<{ readonly place: number; readonly posts: readonly Message[] }, void, void> {
	let posts: Message[] = []
	let place: number | undefined
	for await (const post of reading.stream({ by: 'time', kind: KIND.post })) {
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
	reading: Reading,
	query: StoreQuery,
	now: number,
): Promise<readonly { readonly place: number; readonly threads: ReadonlySet<MessageId> }[]> {
	const candidates = new Set<MessageId>()
	for await (const post of reading.stream(query)) candidates.add(post.thread)
	const groups = new Map<number, Set<MessageId>>()
	for (const thread of candidates) {
		for await (const message of reading.stream({ by: 'thread', thread })) {
			if (message.kind !== 'post') continue
			const place = placeOf(message.time, now)
			const group = groups.get(place) ?? new Set()
			groups.set(place, group.add(thread))
		}
	}
	return [...groups].sort(([a], [b]) => b - a).map(([place, threads]) => ({ place, threads }))
}

async function* candidates(
	reading: Reading,
	now: number,
	filter: TimelineFilter,
): AsyncGenerator<{ readonly place: number; readonly threads: ReadonlySet<MessageId> }, void, void> {
	if (Object.keys(filter).length === 0) {
		for await (const { place, posts } of postsByPlace(reading, now)) yield { place, threads: new Set(posts.map(({ thread }) => thread)) }
		return
	}
	yield* await filteredByPlace(reading, { by: 'time', kind: KIND.post, ...filter }, now)
}

/** A filter with its topic in the form that messages have (SPEC 3.8). */
export function filterOf({ space, topic, author }: TimelineOptions): TimelineFilter {
	return {
		...(space === undefined ? {} : { space }),
		...(topic === undefined ? {} : { topic: normalise(topic, 'lower') }),
		...(author === undefined ? {} : { author }),
	}
}

export async function timeline(reading: Reading, now: number, options: TimelineOptions): Promise<readonly TimelineEntry[]> {
	const limit = checkedLimit(options.limit)
	const filter = filterOf(options)
	/** A thread is met again at every version of its root: what it gave is kept, or many revisions would take very long. */
	const known = new Map<MessageId, TimelineEntry | undefined>()
	const entryOf = async (thread: MessageId): Promise<TimelineEntry | undefined> => {
		if (!known.has(thread)) known.set(thread, timelineEntry(threadView(await reading.all({ by: 'thread', thread }), thread, now), filter))
		return known.get(thread)
	}
	const entries: TimelineEntry[] = []
	for await (const { place, threads } of candidates(reading, now, filter)) {
		for (const thread of [...threads].sort(compareStrings).reverse()) {
			const entry = await entryOf(thread)
			// A revision stands where its first version stands, not where it was written: there it will be met again.
			if (entry !== undefined && (entry.node.place ?? TIMELESS) === place) entries.push(entry)
			if (entries.length === limit) return Object.freeze(entries)
		}
	}
	return Object.freeze(entries)
}
