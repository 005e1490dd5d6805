import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { threadCorroborations } from '../../src/merge/corroboration.js'
import type { Reader } from '../../src/merge/knowledge-types.js'
import { Memo } from '../../src/merge/memo.js'
import { threadView } from '../../src/merge/thread.js'
import type { PresentNode } from '../../src/merge/types.js'
import type { AuthorId, Message, Profile } from '../../src/message/types.js'
import { ANNA, BO, CARL, DORA, endorse, post, profile, reply, vouch } from './factory.js'
import { cite, historyArbitrary, NOW, readerArbitrary, uri } from './knowledge-histories.js'

describe('a memo', () => {
	it('computes again exactly when an input is another one', () => {
		const memo = new Memo()
		const compute = vi.fn(() => ({}))
		const [a, b] = [{}, {}]
		const first = memo.of('x', '', [a, b], compute)
		expect(memo.of('x', '', [a, b], compute)).toBe(first)
		expect(memo.of('x', 'y', [a, b], compute)).not.toBe(first)
		expect(memo.of('x', '', [a], compute)).not.toBe(first)
		expect(memo.of('x', '', [a, {}], compute)).not.toBe(first)
		const last = memo.of('x', '', [a, b], compute)
		expect(memo.of('x', '', [b, b], compute)).not.toBe(last)
		expect(memo.of('x', '', [b, a], compute)).not.toBe(last)
		expect(compute).toHaveBeenCalledTimes(7)
	})

	it('forgets what nobody asked for', () => {
		const memo = new Memo()
		const compute = vi.fn(() => 1)
		memo.of('x', '', [], compute)
		memo.next()
		memo.of('x', '', [], compute)
		expect(compute).toHaveBeenCalledTimes(1)
		memo.next()
		memo.next()
		memo.of('x', '', [], compute)
		expect(compute).toHaveBeenCalledTimes(2)
	})

	describe('on one thread', () => {
		const root = post(ANNA)
		const answer = reply(BO, root.id)
		const [seen, heard] = [endorse(BO, root, 'confirm', { grounds: 1 }), endorse(CARL, answer, 'dispute', { sources: [uri('u')] })]
		const held = [root, answer, seen, heard]
		const names = (author: AuthorId, key: AuthorId): Profile => profile(author, 'somebody', { keys: [fromHex(key) as Uint8Array] })
		const ME: Reader = { keys: [ANNA] }

		it('gives the same objects again, whatever else comes', () => {
			const memo = new Memo()
			const before = threadCorroborations(held, root.id, ME, NOW, memo)
			const more = [...held, reply(DORA, root.id), endorse(DORA, post(CARL), 'confirm'), post(DORA)]
			const after = threadCorroborations(more, root.id, ME, NOW, memo)
			expect(after).toHaveLength(3)
			for (const [index, { node, current }] of before.entries()) {
				expect(after.find((one) => one.node === node)?.current).toBe(before[index]?.current)
				expect(current.version).toBe(node)
			}
			const thread = threadView(held, root.id, NOW, memo).nodes as readonly PresentNode[]
			const later = threadView(more, root.id, NOW, memo).nodes as readonly PresentNode[]
			for (const { id, stances } of thread) expect(later.find((one) => one.id === id)?.stances).toBe(stances)
		})

		const cases: Readonly<Record<string, readonly [held: readonly Message[], reader: Reader]>> = {
			'another stance': [[...held, endorse(DORA, root)], ME],
			'a stance that is gone': [[root, answer, heard], ME],
			'a vouch': [[...held, vouch(ANNA, BO)], ME],
			'a link between two keys': [[...held, names(BO, CARL), names(CARL, BO), endorse(CARL, root)], ME],
			'a link to the reader': [[...held, names(ANNA, BO), names(BO, ANNA)], ME],
			'another reader': [held, { keys: [BO] }],
			'one more key': [held, { keys: [ANNA, BO] }],
			'a private vouch': [held, { keys: [ANNA], vouches: [BO] }],
			'no depth': [[...held, vouch(ANNA, BO)], { keys: [ANNA], depth: 0 }],
			'a blocked key': [[...held, vouch(ANNA, BO)], { keys: [ANNA], blocked: [BO] }],
		}
		for (const [name, [now, reader]] of Object.entries(cases)) {
			it(`[SPEC 6.16] sees ${name}`, () => {
				const memo = new Memo()
				threadCorroborations(held, root.id, ME, NOW, memo)
				threadView(held, root.id, NOW, memo)
				// Here the memo holds what differs in the reader alone, too.
				for (const who of [ME, reader]) {
					expect(threadCorroborations(now, root.id, who, NOW, memo)).toEqual(threadCorroborations(now, root.id, who, NOW))
				}
				expect(threadView(now, root.id, NOW, memo)).toEqual(threadView(now, root.id, NOW))
			})
		}

		it('[SPEC 6.16] sees who wrote what is cited, as soon as it is held', () => {
			const [one, two] = [post(DORA), post(DORA)]
			const citing = [
				endorse(BO, root, 'confirm', { sources: [cite(one.id)] }),
				endorse(CARL, root, 'confirm', { sources: [uri('a'), cite(two.id)] }),
				endorse(DORA, root, 'confirm', { sources: [uri('b')] }),
			]
			const steps = [[], citing, [...citing, one], [...citing, one, two], [...citing, two]]
			for (const order of [steps, [...steps].reverse()]) {
				const memo = new Memo()
				for (const more of order) {
					const now = [root, ...more]
					expect(threadCorroborations(now, root.id, ME, NOW, memo)).toEqual(threadCorroborations(now, root.id, ME, NOW))
				}
			}
		})
	})

	it('changes no view, whatever grows, shrinks or passes, whoever looks', () => {
		const looks = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.constantFrom(NOW, 5, 24, 26), readerArbitrary), { minLength: 2, maxLength: 8 })
		fc.assert(
			fc.property(historyArbitrary, looks, (history, many) => {
				const [memo, other] = [new Memo(), new Memo()]
				const thread = history[0]?.id ?? ''
				for (const [count, now, reader] of many) {
					const held = history.slice(0, count)
					expect(threadView(held, thread, now, memo)).toEqual(threadView(held, thread, now))
					expect(threadCorroborations(held, thread, reader, now, other)).toEqual(threadCorroborations(held, thread, reader, now))
					memo.next()
					other.next()
				}
			}),
			{ seed: 20_261_125, numRuns: 200 },
		)
	})
})
