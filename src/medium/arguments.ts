/** What every medium of this library refuses. All functions throw a BudkavleError. */
import { isBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { MediumCapabilities } from './types.js'

const ALPHANUMERIC: ReadonlySet<number> = /* @__PURE__ */ new Set(
	[...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'].map((character) => character.charCodeAt(0)),
)

export function invalid(expected: string, came: unknown): BudkavleError {
	const shown =
		typeof came === 'string' ? JSON.stringify(came.slice(0, 80)) : typeof came === 'number' ? String(came) : `this ${typeof came}`
	return new BudkavleError('argument-invalid', `Expected ${expected}, but ${shown} came. Correct the call to the medium.`)
}

/** A whole number between two others, or what stands for it when it is left out. */
export function wholeNumber(value: number | undefined, what: string, min: number, max: number, fallback: number): number {
	if (value === undefined) return fallback
	if (Number.isSafeInteger(value) && value >= min && value <= max) return value
	throw invalid(`${what} as a whole number from ${min} to ${max}`, value)
}

/** The most bytes that a unit may have. */
export function unitLimit({ unit }: MediumCapabilities): number {
	return Math.min(unit ?? LIMITS.bundle, LIMITS.bundle)
}

export function checkUnit(unit: unknown, capabilities: MediumCapabilities): void {
	if (!isBytes(unit)) throw invalid('a unit as a Uint8Array', unit)
	const limit = unitLimit(capabilities)
	if (unit.length === 0 || unit.length > limit) {
		throw new BudkavleError(
			'medium-unit',
			`A unit of this medium has 1 to ${limit} bytes, but one of ${unit.length} came. Cut what is larger, and send nothing that is empty.`,
		)
	}
	if (capabilities.alphabet !== 'alphanumeric') return
	const at = unit.findIndex((byte) => !ALPHANUMERIC.has(byte))
	if (at < 0) return
	throw new BudkavleError(
		'medium-unit',
		`A unit of this medium holds digits, capital letters, spaces and $%*+-./: only, but byte ${at} is ${String(unit[at])}. Encode it first.`,
	)
}

export function closedError(what: string = 'This medium was closed'): BudkavleError {
	return new BudkavleError('medium-closed', `${what} and carries nothing any more. Open a new one.`)
}

/** Whatever the carrier fails with gets a code. */
export function ioError(what: string, advice: string, cause: unknown): BudkavleError {
	if (cause instanceof BudkavleError) return cause
	const reason = cause instanceof Error ? cause.message : String(cause)
	return new BudkavleError('medium-io', `${what}: ${reason}. ${advice}`, { cause })
}
