/** What is read: views, messages, attachments, and how they may be kept. */
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../src/bytes.js'
import type { Message, Replica } from '../../src/index.js'
import { openReplica, unpackBundle } from '../../src/index.js'
import { corroborationJson, messageJson, threadJson } from '../../src/render/json.js'
import type { HttpOptions } from '../../src/server/http.js'
import { httpHandler } from '../../src/server/http.js'
import { memoryStore } from '../../src/store/memory.js'
import { carry, member } from '../replica/world.js'
import { signatureIn } from '../support/message-bytes.js'

type Get = (path: string, headers?: Record<string, string>, method?: string) => Promise<Response>

function getter(replica: Replica, options: HttpOptions = {}): Get {
	const handler = httpHandler(replica, options)
	return (path, headers = {}, method = 'GET') => handler(new Request(`http://localhost${path}`, { method, headers }))
}

const JSON_TYPE = { Accept: 'application/json' }
const codeOf = async (response: Response): Promise<unknown> =>
	((await response.json()) as { readonly error: { readonly code: unknown } }).error.code
const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer())

describe('views over HTTP', () => {
	it('are those of the replica', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const reply = await replica.reply(post, { text: 'Safe.' })
		const get = getter(replica)
		const thread = await replica.view.thread(post.id)
		if (thread === undefined) throw new Error('no thread')
		expect(await (await get(`/thread/${reply.id}`)).json()).toEqual(threadJson(thread))
		expect(await (await get(`/message/${reply.id}`, JSON_TYPE)).json()).toEqual(messageJson(reply))
		const corroboration = await replica.view.corroboration(post.id, { reader: { keys: [] } })
		expect(await (await get(`/corroboration/${post.id}`)).json()).toEqual(corroborationJson(corroboration))
	})

	it('come part by part', async () => {
		const { replica, clock } = await member(1)
		for (let i = 0; i < 7; i++) {
			await replica.post({ text: `post ${i}`, question: true })
			clock.now = (clock.now ?? 0) + 60
		}
		const get = getter(replica)
		const all = (await replica.view.timeline()).map(({ node }) => node.id)
		for (const [path, list] of [
			['/timeline', 'entries'],
			['/questions', 'questions'],
		] as const) {
			const seen: string[] = []
			let next: string | undefined
			let parts = 0
			do {
				const part = (await (await get(`${path}?limit=3${next === undefined ? '' : `&before=${next}`}`)).json()) as Record<string, unknown>
				seen.push(...(part[list] as readonly { readonly node: { readonly id: string } }[]).map(({ node }) => node.id))
				next = part.next as string | undefined
				parts++
			} while (next !== undefined)
			expect([seen, parts]).toEqual([all, 3])
		}
		const unknown = await get(`/timeline?before=${'0'.repeat(64)}`)
		expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'not-found'])
	})

	it('never tell whom the replica’s author listens to in private', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'The well is safe.' })
		await carry(anna.replica, bertil.replica)
		await bertil.replica.endorse(post, { stance: 'confirm', grounds: 'observed' })
		await carry(bertil.replica, anna.replica)
		await anna.replica.device.listen(bertil.author)
		type Counts = { readonly confirm: { readonly circle: { readonly people: { readonly count: number } } } }
		const counted = async (path: string, options: HttpOptions = {}): Promise<number> =>
			((await (await getter(anna.replica, options)(path)).json()) as Counts).confirm.circle.people.count
		expect((await anna.replica.view.corroboration(post.id)).confirm.circle.people.count).toBe(1)
		const path = `/corroboration/${post.id}`
		expect(await counted(path)).toBe(0)
		expect(await counted(path, { reader: [anna.author] })).toBe(0)
		expect(await counted(`${path}?reader=${anna.author}`)).toBe(0)
		await anna.replica.vouch(bertil.author, 'vouch')
		expect(await counted(path)).toBe(0)
		expect(await counted(path, { reader: [anna.author] })).toBe(1)
		expect(await counted(`${path}?reader=${anna.author}`)).toBe(1)
	})

	it('are known by their content', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const get = getter(replica)
		const first = await get(`/thread/${post.id}`)
		const tag = first.headers.get('ETag') ?? ''
		expect(tag).toMatch(/^"[0-9a-f]{32}"$/)
		expect(first.headers.get('Cache-Control')).toBe('public, no-cache')
		for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
			const again = await get(`/thread/${post.id}`, { 'If-None-Match': header })
			expect([again.status, again.headers.get('ETag'), await again.text()]).toEqual([304, tag, ''])
		}
		await replica.reply(post, { text: 'Safe.' })
		const changed = await get(`/thread/${post.id}`, { 'If-None-Match': tag })
		expect([changed.status, changed.headers.get('ETag') === tag]).toEqual([200, false])
		const head = await get(`/thread/${post.id}`, {}, 'HEAD')
		const got = await get(`/thread/${post.id}`)
		expect([head.status, await head.text()]).toEqual([200, ''])
		expect([...head.headers]).toEqual([...got.headers])
		const personal = await getter(replica, { authorize: () => ({ read: true, write: true }) })(`/thread/${post.id}`)
		expect([personal.headers.get('Cache-Control'), personal.headers.get('Vary')]).toEqual(['private, no-cache', 'Accept, Authorization'])
	})
})

describe('messages over HTTP', () => {
	it('are their payload followed by their signature', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const get = getter(replica)
		const response = await get(`/message/${post.id}`)
		expect(response.headers.get('Content-Type')).toBe('application/octet-stream')
		const bytes = await bytesOf(response)
		expect(bytes).toEqual(concatBytes(post.payload, signatureIn(post)))
		const reader = await openReplica({ store: memoryStore() })
		expect((await reader.receive(bytes)).counts.added).toBe(1)
	})

	it('that a checkpoint proves come with their proof', async () => {
		const { replica } = await member(1)
		const posts: Message[] = []
		for (let i = 0; i < 9; i++) posts.push(await replica.post({ text: `post ${i}` }))
		await replica.checkpoint()
		const relay = await openReplica({ store: memoryStore() })
		await relay.receive(await replica.export())
		const [post] = posts
		if (post === undefined) throw new Error('no post')
		expect((await relay.message(post.id))?.signature).toBeUndefined()
		const get = getter(relay)
		const response = await get(`/message/${post.id}`)
		expect(response.headers.get('Content-Type')).toBe('application/budkavle')
		const reader = await openReplica({ store: memoryStore() })
		await reader.receive(await bytesOf(response))
		expect(await reader.message(post.id)).toMatchObject({ id: post.id, text: 'post 0' })
		const alone = await get(`/message/${post.id}`, { Accept: 'application/octet-stream' })
		expect([alone.status, await codeOf(alone)]).toEqual([406, 'not-acceptable'])
	})

	it.each([
		['application/json', 'application/json'],
		['application/json;q=0.5, application/budkavle', 'application/budkavle'],
		['application/*;q=0.1, application/json;q=0.2', 'application/json'],
		['*/*', 'application/octet-stream'],
		['application/octet-stream;q=0, */*', 'application/json'],
		['nonsense, application/json', 'application/json'],
		['text/html', undefined],
		['*/*;q=0', undefined],
	])('come as %s wants them', async (accept, type) => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const response = await getter(replica)(`/message/${post.id}`, { Accept: accept })
		expect([response.status, response.headers.get('Content-Type')]).toEqual(type === undefined ? [406, 'application/json'] : [200, type])
	})

	it('are given only to whom they are shared with', async () => {
		const { replica } = await member(1)
		const bytes = new Uint8Array([1, 2, 3])
		const open = await replica.post({ text: 'open', space: 'open', attachments: [{ bytes, type: 'text/html' }] })
		const inner = await replica.post({ text: 'inner', space: 'inner', attachments: [{ bytes: new Uint8Array([4]), type: 'image/png' }] })
		const [hash, innerHash] = [open, inner].map(({ attachments }) => attachments[0]?.hash)
		const authorize: HttpOptions['authorize'] = ({ headers }) => ({
			read: true,
			write: true,
			name: headers.get('Authorization') ?? 'nobody',
		})
		const share: HttpOptions['share'] = ({ space }, { to }) => space === 'open' || to === 'friend'
		const get = getter(replica, { authorize, share })
		const friend = { Authorization: 'friend' }
		expect((await get(`/message/${open.id}`)).status).toBe(200)
		expect((await get(`/message/${inner.id}`)).status).toBe(404)
		expect(await (await get(`/message/${inner.id}`)).text()).toBe(await (await get(`/message/${'0'.repeat(64)}`)).text())
		expect((await get(`/message/${inner.id}`, friend)).status).toBe(200)
		expect((await get(`/blob/${hash}`)).status).toBe(404)
		expect((await get(`/blob/${hash}?message=${open.id}`)).status).toBe(200)
		expect((await get(`/blob/${innerHash}?message=${open.id}`)).status).toBe(404)
		expect((await get(`/blob/${innerHash}?message=${inner.id}`)).status).toBe(404)
		expect((await get(`/blob/${innerHash}?message=${inner.id}`, friend)).status).toBe(200)
		// Views are computed from everything.
		for (const path of [
			`/thread/${open.id}`,
			'/timeline',
			'/questions',
			'/people',
			'/changes',
			`/corroboration/${open.id}`,
			`/profile/${open.author}`,
		])
			expect((await get(path)).status, path).toBe(404)
		expect((await getter(replica, { share, views: true })(`/thread/${inner.id}`)).status).toBe(200)
	})

	it('as a bundle are one', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'The well' })
		const bundle = unpackBundle(await bytesOf(await getter(replica)(`/message/${post.id}`, { Accept: 'application/budkavle' })))
		expect(bundle.items.map((item) => item.ok && item.unverified.id)).toEqual([post.id])
	})
})

describe('attachments over HTTP', () => {
	it('are bytes that nobody runs, and never change', async () => {
		const { replica } = await member(1)
		const page = new TextEncoder().encode('<script>alert(1)</script>')
		const attachments = [
			{ bytes: page, type: 'text/html', name: 'a"\u00e9.html' },
			{ bytes: new Uint8Array([1]), type: 'image/png' },
			{ bytes: new Uint8Array([2]), type: 'image/svg+xml' },
		]
		const post = await replica.post({ text: '', attachments })
		const get = getter(replica)
		const types: unknown[] = []
		for (const { hash } of post.attachments) {
			const response = await get(`/blob/${hash}?message=${post.id}`)
			types.push(response.headers.get('Content-Type'))
			expect(Object.fromEntries(response.headers)).toMatchObject({
				'x-content-type-options': 'nosniff',
				'content-security-policy': expect.stringContaining("default-src 'none'"),
				'content-disposition': `attachment; filename="${hash}"`,
				'cache-control': 'public, max-age=31536000, immutable',
				'etag': `"${hash}"`,
			})
			expect((await get(`/blob/${hash}`)).headers.get('Content-Type')).toBe('application/octet-stream')
			expect((await get(`/blob/${hash}`, { 'If-None-Match': `"${hash}"` })).status).toBe(304)
		}
		expect(types).toEqual(['application/octet-stream', 'image/png', 'application/octet-stream'])
		expect(await bytesOf(await get(`/blob/${post.attachments[0]?.hash}`))).toEqual(page)
	})
})

describe('pages of other origins', () => {
	const preflight = { 'Origin': 'https://village.example', 'Access-Control-Request-Method': 'POST' }

	it('may not ask, unless somebody says so', async () => {
		const { replica } = await member(1)
		const closed = await getter(replica)('/exchange', preflight, 'OPTIONS')
		expect([closed.status, closed.headers.get('Allow'), closed.headers.get('Access-Control-Allow-Origin')]).toEqual([
			204,
			'POST, OPTIONS',
			null,
		])
		const get = getter(replica, { cors: ['https://village.example'] })
		const open = await get('/exchange', preflight, 'OPTIONS')
		expect(open.headers.get('Access-Control-Allow-Origin')).toBe('https://village.example')
		expect(open.headers.get('Access-Control-Allow-Methods')).toBe('POST, OPTIONS')
		const other = await get('/exchange', { ...preflight, Origin: 'https://evil.example' }, 'OPTIONS')
		expect(other.headers.get('Access-Control-Allow-Origin')).toBeNull()
		expect((await get('/', { Origin: 'https://village.example' })).headers.get('Vary')).toBe('Accept, Origin')
		expect((await getter(replica, { cors: '*' })('/')).headers.get('Access-Control-Allow-Origin')).toBe('*')
		expect((await get('/nothing', { Origin: 'https://village.example' })).headers.get('Access-Control-Allow-Origin')).toBe(
			'https://village.example',
		)
	})
})

describe('options', () => {
	it.each<HttpOptions>([
		{ path: 'a' },
		{ path: '/a/' },
		{ path: '/..' },
		{ path: '/a?b' },
		{ maxBody: 0 },
		{ maxBody: 67_108_865 },
		{ maxReply: 1.5 },
		{ cors: ['https://a.example/path'] },
		{ cors: ['*'] },
		{ limits: { listeners: Number.POSITIVE_INFINITY } },
		{ timeout: -1 },
		{ reader: ['anna'] },
	])('%j are refused', async (options) => {
		const { replica } = await member(1)
		expect(() => httpHandler(replica, options)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})
})
