/** What bench/browser.ts measures inside of the page. */
import { unpackBundle } from '../src/bundle/unpack.js'
import { verifyItems } from '../src/bundle/verify-items.js'
import { openReplica } from '../src/replica/open.js'
import { indexedDbStore } from '../src/store/indexeddb.js'
import { memoryStore } from '../src/store/memory.js'
import type { Store } from '../src/store/types.js'

const AT_ONCE = 64
const VERIFICATIONS = 6400

async function seconds(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now()
	await work()
	return (performance.now() - start) / 1000
}

/** The least of several runs. */
async function least(runs: number, measure: () => Promise<number>): Promise<number> {
	let lowest = Number.POSITIVE_INFINITY
	for (let run = 0; run < runs; run++) lowest = Math.min(lowest, await measure())
	return lowest
}

async function bundleAt(path: string): Promise<Uint8Array> {
	return new Uint8Array(await (await fetch(path)).arrayBuffer())
}

/** Messages per second that a replica takes into new stores, until they are durable. */
async function received(path: string, runs: number, open: (run: number) => Promise<Store>): Promise<number> {
	const bundle = await bundleAt(path)
	const { items } = unpackBundle(bundle)
	let run = 0
	const time = await least(runs, async () => {
		const replica = await openReplica({ store: await open(run++) })
		const passed = await seconds(async () => {
			const { counts } = await replica.receive(bundle)
			if (counts.added !== items.length) throw new Error(JSON.stringify(counts))
		})
		await replica.close()
		return passed
	})
	return items.length / time
}

const measurements = {
	/** Bare verifications of 51 bytes per second, with a key that is kept. */
	async bareVerifications(): Promise<number> {
		const { publicKey, privateKey } = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
		const text = new Uint8Array(51).fill(1)
		const signature = await crypto.subtle.sign('Ed25519', privateKey, text)
		const verifyAll = async (): Promise<void> => {
			for (let i = 0; i < VERIFICATIONS; i += AT_ONCE) {
				const verdicts = Array.from({ length: AT_ONCE }, () => crypto.subtle.verify('Ed25519', publicKey, signature, text))
				if ((await Promise.all(verdicts)).includes(false)) throw new Error('a good signature was refused')
			}
		}
		return VERIFICATIONS / (await least(5, () => seconds(verifyAll)))
	},

	/** Messages of a bundle per second. */
	async verified(path: string, runs: number): Promise<number> {
		const bundle = await bundleAt(path)
		const verify = async (): Promise<void> => {
			const outcomes = await verifyItems(unpackBundle(bundle).items)
			if (!outcomes.every(({ ok }) => ok)) throw new Error('a message of the bundle was not proven')
		}
		await verify()
		return unpackBundle(bundle).items.length / (await least(runs, () => seconds(verify)))
	},

	receivedIntoIndexedDb: (path: string, runs: number): Promise<number> =>
		received(path, runs, (run) => indexedDbStore({ name: `bench ${run}` })),

	receivedIntoMemory: (path: string, runs: number): Promise<number> => received(path, runs, async () => memoryStore()),
}

declare global {
	var browserBench: typeof measurements
}
globalThis.browserBench = measurements
