/** Numbers of variable length, one after the other. */
import { concatBytes, equalBytes } from '../../../src/bytes.js'
import { ByteReader, ByteWriter } from '../../../src/encoding/varint.js'
import { LIMITS } from '../../../src/limits.js'
import { mutateVarint } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

export const varintTarget: FuzzTarget = {
	name: 'varint',
	async seeds() {
		const writer = new ByteWriter()
		for (let bits = 0; bits <= 53; bits++) writer.varint(2 ** bits - 1)
		return [writer.finish(), Uint8Array.of(0x80), Uint8Array.of(0x80, 0)]
	},
	mutate: mutateVarint,
	run(input) {
		const reader = new ByteReader(input, { truncated: 'bundle-truncated', malformed: 'bundle-section' })
		const writer = new ByteWriter()
		while (reader.remaining > 0) {
			const value = accepted(() => reader.varint())
			if (value === undefined) break
			must(Number.isSafeInteger(value) && value >= 0 && value <= LIMITS.integer, 'a number is from 0 to 2^53 - 1')
			writer.varint(value)
		}
		const written = writer.finish()
		must(equalBytes(written, input.subarray(0, written.length)), 'what was read is written as the same bytes')
		must(concatBytes(written, input.subarray(written.length)).length === input.length, 'nothing is read twice')
		return written.length
	},
}
