/**
 * What happens on runtimes that lack node:crypto, WebCrypto or both, as React Native does: the library, bundled as for an application, runs
 * in a process that has lost them. Code generation from strings is forbidden there too, as under a Content-Security-Policy.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { importIdentity } from '../../src/crypto/signer.js'

interface Report {
	readonly backend: string
	readonly wrong: readonly string[]
	readonly author: string
	readonly signature: string
	readonly hash: string
	readonly created: string
}

const ENTRY = `
import { defaultBackend } from './src/crypto/select.js'
import { verifySignature } from './src/crypto/verify.js'
import { createIdentity, importIdentity } from './src/crypto/signer.js'
import { sha256 } from './src/crypto/hash.js'
import { fromHex, toHex } from './src/bytes.js'
import cases from './vectors/signatures.json'
const backend = await defaultBackend()
const wrong = []
for (const { name, valid, publicKey, message, repeat = 1, signature } of cases) {
	if ((await verifySignature(backend, fromHex(publicKey), fromHex(message.repeat(repeat)), fromHex(signature))) !== valid) wrong.push(name)
}
const identity = await importIdentity(new Uint8Array(32).fill(7))
const created = await createIdentity().then(() => 'created', (error) => error.code)
console.log(JSON.stringify({
	backend: backend.name, wrong, author: identity.author, signature: toHex(identity.sign(Uint8Array.of(1, 2, 3))), hash: toHex(sha256(Uint8Array.of(1, 2, 3))), created,
}))
`

let bundle = ''

beforeAll(async () => {
	const { outputFiles } = await build({
		stdin: { contents: ENTRY, resolveDir: fileURLToPath(new URL('../..', import.meta.url)), loader: 'ts' },
		bundle: true,
		format: 'esm',
		platform: 'browser',
		target: 'es2022',
		write: false,
		logLevel: 'error',
	})
	bundle = outputFiles[0]?.text ?? ''
})

/** Runs the bundle in a process of its own, after the lines that take something away. */
function runWithout(globals: readonly string[]): Report {
	const preamble = globals.map(
		(name) => `Reflect.deleteProperty(globalThis, '${name}'); if ('${name}' in globalThis) throw new Error('${name} stays')\n`,
	)
	const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--disallow-code-generation-from-strings'], {
		input: preamble.join('') + bundle,
		encoding: 'utf8',
	})
	if (stdout === '') throw new Error(`the process printed nothing: ${stderr}`)
	return JSON.parse(stdout) as Report
}

describe('on a runtime', () => {
	it.each<{ without: string; globals: readonly string[]; backend: string; created: string }>([
		{ without: 'nothing missing', globals: [], backend: 'node', created: 'created' },
		{ without: 'no node:crypto', globals: ['process', 'Buffer'], backend: 'webcrypto', created: 'created' },
		{
			without: 'neither node:crypto nor WebCrypto',
			globals: ['process', 'Buffer', 'crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'WebAssembly', 'CompressionStream', 'btoa', 'atob'],
			backend: 'noble',
			created: 'random-unavailable',
		},
	])('with $without, $backend verifies, and everything else comes out the same', async ({ globals, backend, created }) => {
		const identity = await importIdentity(new Uint8Array(32).fill(7))
		expect(runWithout(globals)).toEqual({
			backend,
			wrong: [],
			author: identity.author,
			signature: toHex(identity.sign(Uint8Array.of(1, 2, 3))),
			hash: toHex(sha256(Uint8Array.of(1, 2, 3))),
			created,
		})
	})

	it('the bundle names no module of Node', () => {
		expect(bundle).not.toMatch(/\bimport\s*[({"']|\brequire\(/)
		expect(bundle).not.toContain('sodium')
	})
})
