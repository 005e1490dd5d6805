import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { formatRecovery, parseRecovery } from '../../src/crypto/recovery.js'
import { importIdentity } from '../../src/crypto/signer.js'
import type { AnyJson, Person } from './harness.js'
import { bench, environment, oneValue, PROGRAM } from './harness.js'

const b = bench()
const PAPER = /^([A-Z2-7]{4} ){13}[A-Z2-7]{4}$/
/** The block that people copy: groups behind a margin, and nothing else on the line. */
const BLOCK = /^ {4}[A-Z2-7]{4}(?: {2}[A-Z2-7]{4}){0,3}$/gm

const authorOf = async (paper: string): Promise<string> => (await importIdentity(parseRecovery(paper))).author
const blockOf = (text: string): string => (text.match(BLOCK) ?? []).join(' ').trim().replace(/\s+/g, ' ')

/** Comes back with what stands on a paper. */
async function recover(home: string, typed: string, ...more: readonly string[]): Promise<{ person: Person; made: AnyJson }> {
	const run = await b.run(['--home', b.path(home), 'recover', '--json', ...more], { input: typed })
	if (run.code !== 0) throw new Error(run.stderr)
	return { person: b.at(b.path(home)), made: oneValue(run) }
}

const keysOf = (people: AnyJson): string[][] => people.people.map(({ keys }: AnyJson) => keys)

describe('[SPEC 3.10] init', () => {
	test('makes a recovery key, links it by the first profiles of both, and shows it once', async () => {
		const anna = b.at(b.path('anna'))
		const made = await anna.json('init', '--space', 'hagby')
		expect(Object.keys(made)).toEqual(['author', 'home', 'imported', 'recovery', 'space'])
		expect(made.recovery).toMatch(PAPER)
		const recovery = await authorOf(made.recovery)
		expect(await anna.json('whoami')).toMatchObject({ author: made.author, linked: [recovery], messages: 2 })
		expect((await anna.json('profile')).profile).toMatchObject({ seq: 1, log: 0, rev: 0, keys: [recovery], space: 'hagby' })
		expect((await anna.json('profile', recovery)).profile).toMatchObject({ seq: 1, rev: 0, keys: [made.author], space: 'hagby' })
		// A later profile keeps the link.
		expect(await anna.json('profile', '--name', 'Anna')).toMatchObject({ rev: 1, name: 'Anna', keys: [recovery] })
		expect(await anna.text('whoami')).toContain(`key: ${made.author}\nalso you: ${recovery}\n`)
	})

	test('prints a block that is easily copied, and says what it is for', async () => {
		const run = await b.run(['init', '--home', b.path('home')])
		expect([run.code, run.stderr]).toEqual([0, ''])
		expect(run.stdout.match(BLOCK)).toHaveLength(4)
		const [linked] = (await b.at(b.path('home')).json('whoami')).linked
		expect(await authorOf(blockOf(run.stdout))).toBe(linked)
		expect(run.stdout).toContain('shown only this once')
		expect(run.stdout).toContain('budkavle recover')
		for (const line of run.stdout.split('\n').filter((each) => !/^(home|you are): /.test(each))) expect(line.length).toBeLessThanOrEqual(80)
	})

	test('without a recovery key: --no-recovery, and another device', async () => {
		const anna = b.at(b.path('anna'))
		expect(await anna.json('init', '--no-recovery')).not.toHaveProperty('recovery')
		expect((await anna.json('whoami')).messages).toBe(0)
		await anna.json('export-secret', '-o', b.path('secret'))
		const second = await b.at(b.path('second')).json('init', '--import', b.path('secret'))
		expect(second).toMatchObject({ imported: true })
		expect(second).not.toHaveProperty('recovery')
		expect((await b.at(b.path('second')).json('whoami')).messages).toBe(0)
	})

	test('leaves the recovery key in no file of the home, and no other command prints it', async () => {
		const anna = b.at(b.path('anna'))
		const { recovery } = await anna.json('init')
		await anna.json('profile', '--name', 'Anna')
		const post = await anna.json('post', 'Hello')
		const secret = parseRecovery(recovery)
		const shapes = [recovery, recovery.replaceAll(' ', ''), recovery.replaceAll(' ', '  ').slice(0, 22), toHex(secret)]
		for (const name of readdirSync(anna.home)) {
			const bytes = readFileSync(join(anna.home, name))
			expect([name, bytes.includes(Buffer.from(secret))]).toEqual([name, false])
			for (const shape of shapes) expect([name, bytes.includes(shape)]).toEqual([name, false])
		}
		for (const command of [
			['whoami'],
			['people'],
			['people', post.author],
			['circle'],
			['export-secret'],
			['export', '-o', b.path('x')],
			['inspect', b.path('x')],
			['list'],
		]) {
			for (const run of [await anna.run(command), await anna.run([...command, '--json'])]) {
				for (const shape of shapes)
					expect([command.join(' '), (run.stdout + run.stderr).includes(shape)]).toEqual([command.join(' '), false])
			}
		}
	})
})

describe('[SPEC 3.10] recover', () => {
	test('brings somebody back who lost their only device, as one person for all', async () => {
		const anna = b.at(b.path('anna'))
		const old = await anna.json('init', '--space', 'hagby')
		await anna.json('profile', '--name', 'Anna')
		const question = await anna.json('post', 'Is the well safe?', '--question')
		const bertil = await b.person('bertil')
		await bertil.json('profile', '--name', 'Bertil')
		await b.carry(anna, bertil)
		const answer = await bertil.json('reply', question.id, 'Boil it.')
		await bertil.json('vouch', old.author, '--stance', 'vouch')

		// The phone is lost; the paper is there.
		const { person: again, made } = await recover('again', `${old.recovery.toLowerCase().replaceAll(' ', '\n')}\n`, '--space', 'hagby')
		expect(Object.keys(made)).toEqual(['author', 'home', 'recovered', 'recovery', 'space'])
		expect(made.recovered).toBe(await authorOf(old.recovery))
		expect(made.author).not.toBe(old.author)
		expect(made.recovery).toMatch(PAPER)
		expect(made.recovery).not.toBe(old.recovery)
		const keys = [old.author, made.author, await authorOf(old.recovery), await authorOf(made.recovery)].sort()

		// Friends hold what was said.
		await b.carry(bertil, again)
		expect((await again.json('whoami')).linked).toEqual(keys.filter((key) => key !== made.author))
		expect((await again.json('list')).entries).toHaveLength(1)
		expect((await again.json('inbox')).items).toMatchObject([{ node: { id: answer.id }, reply: true, unread: true }])
		await again.json('profile', '--name', 'Anna')
		await again.json('endorse', answer.id, '--stance', 'confirm', '--grounds', 'reproduced')

		// The others see one person: who vouched for the old key listens to the new one, and the asker has confirmed.
		await b.carry(again, bertil)
		const people = await bertil.json('people')
		expect(keysOf(people)).toContainEqual(keys)
		expect(people.people.find(({ keys: [first] }: AnyJson) => first === keys[0])).toMatchObject({ distance: 1 })
		expect(await bertil.json('questions')).toMatchObject({ questions: [] })
		expect(await bertil.json('questions', question.id)).toMatchObject({
			questions: [{ state: 'answered', answers: [{ node: answer.id }] }],
		})
		expect(await bertil.text('people')).toContain(`Anna <${keys.find((key) => people.names[key] !== undefined)?.slice(0, 8)}> (4 keys)\n`)

		// Nothing is wrong with the old key, and nothing sounds like it.
		const shown = await bertil.text('people', old.author)
		expect(shown).toContain('linked by an earlier profile, and still the same person')
		expect(shown).not.toMatch(/no longer|conflict/)

		// And the new paper works as the old one did.
		const { person: third } = await recover('third', made.recovery)
		await b.carry(bertil, third)
		expect((await third.json('whoami')).linked).toEqual(expect.arrayContaining(keys))
	})

	test('tells what to do next, and reads the key from a file too', async () => {
		const { recovery } = await b.at(b.path('anna')).json('init')
		writeFileSync(b.path('paper.txt'), `\uFEFF${recovery.replaceAll(' ', ' - ')}\r\n`)
		const run = await b.run(['recover', '--from', b.path('paper.txt'), '--home', b.path('again')])
		expect([run.code, run.stderr]).toEqual([0, ''])
		for (const words of [
			'budkavle import FILE',
			'budkavle profile --name NAME',
			'budkavle block OLDKEY',
			'budkavle unlink OLDKEY --paper FILE',
		])
			expect(run.stdout).toContain(words)
		expect(await authorOf(blockOf(run.stdout))).not.toBe(await authorOf(recovery))
		const without = await b.run(['recover', '--from', b.path('paper.txt'), '--home', b.path('other'), '--no-recovery'])
		expect([without.code, without.stdout.match(BLOCK)]).toEqual([0, null])
		expect((await b.at(b.path('other')).json('whoami')).linked).toEqual([await authorOf(recovery)])
	})

	test('refuses what is no recovery key, without repeating it, and leaves nothing behind', async () => {
		const paper = formatRecovery(new Uint8Array(32).fill(7))
		const wrong = [
			'',
			paper.slice(0, -1),
			`${paper} A4DQ`,
			paper.replace('OBYH', 'OBYI'),
			paper.replace('OBYH A4DQ', 'A4DQ OBYH'),
			paper.replace('OBYH', 'OBÝH'),
			'07'.repeat(32),
			'\u0000'.repeat(56),
			'A'.repeat(2000),
			new Uint8Array([0xff, 0xfe, 0x41]),
		]
		for (const input of wrong) {
			const run = await b.run(['recover', '--json', '--home', b.path('home')], { input })
			expect([run.code, oneValue(run).error.code]).toEqual([1, 'key-invalid'])
			expect(run.stderr + run.stdout).not.toMatch(/A4DQ|OBYH|0707/)
		}
		const endless = await b.run(['recover', '--json', '--from', '/dev/zero', '--home', b.path('home')])
		expect([endless.code, oneValue(endless).error.code]).toEqual([1, 'file'])
		expect(readdirSync(b.folder)).toEqual([])
	})

	test('repeats no secret that was given instead of a file', async () => {
		const paper = formatRecovery(new Uint8Array(32).fill(7))
		const secret = '07'.repeat(32)
		await b.person('anna')
		for (const typed of [
			paper,
			paper.toLowerCase(),
			paper.replaceAll(' ', ''),
			paper.replaceAll(' ', ' - '),
			paper.replace('OBYH', '0BYH'),
			paper.replace('OBYH', 'OBÝH'),
			paper.slice(0, -2),
			secret,
			secret.slice(1),
			`0x${secret.toUpperCase()}`,
		]) {
			for (const words of [
				['recover', '--home', b.path('home'), '--from', typed],
				['recover', '--home', b.path('home'), `--from=${typed}`],
				['init', '--home', b.path('home'), '--import', typed],
				['unlink', 'f'.repeat(64), '--home', b.path('anna'), '--paper', typed],
				['import', '--home', b.path('anna'), typed],
			]) {
				const run = await b.run([...words, '--json'])
				expect([run.code, oneValue(run).error.code]).toEqual([2, 'usage'])
				expect(oneValue(run).error.message).toContain('Give a file, or - for standard input.')
				expect(run.stderr + run.stdout).not.toMatch(/A4DQ|OB[YÝ]H|0707/i)
			}
		}
		const apart = await b.run(['recover', '--json', '--home', b.path('home'), '--from', ...paper.split(' ')])
		expect([apart.code, oneValue(apart).error.code]).toEqual([2, 'usage'])
		expect(apart.stderr + apart.stdout).not.toMatch(/A4DQ|OBYH/)
		const run = await b.run(['recover', '--json', '--home', b.path('home'), '--from', b.path('my paper')])
		expect(oneValue(run).error.message).toContain(`"${b.path('my paper')}"`)
		expect(readdirSync(b.folder)).toEqual(['anna'])
	})

	test('never takes the place of a home, and says so before it reads the key', async () => {
		const anna = b.at(b.path('anna'))
		const { recovery, author } = await anna.json('init')
		const run = await anna.run(['recover', '--json', '--from', b.path('nothing')])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'home-exists'])
		expect((await anna.run(['recover', '--json'], { input: recovery })).code).toBe(1)
		expect((await anna.json('whoami')).author).toBe(author)
	})

	test('asks at a terminal, and goes on when the key is whole', async (ctx) => {
		if (!existsSync('/usr/bin/script')) ctx.skip('the program "script", which makes a terminal, is not installed here')
		const { recovery } = await b.at(b.path('anna')).json('init')
		const command = [process.execPath, PROGRAM, '--home', b.path('again'), 'recover'].map((word) => `'${word}'`).join(' ')
		const terminal = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
			env: environment(b.folder, { TERM: 'dumb' }),
			stdio: 'pipe',
		})
		let shown = ''
		// Typed when it is asked for, and never ended: only the program itself can know that the key is whole.
		terminal.stdout.on('data', (chunk: Uint8Array) => {
			const asked = shown.includes('Type the recovery key')
			shown += Buffer.from(chunk).toString('utf8')
			if (!asked && shown.includes('Type the recovery key')) terminal.stdin.write(`${recovery.slice(0, 30)}\n${recovery.slice(30)}\n`)
		})
		expect(await new Promise((resolve) => terminal.once('close', resolve))).toBe(0)
		expect((await b.at(b.path('again')).json('whoami')).linked).toContain(await authorOf(recovery))
	})
})

describe('[SPEC 3.10] paper', () => {
	test('makes a recovery key for who has none yet, or another one', async () => {
		const anna = await b.person('anna')
		const first = await anna.json('paper')
		expect(first).toEqual({ author: (await anna.json('whoami')).author, recovery: expect.stringMatching(PAPER) })
		const second = blockOf(await anna.text('paper'))
		const papers = [await authorOf(first.recovery), await authorOf(second)].sort()
		expect((await anna.json('whoami')).linked).toEqual(papers)
		const { person: again } = await recover('again', second)
		await b.carry(anna, again)
		expect((await again.json('whoami')).linked).toEqual(expect.arrayContaining([first.author, ...papers]))
	})
})
