/**
 * The encoding of SPEC 2, written a second time and as simply as can be, so that the vectors do not rest on the code that they test. It also writes what no
 * valid message holds, as long as it is deterministic CBOR.
 *
 * Values in the notation of vectors/README.md: a number, `true` and `false`, a string for a text, `{ bytes: hex }`, `{ text, times }` and `{ bytes: hex, times }` for what repeats,
 * an array, `{ map: [[key, value], ...] }` with its entries as they are to stand.
 */

import { Buffer } from 'node:buffer'

/** @typedef {{ readonly map: readonly (readonly [number, Notation])[] }} MapNotation */
/** @typedef {number | boolean | string | { readonly text: string, readonly times?: number } | { readonly bytes: string, readonly times?: number }} ScalarNotation */
/** @typedef {ScalarNotation | MapNotation | NotationList} Notation */
/** @typedef {{ readonly [index: number]: Notation, readonly length: number, map<T>(each: (value: Notation) => T): T[] }} NotationList */

/** @param {number} major @param {number} argument */
export function head(major, argument) {
	const type = major << 5
	if (argument < 24) return Buffer.from([type | argument])
	const size = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8
	const bytes = Buffer.alloc(1 + size)
	bytes[0] = type | { 1: 24, 2: 25, 4: 26, 8: 27 }[size]
	bytes.set(Buffer.from(argument.toString(16).padStart(2 * size, '0'), 'hex'), 1)
	return bytes
}

/** @param {string} text */
export function textItem(text) {
	const utf8 = Buffer.from(text, 'utf8')
	return Buffer.concat([head(3, utf8.length), utf8])
}

/** @param {string} hex */
export function bytesItem(hex) {
	const bytes = Buffer.from(hex, 'hex')
	return Buffer.concat([head(2, bytes.length), bytes])
}

/** @param {readonly (readonly [number, Uint8Array])[]} entries each value already encoded */
export function mapItem(entries) {
	return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [head(0, key), value])])
}

/** @param {readonly Uint8Array[]} items */
export function arrayItem(items) {
	return Buffer.concat([head(4, items.length), ...items])
}

/**
 * @param {Notation} value
 * @returns {Buffer}
 */
export function encode(value) {
	if (typeof value === 'number') return head(0, value)
	if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
	if (typeof value === 'string') return textItem(value)
	if (Array.isArray(value)) return arrayItem(value.map(encode))
	if ('text' in value) return textItem(value.text.repeat(value.times ?? 1))
	if ('bytes' in value) return bytesItem(value.bytes.repeat(value.times ?? 1))
	const { map } = /** @type {MapNotation} */ (value)
	return mapItem(map.map(([key, item]) => [key, encode(item)]))
}
