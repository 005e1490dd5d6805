import { describe, expect, it } from 'vitest'
import { chronological, threadView } from '../../src/merge/thread.js'
import type { Thread, ThreadNode } from '../../src/merge/types.js'
import type { Message, MessageId } from '../../src/message/types.js'
import { ANNA, BO, CARL, DORA, endorse, ghost, post, reply, revision, takeBack } from './factory.js'

const NOW = 25
const root = post(ANNA, { time: 10 })
const view = (...messages: readonly Message[]): Thread => threadView(messages, root.id, NOW)
const node = (id: MessageId, ...messages: readonly Message[]): ThreadNode | undefined =>
	view(...messages).nodes.find((one) => one.id === id)
const ids = (nodes: readonly ThreadNode[]): readonly MessageId[] => nodes.map(({ id }) => id)

describe('the place of a node', () => {
	it('[SPEC 6.9] is the time of its first version, whatever the later ones say', () => {
		const answer = reply(BO, root.id, { time: 12 })
		expect(node(answer.id, root, answer, revision(answer, { time: 20 }))).toMatchObject({ place: 12, future: false })
		const timeless = reply(BO, root.id)
		expect(node(timeless.id, root, timeless, revision(timeless, { time: 20 }))).toMatchObject({ place: 10 })
	})

	it('[SPEC 6.9] is the time of its current version where the first is not held', () => {
		const answer = reply(BO, root.id, { time: 12 })
		const next = revision(answer, { time: 20 })
		expect(node(answer.id, root, next)).toMatchObject({ place: 20 })
	})

	it('[SPEC 6.9] of a contested node is the lowest time, absent being lower than every time', () => {
		const answer = reply(BO, root.id)
		const [a, b] = [revision(answer, { time: 20 }), revision(answer, { time: 15 }, CARL)]
		expect(node(answer.id, root, a, b)).toMatchObject({ state: 'contested', place: 15 })
		expect(node(answer.id, a, revision(answer, {}, CARL))).not.toHaveProperty('place')
	})

	it('[SPEC 6.9] is never before that of its parent', () => {
		const early = reply(BO, root.id, { time: 1 })
		const below = reply(CARL, root.id, { parent: early.id })
		expect(node(early.id, root, early, below)).toMatchObject({ place: 10 })
		expect(node(below.id, root, early, below)).toMatchObject({ place: 10 })
	})

	it('[SPEC 6.9] is absent where no time is known', () => {
		const timeless = reply(BO, root.id)
		expect(node(timeless.id, timeless)).not.toHaveProperty('place')
		expect(node(root.id, timeless)).not.toHaveProperty('place')
	})

	it('[SPEC 6.9] of what was retracted is that of its parent: no time is known any more', () => {
		const answer = reply(BO, root.id, { time: 12 })
		expect(node(answer.id, root, answer, takeBack(answer))).toMatchObject({ state: 'retracted', place: 10 })
	})

	it('[SPEC 6.9] is no later than now, and the node is flagged', () => {
		const late = reply(BO, root.id, { time: 26 })
		expect(node(late.id, root, late)).toMatchObject({ place: NOW, future: true })
		const punctual = reply(BO, root.id, { time: 25 })
		expect(node(punctual.id, root, punctual)).toMatchObject({ place: NOW, future: false })
		const unknown = ghost('contested')
		const rivals = [BO, CARL].map((author) => reply(author, root.id, { first: unknown, rev: 1, time: 30 }))
		expect(node(unknown, root, ...rivals)).toMatchObject({ state: 'contested', place: NOW, future: true })
	})
})

describe('the order of a thread', () => {
	it('[SPEC 6.9] lists siblings by place and then by id', () => {
		const timed = [18, 12, 15].map((time) => reply(BO, root.id, { time }))
		const same = [1, 2, 3, 4].map(() => reply(BO, root.id, { time: 13 }))
		const [last, early, middle] = timed.map(({ id }) => id)
		const expected = [early, ...same.map(({ id }) => id).sort(), middle, last]
		const { nodes } = view(root, ...timed, ...same)
		expect(nodes[0]?.children).toEqual(expected)
		expect(ids(nodes)).toEqual([root.id, ...expected])
	})

	it('[SPEC 6.9] lists each node before all below it, and all below it before its next sibling', () => {
		const one = reply(BO, root.id, { time: 11 })
		const two = reply(BO, root.id, { time: 12 })
		const underOne = reply(CARL, root.id, { parent: one.id, time: 20 })
		const deeper = reply(DORA, root.id, { parent: underOne.id, time: 21 })
		const underTwo = reply(CARL, root.id, { parent: two.id, time: 13 })
		const { nodes } = view(deeper, two, underTwo, root, underOne, one)
		expect(ids(nodes)).toEqual([root, one, underOne, deeper, two, underTwo].map(({ id }) => id))
		expect(nodes.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 1, 2])
	})

	it('[SPEC 6.9] is chronological by place, depth and id, where nothing stands before what it answers', () => {
		const one = reply(BO, root.id, { time: 15 })
		const two = reply(BO, root.id, { time: 12 })
		const early = reply(CARL, root.id, { parent: one.id, time: 1 })
		const deeper = reply(DORA, root.id, { parent: early.id, time: 2 })
		const last = reply(CARL, root.id, { parent: two.id, time: 20 })
		expect(ids(chronological(view(root, one, two, early, deeper, last)))).toEqual([root, two, one, early, deeper, last].map(({ id }) => id))
	})
})

describe('the stances in a thread', () => {
	it('[SPEC 6.10] are those on the current version, and apart those on each earlier one', () => {
		const answer = reply(BO, root.id)
		const next = revision(answer)
		const last = revision(next)
		const [onFirst, onNext, onLast] = [endorse(CARL, answer), endorse(DORA, next, 'dispute'), endorse(ANNA, last, 'outdated')]
		const none = { count: 0, authors: [], endorsements: [] }
		expect(node(answer.id, root, answer, next, last, onFirst, onNext, onLast)).toMatchObject({
			message: last,
			stances: { confirm: none, dispute: none, outdated: { count: 1, authors: [ANNA], endorsements: [onLast.id] } },
			earlier: [
				{ id: next.id, stances: { confirm: none, dispute: { count: 1, authors: [DORA], endorsements: [onNext.id] } } },
				{ id: answer.id, stances: { confirm: { count: 1, authors: [CARL], endorsements: [onFirst.id] }, dispute: none } },
			],
		})
	})

	it('[SPEC 6.10] a revised text is not confirmed by what was said of the text before', () => {
		const next = revision(root)
		expect(node(root.id, root, next, endorse(BO, root))).toMatchObject({ message: next, stances: { confirm: { count: 0 } } })
	})

	it('[SPEC 6.10] are shown for a version that was only overtaken at the same time', () => {
		const answer = reply(BO, root.id)
		const [a, b] = [revision(answer, { time: 20 }), revision(answer, { time: 21 })]
		expect(node(answer.id, answer, a, b, endorse(CARL, a))).toMatchObject({
			message: b,
			earlier: [{ id: a.id, stances: { confirm: { count: 1 } } }, {}],
		})
	})

	it('[SPEC 6.10] count for revisions of the root with the root as their thread', () => {
		const next = revision(root)
		const said = endorse(BO, next)
		expect(said.root).toBe(root.id)
		expect(node(root.id, root, next, said)).toMatchObject({ stances: { confirm: { count: 1 } } })
	})
})

describe('threadView', () => {
	it('gives a deeply frozen view', () => {
		const answer = reply(BO, root.id)
		const unknown = ghost('contested')
		const rivals = [BO, CARL].map((author) => reply(author, root.id, { first: unknown, rev: 1, time: 30 }))
		const gone = reply(DORA, root.id)
		const thread = view(
			root,
			answer,
			revision(answer),
			endorse(CARL, answer),
			...rivals,
			takeBack(gone),
			reply(ANNA, root.id, { parent: ghost('x') }),
		)
		const frozen = (value: unknown): boolean =>
			typeof value !== 'object' ||
			value === null ||
			value instanceof Uint8Array ||
			(Object.isFrozen(value) && Object.values(value).every(frozen))
		expect(new Set(thread.nodes.map(({ state }) => state))).toEqual(new Set(['present', 'contested', 'retracted', 'missing']))
		expect(frozen(thread)).toBe(true)
	})

	it('takes any iterable', () => {
		expect(threadView(new Set([root]), root.id, NOW)).toEqual(threadView([root], root.id, NOW))
		expect(threadView([root].values(), root.id, NOW)).toEqual(threadView([root], root.id, NOW))
	})
})
