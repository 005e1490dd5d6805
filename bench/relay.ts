/**
 * A relay as a process of its own on this machine, over SQLite (and PostgreSQL where `PGURL` names a database): the workload pushed in bundles of 100, thread reads meanwhile, and the memory of 500 listeners.
 * R: messages in a second of time, over bare verifications by node:crypto in a CPU-second. Needs a build.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packBundle } from '../src/bundle/pack.js'
import { http } from '../src/exchange/http.js'
import { bareVerifications, row } from './measure.js'
import { makeWorkload } from './workload.js'

const EACH = 100
const LISTENERS = 500
const PROGRAM = join(process.cwd(), 'dist/cli/main.js')

interface Relay {
	readonly url: string
	readonly pid: number
	end(): Promise<void>
}

function serve(folder: string, ...words: readonly string[]): Promise<Relay> {
	const args = [PROGRAM, '--home', folder, 'serve', '--port', '0', '--quiet', '--per-minute', '1000000', ...words]
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
	return new Promise((resolve, reject) => {
		child.once('exit', () => reject(new Error('the relay ended')))
		child.stdout.on('data', (piece) => {
			const url = /listening on (\S+)/.exec(String(piece))?.[1]
			if (url === undefined) return
			child.removeAllListeners('exit')
			const end = (): Promise<void> =>
				new Promise((done) => {
					child.once('exit', () => done())
					child.kill('SIGTERM')
				})
			resolve({ url, pid: child.pid as number, end })
		})
	})
}

/** Resident bytes of a process. */
const resident = (pid: number): number => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

const { messages } = await makeWorkload()
const bundles: Uint8Array[] = []
for (let from = 0; from < messages.length; from += EACH) bundles.push(packBundle({ messages: messages.slice(from, from + EACH) }))
const threads = messages.flatMap(({ kind, id }) => (kind === 'post' ? [id] : [])).slice(0, 200)
const bare = await bareVerifications()
row('bare verifications by node:crypto a CPU-second', bare.toFixed(0))

async function measure(name: string, asked: number, ...words: readonly string[]): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'budkavle-bench-'))
	const relay = await serve(folder, ...words)
	try {
		const service = http(relay.url)
		const latencies: number[] = []
		let isPushing = true
		const begin = performance.now()
		const reading = (async () => {
			for (let i = 0; isPushing; i++) {
				const before = performance.now()
				const response = await fetch(`${relay.url}/thread/${threads[i % threads.length] ?? ''}`)
				await response.arrayBuffer()
				latencies.push(performance.now() - before)
				await new Promise((resolve) => setTimeout(resolve, 20))
			}
		})()
		// Four at a time, as from four people: some are on their way while others are worked on.
		let next = 0
		const push = async (): Promise<void> => {
			while (next < bundles.length) await service.exchange(bundles[next++] as Uint8Array)
		}
		await Promise.all([push(), push(), push(), push()])
		const seconds = (performance.now() - begin) / 1000
		isPushing = false
		await reading
		const { held } = (await (await fetch(`${relay.url}/`)).json()) as { readonly held?: unknown }
		void held
		latencies.sort((a, b) => a - b)
		row(`${name}: pushed in bundles of ${EACH}, R`, (messages.length / seconds / bare).toFixed(2), asked)
		row(
			`${name}: thread reads meanwhile, median and p99, milliseconds`,
			(latencies[latencies.length >> 1] ?? 0).toFixed(1),
			(latencies[Math.floor(latencies.length * 0.99)] ?? 0).toFixed(1),
		)
		const before = resident(relay.pid)
		const open = await Promise.all(
			Array.from(
				{ length: LISTENERS },
				(_, i) =>
					new Promise<ReturnType<typeof request>>((resolve, reject) => {
						const asking = request(`${relay.url}/changes?thread=${threads[i % threads.length]}`, { agent: false })
						asking.once('response', (response) => {
							response.once('data', () => resolve(asking))
							response.resume()
						})
						asking.once('error', reject)
						asking.end()
					}),
			),
		)
		row(`${name}: ${LISTENERS} live listeners, MB more`, ((resident(relay.pid) - before) / 1e6).toFixed(0), 100)
		for (const asking of open) asking.on('error', () => undefined).destroy()
	} finally {
		await relay.end()
		rmSync(folder, { recursive: true })
	}
}

row('', 'measured', 'asked')
await measure('SQLite', 0.5)
const { PGURL } = process.env
if (PGURL !== undefined) await measure('PostgreSQL', 0.35, '--store', PGURL)
