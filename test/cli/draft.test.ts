import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../src/limits.js'
import { bench, oneValue } from './harness.js'

const b = bench()

describe('draft', () => {
	test('keeps texts on this device until they are said', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Is it safe?')
		expect(await anna.json('draft', 'save', 'answer', 'Boil it,\nfor now.', '--to', post.id.slice(0, 8))).toEqual({
			name: 'answer',
			text: 'Boil it,\nfor now.',
			to: post.id,
		})
		await anna.run(['draft', 'save', 'Öl & bröd', '-'], { input: '-\n' })
		writeFileSync(b.path('text'), 'From a file\n')
		await anna.json('draft', 'save', 'file', '--file', b.path('text'))
		expect(await anna.json('draft', 'list')).toEqual({
			drafts: [
				{ name: 'answer', text: 'Boil it,\nfor now.', to: post.id },
				{ name: 'file', text: 'From a file' },
				{ name: 'Öl & bröd', text: '-' },
			],
		})
		expect(await anna.text('draft', 'show', 'answer')).toBe(
			`draft: answer\n  answers #${post.id.slice(0, 8)}\n  │ Boil it,\n  │ for now.\n`,
		)
		expect(await anna.json('draft', 'show', 'file')).toEqual({ name: 'file', text: 'From a file' })
		expect((await anna.json('whoami')).messages).toBe(1)
		await anna.json('export', '-o', b.path('x'))
		expect((await anna.json('inspect', b.path('x'))).messages).toBe(1)

		// Saying it drops it; the draft knows what it answers.
		const reply = await anna.json('reply', '--draft', 'answer', '--lang', 'en')
		expect(reply).toMatchObject({ kind: 'reply', root: post.id, text: 'Boil it,\nfor now.', lang: 'en' })
		expect(await anna.json('reply', reply.id, '--draft', 'file')).toMatchObject({ parent: reply.id, text: 'From a file' })
		expect(await anna.json('post', '--draft', 'Öl & bröd', '--topic', 'x')).toMatchObject({ kind: 'post', text: '-', topics: ['x'] })
		expect(await anna.json('draft', 'list')).toEqual({ drafts: [] })
		expect(await anna.text('draft', 'list')).toMatch(/^No drafts\. /)
	})

	test('is replaced under the same name, and dropped', async () => {
		const anna = await b.person('anna')
		expect(await anna.text('draft', 'save', 'one', 'First')).toBe(
			'kept 5 bytes as draft: one\nIt stays on this device. Say it with budkavle post --draft "one"\n',
		)
		await anna.json('draft', 'save', 'one', 'Second')
		expect((await anna.json('draft', 'list')).drafts).toEqual([{ name: 'one', text: 'Second' }])
		expect(await anna.text('draft', 'drop', 'one')).toBe('dropped draft: one\n')
		expect((await anna.json('draft', 'list')).drafts).toEqual([])
	})

	test('stays when it cannot be said', async () => {
		const anna = await b.person('anna')
		await anna.run(['draft', 'save', 'long', '-'], { input: 'x'.repeat(LIMITS.text + 1) })
		const run = await anna.run(['post', '--draft', 'long', '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'field-size'])
		expect((await anna.json('draft', 'list')).drafts).toHaveLength(1)
	})

	test('refuses what is not there and what does not fit together', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'Is it safe?')
		await anna.json('draft', 'save', 'answer', 'Boil it.', '--to', post.id)
		await anna.json('draft', 'save', 'idea', 'Something new')
		const codes = async (...words: string[]): Promise<unknown> => {
			const run = await anna.run([...words, '--json'])
			return [run.code, oneValue(run).error.code]
		}
		expect(await codes('draft', 'save', 'x')).toEqual([2, 'usage'])
		expect(await codes('draft', 'save', 'x', '')).toEqual([2, 'usage'])
		expect(await codes('draft', 'save', 'x', 'y', '--file', b.path('z'))).toEqual([2, 'usage'])
		expect(await codes('draft', 'save', 'x', 'y', '--to', 'abcd')).toEqual([1, 'not-found'])
		expect(await codes('draft', 'save', 'x'.repeat(65), 'y')).toEqual([1, 'argument-invalid'])
		expect(await codes('draft', 'show', 'nothing')).toEqual([1, 'not-found'])
		expect(await codes('draft', 'drop', 'nothing')).toEqual([1, 'not-found'])
		expect(await codes('post', '--draft', 'nothing')).toEqual([1, 'not-found'])
		expect(await codes('post', 'Text', '--draft', 'idea')).toEqual([2, 'usage'])
		expect(await codes('post', '--file', b.path('z'), '--draft', 'idea')).toEqual([2, 'usage'])
		expect(await codes('post', '--draft', 'answer')).toEqual([2, 'usage'])
		expect(await codes('reply', '--draft', 'idea')).toEqual([2, 'usage'])
		expect(await codes('reply')).toEqual([2, 'usage'])
		const large = await anna.run(['draft', 'save', 'x', '-', '--json'], { input: 'x'.repeat(65_537) })
		expect([large.code, oneValue(large).error.code]).toEqual([1, 'argument-invalid'])
		expect((await anna.json('draft', 'list')).drafts).toHaveLength(2)
		expect((await anna.json('whoami')).messages).toBe(1)
	})
})
