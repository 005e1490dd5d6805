/** Live views of one process see what another one writes into the store that they share. */
import { describe, expect, it } from 'vitest'
import type { Message, Replica } from '../../src/index.js'
import { createPost, openReplica } from '../../src/index.js'
import { follow } from '../../src/replica/following.js'
import { storeReading } from '../../src/replica/reading.js'
import { factsOf, TrackedReading } from '../../src/replica/tracked-reading.js'
import { memoryStore } from '../../src/store/memory.js'
import type { Store, StoreBatch, StoreChange, StoreReceipt } from '../../src/store/types.js'
import { NOON, person } from './world.js'

type Listener = (change: StoreChange) => void

interface Shared {
	/** As each of two processes has it. */
	readonly here: Store
	readonly there: Store
	/** What is told to the first one. */
	readonly told: StoreChange[]
	tell(change: StoreChange): void
}

/** One store in memory as two processes see it that hear of each other. */
function shared(change: Partial<Store> = {}): Shared {
	const memory = memoryStore()
	const listeners: [Set<Listener>, Set<Listener>] = [new Set(), new Set()]
	const told: StoreChange[] = []
	const tell = (to: 0 | 1, what: StoreChange): void => {
		if (to === 0) told.push(what)
		for (const listener of listeners[to]) listener(what)
	}
	let next = 1
	const seenBy = (side: 0 | 1): Store => ({
		...memory,
		capabilities: { ...memory.capabilities, follow: true },
		async ingest(batch: StoreBatch): Promise<StoreReceipt> {
			const receipt = await memory.ingest(batch)
			const first = next
			next += receipt.messages.filter((outcome) => outcome === 'added').length
			tell(side === 0 ? 1 : 0, { type: 'batch', first, next, erased: receipt.erased })
			return receipt
		},
		async setLocal(key, value) {
			await memory.setLocal(key, value)
			tell(side === 0 ? 1 : 0, { type: 'local', key })
		},
		async follow(listener) {
			listeners[side].add(listener)
			return () => void listeners[side].delete(listener)
		},
		...(side === 0 ? change : {}),
	})
	return { here: seenBy(0), there: seenBy(1), told, tell: (what) => tell(0, what) }
}

async function pair(given: Shared = shared()): Promise<Shared & { readonly replica: Replica; readonly other: Replica }> {
	const replica = await openReplica({ store: given.here, signer: await person(3), log: 0, clock: () => NOON })
	const other = await openReplica({ store: given.there, signer: await person(4), log: 0, clock: () => NOON })
	return { ...given, replica, other }
}

/** Resolves when a live view shows what is wanted. */
function shows<T>(
	view: { subscribe(listener: (snapshot: { readonly value?: T }) => void): () => void },
	isWanted: (value: T) => boolean,
): Promise<T> {
	return new Promise((resolve) => {
		let stop: () => void = () => undefined
		stop = view.subscribe(({ value }) => {
			if (value === undefined || !isWanted(value)) return
			resolve(value)
			queueMicrotask(() => stop())
		})
	})
}

describe('a live view of a store that others write to', () => {
	it('shows what another process adds and takes back', async () => {
		const { replica, other } = await pair()
		const post = await replica.post({ text: 'The well' })
		const thread = replica.live.thread(post.id)
		expect((await thread.ready())?.nodes.length).toBe(1)
		const reply = await other.reply(post.id, { text: 'Boil it.' })
		await shows(thread, (value) => value?.nodes.length === 2)
		await other.retract(reply.id)
		await shows(thread, (value) => value?.nodes.every((node) => node.state !== 'present' || node.message.id !== reply.id) === true)
	})

	it('shows a local value that another process sets', async () => {
		const { replica, other } = await pair()
		const { author } = await person(5)
		const circle = replica.live.circle()
		expect((await circle.ready())?.people.length).toBe(1)
		await other.device.listen(author)
		await shows(circle, (value) => value?.people.some(({ id }) => id === author) === true)
	})

	it('reads everything anew when it did not hear the others for a while', async () => {
		const silent = shared()
		const { replica, other } = await pair({ ...silent, there: { ...silent.there, ingest: (batch) => silent.here.ingest(batch) } })
		const post = await replica.post({ text: 'The well' })
		const thread = replica.live.thread(post.id)
		await thread.ready()
		await other.reply(post.id, { text: 'Boil it.' })
		expect(thread.snapshot().value?.nodes.length).toBe(1)
		silent.tell({ type: 'unknown' })
		await shows(thread, (value) => value?.nodes.length === 2)
	})

	it('reads nothing for others while it shows nothing', async () => {
		const given = shared()
		let reads = 0
		const { other } = await pair({
			...given,
			here: {
				...given.here,
				list: (query, options) => {
					reads++
					return given.here.list(query, options)
				},
			},
		})
		const before = reads
		await other.post({ text: 'The well' })
		await new Promise((resolve) => setImmediate(resolve))
		expect(reads).toBe(before)
	})
})

describe('what is told of others', () => {
	it('is kept once where it was read before it was told', async () => {
		const store = memoryStore()
		const tracked = new TrackedReading(storeReading(store))
		const post = await createPost(await person(3), { seq: 1, text: 'The well' })
		await store.ingest({ messages: [post] })
		const query = { by: 'thread', thread: post.id } as const
		tracked.begin(NOON)
		await tracked.all(query)
		tracked.end()
		tracked.follow({ added: [factsOf(post)], erased: [] })
		tracked.begin(NOON)
		expect((await tracked.all(query)).map(({ id }) => id)).toEqual([post.id])
		tracked.end()
	})

	it('is read again when something was let go of here meanwhile', async () => {
		const memory = memoryStore()
		const [post, other] = await Promise.all([1, 2].map(async (seq) => createPost(await person(3), { seq, text: `The well ${seq}` })))
		await memory.ingest({ messages: [post as Message, other as Message] })
		let changes = 0
		let tell: (change: StoreChange) => void = () => undefined
		const store: Store = {
			...memory,
			capabilities: { ...memory.capabilities, follow: true },
			async list(query, options) {
				const page = await memory.list(query, options)
				if (changes === 0) {
					changes++
					await memory.evict([post?.id as string])
				}
				return page
			},
			async follow(listener) {
				tell = listener
				return () => undefined
			},
		}
		const shown = new Promise<readonly string[]>((resolve) => {
			follow(store, {
				isIdle: () => false,
				changes: () => changes,
				follow: ({ added }) => resolve(added.map(({ id }) => id)),
				forget: () => resolve([]),
			})
		})
		tell({ type: 'batch', first: 1, next: 3, erased: [] })
		expect(await shown).toEqual([other?.id])
	})
})
