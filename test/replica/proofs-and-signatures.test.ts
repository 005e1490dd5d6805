/** One message may come with a signature, by a checkpoint, or both, in any order and at any time. */
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import type { SignatureBackend } from '../../src/crypto/backend.js'
import { nodeBackend } from '../../src/crypto/node.js'
import type { Message, Post, Signed, Store } from '../../src/index.js'
import { createMessage, packBundle, readBundles } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { aloneBytes } from '../support/message-bytes.js'
import { collect, member, person } from './world.js'

const idsIn = (messages: readonly Message[]): readonly string[] => messages.map(({ id }) => id).sort()

/** A store in which something else happens once, right before proofs are asked for. */
function interrupted(): { readonly store: Store; readonly meanwhile: (work: () => Promise<unknown>) => void } {
	const below = memoryStore()
	let next: (() => Promise<unknown>) | undefined
	const store: Store = {
		...below,
		proofs: async (ids) => {
			const work = next
			next = undefined
			await work?.()
			return below.proofs(ids)
		},
	}
	return {
		store,
		meanwhile: (work) => {
			next = work
		},
	}
}

describe('a signature that comes later than its message', () => {
	it('is kept, so that the message travels alone in fewer bytes', async () => {
		const anna = await member(1)
		const posts: Post[] = []
		for (let i = 0; i < 40; i++) posts.push(await anna.replica.post({ text: `post ${i}` }))
		await anna.replica.checkpoint()
		const reader = await member(9)
		await reader.replica.receive(await anna.replica.export())
		const [post] = posts as [Post]
		const before = await reader.replica.export({ messages: [post.id] })
		expect((await reader.replica.receive(aloneBytes(post))).counts).toMatchObject({ duplicate: 1, added: 0 })
		expect((await reader.replica.message(post.id))?.signature).toEqual(post.signature)
		const after = await reader.replica.export({ messages: [post.id] })
		expect(after.length).toBeLessThan(before.length - 100)
		const forged = packBundle({ messages: [{ payload: (posts[1] as Post).payload, signature: post.signature as Uint8Array }] })
		expect((await reader.replica.receive(forged)).counts).toMatchObject({ duplicate: 1, rejected: 0 })
		expect((await reader.replica.message((posts[1] as Post).id))?.signature).toBeUndefined()
		const next = await member(8)
		expect((await next.replica.receive(await reader.replica.export())).counts).toMatchObject({ added: 41, rejected: 0 })
	})

	it('is not lost when it comes while the same message is received without one', async () => {
		const anna = await member(1)
		const posts: Post[] = []
		for (let i = 0; i < 40; i++) posts.push(await anna.replica.post({ text: `post ${i}` }))
		await anna.replica.checkpoint()
		const bundle = await anna.replica.export()
		const { store, meanwhile } = interrupted()
		const reader = await member(9, { store })
		await reader.replica.receive(bundle)
		const [post] = posts as [Post]
		meanwhile(() => reader.replica.receive(aloneBytes(post)))
		expect((await reader.replica.receive(bundle)).counts).toMatchObject({ added: 0, duplicate: 41 })
		expect((await reader.replica.message(post.id))?.signature).toEqual(post.signature)
	})

	it('costs no verification where messages come without signatures that are held with them', async () => {
		let verified = 0
		const node = nodeBackend() as SignatureBackend
		const backend: SignatureBackend = {
			name: 'counting',
			verify: (...parts) => {
				verified++
				return node.verify(...parts)
			},
		}
		const anna = await member(1)
		for (let i = 0; i < 100; i++) await anna.replica.post({ text: `post ${i}` })
		const signed = await anna.replica.export()
		await anna.replica.checkpoint()
		const reader = await member(9, { backend })
		await reader.replica.receive(signed)
		verified = 0
		expect((await reader.replica.receive(await anna.replica.export())).counts).toMatchObject({ duplicate: 100, added: 1 })
		expect(verified).toBe(1)
	})
})

describe('an export', () => {
	it('goes on when something of it is taken back meanwhile', async () => {
		const anna = await member(1)
		const posts: Post[] = []
		for (let i = 0; i < 20; i++) posts.push(await anna.replica.post({ text: `post ${i}` }))
		await anna.replica.checkpoint()
		const { store, meanwhile } = interrupted()
		const reader = await member(9, { store })
		await reader.replica.receive(await anna.replica.export())
		await anna.replica.retract(posts[3] as Post)
		const [retraction] = (await collect(anna.replica.messages({ kind: 5 }))) as [Signed]
		meanwhile(() => reader.replica.receive(aloneBytes(retraction)))
		const next = await member(8)
		expect((await next.replica.receive(await reader.replica.export())).counts).toMatchObject({ rejected: 0 })
		expect(await next.replica.message((posts[3] as Post).id)).toBeUndefined()
		expect((await collect(next.replica.messages({ kind: 1 }))).length).toBe(19)
	})

	it('has the message whose signature comes meanwhile', async () => {
		const anna = await member(1)
		const posts: Post[] = []
		for (let i = 0; i < 20; i++) posts.push(await anna.replica.post({ text: `post ${i}` }))
		await anna.replica.checkpoint()
		const { store, meanwhile } = interrupted()
		const reader = await member(9, { store })
		await reader.replica.receive(await anna.replica.export())
		meanwhile(() => reader.replica.receive(aloneBytes(posts[3] as Post)))
		const next = await member(8)
		expect((await next.replica.receive(await reader.replica.export())).counts).toMatchObject({ added: 21, rejected: 0 })
	})

	/** Posts, and one checkpoint of all of them for each. */
	async function manyCheckpoints(count: number): Promise<{ readonly posts: readonly Signed[]; readonly bundles: readonly Uint8Array[] }> {
		const signer = await person(3)
		const posts: Signed[] = []
		const tree = new MerkleTree()
		for (let seq = 1; seq <= count; seq++) {
			const post = await createMessage(signer, { kind: 'post', seq, text: `post ${seq}` })
			posts.push(post)
			tree.append(fromHex(post.id) as Uint8Array)
		}
		const bundles: Uint8Array[] = []
		for (const [i, { payload }] of posts.entries()) {
			const checkpoint = await createMessage(signer, {
				kind: 'checkpoint',
				seq: count + 1 + i,
				size: count,
				head: toHex(tree.root()),
			})
			const known = packBundle({ messages: posts, trees: [{ checkpoint, tree }] })
			const [part] = [...readBundles(known)]
			const item = part?.type === 'bundle' ? part.bundle.items.find((one) => one.ok && one.unverified.id === posts[i]?.id) : undefined
			if (!item?.ok || item.proof === undefined) throw new Error('expected a proof')
			bundles.push(packBundle({ messages: [{ payload, proof: item.proof }] }))
		}
		return { posts, bundles }
	}

	it('[SPEC 8.5] comes about whatever a replica has accepted: more checkpoints of one log than a bundle can name', async () => {
		const { posts, bundles } = await manyCheckpoints(300)
		const reader = await member(9, { admit: ({ kind }) => kind !== 'checkpoint' })
		for (const bundle of bundles) expect((await reader.replica.receive(bundle)).counts).toMatchObject({ added: 1, rejected: 0 })
		const next = await member(8, { admit: ({ kind }) => kind !== 'checkpoint' })
		const { counts } = await next.replica.receive(await reader.replica.export())
		expect(counts).toMatchObject({ added: 300, rejected: 0 })
		expect(idsIn(await collect(next.replica.messages()))).toEqual(idsIn(posts))
	})
})
