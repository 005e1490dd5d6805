import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import type { BudkavleError } from '../../src/errors.js'
import { folderMedium } from '../../src/medium/folder.js'
import { formatFileName, unitHash } from '../../src/medium/folder-names.js'
import { codeOf, files, folder, listen, put, say } from './folder-support.js'
import { newFolder } from './places.js'

describe('what is written', () => {
	test('is one file for each unit, named by sender, counter and hash, and nothing beside', async () => {
		const anna = await listen('anna')
		for (const words of ['one', 'two', 'one']) await say(anna, words)
		expect(files()).toEqual([`anna-1-${unitHash(encodeUtf8('one'))}.budkavle`, `anna-2-${unitHash(encodeUtf8('two'))}.budkavle`])
		expect(files().map((name) => readFileSync(join(folder.path, name), 'utf8'))).toEqual(['one', 'two'])
	})

	test('is written again when it is gone', async () => {
		const [anna, bertil] = [await listen('anna'), await listen('bertil')]
		await say(anna, 'one')
		for (const name of files()) rmSync(join(folder.path, name))
		await say(anna, 'one')
		expect(await bertil.scan()).toBe(1)
	})

	test('goes on counting after a restart, and is not read by its own sender', async () => {
		const before = await listen('anna')
		await say(before, 'one')
		await before.close()
		const anna = await listen('anna')
		await say(anna, 'one')
		await say(anna, 'two')
		expect(files().map((name) => name.slice(0, 7))).toEqual(['anna-1-', 'anna-2-'])
		expect(await anna.scan()).toBe(0)
	})

	test('stays within the number that is kept, and nobody else loses a file', async () => {
		put('from bertil')
		put('a copy', { sender: 'anna', tail: ' (conflicted copy)' })
		const before = await listen('anna', { keep: 3 })
		for (let i = 0; i < 5; i++) await say(before, `unit ${i}`)
		await before.close()
		const anna = await listen('anna', { keep: 2 })
		for (let i = 5; i < 7; i++) await say(anna, `unit ${i}`)
		const contents = files().map((name) => readFileSync(join(folder.path, name), 'utf8'))
		expect(contents.sort()).toEqual(['a copy', 'from bertil', 'unit 5', 'unit 6'])
		expect(anna.errors).toEqual([])
	})

	test('counters that nobody counted to do not lead astray', async () => {
		put('far', { sender: 'anna', counter: 999_999_999_999_999 })
		put('near', { sender: 'anna', counter: 7 })
		const anna = await listen('anna')
		await say(anna, 'next')
		expect(files().some((name) => name.startsWith('anna-8-'))).toBe(true)
	})

	test('leaves nothing behind when it is cancelled, and removes what a crash left', async () => {
		writeFileSync(join(folder.path, '.anna-0123456789abcdef.budkavle-part'), 'half')
		writeFileSync(join(folder.path, '.bertil-0123456789abcdef.budkavle-part'), 'half')
		const anna = await listen('anna')
		expect(files()).toEqual(['.bertil-0123456789abcdef.budkavle-part'])
		const stop = new AbortController()
		const sending = anna.send(new Uint8Array(5_000_000), { signal: stop.signal })
		setImmediate(() => stop.abort())
		const code = await codeOf(sending)
		expect([undefined, 'aborted']).toContain(code)
		expect(files().filter((name) => name.endsWith('.budkavle'))).toHaveLength(code === undefined ? 1 : 0)
		expect(files().filter((name) => name.startsWith('.anna'))).toEqual([])
	})

	test('two programs of one name do not hear themselves, but each other', async () => {
		const [one, two] = [await listen('anna'), await listen('anna')]
		await say(one, 'from one')
		await say(two, 'from two')
		await Promise.all([one.scan(), two.scan()])
		expect([one.came, two.came]).toEqual([['anna: from two'], ['anna: from one']])
	})
})

describe('what is read', () => {
	test('comes once, in the order in which its sender wrote it', async () => {
		const [anna, bertil, cecilia] = [await listen('anna'), await listen('bertil'), await listen('cecilia')]
		for (let i = 0; i < 12; i++) {
			await say(anna, `${i}`)
			await say(bertil, `${i}`)
		}
		expect(await cecilia.scan()).toBe(24)
		expect(cecilia.came).toEqual(['anna', 'bertil'].flatMap((name) => Array.from({ length: 12 }, (_, i) => `${name}: ${i}`)))
		expect(await cecilia.scan()).toBe(0)
		await say(anna, 'more')
		expect(await Promise.all([cecilia.scan(), cecilia.scan()])).toEqual([1, 0])
		expect(anna.came).toEqual(Array.from({ length: 12 }, (_, i) => `bertil: ${i}`).slice(0, anna.came.length))
	})

	test('waits until a file is whole, however it grows', async () => {
		const anna = await listen('anna')
		const name = put('all of it', { content: '' })
		const path = join(folder.path, name)
		for (const part of ['', 'al', 'all of', 'all of i']) {
			writeFileSync(path, part)
			expect(await anna.scan()).toBe(0)
		}
		// Also when neither size nor time tell that it has changed.
		const { mtime, atime } = statSync(path)
		writeFileSync(path, 'all of !!')
		utimesSync(path, atime, mtime)
		for (let i = 0; i < 5; i++) expect(await anna.scan()).toBe(0)
		writeFileSync(path, 'all of it')
		utimesSync(path, atime, mtime)
		let scans = 0
		while (anna.came.length === 0 && scans < 200) {
			await anna.scan()
			scans++
		}
		expect(anna.came).toEqual(['bertil: all of it'])
		expect(scans).toBeLessThanOrEqual(64)
	})

	test('includes copies that a service made in a conflict, once', async () => {
		const anna = await listen('anna')
		put('one', { tail: ' (conflicted copy 2024-05-01)' })
		put('two', { tail: '.sync-conflict-20240501-120000-ABCDEFG' })
		put('three', { tail: "-LAPTOP's" })
		put('four', { tail: ' (1)' })
		put('five', { tail: ' (conflicted copy)', content: 'not five' })
		expect(await anna.scan()).toBe(4)
		put('one')
		put('two', { tail: ' (2)' })
		expect(await anna.scan()).toBe(0)
		expect([...anna.came].sort()).toEqual(['bertil: four', 'bertil: one', 'bertil: three', 'bertil: two'])
	})

	test('is nothing else: temporary, foreign, too large or empty files, directories, links', async () => {
		const outside = newFolder()
		try {
			const anna = await listen('anna', { maxBytes: 100 })
			const named = (words: string): string => formatFileName({ sender: 'bertil', counter: 1, hash: unitHash(encodeUtf8(words)) })
			writeFileSync(join(outside.path, 'secret'), 'secret')
			symlinkSync(join(outside.path, 'secret'), join(folder.path, named('secret')))
			mkdirSync(join(folder.path, named('directory')))
			put('x'.repeat(101))
			put('', {})
			put('true', { content: 'false' })
			for (const name of [
				'stick.budkavle',
				'notes.txt',
				`.${named('a')}`,
				`${named('a')}.tmp`,
				`~${named('a')}`,
				`.syncthing.${named('a')}.tmp`,
				'-1-.budkavle',
				`${'n'.repeat(60)}-1-${unitHash(encodeUtf8('a'))}.budkavle`,
				named('a').replace('.budkavle', 'f.budkavle'),
			]) {
				writeFileSync(join(folder.path, name), 'a')
			}
			for (let i = 0; i < 4; i++) expect(await anna.scan()).toBe(0)
			const before = files()
			put('fine', { counter: 99 })
			expect(await anna.scan()).toBe(1)
			await say(anna, 'hello')
			expect(files()).toEqual(expect.arrayContaining([...before]))
			expect(await codeOf(anna.send(new Uint8Array(101)))).toBe('medium-unit')
		} finally {
			outside.remove()
		}
	})

	test('holds up at no named pipe', async () => {
		if (process.platform === 'win32') return
		const anna = await listen('anna')
		execFileSync('mkfifo', [join(folder.path, formatFileName({ sender: 'bertil', counter: 1, hash: 'a'.repeat(32) }))])
		put('behind it', { counter: 2 })
		expect(await anna.scan()).toBe(1)
	})

	test('has a bound on how many files are looked at, and says so once', async () => {
		const anna = await listen('anna', { maxFiles: 5 })
		for (let i = 0; i < 8; i++) put(`unit ${i}`, { counter: i })
		expect(await anna.scan()).toBe(5)
		expect(await anna.scan()).toBe(0)
		expect(anna.errors.map((error) => (error as BudkavleError).code)).toEqual(['medium-io'])
		for (const name of files().slice(0, 8)) rmSync(join(folder.path, name))
		put('later')
		expect(await anna.scan()).toBe(1)
	})

	test('does not come again after a restart where there is a state file, also inside of the folder', async () => {
		const outside = newFolder()
		try {
			for (const state of [join(outside.path, 'state.json'), join(folder.path, 'anna.state')]) {
				rmSync(state, { force: true })
				put('one')
				const first = await listen('anna', { state })
				expect(await first.scan()).toBe(1)
				await first.close()
				put('two')
				const second = await listen('anna', { state })
				expect(await second.scan()).toBe(files().filter((name) => name.endsWith('.budkavle')).length - 1)
				await second.close()
				for (const damage of [
					'',
					'{',
					'[]',
					'{"version":2}',
					'{"version":1,"delivered":7}',
					'{"version":1,"delivered":[7,"x/y"]}',
					'x'.repeat(5_000_000),
				]) {
					writeFileSync(state, damage)
					const third = await listen('anna', { state })
					expect([await third.scan(), third.errors]).toEqual([2, []])
					await third.close()
				}
				for (const name of files()) if (name.endsWith('.budkavle')) rmSync(join(folder.path, name))
			}
		} finally {
			outside.remove()
		}
	})

	test('comes once in each run where there is none', async () => {
		put('one')
		for (let run = 0; run < 2; run++) {
			const anna = await listen('anna')
			expect(await anna.scan()).toBe(1)
			await anna.close()
		}
	})

	test('ends with a scan that is under way when the medium is closed', async () => {
		for (let i = 0; i < 50; i++) put(`unit ${i}`, { counter: i })
		const anna = folderMedium(folder.path, { name: 'anna', poll: false, watch: false })
		let came = 0
		await anna.start(() => {
			if (++came === 10) void anna.close()
		})
		await anna.scan()
		expect(came).toBe(10)
		expect(await codeOf(anna.scan())).toBe('medium-closed')
	})
})
