/** Refusing what cannot be written. */

import { BudkavleError } from '../errors.js'

/** The error for a value that was passed to be written and cannot be: `expected` says what can. */
export function invalidArgument(expected: string, value: unknown): BudkavleError {
	// Only numbers are printed: anything else may be huge, or have a toString of its own.
	const came = Object.is(value, -0) ? '-0' : typeof value === 'number' ? value : `this ${value === null ? value : typeof value}`
	return new BudkavleError('argument-invalid', `Expected ${expected} to write, not ${came}. Change it or leave it out.`)
}

/**
 * Passes for the integers of the format, 0..2^53-1. -0 is none of them: it would be read back as another value.
 *
 * @throws {BudkavleError} `argument-invalid` for everything else.
 */
export function checkUnsigned(value: number): void {
	if (!Number.isSafeInteger(value) || value < 0 || Object.is(value, -0)) throw invalidArgument('an integer from 0 to 2^53 - 1', value)
}
