/** A medium between two places in one process. */
import { wholeNumber } from './arguments.js'
import { MemoryEnd } from './memory-end.js'
import type { Medium, MediumOptions } from './types.js'

export type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from './types.js'

export interface PipeOptions extends MediumOptions {
	/** How many units an end holds that were sent and not handed to its sink yet, from 1 to 65,536; default 64. */
	readonly units?: number
	/** How many bytes these have together, from 1 to 2^30; default 8 MiB. A single unit may have more. */
	readonly bytes?: number
}

/**
 * Two ends: what one sends, the other's sink gets, all of it, once and in order. `send` waits while the other end was not started or holds as much as it may, and rejects with `medium-closed` when
 * the other end is closed. What was sent before an end was closed still reaches the other. Runs everywhere.
 *
 * Throws `argument-invalid` for options out of range.
 */
export function pipe({ units, bytes, ...rest }: PipeOptions = {}): readonly [Medium, Medium] {
	const limits = {
		units: wholeNumber(units, 'units', 1, 65_536, 64),
		bytes: wholeNumber(bytes, 'bytes', 1, 2 ** 30, 8_388_608),
	}
	const ends = [0, 1].map(() => new MemoryEnd({ ...rest, capabilities: { direction: 'both' }, limits, patient: true }))
	MemoryEnd.join(ends)
	return ends as [MemoryEnd, MemoryEnd]
}
