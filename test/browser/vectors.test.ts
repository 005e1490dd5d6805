/** The vectors in a browser, by the same checks as in Node: with what browsers offer, and without, as on React Native. */
import { readdirSync } from 'node:fs'
import { describe } from 'vitest'
import { testInPage } from './in-page.js'

const VECTORS = new URL('../vectors/', import.meta.url)
const files = readdirSync(VECTORS)
	.filter((file) => file.endsWith('.test.ts'))
	.map((file) => `test/vectors/${file}`)

describe('with WebCrypto', async () => {
	await testInPage({ files: [...files, 'test/browser/page/signatures.ts', 'test/browser/page/webcrypto.ts'] })
})

describe('without WebCrypto, WebAssembly and compressed streams', async () => {
	const without = [
		'crypto',
		'Crypto',
		'CryptoKey',
		'SubtleCrypto',
		'WebAssembly',
		'CompressionStream',
		'DecompressionStream',
		'atob',
		'btoa',
	]
	await testInPage({ files: [...files, 'test/browser/page/signatures.ts', 'test/browser/page/noble.ts'], without })
})
