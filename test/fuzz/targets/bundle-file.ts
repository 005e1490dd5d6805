/** Files: several bundles and single messages, with other bytes between them. */
import { bundlesOf, readBundles } from '../../../src/bundle/read.js'
import type { BundleFileItem } from '../../../src/bundle/types.js'
import { concatBytes } from '../../../src/bytes.js'
import { sha256 } from '../../../src/crypto/hash.js'
import type { Random } from '../../../src/testing/random.js'
import { seededRandom } from '../../../src/testing/random.js'
import { aloneBytes } from '../../support/message-bytes.js'
import { mutateBundle } from '../bundle-parts.js'
import { seedBundles, seedMessages } from '../messages.js'
import { mutateBytes, randomBytes } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { must } from '../target.js'
import { checkBundle, summaryOf } from './bundle.js'

function told(item: BundleFileItem): string {
	const { type, offset, length } = item
	if (type === 'bundle') return `bundle ${offset} ${length} ${summaryOf(item.bundle)}`
	if (type === 'skipped') return `skipped ${offset} ${length} ${item.error.code}`
	return `message ${offset} ${length} ${item.item.ok ? item.item.unverified.id : item.item.error.code}`
}

/** The input in pieces: mostly small ones, some of no bytes. */
function* cut(input: Uint8Array, random: Random): Generator<Uint8Array, void, void> {
	const most = random.pick(input.length < 300 ? [1, 3, 16] : [30, 300, 1000])
	for (let at = 0; at < input.length; ) {
		const end = at + random.below(most + 1)
		yield input.slice(at, end)
		at = end
	}
}

/** Where bundles may begin. */
function magics(input: Uint8Array): readonly number[] {
	const found: number[] = []
	for (let at = 0; at + 3 <= input.length; at++) if (input[at] === 0xd7 && input[at + 1] === 0x42 && input[at + 2] === 0x4b) found.push(at)
	return found
}

function mutateFile(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array | undefined {
	const starts = magics(input)
	if (starts.length === 0) return concatBytes(input, other)
	const start = random.pick(starts)
	const end = starts.find((at) => at > start) ?? input.length
	const one = input.subarray(start, end)
	const [before, after] = [input.subarray(0, start), input.subarray(end)]
	switch (random.below(8)) {
		case 0:
			return concatBytes(before, after)
		case 1:
			return concatBytes(before, one, other, after)
		case 2:
			return concatBytes(before, randomBytes(random, 40), one, after)
		case 3:
			// Cut off, so that its length reaches into the next one.
			return concatBytes(before, one.subarray(0, random.below(one.length + 1)), after)
		case 4:
			return concatBytes(before, other.subarray(0, random.below(other.length + 1)), input.subarray(start))
		case 5:
			return concatBytes(before, mutateBytes(one, random, other), after)
		default:
			return concatBytes(before, mutateBundle(one, random, other) ?? one, after)
	}
}

export const bundleFileTarget: FuzzTarget = {
	name: 'bundle-file',
	share: 10,
	async seeds() {
		const bundles = await seedBundles()
		const alone = (await seedMessages()).map(aloneBytes)
		const [empty, all] = bundles as readonly [Uint8Array, Uint8Array]
		const foreign = empty.slice()
		foreign[3] = 9
		return [
			...bundles,
			...alone,
			concatBytes(...bundles.slice(0, 4)),
			concatBytes(...alone.slice(0, 3), all, ...alone.slice(3, 5)),
			concatBytes(new Uint8Array(20), empty, foreign, foreign, new Uint8Array(5), all.subarray(0, 200), all),
			concatBytes(all.subarray(0, all.length - 3), empty, alone[0] as Uint8Array),
		]
	},
	mutate: mutateFile,
	async run(input) {
		let produced = 0
		let next = 0
		const whole: string[] = []
		for (const item of readBundles(input)) {
			must(item.offset === next && item.length > 0, 'the items cover the bytes without a gap')
			next += item.length
			if (item.type === 'bundle') produced += checkBundle(item.bundle, input)
			whole.push(told(item))
		}
		must(next === input.length, 'the items reach to the end of the bytes')
		const pieces: string[] = []
		for await (const item of bundlesOf(cut(input, seededRandom((sha256(input)[0] as number) + input.length)))) pieces.push(told(item))
		must(pieces.join('\n') === whole.join('\n'), 'the items are the same however the bytes are cut into pieces')
		return produced
	},
}
