/**
 * Runs tests of the core against the built package in another runtime: `node tools/runtimes.mjs RUNTIME COMMAND...`, such as `deno deno run -A`. `RUNTIME` is what the
 * lines of the report begin with. `bare` stands for React Native: the runtime loses WebCrypto, WebAssembly, CompressionStream and process.getBuiltinModule first. It needs a build.
 *
 * With TEST_COUNTS=FILE in the environment, `{ "passed": n, "failed": n, "skipped": n }` is written to that file.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { listFiles, ROOT } from './report.mjs'

/** What runs: the vectors, those of merge among them, and the tests of whatever asks the runtime for something. */
const FOLDERS = /^test\/(?:runtimes|vectors|encoding|message|checkpoint|bundle|crypto|medium)\//
/** These need vitest itself (its mocks and snapshots), processes or Node itself, compare runtimes, or measure what only zlib reaches. */
const LEFT_OUT =
	/these tests run on Node|describe\('the size of a bundle'|\bvi\b.*from 'vitest'|toMatchInlineSnapshot|node:child_process|node:worker_threads|from 'esbuild'|node:vm/

/** Two folders deep, so that what tests find relative to themselves is there; and not in node_modules, where Deno does not look into what it runs. */
const OUT = join(ROOT, '.cache', 'runtimes')

const files = listFiles('test', (path) => FOLDERS.test(path) && path.endsWith('.test.ts')).filter(
	(path) => !LEFT_OUT.test(readFileSync(join(ROOT, path), 'utf8')),
)

/** What a runtime without all this is like. Random bytes stay: an application there brings them along. */
const BARE = `
const { getRandomValues } = globalThis.crypto
const random = { getRandomValues: getRandomValues.bind(globalThis.crypto) }
for (const name of ['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'WebAssembly', 'CompressionStream', 'DecompressionStream']) Reflect.deleteProperty(globalThis, name)
Object.defineProperty(globalThis, 'crypto', { value: random })
Object.defineProperty(process, 'getBuiltinModule', { value: undefined })
if (globalThis.crypto.subtle ?? globalThis.WebAssembly ?? globalThis.CompressionStream ?? process.getBuiltinModule) throw new Error('something stays')
`

/** @param {string} runtime */
function entry(runtime) {
	const loads = files.map((path) => `\t${JSON.stringify(path)}: () => import('./${path}'),`).join('\n')
	return `${runtime === 'bare' ? `import 'bare'\n` : ''}
import { runAll } from './test/runtimes/run.ts'
const { passed, failed, skipped } = await runAll(${JSON.stringify(runtime)}, {\n${loads}\n})
const { writeFileSync } = await import('node:fs')
if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ passed, failed, skipped }))
process.exit(failed > 0 ? 1 : 0)
`
}

/** The tests import the built package where they name src, and our runner where they name vitest. @type {import('esbuild').Plugin} */
const built = {
	name: 'built',
	setup(building) {
		building.onResolve({ filter: /^vitest$/ }, () => ({ path: join(ROOT, 'test', 'runtimes', 'runner.ts') }))
		building.onResolve({ filter: /^bare$/ }, () => ({ path: 'bare', namespace: 'bare' }))
		building.onLoad({ filter: /.*/, namespace: 'bare' }, () => ({ contents: BARE, loader: 'js' }))
		building.onResolve({ filter: /\/src\/.*\.js$/ }, ({ path }) => {
			const file = join(ROOT, 'dist', path.replace(/^.*\/src\//, ''))
			return { path: relative(OUT, file).replaceAll('\\', '/'), external: true }
		})
	},
}

const [runtime, command, ...words] = process.argv.slice(2)
if (runtime === undefined || command === undefined) {
	console.error('Expected the name of a runtime and the command that runs it: node tools/runtimes.mjs deno deno run -A')
	process.exit(2)
}
if (!existsSync(join(ROOT, 'dist', 'index.js'))) {
	console.error('dist/index.js is missing: run "npm run build" first.')
	process.exit(2)
}
mkdirSync(OUT, { recursive: true })
const outfile = join(OUT, `${runtime}.mjs`)
const options = /** @satisfies {import('esbuild').BuildOptions} */ ({
	bundle: true,
	platform: 'node',
	format: 'esm',
	target: 'es2022',
	// Deno cannot read the escape sequences of a lone surrogate beside another character.
	charset: 'utf8',
	logLevel: 'warning',
	tsconfigRaw: '{}',
})
await build({
	...options,
	stdin: { contents: entry(runtime), resolveDir: ROOT, sourcefile: 'entry.js' },
	outfile,
	plugins: [built],
})
const { status } = spawnSync(command, [...words, outfile], { stdio: 'inherit', cwd: ROOT })
process.exit(status ?? 1)
