/** What only the PostgreSQL store does: how it is opened and upgraded, its codes for what a server says, and that no password is ever shown. */
import { inspect } from 'node:util'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { BudkavleError } from '../../src/errors.js'
import { LIMITS } from '../../src/limits.js'
import { memoryStore } from '../../src/store/memory.js'
import type { PostgresPool } from '../../src/store/postgres.js'
import { postgresStore } from '../../src/store/postgres.js'
import { codedError } from '../../src/store/postgres-errors.js'
import { person } from '../../src/testing/cast.js'
import type { PostgresPlace } from './postgres-places.js'
import { ask, connectionString, databaseName, missingServer, postgresPlace, server } from './postgres-places.js'

const missing = await missingServer()
const SECRET = 'hemlig-42'

async function errorOf(work: () => Promise<unknown>): Promise<BudkavleError> {
	try {
		await work()
	} catch (error) {
		expect(error).toBeInstanceOf(BudkavleError)
		return error as BudkavleError
	}
	throw new Error('It was expected to reject.')
}

/** Everything that a program could print of an error. */
const allOf = (error: unknown): string => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)

describe('opening a PostgreSQL store', () => {
	test.each<readonly [string, Parameters<typeof postgresStore>[0]]>([
		['nothing to connect to', {}],
		['a connection string and a pool', { connectionString, pool: new pg.Pool({ connectionString }) }],
		['a schema in upper case', { connectionString, schema: 'Village' }],
		['a schema with a quote', { connectionString, schema: 'a"; DROP SCHEMA public' }],
		['a lockTimeout of 0', { connectionString, lockTimeout: 0 }],
		['something else than an address', { connectionString: 'host=localhost' }],
	])('refuses %s', async (_, options) => {
		expect((await errorOf(() => postgresStore(options))).code).toBe('argument-invalid')
	})

	test.each([
		`postgres://anna:${SECRET}@127.0.0.1:1/test`,
		`postgres://anna:${SECRET}@no-such-host.invalid/test`,
		`postgres://anna:${SECRET}#x@127.0.0.1:1/test`,
		`postgres://anna:x/${SECRET}@127.0.0.1:1/test`,
		`postgres://anna:12/${SECRET}@127.0.0.1:1/test`,
		`postgres://anna:x@${SECRET}@127.0.0.1:1/test`,
		`postgres://${SECRET}@[::1/test`,
		`mysql://anna:${SECRET}@127.0.0.1/test`,
		`postgres://anna:${SECRET}@127.0.0.1:1/test?sslmode=verify-full&sslrootcert=/no/such/${SECRET}`,
	])('does not show a password when it fails, %#', async (address) => {
		const error = await errorOf(() => postgresStore({ connectionString: address }))
		expect(['argument-invalid', 'store-io']).toContain(error.code)
		expect(allOf(error)).not.toContain(SECRET)
	})
})

test.each([
	['57P01', 'store-io'],
	['08006', 'store-io'],
	['57014', 'store-locked'],
	['40P01', 'store-locked'],
	['40001', 'store-locked'],
	['55P03', 'store-locked'],
	['53100', 'store-full'],
	['53300', 'store-io'],
	['25006', 'store-io'],
	['42501', 'store-io'],
	['28P01', 'store-unavailable'],
	['3D000', 'store-unavailable'],
	['42P01', 'store-corrupt'],
	['XX001', 'store-corrupt'],
	['22000', 'store-io'],
])('the state %s of SQL becomes %s', (state, code) => {
	const thrown = Object.assign(new Error('as the server says it'), { code: state, severity: 'ERROR', client: { password: SECRET } })
	const error = codedError('village', thrown)
	expect(error.code).toBe(code)
	expect(error.message).toContain('village')
	expect(allOf(error)).not.toContain(SECRET)
})

describe('with a PostgreSQL server', () => {
	if (missing !== undefined) {
		test('opens and writes', (ctx) => ctx.skip(missing))
		return
	}
	const places: PostgresPlace[] = []
	const newPlace = (): PostgresPlace => {
		const place = postgresPlace()
		places.push(place)
		return place
	}
	afterEach(async () => {
		for (const place of places.splice(0)) await place.remove()
	})

	test('makes one store, however many processes open it first', async () => {
		const { schema } = newPlace()
		const stores = await Promise.all(Array.from({ length: 5 }, () => postgresStore({ connectionString, schema })))
		const post = await (await person(0)).post({ text: 'a' })
		await stores[0]?.ingest({ messages: [post] })
		for (const store of stores) expect((await store.stats()).messages).toBe(1)
		expect(await ask(`SELECT * FROM "${schema}".version`)).toEqual([{ budkavle: '1' }])
		await Promise.all(stores.map((store) => store.close()))
	})

	test('refuses a store of a newer version, and says what to do', async () => {
		const { schema } = newPlace()
		await (await postgresStore({ connectionString, schema })).close()
		await ask(`UPDATE "${schema}".version SET budkavle = 2`)
		const error = await errorOf(() => postgresStore({ connectionString, schema }))
		expect([error.code, error.message]).toEqual(['store-version', expect.stringMatching(/format 2; known here: 1.*Update/)])
	})

	test('takes a schema that is there and empty, and leaves one alone that holds something else', async () => {
		const [empty, full] = [newPlace().schema, newPlace().schema]
		await ask(`CREATE SCHEMA "${empty}"`)
		await (await postgresStore({ connectionString, schema: empty })).close()
		await ask(`CREATE SCHEMA "${full}"`)
		await ask(`CREATE TABLE "${full}".accounts (id int)`)
		const error = await errorOf(() => postgresStore({ connectionString, schema: full }))
		expect([error.code, error.message]).toEqual(['store-corrupt', expect.stringContaining('another schema')])
		expect(await ask('SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace', [full])).toEqual([{ relname: 'accounts' }])
	})

	test('tells of a database or a user that is not there', async () => {
		const address = connectionString.replace(/\/[^/]*$/, '/budkavle_no_such_database')
		expect((await errorOf(() => postgresStore({ connectionString: address }))).code).toBe('store-unavailable')
	})

	test('says that tables are missing when they are taken away', async () => {
		const { schema } = newPlace()
		const store = await postgresStore({ connectionString, schema })
		await ask(`DROP SCHEMA "${schema}" CASCADE`)
		expect((await errorOf(() => store.stats())).code).toBe('store-corrupt')
		await store.close()
	})

	test('waits for another writer only as long as it is told to', async () => {
		const { schema } = newPlace()
		const store = await postgresStore({ connectionString, schema, lockTimeout: 50 })
		const other = new pg.Client({ connectionString })
		await other.connect()
		await other.query(`BEGIN; SELECT * FROM "${schema}".state FOR UPDATE`)
		const post = await (await person(0)).post({ text: 'a' })
		expect((await errorOf(() => store.ingest({ messages: [post] }))).code).toBe('store-locked')
		expect(await store.get([post.id])).toEqual([undefined])
		await other.query('COMMIT')
		expect((await store.ingest({ messages: [post] })).messages).toEqual(['added'])
		await other.end()
		await store.close()
	})

	test('works on a pool of somebody else, which may serve several stores and stays open', async () => {
		const pool = new pg.Pool({ connectionString, max: 2 })
		// That a pool of `pg` fits is a matter of types.
		const given: PostgresPool = pool
		const [a, b] = await Promise.all([newPlace(), newPlace()].map(({ schema }) => postgresStore({ pool: given, schema })))
		const post = await (await person(0)).post({ text: 'a' })
		await a?.ingest({ messages: [post] })
		expect([(await a?.stats())?.messages, (await b?.stats())?.messages]).toEqual([1, 0])
		await a?.close()
		await b?.close()
		expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
		expect(pool.listenerCount('error')).toBe(0)
		await pool.end()
	})

	test('makes what it acknowledges durable where the server would not wait for its disk', async () => {
		const { schema } = newPlace()
		const settings: unknown[] = []
		const pool = new pg.Pool({ connectionString, options: '-c synchronous_commit=off' })
		const store = await postgresStore({ pool, schema })
		const { query } = pg.Client.prototype
		pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
			const { text } = args[0] as { readonly text?: string }
			if (text !== 'COMMIT') return Reflect.apply(query, this, args)
			return (Reflect.apply(query, this, [{ text: 'SHOW synchronous_commit' }]) as Promise<pg.QueryResult>).then(({ rows }) => {
				settings.push(rows[0])
				return Reflect.apply(query, this, args)
			})
		} as typeof query
		try {
			await store.ingest({ messages: [await (await person(0)).post({ text: 'a' })] })
		} finally {
			pg.Client.prototype.query = query
		}
		expect(settings).toEqual([{ synchronous_commit: 'on' }])
		await store.close()
		await pool.end()
	})

	test('finds words that are longer than the index takes, whole and by their beginning, and no others', async () => {
		const { schema } = newPlace()
		const stores = [memoryStore(), await postgresStore({ connectionString, schema })]
		const anna = await person(0)
		const long = '\u{10400}'.repeat(LIMITS.text / 4 - 8)
		const texts = [
			`${long} end`,
			`${long}a`,
			`${'x'.repeat(599)}\u{10400}y`,
			`${'å'.repeat(999)}b`,
			'å'.repeat(1000),
			'å'.repeat(600),
			'å'.repeat(601),
			'å'.repeat(598),
		]
		const messages = await Promise.all(texts.map((text, time) => anna.post({ text, time })))
		const searches = ['\u{10400}'.repeat(500), 'x'.repeat(599), `${'x'.repeat(599)}\u{10400}`, `${'x'.repeat(599)}\u{10428}y`]
		for (const length of [597, 598, 599, 600, 601, 999, 1000]) searches.push('å'.repeat(length), `${'Å'.repeat(length).slice(0, 996)} å`)
		const answers: unknown[] = []
		for (const store of stores) {
			await store.ingest({ messages })
			const found: unknown[] = []
			for (const words of searches)
				found.push((await store.search({ words })).map(({ id }) => messages.findIndex((message) => message.id === id)))
			answers.push(found)
			await store.close()
		}
		expect(answers[1]).toEqual(answers[0])
		expect((answers[0] as unknown[][]).filter((found) => found.length > 0).length).toBeGreaterThan(8)
	})

	test('is used without a trace of the password in what it holds', async () => {
		const { schema } = newPlace()
		const address = new URL(connectionString)
		address.password = SECRET
		const probe = new pg.Client({ connectionString: address.href })
		const isAccepted = await probe.connect().then(
			() => true,
			() => false,
		)
		await probe.end().catch(() => undefined)
		const error = isAccepted
			? await errorOf(async () => {
					const store = await postgresStore({ connectionString: address.href, schema })
					await ask(`DROP SCHEMA "${schema}" CASCADE`)
					await store.stats().finally(() => store.close())
				})
			: await errorOf(() => postgresStore({ connectionString: address.href, schema }))
		expect(allOf(error)).not.toContain(SECRET)
		expect([databaseName, server.host].every((part) => typeof part === 'string')).toBe(true)
	})
})
