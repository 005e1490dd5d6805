import { deflateRawSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorkload } from '../../bench/workload.js'
import { packBundle } from '../../src/bundle/pack.js'
import { orderMessages } from '../../src/bundle/pack-messages.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { encodeUtf8, joinBytes } from '../../src/bytes.js'
import type { Message } from '../../src/message/types.js'
import { aloneBytes } from '../support/message-bytes.js'

/** Signatures, keys of the authors, the texts deflated together in the order of the bundle, and 5 bytes for each message. */
function allowance(messages: readonly Message[], authors: number): number {
	const texts = joinBytes(orderMessages(messages).map((message) => encodeUtf8('text' in message ? message.text : '')))
	return 64 * messages.length + 32 * authors + deflateRawSync(texts, { level: 9 }).length + 5 * messages.length
}

describe('the size of a bundle', () => {
	let authors: number
	let messages: readonly Message[]
	beforeAll(async () => {
		const workload = await makeWorkload()
		authors = workload.authors.length
		messages = workload.messages
	})

	it('of 10,000 messages is at most 5 bytes a message more than their signatures and texts', () => {
		const bundle = packBundle({ messages })
		expect(bundle.length).toBeLessThanOrEqual(allowance(messages, authors))
		const { items, damage } = unpackBundle(bundle)
		expect(damage).toBeUndefined()
		const ids = new Set(items.map((item) => item.ok && item.unverified.id))
		expect(messages.every(({ id }) => ids.has(id))).toBe(true)
	})

	it('is so too where every reference goes to any earlier message', async () => {
		const scattered = await makeWorkload({ anywhere: 1, seed: 2 })
		expect(packBundle(scattered).length).toBeLessThanOrEqual(allowance(scattered.messages, authors))
	})

	it('is smaller than the messages by themselves, and than these with gzip, from the first message on', () => {
		for (const count of [1, 2, 3, 5, 10, 20, 50, 100, 1000]) {
			const some = messages.slice(0, count)
			const alone = joinBytes(some.map(aloneBytes))
			const size = packBundle({ messages: some }).length
			expect(size).toBeLessThan(alone.length)
			expect(size).toBeLessThan(gzipSync(alone, { level: 9 }).length)
		}
	})

	it('of a single confirmation is at most 40 bytes more than the message', () => {
		const confirmation = messages.find((message) => message.kind === 'endorsement') as Message
		expect(packBundle({ messages: [confirmation] }).length).toBeLessThan(confirmation.payload.length + 64 + 40)
	})
})
