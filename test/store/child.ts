/** Runs a TypeScript file of the tests as a process of its own. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Below node_modules, so that the bundle finds its packages there. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url))

export interface Program {
	start(...args: readonly string[]): ChildProcess
	remove(): void
}

/** Bundles a file beside this one, or the one at a URL. */
export async function program(name: string | URL): Promise<Program> {
	mkdirSync(CACHE, { recursive: true })
	const folder = mkdtempSync(join(CACHE, 'budkavle-child-'))
	const outfile = join(folder, 'child.mjs')
	const entry = fileURLToPath(new URL(name, import.meta.url))
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'esm',
		target: 'node20',
		logLevel: 'silent',
	})
	return {
		start: (...args) => spawn(process.execPath, [outfile, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	}
}

export interface Ended {
	readonly signal: NodeJS.Signals | null
	readonly code: number | null
	readonly lines: readonly string[]
}

/** Waits for the end of a process; `onLine` sees what it says as it says it. */
export function ended(child: ChildProcess, onLine: (line: string) => void = () => undefined): Promise<Ended> {
	let said = ''
	let lines: readonly string[] = []
	child.stdout?.setEncoding('utf8').on('data', (text: string) => {
		said += text
		const all = said.split('\n').slice(0, -1)
		for (const line of all.slice(lines.length)) onLine(line)
		lines = all
	})
	return new Promise((resolve, reject) => {
		child.once('error', reject)
		child.once('close', (code, signal) => resolve({ code, signal, lines }))
	})
}
