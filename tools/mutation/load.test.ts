/** Stryker counts tests that fail, and a file of tests that cannot be loaded has none: this is the test that fails where a mutant keeps a source from loading. */
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'

const folder = new URL(`../../src/${process.env.MUTATION_FOLDER}/`, import.meta.url)

it('every source loads', async () => {
	for (const name of readdirSync(folder)) {
		const loaded: unknown = await import(new URL(name, folder).pathname)
		expect(loaded).toBeTypeOf('object')
	}
})
