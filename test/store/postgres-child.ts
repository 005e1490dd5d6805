/**
 * A process that writes into a PostgreSQL store and says after each step that it was acknowledged. Arguments: the connection, the schema, what it does:
 * - `crash N`: the steps of `crashSteps`, killing itself before the N-th question to the server (0 for never), and says at the end how many there were;
 * - `append NAME COUNT`: so many messages, numbered in a log that others number at the same time;
 * - `share FIRST LAST`: batches of messages that others write at the same time.
 */
import { writeSync } from 'node:fs'
import pg from 'pg'
import { postgresStore } from '../../src/store/postgres.js'
import { person } from '../../src/testing/cast.js'
import { crashSteps, sharedBatches, take } from './crash-steps.js'

const [connectionString = '', schema = '', task = '', ...rest] = process.argv.slice(2)
const [killAt = -1] = task === 'crash' ? [Number(rest[0])] : []
let questions = 0

/** Of `pg` itself: the store is not changed for the test. */
const { query } = pg.Client.prototype
Object.assign(pg.Client.prototype, {
	query(this: pg.Client, ...args: unknown[]) {
		questions++
		if (questions === killAt) process.kill(process.pid, 'SIGKILL')
		return Reflect.apply(query, this, args)
	},
})

const store = await postgresStore({ connectionString, schema, lockTimeout: 60_000 })
if (task === 'crash') {
	for (const [i, step] of (await crashSteps()).entries()) {
		await take(store, step)
		writeSync(1, `done ${i + 1}\n`)
	}
} else if (task === 'append') {
	const [name = '', count = '0'] = rest
	const anna = await person(0)
	for (let written = 0; written < Number(count); ) {
		const seq = ((await store.logs(anna.author))[0]?.lastSeq ?? 0) + 1
		const message = await anna.post({ text: `${name} ${written}`, seq })
		if ((await store.ingest({ messages: [message], unique: true })).written) written++
	}
} else if (task === 'share') {
	const batches = (await sharedBatches()).slice(Number(rest[0]), Number(rest[1]))
	for (const messages of batches) {
		const outcomes = (await store.ingest({ messages })).messages
		writeSync(1, `added ${outcomes.filter((outcome) => outcome === 'added').length}\n`)
	}
}
await store.close()
writeSync(1, `questions ${questions}\n`)
