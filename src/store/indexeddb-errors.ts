/** From what IndexedDB fails with to the codes of this library. */
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'

const SENTENCES: ReadonlyMap<string, readonly [ErrorCode, string]> = /* @__PURE__ */ new Map<string, readonly [ErrorCode, string]>([
	['QuotaExceededError', ['store-full', 'has no space left. Free some on the disk, or let the browser keep more for this site']],
	['VersionError', ['store-version', 'was written by a newer version of the library. Load the page again to get that version']],
	[
		'SecurityError',
		['store-unavailable', 'cannot be opened here: the browser lets this page keep nothing. Allow it to, or use memoryStore'],
	],
	['InvalidStateError', ['store-io', 'was closed by the browser. Open the store again']],
	['NotReadableError', ['store-corrupt', 'is damaged. Fill a new store from a bundle or from others']],
])

/** What was thrown, with a code. Errors of this library stay what they are. */
export function codedError(name: string, cause: unknown, isOpening = false): BudkavleError {
	if (cause instanceof BudkavleError) return cause
	const { name: kind, message } = cause instanceof Error ? cause : { name: '', message: String(cause) }
	// Some browsers say so in private windows.
	const isForbidden = isOpening && kind === 'InvalidStateError'
	const [code, sentence] = SENTENCES.get(isForbidden ? 'SecurityError' : kind) ?? [
		'store-io',
		`could not be read or written: ${message || kind}`,
	]
	return new BudkavleError(code, `The IndexedDB database "${name}" ${sentence}.`, { cause })
}
