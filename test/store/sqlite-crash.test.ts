/** Processes that are killed, and processes that write to one file at the same time. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '../../src/store/sqlite.js'
import { person } from '../../src/testing/cast.js'
import { seededRandom } from '../../src/testing/random.js'
import type { Program } from './child.js'
import { ended, program } from './child.js'
import type { CrashModel } from './crash-model.js'
import { crashModel } from './crash-model.js'
import { take } from './crash-steps.js'
import { newFolder, presentDrivers } from './places.js'

const [driver = 'libsql'] = await presentDrivers()
/** In each run of the tests, on each version of Node; `CRASH_KILLS=5000` for more. */
const KILLS = Number(process.env.CRASH_KILLS ?? 70)

let crash: Program
let append: Program
let model: CrashModel
const folder = newFolder()

beforeAll(async () => {
	crash = await program('crash-child.ts')
	append = await program('append-child.ts')
	model = await crashModel()
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
	return { lines, acknowledged: lines.filter((line) => line.startsWith('done')).length }
}

describe(`a process that is killed, with the driver ${driver}`, () => {
	test('leaves all that it acknowledged and nothing half done, wherever it was', async () => {
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
			const whole = await model.wholeSteps(store, acknowledged)
			points.add(whole)
			// It goes on as if nothing had happened.
			for (const step of model.steps.slice(whole)) await take(store, step)
			expect(await model.wholeSteps(store, model.steps.length)).toBe(model.steps.length)
			await store.close()
		}
		expect(points.size).toBeGreaterThan(Math.min(KILLS, model.steps.length) / 2)
	})

	test('leaves all that it acknowledged when the kill comes from outside, at any moment', async () => {
		for (const after of [1, 4, 7, 11, 16, 20]) {
			const path = join(folder.path, `outside-${after}.sqlite`)
			const child = crash.start(path, driver, '0')
			const { lines } = await ended(child, (line) => {
				if (line === `done ${after}`) child.kill('SIGKILL')
			})
			const acknowledged = lines.filter((line) => line.startsWith('done')).length
			expect(acknowledged).toBeGreaterThanOrEqual(after)
			const store = await sqliteStore(path, { driver })
			await model.wholeSteps(store, acknowledged)
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
