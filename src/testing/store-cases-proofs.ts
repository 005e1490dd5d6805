/** What every store does with messages that have no signature: it keeps what proves them, whole, as long as one of them needs it (SPEC 8.5). */
import { encodeUtf8 } from '../bytes.js'
import { stubOf } from '../message/stub.js'
import type { Message } from '../message/types.js'
import type { StoreBatch, StoreProof } from '../store/types.js'
import { person, withoutSignature } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, pages } from './store-place.js'
import { check, rejects, same } from './suite.js'

/** A store keeps any bytes: what they prove is known above it. */
function proofOf(hashes: string, checkpoint = 'a checkpoint'): StoreProof {
	return {
		checkpoint: { payload: encodeUtf8(checkpoint), signature: new Uint8Array(64).fill(checkpoint.length) },
		hashes: encodeUtf8(hashes),
	}
}

/** Bytes of a proof that has its checkpoint for itself. */
const sizeOf = ({ checkpoint, hashes }: StoreProof): number => checkpoint.payload.length + 64 + hashes.length

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
			const [one, two] = [proofOf('one proof'), proofOf('another proof', 'another checkpoint')]
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
			same(await store.proofs([c.id, b.id, a.id, '00'.repeat(32), a.id]), [undefined, two, one, undefined, one], 'proofs')
			same(idsOf(await pages(store, { by: 'arrival' })), idsOf([a, b, c]), 'list')
			const payloads = a.payload.length + b.payload.length + c.payload.length
			same((await store.stats()).bytes, payloads + 64 + sizeOf(one) + sizeOf(two), 'bytes')
		},
	},
	{
		name: 'keeps one checkpoint for all proofs that have it',
		async run({ store }) {
			const anna = await person(0)
			const [a, b] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' })]
			const long = 'c'.repeat(30_000)
			const [one, two] = [proofOf('one', long), proofOf('two', long)]
			const proofs = new Map([
				[a.id, one],
				[b.id, two],
			])
			await store.ingest({ messages: [a, b].map(withoutSignature), proofs })
			const payloads = a.payload.length + b.payload.length
			same((await store.stats()).bytes, payloads + sizeOf(one) + two.hashes.length, 'bytes')
			same(await store.proofs([a.id, b.id]), [one, two], 'proofs')
			const retraction = await anna.retract({ targets: [stubOf(a)] })
			await store.ingest({ messages: [retraction] })
			same(await store.proofs([b.id]), [two], 'the proof of what is left')
			await store.ingest({ messages: [b], rewrite: new Set([b.id]) })
			same((await store.stats()).bytes, b.payload.length + retraction.payload.length + 2 * 64, 'bytes without any proof')
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
			same(await store.proofs([a.id, b.id]), [undefined, proof], 'proofs after one retraction')
			await store.ingest({ messages: [await anna.retract({ targets: [stubOf(b)] })] })
			same(await store.proofs([a.id, b.id]), [undefined, undefined], 'proofs after both')
			const left = await store.get(idsOf(await pages(store, { by: 'arrival' })))
			const size = left.reduce((sum, message) => sum + (message?.payload.length ?? 0) + 64, 0)
			same((await store.stats()).bytes, size, 'bytes without any proof')
			same((await store.ingest(proven([a], proof))).messages, ['retracted'], 'what was retracted')
			const c = await anna.post({ text: 'c' })
			await store.ingest(proven([c], proof))
			same(await store.proofs([c.id]), [proof], 'the same proof of another message')
		},
	},
	{
		name: 'writes what proves a message anew where it is told so, message by message',
		async run({ store }) {
			const anna = await person(0)
			const [a, b] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' })]
			const [old, fresh] = [proofOf('old'), proofOf('fresh', 'a fresh checkpoint')]
			await store.ingest(proven([a, b], old))
			same((await store.ingest({ ...proven([a, b], fresh), rewrite: new Set([a.id]) })).messages, ['duplicate', 'duplicate'], 'outcomes')
			same(await store.proofs([a.id, b.id]), [fresh, old], 'proofs')
			await store.ingest({ messages: [a, b] })
			same(await store.proofs([a.id, b.id]), [fresh, old], 'proofs where nothing is to be written anew')
			await store.ingest({ messages: [a, b], rewrite: new Set([a.id, b.id]) })
			same(await store.proofs([a.id, b.id]), [undefined, undefined], 'proofs of what has its signature now')
			same((await store.get([a.id]))[0]?.signature, a.signature, 'signature')
			await store.ingest({ ...proven([a], old), rewrite: new Set([a.id]) })
			same([(await store.get([a.id]))[0]?.signature, await store.proofs([a.id])], [undefined, [old]], 'and back')
		},
	},
	{
		name: 'prefers the signature of a message that comes twice in one batch, once with it and once without',
		async run({ store }) {
			const anna = await person(0)
			const proof = proofOf('a proof')
			for (const isHeld of [false, true]) {
				for (const isSignedFirst of [false, true]) {
					const a = await anna.post({ text: `${isHeld} ${isSignedFirst}` })
					if (isHeld) await store.ingest(proven([a], proofOf('an earlier proof')))
					const messages = isSignedFirst ? [a, withoutSignature(a)] : [withoutSignature(a), a]
					await store.ingest({ messages, proofs: new Map([[a.id, proof]]), rewrite: new Set([a.id]) })
					same([(await store.get([a.id]))[0]?.signature, await store.proofs([a.id])], [a.signature, [undefined]], `signature of ${a.text}`)
				}
			}
		},
	},
	{
		name: 'is not changed through a proof that it took or gave, and refuses messages that nothing proves',
		async run({ store }) {
			const anna = await person(0)
			const a = await anna.post({ text: 'a' })
			const [proof, unchanged] = [proofOf('a proof'), proofOf('a proof')]
			await store.ingest(proven([a], proof))
			proof.hashes.fill(0)
			proof.checkpoint.payload.fill(0)
			const [given] = await store.proofs([a.id])
			given?.hashes.fill(0)
			given?.checkpoint.signature.fill(0)
			same(await store.proofs([a.id]), [unchanged], 'the proof')
			const b = await anna.post({ text: 'b' })
			await rejects(() => store.ingest({ messages: [withoutSignature(b)] }), 'argument-invalid', 'a message without a signature or a proof')
			const short = { checkpoint: { payload: encodeUtf8('c'), signature: new Uint8Array(63) }, hashes: encodeUtf8('h') }
			const unsigned = { messages: [withoutSignature(b)], proofs: new Map([[b.id, short]]) }
			await rejects(() => store.ingest(unsigned), 'argument-invalid', 'a proof without a whole signature')
			check((await store.get([b.id]))[0] === undefined, 'What was refused should not be held.')
		},
	},
]
