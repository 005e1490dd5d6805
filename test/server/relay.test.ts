/** What a relay keeps, whom it serves, and what it says of itself. */
import { describe, expect, it } from 'vitest'
import type { Message, Signed } from '../../src/index.js'
import { createMessage, createRetraction, openReplica } from '../../src/index.js'
import type { AdmissionOptions } from '../../src/server/admission.js'
import { admission } from '../../src/server/admission.js'
import type { RelayLog, RelayOptions } from '../../src/server/relay.js'
import { relayHandler } from '../../src/server/relay.js'
import { memoryStore } from '../../src/store/memory.js'
import { member, NOON, person } from '../replica/world.js'

const postBy = async (number: number, seq: number, more: object = {}): Promise<Signed> =>
	createMessage(await person(number), { kind: 'post', seq, time: NOON, text: `post ${seq}`, ...more })

async function policy(options: AdmissionOptions = {}): Promise<{
	readonly admits: (message: Message, from?: string) => Promise<boolean>
	readonly declined: Readonly<Record<string, number>>
	readonly clock: { now: number }
	readonly store: ReturnType<typeof memoryStore>
}> {
	const clock = { now: NOON }
	const store = memoryStore()
	const { admit, declined } = admission(store, { clock: () => clock.now, ...options })
	return { admits: async (message, from) => admit(message, from === undefined ? {} : { from }), declined, clock, store }
}

describe('[SPEC 11.7] the policy of a relay', () => {
	it('keeps everything within its bounds, and says by which reason it does not', async () => {
		const { admits, declined } = await policy({ maxMessage: 400, maxAge: 1000, spaces: ['hagby'] })
		expect(await admits(await postBy(1, 1, { space: 'hagby' }))).toBe(true)
		expect(await admits(await postBy(1, 2, { space: 'dalby' }))).toBe(false)
		expect(await admits(await postBy(1, 3))).toBe(false)
		expect(await admits(await postBy(1, 4, { space: 'hagby', text: 'x'.repeat(400) }))).toBe(false)
		expect(await admits(await postBy(1, 5, { space: 'hagby', time: NOON - 1001 }))).toBe(false)
		expect(await admits(await postBy(1, 6, { space: 'hagby', time: undefined }))).toBe(true)
		expect(declined).toEqual({ 'author-full': 0, rate: 0, size: 1, author: 0, space: 2, age: 1 })
	})

	it('takes a retraction that belongs to one of its spaces by what it takes back', async () => {
		const { admits } = await policy({ spaces: ['hagby'], perAuthor: 1 })
		const post = await postBy(1, 1, { space: 'hagby' })
		expect(await admits(post)).toBe(true)
		expect(await admits(await postBy(1, 2, { space: 'hagby' }))).toBe(false)
		expect(await admits(await createRetraction(await person(1), { seq: 3, targets: [post as never] }))).toBe(true)
	})

	it('allows and denies authors', async () => {
		const [anna, bertil] = [(await person(1)).author, (await person(2)).author]
		const onlyAnna = await policy({ allow: [anna] })
		expect([await onlyAnna.admits(await postBy(1, 1)), await onlyAnna.admits(await postBy(2, 1))]).toEqual([true, false])
		const noAnna = await policy({ deny: [anna] })
		expect([await noAnna.admits(await postBy(1, 1)), await noAnna.admits(await postBy(2, 1))]).toEqual([false, true])
		expect(noAnna.declined.author).toBe(1)
		await expect(policy({ allow: [bertil.toUpperCase()] })).rejects.toMatchObject({ code: 'argument-invalid' })
		await expect(policy({ perAuthor: 0 })).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('bounds the messages of one author by what is held, also after a start', async () => {
		const { admits, store } = await policy({ perAuthor: 3 })
		for (const seq of [1, 2]) await store.ingest({ messages: [await postBy(1, seq)] })
		expect(await admits(await postBy(1, 3))).toBe(true)
		await store.ingest({ messages: [await postBy(1, 3)] })
		expect(await admits(await postBy(1, 4))).toBe(false)
		expect(await admits(await postBy(2, 1))).toBe(true)
		await store.evict([(await postBy(1, 1)).id])
		expect(await admits(await postBy(1, 5))).toBe(true)
	})

	it('bounds what one peer sends in a minute', async () => {
		const { admits, clock } = await policy({ perMinute: 2 })
		const found: boolean[] = []
		for (const seq of [1, 2, 3]) found.push(await admits(await postBy(1, seq), '10.0.0.1'))
		found.push(await admits(await postBy(1, 4), '10.0.0.2'))
		clock.now += 60
		found.push(await admits(await postBy(1, 5), '10.0.0.1'))
		expect(found).toEqual([true, true, false, true, true])
	})
})

describe('a relay', () => {
	async function relay(options: RelayOptions = {}): Promise<{
		readonly ask: (path: string, init?: RequestInit) => Promise<Response>
		readonly log: readonly RelayLog[]
	}> {
		const { replica } = await member(9)
		const log: RelayLog[] = []
		let time = 0
		const handler = relayHandler(replica, { onRequest: (one) => log.push(one), timer: () => time++, ...options })
		return { ask: (path, init) => handler(new Request(`http://relay.example${path}`, init), '10.0.0.7'), log }
	}

	const post = async (): Promise<RequestInit> => {
		const anna = await member(1)
		await anna.replica.post({ text: 'news' })
		return { method: 'POST', headers: { 'Content-Type': 'application/budkavle' }, body: new Uint8Array(await anna.replica.export()) }
	}

	it('says that it is well, or that it is not', async () => {
		const { ask } = await relay()
		expect([(await ask('/health')).status, await (await ask('/health')).json()]).toEqual([200, { status: 'ok' }])
		const { replica } = await member(8)
		const closed = relayHandler(replica)
		await replica.close()
		expect((await closed(new Request('http://relay.example/health'))).status).toBe(503)
	})

	it('counts what it did, and tells each request', async () => {
		const store = memoryStore()
		const counted = admission(store, { perMinute: 1 })
		const handler = relayHandler(await openReplica({ store, admit: counted.admit }), { admission: counted })
		const anna = await member(1)
		await anna.replica.post({ text: 'one' })
		await anna.replica.post({ text: 'two' })
		const sent = { method: 'POST', headers: { 'Content-Type': 'application/budkavle' }, body: new Uint8Array(await anna.replica.export()) }
		await handler(new Request('http://relay.example/exchange', sent), 'anna')
		const text = await (await handler(new Request('http://relay.example/metrics'))).text()
		expect(text).toContain('budkavle_messages_total{outcome="added"} 1\n')
		expect(text).toContain('budkavle_messages_total{outcome="declined"} 1\n')
		expect(text).toContain('budkavle_declined_total{reason="rate"} 1\n')
		expect(text).toContain('budkavle_held_messages 1\n')
		expect(text).toContain('budkavle_requests_total{method="POST",status="204"} 1\n')
		expect(text.split('\n').every((line) => /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^}]*\})? \d+|)$/.test(line))).toBe(true)
		const { ask, log } = await relay()
		await ask('/exchange', await post())
		await ask('/nowhere?secret=1')
		expect(log).toEqual([
			{ method: 'POST', path: '/exchange', status: 204, milliseconds: 1, peer: '10.0.0.7', outcome: 'added=1' },
			{ method: 'GET', path: '/nowhere', status: 404, milliseconds: 1, peer: '10.0.0.7' },
		])
	})

	it('wants tokens where it is told to, for reading and for writing', async () => {
		const { ask } = await relay({ readTokens: ['reader'], writeTokens: ['writer', 'other'] })
		const as = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } })
		const sent = await post()
		const sending = async (token: string): Promise<number> =>
			(await ask('/exchange', { ...sent, headers: { ...(sent.headers as Record<string, string>), Authorization: `Bearer ${token}` } }))
				.status
		expect([await sending('writer'), await sending('other'), await sending('reader'), await sending('wrong')]).toEqual([204, 204, 403, 403])
		expect((await ask('/timeline')).status).toBe(401)
		expect((await ask('/timeline', as('reader'))).status).toBe(200)
		expect((await ask('/timeline', as('writer'))).status).toBe(403)
		expect((await ask('/metrics')).status).toBe(401)
		expect((await ask('/metrics', as('reader'))).status).toBe(200)
		expect((await ask('/health')).status).toBe(200)
	})
})
