import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { threadCorroborations } from '../../src/merge/corroboration.js'
import { Memo } from '../../src/merge/memo.js'
import { threadView } from '../../src/merge/thread.js'
import { historyArbitrary, NOW, readerArbitrary } from './knowledge-histories.js'

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
		expect(compute).toHaveBeenCalledTimes(4)
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
