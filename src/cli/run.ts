/** Runs one command: builds its context, prints its result or its failure, sets the exit code. */
import { printableJson } from '../render/json.js'
import type { Context, GlobalFlags, Result, Surroundings } from './context.js'
import { openContext, printResult, tell } from './context.js'
import { describeFailure, exitCodeOf, ReaderGone } from './failure.js'
import { writeOut } from './output.js'

/** Hands the context to a command and deals with what it returns or throws. */
export type Run = (command: (context: Context) => Promise<Result>) => Promise<void>

export type ExitCode = 0 | 1 | 2

/** Tells of a failure: a sentence on standard error, and with `--json` one value on standard output. */
export async function reportFailure(io: Surroundings, json: boolean, error: unknown): Promise<ExitCode> {
	if (error instanceof ReaderGone) return 0
	const failure = describeFailure(error)
	// Where standard output is what failed, standard error still tells.
	if (json) await writeOut(io.stdout, `${printableJson({ error: { ...failure } })}\n`).catch(() => undefined)
	tell(io.stderr, `budkavle: ${failure.message}`)
	return exitCodeOf(failure)
}

export function runner(io: Surroundings, flags: () => GlobalFlags, exit: (code: ExitCode) => void): Run {
	return async (command) => {
		let code: ExitCode = 0
		try {
			const context = openContext(flags(), io)
			const result = await command(context)
			code = result.refused === true ? 1 : 0
			await printResult(context, result)
		} catch (error) {
			// Whoever stopped reading may still ask how the work ended.
			if (!(error instanceof ReaderGone)) code = await reportFailure(io, flags().json ?? false, error)
		}
		exit(code)
	}
}
