/** A small device keeps within its space, and lets go of what matters least to its reader. */
import { describe, expect, it } from 'vitest'
import type { Post } from '../../src/index.js'
import type { Member } from './world.js'
import { carry, collect, member, NOON } from './world.js'

const LONG = 'words '.repeat(300)

async function posts(by: Member, count: number, more: { readonly expires?: number } = {}): Promise<readonly Post[]> {
	const made: Post[] = []
	// Each at a time of its own: a bundle has them in this order.
	for (let i = 0; i < count; i++) {
		by.clock.now = NOON - 1000 + i
		made.push(await by.replica.post({ text: `${i} ${LONG}`, ...more }))
	}
	by.clock.now = NOON
	return made
}

const held = async ({ replica }: Member): Promise<ReadonlySet<string>> => new Set((await collect(replica.messages())).map(({ id }) => id))

/** How many of these are held. */
async function left(reader: Member, made: readonly Post[]): Promise<number> {
	const ids = await held(reader)
	return made.filter(({ id }) => ids.has(id)).length
}

/** Anna reads: she listens to Bertil, who listens to Carl. Dora is a stranger. */
async function village() {
	const [anna, bertil, carl, dora] = [await member(1), await member(2), await member(3), await member(4)]
	await anna.replica.vouch(bertil.author, 'vouch')
	await bertil.replica.vouch(carl.author, 'vouch')
	const own = await posts(anna, 5)
	const made = { own, near: await posts(bertil, 5), far: await posts(carl, 5), strange: await posts(dora, 5) }
	for (const other of [carl, dora, bertil]) await carry(other.replica, anna.replica)
	return { anna, bertil, carl, dora, made }
}

describe('[SPEC 8.6] letting go of messages', () => {
	it('begins with strangers, the oldest first, goes on with those who are farther away, and stops', async () => {
		const { anna, made } = await village()
		const { bytes } = await anna.replica.stats()
		const size = (made.strange[0] as Post).payload.length + 64
		const one = await anna.replica.evictTo(bytes - 2 * size)
		expect(one).toEqual({ messages: 2, bytes: (await anna.replica.stats()).bytes })
		expect(await left(anna, made.strange.slice(2))).toBe(3)
		expect(await left(anna, made.strange.slice(0, 2))).toBe(0)
		await anna.replica.evictTo(bytes - 7 * size)
		expect([await left(anna, made.strange), await left(anna, made.far)]).toEqual([0, 3])
		const all = await anna.replica.evictTo(0)
		expect(all.bytes).toBeGreaterThan(10 * size)
		expect([await left(anna, made.own), await left(anna, made.near), await left(anna, made.far)]).toEqual([5, 5, 0])
		expect((await anna.replica.evictTo(0)).messages).toBe(0)
	})

	it('never lets go of what the reader confirmed, of retractions, or of what proves a message', async () => {
		const { anna, dora, made } = await village()
		await anna.replica.endorse(made.strange[3] as Post, { stance: 'confirm', grounds: 'observed' })
		await dora.replica.retract(made.strange[4] as Post)
		await dora.replica.checkpoint()
		await carry(dora.replica, anna.replica)
		await anna.replica.evictTo(0)
		expect(await left(anna, made.strange)).toBe(1)
		expect((await collect(anna.replica.messages({ kind: 5 }))).length).toBe(1)
		expect((await anna.replica.receive(await dora.replica.export())).counts).toMatchObject({ rejected: 0 })
		// Held without a signature, and let go of around it.
		const eva = await member(5)
		await eva.replica.endorse(made.strange[3] as Post, { stance: 'confirm' }).catch(() => undefined)
		await carry(dora.replica, eva.replica)
		await eva.replica.endorse(made.strange[3] as Post, { stance: 'confirm' })
		await eva.replica.evictTo(0)
		expect((await eva.replica.message((made.strange[3] as Post).id))?.signature).toBeUndefined()
		const next = await member(6)
		expect((await next.replica.receive(await eva.replica.export({ messages: [(made.strange[3] as Post).id] }))).counts).toMatchObject({
			rejected: 0,
		})
		expect(await left(next, made.strange)).toBe(1)
	})

	it('lets go of what is expired, whoever wrote it, and takes again what was let go of', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		await anna.replica.vouch(bertil.author, 'vouch')
		const soon = await posts(bertil, 3, { expires: NOON + 10 })
		const later = await posts(bertil, 3)
		await carry(bertil.replica, anna.replica)
		await anna.replica.evictTo(0)
		expect([await left(anna, soon), await left(anna, later)]).toEqual([3, 3])
		anna.clock.now = NOON + 10
		await anna.replica.evictTo(0)
		expect([await left(anna, soon), await left(anna, later)]).toEqual([0, 3])
		await carry(bertil.replica, anna.replica)
		expect(await left(anna, soon)).toBe(3)
	})

	it('tells live views', async () => {
		const { anna } = await village()
		const live = anna.replica.live.timeline()
		expect((await live.ready()).length).toBe(20)
		await anna.replica.evictTo(0)
		await anna.replica.live.refresh()
		expect(live.snapshot().value?.length).toBe(10)
		live.close()
	})
})

describe('a quota', () => {
	it('is kept whatever comes, by what matters least, and says how much had to go', async () => {
		const dora = await member(4)
		const many = await posts(dora, 60)
		const size = (many[0] as Post).payload.length + 64
		const quota = 20 * size
		const anna = await member(1, { quota })
		const own = await posts(anna, 3)
		let gone = 0
		for (const post of many) {
			const { evicted, counts } = await anna.replica.receive(await dora.replica.export({ messages: [post.id] }))
			expect(counts.rejected).toBe(0)
			gone += evicted
			expect((await anna.replica.stats()).bytes).toBeLessThanOrEqual(quota)
		}
		expect(gone).toBeGreaterThan(40)
		expect(await left(anna, own)).toBe(3)
		expect(await left(anna, many.slice(-10))).toBe(10)
		// What never goes may exceed it.
		await posts(anna, 30)
		expect(await left(anna, many)).toBe(0)
		expect((await anna.replica.stats()).bytes).toBeGreaterThan(quota)
	})

	it.each([0, -1, 1.5, Number.NaN])('of %d bytes is none', async (quota) => {
		await expect(member(1, { quota })).rejects.toMatchObject({ code: 'argument-invalid' })
		await expect((await member(1)).replica.evictTo(quota - 1)).rejects.toMatchObject({ code: 'argument-invalid' })
	})
})
