/** How answers are made: entity tags, caching, and the headers that keep a browser from taking them for anything else. */
import { encodeUtf8 } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import type { Json } from '../render/json.js'
import type { Settings } from './options.js'

const SECURITY: Readonly<Record<string, string>> = {
	'X-Content-Type-Options': 'nosniff',
	'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
	'Referrer-Policy': 'no-referrer',
}

/** Half of a hash: nobody is deceived by an entity tag, but two contents must not have one. */
const TAG_DIGITS = 32

/** Bytes as the body of a Response, which takes no memory that is shared between threads. */
export function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

function tagOf(bytes: Uint8Array): string {
	return `"${sha256Hex(bytes).slice(0, TAG_DIGITS)}"`
}

/** Whether If-None-Match names the tag (RFC 9110, 13.1.2). */
function isKnown(header: string | null, tag: string): boolean {
	if (header === null) return false
	return header.split(',').some((part) => {
		const name = part.trim()
		return name === '*' || name === tag || name === `W/${tag}`
	})
}

/** What an answer may be kept as. */
export interface Entity {
	readonly type: string
	/** Default: by content. */
	readonly tag?: string
	/** It never changes, so that it may be kept for a year. */
	readonly isImmutable?: boolean
	readonly headers?: Readonly<Record<string, string>>
}

/** The answer with these bytes, or that they are known. */
export function entityResponse(request: Request, settings: Settings, bytes: Uint8Array, entity: Entity): Response {
	const tag = entity.tag ?? tagOf(bytes)
	const kept = entity.isImmutable === true ? 'max-age=31536000, immutable' : 'no-cache'
	const isPersonal = settings.isPersonal || request.headers.has('Authorization')
	const headers = new Headers({
		...entity.headers,
		'ETag': tag,
		'Cache-Control': `${isPersonal ? 'private' : 'public'}, ${kept}`,
	})
	if (isKnown(request.headers.get('If-None-Match'), tag)) return new Response(null, { status: 304, headers })
	headers.set('Content-Type', entity.type)
	headers.set('Content-Length', String(bytes.length))
	return new Response(bodyOf(bytes), { headers })
}

export function jsonBytes(value: Json): Uint8Array {
	return encodeUtf8(JSON.stringify(value))
}

export function jsonResponse(request: Request, settings: Settings, value: Json): Response {
	return entityResponse(request, settings, jsonBytes(value), { type: 'application/json' })
}

/** The origin that may read the answer, where one may. */
function allowedOrigin(request: Request, { cors }: Settings): string | undefined {
	if (cors === '*') return '*'
	const origin = request.headers.get('Origin')
	return origin !== null && cors.includes(origin) ? origin : undefined
}

/** Every answer gets these. */
export function addHeaders(headers: Headers, request: Request, settings: Settings): void {
	for (const [name, value] of Object.entries(SECURITY)) headers.set(name, value)
	const vary = [
		'Accept',
		...(settings.isPersonal ? ['Authorization'] : []),
		...(settings.cors.length > 0 && settings.cors !== '*' ? ['Origin'] : []),
	]
	headers.set('Vary', vary.join(', '))
	const origin = allowedOrigin(request, settings)
	headers.set('Cross-Origin-Resource-Policy', origin === undefined ? 'same-origin' : 'cross-origin')
	if (origin === undefined) return
	headers.set('Access-Control-Allow-Origin', origin)
	headers.set('Access-Control-Expose-Headers', 'Budkavle-Outcome, ETag, Retry-After')
}

/** The answer to OPTIONS, also to what a browser asks before it sends what another origin's page wants. */
export function optionsResponse(request: Request, settings: Settings, allow: string): Response {
	const headers = new Headers({ Allow: allow })
	if (allowedOrigin(request, settings) !== undefined) {
		headers.set('Access-Control-Allow-Methods', allow)
		headers.set('Access-Control-Allow-Headers', 'Accept, Authorization, Content-Type, If-None-Match, Last-Event-ID')
		headers.set('Access-Control-Max-Age', '600')
	}
	return new Response(null, { status: 204, headers })
}
