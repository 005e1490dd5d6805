import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { concatBytes, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { createReply } from '../../src/message/create.js'
import type { Message } from '../../src/message/types.js'
import { openReplica } from '../../src/replica/open.js'
import type { Replica } from '../../src/replica/types.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import { bench, environment, NOW, PROGRAM } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()

const BUNDLES = 40
const EACH = 25

/** A sequence of small bundles, each with a picture, so that there is always something left to do. */
async function sequence(): Promise<readonly Uint8Array[]> {
	const author = await identity(7)
	const made: Message[] = [...(await posts(author, (BUNDLES * EACH) / 2))]
	const [root] = made
	if (root === undefined) throw new Error('no posts')
	const picture = (index: number): Uint8Array => new Uint8Array(2000).fill(index)
	for (let seq = made.length + 1; made.length < BUNDLES * EACH; seq++) {
		const index = Math.floor((seq - 1) / EACH)
		const attachments = seq % EACH === 0 ? [{ hash: toHex(sha256(picture(index))), size: 2000, type: 'image/png' }] : []
		made.push(await createReply(author, { log: 0, seq, time: NOW - 1000, root: root.id, text: `Reply ${seq}`, attachments }))
	}
	return Array.from({ length: BUNDLES }, (_, index) => {
		const bytes = picture(index)
		return bundle(made.slice(index * EACH, (index + 1) * EACH), [{ hash: toHex(sha256(bytes)), bytes }])
	})
}

/** A look into a home from outside, also while another process writes there. */
async function look<T>(home: string, work: (replica: Replica) => Promise<T>): Promise<T> {
	const replica = await openReplica({ store: await sqliteStore(join(home, 'store.sqlite')), clock: () => NOW })
	try {
		return await work(replica)
	} finally {
		await replica.close()
	}
}

async function countOf(replica: Replica): Promise<number> {
	return (await replica.stats()).messages
}

/** Everything that can be seen in a home. */
function seen(home: string, thread: string): Promise<unknown> {
	return look(home, async (replica) => ({
		stats: await replica.stats(),
		timeline: await replica.view.timeline({ limit: 1000 }),
		thread: await replica.view.thread(thread),
		logs: await replica.logs(),
	}))
}

describe('kill -9 in the middle of an import', () => {
	test('loses nothing that was there, and importing again gives what an uninterrupted import gives', async () => {
		const parts = await sequence()
		const file = b.path('all')
		writeFileSync(file, concatBytes(...parts))
		const whole = await b.person('whole')
		await whole.json('import', file)
		const thread = (await whole.json('list', '--limit', '1000')).entries.at(-1).node.id
		const expected = await seen(whole.home, thread)
		expect(expected).toMatchObject({ stats: { messages: BUNDLES * EACH, blobs: BUNDLES / 2 } })

		const empty = await b.person('empty')
		const points = new Set<number>()
		for (let round = 0; round < 24; round++) {
			const home = b.path(`home-${round}`)
			cpSync(empty.home, home, { recursive: true })
			// Some versions of Node.js give the copy of a folder another mode.
			chmodSync(home, 0o700)
			// Kill when so many messages are stored: 1, 43, 85 ... Half of the rounds offer everything at once, so that the kill falls into running work; the other half
			// stop in the middle of a bundle and kill a process that waits for the rest.
			const after = 1 + round * 42
			const given = round % 2 === 0 ? concatBytes(...parts) : concatBytes(...parts.slice(0, Math.ceil(after / EACH)))
			const next = parts[Math.ceil(after / EACH)] ?? new Uint8Array(0)
			const child = spawn(process.execPath, [PROGRAM, '--home', home, 'import', '-'], {
				env: environment(b.folder),
				stdio: ['pipe', 'ignore', 'inherit'],
			})
			child.stdin.on('error', () => undefined)
			const closed = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)))
			child.stdin.write(round % 2 === 0 ? given : concatBytes(given, next.subarray(0, next.length >> 1)))
			const stopped = await look(home, async (replica) => {
				while ((await countOf(replica)) < after) {
					if (child.exitCode !== null)
						throw new Error(`The import ended by itself, with the exit code ${child.exitCode}, before ${after} messages were stored.`)
					await new Promise((resolve) => setTimeout(resolve, 2))
				}
				child.kill('SIGKILL')
				expect(await closed).toBe('SIGKILL')
				return countOf(replica)
			})
			expect(stopped).toBeGreaterThanOrEqual(after)
			// What was offered together is written together or not at all.
			expect(stopped % EACH).toBe(0)
			points.add(stopped)

			const person = b.at(home)
			const { files } = await person.json('import', file)
			expect(files[0].counts).toMatchObject({ added: BUNDLES * EACH - stopped, duplicate: stopped, rejected: 0 })
			expect(await seen(home, thread)).toEqual(expected)
		}
		// Not all rounds ended in the same place: the kills fell into different moments.
		expect(points.size).toBeGreaterThanOrEqual(12)
	})

	test('during init leaves no half home, and an export that was killed leaves the old file as it was', async () => {
		const anna = await b.person('anna')
		const made = await posts(await identity(8), 3000)
		writeFileSync(b.path('x'), bundle(made))
		await anna.json('import', b.path('x'))
		writeFileSync(b.path('out'), 'the old file')
		for (const delay of [40, 80, 120, 160, 200, 240]) {
			mkdirSync(b.path(`folder-${delay}`))
			for (const words of [
				['export', '-o', b.path('out')],
				['init', '--home', b.path(`new-${delay}`)],
				['init', '--home', b.path(`folder-${delay}`)],
			]) {
				const child = spawn(process.execPath, [PROGRAM, '--home', anna.home, ...words], { env: environment(b.folder), stdio: 'ignore' })
				const closed = new Promise((resolve) => child.once('close', resolve))
				await new Promise((resolve) => setTimeout(resolve, delay))
				child.kill('SIGKILL')
				await closed
			}
			const out = readFileSync(b.path('out'), 'utf8')
			if (out !== 'the old file') expect((await b.run(['verify', b.path('out')])).code).toBe(0)
			// In a folder that was there, a part of a home may stay, which is no home and says so.
			const filled = await b.at(b.path(`folder-${delay}`)).run(['whoami', '--json'])
			if (filled.code === 0) expect(JSON.parse(filled.stdout).messages).toBe(2)
			else expect(JSON.parse(filled.stdout).error.code).toMatch(/^home-(?:missing|damaged)$/)
			const again = await b.at(b.path(`folder-${delay}`)).run(['init', '--json'])
			if (again.code !== 0) expect(JSON.parse(again.stdout).error.code).toBe('home-exists')
			// A whole home holds the two profiles that link the new key with its recovery key.
			if (readdirSync(b.folder).includes(`new-${delay}`)) expect((await b.at(b.path(`new-${delay}`)).json('whoami')).messages).toBe(2)
			else await b.at(b.path(`new-${delay}`)).json('init')
		}
	})
})
