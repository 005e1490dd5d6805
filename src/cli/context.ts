/** What every command is given: where the home is, which time it is, and how to speak to whoever called. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Json } from '../render/json.js'
import { printableJson } from '../render/json.js'
import { safeLines } from '../render/safe-text.js'
import type { TerminalOptions } from '../render/terminal-parts.js'
import type { Progress } from '../replica/types.js'
import { parseSeconds } from './arguments.js'
import { CliError, usage } from './failure.js'
import { writeOut } from './output.js'

/** The process around a command. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>
	readonly stdin: NodeJS.ReadStream
	readonly stdout: NodeJS.WriteStream
	readonly stderr: NodeJS.WriteStream
}

/** Options that every command has. */
export interface GlobalFlags {
	readonly home?: string
	readonly json?: boolean
	readonly now?: string
}

/** What a command has to say: one value for programs, lines for people, and whether its input was refused. */
export interface Result {
	readonly json: Json
	readonly lines: readonly string[]
	/** Part of the input was refused: exit code 1. */
	readonly refused?: boolean
	/** Standard output holds what was asked for already (bytes for `-`): nothing more is printed there. */
	readonly written?: boolean
}

export interface Context {
	readonly io: Surroundings
	readonly json: boolean
	/** An absolute path. */
	readonly home: string
	/** Seconds since 1970. */
	readonly now: () => number
	/** How to draw for people; names and endorsements are added by the commands that know them. */
	readonly view: TerminalOptions
	/** Tells a person something beside the result, on standard error. */
	note(text: string): void
	/** Shows a part of a result to a person before the whole is known: for what may be too long to be kept. Nothing with `--json`. */
	show(lines: readonly string[]): Promise<void>
	/** A line on standard error that follows long work; silent unless a person watches. Call `finish` when the work ends. */
	progress(label: string, unit: (amount: number) => string): { onProgress(progress: Progress): void; finish(): void }
}

function homeOf(flags: GlobalFlags, env: Surroundings['env']): string {
	const given = flags.home ?? env.BUDKAVLE_HOME
	if (given === '') throw usage('The home is given as an empty path: name a folder with --home DIR or BUDKAVLE_HOME.')
	return absolute(given ?? join(homedir(), '.budkavle'))
}

function absolute(path: string): string {
	try {
		return resolve(path)
	} catch (error) {
		const sentence = `The folder in which this command runs is gone, so "${path}" names no place. Go to another folder with cd, or give the whole path.`
		throw new CliError('file', sentence, error)
	}
}

function clockOf(flags: GlobalFlags, env: Surroundings['env']): () => number {
	const given = flags.now ?? env.BUDKAVLE_NOW
	if (given === undefined || given === '') return () => Math.floor(Date.now() / 1000)
	const seconds = parseSeconds(given, flags.now === undefined ? 'BUDKAVLE_NOW' : '--now')
	return () => seconds
}

/** Work that is done sooner needs no progress line. */
const QUIET_MS = 1000
const REDRAW_MS = 200

function progressLine(
	stderr: NodeJS.WriteStream,
	silent: boolean,
	label: string,
	unit: (amount: number) => string,
): ReturnType<Context['progress']> {
	let due = performance.now() + QUIET_MS
	let drawn = false
	return {
		onProgress({ done, total }) {
			if (silent || performance.now() < due) return
			due = performance.now() + REDRAW_MS
			drawn = true
			stderr.write(`\r\u001B[K${label}: ${unit(done)}${total === undefined ? '' : ` of ${unit(total)}`}`)
		},
		finish() {
			if (drawn) stderr.write('\r\u001B[K')
		},
	}
}

/** One sentence for a person on standard error. */
export function tell(stderr: NodeJS.WriteStream, text: string): void {
	const width = stderr.isTTY ? (stderr.columns || 80) - 2 : 10_000
	stderr.write(`${safeLines(text, width).join('\n  ')}\n`)
}

/** A few sentences for a person, as lines that fit. */
export function paragraph({ view }: Context, text: string): readonly string[] {
	return safeLines(text, view.width ?? WIDEST)
}

const NARROWEST = 40
const WIDEST = 120

export function openContext(flags: GlobalFlags, io: Surroundings): Context {
	const { env, stdout, stderr } = io
	const json = flags.json ?? false
	const plain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
	const width = Math.min(Math.max(stdout.isTTY ? stdout.columns || 80 : 80, NARROWEST), WIDEST)
	return {
		io,
		json,
		home: homeOf(flags, env),
		now: clockOf(flags, env),
		view: { colour: stdout.isTTY === true && !plain, width },
		note: (text) => tell(stderr, text),
		show: (lines) => (json ? Promise.resolve() : showLines(stdout, lines)),
		progress: (label, unit) => progressLine(stderr, stderr.isTTY !== true, label, unit),
	}
}

function showLines(stdout: NodeJS.WriteStream, lines: readonly string[]): Promise<void> {
	return lines.length === 0 ? Promise.resolve() : writeOut(stdout, `${lines.join('\n')}\n`)
}

/** Prints what a command had to say. */
export async function printResult(context: Context, result: Result): Promise<void> {
	if (result.written === true) return
	const { stdout } = context.io
	await (context.json ? writeOut(stdout, `${printableJson(result.json)}\n`) : showLines(stdout, result.lines))
}
