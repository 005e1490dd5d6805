/** Changes as Server-Sent Events: several listeners, ones that go, ones that do not read, and the end. */
import { describe, expect, it } from 'vitest'
import type { Replica } from '../../src/index.js'
import { httpHandler } from '../../src/server/http.js'
import { member } from '../replica/world.js'
import { HandTimer, raw, serve } from './service.js'

interface Event {
	readonly id?: string
	readonly event?: string
	readonly data?: unknown
	readonly comment?: string
}

function parse(block: string): Event {
	const entries = block.split('\n').map((line) => {
		const [name = '', ...rest] = line.split(': ')
		const value = rest.join(': ')
		return name === 'data' ? ['data', JSON.parse(value)] : [name === '' ? 'comment' : name, value]
	})
	return Object.fromEntries(entries) as Event
}

/** Reads one event after the other; `undefined` at the end. */
function reader(response: Response): { next(): Promise<Event | undefined>; cancel(): Promise<void> } {
	const source = (response.body as ReadableStream<Uint8Array>).getReader()
	let text = ''
	return {
		async next() {
			while (!text.includes('\n\n')) {
				const { done, value } = await source.read()
				if (done) return undefined
				text += new TextDecoder().decode(value)
			}
			const [block = '', ...rest] = text.split('\n\n')
			text = rest.join('\n\n')
			return parse(block)
		},
		cancel: () => source.cancel(),
	}
}

const ask = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Request =>
	new Request(`http://localhost${path}`, { headers, ...(signal === undefined ? {} : { signal }) })

const nodes = (event: Event | undefined): number | undefined =>
	(event?.data as { readonly nodes: readonly unknown[] } | undefined)?.nodes.length

/** A replica that counts its live views. */
function counting(replica: Replica): { readonly replica: Replica; readonly open: () => number } {
	let open = 0
	const thread: Replica['live']['thread'] = (...args) => {
		const view = replica.live.thread(...args)
		open++
		void view.closed().then(() => open--)
		return view
	}
	return { replica: { ...replica, live: { ...replica.live, thread } }, open: () => open }
}

describe('GET /changes', () => {
	it('tells of a thread, now and whenever it changes, to all who listen', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'The well' })
		const { replica, open } = counting(anna.replica)
		const handler = httpHandler(replica)
		const response = await handler(ask(`/changes?thread=${post.id}`))
		expect(response.headers.get('Content-Type')).toBe('text/event-stream')
		const first = reader(response)
		const second = reader(await handler(ask(`/changes?thread=${post.id}`)))
		const before = await first.next()
		expect([before?.event, nodes(before)]).toEqual(['thread', 1])
		expect(await second.next()).toEqual(before)
		expect(open()).toBe(1)
		await replica.reply(post, { text: 'Safe.' })
		const after = await first.next()
		expect(nodes(after)).toBe(2)
		expect(await second.next()).toEqual(after)
		expect(after?.id).not.toBe(before?.id)
		await first.cancel()
		expect(open()).toBe(1)
		await second.cancel()
		await Promise.resolve()
		expect(open()).toBe(0)
	})

	it('tells of a timeline, and says null of a thread that is not there', async () => {
		const { replica } = await member(1)
		const handler = httpHandler(replica)
		const timeline = reader(await handler(ask('/changes?topic=water&limit=5')))
		expect(await timeline.next()).toMatchObject({ event: 'timeline', data: { entries: [] } })
		const post = await replica.post({ text: 'The well', topics: ['water'] })
		expect(await timeline.next()).toMatchObject({ data: { entries: [{ node: { id: post.id } }] } })
		const thread = reader(await handler(ask(`/changes?thread=${'0'.repeat(64)}`)))
		expect(await thread.next()).toMatchObject({ event: 'thread', data: null })
		await timeline.cancel()
		await thread.cancel()
	})

	it('keeps nothing but the newest for whoever does not read', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const handler = httpHandler(replica)
		const slow = reader(await handler(ask(`/changes?thread=${post.id}`)))
		const quick = reader(await handler(ask(`/changes?thread=${post.id}`)))
		await quick.next()
		for (let i = 2; i < 20; i++) {
			await replica.reply(post, { text: `reply ${i}` })
			expect(nodes(await quick.next())).toBe(i)
		}
		expect(nodes(await slow.next())).toBe(19)
		await slow.cancel()
		await quick.cancel()
	})

	it('does not repeat what the client had last', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const handler = httpHandler(replica)
		const first = reader(await handler(ask(`/changes?thread=${post.id}`)))
		const had = await first.next()
		await first.cancel()
		const again = reader(await handler(ask(`/changes?thread=${post.id}`, { 'Last-Event-ID': had?.id ?? '' })))
		const next = again.next()
		await replica.live.thread(post.id).ready()
		await replica.reply(post, { text: 'Safe.' })
		expect(nodes(await next)).toBe(2)
		await again.cancel()
	})

	it('says now and then that it is still there, to whoever reads', async () => {
		const { replica } = await member(1)
		const timer = new HandTimer()
		const handler = httpHandler(replica, { heartbeat: 25_000, schedule: timer.schedule })
		const client = reader(await handler(ask('/changes')))
		await client.next()
		for (let i = 0; i < 3; i++) {
			const next = client.next()
			timer.ring(25_000)
			expect(await next).toEqual({ comment: 'still here' })
		}
		const idle = await handler(ask('/changes'))
		for (let i = 0; i < 100; i++) timer.ring(25_000)
		await client.cancel()
		await idle.body?.cancel()
		expect(timer.size).toBe(0)
	})

	it('ends with the replica, with the service, and with the client', async () => {
		const stop = new AbortController()
		const gone = new AbortController()
		const { replica } = await member(1)
		const { replica: other } = await member(2)
		const timer = new HandTimer()
		const handler = httpHandler(replica, { signal: stop.signal, schedule: timer.schedule })
		const byClient = reader(await handler(ask('/changes', {}, gone.signal)))
		await byClient.next()
		gone.abort()
		expect(await byClient.next()).toBeUndefined()
		const byService = reader(await handler(ask('/changes')))
		await byService.next()
		stop.abort()
		expect(await byService.next()).toBeUndefined()
		expect((await handler(ask('/changes'))).status).toBe(503)
		const byReplica = reader(await httpHandler(other, { schedule: timer.schedule })(ask('/changes')))
		await byReplica.next()
		await other.close()
		expect(await byReplica.next()).toBeUndefined()
		expect(timer.size).toBe(0)
	})

	it('has so many listeners and no more', async () => {
		const { replica } = await member(1)
		const handler = httpHandler(replica, { limits: { listeners: 2 } })
		const first = await handler(ask('/changes'))
		const second = await handler(ask('/changes?limit=3'))
		const third = await handler(ask('/changes'))
		expect([third.status, third.headers.get('Retry-After')]).toEqual([503, '2'])
		expect(await third.json()).toMatchObject({ error: { code: 'busy' } })
		await first.body?.cancel()
		const fourth = await handler(ask('/changes'))
		expect(fourth.status).toBe(200)
		await second.body?.cancel()
		await fourth.body?.cancel()
	})

	it('tells of a failure without its sentence', async () => {
		const { replica } = await member(1)
		const failing: Replica = {
			...replica,
			live: {
				...replica.live,
				timeline: () => ({
					snapshot: () => ({ status: 'failed', error: new Error('/home/anna') }),
					subscribe: (listener) => {
						listener({ status: 'failed', error: new Error('/home/anna') })
						return () => undefined
					},
					ready: () => Promise.reject(new Error('/home/anna')),
					closed: () => new Promise(() => undefined),
					close: () => undefined,
				}),
			},
		}
		const client = reader(await httpHandler(failing)(ask('/changes')))
		const event = await client.next()
		expect(event).toMatchObject({ event: 'failure', data: { error: { code: 'internal' } } })
		expect(JSON.stringify(event)).not.toContain('anna')
		await client.cancel()
	})

	it('goes over a real connection, and notices that the client went', async () => {
		const anna = await member(1)
		const post = await anna.replica.post({ text: 'The well' })
		const { replica, open } = counting(anna.replica)
		let isClosed: (() => void) | undefined
		const closed = new Promise<void>((resolve) => {
			isClosed = resolve
		})
		const thread: Replica['live']['thread'] = (...args) => {
			const view = replica.live.thread(...args)
			void view.closed().then(() => isClosed?.())
			return view
		}
		const service = await serve({ ...replica, live: { ...replica.live, thread } })
		const connection = await raw(service.port)
		connection.socket.write(`GET /changes?thread=${post.id} HTTP/1.1\r\nHost: a\r\n\r\n`)
		await connection.until('event: thread')
		await replica.reply(post, { text: 'Safe, says Bertil.' })
		await connection.until('Safe, says Bertil.')
		connection.socket.destroy()
		await closed
		expect(open()).toBe(0)
		await service.close()
	})
})
