import { join } from 'node:path'
import { describe, test } from 'vitest'
import { kvStore } from '../../src/store/kv.js'
import { memoryStore } from '../../src/store/memory.js'
import { postgresStore } from '../../src/store/postgres.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import type { StoreFactory } from '../../src/testing/index.js'
import { storeSuite } from '../../src/testing/index.js'
import { DRIVERS, missingDriver, naiveKeyValue, newFolder } from './places.js'
import { missingServer, postgresPlace } from './postgres-places.js'

/** Runs the suite as any runner would: what a store does not declare is skipped with the reason. */
function runSuite(factory: StoreFactory): void {
	for (const { name, needs, run } of storeSuite(factory)) {
		test(name, async (ctx) => {
			if (needs !== undefined) {
				const place = await factory()
				const store = await place.open()
				await store.close()
				await place.remove?.()
				if (!store.capabilities[needs]) ctx.skip(`the store does not declare the capability "${needs}"`)
			}
			await run()
		})
	}
}

describe('the suite on memoryStore', () => runSuite(() => ({ open: memoryStore })))

describe('the suite on kvStore over a sorted list', () => {
	runSuite(() => {
		const kv = naiveKeyValue()
		return { open: () => kvStore(kv, { durable: true }) }
	})
})

for (const driver of DRIVERS) {
	const reason = await missingDriver(driver)
	describe(`the suite on sqliteStore with the driver ${driver}`, () => {
		if (reason !== undefined) {
			test('runs', (ctx) => ctx.skip(reason))
			return
		}
		runSuite(() => {
			const folder = newFolder()
			return { open: () => sqliteStore(join(folder.path, 'store.sqlite'), { driver }), remove: folder.remove }
		})
	})
}

const noServer = await missingServer()
describe('the suite on postgresStore', () => {
	if (noServer !== undefined) {
		test('runs', (ctx) => ctx.skip(noServer))
		return
	}
	runSuite(() => {
		const { connectionString, schema, remove } = postgresPlace()
		return { open: () => postgresStore({ connectionString, schema }), remove }
	})
})
