/**
 * Bytes to values and back, for the deterministic CBOR subset of the format (SPEC 2).
 *
 * Decoding is our strict scanner and then cbor-x, which is neither strict nor deterministic by itself. Encoding is ours:
 * cbor-x has no mode that sorts keys, writes integers above 2^32 as integers and refuses what the subset does not have.
 */

// This entry contains no `new Function`, which a Content-Security-Policy would forbid, and no encoder.
import { Decoder } from 'cbor-x/decode-no-eval'
import { LIMITS } from '../limits.js'
import { checkUnsigned, invalidArgument } from './argument.js'
import { scan } from './scan.js'
import { textSize } from './text.js'
import type { CborMap, CborValue } from './value.js'
import { ByteWriter } from './varint.js'

// `int64AsNumber` is missing from the types of cbor-x. Without it, integers of 2^32 and more become BigInt.
const decoderOptions = { mapsAsObjects: false, useRecords: false, copyBuffers: true, int64AsNumber: true }
const decoder = /* @__PURE__ */ new Decoder(decoderOptions)

/**
 * The value of bytes that are exactly one item of the subset. Maps become `Map`s with number keys in ascending order,
 * byte strings are copies. Nothing is kept of the bytes, and nothing of one call reaches the next.
 *
 * @throws {BudkavleError} as `scan`: a `cbor-` code with stage `encoding` and `offset`.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
	scan(bytes)
	// A view of our own: cbor-x hangs a property on the array that it reads, and would copy a Buffer's slices as Buffers.
	return decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as CborValue
}

/**
 * The one encoding of a value, which `scan` accepts and `decodeCbor` turns into an equal value: shortest heads, map keys in
 * ascending order.
 *
 * @throws {BudkavleError} `argument-invalid` for whatever the subset does not have: numbers other than 0..2^53-1 (-0 is none of
 * them), strings with a lone surrogate, a byte order mark at the start or a control character other than LF and TAB,
 * keys that are no such number, arrays and maps more than `LIMITS.nesting` deep, and every other type.
 */
export function encodeCbor(value: CborValue): Uint8Array {
	const writer = new ByteWriter()
	writeItem(writer, value, 0)
	return writer.finish()
}

const INTEGER = 0
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const MAP = 5

function writeItem(writer: ByteWriter, value: CborValue, depth: number): void {
	if (typeof value === 'number') {
		checkUnsigned(value)
		writeHead(writer, INTEGER, value)
	} else if (typeof value === 'string') {
		const size = textSize(value)
		if (size < 0) throw invalidArgument('a text without control characters, lone surrogates and byte order mark', value)
		writeHead(writer, TEXT, size)
		writer.text(value, size)
	} else if (typeof value === 'boolean') writer.byte(value ? 0xf5 : 0xf4)
	else if (value instanceof Uint8Array) {
		writeHead(writer, BYTES, value.length)
		writer.bytes(value)
	} else {
		const isArray = Array.isArray(value)
		if (!isArray && !(value instanceof Map)) throw invalidArgument('a number, boolean, string, Uint8Array, array or Map', value)
		if (depth >= LIMITS.nesting) throw invalidArgument(`at most ${LIMITS.nesting} arrays and maps inside each other`, value)
		if (isArray) {
			writeHead(writer, ARRAY, value.length)
			// By index: holes come out as undefined and are refused.
			for (let i = 0; i < value.length; i++) writeItem(writer, value[i], depth + 1)
		} else {
			writeHead(writer, MAP, value.size)
			for (const [key, item] of inOrder(value)) {
				writeHead(writer, INTEGER, key)
				writeItem(writer, item, depth + 1)
			}
		}
	}
}

/** The entries by ascending key. Mostly they are in that order already, and then nothing is copied. */
function inOrder(map: CborMap): Iterable<readonly [number, CborValue]> {
	let last = -1
	let ascending = true
	for (const key of map.keys()) {
		checkUnsigned(key)
		if (key < last) ascending = false
		last = key
	}
	return ascending ? map : [...map].sort(([a], [b]) => a - b)
}

/** Writes a head with its argument in the fewest bytes. */
function writeHead(writer: ByteWriter, major: number, argument: number): void {
	const type = major << 5
	if (argument < 24) {
		writer.byte(type | argument)
		return
	}
	const exponent = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3
	writer.byte(type | (24 + exponent))
	// Division, as the bit operators see 32 bits only; the writer takes the lowest eight bits of each quotient.
	for (let scale = 256 ** (2 ** exponent - 1); scale >= 1; scale /= 256) writer.byte(Math.floor(argument / scale))
}
