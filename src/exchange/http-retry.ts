/** When to send again: after longer and longer times, of which chance decides a part, so that those who failed together do not come back together. */
import type { BudkavleError } from '../errors.js'

export interface Failure {
	readonly ok: false
	readonly error: BudkavleError
	/** Whether the same may succeed later. */
	readonly mayRetry: boolean
	/** Milliseconds that the service asks for. */
	readonly retryAfter?: number
}

/** Milliseconds of the first wait, at most; each later one is twice as long. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 30_000
/** Who is told to come back later than this is told so. */
const LONGEST_ASKED = 120_000

/** How long to wait before the next attempt, in milliseconds; `undefined` when there is none. `failures`: how many attempts failed before this one. */
export function waitBefore(failures: number, failure: Failure, random: () => number): number | undefined {
	if (!failure.mayRetry) return undefined
	const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures)
	const wait = Math.floor((most / 2) * (1 + random()))
	const { retryAfter = 0 } = failure
	return retryAfter > LONGEST_ASKED ? undefined : Math.max(wait, retryAfter)
}

/** Milliseconds that a Retry-After names, in seconds or as a date, which is compared with that of the answer: no clock of ours is asked. */
export function retryAfterOf(headers: Headers): number | undefined {
	const value = headers.get('Retry-After')?.trim()
	if (value === undefined) return undefined
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
	const wait = Date.parse(value) - Date.parse(headers.get('Date') ?? '')
	return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
