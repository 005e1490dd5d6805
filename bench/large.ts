/**
 * Stores with 100,000 and 1,000,000 messages in threads of 20: opening, memory, latency and rate of thread views with corroboration, bytes on disk, and what the same takes in memory. Each figure is measured in
 * a process of its own, beside an empty one. R: over bare verifications of signatures by node:crypto. Run it by `npm run bench large`; `LARGE=100000` for that size alone.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '../src/crypto/signer.js'
import { importIdentity } from '../src/crypto/signer.js'
import { createEndorsement, createPost, createReply } from '../src/message/create.js'
import type { Message, Post, Reply } from '../src/message/types.js'
import { openReplica } from '../src/replica/open.js'
import { memoryStore } from '../src/store/memory.js'
import { sqliteStore } from '../src/store/sqlite.js'
import type { Store } from '../src/store/types.js'
import { bareVerifications, row } from './measure.js'
import { ENGLISH } from './words.js'
import { seededRandom } from './workload.js'

const THREAD = 20
const AUTHORS = 100
const BATCH = 2000
const VIEWS = 3000
const NOW = 1_800_000_000

interface Measured {
	/** Milliseconds. */
	readonly opening?: number
	readonly median?: number
	readonly p99?: number
	/** Resident bytes. */
	readonly memory: number
	readonly viewsPerCpuSecond?: number
	readonly ingestPerCpuSecond?: number
}

function people(): Promise<readonly Identity[]> {
	return Promise.all(Array.from({ length: AUTHORS }, (_, i) => importIdentity(new Uint8Array(32).fill(i + 1))))
}

/** Threads of a post, 12 replies and 7 confirmations, batch by batch; `roots` gets the ids of the posts. */
async function* village(count: number, roots: string[]): AsyncGenerator<readonly Message[], void, void> {
	const random = seededRandom(5)
	const below = (bound: number): number => Math.floor(random() * bound)
	const authors = await people()
	const seqs = new Map<string, number>()
	let time = NOW - count
	const text = (words: number): string => Array.from({ length: words }, () => ENGLISH[below(ENGLISH.length)]).join(' ')
	let batch: Message[] = []
	const next = (): { readonly by: Identity; readonly common: { readonly seq: number; readonly time: number; readonly space: string } } => {
		const by = authors[below(AUTHORS)] as Identity
		const seq = (seqs.get(by.author) ?? 0) + 1
		seqs.set(by.author, seq)
		return { by, common: { seq, time: time++, space: 'hagby' } }
	}
	for (let made = 0; made < count; made += THREAD) {
		const { by, common } = next()
		const root = await createPost(by, { ...common, text: text(45), topics: ['water'] })
		roots.push(root.id)
		batch.push(root)
		const contents: (Post | Reply)[] = [root]
		for (let i = 0; i < 12; i++) {
			const answer = next()
			const above = contents[below(contents.length)] as Post | Reply
			const parent = above === root ? undefined : above.id
			const reply = await createReply(answer.by, { ...answer.common, text: text(25), root: root.id, parent })
			contents.push(reply)
			batch.push(reply)
		}
		for (let i = 0; i < 7; i++) {
			const word = next()
			const on = contents[below(contents.length)] as Post | Reply
			const place = on === root ? {} : { root: root.id }
			batch.push(await createEndorsement(word.by, { ...word.common, ...place, target: on.id, stance: 'confirm', grounds: 'observed' }))
		}
		if (batch.length < BATCH) continue
		yield batch
		batch = []
	}
	if (batch.length > 0) yield batch
}

async function fill(store: Store, count: number): Promise<{ readonly roots: readonly string[]; readonly cpuSeconds: number }> {
	const roots: string[] = []
	let cpuSeconds = 0
	for await (const messages of village(count, roots)) {
		const before = process.cpuUsage()
		await store.ingest({ messages })
		const { user, system } = process.cpuUsage(before)
		cpuSeconds += (user + system) / 1e6
	}
	return { roots, cpuSeconds }
}

async function look(store: Store, roots: readonly string[]): Promise<Pick<Measured, 'median' | 'p99' | 'viewsPerCpuSecond'>> {
	const random = seededRandom(6)
	const reader = { keys: [(await people())[0]?.author as string], vouches: (await people()).slice(1, 30).map(({ author }) => author) }
	const replica = await openReplica({ store, clock: () => NOW })
	const view = async (): Promise<void> => {
		const id = roots[Math.floor(random() * roots.length)] as string
		const [thread, known] = [await replica.view.thread(id), await replica.view.corroborations(id, { reader })]
		if (thread?.nodes.length !== 13 || known.length !== 13) throw new Error(`expected 13 nodes of ${id}`)
	}
	for (let i = 0; i < VIEWS / 2; i++) await view()
	const times: number[] = []
	const before = process.cpuUsage()
	for (let i = 0; i < VIEWS; i++) {
		const start = performance.now()
		await view()
		times.push(performance.now() - start)
	}
	const { user, system } = process.cpuUsage(before)
	times.sort((a, b) => a - b)
	return {
		median: times[VIEWS >> 1] as number,
		p99: times[Math.floor(VIEWS * 0.99)] as number,
		viewsPerCpuSecond: VIEWS / ((user + system) / 1e6),
	}
}

/** The work of one process. */
async function work(task: string, path: string, count: number): Promise<Measured & { readonly roots?: readonly string[] }> {
	if (task === 'empty') return { memory: process.memoryUsage.rss() }
	if (task === 'fill') {
		const store = await sqliteStore(path)
		const { cpuSeconds } = await fill(store, count)
		await store.close()
		return { memory: process.memoryUsage.rss(), ingestPerCpuSecond: count / cpuSeconds }
	}
	if (task === 'memory') {
		const store = memoryStore()
		await fill(store, count)
		global.gc?.()
		return { memory: process.memoryUsage.rss() }
	}
	const start = performance.now()
	const store = await sqliteStore(path)
	const opening = performance.now() - start
	const roots: string[] = []
	for (let cursor: string | undefined, first = true; first || (cursor !== undefined && roots.length < 5000); first = false) {
		const page = await store.list({ by: 'time', kind: 1 }, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
		// Some of each page: from all over the store.
		roots.push(...page.messages.map(({ id }) => id))
		cursor = page.cursor
	}
	return { opening, ...(await look(store, roots)), memory: process.memoryUsage.rss() }
}

const task = process.env.LARGE_TASK
if (task !== undefined) {
	console.log(JSON.stringify(await work(task, process.env.LARGE_PATH ?? '', Number(process.env.LARGE_COUNT))))
} else {
	const folder = mkdtempSync(join(tmpdir(), 'bench-large-'))
	const run = (name: string, path: string, count: number): Measured => {
		const env = { ...process.env, LARGE_TASK: name, LARGE_PATH: path, LARGE_COUNT: String(count) }
		const args = [...(name === 'memory' ? ['--expose-gc', '--max-old-space-size=12000'] : []), process.argv[1] as string]
		return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1e8 })) as Measured
	}
	try {
		const bare = await bareVerifications()
		const empty = run('empty', '', 0).memory
		row('bare verifications by node:crypto a CPU-second', Math.round(bare))
		row('', 'measured', 'asked')
		const medians: number[] = []
		for (const count of (process.env.LARGE ?? '100000,1000000').split(',').map(Number)) {
			const path = join(folder, `${count}.sqlite`)
			const { ingestPerCpuSecond = 0 } = run('fill', path, count)
			const { opening = 0, median = 0, p99 = 0, memory, viewsPerCpuSecond = 0 } = run('look', path, count)
			medians.push(median)
			console.log(`\n${count.toLocaleString('en')} messages in SQLite`)
			row('stored a CPU-second, R (verified before)', (ingestPerCpuSecond / bare).toFixed(2))
			row('opening, milliseconds', opening.toFixed(1), 100)
			row('memory above an empty process, MB', ((memory - empty) / 1e6).toFixed(0), 150)
			row('thread of 20 with corroboration, a CPU-second', Math.round(viewsPerCpuSecond), 3000)
			row('the same, median and 99th of a hundred, milliseconds', median.toFixed(3), p99.toFixed(3))
			row('bytes on disk a message', Math.round(statSync(path).size / count))
		}
		if (medians.length === 2)
			row('latency of the larger over the smaller', ((medians[1] as number) / (medians[0] as number)).toFixed(2), '< 2')
		const most = Math.max(...(process.env.LARGE ?? '1000000').split(',').map(Number))
		const held = run('memory', '', most).memory
		console.log(`\n${most.toLocaleString('en')} messages in memory`)
		row('memory, MB', (held / 1e6).toFixed(0), 1000)
		row('bytes a message', Math.round((held - empty) / most))
	} finally {
		if (process.env.LARGE_KEEP === undefined) rmSync(folder, { recursive: true, force: true })
		else console.log(folder)
	}
}
