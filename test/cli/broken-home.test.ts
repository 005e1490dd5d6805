import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Person } from './harness.js'
import { bench, oneValue } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()
const NOTE =
	'budkavle: 1 message of this home is damaged and left out: the disk may be failing. Importing a file that carries it mends it.\n'

/** Changes one byte of the store, where these words stand. */
function flip(home: string, words: string): void {
	const path = join(home, 'store.sqlite')
	const bytes = readFileSync(path)
	const at = bytes.indexOf(words)
	if (at < 0) throw new Error(`The store does not hold "${words}".`)
	bytes[at] = (bytes[at] as number) ^ 1
	writeFileSync(path, bytes)
}

/** Makes the page of the store where these words stand one that is no page. */
function spoil(home: string, words: string): void {
	const path = join(home, 'store.sqlite')
	const bytes = readFileSync(path)
	bytes[bytes.indexOf(words) & ~4095] = 0
	writeFileSync(path, bytes)
}

describe('a message of the home that the disk has changed', () => {
	test('is left out and told of, and importing it again mends it', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Is the well safe?')
		const reply = await anna.json('reply', post.id, 'The water is brown today.')
		const other = await anna.json('post', 'Another matter')
		await anna.json('export', '-o', b.path('good'))
		flip(anna.home, 'brown today')
		for (const command of [['list'], ['thread', post.id], ['whoami'], ['search', 'well'], ['export', '-o', b.path('rest')]]) {
			for (const words of [command, [...command, '--json']]) {
				const run = await anna.run(words)
				expect([words.join(' '), run.code, run.stderr]).toEqual([words.join(' '), 0, command[0] === 'search' ? '' : NOTE])
				if (words !== command) oneValue(run)
			}
		}
		const thread = await anna.run(['thread', post.id])
		expect(thread.stdout).toContain('Is the well safe?')
		expect(thread.stdout).not.toContain('today')
		const rest = oneValue(await b.run(['verify', b.path('rest'), '--json']))
		expect(rest).toMatchObject({ messages: 2, valid: 2 })
		// A command that needs the message fails, and tells the same.
		const failed = await anna.run(['retract', reply.id])
		expect([failed.code, failed.stderr.split('\n').length, failed.stderr.includes(NOTE)]).toEqual([1, 3, true])

		const mended = await anna.json('import', b.path('good'))
		expect(mended.files[0]).toMatchObject({ counts: { added: 1, duplicate: 2 }, problems: [] })
		expect((await anna.json('list')).entries.map(({ node }: { node: { id: string } }) => node.id).sort()).toEqual(
			[post.id, other.id].sort(),
		)
		expect(await anna.text('thread', post.id)).toContain('The water is brown today.')
	})
})

describe('a store', () => {
	const refusal = async (person: Person, ...command: string[]): Promise<string> => {
		const run = await person.run([...command, '--json'])
		expect(run.code).toBe(1)
		expect(run.stderr).toMatch(/^budkavle: .+\n$/)
		return oneValue(run).error.code
	}

	test('that is lost is not made anew', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'x')
		const store = join(anna.home, 'store.sqlite')
		for (const name of ['', '-wal', '-shm']) rmSync(store + name, { force: true })
		for (const command of [['list'], ['whoami'], ['post', 'y'], ['export', '-o', b.path('x')]])
			expect(await refusal(anna, ...command)).toBe('home-damaged')
		expect(existsSync(store)).toBe(false)
		writeFileSync(store, '')
		expect(await refusal(anna, 'list')).toBe('home-damaged')
		expect((await anna.run(['list'])).stderr).toContain('init --import')
		expect((await anna.run(['export-secret'])).code).toBe(0)
	})

	test('that breaks while it is exported says so with its own code', async () => {
		const anna = await b.person('anna')
		writeFileSync(b.path('x'), bundle(await posts(await identity(3), 1500)))
		await anna.json('import', b.path('x'))
		spoil(anna.home, 'Message number 1200')
		writeFileSync(b.path('out'), 'before')
		expect(await refusal(anna, 'export', '-o', b.path('out'))).toBe('store-corrupt')
		expect(readFileSync(b.path('out'), 'utf8')).toBe('before')
		expect((await anna.run(['export'])).stderr).not.toContain('should not happen')
	})
})

describe('[SPEC 3.7] a home that was copied', () => {
	test('leaves the log that two write as soon as it learns of it, tells the person, and shows the fork', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'Before')
		const copy = b.at(b.path('copy'))
		cpSync(anna.home, copy.home, { recursive: true, preserveTimestamps: true })
		chmodSync(copy.home, 0o700)
		const here = await anna.json('post', 'Here')
		const there = await copy.json('post', 'There')
		expect([here.log, here.seq]).toEqual([there.log, there.seq])

		await copy.json('export', '-o', b.path('there'))
		await anna.json('export', '-o', b.path('here'))
		const { files } = await anna.json('import', b.path('there'))
		expect(files).toMatchObject([{ counts: { added: 1 }, problems: [], newLog: expect.any(Number) }])
		const told = await copy.text('import', b.path('here'))
		expect(told.replaceAll('\n   ', '')).toMatch(
			/Somebody else writes with your key in the log of this home: .* From now on this one writes log [0-9]+\./,
		)

		const next = await anna.json('post', 'After')
		expect([next.log, next.seq]).toEqual([files[0].newLog, 1])
		expect((await copy.json('post', 'After')).log).not.toBe(next.log)
		// Again it says nothing: the log is another one now.
		expect((await anna.json('import', b.path('there'))).files[0]).not.toHaveProperty('newLog')

		const who = await anna.json('whoami')
		expect(who.logs[0]).toMatchObject({ log: 0, held: 2, highest: 2, forks: [{ seq: 2, messages: [here.id, there.id].sort() }] })
		const text = await anna.text('whoami')
		expect(text).toContain('    log 0: holds all 2\n      forked at 2: ')
		expect(text).not.toContain('3 of 2')
	})
})
