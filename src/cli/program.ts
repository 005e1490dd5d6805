/** The command line: which commands there are, what they are told, and how they end. */
import { Command, CommanderError } from 'commander'
import { printableJson } from '../render/json.js'
import { checkArguments, quote } from './arguments.js'
import { addCarrying } from './commands/carry.js'
import { addDrafts } from './commands/draft.js'
import { addExamining } from './commands/examine.js'
import { addExchanging } from './commands/exchange.js'
import { addHistory } from './commands/history.js'
import { addKeeping } from './commands/keep.js'
import { addKnowing } from './commands/know.js'
import { addOwn } from './commands/own.js'
import { addPeople } from './commands/people.js'
import { addReading } from './commands/read.js'
import { addRetracting } from './commands/retract.js'
import { addServing } from './commands/serve.js'
import { addSpeaking } from './commands/speak.js'
import { addWriting } from './commands/write.js'
import type { GlobalFlags, Surroundings } from './context.js'
import { usage } from './failure.js'
import { writeOut } from './output.js'
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
	addRetracting(program, run)
	addReading(program, run)
	addKnowing(program, run)
	addPeople(program, run)
	addHistory(program, run)
	addDrafts(program, run)
	addCarrying(program, run)
	addExchanging(program, run)
	addServing(program, run)
	addExamining(program, run)
	addKeeping(program, run)
	return program
}

/** Whether a command line asks for JSON, known even when it cannot be parsed. */
function wantsJson(words: readonly string[]): boolean {
	const end = words.indexOf('--')
	return (end < 0 ? words : words.slice(0, end)).includes('--json')
}

/** What was wrong, as a sentence. */
function misunderstood(error: CommanderError, words: readonly string[], { args, commands }: Command): string {
	const hint = words.some((word) => /^-[^-]/.test(word)) ? ' A text that begins with "-" goes behind "--".' : ''
	if (error.code !== 'commander.help') return `${error.message.replace(/^error: /, '')}.${hint}`.replace('..', '.')
	// What is left without the options and their values: a home may have the name of a command.
	const [first, second] = args
	if (first === 'help' && second !== undefined) return `There is no command ${quote(second)}. See budkavle help.`
	const family = commands.find((command) => command.commands.length > 0 && command.name() === first)
	if (family === undefined) return 'No command was given. See budkavle help.'
	const members = family.commands.map((command) => command.name()).join(', ')
	return `"${family.name()}" needs to know what to do: ${members}. See budkavle help ${family.name()}.`
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
		if (error.exitCode !== 0) return reportFailure(io, json, usage(misunderstood(error, words, program)))
	}
	if (help === '') return code
	try {
		await writeOut(io.stdout, json ? `${printableJson({ help: help.trimEnd() })}\n` : help)
		return code
	} catch (error) {
		return reportFailure(io, json, error)
	}
}
