/** Exchanges by files and with a relay, as programs of their own. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { Person } from './harness.js'
import { bench, environment, PROGRAM } from './harness.js'

const { path, person, run, ...at } = bench()

interface Relay {
	readonly url: string
	readonly child: ChildProcess
	/** What it said on standard error. */
	readonly log: () => string
	/** Ends it, and tells its exit code and signal. */
	end(signal: NodeJS.Signals): Promise<readonly [number | null, NodeJS.Signals | null]>
}

const relays: Relay[] = []
afterEach(async () => {
	for (const one of relays.splice(0)) if (one.child.exitCode === null && one.child.signalCode === null) await one.end('SIGKILL')
})

function serve(...words: readonly string[]): Promise<Relay> {
	const child = spawn(process.execPath, [PROGRAM, '--home', path('relay'), 'serve', '--port', '0', ...words], {
		env: environment(at.folder),
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	let out = ''
	let log = ''
	child.stderr.on('data', (piece) => {
		log += piece
	})
	return new Promise((resolve, reject) => {
		child.once('exit', () => reject(new Error(`The relay ended: ${log}`)))
		child.stdout.on('data', (piece) => {
			out += piece
			const url = /^listening on (\S+)\n/.exec(out)?.[1]
			if (url === undefined) return
			child.removeAllListeners('exit')
			const end: Relay['end'] = (signal) =>
				new Promise((done) => {
					child.once('exit', (code, by) => done([code, by]))
					child.kill(signal)
				})
			const relay = { url, child, log: () => log, end }
			relays.push(relay)
			resolve(relay)
		})
	})
}

const texts = async (one: Person): Promise<readonly string[]> =>
	(await one.json('list')).entries.map((entry: { node: { message?: { text: string }; text?: string } }) => JSON.stringify(entry)).sort()
const count = async (one: Person): Promise<number> => (await texts(one)).length

describe('ask and answer', () => {
	it('bring two homes into step by three small files', async () => {
		const [anna, bertil] = [await person('anna'), await person('bertil')]
		await anna.json('post', 'The well is dry.')
		await at.carry(anna, bertil)
		for (const text of ['It rains.', 'Bread on Friday.']) await anna.json('post', text)
		await bertil.json('post', 'Boats are out.')
		const asked = await anna.json('ask', '-o', path('question'))
		expect(asked).toEqual({ file: path('question'), bytes: statSync(path('question')).size })
		expect(asked.bytes).toBeLessThan(200)
		const answered = await bertil.json('answer', path('question'), '-o', path('answer'))
		expect(answered.reply.bytes).toBe(statSync(path('answer')).size)
		expect(await anna.json('answer', path('answer'), '-o', path('third'))).toMatchObject({ counts: { added: 1 }, isComplete: true })
		expect(await bertil.json('answer', path('third'), '-o', path('fourth'))).toMatchObject({ counts: { added: 2 } })
		expect(existsSync(path('fourth'))).toBe(false)
		expect([await count(anna), await count(bertil)]).toEqual([4, 4])
	})

	it('say what there is to do, for people', async () => {
		const anna = await person('anna')
		await anna.json('post', 'The well is dry.')
		expect(await anna.text('ask', '-o', path('question'))).toContain('budkavle answer FILE')
		await anna.run(['export', '-o', path('all')])
		expect(await anna.text('answer', path('all'), '-o', path('none'))).toContain('nothing in it asks for an answer')
		const noise = await anna.run(['answer', PROGRAM, '-o', path('none')])
		expect(noise.code).toBe(1)
	})
})

describe('a relay and sync', () => {
	it('bring homes into step, and the relay keeps what it took when it is ended or killed', async () => {
		const [anna, bertil] = [await person('anna'), await person('bertil')]
		for (let i = 0; i < 5; i++) await anna.json('post', `news ${i}`)
		await bertil.json('post', 'Boats are out.')
		const first = await serve()
		expect(await anna.json('sync', first.url)).toMatchObject({ isComplete: true, counts: { added: 0 } })
		expect(await first.end('SIGTERM')).toEqual([0, null])
		const second = await serve()
		expect(await bertil.json('sync', second.url)).toMatchObject({ isComplete: true, counts: { added: 5 } })
		expect(await second.end('SIGKILL')).toEqual([null, 'SIGKILL'])
		const third = await serve()
		expect(await anna.json('sync', third.url)).toMatchObject({ isComplete: true, counts: { added: 1 } })
		expect(await anna.text('sync', third.url)).toMatch(/in step with: http.*\n.*0 new here; 2 bundles/)
		expect([await count(anna), await count(bertil)]).toEqual([6, 6])
		const lines = third.log().trim().split('\n')
		expect(lines.map((line) => JSON.parse(line)).every(({ event, status }) => event === 'request' && status < 300)).toBe(true)
	})

	it('want a token where there is one, and never show it', async () => {
		const anna = await person('anna')
		await anna.json('post', 'news')
		const relay = await serve('--read-token', 'hush', '--write-token', 'hush', '--per-minute', '100')
		const refused = await anna.run(['sync', relay.url])
		expect([refused.code, refused.stderr.includes('authorisation')]).toEqual([1, true])
		expect(await anna.json('sync', relay.url, '--token', 'hush')).toMatchObject({ isComplete: true })
		const byVariable = await anna.run(['--json', 'sync', relay.url], { env: { BUDKAVLE_TOKEN: 'hush' } })
		expect(JSON.parse(byVariable.stdout)).toMatchObject({ isComplete: true })
		expect(relay.log()).not.toContain('hush')
	})

	it('refuse what they cannot do, in a sentence', async () => {
		const anna = await person('anna')
		const nowhere = await anna.run(['sync', 'relay.example'])
		expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('relay.example')])
		const relay = await serve()
		const taken = await run(['--home', path('other'), 'serve', '--port', new URL(relay.url).port])
		expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('another program listens there')])
		for (const words of [
			['--port', '99999'],
			['--per-author', 'many'],
			['--quota', 'much'],
		]) {
			expect((await run(['--home', path('other'), 'serve', ...words])).code).toBe(2)
		}
	})
})

describe('sync by a folder', () => {
	it('brings homes into step in two visits of each, and leaves what others wrote', async () => {
		const [anna, bertil, cecilia] = [await person('anna'), await person('bertil'), await person('cecilia')]
		mkdirSync(path('stick'))
		writeFileSync(path('stick/holiday.jpg'), 'not ours')
		await anna.json('post', 'The well is dry.')
		await bertil.json('post', 'Boats are out.')
		for (const one of [anna, bertil, anna, bertil]) expect(await one.json('sync', path('stick'))).toMatchObject({ damage: 0 })
		expect([await count(anna), await count(bertil)]).toEqual([2, 2])
		expect(await anna.text('sync', path('stick'))).toContain('0 new here')
		await anna.json('sync', path('stick'), '--all')
		expect(await cecilia.json('sync', path('stick'))).toMatchObject({ counts: { added: 2 } })
		expect(readFileSync(path('stick/holiday.jpg'), 'utf8')).toBe('not ours')
	})
})
