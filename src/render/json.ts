/**
 * Messages and views as plain JSON, for other programs. Everything has the names of its TypeScript shape; what is absent is left out, bytes are hex, and payloads and
 * signatures are left out: the id names them. The values hold the texts of others as they came: `printableJson` is for printing them.
 */
import { toHex } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type {
	Circle,
	Corroboration,
	InboxEntry,
	LogCompleteness,
	NodeCorroboration,
	Person,
	PersonView,
	QuestionView,
} from '../merge/knowledge-types.js'
import type { Thread, ThreadNode, TimelineEntry } from '../merge/types.js'
import { FIELDS } from '../message/fields.js'
import type { Message } from '../message/types.js'
import type { InboxItem } from '../replica/view-types.js'

/** Any value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
	readonly [name: string]: Json
}

/** Plain data to JSON: entries that are `undefined` are left out, bytes become hex. Meant for our own shapes, which hold nothing else. */
function plain(value: unknown): Json {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
	if (value instanceof Uint8Array) return toHex(value)
	if (Array.isArray(value)) return value.map(plain)
	return plainObject(value as object)
}

function plainObject(value: object): JsonObject {
	const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
	return Object.fromEntries(entries.map(([name, entry]) => [name, plain(entry)]))
}

/** A value of the format. Bytes are told from text by `{ "hex": … }`; keys of maps are decimal numbers. */
function cborJson(value: CborValue): Json {
	if (value instanceof Uint8Array) return { hex: toHex(value) }
	if (value instanceof Map) return fieldsJson(value as CborMap)
	if (Array.isArray(value)) return (value as readonly CborValue[]).map(cborJson)
	return value as string | number | boolean
}

function fieldsJson(fields: CborMap): JsonObject {
	return Object.fromEntries([...fields].map(([key, value]) => [String(key), cborJson(value)]))
}

/**
 * A message as its API shape, without payload and signature; `bytes` is the size of both, whether this one was proven by its signature or by a checkpoint. `fields` holds, by key number, what the shape does not show: everything of a message
 * without effect, else the unknown and private fields, if there are any. Bytes in it are told from text by `{ "hex": ... }`.
 */
export function messageJson(message: Message): JsonObject {
	const { payload, signature: _, fields, ...shape } = message
	const hidden: CborMap = typeof message.kind === 'number' ? fields : new Map([...fields].filter(([key]) => !FIELDS.has(key)))
	return plainObject({ ...shape, ...(hidden.size === 0 ? {} : { fields: fieldsJson(hidden) }), bytes: payload.length + SIGNATURE_BYTES })
}

function nodeJson(node: ThreadNode): JsonObject {
	if (node.state === 'present') return { ...plainObject({ ...node, message: undefined }), message: messageJson(node.message) }
	if (node.state !== 'contested') return plainObject(node)
	const claims = node.claims.map(({ author, retracted, message }) => ({
		author,
		retracted,
		...(message === undefined ? {} : { message: messageJson(message) }),
	}))
	return { ...plainObject({ ...node, claims: undefined }), claims }
}

/** A thread with its nodes in their order (SPEC 6.8, 6.9). */
export function threadJson(thread: Thread): JsonObject {
	return { id: thread.id, nodes: thread.nodes.map(nodeJson) }
}

/** One thread of a timeline (SPEC 6.11). */
export function entryJson(entry: TimelineEntry): JsonObject {
	return { node: nodeJson(entry.node), replies: entry.replies }
}

/** What stands behind each stance on one version, with all endorsements behind every number (SPEC 6.16). */
export function corroborationJson(corroboration: Corroboration): JsonObject {
	return plainObject(corroboration)
}

/** The same for the versions of one node. */
export function nodeCorroborationJson(corroboration: NodeCorroboration): JsonObject {
	return plainObject(corroboration)
}

/** A question and what became of it (SPEC 6.17). */
export function questionJson({ node, ...question }: QuestionView): JsonObject {
	return { ...plainObject(question), node: nodeJson(node) }
}

/** Something for a reader to look at (SPEC 6.17), with `unread` where the view knows of it. */
export function inboxItemJson({ node, ...item }: InboxEntry | InboxItem): JsonObject {
	return { ...plainObject(item), node: nodeJson(node) }
}

/** A person and the keys that are theirs (SPEC 6.13). */
export function personJson(person: Person | PersonView): JsonObject {
	return plainObject(person)
}

/** The circle of a reader (SPEC 6.15). */
export function circleJson(circle: Circle): JsonObject {
	return plainObject(circle)
}

/** How much of one log is held (SPEC 6.18). */
export function completenessJson(log: LogCompleteness): JsonObject {
	return plainObject(log)
}

/** Characters that a terminal may act on or that hide what is said, beside those that JSON escapes by itself. */
const UNSEEN = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** JSON on one line that is safe to print on a terminal: the same value, with every unseen character written as `\u....`. */
export function printableJson(value: Json): string {
	return JSON.stringify(value).replace(UNSEEN, (character) => {
		return character
			.split('')
			.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
			.join('')
	})
}
