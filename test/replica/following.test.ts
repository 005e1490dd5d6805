/** Live views of one process see what another one writes into the store that they share. */
import { describe, expect, it } from 'vitest'
import type { Message, Replica } from '../../src/index.js'
import { openReplica } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import type { Store, StoreBatch, StoreChange, StoreReceipt } from '../../src/store/types.js'
import { aloneBytes } from '../support/message-bytes.js'
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

	it('shows a message once that it read before it was told of it', async () => {
		const { replica, other, told, tell } = await pair()
		const post = await replica.post({ text: 'The well' })
		const reply = await other.reply(post.id, { text: 'Boil it.' })
		const thread = replica.live.thread(post.id)
		expect((await thread.ready())?.nodes.length).toBe(2)
		tell(told.at(-1) as StoreChange)
		const next = await other.reply(reply.id, { text: 'And filter it.' })
		const value = await shows(thread, (now) => now?.nodes.some((node) => node.state === 'present' && node.message.id === next.id) === true)
		expect(value?.nodes.length).toBe(3)
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

	it('does not show what was taken back here while it was read', async () => {
		let isLate = false
		let gone: (() => Promise<unknown>) | undefined
		const given = shared()
		const list = given.here.list
		const late: Store = {
			...given.here,
			async list(query, options) {
				const page = await list(query, options)
				if (isLate && query.by === 'arrival') {
					isLate = false
					await gone?.()
				}
				return page
			},
		}
		const { replica, other } = await pair({ ...given, here: late })
		const twin = await openReplica({ store: memoryStore(), signer: await person(3), log: 9, clock: () => NOON })
		const post = await other.post({ text: 'The well' })
		const reply: Message = await twin.receive(aloneBytes(post)).then(() => twin.reply(post.id, { text: 'mine' }))
		const retraction = await twin.retract(reply.id)
		const thread = replica.live.thread(post.id)
		await thread.ready()
		gone = () => replica.receive(aloneBytes(retraction))
		isLate = true
		await other.receive(aloneBytes(reply))
		const last = await other.reply(post.id, { text: 'last' })
		const value = await shows(thread, (now) => now?.nodes.some((node) => node.state === 'present' && node.message.id === last.id) === true)
		expect(value?.nodes.filter((node) => node.state === 'present').map(({ message }) => message.id)).not.toContain(reply.id)
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
