/** Hearing what others write into the same store. */
import { stubOf } from '../message/stub.js'
import type { Store, StoreChange } from '../store/types.js'
import { person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf } from './store-place.js'
import { check, same } from './suite.js'

/** Changes as they come, and a way to wait for the next one. */
async function heardBy(store: Store): Promise<{ next(): Promise<StoreChange>; readonly left: number; stop(): void }> {
	const heard: StoreChange[] = []
	let wake: () => void = () => undefined
	if (store.follow === undefined) throw new Error('The store declares the capability "follow", but has no function of that name.')
	const stop = await store.follow((change) => {
		heard.push(change)
		wake()
	})
	return {
		async next() {
			while (heard.length === 0) {
				await new Promise<void>((resolve) => {
					wake = resolve
				})
			}
			return heard.shift() as StoreChange
		},
		get left() {
			return heard.length
		},
		stop,
	}
}

/** The ids of what a change says was added. */
async function addedBy(store: Store, change: StoreChange): Promise<readonly string[]> {
	if (change.type !== 'batch') throw new Error(`Expected a change of the type batch, but ${JSON.stringify(change)} came.`)
	if (change.next === change.first) return []
	return idsOf((await store.list({ by: 'arrival', after: change.first - 1 }, { limit: change.next - change.first })).messages)
}

export const FOLLOW_CASES: readonly StoreCase[] = [
	{
		name: 'tells what others added, took back and set, in this order, and not what was done here',
		needs: 'follow',
		async run(bench) {
			const anna = await person(0)
			const [a, b, c] = [await anna.post({ text: 'a' }), await anna.post({ text: 'b' }), await anna.post({ text: 'c' })]
			const { store } = bench
			const other = await bench.another()
			const heard = await heardBy(store)
			await store.ingest({ messages: [a] })
			await store.setLocal('own', Uint8Array.of(1))
			await other.ingest({ messages: [b, a, c] })
			same(await addedBy(store, await heard.next()), [b.id, c.id], 'what the other one added')
			const gone = await anna.retract({ targets: [stubOf(b)] })
			await other.ingest({ messages: [gone] })
			const change = await heard.next()
			same(await addedBy(store, change), [gone.id], 'the retraction')
			same(change.type === 'batch' ? change.erased : undefined, [b.id], 'what it took back')
			await other.evict([c.id])
			same(await heard.next().then((last) => (last.type === 'batch' ? last.erased : last)), [c.id], 'what it let go of')
			await other.ingest({ messages: [a, b] })
			await other.setLocal('key', Uint8Array.of(1))
			same(await heard.next(), { type: 'local', key: 'key' }, 'a local value, and before it nothing of a batch that changed nothing')
			await other.setLocal('key', undefined)
			same(await heard.next(), { type: 'local', key: 'key' }, 'a local value that was removed')
			check(heard.left === 0, 'A change was told that nobody made.')
			heard.stop()
		},
	},
	{
		name: 'tells of much that was taken back at once that anything may have changed, or names all of it',
		needs: 'follow',
		async run(bench) {
			const anna = await person(0)
			const posts = await Promise.all(Array.from({ length: 256 }, (_, i) => anna.post({ text: `${i}` })))
			const { store } = bench
			const other = await bench.another()
			await other.ingest({ messages: posts })
			const heard = await heardBy(store)
			const parts = Array.from({ length: 4 }, (_, i) => posts.slice(i * 64, (i + 1) * 64))
			await other.ingest({ messages: await Promise.all(parts.map((part) => anna.retract({ targets: part.map(stubOf) }))) })
			const change = await heard.next()
			const isTold = change.type === 'unknown' || (change.type === 'batch' && change.erased.length === posts.length)
			check(isTold, `256 messages were taken back, but ${JSON.stringify(change).slice(0, 200)} was told.`)
			heard.stop()
		},
	},
	{
		name: 'tells nothing any more to who has stopped following, and all to who has not',
		needs: 'follow',
		async run(bench) {
			const other = await bench.another()
			const [first, second] = [await heardBy(bench.store), await heardBy(bench.store)]
			await other.setLocal('a', Uint8Array.of(1))
			same(
				[await first.next(), await second.next()],
				Array.from({ length: 2 }, () => ({ type: 'local', key: 'a' })),
				'both',
			)
			first.stop()
			await other.setLocal('b', Uint8Array.of(1))
			same(await second.next(), { type: 'local', key: 'b' }, 'the one who follows on')
			check(first.left === 0, 'Who had stopped following was told something.')
			second.stop()
			second.stop()
			const again = await heardBy(bench.store)
			await other.setLocal('c', Uint8Array.of(1))
			same(await again.next(), { type: 'local', key: 'c' }, 'who follows anew')
		},
	},
]
