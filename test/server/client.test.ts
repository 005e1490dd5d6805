/** The client: a service that is reached, one that is not, and ones that lie. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HttpExchangeOptions } from '../../src/exchange/http.js'
import { http } from '../../src/exchange/http.js'
import { packBundle } from '../../src/index.js'
import { member } from '../replica/world.js'
import type { Running } from './service.js'
import { listen, serve } from './service.js'

const running: Running[] = []
afterEach(async () => {
	for (const one of running.splice(0)) await one.close()
})

const TYPE = 'application/budkavle'
const BUNDLE = packBundle({ messages: [] })
const reply = (bytes: Uint8Array, headers: Record<string, string> = {}): Response =>
	new Response(new Uint8Array(bytes), { headers: { 'Content-Type': TYPE, ...headers } })
const refuse = (status: number, headers: Record<string, string> = {}): Response => new Response('{}', { status, headers })

/** A client of a service that answers so, one after the other, and the waits that it made. */
function client(
	answers: readonly (Response | Error)[],
	options: HttpExchangeOptions = {},
): { exchange: ReturnType<typeof http>['exchange']; waits: number[]; asked: RequestInit[] } {
	const waits: number[] = []
	const asked: RequestInit[] = []
	const rest = [...answers]
	const { exchange } = http('http://relay.example/budkavle/', {
		fetch: async (url, init) => {
			expect(url).toBe('http://relay.example/budkavle/exchange')
			asked.push(init)
			const next = rest.shift()
			if (next === undefined) throw new Error('asked too often')
			if (next instanceof Error) throw next
			return next
		},
		random: () => 0.5,
		sleep: async (milliseconds) => void waits.push(milliseconds),
		...options,
	})
	return { exchange, waits, asked }
}

describe('the client', () => {
	it('gives messages to a real service', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'Hej' })
		const service = await serve(bertil.replica, {
			path: '/budkavle',
			authorize: ({ headers }) => {
				const isKnown = headers.get('Authorization') === 'Bearer secret'
				return { read: isKnown, write: isKnown }
			},
		})
		running.push(service)
		const progress: unknown[] = []
		const bundle = await anna.replica.export()
		const known = http(`${service.url}/budkavle`, { token: 'secret' })
		expect(await known.exchange(bundle, { onProgress: (one) => progress.push(one) })).toBeUndefined()
		expect(await bertil.replica.message(post.id)).toEqual(post)
		expect(progress).toEqual([{ done: bundle.length }])
		await expect(http(`${service.url}/budkavle`).exchange(bundle)).rejects.toMatchObject({ code: 'unauthorized' })
	})

	it('gives the bundle that answers, and tells how much of it came', async () => {
		const bytes = new Uint8Array(200_000).map((_, i) => i % 251)
		const service = await listen((_, response) => {
			response.writeHead(200, { 'Content-Type': TYPE, 'Content-Length': bytes.length })
			response.end(bytes)
		})
		running.push(service)
		const progress: { readonly done: number; readonly total?: number }[] = []
		expect(await http(service.url).exchange(BUNDLE, { onProgress: (one) => progress.push(one) })).toEqual(bytes)
		expect(progress.at(0)).toEqual({ done: BUNDLE.length, total: BUNDLE.length + bytes.length })
		expect(progress.at(-1)).toEqual({ done: BUNDLE.length + bytes.length, total: BUNDLE.length + bytes.length })
	})

	it('comes again later and later, when the network or the service fails', async () => {
		const { exchange, waits, asked } = client([new TypeError('network'), refuse(502), refuse(503), refuse(504), reply(BUNDLE)])
		expect(await exchange(BUNDLE)).toEqual(BUNDLE)
		expect(waits).toEqual([375, 750, 1500, 3000])
		expect(asked.length).toBe(5)
		expect(asked[0]).toMatchObject({ method: 'POST', redirect: 'manual', credentials: 'omit' })
	})

	it('gives up after so many attempts', async () => {
		const failing = client([new TypeError('network'), new TypeError('network')], { retries: 1 })
		await expect(failing.exchange(BUNDLE)).rejects.toMatchObject({ code: 'medium-io' })
		const busy = client([refuse(503)], { retries: 0 })
		await expect(busy.exchange(BUNDLE)).rejects.toMatchObject({ code: 'busy' })
	})

	it('waits as long as it is told, and no longer than anybody would', async () => {
		const date = { 'Date': 'Wed, 01 Jan 2025 00:00:00 GMT', 'Retry-After': 'Wed, 01 Jan 2025 00:00:20 GMT' }
		const { exchange, waits } = client([
			refuse(429, { 'Retry-After': '7' }),
			refuse(503, date),
			refuse(503, { 'Retry-After': 'soon' }),
			refuse(503, { 'Retry-After': '999999' }),
		])
		await expect(exchange(BUNDLE)).rejects.toMatchObject({ code: 'busy' })
		expect(waits).toEqual([7000, 20_000, 1500])
	})

	it.each([
		[400, 'medium-io'],
		[401, 'unauthorized'],
		[403, 'unauthorized'],
		[404, 'medium-io'],
		[413, 'body-too-large'],
		[415, 'content-type'],
		[500, 'medium-io'],
	])('does not come again after the status %i', async (status, code) => {
		const { exchange, waits } = client([refuse(status)])
		await expect(exchange(BUNDLE)).rejects.toMatchObject({ code })
		expect(waits).toEqual([])
	})

	it('repeats what the service says in one line, without what a terminal acts on', async () => {
		const message = `no\n\u001b[2J\u202e${'x'.repeat(5000)}`
		const { exchange } = client([new Response(JSON.stringify({ error: { code: 'aborted', message } }), { status: 400 })])
		const error: unknown = await exchange(BUNDLE).catch((thrown: unknown) => thrown)
		expect(error).toMatchObject({ code: 'medium-io' })
		expect((error as Error).message).toMatch(/ It says: no \[2J x{100,300}$/)
	})

	it('follows nobody elsewhere', async () => {
		const { exchange } = client([refuse(307, { Location: 'http://127.0.0.1/' })])
		await expect(exchange(BUNDLE)).rejects.toMatchObject({ code: 'medium-io' })
	})

	it('takes no answer that is larger than it may be, declared or not', async () => {
		const declared = client([reply(new Uint8Array(4), { 'Content-Length': '4' })], { maxReply: 3 })
		await expect(declared.exchange(BUNDLE)).rejects.toMatchObject({ code: 'body-too-large' })
		let pulled = 0
		let isCancelled = false
		const endless = new ReadableStream({
			pull: (controller) => {
				pulled++
				controller.enqueue(new Uint8Array(1000))
			},
			cancel: () => {
				isCancelled = true
			},
		})
		const other = client([new Response(endless, { headers: { 'Content-Type': TYPE } })], { maxReply: 10_000 })
		await expect(other.exchange(BUNDLE)).rejects.toMatchObject({ code: 'body-too-large' })
		expect([pulled < 20, isCancelled]).toEqual([true, true])
	})

	it('takes no answer of another type', async () => {
		const { exchange } = client([new Response('<p>Welcome', { headers: { 'Content-Type': 'text/html' } })])
		await expect(exchange(BUNDLE)).rejects.toMatchObject({ code: 'content-type' })
	})

	it('ends when its caller wants it to, also while it waits or a service says nothing', async () => {
		for (const where of ['before', 'fetch', 'sleep', 'all'] as const) {
			const stop = new AbortController()
			const all = new AbortController()
			const silent = new Promise<never>(() => undefined)
			const { exchange } = http('http://relay.example', {
				signal: all.signal,
				fetch: () => {
					if (where === 'sleep') return Promise.reject(new TypeError('network'))
					queueMicrotask(() => (where === 'all' ? all : stop).abort())
					return silent
				},
				sleep: async () => stop.abort(),
			})
			if (where === 'before') stop.abort()
			await expect(exchange(BUNDLE, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
		}
	})

	it('does not wait for ever for a service that says nothing', async () => {
		vi.useFakeTimers()
		try {
			const stalled = new Response(new ReadableStream({ start: (controller) => controller.enqueue(BUNDLE) }), {
				headers: { 'Content-Type': TYPE },
			})
			for (const answer of [new Promise<never>(() => undefined), Promise.resolve(stalled)]) {
				const work = http('http://relay.example', { timeout: 1000, retries: 0, fetch: () => answer }).exchange(BUNDLE)
				const failed = expect(work).rejects.toMatchObject({ code: 'timeout' })
				await vi.advanceTimersByTimeAsync(1000)
				await failed
			}
			expect(vi.getTimerCount()).toBe(0)
		} finally {
			vi.useRealTimers()
		}
	})

	it('lets through what the caller throws', async () => {
		const { exchange } = client([reply(BUNDLE)])
		const own = new Error('own')
		await expect(
			exchange(BUNDLE, {
				onProgress: () => {
					throw own
				},
			}),
		).rejects.toBe(own)
	})

	it.each([
		'relay.example',
		'ftp://relay.example',
		'http://anna:secret@relay.example',
		'http://relay.example/?a=1',
		'http://relay.example/#a',
	])('is not made for %s', (url) => {
		expect(() => http(url)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})

	it.each([{ token: 'a\r\nb' }, { token: '' }, { retries: -1 }, { timeout: 0 }, { maxReply: 0.5 }])('is not made with %j', (options) => {
		expect(() => http('http://relay.example', options)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})
})
