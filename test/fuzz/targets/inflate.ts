/** Inflating, in portable code and by zlib: the first two bytes are the size that is declared. */

import * as zlib from 'node:zlib'
import { deflateRawSync } from 'node:zlib'
import type { Deflate, NodeZlib } from '../../../src/bundle/deflate.js'
import { portableDeflate, zlibDeflate } from '../../../src/bundle/deflate.js'
import { concatBytes, encodeUtf8, equalBytes } from '../../../src/bytes.js'
import { seededRandom } from '../../../src/testing/random.js'
import { randomBytes } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

const native = zlibDeflate(zlib as unknown as NodeZlib)

function declared(bytes: Uint8Array): Uint8Array {
	return Uint8Array.of(bytes.length >> 8, bytes.length & 255)
}

function inflated(by: Deflate, input: Uint8Array, size: number): Uint8Array | undefined {
	return accepted(() => by.inflate(input, size))
}

export const inflateTarget: FuzzTarget = {
	name: 'inflate',
	share: 3,
	async seeds() {
		const text = encodeUtf8('Is the well safe? The well is safe. '.repeat(20))
		const noise = randomBytes(seededRandom(1), 400)
		return [new Uint8Array(0), text, noise, new Uint8Array(40_000)].flatMap((bytes) =>
			[0, 1, 9].flatMap((level) => [0, 2, 4].map((strategy) => concatBytes(declared(bytes), deflateRawSync(bytes, { level, strategy })))),
		)
	},
	mutate(input, random) {
		// What inflates to another size is refused at the end: the size that zlib finds is declared.
		if (!random.oneIn(4) || input.length < 2) return undefined
		try {
			const bytes = zlib.inflateRawSync(input.subarray(2), { maxOutputLength: 65_535 })
			return concatBytes(declared(bytes), input.subarray(2))
		} catch {
			return undefined
		}
	},
	run(input) {
		const size = ((input[0] ?? 0) << 8) | (input[1] ?? 0)
		const data = input.subarray(2)
		const [own, theirs] = [inflated(portableDeflate, data, size), inflated(native, data, size)]
		must((own === undefined) === (theirs === undefined), 'portable code and zlib accept the same data')
		if (own === undefined || theirs === undefined) return size
		must(own.length === size && equalBytes(own, theirs), 'portable code and zlib inflate to the same bytes')
		return size
	},
}
