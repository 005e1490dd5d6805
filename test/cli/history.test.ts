import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Person } from './harness.js'
import { bench } from './harness.js'

const b = bench()

describe('[SPEC 6.19] history and checkpoint', () => {
	test('tell that nothing is missing, or what is', async () => {
		const [anna, bertil] = [await b.person('Anna'), await b.person('Bertil')]
		expect((await anna.run(['checkpoint'])).code).toBe(1)
		const posts: string[] = []
		for (const text of ['one', 'two', 'three']) posts.push((await anna.json('post', text)).id as string)
		const { id, author } = await anna.json('checkpoint')
		await anna.json('retract', posts[1] as string)
		await b.carry(anna, bertil)
		const { logs } = await bertil.json('history', author.slice(0, 10))
		expect(logs).toMatchObject([{ author, log: 0, highest: 5, held: 4, retracted: 1, proven: { size: 3, checkpoint: id } }])
		expect(await bertil.text('history', author)).toContain(`checkpoint #${id.slice(0, 8)} proves that these are all of the first 3`)
		expect((await anna.json('history')).logs).toEqual(logs)
		expect(await bertil.text('people', author)).toContain('proves that these are all of the first 3')
		expect((await bertil.run(['history', 'ffff'])).code).toBe(1)
	})
})

describe('[SPEC 6.13] unlink', () => {
	test('by the key on paper, whose holder lost the other one', async () => {
		const [phone, tablet, friend] = ['phone', 'tablet', 'friend'].map((name) => b.at(b.path(name))) as [Person, Person, Person]
		const { author: stolen, recovery } = await phone.json('init')
		const paper = b.path('paper.txt')
		writeFileSync(paper, recovery)
		await friend.json('init', '--no-recovery')
		await b.carry(phone, friend)
		const { author } = await tablet.json('recover', '--from', paper, '--no-recovery')
		await b.carry(phone, tablet)
		const personOf = async (key: string): Promise<readonly string[]> => (await friend.json('people', key)).person.keys
		await b.carry(tablet, friend)
		expect((await personOf(author)).length).toBe(3)
		expect((await tablet.run(['unlink', stolen])).code).toBe(1)
		expect(await tablet.json('unlink', stolen, '--paper', paper)).toMatchObject({ unlinked: stolen, retractions: [{ kind: 'retraction' }] })
		await b.carry(tablet, friend)
		expect((await personOf(author)).length).toBe(2)
		expect(await personOf(stolen)).toEqual([stolen])
	})
})
