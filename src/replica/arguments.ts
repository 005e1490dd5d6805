/** What the methods of a replica accept, where no store or encoder looks at it first. All functions throw `argument-invalid`. */
import { BudkavleError } from '../errors.js'

const HEX_ID = /^[0-9a-f]{64}$/

/** An id or a key. `what` names it, as in "the key of an author". */
export function checkHex(hex: unknown, what: string): asserts hex is string {
	if (typeof hex === 'string' && HEX_ID.test(hex)) return
	throw new BudkavleError(
		'argument-invalid',
		`Expected ${what} as 64 lower-case hex digits, but something else came. Give it as messages show it.`,
	)
}

/** Drafts and options; `example` shows one. */
export function checkObject(draft: unknown, example: string): void {
	if (typeof draft === 'object' && draft !== null && !Array.isArray(draft)) return
	const came = draft === null ? 'null' : Array.isArray(draft) ? 'an array' : typeof draft
	throw new BudkavleError('argument-invalid', `Expected an object such as ${example}, but ${came} came.`)
}
