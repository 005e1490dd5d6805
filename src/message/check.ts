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
	const pathOf = (key: number): string => path + shape.fields.get(key)?.name
	for (const [key, value] of map) {
		const field = shape.fields.get(key)
		if (field === undefined) continue
		checkValue(value, field, path + field.name)
		if (value === field.default) {
			throw fieldError('field-default', pathOf(key), 'no default, which is left out', `${String(value)} came`)
		}
	}
	for (const key of shape.required) {
		if (!map.has(key)) throw fieldError('field-missing', pathOf(key), 'a value', 'none came')
	}
	const conflict = shape.rules?.(map)
	if (conflict !== undefined) throw fieldError('field-conflict', pathOf(conflict[0]), conflict[1], 'that is not so')
}

/** Checks one value and what is in it. `path` is its name in errors. */
export function checkValue(value: CborValue, definition: Definition, path: string): void {
	const { type, min = type === 'uint' ? 0 : 1, max = LIMITS.integer } = definition
	const came = typeOf(value)
	if (came !== type) throw fieldError('field-type', path, type === 'bytes' ? 'bytes (in a draft hex digits)' : type, `${came} came`)
	const amount = amountOf(value, max)
	if (amount < min || amount > max) {
		const unit = type === 'uint' ? '' : type === 'array' ? ' items' : ' bytes'
		const code = type === 'uint' ? 'field-range' : 'field-size'
		throw fieldError(code, path, `${min} to ${max}${unit}`, amount < min ? 'less came' : 'more came')
	}
	if (typeof value === 'string' && definition.characters?.test(value) === false) {
		throw fieldError('field-text', path, definition.charactersAre ?? 'other characters', 'others came')
	}
	if (value instanceof Map) checkMap(value, shapeIn(definition), `${path}.`)
	if (type === 'array') checkItems(value as readonly CborValue[], definition, path)
}

function checkItems(items: readonly CborValue[], { item, order }: Definition, path: string): void {
	for (let i = 0; i < items.length; i++) {
		const value = items[i] as CborValue
		checkValue(value, item as Definition, `${path}[${i}]`)
		if (i > 0 && order !== undefined && order(items[i - 1] as CborValue, value) >= 0) {
			throw fieldError('field-order', `${path}[${i}]`, 'a greater item than the one before', 'it is not greater')
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

function typeOf(value: unknown): Definition['type'] | 'something else' {
	if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return 'uint'
	if (typeof value === 'string') return 'text'
	if (typeof value === 'boolean') return 'bool'
	if (value instanceof Uint8Array) return 'bytes'
	if (value instanceof Map) return 'map'
	return Array.isArray(value) ? 'array' : 'something else'
}
