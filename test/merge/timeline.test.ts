import { describe, expect, it } from 'vitest'
import { threadView } from '../../src/merge/thread.js'
import type { TimelineSelection } from '../../src/merge/timeline.js'
import { timelineEntry, timelineView } from '../../src/merge/timeline.js'
import type { Message, MessageId } from '../../src/message/types.js'
import { ANNA, BO, CARL, endorse, ghost, post, profile, reply, retract, revision, stub, stubFor, takeBack, vouch } from './factory.js'

const NOW = 25
const roots = (messages: readonly Message[], filter?: TimelineSelection): readonly MessageId[] =>
	timelineView(messages, NOW, filter).map(({ node }) => node.id)

describe('timelineView', () => {
	it('[SPEC 6.11] lists the roots of all threads, newest first', () => {
		const posts = [12, undefined, 20, 5].map((time) => post(ANNA, { time }))
		const [middle, timeless, newest, oldest] = posts.map(({ id }) => id)
		expect(roots([...posts, reply(BO, posts[0]?.id as string, { time: 24 })])).toEqual([newest, middle, oldest, timeless])
	})

	it('[SPEC 6.11] lists roots of the same place by id, greatest first', () => {
		const posts = [1, 2, 3, 4].map(() => post(ANNA, { time: 10 }))
		expect(roots(posts)).toEqual(
			posts
				.map(({ id }) => id)
				.sort()
				.reverse(),
		)
	})

	it('[SPEC 6.9] a clock that is ahead does not put a post before what is posted now', () => {
		const [ahead, now] = [post(ANNA, { time: 1000 }), post(BO, { time: NOW })]
		expect(roots([ahead, now])).toEqual([ahead.id, now.id].sort().reverse())
		expect(timelineView([ahead], NOW)).toMatchObject([{ node: { place: NOW, future: true } }])
	})

	it('[SPEC 6.11] a revision does not move a thread', () => {
		const [one, two] = [post(ANNA, { time: 10 }), post(BO, { time: 11 })]
		expect(roots([one, two, revision(one, { time: 20 })])).toEqual([two.id, one.id])
	})

	it('[SPEC 6.11] lists neither retracted nor missing roots', () => {
		const gone = post(ANNA)
		const messages = [
			takeBack(gone),
			reply(BO, gone.id),
			reply(BO, ghost('unknown')),
			endorse(BO, post(ANNA)),
			vouch(ANNA, BO),
			profile(BO, 'Bo'),
		]
		expect(roots(messages)).toEqual([])
		expect(roots([gone, ...messages])).toEqual([])
	})

	it('[SPEC 6.11] lists a contested root where somebody says something', () => {
		const unknown = ghost('contested')
		const [a, b] = [ANNA, BO].map((author) => post(author, { first: unknown, rev: 1 })) as [Message, Message]
		expect(timelineView([a, b], NOW)).toMatchObject([{ node: { id: unknown, state: 'contested' } }])
		expect(roots([a, retract(CARL, stub(unknown))])).toEqual([unknown])
	})

	it('[SPEC 6.11] nobody brings back what its author retracted by retracting it too', () => {
		const gone = post(ANNA)
		expect(roots([gone, takeBack(gone), retract(BO, stubFor(gone))])).toEqual([])
	})

	it('[SPEC 6.11] counts what stands below, and not what is missing', () => {
		const root = post(ANNA)
		const answer = reply(BO, root.id)
		const gone = reply(CARL, root.id, { parent: answer.id })
		const unknown = ghost('contested')
		const rivals = [BO, CARL].map((author) => reply(author, root.id, { first: unknown, rev: 1 }))
		const below = reply(BO, root.id, { parent: ghost('missing') })
		expect(timelineView([root, answer, revision(answer), takeBack(gone), ...rivals, below], NOW)).toMatchObject([{ replies: 4 }])
	})
})

describe('the filter of a timeline', () => {
	const one = post(ANNA, { space: 'hagby', topics: ['water'], time: 1 })
	const two = post(BO, { space: 'hagby', topics: ['fire', 'water'], time: 2 })
	const three = post(ANNA, { space: 'uppsala', time: 3 })
	const four = post(BO, { time: 4 })
	const all = [one, two, three, four, reply(CARL, four.id, { space: 'hagby', topics: ['water'] })]

	it('[SPEC 6.11] chooses by space, topic and author, all of them', () => {
		expect(roots(all, { space: 'hagby' })).toEqual([two.id, one.id])
		expect(roots(all, { topic: 'water' })).toEqual([two.id, one.id])
		expect(roots(all, { topic: 'fire' })).toEqual([two.id])
		expect(roots(all, { author: ANNA })).toEqual([three.id, one.id])
		expect(roots(all, { author: ANNA, space: 'hagby', topic: 'water' })).toEqual([one.id])
		expect(roots(all, { author: CARL })).toEqual([])
	})

	it('[SPEC 6.11] asks the current version of the root', () => {
		const moved = revision(one, { topics: ['fire'], space: 'uppsala' })
		expect(roots([one, moved], { topic: 'fire', space: 'uppsala' })).toEqual([one.id])
		expect(roots([one, moved], { topic: 'water' })).toEqual([])
		expect(roots([one, moved], { space: 'hagby' })).toEqual([])
	})

	it('[SPEC 6.11] asks each claimant of a contested root, and one must have all of it', () => {
		const unknown = ghost('contested')
		const rivals = [post(ANNA, { first: unknown, rev: 1, space: 'hagby' }), post(BO, { first: unknown, rev: 1, topics: ['water'] })]
		expect(roots(rivals, { space: 'hagby' })).toEqual([unknown])
		expect(roots(rivals, { author: BO, topic: 'water' })).toEqual([unknown])
		expect(roots(rivals, { author: ANNA, topic: 'water' })).toEqual([])
	})

	it('gives the newest up to the limit', () => {
		expect(roots(all, { limit: 1 })).toEqual([four.id])
		expect(roots(all, { limit: 2, author: ANNA })).toEqual([three.id, one.id])
		expect(roots(all, { limit: 99 })).toHaveLength(4)
	})

	it('refuses a limit that is none', () => {
		for (const limit of [0, -1, 1.5, Number.NaN]) {
			expect(() => timelineView(all, NOW, { limit })).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error)
		}
	})
})

describe('timelineEntry', () => {
	it('gives the same thread by thread', () => {
		const root = post(ANNA)
		const messages = [root, reply(BO, root.id), post(CARL)]
		expect(timelineView(messages, NOW)).toContainEqual(timelineEntry(threadView(messages, root.id, NOW)))
	})

	it('gives nothing for a thread that no timeline lists', () => {
		expect(timelineEntry(threadView([], ghost('x'), NOW))).toBeUndefined()
		expect(timelineEntry(threadView([post(ANNA)], ghost('x'), NOW), { author: BO })).toBeUndefined()
	})
})
