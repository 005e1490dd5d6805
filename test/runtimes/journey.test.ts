/** A message from the pen to another device and back, and the memory store: what has to work on every runtime. */
import { describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import { bundlesOf } from '../../src/bundle/read.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { verifyItems } from '../../src/bundle/verify-items.js'
import { encodeUtf8 } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import { formatRecovery, parseRecovery } from '../../src/crypto/recovery.js'
import { createIdentity, exportSecret, importIdentity } from '../../src/crypto/signer.js'
import { createPost, createReply } from '../../src/message/create.js'
import { verifyMessage } from '../../src/message/verify.js'
import { openReplica } from '../../src/replica/open.js'
import { memoryStore } from '../../src/store/memory.js'
import { storeSuite } from '../../src/testing/store-suite.js'
import { aloneBytes } from '../support/message-bytes.js'

describe('on this runtime', () => {
	it('an identity is made, written to paper and read from it', async () => {
		const identity = await createIdentity()
		const again = await importIdentity(parseRecovery(formatRecovery(exportSecret(identity))))
		expect(again.author).toBe(identity.author)
		expect(again.sign(Uint8Array.of(1))).toEqual(identity.sign(Uint8Array.of(1)))
	})

	it('messages are signed, verified, packed and unpacked', async () => {
		const signer = await createIdentity()
		const post = await createPost(signer, { seq: 1, text: 'Is the well safe? '.repeat(40), topics: ['water'] })
		const reply = await createReply(signer, { seq: 2, root: post.id, text: 'Boil it.' })
		expect((await verifyMessage(aloneBytes(reply))).id).toBe(reply.id)
		const bytes = encodeUtf8('a picture')
		const bundle = packBundle({ messages: [reply, post], blobs: [{ hash: sha256Hex(bytes), bytes }] })
		const { items, blobs, damage } = unpackBundle(bundle)
		expect(damage).toBeUndefined()
		expect(blobs.map((blob) => blob.ok)).toEqual([true])
		const outcomes = await verifyItems(items)
		expect(outcomes.map((outcome) => (outcome.ok ? outcome.message.id : outcome.error.code)).sort()).toEqual([post.id, reply.id].sort())
		const pieces = Array.from({ length: Math.ceil(bundle.length / 7) }, (_, i) => bundle.slice(7 * i, 7 * i + 7))
		const types: string[] = []
		for await (const item of bundlesOf(pieces)) types.push(item.type)
		expect(types).toEqual(['bundle'])
	})

	it('a changed signature is refused', async () => {
		const post = await createPost(await createIdentity(), { seq: 1, text: 'true' })
		const bytes = aloneBytes(post)
		bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1
		await expect(verifyMessage(bytes)).rejects.toMatchObject({ code: 'signature-invalid' })
	})

	it('two replicas tell each other what they know', async () => {
		const anna = await openReplica({ store: memoryStore(), signer: await createIdentity(), clock: () => 1_780_000_000 })
		const bo = await openReplica({ store: memoryStore(), signer: await createIdentity(), clock: () => 1_780_000_001 })
		const question = await anna.post({ text: 'Is the well safe?', question: true })
		await bo.receive(await anna.export())
		const answer = await bo.reply(question, { text: 'Boil it.' })
		await bo.endorse(question, { stance: 'confirm', grounds: 'observed' })
		await anna.receive(await bo.export())
		const thread = await anna.view.thread(question.id)
		expect(thread?.nodes.map(({ id }) => id)).toEqual([question.id, answer.id])
		await anna.close()
		await bo.close()
	})
})

describe('the suite on memoryStore, on this runtime', () => {
	for (const { name, needs, run } of storeSuite(() => ({ open: memoryStore }))) {
		if (needs !== undefined && !memoryStore().capabilities[needs]) continue
		it(name, run)
	}
})
