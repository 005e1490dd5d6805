/** Two relays as processes of their own over one PostgreSQL database, one of which is killed under load. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { http } from '../../src/exchange/http.js'
import type { Signed } from '../../src/index.js'
import { createMessage, packBundle } from '../../src/index.js'
import { PROGRAM } from '../cli/harness.js'
import { NOON, person } from '../replica/world.js'
import { missingServer, postgresPlace } from '../store/postgres-places.js'

const reason = await missingServer()
const folder = mkdtempSync(join(tmpdir(), 'budkavle-relays-'))
const place = postgresPlace()
const children: ChildProcess[] = []
afterAll(async () => {
	for (const child of children) child.kill('SIGKILL')
	rmSync(folder, { recursive: true, force: true })
	if (reason === undefined) await place.remove()
})

function serve(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
	const store = `${place.connectionString}?schema=${place.schema}`
	const child = spawn(process.execPath, [PROGRAM, '--home', folder, 'serve', '--port', '0', '--quiet', '--store', store], {
		env: { PATH: process.env.PATH ?? '', HOME: folder },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	children.push(child)
	let said = ''
	child.stderr.on('data', (piece) => {
		said += piece
	})
	return new Promise((resolve, reject) => {
		child.once('exit', () => reject(new Error(`The relay ended: ${said}`)))
		child.stdout.on('data', (piece) => {
			const url = /^listening on (\S+)/.exec(String(piece))?.[1]
			if (url === undefined) return
			child.removeAllListeners('exit')
			resolve({ url, child })
		})
	})
}

/** Follows a thread; `seen` are the ids of all nodes of the newest snapshot. */
async function listen(url: string, thread: string): Promise<{ readonly until: (ids: ReadonlySet<string>) => Promise<void>; stop(): void }> {
	const stop = new AbortController()
	const response = await fetch(`${url}/changes?thread=${thread}`, { signal: stop.signal })
	let seen: ReadonlySet<string> = new Set()
	let wake: () => void = () => undefined
	const reading = async (): Promise<void> => {
		const decoder = new TextDecoder()
		let text = ''
		for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
			text += decoder.decode(piece, { stream: true })
			for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
				const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
				text = text.slice(end + 2)
				if (data === undefined) continue
				const view = JSON.parse(data) as { readonly nodes?: readonly { readonly id: string }[] } | null
				seen = new Set((view?.nodes ?? []).map(({ id }) => id))
				wake()
			}
		}
	}
	reading().catch(() => wake())
	return {
		async until(ids) {
			while (![...ids].every((id) => seen.has(id))) {
				await new Promise<void>((resolve) => {
					wake = resolve
				})
			}
		},
		stop: () => stop.abort(),
	}
}

test('[SPEC 8.2] what a relay acknowledged before it was killed is there, and whoever listens at another one sees it', {
	timeout: 300_000,
}, async (ctx) => {
	if (reason !== undefined) ctx.skip(reason)
	const [first, second] = [await serve(), await serve()]
	const signer = await person(1)
	const root = await createMessage(signer, { kind: 'post', seq: 1, time: NOON, text: 'Is the well safe?' })
	await http(first.url).exchange(packBundle({ messages: [root] }))
	const ear = await listen(second.url, root.id)
	const acknowledged = new Set<string>([root.id])
	const replies: Signed[] = []
	for (let seq = 2; seq <= 400; seq++)
		replies.push(await createMessage(signer, { kind: 'reply', seq, time: NOON, root: root.id, text: `reply ${seq}` }))
	const dying = http(first.url, { retries: 0 })
	let sent = 0
	const push = async (): Promise<void> => {
		while (sent < replies.length) {
			const some = replies.slice(sent, sent + 5)
			sent += some.length
			await dying.exchange(packBundle({ messages: some }))
			for (const { id } of some) acknowledged.add(id)
			if (acknowledged.size > 150) first.child.kill('SIGKILL')
		}
	}
	const ends = await Promise.allSettled([push(), push(), push()])
	expect(ends.some(({ status }) => status === 'rejected')).toBe(true)
	expect(acknowledged.size).toBeGreaterThan(150)
	await ear.until(acknowledged)
	// The other one goes on, and takes what was never acknowledged, again or for the first time.
	for (let from = 0; from < replies.length; from += 100)
		await http(second.url).exchange(packBundle({ messages: replies.slice(from, from + 100) }))
	await ear.until(new Set(replies.map(({ id }) => id)))
	ear.stop()
	const { messages } = (await (await fetch(`${second.url}/metrics`)).text()).match(/budkavle_held_messages (?<messages>\d+)/)?.groups ?? {}
	expect(messages).toBe('400')
})
