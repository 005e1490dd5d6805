/** Loaded by tools/runtimes.mjs with the list of test files: runs them, and tells on what. */
import { openDeflate, portableDeflate } from '../../src/bundle/deflate.js'
import { nodeCrypto } from '../../src/crypto/runtime.js'
import { defaultBackend } from '../../src/crypto/select.js'
import type { Counts } from './runner.js'
import { runFile } from './runner.js'

export async function runAll(runtime: string, files: Readonly<Record<string, () => Promise<unknown>>>): Promise<Counts> {
	const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
	for (const [file, load] of Object.entries(files)) {
		const before = counts.passed
		await runFile(file, load, counts)
		console.log(`${runtime}: ${file}, ${counts.passed - before} passed`)
	}
	const { name } = await defaultBackend()
	const inflate = openDeflate() === portableDeflate ? 'portable code' : 'node:zlib'
	const hash = nodeCrypto() === undefined ? 'portable code' : 'node:crypto'
	console.log(`${runtime}: signatures by ${name}, inflating by ${inflate}, hashing and signing by ${hash}`)
	const { passed, failed, skipped } = counts
	console.log(`${runtime}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
	return counts
}
