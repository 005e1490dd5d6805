/** What the SQLite store needs of a binding to SQLite. Types only. Everything is synchronous; errors are thrown as the binding has them. */

export type SqlValue = number | string | Uint8Array | null
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface SqliteStatement {
	/** The number of rows that were changed. */
	run(values: readonly SqlValue[]): number
	get(values: readonly SqlValue[]): SqlRow | undefined
	all(values: readonly SqlValue[]): readonly SqlRow[]
}

export interface SqliteConnection {
	/** One or several statements without values; rows are thrown away. */
	exec(sql: string): void
	prepare(sql: string): SqliteStatement
	close(): void
}

export type SqliteDriverName = 'node' | 'libsql'

export interface SqliteDriver {
	readonly name: SqliteDriverName
	open(path: string): SqliteConnection
	/** The primary result code of SQLite in an error that the binding threw; `undefined` when it is none of SQLite. */
	codeOf(error: unknown): number | undefined
}
