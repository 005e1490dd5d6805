import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message, TimelineOptions } from '../../src/index.js'
import { createRetraction, timelineView } from '../../src/index.js'
import { aloneBytes } from '../support/message-bytes.js'
import { carry, collect, member, NOON, person } from './world.js'

describe('views of a store', () => {
	it('finds a thread by any message in it, and none by a stranger', async () => {
		const { replica } = await member(1)
		const root = await replica.post({ text: 'a' })
		const reply = await replica.reply(root, { text: 'b' })
		expect((await replica.view.thread(reply.id))?.id).toBe(root.id)
		expect(await replica.view.thread('ab'.repeat(32))).toBeUndefined()
	})

	it('shows the thread of a message whose root is not held', async () => {
		const anna = await member(1)
		const root = await anna.replica.post({ text: 'a' })
		const reply = await anna.replica.reply(root, { text: 'b' })
		const bertil = await member(2)
		for await (const message of anna.replica.messages()) {
			if (message.id === reply.id) await bertil.replica.receive(aloneBytes(message))
		}
		const thread = await bertil.replica.view.thread(reply.id)
		expect(thread?.nodes.map(({ state, depth }) => [state, depth])).toEqual([
			['missing', 0],
			['present', 1],
		])
	})

	it('[SPEC 6.2] a stranger who claims what is not held moves no thread', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const root = await anna.replica.post({ text: 'a' })
		const reply = await anna.replica.reply(root, { text: 'b' })
		await bertil.replica.receive(aloneBytes(reply))
		const claim = await createRetraction(await person(3), { seq: 1, targets: [{ target: root.id, seq: 1, root: 'ab'.repeat(32) }] })
		await bertil.replica.receive(aloneBytes(claim))
		expect((await bertil.replica.view.thread(root.id))?.nodes.map(({ id, state }) => [id, state])).toEqual([
			[root.id, 'missing'],
			[reply.id, 'present'],
		])
	})

	it('says who holds which stance on a version', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'a' })
		await carry(anna.replica, bertil.replica)
		const stance = await bertil.replica.endorse(post, { stance: 'dispute', sources: [{ uri: 'https://example.org/' }] })
		expect(await bertil.replica.view.stances(post.id)).toEqual([{ author: bertil.author, endorsement: stance, conflicts: [] }])
		await expect(bertil.replica.view.stances('ab'.repeat(32))).rejects.toMatchObject({ code: 'not-found' })
	})

	it('shortened ids and keys are completed', async () => {
		const { replica, author } = await member(1)
		const post = await replica.post({ text: 'a' })
		expect(await replica.resolve(post.id.slice(0, 6))).toEqual({ messages: [post.id], authors: [] })
		expect((await replica.resolve(author.slice(0, 8))).authors).toEqual([author])
		await expect(replica.resolve('zz')).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('[SPEC 6.9] without a clock, what was written last is not in the future', async () => {
		const { replica, clock } = await member(1)
		const root = await replica.post({ text: 'a' })
		clock.now = NOON + 60
		await replica.reply(root, { text: 'b' })
		clock.now = undefined
		const thread = await replica.view.thread(root.id)
		expect(thread?.nodes.map((node) => [node.place, 'future' in node && node.future])).toEqual([
			[NOON, false],
			[NOON + 60, false],
		])
		expect((await replica.view.timeline())[0]?.node).toMatchObject({ place: NOON, future: false })
	})

	it('an expired post leaves the views when now reaches it', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'a', expires: NOON + 10 })
		expect((await replica.view.timeline({ now: NOON + 9 })).length).toBe(1)
		expect((await replica.view.timeline({ now: NOON + 10 })).length).toBe(0)
		expect(await replica.message(post.id)).toEqual(post)
	})
})

describe('the timeline of a store', () => {
	const step = fc.record({
		who: fc.integer({ min: 0, max: 2 }),
		what: fc.constantFrom('post', 'post', 'reply', 'revise', 'retract', 'carry'),
		topic: fc.constantFrom('a', 'b'),
		space: fc.constantFrom('x', 'y'),
		time: fc.option(fc.integer({ min: NOON - 5, max: NOON + 5 }), { nil: undefined }),
		pick: fc.nat(),
	})

	it('[SPEC 6.11] equals the timeline of the set, for any history, filter and limit', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 5 }), async (steps, limit) => {
				const members = [await member(1), await member(2), await member(3)]
				for (const { who, what, topic, space, time, pick } of steps) {
					const { replica, clock, author } = members[who] as (typeof members)[number]
					clock.now = time
					const content = (await collect(replica.messages())).filter((message) => message.kind === 'post' || message.kind === 'reply')
					const own = content.filter((message) => message.author === author)
					const any = content[pick % Math.max(1, content.length)]
					const mine = own[pick % Math.max(1, own.length)]
					if (what === 'post') await replica.post({ text: `post ${pick}`, topics: [topic], space })
					else if (what === 'carry') await carry(replica, (members[pick % 3] as (typeof members)[number]).replica)
					else if (what === 'reply' && any !== undefined) await replica.reply(any, { text: 'reply' })
					else if (what === 'revise' && mine !== undefined) await replica.revise(mine, { text: 'revised', topics: [topic], space })
					else if (what === 'retract' && mine !== undefined) await replica.retract(mine)
				}
				const filters: readonly TimelineOptions[] = [
					{},
					{ topic: 'a' },
					{ space: 'x' },
					{ topic: 'b', space: 'y' },
					{ author: members[0]?.author as string },
				]
				for (const { replica } of members) {
					const set: readonly Message[] = await collect(replica.messages())
					for (const filter of filters) {
						const whole = timelineView(set, NOON, filter)
						expect(await replica.view.timeline({ ...filter, now: NOON, limit: 1000 })).toEqual(whole)
						expect(await replica.view.timeline({ ...filter, now: NOON, limit })).toEqual(whole.slice(0, limit))
					}
				}
			}),
			{ seed: 11, numRuns: 60 },
		)
	})

	it('refuses a limit that is none', async () => {
		const { replica } = await member(1)
		for (const limit of [0, -1, 1.5, 1001])
			await expect(replica.view.timeline({ limit })).rejects.toMatchObject({ code: 'argument-invalid' })
	})
})
