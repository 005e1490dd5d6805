/** What a store gives as a proof is looked at before anything is said on its word. */
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeBackend } from '../../src/crypto/node.js'
import type { Message, Post, Store, StoreProof } from '../../src/index.js'
import { heldProofs } from '../../src/replica/held-proofs.js'
import { LogTrees } from '../../src/replica/log-tree.js'
import { storeReading } from '../../src/replica/reading.js'
import { memoryStore } from '../../src/store/memory.js'
import { carry, collect, member } from './world.js'

const backend = nodeBackend()
if (backend === undefined) throw new Error('expected node:crypto')

let held: Store
let messages: readonly Message[]
const asked = async (store: Store, some: readonly Message[]): Promise<readonly boolean[]> => {
	const proven = await heldProofs(store, backend, some)
	return some.map(({ id }) => proven.has(id))
}
/** The store, with other proofs than it holds. */
const giving = (change: (proof: StoreProof | undefined, index: number) => StoreProof | undefined): Store => ({
	...held,
	proofs: async (ids) => (await held.proofs(ids)).map(change),
})

beforeAll(async () => {
	const anna = await member(1)
	for (let i = 0; i < 60; i++) await anna.replica.post({ text: `post ${i}` })
	await anna.replica.checkpoint()
	const reader = await member(9)
	await carry(anna.replica, reader.replica)
	held = reader.store
	messages = (await collect(reader.replica.messages())).filter(({ signature }) => signature === undefined).slice(0, 3)
})

describe('[SPEC 8.5] proofs that are held', () => {
	it('prove what they were kept for', async () => {
		expect(await asked(held, messages)).toEqual([true, true, true])
	})

	it('prove nothing of a message that is not in their tree at its place, or is of somebody else', async () => {
		const [first, second, third] = messages as [Message, Message, Message]
		const elsewhere = { ...first, seq: second.seq }
		const other = { ...second, author: '77'.repeat(32) }
		const otherLog = { ...third, log: 5 }
		expect(await asked(held, [elsewhere, other, otherLog])).toEqual([false, false, false])
	})

	it('prove nothing by a signature that was changed, beside others with the same checkpoint', async () => {
		const spoil = (proof: StoreProof): StoreProof => {
			const { payload, signature } = proof.checkpoint
			return { ...proof, checkpoint: { payload, signature: signature.map((byte, i) => (i === 5 ? byte ^ 1 : byte)) } }
		}
		const first = giving((proof, i) => (proof !== undefined && i === 0 ? spoil(proof) : proof))
		expect(await asked(first, messages)).toEqual([false, true, true])
		const last = giving((proof, i) => (proof !== undefined && i === 2 ? spoil(proof) : proof))
		expect(await asked(last, messages)).toEqual([true, true, false])
	})
})

describe('the trees of logs', () => {
	it('are read again for bundles with enough of their messages only, once they were forgotten', async () => {
		const store = memoryStore()
		const authors = await Promise.all([1, 2].map((number) => member(number)))
		const logs: (readonly Post[])[] = []
		for (const { replica } of authors) {
			const posts: Post[] = []
			for (let i = 0; i < 520; i++) posts.push(await replica.post({ text: `post ${i}` }))
			await replica.checkpoint()
			logs.push(posts)
		}
		const reader = await member(9, { store })
		for (const { replica } of authors) await carry(replica, reader.replica)
		let read = 0
		const counting: Store = {
			...store,
			list: async (query, options) => {
				const page = await store.list(query, options)
				if (query.by === 'author' && query.kind === undefined) read += page.messages.length
				return page
			},
		}
		const reading = storeReading(counting, undefined)
		const trees = new LogTrees({ reading, backend, onDamage: undefined }, 100)
		const [ones, twos] = logs as [readonly Post[], readonly Post[]]
		const readFor = async (some: readonly Message[]): Promise<readonly [boolean, boolean]> => {
			read = 0
			const found = await trees.of(some)
			return [found.length > 0, read > 0]
		}
		expect(await readFor(ones)).toEqual([true, true])
		expect(await readFor(ones.slice(0, 300))).toEqual([true, false])
		expect(await readFor(twos)).toEqual([true, true])
		expect(await readFor(ones.slice(0, 300))).toEqual([true, true])
		expect(await readFor(twos.slice(0, 300))).toEqual([true, true])
		// A checkpoint over 511 messages would save a few bytes for these seven.
		expect(await readFor(ones.slice(503, 510))).toEqual([false, false])
		expect(await readFor(twos.slice(503, 510))).toEqual([true, false])
	})
})
