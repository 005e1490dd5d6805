/** Asks and answers: the first byte of an input says which, the rest is the body of its section. A replica that holds a few messages is given it in a bundle. */
import { plainSection, writeBundle } from '../../../src/bundle/container.js'
import type { Answer, Ask } from '../../../src/bundle/exchange-sections.js'
import { decodeAnswer, decodeAsk, encodeAnswer, encodeAsk } from '../../../src/bundle/exchange-sections.js'
import { SECTION } from '../../../src/bundle/layout.js'
import { concatBytes, equalBytes } from '../../../src/bytes.js'
import type { Replica, Signed } from '../../../src/index.js'
import { createMessage, openReplica, unpackBundle } from '../../../src/index.js'
import { ESTIMATOR_BYTES } from '../../../src/sketch/estimator.js'
import { SketchedSet } from '../../../src/sketch/sketched-set.js'
import { memoryStore } from '../../../src/store/memory.js'
import { testSigner } from '../../support/signers.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

const HELD = 40
/** What a reply to a few bytes may have, when little is held. */
const MOST_REPLY = 300_000

let shared: Promise<Replica> | undefined

async function holder(): Promise<Replica> {
	const store = memoryStore()
	const signer = await testSigner(1)
	const messages: Signed[] = []
	for (let seq = 1; seq <= HELD; seq++)
		messages.push(await createMessage(signer, { kind: 'post', seq, time: seq, text: `post ${seq}`, topics: ['water'] }))
	await store.ingest({ messages })
	return openReplica({ store, clock: () => 1000 })
}

const tag = Uint8Array.from({ length: 12 }, (_, i) => i)
const key = new Uint8Array(16).fill(3)

function sampleSet(width: 48 | 64): SketchedSet {
	const set = new SketchedSet(key, width, 32)
	for (let i = 0; i < 9; i++) set.add(new Uint8Array(32).fill(i), 0, i + 2)
	return set
}

const asks: readonly Ask[] = [
	{ tag, cells: sampleSet(48).cells(16).cut(), asOf: 1000 },
	{ tag, key, cells: sampleSet(64).cells(20).cut(), most: 5000 },
	{ tag, set: { bits: 30, values: [1, 5, 1000, 100_000] } },
	{ tag, set: { bits: 24, values: [] }, scope: { topics: ['water'], spaces: ['hagby'], since: 10 } },
	{
		tag,
		cells: sampleSet(48).cells(600).cut(),
		scope: { authors: ['00'.repeat(32)], messages: ['11'.repeat(32)], threads: ['22'.repeat(32)] },
	},
]
const answers: readonly Answer[] = [
	{ tag, wants: { bits: 48, values: [1, 2, 3] } },
	{ tag, key, cells: 64 },
	{ tag, estimator: new Uint8Array(ESTIMATOR_BYTES).fill(1), count: 40 },
	{ tag, more: true, count: 7, scope: { topics: ['water'] } },
]

/** Decoded and encoded it stays the same; so does what is decoded again. */
function checkBody(kind: number, body: Uint8Array): void {
	const again = accepted(() => (kind === 0 ? encodeAsk(decodeAsk(body)) : encodeAnswer(decodeAnswer(body))))
	if (again === undefined) return
	const twice = kind === 0 ? encodeAsk(decodeAsk(again)) : encodeAnswer(decodeAnswer(again))
	must(equalBytes(again, twice), 'what was read is written so that it is read as the same')
}

export const exchangeTarget: FuzzTarget = {
	name: 'exchange',
	share: 3,
	async seeds() {
		return [
			...asks.map((ask) => concatBytes(Uint8Array.of(0), encodeAsk(ask))),
			...answers.map((answer) => concatBytes(Uint8Array.of(1), encodeAnswer(answer))),
		]
	},
	async run(input) {
		const kind = (input[0] ?? 0) % 2
		const body = input.slice(1)
		checkBody(kind, body)
		shared ??= holder()
		const replica = await shared
		const bundle = writeBundle([plainSection(kind === 0 ? SECTION.ask : SECTION.answer, body)])
		const { reply, exchange, damageCount, counts } = await replica.receive(bundle)
		must(counts.added === 0, 'nothing is taken in')
		must(damageCount === 0 || reply === undefined, 'what cannot be read is not answered')
		if (kind === 1) must(reply === undefined && exchange?.isAnswer !== true, 'nobody answers for an ask that was never made')
		if (reply === undefined) return 0
		must(reply.length < MOST_REPLY && unpackBundle(reply).damage === undefined, 'a reply is a bundle, and no larger than what is held')
		return reply.length
	},
}
