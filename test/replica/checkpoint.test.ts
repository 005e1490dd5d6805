import { describe, expect, it } from 'vitest'
import type { Checkpoint, Post } from '../../src/index.js'
import { openReplica } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { carry, collect, member, NOON, person } from './world.js'

describe('checkpoints that a replica makes', () => {
	it('[SPEC 6.19] come with every 256th message, and prove to others that nothing is missing', async () => {
		const anna = await member(1)
		for (let i = 1; i <= 254; i++) await anna.replica.post({ text: `${i}` })
		expect((await collect(anna.replica.messages({ kind: 7 }))).length).toBe(0)
		await anna.replica.post({ text: '255' })
		const [first] = (await collect(anna.replica.messages({ kind: 7 }))) as Checkpoint[]
		expect([first?.seq, first?.size]).toEqual([256, 255])
		for (let i = 1; i <= 254; i++) await anna.replica.post({ text: `again ${i}` })
		expect((await collect(anna.replica.messages({ kind: 7 }))).map((message) => [message.seq, (message as Checkpoint).size])).toEqual([
			[256, 255],
			[511, 510],
		])
		const bertil = await member(2)
		await carry(anna.replica, bertil.replica)
		expect(await bertil.replica.view.completeness(anna.author)).toMatchObject([{ highest: 511, held: 511, proven: { size: 510 } }])
	})

	it('[SPEC 6.19] come on demand, also over what was retracted and over other checkpoints', async () => {
		const anna = await member(1, { space: 'hagby' })
		await expect(anna.replica.checkpoint()).rejects.toMatchObject({ code: 'not-found' })
		const post = await anna.replica.post({ text: 'a' })
		const one = await anna.replica.checkpoint()
		expect([one.size, one.seq, one.time, one.space]).toEqual([1, 2, NOON, undefined])
		await anna.replica.retract(post)
		const two = await anna.replica.checkpoint()
		expect(two.size).toBe(3)
		expect(await anna.replica.view.completeness(anna.author)).toMatchObject([
			{ highest: 4, held: 3, retracted: 1, proven: { size: 3, checkpoint: two.id }, refuted: [], contradictions: [] },
		])
	})

	it('[SPEC 6.19] are made from the store by a replica that did not write all of it', async () => {
		const signer = await person(1)
		const store = memoryStore()
		const before = await openReplica({ store, signer, log: 0, clock: () => NOON })
		const posts: Post[] = []
		for (let i = 0; i < 5; i++) posts.push(await before.post({ text: `${i}` }))
		await before.retract(posts[2] as Post)
		const after = await openReplica({ store, signer, clock: () => undefined })
		const checkpoint = await after.checkpoint()
		expect([checkpoint.size, checkpoint.log, checkpoint.time]).toEqual([6, 0, undefined])
		// Two replicas over one store see what the other one wrote.
		await before.post({ text: 'from the other one' })
		await after.checkpoint()
		expect(await after.view.completeness(signer.author)).toMatchObject([{ highest: 9, proven: { size: 8 }, refuted: [] }])
	})

	it('[SPEC 6.19] are not made where something is missing or has two messages, and nobody is kept from writing', async () => {
		const signer = await person(1)
		const elsewhere = await openReplica({ store: memoryStore(), signer, log: 9, clock: () => NOON })
		const store = memoryStore()
		const [first, second] = [await elsewhere.post({ text: '1' }), await elsewhere.post({ text: '2' })]
		await store.ingest({ messages: [second] })
		const replica = await openReplica({ store, signer, log: 9, clock: () => NOON })
		await expect(replica.checkpoint()).rejects.toMatchObject({ code: 'not-found' })
		for (let i = 3; i <= 258; i++) await replica.post({ text: `${i}` })
		expect((await collect(replica.messages({ kind: 7 }))).length).toBe(0)
		await store.ingest({ messages: [first] })
		expect((await replica.checkpoint()).size).toBe(258)
		const other = await openReplica({ store: memoryStore(), signer, log: 9, clock: () => NOON })
		await store.ingest({ messages: [await other.post({ text: 'another first' })] })
		const reopened = await openReplica({ store, signer, clock: () => NOON })
		await expect(reopened.checkpoint()).rejects.toMatchObject({ code: 'not-found' })
		expect(await reopened.view.completeness(signer.author)).toMatchObject([{ forks: [{ seq: 1 }] }])
	})

	it('begin anew in a new log', async () => {
		const signer = await person(1)
		const copy = memoryStore()
		const one = await openReplica({ store: memoryStore(), signer, log: 0, clock: () => NOON })
		await copy.ingest({ messages: [await one.post({ text: 'before' })] })
		const two = await openReplica({ store: copy, signer, log: 0, clock: () => NOON })
		await one.post({ text: 'here' })
		const { newLog } = await two.receive(await one.export())
		await two.post({ text: 'there' })
		expect(await two.checkpoint()).toMatchObject({ log: newLog, size: 1, seq: 2 })
	})

	it('[SPEC 6.19] where a message is missing, the log is not read again with every message, but on demand', async () => {
		const below = memoryStore()
		let reads = 0
		const store = {
			...below,
			list: (...[query, options]: Parameters<typeof below.list>) => {
				const isFirst = options?.cursor === undefined
				if (isFirst && query.by === 'author' && query.log === 0 && query.kind === undefined) reads++
				return below.list(query, options)
			},
		}
		const before = await member(1)
		const [, second] = [await before.replica.post({ text: 'missing' }), await before.replica.post({ text: 'held' })]
		await below.ingest({ messages: [second as Post] })
		const anna = await member(1, { store })
		for (let i = 3; i <= 600; i++) await anna.replica.post({ text: `${i}` })
		expect(await collect(anna.replica.messages({ kind: 7 }))).toEqual([])
		expect(reads).toBe(2)
		await expect(anna.replica.checkpoint()).rejects.toMatchObject({ code: 'not-found' })
		expect(reads).toBe(3)
	})
})
