import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { AnyJson, Person } from './harness.js'
import { bench, oneValue } from './harness.js'
import { bundle, identity, posts } from './messages.js'

const b = bench()

async function named(name: string): Promise<{ readonly person: Person; readonly key: string }> {
	const person = await b.person(name)
	return { person, key: (await person.json('profile', '--name', name)).author }
}

/** Anna vouches for Bertil, who vouches for Cecilia, who vouches for David; Anna holds everything. */
async function row(): Promise<{ readonly anna: Person; readonly keys: readonly string[] }> {
	const people: { person: Person; key: string }[] = []
	for (const name of ['Anna', 'Bertil', 'Cecilia', 'David']) people.push(await named(name))
	const [anna, ...others] = people.map(({ person }) => person)
	const keys = people.map(({ key }) => key)
	for (const [index, { person }] of people.slice(0, -1).entries()) await person.json('vouch', keys[index + 1] ?? '', '--stance', 'vouch')
	if (anna === undefined) throw new Error('nobody')
	for (const other of others) await b.carry(other, anna)
	return { anna, keys }
}

async function circleOf(person: Person, ...words: readonly string[]): Promise<Record<string, number>> {
	const { people, names } = await person.json('circle', ...words)
	return Object.fromEntries(people.map(({ id, distance }: AnyJson) => [names[id] ?? id, distance]))
}

describe('[SPEC 6.15] circle', () => {
	test('is whom one listens to, step by step', async () => {
		const { anna, keys } = await row()
		expect(await circleOf(anna)).toEqual({ Anna: 0, Bertil: 1, Cecilia: 2, David: 3 })
		expect(await circleOf(anna, '--depth', '1')).toEqual({ Anna: 0, Bertil: 1 })
		expect(await circleOf(anna, '--depth', '0')).toEqual({ Anna: 0 })
		const text = await anna.text('circle')
		expect(text).toContain(`distance 2: 1 person\n  Cecilia <${keys[2]?.slice(0, 8)}>`)
		expect(text).toContain(`    via Bertil <${keys[1]?.slice(0, 8)}>\n`)
		for (const depth of ['-1', '101', 'far']) expect((await anna.run(['circle', '--depth', depth])).code).toBe(2)
	})
})

describe('[SPEC 6.15] listen and block', () => {
	test('take somebody in and keep somebody out, on this device alone', async () => {
		const { anna, keys } = await row()
		const [, bertil = '', cecilia = '', david = ''] = keys
		const before = await anna.json('whoami')
		expect(await anna.json('block', bertil.slice(0, 12))).toEqual({ author: bertil, blocked: true })
		expect(await circleOf(anna)).toEqual({ Anna: 0 })
		expect(await anna.json('listen', cecilia)).toEqual({ author: cecilia, listening: true, blocked: false })
		expect(await circleOf(anna)).toEqual({ Anna: 0, Cecilia: 1, David: 2 })
		expect(await anna.text('circle')).toContain('a private vouch')
		expect(await anna.json('people', cecilia)).toMatchObject({ listening: [cecilia], blocked: [], person: { distance: 1 } })
		expect(await anna.json('people', bertil)).toMatchObject({ listening: [], blocked: [bertil] })
		expect(await anna.text('people', bertil)).toContain('  outside of your circle; you block them\n')

		// A block counts more, and says so.
		expect(await anna.json('listen', bertil)).toEqual({ author: bertil, listening: true, blocked: true })
		expect(await anna.text('listen', bertil)).toContain('You also block this key')
		expect(await anna.json('block', bertil, '--off')).toEqual({ author: bertil, blocked: false })
		expect(await anna.json('listen', bertil, '--off')).toEqual({ author: bertil, listening: false, blocked: false })
		await anna.json('listen', cecilia, '--off')
		expect(await circleOf(anna)).toEqual({ Anna: 0, Bertil: 1, Cecilia: 2, David: 3 })

		// No message was made of it.
		expect(await anna.json('whoami')).toEqual(before)
		const said = await anna.text('block', david)
		expect(said).toMatch(new RegExp(`^blocked: ${david}\n`))
		expect(said.replace(/\s+/g, ' ')).toContain('Nobody else can see this: it stays on this device.')
		expect((await anna.text('block', david, '--off')).split('\n')[0]).toBe(`unblocked: ${david}`)
		expect((await anna.run(['block', '0011'])).code).toBe(1)
		expect((await anna.run(['listen', 'Bertil'])).code).toBe(2)
	})

	test('a lost key of one’s own can be blocked: those for whom it vouches no longer count', async () => {
		const old = b.at(b.path('old'))
		const { recovery, author: lost } = await old.json('init')
		const { person: mallory, key } = await named('Mallory')
		await b.carry(mallory, old)
		await old.json('vouch', key, '--stance', 'vouch')
		const run = await b.run(['recover', '--home', b.path('new'), '--json'], { input: recovery })
		expect(run.code).toBe(0)
		const anna = b.at(b.path('new'))
		await b.carry(old, anna)
		expect(Object.keys(await circleOf(anna))).toContain('Mallory')
		expect((await anna.text('block', lost)).replace(/\s+/g, ' ')).toContain('It is one of your own keys')
		expect(Object.keys(await circleOf(anna))).not.toContain('Mallory')
	})
})

describe('[SPEC 6.13] people', () => {
	test('lists everybody of whom anything is held, by how near they are', async () => {
		const { anna, keys } = await row()
		const { person: eva, key } = await named('Eva')
		await b.carry(eva, anna)
		const { people, names } = await anna.json('people')
		expect(Object.fromEntries(people.map(({ id, distance }: AnyJson) => [names[id], distance]))).toEqual({
			Anna: 0,
			Bertil: 1,
			Cecilia: 2,
			David: 3,
			Eva: undefined,
		})
		const text = await anna.text('people')
		const titles = ['you', 'in your circle, at distance 1', 'in your circle, at distance 2', 'in your circle, at distance 3']
		const blocks = [...titles, 'outside of your circle: keys that may be anybody'].map((title, index) => {
			const author = [...keys, key][index] ?? ''
			return `${title}\n${names[author]} <${author.slice(0, 8)}>\n  key: ${author}\n`
		})
		expect(text).toBe(blocks.join('\n'))
	})

	test('[SPEC 6.18] of one person tells how much of what they said is here', async () => {
		const author = await identity(5)
		const made = await posts(author, 15)
		writeFileSync(b.path('some'), bundle(made.filter(({ seq }) => ![4, 7, 9].includes(seq))))
		const anna = await b.person('anna')
		await anna.json('import', b.path('some'))
		const { logs, person } = await anna.json('people', author.author.slice(0, 8))
		expect(person).toMatchObject({ id: author.author, keys: [author.author], currentKeys: [author.author] })
		expect(logs).toMatchObject([
			{
				author: author.author,
				log: 0,
				highest: 15,
				held: 12,
				retracted: 0,
				missing: [4, 7, 9].map((seq) => ({ from: seq, to: seq })),
				forks: [],
			},
		])
		expect(await anna.text('people', author.author)).toBe(
			`<${author.author.slice(0, 8)}>\n  key: ${author.author}\n  no profile is held here\n  outside of your circle\n  log 0: holds 12 of 15, missing 4, 7, 9\n`,
		)
	})

	test('of whom nothing is known can be asked for by a whole key only', async () => {
		const anna = await b.person('anna')
		expect(await anna.json('people', 'f'.repeat(64))).toMatchObject({ person: { id: 'f'.repeat(64) }, profiles: [], logs: [] })
		const run = await anna.run(['people', 'ffff', '--json'])
		expect([run.code, oneValue(run).error.code]).toEqual([1, 'not-found'])
		expect(run.stderr).toContain('budkavle people')
	})
})
