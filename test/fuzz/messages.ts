/** Messages of every kind, and bundles of them, to begin with. */
import { packBundle } from '../../src/bundle/pack.js'
import { encodeUtf8, toHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import { createMessage } from '../../src/message/create.js'
import type { Draft } from '../../src/message/drafts.js'
import { stubOf } from '../../src/message/stub.js'
import type { Signed } from '../../src/message/types.js'
import { treeOf } from '../bundle/support.js'
import { goodBundles } from '../conformance/bundles.js'
import { testSigner } from '../support/signers.js'

type Loose = Readonly<Record<string, unknown>> & { readonly kind: string | number }

async function make(person: number, draft: Loose): Promise<Signed> {
	return createMessage(await testSigner(person), draft as unknown as Draft)
}

async function makeMessages(): Promise<readonly Signed[]> {
	const post = await make(1, {
		kind: 'post',
		seq: 1,
		time: 1_780_000_000,
		space: 'hagby',
		text: 'Is the well safe?\nIt smells.',
		format: 'commonmark',
		lang: 'en',
		topics: ['air', 'water'],
		question: true,
		expires: 1_790_000_000,
		salt: 'ab'.repeat(8),
		sources: [{ uri: 'https://example.org/well', hash: 'cd'.repeat(32), day: 20_000 }, { message: 'ef'.repeat(32) }],
		attachments: [{ hash: sha256Hex(encodeUtf8('a picture')), size: 9, type: 'image/png', name: 'well.png' }],
	})
	const reply = await make(2, { kind: 'reply', log: 7, seq: 1, root: post.id, text: 'Boil it.', rev: 0 })
	const deep = await make(1, { kind: 'reply', seq: 2, root: post.id, parent: reply.id, text: 'Thanks. 😀' })
	const revised = await make(1, { kind: 'post', seq: 3, text: 'Is it safe now?', first: post.id, rev: 1 })
	const endorsement = await make(3, {
		kind: 'endorsement',
		seq: 1,
		target: reply.id,
		root: post.id,
		stance: 'confirm',
		grounds: 'observed',
	})
	const vouch = await make(3, { kind: 'vouch', seq: 2, subject: post.author, stance: 'vouch' })
	const profile = await make(3, { kind: 'profile', seq: 3, name: 'Cia', about: 'By the river.', keys: [post.author], rev: 2 })
	const retraction = await make(2, { kind: 'retraction', log: 7, seq: 2, targets: [stubOf(reply)] })
	const checkpoint = await make(3, { kind: 'checkpoint', seq: 4, size: 3, head: toHex(treeOf([endorsement, vouch, profile]).root()) })
	const own = await make(4, {
		kind: 200,
		seq: 1,
		fields: new Map<number, unknown>([
			[129, 'private'],
			[130, [1, true]],
		]),
	})
	return [post, reply, deep, revised, endorsement, vouch, profile, retraction, checkpoint, own]
}

let messages: Promise<readonly Signed[]> | undefined
let bundles: Promise<readonly Uint8Array[]> | undefined

/** The same messages each time. */
export function seedMessages(): Promise<readonly Signed[]> {
	messages ??= makeMessages()
	return messages
}

async function makeBundles(): Promise<readonly Uint8Array[]> {
	const all = await seedMessages()
	const bytes = encodeUtf8('a picture')
	const blobs = [{ hash: sha256Hex(bytes), bytes }]
	return [
		packBundle({ messages: [] }),
		packBundle({ messages: all, blobs }),
		...all.map((message) => packBundle({ messages: [message] })),
		...(await goodBundles()),
	]
}

/** The same bundles each time. */
export function seedBundles(): Promise<readonly Uint8Array[]> {
	bundles ??= makeBundles()
	return bundles
}
