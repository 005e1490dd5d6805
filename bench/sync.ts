/**
 * Exchanges between two replicas that differ by 1 to 1,000 of 1,000 to 1,000,000 ids: bytes in both directions beyond the messages, and how often a bundle travels. Each figure is the mean of 50 seeded trials
 * (`TRIALS=200` for more, `TRIALS_LARGE` for those of a million, which take seconds each), in which the asker lacks what differs, has it alone, or both by turns. Beside it the least that any method takes, and what negentropy takes (its JavaScript, as published).
 *
 * The stores hold ids and no messages, which add the same to every method. `LARGEST=1000000` (default) bounds the sets.
 */

import { decodeAnswer, decodeAsk, encodeAnswer, encodeAsk } from '../src/bundle/exchange-sections.js'
import { packBundle, packCounted } from '../src/bundle/pack.js'
import { concatBytes } from '../src/bytes.js'
import { Exchanging } from '../src/replica/exchanging.js'
import type { Reading } from '../src/replica/reading.js'
import { storeReading } from '../src/replica/reading.js'
import { memoryStore } from '../src/store/memory.js'
import type { Store } from '../src/store/types.js'
import { row } from './measure.js'
import { seededRandom } from './workload.js'

const TRIALS = Number(process.env.TRIALS ?? 50)
const LARGEST = Number(process.env.LARGEST ?? 1_000_000)
const ID = 32
/** Each trial is a time of its own: whoever asks once a minute does with fresh keys. */
let clock = 1_800_000_000

/** All ids that there are, 32 bytes each: as random as hashes. */
function randomIds(count: number): Uint8Array {
	const ids = new Uint8Array(ID * count)
	const random = seededRandom(6)
	const words = new Uint32Array(ids.buffer)
	for (let i = 0; i < words.length; i++) words[i] = Math.floor(random() * 2 ** 32)
	return ids
}

/** Who holds the first `count` ids but those that are missing. */
function holder(ids: Uint8Array, count: number, missing: ReadonlySet<number>): { readonly exchanging: Exchanging } {
	const below = memoryStore()
	const store: Store = {
		...below,
		stats: async () => ({ messages: count - missing.size, blobs: 0, bytes: 0, people: 0 }),
		async ids(after, limit) {
			const arrivals: number[] = []
			let next = after
			while (arrivals.length < limit && next < count) if (!missing.has(next++)) arrivals.push(next)
			const contiguous =
				missing.size === 0 || arrivals.length === 0 || (arrivals.at(-1) as number) - (arrivals[0] as number) === arrivals.length - 1
			const page = contiguous
				? ids.subarray(ID * ((arrivals[0] ?? 1) - 1), ID * ((arrivals[0] ?? 1) - 1 + arrivals.length))
				: concatBytes(...arrivals.map((arrival) => ids.subarray(ID * (arrival - 1), ID * arrival)))
			return { ids: page, arrivals, expires: arrivals.map(() => Number.POSITIVE_INFINITY) }
		},
	}
	const reading: Reading = storeReading(store)
	return { exchanging: new Exchanging({ store, reading }, () => clock) }
}

interface Trial {
	readonly bytes: number
	readonly legs: number
	readonly found: number
}

/** What a bundle adds to the messages in it. */
function beyond(parts: { readonly ask?: Uint8Array; readonly answer?: Uint8Array }, messages: number): number {
	const ask = parts.ask && decodeAsk(parts.ask)
	const answer = parts.answer && decodeAnswer(parts.answer)
	const bundle = packCounted({ messages: [], ...(ask ? { ask } : {}), ...(answer ? { answer } : {}) }).bundle
	return bundle.length - (messages > 0 ? packBundle({ messages: [] }).length : 0)
}

async function countOf(ids: AsyncIterable<unknown>): Promise<number> {
	let count = 0
	for await (const _ of ids) count++
	return count
}

async function trial(asker: Exchanging, other: Exchanging): Promise<Trial> {
	clock += 61
	let bytes = 0
	let legs = 0
	let found = 0
	let ask = await asker.ask({}, {}, {})
	for (;;) {
		const asked = encodeAsk(ask)
		bytes += beyond({ ask: asked }, 0)
		legs++
		const said = await other.answer(decodeAsk(asked), {}, {})
		const answered = encodeAnswer(said.answer as NonNullable<typeof said.answer>)
		const brought = await countOf(said.ids)
		bytes += beyond({ answer: answered }, brought)
		legs++
		found += brought
		const next = await asker.follows(decodeAnswer(answered), true, {}, {})
		if (next?.ask !== undefined) {
			ask = next.ask
			continue
		}
		const given = next === undefined ? 0 : await countOf(next.ids)
		return { bytes, legs: legs + (given > 0 ? 1 : 0), found: found + given }
	}
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const all = randomIds(LARGEST)
const asked: Readonly<Record<number, string>> = { 1: '200 B, 1 to 1.5', 10: '420 B, 1.7', 100: '2,100 B, 2', 1000: '18,000 B, 2.2' }
for (const size of [1000, 100_000, 1_000_000].filter((one) => one <= LARGEST)) {
	for (const difference of [1, 10, 100, 1000].filter((one) => one < size)) {
		const trials = size === 1_000_000 ? Number(process.env.TRIALS_LARGE ?? TRIALS) : TRIALS
		const results: Record<string, Trial[]> = { lacks: [], has: [], both: [] }
		for (const [side, found] of Object.entries(results)) {
			for (let t = 0; t < trials; t++) {
				const random = seededRandom(1000 * difference + t)
				const missing = new Set<number>()
				while (missing.size < difference) missing.add(Math.floor(random() * size))
				const [here, there] = [new Set<number>(), new Set<number>()]
				for (const [i, one] of [...missing].entries()) (side === 'lacks' || (side === 'both' && i % 2 === 0) ? here : there).add(one)
				const one = await trial(holder(all, size, here).exchanging, holder(all, size, there).exchanging)
				if (one.found < difference) throw new Error(`found ${one.found} of ${difference}`)
				found.push(one)
			}
		}
		const least = Math.ceil((difference * (Math.log2(size / difference) + 1.44)) / 8)
		const told = Object.entries(results).map(
			([side, found]) =>
				`${side} ${mean(found.map(({ bytes }) => bytes)).toFixed(0)} B, ${mean(found.map(({ legs }) => legs / 2)).toFixed(2)}`,
		)
		row(
			`${size} ids, ${difference} differ (least ${least} B): ${told.join('; ')}`,
			mean(
				Object.values(results)
					.flat()
					.map(({ bytes }) => bytes),
			),
			asked[difference] as string,
		)
	}
}
