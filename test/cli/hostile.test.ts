import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createEndorsement, createPost, createProfile, createReply } from '../../src/message/create.js'
import { bench, NOW, oneValue } from './harness.js'
import { bundle, identity } from './messages.js'

const b = bench()

/** Everything that a message may hold although a terminal or a reader would be misled by it: the format forbids control characters, not these. */
const UNSEEN = '\u202E\u2066\u2069\u200B\u200F\u2028\u{E0041}\u00AD'
const HEAD = '● Bertil <bbbbbbbb>  2026-05-28 20:26 UTC  #00000000'
const FORBIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B-\u200F\u2028\u2029\uFEFF\u{E0000}-\u{E0FFF}]/u

describe('hostile messages', () => {
	test('cannot control the terminal or pass for others, in any view', async () => {
		const mallory = await identity(9)
		const post = await createPost(mallory, {
			log: 0,
			seq: 2,
			time: NOW,
			text: `fine\n${HEAD}\n  confirmed by 99\n${UNSEEN}\n${'x'.repeat(79)}${HEAD}`,
			space: `s${UNSEEN}`.slice(0, 20),
			topics: [`t${UNSEEN}`],
			sources: [{ uri: `https://example.org/${UNSEEN}` }],
			attachments: [{ hash: 'ab'.repeat(32), size: 1, type: 'text/plain', name: `exe${UNSEEN}txt` }],
			question: true,
		})
		const profile = await createProfile(mallory, {
			log: 0,
			seq: 1,
			time: NOW,
			name: `Bertil <bbbbbbbb>${UNSEEN.slice(0, 6)}`,
			about: `${HEAD}\n${UNSEEN}`,
		})
		const anna = await b.person('anna')
		const own = await anna.json('post', 'Is it safe?', '--question')
		const hostile = { log: 0, time: NOW, root: own.id, text: post.text, sources: post.sources }
		const reply = await createReply(mallory, { ...hostile, seq: 3, question: true })
		const endorsement = await createEndorsement(mallory, {
			log: 0,
			seq: 4,
			time: NOW,
			target: own.id,
			stance: 'confirm',
			grounds: 'source',
			sources: post.sources,
		})
		writeFileSync(b.path('x'), bundle([profile, post, reply, endorsement]))
		await anna.json('import', b.path('x'))
		await anna.json('listen', mallory.author)
		await anna.json('endorse', reply.id, '--stance', 'confirm')
		await anna.json('draft', 'save', `d${UNSEEN}`, `\u001B[31m${UNSEEN}\n${HEAD}`)
		const views = [
			['list'],
			['thread', post.id],
			['search', 'fine'],
			['profile', mallory.author],
			['thread', own.id, '--markdown'],
			['corroborate', post.id],
			['corroborate', own.id, '--thread'],
			['questions'],
			['questions', own.id],
			['questions', '--answered'],
			['inbox'],
			['people'],
			['people', mallory.author],
			['circle'],
			['whoami'],
			['draft', 'list'],
			['inspect', b.path('x')],
			['verify', b.path('x')],
			['save', post.id, '-o', b.path('y')],
		]
		for (const view of views) {
			const run = await anna.run(view)
			for (const line of (run.stdout + run.stderr).split('\n')) {
				expect(line, view.join(' ')).not.toMatch(FORBIDDEN)
				expect(line, view.join(' ')).not.toMatch(/^ *● Bertil <bbbbbbbb>/)
				expect(line, view.join(' ')).not.toMatch(/^ *confirmed by 99/)
			}
			const json = await anna.run([...view, '--json'])
			expect(json.stdout.slice(0, -1), view.join(' ')).not.toMatch(FORBIDDEN)
			oneValue(json)
		}
		expect((await anna.json('thread', post.id)).thread.nodes[0].message.text).toBe(post.text)
	})

	test('text from right to left stays in its place', async () => {
		const anna = await b.person('anna')
		await anna.json('profile', '--name', 'אנה')
		const post = await anna.json('post', 'הבאר\nthe well\nآمن؟')
		const lines = (await anna.text('thread', post.id)).split('\n')
		expect(lines[0]).toMatch(/^● \u2068אנה\u2069 <[0-9a-f]{8}> {2}2026/)
		expect(lines.slice(1, 4)).toEqual(['  │ \u2068הבאר\u2069', '  │ the well', '  │ \u2068آمن؟\u2069'])
	})

	test('names of files on the command line are shown as safely', async () => {
		const anna = await b.person('anna')
		await anna.json('post', 'x')
		const name = b.path('a\u001B[31m\u202Eb')
		expect(await anna.text('export', '-o', name)).toContain('a\\u{1B}[31m\\u{202E}b')
		const run = await anna.run(['import', `${name}2`])
		const said = run.stdout + run.stderr
		expect([run.code, said.includes('\u001B'), said.includes('a\\u{1B}[31m\\u{202E}b2')]).toEqual([1, false, true])
	})
})
