/** What is fuzzed: one function that reads bytes or text from outside, with what must hold for every input. */
import { BudkavleError, PROTOCOL_CODES } from '../../src/errors.js'
import type { Random } from '../../src/testing/random.js'

export interface FuzzTarget {
	/** Of one word or several with hyphens, as `npm run fuzz -- --target` takes it. */
	readonly name: string
	/** How many times as long as others it takes its turn (1): the more there is to reach, the longer. */
	readonly share?: number
	/** Inputs to begin with, most of them valid. The same ones each time. */
	seeds(): Promise<readonly Uint8Array[]>
	/** A change that knows the structure, so that what lies deep is reached; `undefined` where the input has none. `other`: a second input, to take parts from. */
	mutate?(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array | undefined
	/**
	 * Reads the input and checks what must hold. Throws when it does not hold.
	 * @returns how many bytes were produced: the work is bounded by them and by the size of the input
	 */
	run(input: Uint8Array): number | Promise<number>
}

/** A rule that does not hold for an input. */
export class Broken extends Error {}

export function must(holds: boolean, rule: string): asserts holds {
	if (!holds) throw new Broken(rule)
}

/** The result of `work`, or `undefined` when it refuses with a code of the protocol or one of these. Anything else that it throws is a finding. */
export function accepted<T>(work: () => T, codes: readonly string[] = []): T | undefined {
	try {
		return work()
	} catch (error) {
		must(error instanceof BudkavleError, `refuses with a coded error, not with ${String(error)}\n${(error as Error).stack ?? ''}`)
		must(
			Object.hasOwn(PROTOCOL_CODES, error.code) || codes.includes(error.code),
			`refuses with a code that belongs here, not with ${error.code}`,
		)
		return undefined
	}
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Any bytes as text, also with halves of surrogate pairs: U+FDD0..U+FDDF, which are no characters, stand for them. */
export function textOf(bytes: Uint8Array): string {
	return lenient.decode(bytes).replace(/[\uFDD0-\uFDDF]/g, (mark) => String.fromCharCode(0xd800 + ((mark.charCodeAt(0) - 0xfdd0) << 7)))
}
