/** What the handler does, as an OpenAPI 3.1 description. */
import type { Json, JsonObject } from '../render/json.js'
import { SCHEMAS, schemaRef } from './openapi-schemas.js'
import { DEFAULT_ENTRIES, MOST_ENTRIES } from './query.js'
import { VERSION } from './version.js'

const json = (schema: string): JsonObject => ({ 'application/json': { schema: schemaRef(schema) } })
const BYTES: JsonObject = { schema: { type: 'string', format: 'binary' } }
const BUNDLE: JsonObject = { 'application/budkavle': BYTES }

const REASONS: Readonly<Record<number, string>> = {
	400: 'The request, or what it carries, is not what was expected.',
	401: 'This needs authorisation.',
	403: 'The authorisation that was given does not allow this.',
	404: 'There is no such thing here.',
	406: 'There is no answer of an accepted type.',
	408: 'The body did not come in time.',
	413: 'The body is too large.',
	414: 'The address is too long.',
	415: 'The body is of another type.',
	500: 'Something failed here.',
	503: 'There is too much to do, or this service is ending.',
	507: 'There is no space left here.',
}
const ALWAYS: readonly number[] = [400, 401, 403, 404, 414, 500, 503]

function failures(...more: readonly number[]): JsonObject {
	return Object.fromEntries(
		[...ALWAYS, ...more].map((status) => [String(status), { description: REASONS[status] ?? '', content: json('Error') }]),
	)
}

const path = (name: string, description: string): JsonObject => ({ name, in: 'path', required: true, description, schema: schemaRef('Id') })
const query = (name: string, description: string, schema: JsonObject): JsonObject => ({ name, in: 'query', description, schema })

const SPACE = query('space', 'Only threads of this space.', { type: 'string', minLength: 1, maxLength: 64 })
const TOPIC = query('topic', 'Only threads of this topic.', { type: 'string', minLength: 1, maxLength: 64 })
const LIMIT = query('limit', 'How many at most.', { type: 'integer', minimum: 1, maximum: MOST_ENTRIES, default: DEFAULT_ENTRIES })
const BEFORE = query('before', 'What follows this entry: `next` of the part before.', schemaRef('Id'))

interface Reading {
	readonly summary: string
	readonly content: JsonObject
	readonly parameters?: readonly Json[]
	/** Statuses of failures, beside those that everything may have. */
	readonly fails?: readonly number[]
}

/** GET, and HEAD, which tells the same without the body. Nothing but a stream lacks an entity tag. */
function reading(name: string, { summary, content, parameters = [], fails = [] }: Reading): JsonObject {
	const isStream = Object.hasOwn(content, 'text/event-stream')
	const known = isStream ? {} : { 304: { description: 'What If-None-Match names is still the same.' } }
	const get = {
		operationId: name,
		summary,
		parameters,
		responses: { 200: { description: summary, content }, ...known, ...failures(...fails) },
	}
	return { get }
}

const EXCHANGE: JsonObject = {
	post: {
		operationId: 'exchange',
		summary: 'Gives messages, and gets at most one bundle that answers.',
		requestBody: { required: true, description: 'Bundles one after the other, or one message.', content: BUNDLE },
		responses: {
			200: {
				description: 'The bundle that answers; or the report, for whoever accepts JSON.',
				headers: { 'Budkavle-Outcome': { description: 'How many messages had each outcome.', schema: { type: 'string' } } },
				content: { ...BUNDLE, ...json('Report') },
			},
			204: { description: 'Everything was taken in, and there is no answer.' },
			...failures(406, 408, 413, 415, 507),
		},
	},
}

const PATHS: Readonly<Record<string, JsonObject>> = {
	'/': reading('about', { summary: 'What this service is.', content: json('About') }),
	'/openapi.json': reading('describe', { summary: 'This description.', content: json('Description') }),
	'/exchange': EXCHANGE,
	'/thread/{id}': reading('thread', {
		summary: 'The thread of a message.',
		content: json('Thread'),
		parameters: [path('id', 'Any message of the thread.')],
	}),
	'/timeline': reading('timeline', {
		summary: 'Threads, the newest first.',
		content: json('Timeline'),
		parameters: [SPACE, TOPIC, LIMIT, BEFORE],
	}),
	'/questions': reading('questions', {
		summary: 'Questions that are open, or that were answered; the newest first.',
		content: json('Questions'),
		parameters: [query('state', 'Which.', { type: 'string', enum: ['open', 'answered'], default: 'open' }), SPACE, TOPIC, LIMIT, BEFORE],
	}),
	'/people': reading('people', {
		summary: 'Everyone of whom anything is known here, by their ids.',
		content: json('People'),
		parameters: [LIMIT, query('after', 'What follows this one: `next` of the part before.', schemaRef('Id'))],
	}),
	'/profile/{author}': reading('profile', {
		summary: 'What an author calls themselves, and which keys are theirs.',
		content: json('Profile'),
		parameters: [path('author', 'The key of the author.')],
	}),
	'/corroboration/{id}': reading('corroboration', {
		summary: 'What stands behind a post or reply.',
		content: json('Corroboration'),
		parameters: [path('id', 'One version of a post or reply.'), query('reader', 'Whose circle: the key of a reader.', schemaRef('Id'))],
	}),
	'/changes': reading('changes', {
		summary: 'A thread, or else a timeline, as often as it changes: events named `thread` or `timeline` with the same JSON, or `failure`.',
		content: { 'text/event-stream': { schema: { type: 'string' } } },
		parameters: [query('thread', 'The thread to follow.', schemaRef('Id')), SPACE, TOPIC, LIMIT],
	}),
	'/message/{id}': reading('message', {
		summary:
			'A message: its payload followed by its signature; as JSON; or as a bundle, which carries its proof where it has no signature.',
		content: { 'application/octet-stream': BYTES, ...json('Message'), ...BUNDLE },
		parameters: [path('id', 'The message.')],
		fails: [406],
	}),
	'/blob/{hash}': reading('blob', {
		summary: 'An attachment.',
		content: { 'application/octet-stream': BYTES, 'image/*': BYTES, 'audio/*': BYTES, 'video/*': BYTES },
		parameters: [path('hash', 'The attachment.'), query('message', 'A message that cites it, which tells its type.', schemaRef('Id'))],
	}),
}

/** The description of a handler whose paths begin with this one. */
export function openApi(prefix: string): JsonObject {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Budkavle',
			version: VERSION,
			description:
				'Signed messages by HTTP: bundles are exchanged, and what they say can be looked at. Every failure is `{ "error": { "code", "message" } }`.',
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: prefix === '' ? '/' : prefix }],
		security: [{}, { bearer: [] }],
		paths: PATHS,
		components: { schemas: SCHEMAS, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
	}
}
