/** The order of place, depth and id (SPEC 6.9): by time, but nothing before what it answers, whatever the clocks said. */
import { compareStrings } from '../bytes.js'

/** Stands for an absent time: lower than every time (SPEC 6.5, 6.9). */
export const NO_TIME = -1

/** Where something sorts. `place` is in seconds since 1970, absent where no time is known; `depth` counts from 0. */
export interface Placed {
	readonly id: string
	readonly place?: number
	readonly depth: number
}

/** Negative, zero or positive by (place, depth, id); an absent place comes first. */
export function comparePlaced(a: Placed, b: Placed): number {
	return (a.place ?? NO_TIME) - (b.place ?? NO_TIME) || a.depth - b.depth || compareStrings(a.id, b.id)
}

/** What `causalOrder` needs to know of an item: its id, its own time if it has one, and the ids of what must stand before it. */
export interface CausalFacts {
	readonly id: string
	readonly time?: number
	readonly refs: readonly string[]
}

interface Waiting extends CausalFacts {
	/** How many of the refs are among the items and not placed yet. */
	open: number
	placed: boolean
	place: number
	depth: number
	readonly followers: number[]
}

/**
 * The items by (place, depth, id), in a new array. The place of an item is the latest of its own time and the places of the refs that
 * are among the items; its depth is 1 + the greatest depth of those refs, 0 without any. So every item stands behind all that it refers
 * to, and the result does not depend on the order of the input.
 *
 * Ids are content hashes, so refs cannot form a cycle. Should they do so nevertheless, then of all items on or behind a cycle the one
 * with the lowest id goes without the refs that are not placed by then, and so on. Items with the same id stand beside each other in the
 * order of the input; refs mean the first of them. Takes O(n log n).
 */
export function causalOrder<T>(items: readonly T[], facts: (item: T) => CausalFacts): T[] {
	const waiting: Waiting[] = []
	const indexes = new Map<string, number>()
	for (const item of items) {
		const { id, time = NO_TIME, refs } = facts(item)
		if (!indexes.has(id)) indexes.set(id, waiting.length)
		waiting.push({ id, refs, open: 0, placed: false, place: time, depth: 0, followers: [] })
	}
	for (const [index, item] of waiting.entries()) {
		for (const ref of item.refs) {
			const target = indexes.get(ref)
			if (target === undefined) continue
			item.open++
			waiting[target]?.followers.push(index)
		}
	}
	for (const item of waiting) if (item.open === 0) place(item, waiting)
	const rest = waiting.filter((item) => !item.placed).sort((a, b) => compareStrings(a.id, b.id))
	for (const item of rest) if (!item.placed) place(item, waiting)

	const order = waiting.map((item, index) => ({ id: item.id, place: item.place, depth: item.depth, index }))
	return order.sort(comparePlaced).map(({ index }) => items[index] as T)
}

/** Places an item and all that waited for nothing but it. */
function place(start: Waiting, waiting: readonly Waiting[]): void {
	const ready = [start]
	for (let item = ready.pop(); item !== undefined; item = ready.pop()) {
		if (item.placed) continue
		item.placed = true
		for (const index of item.followers) {
			const follower = waiting[index] as Waiting
			if (follower.placed) continue
			follower.place = Math.max(follower.place, item.place)
			follower.depth = Math.max(follower.depth, item.depth + 1)
			if (--follower.open === 0) ready.push(follower)
		}
	}
}
