import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import type { InboxEntry, QuestionView } from '../../src/merge/knowledge-types.js'
import { personView } from '../../src/merge/people.js'
import { answeredQuestions, inboxView, openQuestions, questionViews } from '../../src/merge/questions.js'
import type { TimelineSelection } from '../../src/merge/timeline.js'
import { threadsOf } from '../../src/message/thread.js'
import type { AuthorId, Message, Profile, Reply } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { ANNA, BO, CARL, DORA, endorse, ghost, post, profile, reply, revision, takeBack } from './factory.js'
import { dialogueArbitrary, heldDialogueArbitrary, KEYS, NOW } from './knowledge-histories.js'
import { oracleInbox, oracleInState, oracleQuestions } from './knowledge-oracle.js'

const RUNS = { seed: 20_260_205, numRuns: 200 }
const invalid = expect.objectContaining({ code: 'argument-invalid' })

const QUESTION: Fields = { question: true, time: 10 }
const asked = post(ANNA, QUESTION)
const answer = reply(BO, asked.id)
const accepted = endorse(ANNA, answer)
const view = (...messages: readonly Message[]): readonly QuestionView[] => questionViews([asked, ...messages], asked.id, NOW)
const names = (author: AuthorId, key: AuthorId): Profile => profile(author, 'somebody', { keys: [fromHex(key) as Uint8Array] })
const below = (above: Reply, author: AuthorId, fields: Fields = {}): Reply => reply(author, asked.id, { parent: above.id, ...fields })
const entry = { node: answer.id, version: answer.id, endorsement: accepted.id }

describe('questionViews', () => {
	it('[SPEC 6.17] a question is open until its asker confirms something below it', () => {
		expect(view(answer)).toMatchObject([
			{ thread: asked.id, node: { id: asked.id }, asker: { id: ANNA, keys: [ANNA] }, state: 'open', answers: [], earlier: [] },
		])
		expect(view(answer, accepted)).toMatchObject([{ state: 'answered', answers: [entry], earlier: [] }])
	})

	it('[SPEC 6.17] nothing is a question that does not say so, in its current version', () => {
		expect(questionViews([post(ANNA)], ghost('none'), NOW)).toEqual([])
		expect(view(revision(asked))).toEqual([])
		expect(view(revision(asked, { question: true }))).toHaveLength(1)
		expect(view(takeBack(asked))).toEqual([])
	})

	it('[SPEC 6.17] what others say of an answer, or the asker says otherwise, leaves it open', () => {
		const others = [endorse(CARL, answer), endorse(BO, answer)]
		for (const stance of ['dispute', 'outdated'] as const)
			expect(view(answer, ...others, endorse(ANNA, answer, stance))[0]?.state).toBe('open')
		expect(view(answer, accepted, endorse(ANNA, answer, 'withdrawn', { rev: 1 }))[0]?.state).toBe('open')
		expect(view(answer, endorse(ANNA, asked))[0]?.state).toBe('open')
	})

	it('[SPEC 6.17] the asker is a person: another key of theirs may confirm', () => {
		const said = endorse(DORA, answer)
		expect(view(answer, said)[0]?.state).toBe('open')
		expect(view(answer, said, names(ANNA, DORA), names(DORA, ANNA))).toMatchObject([
			{ state: 'answered', asker: { id: ANNA, keys: [ANNA, DORA] } },
		])
	})

	it('[SPEC 6.17] the asker may find the answer', () => {
		const own = reply(ANNA, asked.id)
		expect(view(own)[0]?.state).toBe('open')
		expect(view(own, endorse(ANNA, own))[0]?.state).toBe('answered')
	})

	it('[SPEC 6.17] an answer may stand anywhere below, also below what is missing or taken back', () => {
		const deep = below(answer, CARL)
		for (const between of [[answer], [], [answer, takeBack(answer)]]) {
			expect(view(deep, ...between, endorse(ANNA, deep))).toMatchObject([{ state: 'answered', answers: [{ node: deep.id }] }])
		}
	})

	it('[SPEC 6.17] names all answers in the order of the thread', () => {
		const [late, early] = [reply(CARL, asked.id, { time: 20 }), reply(DORA, asked.id, { time: 11 })]
		const [view_] = view(late, early, endorse(ANNA, late), endorse(ANNA, early))
		expect(view_?.answers.map(({ node }) => node)).toEqual([early.id, late.id])
	})

	it('[SPEC 6.17] of several questions of one asker the nearest is answered', () => {
		const again = below(answer, ANNA, QUESTION)
		const deep = below(again, CARL)
		expect(view(answer, again, deep, endorse(ANNA, deep))).toMatchObject([
			{ node: { id: asked.id }, state: 'open' },
			{ node: { id: again.id }, state: 'answered' },
		])
		const beside = reply(CARL, asked.id, { time: 24 })
		expect(view(answer, again, deep, beside, endorse(ANNA, beside)).map(({ state }) => state)).toEqual(['answered', 'open'])
	})

	it('[SPEC 6.17] a question that somebody asks in return stands in nobody else’s way', () => {
		const back = below(answer, BO, QUESTION)
		const deep = below(back, CARL)
		expect(view(answer, back, deep, endorse(ANNA, deep)).map(({ state }) => state)).toEqual(['answered', 'open'])
		expect(view(answer, back, deep, endorse(BO, deep)).map(({ state }) => state)).toEqual(['open', 'answered'])
	})

	it('[SPEC 6.17] answers only what it stands below, however deep the questions above it were', () => {
		const first = reply(BO, asked.id, QUESTION)
		const second = below(first, CARL, QUESTION)
		const third = below(second, DORA, QUESTION)
		const beside = reply(DORA, asked.id, { time: 20 })
		const all = [ANNA, BO, CARL, DORA].map((author) => endorse(author, beside))
		const states = view(first, second, third, beside, ...all).map(({ node, state }) => [node.id, state])
		expect(states).toEqual([
			[asked.id, 'answered'],
			[first.id, 'open'],
			[second.id, 'open'],
			[third.id, 'open'],
		])
	})

	it('[SPEC 6.17] an earlier version that was confirmed by somebody who asked nothing answers nothing', () => {
		const later = revision(answer)
		expect(view(answer, later, endorse(CARL, answer), endorse(ANNA, later))).toMatchObject([{ state: 'answered', earlier: [] }])
	})

	it('[SPEC 6.17] who confirmed an earlier version of an answer has to look again', () => {
		const next = revision(answer)
		expect(view(answer, next, accepted)).toMatchObject([{ state: 'open', answers: [], earlier: [entry] }])
		expect(view(answer, next, accepted, endorse(ANNA, next))).toMatchObject([{ state: 'answered', earlier: [] }])
		expect(view(answer, next, accepted, endorse(ANNA, next, 'dispute'))).toMatchObject([{ state: 'open', earlier: [] }])
		const last = revision(next)
		expect(view(answer, next, last, accepted, endorse(ANNA, next, 'outdated'))).toMatchObject([{ state: 'open', earlier: [] }])
	})

	it('[SPEC 6.17] where it cannot be known who asks or answers, nothing is asked or answered', () => {
		const first = ghost('first')
		const rivals = [BO, CARL].map((author) => reply(author, asked.id, { first, rev: 1, question: true })) as [Reply, Reply]
		expect(view(...rivals, endorse(ANNA, rivals[0]))).toMatchObject([{ node: { id: asked.id }, state: 'open' }])
	})

	it('[SPEC 6.17] sees what asking for every question sees', () => {
		const seen = { answered: 0, open: 0, earlier: 0, several: 0 }
		fc.assert(
			fc.property(heldDialogueArbitrary, ([held, { thread }]) => {
				const views = questionViews(held, thread, NOW)
				expect(views).toEqual(oracleQuestions(held, thread, NOW))
				for (const { state, earlier } of views) {
					seen[state]++
					if (earlier.length > 0) seen.earlier++
				}
				if (views.filter(({ state }) => state === 'answered').length > 1) seen.several++
			}),
			RUNS,
		)
		expect(Object.entries(seen).filter(([, times]) => times < 5)).toEqual([])
	})

	it('[SPEC 6.17] depends on nothing but the thread and the profiles of the askers', () => {
		fc.assert(
			fc.property(heldDialogueArbitrary, ([held, { thread }]) => {
				const views = questionViews(held, thread, NOW)
				const askers = views.flatMap(({ asker }) => asker.keys)
				const needed = held.filter(
					(message) =>
						threadsOf(message).includes(thread) ||
						((message.kind === 'profile' || message.kind === 'retraction') && askers.includes(message.author)),
				)
				expect(questionViews([...needed, ...[...needed].reverse()], thread, NOW)).toEqual(views)
			}),
			RUNS,
		)
	})
})

describe('answeredQuestions', () => {
	it('[SPEC 6.17] are those that are not open, newest first', () => {
		const first = post(ANNA, { question: true, time: 1 })
		const second = post(ANNA, { question: true, time: 2 })
		const open = post(ANNA, { question: true, time: 3 })
		const answers = [first, second].map((question) => reply(BO, question.id, { time: 4 }))
		const messages = [first, second, open, ...answers, ...answers.map((answer) => endorse(ANNA, answer, 'confirm'))]
		const idsOf = (...args: Parameters<typeof answeredQuestions>): readonly string[] =>
			answeredQuestions(...args).map(({ node }) => node.id)
		expect(idsOf(messages, NOW)).toEqual([second.id, first.id])
		expect(idsOf(messages, NOW, { limit: 1 })).toEqual([second.id])
		expect(idsOf(messages, NOW, { author: BO })).toEqual([])
		expect(openQuestions(messages, NOW).map(({ node }) => node.id)).toEqual([open.id])
	})
})

describe('openQuestions', () => {
	const later = post(BO, { ...QUESTION, time: 20, space: 'hagby', topics: ['water'] })
	const ids = (questions: readonly QuestionView[]): readonly string[] => questions.map(({ node }) => node.id)

	it('[SPEC 6.17] lists the open questions of all threads, newest first', () => {
		const nested = reply(CARL, later.id, { question: true, time: 15 })
		const done = post(DORA, { question: true, time: 24 })
		const solved = reply(BO, done.id)
		const messages = [asked, nested, later, done, solved, endorse(DORA, solved)]
		expect(ids(openQuestions(messages, NOW))).toEqual([nested.id, later.id, asked.id])
		expect(ids(openQuestions(messages, NOW, { limit: 1 }))).toEqual([nested.id])
	})

	it('[SPEC 6.17] filters by the thread', () => {
		const nested = reply(CARL, later.id, { question: true, time: 15 })
		for (const filter of [{ space: 'hagby' }, { topic: 'water' }, { author: BO }]) {
			expect(ids(openQuestions([asked, nested, later], NOW, filter))).toEqual([nested.id, later.id])
		}
		expect(ids(openQuestions([nested], NOW))).toEqual([nested.id])
		expect(ids(openQuestions([nested], NOW, { topic: 'water' }))).toEqual([])
	})

	it('[SPEC 6.17] a filter that names nothing asks nothing of the thread', () => {
		const lost = reply(ANNA, ghost('root'), QUESTION)
		const nothing = { space: undefined, topic: undefined } as unknown as TimelineSelection
		for (const filter of [{}, nothing]) expect(openQuestions([lost], NOW, filter).map(({ node }) => node.id)).toEqual([lost.id])
		expect(openQuestions([lost], NOW, { author: ANNA })).toEqual([])
	})

	it('[SPEC 6.17] a thread in which not everything asks has its questions', () => {
		expect(openQuestions([asked, answer, endorse(BO, asked)], NOW).map(({ node }) => node.id)).toEqual([asked.id])
	})

	it('refuses a limit or time that is none', () => {
		for (const limit of [0, -1, 0.5, 1.5, Number.NaN]) expect(() => openQuestions([], NOW, { limit })).toThrow(invalid)
		expect(() => openQuestions([], -1)).toThrow(invalid)
	})

	it('[SPEC 6.17] sees what asking for every thread sees, in any order', () => {
		fc.assert(
			fc.property(heldDialogueArbitrary, ([held]) => {
				const open = openQuestions(held, NOW)
				expect(open).toEqual(oracleInState('open', held, NOW))
				expect(openQuestions([...held].reverse().concat(held), NOW)).toEqual(open)
			}),
			{ ...RUNS, numRuns: 100 },
		)
	})
})

describe('inboxView', () => {
	const inbox = (key: AuthorId, ...messages: readonly Message[]): readonly InboxEntry[] => inboxView(messages, { keys: [key] }, NOW)
	const mine = post(ANNA, { time: 10 })
	const toMe = reply(BO, mine.id, { time: 11 })

	it('[SPEC 6.17] holds what others answered to what the reader wrote, newest first', () => {
		const later = reply(CARL, mine.id, { time: 12 })
		const own = reply(ANNA, mine.id)
		const aside = reply(DORA, mine.id, { parent: toMe.id })
		expect(inbox(ANNA, mine, toMe, later, own, aside)).toMatchObject([
			{ thread: mine.id, node: { id: later.id }, reply: true, question: false, answered: false },
			{ thread: mine.id, node: { id: toMe.id }, reply: true, question: false, answered: false },
		])
		expect(inboxView([mine, toMe, later], { keys: [ANNA] }, NOW, { limit: 1 })).toMatchObject([{ node: { id: later.id } }])
	})

	it('[SPEC 6.17] says what the reader has answered, directly or further below', () => {
		const back = reply(ANNA, mine.id, { parent: toMe.id })
		expect(inbox(ANNA, mine, toMe, back)).toMatchObject([{ node: { id: toMe.id }, answered: true }])
		const between = reply(BO, mine.id, { parent: toMe.id })
		const deep = reply(ANNA, mine.id, { parent: between.id })
		expect(inbox(ANNA, mine, toMe, between, deep)).toMatchObject([{ node: { id: toMe.id }, answered: true }])
	})

	it('[SPEC 6.17] holds open questions in threads in which the reader wrote, until the reader answers', () => {
		const aside = reply(CARL, mine.id, { parent: toMe.id, question: true, time: 13 })
		expect(inbox(ANNA, mine, toMe, aside)).toMatchObject([
			{ node: { id: aside.id }, reply: false, question: true, answered: false },
			{ node: { id: toMe.id }, reply: true, question: false },
		])
		const solved = reply(DORA, mine.id, { parent: aside.id })
		const ids = (entries: readonly InboxEntry[]): readonly string[] => entries.map(({ node }) => node.id)
		expect(ids(inbox(ANNA, mine, toMe, aside, solved))).toContain(aside.id)
		expect(ids(inbox(ANNA, mine, toMe, aside, solved, endorse(CARL, solved)))).not.toContain(aside.id)
		expect(ids(inbox(ANNA, mine, toMe, aside, reply(ANNA, mine.id, { parent: aside.id })))).not.toContain(aside.id)
		expect(inbox(DORA, mine, toMe, aside)).toEqual([])
	})

	it('[SPEC 6.17] the reader is a person, and gets nothing from themselves', () => {
		const links = [names(ANNA, DORA), names(DORA, ANNA)]
		expect(inbox(DORA, mine, toMe, ...links)).toMatchObject([{ node: { id: toMe.id } }])
		expect(inbox(ANNA, mine, reply(DORA, mine.id, { question: true }), ...links)).toEqual([])
	})

	it('[SPEC 6.17] what is taken back or contested is not in it', () => {
		expect(inbox(ANNA, mine, toMe, takeBack(toMe))).toEqual([])
		expect(inbox(ANNA, mine, toMe, takeBack(mine))).toEqual([])
		const rivals = [BO, CARL].map((author) => reply(author, mine.id, { first: ghost('first'), rev: 1 }))
		expect(inbox(ANNA, mine, ...rivals)).toEqual([])
	})

	it('[SPEC 6.17] whose word in a thread it is that nobody can know has not written there', () => {
		const first = ghost('first')
		const [own, rival] = [ANNA, BO].map((author) => reply(author, asked.id, { first, rev: 1 })) as [Reply, Reply]
		const question = reply(CARL, asked.id, { question: true })
		expect(inbox(ANNA, own, rival, question)).toEqual([])
		expect(inbox(ANNA, own, question)).toMatchObject([{ node: { id: question.id } }])
	})

	it('refuses a key, limit or time that is none', () => {
		expect(() => inboxView([], { keys: ['anna'] }, NOW)).toThrow(invalid)
		expect(() => inboxView([], { keys: [] }, NOW, { limit: 0 })).toThrow(invalid)
		expect(() => inboxView([], { keys: [] }, 1.5)).toThrow(invalid)
	})

	const readers = fc.subarray(KEYS.slice(0, 4), { minLength: 1, maxLength: 2 })

	it('[SPEC 6.17] sees what asking for every node sees', () => {
		const seen = { reply: 0, question: 0, both: 0, answered: 0 }
		fc.assert(
			fc.property(heldDialogueArbitrary, readers, ([held], keys) => {
				const entries = inboxView(held, { keys }, NOW)
				expect(entries).toEqual(oracleInbox(held, { keys }, NOW))
				for (const { reply: isReply, question, answered } of entries) {
					seen[isReply && question ? 'both' : isReply ? 'reply' : 'question']++
					if (answered) seen.answered++
				}
			}),
			RUNS,
		)
		expect(Object.entries(seen).filter(([, times]) => times < 10)).toEqual([])
	})

	it('[SPEC 6.17] depends on nothing but the threads of the reader, and the profiles of reader and askers', () => {
		fc.assert(
			fc.property(dialogueArbitrary, readers, (history, keys) => {
				const own = keys.flatMap((key) => personView(history, key, NOW).keys)
				const wrote = history.filter(({ kind, author }) => (kind === 'post' || kind === 'reply') && own.includes(author))
				const threads = new Set(wrote.map(({ thread }) => thread))
				const askers = [...threads].flatMap((thread) => questionViews(history, thread, NOW).flatMap(({ asker }) => asker.keys))
				const needed = history.filter(
					(message) =>
						threadsOf(message).some((thread) => threads.has(thread)) ||
						((message.kind === 'profile' || message.kind === 'retraction') && [...own, ...askers].includes(message.author)),
				)
				expect(inboxView(needed.reverse(), { keys }, NOW)).toEqual(inboxView(history, { keys }, NOW))
			}),
			RUNS,
		)
	})
})

describe('long threads', () => {
	const COUNT = 50_000
	const id = (number: number): string => number.toString(16).padStart(64, '0')
	const chain = Array.from({ length: COUNT }, (_, index): Reply => {
		const { parent: _parent, ...first } = { ...answer, id: id(index + 1), author: id(index % 7), question: true }
		return index === 0 ? first : { ...first, parent: id(index) }
	})

	it('[SPEC 6.17] a chain of 50,000 questions is no recursion', () => {
		expect(questionViews([asked, ...chain], asked.id, NOW)).toHaveLength(COUNT + 1)
		expect(inboxView([asked, ...chain], { keys: [id(0)] }, NOW).length).toBeGreaterThan(COUNT / 8)
	})
})
