import { execFileSync } from 'node:child_process'
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
	utimesSync,
	writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import { BudkavleError } from '../../src/errors.js'
import type { FolderMedium, FolderMediumOptions } from '../../src/medium/folder.js'
import { folderMedium } from '../../src/medium/folder.js'
import { formatFileName, unitHash } from '../../src/medium/folder-names.js'
import { ended, program } from '../store/child.js'
import { newFolder } from './places.js'

let folder: ReturnType<typeof newFolder>
let open: FolderMedium[] = []
beforeEach(() => {
	folder = newFolder()
	open = []
})
afterEach(async () => {
	await Promise.all(open.map((medium) => medium.close()))
	folder.remove()
})

const text = (unit: Uint8Array): string => new TextDecoder().decode(unit)

/** A medium that looks only when it is told to, and what came to it. */
async function listen(
	name: string,
	options: FolderMediumOptions = {},
	path: string = folder.path,
): Promise<FolderMedium & { readonly came: string[]; readonly errors: unknown[] }> {
	const [came, errors]: [string[], unknown[]] = [[], []]
	const medium = folderMedium(path, { name, poll: false, watch: false, onError: (error) => errors.push(error), ...options })
	open.push(medium)
	await medium.start((unit, from) => came.push(`${from ?? ''}: ${text(unit)}`))
	return Object.assign(medium, { came, errors })
}

const say = (medium: FolderMedium, words: string): Promise<void> => medium.send(encodeUtf8(words))
const files = (): readonly string[] => readdirSync(folder.path).sort()

/** What another program would put there. */
function put(
	words: string,
	{
		sender = 'bertil',
		counter = 1,
		tail = '',
		content = words,
	}: { sender?: string; counter?: number; tail?: string; content?: string } = {},
): string {
	const name = formatFileName({ sender, counter, hash: unitHash(encodeUtf8(words)) }).replace('.budkavle', `${tail}.budkavle`)
	writeFileSync(join(folder.path, name), content)
	return name
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => undefined,
		(error: unknown) => (error instanceof BudkavleError ? error.code : error),
	)

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

describe('a folder that is not as it should be', () => {
	test('may come later, go, and come back', async () => {
		const path = join(folder.path, 'stick')
		const anna = await listen('anna', {}, path)
		expect(await codeOf(anna.scan())).toBe('medium-io')
		expect(await codeOf(say(anna, 'one'))).toBe('medium-io')
		expect(existsSync(path)).toBe(false)
		mkdirSync(path)
		const bertil = await listen('bertil', {}, path)
		await say(anna, 'one')
		expect(await bertil.scan()).toBe(1)
		renameSync(path, `${path}-removed`)
		expect(await codeOf(say(bertil, 'two'))).toBe('medium-io')
		expect(await codeOf(anna.scan())).toBe('medium-io')
		renameSync(`${path}-removed`, path)
		await say(bertil, 'two')
		expect([await anna.scan(), await bertil.scan()]).toEqual([1, 0])
		// Another stick, on which there are older files of one's own.
		renameSync(path, `${path}-other`)
		expect(await codeOf(anna.scan())).toBe('medium-io')
		mkdirSync(path)
		const older = formatFileName({ sender: 'anna', counter: 41, hash: unitHash(encodeUtf8('older')) })
		writeFileSync(join(path, older), 'older')
		expect(await anna.scan()).toBe(0)
		await say(anna, 'newer')
		expect(readdirSync(path).some((name) => name.startsWith('anna-42-'))).toBe(true)
	})

	test('is read where it cannot be written', async () => {
		put('one')
		const anna = await listen('anna')
		// Whoever runs as root may write everywhere, but not into a file.
		const root = process.getuid?.() === 0
		if (!root) chmodSync(folder.path, 0o555)
		const writing = root ? await listen('anna', {}, join(folder.path, files()[0] ?? '')) : anna
		expect(await codeOf(say(writing, 'two'))).toBe('medium-io')
		expect(await anna.scan()).toBe(1)
		chmodSync(folder.path, 0o755)
	})

	test('tells of trouble once while it looks by itself, and goes on when the folder comes', async () => {
		const path = join(folder.path, 'stick')
		const errors: string[] = []
		const waiting: (() => void)[] = []
		const came: string[] = []
		const anna = folderMedium(path, {
			name: 'anna',
			poll: 10,
			onError(error) {
				errors.push((error as BudkavleError).code)
				waiting.shift()?.()
			},
		})
		open.push(anna)
		await new Promise<void>((resolve) => {
			waiting.push(resolve)
			void anna.start((unit) => {
				came.push(text(unit))
				waiting.shift()?.()
			})
		})
		mkdirSync(path)
		const bertil = await listen('bertil', {}, path)
		await new Promise<void>((resolve) => {
			waiting.push(resolve)
			void say(bertil, 'there you are')
		})
		expect([errors, came]).toEqual([['medium-io'], ['there you are']])
	})

	test('options out of range are refused', () => {
		const wrong: readonly [unknown, unknown][] = [
			['', {}],
			[undefined, {}],
			['x', { name: '' }],
			['x', { name: 'Anna' }],
			['x', { name: '../anna' }],
			['x', { name: 'a'.repeat(41) }],
			['x', { poll: 0 }],
			['x', { poll: 2 ** 31 }],
			['x', { watch: 'yes' }],
			['x', { maxFiles: 0 }],
			['x', { maxBytes: 2 ** 26 + 1 }],
			['x', { keep: 0 }],
			['x', { state: '' }],
			['x', { onError: 'loud' }],
		]
		for (const [path, options] of wrong) {
			expect(() => folderMedium(path as string, options as FolderMediumOptions)).toThrow(
				expect.objectContaining({ code: 'argument-invalid' }),
			)
		}
	})
})

describe('several programs on one folder', () => {
	test('everybody gets everything from everybody else, in two processes', async () => {
		const child = await program(new URL('./folder-child.ts', import.meta.url))
		try {
			const count = 30
			const running = ended(child.start(folder.path, 'cecilia', `${count}`, `${2 * count}`))
			const names = ['anna', 'bertil']
			const media = names.map((name) => folderMedium(folder.path, { name, poll: 20 }))
			open.push(...media)
			const came = names.map(() => new Set<string>())
			const complete = media.map(
				(medium, i) =>
					new Promise<void>((resolve) => {
						void medium.start((unit, from) => {
							const line = `${from ?? ''}: ${text(unit)}`
							expect(came[i]?.has(line)).toBe(false)
							if (came[i]?.add(line).size === 2 * count) resolve()
						})
					}),
			)
			const sending = media.map(async (medium, i) => {
				for (let n = 0; n < count; n++) await say(medium, `unit ${n} of ${names[i] ?? ''}`)
			})
			await Promise.all([...sending, ...complete])
			const { code, lines } = await running
			const from = (name: string): readonly string[] => Array.from({ length: count }, (_, n) => `${name}: unit ${n} of ${name}`)
			expect(code).toBe(0)
			expect(lines).toEqual([...from('anna'), ...from('bertil')].sort())
			expect([...(came[0] ?? [])].sort()).toEqual([...from('bertil'), ...from('cecilia')].sort())
			expect(files().filter((name) => name.endsWith('.budkavle'))).toHaveLength(3 * count)
			expect(files().filter((name) => !name.endsWith('.budkavle'))).toEqual([])
		} finally {
			child.remove()
		}
	})
})
