/** What could go wrong with live views: answers that are older than what came meanwhile, clocks and listeners that fail, timers that stay. */
import { describe, expect, it } from 'vitest'
import type { Replica } from '../../src/index.js'
import { openReplica } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { ended, program } from '../store/child.js'
import { aloneBytes } from '../support/message-bytes.js'
import { carry, member, NOON, person } from './world.js'

type AnyView<T> = (...args: readonly unknown[]) => T

describe('a live view', () => {
	describe('does not lose what comes while it is computed', () => {
		/** A replica whose store, when it is asked by this method for the first time, takes in something else before it gives its answer, which is older. */
		async function late(
			method: 'list' | 'get' | 'localKeys' | 'logs',
			meanwhile: (replica: Replica) => Promise<unknown>,
			by?: string,
		): Promise<Replica> {
			const store = memoryStore()
			let isLate = false
			const replica = await openReplica({
				store: {
					...store,
					[method]: async (...args: readonly unknown[]) => {
						const answer = await (store[method] as AnyView<Promise<unknown>>)(...args)
						const isAsked = by === undefined || (args[0] as { readonly by?: string }).by === by
						if (isLate && isAsked) {
							isLate = false
							await meanwhile(replica)
						}
						return answer
					},
				},
				signer: await person(3),
				log: 0,
				clock: () => NOON,
			})
			await replica.post({ text: 'The well' })
			isLate = true
			return replica
		}

		it('in a query', async () => {
			const other = await (await member(2)).replica.post({ text: 'The bridge' })
			const replica = await late('list', (here) => here.receive(aloneBytes(other)))
			expect((await replica.live.timeline().ready()).length).toBe(2)
		})

		it('in a query whose answer would be kept', async () => {
			const before = await openReplica({ store: memoryStore(), signer: await person(3), log: 0, clock: () => NOON })
			const thread = (await before.post({ text: 'The well' })).id
			const replica = await late('list', (here) => here.reply(thread, { text: 'meanwhile' }), 'thread')
			expect((await replica.live.thread(thread).ready())?.nodes.length).toBe(2)
		})

		it('of one message', async () => {
			const other = await (await member(2)).replica.post({ text: 'The bridge' })
			const replica = await late('get', (here) => here.receive(aloneBytes(other)))
			expect((await replica.live.corroboration(other.id).ready()).version).toBe(other.id)
		})

		it('on the device', async () => {
			const stranger = (await person(8)).author
			const replica = await late('localKeys', (here) => here.device.listen(stranger))
			expect((await replica.live.circle().ready()).people.map(({ id }) => id)).toEqual([replica.author, stranger])
		})

		it('of new authors', async () => {
			const other = await (await member(2)).replica.post({ text: 'The bridge' })
			const replica = await late('logs', (here) => here.receive(aloneBytes(other)))
			expect((await replica.live.people().ready()).length).toBe(2)
		})
	})

	it('tells that it was closed, by itself or with its replica, also to whoever asks later', async () => {
		const { replica } = await member(1)
		const [own, other] = [replica.live.timeline(), replica.live.timeline()]
		const told: string[] = []
		const closed = Promise.all([own.closed().then(() => told.push('own')), other.closed().then(() => told.push('other'))])
		await own.ready()
		expect(told).toEqual([])
		own.close()
		await own.closed()
		expect(told).toEqual(['own'])
		await replica.close()
		await closed
		expect(told).toEqual(['own', 'other'])
		await replica.live.timeline().closed()
	})

	it('does not call a listener whose subscription another listener has just ended', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		await live.ready()
		const heard: string[] = []
		let stop = (): void => undefined
		live.subscribe(() => {
			heard.push('first')
			stop()
		})
		stop = live.subscribe(() => heard.push('second'))
		await replica.reply(post, { text: 'b' })
		await live.ready()
		expect(heard).toEqual(['first', 'second', 'first'])
	})

	it('goes on when its clock fails once', async () => {
		let isBroken = false
		const clock = (): number => {
			if (isBroken) throw new Error('no clock')
			return NOON
		}
		const replica = await openReplica({ store: memoryStore(), signer: await person(1), clock })
		const post = await replica.post({ text: 'a' })
		const live = replica.live.thread(post.id)
		await live.ready()
		const bertil = await member(2)
		await carry(replica, bertil.replica)
		await bertil.replica.reply(post, { text: 'b' })
		isBroken = true
		await replica.receive(await bertil.replica.export())
		await expect(live.ready()).rejects.toThrow('no clock')
		expect(live.snapshot()).toMatchObject({ status: 'failed', value: { nodes: [{}] } })
		isBroken = false
		await replica.live.refresh()
		expect((await live.ready())?.nodes.length).toBe(2)
	})

	it('[SPEC 6.16] follows who is blocked, and what arrives of what is cited', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well is safe.' })
		const [bertil, cecilia] = [await member(2), await member(3)]
		await carry(replica, bertil.replica)
		const report = await cecilia.replica.post({ text: 'I measured it.' })
		await carry(cecilia.replica, bertil.replica)
		const said = await bertil.replica.endorse(post, { stance: 'confirm', sources: [{ message: report.id }] })
		await replica.receive(aloneBytes(said))
		const live = replica.live.corroborations(post.id)
		const independent = async (): Promise<readonly number[]> => {
			const { circle, outside } = (await live.ready())[0]?.current.confirm ?? {}
			return [circle?.independent.count ?? -1, outside?.independent.count ?? -1]
		}
		expect(await independent()).toEqual([0, 0])
		await replica.device.listen(bertil.author)
		expect(await independent()).toEqual([0, 0])
		await replica.receive(await cecilia.replica.export())
		expect(await independent()).toEqual([1, 0])
		await replica.device.block(bertil.author)
		expect(await independent()).toEqual([0, 1])
	})

	it('does not keep a program from ending', async () => {
		const child = await program(new URL('timer-child.ts', import.meta.url))
		try {
			expect(await ended(child.start())).toMatchObject({ code: 0, lines: ['1'] })
		} finally {
			child.remove()
		}
	})
})
