/** The timeline: the beginnings of all threads, newest first (SPEC 6.11). */
import { BudkavleError } from '../errors.js'
import type { AuthorId, Message } from '../message/types.js'
import { byThread, consider } from './live.js'
import type { Version } from './nodes.js'
import { comparePlaced } from './order.js'
import { threadOf } from './thread.js'
import type { Thread, ThreadNode, TimelineEntry } from './types.js'

/** Which threads to list: those whose root has all that is given here, in its current version; for a contested root, in one claimant's. */
export interface TimelineFilter {
	readonly space?: string
	readonly topic?: string
	readonly author?: AuthorId
}

export interface TimelineSelection extends TimelineFilter {
	/** At most so many, the newest: a whole number from 1; all when absent. */
	readonly limit?: number
}

/**
 * The timeline of a set of messages, newest first. `now` is in whole seconds since 1970. Throws `argument-invalid` for another `now` or
 * `limit`. Computes every thread once: O(n log n) for n messages.
 */
export function timelineView(
	messages: Iterable<Message>,
	now: number,
	{ limit, ...filter }: TimelineSelection = {},
): readonly TimelineEntry[] {
	if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
		throw new BudkavleError(
			'argument-invalid',
			`The limit of a timeline is a whole number from 1, but ${limit} came. Leave it out to get all of it.`,
		)
	}
	const entries: TimelineEntry[] = []
	for (const [thread, part] of byThread(consider(messages, now))) {
		// Only posts stand at the root of a thread: without one, nothing of it is listed.
		if (!part.messages.some(({ kind }) => kind === 'post')) continue
		const entry = timelineEntry(threadOf(part, thread, now), filter)
		if (entry !== undefined) entries.push(entry)
	}
	return Object.freeze(entries.sort((a, b) => comparePlaced(b.node, a.node)).slice(0, limit))
}

/**
 * What the timeline says of one thread; `undefined` when it does not list it: nobody's post is shown at its root, or not one that the
 * filter asks for.
 */
export function timelineEntry(thread: Thread, filter: TimelineFilter = {}): TimelineEntry | undefined {
	const [node, ...below] = thread.nodes
	if (node === undefined || (node.state !== 'present' && node.state !== 'contested')) return undefined
	if (!shown(node).some((version) => fits(version, filter))) return undefined
	return Object.freeze({ node, replies: below.filter(({ state }) => state !== 'missing').length })
}

/** The versions that a node shows. */
function shown(node: ThreadNode): readonly Version[] {
	if (node.state === 'present') return [node.message]
	return node.state === 'contested' ? node.claims.flatMap(({ message }) => message ?? []) : []
}

function fits({ space, topics, author }: Version, filter: TimelineFilter): boolean {
	return (
		(filter.space === undefined || space === filter.space) &&
		(filter.topic === undefined || topics.includes(filter.topic)) &&
		(filter.author === undefined || author === filter.author)
	)
}
