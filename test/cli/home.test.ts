import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bench, oneValue, PROGRAM, runProcess } from './harness.js'

const b = bench()
const HEX = /^[0-9a-f]{64}$/
/** RFC 8032, section 7.1, test 1. */
const SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const AUTHOR = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('init', () => {
	test('creates a home that only its owner can read, and never prints the secret', async () => {
		const run = await b.run(['init', '--home', b.path('home')])
		expect(run.code).toBe(0)
		expect(run.stderr).toBe('')
		expect(readdirSync(b.path('home')).sort()).toEqual(expect.arrayContaining(['home.json', 'secret', 'store.sqlite']))
		expect(mode(b.path('home'))).toBe('700')
		expect(mode(join(b.path('home'), 'secret'))).toBe('600')
		const secret = readFileSync(join(b.path('home'), 'secret'), 'utf8').trim()
		expect(secret).toMatch(HEX)
		expect(run.stdout).not.toContain(secret)
		expect(run.stdout).toMatch(/^you are: [0-9a-f]{64}$/m)
		expect(readdirSync(b.folder)).toEqual(['home'])
	})

	test('--json gives the key; the first message of a new identity is in log 0', async () => {
		const person = b.at(b.path('home'))
		const made = await person.json('init', '--space', 'hagby', '--no-recovery')
		expect(made).toEqual({ author: expect.stringMatching(HEX), home: b.path('home'), imported: false, space: 'hagby' })
		const post = await person.json('post', 'Hello')
		expect(post).toMatchObject({ author: made.author, log: 0, seq: 1, space: 'hagby', time: 1_780_000_000 })
	})

	test('uses BUDKAVLE_HOME, and ~/.budkavle without it', async () => {
		expect((await b.run(['init'], { env: { BUDKAVLE_HOME: b.path('one') } })).code).toBe(0)
		expect((await b.run(['init'])).code).toBe(0)
		expect(readdirSync(b.folder).sort()).toEqual(['.budkavle', 'one'])
		expect((await b.run(['whoami', '--home', b.path('one')])).code).toBe(0)
		expect((await b.run(['init'], { env: { BUDKAVLE_HOME: '' } })).code).toBe(2)
	})

	test('fills an empty folder and refuses any other', async () => {
		mkdirSync(b.path('empty'))
		await b.at(b.path('empty')).json('init')
		expect(mode(b.path('empty'))).toBe('700')

		const before = readFileSync(join(b.path('empty'), 'secret'), 'utf8')
		const again = await b.run(['--json', 'init', '--home', b.path('empty')])
		expect(again.code).toBe(1)
		expect(oneValue(again).error).toMatchObject({ code: 'home-exists' })
		expect(again.stderr).toContain('never overwritten')
		expect(readFileSync(join(b.path('empty'), 'secret'), 'utf8')).toBe(before)

		mkdirSync(b.path('full'))
		writeFileSync(join(b.path('full'), 'letter.txt'), 'x')
		expect((await b.run(['init', '--home', b.path('full')])).code).toBe(1)
		expect(readdirSync(b.path('full'))).toEqual(['letter.txt'])
		writeFileSync(b.path('file'), 'x')
		expect((await b.run(['init', '--home', b.path('file')])).code).toBe(1)
		expect(readdirSync(b.folder).sort()).toEqual(['empty', 'file', 'full'])
	})

	test('leaves the folder that it fills where it is, for those who are in it', async () => {
		mkdirSync(b.path('here'))
		chmodSync(b.path('here'), 0o755)
		const { ino } = statSync(b.path('here'))
		const budkavle = `"${process.execPath}" "${PROGRAM}" --home .`
		const shell = await runProcess('/bin/sh', ['-c', `${budkavle} init && ${budkavle} post Hello`], b.folder, { cwd: b.path('here') })
		expect([shell.code, shell.stderr]).toEqual([0, ''])
		expect([statSync(b.path('here')).ino, mode(b.path('here'))]).toEqual([ino, '700'])
		expect(readdirSync(b.path('here'))).not.toContain('home.json.new')
		expect((await b.at(b.path('here')).json('whoami')).messages).toBe(3)
	})

	test('follows links, to an empty folder and to one that is not there yet', async () => {
		mkdirSync(b.path('empty'))
		for (const name of ['empty', 'absent']) {
			symlinkSync(name, b.path(`link-${name}`))
			await b.at(b.path(`link-${name}`)).json('init', '--no-recovery')
			expect((await b.at(b.path(name)).json('whoami')).messages).toBe(0)
		}
		expect((await b.run(['init', '--home', b.path('link-empty')])).stderr).toContain('never overwritten')
		expect(readdirSync(b.folder).sort()).toEqual(['absent', 'empty', 'link-absent', 'link-empty'])
	})

	test('fills a disk that is mounted there', async () => {
		mkdirSync(join(b.path('disk'), 'lost+found'), { recursive: true })
		await b.at(b.path('disk')).json('init')
		expect((await b.at(b.path('disk')).json('whoami')).messages).toBe(2)
	})

	test('that was interrupted leaves what is no home, and says what to do with it', async () => {
		const { home } = await b.person('home')
		renameSync(join(home, 'home.json'), join(home, 'home.json.new'))
		for (const [command, code] of [
			['init', 'home-exists'],
			['recover', 'home-exists'],
			['list', 'home-damaged'],
			['export-secret', 'home-damaged'],
		] as const) {
			const run = await b.run([command, '--home', home, '--json'])
			expect([command, run.code, oneValue(run).error.code]).toEqual([command, 1, code])
			expect(run.stderr).toMatch(/making it was interrupted.*"home\.json\.new", "secret", "store\.sqlite"/)
		}
		for (const name of readdirSync(home)) rmSync(join(home, name))
		await b.at(home).json('init')
	})

	test('--import takes a secret in from a file or standard input, and writes a log of its own', async () => {
		writeFileSync(b.path('secret.txt'), `\uFEFF${SECRET.toUpperCase()}\r\n`)
		const one = b.at(b.path('one'))
		expect(await one.json('init', '--import', b.path('secret.txt'))).toMatchObject({ author: AUTHOR, imported: true })
		const run = await b.run(['init', '--import', '-', '--home', b.path('two'), '--json'], { input: SECRET })
		expect(oneValue(run)).toMatchObject({ author: AUTHOR })
		const logs = [(await one.json('post', 'a')).log, (await b.at(b.path('two')).json('post', 'b')).log]
		expect(logs[0]).toBeGreaterThan(0)
		expect(logs[1]).toBeGreaterThan(0)
		expect(logs[0]).not.toBe(logs[1])
		expect((await one.json('post', 'c')).log).toBe(logs[0])
	})

	test('refuses what is no secret, without repeating it, and leaves nothing behind', async () => {
		for (const text of ['', 'abcd', SECRET.slice(1), `${SECRET}00`, 'z'.repeat(64), `${SECRET} ${SECRET}`]) {
			const run = await b.run(['init', '--import', '-', '--json', '--home', b.path('home')], { input: text })
			expect(run.code).toBe(1)
			expect(oneValue(run).error.code).toBe('key-invalid')
			if (text !== '') expect(run.stderr + run.stdout).not.toContain(text)
		}
		const endless = await b.run(['init', '--import', '/dev/zero', '--json', '--home', b.path('home')])
		expect([endless.code, oneValue(endless).error.code]).toEqual([1, 'file'])
		const absent = await b.run(['init', '--import', b.path('none'), '--home', b.path('home')])
		expect([absent.code, absent.stderr]).toEqual([1, `budkavle: Cannot read "${b.path('none')}": there is no such file or folder.\n`])
		expect((await b.run(['init', '--space', 'x'.repeat(65), '--home', b.path('home')])).code).toBe(2)
		expect(readdirSync(b.folder)).toEqual([])
	})
})

describe('export-secret', () => {
	test('prints the secret, as JSON too, or saves it to a new file that only its owner can read', async () => {
		writeFileSync(b.path('s'), SECRET)
		const person = await b.person('home', '--import', b.path('s'))
		expect(await person.text('export-secret')).toBe(`${SECRET}\n`)
		expect(await person.json('export-secret')).toEqual({ author: AUTHOR, secret: SECRET })
		const told = await person.text('export-secret', '-o', b.path('backup'))
		expect(told).not.toContain(SECRET)
		expect([readFileSync(b.path('backup'), 'utf8'), mode(b.path('backup'))]).toEqual([`${SECRET}\n`, '600'])
		const again = await person.run(['export-secret', '-o', b.path('backup'), '--json'])
		expect([again.code, oneValue(again).error.code]).toEqual([1, 'file'])
		expect(await b.at(b.path('copy')).json('init', '--import', b.path('backup'))).toMatchObject({ author: AUTHOR })
	})

	test('no other command prints the secret', async () => {
		writeFileSync(b.path('s'), SECRET)
		const person = await b.person('home', '--import', b.path('s'))
		const made = await person.json('post', 'Hello')
		const commands = [
			['whoami'],
			['list'],
			['profile'],
			['thread', made.id],
			['export', '-o', b.path('x')],
			['inspect', b.path('x')],
			['verify', b.path('x')],
		]
		for (const command of commands) {
			const run = await person.run(command)
			expect(run.code).toBe(0)
			expect(run.stdout + run.stderr).not.toContain(SECRET)
		}
		expect(readFileSync(b.path('x')).includes(Buffer.from(SECRET, 'hex'))).toBe(false)
	})
})

describe('whoami', () => {
	test('tells key, name, space, how much is held, and how much of what one said', async () => {
		const person = await b.person('home', '--space', 'hagby')
		await person.json('profile', '--name', 'Anna')
		await person.json('post', 'Hello')
		const who = await person.json('whoami')
		expect(who).toEqual({
			author: expect.stringMatching(HEX),
			home: person.home,
			name: 'Anna',
			space: 'hagby',
			linked: [],
			logs: [expect.objectContaining({ author: who.author, log: 0, highest: 2, held: 2, retracted: 0, missing: [], forks: [] })],
			messages: 2,
			attachments: 0,
			bytes: expect.any(Number),
			names: { [who.author]: 'Anna' },
		})
		const text = await person.text('whoami')
		expect(text).toContain(`name: Anna\nkey: ${who.author}\n`)
		expect(text).toContain(`of what you said:\n  Anna <${who.author.slice(0, 8)}>\n    log 0: holds all 2\n`)
	})
})

describe('a home that cannot be used', () => {
	const refusal = async (home: string, ...command: string[]): Promise<string> => {
		const run = await b.run(['--json', '--home', home, ...(command.length === 0 ? ['whoami'] : command)])
		expect(run.code).toBe(1)
		expect(run.stderr).toMatch(/^budkavle: .+\n$/)
		return oneValue(run).error.code
	}

	test('is missing or empty', async () => {
		expect(await refusal(b.path('none'))).toBe('home-missing')
		expect(existsSync(b.path('none'))).toBe(false)
		mkdirSync(b.path('empty'))
		expect(await refusal(b.path('empty'), 'post', 'x')).toBe('home-missing')
	})

	test('is open to others', async () => {
		const { home } = await b.person('home')
		chmodSync(join(home, 'secret'), 0o640)
		expect(await refusal(home)).toBe('home-exposed')
		const run = await b.run(['--home', home, 'post', 'x'])
		expect(run.stderr).toContain(`chmod 600 "${join(home, 'secret')}"`)
		chmodSync(join(home, 'secret'), 0o600)
		chmodSync(home, 0o755)
		expect(await refusal(home)).toBe('home-exposed')
		chmodSync(home, 0o700)
		expect((await b.run(['--home', home, 'whoami'])).code).toBe(0)
	})

	test('was written by a newer version, and stays as it was', async () => {
		const { home } = await b.person('home')
		writeFileSync(join(home, 'home.json'), '{"version":2,"shape":"unknown"}')
		const before = readFileSync(join(home, 'store.sqlite'))
		for (const command of [
			['whoami'],
			['post', 'x'],
			['list'],
			['export', '-o', b.path('x')],
			['import', b.path('y')],
			['export-secret'],
		]) {
			expect(await refusal(home, ...command)).toBe('store-version')
		}
		expect(readFileSync(join(home, 'store.sqlite')).equals(before)).toBe(true)
		expect(readFileSync(join(home, 'home.json'), 'utf8')).toBe('{"version":2,"shape":"unknown"}')
	})

	test('is damaged', async () => {
		const { home } = await b.person('home')
		for (const text of ['', '{', '[]', 'null', '{"version":0}', '{"version":1.5}', '{"version":"1"}', '{"version":1,"space":7}']) {
			writeFileSync(join(home, 'home.json'), text)
			expect(await refusal(home)).toBe('home-damaged')
		}
		rmSync(join(home, 'home.json'))
		expect(await refusal(home)).toBe('home-damaged')
		writeFileSync(join(home, 'home.json'), '{"version":1}')
		writeFileSync(join(home, 'secret'), 'not a secret')
		expect(await refusal(home)).toBe('home-damaged')
		rmSync(join(home, 'secret'))
		expect(await refusal(home)).toBe('home-damaged')
	})

	test('holds a store that is no store', async () => {
		const { home } = await b.person('home')
		for (const name of readdirSync(home)) if (name.startsWith('store.sqlite')) rmSync(join(home, name))
		writeFileSync(
			join(home, 'store.sqlite'),
			'This is not a database, and long enough to be looked at by whoever opens it as one.'.repeat(20),
		)
		expect(await refusal(home)).toBe('store-corrupt')
	})
})
