/** Messages and bundles made in the test itself, the same ones in every run. */
import { packBundle } from '../../src/bundle/pack.js'
import type { BundleBlob } from '../../src/bundle/types.js'
import type { Identity } from '../../src/crypto/signer.js'
import { importIdentity } from '../../src/crypto/signer.js'
import { createPost } from '../../src/message/create.js'
import type { Message, MessageId, Post } from '../../src/message/types.js'
import { aloneBytes } from '../support/message-bytes.js'
import { NOW } from './harness.js'

/** The same author for the same number. */
export function identity(number: number): Promise<Identity> {
	return importIdentity(new Uint8Array(32).fill(number))
}

/** So many posts of one author, with sequence numbers from `from` on. */
export async function posts(author: Identity, count: number, from = 1): Promise<readonly Post[]> {
	const made: Post[] = []
	for (let seq = from; seq < from + count; seq++)
		made.push(await createPost(author, { log: 0, seq, time: NOW - 100_000 + seq, text: `Message number ${seq}` }))
	return made
}

/** A message as it travels alone. */
export function alone(message: Message): Uint8Array {
	return aloneBytes(message)
}

export function bundle(messages: readonly Message[], blobs: readonly BundleBlob[] = []): Uint8Array {
	return packBundle({ messages, blobs })
}

/** Two messages whose ids begin alike, in a bundle. */
export async function collidingBundle(): Promise<{
	readonly bytes: Uint8Array
	readonly prefix: string
	readonly ids: readonly MessageId[]
}> {
	const author = await identity(1)
	const seen = new Map<string, Post>()
	for (let seq = 1; ; seq++) {
		const post = await createPost(author, { log: 0, seq, text: `Number ${seq}` })
		const prefix = post.id.slice(0, 4)
		const other = seen.get(prefix)
		if (other !== undefined) return { bytes: bundle([other, post]), prefix, ids: [other.id, post.id] }
		seen.set(prefix, post)
	}
}
