/**
 * The speed of the core: creating, decoding, verifying one by one and many at a time, and receiving into stores, against bare verifications of signatures by node:crypto in the same run.
 * R: messages per CPU-second over such verifications per CPU-second; where other threads help, per second that passes. Run it by `npm run bench core`.
 */
import { libsodiumWrappers } from '../src/crypto/libsodium-wrappers.js'
import { openBackend } from '../src/crypto/select.js'
import { createIdentity } from '../src/crypto/signer.js'
import { sodiumNative, sodiumNativeIdentity } from '../src/crypto/sodium-native.js'
import { createMessage } from '../src/message/create.js'
import { decodeMessage } from '../src/message/decode.js'
import type { PostDraft } from '../src/message/drafts.js'
import { verifyMessage, verifyMessages } from '../src/message/verify.js'
import { aloneBytes } from '../test/support/message-bytes.js'
import { bareVerifications, best, least, row } from './measure.js'
import { makeWorkload } from './workload.js'

const { authors, messages } = await makeWorkload({ messages: 3000 })
const alone = messages.map(aloneBytes)
const [signer] = authors
const sodiumSigner = await sodiumNativeIdentity(await createIdentity())
const drafts = messages.flatMap((message): readonly PostDraft[] => {
	if (message.kind !== 'post') return []
	const { seq, time, space, text, topics, question } = message
	return [{ seq, time, space, text, topics, question }]
})

const verifyEach = async (): Promise<void> => {
	for (const bytes of alone) await verifyMessage(bytes)
}
const bare = await bareVerifications()
row('bare verifications by node:crypto a CPU-second', Math.round(bare))
row('', 'a CPU-second', 'R')
function rate(what: string, count: number, seconds: number): void {
	row(what, Math.round(count / seconds), (count / seconds / bare).toFixed(2))
}
rate(
	'created: posts of about 280 bytes',
	drafts.length,
	await best(7, async () => {
		for (const draft of drafts) await createMessage(signer as NonNullable<typeof signer>, { kind: 'post', ...draft })
	}),
)
rate(
	'created, signed by sodium-native',
	drafts.length,
	await best(7, async () => {
		for (const draft of drafts) await createMessage(sodiumSigner, { kind: 'post', ...draft })
	}),
)
rate(
	'decoded',
	alone.length,
	await best(7, () => {
		for (const bytes of alone) decodeMessage(bytes)
	}),
)
rate('decoded and verified one by one', alone.length, await best(5, verifyEach))
for (const backend of [await sodiumNative(), await libsodiumWrappers(), await openBackend('noble')]) {
	rate(
		`decoded and verified one by one, by ${backend.name}`,
		alone.length,
		await best(3, async () => {
			for (const bytes of alone) await verifyMessage(bytes, { backend })
		}),
	)
}

/** Seconds that pass. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now()
	await work()
	return (performance.now() - start) / 1000
}
const oneByOne = await least(5, () => seconds(verifyEach))
const together = await least(5, () => seconds(() => verifyMessages(alone)))
row('decoded and verified, a second that passes: one by one', Math.round(alone.length / oneByOne))
row('many at a time, with other threads', Math.round(alone.length / together), `${(oneByOne / together).toFixed(2)} times`)
