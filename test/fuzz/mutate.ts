/** Changes of bytes, and of CBOR by its structure. */
import { concatBytes } from '../../src/bytes.js'
import { decodeCbor, encodeCbor } from '../../src/encoding/cbor.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import { ByteWriter } from '../../src/encoding/varint.js'
import { BudkavleError } from '../../src/errors.js'
import { LIMITS } from '../../src/limits.js'
import type { Random } from '../../src/testing/random.js'

/** Inputs do not grow beyond this. */
export const LONGEST = 65_536

export function randomBytes(random: Random, most: number): Uint8Array {
	return Uint8Array.from({ length: random.below(most + 1) }, () => random.below(256))
}

const POWERS = Array.from({ length: 54 }, (_, bits) => 2 ** bits)
const NUMBERS: readonly number[] = [
	...new Set([...POWERS.flatMap((power) => [power - 1, power, power + 1]), ...Object.values(LIMITS)]),
].filter((number) => number <= LIMITS.integer)

/** A number at which something may change: near a power of two, a limit, or small. */
export function randomNumber(random: Random): number {
	return random.oneIn(2) ? random.below(40) : random.pick(NUMBERS)
}

const BYTES: readonly number[] = [
	0, 1, 2, 3, 0x17, 0x18, 0x1f, 0x20, 0x40, 0x60, 0x7f, 0x80, 0xa0, 0xbf, 0xc2, 0xd7, 0xed, 0xef, 0xf4, 0xf5, 0xf7, 0xfe, 0xff,
]

/** One change of bytes: a bit or byte, an interesting byte, a varint, a run copied, put in, cut out or filled, or a part of another input. */
export function mutateBytes(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
	const at = random.below(input.length + 1)
	const length = Math.min(1 + random.below(random.oneIn(4) ? 64 : 4), input.length - at)
	const before = input.subarray(0, at)
	const after = input.subarray(at + length)
	const own = input.slice()
	switch (random.below(10)) {
		case 0:
			if (at < own.length) own[at] = (own[at] as number) ^ (1 << random.below(8))
			return own
		case 1:
			if (at < own.length) own[at] = random.below(256)
			return own
		case 2:
			if (at < own.length) own[at] = random.pick(BYTES)
			return own
		case 3:
			if (at < own.length) own[at] = (own[at] as number) + random.below(9) - 4
			return own
		case 4:
			return concatBytes(before, randomBytes(random, 8), input.subarray(at))
		case 5:
			return concatBytes(before, after)
		case 6: {
			const from = random.below(input.length + 1)
			return concatBytes(before, input.subarray(from, from + 1 + random.below(64)), input.subarray(at))
		}
		case 7: {
			const from = random.below(other.length + 1)
			return concatBytes(
				before,
				other.subarray(from, from + 1 + random.below(random.oneIn(4) ? 1024 : 64)),
				random.oneIn(2) ? after : input.subarray(at),
			)
		}
		case 8:
			return mutateVarint(input, random)
		default:
			return random.oneIn(4) ? before.slice() : own.fill(random.pick(BYTES), at, at + length)
	}
}

/** Another number in the place of one that may stand here. */
export function mutateVarint(input: Uint8Array, random: Random): Uint8Array {
	const at = random.below(input.length + 1)
	let end = at
	while (end < input.length && end < at + 8 && (input[end] as number) >= 0x80) end++
	const writer = new ByteWriter()
	writer.varint(randomNumber(random))
	return concatBytes(input.subarray(0, at), writer.finish(), input.subarray(end + 1))
}

const TEXTS: readonly string[] = [
	'',
	'a',
	'water',
	'\n',
	'\t',
	'ä',
	'é',
	'😀',
	'x'.repeat(64),
	'x'.repeat(65),
	'mailto:a@b',
	'https://example.org/',
	'sv',
	'text/plain',
	'A',
]

function randomValue(random: Random, depth: number): CborValue {
	switch (random.below(depth < LIMITS.nesting ? 8 : 6)) {
		case 0:
		case 1:
			return randomNumber(random)
		case 2:
			return random.pick(TEXTS)
		case 3:
			return random.oneIn(2)
		case 4:
			return new Uint8Array(32).fill(random.below(256))
		case 5:
			return randomBytes(random, 70)
		case 6:
			return Array.from({ length: random.below(4) }, () => randomValue(random, depth + 1))
		default:
			return new Map(Array.from({ length: random.below(4) }, () => [randomKey(random), randomValue(random, depth + 1)]))
	}
}

function randomKey(random: Random): number {
	return random.oneIn(4) ? randomNumber(random) : random.below(40)
}

function mutateList(list: readonly CborValue[], random: Random, depth: number): CborValue {
	const copy = [...list]
	const at = random.below(copy.length + 1)
	switch (random.below(copy.length === 0 ? 1 : 5)) {
		case 0:
			copy.splice(at, 0, randomValue(random, depth + 1))
			return copy
		case 1:
			copy.splice(at, 1)
			return copy
		case 2:
			copy.splice(at, 0, random.pick(list))
			return copy
		case 3:
			return [...random.shuffled(list)]
		default: {
			const chosen = random.below(copy.length)
			copy[chosen] = mutateValue(copy[chosen] as CborValue, random, depth + 1)
			return copy
		}
	}
}

function mutateMap(map: CborMap, random: Random, depth: number): CborValue {
	const copy = new Map(map)
	const keys = [...copy.keys()]
	if (keys.length === 0 || random.oneIn(6)) return copy.set(randomKey(random), randomValue(random, depth + 1))
	const key = random.pick(keys)
	const value = copy.get(key) as CborValue
	if (random.oneIn(6)) copy.delete(key)
	else if (random.oneIn(8)) {
		copy.delete(key)
		copy.set(randomKey(random), value)
	} else copy.set(key, mutateValue(value, random, depth + 1))
	return copy
}

function mutateValue(value: CborValue, random: Random, depth: number): CborValue {
	if (random.oneIn(5)) return randomValue(random, depth)
	if (Array.isArray(value)) return mutateList(value, random, depth)
	if (value instanceof Map) return mutateMap(value, random, depth)
	if (value instanceof Uint8Array) return mutateBytes(value, random, value)
	if (typeof value === 'string') return random.oneIn(2) ? value + random.pick(TEXTS) : value.slice(random.below(value.length + 1))
	if (typeof value === 'number') return random.oneIn(2) ? Math.max(0, value + random.below(5) - 2) : randomNumber(random)
	return !value
}

/** Other canonical bytes; `undefined` for bytes that are none, or when the change made a value that cannot be written. */
export function mutateCbor(bytes: Uint8Array, random: Random): Uint8Array | undefined {
	try {
		return encodeCbor(mutateValue(decodeCbor(bytes), random, 0))
	} catch (error) {
		if (error instanceof BudkavleError) return undefined
		throw error
	}
}
