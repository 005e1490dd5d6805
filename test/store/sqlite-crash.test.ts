/** Processes that are killed, and processes that write to one file at the same time. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '../../src/store/sqlite.js'
import type { StoreBatch } from '../../src/store/types.js'
import { person } from '../../src/testing/cast.js'
import { seededRandom } from '../../src/testing/random.js'
import type { Program } from './child.js'
import { ended, program } from './child.js'
import { crashBatches, wholeBatches } from './crash-batches.js'
import { newFolder, presentDrivers } from './places.js'

const [driver = 'libsql'] = await presentDrivers()
const KILLS = 20

let crash: Program
let append: Program
let batches: readonly StoreBatch[]
const folder = newFolder()

beforeAll(async () => {
	crash = await program('crash-child.ts')
	append = await program('append-child.ts')
	batches = await crashBatches()
})

afterAll(() => {
	crash.remove()
	append.remove()
	folder.remove()
})

async function written(
	path: string,
	...kill: readonly string[]
): Promise<{ readonly acknowledged: number; readonly lines: readonly string[] }> {
	const { lines, signal, code } = await ended(crash.start(path, driver, ...kill))
	expect([code, signal]).toEqual(kill[0] === '0' ? [0, null] : [null, 'SIGKILL'])
	return { lines, acknowledged: lines.filter((line) => line.startsWith('written')).length }
}

describe(`a process that is killed, with the driver ${driver}`, () => {
	test('leaves all that it acknowledged and no half batch, wherever it was', async () => {
		const { lines } = await written(join(folder.path, 'whole.sqlite'), '0')
		const operations = Number(lines.at(-1)?.split(' ')[1])
		expect(operations).toBeGreaterThan(500)
		const random = seededRandom(20)
		const points = new Set<number>()
		for (let i = 0; i < KILLS; i++) {
			const killAt = 1 + Math.floor((operations * i) / KILLS) + random.below(Math.floor(operations / KILLS))
			const path = join(folder.path, `kill-${i}.sqlite`)
			const { acknowledged } = await written(path, String(killAt))
			const store = await sqliteStore(path, { driver })
			const whole = await wholeBatches(store, batches, acknowledged)
			expect(whole - acknowledged, `killed before operation ${killAt}`).toBeLessThanOrEqual(1)
			points.add(whole)
			// It goes on as if nothing had happened.
			for (const batch of batches) await store.ingest(batch)
			expect(await wholeBatches(store, batches, batches.length)).toBe(batches.length)
			await store.close()
		}
		expect(points.size).toBeGreaterThan(KILLS / 2)
	})

	test('leaves all that it acknowledged when the kill comes from outside, at any moment', async () => {
		for (const after of [1, 4, 7, 11, 16, 20]) {
			const path = join(folder.path, `outside-${after}.sqlite`)
			const child = crash.start(path, driver, '0')
			const { lines } = await ended(child, (line) => {
				if (line === `written ${after}`) child.kill('SIGKILL')
			})
			const acknowledged = lines.filter((line) => line.startsWith('written')).length
			expect(acknowledged).toBeGreaterThanOrEqual(after)
			const store = await sqliteStore(path, { driver })
			expect((await wholeBatches(store, batches, acknowledged)) - acknowledged).toBeLessThanOrEqual(1)
			await store.close()
		}
	})
})

describe(`two processes on one file, with the driver ${driver}`, () => {
	test('number the messages of one log without a gap and without a fork', async () => {
		const path = join(folder.path, 'two.sqlite')
		const children = ['left', 'right'].map((name) => ended(append.start(path, driver, name, '25')))
		for (const { code } of await Promise.all(children)) expect(code).toBe(0)
		const anna = await person(0)
		const store = await sqliteStore(path, { driver })
		expect(await store.logs()).toEqual([{ author: anna.author, log: 0, held: 50, lastSeq: 50 }])
		expect((await store.search({ words: 'left', limit: 100 })).length).toBe(25)
		await store.close()
	})
})
