/** From result codes of SQLite to the codes of this library. */
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import type { SqliteDriver } from './sqlite-driver.js'

const ERROR = 1
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

const SENTENCES: ReadonlyMap<number, readonly [ErrorCode, string]> = /* @__PURE__ */ new Map<number, readonly [ErrorCode, string]>([
	[BUSY, ['store-locked', 'is held by another program that is writing to it. Try again when it is done']],
	[LOCKED, ['store-locked', 'is held by other work in this program. Try again when it is done']],
	[READONLY, ['store-io', 'cannot be written to. Check the permissions of the file and its folder']],
	[CORRUPT, ['store-corrupt', 'is damaged. Keep a copy, and fill a new store from a bundle or from others']],
	[FULL, ['store-full', 'has no space left. Free some on the disk, or allow the store more']],
	[CANTOPEN, ['store-io', 'cannot be opened. Check that its folder exists and that you may write there']],
	[NOTADB, ['store-corrupt', 'is not a store: it holds something else. Choose another file']],
])

/** What was thrown, with a code. Errors of this library and mistakes in it stay what they are. */
export function codedError(driver: SqliteDriver, path: string, cause: unknown): unknown {
	if (cause instanceof BudkavleError) return cause
	const result = driver.codeOf(cause)
	if (result === undefined || result === ERROR) return cause
	const [code, sentence] = SENTENCES.get(result) ?? ['store-io', `could not be read or written: ${(cause as Error).message}`]
	return new BudkavleError(code, `The store ${path} ${sentence}.`, { cause })
}
