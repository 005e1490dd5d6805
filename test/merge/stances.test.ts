import { describe, expect, it } from 'vitest'
import { stancesOn, stanceViews } from '../../src/merge/stances.js'
import { ANNA, BO, CARL, DORA, endorse, ghost, other, post, reply, revision } from './factory.js'

const NOW = 25
const root = post(ANNA)
const answer = reply(ANNA, root.id)

describe('stanceViews', () => {
	it('[SPEC 6.10] gives the current stance of each author, by their keys', () => {
		const before = endorse(CARL, answer, 'confirm')
		const after = endorse(CARL, answer, 'dispute', { rev: 1 })
		const bo = endorse(BO, answer, 'outdated')
		expect(stanceViews(answer, [after, bo, before], NOW)).toEqual([
			{ author: BO, endorsement: bo, conflicts: [] },
			{ author: CARL, endorsement: after, conflicts: [] },
		])
	})

	it('[SPEC 6.5] names concurrent stances of one author as conflicts', () => {
		const [a, b] = [endorse(BO, answer, 'confirm', { time: 1 }), endorse(BO, answer, 'dispute', { time: 2 })]
		expect(stanceViews(answer, [a, b], NOW)).toEqual([{ author: BO, endorsement: b, conflicts: [a.id] }])
	})

	it('[SPEC 6.6] a withdrawn stance is none, and can be taken again', () => {
		const said = endorse(BO, answer)
		const withdrawn = endorse(BO, answer, 'withdrawn', { rev: 1 })
		const again = endorse(BO, answer, 'dispute', { rev: 2 })
		expect(stanceViews(answer, [said, withdrawn], NOW)).toEqual([])
		expect(stanceViews(answer, [again, withdrawn, said], NOW)).toMatchObject([{ endorsement: again }])
	})

	it('[SPEC 6.10] does not count what an author says of their own text', () => {
		expect(stanceViews(answer, [endorse(ANNA, answer)], NOW)).toEqual([])
	})

	it('[SPEC 6.10] does not count what is said of another version', () => {
		expect(stanceViews(answer, [endorse(BO, revision(answer)), endorse(BO, root)], NOW)).toEqual([])
	})

	it('[SPEC 6.10] does not count what names another thread, nor lets it replace what counts', () => {
		const said = endorse(BO, answer)
		const astray = [
			endorse(BO, answer, 'withdrawn', { root: ghost('x'), rev: 9 }),
			endorse(BO, answer, 'withdrawn', { root: undefined, rev: 9 }),
		]
		expect(stanceViews(answer, [said, ...astray], NOW)).toMatchObject([{ endorsement: said }])
	})

	it('[SPEC 5.2] does not count what has no effect', () => {
		const strange = other(3, BO, { target: answer.id, root: root.id, stance: 1 })
		const unknown = other(3, BO, { target: answer.id, root: root.id, stance: 77 })
		expect(stanceViews(answer, [strange, unknown], NOW)).toEqual([])
	})
})

describe('stancesOn', () => {
	it('[SPEC 6.10] counts each stance with the authors and endorsements behind it', () => {
		const [bo, carl, dora] = [endorse(BO, answer), endorse(CARL, answer), endorse(DORA, answer, 'dispute')]
		expect(stancesOn(answer, [carl, dora, bo])).toEqual({
			confirm: { count: 2, authors: [BO, CARL], endorsements: [bo.id, carl.id] },
			dispute: { count: 1, authors: [DORA], endorsements: [dora.id] },
			outdated: { count: 0, authors: [], endorsements: [] },
		})
	})

	it('[SPEC 6.10] counts an author once', () => {
		const said = [endorse(BO, answer), endorse(BO, answer), endorse(BO, answer, 'confirm', { rev: 1 })]
		expect(stancesOn(answer, said).confirm.count).toBe(1)
	})
})
