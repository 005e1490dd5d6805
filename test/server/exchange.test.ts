/** `POST /exchange` of a real server, with real requests. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Message, Replica, Share } from '../../src/index.js'
import { packBundle } from '../../src/index.js'
import type { HttpOptions } from '../../src/server/http.js'
import { httpHandler } from '../../src/server/http.js'
import { member } from '../replica/world.js'
import { aloneBytes } from '../support/message-bytes.js'
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

const TYPE = 'application/budkavle'
const post = (url: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
	fetch(`${url}/exchange`, { method: 'POST', headers: { 'Content-Type': TYPE, ...headers }, body: new Uint8Array(body) })
const codeOf = async (response: Response): Promise<unknown> =>
	((await response.json()) as { readonly error: { readonly code: unknown } }).error.code

/** A replica that answers everything with all that it may give. */
function answering(replica: Replica, asked: unknown[] = []): Replica {
	return {
		...replica,
		receive: async (bytes, options) => {
			const report = await replica.receive(bytes, options)
			const { share, maxReply, from } = options as { readonly share?: Share; readonly maxReply?: number; readonly from?: string }
			asked.push({ maxReply, from })
			const messages: Message[] = []
			const to = from === undefined ? {} : { to: from }
			for await (const message of replica.messages()) if (share === undefined || (await share(message, to))) messages.push(message)
			return messages.length === 0 ? report : { ...report, reply: packBundle({ messages }) }
		},
	}
}

describe('POST /exchange', () => {
	it('[SPEC 8.1] takes a bundle, a sequence of bundles and a single message', async () => {
		const anna = await member(1)
		const one = await anna.replica.post({ text: 'ett' })
		const two = await anna.replica.post({ text: 'två' })
		const three = await anna.replica.post({ text: 'tre' })
		const { replica } = await member(2)
		const url = await start(replica)
		const sequence = Buffer.concat([packBundle({ messages: [one] }), packBundle({ messages: [two] })])
		const first = await post(url, sequence)
		expect([first.status, first.headers.get('Budkavle-Outcome')]).toEqual([204, 'added=2'])
		const second = await post(url, aloneBytes(three))
		expect([second.status, second.headers.get('Budkavle-Outcome')]).toEqual([204, 'added=1'])
		const third = await post(url, await anna.replica.export())
		expect(third.headers.get('Budkavle-Outcome')).toBe('duplicate=3')
	})

	it('answers with the bundle that the replica answers with', async () => {
		const anna = await member(1)
		const bertil = await member(2)
		const question = await anna.replica.post({ text: 'Is the well safe?' })
		const answer = await bertil.replica.post({ text: 'The bridge holds.' })
		const asked: unknown[] = []
		const url = await start(answering(bertil.replica, asked), { maxReply: 1000 })
		const response = await post(url, await anna.replica.export())
		expect([response.status, response.headers.get('Content-Type')]).toEqual([200, TYPE])
		await anna.replica.receive(new Uint8Array(await response.arrayBuffer()))
		expect(await anna.replica.message(answer.id)).toEqual(answer)
		expect(await bertil.replica.message(question.id)).toEqual(question)
		expect(asked).toEqual([{ maxReply: 1000 }])
	})

	it('tells the whole report to whoever accepts JSON', async () => {
		const anna = await member(1)
		const one = await anna.replica.post({ text: 'ett' })
		const { replica } = await member(2)
		const url = await start(answering(replica))
		const damaged = Buffer.concat([Buffer.from('Dear Bertil'), packBundle({ messages: [one] })])
		const response = await post(url, damaged, { Accept: 'application/json' })
		expect(response.headers.get('Content-Type')).toBe('application/json')
		const report = (await response.json()) as { readonly reply: string }
		expect(report).toMatchObject({
			counts: { added: 1, duplicate: 0 },
			damageCount: 1,
			damage: [{ offset: 0, error: { code: 'bundle-magic' } }],
			outcomes: [{ outcome: 'added', id: one.id }],
		})
		const { replica: reader } = await member(3)
		await reader.receive(new Uint8Array(Buffer.from(report.reply, 'base64')))
		expect(await reader.message(one.id)).toEqual(one)
	})

	it('names who sent, to the policies', async () => {
		const anna = await member(1)
		await anna.replica.post({ text: 'ett' })
		const seen: unknown[] = []
		const { replica } = await member(2, {
			admit: (_, { from }) => {
				seen.push(from)
				return true
			},
		})
		const url = await start(answering(replica), {
			authorize: () => ({ read: true, write: true, name: 'anna' }),
			share: (_, { to }) => {
				seen.push(to)
				return false
			},
		})
		expect((await post(url, await anna.replica.export())).status).toBe(204)
		expect(seen).toEqual(['anna', 'anna'])
	})

	describe('without permission', () => {
		const bundleOf = async (): Promise<Uint8Array> => {
			const anna = await member(1)
			await anna.replica.post({ text: 'ett' })
			return anna.replica.export()
		}

		it('to do anything, is refused', async () => {
			const { replica } = await member(2)
			const url = await start(replica, { authorize: () => ({ read: false, write: false }) })
			const nobody = await post(url, await bundleOf())
			expect([nobody.status, nobody.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="budkavle"'])
			expect(await codeOf(nobody)).toBe('unauthorized')
			const wrong = await post(url, await bundleOf(), { Authorization: 'Bearer wrong' })
			expect([wrong.status, await codeOf(wrong)]).toEqual([403, 'unauthorized'])
			expect((await replica.stats()).messages).toBe(0)
		})

		it('to write, may ask and no more', async () => {
			const { replica } = await member(2)
			await replica.post({ text: 'here' })
			const url = await start(answering(replica), { authorize: () => ({ read: true, write: false }) })
			const written = await post(url, await bundleOf())
			expect([written.status, await codeOf(written)]).toEqual([403, 'unauthorized'])
			const asked = await post(url, packBundle({ messages: [] }))
			expect(asked.status).toBe(200)
		})

		it('to read, gets no answer', async () => {
			const { replica } = await member(2)
			await replica.post({ text: 'here' })
			const url = await start(answering(replica), { authorize: () => ({ read: false, write: true }) })
			const response = await post(url, await bundleOf())
			expect([response.status, response.headers.get('Budkavle-Outcome')]).toEqual([204, 'added=1'])
			const json = await post(url, await bundleOf(), { Accept: 'application/json' })
			expect(await json.json()).not.toHaveProperty('reply')
		})
	})

	it('one bad message never costs the others, and bytes that are nothing are refused', async () => {
		const anna = await member(1)
		const one = await anna.replica.post({ text: 'ett' })
		const two = await anna.replica.post({ text: 'två' })
		const { replica } = await member(2)
		const url = await start(replica)
		const forged = { payload: two.payload, signature: one.signature as Uint8Array }
		const mixed = await post(url, packBundle({ messages: [one, forged] }))
		expect([mixed.status, mixed.headers.get('Budkavle-Outcome')]).toEqual([204, 'added=1, rejected=1'])
		const text = await post(url, Buffer.from('Dear Bertil'))
		expect([text.status, await codeOf(text)]).toEqual([400, 'bundle-magic'])
		const nothing = await post(url, new Uint8Array())
		expect([nothing.status, await codeOf(nothing)]).toEqual([400, 'bundle-truncated'])
	})

	it('tells nothing of what failed on this side, but to its own', async () => {
		const { replica } = await member(2)
		const errors: unknown[] = []
		const failing = {
			...replica,
			receive: async () => {
				throw new Error('no space in /home/bertil')
			},
		}
		const handler = httpHandler(failing, { onError: (error) => errors.push(error) })
		const response = await handler(
			new Request('http://localhost/exchange', { method: 'POST', headers: { 'Content-Type': TYPE }, body: new Uint8Array([1]) }),
		)
		expect(response.status).toBe(500)
		const said = await response.text()
		expect(said).toContain('"internal"')
		expect(said).not.toContain('bertil')
		expect(errors).toEqual([new Error('no space in /home/bertil')])
	})
})
