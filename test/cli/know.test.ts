import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createEndorsement, createPost, createReply } from '../../src/message/create.js'
import type { AnyJson, Person } from './harness.js'
import { bench, NOW, oneValue } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()

/** Three people with names who listen to each other, in a row: Anna to Bertil, Bertil to Cecilia. */
async function neighbours(): Promise<{
	readonly anna: Person
	readonly bertil: Person
	readonly cecilia: Person
	keys: Record<string, string>
}> {
	const [anna, bertil, cecilia] = [await b.person('anna'), await b.person('bertil'), await b.person('cecilia')]
	const keys: Record<string, string> = {}
	for (const [name, person] of Object.entries({ Anna: anna, Bertil: bertil, Cecilia: cecilia }))
		keys[name] = (await person.json('profile', '--name', name)).author
	await anna.json('vouch', keys.Bertil ?? '', '--stance', 'vouch')
	await bertil.json('vouch', keys.Cecilia ?? '', '--stance', 'vouch')
	return { anna, bertil, cecilia, keys }
}

/** Everything goes to everybody. */
async function meet(...people: readonly Person[]): Promise<void> {
	for (const from of people) await b.carry(from, ...people.filter((person) => person !== from))
}

const counts = ({ circle, outside }: AnyJson): number[] => [
	circle.people.count,
	circle.firstHand.count,
	circle.sources.count,
	circle.independent.count,
	outside.keys.count,
	outside.independent.count,
]

describe('corroborate', () => {
	test('[SPEC 6.16] says who stands behind a message, in the circle and outside of it', async () => {
		const { anna, bertil, cecilia, keys } = await neighbours()
		const stranger = await b.person('stranger')
		const post = await anna.json('post', 'The bridge is closed.')
		await meet(anna, bertil, cecilia, stranger)
		const seen = await bertil.json('endorse', post.id, '--stance', 'confirm', '--grounds', 'observed')
		for (const person of [cecilia, stranger])
			await person.json('endorse', post.id, '--stance', 'confirm', '--grounds', 'source', '--source', 'https://example.org/news')
		await meet(anna, bertil, cecilia, stranger)

		const { nodes, names, endorsements } = await anna.json('corroborate', post.id.slice(0, 10))
		expect(nodes).toHaveLength(1)
		expect(nodes[0]).toMatchObject({ node: post.id, current: { version: post.id, rev: 0 }, earlier: [] })
		expect(counts(nodes[0].current.confirm)).toEqual([2, 1, 1, 2, 1, 1])
		expect(nodes[0].current.confirm.circle.people.speakers.map(({ distance }: AnyJson) => distance)).toEqual([1, 2])
		expect(names).toMatchObject({ [keys.Bertil ?? '']: 'Bertil', [keys.Cecilia ?? '']: 'Cecilia' })
		expect(endorsements).toHaveLength(3)
		expect(endorsements.map(({ id }: AnyJson) => id)).toContain(seen.id)

		const text = await anna.text('corroborate', post.id)
		expect(text).toMatch(/^● Anna <[0-9a-f]{8}> {2}2026-05-28 20:26 UTC {2}#/)
		expect(text).toContain('  in your circle\n    confirmed by 2 people, 2 independent\n')
		expect(text).toContain(`Bertil <${keys.Bertil?.slice(0, 8)}>  distance 1 · saw it · #${seen.id.slice(0, 8)}\n`)
		expect(text).toContain('source: https://example.org/news\n')
		expect(text).toContain('  outside of your circle: ')
	})

	test('[SPEC 6.10] keeps earlier versions apart, whichever version is named', async () => {
		const { anna, bertil } = await neighbours()
		const post = await anna.json('post', 'Boil it for one minute.')
		await meet(anna, bertil)
		await bertil.json('endorse', post.id, '--stance', 'confirm', '--grounds', 'reproduced')
		const better = await anna.json('revise', post.id, 'Boil it for three minutes.')
		await meet(anna, bertil)
		const whole = await anna.json('corroborate', post.id)
		expect(whole.nodes[0]).toMatchObject({
			node: post.id,
			current: { version: better.id, rev: 1 },
			earlier: [{ version: post.id, rev: 0 }],
		})
		expect([whole.nodes[0].current.confirm, whole.nodes[0].earlier[0].confirm].map((each) => counts(each)[0])).toEqual([0, 1])
		expect(await anna.json('corroborate', better.id)).toEqual(whole)
		const text = await anna.text('corroborate', better.id)
		expect(text).toContain('  Nobody has said anything about it as it stands now.\n')
		expect(text).toContain('said of the first version')
	})

	test('of a whole thread, in its order', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'One')
		const reply = await anna.json('reply', post.id, 'Two')
		const { nodes } = await anna.json('corroborate', '--thread', reply.id.slice(0, 12))
		expect(nodes.map(({ node }: AnyJson) => node)).toEqual([post.id, reply.id])
		expect((await anna.text('corroborate', '--thread', post.id)).match(/^● /gm)).toHaveLength(2)
	})

	test('of what is not there, was taken back, or cannot be confirmed is refused', async () => {
		const anna = await b.person('anna')
		const { id } = await anna.json('profile', '--name', 'Anna')
		const post = await anna.json('post', 'One')
		await anna.json('retract', post.id)
		const codes: unknown[] = []
		for (const words of [['abcd'], ['f'.repeat(64)], ['f'.repeat(64), '--thread'], [id], [post.id], ['xyz']]) {
			const run = await anna.run(['corroborate', ...words, '--json'])
			codes.push([run.code, oneValue(run).error.code])
		}
		expect(codes).toEqual([
			[1, 'not-found'],
			[1, 'not-found'],
			[1, 'not-found'],
			[1, 'argument-invalid'],
			[1, 'already-retracted'],
			[2, 'usage'],
		])
	})
})

describe('[SPEC 6.17] questions', () => {
	const idsOf = (list: AnyJson): string[] => list.questions.map(({ node }: AnyJson) => node.id)

	test('are open until the asker confirms an answer', async () => {
		const { anna, bertil } = await neighbours()
		const well = await anna.json('post', 'Is the well safe?', '--question', '--topic', 'water', '--space', 'hagby')
		const road = await anna.json('post', 'Is the road open?', '--question', '--now', String(NOW + 60))
		await anna.json('post', 'No question')
		await meet(anna, bertil)
		const answer = await bertil.json('reply', well.id, 'Boil it.')
		const back = await bertil.json('reply', well.id, 'How deep is it?', '--question')
		await meet(anna, bertil)
		expect(idsOf(await bertil.json('questions', '--now', String(NOW + 60)))).toEqual([road.id, back.id, well.id])
		expect(idsOf(await bertil.json('questions', '--topic', 'Water'))).toEqual([back.id, well.id])
		expect(idsOf(await bertil.json('questions', '--space', 'hagby', '--limit', '1'))).toEqual([back.id])
		expect(idsOf(await bertil.json('questions', '--answered'))).toEqual([])

		await anna.json('endorse', answer.id, '--stance', 'confirm')
		await meet(anna, bertil)
		expect(idsOf(await bertil.json('questions', '--topic', 'water'))).toEqual([back.id])
		expect(await bertil.json('questions', answer.id)).toMatchObject({
			questions: [
				{ node: { id: well.id }, state: 'answered', answers: [{ node: answer.id, version: answer.id }] },
				{ node: { id: back.id }, state: 'open', answers: [] },
			],
		})
		expect(idsOf(await bertil.json('questions', '--answered'))).toEqual([well.id])
		expect(idsOf(await bertil.json('questions', well.id, '--answered'))).toEqual([well.id])
		const text = await bertil.text('questions', well.id)
		expect(text).toMatch(/^✓ Anna <[0-9a-f]{8}> {2}2026-05-28 20:26 UTC {2}#[0-9a-f]{8}\n {2}answered question\n/)
		expect(text).toContain('  ✓ Bertil <')
		expect(text).toContain('│ Boil it.\n')
	})

	test('are found answered below any number of newer threads', async () => {
		const author = await identity(4)
		const question = await createPost(author, { log: 0, seq: 1, time: 1000, text: 'Is the well safe?', question: true })
		const answer = await createReply(author, { log: 0, seq: 2, time: 1001, root: question.id, text: 'Boil it.' })
		const yes = await createEndorsement(author, { log: 0, seq: 3, time: 1002, target: answer.id, root: question.id, stance: 'confirm' })
		writeFileSync(b.path('x'), bundle([question, answer, yes, ...(await posts(author, 1001, 4))]))
		const anna = await b.person('anna')
		await anna.json('import', b.path('x'))
		expect(idsOf(await anna.json('questions', '--answered'))).toEqual([question.id])
	})

	test('say so when there are none, and refuse what does not fit together', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'x')
		expect(await anna.text('questions')).toBe('No open questions.\n')
		expect(await anna.text('questions', '--answered')).toBe('No answered questions.\n')
		expect(await anna.text('questions', post.id)).toBe('No questions in this thread.\n')
		expect(await anna.json('questions')).toEqual({ questions: [], names: {} })
		for (const words of [[post.id, '--topic', 'water'], ['--limit', '0'], ['no-id']])
			expect((await anna.run(['questions', ...words])).code).toBe(2)
		expect((await anna.run(['questions', 'abcd'])).code).toBe(1)
	})
})

describe('[SPEC 6.17] inbox', () => {
	test('lists what waits, and what was read is no longer unread on this device', async () => {
		const { anna, bertil } = await neighbours()
		const post = await anna.json('post', 'Is the well safe?')
		await meet(anna, bertil)
		const first = await bertil.json('reply', post.id, 'Boil it.')
		const second = await bertil.json('reply', post.id, 'Who has seen it?', '--question', '--now', String(NOW + 60))
		await meet(anna, bertil)
		const waiting = async (...words: string[]): Promise<unknown[]> =>
			(await anna.json('inbox', '--now', String(NOW + 60), ...words)).items.map(({ node, unread, reply, question }: AnyJson) => {
				return [node.id, unread, reply, question]
			})
		const all = (unread: boolean): unknown[] => [
			[second.id, unread, true, true],
			[first.id, unread, true, false],
		]
		expect(await waiting()).toEqual(all(true))
		const text = await anna.text('inbox')
		expect(text).toContain('  unread · answers you · in thread #')
		// Marking says what was unread when it was shown.
		expect((await anna.json('inbox', '--limit', '1', '--mark-read', '--now', String(NOW + 60))).marked).toEqual([second.id])
		expect(await waiting()).toEqual([
			[second.id, false, true, true],
			[first.id, true, true, false],
		])
		expect(await anna.text('inbox', '--mark-read')).toContain('\n\nmarked 1 message as read, on this device\n')
		expect(await waiting()).toEqual(all(false))
		expect(await anna.json('inbox', '--mark-read')).toMatchObject({ marked: [] })
		// A better version is something new.
		await bertil.json('revise', first.id, 'Boil it for three minutes.')
		await meet(anna, bertil)
		expect((await waiting())[1]).toEqual([first.id, true, true, false])
		// Nothing of it travels.
		expect((await bertil.json('inbox')).items).toEqual([])
		expect(await bertil.text('inbox')).toBe('Nothing waits for you.\n')
		expect((await anna.run(['inbox', '--limit', 'many'])).code).toBe(2)
	})

	test('leaves out what was answered, unless all or only what is unread is asked for', async () => {
		const { anna, bertil } = await neighbours()
		const post = await anna.json('post', 'Is the well safe?')
		await meet(anna, bertil)
		const first = await bertil.json('reply', post.id, 'Boil it.')
		const second = await bertil.json('reply', post.id, 'Who has seen it?', '--now', String(NOW + 60))
		await meet(anna, bertil)
		const waiting = async (...words: string[]): Promise<unknown[]> =>
			(await anna.json('inbox', '--now', String(NOW + 60), ...words)).items.map(({ node }: AnyJson) => node.id)
		expect(await waiting()).toEqual([second.id, first.id])
		await anna.json('reply', second.id, 'I have.', '--now', String(NOW + 120))
		expect(await waiting()).toEqual([first.id])
		expect(await waiting('--limit', '1')).toEqual([first.id])
		expect(await waiting('--all')).toEqual([second.id, first.id])
		expect(await waiting('--unread')).toEqual([second.id, first.id])
		await anna.json('inbox', '--mark-read', '--now', String(NOW + 60))
		expect(await waiting()).toEqual([first.id])
		expect(await waiting('--unread', '--limit', '1')).toEqual([second.id])
		expect(await anna.text('inbox', '--all')).toContain('you wrote below it')
		await anna.json('inbox', '--all', '--mark-read', '--now', String(NOW + 60))
		expect(await anna.text('inbox', '--unread')).toBe('Nothing is unread.\n')
		expect(await bertil.text('inbox', '--all', '--now', String(NOW + 60))).toBe('Nothing has come for you.\n')
		expect((await anna.run(['inbox', '--all', '--unread'])).code).toBe(2)
	})
})

describe('thread --markdown', () => {
	test('is a page with what stands behind each message', async () => {
		const { anna, bertil } = await neighbours()
		const post = await anna.json('post', '# Not a heading\n<script>alert(1)</script>', '--question')
		await meet(anna, bertil)
		await bertil.json('endorse', post.id, '--stance', 'dispute', '--grounds', 'observed')
		const reply = await bertil.json('reply', post.id, 'No.')
		await meet(anna, bertil)
		const page = await anna.text('thread', reply.id, '--markdown')
		expect(page).toMatch(/^# Question by Anna `<[0-9a-f]{8}>`\n/)
		expect(page).toContain('## Reply 1 by Bertil')
		expect(page).toContain('disputed by 1 person')
		expect(page).toContain(`\`${post.author}\`\n`)
		expect(page).not.toMatch(/^ *(?:> *)?# Not a heading|(?<!\\)<script/m)
		expect(await anna.json('thread', post.id, '--markdown')).toEqual({ thread: post.id, markdown: page })
	})

	test('[SPEC 6.15] reveals nobody whom the reader listens to or blocks in private', async () => {
		const [anna, bertil, cecilia] = [await b.person('anna'), await b.person('bertil'), await b.person('cecilia')]
		const post = await anna.json('post', 'The bridge is closed.')
		await meet(anna, bertil, cecilia)
		const said = await bertil.json('endorse', post.id, '--stance', 'confirm', '--grounds', 'observed')
		const other = await cecilia.json('endorse', post.id, '--stance', 'dispute', '--grounds', 'observed')
		await anna.json('vouch', other.author, '--stance', 'vouch')
		await meet(anna, bertil, cecilia)
		const page = await anna.text('thread', post.id, '--markdown')
		expect(page).toContain('confirmed by 1 key')
		expect(page).toContain('disputed by 1 person')
		await anna.json('listen', said.author)
		await anna.json('block', other.author)
		expect(await anna.text('corroborate', post.id)).toContain('confirmed by 1 person')
		expect(await anna.text('thread', post.id, '--markdown')).toBe(page)
	})
})
