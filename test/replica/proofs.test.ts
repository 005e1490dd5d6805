import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Admit, CheckpointProof, Message, Post, Replica } from '../../src/index.js'
import { packBundle, readBundles, unpackBundle } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { storedBundle } from '../bundle/support.js'
import { aloneBytes } from '../support/message-bytes.js'
import type { Member } from './world.js'
import { carry, collect, member, NOON } from './world.js'

async function idsOf(replica: Replica): Promise<readonly string[]> {
	return (await collect(replica.messages())).map(({ id }) => id).sort()
}

async function unsigned(replica: Replica): Promise<readonly Message[]> {
	return (await collect(replica.messages())).filter(({ signature }) => signature === undefined)
}

/** A reader who writes nothing and has everything of somebody else, without most signatures. */
async function readerOf(from: Replica, number = 9): Promise<Member> {
	const reader = await member(number)
	await carry(from, reader.replica)
	return reader
}

let anna: Member
let posts: Post[] = []
beforeAll(async () => {
	anna = await member(1)
	posts = []
	for (let i = 0; i < 300; i++) posts.push(await anna.replica.post({ text: `post ${i}`, topics: i % 2 === 0 ? ['even'] : ['odd'] }))
	await anna.replica.checkpoint()
})

describe('[SPEC 8.5] a replica that holds messages without signatures', () => {
	it('shows the same and passes everything on, again and again', async () => {
		const all = await idsOf(anna.replica)
		let from = anna
		for (let hop = 0; hop < 3; hop++) {
			const to = await readerOf(from.replica, 10 + hop)
			expect(await idsOf(to.replica)).toEqual(all)
			expect((await unsigned(to.replica)).length).toBeGreaterThan(290)
			expect(await to.replica.view.completeness(anna.author)).toMatchObject([{ held: 302, missing: [], proven: { size: 301 } }])
			from = to
		}
	})

	it('passes on each message alone, and any part of them', async () => {
		const reader = await readerOf(anna.replica)
		for (const post of [posts[0], posts[100], posts[299]] as Post[]) {
			const fresh = await member(20)
			const bundle = await reader.replica.export({ messages: [post.id] })
			const { counts } = await fresh.replica.receive(bundle)
			expect(counts).toMatchObject({ rejected: 0 })
			expect((await fresh.replica.message(post.id))?.id).toBe(post.id)
			// And from there.
			const next = await member(21)
			expect((await next.replica.receive(await fresh.replica.export({ messages: [post.id] }))).counts).toMatchObject({
				added: 2,
				rejected: 0,
			})
		}
		const part = await member(22)
		expect((await part.replica.receive(await reader.replica.export({ topics: ['odd'] }))).counts).toMatchObject({ added: 151, rejected: 0 })
	})

	it('[property] however it came to hold them, passes on any of them with proof', async () => {
		const parts = fc.array(fc.record({ from: fc.nat(3), to: fc.nat(3), start: fc.nat(300), length: fc.integer({ min: 1, max: 300 }) }), {
			minLength: 3,
			maxLength: 8,
		})
		await fc.assert(
			fc.asyncProperty(parts, async (steps) => {
				const others = [anna, ...(await Promise.all([31, 32, 33].map((number) => member(number))))]
				for (const { from, to, start, length } of steps) {
					const messages = posts.slice(start, start + length).map(({ id }) => id)
					const [sender, receiver] = [others[from] as Member, others[to] as Member]
					const sent = new Set((await collect(sender.replica.messages())).map(({ id }) => id).filter((id) => messages.includes(id)))
					const { counts } = await receiver.replica.receive(await sender.replica.export({ messages }))
					expect(counts.rejected).toBe(0)
					const held = new Set(await idsOf(receiver.replica))
					for (const id of sent) expect(held).toContain(id)
				}
				const last = await member(34)
				const all = new Set<string>()
				for (const { replica } of others.slice(1)) {
					for (const id of await idsOf(replica)) all.add(id)
					expect((await last.replica.receive(await replica.export())).counts.rejected).toBe(0)
				}
				expect(await idsOf(last.replica)).toEqual([...all].sort())
			}),
			{ seed: 85, numRuns: 12 },
		)
	})

	it('[SPEC 11.6] tells its policy what will be kept with each', async () => {
		const told = new Map<object | undefined, number>()
		const admit: Admit = (_, { proof }) => {
			told.set(proof, (told.get(proof) ?? 0) + 1)
			return true
		}
		const reader = await member(9, { admit })
		await carry(anna.replica, reader.replica)
		const before = (await reader.replica.stats()).bytes
		const messages = await collect(reader.replica.messages())
		const alone = messages.reduce((sum, { payload, signature }) => sum + payload.length + (signature?.length ?? 0), 0)
		const proofs = [...told.keys()].filter((proof) => proof !== undefined) as readonly CheckpointProof[]
		const checkpoints = new Set(proofs.map(({ checkpoint }) => checkpoint))
		const beside = [...checkpoints].reduce((sum, { payload }) => sum + payload.length + 64, 0)
		expect(before).toBe(alone + beside + proofs.reduce((sum, { hashes }) => sum + hashes.length, 0))
		expect(told.get(undefined)).toBe(messages.filter(({ signature }) => signature !== undefined).length)
	})

	it('keeps the checkpoint that proves them, also where its policy declines it as a message', async () => {
		const reader = await member(9, { admit: ({ kind }) => kind !== 'checkpoint' })
		await carry(anna.replica, reader.replica)
		expect(await collect(reader.replica.messages({ kind: 7 }))).toEqual([])
		expect((await unsigned(reader.replica)).length).toBe(300)
		const next = await readerOf(reader.replica, 8)
		expect((await next.replica.stats()).messages).toBe(301)
	})

	it('passes on what is left after a retraction, by the ids of what is gone', async () => {
		const bertil = await member(2)
		const written: Post[] = []
		for (let i = 0; i < 30; i++) written.push(await bertil.replica.post({ text: `b ${i}` }))
		await bertil.replica.checkpoint()
		const reader = await readerOf(bertil.replica)
		await bertil.replica.retract(written[3] as Post, written[4] as Post)
		await carry(bertil.replica, reader.replica)
		expect(await reader.replica.message((written[3] as Post).id)).toBeUndefined()
		const next = await readerOf(reader.replica, 8)
		expect(await idsOf(next.replica)).toEqual(await idsOf(bertil.replica))
		expect(await next.replica.view.completeness(bertil.author)).toMatchObject([{ held: 30, retracted: 2, proven: { size: 30 } }])
		// Everything that a proof was kept for is taken back: nothing is left of it, and the rest goes on.
		await bertil.replica.retract(...written.filter((_, i) => i !== 3 && i !== 4))
		await carry(bertil.replica, reader.replica)
		expect(await idsOf((await readerOf(reader.replica, 7)).replica)).toEqual(await idsOf(bertil.replica))
	})

	it('takes messages with their signatures where they cannot be proven otherwise', async () => {
		const stored = storedBundle(await anna.replica.export())
		stored.set(Buffer.from('p0st 7'), Buffer.from(stored).indexOf('post 7'))
		const reader = await member(9)
		const { outcomes, counts } = await reader.replica.receive(stored)
		// The posts of the first 256 messages, one of which has another id now; the second checkpoint and its 45 others are proven.
		expect(counts).toMatchObject({ rejected: 256, added: 46 })
		const lost = outcomes.filter(({ outcome }) => outcome === 'rejected')
		expect(new Set(lost.map(({ error }) => error?.code))).toEqual(new Set(['unproven']))
		const named = new Set(lost.map(({ id }) => id))
		const recovered = posts.filter(({ id }) => named.has(id))
		expect(recovered).toHaveLength(254)
		for (const post of recovered) await reader.replica.receive(aloneBytes(post))
		const held = await idsOf(reader.replica)
		const [changed, ...others] = posts.filter(({ id }) => !held.includes(id))
		expect([changed?.text.startsWith('post 7'), others.length]).toEqual([true, 0])
		expect((await reader.replica.receive(aloneBytes(changed as Post))).counts.added).toBe(1)
		await carry(anna.replica, reader.replica)
		expect(await idsOf(reader.replica)).toEqual(await idsOf(anna.replica))
		// What is held needs no proof: the changed bundle now has one message that nobody wrote.
		expect((await reader.replica.receive(stored)).counts).toMatchObject({ duplicate: 301, rejected: 1 })
	})

	it('takes nothing on a checkpoint whose signature does not hold', async () => {
		const bundle = await anna.replica.export()
		const [part] = [...readBundles(bundle)]
		const checkpoint =
			part?.type === 'bundle' ? part.bundle.items.findLast((item) => item.ok && item.unverified.signature !== undefined) : undefined
		expect(checkpoint?.ok).toBe(true)
		const signature = checkpoint?.ok ? (checkpoint.unverified.signature as Uint8Array) : new Uint8Array(64)
		const forged = bundle.slice()
		const at = Buffer.from(forged).indexOf(Buffer.from(signature))
		forged[at] = (forged[at] as number) ^ 1
		const reader = await member(9)
		const { outcomes } = await reader.replica.receive(forged)
		const codes = outcomes.map(({ error }) => error?.code)
		expect(codes.filter((code) => code === 'signature-invalid')).toHaveLength(1)
		expect(codes.filter((code) => code === 'unproven').length).toBe(301)
		expect((await reader.replica.stats()).messages).toBe(0)
	})
})

describe('what a replica exports', () => {
	it('leaves out signatures only where that takes fewer bytes', async () => {
		const bundle = await anna.replica.export({ messages: posts.slice(10, 13).map(({ id }) => id) })
		expect(unpackBundle(bundle).items.every((item) => item.ok && item.unverified.signature !== undefined)).toBe(true)
		const most = await anna.replica.export({ messages: posts.slice(10, 200).map(({ id }) => id) })
		const all = packBundle({ messages: posts.slice(10, 200) })
		expect(most.length).toBeLessThan(all.length - 150 * 64)
	})

	it('has the newest messages with their signatures, and all logs of an author by their own checkpoints', async () => {
		const store = memoryStore()
		const bertil = await member(2, { store })
		for (let i = 0; i < 40; i++) await bertil.replica.post({ text: `one ${i}` })
		await bertil.replica.checkpoint()
		const other = await member(2, { store, log: 5 })
		for (let i = 0; i < 40; i++) await other.replica.post({ text: `two ${i}` })
		await other.replica.checkpoint()
		await other.replica.post({ text: 'the newest' })
		const { items } = unpackBundle(await other.replica.export())
		const signed = items.flatMap((item) => (item.ok && item.unverified.signature !== undefined ? [item.unverified] : []))
		expect(signed.map(({ log, seq }) => [log, seq]).sort()).toEqual([
			[0, 41],
			[5, 41],
			[5, 42],
		])
		expect((await readerOf(other.replica)).clock.now).toBe(NOON)
	})
})
