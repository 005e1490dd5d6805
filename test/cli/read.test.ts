import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createPost, createPrivate, createReply } from '../../src/message/create.js'
import type { AnyJson } from './harness.js'
import { bench, NOW, oneValue } from './harness.js'
import { bundle, identity } from './messages.js'

const b = bench()

const texts = (list: AnyJson): string[] => list.entries.map(({ node }: AnyJson) => node.message.text)

describe('list', () => {
	test('shows the newest threads first, and narrows them', async () => {
		const anna = await b.person('anna')
		const { author } = await anna.json('profile', '--name', 'Anna')
		const first = await anna.json('post', 'The well', '--topic', 'Water', '--space', 'hagby', '--now', '1000')
		await anna.json('post', 'The road', '--now', '2000')
		await anna.json('post', 'The river', '--topic', 'water', '--now', '3000')
		await anna.json('reply', first.id, 'It is brown.', '--now', '4000')

		expect(texts(await anna.json('list'))).toEqual(['The river', 'The road', 'The well'])
		expect(texts(await anna.json('list', '--topic', 'WATER'))).toEqual(['The river', 'The well'])
		expect(texts(await anna.json('list', '--space', 'hagby'))).toEqual(['The well'])
		expect(texts(await anna.json('list', '--limit', '1'))).toEqual(['The river'])
		expect(texts(await anna.json('list', '--author', author.slice(0, 8)))).toHaveLength(3)
		expect((await anna.json('list', '--space', 'hagby')).entries[0]).toMatchObject({ replies: 1, node: { id: first.id, state: 'present' } })
		expect((await anna.json('list')).names).toEqual({ [author]: 'Anna' })

		const text = await anna.text('list', '--space', 'hagby')
		expect(text).toBe(
			`● Anna <${author.slice(0, 8)}>  1970-01-01 00:16 UTC  #${first.id.slice(0, 8)}\n  topics: water\n  │ The well\n  1 reply\n`,
		)
	})

	test('says so when there is nothing, and refuses limits out of range', async () => {
		const anna = await b.person('anna')
		expect(await anna.text('list')).toMatch(/^Nothing to show\. /)
		expect(await anna.json('list')).toEqual({ entries: [], names: {} })
		for (const limit of ['0', '1001', 'x', '-1', '1.5']) expect((await anna.run(['list', '--limit', limit])).code).toBe(2)
		expect((await anna.run(['list', '--author', 'abcd'])).code).toBe(1)
	})
})

describe('thread', () => {
	test('shows the same for any message of it', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Is it safe?', '--question')
		const reply = await anna.json('reply', post.id, 'Boil it.')
		const deeper = await anna.json('reply', reply.id, 'How long?')
		const whole = await anna.text('thread', post.id)
		for (const id of [reply.id, deeper.id, deeper.id.slice(0, 12).toUpperCase(), `#${post.id.slice(0, 8)}`])
			expect(await anna.text('thread', id)).toBe(whole)
		const who = `<${post.author.slice(0, 8)}>  2026-05-28 20:26 UTC`
		expect(whole).toBe(
			[
				`● ${who}  #${post.id.slice(0, 8)}`,
				'  question',
				'  │ Is it safe?',
				'',
				`  ● ${who}  #${reply.id.slice(0, 8)}`,
				'    │ Boil it.',
				'',
				`    ● ${who}  #${deeper.id.slice(0, 8)}`,
				'      │ How long?',
				'',
			].join('\n'),
		)
		const json = await anna.json('thread', deeper.id)
		expect(json.thread.id).toBe(post.id)
		expect(json.thread.nodes.map(({ id, depth }: AnyJson) => [id, depth])).toEqual([
			[post.id, 0],
			[reply.id, 1],
			[deeper.id, 2],
		])
		expect(Object.keys(json)).toEqual(['thread', 'names', 'endorsements'])
	})

	test('expired messages are gone when their time has come', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Boil water today', '--expires', '+1h')
		expect(await anna.text('thread', post.id)).toContain('expires 2026-05-28 21:26 UTC')
		const later = await anna.run(['list', '--json', '--now', String(1_780_000_000 + 3600)])
		expect(oneValue(later).entries).toEqual([])
	})

	test('of which nothing is known is not found', async () => {
		const anna = await b.person('anna')
		const run = await anna.run(['thread', 'f'.repeat(64), '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'not-found'])
		expect((await anna.run(['thread'])).code).toBe(2)
		expect((await anna.run(['thread', 'not-an-id'])).code).toBe(2)
	})
})

describe('thread, with the id of something that stands in none', () => {
	test('shows it with all of its fields', async () => {
		const anna = await b.person('anna')
		const { author } = await anna.json('whoami')
		const post = await anna.json('post', 'x')
		const profile = await anna.json('profile', '--name', 'Anna')
		const vouch = await anna.json('vouch', 'f'.repeat(64), '--stance', 'vouch')
		const retraction = await anna.json('retract', post.id)
		for (const [message, line] of [
			[profile, '  kind: 6 (profile)\n'],
			[profile, '  name: Anna\n'],
			[vouch, `  subject: ${'f'.repeat(64)}\n`],
			[retraction, `    target: ${post.id}\n`],
		] as const) {
			const text = await anna.text('thread', message.id.slice(0, 12))
			expect(text).toMatch(/^This message stands in no thread:\n/)
			expect(text).toContain(line)
			expect(text).not.toContain('missing')
			const json = await anna.json('thread', message.id)
			expect(json).toMatchObject({ message: { id: message.id, kind: message.kind }, names: { [author]: 'Anna' } })
			expect(json).not.toHaveProperty('thread')
			const page = await anna.run(['thread', message.id, '--markdown', '--json'])
			expect([page.code, oneValue(page).error.code]).toEqual([1, 'argument-invalid'])
		}
	})

	test('shows a message of an application, and below it what others answered', async () => {
		const author = await identity(4)
		const own = await createPrivate(author, { kind: 200, log: 0, seq: 1, fields: new Map([[131, 'ladder']]) })
		const post = await createPost(author, { log: 0, seq: 2, text: 'The ladder is back' })
		const reply = await createReply(author, { log: 0, seq: 3, root: own.id, text: 'I took it.' })
		const anna = await b.person('anna')
		writeFileSync(b.path('x'), bundle([own, post]))
		await anna.json('import', b.path('x'))
		expect(await anna.text('thread', own.id)).toContain('  private 131: ladder\n')
		writeFileSync(b.path('y'), bundle([reply]))
		await anna.json('import', b.path('y'))
		const text = await anna.text('thread', own.id)
		expect(text).toContain('ladder')
		expect(text).toContain('│ I took it.')
		expect(await anna.json('thread', own.id)).toMatchObject({ message: { id: own.id }, thread: { id: own.id } })
	})
})

describe('an id that is shown and not held', () => {
	test('may be shortened like every other: of what was retracted, and of what is missing', async () => {
		const author = await identity(4)
		const root = await createPost(author, { log: 0, seq: 1, time: NOW, text: 'Root' })
		const middle = await createReply(author, { log: 0, seq: 2, time: NOW, root: root.id, text: 'Middle' })
		const leaf = await createReply(author, { log: 0, seq: 3, time: NOW, root: root.id, parent: middle.id, text: 'Leaf' })
		const first = await createReply(author, { log: 0, seq: 4, time: NOW, root: root.id, text: 'One' })
		const second = await createReply(author, { log: 0, seq: 5, time: NOW, root: root.id, first: first.id, rev: 1, text: 'Two' })
		const anna = await b.person('anna')
		writeFileSync(b.path('x'), bundle([leaf, second]))
		await anna.json('import', b.path('x'))
		const whole = await anna.text('thread', leaf.id)
		for (const { id } of [root, middle, first]) {
			expect(whole).toContain(`#${id.slice(0, 8)}`)
			for (const typed of [id, `#${id.slice(0, 8)}`]) expect(await anna.text('thread', typed)).toBe(whole)
		}
		const own = await anna.json('post', 'Mine')
		const answer = await anna.json('reply', own.id, 'Mine too')
		await anna.json('retract', own.id, answer.id)
		for (const { id } of [own, answer]) expect(await anna.text('thread', id.slice(0, 8))).toMatch(/^✕ retracted by /)
		const run = await anna.run(['thread', '0000', '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'not-found'])
	})
})

describe('search', () => {
	test('finds words in texts and topics, of any script, whatever else is in them', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Brunnen är förorenad', '--topic', 'vatten')
		await anna.json('post', 'The road is closed')
		const found = async (...words: string[]): Promise<string[]> =>
			(await anna.json('search', '--', ...words)).messages.map(({ id }: AnyJson) => id)
		expect(await found('brunnen')).toEqual([post.id])
		expect(await found('förorenad', 'brunn')).toEqual([post.id])
		expect(await found('vatten')).toEqual([post.id])
		expect(await found('brunnen', 'road')).toEqual([])
		expect(await found('"brunnen" OR road*')).toEqual([])
		expect(await anna.text('search', 'brunnen')).toContain('  │ Brunnen är förorenad\n')
		expect(await anna.text('search', 'nowhere')).toBe('Nothing found.\n')
		expect((await anna.run(['search'])).code).toBe(2)
		expect((await anna.run(['search', ' '])).code).toBe(2)
	})
})
