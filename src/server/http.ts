/**
 * A replica over HTTP, for every server that speaks the fetch API: Hono, Deno, Bun, workers, and Node or Express by `budkavle/server/node`. Bundles by `POST /exchange`; views, messages and
 * attachments as JSON and bytes for whoever has nothing but a browser or `curl`; changes as Server-Sent Events. `GET /openapi.json` describes all of it.
 */
import { BudkavleError } from '../errors.js'
import type { Replica } from '../replica/types.js'
import { Changes } from './changes.js'
import { failureResponse, Refusal, statusOf } from './failure.js'
import type { Access, HttpOptions, Settings } from './options.js'
import { checkedOptions } from './options.js'
import { Places } from './places.js'
import { Query } from './query.js'
import { addHeaders, optionsResponse } from './respond.js'
import { findRoute } from './routes.js'
import type { Route, Service } from './service.js'

export type { Access, HttpLimits, HttpOptions, Schedule } from './options.js'

/** Characters of an address: four ids and more. */
const LONGEST_URL = 4096

const allowedMethods = ({ method }: Route): string => `${method === 'GET' ? 'GET, HEAD' : method}, OPTIONS`

/** What the service is told of whoever asks. @throws {Refusal} `unauthorized` */
async function requireAccess(request: Request, settings: Settings, { right }: Route): Promise<Access> {
	if (right === 'none') return { read: false, write: false }
	const access = await settings.authorize(request)
	if (right === 'any' ? access.read || access.write : access[right]) return access
	const said = request.headers.has('Authorization')
	throw new Refusal(
		'unauthorized',
		said ? 'The given authorisation does not allow this.' : 'This needs authorisation. Give it in the header Authorization.',
		said ? 403 : 401,
		{ 'WWW-Authenticate': 'Bearer realm="budkavle"' },
	)
}

function routeOf(request: Request, { path: prefix, views }: Settings): { readonly route: Route; readonly name: string; readonly url: URL } {
	if (request.url.length > LONGEST_URL) {
		throw new Refusal('argument-invalid', `An address has at most ${LONGEST_URL} characters here.`, 414)
	}
	const url = new URL(request.url)
	const isBelow = url.pathname === prefix || url.pathname.startsWith(`${prefix}/`)
	const found = isBelow ? findRoute(url.pathname.slice(prefix.length) || '/') : undefined
	if (found === undefined || (found.route.isView === true && !views)) {
		throw new BudkavleError('not-found', 'There is nothing at this address. GET /openapi.json tells what there is.')
	}
	return { ...found, url }
}

async function answer(service: Service, request: Request, signal: AbortSignal): Promise<Response> {
	const { settings } = service
	if (settings.signal?.aborted === true) throw new BudkavleError('closed', 'This service has ended.')
	const { route, name, url } = routeOf(request, settings)
	const allow = allowedMethods(route)
	if (request.method === 'OPTIONS') return optionsResponse(request, settings, allow)
	if (request.method !== route.method && !(request.method === 'HEAD' && route.method === 'GET')) {
		throw new Refusal('method-not-allowed', `This address knows ${allow}.`, 405, { Allow: allow })
	}
	const access = await requireAccess(request, settings, route)
	const query = new Query(url.searchParams, route.query)
	const leave = route.isRead === true ? service.reads.take() : undefined
	try {
		return await route.work({ service, request, signal, access, query, name })
	} finally {
		leave?.()
	}
}

/** A signal that ends with the request or the service, and the end of listening to them. */
function signalOf(request: Request, settings: Settings): { readonly signal: AbortSignal; readonly release: () => void } {
	const controller = new AbortController()
	const abort = (): void => controller.abort()
	const sources = [request.signal, ...(settings.signal === undefined ? [] : [settings.signal])]
	for (const source of sources) {
		if (source.aborted) abort()
		source.addEventListener('abort', abort, { once: true })
	}
	const release = (): void => {
		for (const source of sources) source.removeEventListener('abort', abort)
	}
	return { signal: controller.signal, release }
}

/** Whoever listens to errors must not cause another one. */
function tell(settings: Settings, error: unknown, request: Request): void {
	const isOurs = statusOf(error) >= 500 && !(error instanceof BudkavleError && ['busy', 'aborted', 'closed'].includes(error.code))
	if (!isOurs) return
	try {
		settings.onError(error, request)
	} catch {
		// It was told.
	}
}

/**
 * The handler of a replica. It never rejects: what fails is an answer, `{ "error": { "code", "message" } }`, with a code of this library.
 *
 * Without `authorize`, whoever reaches it may read everything and send messages (`admit` of the replica decides what is kept); without `share`, all that is held is given to whoever may read.
 *
 * @throws {BudkavleError} `argument-invalid` for options outside of their bounds
 */
export function httpHandler(replica: Replica, options: HttpOptions = {}): (request: Request) => Promise<Response> {
	const settings = checkedOptions(options)
	const { limits } = settings
	const service: Service = {
		replica,
		settings,
		bodies: new Places(limits.bodies, 'requests of bundles'),
		exchanges: new Places(limits.exchanges, 'bundles'),
		reads: new Places(limits.reads, 'requests of views'),
		changes: new Changes(settings),
	}
	return async (request) => {
		const { signal, release } = signalOf(request, settings)
		let response: Response
		try {
			response = await answer(service, request, signal)
		} catch (error) {
			tell(settings, error, request)
			response = failureResponse(error)
		} finally {
			release()
		}
		addHeaders(response.headers, request, settings)
		if (request.method !== 'HEAD') return response
		return new Response(null, { status: response.status, headers: response.headers })
	}
}
