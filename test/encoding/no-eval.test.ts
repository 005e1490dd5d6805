import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const root: string = resolve(import.meta.dirname, '../..')

/** The encoding layer and a few steps with it, as one module. */
async function bundle(external: readonly string[]): Promise<string> {
	const contents = `
		import { decodeCbor, encodeCbor } from './src/encoding/cbor.js'
		let blocked = false
		try { new Function('') } catch { blocked = true }
		const value = new Map([[0, 'a'], [1, 'b'.repeat(100)], [2, new Uint8Array(32)], [3, [2 ** 40, true]]])
		// often enough to reach whatever is compiled only after some use
		for (let i = 0; i < 1000; i++) decodeCbor(encodeCbor(value))
		let code = ''
		try { decodeCbor(Uint8Array.of(0xf6)) } catch (error) { code = error.code }
		console.log(JSON.stringify({ blocked, code, keys: [...decodeCbor(encodeCbor(value)).keys()], list: decodeCbor(encodeCbor(value)).get(3) }))
	`
	const result = await build({
		stdin: { contents, resolveDir: root, loader: 'js' },
		bundle: true,
		format: 'esm',
		platform: 'neutral',
		external: [...external],
		write: false,
	})
	return result.outputFiles[0]?.text ?? ''
}

function run(code: string): unknown {
	const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '-']
	const child = spawnSync(process.execPath, flags, { input: code, cwd: root, encoding: 'utf8' })
	if (child.status !== 0) throw new Error(child.stderr)
	return JSON.parse(child.stdout)
}

const EXPECTED = { blocked: true, code: 'cbor-type', keys: [0, 1, 2, 3], list: [2 ** 40, true] }

describe('without code from strings, as a Content-Security-Policy demands', () => {
	it('runs as one bundle', async () => {
		const code = await bundle([])
		expect(run(code)).toStrictEqual(EXPECTED)
		// one: the probe above
		expect(code.match(/new Function\b|\beval\(/g)).toHaveLength(1)
	})

	it('runs in Node with cbor-x imported from its CommonJS file', async () => {
		const code = await bundle(['cbor-x'])
		expect(code).toContain('from "cbor-x/decode-no-eval"')
		expect(run(code)).toStrictEqual(EXPECTED)
	})
})
