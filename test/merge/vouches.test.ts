import { describe, expect, it } from 'vitest'
import { currentVouches } from '../../src/merge/vouches.js'
import { ANNA, BO, CARL, other, post, vouch } from './factory.js'

describe('currentVouches', () => {
	it('[SPEC 6.5] gives the current vouch of each author on each subject, by their keys', () => {
		const [ab, ac, ba, bc] = [vouch(ANNA, BO), vouch(ANNA, CARL, 'distrust'), vouch(BO, ANNA), vouch(BO, CARL)]
		const later = vouch(ANNA, BO, 'distrust', { rev: 1 })
		expect(currentVouches([bc, later, post(ANNA), ba, ac, ab], 25)).toEqual([later, ac, ba, bc])
	})

	it('[SPEC 6.6] a withdrawn vouch is none', () => {
		expect(currentVouches([vouch(ANNA, BO), vouch(ANNA, BO, 'withdrawn', { rev: 1 })], 25)).toEqual([])
	})

	it('[SPEC 5.2] a vouch without effect is none', () => {
		expect(currentVouches([other(4, ANNA, { subject: BO, stance: 1 }), other(4, ANNA, { subject: BO, stance: 3 })], 25)).toEqual([])
	})
})
