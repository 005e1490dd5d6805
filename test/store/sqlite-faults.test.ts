/** Files that cannot be used as they should. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { ErrorCode } from '../../src/errors.js'
import { BudkavleError } from '../../src/errors.js'
import type { Message } from '../../src/message/types.js'
import type { SqliteStoreOptions } from '../../src/store/sqlite.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import { SqliteDatabase } from '../../src/store/sqlite-database.js'
import { sqliteDriver } from '../../src/store/sqlite-drivers.js'
import { prepareDatabase } from '../../src/store/sqlite-schema.js'
import type { Store } from '../../src/store/types.js'
import { pages } from '../../src/testing/store-place.js'
import { aloneBytes } from '../support/message-bytes.js'
import { missingDriver, newFolder, presentDrivers } from './places.js'
import { Scribe, unsigned } from './unsigned.js'

const folder = newFolder()
afterAll(() => folder.remove())

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'resolved'> {
	try {
		await work
		return 'resolved'
	} catch (error) {
		expect(error).toBeInstanceOf(BudkavleError)
		const { code, message } = error as BudkavleError
		expect(message).toMatch(/^[A-Z].*[.?]$/s)
		return code
	}
}

let files = 0
const newPath = (): string => join(folder.path, `store-${++files}.sqlite`)

function posts(scribe: Scribe, count: number, words = 20): readonly Message[] {
	return Array.from({ length: count }, (_, i) => scribe.post(`${i} ${'word '.repeat(words)}`))
}

/** Fills a store until it is full; returns what it acknowledged. */
async function fill(store: Store, scribe: Scribe): Promise<readonly Message[]> {
	const acknowledged: Message[] = []
	for (let i = 0; i < 500; i++) {
		const messages = posts(scribe, 10, 200)
		const code = await codeOf(store.ingest({ messages }))
		if (code === 'store-full') return acknowledged
		expect(code).toBe('resolved')
		acknowledged.push(...messages)
	}
	throw new Error('The store took more than its disk can hold.')
}

async function expectHeld(store: Store, messages: readonly Message[]): Promise<void> {
	expect((await pages(store, { by: 'arrival' })).map(({ id }) => id)).toEqual(messages.map(({ id }) => id))
	expect((await store.stats()).messages).toBe(messages.length)
}

const drivers = await presentDrivers()

describe.each(drivers)('sqliteStore with the driver %s', (driver) => {
	const open = (path: string, options: SqliteStoreOptions = {}): Promise<Store> => sqliteStore(path, { driver, ...options })

	test('rejects with store-locked while another program writes, and reads all the same', async () => {
		const path = newPath()
		const store = await open(path, { lockTimeout: 60 })
		const scribe = new Scribe('locked')
		const [first, second] = [scribe.post('first'), scribe.post('second')]
		await store.ingest({ messages: [first] })
		const other = (await sqliteDriver(driver)).open(path)
		other.exec('BEGIN IMMEDIATE')
		expect(await codeOf(store.ingest({ messages: [second] }))).toBe('store-locked')
		expect(await codeOf(store.setLocal('key', new Uint8Array(1)))).toBe('store-locked')
		await expectHeld(store, [first])
		other.exec('COMMIT')
		expect((await store.ingest({ messages: [second] })).messages).toEqual(['added'])
		other.close()
		await store.close()
	})

	test.each(['application_id', 'user_version', 'sqlite_schema'])(
		'opens a file that another program makes a store while %s is looked at',
		async (looked) => {
			const path = newPath()
			const other = new SqliteDatabase((await sqliteDriver(driver)).open(path))
			const { get } = SqliteDatabase.prototype
			let isMade = false
			const spy = vi.spyOn(SqliteDatabase.prototype, 'get').mockImplementation(function (this: SqliteDatabase, sql, ...values) {
				const row = get.call(this, sql, ...values)
				if (this !== other && !isMade && sql.includes(looked)) {
					isMade = true
					try {
						prepareDatabase(other, { path, busyTimeout: 0, maxBytes: undefined })
					} catch {
						// It is kept out meanwhile.
					}
				}
				return row
			})
			try {
				const store = await open(path)
				expect(isMade).toBe(true)
				await store.close()
			} finally {
				spy.mockRestore()
				other.close()
			}
		},
	)

	test('waits for another program, and leaves the event loop to others meanwhile', async () => {
		const path = newPath()
		const store = await open(path, { lockTimeout: 60_000 })
		const other = (await sqliteDriver(driver)).open(path)
		other.exec('BEGIN IMMEDIATE')
		let ticks = 0
		const post = new Scribe('waiting').post('at last')
		const writing = store.ingest({ messages: [post] })
		while (ticks < 5) await new Promise<void>((resolve) => setTimeout(resolve, 1, ticks++))
		other.exec('COMMIT')
		expect((await writing).messages).toEqual(['added'])
		other.close()
		await store.close()
	})

	test('finishes what waits before it closes', async () => {
		const path = newPath()
		const store = await open(path, { lockTimeout: 60_000 })
		const other = (await sqliteDriver(driver)).open(path)
		other.exec('BEGIN IMMEDIATE')
		const writing = store.ingest({ messages: [new Scribe('closing').post('in time')] })
		const closing = store.close()
		other.exec('COMMIT')
		other.close()
		expect((await writing).messages).toEqual(['added'])
		await closing
	})

	test('rejects with store-full at maxBytes and keeps what it acknowledged', async () => {
		const path = newPath()
		const scribe = new Scribe('full')
		const store = await open(path, { maxBytes: 1_048_576 })
		const acknowledged = await fill(store, scribe)
		expect(acknowledged.length).toBeGreaterThan(50)
		await expectHeld(store, acknowledged)
		await store.close()
		expect(statSync(path).size).toBeLessThanOrEqual(1_048_576)
		const larger = await open(path)
		await expectHeld(larger, acknowledged)
		const more = posts(scribe, 10, 200)
		await larger.ingest({ messages: more })
		await expectHeld(larger, [...acknowledged, ...more])
		await larger.close()
	})

	test('rejects with store-full on a full disk and keeps what it acknowledged', async (ctx) => {
		const mount = mountSmallDisk(ctx)
		try {
			const scribe = new Scribe('disk')
			const path = join(mount, 'store.sqlite')
			const store = await open(path)
			const acknowledged = await fill(store, scribe)
			expect(acknowledged.length).toBeGreaterThan(50)
			await expectHeld(store, acknowledged)
			await store.close()
			const again = await open(path)
			await expectHeld(again, acknowledged)
			await again.close()
		} finally {
			// Lazily: libsql closes its files late.
			execFileSync('umount', ['-l', mount])
		}
	})

	test('refuses a file that is no database', async () => {
		for (const content of ['This is a letter, and not a short one. '.repeat(200), 'x', '\0'.repeat(8192)]) {
			const path = newPath()
			writeFileSync(path, content)
			expect(await codeOf(open(path)), content.slice(0, 10)).toBe('store-corrupt')
			expect(readFileSync(path, 'utf8')).toBe(content)
		}
	})

	test('makes a store of an empty file', async () => {
		const path = newPath()
		writeFileSync(path, '')
		await (await open(path)).close()
		expect(statSync(path).size).toBeGreaterThan(0)
	})

	test('refuses the database of another program and leaves it as it is', async () => {
		const path = newPath()
		const other = (await sqliteDriver(driver)).open(path)
		other.exec('CREATE TABLE recipes (name TEXT)')
		other.close()
		const before = readFileSync(path)
		expect(await codeOf(open(path))).toBe('store-corrupt')
		expect(readFileSync(path).equals(before)).toBe(true)
	})

	test('refuses a store of a newer version with store-version', async () => {
		const path = newPath()
		await (await open(path)).close()
		const other = (await sqliteDriver(driver)).open(path)
		other.exec('PRAGMA user_version = 2')
		other.close()
		expect(await codeOf(open(path))).toBe('store-version')
	})

	test('never takes a damaged file for a whole one', async () => {
		const path = newPath()
		const store = await open(path)
		await store.ingest({ messages: posts(new Scribe('damaged'), 300) })
		await store.close()
		const whole = readFileSync(path)
		// Cut off, at page boundaries and beside them.
		for (const length of [100, 4095, 4096, 5000, whole.length / 2, whole.length - 4096, whole.length - 1]) {
			const copy = newPath()
			writeFileSync(copy, whole)
			truncateSync(copy, Math.floor(length))
			expect(await codeOf(open(copy)), `cut off after ${length} bytes`).toBe('store-corrupt')
		}
		// A page of something else, wherever it is: everything is still answered in full, or it is said that something is wrong.
		for (let page = 1; page < whole.length / 4096; page += 5) {
			const damaged = Uint8Array.from(whole)
			damaged.fill(0x5a, page * 4096, (page + 1) * 4096)
			const copy = newPath()
			writeFileSync(copy, damaged)
			const code = await codeOf(
				open(copy).then(async (opened) => {
					try {
						const all = await pages(opened, { by: 'arrival' })
						for (const stored of all) expect(aloneBytes(stored).length).toBeGreaterThan(64)
						expect(all.length).toBe(300)
					} finally {
						await opened.close()
					}
				}),
			)
			expect(['resolved', 'store-corrupt']).toContain(code)
		}
	})

	test('writes nothing of a batch that fails half-way, and goes on', async () => {
		const path = newPath()
		const scribe = new Scribe('half-way')
		const [sound, damaged] = [scribe.post('sound'), scribe.post('damaged')]
		const store = await open(path)
		await store.ingest({ messages: [sound, damaged] })
		const other = (await sqliteDriver(driver)).open(path)
		other.exec("UPDATE payloads SET payload = x'00' WHERE arrival = 2")
		other.close()
		const [stranger, next] = [new Scribe('a stranger'), new Scribe('the next stranger')]
		// The first claim finds a sound message, the second a damaged one: its text cannot be taken out of the index.
		const retraction = scribe.retract([sound, damaged])
		expect(await codeOf(store.ingest({ messages: [stranger.retract([stranger.post('hello')]), retraction] }))).toBe('store-corrupt')
		expect((await store.ingest({ messages: [sound] })).messages).toEqual(['duplicate'])
		// Whoever was counted in what failed is counted again.
		await store.ingest({ messages: [next.post('first')] })
		await store.ingest({ messages: [stranger.post('later')] })
		const authors = [scribe, stranger, next].map(({ author }) => author).sort()
		expect((await store.logs()).map(({ author, held }) => [author, held])).toEqual(
			authors.map((author) => [author, author === scribe.author ? 2 : 1]),
		)
		await store.close()
	})

	test('orders by the whole id what has the same beginning of it', async () => {
		const { author } = new Scribe('twins')
		// Found by trying: their ids begin with the same 6 bytes.
		const twins = ['888b474b87e0', '3fdd8fae1a82'].map((text) =>
			unsigned(author, 1, 1, [
				[4, 5],
				[14, text],
			]),
		)
		const ids = twins.map(({ id }) => id).sort()
		expect(new Set(ids.map((id) => id.slice(0, 12))).size).toBe(1)
		for (const messages of [twins, [...twins].reverse()]) {
			const store = await open(newPath())
			await store.ingest({ messages })
			for (const query of [
				{ by: 'author', author },
				{ by: 'author', author, log: 0, kind: 1 },
			] as const) {
				expect((await pages(store, query, 1)).map(({ id }) => id)).toEqual(ids)
			}
			expect((await pages(store, { by: 'time', kind: 1 }, 1)).map(({ id }) => id)).toEqual([...ids].reverse())
			await store.close()
		}
	})

	test('says what is wrong with a place', async () => {
		const path = join(folder.path, 'nowhere', 'store.sqlite')
		expect(await codeOf(open(path))).toBe('store-io')
		const directory = newPath()
		mkdirSync(directory)
		expect(await codeOf(open(directory))).toBe('store-io')
	})

	test('takes any path for that of a file', async () => {
		const here = process.cwd()
		const own = newPath()
		mkdirSync(own)
		process.chdir(own)
		try {
			for (const name of ['file:x?mode=memory', 'http:', ' ', 'å ö.sqlite', "quote'.sqlite", '%41']) {
				await (await open(name)).close()
				expect(statSync(join(own, name)).isFile(), name).toBe(true)
			}
		} finally {
			process.chdir(here)
		}
	})

	test('has several stores open on one file, each of which sees what the others wrote', async () => {
		const path = newPath()
		const [left, right] = [await open(path), await open(path)]
		const scribe = new Scribe('several')
		const messages = posts(scribe, 4)
		for (const [i, message] of messages.entries()) {
			await (i % 2 === 0 ? left : right).ingest({ messages: [message] })
			await expectHeld(i % 2 === 0 ? right : left, messages.slice(0, i + 1))
		}
		await left.ingest({ messages: [scribe.retract(messages.slice(0, 1))] })
		expect((await right.ingest({ messages })).messages).toEqual(['retracted', 'duplicate', 'duplicate', 'duplicate'])
		await left.close()
		expect((await right.stats()).messages).toBe(4)
		await right.close()
	})

	test('asks for an argument that it can use', async () => {
		for (const path of ['', ':memory:', 'a\0b', 7 as unknown as string]) expect(await codeOf(open(path))).toBe('argument-invalid')
		for (const options of [
			{ lockTimeout: -1 },
			{ lockTimeout: 1.5 },
			{ lockTimeout: 600_001 },
			{ maxBytes: 1000 },
			{ maxBytes: Number.NaN },
		]) {
			expect(await codeOf(open(newPath(), options))).toBe('argument-invalid')
		}
		expect(await codeOf(sqliteStore(newPath(), { driver: 'toString' as 'node' }))).toBe('argument-invalid')
	})
})

/** A disk of 2 MB in memory, where that is allowed. */
function mountSmallDisk(ctx: TestContext): string {
	const mount = join(folder.path, `disk-${++files}`)
	mkdirSync(mount)
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', mount], { stdio: 'ignore' })
	} catch {
		ctx.skip('a small disk can only be mounted by root on Linux')
	}
	return mount
}

describe('one file with two drivers', () => {
	test('is the same store', async (ctx) => {
		for (const driver of ['node', 'libsql'] as const) {
			const reason = await missingDriver(driver)
			if (reason !== undefined) ctx.skip(reason)
		}
		const path = newPath()
		const scribe = new Scribe('both')
		const messages = posts(scribe, 40)
		const held: Message[] = []
		for (const [i, driver] of (['libsql', 'node', 'libsql', 'node'] as const).entries()) {
			const store = await sqliteStore(path, { driver })
			held.push(...messages.slice(10 * i, 10 * i + 10))
			await store.ingest({ messages: held })
			const [gone] = held.splice(0, 1)
			const retraction = scribe.retract(gone === undefined ? [] : [gone])
			await store.ingest({ messages: [retraction] })
			held.push(retraction)
			await expectHeld(store, held)
			expect((await store.search({ words: 'word', limit: 100 })).length).toBe(held.filter(({ kind }) => kind === 'post').length)
			await store.close()
		}
	})
})
