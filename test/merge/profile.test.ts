import { describe, expect, it } from 'vitest'
import { profileView } from '../../src/merge/profile.js'
import { ANNA, BO, post, profile, retract, stubFor, takeBack } from './factory.js'

describe('profileView', () => {
	it('[SPEC 6.12] gives the current profile of the author', () => {
		const before = profile(ANNA, 'Anna')
		const after = profile(ANNA, 'Anna B.', { rev: 1 })
		expect(profileView([after, profile(BO, 'Bo', { rev: 9 }), before, post(ANNA)], ANNA, 25)).toEqual({
			author: ANNA,
			profile: after,
			conflicts: [],
		})
	})

	it('[SPEC 6.5] names concurrent profiles as conflicts', () => {
		const [a, b] = [profile(ANNA, 'Anna', { time: 1 }), profile(ANNA, 'Anna', { time: 2 })]
		expect(profileView([a, b], ANNA, 25)).toEqual({ author: ANNA, profile: b, conflicts: [a.id] })
	})

	it('[SPEC 6.2] leaves out what its author took back, and nobody else can', () => {
		const before = profile(ANNA, 'Anna')
		const after = profile(ANNA, 'Anna Bengtsson, Uppsala', { rev: 1 })
		expect(profileView([before, after, takeBack(after)], ANNA, 25).profile).toEqual(before)
		expect(profileView([before, retract(BO, stubFor(before))], ANNA, 25).profile).toEqual(before)
	})

	it('says so when none is held', () => {
		expect(profileView([], ANNA, 25)).toEqual({ author: ANNA, conflicts: [] })
	})
})
