import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Registered } from '../../src/merge/register.js'
import { resolveRegister, resolveRegisters } from '../../src/merge/register.js'

const current = (...messages: readonly Registered[]): string => resolveRegister(messages).current.id

describe('resolveRegister', () => {
	it('[SPEC 6.5] the highest rev is current, whatever the clocks and ids say', () => {
		expect(current({ id: 'b', rev: 1, time: 900 }, { id: 'a', rev: 2, time: 1 })).toBe('a')
		expect(current({ id: 'b', rev: 1, time: 900 }, { id: 'a', rev: 2 })).toBe('a')
	})

	it('[SPEC 6.5] with the same rev the latest time is current', () => {
		expect(current({ id: 'a', rev: 1, time: 2 }, { id: 'b', rev: 1, time: 1 })).toBe('a')
	})

	it('[SPEC 6.5] an absent time is lower than every time', () => {
		expect(current({ id: 'b', rev: 1 }, { id: 'a', rev: 1, time: 0 })).toBe('a')
	})

	it('[SPEC 6.5] with the same rev and time the greatest id is current', () => {
		expect(current({ id: 'a', rev: 0, time: 1 }, { id: 'b', rev: 0, time: 1 })).toBe('b')
		expect(current({ id: '9f', rev: 0 }, { id: 'a0', rev: 0 })).toBe('a0')
	})

	it('[SPEC 6.5] those with the same rev are conflicts, greatest first', () => {
		const messages = [
			{ id: 'a', rev: 0 },
			{ id: 'b', rev: 2 },
			{ id: 'c', rev: 2, time: 5 },
			{ id: 'd', rev: 2, time: 4 },
			{ id: 'e', rev: 1, time: 9 },
		]
		const register = resolveRegister(messages)
		expect(register.current.id).toBe('c')
		expect(register.conflicts.map(({ id }) => id)).toEqual(['d', 'b'])
		expect(register.earlier.map(({ id }) => id)).toEqual(['d', 'b', 'e', 'a'])
	})

	it('[SPEC 6.5] a missing middle changes nothing', () => {
		const versions = [0, 1, 2, 3].map((rev) => ({ id: `${9 - rev}`, rev, time: 9 - rev }))
		const { current: last } = resolveRegister(versions)
		expect(resolveRegister(versions.filter(({ rev }) => rev !== 1 && rev !== 2)).current).toBe(last)
	})

	it('gives the same for any order', () => {
		const message = fc.record({ rev: fc.nat({ max: 2 }), time: fc.option(fc.nat({ max: 2 }), { nil: undefined }) })
		const messages = fc
			.array(message, { minLength: 1, maxLength: 8 })
			.map((all) => all.map(({ rev, time }, index): Registered => ({ id: `${index}`, rev, ...(time === undefined ? {} : { time }) })))
			.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
		fc.assert(
			fc.property(messages, ([all, shuffled]) => {
				expect(resolveRegister(shuffled)).toEqual(resolveRegister(all))
			}),
			{ seed: 6, numRuns: 300 },
		)
	})

	it('neither changes what it was given nor lets its answer be changed', () => {
		const messages = Object.freeze([Object.freeze({ id: 'a', rev: 0 }), Object.freeze({ id: 'b', rev: 1 })])
		const register = resolveRegister(messages)
		expect(Object.isFrozen(register) && Object.isFrozen(register.conflicts) && Object.isFrozen(register.earlier)).toBe(true)
	})

	it('refuses an empty register', () => {
		expect(() => resolveRegister([])).toThrow(expect.objectContaining({ code: 'argument-invalid' }) as Error)
	})
})

describe('resolveRegisters', () => {
	it('tells registers apart by their key', () => {
		const messages = [
			{ id: 'a', rev: 0, of: 'x' },
			{ id: 'b', rev: 0, of: 'y' },
			{ id: 'c', rev: 1, of: 'x' },
		]
		expect(resolveRegisters(messages, ({ of }) => of).map((register) => register.current.id)).toEqual(['c', 'b'])
	})
})
