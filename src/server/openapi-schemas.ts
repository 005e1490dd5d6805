/** The JSON of the handler's answers, as JSON Schema (2020-12). */
import type { JsonObject } from '../render/json.js'

export const schemaRef = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const ref = schemaRef
const text: JsonObject = { type: 'string' }
const flag: JsonObject = { type: 'boolean' }
const count: JsonObject = { type: 'integer', minimum: 0 }
const list = (items: JsonObject): JsonObject => ({ type: 'array', items })
const oneOf = (...values: readonly string[]): JsonObject => ({ type: 'string', enum: values })

/** An object with exactly these: a name that ends with `?` may be absent. */
function shape(properties: Readonly<Record<string, JsonObject>>): JsonObject {
	const entries = Object.entries(properties)
	return {
		type: 'object',
		properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace('?', ''), schema])),
		required: entries.map(([name]) => name).filter((name) => !name.endsWith('?')),
		additionalProperties: false,
	}
}

const id = ref('Id')
const evidence: Readonly<Record<string, JsonObject>> = { count, endorsements: list(id) }
const speakers = (more: Readonly<Record<string, JsonObject>>): JsonObject =>
	shape({ ...evidence, speakers: list(shape({ person: ref('Person'), endorsement: id, conflicts: list(id), ...more })) })
const support = (name: string, people: JsonObject): JsonObject =>
	shape({ firstHand: ref('Evidence'), sources: ref('Evidence'), independent: ref('Evidence'), [name]: people })
const byStance = (schema: JsonObject): Readonly<Record<string, JsonObject>> => ({ confirm: schema, dispute: schema, outdated: schema })
const answers = list(shape({ node: id, version: id, endorsement: id }))
const place: Readonly<Record<string, JsonObject>> = { id, 'parent?': id, 'depth': count, 'children': list(id), 'place?': count }
const outcome = (values: readonly string[], name: string): JsonObject =>
	shape({ outcome: oneOf(...values), [`${name}?`]: id, 'error?': ref('Failure') })
const counts = (values: readonly string[]): JsonObject => shape(Object.fromEntries(values.map((value) => [value, count])))

const OUTCOMES = ['added', 'duplicate', 'retracted', 'deferred', 'declined', 'rejected'] as const
const BLOB_OUTCOMES = ['added', 'duplicate', 'declined', 'rejected'] as const

export const SCHEMAS: Readonly<Record<string, JsonObject>> = {
	Id: {
		type: 'string',
		pattern: '^[0-9a-f]{64}$',
		description: 'The id of a message, the key of an author, or the hash of an attachment.',
	},
	Failure: shape({ 'code': { type: 'string', pattern: '^[a-z0-9-]+$' }, 'message': text, 'stage?': text, 'field?': text }),
	Error: shape({ error: ref('Failure') }),
	Message: {
		type: 'object',
		description: 'A message, with the fields of its kind (SPEC.md, section 3).',
		properties: {
			id,
			author: id,
			log: count,
			seq: count,
			time: count,
			space: text,
			thread: id,
			kind: { type: ['string', 'integer'] },
			bytes: count,
		},
		required: ['id', 'author', 'log', 'seq', 'thread', 'kind', 'bytes'],
	},
	Person: shape({ 'id': id, 'keys': list(id), 'author?': id, 'currentKeys?': list(id) }),
	Stances: shape(byStance(shape({ count, authors: list(id), endorsements: list(id) }))),
	Node: {
		description: 'A post or reply in its thread, whatever is known of it (SPEC.md, 6.8).',
		oneOf: [
			shape({
				...place,
				state: { const: 'present' },
				message: ref('Message'),
				future: flag,
				firstHeld: flag,
				conflicts: list(id),
				stances: ref('Stances'),
				earlier: list(shape({ id, rev: count, stances: ref('Stances') })),
			}),
			shape({ ...place, state: { const: 'retracted' }, author: id }),
			shape({ ...place, state: { const: 'missing' } }),
			shape({
				...place,
				state: { const: 'contested' },
				future: flag,
				claims: list(shape({ 'author': id, 'retracted': flag, 'message?': ref('Message') })),
			}),
		],
	},
	Thread: shape({ id, nodes: list(ref('Node')) }),
	Timeline: shape({ 'entries': list(shape({ node: ref('Node'), replies: count })), 'next?': id }),
	Questions: shape({ 'questions': list(ref('Question')), 'next?': id }),
	Question: shape({ thread: id, node: ref('Node'), asker: ref('Person'), state: oneOf('open', 'answered'), answers, earlier: answers }),
	People: shape({ 'people': list(ref('Person')), 'next?': id }),
	Profile: shape({ 'author': id, 'profile?': ref('Message'), 'conflicts': list(id), 'person': ref('Person') }),
	Evidence: shape(evidence),
	Corroboration: shape({
		version: id,
		rev: count,
		...byStance(shape({ circle: support('people', speakers({ distance: count })), outside: support('keys', speakers({})) })),
	}),
	About: shape({
		name: { const: 'budkavle' },
		version: text,
		capabilities: shape({ read: flag, write: flag, views: flag, maxBody: count, maxReply: count }),
		counts: shape({ messages: count, blobs: count, bytes: count }),
	}),
	Report: shape({
		'counts': counts(OUTCOMES),
		'blobCounts': counts(BLOB_OUTCOMES),
		'damageCount': count,
		'outcomes': list(outcome(OUTCOMES, 'id')),
		'blobs': list(outcome(BLOB_OUTCOMES, 'hash')),
		'damage': list(shape({ offset: count, error: ref('Failure') })),
		'reply?': { type: 'string', contentEncoding: 'base64', description: 'The bundle that answers.' },
	}),
	Description: { type: 'object', description: 'This description.' },
}
