/** A relay: the handler of a replica, with health, metrics, tokens, and a line of log for each request. It keeps no state of those who ask. */
import { encodeUtf8, equalBytes } from '../bytes.js'
import { sha256 } from '../crypto/hash.js'
import type { Replica } from '../replica/types.js'
import type { Admission } from './admission.js'
import { failureResponse } from './failure.js'
import type { Access, HttpOptions } from './http.js'
import { httpHandler } from './http.js'
import type { Metric } from './metrics.js'
import { Metrics } from './metrics.js'

/** What is told of each request. */
export interface RelayLog {
	readonly method: string
	/** Without its query. */
	readonly path: string
	readonly status: number
	readonly milliseconds: number
	readonly peer?: string
	/** Of bundles: what became of their messages. */
	readonly outcome?: string
}

export interface RelayOptions extends Omit<HttpOptions, 'authorize'> {
	/** Whose numbers are shown among the metrics. */
	readonly admission?: Admission
	/** Who gives one of these as `Authorization: Bearer` may read. None: everybody may. */
	readonly readTokens?: readonly string[]
	/** Likewise for writing. */
	readonly writeTokens?: readonly string[]
	readonly onRequest?: (log: RelayLog) => void
	/** Milliseconds that only grow. Default: `performance.now`. */
	readonly timer?: () => number
}

/** A handler that is told who asks, by whatever name the server knows them. */
export type RelayHandler = (request: Request, peer?: string) => Promise<Response>

const REQUESTS: Metric = { name: 'budkavle_requests_total', help: 'Requests by method and status.', type: 'counter' }
const MESSAGES: Metric = {
	name: 'budkavle_messages_total',
	help: 'Messages and attachments that came, by what became of them.',
	type: 'counter',
}
const DECLINED: Metric = { name: 'budkavle_declined_total', help: 'Messages that were declined, by the reason.', type: 'counter' }
const HELD: Metric = { name: 'budkavle_held_messages', help: 'Messages that are held.', type: 'gauge' }
const BYTES: Metric = { name: 'budkavle_held_bytes', help: 'Bytes that are held, as the store counts them.', type: 'gauge' }
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']

const bearer = (request: Request): string | undefined =>
	/^Bearer ([\x21-\x7e]{1,4096})$/i.exec(request.headers.get('Authorization') ?? '')?.[1]

const hashesOf = (tokens: readonly string[]): readonly Uint8Array[] => tokens.map((token) => sha256(encodeUtf8(token)))

/** Compared by their hashes, so that the time it takes tells nothing of a token. */
function isAmong(token: string | undefined, hashes: readonly Uint8Array[]): boolean {
	if (token === undefined) return false
	const hash = sha256(encodeUtf8(token))
	return hashes.filter((one) => equalBytes(one, hash)).length > 0
}

const plain = (text: string, status: number, type: string): Response =>
	new Response(text, { status, headers: { 'Content-Type': type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } })

/**
 * @throws {BudkavleError} `argument-invalid` for options outside of their bounds
 */
export function relayHandler(replica: Replica, options: RelayOptions = {}): RelayHandler {
	const { admission, readTokens = [], writeTokens = [], onRequest, timer = () => performance.now(), ...http } = options
	const [readers, writers] = [hashesOf(readTokens), hashesOf(writeTokens)]
	const peers = new WeakMap<Request, string>()
	const authorize = (request: Request): Access => {
		const token = bearer(request)
		const peer = peers.get(request)
		return {
			read: readers.length === 0 || isAmong(token, readers),
			write: writers.length === 0 || isAmong(token, writers),
			...(peer === undefined ? {} : { name: peer }),
		}
	}
	const handler = httpHandler(replica, { ...http, authorize })
	const metrics = new Metrics()
	const { path: prefix = '' } = http

	async function health(): Promise<Response> {
		try {
			await replica.stats()
			return plain('{"status":"ok"}\n', 200, 'application/json')
		} catch {
			return plain('{"status":"failing"}\n', 503, 'application/json')
		}
	}

	async function numbers(request: Request): Promise<Response> {
		if (!authorize(request).read) return plain('This needs authorisation.\n', 401, 'text/plain; charset=utf-8')
		const { messages, bytes } = await replica.stats()
		metrics.set(HELD, messages)
		metrics.set(BYTES, bytes)
		for (const [reason, count] of Object.entries(admission?.declined ?? {})) metrics.set(DECLINED, count, { reason })
		return plain(metrics.text(), 200, 'text/plain; version=0.0.4; charset=utf-8')
	}

	async function answer(request: Request, path: string): Promise<Response> {
		if (request.method === 'GET' && path === `${prefix}/health`) return health()
		if (request.method === 'GET' && path === `${prefix}/metrics`) return numbers(request)
		return handler(request)
	}

	return async (request, peer) => {
		const begin = timer()
		if (peer !== undefined) peers.set(request, peer)
		const path = URL.canParse(request.url) ? new URL(request.url).pathname : ''
		const response = await answer(request, path).catch(failureResponse)
		const outcome = response.headers.get('Budkavle-Outcome') || undefined
		for (const [, name = '', count] of (outcome ?? '').matchAll(/([a-z-]+)=(\d+)/g)) metrics.add(MESSAGES, { outcome: name }, Number(count))
		metrics.add(REQUESTS, { method: METHODS.includes(request.method) ? request.method : 'other', status: String(response.status) })
		const log = {
			method: request.method,
			path,
			status: response.status,
			milliseconds: Math.round(timer() - begin),
			...(peer === undefined ? {} : { peer }),
			...(outcome === undefined ? {} : { outcome }),
		}
		try {
			onRequest?.(log)
		} catch {
			// Whoever listens must not fail the request.
		}
		return response
	}
}
