/**
 * `npm run mutation` runs Stryker over the four folders, each with its own tests, and writes report.md. Arguments narrow it down: a folder (`merge`), a file
 * (`src/merge/tree.ts`) or lines of one (`src/merge/tree.ts:40-50`). What did not change since the last run is not run again.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { FOLDERS, RESULTS } from './results.mjs'

const asked = process.argv.slice(2)
mkdirSync(RESULTS, { recursive: true })
for (const part of asked.length > 0 ? asked : FOLDERS) {
	const [top, inside] = part.split('/')
	const folder = top === 'src' ? inside : top
	if (folder === undefined || !FOLDERS.includes(folder))
		throw new Error(`Expected one of ${FOLDERS.join(', ')}, or a file below, not ${part}.`)
	const mutate = top === 'src' ? part : `src/${folder}/**/*.ts`
	const results = `node_modules/.cache/mutation/${folder}.json`
	const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', mutate, '--incrementalFile', results], {
		stdio: 'inherit',
		env: { ...process.env, MUTATION_FOLDER: folder },
	})
	if (status !== 0) process.exit(status ?? 1)
}
await import('./summarise.mjs')
