/** Bundles and runs what measures: `npm run bench` all of bench/, `npm run bench views` one file of it. */

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { ROOT } from './report.mjs'

/** What others import or run in a page, rather than what measures. */
const PARTS = ['browser-page', 'measure', 'words', 'workload']

const all = readdirSync(join(ROOT, 'bench')).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
const benches = all.filter((name) => !PARTS.includes(name))
const asked = process.argv.slice(2)
for (const name of asked) {
	if (benches.includes(name)) continue
	console.error(`There is no bench/${name}.ts. These can be run: ${benches.join(', ')}.`)
	process.exit(2)
}
for (const name of asked.length === 0 ? benches : asked) {
	const outfile = join(ROOT, 'node_modules', '.bench', `${name}.mjs`)
	buildSync({
		entryPoints: [join(ROOT, 'bench', `${name}.ts`)],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		logLevel: 'warning',
	})
	console.log(`\n${name}\n`)
	const { status } = spawnSync(process.execPath, [outfile], { stdio: 'inherit' })
	if (status !== 0) process.exit(status ?? 1)
}
