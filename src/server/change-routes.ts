/** `GET /changes`: what to follow. */
import { BudkavleError } from '../errors.js'
import type { Json } from '../render/json.js'
import { entryJson, threadJson } from '../render/json.js'
import type { Replica } from '../replica/types.js'
import { checkedId } from './query.js'
import type { Asked, Route } from './service.js'

interface Followed {
	readonly key: string
	readonly stream: (last: string | undefined) => ReadableStream<Uint8Array>
}

/** What the query asks to follow: one thread, or a timeline. */
function followed({ service, query, request: { signal } }: Asked, replica: Replica): Followed {
	const { changes } = service
	if (query.has('thread')) {
		if (['space', 'topic', 'limit'].some((name) => query.has(name))) {
			throw new BudkavleError('argument-invalid', 'Follow either one thread, or a timeline by space, topic and limit.')
		}
		const id = checkedId(query.id('thread'), 'the id of a thread')
		const key = `thread ${id}`
		const toJson = (thread: Parameters<typeof threadJson>[0] | undefined): Json => (thread === undefined ? null : threadJson(thread))
		return { key, stream: (last) => changes.open(key, 'thread', () => replica.live.thread(id), toJson, last, signal) }
	}
	const options = { ...query.filter(), limit: query.limit() }
	const key = `timeline ${JSON.stringify(options)}`
	const toJson = (entries: readonly Parameters<typeof entryJson>[0][]): Json => ({ entries: entries.map(entryJson) })
	return { key, stream: (last) => changes.open(key, 'timeline', () => replica.live.timeline(options), toJson, last, signal) }
}

async function follow(asked: Asked): Promise<Response> {
	const { request, service } = asked
	const { stream } = followed(asked, service.replica)
	const headers = new Headers({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
	if (request.method === 'HEAD') return new Response(null, { headers })
	return new Response(stream(request.headers.get('Last-Event-ID') ?? undefined), { headers })
}

export const CHANGE_ROUTES: readonly Route[] = [
	{ path: '/changes', method: 'GET', right: 'read', isView: true, query: ['thread', 'space', 'topic', 'limit'], work: follow },
]
