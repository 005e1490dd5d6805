/** Where the handler is mounted: Hono, Express, and what both leave to it. */
import express from 'express'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { http } from '../../src/exchange/http.js'
import { httpHandler } from '../../src/server/http.js'
import { nodeListener } from '../../src/server/node.js'
import { member } from '../replica/world.js'
import type { Running } from './service.js'
import { listen, raw } from './service.js'

const running: Running[] = []
afterEach(async () => {
	for (const one of running.splice(0)) await one.close()
})

async function start(listener: Parameters<typeof listen>[0]): Promise<Running> {
	const one = await listen(listener)
	running.push(one)
	return one
}

describe('mounted in', () => {
	it('Hono, it gets every request below its path', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'The well' })
		const handler = httpHandler(bertil.replica, { path: '/budkavle' })
		const app = new Hono()
		app.get('/', (context) => context.text('a village'))
		app.all('/budkavle/*', (context) => handler(context.req.raw))
		const { exchange } = http('http://localhost/budkavle', { fetch: async (url, init) => app.request(url, init) })
		await exchange(await anna.replica.export())
		expect(await bertil.replica.message(post.id)).toEqual(post)
		const thread = await app.request(`/budkavle/thread/${post.id}`)
		expect(await thread.json()).toMatchObject({ id: post.id })
		expect(await (await app.request('/')).text()).toBe('a village')
	})

	it('Express, it stands before what reads bodies, and after what takes the prefix off', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'The well' })
		const app = express()
		app.use('/budkavle', nodeListener(httpHandler(bertil.replica)))
		app.use(express.json())
		app.get('/', (_, response) => void response.send('a village'))
		const { url } = await start(app)
		await http(`${url}/budkavle`).exchange(await anna.replica.export())
		expect(await bertil.replica.message(post.id)).toEqual(post)
		expect(await (await fetch(`${url}/budkavle/thread/${post.id}`)).json()).toMatchObject({ id: post.id })
		expect(await (await fetch(`${url}/budkavle`)).json()).toMatchObject({ name: 'budkavle' })
		expect(await (await fetch(url)).text()).toBe('a village')
	})
})

describe('the listener for Node', () => {
	it('answers when a handler fails, and gives its request a signal that ends with the connection', async () => {
		const failing = await start(
			nodeListener(() => {
				throw new Error('/home/anna')
			}),
		)
		const response = await fetch(failing.url)
		expect([response.status, await response.json()]).toMatchObject([500, { error: { code: 'internal' } }])

		let seen: ((signal: AbortSignal) => void) | undefined
		const asked = new Promise<AbortSignal>((resolve) => {
			seen = resolve
		})
		const silent = await start(
			nodeListener((request) => {
				seen?.(request.signal)
				return new Promise<Response>(() => undefined)
			}),
		)
		const connection = await raw(silent.port)
		connection.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
		const signal = await asked
		expect(signal.aborted).toBe(false)
		const ended = new Promise((resolve) => signal.addEventListener('abort', resolve))
		connection.socket.destroy()
		await ended
	})

	it('ends the connection when an answer breaks off, so that nobody takes it for whole', async () => {
		const broken = await start(
			nodeListener(() => {
				let pulls = 0
				const body = new ReadableStream<Uint8Array>({
					pull: (controller) => {
						if (pulls++ === 0) controller.enqueue(new Uint8Array([97]))
						else controller.error(new Error('broken'))
					},
				})
				return new Response(body)
			}),
		)
		await expect(fetch(broken.url).then((response) => response.text())).rejects.toThrow()
	})

	it('carries bodies of any size both ways', async () => {
		const echo = await start(nodeListener((request) => new Response(request.body)))
		const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 7) % 253)
		const response = await fetch(echo.url, { method: 'POST', body: bytes })
		expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
	})
})
