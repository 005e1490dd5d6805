/** Every address of the handler. The OpenAPI description tells of the same. */
import { CHANGE_ROUTES } from './change-routes.js'
import { CONTENT_ROUTES } from './content.js'
import { EXCHANGE_ROUTES } from './exchange.js'
import { openApi } from './openapi.js'
import { jsonResponse } from './respond.js'
import type { Asked, Route } from './service.js'
import { VERSION } from './version.js'
import { VIEW_ROUTES } from './views.js'

async function about({ request, service, access }: Asked): Promise<Response> {
	const { replica, settings } = service
	const { messages, blobs, bytes } = await replica.stats()
	return jsonResponse(request, settings, {
		name: 'budkavle',
		version: VERSION,
		capabilities: {
			read: access.read,
			write: access.write,
			views: settings.views,
			maxBody: settings.maxBody,
			maxReply: settings.maxReply,
		},
		counts: { messages, blobs, bytes },
	})
}

async function description({ request, service }: Asked): Promise<Response> {
	return jsonResponse(request, service.settings, openApi(service.settings.path))
}

export const ROUTES: readonly Route[] = [
	{ path: '/', method: 'GET', right: 'any', isRead: true, query: [], work: about },
	{ path: '/openapi.json', method: 'GET', right: 'none', query: [], work: description },
	...EXCHANGE_ROUTES,
	...VIEW_ROUTES,
	...CHANGE_ROUTES,
	...CONTENT_ROUTES,
]

/** The route of a path below the prefix, and the part of the path that is in braces. */
export function findRoute(path: string): { readonly route: Route; readonly name: string } | undefined {
	const [, first = '', name, ...more] = path.split('/')
	if (more.length > 0) return undefined
	for (const route of ROUTES) {
		const [, head, part] = route.path.split('/')
		if (head === first && (part === undefined) === (name === undefined)) return { route, name: name ?? '' }
	}
	return undefined
}
