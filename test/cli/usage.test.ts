import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bench, environment, oneValue, PROGRAM, runProcess } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()

const COMMANDS = [
	...[
		'init',
		'recover',
		'paper',
		'whoami',
		'export-secret',
		'post',
		'reply',
		'revise',
		'endorse',
		'vouch',
		'retract',
		'profile',
		'list',
		'thread',
		'search',
	],
	...['corroborate', 'questions', 'inbox', 'people', 'circle', 'listen', 'block', 'draft'],
	...['export', 'import', 'save', 'inspect', 'verify'],
]

describe('the command line', () => {
	test('explains itself, and every command', async () => {
		const run = await b.run(['--help'])
		expect([run.code, run.stderr]).toEqual([0, ''])
		for (const command of COMMANDS) expect(run.stdout).toMatch(new RegExp(`^  ${command}[ \\[]`, 'm'))
		expect(run.stdout).toContain('BUDKAVLE_HOME')
		for (const command of COMMANDS) {
			const help = await b.run([command, '--help'])
			expect([command, help.code, help.stderr]).toEqual([command, 0, ''])
			expect(help.stdout).toContain(`Usage: budkavle ${command}`)
		}
		expect(oneValue(await b.run(['--help', '--json'])).help).toContain('Usage: budkavle')
	})

	test('tells its version', async () => {
		const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
		expect((await b.run(['--version'])).stdout).toBe(`${version}\n`)
	})

	test('that is wrong ends with 2, a sentence on standard error, and with --json one value', async () => {
		const wrong = [
			[],
			['dance'],
			['draft'],
			['draft', 'dance'],
			['help', 'dance'],
			['list', '--loud'],
			['thread'],
			['thread', 'a', 'b'],
			['post', '--lang'],
			['endorse', 'abcd'],
			['save', 'abcd'],
			['--home'],
			['whoami', 'x'],
		]
		for (const words of wrong) {
			const run = await b.run(words)
			expect([words.join(' '), run.code, run.stdout]).toEqual([words.join(' '), 2, ''])
			expect(run.stderr).toMatch(/^budkavle: \S/)
			const json = await b.run(['--json', ...words])
			expect([json.code, oneValue(json).error.code]).toEqual([2, 'usage'])
		}
		expect((await b.run(['lst'])).stderr).toContain('list')
		// The value of an option is no command, even if it has the name of one.
		const none = 'budkavle: No command was given. See budkavle help.\n'
		for (const words of [
			['--home', 'u'],
			['--home', 'draft'],
			['--home', 'help', '--json'],
		])
			expect([words, (await b.run(words)).stderr]).toEqual([words, none])
		expect((await b.run(['--home', 'help', 'draft'])).stderr).toContain('needs to know what to do: save, ')
	})

	test('says so when the folder that it runs in is gone', async () => {
		const script = `mkdir gone && cd gone && rmdir ../gone && "$NODE" "${PROGRAM}" --json --home x list`
		const shell = await runProcess('/bin/sh', ['-c', script], b.folder, { env: { NODE: process.execPath } })
		expect([shell.code, oneValue(shell).error.code]).toEqual([1, 'file'])
		expect(shell.stderr).toMatch(/^budkavle: The folder in which this command runs is gone, .*\n$/)
	})

	test('takes its common options before or after the command', async () => {
		const { home } = await b.person('anna')
		for (const words of [
			['--home', home, '--json', 'whoami'],
			['whoami', '--json', '--home', home],
		]) {
			expect(oneValue(await b.run(words)).home).toBe(home)
		}
		const post = await b.run(['post', '--home', home, '--json', '--', '--json'])
		expect(oneValue(post).text).toBe('--json')
	})

	test('that is not Unicode is refused', async () => {
		const { home } = await b.person('anna')
		const shell = await runProcess('/bin/sh', ['-c', `"$NODE" "${PROGRAM}" --home "${home}" --json post "$(printf 'a\\377b')"`], b.folder, {
			env: { NODE: process.execPath },
		})
		expect([shell.code, oneValue(shell).error.code]).toEqual([2, 'usage'])
		expect(shell.stderr).toContain('not valid Unicode')
	})
})

describe('standard output', () => {
	test('holds exactly one JSON value with --json, whatever happens', async () => {
		const anna = await b.person('anna')
		const { id, author } = await anna.json('post', 'Hello')
		await anna.json('export', '-o', b.path('x'))
		const commands: readonly (readonly string[])[] = [
			['whoami'],
			['export-secret'],
			['post', 'x'],
			['reply', id, 'x'],
			['revise', id, 'x'],
			['endorse', id, '--stance', 'confirm'],
			['vouch', 'f'.repeat(64), '--stance', 'vouch'],
			['profile', '--name', 'Anna'],
			['profile', author],
			['list'],
			['thread', id],
			['search', 'x'],
			['thread', id, '--markdown'],
			['corroborate', id],
			['corroborate', id, '--thread'],
			['questions'],
			['questions', id],
			['questions', '--answered'],
			['inbox', '--mark-read'],
			['people'],
			['people', author],
			['circle', '--depth', '1'],
			['listen', 'f'.repeat(64)],
			['block', 'f'.repeat(64), '--off'],
			['draft', 'save', 'one', 'x', '--to', id],
			['draft', 'list'],
			['draft', 'show', 'one'],
			['draft', 'drop', 'one'],
			['draft', 'drop', 'one'],
			['paper'],
			['export', '-o', b.path('y')],
			['import', b.path('x')],
			['inspect', b.path('x')],
			['verify', b.path('x')],
			['retract', id],
			['thread', id],
			['init'],
			['recover'],
		]
		for (const command of commands) {
			const run = await anna.run([...command, '--json'])
			const value = oneValue(run)
			expect([command.join(' '), typeof value]).toEqual([command.join(' '), 'object'])
			expect('error' in value).toBe(run.code !== 0)
			expect(run.stderr === '').toBe(run.code === 0)
		}
	})

	test('whatever makes a message prints at least its id and author', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'x')
		const made = [
			post,
			await anna.json('reply', post.id, 'x'),
			await anna.json('revise', post.id, 'y'),
			await anna.json('endorse', post.id, '--stance', 'confirm'),
			await anna.json('vouch', 'f'.repeat(64), '--stance', 'vouch').catch(() => post),
			await anna.json('profile', '--name', 'Anna'),
			await anna.json('retract', post.id),
		]
		for (const message of made) expect(message).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), author: post.author })
	})

	test('may be closed by whoever reads it', async () => {
		const anna = await b.person('anna')
		const made = await posts(await identity(6), 1500)
		writeFileSync(b.path('x'), bundle(made))
		const script = `"$NODE" "${PROGRAM}" verify "${b.path('x')}" | head -n 1; echo "\${PIPESTATUS[0]}"`
		const run = await runProcess('/bin/bash', ['-c', script], b.folder, { env: { NODE: process.execPath } })
		expect(run.stderr).toBe('')
		expect(run.stdout).toMatch(/^1 [0-9a-f]{64} valid\n0\n$/)
		expect(anna.home).toBe(b.path('anna'))
	})
})

describe('a terminal', () => {
	/** Runs a command with a terminal as its output, by the program `script`. */
	const inTerminal = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
		const command = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ')
		const run = await runProcess('script', ['-qec', command, '/dev/null'], b.folder, { env: { TERM: 'xterm', ...env } })
		return run.stdout
	}

	test('gets colours and no binary data; NO_COLOR and TERM=dumb get none', async (ctx) => {
		if (!existsSync('/usr/bin/script')) ctx.skip('the program "script", which makes a terminal, is not installed here')
		const anna = await b.person('anna')
		await anna.json('profile', '--name', 'Anna')
		const { id } = await anna.json('post', 'Hello')
		expect(await inTerminal(['--home', anna.home, 'thread', id])).toContain('\u001B[1mAnna\u001B[22m')
		expect(await inTerminal(['--home', anna.home, 'thread', id], { NO_COLOR: '1' })).not.toContain('\u001B')
		expect(await inTerminal(['--home', anna.home, 'thread', id], { TERM: 'dumb' })).not.toContain('\u001B')
		expect(await anna.text('thread', id)).not.toContain('\u001B')
		expect(await inTerminal(['--home', anna.home, 'export'])).toContain('not for a terminal')
	})
})

describe('a store that another program holds', () => {
	const HOLDER = `
		import Database from 'libsql'
		const db = new Database(process.argv[1])
		db.exec('BEGIN IMMEDIATE')
		process.stdout.write('held')
		setTimeout(() => undefined, 600000)
	`

	test('is reported as locked, and usable again afterwards', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'before')
		const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, `${anna.home}/store.sqlite`], {
			cwd: new URL('../..', import.meta.url),
			env: environment(b.folder),
			stdio: ['ignore', 'pipe', 'inherit'],
		})
		try {
			await new Promise((resolve, reject) => {
				holder.stdout.once('data', resolve)
				holder.once('close', () => reject(new Error('The program that should hold the store ended.')))
			})
			const run = await anna.run(['post', 'meanwhile', '--json'])
			expect([run.code, oneValue(run).error.code]).toEqual([1, 'store-locked'])
			expect(run.stderr).toMatch(/^budkavle: .*[Aa]nother/)
		} finally {
			const closed = new Promise((resolve) => holder.once('close', resolve))
			if (holder.kill('SIGKILL')) await closed
		}
		await anna.json('post', 'after')
		expect((await anna.json('whoami')).logs).toMatchObject([{ log: 0, held: 2, highest: 2 }])
	})
})
