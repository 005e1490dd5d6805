/** The stages "structure" and "fields" of verification, by the tables (SPEC 4.1, 4.2). */
import { encodeUtf8 } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type { ProtocolCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Definition } from './fields.js'
import { KEY } from './fields.js'
import { shapeOf } from './kinds.js'
import type { Shape } from './shapes.js'
import { shapeIn } from './shapes.js'

const TYPES: readonly Definition['type'][] = ['uint', 'text', 'bool', 'bytes', 'map', 'array']

/** An error of the stage "fields". `came` says no more of the value than is safe to print. */
export function fieldError(code: ProtocolCode, field: string, expected: string, came: string): BudkavleError {
	const message = `Expected ${expected} as "${field}", but ${came}. SPEC.md says in 3.3 to 3.5 what is allowed.`
	return new BudkavleError(code, message, { stage: 'fields', field })
}

/**
 * Passes when the fields of a payload are as SPEC 3.3 to 3.5 say, in the order of SPEC 4.2.
 *
 * @param payload entries in ascending order of their keys, as `decodeCbor` gives them
 * @throws {BudkavleError} `payload-not-map` (stage `structure`); `field-type`, `field-size`, `field-range`, `field-default`, `field-text`,
 * `field-order`, `field-missing` or `field-conflict` (stage `fields`) with `field`
 */
export function checkFields(payload: CborValue): asserts payload is CborMap {
	if (!(payload instanceof Map)) {
		const message = `Expected a map as payload, but ${typeOf(payload)} came. These bytes are no message: fetch them again.`
		throw new BudkavleError('payload-not-map', message, { stage: 'structure' })
	}
	checkMap(payload, shapeOf(payload.get(KEY.kind)), '')
}

function checkMap(map: CborMap, shape: Shape, path: string): void {
	for (const [key, value] of map) {
		const field = shape.fields.get(key)
		if (field === undefined) continue
		checkValue(value, field, path === '' ? field.name : path + field.name)
		if (value === field.default) {
			throw fieldError('field-default', path + field.name, 'no default, which is left out', `${String(value)} came`)
		}
	}
	for (const key of shape.required) {
		if (!map.has(key)) throw fieldError('field-missing', pathOf(key, shape, path), 'a value', 'none came')
	}
	const conflict = shape.rules?.(map)
	if (conflict !== undefined) throw fieldError('field-conflict', pathOf(conflict[0], shape, path), conflict[1], 'that is not so')
}

function pathOf(key: number, shape: Shape, path: string): string {
	return path + shape.fields.get(key)?.name
}

/**
 * Checks one value and what is in it. `path` is its name in errors; `index` its place in a list of that name, -1 when it is in none: what is right
 * needs no path, and putting one together would cost more than the checks.
 */
export function checkValue(value: CborValue, definition: Definition, path: string, index = -1): void {
	const { type, min = type === 'uint' ? 0 : 1, max = LIMITS.integer } = definition
	if (!isOf(type, value)) {
		throw fieldError('field-type', placeOf(path, index), type === 'bytes' ? 'bytes (in a draft hex digits)' : type, `${typeOf(value)} came`)
	}
	const amount = amountOf(value, max)
	if (amount < min || amount > max) {
		const unit = type === 'uint' ? '' : type === 'array' ? ' items' : ' bytes'
		const code = type === 'uint' ? 'field-range' : 'field-size'
		throw fieldError(code, placeOf(path, index), `${min} to ${max}${unit}`, amount < min ? 'less came' : 'more came')
	}
	if (type === 'text' && definition.characters?.test(value as string) === false) {
		throw fieldError('field-text', placeOf(path, index), definition.charactersAre ?? 'other characters', 'others came')
	}
	if (type === 'map') checkMap(value as CborMap, shapeIn(definition), `${placeOf(path, index)}.`)
	if (type === 'array') checkItems(value as readonly CborValue[], definition, path)
}

function placeOf(path: string, index: number): string {
	return index < 0 ? path : `${path}[${index}]`
}

function checkItems(items: readonly CborValue[], { item, order }: Definition, path: string): void {
	for (let i = 0; i < items.length; i++) {
		const value = items[i] as CborValue
		checkValue(value, item as Definition, path, i)
		if (i > 0 && order !== undefined && order(items[i - 1] as CborValue, value) >= 0) {
			throw fieldError('field-order', placeOf(path, i), 'a greater item than the one before', 'it is not greater')
		}
	}
}

/** The number that is bounded: NaN, which no bound excludes, where there is none. */
function amountOf(value: CborValue, max: number): number {
	if (typeof value === 'number') return value
	const length = (value as { readonly length?: number }).length ?? Number.NaN
	// A UTF-16 unit takes one to three bytes in UTF-8: mostly that is enough to know.
	return typeof value !== 'string' || length * 3 <= max || length > max ? length : encodeUtf8(value).length
}

function isOf(type: Definition['type'], value: unknown): boolean {
	switch (type) {
		case 'uint':
			return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
		case 'text':
			return typeof value === 'string'
		case 'bool':
			return typeof value === 'boolean'
		case 'bytes':
			return value instanceof Uint8Array
		case 'map':
			return value instanceof Map
		case 'array':
			return Array.isArray(value)
	}
}

function typeOf(value: unknown): Definition['type'] | 'something else' {
	return TYPES.find((type) => isOf(type, value)) ?? 'something else'
}
