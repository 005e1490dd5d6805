/** Replicas that hold so much that they keep a sketch of it under a key of their own (SPEC 8.12). */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Message, Replica, Signed, Store } from '../../src/index.js'
import { createMessage, createRetraction, unpackBundle } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import type { Member } from './world.js'
import { collect, member, NOON, person } from './world.js'

const COUNT = 16_600
let posts: readonly Signed[] = []
let later: readonly Signed[] = []
beforeAll(async () => {
	const signer = await person(1)
	const make = (i: number): Promise<Signed> =>
		createMessage(signer, { kind: 'post', seq: i + 1, time: NOON - 9, text: `post ${i}`, ...(i % 100 === 5 ? { expires: NOON + i } : {}) })
	const all: Signed[] = []
	for (let i = 0; i < COUNT + 40; i++) all.push(await make(i))
	posts = all.slice(0, COUNT)
	later = all.slice(COUNT)
}, 120_000)

/** A replica over a store that holds these messages; `ids` counts how many ids were read. */
async function holding(number: number, messages: readonly Signed[]): Promise<Member & { readonly ids: () => number }> {
	const below = memoryStore()
	for (let from = 0; from < messages.length; from += 5000) await below.ingest({ messages: messages.slice(from, from + 5000) })
	let read = 0
	const store: Store = {
		...below,
		ids: async (after, limit) => {
			const page = await below.ids(after, limit)
			read += page.arrivals.length
			return page
		},
	}
	return { ...(await member(number, { store })), ids: () => read }
}

/** Until both do with what they keep. */
async function tire(...replicas: readonly Replica[]): Promise<void> {
	for (const replica of replicas) {
		for (const other of replicas) for (let i = 0; i < 9; i++) await other.receive(await replica.ask())
	}
}

async function talk(asker: Replica, other: Replica): Promise<readonly Uint8Array[]> {
	const bundles = [await asker.ask()]
	for (let [to, from] = [other, asker]; ; [to, from] = [from, to]) {
		const { reply } = await to.receive(bundles.at(-1) as Uint8Array)
		if (reply === undefined) return bundles
		bundles.push(reply)
		expect(bundles.length).toBeLessThan(20)
	}
}

const idsOf = async (replica: Replica): Promise<readonly string[]> => (await collect(replica.messages())).map(({ id }) => id).sort()
const bytesOf = (bundles: readonly Uint8Array[]): number => bundles.reduce((sum, { length }) => sum + length, 0)

describe('[SPEC 8.12] a replica that holds much', () => {
	it('asks under its own key, answers under its own key, and reads what it holds once', async () => {
		const [a, b] = [await holding(8, posts), await holding(9, [...posts.slice(3), ...later.slice(0, 2)])]
		expect((await talk(a.replica, b.replica)).length).toBe(3)
		await tire(a.replica, b.replica)
		expect((await talk(a.replica, b.replica)).length).toBe(4)
		expect(await idsOf(a.replica)).toEqual(await idsOf(b.replica))
		const before = b.ids()
		expect(bytesOf(await talk(a.replica, b.replica))).toBeLessThan(700)
		expect(b.ids() - before).toBeLessThan(50)
	})

	it('keeps its sketch in step with what is added, taken back, let go of, and expires', async () => {
		const [a, b] = [await holding(8, posts), await holding(9, posts)]
		await tire(a.replica, b.replica)
		await talk(a.replica, b.replica)
		await b.store.ingest({ messages: later })
		const retraction = await createRetraction(await person(1), {
			seq: COUNT + 100,
			targets: [posts[7] as Message, posts[8] as Message].map((message) => message as never),
		})
		await b.replica.receive(new Uint8Array([...retraction.payload, ...retraction.signature]))
		await b.replica.evictTo((await b.replica.stats()).bytes - 200)
		b.clock.now = NOON + 3000
		a.clock.now = NOON + 3000
		const bundles = await talk(a.replica, b.replica)
		// What was let go of comes back, what was taken back does not.
		const sent = bundles.flatMap((bundle) => unpackBundle(bundle).items.map((item) => item.ok && item.unverified.kind))
		expect(sent.filter((kind) => kind === 'retraction')).toHaveLength(1)
		expect(sent.length).toBeLessThan(60)
		expect((await idsOf(b.replica)).includes((posts[7] as Message).id)).toBe(false)
		expect(bytesOf(await talk(a.replica, b.replica))).toBeLessThan(700)
		b.clock.now = NOON + 200_000
		a.clock.now = NOON + 200_000
		expect(bytesOf(await talk(a.replica, b.replica))).toBeLessThan(700)
	})

	it('gives everything to whoever has nothing, and asks whoever has little to use its key', async () => {
		const [a, b, c] = [await holding(8, []), await holding(9, posts), await holding(7, posts.slice(0, 20))]
		await tire(b.replica)
		await talk(a.replica, b.replica)
		expect((await a.replica.stats()).messages).toBe(COUNT)
		await talk(c.replica, b.replica)
		expect((await c.replica.stats()).messages).toBe(COUNT)
	})
})
