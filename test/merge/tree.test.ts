import { describe, expect, it } from 'vitest'
import { threadView } from '../../src/merge/thread.js'
import { growTree } from '../../src/merge/tree.js'
import type { Message, MessageId } from '../../src/message/types.js'
import { ANNA, BO, CARL, DORA, ghost, post, reply, retract, revision, stub, stubFor, takeBack } from './factory.js'

const root = post(ANNA)
const first = reply(BO, root.id)
const second = reply(CARL, root.id)

/** The parent of each node but the root. */
function parents(messages: readonly Message[]): ReadonlyMap<MessageId, MessageId | undefined> {
	return new Map(threadView(messages, root.id, 25).nodes.map(({ id, parent }) => [id, parent]))
}
const parent = (id: MessageId, ...messages: readonly Message[]): MessageId | undefined => {
	const all = parents(messages)
	expect(all.has(id)).toBe(true)
	return all.get(id)
}

describe('the parent of a node', () => {
	it('[SPEC 6.8] is the root where nothing else is named, and the root has none', () => {
		expect(parent(first.id, root, first)).toBe(root.id)
		expect(parent(root.id, root, first)).toBeUndefined()
	})

	it('[SPEC 6.8] is what its first version names', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		expect(parent(below.id, first, below)).toBe(first.id)
		expect(parent(below.id, first, below, revision(below, { parent: second.id }), revision(below, { parent: second.id }, DORA))).toBe(
			first.id,
		)
	})

	it('[SPEC 6.8] is what its current version names where the first one is not held', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		const next = revision(below)
		const moved = revision(next, { parent: second.id })
		expect(parent(below.id, next)).toBe(first.id)
		expect(parent(below.id, next, moved)).toBe(second.id)
	})

	it('[SPEC 6.8] is what the claim names where it was retracted', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		expect(parent(below.id, takeBack(below))).toBe(first.id)
		expect(parent(below.id, below, takeBack(below))).toBe(first.id)
	})

	it('[SPEC 6.8] is the root where several claims of its author differ', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		const elsewhere = retract(CARL, stub(below.id, { root: root.id, parent: second.id }))
		expect(parent(below.id, takeBack(below), takeBack(below))).toBe(first.id)
		expect(parent(below.id, takeBack(below), elsewhere)).toBe(root.id)
		expect(parent(below.id, takeBack(below), retract(CARL, stub(below.id, { root: root.id })))).toBe(root.id)
	})

	it('[SPEC 6.8] of a contested node is what all claimants name, else the root', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		const [own, others] = [revision(below), revision(below, {}, DORA)]
		expect(parent(below.id, own, others)).toBe(first.id)
		expect(parent(below.id, own, retract(DORA, stubFor(below)))).toBe(first.id)
		expect(parent(below.id, own, revision(below, { parent: second.id }, DORA))).toBe(root.id)
		expect(parent(below.id, own, revision(below, { parent: undefined }, DORA))).toBe(root.id)
		expect(parent(below.id, own, retract(DORA, stub(below.id, { root: root.id, parent: second.id })))).toBe(root.id)
		expect(parent(below.id, own, others, retract(ANNA, stub(below.id, { root: root.id, parent: second.id })))).toBe(root.id)
	})

	it('[SPEC 6.8] that names a later version is the node of that', () => {
		const next = revision(first)
		const below = reply(CARL, root.id, { parent: next.id })
		expect(parent(below.id, first, next, below)).toBe(first.id)
		expect(parent(below.id, next, below)).toBe(first.id)
		expect(parent(below.id, below)).toBe(next.id)
	})

	it('[SPEC 6.8] that names a retracted version is the node of that', () => {
		const next = revision(first)
		const below = reply(CARL, root.id, { parent: next.id })
		expect(parent(below.id, first, takeBack(next), below)).toBe(first.id)
		expect(parent(below.id, first, next, takeBack(next), below)).toBe(first.id)
	})

	it('[SPEC 6.8] is compared after that', () => {
		const next = revision(first)
		const below = reply(CARL, root.id, { parent: first.id })
		const messages = [first, next, revision(below), revision(below, { parent: next.id }, DORA)]
		expect(parent(below.id, ...messages)).toBe(first.id)
	})

	it('[SPEC 6.8] that names a later version of the root is the root', () => {
		const next = revision(root)
		const below = reply(CARL, root.id, { parent: next.id })
		expect(parent(below.id, root, next, below)).toBe(root.id)
	})

	it('[SPEC 6.8] nobody moves the answers to what another one wrote', () => {
		const below = reply(CARL, root.id, { parent: first.id })
		const lie = retract(DORA, stub(first.id, { root: root.id, first: second.id }))
		expect(parent(below.id, first, second, below, lie)).toBe(first.id)
	})

	it('[SPEC 6.8] where claims differ about what was taken back, it stands for itself', () => {
		const next = revision(first)
		const below = reply(CARL, root.id, { parent: next.id })
		const lie = retract(DORA, stub(next.id, { root: root.id, first: second.id }))
		const bare = retract(DORA, stub(next.id, { root: root.id }))
		for (const messages of [
			[takeBack(next), lie],
			[lie, takeBack(next)],
			[takeBack(next), bare],
			[bare, takeBack(next)],
			[takeBack(next), lie, takeBack(next)],
			[bare, lie, takeBack(next)],
		]) {
			expect(parent(below.id, first, below, ...messages)).toBe(next.id)
		}
	})

	it('[SPEC 6.8] several claims that name one first version mean the node of that', () => {
		const next = revision(first)
		const below = reply(CARL, root.id, { parent: next.id })
		const claims = [retract(BO, stubFor(next)), retract(DORA, stubFor(next))]
		expect(parent(below.id, below, ...claims)).toBe(first.id)
		expect(parent(below.id, below, ...claims, retract(ANNA, stub(next.id, { root: root.id, first: second.id })))).toBe(next.id)
	})

	it('[SPEC 6.8] that is not held stands for what all claims name, whoever else says to have revised it', () => {
		const lost = ghost('lost')
		const below = reply(CARL, root.id, { parent: lost })
		const version = reply(BO, root.id, { first: lost, rev: 1 })
		expect(parent(below.id, version, below)).toBe(lost)
		expect(parent(below.id, version, below, retract(DORA, stub(lost, { root: root.id, first: first.id })))).toBe(first.id)
	})

	it('[SPEC 6.8] of the root is none, whatever a stub says', () => {
		const lie = retract(ANNA, stub(root.id, { parent: first.id }))
		expect(parents([lie])).toEqual(new Map([[root.id, undefined]]))
	})
})

describe('growTree', () => {
	it('[SPEC 6.8] makes nothing of nothing', () => {
		expect(growTree([], 25)).toEqual([])
	})
})

describe('cycles', () => {
	const [one, two, three, outside] = ['1', '2', '3', '4'].map(ghost) as [string, string, string, string]
	const claim = (target: MessageId, above: MessageId): Message => retract(BO, stub(target, { root: root.id, parent: above }))

	it('[SPEC 6.8] all nodes of a cycle stand below the root', () => {
		const all = parents([claim(one, two), claim(two, three), claim(three, one)])
		expect(all).toEqual(new Map([root.id, one, two, three].map((id) => [id, id === root.id ? undefined : root.id])))
	})

	it('[SPEC 6.8] what hangs on a cycle stays where it is', () => {
		const all = parents([claim(one, two), claim(two, one), claim(outside, one), claim(three, outside)])
		expect([one, two, outside, three].map((id) => all.get(id))).toEqual([root.id, root.id, one, outside])
	})

	it('[SPEC 6.8] a node that names itself stands below the root', () => {
		const next = revision(first, { parent: undefined })
		const own = revision(first, { parent: next.id, rev: 5 })
		expect(parent(first.id, next, own)).toBe(root.id)
	})

	it('[SPEC 6.8] two cycles are two', () => {
		const all = parents([claim(one, two), claim(two, one), claim(three, outside), claim(outside, three)])
		expect([one, two, three, outside].map((id) => all.get(id))).toEqual([root.id, root.id, root.id, root.id])
	})
})
