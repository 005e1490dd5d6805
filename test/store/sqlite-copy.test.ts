/** Copies of the SQLite store: what a backup is made of. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Message } from '../../src/message/types.js'
import { copySqliteStore, sqliteStore } from '../../src/store/sqlite.js'
import { pages } from '../../src/testing/store-place.js'
import { newFolder, presentDrivers } from './places.js'
import { Scribe } from './unsigned.js'

const folder = newFolder()
afterAll(() => folder.remove())
let files = 0
const newPath = (): string => join(folder.path, `store-${++files}.sqlite`)

const posts = (scribe: Scribe, count: number): readonly Message[] => Array.from({ length: count }, (_, i) => scribe.post(`${i} word`))

describe.each(await presentDrivers())('a copy of a store, with the driver %s', (driver) => {
	test('holds what was acknowledged before, while another store writes to the file, and nothing of what was erased', async () => {
		const path = newPath()
		const scribe = new Scribe('copied')
		const store = await sqliteStore(path, { driver })
		const [gone, ...held] = posts(scribe, 30)
		await store.ingest({ messages: [gone as Message, ...held] })
		await store.ingest({ messages: [scribe.retract([gone as Message])] })
		const before = await pages(store, { by: 'arrival' })
		const target = newPath()
		const writing = Promise.all(posts(scribe, 20).map((message) => store.ingest({ messages: [message] })))
		await copySqliteStore(path, target, { driver })
		await writing
		const copy = await sqliteStore(target, { driver })
		const copied = await pages(copy, { by: 'arrival' })
		expect(copied.slice(0, before.length).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
		expect((await copy.search({ words: 'word', limit: 1000 })).length).toBeGreaterThanOrEqual(29)
		await copy.close()
		await store.close()
	})

	test('takes the place of nothing, is made of nothing but a store, and is whole or not there', async () => {
		const [path, target] = [newPath(), newPath()]
		const store = await sqliteStore(path, { driver })
		await store.close()
		writeFileSync(target, 'something')
		await expect(copySqliteStore(path, target, { driver })).rejects.toMatchObject({ code: 'store-io' })
		expect(readFileSync(target, 'utf8')).toBe('something')
		const none = newPath()
		await expect(copySqliteStore(newPath(), none, { driver })).rejects.toMatchObject({ code: 'store-io' })
		writeFileSync(path, 'no store at all '.repeat(400))
		await expect(copySqliteStore(path, none, { driver })).rejects.toMatchObject({ code: 'store-corrupt' })
		expect(readdirSync(folder.path).filter((name) => none.endsWith(name) || name.endsWith('.part'))).toEqual([])
	})
})
