/** Folders that come and go, and several programs on one: these tests run on Node, whose processes they start. */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import type { BudkavleError } from '../../src/errors.js'
import type { FolderMediumOptions } from '../../src/medium/folder.js'
import { folderMedium } from '../../src/medium/folder.js'
import { formatFileName, unitHash } from '../../src/medium/folder-names.js'
import { ended, program } from '../store/child.js'
import { codeOf, files, folder, listen, open, put, say, text } from './folder-support.js'

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
