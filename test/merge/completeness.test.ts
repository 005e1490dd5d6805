import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/limits.js'
import { completenessViews } from '../../src/merge/completeness.js'
import type { LogCompleteness } from '../../src/merge/knowledge-types.js'
import type { Message, Post } from '../../src/message/types.js'
import { ANNA, BO, endorse, ghost, other, post, profile, reply, retract, revision, stub, stubFor, takeBack } from './factory.js'
import { heldArbitrary, KEYS, NOW } from './knowledge-histories.js'
import { oracleCompleteness } from './knowledge-oracle.js'
import { retracted } from './oracle.js'

const RUNS = { seed: 20_260_206, numRuns: 300 }
const numbered = (seq: number, log?: number): Post => post(ANNA, { seq, log })
const view = (...messages: readonly Message[]): LogCompleteness | undefined => completenessViews(messages, NOW)[0]

describe('completenessViews', () => {
	it('[SPEC 6.18] counts what is held of the highest number known, and names what is missing', () => {
		expect(completenessViews([numbered(7), numbered(2), numbered(1)], NOW)).toEqual([
			{
				author: ANNA,
				log: 0,
				highest: 7,
				held: 3,
				retracted: 0,
				missing: [{ from: 3, to: 6 }],
				forks: [],
				refuted: [],
				contradictions: [],
			},
		])
		expect(view(numbered(4))?.missing).toEqual([{ from: 1, to: 3 }])
		expect(view(numbered(2), numbered(4))?.missing).toEqual([
			{ from: 1, to: 1 },
			{ from: 3, to: 3 },
		])
		expect(view(numbered(1), numbered(2))?.missing).toEqual([])
	})

	it('[SPEC 6.18] each log of each author counts for itself, in the order of both', () => {
		const messages = [post(BO, { seq: 1 }), numbered(2, 10), numbered(1, 9), numbered(5)]
		const logs = completenessViews(messages, NOW)
		expect(logs.map(({ author, log, highest }) => [author, log, highest])).toEqual([
			[ANNA, 0, 5],
			[ANNA, 9, 1],
			[ANNA, 10, 2],
			[BO, 0, 1],
		])
		expect(completenessViews(messages, NOW, BO)).toEqual(logs.slice(3))
		expect(completenessViews(messages, NOW, ghost('nobody'))).toEqual([])
	})

	it('[SPEC 6.18] counts every kind, with effect or without', () => {
		const messages = [
			endorse(ANNA, post(BO), 'confirm', { seq: 1 }),
			other(200, ANNA, { seq: 2 }),
			other(3, ANNA, { seq: 3, target: ghost('x'), stance: 9 }),
		]
		expect(view(...messages)).toMatchObject({ highest: 3, held: 3, missing: [] })
	})

	it('[SPEC 6.18] what was taken back is known, and not held', () => {
		const gone = numbered(3)
		const retraction = retract(ANNA, stubFor(gone))
		const { seq } = retraction
		const expected = {
			highest: seq,
			held: 1,
			retracted: 1,
			missing: [
				{ from: 1, to: 2 },
				{ from: 4, to: seq - 1 },
			],
			forks: [],
		}
		expect(view(retraction)).toMatchObject(expected)
		expect(view(retraction, gone)).toMatchObject(expected)
	})

	it('[SPEC 6.18] the stub of a log counts in that log', () => {
		const gone = numbered(2, 7)
		expect(completenessViews([takeBack(gone)], NOW).find(({ log }) => log === 7)).toEqual({
			author: ANNA,
			log: 7,
			highest: 2,
			held: 0,
			retracted: 1,
			missing: [{ from: 1, to: 1 }],
			forks: [],
			refuted: [],
			contradictions: [],
		})
	})

	it('[SPEC 6.18] a version that goes with its first one is missing without a stub of its own', () => {
		const first = numbered(1, 7)
		const next = revision(first, { seq: 2, log: 7 })
		const log = (...messages: readonly Message[]): LogCompleteness | undefined =>
			completenessViews(messages, NOW).find((one) => one.log === 7)
		expect(log(next, takeBack(first))).toMatchObject({ highest: 1, retracted: 1 })
		expect(log(next, takeBack(first, next))).toMatchObject({ highest: 2, retracted: 2, missing: [] })
	})

	it('[SPEC 6.18] what somebody else says to have taken back says nothing about the author', () => {
		const held = numbered(1)
		expect(completenessViews([held, retract(BO, stub(held.id, { seq: 9 }))], NOW, ANNA)).toMatchObject([
			{ highest: 1, held: 1, retracted: 0 },
		])
	})

	it('[SPEC 6.4] what is expired counts as not held', () => {
		const old = [
			post(ANNA, { seq: 2, expires: NOW }),
			other(1, ANNA, { seq: 3, text: 'x', expires: NOW }),
			other(40, ANNA, { seq: 4, expires: NOW }),
		]
		expect(view(numbered(1), ...old)).toMatchObject({ highest: 1, held: 1 })
		expect(view(post(ANNA, { seq: 2, expires: NOW + 1 }))).toMatchObject({ highest: 2 })
		expect(view(profile(ANNA, 'Anna', { seq: 2, expires: NOW }))).toMatchObject({ highest: 2 })
		expect(view(other(6, ANNA, { seq: 2, expires: NOW }))).toMatchObject({ highest: 2 })
	})

	it('[SPEC 6.18] names different messages with one number', () => {
		const [a, b] = [post(ANNA, { seq: 2, text: 'a' }), post(ANNA, { seq: 2, text: 'b' })]
		expect(view(a, b, a)).toMatchObject({
			highest: 2,
			held: 1,
			missing: [{ from: 1, to: 1 }],
			forks: [{ seq: 2, messages: [a.id, b.id].sort() }],
		})
		expect(view(a, a)).toMatchObject({ forks: [] })
		expect(completenessViews([a, post(ANNA, { seq: 2, log: 1 }), post(BO, { seq: 2 })], NOW).flatMap(({ forks }) => forks)).toEqual([])
	})

	it('[SPEC 6.1] lists the messages of a fork by their bytes', () => {
		const many = [1, 2, 3, 4, 5].map((time) => post(ANNA, { seq: 1, time }))
		expect(view(...many)?.forks).toEqual([{ seq: 1, messages: many.map(({ id }) => id).sort() }])
	})

	it('[SPEC 6.4] a reply expires as a post does, and takes a time of 0', () => {
		const answer = reply(ANNA, ghost('root'), { seq: 1, expires: NOW })
		expect(view(answer, numbered(2))).toMatchObject({ held: 1, missing: [{ from: 1, to: 1 }] })
		expect(completenessViews([answer], 0)).toMatchObject([{ held: 1 }])
	})

	it('[SPEC 6.18] a message that was taken back is evidence of a fork, too', () => {
		const [a, b] = [post(ANNA, { seq: 2, text: 'a' }), post(ANNA, { seq: 2, text: 'b' })]
		const forks = [{ seq: 2, messages: [a.id, b.id].sort() }]
		expect(view(a, takeBack(b))).toMatchObject({ retracted: 0, forks })
		expect(view(takeBack(a), takeBack(b))).toMatchObject({ retracted: 1, forks })
		expect(view(takeBack(a), takeBack(a))).toMatchObject({ forks: [] })
	})

	it('[SPEC 6.18] the greatest numbers cost nothing', () => {
		const last = LIMITS.integer
		expect(view(numbered(1), numbered(last))).toMatchObject({ highest: last, held: 2, missing: [{ from: 2, to: last - 1 }] })
	})

	it('refuses a time that is none', () => {
		for (const now of [-1, 0.5, Number.NaN])
			expect(() => completenessViews([], now)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})

	it('[SPEC 6.18] sees what asking for every number sees', () => {
		const seen = { forks: 0, missing: 0, retracted: 0 }
		fc.assert(
			fc.property(heldArbitrary, ([held]) => {
				const logs = completenessViews(held, NOW)
				expect(logs).toEqual(oracleCompleteness(held, NOW))
				for (const log of logs) {
					if (log.forks.length > 0) seen.forks++
					if (log.missing.length > 1) seen.missing++
					if (log.retracted > 0) seen.retracted++
					const missing = log.missing.reduce((sum, { from, to }) => sum + to - from + 1, 0)
					expect(log.held + log.retracted + missing).toBe(log.highest)
				}
			}),
			RUNS,
		)
		expect(Object.entries(seen).filter(([, times]) => times < 10)).toEqual([])
	})

	it('[SPEC 6.18] depends on nothing but the messages of the author, in any order, erased or not', () => {
		fc.assert(
			fc.property(heldArbitrary, ([held]) => {
				for (const author of KEYS) {
					const own = held.filter((message) => message.author === author)
					const logs = completenessViews(held, NOW, author)
					expect(completenessViews([...own, ...[...own].reverse()], NOW)).toEqual(logs)
					expect(
						completenessViews(
							own.filter((message) => !retracted(message, own)),
							NOW,
						),
					).toEqual(logs)
				}
			}),
			RUNS,
		)
	})
})
