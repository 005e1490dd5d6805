/** Payloads to break: a valid one of each kind, by names of fields, and what becomes of them. */
import { compareBytes } from '../../src/bytes.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import type { ErrorCode, Stage } from '../../src/errors.js'
import { BudkavleError } from '../../src/errors.js'
import { decodeMessage } from '../../src/message/decode.js'
import type { FieldName } from '../../src/message/fields.js'
import { KEY } from '../../src/message/fields.js'
import type { Signed } from '../../src/message/types.js'
import { unsignedBytes } from '../support/message-bytes.js'

/** 32 equal bytes: an id, a key or a hash. */
export const h = (n: number): Uint8Array => new Uint8Array(32).fill(n)

/** By name; `undefined` leaves the field out. */
export type Overrides = Partial<Record<FieldName, CborValue | undefined>>

const BASE: Overrides = { author: h(0xaa), seq: 1 }

/** Valid payloads with nothing but what is required, by the number of their kind. 9 is unknown, 200 private. */
export const VALID: Readonly<Record<number, Overrides>> = {
	1: { kind: 1, text: 'a' },
	2: { kind: 2, text: 'a', root: h(1) },
	3: { kind: 3, target: h(1), stance: 1 },
	4: { kind: 4, subject: h(1), stance: 1 },
	5: {
		kind: 5,
		targets: [
			new Map<number, CborValue>([
				[KEY.seq, 1],
				[KEY.target, h(1)],
			]),
		],
	},
	6: { kind: 6 },
	7: { kind: 7, size: 1, head: h(1) },
	9: { kind: 9 },
	200: { kind: 200 },
}

export const KINDS_AND_UNKNOWN: readonly number[] = Object.keys(VALID).map(Number)

/** A payload of a kind, with other fields than the valid one has, and further entries by key. */
export function payloadOf(kind: number, overrides: Overrides = {}, more: readonly (readonly [number, CborValue])[] = []): CborMap {
	const map = new Map<number, CborValue>()
	for (const [name, value] of Object.entries({ ...BASE, ...VALID[kind], ...overrides })) {
		if (value !== undefined) map.set(KEY[name as FieldName], value)
	}
	return new Map([...map, ...more])
}

/** A map from named keys. */
export function mapOf(keys: Readonly<Record<string, number>>, entries: Readonly<Record<string, CborValue | undefined>>): CborMap {
	const map = new Map<number, CborValue>()
	for (const [name, value] of Object.entries(entries)) if (value !== undefined) map.set(keys[name] as number, value)
	return map
}

const SOURCE = { uri: 0, hash: 1, message: 2, day: 3 }
const ATTACHMENT = { hash: 0, size: 1, type: 2, name: 3 }

type Entries = Readonly<Record<string, CborValue | undefined>>
/** A source, valid unless the entries say otherwise. */
export const source = (entries: Entries = {}): CborMap => mapOf(SOURCE, { uri: 'a', ...entries })
export const attachment = (entries: Entries = {}): CborMap => mapOf(ATTACHMENT, { hash: h(9), size: 1, type: 'a/b', ...entries })
export const stub = (entries: Entries = {}): CborMap => mapOf(KEY, { seq: 1, target: h(1), ...entries })

/** So many different ids, ascending. */
export const manyIds = (count: number): Uint8Array[] =>
	Array.from({ length: count }, (_, i) =>
		h(0)
			.with(0, 1 + (i % 255))
			.with(1, Math.floor(i / 255)),
	).sort(compareBytes)

/** The message of a payload; throws as `decodeMessage`. */
export const decode = (payload: CborValue): Signed => decodeMessage(unsignedBytes(payload)).unverified

export interface Fault {
	readonly code: ErrorCode
	readonly stage: Stage | undefined
	readonly field: string | undefined
}

export const OK = 'accepted'

/** What an error says that does not change between versions; another error than a BudkavleError is thrown on. */
export function faultIn(error: unknown): Fault {
	if (!(error instanceof BudkavleError)) throw error
	return { code: error.code, stage: error.stage, field: error.field }
}

/** What is wrong with a payload, by decoding it as a message. */
export function faultOf(payload: CborValue): Fault | typeof OK {
	try {
		decode(payload)
		return OK
	} catch (error) {
		return faultIn(error)
	}
}

export const fault = (code: ErrorCode, field: string, stage: Stage = 'fields'): Fault => ({ code, stage, field })
