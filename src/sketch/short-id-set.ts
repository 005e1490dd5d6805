/** Many short ids as a sorted set, in a few bits more than their number makes necessary (SPEC 8.11): the highest bits of each, and differences in a Golomb-Rice code. */
import { ByteReader, ByteWriter } from '../encoding/varint.js'
import type { BudkavleError } from '../errors.js'

/** Of a set that tells all that somebody has. */
const SPARE_BITS = 24
const WHOLE_BITS = 48

/** The highest bits of short ids, ascending, each once. */
export interface ShortIdSet {
	/** How many of the 48 bits. */
	readonly bits: number
	readonly values: readonly number[]
}

/** The bits of the greatest index among so many. */
const indexBits = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1))

/** How many bits tell so many short ids apart from others: a stranger is taken for one of them once in 2^`spare` times. */
export const bitsFor = (count: number, spare: number = SPARE_BITS): number => Math.min(WHOLE_BITS, indexBits(count) + spare)

/** The highest bits of a short id of 48. */
export const highestBits = (low: number, high: number, bits: number): number =>
	Math.floor((high * 0x1_0000_0000 + low) / 2 ** (WHOLE_BITS - bits))

export function shortIdSet(values: Iterable<number>, bits: number): ShortIdSet {
	const sorted = [...new Set(values)].sort((a, b) => a - b)
	return { bits, values: sorted }
}

/** The bits of a difference that are not counted in ones: so many that the mean difference has one or two of these. */
const remainderBits = (bits: number, count: number): number => Math.max(0, bits - indexBits(count))

/** About how many bytes a set takes. */
export const setBytes = (count: number): number => 4 + Math.ceil((count * (remainderBits(bitsFor(count), count) + 2.5)) / 8)

export function encodeShortIdSet({ bits, values }: ShortIdSet): Uint8Array {
	const out = new ByteWriter()
	out.byte(bits)
	out.varint(values.length)
	const rest = remainderBits(bits, values.length)
	let [byte, filled] = [0, 0]
	const bit = (value: number): void => {
		byte |= value << filled++
		if (filled < 8) return
		out.byte(byte)
		;[byte, filled] = [0, 0]
	}
	let last = -1
	for (const value of values) {
		const difference = value - last - 1
		last = value
		for (let ones = Math.floor(difference / 2 ** rest); ones > 0; ones--) bit(1)
		bit(0)
		for (let i = 0; i < rest; i++) bit(Math.floor(difference / 2 ** i) & 1)
	}
	if (filled > 0) out.byte(byte)
	return out.finish()
}

/**
 * @param most values
 * @param fault what is thrown for bytes that are no such set
 */
export function decodeShortIdSet(bytes: Uint8Array, most: number, fault: (came: string) => BudkavleError): ShortIdSet {
	const reader = new ByteReader(bytes, { truncated: 'bundle-section', malformed: 'bundle-section' })
	const bits = reader.byte()
	const count = reader.varint()
	if (bits < 1 || bits > WHOLE_BITS) throw fault(`${bits} bits`)
	// Each takes at least one bit and the bits of its remainder.
	const rest = remainderBits(bits, count)
	if (count > most || count * (rest + 1) > 8 * reader.remaining) throw fault(`${count} short ids in ${reader.remaining} bytes`)
	const data = reader.take(reader.remaining)
	let at = 0
	const bit = (): number => {
		if (at >= 8 * data.length) throw fault('fewer bits than announced')
		const value = ((data[at >> 3] as number) >> (at & 7)) & 1
		at++
		return value
	}
	const values: number[] = []
	let last = -1
	for (let i = 0; i < count; i++) {
		let difference = 0
		while (bit() === 1) difference += 2 ** rest
		for (let j = 0; j < rest; j++) difference += bit() * 2 ** j
		last += difference + 1
		if (last >= 2 ** bits) throw fault('a short id beyond the largest')
		values.push(last)
	}
	if (data.length !== Math.ceil(at / 8)) throw fault('bytes behind the last short id')
	return { bits, values }
}
