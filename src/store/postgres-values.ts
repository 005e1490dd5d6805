/** Values on their way to PostgreSQL and back: columns of many rows travel as arrays in the binary form, rows come back as text. */
import { Buffer } from 'node:buffer'
import { encodeUtf8 } from '../bytes.js'

export type Value = number | string | boolean | Uint8Array | null

/** `hex`: bytes, as hex digits; `utf8`: bytes, as their text, which the server then compares by its bytes; `text`: text. */
export type ColumnType = 'hex' | 'bytes' | 'utf8' | 'text' | 'number' | 'boolean'

const OIDS: Readonly<Record<ColumnType, number>> = { hex: 17, bytes: 17, utf8: 17, text: 25, number: 20, boolean: 16 }
/** How SQL calls an array of them. */
export const ARRAYS: Readonly<Record<ColumnType, string>> = {
	hex: 'bytea[]',
	bytes: 'bytea[]',
	utf8: 'bytea[]',
	text: 'text[]',
	number: 'bigint[]',
	boolean: 'boolean[]',
}

const HEADER = 20
const TWO_32 = 4_294_967_296

function sizeOf(type: ColumnType, value: Exclude<Value, null>): number {
	if (type === 'number') return 8
	if (type === 'boolean') return 1
	if (type === 'hex') return (value as string).length / 2
	return type === 'bytes' ? (value as Uint8Array).length : Buffer.byteLength(value as string)
}

function write(into: Buffer, at: number, type: ColumnType, value: Exclude<Value, null>): void {
	if (type === 'number') {
		into.writeInt32BE(Math.floor((value as number) / TWO_32), at)
		into.writeUInt32BE((value as number) >>> 0, at + 4)
	} else if (type === 'boolean') into[at] = value ? 1 : 0
	else if (type === 'hex') into.write(value as string, at, 'hex')
	else if (type === 'bytes') into.set(value as Uint8Array, at)
	else into.write(value as string, at, 'utf8')
}

/** An array in the binary form of PostgreSQL: dimensions, whether there are nulls, type, length, lower bound; then each item behind its length, -1 for null. */
export function arrayOf(type: ColumnType, values: readonly Value[]): Uint8Array {
	const sizes = values.map((value) => (value === null ? -1 : sizeOf(type, value)))
	const total = sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), HEADER)
	const bytes = Buffer.allocUnsafe(values.length === 0 ? HEADER - 8 : total)
	bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0)
	bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4)
	bytes.writeInt32BE(OIDS[type], 8)
	if (values.length === 0) return bytes
	bytes.writeInt32BE(values.length, 12)
	bytes.writeInt32BE(1, 16)
	let at = HEADER
	for (const [i, value] of values.entries()) {
		const size = sizes[i] as number
		bytes.writeInt32BE(size, at)
		at += 4
		if (value === null) continue
		write(bytes, at, type, value)
		at += size
	}
	return bytes
}

/** A single text as bytes. */
export const utf8 = (text: string): Uint8Array => encodeUtf8(text)

export type Row = Readonly<Record<string, unknown>>

const asText = (text: string): unknown => text
const asNumber = (text: string): unknown => Number(text)
const INT8 = 20
const INT4 = 23
const OID = 26

/** How rows are read: numbers as such, bytes as the text that the server sends, `\x` and hex digits. */
export const TYPES: { getTypeParser(oid: number): (text: string) => unknown } = {
	getTypeParser: (oid) => (oid === INT8 || oid === INT4 || oid === OID ? asNumber : asText),
}

/** The hex digits of a column of bytes. */
export const hexIn = (value: unknown): string => (value as string).slice(2)
/** The bytes of a column, which nobody else holds. */
export const bytesIn = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(hexIn(value), 'hex'))
/** The bytes of hex digits that were checked. */
export const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
