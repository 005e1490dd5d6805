import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { consider } from '../../src/merge/live.js'
import { peopleOf, peopleView, personOf, personView, stancesOfPeople } from '../../src/merge/people.js'
import type { AuthorId, Message, Profile } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { ANNA, BO, CARL, DORA, endorse, ghost, other, post, profile, reply, revision, takeBack } from './factory.js'
import { heldArbitrary, KEYS, NOW } from './knowledge-histories.js'
import { liveIn, oraclePerson, oracleStances } from './knowledge-oracle.js'

const RUNS = { seed: 20_260_202, numRuns: 300 }

const names = (author: AuthorId, others: readonly AuthorId[], fields: Fields = {}): Profile =>
	profile(author, 'somebody', { keys: [...others].sort().map((key) => fromHex(key) as Uint8Array), ...fields })
const keysOf = (author: AuthorId, ...messages: readonly Message[]): readonly AuthorId[] => personView(messages, author, NOW).keys
const both = [names(ANNA, [BO]), names(BO, [ANNA])] as const

describe('personView', () => {
	it('[SPEC 6.13] a key without links is a person', () => {
		expect(personView([post(ANNA)], ANNA, NOW)).toEqual({ author: ANNA, id: ANNA, keys: [ANNA], currentKeys: [ANNA] })
	})

	it('[SPEC 6.13] keys that name each other are one person, named by the lowest', () => {
		expect(personView(both, BO, NOW)).toEqual({ author: BO, id: ANNA, keys: [ANNA, BO], currentKeys: [ANNA, BO] })
	})

	it('[SPEC 6.13] nobody is linked by what another one says alone', () => {
		expect(keysOf(ANNA, names(BO, [ANNA]), profile(ANNA, 'Anna'))).toEqual([ANNA])
		expect(keysOf(BO, names(BO, [ANNA]), names(ANNA, [CARL]))).toEqual([BO])
	})

	it('[SPEC 6.13] links connect over other keys', () => {
		const chain = [names(DORA, [BO]), names(BO, [ANNA, DORA]), names(ANNA, [BO])]
		expect(keysOf(DORA, ...chain)).toEqual([ANNA, BO, DORA])
		expect(keysOf(CARL, ...chain)).toEqual([CARL])
	})

	it('[SPEC 6.13] two pairs of keys are two people', () => {
		const pairs = [...both, names(CARL, [DORA]), names(DORA, [CARL])]
		expect(keysOf(BO, ...pairs)).toEqual([ANNA, BO])
		expect(keysOf(CARL, ...pairs)).toEqual([CARL, DORA])
	})

	it('[SPEC 6.13] a link that was once mutual stays, and is shown no longer', () => {
		const later = names(BO, [CARL], { rev: 1 })
		expect(personView([...both, later], ANNA, NOW)).toMatchObject({ keys: [ANNA, BO], currentKeys: [ANNA] })
	})

	it('[SPEC 6.13] profiles that were never current at the same time link', () => {
		const messages = [names(ANNA, [BO]), profile(ANNA, 'Anna', { rev: 1 }), names(BO, [ANNA], { rev: 5 })]
		expect(personView(messages, BO, NOW)).toMatchObject({ keys: [ANNA, BO], currentKeys: [BO] })
	})

	it('[SPEC 6.13] a link ends with all profiles of one side that name the other, when these are taken back', () => {
		const again = names(ANNA, [BO, CARL], { rev: 1 })
		expect(keysOf(ANNA, ...both, again, takeBack(again))).toEqual([ANNA, BO])
		expect(keysOf(ANNA, ...both, again, takeBack(both[0], again))).toEqual([ANNA])
	})

	it('[SPEC 6.13] a profile has no time at which it ends', () => {
		expect(keysOf(ANNA, names(ANNA, [BO], { expires: 1 }), both[1])).toEqual([ANNA, BO])
	})

	it('[SPEC 5.2] a profile without effect links nothing', () => {
		expect(keysOf(ANNA, other(6, ANNA, { keys: [fromHex(BO) as Uint8Array] }), both[1])).toEqual([ANNA])
	})

	it('[SPEC 6.13] sees what asking for every pair sees', () => {
		fc.assert(
			fc.property(heldArbitrary, ([held]) => {
				for (const key of KEYS) expect(personView(held, key, NOW)).toEqual(oraclePerson(held, key, NOW))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.13] depends on nothing but the profiles of the person, in any order and repetition', () => {
		fc.assert(
			fc.property(heldArbitrary, ([held]) => {
				for (const key of KEYS) {
					const view = personView(held, key, NOW)
					const own = held.filter(({ kind, author }) => (kind === 'profile' || kind === 'retraction') && view.keys.includes(author))
					expect(personView([...own, ...[...own].reverse()], key, NOW)).toEqual(view)
				}
			}),
			RUNS,
		)
	})

	it('[SPEC 6.13] a ring of 100,000 keys is one person', () => {
		const [template] = both
		const count = 100_000
		const key = (number: number): AuthorId => ((number + count) % count).toString(16).padStart(64, '0')
		const ring = Array.from({ length: count }, (_, number): Profile => {
			return { ...template, id: key(number), author: key(number), keys: [key(number - 1), key(number + 1)] }
		})
		const people = peopleOf({ messages: ring, claims: [] })
		expect(people.size).toBe(count)
		expect(personOf(people, key(77_777)).id).toBe(key(0))
	})
})

describe('peopleView', () => {
	const messages = [names(CARL, [ANNA]), names(ANNA, [CARL]), post(BO)]

	it('[SPEC 6.13] gives the person behind each key once, by their ids', () => {
		expect(peopleView(messages, [DORA, CARL, BO, ANNA], NOW)).toEqual([
			{ id: ANNA, keys: [ANNA, CARL] },
			{ id: BO, keys: [BO] },
			{ id: DORA, keys: [DORA] },
		])
		expect(peopleView(messages, [], NOW)).toEqual([])
	})

	it('[SPEC 6.1] refuses a time that is none', () => {
		expect(() => peopleView(messages, [ANNA], -1)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})
})

describe('stancesOfPeople', () => {
	const root = post(DORA)
	const answer = reply(DORA, root.id)
	const stances = (...messages: readonly Message[]): ReturnType<typeof stancesOfPeople> => {
		const considered = consider([...both, ...messages], NOW)
		const endorsements = considered.messages.filter((message) => message.kind === 'endorsement')
		return stancesOfPeople(answer, endorsements, peopleOf(considered))
	}
	const person = { id: ANNA, keys: [ANNA, BO] }

	it('[SPEC 6.14] a person has one stance: the greatest of all keys', () => {
		const [a, b, c] = [endorse(ANNA, answer, 'confirm', { time: 9 }), endorse(BO, answer, 'dispute', { rev: 1 }), endorse(CARL, answer)]
		expect(stances(a, b, c)).toEqual([
			{ person, stance: 'dispute', endorsement: b.id, conflicts: [a.id] },
			{ person: { id: CARL, keys: [CARL] }, stance: 'confirm', endorsement: c.id, conflicts: [] },
		])
	})

	it('[SPEC 6.14] comes in the order of the ids of the people', () => {
		const said = [endorse(DORA, answer), endorse(CARL, answer), endorse(BO, answer)]
		expect(stances(...said).map(({ person: { id } }) => id)).toEqual([ANNA, CARL, DORA])
	})

	it('[SPEC 6.14] names as conflicts what other keys say last, if it is something else', () => {
		const greatest = endorse(ANNA, answer, 'confirm', { rev: 2 })
		expect(stances(greatest, endorse(BO, answer, 'confirm'))).toMatchObject([{ conflicts: [] }])
		expect(stances(greatest, endorse(BO, answer, 'dispute'), endorse(BO, answer, 'confirm', { rev: 1 }))).toMatchObject([{ conflicts: [] }])
		expect(stances(greatest, endorse(BO, answer, 'dispute'), endorse(BO, answer, 'withdrawn', { rev: 1 }))).toMatchObject([
			{ conflicts: [] },
		])
		const outdated = endorse(BO, answer, 'outdated')
		expect(stances(greatest, outdated)).toMatchObject([{ conflicts: [outdated.id] }])
	})

	it('[SPEC 6.14] names as conflicts what its own key said without knowing of it', () => {
		const [a, b] = [endorse(ANNA, answer, 'confirm', { time: 1 }), endorse(ANNA, answer, 'confirm', { time: 2 })]
		expect(stances(a, b)).toMatchObject([{ endorsement: b.id, conflicts: [a.id] }])
	})

	it('[SPEC 6.14] withdrawn by one key is withdrawn by the person', () => {
		const said = endorse(ANNA, answer)
		expect(stances(said, endorse(BO, answer, 'withdrawn', { rev: 1 }))).toEqual([])
		expect(stances(said, endorse(BO, answer, 'withdrawn', { time: 1 }))).toEqual([])
	})

	it('[SPEC 6.14] other versions and other threads are passed by', () => {
		const astray = endorse(BO, answer, 'withdrawn', { root: ghost('elsewhere'), rev: 9 })
		expect(stances(endorse(ANNA, answer), astray, endorse(BO, revision(answer), 'dispute'))).toMatchObject([
			{ stance: 'confirm', conflicts: [] },
		])
	})

	it('[SPEC 6.14] sees what asking for every person sees', () => {
		fc.assert(
			fc.property(heldArbitrary, ([held, root]) => {
				const considered = consider(held, NOW)
				const endorsements = considered.messages.filter((message) => message.kind === 'endorsement')
				expect(stancesOfPeople(root, endorsements, peopleOf(considered))).toEqual(oracleStances(liveIn(held, NOW), root))
			}),
			RUNS,
		)
	})
})
