import { describe, expect, test } from 'vitest'
import type { AnyJson, Person } from './harness.js'
import { bench, oneValue } from './harness.js'

const b = bench()

async function two(): Promise<readonly [Person, Person]> {
	return [await b.person('anna'), await b.person('bertil')]
}

describe('endorse', () => {
	test('says a stance with grounds and sources about what the person sees: the current version', async () => {
		const [anna, bertil] = await two()
		const post = await anna.json('post', 'Boil it for one minute.')
		const better = await anna.json('revise', post.id, 'Boil it for three minutes.')
		await b.carry(anna, bertil)
		const made = await bertil.json(
			'endorse',
			post.id.slice(0, 8),
			'--stance',
			'confirm',
			'--grounds',
			'source',
			'--source',
			'https://example.org',
			'--source',
			post.id,
		)
		expect(made).toMatchObject({
			kind: 'endorsement',
			target: better.id,
			root: post.id,
			stance: 'confirm',
			grounds: 'source',
			sources: [{ uri: 'https://example.org' }, { message: post.id }],
			rev: 0,
		})
		const exact = await bertil.json('endorse', post.id, '--exact', '--stance', 'outdated')
		expect(exact).toMatchObject({ target: post.id, stance: 'outdated' })
		const node = (await bertil.json('thread', post.id)).thread.nodes[0]
		expect([node.stances.confirm.count, node.stances.outdated.count, node.earlier[0].stances.outdated.count]).toEqual([1, 0, 1])
		expect(await bertil.text('endorse', post.id, '--stance', 'dispute')).toMatch(
			new RegExp(`^[0-9a-f]{64}\ndispute: #${better.id.slice(0, 8)}, revision 1 of #${post.id.slice(0, 8)}\n$`),
		)
	})

	test('a newer stance replaces the older one, and withdrawn is none', async () => {
		const [anna, bertil] = await two()
		const post = await anna.json('post', 'x')
		await b.carry(anna, bertil)
		await bertil.json('endorse', post.id, '--stance', 'confirm', '-g', 'observed')
		expect((await bertil.json('endorse', post.id, '--stance', 'dispute')).rev).toBe(1)
		const stances = async (): Promise<AnyJson> => (await bertil.json('thread', post.id)).thread.nodes[0].stances
		expect(await stances()).toMatchObject({ confirm: { count: 0 }, dispute: { count: 1 } })
		await bertil.json('endorse', post.id, '--stance', 'withdrawn')
		expect(await stances()).toMatchObject({ confirm: { count: 0 }, dispute: { count: 0 } })
	})

	test('refuses what makes no sense, what is not here and what was retracted', async () => {
		const [anna, bertil] = await two()
		const post = await anna.json('post', 'x')
		const codes = async (...args: string[]): Promise<unknown> => {
			const run = await anna.run(['endorse', ...args, '--json'])
			return [run.code, oneValue(run).error.code]
		}
		expect(await codes(post.id)).toEqual([2, 'usage'])
		expect(await codes(post.id, '--stance', 'maybe')).toEqual([2, 'usage'])
		expect(await codes(post.id, '--stance', 'confirm', '--grounds', 'heard')).toEqual([2, 'usage'])
		expect(await codes(post.id, '--stance', 'confirm', '--grounds', 'source')).toEqual([2, 'usage'])
		expect(await codes(post.id, '--stance', 'withdrawn', '--grounds', 'observed')).toEqual([2, 'usage'])
		expect(await codes('f'.repeat(64), '--stance', 'confirm')).toEqual([1, 'not-found'])
		await anna.json('retract', post.id)
		expect(await codes(post.id, '--stance', 'confirm')).toEqual([1, 'already-retracted'])
		await b.carry(anna, bertil)
		const run = await bertil.run(['reply', post.id, 'x', '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'already-retracted'])
	})
})

describe('vouch', () => {
	test('names an author by a short key', async () => {
		const [anna, bertil] = await two()
		const { author } = await bertil.json('post', 'I am Bertil')
		await b.carry(bertil, anna)
		const made = await anna.json('vouch', author.slice(0, 6), '--stance', 'vouch')
		expect(made).toMatchObject({ kind: 'vouch', subject: author, stance: 'vouch', rev: 0 })
		await bertil.json('profile', '--name', 'Bertil')
		await b.carry(bertil, anna)
		expect(await anna.text('profile')).toContain(`  vouches for Bertil <${author.slice(0, 8)}>\n`)
		expect(await anna.text('vouch', author, '--stance', 'withdrawn')).toMatch(new RegExp(`^[0-9a-f]{64}\nwithdrawn: ${author}\n$`))
		expect((await anna.json('profile')).vouches).toEqual([])
	})

	test('takes a whole key that is not known here, and refuses other words', async () => {
		const anna = await b.person('anna')
		const { author } = await (await b.person('bertil')).json('whoami')
		expect((await anna.json('vouch', author, '--stance', 'distrust')).subject).toBe(author)
		expect((await anna.run(['vouch', '00aa', '--stance', 'vouch'])).code).toBe(1)
		expect((await anna.run(['vouch', author, '--stance', 'confirm'])).code).toBe(2)
		const own = await anna.run(['vouch', (await anna.json('whoami')).author, '--stance', 'vouch', '--json'])
		expect([own.code, oneValue(own).error.code]).toEqual([1, 'field-conflict'])
	})
})

describe('retract', () => {
	test('takes back all versions of several messages, wherever the retraction arrives', async () => {
		const [anna, bertil] = await two()
		const post = await anna.json('post', 'secret plan')
		const better = await anna.json('revise', post.id, 'better secret plan')
		const reply = await anna.json('reply', post.id, 'and more')
		await b.carry(anna, bertil)
		const made = await anna.json('retract', better.id.slice(0, 8), reply.id)
		expect(made.kind).toBe('retraction')
		expect(made.targets.map(({ target }: { target: string }) => target).sort()).toEqual([post.id, better.id, reply.id].sort())
		await b.carry(anna, bertil)
		for (const person of [anna, bertil]) {
			const { nodes } = (await person.json('thread', post.id)).thread
			expect(nodes.map(({ state }: { state: string }) => state)).toEqual(['retracted', 'retracted'])
			expect(await person.text('thread', post.id)).toMatch(/^✕ retracted by <[0-9a-f]{8}> {2}#/)
			expect((await person.json('search', 'plan')).messages).toEqual([])
		}
		const again = await anna.run(['retract', post.id, '--json'])
		expect([again.code, oneValue(again).error.code]).toEqual([1, 'already-retracted'])
	})

	test('with --exact takes back one version, and the one before it is current again', async () => {
		const anna = await b.person('anna')
		const post = await anna.json('post', 'One')
		const better = await anna.json('revise', post.id, 'Two')
		await anna.json('retract', '--exact', better.id)
		expect((await anna.json('thread', post.id)).thread.nodes[0].message.text).toBe('One')
	})

	test('is only for own messages, and not for stances', async () => {
		const [anna, bertil] = await two()
		const post = await anna.json('post', 'x')
		await b.carry(anna, bertil)
		const stance = await bertil.json('endorse', post.id, '--stance', 'confirm')
		const codes: unknown[] = []
		for (const id of [post.id, stance.id, 'f'.repeat(64)]) {
			const run = await bertil.run(['retract', id, '--json'])
			codes.push([run.code, oneValue(run).error.code])
		}
		expect(codes).toEqual([
			[1, 'not-own'],
			[1, 'argument-invalid'],
			[1, 'not-found'],
		])
		expect((await anna.run(['retract'])).code).toBe(2)
		expect(await anna.text('retract', post.id)).toMatch(/^[0-9a-f]{64}\nretracted 1 message: #/)
	})
})

describe('profile', () => {
	test('is set piece by piece and shown, also to others', async () => {
		const [anna, bertil] = await two()
		const { author } = await anna.json('whoami')
		expect(await anna.text('profile')).toBe(`<${author.slice(0, 8)}>\n  key: ${author}\n  no profile is held here\n`)
		expect(await anna.json('profile', '--name', 'Anna Öberg')).toMatchObject({ kind: 'profile', name: 'Anna Öberg', rev: 0, author })
		expect(await anna.json('profile', '--about', 'At the well.\nHagby.')).toMatchObject({
			name: 'Anna Öberg',
			about: 'At the well.\nHagby.',
			rev: 1,
		})
		await b.carry(anna, bertil)
		expect(await bertil.text('profile', author.slice(0, 8))).toBe(
			`Anna Öberg <${author.slice(0, 8)}>\n  key: ${author}\n  │ At the well.\n  │ Hagby.\n`,
		)
		expect(await bertil.json('profile', author)).toMatchObject({
			author,
			profile: { name: 'Anna Öberg', rev: 1 },
			conflicts: [],
			vouches: [],
		})
	})

	test('belongs to its owner', async () => {
		const [anna, bertil] = await two()
		const { author } = await bertil.json('whoami')
		expect((await anna.run(['profile', author, '--name', 'Not Bertil'])).code).toBe(2)
		const run = await anna.run(['profile', '--name', 'x'.repeat(65), '--json'])
		expect([run.code, oneValue(run).error.code, oneValue(run).error.field]).toEqual([1, 'field-size', 'name'])
		expect((await anna.run(['profile', '0011'])).code).toBe(1)
	})
})
