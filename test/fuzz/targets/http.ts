/** Requests: methods, addresses, headers and bodies, as a client may say them. Written as lines: `GET /timeline?limit=3`, then headers, an empty line, and the body. */
import { createMessage, openReplica, packBundle } from '../../../src/index.js'
import { httpHandler } from '../../../src/server/http.js'
import { memoryStore } from '../../../src/store/memory.js'
import { testSigner } from '../../support/signers.js'
import type { FuzzTarget } from '../target.js'
import { must, textOf } from '../target.js'

const ID = '0'.repeat(64)
const BUNDLE_TYPE = 'Content-Type: application/budkavle'
const HEADS: readonly string[] = [
	'GET /',
	'GET /openapi.json\nIf-None-Match: "a", W/"b", *',
	`GET /thread/${ID}\nAccept: application/json;q=0.5, */*;q=0.1`,
	`GET /timeline?space=a&topic=b&limit=3&before=${ID}`,
	'GET /questions?state=answered&limit=200',
	`GET /people?after=${ID}`,
	`HEAD /profile/${ID}\nAuthorization: Bearer a`,
	`GET /corroboration/${ID}?reader=${ID}`,
	`GET /changes?thread=${ID}\nLast-Event-ID: a`,
	'GET /changes?limit=3',
	`GET /message/${ID}\nAccept: application/budkavle`,
	`GET /blob/${ID}?message=${ID}`,
	'OPTIONS /exchange\nOrigin: https://village.example',
	`POST /exchange\n${BUNDLE_TYPE}\nContent-Length: 3\nAccept: application/json\n\nabc`,
	'DELETE /../..%2f',
]

/** Where the head ends: after the first empty line. */
function split(input: Uint8Array): { readonly head: string; readonly body: Uint8Array } {
	let end = input.length
	for (let i = 0; i + 1 < input.length && end === input.length; i++) if (input[i] === 10 && input[i + 1] === 10) end = i
	return { head: textOf(input.subarray(0, end)), body: input.slice(end + 2) }
}

/** The request, or `undefined` where no server could be given it. */
function requestOf(input: Uint8Array): Request | undefined {
	const { head, body } = split(input)
	const [first = '', ...lines] = head.split('\n')
	const space = first.indexOf(' ')
	const method = first.slice(0, space)
	try {
		const headers = lines.map((line): [string, string] => {
			const colon = line.indexOf(':')
			return [line.slice(0, colon), line.slice(colon + 1)]
		})
		return new Request(`http://localhost${first.slice(space + 1)}`, {
			method,
			headers,
			...(body.length === 0 || method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
		})
	} catch {
		return undefined
	}
}

export const httpTarget: FuzzTarget = {
	name: 'http',
	async seeds() {
		const encoder = new TextEncoder()
		const message = await createMessage(await testSigner(1), { kind: 'post', text: 'Is the well safe?', seq: 1 })
		const head = encoder.encode(`POST /exchange\n${BUNDLE_TYPE}\n\n`)
		const sent = new Uint8Array([...head, ...packBundle({ messages: [message] })])
		return [...HEADS.map((text) => encoder.encode(text)), sent]
	},
	async run(input) {
		const request = requestOf(input)
		if (request === undefined) return 0
		const failures: unknown[] = []
		const handler = httpHandler(await openReplica({ store: memoryStore(), clock: () => 1_790_000_000 }), {
			maxBody: 10_000,
			cors: ['https://village.example'],
			onError: (error) => failures.push(error),
		})
		const response = await handler(request)
		must(failures.length === 0, `no request makes the service fail: ${String(failures[0])}`)
		must(response.headers.get('X-Content-Type-Options') === 'nosniff', 'nobody guesses the type of an answer')
		must(response.headers.get('Content-Type')?.startsWith('text/html') !== true, 'no answer is a page')
		if (response.headers.get('Content-Type') === 'text/event-stream') {
			await response.body?.cancel()
			return 0
		}
		const text = await response.text()
		if (response.status >= 400 && request.method !== 'HEAD') {
			const { error } = JSON.parse(text) as { readonly error: { readonly code: unknown } }
			must(typeof error.code === 'string', 'a refusal has a code')
		}
		return text.length
	},
}
