/** Replicas that live on media: in memory, with faults, on a shared channel, and in a folder (these tests run on Node). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { MediumExchange } from '../../src/exchange/exchange.js'
import { exchange } from '../../src/exchange/exchange.js'
import type { Replica } from '../../src/index.js'
import { folderMedium } from '../../src/medium/folder.js'
import { pipe } from '../../src/medium/pipe.js'
import type { Medium } from '../../src/medium/types.js'
import { faultyMedium } from '../../src/testing/faulty-medium.js'
import { memoryBroadcast } from '../../src/testing/memory-broadcast.js'
import { carry, collect, member } from '../replica/world.js'

const open: MediumExchange[] = []
afterEach(async () => {
	for (const one of open.splice(0)) await one.close()
})

async function living(...on: Parameters<typeof exchange>): Promise<MediumExchange> {
	const one = await exchange(...on)
	open.push(one)
	return one
}

const idsOf = async (replica: Replica): Promise<readonly string[]> => (await collect(replica.messages())).map(({ id }) => id).sort()

/** Until nobody has anything to do: each has taken in what came, and that again. */
async function quiet(...all: readonly MediumExchange[]): Promise<void> {
	for (let round = 0; round < 20; round++) {
		for (const one of all) await one.settled()
		await new Promise((resolve) => setImmediate(resolve))
	}
}

async function two(): Promise<readonly [Replica, Replica]> {
	const [anna, bertil] = [await member(1), await member(2)]
	for (let i = 0; i < 30; i++) await anna.replica.post({ text: `water ${i}` })
	await carry(anna.replica, bertil.replica)
	for (let i = 0; i < 3; i++) await anna.replica.post({ text: `news ${i}` })
	await bertil.replica.post({ text: 'bread' })
	return [anna.replica, bertil.replica]
}

describe('[SPEC 8.13] an exchange over a medium', () => {
	it('brings both into step by one ask', async () => {
		const [anna, bertil] = await two()
		const [left, right] = pipe()
		const reports: string[] = []
		const [a, b] = [await living(anna, left), await living(bertil, right, { onReport: ({ counts }) => reports.push(String(counts.added)) })]
		await a.ask()
		await quiet(a, b)
		expect(await idsOf(anna)).toEqual(await idsOf(bertil))
		expect(reports).toEqual(['0', '3'])
	})

	it('comes about when it is tried again, over a medium that loses, repeats, reorders and damages', async () => {
		const [anna, bertil] = await two()
		const [left, right] = pipe()
		const faults = { drop: 0.3, duplicate: 0.2, reorder: 0.2, corrupt: 0.2, truncate: 0.1 }
		const [a, b] = [
			await living(anna, faultyMedium(left, { seed: 3, ...faults })),
			await living(bertil, faultyMedium(right, { seed: 4, ...faults })),
		]
		let tries = 0
		while ((await idsOf(anna)).join() !== (await idsOf(bertil)).join()) {
			expect(tries++).toBeLessThan(60)
			await (tries % 2 === 0 ? a : b).ask()
			await quiet(a, b)
		}
	})

	it('is answered once where many hear the ask', async () => {
		const [anna, bertil] = await two()
		const [cecilia, david] = [await member(3), await member(4)]
		await carry(bertil, cecilia.replica)
		await carry(bertil, david.replica)
		const media = memoryBroadcast(4)
		let answers = 0
		const counted = (medium: Medium): Medium => ({
			capabilities: medium.capabilities,
			start: (sink) => medium.start(sink),
			close: () => medium.close(),
			send(unit, options) {
				answers++
				return medium.send(unit, options)
			},
		})
		/** The second and third answer later than the first. */
		const later = (turns: number) => async (): Promise<void> => {
			for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
		}
		const all = [
			await living(anna, media[0] as Medium),
			await living(bertil, counted(media[1] as Medium), { pause: later(0) }),
			await living(cecilia.replica, counted(media[2] as Medium), { pause: later(8) }),
			await living(david.replica, counted(media[3] as Medium), { pause: later(8) }),
		]
		await all[0]?.ask()
		await quiet(...all)
		expect(answers).toBe(1)
		expect(await idsOf(anna)).toEqual(await idsOf(bertil))
		// The third bundle brought the others what only Anna had.
		expect(await idsOf(david.replica)).toEqual(await idsOf(bertil))
	})

	it('sends without being asked, and takes in without answering, in one direction', async () => {
		const [anna, bertil] = await two()
		const [left, right] = pipe()
		const deaf: Medium = {
			capabilities: { direction: 'receive' },
			start: (sink) => right.start(sink),
			close: () => right.close(),
			send: () => Promise.reject(new Error('expected no answer')),
		}
		const errors: unknown[] = []
		const [a, b] = [await living(anna, left), await living(bertil, deaf, { onError: (error) => errors.push(error) })]
		await a.send()
		await a.ask()
		await quiet(a, b)
		expect(errors).toEqual([])
		expect((await idsOf(bertil)).length).toBe(34)
	})

	it('tells what cannot be read, goes on, and ends when it is closed', async () => {
		const [anna, bertil] = await two()
		const [left, right] = pipe()
		const damage: number[] = []
		const errors: unknown[] = []
		const a = await living(anna, left, { onReport: ({ damageCount }) => damage.push(damageCount), onError: (error) => errors.push(error) })
		const b = await living(bertil, right)
		await right.send(Uint8Array.of(1, 2, 3))
		await b.ask()
		await quiet(a, b)
		expect(damage[0]).toBe(1)
		expect(await idsOf(anna)).toEqual(await idsOf(bertil))
		await anna.close()
		await right.send(await bertil.ask())
		await quiet(a, b)
		expect(errors).toMatchObject([{ code: 'closed' }])
		await a.close()
		await a.close()
		await expect(a.ask()).rejects.toMatchObject({ code: 'closed' })
		await expect(b.ask()).rejects.toMatchObject({ code: 'medium-closed' })
	})

	it('goes by a stick that is carried to and fro', async () => {
		const [anna, bertil] = await two()
		const folder = mkdtempSync(join(tmpdir(), 'budkavle-exchange-'))
		/** Puts the stick in, takes it out when everything on it was read. */
		const visit = async (replica: Replica, name: string): Promise<void> => {
			const medium = folderMedium(folder, { name, poll: false, watch: false, state: join(folder, `.${name}`) })
			const one = await exchange(replica, medium, { pause: () => Promise.resolve() })
			await medium.scan()
			await one.settled()
			await one.ask()
			await one.close()
		}
		for (let i = 0; i < 3; i++) {
			await visit(anna, 'anna')
			await visit(bertil, 'bertil')
		}
		rmSync(folder, { recursive: true })
		expect(await idsOf(anna)).toEqual(await idsOf(bertil))
	})
})
