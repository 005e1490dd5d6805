/**
 * Makes the test vectors, vectors/*.json, and the blocks of the example in section 1 of SPEC.md. It needs a build. Run without arguments it writes what differs; `check:vectors`
 * makes the same in memory and compares.
 *
 * What is expected in the vectors is written by hand in tools/vectors/, or computed there without the library; where the library gives something else, nothing is written.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { ROOT } from './report.mjs'
import { makeBundles } from './vectors/bundles.mjs'
import { makeEncoding } from './vectors/encoding.mjs'
import { makeExample } from './vectors/example.mjs'
import { makeExchange } from './vectors/exchange.mjs'
import { makeInvalid } from './vectors/invalid.mjs'
import { Disagreement } from './vectors/kit.mjs'
import { makeKnowledge } from './vectors/knowledge.mjs'
import { makeMerge } from './vectors/merge.mjs'
import { makeMessages } from './vectors/messages.mjs'
import { makeProofs } from './vectors/proofs.mjs'

/** The signature cases are made beside the tests of the rule, in TypeScript. */
async function makeSignatures() {
	const { outputFiles } = await build({
		entryPoints: [join(ROOT, 'test/crypto/make-cases.ts')],
		bundle: true,
		format: 'esm',
		platform: 'neutral',
		mainFields: ['module', 'main'],
		write: false,
		logLevel: 'error',
	})
	const code = outputFiles[0]?.text ?? ''
	const { makeCases } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)
	return makeCases()
}

/** What makes each file. @type {Readonly<Record<string, () => Promise<unknown>>>} */
const MAKERS = {
	'vectors/encoding.json': makeEncoding,
	'vectors/signatures.json': makeSignatures,
	'vectors/messages.json': makeMessages,
	'vectors/invalid-messages.json': makeInvalid,
	'vectors/merge.json': makeMerge,
	'vectors/knowledge.json': makeKnowledge,
	'vectors/bundles.json': makeBundles,
	'vectors/proofs.json': makeProofs,
	'vectors/exchange.json': makeExchange,
}

/**
 * Everything that this script is responsible for, by path: the files as they should be.
 *
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function makeFiles() {
	/** @type {Map<string, string>} */
	const files = new Map()
	for (const [path, make] of Object.entries(MAKERS)) files.set(path, `${JSON.stringify(await make(), undefined, '\t')}\n`)
	let spec = readFileSync(join(ROOT, 'SPEC.md'), 'utf8')
	for (const [word, text] of Object.entries(await makeExample())) {
		const block = new RegExp(`^(\`\`\`text example-${word}\\n)[^\`]*(\`\`\`)$`, 'm')
		if (!block.test(spec)) throw new Disagreement(`SPEC.md has no block "text example-${word}"`)
		spec = spec.replace(block, `$1${text}$2`)
	}
	return files.set('SPEC.md', spec)
}

/** @param {string} path */
export function current(path) {
	try {
		return readFileSync(join(ROOT, path), 'utf8')
	} catch {
		return ''
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [path, text] of await makeFiles()) {
		if (current(path) === text) continue
		writeFileSync(join(ROOT, path), text)
		console.log(`wrote ${path}`)
	}
}
