import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { SqliteDatabase } from '../../src/store/sqlite-database.js'
import { nodeDriver } from '../../src/store/sqlite-driver-node.js'
import { sqliteDriver } from '../../src/store/sqlite-drivers.js'
import { prepareDatabase } from '../../src/store/sqlite-schema.js'
import { ended, program } from './child.js'
import { missingDriver, newFolder, presentDrivers } from './places.js'

const folder = newFolder()
afterAll(() => folder.remove())

describe('the binding to SQLite', () => {
	test('of Node comes first where it suffices', async () => {
		const present = await presentDrivers()
		expect((await sqliteDriver(undefined)).name).toBe(present[0])
	})

	test('of Node is loaded without the warning that nobody can act on, and with all others', async (ctx) => {
		const reason = await missingDriver('node')
		if (reason !== undefined) ctx.skip(reason)
		const child = await program('warning-child.ts')
		try {
			const { code, lines } = await ended(child.start())
			expect(code).toBe(0)
			expect(lines).toEqual(['DeprecationWarning'])
		} finally {
			child.remove()
		}
	})

	test('leaves emitWarning as it was', () => {
		const { emitWarning } = process
		nodeDriver()
		expect(process.emitWarning).toBe(emitWarning)
	})

	test('says what to install where there is none', async (ctx) => {
		if ((await missingDriver('node')) === undefined) ctx.skip('this runtime has a node:sqlite that suffices')
		await expect(sqliteDriver('node')).rejects.toMatchObject({ code: 'store-unavailable', message: expect.stringContaining('libsql') })
	})
})

describe.each(await presentDrivers())('the binding %s', (name) => {
	test('gives back all kinds of values', async () => {
		const driver = await sqliteDriver(name)
		const connection = driver.open(':memory:')
		connection.exec('CREATE TABLE t (a INTEGER, b BLOB, c TEXT) STRICT')
		const insert = connection.prepare('INSERT INTO t VALUES (?, ?, ?)')
		const rows = [
			[Number.MAX_SAFE_INTEGER, new Uint8Array(0), ''],
			[-1, Uint8Array.of(1, 2, 3, 4).subarray(1, 3), 'ångström 🦊'],
			[null, null, null],
		] as const
		for (const row of rows) expect(insert.run(row)).toBe(1)
		const select = connection.prepare('SELECT a, b, c FROM t WHERE rowid = ? OR ? IS NULL')
		for (const [i, [a, b, c]] of rows.entries()) {
			expect({ ...select.get([i + 1, 1]) }).toEqual({ a, b: b && Uint8Array.from(b), c })
		}
		expect(select.all([1, null]).map((row) => ({ ...row }))).toEqual(rows.map(([a, b, c]) => ({ a, b: b && Uint8Array.from(b), c })))
		expect(select.get([9, 9])).toBe(undefined)
		expect(connection.prepare('UPDATE t SET a = 1').run([])).toBe(3)
		connection.close()
	})

	test('tells the result codes of SQLite', async () => {
		const driver = await sqliteDriver(name)
		const code = (work: () => unknown): number | undefined => {
			try {
				work()
				return 0
			} catch (error) {
				return driver.codeOf(error)
			}
		}
		const connection = driver.open(':memory:')
		connection.exec('CREATE TABLE t (a INTEGER PRIMARY KEY)')
		expect(code(() => connection.exec('SELECT nothing'))).toBe(1)
		expect(code(() => connection.prepare('INSERT INTO t VALUES (?), (?)').run([1, 1]))).toBe(19)
		expect(code(() => driver.open(join(folder.path, 'nowhere', 'x')).exec('SELECT 1'))).toBe(14)
		expect(driver.codeOf(new Error('of something else'))).toBe(undefined)
		connection.close()
	})

	test('is set to survive a power cut and to overwrite what is deleted', async () => {
		const path = join(folder.path, `${name}.sqlite`)
		const db = new SqliteDatabase((await sqliteDriver(name)).open(path))
		prepareDatabase(db, { path, busyTimeout: 0, maxBytes: undefined })
		const settings = ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync', 'secure_delete', 'temp_store', 'application_id']
		const values = settings.map((setting) => db.get(`PRAGMA ${setting}`)?.[setting])
		expect(values).toEqual(['wal', 2, 1, 1, 1, 2, 0x42644b76])
		expect(db.number("SELECT v AS value FROM words_config WHERE k = 'secure-delete'")).toBe(1)
		db.close()
		expect(execFileSync('head', ['-c', '15', path], { encoding: 'latin1' })).toBe('SQLite format 3')
	})
})
