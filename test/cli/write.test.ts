import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/limits.js'
import { bench, NOW, oneValue } from './harness.js'
import { collidingBundle } from './messages.js'

const b = bench()
const HEX = /^[0-9a-f]{64}$/

describe('post', () => {
	test('prints the id alone on its first line', async () => {
		const anna = await b.person('anna')
		const text = await anna.text('post', 'Hello')
		expect(text).toMatch(/^[0-9a-f]{64}\n$/)
		expect((await anna.json('thread', text.trim())).thread.nodes[0].message.text).toBe('Hello')
	})

	test('says everything that its options say', async () => {
		const anna = await b.person('anna')
		const about = await anna.json('post', 'What I read')
		writeFileSync(b.path('brunn.png'), 'not really a picture')
		const made = await anna.json(
			...[
				'post',
				'# Är det *rent*?',
				'--topic',
				'Vatten',
				'-t',
				'flood',
				'--lang',
				'sv',
				'--question',
				'--markdown',
				'--space',
				'hagby',
				'--salt',
			],
			...['--source', 'https://example.org/x', '-s', about.id.slice(0, 8), '--attach', b.path('brunn.png'), '--expires', '+2d'],
		)
		expect(made).toEqual({
			kind: 'post',
			id: expect.stringMatching(HEX),
			author: about.author,
			thread: made.id,
			log: 0,
			seq: 2,
			time: NOW,
			space: 'hagby',
			text: '# Är det *rent*?',
			format: 'commonmark',
			lang: 'sv',
			topics: ['flood', 'vatten'],
			sources: [{ uri: 'https://example.org/x' }, { message: about.id }],
			attachments: [{ hash: expect.stringMatching(HEX), size: 20, type: 'image/png', name: 'brunn.png' }],
			expires: NOW + 2 * 86_400,
			question: true,
			salt: expect.stringMatching(/^[0-9a-f]{32}$/),
			rev: 0,
			bytes: expect.any(Number),
		})
	})

	test('takes the text from an argument, a file or standard input, in any language', async () => {
		const anna = await b.person('anna')
		for (const text of [
			'Räksmörgås på Öland',
			'שלום עולם',
			'هل الماء آمن؟',
			'👩🏽‍🚒 🇸🇪 ❤️',
			'水は安全ですか',
			'two\nlines\tand a tab',
			'--not-an-option',
			'\\ " $HOME \'',
		]) {
			expect((await anna.json('post', '--', text)).text).toBe(text)
			const piped = await anna.run(['post', '-', '--json'], { input: `${text}\n` })
			expect(oneValue(piped).text).toBe(text)
			writeFileSync(b.path('text'), `\uFEFF${text}\r\n\n`)
			expect((await anna.json('post', '--file', b.path('text'))).text).toBe(text)
		}
	})

	test('may consist of attachments alone; types go by names', async () => {
		const anna = await b.person('anna')
		for (const name of ['a.JPG', 'b.gpx', 'c', 'Ö ö.pdf']) writeFileSync(b.path(name), name)
		const made = await anna.json('post', ...['a.JPG', 'b.gpx', 'c', 'Ö ö.pdf'].flatMap((name) => ['-a', b.path(name)]))
		expect(made.text).toBe('')
		expect(made.attachments.map(({ type, name }: { type: string; name: string }) => [type, name])).toEqual([
			['image/jpeg', 'a.JPG'],
			['application/gpx+xml', 'b.gpx'],
			['application/octet-stream', 'c'],
			['application/pdf', 'Ö ö.pdf'],
		])
	})

	test('reads moments as dates, seconds or spans', async () => {
		const anna = await b.person('anna')
		const moments: readonly [string, number][] = [
			['2026-06-01', 1_780_272_000],
			['2026-06-01T12:30Z', 1_780_317_000],
			['2026-06-01 12:30:05', 1_780_317_005],
			['2026-06-01T12:30+02:00', 1_780_309_800],
			['1790000000', 1_790_000_000],
			['+60', NOW + 60],
			['+3m', NOW + 180],
			['+1h', NOW + 3600],
			['+1w', NOW + 604_800],
		]
		for (const [typed, expires] of moments) expect((await anna.json('post', 'x', '--expires', typed)).expires).toBe(expires)
	})

	test('goes by --now before BUDKAVLE_NOW', async () => {
		const anna = await b.person('anna')
		expect((await anna.json('post', 'x', '--now', '1234')).time).toBe(1234)
		const before = Math.floor(Date.now() / 1000)
		const real = oneValue(await anna.run(['post', 'x', '--json'], { env: { BUDKAVLE_NOW: '' } }))
		expect(real.time).toBeGreaterThanOrEqual(before)
	})

	test('refuses a command line that makes no sense: exit code 2', async () => {
		const anna = await b.person('anna')
		writeFileSync(b.path('text'), 'x')
		const wrong = [
			['post'],
			['post', ''],
			['post', 'x', '--file', b.path('text')],
			['post', 'x', '--expires', 'tomorrow'],
			['post', 'x', '--expires', '2027-02-31'],
			['post', 'x', '--expires', '2026-13-01'],
			['post', 'x', '--expires', '2020-01-01'],
			['post', 'x', '--expires', '99999999999999999'],
			['post', 'x', '--source', 'example.org'],
			['post', 'x', '--source', 'abc'],
			['post', 'x', '--attach', '-'],
			['post', 'x', '--now', 'soon'],
			['post', 'x', '--now', '-1'],
		]
		for (const command of wrong) {
			const run = await anna.run([...command, '--json'], { input: '' })
			expect([command.join(' '), run.code, oneValue(run).error.code]).toEqual([command.join(' '), 2, 'usage'])
			expect(run.stderr).toMatch(/^budkavle: /)
		}
		expect((await anna.json('whoami')).messages).toBe(0)
	})

	test('refuses what no message can hold: exit code 1, with stage and field', async () => {
		const anna = await b.person('anna')
		mkdirSync(b.path('folder'))
		const fails = async (args: readonly string[], input: string | Uint8Array = ''): Promise<unknown> => {
			const run = await anna.run(['post', '--json', ...args], { input })
			expect(run.code).toBe(1)
			const { message, ...error } = oneValue(run).error
			expect(run.stderr).toContain(message.slice(0, 20))
			return error
		}
		expect(await fails(['-'], 'x'.repeat(LIMITS.text + 1))).toMatchObject({ code: 'field-size', field: 'text' })
		expect(await fails(['-'], 'a\u0007b')).toMatchObject({ code: expect.stringMatching(/^(cbor-text|field-text)$/) })
		expect(await fails(['-'], new Uint8Array([0x61, 0xff, 0x62]))).toMatchObject({ code: 'cbor-utf8' })
		expect(await fails(['x', '--lang', 'åå'])).toMatchObject({ code: 'field-text', field: 'lang' })
		expect(await fails(['x', '--topic', ''])).toMatchObject({ code: 'field-size', field: 'topics[0]' })
		expect(await fails(['x', '--attach', b.path('none')])).toMatchObject({ code: 'file' })
		expect(await fails(['x', '--attach', b.path('folder')])).toMatchObject({ code: 'file' })
		expect(await fails(['x', '--attach', '/dev/zero'])).toMatchObject({ code: 'file' })
		expect(await fails(['x', '--source', 'abcd'])).toMatchObject({ code: 'not-found' })
		expect((await anna.json('whoami')).messages).toBe(0)
	})

	test('accepts a text of exactly the longest size', async () => {
		const anna = await b.person('anna')
		const run = await anna.run(['post', '-', '--json'], { input: 'ö'.repeat(LIMITS.text / 2) })
		expect(oneValue(run).text).toHaveLength(LIMITS.text / 2)
	})
})

describe('reply', () => {
	test('answers posts and replies, by short ids, whichever version they name', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Is it safe?')
		const first = await anna.json('reply', post.id.slice(0, 10), 'Boil it.', '--lang', 'en')
		expect(first).toMatchObject({ kind: 'reply', root: post.id, thread: post.id, lang: 'en', text: 'Boil it.' })
		expect(first).not.toHaveProperty('parent')
		const better = await anna.json('revise', first.id, 'Boil it for long.')
		const second = await anna.json('reply', `#${better.id.slice(0, 12)}`, 'How long?')
		expect(second).toMatchObject({ root: post.id, parent: first.id })
		expect(await anna.text('reply', post.id, 'x')).toMatch(new RegExp(`^[0-9a-f]{64}\nin thread #${post.id.slice(0, 8)}\n$`))
	})

	test('refuses what cannot be answered', async () => {
		const anna = await b.person('anna')
		const { author } = await anna.json('whoami')
		const codes: unknown[] = []
		const profile = await anna.json('profile', '--name', 'Anna')
		for (const id of ['abc', 'zzzz', '0000', 'f'.repeat(64), profile.id, author]) {
			const run = await anna.run(['reply', id, 'x', '--json'])
			codes.push([run.code, oneValue(run).error.code])
		}
		expect(codes).toEqual([
			[2, 'usage'],
			[2, 'usage'],
			[1, 'not-found'],
			[1, 'not-found'],
			[1, 'argument-invalid'],
			[1, 'not-found'],
		])
		expect((await anna.run(['reply', profile.id])).code).toBe(2)
	})
})

describe('revise', () => {
	test('replaces what is given and keeps the rest', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'One', '--topic', 'water', '--lang', 'en', '--question', '--source', 'https://example.org')
		const second = await anna.json('revise', post.id, 'Two')
		expect(second).toMatchObject({
			first: post.id,
			rev: 1,
			text: 'Two',
			topics: ['water'],
			lang: 'en',
			question: true,
			sources: [{ uri: 'https://example.org' }],
		})
		const third = await anna.json('revise', second.id.slice(0, 9), '--topic', 'fire')
		expect(third).toMatchObject({ first: post.id, rev: 2, text: 'Two', topics: ['fire'] })
		expect(await anna.text('revise', post.id, 'Four')).toMatch(new RegExp(`^[0-9a-f]{64}\nrevision 3 of #${post.id.slice(0, 8)}\n$`))
		expect((await anna.json('thread', post.id)).thread.nodes[0].message.text).toBe('Four')
	})

	test('only changes own messages, and only if there is a change', async () => {
		const anna = await b.person('anna')
		const bertil = await b.person('bertil')
		const post = await anna.json('post', 'Mine')
		await anna.json('export', '-o', b.path('x'))
		await bertil.json('import', b.path('x'))
		const run = await bertil.run(['revise', post.id, 'Yours', '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'not-own'])
		expect((await anna.run(['revise', post.id])).code).toBe(2)
	})
})

describe('short ids', () => {
	test('that fit more than one message are ambiguous, and the candidates are named', async () => {
		const anna = await b.person('anna')
		const { bytes, prefix, ids } = await collidingBundle()
		writeFileSync(b.path('x'), bytes)
		await anna.json('import', b.path('x'))
		const run = await anna.run(['thread', prefix, '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'ambiguous'])
		for (const id of ids) expect(run.stderr).toContain(id.slice(0, 16))
		expect((await anna.json('thread', ids[0] ?? '')).thread.id).toBe(ids[0])
	})
})
