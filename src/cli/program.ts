/** The command line: which commands there are, what they are told, and how they end. */
import { Command, CommanderError } from 'commander'
import { checkArguments } from './arguments.js'
import { addCarrying } from './commands/carry.js'
import { addExamining } from './commands/examine.js'
import { addOwn } from './commands/own.js'
import { addReading } from './commands/read.js'
import { addSpeaking } from './commands/speak.js'
import { addWriting } from './commands/write.js'
import type { GlobalFlags, Surroundings } from './context.js'
import { usage } from './failure.js'
import { printableJson } from './json.js'
import type { ExitCode } from './run.js'
import { reportFailure, runner } from './run.js'
import { PROGRAM_VERSION } from './version.js'

const ABOUT = `Share, discuss and confirm knowledge by whatever carries a file.

A home (~/.budkavle, or --home DIR, or BUDKAVLE_HOME) holds your key and your messages.
Ids and keys may be shortened to their first digits, four or more, as long as they are clear.
Exit codes: 0 done, 1 the input was refused, in part or in whole, 2 the command line is wrong.`

const NOTES = `
Environment:
  BUDKAVLE_HOME  the home, unless --home is given
  BUDKAVLE_NOW   the time in seconds since 1970, unless --now is given; the system's clock without both
  NO_COLOR       no colours`

function build(io: Surroundings, exit: (code: ExitCode) => void, print: (text: string) => void): Command {
	const program = new Command('budkavle')
	// Subcommands take these settings over at the moment they are added.
	program
		.exitOverride()
		.configureOutput({ writeOut: print, writeErr: () => undefined, outputError: () => undefined, getOutHasColors: () => false })
		.description(ABOUT)
		.version(PROGRAM_VERSION, '-V, --version', 'print the version')
		.helpOption('-h, --help', 'explain a command')
		.option('--home <DIR>', 'the folder of your home')
		.option('--json', 'print exactly one JSON value on standard output')
		.option('--now <SECONDS>', 'the time to go by, in seconds since 1970')
		.addHelpText('after', NOTES)
	const run = runner(io, () => program.opts<GlobalFlags>(), exit)
	addOwn(program, run)
	addWriting(program, run)
	addSpeaking(program, run)
	addReading(program, run)
	addCarrying(program, run)
	addExamining(program, run)
	return program
}

/** Whether a command line asks for JSON, known even when it cannot be parsed. */
function wantsJson(words: readonly string[]): boolean {
	const end = words.indexOf('--')
	return (end < 0 ? words : words.slice(0, end)).includes('--json')
}

/** What was wrong, as a sentence. */
function misunderstood(error: CommanderError, words: readonly string[]): string {
	const hint = words.some((word) => /^-[^-]/.test(word)) ? ' A text that begins with "-" goes behind "--".' : ''
	if (error.code !== 'commander.help') return `${error.message.replace(/^error: /, '')}.${hint}`.replace('..', '.')
	const [asked] = words.filter((word) => !word.startsWith('-') && word !== 'help')
	return asked === undefined ? 'No command was given. See budkavle help.' : `There is no command "${asked}". See budkavle help.`
}

/** Runs one command line and returns its exit code: 0 done, 1 refused, 2 not understood. */
export async function runProgram(words: readonly string[], io: Surroundings): Promise<ExitCode> {
	const json = wantsJson(words)
	let code: ExitCode = 0
	let help = ''
	const program = build(
		io,
		(each) => {
			code = each
		},
		(text) => {
			help += text
		},
	)
	try {
		checkArguments(words)
		if (words.length === 0) throw usage(`No command was given.\n\n${program.helpInformation()}`)
		await program.parseAsync([...words], { from: 'user' })
	} catch (error) {
		if (!(error instanceof CommanderError)) return reportFailure(io, json, error)
		if (error.exitCode !== 0) return reportFailure(io, json, usage(misunderstood(error, words)))
	}
	if (help !== '') io.stdout.write(json ? `${printableJson({ help: help.trimEnd() })}\n` : help)
	return code
}
