/** Reads the files of vectors/ and their notations (vectors/README.md), apart from what makes them. */
import { readFileSync } from 'node:fs'
import { fromHex } from '../../src/bytes.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'

/** Hex digits, or pieces of them. */
export type LongHex = string | readonly (string | { readonly repeat: string; readonly times: number })[]

/** A value of the encoding, as JSON. */
export type Notation =
	| number
	| boolean
	| string
	| { readonly text: string; readonly times: number }
	| { readonly bytes: string; readonly times?: number }
	| { readonly map: readonly (readonly [number, Notation])[] }
	| readonly Notation[]

export interface Case {
	readonly name: string
}

export interface Fault extends Case {
	readonly reason: string
	readonly code: string
}

export function readVectors<T>(file: string): T {
	return JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8')) as T
}

export function bytesOf(hex: LongHex): Uint8Array {
	const digits =
		typeof hex === 'string' ? hex : hex.map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.times))).join('')
	const bytes = fromHex(digits)
	if (bytes === undefined || digits !== digits.toLowerCase()) throw new Error(`no lower-case hex: ${digits.slice(0, 80)}`)
	return bytes
}

const isList = (value: Notation): value is readonly Notation[] => Array.isArray(value)

export function cborOf(notation: Notation): CborValue {
	if (typeof notation !== 'object') return notation
	if (isList(notation)) return notation.map(cborOf)
	if ('text' in notation) return notation.text.repeat(notation.times)
	if ('bytes' in notation) return bytesOf(notation.bytes.repeat(notation.times ?? 1))
	if ('map' in notation) return new Map(notation.map.map(([key, value]) => [key, cborOf(value)]))
	throw new Error(`no value: ${JSON.stringify(notation)}`)
}

export type Fields = Readonly<Record<string, unknown>>

/** A row of the tables of SPEC 3.3: `type` is in the words of the table. */
export interface SpecField {
	readonly key: number
	readonly name: string
	readonly type: string
	readonly bounds: string
}

const SPEC = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')

/** The rows of the tables in SPEC.md with this header, as cells. */
function specTable(header: string): readonly (readonly string[])[] {
	const [, after] = SPEC.split(`${header}\n`)
	if (after === undefined) throw new Error(`SPEC.md has no table "${header}"`)
	const rows = after.split('\n').slice(1)
	return rows
		.slice(
			0,
			rows.findIndex((row) => !row.startsWith('|')),
		)
		.map((row) =>
			row
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		)
}

/** The fields of payloads (SPEC 3.3). */
export const SPEC_FIELDS: readonly SpecField[] = specTable('| key | name | type | bounds |').map(
	([key, name = '', type = '', bounds = '']) => ({
		key: Number(key),
		name,
		type,
		bounds,
	}),
)

/** The kinds and the fields of each beside those that all have (SPEC 3.4). */
export const SPEC_KINDS: readonly { readonly kind: number; readonly required: readonly string[]; readonly optional: readonly string[] }[] =
	specTable('| kind | name | required | optional |').map(([kind, , required = '', optional = '']) => ({
		kind: Number(kind),
		required: required.split(', ').filter(Boolean),
		optional: optional.split(', ').filter(Boolean),
	}))

/** The keys of sources and attachments; those of stubs are the keys of payloads. */
const INNER: Readonly<Record<string, Readonly<Record<string, readonly [number, string]>>>> = {
	sources: { uri: [0, 'line'], hash: [1, 'bytes'], message: [2, 'bytes'], day: [3, 'uint'] },
	attachments: { hash: [0, 'bytes'], size: [1, 'uint'], type: [2, 'line'], name: [3, 'line'] },
}

/** The map of a payload that is given by the names of its fields. */
export function payloadOf(fields: Fields): CborMap {
	return mapOf(fields, (name) => {
		const field = SPEC_FIELDS.find((one) => one.name === name)
		return field === undefined ? undefined : [field.key, field.type]
	})
}

function mapOf(fields: Fields, find: (name: string) => readonly [number, string] | undefined): CborMap {
	return new Map(
		Object.entries(fields).map(([name, value]) => {
			const [key, type] = find(name) ?? [Number(name), 'value']
			return [key, fieldValue(name, type, value)]
		}),
	)
}

function fieldValue(name: string, type: string, value: unknown): CborValue {
	if (type.endsWith('bytes') && typeof value === 'string') return bytesOf(value)
	if (type.startsWith('array of ') && Array.isArray(value))
		return value.map((item) => fieldValue(name, type.slice('array of '.length), item))
	const inner = INNER[name]
	if (type === '*stub*') return payloadOf(value as Fields)
	if (type.startsWith('*') && inner !== undefined) return mapOf(value as Fields, (one) => inner[one])
	return cborOf(value as Notation)
}

/** The text of a fenced block of SPEC.md, by the word behind its language. */
export function specBlock(word: string): string {
	const block = new RegExp(`^\`\`\`text ${word}\\n([^\`]*)\`\`\`$`, 'm').exec(SPEC)?.[1]
	if (block === undefined) throw new Error(`SPEC.md has no block "${word}"`)
	return block
}
