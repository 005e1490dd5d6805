/** Whole exchanges over a real server, with the client. */
import { afterEach, describe, expect, it } from 'vitest'
import { http } from '../../src/exchange/http.js'
import type { Post, Replica } from '../../src/index.js'
import { sync } from '../../src/index.js'
import type { HttpOptions } from '../../src/server/http.js'
import { carry, collect, member } from '../replica/world.js'
import type { Running } from './service.js'
import { serve } from './service.js'

const running: Running[] = []
afterEach(async () => {
	for (const one of running.splice(0)) await one.close()
})

async function start(replica: Replica, options: HttpOptions = {}): Promise<string> {
	const one = await serve(replica, options)
	running.push(one)
	return one.url
}

const idsOf = async (replica: Replica): Promise<readonly string[]> => (await collect(replica.messages())).map(({ id }) => id).sort()
const tokens = (request: Request): { readonly read: boolean; readonly write: boolean; readonly name?: string } =>
	request.headers.get('Authorization') === 'Bearer anna' ? { read: true, write: true, name: 'anna' } : { read: false, write: true }

async function village(): Promise<{ readonly anna: Replica; readonly relay: Replica; readonly bertil: Replica }> {
	const [anna, bertil, relay] = [await member(1), await member(2), await member(9)]
	for (let i = 0; i < 120; i++) await anna.replica.post({ text: `water ${i}`, topics: [i % 2 === 0 ? 'water' : 'bread'] })
	await carry(anna.replica, relay.replica)
	await carry(anna.replica, bertil.replica)
	await anna.replica.post({ text: 'news of Anna', topics: ['water'] })
	await bertil.replica.post({ text: 'news of Bertil', topics: ['water'] })
	return { anna: anna.replica, relay: relay.replica, bertil: bertil.replica }
}

describe('sync over HTTP', () => {
	it('[SPEC 8.7] gives both sides everything, in few bytes where little differs', async () => {
		const { anna, relay, bertil } = await village()
		const url = await start(relay)
		const first = await sync(anna, http(url))
		expect(first).toMatchObject({ isComplete: true, damageCount: 0, counts: { added: 0 } })
		expect(first.sent).toBeLessThan(700)
		expect((await sync(bertil, http(url))).counts.added).toBe(1)
		expect((await sync(anna, http(url))).counts.added).toBe(1)
		expect(await idsOf(anna)).toEqual(await idsOf(relay))
		expect(await idsOf(bertil)).toEqual(await idsOf(relay))
		const nothing = await sync(anna, http(url))
		expect(nothing.legs).toBe(2)
		expect(nothing.sent + nothing.received).toBeLessThan(260)
	})

	it('brings a new replica up to date in parts, with attachments, and tells how far it is', async () => {
		const { relay } = await village()
		const bytes = new Uint8Array(2000).fill(7)
		const cecilia = await member(3)
		const map = await cecilia.replica.post({ text: 'a map', attachments: [{ bytes, type: 'image/png' }] })
		await carry(cecilia.replica, relay)
		const url = await start(relay, { maxReply: 5000 })
		const fresh = await member(4)
		const seen: number[] = []
		const report = await sync(fresh.replica, http(url), { onProgress: ({ done }) => seen.push(done) })
		expect(report.isComplete).toBe(true)
		expect(report.legs).toBeGreaterThan(6)
		expect(seen).toEqual([...seen].sort((a, b) => a - b))
		expect(seen.at(-1)).toBe(report.sent + report.received)
		expect(await idsOf(fresh.replica)).toEqual(await idsOf(relay))
		expect(await fresh.replica.blob((map as Post).attachments[0]?.hash ?? '')).toEqual(bytes)
	})

	it('is about a scope, and gives what a policy lets go', async () => {
		const { relay } = await village()
		const url = await start(relay, { share: ({ seq }) => seq < 40 })
		const fresh = await member(4)
		await sync(fresh.replica, http(url), { scope: { topics: ['water'] } })
		const held = await collect(fresh.replica.messages({ kind: 1 }))
		expect(held.length).toBe(20)
		expect(held.every((message) => message.kind === 'post' && message.topics.includes('water') && message.seq < 40)).toBe(true)
	})

	it('takes from whoever may only write, and answers them nothing', async () => {
		const { anna, relay } = await village()
		const url = await start(relay, { authorize: tokens })
		const stranger = await member(5)
		await stranger.replica.post({ text: 'hello' })
		const report = await sync(stranger.replica, http(url))
		expect(report).toMatchObject({ legs: 1, isComplete: false })
		expect((await sync(anna, http(url, { token: 'anna' }))).isComplete).toBe(true)
	})

	it('ends when it is told to, and keeps what came', async () => {
		const { relay } = await village()
		const url = await start(relay, { maxReply: 2000 })
		const fresh = await member(4)
		const stop = new AbortController()
		const cut = sync(fresh.replica, http(url), { signal: stop.signal, onProgress: () => stop.abort() })
		await expect(cut).rejects.toMatchObject({ code: 'aborted' })
		expect((await fresh.replica.stats()).messages).toBeGreaterThan(0)
		expect((await sync(fresh.replica, http(url))).isComplete).toBe(true)
		expect(await idsOf(fresh.replica)).toEqual(await idsOf(relay))
	})
})
