/** Bytes that changed where they were kept, logs that two copies of a store write, and bytes that callers keep changing. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { BudkavleError, ReplicaOptions } from '../../src/index.js'
import { openReplica, packBundle, unpackBundle } from '../../src/index.js'
import { kvStore } from '../../src/store/kv.js'
import { memoryStore } from '../../src/store/memory.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import { naiveKeyValue, newFolder, presentDrivers } from '../store/places.js'
import { carry, collect, member, NOON, person } from './world.js'

const folder = newFolder()
afterAll(() => folder.remove())
const [driver = 'libsql'] = await presentDrivers()

/** Changes one letter of a text in a file. */
function spoil(path: string, text: string): void {
	const bytes = readFileSync(path)
	const at = bytes.indexOf(text)
	expect(at).toBeGreaterThan(0)
	expect(bytes.indexOf(text, at + 1)).toBe(-1)
	bytes[at] = (bytes[at] as number) ^ 1
	writeFileSync(path, bytes)
}

describe('a message that its disk has changed', () => {
	const options = { clock: () => NOON } satisfies Partial<ReplicaOptions>

	it('is reported and left out of views and exports, and mended by whoever brings it again', async () => {
		const path = join(folder.path, 'spoiled.sqlite')
		const anna = await member(1)
		const good = await anna.replica.post({ text: 'The bridge is open.' })
		const bad = await anna.replica.post({ text: 'The well is safe.' })
		const bundle = await anna.replica.export()
		const first = await openReplica({ ...options, store: await sqliteStore(path, { driver }) })
		await first.receive(bundle)
		await first.close()
		spoil(path, 'The well is safe.')

		const strict = await openReplica({ ...options, store: await sqliteStore(path, { driver }) })
		await expect(strict.view.timeline()).rejects.toMatchObject({ code: 'store-corrupt' })
		await expect(strict.export()).rejects.toMatchObject({ code: 'store-corrupt' })
		await strict.close()

		const damage: BudkavleError[] = []
		const replica = await openReplica({ ...options, store: await sqliteStore(path, { driver }), onDamage: (error) => damage.push(error) })
		expect((await replica.view.timeline()).map(({ node }) => node.id)).toEqual([good.id])
		expect(unpackBundle(await replica.export()).items.length).toBe(1)
		expect(await replica.view.search('well')).toEqual([])
		expect(damage.length).toBeGreaterThanOrEqual(3)
		expect(new Set(damage.map(({ code }) => code))).toEqual(new Set(['store-corrupt']))
		const { counts } = await replica.receive(bundle)
		expect([counts.added, counts.duplicate]).toEqual([1, 1])
		damage.length = 0
		expect((await replica.view.timeline()).length).toBe(2)
		expect(await replica.message(bad.id)).toEqual(bad)
		expect(damage).toEqual([])
		expect((await replica.stats()).messages).toBe(2)
		await replica.close()
	})

	it('is mended where it is kept in a key-value store, also if only its signature changed', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'The well is safe.' })
		const bundle = await anna.replica.export()
		for (const at of [40, 100]) {
			const kv = naiveKeyValue()
			const replica = await openReplica({ ...options, store: kvStore(kv) })
			await replica.receive(bundle)
			const entry = kv.entries.find(([key]) => key[0] === 2)
			const value = (entry as (typeof kv.entries)[number])[1]
			value[at] = (value[at] as number) ^ 1
			expect((await replica.receive(bundle)).counts.added, `byte ${at}`).toBe(1)
			expect((await replica.receive(bundle)).counts.duplicate, `byte ${at}`).toBe(1)
			expect(await replica.message(post.id)).toEqual(post)
		}
	})

	it('is not mended by what proves nothing', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'The well is safe.' })
		const bertil = await member(2)
		await carry(anna.replica, bertil.replica)
		const forged = packBundle({ messages: [{ payload: post.payload, signature: new Uint8Array(64) }] })
		expect((await bertil.replica.receive(forged)).counts.duplicate).toBe(1)
		expect(await bertil.replica.message(post.id)).toEqual(post)
	})
})

describe('a store that was copied', () => {
	it('[SPEC 3.7] goes on in a log of its own when it meets what the other copy wrote', async () => {
		const signer = await person(1)
		const copy = memoryStore()
		const one = await openReplica({ store: memoryStore(), signer, log: 0, clock: () => NOON })
		const before = await one.post({ text: 'Before the copy' })
		await copy.ingest({ messages: [before] })
		const two = await openReplica({ store: copy, signer, log: 0, clock: () => NOON })
		const forked = await one.post({ text: 'Here' })
		const report = await two.receive(await one.export())
		expect(report.newLog).toBeGreaterThan(0)
		const next = await two.post({ text: 'There' })
		expect([next.log, next.seq, forked.seq]).toEqual([report.newLog, 1, 2])
		expect((await two.view.completeness(signer.author)).flatMap(({ forks }) => forks)).toEqual([])
		expect((await one.receive(await two.export())).newLog).toBeUndefined()
		// It is remembered.
		expect((await two.post({ text: 'Again' })).log).toBe(report.newLog)
	})
})

describe('bytes of callers', () => {
	it('are copied, also when they are Buffers, whose slices are views', async () => {
		const anna = await member(1)
		const bytes = Buffer.from('a picture of the well')
		const post = await anna.replica.post({ attachments: [{ bytes, type: 'image/png' }] })
		bytes.fill(0)
		const hash = post.attachments[0]?.hash as string
		expect(Buffer.from((await anna.replica.blob(hash)) as Uint8Array).toString()).toBe('a picture of the well')
		const bundle = Buffer.from(await anna.replica.export())
		const unpacked = unpackBundle(bundle)
		const bertil = await member(2)
		await bertil.replica.receive(bundle)
		bundle.fill(0)
		expect(Buffer.from((await bertil.replica.blob(hash)) as Uint8Array).toString()).toBe('a picture of the well')
		expect(unpacked.blobs.map((blob) => blob.ok && Buffer.from(blob.bytes).toString())).toEqual(['a picture of the well'])
		expect((await bertil.replica.export()).length).toBeGreaterThan(100)
		await anna.store.setLocal('key', Buffer.from('value'))
	})
})

describe('a post with many revisions', () => {
	it('is read once for a timeline, whatever their number', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'v0', topics: ['water'] })
		for (let i = 1; i <= 60; i++) {
			anna.clock.now = NOON + i
			await anna.replica.revise(post, { text: `v${i}` })
		}
		let reads = 0
		const { store } = anna
		const counting = await openReplica({
			store: {
				...store,
				list: (query, options) => {
					if (query.by === 'thread') reads++
					return store.list(query, options)
				},
			},
			clock: () => NOON + 100,
		})
		expect((await counting.view.timeline()).length).toBe(1)
		expect(reads).toBe(1)
		reads = 0
		expect((await counting.view.timeline({ topic: 'Water' })).length).toBe(1)
		expect(reads).toBe(2)
		expect((await collect(counting.messages())).length).toBe(61)
	})
})

describe('retracting', () => {
	it('[SPEC 6.18] a first version takes all versions with it, and says so of the number of each', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'v0' })
		const second = await anna.replica.revise(post, { text: 'v1' })
		const third = await anna.replica.revise(post, { text: 'v2' })
		const retraction = await anna.replica.retract(post)
		expect(retraction.targets.map(({ target }) => target)).toEqual([post.id, second.id, third.id].sort())
		expect(await anna.replica.view.completeness(anna.author)).toMatchObject([{ highest: 4, held: 1, retracted: 3, missing: [] }])
		const other = await anna.replica.post({ text: 'w0' })
		const revised = await anna.replica.revise(other, { text: 'w1' })
		expect((await anna.replica.retract(revised)).targets.length).toBe(1)
		expect((await anna.replica.view.thread(other.id))?.nodes[0]).toMatchObject({ state: 'present', message: { id: other.id } })
	})

	it('names no more than fit into one retraction', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'v0' })
		for (let i = 1; i <= 70; i++) await anna.replica.revise(post, { text: `v${i}` })
		const retraction = await anna.replica.retract(post)
		expect(retraction.targets.length).toBe(64)
		expect(retraction.targets.some(({ target }) => target === post.id)).toBe(true)
		expect((await anna.replica.stats()).messages).toBe(1)
	})
})

describe('receiving much', () => {
	it('tells each outcome, and counts attachments', async () => {
		const anna = await member(1)
		await anna.replica.post({ text: 'a', attachments: [{ bytes: new Uint8Array(3), type: 'image/png' }] })
		await anna.replica.post({ text: 'b' })
		const bundle = await anna.replica.export()
		const { replica } = await member(2)
		const heard: string[] = []
		const report = await replica.receive(bundle, { onOutcome: ({ outcome }) => heard.push(outcome) })
		expect([heard, report.blobCounts]).toEqual([['added', 'added'], { added: 1, duplicate: 0, declined: 0, rejected: 0 }])
	})
})
