/** A channel on which everybody hears everybody, in one process. */
import { wholeNumber } from '../medium/arguments.js'
import { MemoryEnd } from '../medium/memory-end.js'
import type { Medium, MediumCapabilities, MediumOptions } from '../medium/types.js'

export interface MemoryBroadcastOptions extends MediumOptions {
	/** The largest unit in bytes. Default: unlimited. */
	readonly unit?: number
}

/**
 * `count` media, from 2 to 1000, on one channel: each unit reaches all others that are started, once and in order, with `end 0`, `end 1` ... as `from`. Who is not started, or closed, misses it.
 */
export function memoryBroadcast(count: number, { unit, ...rest }: MemoryBroadcastOptions = {}): readonly Medium[] {
	const capabilities: MediumCapabilities = { direction: 'both', broadcast: true, ...(unit === undefined ? {} : { unit }) }
	const limits = { units: 64, bytes: 8_388_608 }
	const ends = Array.from(
		{ length: wholeNumber(count, 'how many media', 2, 1000, 2) },
		(_, i) => new MemoryEnd({ ...rest, capabilities, limits, patient: false, name: `end ${i}` }),
	)
	MemoryEnd.join(ends)
	return ends
}
