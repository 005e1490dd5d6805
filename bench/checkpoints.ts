/**
 * What checkpoints save (SPEC 6.19, 7.14): the workload as one bundle in which each log has a recent checkpoint, its size, and how fast it is unpacked, verified and stored, against bare
 * verifications of signatures by node:crypto in the same run. R: messages per CPU-second over such verifications per CPU-second. Run it by `npm run bench checkpoints`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packBundle } from '../src/bundle/pack.js'
import { unpackBundle } from '../src/bundle/unpack.js'
import { verifyItems } from '../src/bundle/verify-items.js'
import { MerkleTree } from '../src/checkpoint/merkle-tree.js'
import { openReplica } from '../src/replica/open.js'
import { memoryStore } from '../src/store/memory.js'
import { sqliteStore } from '../src/store/sqlite.js'
import type { Store } from '../src/store/types.js'
import { bareVerifications, best, cpuSeconds, least, row } from './measure.js'
import { makeWorkload, withCheckpoints } from './workload.js'

/** Makes a store, takes in a bundle, and is done when it is durable. */
async function takeIn(bundle: Uint8Array, open: () => Promise<Store>): Promise<number> {
	const replica = await openReplica({ store: await open() })
	const seconds = await cpuSeconds(async () => {
		const { counts } = await replica.receive(bundle)
		if (counts.rejected > 0) throw new Error(JSON.stringify(counts))
	})
	await replica.close()
	return seconds
}

const workload = await makeWorkload()
const recent = withCheckpoints(workload)
const late = withCheckpoints(workload, 0.95)
const signed = packBundle({ messages: workload.messages })
const bundle = packBundle({ messages: recent })
const lateBundle = packBundle({ messages: late })

row('10,000 messages of 10 authors in one bundle', 'bytes', 'allowed')
row('each with its signature', signed.length)
row('each log with a checkpoint of all of it', bundle.length, 600_000)
row('each log with a checkpoint that misses its newest 5 %', lateBundle.length, 660_000)
console.log(
	'\nThe same messages elsewhere (deflate or gzip), in bytes: Jazz, signed heads, 770,000; Loro, unsigned, 920,000; Yjs, unsigned, 900,000; Automerge, unsigned,',
)
console.log(
	'1,340,000; plain JSON with signatures 1,720,000; Farcaster 1,830,000; p2panda 2,080,000; AT Protocol 2,120,000; SSB 2,160,000; Nostr 2,240,000; Earthstar 2,600,000.\n',
)

const bare = await bareVerifications()
row('bare verifications by node:crypto a CPU-second', Math.round(bare))
row('', 'a CPU-second', 'R', 'asked')
function rate(what: string, seconds: number, asked?: number): void {
	const perSecond = recent.length / seconds
	row(what, Math.round(perSecond), (perSecond / bare).toFixed(2), ...(asked === undefined ? [] : [asked]))
}
const verified = async (bytes: Uint8Array): Promise<void> => {
	const outcomes = await verifyItems(unpackBundle(bytes).items)
	if (!outcomes.every(({ ok }) => ok)) throw new Error('a message of the bundle was not proven')
}
await best(3, () => verified(bundle))
rate('unpacked', await best(9, () => unpackBundle(bundle)))
rate('unpacked and verified, by checkpoints', await best(9, () => verified(bundle)), 20)
rate('the same with the newest 5 % by their signatures', await best(5, () => verified(lateBundle)))
rate('unpacked and verified, by signatures', await best(2, () => verified(signed)))

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
try {
	let files = 0
	const sqlite = (): Promise<Store> => sqliteStore(join(folder, `${files++}.sqlite`))
	const memory = async (): Promise<Store> => memoryStore()
	rate('received into SQLite, by checkpoints', await least(5, () => takeIn(bundle, sqlite)), 6)
	rate('received into SQLite, by signatures', await least(2, () => takeIn(signed, sqlite)))
	rate('received into memory, by checkpoints', await least(5, () => takeIn(bundle, memory)))
} finally {
	rmSync(folder, { recursive: true })
}

const tree = new MerkleTree()
for (let i = 0; i < 100_000; i++) tree.append(new Uint8Array(32).fill(i))
const appended = await best(20, () => {
	tree.append(new Uint8Array(32))
	tree.root()
})
console.log()
row('one more message and the head of 100,000, milliseconds', (appended * 1000).toFixed(3), 5)
