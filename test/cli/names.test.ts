import { expect, test } from 'vitest'
import { namesOf } from '../../src/cli/names.js'
import type { Replica } from '../../src/replica/types.js'

test('namesOf reads each author once in one command', async () => {
	const asked: string[] = []
	const profile = async (author: string): Promise<unknown> => {
		asked.push(author)
		return author === 'b' ? { conflicts: [] } : { profile: { name: author.toUpperCase() }, conflicts: [] }
	}
	const replica = { view: { profile } } as unknown as Replica
	const both = await Promise.all([namesOf(replica, ['c', 'a', 'b', 'a']), namesOf(replica, ['b', 'c'])])
	expect(both.map((names) => [...names])).toEqual([
		[
			['a', 'A'],
			['c', 'C'],
		],
		[['c', 'C']],
	])
	await namesOf(replica, ['a', 'b', 'd'])
	expect(asked.sort()).toEqual(['a', 'b', 'c', 'd'])
	// Another replica may know more.
	await namesOf({ view: { profile } } as unknown as Replica, ['a'])
	expect(asked).toHaveLength(5)
})
