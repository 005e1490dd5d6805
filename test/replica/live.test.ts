import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LiveView, LiveViews, Replica, Snapshot, Store } from '../../src/index.js'
import { openReplica } from '../../src/index.js'
import { LiveEngine, openLiveViews } from '../../src/replica/live.js'
import { observedStore } from '../../src/replica/observed-store.js'
import { storeReading } from '../../src/replica/reading.js'
import { openReadViews, openViews } from '../../src/replica/views.js'
import { memoryStore } from '../../src/store/memory.js'
import { ghost } from '../merge/factory.js'
import { dialogueArbitrary, historyArbitrary, KEYS, NOW } from '../merge/knowledge-histories.js'
import { carry, member, NOON, person } from './world.js'

type ViewName = Exclude<keyof LiveViews, 'refresh'>
type AnyView<T> = (...args: readonly unknown[]) => T

afterEach(() => {
	vi.useRealTimers()
})

/** A store that counts what it was asked, beside the same store as it is. */
function counting(): { readonly store: Store; readonly plain: Store; reads: number } {
	const plain = memoryStore()
	const counter = { plain, store: plain, reads: 0 }
	const counted = <A extends readonly unknown[], T>(method: (...args: A) => T): ((...args: A) => T) => {
		return (...args) => {
			counter.reads++
			return method(...args)
		}
	}
	const { get, list, logs, local, localKeys } = plain
	counter.store = {
		...plain,
		get: counted(get),
		list: counted(list),
		logs: counted(logs),
		local: counted(local),
		localKeys: counted(localKeys),
	}
	return counter
}

/** What comes of work; a failure as its code. */
const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: { readonly code?: string }) => error.code)

const currentOf = <T>({ value }: Snapshot<T>): T => value as T

describe('every live view shows what the view shows, after every change', () => {
	const reader = { keys: [KEYS[0] as string], vouches: [KEYS[1] as string] }
	const calls = (root: string, other: string): Readonly<Record<ViewName, readonly (readonly unknown[])[]>> => ({
		thread: [[root], [other], [ghost('none')]],
		timeline: [[], [{ author: KEYS[0], limit: 2 }]],
		profile: [[KEYS[2]]],
		stances: [[root], [other]],
		vouches: [[KEYS[0]]],
		person: [[KEYS[0]], [ghost('nobody')]],
		people: [[]],
		circle: [[{ reader }], []],
		corroboration: [[root, { reader }], [other]],
		corroborations: [[root, { reader }]],
		questions: [[root]],
		openQuestions: [[], [{ limit: 1 }]],
		answeredQuestions: [[]],
		inbox: [[{ reader }], []],
		completeness: [[KEYS[1]]],
	})

	it.each([
		['of knowledge', historyArbitrary],
		['of a dialogue', dialogueArbitrary],
	] as const)('for any history %s, in any groups', async (_, histories) => {
		const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 40, maxLength: 40 })
		await fc.assert(
			fc.asyncProperty(histories, sizes, async (history, groups) => {
				const clock = (): number => NOW
				const held = memoryStore()
				const engine = new LiveEngine(storeReading(held), clock)
				const store = observedStore(held, (change) => engine.follow(change))
				const live = openLiveViews(engine, (reading) => openReadViews({ reading, clock, author: KEYS[0] }))
				const views = openViews(held, { reading: storeReading(held), clock, author: KEYS[0] })
				const other = history.find(({ kind }) => kind === 'reply')?.id ?? ghost('other')
				const all = Object.entries(calls(history[0]?.id ?? ghost('root'), other)).flatMap(([name, lists]) =>
					lists.map((args) => {
						const follow = live[name as ViewName] as AnyView<LiveView<unknown>>
						const compute = views[name as ViewName] as AnyView<Promise<unknown>>
						return { name, view: follow(...args), expected: () => compute(...args) }
					}),
				)
				let rest = history
				for (let turn = 0; rest.length > 0; turn++) {
					await store.ingest({ messages: rest.slice(0, groups[turn]) })
					rest = rest.slice(groups[turn])
					if (turn === 2) await store.setLocal(`listen/${KEYS[3]}`, new Uint8Array(0))
					if (turn === 3) await store.setLocal(`block/${KEYS[1]}`, new Uint8Array(0))
					for (const { name, view, expected } of all) {
						const value = await outcome(view.ready())
						expect(value, `${name} after group ${turn}`).toEqual(await outcome(expected()))
						const snapshot = view.snapshot()
						expect(snapshot.status === 'ready' ? snapshot.value : (snapshot.error as { readonly code: string }).code).toBe(value)
					}
				}
				engine.close()
			}),
			{ seed: 4711, numRuns: 30 },
		)
	})
})

describe('a live view', () => {
	async function village(): Promise<{
		readonly replica: Replica
		readonly counter: ReturnType<typeof counting>
		readonly clock: { now: number }
	}> {
		const counter = counting()
		const clock = { now: NOON }
		const replica = await openReplica({ store: counter.store, signer: await person(1), log: 0, clock: () => clock.now })
		return { replica, counter, clock }
	}

	it('is loading at first, and then ready', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		expect(live.snapshot()).toEqual({ status: 'loading' })
		expect((await live.ready())?.id).toBe(post.id)
		expect(live.snapshot()).toMatchObject({ status: 'ready', value: { id: post.id } })
	})

	it('calls back at once and after every change, until it is told to stop', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		const heard: number[] = []
		// Its functions need no `this`: this is how React, Svelte and Solid call them.
		const { subscribe, snapshot } = live
		const stop = subscribe((now) => heard.push(now.value?.nodes.length ?? 0))
		expect(heard).toEqual([0])
		await live.ready()
		await replica.reply(post, { text: 'b' })
		await live.ready()
		expect(heard).toEqual([0, 1, 2])
		stop()
		stop()
		await replica.reply(post, { text: 'c' })
		await live.ready()
		expect(heard).toEqual([0, 1, 2])
		expect(snapshot().value?.nodes.length).toBe(3)
	})

	it('asks the store nothing and says nothing when something else comes', async () => {
		const { replica, counter } = await village()
		const post = await replica.post({ text: 'a' })
		const live = [
			replica.live.thread(post.id),
			replica.live.corroborations(post.id),
			replica.live.questions(post.id),
			replica.live.stances(post.id),
		]
		await Promise.all(live.map((view) => view.ready()))
		const before = live.map((view) => view.snapshot())
		const heard: unknown[] = []
		for (const view of live) view.subscribe((now) => heard.push(now))
		heard.length = 0
		const stranger = await member(5)
		const other = await stranger.replica.post({ text: 'elsewhere' })
		await stranger.replica.endorse(
			await member(6).then(async (bertil) => {
				const said = await bertil.replica.post({ text: 'more' })
				await carry(bertil.replica, stranger.replica)
				return said
			}),
			{ stance: 'confirm' },
		)
		const bytes = await stranger.replica.export()
		await replica.receive(bytes)
		const { reads } = counter
		await Promise.all(live.map((view) => view.ready()))
		expect(counter.reads).toBe(reads)
		expect(heard).toEqual([])
		expect(live.map((view) => view.snapshot()).every((now, i) => now === before[i])).toBe(true)
		expect(other.thread).not.toBe(post.thread)
	})

	it('reads again only what a change concerns, and keeps every object that stays as it was', async () => {
		const { replica, counter } = await village()
		const post = await replica.post({ text: 'a' })
		const first = await replica.reply(post, { text: 'b' })
		const second = await replica.reply(post, { text: 'c' })
		const live = replica.live.thread(post.id)
		const before = await live.ready()
		const bertil = await member(2)
		await carry(replica, bertil.replica)
		await bertil.replica.endorse(first, { stance: 'confirm', grounds: 'observed' })
		await replica.receive(await bertil.replica.export())
		const { reads } = counter
		const after = await live.ready()
		expect(counter.reads).toBe(reads)
		const node = (thread: typeof before, id: string): unknown => thread?.nodes.find((one) => one.id === id)
		expect(node(after, first.id)).not.toBe(node(before, first.id))
		expect(node(after, first.id)).toMatchObject({ stances: { confirm: { count: 1 } } })
		expect(node(after, second.id)).toBe(node(before, second.id))
		expect(node(after, post.id)).toBe(node(before, post.id))
	})

	it('says once what one bundle changed, in all views together', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'Is the well safe?', question: true })
		const bertil = await member(2)
		await carry(replica, bertil.replica)
		for (let i = 0; i < 20; i++) await bertil.replica.reply(post, { text: `${i}` })
		const [thread, inbox] = [replica.live.thread(post.id), replica.live.inbox()]
		await Promise.all([thread.ready(), inbox.ready()])
		const heard: string[] = []
		thread.subscribe(({ value }) => heard.push(`thread ${value?.nodes.length}, inbox ${currentOf(inbox.snapshot()).length}`))
		inbox.subscribe(({ value }) => heard.push(`inbox ${value?.length}, thread ${currentOf(thread.snapshot())?.nodes.length}`))
		heard.length = 0
		await replica.receive(await bertil.replica.export())
		await Promise.all([thread.ready(), inbox.ready()])
		expect(heard).toEqual(['thread 21, inbox 0', 'inbox 20, thread 21'])
	})

	it('follows what is retracted, and what stays on the device', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'a' })
		const reply = await replica.reply(post, { text: 'b' })
		const thread = replica.live.thread(post.id)
		const circle = replica.live.circle()
		const stranger = (await person(8)).author
		expect((await thread.ready())?.nodes.map(({ state }) => state)).toEqual(['present', 'present'])
		await replica.retract(reply)
		expect((await thread.ready())?.nodes.map(({ state }) => state)).toEqual(['present', 'retracted'])
		expect((await circle.ready()).people.length).toBe(1)
		await replica.device.listen(stranger)
		expect((await circle.ready()).people.map(({ id }) => id)).toEqual([replica.author, stranger])
		await replica.device.block(stranger)
		expect((await circle.ready()).people.length).toBe(1)
	})

	it('fails with a code, keeps its last value, and recovers', async () => {
		const { replica } = await village()
		const id = (await (await member(2)).replica.post({ text: 'later' })).id
		const live = replica.live.corroboration(id)
		await expect(live.ready()).rejects.toMatchObject({ code: 'not-found' })
		expect(live.snapshot()).toMatchObject({ status: 'failed', error: { code: 'not-found' } })
		const bertil = await member(2)
		await bertil.replica.post({ text: 'later' })
		await replica.receive(await bertil.replica.export())
		const value = await live.ready()
		expect(value.version).toBe(id)
		await replica.live.refresh()
		expect(live.snapshot()).toEqual({ status: 'ready', value })
		expect(currentOf(live.snapshot())).toBe(value)
	})

	it('changes when time passes', async () => {
		vi.useFakeTimers()
		const { replica, clock } = await village()
		const post = await replica.post({ text: 'Soup at noon', expires: NOON + 90 })
		const stay = await replica.post({ text: 'The well' })
		const timeline = replica.live.timeline()
		const thread = replica.live.thread(post.id)
		expect((await timeline.ready()).length).toBe(2)
		const heard: number[] = []
		timeline.subscribe(({ value }) => heard.push(value?.length ?? -1))
		const pass = async (seconds: number): Promise<void> => {
			clock.now += seconds
			await vi.advanceTimersByTimeAsync(seconds * 1000)
		}
		await pass(89)
		expect(heard).toEqual([2])
		await pass(1)
		expect(heard).toEqual([2, 1])
		expect(currentOf(timeline.snapshot()).map(({ node }) => node.id)).toEqual([stay.id])
		expect(currentOf(thread.snapshot())?.nodes.map(({ state }) => state)).toEqual(['missing'])
		await replica.close()
		expect(vi.getTimerCount()).toBe(0)
	})

	it('waits for a clock that moves more slowly than the timer, and for one that is far ahead', async () => {
		vi.useFakeTimers()
		const { replica, clock } = await village()
		await replica.post({ text: 'Soup next week', expires: NOON + 604_800 })
		const timeline = replica.live.timeline()
		expect((await timeline.ready()).length).toBe(1)
		await vi.advanceTimersByTimeAsync(604_801_000)
		expect(currentOf(timeline.snapshot()).length).toBe(1)
		clock.now = NOON + 604_800
		await vi.advanceTimersByTimeAsync(3_600_000)
		expect(currentOf(timeline.snapshot()).length).toBe(0)
		timeline.close()
		await replica.close()
	})

	it('shows after refresh what another program wrote into the store', async () => {
		const { replica, counter } = await village()
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		expect((await live.ready())?.nodes.length).toBe(1)
		const bertil = await member(2)
		await carry(replica, bertil.replica)
		const reply = await bertil.replica.reply(post, { text: 'b' })
		await counter.plain.ingest({ messages: [reply] })
		expect((await live.ready())?.nodes.length).toBe(1)
		await replica.live.refresh()
		expect(currentOf(live.snapshot())?.nodes.length).toBe(2)
	})

	it('goes on when a listener throws', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		await live.ready()
		const thrown: unknown[] = []
		const scheduled = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((work) => {
			Promise.resolve()
				.then(work)
				.catch((error: unknown) => thrown.push(error))
		})
		const heard: number[] = []
		live.subscribe(() => {
			throw new Error('a mistake of the application')
		})
		live.subscribe(({ value }) => heard.push(value?.nodes.length ?? 0))
		await replica.reply(post, { text: 'b' })
		await live.ready()
		await new Promise((resume) => setTimeout(resume, 0))
		scheduled.mockRestore()
		expect(heard).toEqual([1, 2])
		expect(thrown).toEqual([new Error('a mistake of the application'), new Error('a mistake of the application')])
	})

	it('ends with close, its own or that of the replica', async () => {
		const { replica } = await village()
		const post = await replica.post({ text: 'a' })
		const [one, two] = [replica.live.thread(post.id), replica.live.timeline()]
		await Promise.all([one.ready(), two.ready()])
		const heard: unknown[] = []
		one.subscribe((now) => heard.push(now))
		one.close()
		one.close()
		await replica.reply(post, { text: 'b' })
		expect((await two.ready()).length).toBe(1)
		expect(heard.length).toBe(1)
		await expect(one.ready()).rejects.toMatchObject({ code: 'closed' })
		const waiting = replica.live.timeline().ready()
		const closed = expect(waiting).rejects.toMatchObject({ code: 'closed' })
		await replica.close()
		await closed
		await expect(two.ready()).rejects.toMatchObject({ code: 'closed' })
		await expect(replica.live.timeline().ready()).rejects.toMatchObject({ code: 'closed' })
	})
})
