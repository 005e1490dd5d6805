/**
 * How long views take: of a thread of 1,000 messages with 5,000 stances by 200 people, computed anew and brought up to date by a live view after one more message; and the matching
 * behind "independent", on 10,000 stances that cite 10,000 sources. Run it by `npm run bench views`.
 */
import { packBundle } from '../src/bundle/pack.js'
import { createIdentity } from '../src/crypto/signer.js'
import { corroborationView, threadCorroborations } from '../src/merge/corroboration.js'
import { maximumMatching } from '../src/merge/matching.js'
import { threadView } from '../src/merge/thread.js'
import { createEndorsement, createPost, createReply } from '../src/message/create.js'
import type { Message, Post, Reply } from '../src/message/types.js'
import { openReplica } from '../src/replica/open.js'
import type { LiveView } from '../src/replica/view-types.js'
import { memoryStore } from '../src/store/memory.js'
import type { StoreBatch, StoreReceipt } from '../src/store/types.js'
import { aloneBytes } from '../test/support/message-bytes.js'
import { seededRandom } from './workload.js'

const NOW = 10_000
const random = seededRandom(3)
const below = (bound: number): number => Math.floor(random() * bound)

function row(name: string, times: readonly number[], target: string): void {
	const sorted = [...times].sort((a, b) => a - b)
	const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] as number).toFixed(2)} ms`
	console.log(name.padEnd(58) + [at(0), at(0.5), at(0.9)].map((cell) => cell.padStart(12)).join('') + target.padStart(12))
}

const people = await Promise.all(
	Array.from({ length: 200 }, (_, i) => createIdentity({ random: (length) => new Uint8Array(length).fill(i + 1) })),
)
const seqs = new Map<string, number>()
const numbered = (author: string): { readonly seq: number; readonly time: number } => {
	const seq = (seqs.get(author) ?? 0) + 1
	seqs.set(author, seq)
	return { seq, time: seq }
}
const someone = (): (typeof people)[number] => people[below(people.length)] as (typeof people)[number]

const asker = someone()
const root = await createPost(asker, { text: 'Is the well safe?', question: true, ...numbered(asker.author) })
const contents: (Post | Reply)[] = [root]
async function answer(): Promise<Reply> {
	const [by, above] = [someone(), contents[below(contents.length)] as Post | Reply]
	const parent = above === root ? undefined : above.id
	return createReply(by, { text: `answer ${contents.length}`, root: root.id, parent, ...numbered(by.author) })
}
while (contents.length < 1000) contents.push(await answer())

const said = new Set<string>()
async function stance(): Promise<Message> {
	for (;;) {
		const [by, on] = [someone(), contents[below(contents.length)] as Post | Reply]
		const name = `${by.author} ${on.id}`
		if (by.author === on.author || said.has(name)) continue
		said.add(name)
		const sources = below(3) === 0 ? [{ uri: `https://example.org/${below(50)}` }] : []
		return createEndorsement(by, {
			target: on.id,
			root: on === root ? undefined : root.id,
			stance: below(8) === 0 ? 'dispute' : 'confirm',
			grounds: below(2) === 0 ? 'observed' : undefined,
			sources,
			...numbered(by.author),
		})
	}
}
const messages: Message[] = [...contents]
while (messages.length < 6000) messages.push(await stance())
const reader = { keys: [asker.author], vouches: people.slice(0, 40).map(({ author }) => author) }

function timed(work: () => unknown, runs = 60, warm = 60): readonly number[] {
	for (let i = 0; i < warm; i++) work()
	return Array.from({ length: runs }, () => {
		const start = performance.now()
		work()
		return performance.now() - start
	})
}

console.log(''.padEnd(58) + ['lowest', 'median', 'p90', 'target'].map((cell) => cell.padStart(12)).join(''))
row(
	'thread, computed anew',
	timed(() => threadView(messages, root.id, NOW)),
	'20 ms',
)
row(
	'thread with corroboration of all nodes, computed anew',
	timed(() => threadCorroborations(messages, root.id, reader, NOW)),
	'20 ms',
)

const memory = memoryStore()
let taken = 0
/** Notes when it has taken something in. */
const store = {
	...memory,
	async ingest(batch: StoreBatch): Promise<StoreReceipt> {
		const receipt = await memory.ingest(batch)
		taken = performance.now()
		return receipt
	},
}
const replica = await openReplica({ store, clock: () => NOW })
await replica.receive(packBundle({ messages }))

/** From the moment at which the store has taken a message in to that at which the live view shows it. */
async function updates<T>(live: LiveView<T>, make: () => Promise<Message>): Promise<readonly number[]> {
	await live.ready()
	const times: number[] = []
	const stop = live.subscribe(() => times.push(performance.now() - taken))
	for (let i = 0; i < 120; i++) {
		const message = await make()
		await replica.receive(aloneBytes(message))
		await live.ready()
	}
	stop()
	return times.slice(61)
}
const thread = replica.live.thread(root.id)
row('live thread, after one more stance', await updates(thread, stance), '2 ms')
row('live thread, after one more reply', await updates(thread, answer), '2 ms')
thread.close()
const corroborations = replica.live.corroborations(root.id, { reader })
row('live corroboration of all nodes, after one more stance', await updates(corroborations, stance), '2 ms')
row('live corroboration of all nodes, after one more reply', await updates(corroborations, answer), '2 ms')
corroborations.close()

/** Three sources for each of 10,000 people out of 10,000, as hard as it gets: about one for each. */
const graph = Array.from({ length: 10_000 }, () => [below(10_000), below(10_000), below(10_000)])
row(
	'matching of 10,000 stances with 10,000 sources, at random',
	timed(() => maximumMatching(graph, 10_000), 20, 5),
	'200 ms',
)
const chain = Array.from({ length: 10_000 }, (_, i) => (i === 0 ? [0] : [i - 1, i]))
row(
	'matching along one chain of 10,000',
	timed(() => maximumMatching(chain, 10_000), 20, 5),
	'200 ms',
)
const crowd: Message[] = [root]
for (let i = 0; i < 10_000; i++) {
	const by = await createIdentity()
	const sources = [below(10_000), below(10_000), below(10_000)].map((page) => ({ uri: `https://example.org/${page}` }))
	crowd.push(await createEndorsement(by, { seq: 1, target: root.id, stance: 'confirm', sources }))
}
row(
	'corroboration of one post by 10,000 stances with sources',
	timed(() => corroborationView(crowd, root.id, reader, NOW), 20, 5),
	'200 ms',
)
await replica.close()
