import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circleView } from '../../src/merge/circle.js'
import { completenessViews } from '../../src/merge/completeness.js'
import { corroborationView, threadCorroborations } from '../../src/merge/corroboration.js'
import type { Corroboration } from '../../src/merge/knowledge-types.js'
import { personView } from '../../src/merge/people.js'
import { inboxView, openQuestions, questionViews } from '../../src/merge/questions.js'
import type { Message } from '../../src/message/types.js'
import type { Replica } from '../../src/replica/types.js'
import type { Knower } from './knowledge-views.js'
import { AUTHORS, CASES, viewsOf } from './knowledge-views.js'
import { expectNames, expectReplicas, groupings, messagesOf } from './sets.js'

function pureKnower(held: readonly Message[], now: number): Knower {
	return {
		person: async (author) => personView(held, author, now),
		circle: async (reader) => circleView(held, reader, now),
		corroboration: async (version, reader) => corroborationView(held, version, reader, now) as Corroboration,
		questions: async (thread) => questionViews(held, thread, now),
		openQuestions: async () => openQuestions(held, now),
		inbox: async (reader) => inboxView(held, reader, now),
		completeness: async () => completenessViews(held, now),
	}
}

describe('vectors/knowledge.json [SPEC 6.13, 6.14, 6.15, 6.16, 6.17, 6.18, 6.19]', () => {
	it.each(CASES)('$name, in every order and grouping ($clause)', async (one) => {
		const messages = await messagesOf(one)
		expect(await viewsOf(one, pureKnower(messages, one.now))).toEqual(one.views)
		await fc.assert(
			fc.asyncProperty(groupings(messages), async (held) => {
				expect(await viewsOf(one, pureKnower(held, one.now))).toEqual(one.views)
			}),
			{ seed: 613, numRuns: 40 },
		)
	})

	it('names ids as they are, each once', async () => {
		await expectNames(CASES)
	})

	it('has cases for all of 6.13 to 6.19', () => {
		const clauses = new Set(CASES.map(({ clause }) => clause))
		expect([...clauses].sort()).toEqual(['6.13', '6.14', '6.15', '6.16', '6.17', '6.18', '6.19'])
	})

	it('has every view, and asks for one in every case', () => {
		const views = new Set(CASES.flatMap(({ views }) => Object.keys(views)))
		expect([...views].sort()).toEqual(['circle', 'completeness', 'corroborations', 'inbox', 'open', 'people', 'questions'])
		for (const { views } of CASES) expect(Object.keys(views)).not.toEqual([])
	})

	it('says the same of a version alone and among all of its thread [SPEC 6.16]', async () => {
		for (const one of CASES) {
			const held = await messagesOf(one)
			const alone = pureKnower(held, one.now)
			const together: Knower = {
				...alone,
				async corroboration(version, reader) {
					const { thread = '' } = held.find(({ id }) => id === version) ?? {}
					const all = threadCorroborations(held, thread, reader, one.now).flatMap(({ current, earlier }) => [current, ...earlier])
					// A version that its node ignores is only there alone.
					return all.find((corroboration) => corroboration.version === version) ?? alone.corroboration(version, reader)
				},
			}
			expect(await viewsOf(one, together)).toEqual(one.views)
		}
	})
})

describe('a replica', () => {
	const replicaKnower = ({ view }: Replica, now: number): Knower => ({
		person: (author) => view.person(author, { now }),
		circle: (reader) => view.circle({ now, reader }),
		corroboration: (version, reader) => view.corroboration(version, { now, reader }),
		questions: (thread) => view.questions(thread, { now }),
		openQuestions: () => view.openQuestions({ now }),
		inbox: (reader) => view.inbox({ now, reader }),
		completeness: async () => (await Promise.all([...AUTHORS].sort().map((author) => view.completeness(author, { now })))).flat(),
	})

	it.each(CASES)('knows the same whatever came first, from what it loads alone: $name [SPEC 6.3, 8.1]', async (one) => {
		await expectReplicas(one, 618, async (replica) => {
			expect(await viewsOf(one, replicaKnower(replica, one.now))).toEqual(one.views)
		})
	})
})
