/** Texts as other implementations may write them: creating normalises, reading does not ask (SPEC 3.8). */
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.js'
import { postgresStore } from '../../src/store/postgres.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import type { Store } from '../../src/store/types.js'
import { ANNA, post } from '../merge/factory.js'
import { newFolder, presentDrivers } from './places.js'
import { missingServer, postgresPlace } from './postgres-places.js'

const folder = newFolder()
const place = postgresPlace()
afterAll(async () => {
	folder.remove()
	if ((await missingServer()) === undefined) await place.remove()
})

const stores: readonly (readonly [string, () => Promise<Store>])[] = [
	['memoryStore', async () => memoryStore()],
	...(await presentDrivers()).map(
		(driver) => [`sqliteStore with ${driver}`, () => sqliteStore(join(folder.path, driver), { driver })] as const,
	),
	...((await missingServer()) === undefined ? [['postgresStore', () => postgresStore(place)] as const] : []),
]

describe.each(stores)('%s', (_, open) => {
	test('finds words whose letters are written with separate marks, and forgets them again', async () => {
		const store = await open()
		const lake = post(ANNA, { text: 'Mälaren är frusen'.normalize('NFD'), topics: ['å'.normalize('NFD')] })
		await store.ingest({ messages: [lake] })
		for (const words of ['mälaren', 'mälaren'.normalize('NFD'), 'ÄR', 'å']) {
			expect(
				(await store.search({ words })).map(({ id }) => id),
				words,
			).toEqual([lake.id])
		}
		expect(await store.search({ words: 'malaren' })).toEqual([])
		await store.close()
	})
})
