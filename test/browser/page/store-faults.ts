/** What else happens to a database of IndexedDB, and what the key-value store over it promises. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../../src/bytes.js'
import { indexedDbStore } from '../../../src/store/indexeddb.js'
import { openDatabase } from '../../../src/store/indexeddb-database.js'
import { SortedMap } from '../../../src/store/sorted-map.js'
import { Scribe } from '../../store/unsigned.js'
import { deleteDatabase, openRaw } from './indexeddb.js'

const key = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes)

describe('a store of IndexedDB', () => {
	test('lets go when another page deletes the database, says so, and begins anew when it is opened again', async () => {
		const store = await indexedDbStore({ name: 'deleted' })
		await store.ingest({ messages: [new Scribe('deleted').post('gone')] })
		await deleteDatabase('deleted')
		for (const call of [() => store.stats(), () => store.ingest({ messages: [] }), () => store.setLocal('key', key(1))]) {
			await expect(call()).rejects.toMatchObject({ code: 'store-io', message: expect.stringContaining('was deleted by another page') })
		}
		await Promise.all([store.close(), store.close()])
		await expect(store.stats()).rejects.toMatchObject({ code: 'closed' })
		const again = await indexedDbStore({ name: 'deleted' })
		expect((await again.stats()).messages).toBe(0)
		await again.close()
	})

	test('finishes the batch that is under way when another page deletes the database', async () => {
		const store = await indexedDbStore({ name: 'under way' })
		const scribe = new Scribe('under way')
		await store.stats()
		const batch = store.ingest({ messages: Array.from({ length: 200 }, (_, i) => scribe.post(`${i}`)) })
		const deleted = deleteDatabase('under way')
		expect((await batch).messages).toHaveLength(200)
		await deleted
		await store.close()
	})

	test('lets go when a newer version of the library upgrades the database, and cannot open it then', async () => {
		const store = await indexedDbStore({ name: 'upgraded' })
		const newer = await openRaw('upgraded', 2)
		await expect(store.stats()).rejects.toMatchObject({ code: 'store-version', message: expect.stringContaining('Load this page again') })
		await store.close()
		await expect(indexedDbStore({ name: 'upgraded' })).rejects.toMatchObject({ code: 'store-version' })
		newer.close()
		await deleteDatabase('upgraded')
	})

	test('does not wait without end for a page that keeps the database from being deleted', async () => {
		const stubborn = await openRaw('held', 1)
		const deleted = deleteDatabase('held')
		await expect(indexedDbStore({ name: 'held', lockTimeout: 20 })).rejects.toMatchObject({ code: 'store-locked' })
		stubborn.close()
		await deleted
		const store = await indexedDbStore({ name: 'held' })
		await store.close()
		await deleteDatabase('held')
	})

	test('does not take a database for a store that holds something else', async () => {
		const other = await openRaw('foreign', 1)
		await expect(indexedDbStore({ name: 'foreign' })).rejects.toMatchObject({ code: 'store-corrupt' })
		other.close()
		await deleteDatabase('foreign')
	})

	test('is the same for two that are open on it', async () => {
		const [a, b] = [await indexedDbStore({ name: 'shared' }), await indexedDbStore({ name: 'shared' })]
		const post = new Scribe('shared').post('text')
		expect((await a.ingest({ messages: [post] })).messages).toEqual(['added'])
		expect((await b.ingest({ messages: [post] })).messages).toEqual(['duplicate'])
		await a.close()
		expect((await b.stats()).messages).toBe(1)
		await b.close()
		await deleteDatabase('shared')
	})
})

describe('the key-value store over IndexedDB', () => {
	test('answers like a sorted map', async () => {
		const bytes = fc.uint8Array({ minLength: 1, maxLength: 3, max: 3 })
		const operation = fc.record({ key: bytes, value: fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined }) })
		const range = fc.record({ a: bytes, b: bytes, reverse: fc.boolean(), limit: fc.integer({ min: 1, max: 5 }) })
		let runs = 0
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.array(operation, { maxLength: 6 }), range), { maxLength: 6 }), async (steps) => {
				const name = `map ${runs++}`
				const kv = await openDatabase(name, 5000)
				const map = new SortedMap()
				for (const [operations, { a, b, reverse, limit }] of steps) {
					await kv.batch(operations)
					for (const { key, value } of operations) {
						if (value === undefined) map.delete(key)
						else map.set(key, value)
					}
					const [gte, lt] = [a, concatBytes(a, b)]
					expect(await kv.range({ gte, lt, reverse, limit })).toEqual(map.range(gte, lt, limit, reverse))
					expect(await kv.range({ gte: lt, lt: gte, reverse, limit })).toEqual([])
					const all = { gte: key(0), lt: key(255) }
					expect(await kv.range({ ...all, reverse, limit })).toEqual(map.range(all.gte, all.lt, limit, reverse))
					expect(await kv.get(a)).toEqual(map.get(a))
				}
				await kv.close?.()
				await deleteDatabase(name)
			}),
			{ seed: 9, numRuns: 40 },
		)
	})

	test('writes a value, and not the buffer on which it is a view', async () => {
		const kv = await openDatabase('views', 5000)
		await kv.batch([{ key: new Uint8Array(9).subarray(3, 5), value: new Uint8Array(1000).fill(7).subarray(10, 12) }])
		const value = (await kv.get(key(0, 0))) as Uint8Array
		expect(value).toEqual(key(7, 7))
		expect(value.buffer.byteLength).toBe(2)
		await kv.close?.()
		await deleteDatabase('views')
	})

	test('writes nothing of work that rejects, and passes on why', async () => {
		const kv = await openDatabase('rejected', 5000)
		const work = kv.transaction?.('write', async ({ batch }) => {
			await batch([{ key: key(1), value: key(1) }])
			throw new TypeError('no')
		})
		await expect(work).rejects.toMatchObject({ code: 'store-io', cause: { message: 'no' } })
		expect(await kv.get(key(1))).toBeUndefined()
		await kv.close?.()
		await deleteDatabase('rejected')
	})

	test('rejects, rather than write a half, when work waits for something else', async () => {
		const kv = await openDatabase('waiting', 5000)
		const work = kv.transaction?.('write', async ({ get, batch }) => {
			await get(key(1))
			await new Promise((resolve) => setTimeout(resolve, 20))
			await batch([{ key: key(1), value: key(1) }])
		})
		await expect(work).rejects.toMatchObject({ code: 'store-io' })
		expect(await kv.get(key(1))).toBeUndefined()
		await kv.close?.()
		await deleteDatabase('waiting')
	})
})
