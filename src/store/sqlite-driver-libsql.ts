/** SQLite by the package `libsql`, a fork of SQLite that comes compiled: for runtimes without `node:sqlite`, such as Node 20. */
import { BudkavleError } from '../errors.js'
import type { SqliteConnection, SqliteDriver, SqlRow, SqlValue } from './sqlite-driver.js'

/** `libsql` gives blobs as ArrayBuffers. */
type Given = Readonly<Record<string, Exclude<SqlValue, Uint8Array> | ArrayBuffer>>

interface Statement {
	run(values: readonly SqlValue[]): { readonly changes: number }
	all(values: readonly SqlValue[]): readonly Given[]
}

interface Database {
	exec(sql: string): void
	prepare(sql: string): Statement
	close(): void
}

interface Libsql {
	readonly default: new (path: string) => Database
}

function rowOf(given: Given): SqlRow {
	const row: Record<string, SqlValue> = {}
	for (const name in given) {
		const value = given[name] as Given[string]
		row[name] = value instanceof ArrayBuffer ? new Uint8Array(value) : value
	}
	return row
}

/**
 * What is to be known of `libsql` 0.5:
 * - values always go as one array: given a lone Uint8Array, which it takes for names with values, it ends the whole process;
 * - `get` after `all` of the same statement runs with the old values: only `all` is used;
 * - `close` leaves the file open until the statements are garbage-collected: it cannot end them.
 */
function connect(database: Database): SqliteConnection {
	return {
		exec: (sql) => database.exec(sql),
		prepare: (sql) => {
			const statement = database.prepare(sql)
			const all = (values: readonly SqlValue[]): readonly SqlRow[] => statement.all(values).map(rowOf)
			return { run: (values) => statement.run(values).changes, get: (values) => all(values)[0], all }
		},
		close: () => database.close(),
	}
}

/** The code at the end of what libsql says when it cannot open a file, where it sets no other. */
const OPEN_FAILURE = /: (\d+)"\)$/

/** The driver, or `undefined` where the package is not installed. Rejects with `store-unavailable` when it is, but does not run here. */
export async function libsqlDriver(): Promise<SqliteDriver | undefined> {
	let libsql: Libsql
	try {
		libsql = (await import('libsql')) as unknown as Libsql
	} catch (cause) {
		const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown }
		if (code === 'ERR_MODULE_NOT_FOUND' && String(message).includes("'libsql'")) return undefined
		const sentence = `The package libsql is installed but cannot be loaded here: ${String(message)}. Install it again, or use Node 24.`
		throw new BudkavleError('store-unavailable', sentence, { cause })
	}
	const Connection = libsql.default
	return {
		name: 'libsql',
		open: (path) => connect(new Connection(path)),
		codeOf: (error) => {
			const { rawCode, message } = error as { readonly rawCode?: unknown; readonly message?: unknown }
			if (typeof rawCode === 'number') return rawCode & 0xff
			const code = OPEN_FAILURE.exec(String(message))?.[1]
			return code === undefined ? undefined : Number(code)
		},
	}
}
