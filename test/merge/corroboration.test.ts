import { describe, expect, it } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import type { CborMap } from '../../src/encoding/value.js'
import { corroborationView, threadCorroborations } from '../../src/merge/corroboration.js'
import type { Corroboration, Reader, StanceSupport } from '../../src/merge/knowledge-types.js'
import { threadView } from '../../src/merge/thread.js'
import type { AuthorId, Endorsement, Message, Post, Profile, Reply } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { ANNA, BO, CARL, DORA, endorse, ghost, post, profile, reply, revision, takeBack, vouch } from './factory.js'
import { cite, NOW, uri } from './knowledge-histories.js'

const [EVE, FAY] = ['e5', 'f6'].map((two) => two.repeat(32)) as [AuthorId, AuthorId]
const OBSERVED: Fields = { grounds: 1 }
const REPRODUCED: Fields = { grounds: 2 }
const RELAYED: Fields = { grounds: 4 }
const from = (...sources: readonly CborMap[]): Fields => ({ grounds: 3, sources: [...sources] })

const root = post(ANNA)
const nobody: Reader = { keys: [] }
const seen = (version: Post | Reply, reader: Reader, ...messages: readonly Message[]): Corroboration =>
	corroborationView([version, ...messages], version.id, reader, NOW) as Corroboration
const confirmed = (...messages: readonly Message[]): StanceSupport['outside'] => seen(root, nobody, ...messages).confirm.outside
const numbers = ({ firstHand, sources, independent }: StanceSupport['outside' | 'circle']): readonly number[] =>
	[firstHand, sources, independent].map(({ count }) => count)
const confirm = (author: AuthorId, fields: Fields = {}): Endorsement => endorse(author, root, 'confirm', fields)
const names = (author: AuthorId, key: AuthorId): Profile => profile(author, 'somebody', { keys: [fromHex(key) as Uint8Array] })
const link = (a: AuthorId, b: AuthorId): readonly Profile[] => [names(a, b), names(b, a)]
const ids = (...messages: readonly Message[]): readonly string[] => messages.map(({ id }) => id).sort()

describe('corroborationView', () => {
	it('[SPEC 6.16] gives every number with the endorsements behind it, inside of the circle and outside', () => {
		const [bo, carl, dora, eve] = [confirm(BO, OBSERVED), confirm(CARL), confirm(DORA, from(uri('u'))), endorse(EVE, root, 'dispute')]
		const reader = { keys: [BO] }
		const none = { count: 0, endorsements: [] }
		const empty = {
			circle: { people: { ...none, speakers: [] }, firstHand: none, sources: none, independent: none },
			outside: { keys: { ...none, speakers: [] }, firstHand: none, sources: none, independent: none },
		}
		expect(seen(root, reader, bo, carl, dora, eve, vouch(BO, CARL))).toEqual({
			version: root.id,
			rev: 0,
			confirm: {
				circle: {
					people: {
						count: 2,
						endorsements: ids(bo, carl),
						speakers: [
							{ person: { id: BO, keys: [BO] }, endorsement: bo.id, conflicts: [], distance: 0 },
							{ person: { id: CARL, keys: [CARL] }, endorsement: carl.id, conflicts: [], distance: 1 },
						],
					},
					firstHand: { count: 1, endorsements: [bo.id] },
					sources: none,
					independent: { count: 1, endorsements: [bo.id] },
				},
				outside: {
					keys: {
						count: 1,
						endorsements: [dora.id],
						speakers: [{ person: { id: DORA, keys: [DORA] }, endorsement: dora.id, conflicts: [] }],
					},
					firstHand: none,
					sources: { count: 1, endorsements: [dora.id] },
					independent: { count: 1, endorsements: [dora.id] },
				},
			},
			dispute: {
				...empty,
				outside: {
					...empty.outside,
					keys: { count: 1, endorsements: [eve.id], speakers: [{ person: { id: EVE, keys: [EVE] }, endorsement: eve.id, conflicts: [] }] },
				},
			},
			outdated: empty,
		})
	})

	it('[SPEC 6.16] is of live posts and replies alone', () => {
		const said = confirm(BO)
		expect(corroborationView([said], root.id, nobody, NOW)).toBeUndefined()
		expect(corroborationView([root, said], said.id, nobody, NOW)).toBeUndefined()
		expect(corroborationView([root, said, takeBack(root)], root.id, nobody, NOW)).toBeUndefined()
		const old = post(ANNA, { expires: NOW })
		expect(corroborationView([old], old.id, nobody, NOW)).toBeUndefined()
	})

	it('[SPEC 6.16] first-hand is who saw or tried it', () => {
		expect(numbers(confirmed(confirm(BO, OBSERVED), confirm(CARL, REPRODUCED), confirm(DORA), confirm(EVE, RELAYED)))).toEqual([2, 0, 2])
	})

	it('[SPEC 6.16] a newspaper that three quote is one confirmation', () => {
		const messages = [BO, CARL, DORA].map((author) => confirm(author, from(uri('https://news.example/1'))))
		expect(confirmed(...messages).keys.count).toBe(3)
		expect(numbers(confirmed(...messages))).toEqual([0, 1, 1])
	})

	it('[SPEC 6.16] somebody with three sources is one confirmation', () => {
		expect(numbers(confirmed(confirm(BO, from(uri('a'), uri('b'), uri('c')))))).toEqual([0, 3, 1])
		expect(numbers(confirmed(confirm(BO, { ...OBSERVED, sources: [uri('a'), uri('b')] })))).toEqual([1, 2, 1])
	})

	it('[SPEC 6.16] who could take another origin, takes it', () => {
		const messages = [confirm(BO, from(uri('a'), uri('b'))), confirm(CARL, from(uri('a'))), confirm(DORA, from(uri('b'), uri('c')))]
		expect(numbers(confirmed(...messages))).toEqual([0, 3, 3])
		expect(numbers(confirmed(...messages, confirm(EVE, from(uri('b')))))).toEqual([0, 3, 3])
	})

	it('[SPEC 6.16] every source of somebody counts, in whatever order they name them', () => {
		const [both, other] = [confirm(BO, from(uri('b'), uri('a'))), confirm(CARL, from(uri('a')))]
		expect(numbers(confirmed(both, other))).toEqual([0, 2, 2])
		expect(numbers(confirmed(confirm(BO, from(uri('a'), uri('b'))), confirm(CARL, from(uri('b')))))).toEqual([0, 2, 2])
	})

	it('[SPEC 6.16] what is outdated is counted like what is confirmed or disputed', () => {
		const said = endorse(BO, root, 'outdated', OBSERVED)
		expect(seen(root, nobody, said).outdated.outside).toMatchObject({
			keys: { count: 1, endorsements: [said.id] },
			firstHand: { count: 1 },
		})
		expect(seen(root, { keys: [BO] }, said).outdated.circle).toMatchObject({ people: { count: 1 }, independent: { count: 1 } })
	})

	it('[SPEC 6.16] the same content is one origin, wherever it was read', () => {
		expect(numbers(confirmed(confirm(BO, from(uri('a', 'x'))), confirm(CARL, from(uri('b', 'x')))))).toEqual([0, 1, 1])
	})

	it('[SPEC 6.16] the same address is one origin, whatever was read there and whether it was noted', () => {
		expect(numbers(confirmed(confirm(BO, from(uri('a', 'x'))), confirm(CARL, from(uri('a', 'y')))))).toEqual([0, 1, 1])
		expect(numbers(confirmed(confirm(BO, from(uri('a', 'x'))), confirm(CARL, from(uri('a')))))).toEqual([0, 1, 1])
	})

	it('[SPEC 6.16] copies of one text and readings of one page are two origins', () => {
		const copies = [BO, CARL].map((author, index) => confirm(author, from(uri(`copy ${index}`, 'text'))))
		const readings = [DORA, EVE].map((author, index) => confirm(author, from(uri('page', `day ${index}`))))
		expect(numbers(confirmed(...copies, ...readings))).toEqual([0, 2, 2])
	})

	it('[SPEC 6.16] who has more sources makes up for nobody who shares the only one', () => {
		const rich = confirm(DORA, from(uri('c'), uri('d')))
		const readings = [confirm(BO, from(uri('a', 'x'))), confirm(CARL, from(uri('a', 'y')))]
		expect(numbers(confirmed(...readings, rich))).toEqual([0, 3, 2])
		const copies = [confirm(BO, from(uri('a', 'x'))), confirm(CARL, from(uri('b', 'x')))]
		expect(numbers(confirmed(...copies, rich))).toEqual([0, 3, 2])
	})

	it('[SPEC 6.16] addresses are compared byte by byte', () => {
		expect(numbers(confirmed(confirm(BO, from(uri('http://a/'))), confirm(CARL, from(uri('http://A/')))))).toEqual([0, 2, 2])
	})

	it('[SPEC 6.16] an address is no content, person or message that looks like it', () => {
		const look = ghost('x')
		const messages = [
			confirm(BO, from(uri(look))),
			confirm(CARL, from(uri('a', 'x'))),
			confirm(DORA, from(uri(EVE))),
			confirm(EVE, OBSERVED),
		]
		expect(numbers(confirmed(...messages))).toEqual([1, 3, 4])
		const citing = post(ANNA, { sources: [uri('a', 'x')] })
		expect(numbers(seen(citing, nobody, endorse(BO, citing, 'confirm', from(uri(look)))).confirm.outside)).toEqual([0, 1, 1])
	})

	it('[SPEC 6.16] a message that is cited is the person who wrote it', () => {
		const reports = [post(DORA), reply(DORA, ghost('elsewhere')), post(EVE)] as const
		const messages = [BO, CARL, FAY].map((author, index) => confirm(author, from(cite(reports[index]?.id as string))))
		expect(numbers(confirmed(...reports, ...messages))).toEqual([0, 2, 2])
		expect(numbers(confirmed(...reports, ...messages, ...link(DORA, EVE)))).toEqual([0, 1, 1])
		expect(numbers(confirmed(...reports, ...messages, confirm(DORA, OBSERVED)))).toEqual([1, 1, 2])
	})

	it('[SPEC 6.16] whoever cites somebody who says the same, or themselves, has it from nowhere else', () => {
		const own = post(DORA)
		expect(numbers(confirmed(own, confirm(DORA, from(cite(own.id)))))).toEqual([0, 0, 0])
		// One newspaper, and a chain of people who have it from each other.
		const chain = [confirm(BO, from(uri('https://example.org/paper')))]
		for (const author of [CARL, DORA, EVE, FAY]) chain.push(confirm(author, from(cite((chain.at(-1) as Message).id))))
		expect(numbers(confirmed(...chain))).toEqual([0, 1, 1])
		// Somebody who says otherwise, or nothing any more, is a source like others.
		const report = post(DORA)
		const said = confirm(BO, from(cite(report.id)))
		expect(numbers(confirmed(report, said, endorse(DORA, root, 'dispute')))).toEqual([0, 1, 1])
		expect(numbers(confirmed(report, said, endorse(DORA, root, 'withdrawn')))).toEqual([0, 1, 1])
		expect(numbers(confirmed(report, said, endorse(EVE, root, 'confirm'), ...link(DORA, EVE)))).toEqual([0, 0, 0])
	})

	it('[SPEC 6.16] a cited message that is not held, or not live, is no origin', () => {
		const report = post(DORA, { expires: 1000 })
		const said = confirm(BO, from(cite(report.id)))
		expect(numbers(confirmed(said))).toEqual([0, 0, 0])
		expect(confirmed(said).keys.count).toBe(1)
		expect(numbers(confirmed(said, report))).toEqual([0, 1, 1])
		expect(numbers(confirmed(said, report, takeBack(report)))).toEqual([0, 0, 0])
		expect(corroborationView([root, said, report], root.id, nobody, 1000)?.confirm.outside.independent.count).toBe(0)
	})

	it('[SPEC 6.16] what is relayed has no origin, whatever is cited', () => {
		expect(numbers(confirmed(confirm(BO, { ...RELAYED, sources: [uri('a')] })))).toEqual([0, 0, 0])
		expect(numbers(confirmed(confirm(BO, { sources: [uri('a')] })))).toEqual([0, 1, 1])
	})

	it('[SPEC 6.16] what the version cites itself is no origin, by its address, content or message', () => {
		const report = post(DORA)
		const version = post(ANNA, { sources: [uri('a'), uri('b', 'x'), cite(report.id)] })
		const count = (...sources: readonly CborMap[]): number =>
			seen(version, nobody, report, endorse(BO, version, 'confirm', from(...sources))).confirm.outside.independent.count
		expect(count(uri('a'), uri('a', 'y'), uri('b'), uri('c', 'x'), cite(report.id))).toBe(0)
		expect(count(uri('c'))).toBe(1)
		expect(count(uri('c', 'y'))).toBe(1)
		const other = post(DORA)
		const said = endorse(BO, version, 'confirm', from(cite(other.id)))
		expect(seen(version, nobody, other, said).confirm.outside.independent.count).toBe(1)
		expect(seen(version, nobody, report, other, said).confirm.outside.independent.count).toBe(1)
	})

	it('[SPEC 6.16] the author of the version is no origin, by no key', () => {
		const report = post(DORA)
		const said = confirm(BO, from(cite(root.id), cite(report.id)))
		expect(numbers(confirmed(said, report))).toEqual([0, 1, 1])
		expect(numbers(confirmed(said, report, ...link(ANNA, DORA)))).toEqual([0, 0, 0])
	})

	it('[SPEC 6.14] nobody endorses their own text, with whichever key', () => {
		const said = [confirm(ANNA, OBSERVED), confirm(BO, OBSERVED)]
		expect(confirmed(...said).keys.count).toBe(1)
		expect(confirmed(...said, ...link(ANNA, BO)).keys.count).toBe(0)
		const parted = [profile(ANNA, 'Anna', { rev: 1 }), profile(BO, 'Bo', { rev: 1 })]
		expect(confirmed(...said, ...link(ANNA, BO), ...parted).keys.count).toBe(0)
		const theirs = post(BO)
		expect(seen(theirs, nobody, endorse(ANNA, theirs), ...link(ANNA, BO)).confirm.outside.keys.count).toBe(0)
	})

	it('[SPEC 6.14] a person with two keys counts once', () => {
		const [b, c] = [confirm(BO, OBSERVED), confirm(CARL, { ...OBSERVED, rev: 1 })]
		expect(confirmed(b, c, ...link(BO, CARL)).keys).toEqual({
			count: 1,
			endorsements: [c.id],
			speakers: [{ person: { id: BO, keys: [BO, CARL] }, endorsement: c.id, conflicts: [] }],
		})
		const disputed = endorse(CARL, root, 'dispute')
		expect(seen(root, nobody, confirm(BO, { rev: 1 }), disputed, ...link(BO, CARL)).confirm.outside.keys.speakers).toMatchObject([
			{ conflicts: [disputed.id] },
		])
	})

	it('[SPEC 6.16] people in the circle stand in the order of their distance, then of their ids', () => {
		const reader = { keys: [EVE] }
		const messages = [confirm(BO), confirm(CARL), confirm(DORA), confirm(EVE), vouch(EVE, DORA), vouch(DORA, BO), vouch(DORA, CARL)]
		const { speakers } = seen(root, reader, ...messages).confirm.circle.people
		expect(speakers.map(({ person, distance }) => [person.id, distance])).toEqual([
			[EVE, 0],
			[DORA, 1],
			[BO, 2],
			[CARL, 2],
		])
	})

	it('[SPEC 6.16] inside of the circle and outside, nobody takes an origin away from the other', () => {
		const messages = [confirm(BO, from(uri('a'))), confirm(CARL, from(uri('a')))]
		const { circle, outside } = seen(root, { keys: [BO] }, ...messages).confirm
		expect([numbers(circle), numbers(outside)]).toEqual([
			[0, 1, 1],
			[0, 1, 1],
		])
	})

	it('[SPEC 6.16] endorsements that name another thread do not count', () => {
		expect(confirmed(confirm(BO, { root: ghost('elsewhere') })).keys.count).toBe(0)
	})

	it('[SPEC 6.16] is the same for the same version, contested or not', () => {
		const first = ghost('first')
		const [a, b] = [BO, CARL].map((author) => reply(author, root.id, { first, rev: 1 })) as [Reply, Reply]
		const said = endorse(DORA, a)
		expect(threadView([root, a, b, said], root.id, NOW).nodes.find(({ id }) => id === first)?.state).toBe('contested')
		expect(seen(a, nobody, root, b, said).confirm.outside.keys.count).toBe(1)
	})
})

describe('threadCorroborations', () => {
	it('[SPEC 6.16] keeps what was said of other versions apart, in the order of the thread', () => {
		const answer = reply(BO, root.id)
		const next = revision(answer)
		const gone = reply(DORA, root.id)
		const said = [confirm(CARL), endorse(CARL, answer, 'confirm', OBSERVED), endorse(DORA, next, 'dispute')]
		const messages = [next, answer, root, gone, takeBack(gone), ...said]
		const on = (version: Post | Reply): Corroboration => corroborationView(messages, version.id, nobody, NOW) as Corroboration
		expect(threadCorroborations(messages, root.id, nobody, NOW)).toEqual([
			{ node: root.id, current: on(root), earlier: [] },
			{ node: answer.id, current: on(next), earlier: [on(answer)] },
		])
		expect(on(next)).toMatchObject({ rev: 1, confirm: { outside: { keys: { count: 0 } } }, dispute: { outside: { keys: { count: 1 } } } })
		expect(on(answer)).toMatchObject({ rev: 0, confirm: { outside: { keys: { count: 1 } } } })
	})
})
