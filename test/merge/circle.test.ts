import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { circleView } from '../../src/merge/circle.js'
import type { CirclePerson, Reader } from '../../src/merge/knowledge-types.js'
import { personView } from '../../src/merge/people.js'
import type { AuthorId, Message, Profile, Vouch } from '../../src/message/types.js'
import { ANNA, BO, CARL, DORA, other, profile, takeBack, vouch } from './factory.js'
import { heldArbitrary, KEYS, NOW, readerArbitrary } from './knowledge-histories.js'
import { oracleCircle } from './knowledge-oracle.js'

const RUNS = { seed: 20_260_203, numRuns: 300 }
const [EVE, FAY] = ['e5', 'f6'].map((two) => two.repeat(32)) as [AuthorId, AuthorId]

const circle = (reader: Omit<Reader, 'keys'>, ...messages: readonly Message[]): readonly CirclePerson[] =>
	circleView(messages, { keys: [ANNA], ...reader }, NOW).people
const distances = (people: readonly CirclePerson[]): readonly (readonly [AuthorId, number])[] =>
	people.map(({ id, distance }) => [id, distance])
const names = (author: AuthorId, key: AuthorId): Profile => profile(author, 'somebody', { keys: [fromHex(key) as Uint8Array] })
const link = (a: AuthorId, b: AuthorId): readonly Profile[] => [names(a, b), names(b, a)]
const [ab, bc, cd, de] = [vouch(ANNA, BO), vouch(BO, CARL), vouch(CARL, DORA), vouch(DORA, EVE)] as const

describe('circleView', () => {
	it('[SPEC 6.15] holds whom the reader vouches for, and whom these vouch for, to the depth of 3', () => {
		expect(circle({}, ab, bc, cd, de)).toEqual([
			{ id: ANNA, keys: [ANNA], distance: 0, vouches: [] },
			{ id: BO, keys: [BO], distance: 1, vouches: [ab.id] },
			{ id: CARL, keys: [CARL], distance: 2, via: BO, vouches: [bc.id] },
			{ id: DORA, keys: [DORA], distance: 3, via: CARL, vouches: [cd.id] },
		])
	})

	it('[SPEC 6.15] names over whom it leads from the distance of 2 on', () => {
		const led = circle({}, ab, bc, cd).map((person) => 'via' in person)
		expect(led).toEqual([false, false, true, true])
	})

	it('[SPEC 6.15] goes as far as the depth says', () => {
		expect(distances(circle({ depth: 0 }, ab, bc))).toEqual([[ANNA, 0]])
		expect(distances(circle({ depth: 1 }, ab, bc))).toEqual([
			[ANNA, 0],
			[BO, 1],
		])
		expect(circle({ depth: 4 }, ab, bc, cd, de)).toHaveLength(5)
	})

	it('[SPEC 6.15] takes the shortest way, and of several the one over the lowest id', () => {
		const messages = [vouch(ANNA, CARL), ab, vouch(CARL, DORA), vouch(BO, DORA), vouch(DORA, BO), bc]
		expect(circle({}, ...messages)).toMatchObject([
			{ id: ANNA },
			{ id: BO, distance: 1 },
			{ id: CARL, distance: 1 },
			{ id: DORA, distance: 2, via: BO, vouches: [messages[3]?.id] },
		])
	})

	it('[SPEC 6.15] private vouches lead on like public ones, and leave no trace', () => {
		expect(circle({ vouches: [BO] }, bc)).toEqual([
			{ id: ANNA, keys: [ANNA], distance: 0, vouches: [] },
			{ id: BO, keys: [BO], distance: 1, vouches: [] },
			{ id: CARL, keys: [CARL], distance: 2, via: BO, vouches: [bc.id] },
		])
		expect(circle({ vouches: [BO] }, ab, vouch(ANNA, BO, 'withdrawn', { rev: 1 }))).toHaveLength(2)
		expect(distances(circleView([bc], { keys: [], vouches: [BO] }, NOW).people)).toEqual([
			[BO, 1],
			[CARL, 2],
		])
	})

	it('[SPEC 6.15] whom the reader blocks or distrusts is out of it, and nothing leads over them', () => {
		expect(distances(circle({ blocked: [BO] }, ab, bc))).toEqual([[ANNA, 0]])
		expect(distances(circle({ blocked: [BO], vouches: [BO] }, bc))).toEqual([[ANNA, 0]])
		const distrust = vouch(ANNA, CARL, 'distrust')
		expect(distances(circle({}, ab, bc, cd, distrust))).toEqual([
			[ANNA, 0],
			[BO, 1],
		])
		expect(distances(circle({ vouches: [CARL] }, ab, bc, cd, distrust))).toEqual([
			[ANNA, 0],
			[BO, 1],
		])
	})

	it('[SPEC 6.15] the distrust of others closes no other way', () => {
		const messages = [ab, vouch(ANNA, CARL), vouch(BO, DORA, 'distrust'), cd]
		expect(circle({}, ...messages).at(-1)).toMatchObject({ id: DORA, distance: 2, via: CARL })
		expect(circle({}, ab, vouch(BO, DORA, 'distrust'))).toHaveLength(2)
	})

	it('[SPEC 6.6] a withdrawn vouch leads nowhere', () => {
		expect(circle({}, ab, bc, vouch(BO, CARL, 'withdrawn', { rev: 1 }))).toHaveLength(2)
		expect(circle({}, vouch(ANNA, BO, 'distrust'), vouch(ANNA, BO, 'vouch', { rev: 1 }))).toHaveLength(2)
	})

	it('[SPEC 6.15] people are in it with all of their keys, and vouch with all of them', () => {
		const messages = [ab, ...link(BO, DORA), vouch(DORA, CARL)]
		expect(circle({}, ...messages)).toMatchObject([
			{ id: ANNA },
			{ id: BO, keys: [BO, DORA], distance: 1, vouches: [ab.id] },
			{ id: CARL, distance: 2, via: BO, vouches: [messages[3]?.id] },
		])
	})

	it('[SPEC 6.15] the word of a person on a key is the greatest of all of their keys', () => {
		const early = vouch(BO, CARL, 'vouch', { rev: 1 })
		const linked = [ab, ...link(BO, DORA)]
		expect(circle({}, ...linked, early, vouch(DORA, CARL, 'withdrawn', { rev: 2 }))).toHaveLength(2)
		expect(circle({}, ...linked, early, vouch(DORA, CARL, 'withdrawn'))).toHaveLength(3)
		expect(circle({}, ...link(ANNA, DORA), vouch(DORA, BO, 'distrust'), vouch(ANNA, BO, 'vouch', { rev: 1 }))).toHaveLength(2)
	})

	it('[SPEC 6.15] distrust of one key outweighs a vouch for another one of the same person', () => {
		const both = [vouch(ANNA, BO), vouch(ANNA, DORA, 'distrust')]
		expect(circle({}, ...both)).toHaveLength(2)
		expect(circle({}, ...both, ...link(BO, DORA))).toHaveLength(1)
		expect(circle({ blocked: [DORA] }, ab, ...link(BO, DORA))).toHaveLength(1)
		const others = [ab, vouch(BO, CARL), vouch(BO, DORA, 'distrust'), ...link(CARL, DORA)]
		expect(circle({}, ...others)).toHaveLength(2)
	})

	it('[SPEC 6.15] all keys of the reader speak as one, linked or not', () => {
		const messages = [...link(ANNA, BO), bc, vouch(DORA, EVE), vouch(EVE, BO)]
		expect(distances(circle({}, ...messages))).toEqual([
			[ANNA, 0],
			[CARL, 1],
		])
		const two: Reader = { keys: [BO, DORA] }
		expect(distances(circleView(messages, two, NOW).people)).toEqual([
			[ANNA, 0],
			[DORA, 0],
			[CARL, 1],
			[EVE, 1],
		])
		const astray = circleView([bc, vouch(DORA, CARL, 'withdrawn', { rev: 1 })], two, NOW)
		expect(distances(astray.people)).toEqual([
			[BO, 0],
			[DORA, 0],
		])
	})

	it('[SPEC 6.15] nobody takes the reader out; a blocked own key vouches for nobody', () => {
		const messages = [...link(ANNA, BO), vouch(ANNA, DORA), bc, vouch(BO, ANNA, 'distrust'), vouch(BO, DORA, 'distrust', { rev: 1 })]
		expect(distances(circle({}, ...messages))).toEqual([
			[ANNA, 0],
			[CARL, 1],
		])
		expect(distances(circle({ blocked: [BO] }, ...messages))).toEqual([
			[ANNA, 0],
			[DORA, 1],
		])
		expect(circle({ blocked: [ANNA], vouches: [ANNA] })).toEqual([])
	})

	it('[SPEC 6.15] whoever found a lost key gains nothing by it once it is blocked', () => {
		// Anna has two keys and lost the second one; its finder links a third one to it, and vouches with both.
		const [lost, fresh] = [BO, CARL]
		const messages = [...link(ANNA, lost), ...link(lost, fresh), vouch(lost, DORA), vouch(fresh, EVE), vouch(ANNA, FAY)]
		expect(distances(circle({}, ...messages))).toEqual([
			[ANNA, 0],
			[DORA, 1],
			[EVE, 1],
			[FAY, 1],
		])
		expect(distances(circle({ blocked: [lost] }, ...messages))).toEqual([
			[ANNA, 0],
			[FAY, 1],
		])
		// Another key that is linked without it stays the reader's own.
		const tablet = 'ab'.repeat(32)
		expect(distances(circle({ blocked: [lost] }, ...messages, ...link(ANNA, tablet), vouch(tablet, DORA)))).toEqual([
			[ANNA, 0],
			[DORA, 1],
			[FAY, 1],
		])
		// Nor do the finder's keys take anybody out, or speak at another distance.
		expect(
			distances(circle({ blocked: [lost] }, ...messages, vouch(lost, FAY, 'distrust'), vouch(fresh, FAY, 'distrust'), vouch(FAY, fresh))),
		).toEqual([
			[ANNA, 0],
			[FAY, 1],
		])
	})

	it('[SPEC 6.13] a key that got lost is left by taking the profile back', () => {
		const mine = names(ANNA, BO)
		const messages = [mine, names(BO, ANNA), bc]
		expect(circle({}, ...messages)).toHaveLength(2)
		expect(circle({}, ...messages, takeBack(mine))).toHaveLength(1)
	})

	it('[SPEC 5.2] a vouch without effect leads nowhere', () => {
		expect(circle({}, other(4, ANNA, { subject: BO, stance: 1 }))).toHaveLength(1)
	})

	it('refuses what is no reader', () => {
		const invalid = expect.objectContaining({ code: 'argument-invalid' })
		for (const keys of [undefined, null, 'anna', {}]) expect(() => circleView([], { keys } as unknown as Reader, NOW)).toThrow(invalid)
		for (const depth of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => circle({ depth })).toThrow(invalid)
		for (const key of ['', ANNA.toUpperCase(), ANNA.slice(1), `${ANNA}a`, `a${ANNA}`, `${ANNA}\n`]) {
			expect(() => circleView([], { keys: [key] }, NOW)).toThrow(invalid)
			expect(() => circle({ vouches: [BO, key] })).toThrow(invalid)
			expect(() => circle({ blocked: [key] })).toThrow(invalid)
		}
		expect(() => circleView([], { keys: [] }, 0.5)).toThrow(invalid)
	})
})

describe('circles of any history', () => {
	const check = (property: fc.IProperty<[readonly [readonly Message[], unknown], Reader]>): void => fc.assert(property, RUNS)

	it('[SPEC 6.15] are what the clause says, taken literally', () => {
		check(
			fc.property(heldArbitrary, readerArbitrary, ([held], reader) => {
				expect(circleView(held, reader, NOW)).toEqual(oracleCircle(held, reader, NOW))
			}),
		)
	})

	it('[SPEC 6.1] are the same in any order and repetition', () => {
		check(
			fc.property(heldArbitrary, readerArbitrary, ([held], reader) => {
				const other: Reader = { ...reader, keys: [...reader.keys].reverse() }
				expect(circleView([...held].reverse().concat(held), other, NOW)).toEqual(circleView(held, reader, NOW))
			}),
		)
	})

	it('[SPEC 6.15] depend on nothing but the vouches and profiles that the clause names', () => {
		check(
			fc.property(heldArbitrary, readerArbitrary, ([held], reader) => {
				const view = circleView(held, reader, NOW)
				const keysOf = (key: AuthorId): readonly AuthorId[] => personView(held, key, NOW).keys
				const own = reader.keys.flatMap(keysOf)
				const speakers = [...own, ...view.people.filter(({ distance }) => distance < (reader.depth ?? 3)).flatMap(({ keys }) => keys)]
				const vouches = held.filter((message): message is Vouch => message.kind === 'vouch' && speakers.includes(message.author))
				const named = [...vouches.map(({ subject }) => subject), ...(reader.vouches ?? []), ...(reader.blocked ?? [])]
				const profiled = [...own, ...named.flatMap(keysOf)]
				const profiles = held.filter(({ kind, author }) => (kind === 'profile' || kind === 'retraction') && profiled.includes(author))
				expect(circleView([...profiles, ...vouches], reader, NOW)).toEqual(view)
			}),
		)
	})

	it('[SPEC 6.15] nobody gets into one, or takes anybody out of it, from outside', () => {
		check(
			fc.property(heldArbitrary, readerArbitrary, ([held], reader) => {
				const view = circleView(held, reader, NOW)
				const inside = new Set([...reader.keys, ...view.people.flatMap(({ keys }) => keys)])
				const theirs = held.filter(({ kind, author }) => inside.has(author) || kind !== 'vouch')
				expect(circleView(theirs, reader, NOW)).toEqual(view)
			}),
		)
	})
})

describe('large circles', () => {
	const COUNT = 100_000
	const key = (number: number): AuthorId => number.toString(16).padStart(64, '0')
	const line = Array.from(
		{ length: COUNT },
		(_, number): Vouch => ({ ...ab, id: key(number), author: key(number), subject: key(number + 1) }),
	)

	it('[SPEC 6.15] a line of 100,000 vouches is followed to its end', () => {
		const { people } = circleView(line, { keys: [key(0)], depth: 2 * COUNT }, NOW)
		expect(people).toHaveLength(COUNT + 1)
		expect(people.at(-1)).toMatchObject({ id: key(COUNT), distance: COUNT, via: key(COUNT - 1) })
		expect(KEYS).not.toContain(people.at(-1)?.id)
	})

	it('[SPEC 6.15] somebody may vouch for 100,000', () => {
		const star = line.map((one) => ({ ...one, author: ANNA }))
		expect(circleView(star, { keys: [ANNA] }, NOW).people).toHaveLength(COUNT + 1)
	})
})
