/** Letting go of messages, and giving space back. */
import { encodeUtf8 } from '../bytes.js'
import { stubOf } from '../message/stub.js'
import { file, person, withoutSignature } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, listed } from './store-place.js'
import { rejects, same } from './suite.js'

export const SPACE_CASES: readonly StoreCase[] = [
	{
		name: 'lets go of messages, with all that only they needed, and takes them again',
		async run(bench) {
			const [anna, bertil] = [await person(0), await person(1)]
			const [one, two] = [file('a picture'), file('a map')]
			const post = await anna.post({ text: 'Bread at noon.', topics: ['bread'], attachments: [one.attachment, two.attachment], time: 3 })
			const other = await bertil.post({ text: 'A map.', attachments: [two.attachment] })
			const reply = await bertil.reply({ text: 'Thanks.', root: post.id })
			const proof = { checkpoint: { payload: encodeUtf8('c'), signature: new Uint8Array(64) }, hashes: encodeUtf8('h') }
			const batch = {
				messages: [withoutSignature(post), other, reply],
				blobs: [one.blob, two.blob],
				proofs: new Map([[post.id, proof]]),
			}
			await bench.store.ingest(batch)
			const before = await bench.store.stats()
			same(await bench.store.evict([reply.id, post.id, 'ab'.repeat(32), post.id]), [post.id, reply.id], 'what was let go of')
			const store = bench.store.capabilities.durable ? await bench.reopen() : bench.store
			same(await listed(store, { by: 'arrival' }), [other.id], 'what is held')
			same([await store.get([post.id]), await store.proofs([post.id])], [[undefined], [undefined]], 'what was held')
			same([await store.blob(one.blob.hash), await store.blob(two.blob.hash)], [undefined, two.blob.bytes], 'attachments')
			same((await store.stats()).bytes, other.payload.length + 64 + two.blob.bytes.length, 'bytes')
			if (store.capabilities.search) same(await store.search({ words: 'bread' }), [], 'search')
			same(
				(await store.logs(anna.author)).map(({ held, lastSeq }) => [held, lastSeq]),
				[[0, 1]],
				'its log: the number is not given again',
			)
			same(await store.evict([post.id]), [], 'what is not held')
			same((await store.ingest(batch)).messages, ['added', 'duplicate', 'added'], 'the same again')
			same(await store.stats(), before, 'everything that there was before')
			if (store.capabilities.search) same(idsOf(await store.search({ words: 'bread' })), [post.id], 'search')
		},
	},
	{
		name: 'lets go of no message that takes something back, and keeps refusing what was taken back',
		async run({ store }) {
			const anna = await person(0)
			const post = await anna.post({ text: 'gone' })
			const retraction = await anna.retract({ targets: [stubOf(post)] })
			await store.ingest({ messages: [post, retraction] })
			same(await store.evict([post.id, retraction.id]), [], 'what was let go of')
			same((await store.ingest({ messages: [post] })).messages, ['retracted'], 'what was taken back')
			same(await listed(store, { by: 'arrival' }), [retraction.id], 'what is held')
			await rejects(() => store.evict(['x']), 'argument-invalid', 'what is no id')
		},
	},
	{
		name: 'holds after compacting what it held before',
		async run(bench) {
			const anna = await person(0)
			const { attachment, blob } = file('a picture')
			const posts = await Promise.all(
				Array.from({ length: 60 }, (_, i) => anna.post({ text: `Bread ${i} ${'text '.repeat(200)}`, time: i })),
			)
			const last = await anna.post({ text: 'the last', attachments: [attachment] })
			await bench.store.ingest({ messages: [...posts, last], blobs: [blob] })
			await bench.store.setLocal('key', Uint8Array.of(5))
			await bench.store.evict(idsOf(posts.slice(0, 50)))
			await bench.store.ingest({ messages: [await anna.retract({ targets: posts.slice(50, 55).map(stubOf) })] })
			const look = async (): Promise<unknown> => [
				await bench.store.list({ by: 'arrival' }),
				await bench.store.list({ by: 'time', kind: 1 }),
				await bench.store.logs(),
				await bench.store.stats(),
				await bench.store.blob(blob.hash),
				await bench.store.local('key'),
				bench.store.capabilities.search ? await bench.store.search({ words: 'bread' }) : undefined,
			]
			const before = await look()
			await bench.store.compact()
			same(await look(), before, 'everything')
			await bench.store.compact()
			if (bench.store.capabilities.durable) await bench.reopen()
			same(await look(), before, 'everything, opened again')
			same((await bench.store.ingest({ messages: [await anna.post({ text: 'new' })] })).messages, ['added'], 'what comes afterwards')
		},
	},
]
