/**
 * One open database: prepared statements, kept, and transactions. Everything that writes does so in a transaction: a lone statement that meets a lock stays under way in
 * `libsql`, and nothing can be committed from then on.
 */
import type { SqliteConnection, SqliteStatement, SqlRow, SqlValue } from './sqlite-driver.js'

/** Rows or values that one statement takes: each call costs as much as writing a small row. */
const AT_ONCE = 32

/** In groups of `AT_ONCE`, and the rest one by one: two statements serve any number. */
function inGroups<T>(items: readonly T[]): readonly (readonly T[])[] {
	const groups: (readonly T[])[] = []
	let start = 0
	for (; start + AT_ONCE <= items.length; start += AT_ONCE) groups.push(items.slice(start, start + AT_ONCE))
	for (; start < items.length; start++) groups.push(items.slice(start, start + 1))
	return groups
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

export class SqliteDatabase {
	readonly #connection: SqliteConnection
	/** By their SQL, of which there is a fixed number of variants. */
	readonly #statements: Map<string, SqliteStatement> = new Map()

	constructor(connection: SqliteConnection) {
		this.#connection = connection
	}

	exec(sql: string): void {
		this.#connection.exec(sql)
	}

	run(sql: string, ...values: readonly SqlValue[]): number {
		return this.#statement(sql).run(values)
	}

	get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined {
		return this.#statement(sql).get(values)
	}

	all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[] {
		return this.#statement(sql).all(values)
	}

	/** A number that a statement gives in its only row and column. */
	number(sql: string, ...values: readonly SqlValue[]): number | undefined {
		const row = this.get(sql, ...values)
		return row === undefined ? undefined : (row.value as number)
	}

	/** Writes rows into a table, with a value for each column. */
	insert(table: string, rows: readonly (readonly SqlValue[])[]): void {
		for (const group of inGroups(rows)) {
			const row = `(${marks(group[0]?.length ?? 0)})`
			this.run(`INSERT INTO ${table} VALUES ${group.map(() => row).join(', ')}`, ...group.flat())
		}
	}

	/** `sql` ends where a list of values in parentheses follows; its rows for all of them. */
	allOf(sql: string, values: readonly SqlValue[]): readonly SqlRow[] {
		return inGroups(values).flatMap((group) => this.all(`${sql} (${marks(group.length)})`, ...group))
	}

	/** Alone among writers, all or nothing. */
	write<T>(work: () => T): T {
		return this.#transaction('BEGIN IMMEDIATE', work)
	}

	/** Several reads of one state. */
	read<T>(work: () => T): T {
		return this.#transaction('BEGIN', work)
	}

	/** Moves everything out of the write-ahead log and empties it. `false` when that cannot be now: others are using it, or the disk is full. Nothing is lost then. */
	checkpoint(): boolean {
		try {
			return this.#connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all([])[0]?.busy === 0
		} catch {
			return false
		}
	}

	close(): void {
		this.#statements.clear()
		this.#connection.close()
	}

	#transaction<T>(begin: string, work: () => T): T {
		this.exec(begin)
		try {
			const result = work()
			this.exec('COMMIT')
			return result
		} catch (error) {
			try {
				this.exec('ROLLBACK')
			} catch {
				// SQLite has done so itself, as after a full disk.
			}
			throw error
		}
	}

	#statement(sql: string): SqliteStatement {
		let statement = this.#statements.get(sql)
		if (statement === undefined) {
			statement = this.#connection.prepare(sql)
			this.#statements.set(sql, statement)
		}
		return statement
	}
}
