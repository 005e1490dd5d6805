import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { AnyJson } from './harness.js'
import { bench, NOW, oneValue, PROGRAM, runProcess } from './harness.js'
import { alone, bundle, identity, posts } from './messages.js'

const b = bench()

const ids = (list: readonly AnyJson[]): string[] => list.map(({ id }) => id).sort()

async function known(file: string): Promise<string[]> {
	const run = await b.run(['verify', file, '--json'])
	return ids(oneValue(run).results)
}

describe('export and import', () => {
	test('carry everything to another home, where importing again changes nothing', async () => {
		const anna = await b.person('anna')
		const bertil = await b.person('bertil')
		await anna.json('profile', '--name', 'Anna')
		const post = await anna.json('post', 'Är det rent?')
		await anna.json('reply', post.id, 'Nej.')
		const told = await anna.text('export', '-o', b.path('a.budkavle'))
		expect(told).toMatch(/^exported 3 messages, [0-9.]+ (bytes|kB): /)
		expect(await bertil.text('import', b.path('a.budkavle'))).toBe(`imported: ${b.path('a.budkavle')}\n  messages: 3 new\n`)
		expect(await bertil.json('import', b.path('a.budkavle'))).toEqual({
			files: [
				{
					file: b.path('a.budkavle'),
					counts: { added: 0, duplicate: 3, retracted: 0, deferred: 0, declined: 0, rejected: 0 },
					attachments: { added: 0, duplicate: 0, declined: 0, rejected: 0 },
					problems: [],
				},
			],
		})
		expect(await bertil.json('thread', post.id)).toEqual(await anna.json('thread', post.id))
	})

	test('work through pipes', async () => {
		const anna = await b.person('anna')
		const bertil = await b.person('bertil')
		const post = await anna.json('post', 'By pipe')
		const bytes = (await anna.run(['export'])).bytes
		expect((await anna.run(['export', '-o', '-'])).bytes).toEqual(bytes)
		const taken = await bertil.run(['import', '-'], { input: bytes })
		expect([taken.code, taken.stdout]).toEqual([0, 'imported: standard input\n  messages: 1 new\n'])
		const shell = await runProcess(
			'/bin/sh',
			['-c', `"$NODE" "${PROGRAM}" --home "${anna.home}" export | "$NODE" "${PROGRAM}" --home "${bertil.home}" --json import -`],
			b.folder,
			{ env: { NODE: process.execPath } },
		)
		expect(oneValue(shell).files[0].counts.duplicate).toBe(1)
		expect((await bertil.json('thread', post.id)).thread.id).toBe(post.id)
	})

	test('can be narrowed by thread, author, space, topic and time', async () => {
		const anna = await b.person('anna')
		const bertil = await b.person('bertil')
		const well = await anna.json('post', 'The well', '--topic', 'Water', '--space', 'hagby', '--now', '1000')
		const road = await anna.json('post', 'The road', '--now', '2000')
		await anna.json('export', '-o', b.path('x'))
		await bertil.json('import', b.path('x'))
		const answer = await bertil.json('reply', well.id, 'Brown.', '--now', '3000')
		const exported = async (...options: string[]): Promise<string[]> => {
			const told = await bertil.json('export', '-o', b.path('narrow'), ...options)
			const found = await known(b.path('narrow'))
			expect(told).toEqual({ file: b.path('narrow'), messages: found.length, bytes: readFileSync(b.path('narrow')).length })
			return found
		}
		const all = [well, road, answer]
		expect(await exported()).toEqual(ids(all))
		expect(await exported('--thread', answer.id.slice(0, 8))).toEqual(ids([well, answer]))
		expect(await exported('--author', well.author.slice(0, 8))).toEqual(ids([well, road]))
		expect(await exported('--author', well.author, '--author', answer.author)).toEqual(ids(all))
		expect(await exported('--space', 'hagby')).toEqual(ids([well, answer]))
		expect(await exported('--topic', 'WATER')).toEqual(ids([well, answer]))
		expect(await exported('--since', '2000')).toEqual(ids([road, answer]))
		expect(await exported('--since', '1970-01-01T00:50Z')).toEqual(ids([answer]))
		expect(await exported('--topic', 'nothing')).toEqual([])
		expect((await bertil.run(['export', '--thread', 'abcd', '-o', b.path('n')])).code).toBe(1)
		expect((await bertil.run(['export', '--since', 'x', '-o', b.path('n')])).code).toBe(2)
	})

	test('since: how long ago, or a moment that is past', async () => {
		const anna = await b.person('anna')
		const day = 86_400
		const made: AnyJson[] = []
		for (const ago of [30 * day, 5 * day, 3600]) made.push(await anna.json('post', `${ago} ago`, '--now', String(NOW - ago)))
		const since = async (when: string): Promise<string[]> => {
			await anna.json('export', '-o', b.path('since'), '--since', when)
			return known(b.path('since'))
		}
		expect(await since('7d')).toEqual(ids(made.slice(1)))
		expect(await since('2h')).toEqual(ids(made.slice(2)))
		expect(await since('60m')).toEqual(ids(made.slice(2)))
		expect(await since('4w')).toEqual(ids(made.slice(1)))
		expect(await since('999999d')).toEqual(ids(made))
		expect(await since(String(NOW))).toEqual([])
		for (const when of ['+7d', '-7d', String(NOW + 1), '2030-01-01', '7x', 'd', '7 d', '1d2h', '']) {
			const run = await anna.run(['export', '-o', b.path('n'), `--since=${when}`, '--json'])
			expect([when, run.code, oneValue(run).error.code]).toEqual([when, 2, 'usage'])
			expect(run.stderr).not.toContain('+7d,')
		}
		expect((await anna.run(['export', '-o', b.path('n'), '--since', '2030-01-01'])).stderr).toContain('is in the future')
	})

	test('replace a file as a whole or not at all', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'x')
		writeFileSync(b.path('old'), 'old')
		await anna.json('export', '-o', b.path('old'))
		expect(await known(b.path('old'))).toHaveLength(1)
		mkdirSync(b.path('folder'))
		for (const place of [b.path('folder'), b.path('none/x'), '/dev/full']) {
			const run = await anna.run(['export', '-o', place, '--json'])
			expect([run.code, oneValue(run).error.code]).toEqual([1, 'file'])
		}
		expect(readdirSync(b.folder).sort()).toEqual(['anna', 'folder', 'old'])
	})

	test('--json needs another place for the bytes', async () => {
		const anna = await b.person('anna')
		for (const command of [['export'], ['export', '-o', '-'], ['save', 'abcd', '-o', '-']]) {
			const run = await anna.run([...command, '--json'])
			expect([run.code, oneValue(run).error.code]).toEqual([2, 'usage'])
		}
	})

	test('take several files, and go on after one that is not good', async () => {
		const anna = await b.person('anna')
		const made = await posts(await identity(2), 4)
		writeFileSync(b.path('one'), bundle(made.slice(0, 2)))
		writeFileSync(b.path('two'), 'This is no bundle.')
		writeFileSync(b.path('three'), bundle(made.slice(2)))
		const run = await anna.run(['import', b.path('one'), b.path('two'), b.path('three'), '--json'])
		expect(run.code).toBe(1)
		const { files } = oneValue(run)
		expect(files.map(({ counts, problems }: AnyJson) => [counts.added, problems.length > 0])).toEqual([
			[2, false],
			[0, true],
			[2, false],
		])
		expect((await anna.json('whoami')).messages).toBe(4)
		expect((await anna.run(['import'])).code).toBe(2)
		expect((await anna.run(['import', '-', '-'])).code).toBe(2)
		const absent = await anna.run(['import', b.path('absent'), b.folder, b.path('one'), '--json'])
		expect(absent.code).toBe(1)
		expect(oneValue(absent).files).toMatchObject([
			{ problems: [{ what: 'file', error: { code: 'file' } }] },
			{ problems: [{ what: 'file', error: { code: 'file' } }] },
			{ counts: { duplicate: 2 }, problems: [] },
		])
		expect((await anna.run(['import', b.path('absent')])).stdout).toContain('  not usable: Cannot read ')
	})

	test('take a single message', async () => {
		const anna = await b.person('anna')
		const [post] = await posts(await identity(2), 1)
		if (post === undefined) throw new Error('no post')
		writeFileSync(b.path('message'), alone(post))
		expect((await anna.json('import', b.path('message'))).files[0].counts.added).toBe(1)
		expect((await anna.json('thread', post.id.slice(0, 8))).thread.id).toBe(post.id)
	})
})

describe('attachments', () => {
	test('travel along, can be saved by hash or by message, and stay behind with --no-attachments', async () => {
		const anna = await b.person('anna')
		const bertil = await b.person('bertil')
		const cecilia = await b.person('cecilia')
		const picture = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 256)
		writeFileSync(b.path('brunn.png'), picture)
		writeFileSync(b.path('other.txt'), 'other')
		const post = await anna.json('post', 'Look', '--attach', b.path('brunn.png'))
		const hash = post.attachments[0].hash
		await anna.json('export', '-o', b.path('with'))
		await anna.json('export', '-o', b.path('without'), '--no-attachments')
		expect((await bertil.json('import', b.path('with'))).files[0].attachments.added).toBe(1)
		expect((await cecilia.json('import', b.path('without'))).files[0].attachments.added).toBe(0)

		expect(await bertil.json('save', hash.slice(0, 8), '-o', b.path('saved'))).toEqual({
			file: b.path('saved'),
			hash,
			size: 5000,
			type: 'image/png',
			name: 'brunn.png',
		})
		expect(new Uint8Array(readFileSync(b.path('saved')))).toEqual(picture)
		for (const name of [hash, post.id, post.id.slice(0, 6)]) expect((await bertil.run(['save', name, '-o', '-'])).bytes).toEqual(picture)
		const codes = async (...args: string[]): Promise<unknown> => {
			const run = await cecilia.run(['save', ...args, '--json'])
			return [run.code, oneValue(run).error.code]
		}
		expect(await codes(hash, '-o', b.path('y'))).toEqual([1, 'not-found'])
		expect(await codes('0000', '-o', b.path('y'))).toEqual([1, 'not-found'])
		expect(await codes('f'.repeat(64), '-o', b.path('y'))).toEqual([1, 'not-found'])
		expect(await codes('xyz', '-o', b.path('y'))).toEqual([2, 'usage'])
		expect(await codes(hash)).toEqual([2, 'usage'])

		const both = await anna.json('post', 'Both', '-a', b.path('brunn.png'), '-a', b.path('other.txt'))
		const run = await anna.run(['save', both.id, '-o', b.path('y'), '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'ambiguous'])
		expect((await bertil.text('thread', post.id)).split('\n').at(-2)).toBe(
			`  attachment #${hash.slice(0, 8)}, 5.0 kB: image/png, brunn.png`,
		)
	})
})
