import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../src/bytes.js'
import type { Message } from '../../src/index.js'
import { BudkavleError, openReplica, packBundle } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { aloneBytes, signatureIn } from '../support/message-bytes.js'
import { carry, collect, member, person } from './world.js'

const none = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('receiving', () => {
	it('[SPEC 8.2] added, then duplicate', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'Hej' })
		const bundle = await anna.replica.export()
		expect(await bertil.replica.receive(bundle)).toMatchObject({
			outcomes: [{ outcome: 'added', id: post.id }],
			counts: { ...none, added: 1 },
		})
		expect(await bertil.replica.receive(bundle)).toMatchObject({
			outcomes: [{ outcome: 'duplicate', id: post.id }],
			counts: { ...none, duplicate: 1 },
		})
	})

	it('[SPEC 8.1] takes a single message, a bundle, a sequence, and a stream in any pieces', async () => {
		const anna = await member(1)
		const one = await anna.replica.post({ text: 'ett' })
		const two = await anna.replica.post({ text: 'två' })
		const three = await anna.replica.post({ text: 'tre' })
		const sequence = concatBytes(packBundle({ messages: [one] }), packBundle({ messages: [two, three] }))
		for (const input of [sequence, chunks(sequence, 1), chunks(sequence, 7), chunks(sequence, 1000)]) {
			const { replica } = await member(2)
			expect((await replica.receive(input)).counts).toEqual({ ...none, added: 3 })
		}
		const { replica } = await member(2)
		expect((await replica.receive(aloneBytes(two))).outcomes).toEqual([{ outcome: 'added', id: two.id }])
	})

	it('[SPEC 8.2] one bad message never costs the others', async () => {
		const anna = await member(1)
		const messages = [
			await anna.replica.post({ text: 'ett' }),
			await anna.replica.post({ text: 'två' }),
			await anna.replica.post({ text: 'tre' }),
		]
		const forged = { payload: (messages[1] as Message).payload, signature: signatureIn(messages[0] as Message) }
		const { replica } = await member(2)
		const report = await replica.receive(packBundle({ messages: [messages[0] as Message, forged, messages[2] as Message] }))
		expect(report.counts).toEqual({ ...none, added: 2, rejected: 1 })
		const bad = report.outcomes.find(({ outcome }) => outcome === 'rejected')
		expect(bad).toMatchObject({ id: (messages[1] as Message).id, error: { code: 'signature-invalid', stage: 'signature' } })
		expect((await replica.receive(await anna.replica.export())).counts).toEqual({ ...none, added: 1, duplicate: 2 })
	})

	it('[SPEC 6.3] what its author took back is refused, and the retraction is passed on', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const cecilia = await member(3)
		const post = await anna.replica.post({ text: 'Fel' })
		const before = await anna.replica.export()
		await anna.replica.retract(post)
		await carry(anna.replica, bertil.replica)
		await carry(bertil.replica, cecilia.replica)
		expect((await cecilia.replica.receive(before)).outcomes).toEqual([{ outcome: 'retracted', id: post.id }])
		expect(await cecilia.replica.message(post.id)).toBeUndefined()
	})

	it('[SPEC 8.2] a policy declines without touching validity', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'Hej' })
		const asked: unknown[] = []
		const reader = await openReplica({
			store: memoryStore(),
			admit: (message, context) => {
				asked.push([message.id, context])
				return false
			},
		})
		const bundle = await anna.replica.export()
		expect((await reader.receive(bundle, { from: 'stick' })).outcomes).toEqual([{ outcome: 'declined', id: post.id }])
		expect(asked).toEqual([[post.id, { from: 'stick' }]])
		expect((await reader.stats()).messages).toBe(0)
	})

	it('says what is wrong with bytes that are no bundle, and keeps what follows', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'Hej' })
		const bundle = packBundle({ messages: [post] })
		const { replica } = await member(2)
		const report = await replica.receive(concatBytes(new TextEncoder().encode('Dear Bertil, here is'), bundle))
		expect(report.counts).toEqual({ ...none, added: 1 })
		expect(report.damage.map(({ offset, error }) => [offset, error.code])).toEqual([[0, 'bundle-magic']])
	})

	it('of a truncated file, the whole bundles are kept', async () => {
		const anna = await member(1)
		const one = await anna.replica.post({ text: 'ett' })
		const two = await anna.replica.post({ text: 'två' })
		const first = packBundle({ messages: [one] })
		const file = concatBytes(first, packBundle({ messages: [two] }))
		for (let length = first.length; length < file.length; length++) {
			const { replica } = await member(2)
			const report = await replica.receive(file.subarray(0, length))
			expect(report.counts.added).toBeGreaterThanOrEqual(1)
			expect(await replica.message(one.id)).toEqual(one)
			if (length > first.length) expect(report.damage.length).toBeGreaterThan(0)
		}
	})

	it('can be cancelled, keeps what was written, and completes when it is received again', async () => {
		const anna = await member(1)
		for (let i = 0; i < 30; i++) await anna.replica.post({ text: `post ${i}` })
		const posts = await collect(anna.replica.messages())
		const file = concatBytes(...posts.map((post) => packBundle({ messages: [post] })))
		const { replica } = await member(2)
		const stop = new AbortController()
		let progress = 0
		const work = replica.receive(file, {
			signal: stop.signal,
			onProgress: ({ done }) => {
				expect(done).toBeGreaterThan(progress)
				progress = done
				if (done > file.length / 2) stop.abort(new Error('enough'))
			},
		})
		await expect(work).rejects.toMatchObject({ code: 'aborted' })
		const held = (await replica.stats()).messages
		expect(held).toBeGreaterThan(0)
		expect(held).toBeLessThan(30)
		expect((await replica.receive(file)).counts).toEqual({ ...none, added: 30 - held, duplicate: held })
	})

	it('refuses to begin when it was cancelled before', async () => {
		const { replica } = await member(2)
		await expect(replica.receive(new Uint8Array(), { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(BudkavleError)
	})

	it('in any order of carrying, everyone sees the same', async () => {
		const members = [await member(1), await member(2), await member(3)] as const
		const [anna, bertil, cecilia] = members
		const question = await anna.replica.post({ text: 'Är brunnen säker?', question: true })
		await carry(anna.replica, bertil.replica)
		const answer = await bertil.replica.reply(question, { text: 'Koka vattnet.' })
		await carry(bertil.replica, cecilia.replica)
		await cecilia.replica.endorse(answer.id, { stance: 'confirm', grounds: 'reproduced' })
		await anna.replica.revise(question, { text: 'Är brunnen säker efter översvämningen?' })
		for (const [from, to] of [
			[2, 0],
			[0, 1],
			[1, 2],
			[2, 0],
			[0, 1],
		] as const)
			await carry(members[from].replica, members[to].replica)
		const threads = await Promise.all(members.map(({ replica }) => replica.view.thread(question.id)))
		expect(threads[0]?.nodes.length).toBe(2)
		expect(threads[1]).toEqual(threads[0])
		expect(threads[2]).toEqual(threads[0])
	})

	it('reads and relays without a signer', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'Hej' })
		const relay = await openReplica({ store: memoryStore() })
		await carry(anna.replica, relay)
		const bertil = await member(2)
		await carry(relay, bertil.replica)
		expect(await bertil.replica.message(post.id)).toEqual(post)
		expect((await person(1)).author).toBe(post.author)
	})
})
