/** Values of the subset, and damage to bytes, for property tests. */

import fc from 'fast-check'
import type { CborValue } from '../../src/encoding/value.js'

const edges = [23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER]

export const unsigned: fc.Arbitrary<number> = fc.oneof(fc.nat({ max: 30 }), fc.constantFrom(0, ...edges), fc.maxSafeNat())

/** Characters from every length of UTF-8 and from both sides of every border of the rules. */
const character = fc.oneof(
	fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
	fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
	fc.constantFrom('\t', '\n', ' ', '~', '\u00a0', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\uffff', '\u{10000}', '\u{10ffff}'),
)

export const text: fc.Arbitrary<string> = fc
	.oneof(
		fc.array(character, { maxLength: 12 }).map((list) => list.join('')),
		fc.array(character, { minLength: 60, maxLength: 90 }).map((list) => list.join('')),
		fc.string({ maxLength: 40 }),
	)
	.map((drawn) => drawn.replace(/(?![\n\t])\p{Cc}/gu, '').replace(/^\u{feff}+/u, ''))

const leaf: fc.Arbitrary<CborValue> = fc.oneof(unsigned, fc.boolean(), text, fc.uint8Array({ maxLength: 40 }))

function nested(levels: number): fc.Arbitrary<CborValue> {
	if (levels === 0) return leaf
	const inner = nested(levels - 1)
	const array = fc.array(inner, { maxLength: levels === 1 ? 30 : 5 })
	const entries = fc.uniqueArray(fc.tuple(unsigned, inner), { maxLength: 6, selector: ([key]) => key })
	return fc.oneof(
		{ weight: 2, arbitrary: leaf },
		array,
		entries.map((list) => new Map(list)),
	)
}

/** Any value of the subset, with arrays and maps up to the allowed depth. Keys of maps come in any order. */
export const value: fc.Arbitrary<CborValue> = nested(4)

/** Heads of every kind, most of them with their content. */
const heads: fc.Arbitrary<readonly (readonly number[])[]> = fc.array(
	fc.oneof(
		fc.integer({ min: 0, max: 255 }).map((byte) => [byte]),
		fc.constantFrom(0x40, 0x60, 0x80, 0xa0).chain((major) => fc.integer({ min: 0, max: 4 }).map((size) => [major + size])),
		fc.integer({ min: 0, max: 5 }).map((number) => [number]),
		fc.constantFrom([0x18, 0x18], [0x18, 0x17], [0x19, 1, 0], [0x1a, 0, 1, 0, 0], [0x1b, 0, 0x1f, 255, 255, 255, 255, 255, 255]),
		fc.constantFrom([0x61, 0x41], [0x62, 0xc2, 0x80], [0x62, 0xc3, 0xa5], [0x63, 0xef, 0xbb, 0xbf], [0x64, 0xf4, 0x8f, 0xbf, 0xbf]),
		fc.constantFrom([0xf4], [0xf5], [0xf6], [0xff], [0x81, 0x81, 0x81], [0xa1, 0x00, 0xa1, 0x01]),
	),
	{ maxLength: 16 },
)

/** Bytes with a good chance of being nearly right: heads, mostly inside an array or a map that counts them. */
export const headlike: fc.Arbitrary<Uint8Array> = fc.tuple(fc.constantFrom('array', 'map', 'none'), heads).map(([around, parts]) => {
	const first = around === 'array' ? [0x80 + parts.length] : around === 'map' ? [0xa0 + Math.floor(parts.length / 2)] : []
	// In a map every second part is a key: small and rising, so that more than the first is looked at.
	const inside = around === 'map' ? parts.map((part, i) => (i % 2 === 0 && part.length === 1 ? [i] : part)) : parts
	return Uint8Array.from([first, ...inside].flat())
})

/** The bytes with one byte replaced, removed or put in at `at`. */
export function replaceAt(bytes: Uint8Array, at: number, byte: number): Uint8Array {
	const changed = bytes.slice()
	changed[at] = byte
	return changed
}

export function removeAt(bytes: Uint8Array, at: number): Uint8Array {
	return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)])
}

export function insertAt(bytes: Uint8Array, at: number, byte: number): Uint8Array {
	return Uint8Array.from([...bytes.subarray(0, at), byte, ...bytes.subarray(at)])
}
