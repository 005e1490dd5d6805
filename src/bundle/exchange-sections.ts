/** The sections by which replicas find out what they lack (SPEC 8.8 to 8.12): one map each, in the encoding of messages. */
import { fromHex, toHex } from '../bytes.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { decodeCbor, encodeCbor } from '../encoding/cbor.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Cells } from '../sketch/cells.js'
import { cellsIn, decodeCells, encodeCells } from '../sketch/cells.js'
import { ESTIMATOR_BYTES } from '../sketch/estimator.js'
import type { ShortIdSet } from '../sketch/short-id-set.js'
import { decodeShortIdSet, encodeShortIdSet } from '../sketch/short-id-set.js'
import type { Width } from '../sketch/short-ids.js'
import { KEY_BYTES } from '../sketch/short-ids.js'
import { bundleError } from './faults.js'

/** By which an asker knows its own exchange again. Its first byte is the round. */
export const TAG_BYTES = 12
/** Wants are few enough for one bundle. */
const WANTS = LIMITS.bundleMessages
const SET = 4_194_304

/** What is asked for: as a scope of SPEC 8.3, in lower-case hex and text. */
export interface AskedScope {
	readonly messages?: readonly string[]
	readonly threads?: readonly string[]
	readonly authors?: readonly string[]
	readonly spaces?: readonly string[]
	readonly topics?: readonly string[]
	readonly since?: number
}

/** What somebody has, as cells of a sketch or as a set, and of which scope they want the rest. */
export interface Ask {
	/** 12 bytes. */
	readonly tag: Uint8Array
	/** The key of the short ids, 16 bytes, when it is not derived from the tag; they have 64 bits then. */
	readonly key?: Uint8Array
	readonly cells?: Cells
	/** Instead of cells. */
	readonly set?: ShortIdSet
	readonly scope?: AskedScope
	/** The asker's time, in seconds since 1970: what has expired by then counts as if nobody held it. */
	readonly asOf?: number
	/** Bytes of the largest answer that is welcome. */
	readonly most?: number
}

/** What somebody says to an ask, beside the messages in the same bundle. */
export interface Answer {
	/** Of the ask. */
	readonly tag: Uint8Array
	/** Of the ask, where it was given there; or the one to ask under instead. */
	readonly key?: Uint8Array
	/** What the asker has and the answerer wants. */
	readonly wants?: ShortIdSet
	/** The cells of the ask were too few. How many may be enough: */
	readonly cells?: number
	/** or from what that can be estimated, with the number of ids of the answerer. */
	readonly estimator?: Uint8Array
	readonly count?: number
	/** Not everything fitted: whoever asks again gets more. */
	readonly more?: true
	readonly scope?: AskedScope
}

const ASK = { tag: 0, key: 2, cells: 4, set: 6, scope: 8, asOf: 1, most: 3 } as const
const ANSWER = { tag: 0, key: 2, wants: 4, cells: 6, estimator: 8, count: 1, more: 10, scope: 12 } as const
const SCOPE = { messages: 0, threads: 2, authors: 4, spaces: 6, topics: 8, since: 10 } as const

const fault = (expected: string, came: string): BudkavleError => bundleError('bundle-section', expected, came)

type Fields = Map<number, CborValue>

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

function scopeMap(scope: AskedScope): CborMap {
	const map: Fields = new Map()
	for (const name of ['messages', 'threads', 'authors'] as const)
		if (scope[name] !== undefined) map.set(SCOPE[name], scope[name].map(bytesOf))
	for (const name of ['spaces', 'topics'] as const) if (scope[name] !== undefined) map.set(SCOPE[name], scope[name])
	if (scope.since !== undefined) map.set(SCOPE.since, scope.since)
	return map
}

/** The bytes of a scope; of none, none. */
export function encodeScope(scope: AskedScope | undefined): Uint8Array {
	return scope === undefined ? new Uint8Array(0) : encodeCbor(scopeMap(scope))
}

export function encodeAsk({ tag, key, cells, set, scope, asOf, most }: Ask): Uint8Array {
	const map: Fields = new Map([[ASK.tag, tag]])
	if (asOf !== undefined) map.set(ASK.asOf, asOf)
	if (key !== undefined) map.set(ASK.key, key)
	if (most !== undefined) map.set(ASK.most, most)
	if (cells !== undefined) map.set(ASK.cells, encodeCells(cells, widthOf(key)))
	if (set !== undefined) map.set(ASK.set, encodeShortIdSet(set))
	if (scope !== undefined) map.set(ASK.scope, scopeMap(scope))
	return encodeCbor(map)
}

export function encodeAnswer({ tag, key, wants, cells, estimator, count, more, scope }: Answer): Uint8Array {
	const map: Fields = new Map([[ANSWER.tag, tag]])
	if (count !== undefined) map.set(ANSWER.count, count)
	if (key !== undefined) map.set(ANSWER.key, key)
	if (wants !== undefined) map.set(ANSWER.wants, encodeShortIdSet(wants))
	if (cells !== undefined) map.set(ANSWER.cells, cells)
	if (estimator !== undefined) map.set(ANSWER.estimator, estimator)
	if (more !== undefined) map.set(ANSWER.more, more)
	if (scope !== undefined) map.set(ANSWER.scope, scopeMap(scope))
	return encodeCbor(map)
}

/** Short ids under a key that is used again have 64 bits. */
export const widthOf = (key: Uint8Array | undefined): Width => (key === undefined ? 48 : 64)

/** The map of a section. What it does not need to understand has an odd key; an even one that is not known makes it unreadable. */
class SectionMap {
	readonly #map: CborMap

	constructor(body: Uint8Array, known: Readonly<Record<string, number>>) {
		const value = decodeCbor(body)
		if (!(value instanceof Map)) throw fault('a map', 'another value came')
		this.#map = value as CborMap
		for (const key of this.#map.keys()) {
			if (key % 2 === 0 && !Object.values(known).includes(key)) throw fault('fields that are known here', `one has the key ${key}`)
		}
	}

	bytes(key: number, length?: number): Uint8Array | undefined {
		const value = this.#map.get(key)
		if (value === undefined) return undefined
		if (!(value instanceof Uint8Array)) throw fault(`bytes under the key ${key}`, 'another value came')
		if (length !== undefined && value.length !== length) throw fault(`${length} bytes under the key ${key}`, `${value.length} came`)
		return value
	}

	needed(key: number, length: number): Uint8Array {
		const value = this.bytes(key, length)
		if (value === undefined) throw fault(`bytes under the key ${key}`, 'none came')
		return value
	}

	number(key: number): number | undefined {
		const value = this.#map.get(key)
		if (value !== undefined && typeof value !== 'number') throw fault(`a number under the key ${key}`, 'another value came')
		return value
	}

	true(key: number): true | undefined {
		const value = this.#map.get(key)
		if (value !== undefined && value !== true) throw fault(`true under the key ${key}`, 'another value came')
		return value
	}

	set(key: number, most: number): ShortIdSet | undefined {
		const bytes = this.bytes(key)
		return bytes === undefined ? undefined : decodeShortIdSet(bytes, most, (came) => fault('a set of short ids', `there are ${came}`))
	}

	scope(key: number): AskedScope | undefined {
		const value = this.#map.get(key)
		if (value === undefined) return undefined
		if (!(value instanceof Map)) throw fault('a scope', 'another value came')
		return readScope(value as CborMap)
	}
}

function readScope(map: CborMap): AskedScope {
	const scope: { -readonly [K in keyof AskedScope]: AskedScope[K] } = {}
	let count = 0
	for (const [key, value] of map) {
		const name = (Object.keys(SCOPE) as (keyof typeof SCOPE)[]).find((one) => SCOPE[one] === key)
		if (name === 'since') {
			if (typeof value !== 'number') throw fault('a number of seconds in a scope', 'another value came')
			scope.since = value
		} else if (name === undefined) {
			if (key % 2 === 0) throw fault('criteria of a scope that are known here', `one has the key ${key}`)
		} else {
			if (!Array.isArray(value)) throw fault('lists in a scope', 'another value came')
			count += value.length
			if (count > LIMITS.scope) throw fault(`at most ${LIMITS.scope} values in a scope`, 'more came')
			scope[name] = value.map((item) => readCriterion(name, item as CborValue))
		}
	}
	return scope
}

function readCriterion(name: string, value: CborValue): string {
	const isText = name === 'spaces' || name === 'topics'
	if (isText && typeof value === 'string') return value
	if (!isText && value instanceof Uint8Array && value.length === HASH_BYTES) return toHex(value)
	throw fault(`${isText ? 'texts' : '32 bytes each'} in a scope`, 'something else came')
}

/** Copies what is there, without the rest. */
function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
	return Object.freeze(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))) as T
}

/** @throws {BudkavleError} `bundle-section`, or a code of SPEC 2 */
export function decodeAsk(body: Uint8Array): Ask {
	const map = new SectionMap(body, ASK)
	const key = map.bytes(ASK.key, KEY_BYTES)
	const cells = map.bytes(ASK.cells)
	const set = map.set(ASK.set, SET)
	if ((cells === undefined) === (set === undefined))
		throw fault('cells or a set in an ask', cells === undefined ? 'neither came' : 'both came')
	const count = cells && cellsIn(cells.length, widthOf(key))
	if (cells !== undefined && (count === undefined || count > LIMITS.cells))
		throw fault(`1 to ${LIMITS.cells} whole cells`, `there are ${cells.length} bytes`)
	return present<Ask>({
		tag: map.needed(ASK.tag, TAG_BYTES),
		key,
		cells: cells && decodeCells(cells, count as number, widthOf(key)),
		set,
		scope: map.scope(ASK.scope),
		asOf: map.number(ASK.asOf),
		most: map.number(ASK.most),
	})
}

/** @throws {BudkavleError} `bundle-section`, or a code of SPEC 2 */
export function decodeAnswer(body: Uint8Array): Answer {
	const map = new SectionMap(body, ANSWER)
	return present<Answer>({
		tag: map.needed(ANSWER.tag, TAG_BYTES),
		key: map.bytes(ANSWER.key, KEY_BYTES),
		wants: map.set(ANSWER.wants, WANTS),
		cells: map.number(ANSWER.cells),
		estimator: map.bytes(ANSWER.estimator, ESTIMATOR_BYTES),
		count: map.number(ANSWER.count),
		more: map.true(ANSWER.more),
		scope: map.scope(ANSWER.scope),
	})
}
