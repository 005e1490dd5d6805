/** What bench/browser.ts measures inside of the page. Each function answers how many it did. */
import { unpackBundle } from '../src/bundle/unpack.js'
import { verifyItems } from '../src/bundle/verify-items.js'
import { openReplica } from '../src/replica/open.js'
import { indexedDbStore } from '../src/store/indexeddb.js'
import { memoryStore } from '../src/store/memory.js'
import type { Store } from '../src/store/types.js'

const AT_ONCE = 64
const VERIFICATIONS = 6400

const bundles = new Map<string, Uint8Array>()
let verifyOne = (): Promise<boolean> => Promise.resolve(false)
let stores = 0

/** Makes a store, takes in a bundle, and is done when it is durable. */
async function received(path: string, open: () => Promise<Store>): Promise<number> {
	const replica = await openReplica({ store: await open() })
	const { counts } = await replica.receive(bundles.get(path) as Uint8Array)
	if (counts.rejected > 0 || counts.duplicate > 0) throw new Error(JSON.stringify(counts))
	await replica.close()
	return counts.added
}

const measurements = {
	/** What is not measured. */
	async prepare(): Promise<void> {
		for (const path of ['/checkpoints', '/signatures']) bundles.set(path, new Uint8Array(await (await fetch(path)).arrayBuffer()))
		const { publicKey, privateKey } = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
		const text = new Uint8Array(51).fill(1)
		const signature = await crypto.subtle.sign('Ed25519', privateKey, text)
		verifyOne = () => crypto.subtle.verify('Ed25519', publicKey, signature, text)
	},

	/** Bare verifications of 51 bytes, with a key that is kept. */
	async bareVerifications(): Promise<number> {
		for (let i = 0; i < VERIFICATIONS; i += AT_ONCE) {
			if ((await Promise.all(Array.from({ length: AT_ONCE }, verifyOne))).includes(false)) throw new Error('a good signature was refused')
		}
		return VERIFICATIONS
	},

	/** Messages of a bundle. */
	async verified(path: string): Promise<number> {
		const outcomes = await verifyItems(unpackBundle(bundles.get(path) as Uint8Array).items)
		if (!outcomes.every(({ ok }) => ok)) throw new Error('a message of the bundle was not proven')
		return outcomes.length
	},

	intoIndexedDb: (path: string): Promise<number> => received(path, () => indexedDbStore({ name: `bench ${stores++}` })),

	intoMemory: (path: string): Promise<number> => received(path, async () => memoryStore()),
}

declare global {
	var browserBench: typeof measurements
}
globalThis.browserBench = measurements
