/** A process that numbers its messages in a log that another process writes at the same time. Arguments: the file, the driver, its name, how many. */

import { sqliteStore } from '../../src/store/sqlite.js'
import type { SqliteDriverName } from '../../src/store/sqlite-driver.js'
import { person } from '../../src/testing/cast.js'

const [path = '', driver = 'libsql', name = '', count = '0'] = process.argv.slice(2)
const anna = await person(0)
const store = await sqliteStore(path, { driver: driver as SqliteDriverName, lockTimeout: 60_000 })
for (let written = 0; written < Number(count); ) {
	const seq = ((await store.logs(anna.author))[0]?.lastSeq ?? 0) + 1
	const message = await anna.post({ text: `${name} ${written}`, seq })
	if ((await store.ingest({ messages: [message], unique: true })).written) written++
}
await store.close()
