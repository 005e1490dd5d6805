import { describe, expect, it } from 'vitest'
import { threadView } from '../../src/merge/thread.js'
import type { ContestedNode, PresentNode, ThreadNode } from '../../src/merge/types.js'
import type { Message, MessageId } from '../../src/message/types.js'
import { ANNA, BO, CARL, ghost, other, post, reply, retract, revision, stub, stubFor, takeBack } from './factory.js'

const NOW = 25
const node = (messages: readonly Message[], thread: MessageId, id: MessageId): ThreadNode => {
	const found = threadView(messages, thread, NOW).nodes.find((one) => one.id === id)
	if (found === undefined) throw new Error(`No node ${id}.`)
	return found
}
const current = (messages: readonly Message[], thread: MessageId, id: MessageId): MessageId => {
	const found = node(messages, thread, id)
	expect(found.state).toBe('present')
	return (found as PresentNode).message.id
}

const root = post(ANNA, { time: 10 })
const answer = reply(BO, root.id, { time: 11 })
const parent = reply(CARL, root.id, { time: 9 })

describe('a node whose first version is held', () => {
	it('[SPEC 6.7] is present with the current of its versions', () => {
		const next = revision(answer)
		const last = revision(next)
		expect(node([answer, last, next], root.id, answer.id)).toMatchObject({
			state: 'present',
			message: last,
			firstHeld: true,
			conflicts: [],
			earlier: [
				{ id: next.id, rev: 1 },
				{ id: answer.id, rev: 0 },
			],
		})
	})

	it('[SPEC 6.7] names concurrent versions as conflicts', () => {
		const [a, b] = [revision(answer, { time: 20 }), revision(answer, { time: 21 })]
		expect(node([answer, a, b], root.id, answer.id)).toMatchObject({ message: b, conflicts: [a.id] })
		expect((node([answer, a, b], root.id, answer.id) as PresentNode).earlier.map(({ id }) => id)).toEqual([a.id, answer.id])
	})

	it('[SPEC 6.1] lists conflicts by their bytes', () => {
		const versions = [22, 21, 20, 19, 18].map((time) => revision(answer, { time }))
		const rivals = versions.slice(1).map(({ id }) => id)
		expect((node([answer, ...versions], root.id, answer.id) as PresentNode).conflicts).toEqual(rivals.sort())
	})

	it('[SPEC 6.7] ignores versions and claims of others', () => {
		const stranger = revision(answer, { rev: 99, time: 24 }, CARL)
		expect(current([answer, stranger], root.id, answer.id)).toBe(answer.id)
		expect(node([answer, stranger], root.id, answer.id)).toMatchObject({ conflicts: [], earlier: [] })
		expect(current([answer, retract(CARL, stubFor(answer))], root.id, answer.id)).toBe(answer.id)
	})

	it('[SPEC 6.7] ignores versions that stand somewhere else', () => {
		const below = reply(BO, root.id, { parent: parent.id })
		const moved = revision(below, { parent: ghost('another parent') })
		const raised = revision(below, { parent: undefined })
		expect(current([parent, below, moved, raised], root.id, below.id)).toBe(below.id)
		expect(current([parent, below, revision(below)], root.id, below.id)).not.toBe(below.id)
		const lowered = revision(answer, { parent: parent.id })
		expect(current([parent, answer, lowered], root.id, answer.id)).toBe(answer.id)
	})

	it('[SPEC 6.7] a version that names a version instead of the first one belongs to another node', () => {
		const next = revision(answer)
		const astray = revision(answer, { first: next.id, rev: 2 })
		const messages = [answer, next, astray]
		expect(current(messages, root.id, answer.id)).toBe(next.id)
		expect(node(messages, root.id, next.id)).toMatchObject({ state: 'present', message: astray, firstHeld: false })
	})
})

describe('a node whose first version is not held', () => {
	it('[SPEC 6.7] is missing where nobody says anything about it', () => {
		const below = reply(BO, root.id, { parent: parent.id })
		expect(node([root, below], root.id, parent.id)).toEqual({
			id: parent.id,
			parent: root.id,
			depth: 1,
			children: [below.id],
			place: 10,
			state: 'missing',
		})
		expect(threadView([], root.id, NOW).nodes).toEqual([{ id: root.id, depth: 0, children: [], state: 'missing' }])
	})

	it('[SPEC 6.7] is present where one author has versions of it', () => {
		const next = revision(answer)
		const last = revision(next)
		expect(node([next, last], root.id, answer.id)).toMatchObject({ state: 'present', message: last, firstHeld: false })
	})

	it('[SPEC 6.7] is retracted where one author claims it', () => {
		expect(node([takeBack(answer)], root.id, answer.id)).toMatchObject({ state: 'retracted', author: BO })
		expect(node([answer, revision(answer), takeBack(answer)], root.id, answer.id)).toMatchObject({ state: 'retracted', author: BO })
		expect(node([takeBack(root)], root.id, root.id)).toMatchObject({ state: 'retracted', author: ANNA })
	})

	it('[SPEC 6.7] is contested where several do, in the order of their keys', () => {
		const [a, b] = [revision(answer, {}, ANNA), revision(answer, {}, CARL)]
		expect(node([b, a, takeBack(answer)], root.id, answer.id)).toMatchObject({
			state: 'contested',
			claims: [
				{ author: ANNA, retracted: false, message: a },
				{ author: BO, retracted: true },
				{ author: CARL, retracted: false, message: b },
			],
		})
	})

	it('[SPEC 6.7] a contested node shows the current version of each claimant', () => {
		const [a, b] = [revision(answer), revision(answer, {}, CARL)]
		const later = revision(b)
		const { claims } = node([a, b, later], root.id, answer.id) as ContestedNode
		expect(claims).toEqual([
			{ author: BO, retracted: false, message: a },
			{ author: CARL, retracted: false, message: later },
		])
	})

	it('[SPEC 6.7] a claim on a revision alone is no claim on the node', () => {
		const next = revision(answer)
		const below = reply(CARL, root.id, { parent: answer.id })
		expect(threadView([takeBack(next)], root.id, NOW).nodes.map(({ id }) => id)).toEqual([root.id])
		expect(node([takeBack(next), below], root.id, answer.id)).toMatchObject({ state: 'missing' })
		expect(current([answer, next, takeBack(next)], root.id, answer.id)).toBe(answer.id)
	})

	it('[SPEC 6.4] is so too when the first version expired', () => {
		const brief = reply(BO, root.id, { expires: 20 })
		const next = revision(brief)
		expect(node([brief, next], root.id, brief.id)).toMatchObject({ state: 'present', message: next, firstHeld: false })
		expect(threadView([brief], root.id, NOW).nodes).toHaveLength(1)
	})
})

describe('the messages of a thread', () => {
	it('[SPEC 6.7] are those of this thread alone', () => {
		const elsewhere = reply(BO, ghost('elsewhere'))
		const astray = revision(answer, { root: ghost('elsewhere') })
		const messages = [root, answer, elsewhere, astray, retract(BO, stub(answer.id)), retract(BO, stub(ghost('x')))]
		expect(threadView(messages, root.id, NOW).nodes).toMatchObject([{ id: root.id }, { id: answer.id, message: answer }])
	})

	it('[SPEC 6.7] a revision of the root belongs to its thread', () => {
		const next = revision(root)
		expect(node([root, next], root.id, root.id)).toMatchObject({ message: next, firstHeld: true })
		expect(node([next], root.id, root.id)).toMatchObject({ message: next, firstHeld: false })
	})

	it('[SPEC 5.2] are those that have effect', () => {
		const strange = other(2, BO, { root: root.id, text: 'text' })
		const below = reply(CARL, root.id, { parent: strange.id })
		expect(node([root, strange, below], root.id, strange.id)).toMatchObject({ state: 'missing', children: [below.id] })
	})
})
