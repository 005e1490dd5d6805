import { describe, expect, it } from 'vitest'
import { byThread, consider } from '../../src/merge/live.js'
import type { Message, MessageId } from '../../src/message/types.js'
import {
	ANNA,
	BO,
	endorse,
	ghost,
	messageOf,
	other,
	payloadOf,
	post,
	profile,
	reply,
	retract,
	stub,
	stubFor,
	takeBack,
	vouch,
} from './factory.js'

const live = (messages: readonly Message[], now = 25): readonly MessageId[] => consider(messages, now).messages.map(({ id }) => id)

describe('consider', () => {
	it('[SPEC 6.4] leaves out what was retracted, and keeps the claim', () => {
		const root = post(ANNA)
		const retraction = takeBack(root)
		const { messages, claims } = consider([root, retraction], 25)
		expect(messages).toEqual([retraction])
		expect(claims).toMatchObject([{ author: ANNA, thread: root.id, stub: { target: root.id } }])
	})

	it('[SPEC 6.4] a message ends at the second that it names', () => {
		const root = post(ANNA, { expires: 25 })
		const answer = reply(BO, root.id, { expires: 25 })
		expect(live([root, answer], 24)).toEqual([root.id, answer.id])
		expect(live([root, answer], 25)).toEqual([])
	})

	it('[SPEC 6.1] takes a time of 0', () => {
		const root = post(ANNA, { expires: 1 })
		expect(live([root], 0)).toEqual([root.id])
	})

	it('[SPEC 6.4] in kinds that have no such field `expires` says nothing', () => {
		const root = post(ANNA)
		const retraction = messageOf(payloadOf({ kind: 5, author: ANNA, seq: 1, expires: 1, targets: [stubFor(root)] }))
		const lasting = [
			endorse(BO, post(ANNA), 'confirm', { expires: 1 }),
			vouch(BO, ANNA, 'vouch', { expires: 1 }),
			profile(BO, 'Bo', { expires: 1 }),
			retraction,
		]
		expect(live([root, ...lasting])).toEqual(lasting.map(({ id }) => id))
	})

	it('[SPEC 5.2] leaves out what has no effect', () => {
		expect(live([other(1, ANNA, { text: 'text' }), other(40, ANNA), other(200, ANNA)])).toEqual([])
	})

	it('[SPEC 5.2] a retraction without effect claims nothing', () => {
		const root = post(ANNA)
		const { messages, claims } = consider([root, other(5, ANNA, { targets: [stub(root.id)] })], 25)
		expect(messages).toEqual([root])
		expect(claims).toEqual([])
	})

	it('[SPEC 6.1] takes each message once', () => {
		const root = post(ANNA)
		const retraction = retract(BO, stub(ghost('x')))
		const { messages, claims } = consider([root, retraction, root, retraction], 25)
		expect(messages).toEqual([root, retraction])
		expect(claims).toHaveLength(1)
	})

	it('[SPEC 6.1] refuses a time that is none', () => {
		for (const now of [Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, 2 ** 53]) {
			expect(() => consider([], now)).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error)
		}
	})
})

describe('byThread', () => {
	it('[SPEC 3.9] gives each thread its messages and claims', () => {
		const root = post(ANNA)
		const answer = reply(BO, root.id)
		const said = endorse(BO, root)
		const retraction = retract(BO, stub(ghost('x'), { root: root.id }), stub(ghost('y')))
		const parts = byThread(consider([root, answer, said, retraction], 25))
		expect(parts.get(root.id)?.messages).toEqual([root, answer, said])
		expect(parts.get(root.id)?.claims.map(({ stub: { target } }) => target)).toEqual([ghost('x')])
		expect(parts.get(ghost('y'))?.claims.map(({ stub: { target } }) => target)).toEqual([ghost('y')])
	})
})
