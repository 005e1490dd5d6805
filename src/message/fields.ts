/** The one table of fields (SPEC 3.3): checking, reading and creating messages all go by it. */
import { compareBytes, compareText } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import { LIMITS } from '../limits.js'
import type { Normal } from './normalise.js'

/** What a value must be. Of a number `min` and `max` bound the value, of bytes and text the bytes, of an array the items. */
export interface Definition {
	readonly type: 'uint' | 'bytes' | 'text' | 'bool' | 'array' | 'map'
	/** 0 for numbers and 1 for everything else where it is not given. */
	readonly min?: number
	readonly max?: number
	/** All characters that a text may have, and how to say that. */
	readonly characters?: RegExp
	readonly charactersAre?: string
	/** What the items of an array must be. */
	readonly item?: Definition
	/** The items of an array ascend strictly in this order. */
	readonly order?: (a: CborValue, b: CborValue) => number
	/** What a map may hold. */
	readonly shape?: ShapeName
	/** How a text is normalised when a message is created; `text` where it is not given. */
	readonly normal?: Normal
}

export interface Field extends Definition {
	readonly key: number
	readonly name: string
	/** The value that is never written: an absent number or boolean stands for it. */
	readonly default?: number | false
}

/** The names of the values of a number, by value; holes are values without a meaning. */
export type ValueNames = readonly (string | undefined)[]

/** How a map is read: what it can mean to a reader of this version. */
export interface View {
	/** By key, ascending. */
	readonly fields: ReadonlyMap<number, Field>
	/** Of the fields whose values have names. */
	readonly values?: Readonly<Partial<Record<string, ValueNames>>> | undefined
}

export type ShapeName = 'source' | 'attachment' | 'stub'

export type FieldName =
	| 'kind'
	| 'author'
	| 'log'
	| 'seq'
	| 'time'
	| 'space'
	| 'root'
	| 'parent'
	| 'first'
	| 'rev'
	| 'target'
	| 'stance'
	| 'grounds'
	| 'sources'
	| 'text'
	| 'format'
	| 'lang'
	| 'topics'
	| 'attachments'
	| 'expires'
	| 'question'
	| 'subject'
	| 'targets'
	| 'salt'
	| 'name'
	| 'about'
	| 'keys'
	| 'size'
	| 'head'

/** The keys from here to `PRIVATE_LAST`, and likewise the kinds, belong to applications (SPEC 5.3). */
const PRIVATE_FIRST: number = 128
const PRIVATE_LAST: number = 255

/** Whether a kind or key is private to applications (SPEC 5.3). */
export function isPrivate(number: number): boolean {
	return Number.isInteger(number) && number >= PRIVATE_FIRST && number <= PRIVATE_LAST
}

export const uint: Definition = { type: 'uint' }
export const hash: Definition = { type: 'bytes', min: 32, max: 32 }
export const line = (max: number): Definition => ({ type: 'text', max, characters: /^[^\n\t]*$/, charactersAre: 'one line without tabs' })
const text = (max: number): Definition => ({ type: 'text', max })
const list = (max: number, item: Definition): Definition => ({ type: 'array', max, item })
const byTarget = (a: CborValue, b: CborValue): number =>
	compareBytes((a as CborMap).get(10) as Uint8Array, (b as CborMap).get(10) as Uint8Array)

const bytesOrder = compareBytes as Definition['order'] & object
const textOrder = compareText as Definition['order'] & object

/** Fields by key. */
export function table(rows: readonly Field[]): ReadonlyMap<number, Field> {
	return new Map(rows.map((row) => [row.key, alike(row)]))
}

/**
 * The same row with all its properties in one order, those that are absent as undefined: engines read objects of one layout several times faster than
 * objects of many, and every field of every message is checked by a row.
 */
function alike<Row extends Definition | Field>(row: Row): Row {
	const { type, min, max, characters, charactersAre, item, order, shape, normal, key, name, default: initial } = row as Partial<Field>
	const items = item === undefined ? undefined : alike(item)
	return { type, min, max, characters, charactersAre, item: items, order, shape, normal, key, name, default: initial } as Row
}

/** The fields of payloads by key, ascending. */
export const FIELDS: ReadonlyMap<number, Field> = /* @__PURE__ */ table([
	{ key: 0, name: 'kind', ...uint },
	{ key: 1, name: 'author', ...hash },
	{ key: 2, name: 'log', ...uint, default: 0 },
	{ key: 3, name: 'seq', ...uint, min: 1 },
	{ key: 4, name: 'time', ...uint },
	{ key: 5, name: 'space', ...line(LIMITS.space) },
	{ key: 6, name: 'root', ...hash },
	{ key: 7, name: 'parent', ...hash },
	{ key: 8, name: 'first', ...hash },
	{ key: 9, name: 'rev', ...uint, default: 0 },
	{ key: 10, name: 'target', ...hash },
	{ key: 11, name: 'stance', ...uint, min: 1, max: 255 },
	{ key: 12, name: 'grounds', ...uint, min: 1, max: 255 },
	{ key: 13, name: 'sources', ...list(LIMITS.sources, { type: 'map', shape: 'source' }) },
	{ key: 14, name: 'text', ...text(LIMITS.text) },
	{ key: 15, name: 'format', ...uint, max: 255, default: 0 },
	{
		key: 16,
		name: 'lang',
		type: 'text',
		max: LIMITS.lang,
		characters: /^[A-Za-z0-9-]*$/,
		charactersAre: 'ASCII letters, digits and hyphens',
		normal: 'exact',
	},
	{ key: 17, name: 'topics', ...list(LIMITS.topics, { ...line(LIMITS.topic), normal: 'lower' }), order: textOrder },
	{ key: 18, name: 'attachments', ...list(LIMITS.attachments, { type: 'map', shape: 'attachment' }) },
	{ key: 19, name: 'expires', ...uint },
	{ key: 20, name: 'question', type: 'bool', default: false },
	{ key: 21, name: 'subject', ...hash },
	{ key: 22, name: 'targets', ...list(LIMITS.targets, { type: 'map', shape: 'stub' }), order: byTarget },
	{ key: 23, name: 'salt', type: 'bytes', min: LIMITS.saltMin, max: LIMITS.saltMax },
	{ key: 24, name: 'name', ...line(LIMITS.name) },
	{ key: 25, name: 'about', ...text(LIMITS.about) },
	{ key: 26, name: 'keys', ...list(LIMITS.keys, hash), order: bytesOrder },
	{ key: 27, name: 'size', ...uint, min: 1 },
	{ key: 28, name: 'head', ...hash },
])

/** The key of each field. */
export const KEY: Readonly<Record<FieldName, number>> = /* @__PURE__ */ Object.freeze(
	Object.fromEntries([...FIELDS.values()].map(({ name, key }) => [name, key])) as Record<FieldName, number>,
)
