import { describe, expect, test } from 'vitest'
import type { CircleSupport, Evidence, OutsideSupport } from '../../src/merge/knowledge-types.js'
import { speakersOn, supportWords } from '../../src/render/words.js'
import { id } from './fixtures.js'
import { village } from './village.js'

function evidence(count: number, endorsements: number = count): Evidence {
	return { count, endorsements: Array.from({ length: endorsements }, (_, index) => id(index + 1)) }
}

/** People of whom some have it from somewhere, with the numbers that merge would give. */
function circle(people: number, firstHand: number, sources: number, independent: number, grounded: number): CircleSupport {
	return {
		people: { ...evidence(people), speakers: [] },
		firstHand: evidence(firstHand),
		sources: evidence(sources, grounded - firstHand),
		independent: evidence(independent, grounded),
	}
}

function said(...numbers: Parameters<typeof circle>): string {
	const { who, independent, why, details } = supportWords(circle(...numbers))
	return `${who}, ${independent}: ${why} (${details})`
}

describe('supportWords', () => {
	test('[SPEC 6.16] says why the independent ones are fewer', () => {
		expect(said(3, 0, 1, 1, 3)).toBe('3 people, 1 independent: they cite the same source (nobody first-hand, 1 source)')
		expect(said(3, 0, 1, 1, 2)).toBe(
			'3 people, 1 independent: 2 cite the same source; 1 brings nothing of their own (nobody first-hand, 1 source)',
		)
		expect(said(4, 2, 1, 3, 4)).toBe('4 people, 3 independent: 1 has it from where another one has it (2 first-hand, 1 source)')
		expect(said(9, 1, 2, 3, 7)).toBe(
			'9 people, 3 independent: 4 have it from where others have it; 2 bring nothing of their own (1 first-hand, 2 sources)',
		)
		expect(said(2, 0, 0, 0, 0)).toBe('2 people, none independent: they bring nothing of their own (nobody first-hand, no source)')
		expect(said(1, 0, 0, 0, 0)).toBe('1 person, none independent: they bring nothing of their own (nobody first-hand, no source)')
	})

	test('[SPEC 6.16] gives no reason where all are independent', () => {
		expect(said(2, 2, 0, 2, 2)).toBe('2 people, 2 independent:  (2 first-hand, no source)')
		expect(supportWords(circle(1, 1, 0, 1, 1)).why).toBe('')
	})

	test('[SPEC 11.7] speaks of keys outside of the circle, and of people inside of it alone', () => {
		const outside: OutsideSupport = {
			keys: { ...evidence(2), speakers: [] },
			firstHand: evidence(0),
			sources: evidence(0),
			independent: evidence(0),
		}
		expect(supportWords(outside).who).toBe('2 keys')
		expect(supportWords({ ...outside, keys: { ...evidence(1), speakers: [] } }).who).toBe('1 key')
	})

	test('counts all who say anything, on each side', async () => {
		const { corroborations } = await village()
		expect(corroborations.map(({ current }) => [speakersOn(current, 'circle'), speakersOn(current, 'outside')])).toEqual([
			[0, 0],
			[3, 1],
			[0, 0],
			[1, 0],
			[0, 0],
		])
	})
})
