/** Calls that overlap, numbers that must not be given twice, and what survives. */
import type { Store } from '../store/types.js'
import { file, person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, listed } from './store-place.js'
import { check, same } from './suite.js'

/** The same number of the same log, for several messages that say different things. */
async function rivals(count: number): Promise<readonly Awaited<ReturnType<Awaited<ReturnType<typeof person>>['post']>>[]> {
	const anna = await person(0)
	return Promise.all(Array.from({ length: count }, (_, i) => anna.post({ text: `Rival ${i}`, seq: 1 })))
}

const REFUSED = { written: false, messages: [], blobs: [], erased: [] }

export const TOGETHER_CASES: readonly StoreCase[] = [
	{
		name: 'gives a number to one message only, where that is asked for',
		async run({ store }) {
			const [a, b] = await rivals(2)
			const { attachment, blob } = file('a picture')
			const c = await (await person(1)).post({ text: 'c', attachments: [attachment] })
			if (a === undefined || b === undefined) return
			same((await store.ingest({ messages: [a], unique: true })).messages, ['added'], 'the first')
			same(await store.ingest({ messages: [c, b], blobs: [blob], unique: true }), REFUSED, 'a batch with a rival')
			same(await listed(store, { by: 'arrival' }), [a.id], 'what is held: nothing of the refused batch')
			same((await store.ingest({ messages: [a], unique: true })).messages, ['duplicate'], 'the first again')
			same(await store.ingest({ messages: [b] }), { written: true, messages: ['added'], blobs: [], erased: [] }, 'a rival from elsewhere')
			same(await store.ingest({ messages: [a], unique: true }), REFUSED, 'one that has a rival by now')
		},
	},
	{
		name: 'refuses rivals within one batch, where that is asked for',
		async run({ store }) {
			const [a, b] = await rivals(2)
			if (a === undefined || b === undefined) return
			same(await store.ingest({ messages: [a, b], unique: true }), REFUSED, 'two rivals')
			same((await store.ingest({ messages: [a, a], unique: true })).messages, ['added', 'duplicate'], 'one message twice')
		},
	},
	{
		name: 'does not give the number of what was erased to another message',
		async run(bench) {
			const anna = await person(0)
			const post = await anna.post({ text: 'gone', log: 4, seq: 8 })
			const other = await anna.post({ text: 'other', log: 4, seq: 8 })
			await bench.store.ingest({ messages: [post, await anna.retract({ targets: [post] })] })
			const store = bench.store.capabilities.durable ? await bench.reopen() : bench.store
			same(await store.ingest({ messages: [other], unique: true }), REFUSED, 'its number')
			same(
				(await store.logs()).find(({ log }) => log === 4),
				{ author: anna.author, log: 4, held: 0, lastSeq: 8 },
				'its log',
			)
			same((await store.ingest({ messages: [post], unique: true })).messages, ['retracted'], 'itself')
		},
	},
	{
		name: 'lets exactly one of several rivals win that come at the same time',
		async run({ store }) {
			const messages = await rivals(6)
			const receipts = await Promise.all(messages.map((message) => store.ingest({ messages: [message], unique: true })))
			same(receipts.filter(({ written }) => written).length, 1, 'batches written')
			same((await store.stats()).messages, 1, 'messages held')
		},
	},
	{
		name: 'writes all of several batches that come at the same time',
		async run({ store }) {
			const anna = await person(0)
			const batches = await Promise.all(
				Array.from({ length: 12 }, (_, b) => Promise.all(Array.from({ length: 5 }, (_, i) => anna.post({ text: `${b} ${i}`, time: b })))),
			)
			// The first message of every batch comes with the one before it as well: once it is added, once a duplicate.
			const offered = batches.map((batch, i) => [...batch, ...(batches[i + 1]?.slice(0, 1) ?? [])])
			const receipts = await Promise.all(offered.map((messages) => store.ingest({ messages })))
			const added = receipts.flatMap(({ messages }) => messages).filter((outcome) => outcome === 'added')
			same(added.length, 60, 'messages added')
			same([...(await listed(store, { by: 'arrival' }, 7))].sort(), [...idsOf(batches.flat())].sort(), 'what is held')
		},
	},
	{
		name: 'shows a batch whole or not at all',
		async run({ store }) {
			const anna = await person(0)
			const batches = await Promise.all(
				Array.from({ length: 8 }, (_, b) => Promise.all(Array.from({ length: 10 }, (_, i) => anna.post({ text: `${b} ${i}`, time: i })))),
			)
			const look = async (query: Parameters<Store['list']>[0]): Promise<void> => {
				const { length } = (await store.list(query)).messages
				check(length % 10 === 0, `Batches of 10 were written, but a list by ${query.by} met ${length} messages.`)
			}
			const work: Promise<unknown>[] = []
			for (const messages of batches) {
				work.push(
					look({ by: 'arrival' }),
					store.ingest({ messages }),
					look({ by: 'time', kind: 1 }),
					look({ by: 'author', author: anna.author }),
				)
			}
			await Promise.all(work)
			same((await store.stats()).messages, 80, 'messages held at the end')
		},
	},
	{
		name: 'sees what was acknowledged before',
		async run({ store }) {
			const anna = await person(0)
			for (let i = 1; i <= 10; i++) {
				const post = await anna.post({ text: `${i}` })
				await store.ingest({ messages: [post] })
				const [[held], listing, logs, stats] = await Promise.all([
					store.get([post.id]),
					store.list({ by: 'arrival' }),
					store.logs(),
					store.stats(),
				])
				same([held?.id, listing.messages.length, logs[0]?.lastSeq, stats.messages], [post.id, i, i, i], `after message ${i}`)
			}
		},
	},
	{
		name: 'holds after reopening what it held before',
		needs: 'durable',
		async run(bench) {
			const [anna, bertil] = [await person(0), await person(1)]
			const { attachment, blob } = file('a picture')
			const post = await anna.post({ text: 'Bread at noon.', topics: ['bread'], attachments: [attachment], time: 3 })
			const reply = await bertil.reply({ text: 'Thanks.', root: post.id })
			await bench.store.ingest({ messages: [post, reply], blobs: [blob] })
			await bench.store.setLocal('key', Uint8Array.of(5))
			const before = { all: await bench.store.list({ by: 'arrival' }), logs: await bench.store.logs(), stats: await bench.store.stats() }
			const store = await bench.reopen()
			same({ all: await store.list({ by: 'arrival' }), logs: await store.logs(), stats: await store.stats() }, before, 'everything')
			same([await store.blob(blob.hash), await store.local('key')], [blob.bytes, Uint8Array.of(5)], 'attachment and local value')
			if (store.capabilities.search) same(idsOf(await store.search({ words: 'bread' })), [post.id], 'search')
			same((await store.ingest({ messages: [post] })).messages, ['duplicate'], 'the same again')
		},
	},
]
