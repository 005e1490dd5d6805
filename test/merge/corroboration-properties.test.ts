import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CborMap } from '../../src/encoding/value.js'
import { circleView } from '../../src/merge/circle.js'
import { corroborationView, threadCorroborations } from '../../src/merge/corroboration.js'
import type { Corroboration, Reader, StanceSupport } from '../../src/merge/knowledge-types.js'
import { personView } from '../../src/merge/people.js'
import { threadView } from '../../src/merge/thread.js'
import type { AuthorId, Endorsement, Message, Post, Reply } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { endorse, ghost, post } from './factory.js'
import { heldArbitrary, historyArbitrary, KEYS, NOW, readerArbitrary, stepArbitrary, uri, writeHistory } from './knowledge-histories.js'
import { bruteIndependent, liveIn, oracleCorroboration, oracleWords } from './knowledge-oracle.js'

const RUNS = { seed: 20_260_204, numRuns: 300 }
const nobody: Reader = { keys: [] }

const countsOf = ({ firstHand, sources, independent }: StanceSupport['outside' | 'circle']): readonly number[] =>
	[firstHand, sources, independent].map(({ count }) => count)

/** All numbers of a view, in an order of their own. */
function counts(view: Corroboration | undefined): readonly number[] {
	if (view === undefined) return []
	return [view.confirm, view.dispute, view.outdated].flatMap(({ circle, outside }) => [
		circle.people.count,
		...countsOf(circle),
		outside.keys.count,
		...countsOf(outside),
	])
}
function expectNoneLower(after: Corroboration | undefined, before: Corroboration | undefined): void {
	const [more, less] = [counts(after), counts(before)]
	expect(less.filter((count, index) => (more[index] ?? -1) < count)).toEqual([])
}
const versionsIn = (messages: readonly Message[]): readonly (Post | Reply)[] =>
	messages.filter((message): message is Post | Reply => message.kind === 'post' || message.kind === 'reply')

describe('corroboration of any history', () => {
	it('[SPEC 6.16] agrees with the thread about what there is to corroborate', () => {
		fc.assert(
			fc.property(heldArbitrary, readerArbitrary, ([held, first], reader) => {
				const present = threadView(held, first.id, NOW).nodes.filter((node) => node.state === 'present')
				expect(threadCorroborations(held, first.id, reader, NOW)).toEqual(
					present.map(({ id, message, earlier }) => ({
						node: id,
						current: corroborationView(held, message.id, reader, NOW),
						earlier: earlier.map((version) => corroborationView(held, version.id, reader, NOW)),
					})),
				)
			}),
			{ ...RUNS, numRuns: 100 },
		)
	})

	it('[SPEC 6.16] is what the clause says, taken literally', () => {
		fc.assert(
			fc.property(heldArbitrary, readerArbitrary, ([held, first], reader) => {
				const versions = [
					first.id,
					...versionsIn(held)
						.slice(0, 2)
						.map(({ id }) => id),
					ghost('none'),
				]
				for (const id of versions) expect(corroborationView(held, id, reader, NOW)).toEqual(oracleCorroboration(held, id, reader, NOW))
			}),
			{ ...RUNS, numRuns: 500 },
		)
	})

	const root = post(KEYS[0] as AuthorId, { seq: 1 })
	/** What five people cite who all say the same, from very little. */
	const crowds = fc.noBias(
		fc.array(
			fc.record({
				grounds: fc.constantFrom(undefined, undefined, undefined, 1, 4),
				sources: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.constantFrom(undefined, 'x', 'y')), { maxLength: 3 }),
			}),
			{ minLength: 5, maxLength: 5 },
		),
	)

	it('[SPEC 6.16] of a crowd is what the clause says, and mostly what could be given out', () => {
		const cases = { fewerThanPeople: 0, fewerThanSources: 0, byContent: 0, exact: 0, all: 0 }
		fc.assert(
			fc.property(crowds, (crowd) => {
				const said = crowd.map(({ grounds, sources }, index) =>
					endorse(KEYS[index + 1] as AuthorId, root, 'confirm', {
						seq: 1,
						grounds,
						sources: sources.length === 0 ? undefined : sources.map(([address, content]) => uri(`${address}`, content)),
					}),
				)
				const view = corroborationView([root, ...said], root.id, nobody, NOW) as Corroboration
				expect(view).toEqual(oracleCorroboration([root, ...said], root.id, nobody, NOW))
				const { sources, independent } = view.confirm.outside
				const words = oracleWords(liveIn([root, ...said], NOW), root)
				const exact = bruteIndependent(
					words.flatMap(({ stance: { person }, origins }) => origins.map(([address, content]) => [person.id, address, content] as const)),
				)
				expect(independent.count).toBeGreaterThanOrEqual(exact)
				cases.all++
				if (independent.count === exact) cases.exact++
				if (independent.count < independent.endorsements.length) cases.fewerThanPeople++
				if (independent.count < sources.count) cases.fewerThanSources++
				if (sources.count < new Set(words.flatMap(({ cited }) => cited.map(([address]) => address))).size) cases.byContent++
			}),
			RUNS,
		)
		expect(cases.fewerThanPeople).toBeGreaterThan(50)
		expect(cases.fewerThanSources).toBeGreaterThan(5)
		expect(cases.byContent).toBeGreaterThan(20)
		expect(cases.exact / cases.all).toBeGreaterThan(0.9)
	})

	it('[SPEC 6.1] is the same in any order, grouping and repetition', () => {
		const parts = historyArbitrary.chain((history) =>
			fc.tuple(fc.constant(history), fc.shuffledSubarray([...history], { minLength: history.length }), fc.subarray([...history])),
		)
		fc.assert(
			fc.property(parts, readerArbitrary, ([history, shuffled, again], reader) => {
				const { id } = history[0] as Post
				const view = corroborationView(history, id, reader, NOW)
				expect(corroborationView(shuffled, id, reader, NOW)).toEqual(view)
				expect(corroborationView([...again, ...shuffled, ...again], id, reader, NOW)).toEqual(view)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] depends on nothing but what the clause names', () => {
		fc.assert(
			fc.property(heldArbitrary, readerArbitrary, ([held, version], reader) => {
				const view = corroborationView(held, version.id, reader, NOW)
				const keysOf = (key: AuthorId): readonly AuthorId[] => personView(held, key, NOW).keys
				const { people } = circleView(held, reader, NOW)
				const inside = [...reader.keys.flatMap(keysOf), ...people.flatMap(({ keys }) => keys)]
				const vouches = held.filter(({ kind, author }) => kind === 'vouch' && inside.includes(author))
				const about = held.filter(
					(message): message is Endorsement =>
						message.kind === 'endorsement' && message.target === version.id && message.thread === version.thread,
				)
				const cited = about.flatMap(({ sources }) => sources.flatMap(({ message }) => message ?? []))
				const live = liveIn(held, NOW)
				const needed = live.filter(({ id }) => id === version.id || cited.includes(id))
				const named = [
					...needed.map(({ author }) => author),
					...about.map(({ author }) => author),
					...vouches.flatMap((message) => (message.kind === 'vouch' ? [message.subject] : [])),
					...(reader.vouches ?? []),
					...(reader.blocked ?? []),
				]
				const profiled = [...inside, ...named.flatMap(keysOf)]
				const profiles = live.filter(({ kind, author }) => kind === 'profile' && profiled.includes(author))
				expect(corroborationView([...profiles, ...vouches, ...about, ...needed], version.id, reader, NOW)).toEqual(view)
			}),
			RUNS,
		)
	})
})

describe('nobody can spoil a corroboration', () => {
	const first = (history: readonly Message[]): Post => history[0] as Post
	const STRANGER = '77'.repeat(32)
	const STRANGERS = ['00', '77', 'ff'].map((two) => two.repeat(32))
	const words = fc.record({
		stance: fc.constantFrom('confirm', 'dispute', 'outdated'),
		grounds: fc.constantFrom(undefined, 1, 2, 4),
		sources: fc.subarray([uri('https://example.org/0'), uri('https://example.org/1', 'content 0'), uri('new'), uri('new', 'content 1')]),
	})

	it('[SPEC 6.16] the stance of one more person lowers no number', () => {
		fc.assert(
			fc.property(historyArbitrary, readerArbitrary, words, (history, reader, { stance, grounds, sources }) => {
				const one = endorse(STRANGER, first(history), stance, { seq: 1, grounds, sources: sources.length > 0 ? sources : undefined })
				const before = corroborationView(history, first(history).id, reader, NOW)
				expectNoneLower(corroborationView([...history, one], first(history).id, reader, NOW), before)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] another source lowers no number', () => {
		fc.assert(
			fc.property(historyArbitrary, readerArbitrary, words, fc.nat(), (history, reader, { sources }, pick) => {
				const version = first(history)
				const before = corroborationView(history, version.id, reader, NOW)
				const said = [before?.confirm, before?.dispute].flatMap((support) => [
					...(support?.circle.people.endorsements ?? []),
					...(support?.outside.keys.endorsements ?? []),
				])
				const old = history.find(({ id }) => id === said[pick % Math.max(1, said.length)])
				if (old?.kind !== 'endorsement') return
				const kept = (old.fields.get(13) ?? []) as readonly CborMap[]
				const fields: Fields = { seq: 1, rev: 9, grounds: old.fields.get(12) as number | undefined, sources: [...kept, ...sources] }
				const next = endorse(
					old.author,
					version,
					old.stance,
					kept.length + sources.length === 0 ? { ...fields, sources: undefined } : fields,
				)
				expectNoneLower(corroborationView([...history, next], version.id, reader, NOW), before)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] the arrival of posts and replies lowers no number', () => {
		fc.assert(
			fc.property(historyArbitrary, readerArbitrary, fc.infiniteStream(fc.boolean()), (history, reader, lots) => {
				const version = first(history)
				const fewer = history.filter((message) => message === version || lots.next().value || !versionsIn([message]).length)
				const before = corroborationView(fewer, version.id, reader, NOW)
				expectNoneLower(corroborationView(history, version.id, reader, NOW), before)
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] nothing that strangers say, link, vouch for or take back lowers a number', () => {
		const flood = historyArbitrary.chain((history) =>
			fc.tuple(
				fc.constant(history),
				fc.array(stepArbitrary, { minLength: 1, maxLength: 12, size: 'max' }).map((steps) => writeHistory(steps, STRANGERS, history)),
			),
		)
		fc.assert(
			fc.property(flood, readerArbitrary, ([history, strange], reader) => {
				const { id } = first(history)
				// A revision is written by whose text it is; and what strangers wrote, nobody cites yet.
				const theirs = strange.filter(({ author }) => STRANGERS.includes(author))
				expectNoneLower(corroborationView([...history, ...theirs], id, reader, NOW), corroborationView(history, id, reader, NOW))
			}),
			RUNS,
		)
	})
})

describe('the histories of these tests', () => {
	it('contain every case that the clauses tell apart', () => {
		const seenCases = new Map<string, number>()
		const count = (what: string, yes: boolean): void => void seenCases.set(what, (seenCases.get(what) ?? 0) + (yes ? 1 : 0))
		const samples = fc.sample(fc.tuple(heldArbitrary, readerArbitrary), RUNS)
		for (const [[held, version], reader] of samples) {
			const live = liveIn(held, NOW)
			const view = corroborationView(held, version.id, reader, NOW)
			const { people } = circleView(held, reader, NOW)
			count('version held', view !== undefined)
			count(
				'linked',
				KEYS.some((key) => personView(held, key, NOW).keys.length > 1),
			)
			count(
				'linked no longer',
				KEYS.some((key) => personView(held, key, NOW).currentKeys.length < personView(held, key, NOW).keys.length),
			)
			for (const distance of [1, 2, 3])
				count(
					`distance ${distance}`,
					people.some((one) => one.distance === distance),
				)
			for (const { person, conflicts } of view?.confirm.outside.keys.speakers ?? []) {
				count('person of two keys speaks', person.keys.length > 1)
				count('conflict', conflicts.length > 0)
			}
			count('confirmed in the circle', (view?.confirm.circle.people.count ?? 0) > 0)
			if (view !== undefined) {
				const cited = oracleWords(live, version).flatMap((word) => word.cited)
				count(
					'cited message held',
					cited.some(([address]) => address.startsWith('person:')),
				)
				count(
					'content told apart',
					cited.some(([address, content]) => address !== content),
				)
			}
		}
		expect([...seenCases].filter(([, times]) => times < 10)).toEqual([])
	})
})
