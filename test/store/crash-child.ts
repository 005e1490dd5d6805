/**
 * A process that takes steps in a store and says after each that it was acknowledged.
 * Arguments: the file, the driver, and the operation of SQLite before which it kills itself (0 for never).
 */
import { writeSync } from 'node:fs'
import { sqliteStore } from '../../src/store/sqlite.js'
import { SqliteDatabase } from '../../src/store/sqlite-database.js'
import type { SqliteDriverName } from '../../src/store/sqlite-driver.js'
import { crashSteps, take } from './crash-steps.js'

const [path = '', driver = 'libsql', killAt = '0'] = process.argv.slice(2)
let operations = 0

function count(): void {
	operations++
	if (operations === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}

const { exec, run, get, all } = SqliteDatabase.prototype
Object.assign(SqliteDatabase.prototype, {
	exec(this: SqliteDatabase, ...args: Parameters<typeof exec>) {
		count()
		return exec.apply(this, args)
	},
	run(this: SqliteDatabase, ...args: Parameters<typeof run>) {
		count()
		return run.apply(this, args)
	},
	get(this: SqliteDatabase, ...args: Parameters<typeof get>) {
		count()
		return get.apply(this, args)
	},
	all(this: SqliteDatabase, ...args: Parameters<typeof all>) {
		count()
		return all.apply(this, args)
	},
})

const steps = await crashSteps()
const store = await sqliteStore(path, { driver: driver as SqliteDriverName })
for (const [i, step] of steps.entries()) {
	await take(store, step)
	writeSync(1, `done ${i + 1}\n`)
}
await store.close()
writeSync(1, `operations ${operations}\n`)
