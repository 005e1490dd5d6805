/** What was retracted is erased and refused, whatever the order in which it comes (SPEC 6.2, 6.3). */
import { stubOf } from '../message/stub.js'
import type { Message } from '../message/types.js'
import type { Store } from '../store/types.js'
import { file, person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, listed } from './store-place.js'
import { same } from './suite.js'

async function outcomesOf(store: Store, ...messages: readonly Message[]): Promise<readonly string[]> {
	return (await store.ingest({ messages })).messages
}

export const RETRACTION_CASES: readonly StoreCase[] = [
	{
		name: 'erases what a retraction names, and refuses it afterwards',
		async run(bench) {
			const anna = await person(0)
			const [bread, wells] = [
				await anna.post({ text: 'Bread.', topics: ['t'], space: 's' }),
				await anna.post({ text: 'Wells.', topics: ['t'], space: 's' }),
			]
			const gone = await anna.retract({ targets: [bread] })
			await outcomesOf(bench.store, bread, wells)
			same(
				await bench.store.ingest({ messages: [gone] }),
				{ written: true, messages: ['added'], blobs: [], erased: [bread.id] },
				'the receipt',
			)
			const store = bench.store.capabilities.durable ? await bench.reopen() : bench.store
			same(await outcomesOf(store, bread), ['retracted'], 'the same message again')
			same(await store.get([bread.id]), [undefined], 'get')
			same(await listed(store, { by: 'arrival' }), [wells.id, gone.id], 'by arrival')
			same(await listed(store, { by: 'thread', thread: bread.id }), [gone.id], 'by thread')
			same(await listed(store, { by: 'author', author: anna.author, kind: 1 }), [wells.id], 'by author')
			same(await listed(store, { by: 'time', kind: 1, topic: 't', space: 's' }), [wells.id], 'by time')
			same(await store.idsWithPrefix(bread.id, 1), [bread.id], 'by prefix, as what was taken back')
			same((await store.stats()).messages, 2, 'messages in stats')
			same(await store.logs(), [{ author: anna.author, log: 0, held: 2, lastSeq: 3 }], 'logs')
		},
	},
	{
		name: 'counts retractions first, wherever they stand in a batch',
		async run({ store }) {
			const anna = await person(0)
			const [a, b] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' })]
			const gone = await anna.retract({ targets: [a] })
			same(
				await store.ingest({ messages: [a, b, gone, a] }),
				{ written: true, messages: ['retracted', 'added', 'added', 'retracted'], blobs: [], erased: [] },
				'receipt',
			)
			const [c, d] = [await anna.post({ text: 'c' }), await anna.post({ text: 'd' })]
			const also = await anna.retract({ targets: [c, b] })
			const receipt = await store.ingest({ messages: [also, b, c, d] })
			same(receipt, { written: true, messages: ['added', 'retracted', 'retracted', 'added'], blobs: [], erased: [b.id] }, 'receipt')
			same(await listed(store, { by: 'arrival' }), [gone.id, also.id, d.id], 'what is held')
		},
	},
	{
		name: 'refuses what was retracted before it came',
		async run({ store }) {
			const anna = await person(0)
			const post = await anna.post({ text: 'a', log: 5 })
			await outcomesOf(store, await anna.retract({ targets: [post] }))
			same(
				await store.logs(),
				[
					{ author: anna.author, log: 0, held: 1, lastSeq: 1 },
					{ author: anna.author, log: 5, held: 0, lastSeq: 1 },
				],
				'logs',
			)
			same(await outcomesOf(store, post), ['retracted'], 'outcome')
		},
	},
	{
		name: 'takes back all versions with the first one, held and to come',
		async run({ store }) {
			const anna = await person(0)
			const first = await anna.post({ text: 'first' })
			const second = await anna.post({ text: 'second', first: first.id, rev: 1 })
			const third = await anna.post({ text: 'third', first: first.id, rev: 2 })
			const answer = await anna.reply({ text: 'answer', root: first.id })
			await outcomesOf(store, first, second, answer)
			same(
				(await store.ingest({ messages: [await anna.retract({ targets: [first] })] })).erased,
				[first.id, second.id],
				'erased, in the order of arrival',
			)
			same(await outcomesOf(store, third, first, second, answer), ['retracted', 'retracted', 'retracted', 'duplicate'], 'outcomes')
		},
	},
	{
		name: 'takes back one version without the others',
		async run({ store }) {
			const anna = await person(0)
			const first = await anna.post({ text: 'first' })
			const second = await anna.post({ text: 'second', first: first.id, rev: 1 })
			await outcomesOf(store, first, second)
			same((await store.ingest({ messages: [await anna.retract({ targets: [second] })] })).erased, [second.id], 'erased')
			same(await outcomesOf(store, first, second), ['duplicate', 'retracted'], 'outcomes')
		},
	},
	{
		name: 'lets nobody take back what somebody else wrote',
		async run({ store }) {
			const [anna, bertil] = [await person(0), await person(1)]
			const post = await anna.post({ text: 'Mine.' })
			const later = await anna.post({ text: 'Mine, later.', first: post.id, rev: 1 })
			const claim = await bertil.retract({ targets: [stubOf(post), stubOf(later)] })
			await outcomesOf(store, post)
			same((await store.ingest({ messages: [claim] })).erased, [], 'erased')
			same(await outcomesOf(store, post, later), ['duplicate', 'added'], 'outcomes')
			// Who revises what is not his own can still take that back.
			const own = await bertil.post({ text: 'Also mine?', first: post.id, rev: 9 })
			same(await outcomesOf(store, own), ['retracted'], 'a revision by the claimant')
		},
	},
	{
		name: 'heeds the thread of a claim',
		async run({ store }) {
			const anna = await person(0)
			const [root, elsewhere] = [await anna.post({ text: 'root' }), await anna.post({ text: 'elsewhere' })]
			const reply = await anna.reply({ text: 'reply', root: root.id })
			await outcomesOf(store, root, elsewhere, reply)
			const { root: _, ...withoutRoot } = stubOf(reply)
			const wrong = await anna.retract({ targets: [{ ...stubOf(reply), root: elsewhere.id }] })
			const none = await anna.retract({ targets: [withoutRoot] })
			same((await store.ingest({ messages: [wrong, none] })).erased, [], 'erased by claims in other threads')
			same(await listed(store, { by: 'thread', thread: elsewhere.id }), [elsewhere.id, wrong.id], 'where such a claim is listed')
			same(
				(await store.ingest({ messages: [await anna.retract({ targets: [reply] })] })).erased,
				[reply.id],
				'erased by a claim in its thread',
			)
		},
	},
	{
		name: 'erases profiles and private messages, and never stances, vouches, retractions or checkpoints',
		async run({ store }) {
			const [anna, bertil] = [await person(0), await person(1)]
			const post = await anna.post({ text: 'a' })
			const messages: readonly Message[] = [
				await anna.profile({ name: 'Anna' }),
				await anna.other({ kind: 128, fields: new Map([[131, 1]]) }),
				await anna.other({ kind: 255, fields: new Map([[6, new Uint8Array(32)]]) }),
				await anna.endorse({ target: post.id, stance: 'confirm' }),
				await anna.vouch({ subject: bertil.author, stance: 'vouch' }),
				await anna.retract({ targets: [post] }),
				await anna.checkpoint({ size: 1, head: '00'.repeat(32) }),
			]
			await outcomesOf(store, ...messages)
			// Stubs that this library does not make for kinds that cannot be taken back.
			const targets = messages.map(({ id, log, seq, thread }) => ({ target: id, log, seq, ...(thread === id ? {} : { root: thread }) }))
			const gone = await anna.retract({ targets })
			same((await store.ingest({ messages: [gone] })).erased, idsOf(messages.slice(0, 3)), 'erased')
			same(
				await outcomesOf(store, ...messages),
				[...messages.slice(0, 3).map(() => 'retracted'), ...messages.slice(3).map(() => 'duplicate')],
				'again',
			)
		},
	},
	{
		name: 'erases attachments when nothing held cites them any more',
		async run({ store }) {
			const [anna, bertil] = [await person(0), await person(1)]
			const [shared, own] = [file('shared'), file('own')]
			const first = await anna.post({ text: 'a', attachments: [shared.attachment, own.attachment] })
			const second = await bertil.post({ text: 'b', attachments: [shared.attachment] })
			await store.ingest({ messages: [first, second], blobs: [shared.blob, own.blob] })
			const gone = await store.ingest({ messages: [await anna.retract({ targets: [first] })], blobs: [own.blob, shared.blob] })
			same([gone.erased, gone.blobs], [[first.id], ['declined', 'duplicate']], 'the first retraction')
			same([await store.blob(own.blob.hash), await store.blob(shared.blob.hash)], [undefined, shared.blob.bytes], 'attachments')
			await outcomesOf(store, await bertil.retract({ targets: [second] }))
			same(await store.blob(shared.blob.hash), undefined, 'the shared attachment at the end')
			same((await store.stats()).blobs, 0, 'attachments in stats')
		},
	},
	{
		name: 'keeps an attachment that moves to another message in the batch that erases the first',
		async run({ store }) {
			const anna = await person(0)
			const { attachment, blob } = file('a picture')
			const first = await anna.post({ text: 'a', attachments: [attachment] })
			const second = await anna.post({ text: 'b', attachments: [attachment] })
			await store.ingest({ messages: [first], blobs: [blob] })
			await outcomesOf(store, await anna.retract({ targets: [first] }), second)
			same(await store.blob(blob.hash), blob.bytes, 'the attachment')
		},
	},
	{
		name: 'accepts the same claim twice and in two retractions',
		async run({ store }) {
			const anna = await person(0)
			const post = await anna.post({ text: 'a' })
			const [one, two] = [await anna.retract({ targets: [post] }), await anna.retract({ targets: [post], log: 9 })]
			await outcomesOf(store, post)
			same(await outcomesOf(store, one, two, one), ['added', 'added', 'duplicate'], 'outcomes')
			same(await outcomesOf(store, two, post), ['duplicate', 'retracted'], 'outcomes afterwards')
			same(await listed(store, { by: 'target', target: post.id }), [one.id, two.id], 'claims by target')
		},
	},
]
