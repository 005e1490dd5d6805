/** Runs the built program as its users do: a process of its own, with homes in a folder that is removed afterwards. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, vi } from 'vitest'
import { runProgram } from '../../src/cli/program.js'

export const PROGRAM: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

if (!existsSync(PROGRAM)) throw new Error('These tests run the built program: call "npm run build" first.')

// A test may start dozens of processes, and the machine may be busy with others.
vi.setConfig({ testTimeout: 600_000 })

export interface Run {
	readonly code: number | null
	readonly stdout: string
	readonly stderr: string
	readonly bytes: Uint8Array
}

export interface RunOptions {
	/** What the program reads on standard input; by default nothing. */
	readonly input?: string | Uint8Array
	readonly env?: Readonly<Record<string, string>>
	/** The folder to run in; by default the one of the test. */
	readonly cwd?: string
}

/** The clock of all tests: 28 May 2026, 20:26:40 UTC. */
export const NOW = 1_780_000_000

export function environment(folder: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
	return { PATH: process.env.PATH ?? '', HOME: folder, BUDKAVLE_NOW: String(NOW), ...more }
}

/** Starts any program and waits for its end. */
export function runProcess(command: string, args: readonly string[], folder: string, options: RunOptions = {}): Promise<Run> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: options.cwd ?? folder, env: environment(folder, options.env), stdio: 'pipe' })
		const out: Uint8Array[] = []
		const err: Uint8Array[] = []
		child.stdout.on('data', (chunk: Uint8Array) => out.push(chunk))
		child.stderr.on('data', (chunk: Uint8Array) => err.push(chunk))
		// A program that does not read its input closes it.
		child.stdin.on('error', () => undefined)
		child.stdin.end(options.input ?? '')
		child.on('error', reject)
		child.on('close', (code) => {
			const bytes = new Uint8Array(Buffer.concat(out))
			resolve({ code, bytes, stdout: Buffer.from(bytes).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') })
		})
	})
}

/** A stream that keeps what is written to it. */
function keeping(): { readonly stream: NodeJS.WriteStream; text(): string } {
	const parts: Uint8Array[] = []
	const stream = new Writable({
		write(chunk: Uint8Array, _encoding, done) {
			parts.push(chunk)
			done()
		},
	})
	return { stream: stream as unknown as NodeJS.WriteStream, text: () => Buffer.concat(parts).toString('utf8') }
}

/** The same program without a process of its own, for the many steps that only prepare what a test looks at. */
async function runHere(args: readonly string[], folder: string): Promise<Run> {
	const [stdout, stderr] = [keeping(), keeping()]
	const stdin = Readable.from([]) as unknown as NodeJS.ReadStream
	const code = await runProgram(args, { env: environment(folder), stdin, stdout: stdout.stream, stderr: stderr.stream })
	return { code, stdout: stdout.text(), stderr: stderr.text(), bytes: new Uint8Array(0) }
}

/** What a command prints with `--json`; tests know its shape. */
// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape the test itself asserts
export type AnyJson = any

export interface Person {
	readonly home: string
	/** Runs a command in this home. */
	run(args: readonly string[], options?: RunOptions): Promise<Run>
	/** Runs a command that must succeed, in a process of its own, and returns what it prints for people. */
	text(...args: readonly string[]): Promise<string>
	/** Runs a command with `--json` that must succeed, here, and returns its value. */
	json(...args: readonly string[]): Promise<AnyJson>
}

export interface Bench {
	/** The folder of the test. */
	readonly folder: string
	path(name: string): string
	run(args: readonly string[], options?: RunOptions): Promise<Run>
	/** Somebody with a home, which is created, without a recovery key: nothing is said there yet. */
	person(name: string, ...init: readonly string[]): Promise<Person>
	/** Somebody with a home that is there already, or not at all. */
	at(home: string): Person
	/** Everything that one holds goes to others. */
	carry(from: Person, ...to: readonly Person[]): Promise<void>
}

/** A failure of the program under test, with everything that it said. */
function unexpected(args: readonly string[], run: Run): Error {
	return new Error(`budkavle ${args.join(' ')} ended with ${run.code}\n${run.stderr}\n${run.stdout}`)
}

/** Exactly one JSON value and the end of its line. */
export function oneValue(run: Run): AnyJson {
	if (!/^[^\n]+\n$/.test(run.stdout)) throw new Error(`Expected one line of JSON, but this came: ${run.stdout}`)
	return JSON.parse(run.stdout)
}

/** Gives each test of a file a folder of its own. */
export function bench(): Bench {
	let folder = ''
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'budkavle-cli-'))
	})
	afterEach(() => {
		rmSync(folder, { recursive: true, force: true })
	})
	const run = (args: readonly string[], options?: RunOptions): Promise<Run> =>
		runProcess(process.execPath, [PROGRAM, ...args], folder, options)
	const at = (home: string): Person => {
		const here = (args: readonly string[], options?: RunOptions): Promise<Run> => run(['--home', home, ...args], options)
		return {
			home,
			run: here,
			async text(...args) {
				const result = await here(args)
				if (result.code !== 0 || result.stderr !== '') throw unexpected(args, result)
				return result.stdout
			},
			async json(...args) {
				const result = await runHere(['--home', home, '--json', ...args], folder)
				if (result.code !== 0 || result.stderr !== '') throw unexpected(args, result)
				return oneValue(result)
			},
		}
	}
	return {
		get folder() {
			return folder
		},
		path: (name) => join(folder, name),
		run,
		at,
		async carry(from, ...to) {
			await from.json('export', '-o', join(folder, 'carried'))
			for (const person of to) await person.json('import', join(folder, 'carried'))
		},
		async person(name, ...init) {
			const person = at(join(folder, name))
			await person.json('init', '--no-recovery', ...init)
			return person
		},
	}
}
