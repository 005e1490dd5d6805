/** What the suites of this folder are made of: cases that any test runner, or none, can run. */
import { isBytes, toHex } from '../bytes.js'
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'

/** One promise of a contract. */
export interface SuiteCase<Capability extends string = string> {
	/** Unique within its suite. */
	readonly name: string
	/** Skip the case where this capability is not declared. */
	readonly needs?: Capability
	/** Resolves when the promise holds; rejects with an Error that says what was expected and what came. */
	run(): Promise<void>
}

const SHOWN = 400

/** A value as text, with bytes as hex: equal values give equal texts. */
function textOf(value: unknown): string {
	return (
		JSON.stringify(value, (_, part: unknown) => {
			if (isBytes(part)) return `bytes ${toHex(part)}`
			return part === undefined ? 'undefined' : part
		}) ?? 'undefined'
	)
}

export function check(holds: boolean, sentence: string): void {
	if (!holds) throw new Error(sentence)
}

/** Compares plain data deeply. */
export function same(actual: unknown, expected: unknown, what: string): void {
	const [is, should] = [textOf(actual), textOf(expected)]
	if (is === should) return
	let at = 0
	while (is[at] === should[at]) at++
	const from = Math.max(0, at - 40)
	throw new Error(
		`${what}: expected ${should.slice(from, from + SHOWN)}, but got ${is.slice(from, from + SHOWN)} (they differ at character ${at}).`,
	)
}

/** Checks that work rejects with this code, and not by throwing before it gave a promise. */
export async function rejects(work: () => Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
	let promise: Promise<unknown>
	try {
		promise = work()
	} catch {
		throw new Error(`${what}: expected a promise that rejects with ${code}, but the call itself threw.`)
	}
	try {
		await promise
	} catch (error) {
		if (error instanceof BudkavleError && error.code === code) return
		throw new Error(`${what}: expected a BudkavleError ${code}, but it rejected with ${String(error)}.`)
	}
	throw new Error(`${what}: expected a BudkavleError ${code}, but it resolved.`)
}
