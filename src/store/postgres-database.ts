/** The database of one store: prepared statements in its schema, reads of one statement, and transactions of one writer. */
import { encodeUtf8 } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import type { PostgresClient, PostgresPool, PostgresResult } from './postgres-client.js'
import { codedError } from './postgres-errors.js'
import type { ColumnType, Row, Value } from './postgres-values.js'
import { arrayOf, TYPES } from './postgres-values.js'

const settled = (): void => undefined
/** Tables are written `@name` in statements: a store stands in any schema. */
const TABLE = /@([a-z]+)/g

interface Statement {
	readonly name: string
	readonly text: string
}

export class PostgresDatabase {
	readonly schema: string
	readonly #pool: PostgresPool
	readonly #lockTimeout: number
	/** By what they are written as, of which there is a fixed number of variants. */
	readonly #statements: Map<string, Statement> = new Map()
	/** Resolves when the last writer of this store so far is done: those who wait hold no connection. */
	#written: Promise<void> = Promise.resolve()

	constructor(pool: PostgresPool, schema: string, lockTimeout: number) {
		this.#pool = pool
		this.schema = schema
		this.#lockTimeout = lockTimeout
	}

	/** What PostgreSQL reads. */
	textOf(sql: string): string {
		return sql.replaceAll(TABLE, `"${this.schema}".$1`)
	}

	statement(sql: string): Statement {
		let statement = this.#statements.get(sql)
		if (statement === undefined) {
			const text = this.textOf(sql)
			// A pool may serve several stores.
			statement = { name: `budkavle_${sha256Hex(encodeUtf8(text)).slice(0, 32)}`, text }
			this.#statements.set(sql, statement)
		}
		return statement
	}

	/** One statement, which sees one state. */
	async all(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
		return this.withConnection((connection) => connection.all(sql, values))
	}

	async get(sql: string, values: readonly unknown[] = []): Promise<Row | undefined> {
		return (await this.all(sql, values))[0]
	}

	/** All or nothing, alone among the writers of this store, in all processes: whoever begins holds the row of `state` until the end. */
	write<T>(work: (connection: Connection, next: number) => Promise<T>): Promise<T> {
		const state = 'SELECT next FROM @state FOR UPDATE'
		const result = this.#written.then(() => this.transaction((connection, first) => work(connection, Number(first?.next)), state))
		this.#written = result.then(settled, settled)
		return result
	}

	/** `first`: a statement without values that is asked together with the beginning; `work` gets its row. */
	async transaction<T>(work: (connection: Connection, row: Row | undefined) => Promise<T>, first = 'SELECT'): Promise<T> {
		return this.withConnection(async (connection) => {
			// What was acknowledged survives, also where the server is set up otherwise.
			const row = await connection.exec(
				`BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = ${this.#lockTimeout};
				SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'; ${first}`,
			)
			const result = await work(connection, row)
			await connection.exec('COMMIT')
			return result
		})
	}

	async withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
		const client = await this.connect()
		// A connection that ends while nothing is asked of it tells so here; the next question then fails.
		client.on('error', settled)
		let isBroken = true
		try {
			const result = await work(new Connection(this, client))
			isBroken = false
			return result
		} catch (error) {
			isBroken = !(await this.#rolledBack(client))
			throw error
		} finally {
			// One that is closed may still be told by the server why it ended.
			if (!isBroken) client.off('error', settled)
			client.release(isBroken)
		}
	}

	async connect(): Promise<PostgresClient> {
		try {
			return await this.#pool.connect()
		} catch (error) {
			throw codedError(this.schema, error)
		}
	}

	async #rolledBack(client: PostgresClient): Promise<boolean> {
		try {
			await client.query({ text: 'ROLLBACK' })
			return true
		} catch {
			return false
		}
	}
}

/** One connection, as long as it is lent. */
export class Connection {
	readonly #db: PostgresDatabase
	readonly #client: PostgresClient

	constructor(db: PostgresDatabase, client: PostgresClient) {
		this.#db = db
		this.#client = client
	}

	/** One or several statements without values; the first row of the last of them. */
	async exec(sql: string): Promise<Row | undefined> {
		return (await this.#ask({ text: this.#db.textOf(sql) })).rows[0]
	}

	async all(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
		return (await this.#ask({ ...this.#db.statement(sql), values: [...values], types: TYPES })).rows
	}

	async get(sql: string, values: readonly unknown[] = []): Promise<Row | undefined> {
		return (await this.all(sql, values))[0]
	}

	/** The number of rows that were changed. */
	async run(sql: string, values: readonly unknown[] = []): Promise<number> {
		return (await this.#ask({ ...this.#db.statement(sql), values: [...values], types: TYPES })).count
	}

	async #ask(query: {
		readonly name?: string
		readonly text: string
		readonly values?: unknown[]
		readonly types?: typeof TYPES
	}): Promise<{ readonly rows: readonly Row[]; readonly count: number }> {
		try {
			const given = (await this.#client.query(query)) as PostgresResult | readonly PostgresResult[]
			const { rows, rowCount } = (Array.isArray(given) ? given.at(-1) : given) as PostgresResult
			return { rows: rows as readonly Row[], count: rowCount ?? 0 }
		} catch (error) {
			throw error instanceof BudkavleError ? error : codedError(this.#db.schema, error)
		}
	}
}

/** The columns of rows as arrays, for `unnest`. */
export function columnsOf(types: readonly ColumnType[], rows: readonly (readonly Value[])[]): readonly Uint8Array[] {
	return types.map((type, i) =>
		arrayOf(
			type,
			rows.map((row) => row[i] as Value),
		),
	)
}
