/** SQLite as it comes with Node: `node:sqlite`, in Node 22.13 and later without a flag, in some of these without FTS5. */
import type { SqliteConnection, SqliteDriver, SqlRow, SqlValue } from './sqlite-driver.js'

interface Statement {
	run(...values: readonly SqlValue[]): { readonly changes: number | bigint }
	get(...values: readonly SqlValue[]): SqlRow | undefined
	all(...values: readonly SqlValue[]): readonly SqlRow[]
}

interface Database {
	exec(sql: string): void
	prepare(sql: string): Statement
	close(): void
}

interface NodeSqlite {
	readonly DatabaseSync: new (path: string) => Database
}

interface Process {
	getBuiltinModule?(id: string): unknown
	emitWarning(...warning: readonly unknown[]): void
}

/**
 * Node warns on the error output that this module is experimental, once, when it is loaded. Whoever runs a command-line tool cannot do anything about that, so this one
 * warning is held back while the module is being loaded: a single synchronous call.
 */
function loadQuietly(process: Process): unknown {
	const { emitWarning } = process
	process.emitWarning = (...warning) => {
		if (warning[1] !== 'ExperimentalWarning') emitWarning.apply(process, [...warning])
	}
	try {
		return process.getBuiltinModule?.('node:sqlite')
	} finally {
		process.emitWarning = emitWarning
	}
}

function connect(database: Database): SqliteConnection {
	return {
		exec: (sql) => database.exec(sql),
		prepare: (sql) => {
			const statement = database.prepare(sql)
			return {
				run: (values) => Number(statement.run(...values).changes),
				get: (values) => statement.get(...values),
				all: (values) => statement.all(...values),
			}
		},
		close: () => database.close(),
	}
}

/** The driver, or `undefined` where there is no such module. */
export function nodeDriver(): SqliteDriver | undefined {
	const { process } = globalThis as unknown as { readonly process?: Process }
	const sqlite = process === undefined ? undefined : (loadQuietly(process) as NodeSqlite | undefined)
	if (sqlite === undefined) return undefined
	const { DatabaseSync } = sqlite
	return {
		name: 'node',
		open: (path) => connect(new DatabaseSync(path)),
		codeOf: (error) => {
			const { errcode } = error as { readonly errcode?: unknown }
			return typeof errcode === 'number' ? errcode & 0xff : undefined
		},
	}
}
