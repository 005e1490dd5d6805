import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bench } from './harness.js'

const b = bench()
const LONG = 'words '.repeat(300)

describe('backup and restore', () => {
	test('bring everything back, and the restored home writes a log of its own', async () => {
		const [anna, bertil] = [await b.person('Anna', '--space', 'hagby'), await b.person('Bertil')]
		const { id } = await anna.json('post', 'Before the backup')
		const { author } = await anna.json('whoami')
		expect(await anna.json('backup', b.path('stick'))).toEqual({ author, home: anna.home, backup: b.path('stick') })
		const lost = await anna.json('post', 'After the backup')
		await b.carry(anna, bertil)

		const again = b.at(b.path('again'))
		expect(await again.text('restore', b.path('stick'))).toContain(`you are: ${author}`)
		expect((statSync(b.path('again')).mode & 0o777).toString(8)).toBe('700')
		expect((statSync(join(b.path('again'), 'secret')).mode & 0o777).toString(8)).toBe('600')
		const next = await again.json('post', 'After the loss')
		expect(next).toMatchObject({ author, seq: 1, space: 'hagby' })
		expect(next.log).not.toBe(lost.log)
		await b.carry(bertil, again)
		await b.carry(again, bertil)
		for (const one of [again, bertil]) {
			const listed = (await one.text('list')).split('\n').filter((line) => /Before|After/.test(line))
			expect(listed).toHaveLength(3)
			expect(JSON.stringify(await one.json('history', author))).not.toContain('"forks":[{')
		}
		expect(await again.text('thread', id as string)).toContain('Before the backup')
	})

	test('a backup is a home itself, and so is a copy of it by hand: each goes on in a log of its own', async () => {
		const anna = await b.person('Anna')
		await anna.json('post', 'one')
		mkdirSync(b.path('empty'))
		await anna.json('backup', b.path('empty'))
		cpSync(b.path('empty'), b.path('copy'), { recursive: true })
		// Some versions of Node give a copied folder the permissions of a new one.
		chmodSync(b.path('copy'), 0o700)
		const logs = new Set<number>([0])
		for (const name of ['empty', 'copy']) {
			const { log, seq } = await b.at(b.path(name)).json('post', `in ${name}`)
			expect([seq, logs.has(log)]).toEqual([1, false])
			logs.add(log)
		}
		expect((await anna.json('post', 'two')).seq).toBe(2)
	})

	test('take nothing in place of something, and leave nothing behind', async () => {
		const anna = await b.person('Anna')
		const other = await b.person('Bertil')
		for (const [person, words] of [
			[anna, ['backup', other.home]],
			[other, ['restore', anna.home]],
		] as const) {
			const { code, stderr } = await person.run(words)
			expect([code, stderr]).toEqual([1, expect.stringContaining('There is something in')])
		}
		const before = readdirSync(b.folder)
		const { code, stderr } = await b.at(b.path('none')).run(['restore', b.path('nowhere')])
		expect([code, stderr]).toEqual([1, expect.stringContaining('There is no home in')])
		writeFileSync(join(other.home, 'store.sqlite'), 'this is no store at all, however long it is. '.repeat(20))
		expect((await other.run(['backup', b.path('none')])).code).toBe(1)
		expect((await b.at(b.path('none')).run(['restore', other.home])).code).toBe(1)
		expect(readdirSync(b.folder)).toEqual(before)
	})

	test.skipIf(process.platform === 'win32')('a backup is restored from where nothing can be written, and others may read', async () => {
		const anna = await b.person('Anna')
		await anna.json('post', 'one')
		await anna.json('backup', b.path('stick'))
		for (const name of readdirSync(b.path('stick'))) chmodSync(join(b.path('stick'), name), 0o444)
		chmodSync(b.path('stick'), 0o555)
		const before = readdirSync(b.path('stick'))
		const again = b.at(b.path('again'))
		await again.json('restore', b.path('stick'))
		expect(await again.text('list')).toContain('one')
		expect((await again.json('post', 'two')).seq).toBe(1)
		chmodSync(b.path('stick'), 0o755)
		expect(readdirSync(b.path('stick'))).toEqual(before)
	})
})

describe('compact', () => {
	test('makes the file smaller, and lets go of strangers first where that is asked for', async () => {
		const [anna, bertil] = [await b.person('Anna'), await b.person('Bertil')]
		for (let i = 0; i < 40; i++) await bertil.json('post', `${i} ${LONG}`)
		const { id } = await anna.json('post', 'mine')
		await b.carry(bertil, anna)
		const file = join(anna.home, 'store.sqlite')
		const before = statSync(file).size
		const done = await anna.json('compact', '--to', '20k')
		expect(done.evicted).toBeGreaterThan(25)
		expect(done.bytes).toBeLessThanOrEqual(20_000)
		expect(statSync(file).size).toBeLessThan(before * 0.8)
		expect(await anna.text('thread', id as string)).toContain('mine')
		expect(await anna.text('compact', '--to', '0')).toContain('What is left stays')
		expect(await anna.text('compact')).toContain('compacted')
		expect((await anna.run(['compact', '--to', 'much'])).code).toBe(2)
	})
})
