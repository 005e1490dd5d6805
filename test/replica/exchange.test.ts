/** Two replicas find out what each lacks, bundle by bundle, without keeping any state of it. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Message, Replica, ReplicaOptions, Scope, Signed } from '../../src/index.js'
import { createMessage, createRetraction, packBundle, sync, unpackBundle } from '../../src/index.js'
import type { Member } from './world.js'
import { carry, collect, member, NOON, person } from './world.js'

const idsOf = async (replica: Replica): Promise<readonly string[]> => (await collect(replica.messages())).map(({ id }) => id).sort()

interface Talk {
	readonly legs: number
	readonly bytes: number
	readonly bundles: readonly Uint8Array[]
}

/** Carries bundles to and fro until nobody has anything to say. */
async function talk(asker: Replica, other: Replica, scope?: Scope, most = 40): Promise<Talk> {
	const bundles = [await asker.ask(scope)]
	for (let [to, from] = [other, asker]; ; [to, from] = [from, to]) {
		const { reply, counts } = await to.receive(bundles.at(-1) as Uint8Array, { from: 'there' })
		expect(counts.rejected).toBe(0)
		if (reply === undefined) break
		bundles.push(reply)
		expect(bundles.length).toBeLessThan(most)
	}
	return { legs: bundles.length, bytes: bundles.reduce((sum, { length }) => sum + length, 0), bundles }
}

let posts: readonly Signed[] = []
const COUNT = 1200
beforeAll(async () => {
	const signer = await person(1)
	posts = await Promise.all(
		Array.from({ length: COUNT }, (_, i) => createMessage(signer, { kind: 'post', seq: i + 1, time: NOON - COUNT + i, text: `post ${i}` })),
	)
})

async function holding(number: number, messages: readonly Message[], options: Partial<ReplicaOptions> = {}): Promise<Member> {
	const one = await member(number, options)
	if (messages.length > 0) await one.replica.receive(packBundle({ messages: messages as readonly Signed[] }))
	return one
}

const without = (indexes: readonly number[], all = posts): readonly Signed[] => all.filter((_, i) => !indexes.includes(i))

describe('[SPEC 8.8] an exchange', () => {
	it('needs one small bundle and one answer where nothing differs', async () => {
		const [a, b] = [await holding(8, posts), await holding(9, posts)]
		const { legs, bytes } = await talk(a.replica, b.replica)
		expect(legs).toBe(2)
		expect(bytes).toBeLessThan(230)
	})

	it.each([
		['the asker lacks one', [], [7], 2],
		['the asker has one more', [7], [], 3],
		['each lacks one', [3], [7], 3],
	] as const)('finds a single difference: %s', async (_, lackedThere, lackedHere, legs) => {
		const [a, b] = [await holding(8, without(lackedHere)), await holding(9, without(lackedThere))]
		expect((await talk(a.replica, b.replica)).legs).toBe(legs)
		expect([await idsOf(a.replica), await idsOf(b.replica)]).toEqual([await idsOf(b.replica), posts.map(({ id }) => id).sort()])
	})

	it('[property] gives both everything, whatever each has', async () => {
		const some = fc.array(fc.nat(COUNT - 1), { maxLength: 60 })
		const share = fc.constantFrom(0, 1, 20, 300, 700, COUNT)
		await fc.assert(
			fc.asyncProperty(share, share, some, some, async (here, there, lackedHere, lackedThere) => {
				const [a, b] = [
					await holding(8, without(lackedHere, posts.slice(0, here))),
					await holding(9, without(lackedThere, posts.slice(-there || COUNT))),
				]
				const all = [...new Set([...(await idsOf(a.replica)), ...(await idsOf(b.replica))])].sort()
				const { legs } = await talk(a.replica, b.replica)
				expect(legs).toBeLessThan(12)
				expect(await idsOf(a.replica)).toEqual(all)
				expect(await idsOf(b.replica)).toEqual(all)
			}),
			{ seed: 88, numRuns: 20 },
		)
	}, 120_000)

	it('tells a new replica everything at once', async () => {
		const [a, b] = [await holding(8, []), await holding(9, posts)]
		const { legs, bundles } = await talk(a.replica, b.replica)
		expect(legs).toBe(2)
		expect(bundles[0]?.length).toBeLessThan(60)
		expect(await idsOf(a.replica)).toEqual(await idsOf(b.replica))
	})

	it('goes on in parts where replies shall be small, and ends where a policy takes nothing', async () => {
		const [a, b] = [await holding(8, []), await holding(9, posts.slice(0, 300))]
		const first = await a.replica.ask({}, { maxReply: 6000 })
		let asked: Uint8Array | undefined = first
		let rounds = 0
		while (asked !== undefined) {
			const { reply } = await b.replica.receive(asked)
			expect(reply?.length).toBeLessThan(7000)
			asked = reply && (await a.replica.receive(reply, { maxReply: 6000 })).reply
			expect(rounds++).toBeLessThan(20)
		}
		expect(rounds).toBeGreaterThan(4)
		expect(await idsOf(a.replica)).toEqual(await idsOf(b.replica))
		const picky = await member(7, { admit: () => false })
		const once = async (): Promise<number> => {
			const { reply } = await b.replica.receive(await picky.replica.ask({}, { to: 'there' }))
			await picky.replica.receive(reply as Uint8Array, { from: 'there' })
			return (reply as Uint8Array).length
		}
		expect(await once()).toBeGreaterThan(10_000)
		expect((await picky.replica.stats()).messages).toBe(0)
		// What was refused is not sent again at once, but when a minute has passed.
		expect(await once()).toBeLessThan(100)
		picky.clock.now = NOON + 60
		expect(await once()).toBeGreaterThan(10_000)
	})

	it('is about a scope where one is given, on both sides', async () => {
		const [anna, bertil] = [await member(1), await member(2)]
		const well = await anna.replica.post({ text: 'The well is dry.', topics: ['water'] })
		await anna.replica.post({ text: 'Bread on Friday.', topics: ['bread'] })
		const boats = await bertil.replica.post({ text: 'Boats are out.', topics: ['water'] })
		await bertil.replica.post({ text: 'Cows are in.', topics: ['cows'] })
		await anna.replica.reply(well, { text: 'It rains.' })
		await talk(anna.replica, bertil.replica, { topics: ['water'] })
		expect((await collect(bertil.replica.messages())).length).toBe(4)
		expect((await collect(anna.replica.messages())).length).toBe(4)
		expect(await anna.replica.message(boats.id)).toBeDefined()
	})

	it('[SPEC 8.9] sends nothing of what was taken back, and the retraction instead', async () => {
		const [anna, bertil, cecilia] = [await member(1), await member(2), await member(3)]
		const posts = [await anna.replica.post({ text: 'one' }), await anna.replica.post({ text: 'two' })]
		await carry(anna.replica, bertil.replica)
		await anna.replica.retract(posts[0] as Message)
		await carry(anna.replica, cecilia.replica)
		const { bundles } = await talk(cecilia.replica, bertil.replica)
		const sent = bundles.flatMap((bundle) => unpackBundle(bundle).items.flatMap((item) => (item.ok ? item.unverified.kind : [])))
		// Whoever lacks the retraction sends what it takes back, once.
		expect(sent.filter((kind) => kind === 'retraction')).toHaveLength(1)
		expect(await idsOf(bertil.replica)).toEqual(await idsOf(cecilia.replica))
		expect((await talk(bertil.replica, cecilia.replica)).legs).toBe(2)
	})

	it('leaves out what has expired by the clock of the asker', async () => {
		const [a, b] = [await member(8), await member(9)]
		await b.replica.post({ text: 'Bread, today only.', expires: NOON + 10 })
		a.clock.now = NOON + 20
		await talk(a.replica, b.replica)
		expect((await a.replica.stats()).messages).toBe(0)
		a.clock.now = NOON
		await talk(a.replica, b.replica)
		expect((await a.replica.stats()).messages).toBe(1)
	})

	it('gives to each what a policy lets go', async () => {
		const [a, b] = [await member(8), await holding(9, posts.slice(0, 100))]
		const asked = await a.replica.ask()
		const told: (string | undefined)[] = []
		const share = (message: Message, { to }: { readonly to?: string }): boolean => {
			told.push(to)
			return message.seq % 2 === 0
		}
		const { reply } = await b.replica.receive(asked, { from: 'a stick', share })
		expect(new Set(told)).toEqual(new Set(['a stick']))
		await a.replica.receive(reply as Uint8Array)
		expect((await a.replica.stats()).messages).toBe(50)
	})

	it('[SPEC 6.2, 8.7] brings a message that somebody else claims to take back', async () => {
		const [viktor, eve, b] = [await member(1), await member(2), await member(3)]
		const post = await viktor.replica.post({ text: 'The well is dry.' })
		const own = await eve.replica.post({ text: 'mine' })
		const claim = await createRetraction(await person(2), { seq: 9, targets: [{ ...own, id: post.id }] })
		await b.replica.receive(new Uint8Array([...claim.payload, ...claim.signature]))
		await talk(b.replica, viktor.replica)
		expect(await b.replica.message(post.id)).toBeDefined()
	})

	it('of a scope goes on in parts, and knows when it is complete', async () => {
		const [a, b] = [await member(8), await member(2)]
		for (let i = 0; i < 60; i++) await b.replica.post({ text: `water ${i}`, topics: ['water'] })
		const report = await sync(
			a.replica,
			{ exchange: async (bundle) => (await b.replica.receive(bundle, { maxReply: 1500 })).reply },
			{ scope: { topics: ['water'] }, maxReply: 3000 },
		)
		expect([report.isComplete, report.counts.added]).toEqual([true, 60])
	})

	it('gives what is wanted in parts, until all of it went', async () => {
		const [a, b] = [await holding(8, posts.slice(0, 60)), await member(9)]
		const report = await sync(a.replica, { exchange: async (bundle) => (await b.replica.receive(bundle)).reply }, { maxReply: 1500 })
		expect(report.isComplete).toBe(true)
		expect(await idsOf(b.replica)).toEqual(await idsOf(a.replica))
	})

	it('takes what was declined for a passing reason, later', async () => {
		const [a, b] = [await holding(8, posts.slice(0, 60)), await member(9)]
		let left = 25
		const reader = await member(7, { admit: () => left-- > 0 })
		for (let minute = 0; minute < 4; minute++) {
			left = 25
			reader.clock.now = NOON + 60 * minute
			await talk(a.replica, reader.replica)
		}
		expect((await reader.replica.stats()).messages).toBe(60)
		await talk(b.replica, reader.replica)
		expect((await b.replica.stats()).messages).toBe(60)
	})

	it('ends where a policy keeps back what takes messages back', async () => {
		const [anna, b] = [await member(1), await member(9)]
		const own: Message[] = []
		for (let i = 0; i < 30; i++) own.push(await anna.replica.post({ text: `post ${i}` }))
		await carry(anna.replica, b.replica)
		for (const post of own) await anna.replica.retract(post)
		const share = ({ kind }: Message): boolean => kind !== 'retraction'
		const report = await sync(
			anna.replica,
			{ exchange: async (bundle) => (await b.replica.receive(bundle, { maxReply: 600 })).reply },
			{ share, to: 'b' },
		)
		expect(report.legs).toBeLessThan(12)
	})

	it('replies to nothing but asks and own answers', async () => {
		const [a, b, c] = [await holding(8, posts.slice(0, 50)), await holding(9, posts.slice(50, 150)), await member(7)]
		const asked = await a.replica.ask()
		const { reply } = await b.replica.receive(asked)
		const overheard = await c.replica.receive(reply as Uint8Array)
		expect(overheard.reply).toBeUndefined()
		expect(overheard.exchange).toEqual({ isAnswer: false, isAsk: false, isComplete: false })
		expect((await b.replica.receive(packBundle({ messages: posts.slice(0, 3) }))).exchange).toBeUndefined()
	})
})
