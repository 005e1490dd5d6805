import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consider } from '../../src/merge/live.js'
import { profileView } from '../../src/merge/profile.js'
import { indexClaims, isRetracted } from '../../src/merge/retraction.js'
import { stanceViews } from '../../src/merge/stances.js'
import { chronological, threadView } from '../../src/merge/thread.js'
import { timelineView } from '../../src/merge/timeline.js'
import { currentVouches } from '../../src/merge/vouches.js'
import type { Message } from '../../src/message/types.js'
import type { Replica } from '../../src/replica/types.js'
import { expectNames, expectReplicas, groupings, messagesOf } from './sets.js'
import type { Reader } from './views.js'
import { AUTHORS, CASES, viewsOf } from './views.js'

function pureReader(held: readonly Message[], all: readonly Message[], now: number): Reader {
	return {
		thread: async (id) => threadView(held, id, now),
		chronological,
		timeline: async (filter) => timelineView(held, now, filter),
		stances: async (version) => stanceViews(version, held, now),
		profile: async (author) => profileView(held, author, now),
		vouches: async () => currentVouches(held, now),
		retracted: async () => {
			const claims = indexClaims(consider(held, now).claims)
			return all
				.filter((message) => isRetracted(message, claims))
				.map(({ id }) => id)
				.sort()
		},
	}
}

describe('vectors/merge.json [SPEC 3.9, 6.1, 6.2, 6.3, 6.4, 6.5, 6.6, 6.7, 6.8, 6.9, 6.10, 6.11, 6.12]', () => {
	it.each(CASES)('$name, in every order and grouping ($clause)', async (one) => {
		const messages = await messagesOf(one)
		expect(await viewsOf(one, messages, pureReader(messages, messages, one.now))).toEqual(one.views)
		await fc.assert(
			fc.asyncProperty(groupings(messages), async (held) => {
				expect(await viewsOf(one, messages, pureReader(held, messages, one.now))).toEqual(one.views)
			}),
			{ seed: 61, numRuns: 40 },
		)
	})

	it('names ids as they are, each once', async () => {
		await expectNames(CASES)
	})

	it('has cases for all of 6.1 to 6.12', () => {
		expect([...new Set(CASES.map(({ clause }) => clause))].sort()).toEqual(
			['3.9', '6.1', '6.10', '6.11', '6.12', '6.2', '6.3', '6.4', '6.5', '6.6', '6.7', '6.8', '6.9'].sort(),
		)
	})
})

describe('a replica', () => {
	const replicaReader = (replica: Replica, messages: readonly Message[], now: number): Reader => ({
		thread: async (id) => {
			const view = await replica.view.thread(id, { now })
			// A replica gives the thread in which the message stands; what others began under the id of a reply it does not show.
			return view?.id === id ? view : threadView(view === undefined ? [] : messages, id, now)
		},
		chronological,
		timeline: (filter) => replica.view.timeline({ ...filter, now }),
		stances: ({ id }) => replica.view.stances(id, { now }),
		profile: (author) => replica.view.profile(author, { now }),
		vouches: async () => (await Promise.all([...AUTHORS].sort().map((author) => replica.view.vouches(author, { now })))).flat(),
	})

	it.each(CASES)('shows the same whatever came first, though it erases what is retracted: $name [SPEC 6.3, 8.1]', async (one) => {
		const messages = await messagesOf(one)
		await expectReplicas(one, 63, async (replica) => {
			expect(await viewsOf(one, messages, replicaReader(replica, messages, one.now))).toEqual(one.views)
		})
	})
})
