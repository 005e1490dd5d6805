import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { storedBundle } from '../bundle/support.js'
import { bench } from './harness.js'

const b = bench()

describe('[SPEC 7.14] messages without signatures', () => {
	test('are verified and shown with the checkpoint that proves them, and travel on alone', async () => {
		const [anna, bertil, carl] = [await b.person('Anna'), await b.person('Bertil'), await b.person('Carl')]
		const ids: string[] = []
		for (let i = 0; i < 8; i++) ids.push((await anna.json('post', `post ${i}`)).id as string)
		const { id: checkpoint } = await anna.json('checkpoint')
		const file = b.path('all')
		await anna.text('export', '-o', file)

		const { results } = await anna.json('verify', file)
		const proven = results.filter((result: { checkpoint?: string }) => result.checkpoint !== undefined)
		expect(proven.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(ids))
		expect(new Set(proven.map((result: { checkpoint: string }) => result.checkpoint))).toEqual(new Set([checkpoint]))
		expect(await anna.text('inspect', file)).toContain(`valid, by the checkpoint #${(checkpoint as string).slice(0, 8)}`)

		await bertil.json('import', file)
		const single = b.path('single')
		// The message, and the checkpoint that proves it.
		expect(await bertil.text('export', '--message', ids[3] as string, '-o', single)).toContain('exported 2 messages')
		expect((await carl.json('import', single)).files[0].counts).toMatchObject({ added: 2, rejected: 0 })
		expect(await carl.text('thread', ids[3] as string)).toContain('post 3')

		const changed = storedBundle(readFileSync(file))
		changed.set(Buffer.from('p0st 5'), Buffer.from(changed).indexOf('post 5'))
		const broken = b.path('broken')
		writeFileSync(broken, changed)
		const { code, stdout } = await anna.run(['verify', broken])
		expect(code).toBe(1)
		expect(stdout).toContain(`${ids[0]} unproven in stage signature`)
		expect(stdout).not.toContain(ids[5] as string)
		expect(await anna.text('inspect', broken)).toContain(ids[0] as string)
	})

	test('are not exported where there is no such message any more: the program says so', async () => {
		const dora = await b.person('Dora')
		const { id } = await dora.json('post', 'to be taken back')
		await dora.json('retract', id as string)
		for (const [wanted, error] of [
			[id as string, 'was retracted by its author'],
			['ab'.repeat(32), 'is not held here'],
		] as const) {
			const { code, stderr } = await dora.run(['export', '--message', wanted, '-o', b.path('none')])
			expect([code, stderr]).toEqual([1, expect.stringContaining(error)])
		}
	})
})
