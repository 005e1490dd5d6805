/** What the command line reports when it cannot do what it was asked: a code for programs, a sentence for people, an exit code for shells. */
import type { ErrorCode, Stage } from '../errors.js'
import { BudkavleError } from '../errors.js'

/** Codes of the command line itself, beside those of the library. */
export const CLI_CODES = {
	'usage': 'the command line cannot be understood',
	'file': 'a file could not be read or written',
	'home-missing': 'there is no home in the given folder',
	'home-exists': 'there is something already where a new home should be',
	'home-exposed': 'other users of this machine can read the home',
	'home-damaged': 'a file of the home is missing or unreadable',
	'internal': 'a mistake in this program',
} as const

export type CliCode = ErrorCode | keyof typeof CLI_CODES

/** A failure of the command line itself; those of the library are `BudkavleError`s. */
export class CliError extends Error {
	readonly code: keyof typeof CLI_CODES

	constructor(code: keyof typeof CLI_CODES, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause })
		this.name = 'CliError'
		this.code = code
	}
}

/** Whoever reads standard output wants no more of it, as `head` does. Nothing is wrong, and nobody is left to be told. */
export class ReaderGone extends Error {}

/** The command line asks for something that does not exist or does not fit together: exit code 2. */
export function usage(message: string): CliError {
	return new CliError('usage', message)
}

/** What `--json` prints of a failure. */
export interface FailureJson {
	readonly code: CliCode
	readonly message: string
	readonly stage?: Stage
	readonly field?: string
	readonly offset?: number
}

export function describeError(error: BudkavleError): FailureJson {
	return {
		code: error.code,
		message: error.message,
		...(error.stage === undefined ? {} : { stage: error.stage }),
		...(error.field === undefined ? {} : { field: error.field }),
		...(error.offset === undefined ? {} : { offset: error.offset }),
	}
}

/** Any thrown value as a failure. What is not an error of ours is a mistake of this program, and says so. */
export function describeFailure(error: unknown): FailureJson {
	if (error instanceof BudkavleError) return describeError(error)
	if (error instanceof CliError) return { code: error.code, message: error.message }
	const message = error instanceof Error ? error.message : String(error)
	return { code: 'internal', message: `This should not happen; please report it, together with the command: ${message}` }
}

/** 2 when the command line was wrong, 1 when what it was given or asked for was refused. */
export function exitCodeOf(failure: FailureJson): 1 | 2 {
	return failure.code === 'usage' ? 2 : 1
}

const SYSTEM: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file or folder',
	EACCES: 'this user may not',
	EPERM: 'the system does not allow it',
	EISDIR: 'it is a folder',
	ENOTDIR: 'a part of the path is no folder',
	ENOSPC: 'no space is left on the device',
	EROFS: 'the device is read-only',
	EEXIST: 'it exists already',
	ELOOP: 'its links lead in a circle',
	ENAMETOOLONG: 'the name is too long',
	EMFILE: 'too many files are open',
	EIO: 'the device does not answer as it should',
}

/** The code that Node gives to a failure of the system, such as `ENOENT`. Other errors have codes too, but no number of the system. */
export function systemCode(error: unknown): string | undefined {
	const { code, errno } = (error instanceof Error ? error : {}) as { code?: unknown; errno?: unknown }
	return typeof code === 'string' && typeof errno === 'number' ? code : undefined
}

/** What may stand between the characters of a key: white space, hyphens and dashes. */
const BETWEEN = /[\s\u00AD\u2010-\u2015\u2212-]/gu

/** Whether something is most likely a secret: a recovery key (56 characters) or the 64 digits of a secret key, perhaps with a few too many or too few. */
function looksSecret(text: string): boolean {
	return /^[\p{L}\p{N}]{52,68}$/u.test(text.replace(BETWEEN, ''))
}

/** A failure to read a file that was named on the command line. Where somebody typed a secret itself, nothing of it is repeated. */
export function readError(path: string, error: unknown): CliError {
	if (!looksSecret(path)) return fileError('read', path, error)
	return usage('A file was expected, but what came looks like a secret key. Give a file, or - for standard input.')
}

/** A failure of the file system as a sentence: `Cannot read "x": there is no such file or folder.` */
export function fileError(deed: string, path: string, error: unknown): CliError {
	const code = systemCode(error)
	const reason = SYSTEM[code ?? ''] ?? (error instanceof Error ? error.message : String(error))
	return new CliError('file', `Cannot ${deed} "${path}": ${reason}.`, error)
}
