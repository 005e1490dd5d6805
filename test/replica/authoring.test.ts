import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import type { Identity, Post, Reply } from '../../src/index.js'
import { BudkavleError, openReplica, verifyMessage } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { aloneBytes } from '../support/message-bytes.js'
import { carry, collect, member, NOON, person } from './world.js'

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => 'nothing was thrown',
		(error) => (error instanceof BudkavleError ? error.code : error),
	)

describe('writing', () => {
	it('[SPEC 3.7] numbers messages from 1 without a gap, across kinds', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'Hej' })
		const vouch = await anna.replica.vouch((await person(2)).author, 'vouch')
		const profile = await anna.replica.profile({ name: 'Anna' })
		expect([post.seq, vouch.seq, profile.seq]).toEqual([1, 2, 3])
		expect([post.log, post.time, post.author]).toEqual([0, NOON, anna.author])
	})

	it('makes messages that verify from their bytes alone', async () => {
		const { replica } = await member(1, { space: 'hagby' })
		const post = await replica.post({ text: 'Brunnen är ren.', topics: ['Vatten', 'hälsa'], lang: 'sv', salt: true })
		const again = await verifyMessage(aloneBytes(post))
		expect(again).toEqual(post)
		expect(post.space).toBe('hagby')
		expect(post.topics).toEqual(['hälsa', 'vatten'])
		expect(post.salt).toMatch(/^[0-9a-f]{32}$/)
	})

	it('leaves the time out on a device without a clock', async () => {
		const { replica, clock } = await member(1)
		clock.now = undefined
		expect('time' in (await replica.post({ text: 'Utan klocka' }))).toBe(false)
	})

	it('overlapping calls get different numbers, in the order of the calls', async () => {
		const { replica } = await member(1)
		const posts = await Promise.all(Array.from({ length: 20 }, (_, i) => replica.post({ text: `post ${i}` })))
		expect(posts.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
	})

	it('two replicas over one store and one log never use a number twice', async () => {
		const store = memoryStore()
		const one = await member(1, { store })
		const two = await member(1, { store })
		const posts = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? one : two).replica.post({ text: `post ${i}` })))
		expect(new Set(posts.map(({ seq }) => seq)).size).toBe(30)
		expect(Math.max(...posts.map(({ seq }) => seq))).toBe(30)
	})

	it('a failed message takes no number, and the next one is not held up by it', async () => {
		const { replica } = await member(1)
		expect(await codeOf(replica.post({ text: 'x'.repeat(20_000) }))).toBe('field-size')
		expect((await replica.post({ text: 'short' })).seq).toBe(1)
	})

	it('[SPEC 3.7] a fresh store gets a new random log for a known author; the store remembers it', async () => {
		const signer = await person(1)
		const store = memoryStore()
		const first = await (await openReplica({ store, signer })).post({ text: 'a' })
		const second = await (await openReplica({ store, signer })).post({ text: 'b' })
		const elsewhere = await (await openReplica({ store: memoryStore(), signer })).post({ text: 'c' })
		expect(first.log).toBeGreaterThan(0)
		expect([second.log, second.seq]).toEqual([first.log, 2])
		expect(elsewhere.log).not.toBe(first.log)
	})

	it('refuses a log that is no log', async () => {
		const signer = await person(1)
		for (const log of [-1, 1.5, Number.NaN, 2 ** 53]) {
			expect(await codeOf(openReplica({ store: memoryStore(), signer, log }))).toBe('argument-invalid')
		}
	})

	it('without a signer it reads and refuses to write', async () => {
		const replica = await openReplica({ store: memoryStore() })
		expect(replica.author).toBeUndefined()
		expect(await codeOf(replica.post({ text: 'Hej' }))).toBe('signer-missing')
		expect(await codeOf(replica.retract('00'.repeat(32)))).toBe('signer-missing')
	})

	it('says what it expected where something else came', async () => {
		const { replica } = await member(1)
		const wrong = [
			() => replica.post(null as never),
			() => replica.post({ text: 'x', attachments: 5 } as never),
			() => replica.receive(null as never),
			() => openReplica({} as never),
			() => openReplica({ store: memoryStore(), space: 'a\nb' }),
			() => openReplica({ store: memoryStore(), space: '' }),
		]
		for (const call of wrong) expect(await codeOf(Promise.resolve().then<unknown>(call))).toBe('argument-invalid')
	})

	it('does not store what a broken signer returned', async () => {
		const signer = await person(1)
		const liar: Identity = { author: signer.author, sign: () => new Uint8Array(64) }
		const replica = await openReplica({ store: memoryStore(), signer: liar, log: 0 })
		expect(await codeOf(replica.post({ text: 'Hej' }))).toBe('signer-failed')
		expect((await replica.stats()).messages).toBe(0)
	})
})

describe('replies', () => {
	it('[SPEC 3.7] names the root, and the first version of what it answers', async () => {
		const anna = await member(1)
		const root = await anna.replica.post({ text: 'Fråga', question: true })
		const answer = await anna.replica.reply(root, { text: 'Svar' })
		const revised = await anna.replica.revise(answer, { text: 'Svar, rättat' })
		const deeper = await anna.replica.reply(revised, { text: 'Tack' })
		expect([answer.root, answer.parent]).toEqual([root.id, undefined])
		expect([revised.first, revised.rev]).toEqual([answer.id, 1])
		expect([deeper.root, deeper.parent]).toEqual([root.id, answer.id])
	})

	it('answers a revised post in the thread of its first version', async () => {
		const { replica } = await member(1)
		const root = await replica.post({ text: 'a' })
		const revised = await replica.revise(root.id, { text: 'b' })
		const reply = await replica.reply(revised.id, { text: 'c' })
		expect([reply.root, reply.parent]).toEqual([root.id, undefined])
	})

	it('belongs to the space of what it answers, as a stance does', async () => {
		const anna = await member(1, { space: 'hagby' })
		const bertil = await member(2, { space: 'byn' })
		const post = await anna.replica.post({ text: 'a' })
		await carry(anna.replica, bertil.replica)
		expect((await bertil.replica.reply(post, { text: 'b' })).space).toBe('hagby')
		expect((await bertil.replica.endorse(post, { stance: 'confirm' })).space).toBe('hagby')
		expect((await bertil.replica.reply(post, { text: 'b', space: 'mine' })).space).toBe('mine')
	})

	it('refuses what is not held, what cannot be answered, and what was retracted', async () => {
		const { replica } = await member(1)
		const profile = await replica.profile({ name: 'Anna' })
		const post = await replica.post({ text: 'Hej' })
		await replica.retract(post)
		expect(await codeOf(replica.reply('ab'.repeat(32), { text: 'x' }))).toBe('not-found')
		expect(await codeOf(replica.reply(profile, { text: 'x' }))).toBe('argument-invalid')
		expect(await codeOf(replica.reply(post, { text: 'x' }))).toBe('already-retracted')
	})
})

describe('revisions', () => {
	it('[SPEC 3.7] keeps what the draft leaves out and counts rev up from the highest one held', async () => {
		const { replica, clock } = await member(1, { space: 'hagby' })
		const first = await replica.post({
			text: 'a',
			topics: ['x'],
			lang: 'sv',
			question: true,
			sources: [{ uri: 'https://example.org/' }],
			expires: NOON + 100,
		})
		clock.now = 5
		const second = (await replica.revise(first, { text: 'b', topics: undefined })) as Post
		const third = (await replica.revise(first, { topics: [] })) as Post
		expect([second.text, second.topics, second.lang, second.question, second.sources, second.expires, second.space, second.rev]).toEqual([
			'b',
			['x'],
			'sv',
			true,
			[{ uri: 'https://example.org/' }],
			NOON + 100,
			'hagby',
			1,
		])
		expect([third.text, third.topics, third.rev, third.first]).toEqual(['b', [], 2, first.id])
	})

	it('keeps private fields and the protection of a salt', async () => {
		const { replica } = await member(1)
		const first = await replica.post({ text: 'a', salt: true, extra: new Map([[129, 'red']]) })
		const second = (await replica.revise(first, { text: 'b' })) as Post
		expect(second.fields.get(129)).toBe('red')
		expect(second.salt).toMatch(/^[0-9a-f]{32}$/)
		expect(second.salt).not.toBe(first.salt)
		expect(((await replica.revise(first, { text: 'c', salt: false, extra: new Map([[131, 1]]) })) as Post).fields.get(129)).toBeUndefined()
	})

	it('only the author revises', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'a' })
		await carry(anna.replica, bertil.replica)
		expect(await codeOf(bertil.replica.revise(post.id, { text: 'b' }))).toBe('not-own')
	})

	it('a second device continues from what it has seen', async () => {
		const laptop = await member(1)
		const phone = await member(1, { log: 7 })
		const post = await laptop.replica.post({ text: 'a' })
		await laptop.replica.revise(post, { text: 'b' })
		await carry(laptop.replica, phone.replica)
		const third = await phone.replica.revise(post.id, { text: 'c' })
		expect([third.rev, third.log, third.seq]).toEqual([2, 7, 1])
	})
})

describe('stances', () => {
	it('[SPEC 3.7] a newer stance on the same version counts rev up; another version begins anew', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'a' })
		const revised = await anna.replica.revise(post, { text: 'b' })
		await carry(anna.replica, bertil.replica)
		const yes = await bertil.replica.endorse(post.id, { stance: 'confirm', grounds: 'observed' })
		const no = await bertil.replica.endorse(post.id, { stance: 'withdrawn' })
		const newer = await bertil.replica.endorse(revised.id, { stance: 'confirm' })
		expect([yes.rev, no.rev, newer.rev]).toEqual([0, 1, 0])
		expect([yes.target, yes.root]).toEqual([post.id, undefined])
		expect([newer.target, newer.root]).toEqual([revised.id, post.id])
	})

	it('vouches count rev up per subject', async () => {
		const { replica } = await member(1)
		const two = (await person(2)).author
		const three = (await person(3)).author
		await replica.vouch(two, 'vouch')
		await replica.vouch(three, 'vouch')
		expect((await replica.vouch(two, 'withdrawn')).rev).toBe(1)
		expect((await replica.view.vouches(replica.author as string)).map(({ subject }) => subject)).toEqual([three])
	})

	it('a profile keeps what the draft leaves out', async () => {
		const { replica } = await member(1)
		await replica.profile({ name: 'Anna', about: 'Snickare' })
		const profile = await replica.profile({ name: 'Anna B' })
		expect([profile.name, profile.about, profile.rev]).toEqual(['Anna B', 'Snickare', 1])
		expect((await replica.view.profile(replica.author as string)).profile).toEqual(profile)
	})
})

describe('arguments', () => {
	it('that no type would allow are refused with a code, before anything is written', async () => {
		const { replica, author } = await member(1)
		const post = await replica.post({ text: 'a' })
		const wrong = replica as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>
		const calls: readonly (readonly [string, ...unknown[]])[] = [
			['post'],
			['post', 'a'],
			['post', []],
			['post', { text: 'a', attachments: 'all' }],
			['post', { text: 'a', attachments: [null] }],
			['post', { text: 'a', attachments: [{ bytes: new ArrayBuffer(3), type: 'image/png' }] }],
			['reply', post],
			['reply', undefined, { text: 'a' }],
			['reply', {}, { text: 'a' }],
			['revise', post],
			['revise', 'post', { text: 'a' }],
			['endorse', post],
			['endorse', [post], { stance: 'confirm' }],
			['vouch', 'anna', 'vouch'],
			['vouch', author, 'vouch'],
			['vouch', 'ab'.repeat(32), 'vouch', null],
			['retract', [post]],
			['retract', null],
			['profile'],
			['create'],
			['create', 7],
		]
		for (const [method, ...args] of calls) {
			const code = await codeOf((wrong[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args))
			expect(['argument-invalid', 'field-conflict', 'field-missing'], `${method} ${JSON.stringify(args)}`).toContain(code)
		}
		expect((await replica.stats()).messages).toBe(1)
	})
})

describe('retractions', () => {
	it('[SPEC 6.3] erases the bytes here, and repeats what views need', async () => {
		const { replica } = await member(1, { space: 'hagby' })
		const root = await replica.post({ text: 'Fråga', topics: ['vatten'] })
		const reply = await replica.reply(root, { text: 'Fel svar' })
		const retraction = await replica.retract(reply, root.id)
		expect(await replica.message(reply.id)).toBeUndefined()
		expect(await replica.message(root.id)).toBeUndefined()
		expect(retraction.targets.map(({ target }) => target)).toEqual([root.id, reply.id].sort())
		expect(retraction.targets.find(({ target }) => target === reply.id)).toMatchObject({ root: root.id, seq: 2, space: 'hagby' })
		const thread = await replica.view.thread(reply.id)
		expect(thread?.nodes.map(({ id, state }) => [id, state])).toEqual([
			[root.id, 'retracted'],
			[reply.id, 'retracted'],
		])
	})

	it('a foreign message and a stance cannot be retracted', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'a' })
		await carry(anna.replica, bertil.replica)
		const stance = await bertil.replica.endorse(post.id, { stance: 'confirm' })
		expect(await codeOf(bertil.replica.retract(post.id))).toBe('not-own')
		expect(await codeOf(bertil.replica.retract(stance))).toBe('argument-invalid')
		expect(await codeOf(bertil.replica.retract())).toBe('field-missing')
	})
})

describe('attachments', () => {
	it('are stored beside the message, carried in bundles, and erased with it', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const bytes = new TextEncoder().encode('a picture of the well')
		const post = await anna.replica.post({ attachments: [{ bytes, type: 'image/png', name: 'brunn.png' }] })
		const hash = toHex(sha256(bytes))
		expect(post.attachments).toEqual([{ hash, size: bytes.length, type: 'image/png', name: 'brunn.png' }])
		const report = await bertil.replica.receive(await anna.replica.export())
		expect(report.blobs).toEqual([{ outcome: 'added', hash }])
		expect(await bertil.replica.blob(hash)).toEqual(bytes)
		await anna.replica.retract(post)
		expect(await anna.replica.blob(hash)).toBeUndefined()
		await carry(anna.replica, bertil.replica)
		expect(await bertil.replica.blob(hash)).toBeUndefined()
	})

	it('a revision keeps them, and its bytes stay when only the first version goes', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'a', attachments: [{ bytes: new Uint8Array([1, 2, 3]), type: 'image/png' }] })
		const revised = (await replica.revise(post, { text: 'b' })) as Post
		expect(revised.attachments).toEqual(post.attachments)
		await replica.retract(revised)
		expect(await replica.blob(post.attachments[0]?.hash as string)).toEqual(new Uint8Array([1, 2, 3]))
	})
})

describe('private messages', () => {
	it('[SPEC 5.3] an application creates, stores, carries and reads its own kinds', async () => {
		const anna = await member(1, { space: 'tools' })
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'Stegen', extra: new Map([[129, 'red']]) })
		const loan = await anna.replica.create({
			kind: 130,
			fields: new Map<number, string | Uint8Array>([
				[6, Uint8Array.from(post.id.match(/../g) as string[], (hex) => Number.parseInt(hex, 16))],
				[131, 'ladder'],
			]),
		})
		await carry(anna.replica, bertil.replica)
		const found = await collect(bertil.replica.messages({ kind: 130 }))
		expect(found).toEqual([loan])
		expect(found[0]?.fields.get(131)).toBe('ladder')
		expect((await collect(bertil.replica.messages({ thread: post.id }))).map(({ id }) => id).sort()).toEqual([post.id, loan.id].sort())
		expect((await collect(bertil.replica.messages({ space: 'tools', author: anna.author }))).length).toBe(2)
		expect((await bertil.replica.view.thread(post.id))?.nodes.length).toBe(1)
		expect(((await bertil.replica.message(post.id)) as Reply).fields.get(129)).toBe('red')
		await anna.replica.retract(loan)
		await carry(anna.replica, bertil.replica)
		expect(await collect(bertil.replica.messages({ kind: 130 }))).toEqual([])
	})
})
