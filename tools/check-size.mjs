/**
 * The gate on what browsers download: tools/size-entry.mjs bundled by esbuild for browsers, minified and compressed with gzip, all
 * dependencies included, is at most 30 KB. Anything that only Node has fails the bundle. It needs a build.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { finish, ROOT } from './report.mjs'

const LIMIT = 30_720

/** @type {string[]} */
const problems = []
let summary = ''

if (!existsSync(join(ROOT, 'dist/index.js'))) problems.push('dist/index.js is missing: run "npm run build" first, or write src/index.ts')
else {
	try {
		const { outputFiles, metafile } = await build({
			entryPoints: [join(ROOT, 'tools/size-entry.mjs')],
			absWorkingDir: ROOT,
			// Without the paths of tsconfig.json, which lead to src: what is measured is the built package.
			tsconfigRaw: '{}',
			bundle: true,
			minify: true,
			format: 'esm',
			platform: 'browser',
			target: 'es2022',
			treeShaking: true,
			legalComments: 'none',
			metafile: true,
			write: false,
			logLevel: 'silent',
		})
		const code = outputFiles[0]?.contents ?? new Uint8Array()
		const size = gzipSync(code, { level: 9 }).length
		const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {}
		/** @type {Map<string, number>} */
		const parts = new Map()
		for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
			const part = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/')
			parts.set(part, (parts.get(part) ?? 0) + bytesInOutput)
		}
		const largest = [...parts].sort((a, b) => b[1] - a[1]).filter(([, bytes]) => bytes > 0)
		summary = `${size} of ${LIMIT} bytes gzipped, ${code.length} minified: ${largest.map(([part, bytes]) => `${part} ${bytes}`).join(', ')}`
		for (const { path, external } of Object.values(metafile.outputs).flatMap((output) => output.imports))
			if (external) problems.push(`the bundle leaves the import of "${path}" to the browser`)
		if (code.length < 1000)
			problems.push(`the bundle holds ${code.length} bytes, which cannot be the library: look at tools/size-entry.mjs`)
		if (size > LIMIT) problems.push(`too large: ${summary}`)
	} catch (error) {
		const { errors = [], message } = /** @type {Error & { errors?: import('esbuild').Message[] }} */ (error)
		for (const { text, location } of errors)
			problems.push(`the bundle fails: ${location === null ? '' : `${location.file}:${location.line} `}${text}`)
		if (errors.length === 0) problems.push(`the bundle fails: ${message}`)
	}
}
finish('check:size', problems, summary)
