/** Requests that mean no good, over real connections where it matters. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Replica } from '../../src/index.js'
import { packBundle } from '../../src/index.js'
import type { HttpOptions } from '../../src/server/http.js'
import { httpHandler } from '../../src/server/http.js'
import { member } from '../replica/world.js'
import type { RawConnection, Running } from './service.js'
import { HandTimer, raw, serve } from './service.js'

const running: Running[] = []
const connections: RawConnection[] = []
afterEach(async () => {
	for (const one of connections.splice(0)) one.socket.destroy()
	for (const one of running.splice(0)) await one.close()
})

async function start(replica: Replica, options: HttpOptions = {}): Promise<Running> {
	const one = await serve(replica, options)
	running.push(one)
	return one
}

async function connectTo(service: Running): Promise<RawConnection> {
	const one = await raw(service.port)
	connections.push(one)
	return one
}

const TYPE = 'application/budkavle'
const POST = `POST /exchange HTTP/1.1\r\nHost: a\r\nContent-Type: ${TYPE}\r\n`
const codeOf = async (response: Response): Promise<unknown> =>
	((await response.json()) as { readonly error: { readonly code: unknown } }).error.code
const id = '0'.repeat(64)

describe('a body', () => {
	it('that says it is too large is refused before it comes', async () => {
		const { replica } = await member(1)
		const connection = await connectTo(await start(replica, { maxBody: 1000 }))
		connection.socket.write(`${POST}Content-Length: 1001\r\n\r\n`)
		expect(await connection.until('body-too-large')).toMatch(/^HTTP\/1\.1 413 /)
	})

	it('without end is refused where it becomes too large, and its connection ends', async () => {
		const { replica } = await member(1)
		const connection = await connectTo(await start(replica, { maxBody: 1000 }))
		connection.socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`)
		const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
		const flood = (): void => {
			let isFree = true
			while (isFree && connection.socket.writable) isFree = connection.socket.write(chunk)
		}
		connection.socket.on('drain', flood)
		flood()
		expect(await connection.until('body-too-large')).toMatch(/^HTTP\/1\.1 413 /)
		await connection.ended()
	})

	it('in pieces of one byte takes no more memory than another', async () => {
		const { replica } = await member(1)
		let pulled = 0
		const body = new ReadableStream<Uint8Array>({
			pull: (controller) => {
				pulled++
				controller.enqueue(new Uint8Array(1))
			},
		})
		const init: RequestInit & { readonly duplex: 'half' } = { method: 'POST', headers: { 'Content-Type': TYPE }, body, duplex: 'half' }
		const response = await httpHandler(replica, { maxBody: 5000 })(new Request('http://localhost/exchange', init))
		expect([response.status, await codeOf(response)]).toEqual([413, 'body-too-large'])
		expect(pulled).toBeLessThan(5010)
	})

	it('that comes too slowly is cut off', async () => {
		const { replica } = await member(1)
		const timer = new HandTimer()
		let isTimed: (() => void) | undefined
		const timed = new Promise<void>((resolve) => {
			isTimed = resolve
		})
		const schedule: HttpOptions['schedule'] = (work, milliseconds) => {
			isTimed?.()
			return timer.schedule(work, milliseconds)
		}
		const connection = await connectTo(await start(replica, { timeout: 5000, schedule }))
		connection.socket.write(`${POST}Content-Length: 100\r\n\r\nx`)
		await timed
		timer.ring(5000)
		const text = await connection.ended()
		expect(text).toMatch(/^HTTP\/1\.1 408 /)
		expect(text).toContain('"timeout"')
		expect(timer.size).toBe(0)
	})

	it('of a client that goes leaves its place', async () => {
		const { replica } = await member(1)
		let started: (() => void) | undefined
		let ended: (() => void) | undefined
		const isStarted = new Promise<void>((resolve) => {
			started = resolve
		})
		const isEnded = new Promise<void>((resolve) => {
			ended = resolve
		})
		const schedule: HttpOptions['schedule'] = () => {
			started?.()
			return () => ended?.()
		}
		const service = await start(replica, { limits: { bodies: 1 }, schedule })
		const connection = await connectTo(service)
		connection.socket.write(`${POST}Content-Length: 100\r\n\r\nx`)
		await isStarted
		const send = (): Promise<Response> =>
			fetch(`${service.url}/exchange`, {
				method: 'POST',
				headers: { 'Content-Type': TYPE },
				body: new Uint8Array(packBundle({ messages: [] })),
			})
		const refused = await send()
		expect([refused.status, refused.headers.get('Retry-After'), await codeOf(refused)]).toEqual([503, '2', 'busy'])
		connection.socket.destroy()
		await isEnded
		expect((await send()).status).toBe(204)
	})

	it('waits for its turn, and ends while it waits when the service does', async () => {
		const { replica } = await member(1)
		const stop = new AbortController()
		let atWork = 0
		let most = 0
		const release: (() => void)[] = []
		const slow: Replica = {
			...replica,
			receive: async (bytes, options) => {
				most = Math.max(most, ++atWork)
				await new Promise<void>((resolve) => release.push(resolve))
				atWork--
				return replica.receive(bytes, { ...options, signal: new AbortController().signal })
			},
		}
		const handler = httpHandler(slow, { limits: { exchanges: 2, bodies: 4 }, signal: stop.signal })
		const send = (): Promise<Response> =>
			handler(
				new Request('http://localhost/exchange', {
					method: 'POST',
					headers: { 'Content-Type': TYPE },
					body: new Uint8Array(packBundle({ messages: [] })),
				}),
			)
		const all = [send(), send(), send(), send()]
		expect((await send()).status).toBe(503)
		while (release.length < 2) await new Promise((resolve) => setImmediate(resolve))
		release.shift()?.()
		expect((await Promise.race(all)).status).toBe(204)
		while (release.length < 2) await new Promise((resolve) => setImmediate(resolve))
		stop.abort()
		for (const one of release) one()
		const statuses = (await Promise.all(all)).map(({ status }) => status).sort()
		expect([statuses, most]).toEqual([[204, 204, 204, 503], 2])
	})

	it.each([
		[{}, 415, 'content-type'],
		[{ 'Content-Type': 'text/plain' }, 415, 'content-type'],
		[{ 'Content-Type': 'application/budkavle-not' }, 415, 'content-type'],
		[{ 'Content-Type': TYPE, 'Content-Encoding': 'gzip' }, 415, 'content-type'],
		[{ 'Content-Type': TYPE, 'Content-Length': '1e3' }, 400, 'argument-invalid'],
		[{ 'Content-Type': TYPE, 'Accept': 'text/html' }, 406, 'not-acceptable'],
		[{ 'Content-Type': 'Application/Budkavle; charset=x' }, 400, 'bundle-magic'],
	])('with the headers %j is answered with %i', async (headers, status, code) => {
		const { replica } = await member(1)
		const handler = httpHandler(replica)
		const request = new Request('http://localhost/exchange', { method: 'POST', body: new Uint8Array([1]) })
		request.headers.delete('Content-Type')
		for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
		const response = await handler(request)
		expect([response.status, await codeOf(response)]).toEqual([status, code])
	})
})

describe('an address', () => {
	it.each([
		['/..%2f..%2fetc%2fpasswd', 404],
		['/thread/..%2f..%2ftimeline', 400],
		['/thread/%2e%2e/timeline', 200],
		['/thread/../../timeline', 200],
		['/blob/%00', 400],
		['//timeline', 404],
		['/timeline/', 404],
		['/Timeline', 404],
		['/__proto__', 404],
		['/constructor', 404],
		[`/thread/${id}/`, 404],
		[`/thread/${id}%20`, 400],
		[`/thread/${id.slice(1)}`, 400],
		[`/thread/${'A'.repeat(64)}`, 400],
		[`/thread/${id}`, 404],
		[`/message/${id}`, 404],
		[`/corroboration/${id}`, 404],
		[`/profile/${id}`, 200],
		['/timeline?limit=0', 400],
		['/timeline?limit=201', 400],
		['/timeline?limit=1e2', 400],
		['/timeline?limit=-1', 400],
		['/timeline?limit=٣', 400],
		['/timeline?limit=1&limit=2', 400],
		['/timeline?space=', 400],
		[`/timeline?space=${'x'.repeat(65)}`, 400],
		['/timeline?space=%00', 400],
		['/timeline?space=%ff', 200],
		['/timeline?before=abcd', 400],
		['/timeline?__proto__=1', 400],
		['/questions?state=toString', 400],
		['/changes?thread=abcd', 400],
		[`/changes?thread=${id}&limit=3`, 400],
	])('%s is answered with its status', async (path, status) => {
		const { replica } = await member(1)
		const response = await httpHandler(replica)(new Request(`http://localhost${path}`))
		expect(response.status).toBe(status)
		expect(response.headers.get('Content-Type')).toBe('application/json')
		expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
		expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
	})

	it('that is too long is not read', async () => {
		const { replica } = await member(1)
		const response = await httpHandler(replica)(new Request(`http://localhost/timeline?${'a=1&'.repeat(50_000)}`))
		expect([response.status, await codeOf(response)]).toEqual([414, 'argument-invalid'])
	})

	it('under a prefix is found there and nowhere else', async () => {
		const { replica } = await member(1)
		const handler = httpHandler(replica, { path: '/a/b' })
		const status = async (path: string): Promise<number> => (await handler(new Request(`http://localhost${path}`))).status
		const paths = ['/a/b', '/a/b/', '/a/b/timeline', '/', '/timeline', '/a/btimeline', '/a/b//timeline', '/a']
		expect(await Promise.all(paths.map(status))).toEqual([200, 200, 200, 404, 404, 404, 404, 404])
	})

	it.each([
		['/exchange', 'GET', 'POST, OPTIONS'],
		['/timeline', 'POST', 'GET, HEAD, OPTIONS'],
		['/timeline', 'DELETE', 'GET, HEAD, OPTIONS'],
		['/', 'PROPFIND', 'GET, HEAD, OPTIONS'],
	])('%s does not know %s', async (path, method, allow) => {
		const { replica } = await member(1)
		const response = await httpHandler(replica)(new Request(`http://localhost${path}`, { method }))
		expect([response.status, response.headers.get('Allow'), await codeOf(response)]).toEqual([405, allow, 'method-not-allowed'])
	})
})

describe('on a connection', () => {
	it.each([
		['GET http://evil.example/timeline HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['GET //evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n', 404],
		['GET /timeline HTTP/1.1\r\nHost: not a host !\r\n\r\n', 200],
		['GET /..%2f HTTP/1.1\r\nHost: a\r\n\r\n', 404],
		['GET /timeline?topic=%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: a\r\n\r\n', 200],
		['GET / HTTP/1.1\r\nHost: a\r\nAuthorization: \xff\xfe\r\nAccept: \xe9\r\n\r\n', 200],
		['GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', 200],
		['HEAD /timeline HTTP/1.1\r\nHost: a\r\n\r\n', 200],
		['HEAD /changes HTTP/1.1\r\nHost: a\r\n\r\n', 200],
	])('%j is answered', async (said, status) => {
		const { replica } = await member(1)
		const connection = await connectTo(await start(replica))
		connection.socket.write(said, 'latin1')
		const text = await connection.until('\r\n\r\n')
		expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
		expect(text.toLowerCase()).not.toContain('set-cookie')
		// The same connection still works: nothing of this request is left on it.
		connection.socket.write('GET /nothing-here HTTP/1.1\r\nHost: a\r\n\r\n')
		await connection.until('not-found')
	})

	it('a listener that stops reading gets only the newest when it goes on, and ends with its connection', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		let isClosed: (() => void) | undefined
		const closed = new Promise<void>((resolve) => {
			isClosed = resolve
		})
		const watched: Replica = {
			...replica,
			live: {
				...replica.live,
				thread: (...args) => {
					const view = replica.live.thread(...args)
					void view.closed().then(() => isClosed?.())
					return view
				},
			},
		}
		const connection = await connectTo(await start(watched))
		connection.socket.write(`GET /changes?thread=${post.id} HTTP/1.1\r\nHost: a\r\n\r\n`)
		await connection.until('event: thread')
		connection.socket.pause()
		// 30 MB in all: more than the system keeps for a connection.
		for (let i = 1; i <= 60; i++) {
			await replica.reply(post, { text: `reply ${i} ${'x'.repeat(16_000)}` })
			await replica.live.thread(post.id).ready()
		}
		connection.socket.resume()
		const events = (await connection.until('reply 60')).split('event: thread').length - 1
		expect(events).toBeLessThan(55)
		connection.socket.destroy()
		await closed
	})
})
