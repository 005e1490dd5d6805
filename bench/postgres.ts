/**
 * The PostgreSQL store: how fast messages are received (verified, indexed, searchable, durable) and threads are read, against bare verifications of signatures by node:crypto in the same run.
 * R: messages per second over such verifications per CPU-second; once by the seconds that pass, in which the server works too, and once by the processor time of this process. Needs a server: PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE, else this
 * machine. Run it by `npm run bench postgres`.
 */
import { packBundle } from '../src/bundle/pack.js'
import { openReplica } from '../src/replica/open.js'
import type { Replica } from '../src/replica/types.js'
import { postgresStore } from '../src/store/postgres.js'
import type { PostgresPlace } from '../test/store/postgres-places.js'
import { missingServer, postgresPlace } from '../test/store/postgres-places.js'
import { bareVerifications, cpuSeconds, row } from './measure.js'
import { makeWorkload } from './workload.js'

const missing = await missingServer()
if (missing !== undefined) {
	console.log(`Nothing is measured: ${missing}.`)
	process.exit(0)
}

const { messages } = await makeWorkload()
const bundlesOf = (size: number): readonly Uint8Array[] => {
	const bundles: Uint8Array[] = []
	for (let start = 0; start < messages.length; start += size) bundles.push(packBundle({ messages: messages.slice(start, start + size) }))
	return bundles
}

interface Time {
	readonly passed: number
	readonly processor: number
}

async function timeOf(work: () => Promise<unknown>): Promise<Time> {
	const start = performance.now()
	const processor = await cpuSeconds(work)
	return { passed: (performance.now() - start) / 1000, processor }
}

const places: PostgresPlace[] = []
async function newReplica(): Promise<Replica> {
	const place = postgresPlace()
	places.push(place)
	return openReplica({ store: await postgresStore(place) })
}

async function receiveAll(replica: Replica, bundles: readonly Uint8Array[]): Promise<void> {
	for (const bundle of bundles) {
		const { counts } = await replica.receive(bundle)
		if (counts.rejected > 0) throw new Error(JSON.stringify(counts))
	}
}

const bare = await bareVerifications()
row('bare verifications by node:crypto a CPU-second', Math.round(bare))
row('', 'a second', 'R', 'a CPU-second', 'R')
function rate(what: string, count: number, { passed, processor }: Time): void {
	row(what, ...[passed, processor].flatMap((time) => [Math.round(count / time), (count / time / bare).toFixed(2)]))
}

try {
	for (const [what, bundles] of [
		['received in bundles of 100, the first run', bundlesOf(100)],
		['received in bundles of 100', bundlesOf(100)],
		['received in one bundle', bundlesOf(messages.length)],
	] as const) {
		const replica = await newReplica()
		rate(what, messages.length, await timeOf(() => receiveAll(replica, bundles)))
		await replica.close()
	}

	const replica = await newReplica()
	await receiveAll(replica, bundlesOf(1000))
	const sizes = new Map<string, number>()
	for (const { thread } of messages) sizes.set(thread, (sizes.get(thread) ?? 0) + 1)
	const threads = [...sizes].slice(0, 2000)
	for (const what of ['messages in views of threads, the first run', 'messages in views of threads']) {
		let shown = 0
		const time = await timeOf(async () => {
			for (const [root, count] of threads) if ((await replica.view.thread(root)) !== undefined) shown += count
		})
		rate(what, shown, time)
	}
	await replica.close()
} finally {
	for (const place of places) await place.remove()
}
