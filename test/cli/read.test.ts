import { describe, expect, test } from 'vitest'
import type { AnyJson } from './harness.js'
import { bench, oneValue } from './harness.js'

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
