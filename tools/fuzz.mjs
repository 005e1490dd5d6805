/** Fuzzes what reads bytes and text from outside (test/fuzz): `npm run fuzz -- --help`. Bundles the targets, with a counter in every branch of src, and runs them. */

import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { instrument } from './instrument.mjs'
import { ROOT } from './report.mjs'

/** Generators of random numbers and cases for tests are not what is fuzzed. */
const LEFT_OUT = /^src\/(?:testing|store|replica)\//

let branches = 0

/** @type {import('esbuild').Plugin} */
const counting = {
	name: 'counting',
	setup(building) {
		building.onLoad({ filter: /\.ts$/ }, ({ path }) => {
			const file = relative(ROOT, path).split(sep).join('/')
			if (!file.startsWith('src/') || LEFT_OUT.test(file)) return undefined
			return { contents: instrument(readFileSync(path, 'utf8'), path, () => branches++), loader: 'js' }
		})
	},
}

const outfile = join(ROOT, 'node_modules', '.fuzz', 'run.mjs')
await build({
	entryPoints: [join(ROOT, 'test', 'fuzz', 'run.ts')],
	outfile,
	bundle: true,
	platform: 'node',
	format: 'esm',
	packages: 'external',
	sourcemap: 'inline',
	banner: { js: 'const fuzzed = globalThis.fuzzing.counters;' },
	logLevel: 'warning',
	plugins: [counting],
})
Object.assign(globalThis, { fuzzing: { root: ROOT, counters: new Uint32Array(branches), branches } })
process.setSourceMapsEnabled(true)
await import(pathToFileURL(outfile).href)
