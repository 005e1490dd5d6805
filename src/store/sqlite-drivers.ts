/** Which binding to SQLite is used here. */
import { BudkavleError } from '../errors.js'
import type { SqliteDriver, SqliteDriverName } from './sqlite-driver.js'
import { libsqlDriver } from './sqlite-driver-libsql.js'
import { nodeDriver } from './sqlite-driver-node.js'

/** Whether a binding has what the store needs: FTS5 that can erase for good (SQLite 3.42). Asked of the thing itself: versions and build options vary. */
function suffices(driver: SqliteDriver): boolean {
	const probe = driver.open(':memory:')
	try {
		probe.exec("CREATE VIRTUAL TABLE probe USING fts5(text, content='', columnsize=0)")
		probe.exec("INSERT INTO probe(probe, rank) VALUES('secure-delete', 1)")
		return true
	} catch {
		return false
	} finally {
		probe.close()
	}
}

const DRIVERS: Readonly<Record<SqliteDriverName, () => SqliteDriver | undefined | Promise<SqliteDriver | undefined>>> = {
	node: nodeDriver,
	libsql: libsqlDriver,
}

const found: Map<SqliteDriverName, Promise<SqliteDriver | undefined>> = new Map()

async function find(name: SqliteDriverName): Promise<SqliteDriver | undefined> {
	const driver = await DRIVERS[name]()
	return driver !== undefined && suffices(driver) ? driver : undefined
}

/** The binding of this name, or the first that there is. Rejects with `store-unavailable` without one. */
export async function sqliteDriver(asked: SqliteDriverName | undefined): Promise<SqliteDriver> {
	const names: readonly SqliteDriverName[] = asked === undefined ? ['node', 'libsql'] : [asked]
	for (const name of names) {
		if (!Object.hasOwn(DRIVERS, name)) throw new BudkavleError('argument-invalid', 'A driver of the SQLite store is "node" or "libsql".')
		const driver = await (found.get(name) ?? found.set(name, find(name)).get(name))
		if (driver !== undefined) return driver
	}
	throw new BudkavleError(
		'store-unavailable',
		asked === 'node'
			? 'This runtime has no node:sqlite with full-text search. Use Node 24 or newer, or install the package libsql and leave the driver open.'
			: 'There is no SQLite with full-text search here. Install the package libsql ("npm install libsql"), or use Node 24 or newer, which brings its own.',
	)
}
