import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { completenessViews } from '../../src/merge/completeness.js'
import type { LogCompleteness } from '../../src/merge/knowledge-types.js'
import type { Message, MessageId } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { ANNA, BO, endorse, messageOf, payloadOf, post, retract, stubFor } from './factory.js'
import { oracleCompleteness } from './knowledge-oracle.js'

const NOW = 25

const headOf = (ids: readonly MessageId[]): string => toHex(new MerkleTree(ids.map((id) => fromHex(id) as Uint8Array)).root())
const checkpoint = (seq: number, size: number, head: string, fields: Fields = {}): Message =>
	messageOf(payloadOf({ kind: 7, author: ANNA, seq, size, head, ...fields }))

/** The posts of a log, and after every third one a checkpoint of all before it. */
function logWithCheckpoints(length: number, fields: Fields = {}): readonly Message[] {
	const log: Message[] = []
	while (log.length < length) {
		const seq = log.length + 1
		log.push(
			seq % 4 === 0 ? checkpoint(seq, seq - 1, headOf(log.map(({ id }) => id)), fields) : post(ANNA, { text: `${seq}`, seq, ...fields }),
		)
	}
	return log
}

const view = (messages: readonly Message[]): LogCompleteness | undefined => completenessViews(messages, NOW, ANNA)[0]

describe('checkpoints of a log', () => {
	const log = logWithCheckpoints(12)
	const [, , third, fourth, , , , eighth, , , , twelfth] = log as readonly [Message, Message, Message, Message, ...Message[]]

	it('[SPEC 6.19] prove that nothing is missing up to the greatest one that fits', () => {
		expect(view(log)).toMatchObject({
			highest: 12,
			held: 12,
			proven: { size: 11, checkpoint: twelfth?.id },
			refuted: [],
			contradictions: [],
		})
		expect(view(log.slice(0, 11))).toMatchObject({ proven: { size: 7, checkpoint: eighth?.id } })
		expect(view(log.slice(0, 3))?.proven).toBeUndefined()
		expect(view([...log].reverse())).toEqual(view(log))
		expect(view([...log, ...log])).toEqual(view(log))
	})

	it('[SPEC 6.19] are open where a message is missing, and say nothing then', () => {
		expect(view(log.filter((message) => message !== log[5]))).toMatchObject({ proven: { size: 3, checkpoint: fourth.id }, refuted: [] })
		const without = view(log.slice(1))
		expect([without?.proven, without?.refuted]).toEqual([undefined, []])
	})

	it('[SPEC 6.19] hold for what was taken back, too: its claim has its id', () => {
		const gone = third as Parameters<typeof stubFor>[0]
		const retraction = messageOf(payloadOf({ kind: 5, author: ANNA, seq: 13, targets: [stubFor(gone)] }))
		for (const held of [
			[...log, retraction],
			[...log.filter((message) => message !== gone), retraction],
		]) {
			expect(view(held)).toMatchObject({ proven: { size: 11 }, retracted: 1, refuted: [] })
		}
	})

	it('[SPEC 6.19] that do not fit are refuted, and of one size only one can be right', () => {
		const wrong = checkpoint(13, 5, 'ab'.repeat(32))
		const same = checkpoint(14, 7, headOf(log.slice(0, 7).map(({ id }) => id)))
		const other = checkpoint(15, 7, 'cd'.repeat(32))
		const found = view([...log, wrong, same, other])
		expect(found).toMatchObject({ proven: { size: 11 }, refuted: [wrong.id, other.id].sort() })
		expect(found?.contradictions).toEqual([{ size: 7, checkpoints: [eighth?.id, same.id, other.id].sort() }])
		const [first] = [eighth as Message, same].sort((a, b) => (a.id < b.id ? -1 : 1))
		expect(view([...log.slice(0, 8), same])?.proven).toEqual({ size: 7, checkpoint: first?.id })
	})

	it('[SPEC 6.19] are open behind a fork, and those before it are not', () => {
		const fork = post(ANNA, { text: 'another sixth', seq: 6 })
		expect(view([...log, fork])).toMatchObject({ proven: { size: 3, checkpoint: fourth.id }, refuted: [], forks: [{ seq: 6 }] })
	})

	it('[SPEC 6.19] speak of their own author and log, and of no more than there is', () => {
		const elsewhere = logWithCheckpoints(8, { log: 7 })
		const both = completenessViews([...log, ...elsewhere], NOW, ANNA)
		expect(both.map(({ log: number, proven }) => [number, proven?.size])).toEqual([
			[0, 11],
			[7, 7],
		])
		const foreign = messageOf(payloadOf({ kind: 7, author: BO, seq: 1, size: 3, head: headOf(log.slice(0, 3).map(({ id }) => id)) }))
		expect(completenessViews([...log, foreign], NOW, BO)).toMatchObject([{ author: BO, highest: 1, held: 1 }])
		const absurd = checkpoint(13, Number.MAX_SAFE_INTEGER, 'ab'.repeat(32))
		expect(view([...log, absurd])).toMatchObject({ proven: { size: 11 }, refuted: [] })
		// A critical field that nobody knows: it has no effect, but it is a message of the log.
		const hidden = messageOf(payloadOf({ kind: 7, author: ANNA, seq: 13, size: 12, head: 'ab'.repeat(32) }, new Map([[200, 1]])))
		expect(view([...log, hidden])).toMatchObject({ highest: 13, held: 13, refuted: [], proven: { size: 11 } })
	})

	it('[SPEC 6.18, 6.19] are what the clauses say, taken literally, for any part of any history', () => {
		const histories = fc
			.record({
				length: fc.integer({ min: 1, max: 24 }),
				lost: fc.array(fc.nat({ max: 23 }), { maxLength: 2 }),
				gone: fc.array(fc.nat({ max: 23 }), { maxLength: 2 }),
				forks: fc.array(fc.nat({ max: 23 }), { maxLength: 1 }),
				lies: fc.array(fc.tuple(fc.integer({ min: 1, max: 26 }), fc.boolean()), { maxLength: 2 }),
			})
			.map(({ length, lost, gone, forks, lies }) => {
				const whole = logWithCheckpoints(length)
				const posts = gone.flatMap((at) => whole[at] ?? []).filter(({ kind }) => kind === 'post') as Parameters<typeof stubFor>[0][]
				return [
					...whole.filter((_, at) => !lost.includes(at)),
					...posts.map((message) => retract(ANNA, stubFor(message))),
					...forks.map((at) => endorse(ANNA, post(BO), 'confirm', { seq: at + 1 })),
					...lies.map(([size, isTrue], at) =>
						checkpoint(100 + at, size, isTrue && size <= length ? headOf(whole.slice(0, size).map(({ id }) => id)) : 'ab'.repeat(32)),
					),
				]
			})
		let proven = 0
		fc.assert(
			fc.property(
				histories.chain((messages) => fc.shuffledSubarray(messages, { minLength: messages.length })),
				(messages) => {
					const views = completenessViews([...messages, ...messages.slice(0, 3)], NOW)
					expect(views).toEqual(oracleCompleteness(messages, NOW))
					if (views.some((one) => one.proven !== undefined)) proven++
				},
			),
			{ seed: 619, numRuns: 300 },
		)
		expect(proven).toBeGreaterThan(50)
	})
})
