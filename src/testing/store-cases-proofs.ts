/** What every store does with messages that have no signature: it keeps what proves them, whole, as long as one of them needs it (SPEC 8.5). */
import { encodeUtf8 } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import { stubOf } from '../message/stub.js'
import type { Message } from '../message/types.js'
import type { StoreBatch, StoreProof } from '../store/types.js'
import { person, withoutSignature } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, pages } from './store-place.js'
import { check, rejects, same } from './suite.js'

/** A store keeps any bytes: what they prove is known above it. */
function proofOf(text: string): StoreProof {
	const bytes = encodeUtf8(text)
	return { hash: sha256Hex(bytes), bytes }
}

const proven = (messages: readonly Message[], proof: StoreProof): StoreBatch => ({
	messages: messages.map(withoutSignature),
	proofs: new Map(messages.map(({ id }) => [id, proof])),
})

export const PROOF_CASES: readonly StoreCase[] = [
	{
		name: 'keeps messages without signatures together with what proves them',
		async run(bench) {
			const anna = await person(0)
			const [a, b, c] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' }), await anna.post({ text: 'c' })]
			const [one, two] = [proofOf('one proof'), proofOf('another proof')]
			same((await bench.store.ingest(proven([a], one))).messages, ['added'], 'the outcome of a message without a signature')
			const mixed = { messages: [...proven([b], two).messages, c], proofs: new Map([[b.id, two]]) }
			same((await bench.store.ingest(mixed)).messages, ['added', 'added'], 'outcomes')
			if (bench.store.capabilities.durable) await bench.reopen()
			const { store } = bench
			const held = await store.get([a.id, b.id, c.id])
			same(
				held.map((message) => [message?.payload, message?.signature]),
				[
					[a.payload, undefined],
					[b.payload, undefined],
					[c.payload, c.signature],
				],
				'payloads and signatures',
			)
			same(
				held.map((message) => message !== undefined && 'signature' in message),
				[false, false, true],
				'which messages have a signature',
			)
			same(await store.proofs([c.id, b.id, a.id, '00'.repeat(32), a.id]), [undefined, two.bytes, one.bytes, undefined, one.bytes], 'proofs')
			same(idsOf(await pages(store, { by: 'arrival' })), idsOf([a, b, c]), 'list')
			same((await store.stats()).bytes, a.payload.length + b.payload.length + c.payload.length + 3 * 64, 'bytes')
		},
	},
	{
		name: 'keeps a proof as long as a message needs it, and no longer',
		async run(bench) {
			const anna = await person(0)
			const [a, b] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' })]
			const proof = proofOf('of both')
			const { store } = bench
			// Repeated ones count once.
			await store.ingest(proven([a, a], proof))
			await store.ingest(proven([a, b], proof))
			await store.ingest({ messages: [await anna.retract({ targets: [stubOf(a)] })] })
			same(await store.proofs([a.id, b.id]), [undefined, proof.bytes], 'proofs after one retraction')
			await store.ingest({ messages: [await anna.retract({ targets: [stubOf(b)] })] })
			same(await store.proofs([a.id, b.id]), [undefined, undefined], 'proofs after both')
			same((await store.ingest(proven([a], proof))).messages, ['retracted'], 'what was retracted')
			const c = await anna.post({ text: 'c' })
			await store.ingest(proven([c], proof))
			same(await store.proofs([c.id]), [proof.bytes], 'the same proof of another message')
		},
	},
	{
		name: 'writes what proves a message anew where its bytes were changed',
		async run({ store }) {
			const anna = await person(0)
			const [a, b] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' })]
			const [old, fresh] = [proofOf('old'), proofOf('fresh')]
			await store.ingest(proven([a, b], old))
			same((await store.ingest({ ...proven([a], fresh), repair: true })).messages, ['duplicate'], 'outcome')
			same(await store.proofs([a.id, b.id]), [fresh.bytes, old.bytes], 'proofs')
			await store.ingest({ messages: [a, b], repair: true })
			same(await store.proofs([a.id, b.id]), [undefined, undefined], 'proofs of what has its signature now')
			same((await store.get([a.id]))[0]?.signature, a.signature, 'signature')
			await store.ingest({ ...proven([a], old), repair: true })
			same([(await store.get([a.id]))[0]?.signature, await store.proofs([a.id])], [undefined, [old.bytes]], 'and back')
		},
	},
	{
		name: 'is not changed through a proof that it took or gave, and refuses messages that nothing proves',
		async run({ store }) {
			const anna = await person(0)
			const a = await anna.post({ text: 'a' })
			const proof = proofOf('a proof')
			const bytes = proof.bytes.slice()
			await store.ingest(proven([a], proof))
			proof.bytes.fill(0)
			const [given] = await store.proofs([a.id])
			given?.fill(0)
			same(await store.proofs([a.id]), [bytes], 'the proof')
			const b = await anna.post({ text: 'b' })
			await rejects(() => store.ingest({ messages: [withoutSignature(b)] }), 'argument-invalid', 'a message without a signature or a proof')
			const nameless = { messages: [withoutSignature(b)], proofs: new Map([[b.id, { hash: 'x', bytes }]]) }
			await rejects(() => store.ingest(nameless), 'argument-invalid', 'a proof without a hash')
			check((await store.get([b.id]))[0] === undefined, 'What was refused should not be held.')
		},
	},
]
