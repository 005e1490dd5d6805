/** Runs one command: builds its context, prints its result or its failure, sets the exit code. */
import type { Context, GlobalFlags, Result, Surroundings } from './context.js'
import { openContext, printResult, tell } from './context.js'
import { describeFailure, exitCodeOf } from './failure.js'
import { printableJson } from './json.js'

/** Hands the context to a command and deals with what it returns or throws. */
export type Run = (command: (context: Context) => Promise<Result>) => Promise<void>

export type ExitCode = 0 | 1 | 2

/** Tells of a failure: a sentence on standard error, and with `--json` one value on standard output. */
export function reportFailure(io: Surroundings, json: boolean, error: unknown): ExitCode {
	const failure = describeFailure(error)
	if (json) io.stdout.write(`${printableJson({ error: { ...failure } })}\n`)
	tell(io.stderr, `budkavle: ${failure.message}`)
	return exitCodeOf(failure)
}

export function runner(io: Surroundings, flags: () => GlobalFlags, exit: (code: ExitCode) => void): Run {
	return async (command) => {
		try {
			const context = openContext(flags(), io)
			const result = await command(context)
			printResult(context, result)
			exit(result.refused === true ? 1 : 0)
		} catch (error) {
			exit(reportFailure(io, flags().json ?? false, error))
		}
	}
}
