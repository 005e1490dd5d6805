/** Processes that are killed, connections that end, and processes that write to one schema at the same time. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BudkavleError, openReplica } from '../../src/index.js'
import { postgresStore } from '../../src/store/postgres.js'
import type { Store } from '../../src/store/types.js'
import { person } from '../../src/testing/cast.js'
import { seededRandom } from '../../src/testing/random.js'
import type { Program } from './child.js'
import { ended, program } from './child.js'
import type { CrashModel } from './crash-model.js'
import { crashModel } from './crash-model.js'
import { sharedBatches, take } from './crash-steps.js'
import { droppingProxy } from './dropping-proxy.js'
import type { PostgresPlace } from './postgres-places.js'
import { addressOf, ask, databaseName, missingServer, postgresPlace, server } from './postgres-places.js'

const KILLS = 12
const missing = await missingServer()

let child: Program
let model: CrashModel
const places: PostgresPlace[] = []

function newPlace(): PostgresPlace {
	const place = postgresPlace()
	places.push(place)
	return place
}

beforeAll(async () => {
	if (missing !== undefined) return
	child = await program('postgres-child.ts')
	model = await crashModel()
})

afterEach(async () => {
	for (const place of places.splice(0)) await place.remove()
})

afterAll(() => child?.remove())

/** Takes all steps, each again and again until it is acknowledged, while something else happens; tells what was thrown. */
async function takeAll(store: Store, beside: () => Promise<unknown> = async () => undefined): Promise<readonly unknown[]> {
	const errors: unknown[] = []
	for (const step of model.steps) {
		const happening = beside()
		for (;;) {
			try {
				await take(store, step)
				break
			} catch (error) {
				errors.push(error)
				if (errors.length > 200) throw error
			}
		}
		await happening
	}
	return errors
}

const codesOf = (errors: readonly unknown[]): readonly unknown[] => [
	...new Set(errors.map((error) => (error instanceof BudkavleError ? error.code : error))),
]

describe('on a PostgreSQL server', () => {
	if (missing !== undefined) {
		test('a store survives', (ctx) => ctx.skip(missing))
		return
	}

	test('a process that is killed leaves all that it acknowledged and no half batch, wherever it was', async () => {
		const place = newPlace()
		const whole = await ended(child.start(place.connectionString, place.schema, 'crash', '0'))
		expect(whole.code).toBe(0)
		const questions = Number(whole.lines.at(-1)?.split(' ')[1])
		expect(questions).toBeGreaterThan(300)
		const random = seededRandom(20)
		const points = new Set<number>()
		for (let i = 0; i < KILLS; i++) {
			const share = Math.floor(questions / KILLS)
			const killAt = 1 + share * i + random.below(share)
			const { connectionString, schema } = newPlace()
			const { lines, signal } = await ended(child.start(connectionString, schema, 'crash', String(killAt)))
			expect(signal).toBe('SIGKILL')
			const store = await postgresStore({ connectionString, schema })
			const kept = await model.wholeSteps(store, lines.length)
			expect(kept - lines.length, `killed before question ${killAt}`).toBeLessThanOrEqual(1)
			points.add(kept)
			// It goes on as if nothing had happened.
			for (const step of model.steps.slice(kept)) await take(store, step)
			expect(await model.wholeSteps(store, model.steps.length)).toBe(model.steps.length)
			await store.close()
		}
		expect(points.size).toBeGreaterThan(KILLS / 2)
	})

	test('a process that is killed from outside, at any moment, leaves all that it acknowledged', async () => {
		for (const after of [1, 9, 17]) {
			const { connectionString, schema } = newPlace()
			const killed = child.start(connectionString, schema, 'crash', '0')
			const { lines } = await ended(killed, (line) => {
				if (line === `done ${after}`) killed.kill('SIGKILL')
			})
			const acknowledged = lines.filter((line) => line.startsWith('done')).length
			const store = await postgresStore({ connectionString, schema })
			expect((await model.wholeSteps(store, acknowledged)) - acknowledged).toBeLessThanOrEqual(1)
			await store.close()
		}
	})

	test('a store whose connections the server ends says so with a code, and goes on by new ones', async () => {
		const { connectionString, schema } = newPlace()
		const name = `budkavle ${schema}`
		const store = await postgresStore({ connectionString: `${connectionString}?application_name=${encodeURIComponent(name)}`, schema })
		let ends = 0
		const errors = await takeAll(store, async () => {
			const ended = await ask('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])
			ends += ended.length
		})
		expect(ends).toBeGreaterThan(0)
		for (const code of codesOf(errors)) expect(code).toBe('store-io')
		expect(await model.wholeSteps(store, model.steps.length)).toBe(model.steps.length)
		await store.close()
	})

	test('a store behind a network that drops connections acknowledges nothing that is lost, and ends nobody’s process', async () => {
		const { schema } = newPlace()
		const proxy = await droppingProxy(server, 30_000)
		const store = await postgresStore({ connectionString: addressOf(databaseName, { host: '127.0.0.1', port: proxy.port }), schema })
		const errors = await takeAll(store)
		expect(proxy.dropped()).toBeGreaterThan(3)
		expect(codesOf(errors)).toEqual(['store-io'])
		proxy.dropNoMore()
		expect(await model.wholeSteps(store, model.steps.length)).toBe(model.steps.length)
		await store.close()
		await proxy.close()
	})

	test('two processes number the messages of one log without a gap and without a fork', async () => {
		const { connectionString, schema } = newPlace()
		const children = ['left', 'right'].map((name) => ended(child.start(connectionString, schema, 'append', name, '25')))
		for (const { code } of await Promise.all(children)) expect(code).toBe(0)
		const anna = await person(0)
		const store = await postgresStore({ connectionString, schema })
		expect(await store.logs()).toEqual([{ author: anna.author, log: 0, held: 50, lastSeq: 50 }])
		expect((await store.search({ words: 'left', limit: 100 })).length).toBe(25)
		await store.close()
	})

	test('processes that write the same and overlapping messages at once add each once', async () => {
		const { connectionString, schema } = newPlace()
		const parts = [
			['0', '20'],
			['0', '20'],
			['5', '15'],
		]
		const all = await Promise.all(parts.map((part) => ended(child.start(connectionString, schema, 'share', ...part))))
		const added = all.flatMap(({ code, lines }) => {
			expect(code).toBe(0)
			return lines.flatMap((line) => (line.startsWith('added') ? [Number(line.split(' ')[1])] : []))
		})
		const ids = new Set((await sharedBatches()).flat().map(({ id }) => id))
		expect(added.reduce((a, b) => a + b)).toBe(ids.size)
		const store = await postgresStore({ connectionString, schema })
		const held = (await store.list({ by: 'arrival' })).messages
		expect(new Set(held.map(({ id }) => id))).toEqual(ids)
		expect(held.map(({ arrival }) => arrival)).toEqual(held.map((_, i) => i + 1))
		expect((await store.stats()).messages).toBe(ids.size)
		await store.close()
	})

	test('a live view sees what another process writes, also what it wrote while the connection was lost', async () => {
		const { connectionString, schema } = newPlace()
		const proxy = await droppingProxy(server, Number.MAX_SAFE_INTEGER)
		const store = await postgresStore({ connectionString: addressOf(databaseName, { host: '127.0.0.1', port: proxy.port }), schema })
		const replica = await openReplica({ store })
		const timeline = replica.live.timeline({ limit: 1000 })
		expect(await timeline.ready()).toEqual([])
		const shown = (count: number): Promise<void> =>
			new Promise((resolve) => {
				timeline.subscribe(({ value }) => {
					if (value?.length === count) resolve()
				})
			})
		await Promise.all([shown(20), ended(child.start(connectionString, schema, 'share', '0', '1'))])
		proxy.cut()
		await ended(child.start(connectionString, schema, 'share', '1', '20'))
		expect(timeline.snapshot().value?.length).toBe(20)
		const all = shown(210)
		proxy.dropNoMore()
		await all
		await replica.close()
		await proxy.close()
	})
})
