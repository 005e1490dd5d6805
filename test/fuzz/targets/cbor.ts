/** Canonical CBOR: the scanner and the decoder behind it. */
import { equalBytes } from '../../../src/bytes.js'
import { decodeCbor, encodeCbor } from '../../../src/encoding/cbor.js'
import type { CborValue } from '../../../src/encoding/value.js'
import { KEY } from '../../../src/message/fields.js'
import { mutateCbor } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

const SEEDS: readonly CborValue[] = [
	0,
	2 ** 53 - 1,
	true,
	'',
	'Is the well safe? 😀',
	new Uint8Array(32),
	[],
	[[['deep', [1]]]],
	new Map<number, CborValue>([
		[KEY.kind, 1],
		[KEY.author, new Uint8Array(32)],
		[KEY.seq, 300],
		[KEY.topics, ['air', 'water']],
		[KEY.sources, [new Map<number, CborValue>([[0, 'https://example.org/']])]],
	]),
	new Map<number, CborValue>(Array.from({ length: 30 }, (_, i) => [i * i * i * i * i, i])),
]

/** Whether some of its memory is that of the input. */
function shares(value: CborValue, input: Uint8Array): boolean {
	if (value instanceof Uint8Array) return value.buffer === input.buffer && value.length > 0
	if (Array.isArray(value)) return value.some((item) => shares(item, input))
	return value instanceof Map && [...value.values()].some((item) => shares(item, input))
}

export const cborTarget: FuzzTarget = {
	name: 'cbor',
	share: 3,
	async seeds() {
		return SEEDS.map(encodeCbor)
	},
	mutate: mutateCbor,
	run(input) {
		const value = accepted(() => decodeCbor(input))
		if (value === undefined) return 0
		must(equalBytes(encodeCbor(value), input), 'a value has one encoding only')
		must(!shares(value, input), 'a value shares no memory with the bytes')
		return input.length
	},
}
