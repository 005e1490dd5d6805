import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Run } from './harness.js'
import { bench, oneValue, PROGRAM, runProcess } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()

/** A line for the shell, in which `budkavle` is the program. */
function shell(line: string): Promise<Run> {
	return runProcess('/bin/bash', ['-c', line.replaceAll('budkavle ', `"${process.execPath}" "${PROGRAM}" `)], b.folder)
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('standard output that is closed', () => {
	test('ends the program quietly', async () => {
		const anna = await b.person('anna')
		// More than a pipe holds.
		writeFileSync(b.path('x'), bundle(await posts(await identity(6), 3000)))
		await anna.json('import', b.path('x'))
		for (const line of [
			'budkavle --home anna export | head -c 10',
			'budkavle --home anna export | true',
			'budkavle --home anna list --limit 1000 | true',
			'budkavle --home anna list --limit 1000 --json | head -c 10',
			'budkavle inspect x | head -n 1',
			'budkavle verify x | true',
			'budkavle help | true',
		]) {
			const run = await shell(`${line} >/dev/null; echo "\${PIPESTATUS[0]}"`)
			expect([line, run.stdout, run.stderr]).toEqual([line, '0\n', ''])
		}
	})

	test('takes nothing from work that has another purpose', async () => {
		await b.person('anna')
		writeFileSync(b.path('x'), bundle(await posts(await identity(6), 10)))
		writeFileSync(b.path('bad'), 'no bundle')
		const run = await shell(`budkavle --home anna import x bad | true; echo "\${PIPESTATUS[0]}"`)
		expect([run.stdout, run.stderr]).toEqual(['1\n', ''])
		expect((await b.at(b.path('anna')).json('whoami')).messages).toBe(10)
	})
})

describe('standard output that cannot be written', () => {
	test('is a failure of a file', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'Hello')
		for (const words of ['list', 'export', 'list --json', 'help', 'draft']) {
			const run = await shell(`budkavle --home anna ${words} > /dev/full`)
			const code = words === 'draft' ? 2 : 1
			expect([words, run.code]).toEqual([words, code])
			if (code === 1) expect(run.stderr).toBe('budkavle: Cannot write to "standard output": no space is left on the device.\n')
		}
	})
})

describe('a file that is replaced', () => {
	test('keeps its permissions', async () => {
		const anna = await b.person('anna')
		writeFileSync(b.path('image.png'), new Uint8Array(100))
		const post = await anna.json('post', 'Hello', '-a', b.path('image.png'))
		for (const bits of [0o600, 0o640, 0o666]) {
			for (const command of [['export'], ['save', post.id]]) {
				writeFileSync(b.path('out'), 'old')
				chmodSync(b.path('out'), bits)
				await anna.json(...command, '-o', b.path('out'))
				expect([command[0], mode(b.path('out'))]).toEqual([command[0], bits.toString(8)])
				expect(readFileSync(b.path('out'), 'utf8')).not.toBe('old')
			}
		}
	})

	test('behind a link is replaced where it is, and made where the link leads', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'Hello')
		writeFileSync(b.path('real'), 'old')
		for (const name of ['real', 'new']) {
			symlinkSync(name, b.path(`link-${name}`))
			await anna.json('export', '-o', b.path(`link-${name}`))
			expect(lstatSync(b.path(`link-${name}`)).isSymbolicLink()).toBe(true)
			expect(oneValue(await b.run(['verify', name, '--json'])).valid).toBe(1)
		}
		symlinkSync('two', b.path('one'))
		symlinkSync('one', b.path('two'))
		const run = await anna.run(['export', '-o', b.path('one')])
		expect([run.code, run.stderr]).toEqual([1, `budkavle: Cannot write "${b.path('one')}": its links lead in a circle.\n`])
	})

	test('is left alone where it is protected', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'Hello')
		writeFileSync(b.path('out'), 'old')
		chmodSync(b.path('out'), 0o444)
		const run = await anna.run(['export', '-o', b.path('out'), '--json'])
		expect([run.code, oneValue(run).error.code, readFileSync(b.path('out'), 'utf8')]).toEqual([1, 'file', 'old'])
		expect(run.stderr).toContain('protected against writing')
		expect(readdirSync(b.folder).sort()).toEqual(['anna', 'out'])
	})
})
