import { describe, expect, it } from 'vitest'
import { claimsOf, indexClaims, isRetracted } from '../../src/merge/retraction.js'
import type { Message, Retraction } from '../../src/message/types.js'
import { ANNA, BO, endorse, ghost, other, post, profile, reply, retract, revision, stub, stubFor, takeBack, vouch } from './factory.js'

const retracted = (message: Message, ...retractions: readonly Retraction[]): boolean =>
	isRetracted(message, indexClaims(retractions.flatMap(claimsOf)))

const root = post(ANNA)
const answer = reply(ANNA, root.id)

describe('claims', () => {
	it('[SPEC 6.2] are one for each stub, each in the thread of its stub', () => {
		const [first, second, third] = [ghost('1'), ghost('2'), ghost('3')]
		const claims = claimsOf(
			retract(BO, stub(first, { root: third, first: second }), stub(second, { first: third }), stub(third, { parent: first })),
		)
		expect(new Map(claims.map(({ stub: { target }, thread }) => [target, thread]))).toEqual(
			new Map([
				[first, third],
				[second, third],
				[third, third],
			]),
		)
		expect(claims.map(({ author }) => author)).toEqual([BO, BO, BO])
	})
})

describe('isRetracted', () => {
	it('[SPEC 6.2] posts, replies, profiles and private messages can be taken back by their author', () => {
		const kinds = [root, answer, profile(ANNA, 'Anna'), other(128, ANNA), other(255, ANNA)] as const
		for (const message of kinds) expect(retracted(message, takeBack(message))).toBe(true)
	})

	it('[SPEC 6.2] nothing else can', () => {
		for (const message of [endorse(ANNA, post(BO)), vouch(ANNA, BO), takeBack(root), other(8, ANNA), other(127, ANNA), other(256, ANNA)]) {
			expect(retracted(message, retract(ANNA, stubFor(message)))).toBe(false)
		}
	})

	it('[SPEC 6.2] nobody else can', () => {
		for (const message of [root, answer, profile(ANNA, 'Anna'), other(128, ANNA)]) {
			expect(retracted(message, retract(BO, stubFor(message)))).toBe(false)
		}
	})

	it('[SPEC 6.2] a first version takes all own versions with it, known and to come', () => {
		const next = revision(answer)
		const last = revision(next)
		expect(retracted(last, takeBack(answer))).toBe(true)
		expect(retracted(revision(root), takeBack(root))).toBe(true)
		expect(retracted(revision(answer, {}, BO), takeBack(answer))).toBe(false)
	})

	it('[SPEC 6.2] a revision goes alone', () => {
		const next = revision(answer)
		expect(retracted(next, takeBack(next))).toBe(true)
		expect(retracted(answer, takeBack(next))).toBe(false)
		expect(retracted(revision(next), takeBack(next))).toBe(false)
	})

	it('[SPEC 6.2] a claim that belongs to another thread does nothing', () => {
		const me = profile(ANNA, 'Anna')
		expect(retracted(me, retract(ANNA, stub(me.id, { root: ghost('elsewhere') })))).toBe(false)
		expect(retracted(answer, retract(ANNA, stub(answer.id)))).toBe(false)
		expect(retracted(answer, retract(ANNA, stub(answer.id, { root: ghost('elsewhere') })))).toBe(false)
		expect(retracted(root, retract(ANNA, stub(root.id, { root: ghost('elsewhere') })))).toBe(false)
		expect(retracted(revision(answer), retract(ANNA, stub(answer.id)))).toBe(false)
	})

	it('[SPEC 6.2] the stub of a private message names the thread that this has from its target', () => {
		const note = other(200, ANNA, { target: ghost('something') })
		expect(note.thread).toBe(ghost('something'))
		expect(retracted(note, takeBack(note))).toBe(true)
		expect(retracted(note, retract(ANNA, stub(note.id)))).toBe(false)
	})

	it('[SPEC 6.2] messages without effect can be taken back as well', () => {
		const strange = other(1, ANNA, { text: 'from a later version' })
		const revised = other(1, ANNA, { text: 'from a later version', first: strange.id, rev: 1 })
		expect(retracted(strange, takeBack(strange))).toBe(true)
		expect(retracted(revised, takeBack(strange))).toBe(true)
		expect(retracted(other(200, ANNA, { first: strange.id }), takeBack(strange))).toBe(true)
	})

	it('[SPEC 6.2] it counts in whatever order it comes and however often', () => {
		const retractions = [retract(BO, stubFor(root)), takeBack(root), takeBack(root, answer)]
		expect(retracted(root, ...retractions, ...retractions)).toBe(true)
		expect(retracted(root, ...retractions.reverse())).toBe(true)
	})
})
