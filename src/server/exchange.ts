/** `POST /exchange`: takes in what is sent, and answers with at most one bundle (SPEC 8.1, 8.2). */
import { readBundles } from '../bundle/read.js'
import type { BudkavleError } from '../errors.js'
import type { Json, JsonObject } from '../render/json.js'
import type { ReceiveOptions, ReceiveReport } from '../replica/types.js'
import { chooseType } from './accept.js'
import { BUNDLE_TYPE, readBody, requireBundleType, requireLength } from './body.js'
import { errorJson, Refusal } from './failure.js'
import type { Access } from './options.js'
import { bodyOf } from './respond.js'
import type { Asked, Route } from './service.js'

/** What a report of JSON shows: counts are of all. */
const OUTCOMES_SHOWN = 1000
const DAMAGE_SHOWN = 100
/** Of three bytes each, so that the pieces of base64 can be joined. */
const BASE64_PIECE = 3 * 8192

function base64(bytes: Uint8Array): string {
	const parts: string[] = []
	for (let at = 0; at < bytes.length; at += BASE64_PIECE) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + BASE64_PIECE))))
	return parts.join('')
}

const named = (id: string | undefined, error: BudkavleError | undefined): JsonObject => ({
	...(id === undefined ? {} : { id }),
	...(error === undefined ? {} : { error: errorJson(error) }),
})

function reportJson(report: ReceiveReport): Json {
	const { outcomes, blobs, damage, damageCount, counts, blobCounts, reply } = report
	return {
		counts: { ...counts },
		blobCounts: { ...blobCounts },
		damageCount,
		outcomes: outcomes.slice(0, OUTCOMES_SHOWN).map(({ outcome, id, error }) => ({ outcome, ...named(id, error) })),
		blobs: blobs.slice(0, OUTCOMES_SHOWN).map(({ outcome, hash, error }) => ({
			outcome,
			...(hash === undefined ? {} : { hash }),
			...named(undefined, error),
		})),
		damage: damage.slice(0, DAMAGE_SHOWN).map(({ offset, error }) => ({ offset, error: errorJson(error) })),
		...(reply === undefined ? {} : { reply: base64(reply) }),
	}
}

/** The counts that are not 0, as a dictionary of RFC 9651. */
function summary({ counts, blobCounts, damageCount }: ReceiveReport): string {
	const all: [string, number][] = [
		...Object.entries(counts),
		...Object.entries(blobCounts).map(([outcome, count]): [string, number] => [`blobs-${outcome}`, count]),
		['damage', damageCount],
	]
	return all
		.filter(([, count]) => count > 0)
		.map(([name, count]) => `${name}=${count}`)
		.join(', ')
}

/** Whether the bytes hold nothing that would be kept: asking is all that they do. */
function onlyAsks(bytes: Uint8Array): boolean {
	for (const part of readBundles(bytes)) {
		if (part.type === 'message') return false
		if (part.type === 'bundle' && (part.bundle.items.length > 0 || part.bundle.blobs.length > 0)) return false
	}
	return true
}

/** The error of bytes in which there was no bundle and no message. */
function refusalOf(bytes: Uint8Array, report: ReceiveReport): BudkavleError | undefined {
	if (report.outcomes.length > 0 || report.blobs.length > 0 || report.reply !== undefined) return undefined
	if (bytes.length === 0) return new Refusal('bundle-truncated', 'Expected a bundle or a message, but no bytes came.', 400)
	return report.damage[0]?.error
}

function optionsFor({ service, signal, access }: Asked): ReceiveOptions {
	const { share, maxReply } = service.settings
	return {
		signal,
		maxReply,
		...(access.read ? {} : { silent: true }),
		...(share === undefined ? {} : { share }),
		...(access.name === undefined ? {} : { from: access.name }),
	}
}

/** The signal of a request that also ends when the body takes too long. */
async function bodyInTime(asked: Asked): Promise<Uint8Array> {
	const { settings } = asked.service
	const timed = new AbortController()
	const abort = (): void => timed.abort(new Refusal('aborted', 'The request ended before its body did.', 503))
	if (asked.signal.aborted) abort()
	asked.signal.addEventListener('abort', abort, { once: true })
	const cancel = settings.schedule(() => {
		timed.abort(new Refusal('timeout', `A body takes at most ${settings.timeout} ms here. Send fewer messages at once.`, 408))
	}, settings.timeout)
	try {
		return await readBody(asked.request.body, settings.maxBody, timed.signal)
	} finally {
		cancel()
		asked.signal.removeEventListener('abort', abort)
	}
}

async function answer(asked: Asked, bytes: Uint8Array): Promise<ReceiveReport> {
	const leave = await asked.service.exchanges.wait(asked.signal)
	try {
		return await asked.service.replica.receive(bytes, optionsFor(asked))
	} finally {
		leave()
	}
}

/** Who may only read sends nothing but questions. */
function requireWrite(access: Access, bytes: Uint8Array): void {
	if (!access.write && !onlyAsks(bytes)) {
		throw new Refusal('unauthorized', 'Whoever asks may read here, but sent messages. Send a bundle that only asks.', 403)
	}
}

async function exchange(asked: Asked): Promise<Response> {
	const { request, service, access } = asked
	const type = chooseType(request.headers.get('Accept'), [BUNDLE_TYPE, 'application/json'])
	requireBundleType(request.headers)
	requireLength(request.headers, service.settings.maxBody)
	const leave = service.bodies.take()
	try {
		const bytes = await bodyInTime(asked)
		requireWrite(access, bytes)
		const report = await answer(asked, bytes)
		const refusal = refusalOf(bytes, report)
		if (refusal !== undefined) throw refusal
		const { reply, ...rest } = report
		const headers = new Headers({ 'Cache-Control': 'no-store', 'Budkavle-Outcome': summary(report) })
		if (type === 'application/json') {
			headers.set('Content-Type', type)
			return new Response(JSON.stringify(reportJson(access.read ? report : rest)), { headers })
		}
		if (reply === undefined || !access.read) return new Response(null, { status: 204, headers })
		headers.set('Content-Type', type)
		headers.set('Content-Length', String(reply.length))
		return new Response(bodyOf(reply), { headers })
	} finally {
		leave()
	}
}

export const EXCHANGE_ROUTES: readonly Route[] = [{ path: '/exchange', method: 'POST', right: 'any', query: [], work: exchange }]
