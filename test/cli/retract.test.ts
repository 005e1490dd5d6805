import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readBundles } from '../../src/bundle/read.js'
import type { Message } from '../../src/message/types.js'
import type { AnyJson, Person } from './harness.js'
import { bench, oneValue } from './harness.js'
import { bundle } from './messages.js'

const b = bench()

async function refused(person: Person, ...args: readonly string[]): Promise<AnyJson> {
	const run = await person.run([...args, '--json'])
	expect(run.code).toBe(1)
	return oneValue(run).error
}

/** A message of three versions. */
async function revised(person: Person): Promise<readonly AnyJson[]> {
	const first = await person.json('post', 'One')
	const second = await person.json('revise', first.id, 'Two')
	return [first, second, await person.json('revise', first.id, 'Three')]
}

/** What a home exports, message by message. */
async function held(person: Person): Promise<readonly Message[]> {
	const { bytes } = await person.run(['export'])
	return [...readBundles(bytes)].flatMap((part) => {
		return part.type === 'bundle' ? part.bundle.items.flatMap((item) => (item.ok ? [item.unverified] : [])) : []
	})
}

describe('[SPEC 6.2] retract', () => {
	test('--exact is refused for a first version that has later ones, which would all go', async () => {
		const anna = await b.person('anna')
		const [first, second, third] = await revised(anna)
		expect(await refused(anna, 'retract', '--exact', first.id)).toMatchObject({
			code: 'argument-invalid',
			message: expect.stringContaining('takes back all 3 versions'),
		})
		expect((await anna.json('thread', first.id)).thread.nodes[0].message.text).toBe('Three')
		expect(await anna.json('retract', '--exact', third.id, second.id)).toMatchObject({ erased: [second.id, third.id].sort() })
		// A message with one version is that version.
		expect(await anna.json('retract', '--exact', first.id)).toMatchObject({ erased: [first.id] })
	})

	test('says how many versions were erased, and of each of them afterwards that it was retracted', async () => {
		const anna = await b.person('anna')
		const versions = await revised(anna)
		const [first, second] = versions
		const text = await anna.text('retract', second.id)
		expect(text).toMatch(/^[0-9a-f]{64}\nretracted 1 message: #[0-9a-f]{8}\nerased here: 3 versions\n$/)
		expect(text).toContain(`#${first.id.slice(0, 8)}`)
		expect((await held(anna)).map(({ kind }) => kind)).toEqual(['retraction'])
		for (const { id } of versions) expect(await refused(anna, 'retract', id)).toMatchObject({ code: 'already-retracted' })
	})

	test('takes back all own versions where the first one never came, and says that others may stay elsewhere', async () => {
		const anna = await b.person('anna')
		const [first, second, third] = await revised(anna)
		await anna.json('export-secret', '-o', b.path('secret'))
		const [, ...later] = (await held(anna)).filter((message) => message.kind === 'post').sort((one, two) => one.rev - two.rev)
		writeFileSync(b.path('later'), bundle(later))
		for (const name of ['phone', 'tablet']) {
			const other = await b.person(name, '--import', b.path('secret'))
			await other.json('import', b.path('later'))
		}
		const phone = b.at(b.path('phone'))
		const made = await phone.json('retract', third.id)
		expect(made).toMatchObject({ erased: [second.id, third.id].sort(), partly: [first.id] })
		expect(made.targets.map(({ target }: AnyJson) => target)).toEqual([second.id, third.id].sort())
		expect((await phone.json('search', 'Two')).messages).toEqual([])
		const text = await b.at(b.path('tablet')).text('retract', second.id)
		expect(text).toContain('\nerased here: 2 versions\n')
		expect(text.replaceAll('\n ', '')).toContain('Versions that are not here stay until you take them back where they are held.')
		// What was not there stays, and is current again.
		await b.carry(phone, anna)
		expect((await anna.json('thread', first.id)).thread.nodes[0].message.text).toBe('One')
	})
})
