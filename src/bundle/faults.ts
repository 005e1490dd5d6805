/** The errors of reading a bundle. One instance serves all items that fail for the same reason: a hostile bundle can have many. */
import type { ReaderCodes } from '../encoding/varint.js'
import type { ProtocolCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { unproven } from '../message/verify.js'

const AGAIN = 'Fetch the bundle again; if it comes out the same, whoever packed it has to pack it anew.'

/** `expected` and `came` make one sentence: "Expected <expected>, but <came>." */
export function bundleError(code: ProtocolCode, expected: string, came: string, cause?: unknown): BudkavleError {
	return new BudkavleError(code, `Expected ${expected}, but ${came}. ${AGAIN}`, cause === undefined ? {} : { cause })
}

/** For what lies inside a section that is there as a whole: its layout is broken. */
export const SECTION_CODES: ReaderCodes = { truncated: 'bundle-section', malformed: 'bundle-section' }
/** For bytes that may have been cut off. */
export const TRUNCATED_CODES: ReaderCodes = { truncated: 'bundle-truncated', malformed: 'bundle-section' }

/** Why a single message cannot be put together. */
export interface ItemFaults {
	readonly reference: BudkavleError
	readonly symbol: BudkavleError
	readonly index: BudkavleError
	readonly number: BudkavleError
	readonly short: BudkavleError
	readonly large: BudkavleError
	readonly content: BudkavleError
	readonly unproven: BudkavleError
	/** Of the section, not of an item. */
	readonly unused: BudkavleError
}

export function itemFaults(): ItemFaults {
	return {
		reference: bundleError('bundle-reference', 'a message that stands before and can be read', 'there is none where this one refers to'),
		symbol: bundleError('bundle-section', 'a symbol that has a meaning', 'one came that has none'),
		index: bundleError('bundle-section', 'an index into a table', 'it is greater than the last one'),
		number: bundleError('bundle-section', 'a number from 0 to 2^53 - 1', 'it comes out as less or more'),
		short: bundleError('bundle-section', 'all bytes of a message in the streams of its section', 'a stream ends before'),
		large: bundleError('message-too-large', `a message of at most ${LIMITS.message} bytes`, 'it comes out larger'),
		content: bundleError('bundle-too-large', `payloads of at most ${LIMITS.bundleContent} bytes together`, 'they come out larger'),
		unproven: unproven(),
		unused: bundleError('bundle-section', 'the end of every stream after the last message', 'bytes are left over'),
	}
}
