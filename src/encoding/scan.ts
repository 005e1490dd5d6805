/**
 * Decides whether bytes are one item of the deterministic CBOR subset of the format (SPEC 2; RFC 8949 4.2.1,
 * narrowed). What passes here has exactly one encoding, so hashing the bytes names the value.
 */

import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { firstTextFault, textFaultCode } from './text.js'

type ScanCode =
	| 'cbor-truncated'
	| 'cbor-trailing'
	| 'cbor-non-minimal'
	| 'cbor-indefinite'
	| 'cbor-type'
	| 'cbor-integer-range'
	| 'cbor-utf8'
	| 'cbor-text'
	| 'cbor-key-type'
	| 'cbor-key-order'
	| 'cbor-depth'

const EXPECTED: Readonly<Record<ScanCode, string>> = {
	'cbor-truncated': 'more bytes for the item here',
	'cbor-trailing': 'nothing after the first item',
	'cbor-non-minimal': 'a number or length in its shortest form',
	'cbor-indefinite': 'a definite length',
	'cbor-type': 'an unsigned integer, byte string, text, array, map, true or false',
	'cbor-integer-range': 'an integer up to 2^53 - 1',
	'cbor-utf8': 'UTF-8',
	'cbor-text': 'no control character but LF and TAB, and no byte order mark',
	'cbor-key-type': 'an unsigned integer as key',
	'cbor-key-order': 'a key greater than the one before it',
	'cbor-depth': `no more than ${LIMITS.nesting} arrays and maps inside each other`,
}

function fault(code: ScanCode, bytes: Uint8Array, offset: number): BudkavleError {
	const byte = bytes[offset]
	const found = byte === undefined ? 'the end' : `0x${byte.toString(16)}`
	const message = `Expected ${EXPECTED[code]} at byte ${offset} of ${bytes.length}, but found ${found}. Fetch the bytes again, or ask their author to encode them anew.`
	return new BudkavleError(code, message, { stage: 'encoding', offset })
}

/**
 * Passes when `bytes` are exactly one item of the subset; throws otherwise. One pass that allocates
 * nothing, and needs a stack as deep as `LIMITS.nesting`.
 *
 * Bytes with several faults have one code: that of the first fault in this order. Items are read from left to right,
 * each with everything inside it before its successor. For one item, the head of which begins at offset `o`:
 *
 *  1. no byte at `o`: `cbor-truncated`
 *  2. additional information 28, 29 or 30: `cbor-type`
 *  3. additional information 31, whatever the major type (so a stray break too): `cbor-indefinite`
 *  4. in the place of a map key, a major type other than 0: `cbor-key-type`
 *  5. major type 1 or 6, or major type 7 other than true (0xF5) and false (0xF4): `cbor-type`
 *  6. an array or a map inside `LIMITS.nesting` others, even when empty: `cbor-depth`
 *  7. fewer bytes after the first one than the head announces for its argument: `cbor-truncated`
 *  8. an argument that a shorter head could hold: `cbor-non-minimal`
 *  9. an integer, also as map key, greater than 2^53 - 1: `cbor-integer-range`
 * 10. for a map key: not greater than the key before it in the same map: `cbor-key-order`
 * 11. after the head, fewer bytes than the length of a string, the count of an array, or twice the count of a map:
 *     `cbor-truncated`. Lengths and counts may be as large as the head allows; those of 2^53 and more end here too.
 * 12. in a text, the first character that is no well-formed UTF-8: `cbor-utf8`, or that no text may hold: `cbor-text`,
 *     whichever begins first
 * 13. the faults of the items in an array, or of key, value, key, value ... in a map
 *
 * When the outermost item has none of these and a byte follows it: `cbor-trailing`.
 *
 * The error's `offset` is `o`, except for 12, where it is the first byte of the character, and for `cbor-trailing`, where it is
 * the first byte after the item.
 *
 * @throws {BudkavleError} one of the codes above, with stage `encoding` and `offset`.
 */
export function scan(bytes: Uint8Array): void {
	const end = scanItem(bytes, 0, 0)
	if (end < bytes.length) throw fault('cbor-trailing', bytes, end)
}

/** Scans one item inside `depth` arrays and maps and returns the offset after it. */
function scanItem(bytes: Uint8Array, at: number, depth: number): number {
	const initial = initialByte(bytes, at)
	const major = initial >> 5
	if (major === 1 || major > 5) {
		if (initial === 0xf4 || initial === 0xf5) return at + 1
		throw fault('cbor-type', bytes, at)
	}
	if (major > 3 && depth >= LIMITS.nesting) throw fault('cbor-depth', bytes, at)
	const argument = readArgument(bytes, at, initial)
	let next = at + headSize(initial)
	if (major === 0) return next
	if ((major === 5 ? 2 * argument : argument) > bytes.length - next) throw fault('cbor-truncated', bytes, at)
	if (major < 4) {
		const end = next + argument
		const wrong = major === 3 ? firstTextFault(bytes, next, end) : -1
		if (wrong >= 0) throw fault(textFaultCode(bytes, wrong, end), bytes, wrong)
		return end
	}
	let last = -1
	for (let i = 0; i < argument; i++) {
		if (major === 5) {
			const keyByte = initialByte(bytes, next)
			if (keyByte > 0x1f) throw fault('cbor-key-type', bytes, next)
			const key = readArgument(bytes, next, keyByte)
			if (key <= last) throw fault('cbor-key-order', bytes, next)
			last = key
			next += headSize(keyByte)
		}
		next = scanItem(bytes, next, depth + 1)
	}
	return next
}

/** The first byte of a head, with additional information of at most 27. */
function initialByte(bytes: Uint8Array, at: number): number {
	if (at >= bytes.length) throw fault('cbor-truncated', bytes, at)
	const initial = bytes[at] as number
	const information = initial & 0x1f
	if (information > 27) throw fault(information === 31 ? 'cbor-indefinite' : 'cbor-type', bytes, at)
	return initial
}

/** Bytes of a head by its first byte: 1, 2, 3, 5 or 9. */
function headSize(initial: number): number {
	const information = initial & 0x1f
	return information < 24 ? 1 : 1 + (1 << (information - 24))
}

/**
 * The argument of a head whose first byte is checked. Exact up to 2^53 - 1; greater lengths and counts may come out rounded,
 * but never below 2^53, so comparing them with what is left stays right.
 */
function readArgument(bytes: Uint8Array, at: number, initial: number): number {
	const size = headSize(initial)
	if (size === 1) return initial & 0x1f
	if (size > bytes.length - at) throw fault('cbor-truncated', bytes, at)
	let argument = 0
	for (let i = 1; i < size; i++) argument = argument * 256 + (bytes[at + i] as number)
	if (argument < leastOf(size)) throw fault('cbor-non-minimal', bytes, at)
	if (initial < 0x20 && argument > LIMITS.integer) throw fault('cbor-integer-range', bytes, at)
	return argument
}

/** The least argument that needs a head of this size: one of 2, 4 or 8 bytes must not fit into half of them, one of a byte not into the initial byte. */
function leastOf(size: number): number {
	// Written out: a power is a call, and there are heads everywhere.
	return size === 2 ? 24 : size === 3 ? 0x100 : size === 5 ? 0x1_0000 : 0x1_0000_0000
}
