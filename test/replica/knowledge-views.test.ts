import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message, Reader, Replica } from '../../src/index.js'
import {
	answeredQuestions,
	circleView,
	completenessViews,
	corroborationView,
	inboxView,
	openQuestions,
	openReplica,
	peopleView,
	personView,
	questionViews,
	threadCorroborations,
} from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { ghost } from '../merge/factory.js'
import { heldArbitrary, heldDialogueArbitrary, KEYS, NOW, readerArbitrary } from '../merge/knowledge-histories.js'
import { carry, member, person } from './world.js'

const RUNS = { seed: 20_261_125, numRuns: 120 }

/** A replica that holds these messages; they are taken as proven. */
async function holding(messages: readonly Message[]): Promise<Replica> {
	const store = memoryStore()
	for (const message of messages) await store.ingest({ messages: [message] })
	return openReplica({ store, clock: () => NOW })
}

const isContent = ({ kind }: Message): boolean => kind === 'post' || kind === 'reply'

describe('views of a store equal those of the whole set, for any history', () => {
	it('[SPEC 6.13] person and people', async () => {
		await fc.assert(
			fc.asyncProperty(heldArbitrary, async ([held]) => {
				const { view } = await holding(held)
				for (const key of [...KEYS, ghost('nobody')]) expect(await view.person(key)).toEqual(personView(held, key, NOW))
				const authors = [...held, ...held.flatMap((message) => (message.kind === 'retraction' ? [message] : []))].map(
					({ author }) => author,
				)
				expect(await view.people()).toEqual(peopleView(held, authors, NOW))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.15] circle', async () => {
		await fc.assert(
			fc.asyncProperty(heldArbitrary, readerArbitrary, async ([held], reader) => {
				const { view } = await holding(held)
				expect(await view.circle({ reader })).toEqual(circleView(held, reader, NOW))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.16] corroboration of versions and of a thread', async () => {
		await fc.assert(
			fc.asyncProperty(heldArbitrary, readerArbitrary, async ([held, first], reader) => {
				const { view } = await holding(held)
				for (const { id } of [first, ...held.filter(isContent).slice(0, 3)]) {
					const expected = corroborationView(held, id, reader, NOW)
					if (expected === undefined) await expect(view.corroboration(id, { reader })).rejects.toMatchObject({ code: 'not-found' })
					else expect(await view.corroboration(id, { reader })).toEqual(expected)
				}
				expect(await view.corroborations(first.id, { reader })).toEqual(threadCorroborations(held, first.id, reader, NOW))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.17] questions, open questions and inbox', async () => {
		await fc.assert(
			fc.asyncProperty(heldDialogueArbitrary, readerArbitrary, fc.integer({ min: 1, max: 6 }), async ([held, first], reader, limit) => {
				const { view } = await holding(held)
				expect(await view.questions(first.id)).toEqual(questionViews(held, first.id, NOW))
				expect(await view.openQuestions()).toEqual(openQuestions(held, NOW))
				expect(await view.answeredQuestions()).toEqual(answeredQuestions(held, NOW))
				expect(await view.openQuestions({ author: first.author, limit })).toEqual(openQuestions(held, NOW, { author: first.author, limit }))
				const inbox = inboxView(held, reader, NOW)
				expect(await view.inbox({ reader })).toEqual(inbox.map((entry) => ({ ...entry, unread: true })))
				const waiting = inbox.filter(({ answered }) => !answered)
				expect(await view.inbox({ reader, limit, unanswered: true })).toEqual(
					waiting.slice(0, limit).map((entry) => ({ ...entry, unread: true })),
				)
				expect(await view.inbox({ reader, limit })).toEqual(inbox.slice(0, limit).map((entry) => ({ ...entry, unread: true })))
			}),
			RUNS,
		)
	})

	it('[SPEC 6.18] completeness', async () => {
		await fc.assert(
			fc.asyncProperty(heldArbitrary, async ([held]) => {
				const { view } = await holding(held)
				for (const key of KEYS) expect(await view.completeness(key)).toEqual(completenessViews(held, NOW, key))
			}),
			RUNS,
		)
	})
})

describe('a replica and its reader', () => {
	it('[SPEC 6.15] vouches and blocks in private stay on the device and shape its circle', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		await bertil.replica.post({ text: 'Hej' })
		await carry(bertil.replica, anna.replica)
		expect((await anna.replica.view.circle()).people.map(({ id }) => id)).toEqual([anna.author])
		await anna.replica.device.listen(bertil.author)
		expect((await anna.replica.view.circle()).people.map(({ id, distance }) => [id, distance])).toEqual([
			[anna.author, 0],
			[bertil.author, 1],
		])
		await anna.replica.device.block(bertil.author)
		expect((await anna.replica.view.circle()).people.map(({ id }) => id)).toEqual([anna.author])
		expect(await anna.replica.device.reader()).toEqual({ keys: [anna.author], vouches: [bertil.author], blocked: [bertil.author] })
		await anna.replica.device.block(bertil.author, false)
		await anna.replica.device.listen(bertil.author, false)
		expect(await anna.replica.device.reader()).toEqual({ keys: [anna.author], vouches: [], blocked: [] })
		// Nothing of it became a message.
		expect((await anna.replica.stats()).messages).toBe(1)
	})

	it('[SPEC 6.14] answers with one key what another key of the person said', async () => {
		const anna = await member(1)
		const author = await member(9)
		const post = await author.replica.post({ text: 'The well is safe.' })
		await carry(author.replica, anna.replica)
		const phone = await member(2)
		await carry(anna.replica, phone.replica)
		const laptop = await person(1)
		await phone.replica.link(laptop)
		await carry(phone.replica, anna.replica)
		const first = await anna.replica.endorse(post, { stance: 'confirm', grounds: 'observed' })
		await carry(anna.replica, phone.replica)
		const second = await phone.replica.endorse(post, { stance: 'withdrawn' })
		expect([first.rev, second.rev]).toEqual([0, 1])
		const friend = await author.replica.vouch(anna.author, 'vouch')
		expect(friend.rev).toBe(0)
		const carried = await anna.replica.vouch(author.author, 'vouch')
		await carry(anna.replica, phone.replica)
		expect([carried.rev, (await phone.replica.vouch(author.author, 'distrust')).rev]).toEqual([0, 1])
		await carry(phone.replica, author.replica)
		const corroboration = await author.replica.view.corroboration(post.id)
		expect(corroboration.confirm.outside.keys.count).toBe(0)
	})

	it('[SPEC 6.13] links two keys, each by a profile of its own, and does so once', async () => {
		const anna = await member(1)
		const paper = await person(7)
		await anna.replica.profile({ name: 'Anna' })
		const { own, other } = await anna.replica.link(paper)
		expect([own.name, own.keys, other.keys, other.author]).toEqual(['Anna', [paper.author], [anna.author], paper.author])
		expect((await anna.replica.view.person(paper.author)).keys).toEqual([paper.author, anna.author].sort())
		const { messages } = await anna.replica.stats()
		expect(await anna.replica.link(paper)).toEqual({ own, other })
		expect((await anna.replica.stats()).messages).toBe(messages)
		const renamed = await anna.replica.profile({ name: 'Anna B' })
		expect(renamed.keys).toEqual([paper.author])
		await expect(anna.replica.link(await person(1))).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('[SPEC 6.13] ends a link with a key that was lost to somebody else, by either of the two', async () => {
		const phone = await member(1)
		const paper = await person(7)
		await phone.replica.profile({ name: 'Anna' })
		await phone.replica.link(paper)
		const tablet = await member(2)
		await carry(phone.replica, tablet.replica)
		await tablet.replica.link(paper)
		const keysOf = async (key: string): Promise<readonly string[]> => (await tablet.replica.view.person(key)).keys
		expect((await keysOf(tablet.author)).length).toBe(3)
		// The thief of the phone goes on linking.
		await phone.replica.profile({ about: 'still me' })
		await carry(phone.replica, tablet.replica)
		await expect(tablet.replica.unlink(phone.author)).rejects.toMatchObject({ code: 'not-found' })
		const { profile, retractions } = await tablet.replica.unlink(phone.author, paper)
		expect([profile.author, profile.keys, retractions.length]).toEqual([paper.author, [tablet.author], 1])
		expect(await keysOf(tablet.author)).toEqual([tablet.author, paper.author].sort())
		expect(await keysOf(phone.author)).toEqual([phone.author])
		await carry(tablet.replica, phone.replica)
		expect((await phone.replica.view.person(phone.author)).keys).toEqual([phone.author])
		expect((await phone.replica.view.profile(phone.author)).profile?.name).toBe('Anna')
		await expect(tablet.replica.unlink('anna')).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('shows in the inbox what was not read yet, in the version that was read', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const question = await anna.replica.post({ text: 'Is the well safe?', question: true })
		await carry(anna.replica, bertil.replica)
		const answer = await bertil.replica.reply(question, { text: 'Boil it.' })
		await carry(bertil.replica, anna.replica)
		const unread = async (): Promise<readonly (readonly [string, boolean])[]> => {
			return (await anna.replica.view.inbox()).map(({ node, unread: is }) => [node.message.id, is])
		}
		expect(await unread()).toEqual([[answer.id, true]])
		await anna.replica.device.markRead(answer.id)
		expect(await unread()).toEqual([[answer.id, false]])
		const revised = await bertil.replica.revise(answer, { text: 'Boil it for ten minutes.' })
		await carry(bertil.replica, anna.replica)
		expect(await unread()).toEqual([[revised.id, true]])
	})

	it('has a time without a clock: the latest that it has read of', async () => {
		const anna = await member(1)
		const bertil = await member(2, { clock: () => undefined })
		const question = await anna.replica.post({ text: 'Is the well safe?', question: true })
		await carry(anna.replica, bertil.replica)
		expect((await bertil.replica.view.openQuestions()).map(({ node }) => [node.id, node.future])).toEqual([[question.id, false]])
		const answer = await bertil.replica.reply(question, { text: 'Yes' })
		expect((await anna.replica.view.corroborations(question.id)).length).toBe(1)
		expect((await bertil.replica.view.corroborations(answer.id)).length).toBe(2)
		expect((await bertil.replica.view.inbox()).length).toBe(0)
	})

	it('refuses what is no key, id, limit or reader', async () => {
		const { replica } = await member(1)
		const wrong: readonly (() => Promise<unknown>)[] = [
			() => replica.view.person('anna'),
			() => replica.view.completeness('anna'),
			() => replica.view.corroboration('post'),
			() => replica.view.corroborations('post'),
			() => replica.view.questions('post'),
			() => replica.view.openQuestions({ limit: 0 }),
			() => replica.view.inbox({ limit: 1001 }),
			() => replica.view.circle({ reader: { keys: ['anna'] } }),
			() => replica.view.circle({ reader: { keys: [], depth: -1 } }),
			() => replica.view.circle({ now: 0.5 }),
			() => replica.view.circle({ reader: {} as Reader }),
			() => replica.view.inbox({ reader: {} as Reader }),
			() => replica.view.corroboration(ghost('x'), { reader: { keys: [], blocked: ['x'] } }),
			() => replica.view.thread({} as string),
			() => replica.view.profile('anna'),
			() => replica.view.stances('post'),
			() => replica.view.vouches('anna'),
			() => replica.device.block('anna'),
			() => replica.device.listen('anna'),
			() => replica.device.markRead('post'),
			() => replica.device.saveDraft('', { text: 'a' }),
			() => replica.device.saveDraft('a\nb', { text: 'a' }),
			() => replica.device.saveDraft('å'.repeat(33), { text: 'a' }),
			() => replica.device.saveDraft('a', { text: 'å'.repeat(32_769) }),
			() => replica.device.saveDraft('a', { text: 'a', to: 'post' }),
		]
		for (const call of wrong) await expect(call(), call.toString()).rejects.toMatchObject({ code: 'argument-invalid' })
	})
})

describe('drafts', () => {
	it('are kept by their names until they are forgotten', async () => {
		const { replica, store } = await member(1)
		expect(await replica.device.drafts()).toEqual(new Map())
		await replica.device.saveDraft('brunnen', { text: 'Är vattnet\nbra? 😀' })
		await replica.device.saveDraft('a/b', { text: '', to: ghost('question') })
		expect(await replica.device.drafts()).toEqual(
			new Map([
				['a/b', { text: '', to: ghost('question') }],
				['brunnen', { text: 'Är vattnet\nbra? 😀' }],
			]),
		)
		await replica.device.saveDraft('brunnen', undefined)
		await replica.device.saveDraft('never there', undefined)
		expect([...(await replica.device.drafts()).keys()]).toEqual(['a/b'])
		await store.setLocal('draft/spoiled', Uint8Array.of(0x7b))
		await store.setLocal('draft/empty', new TextEncoder().encode('{}'))
		// What cannot be read does not hide the others.
		expect([...(await replica.device.drafts()).keys()]).toEqual(['a/b'])
	})

	it('may be many', async () => {
		const { replica } = await member(1)
		for (let i = 0; i < 501; i++) await replica.device.saveDraft(`draft ${i}`, { text: `${i}` })
		expect((await replica.device.drafts()).size).toBe(501)
	})
})
