/** What `--json` prints: messages and views as plain JSON. Bytes are hex; payloads and signatures are left out, the id names them. */
import { toHex } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type { Thread, ThreadNode, TimelineEntry } from '../merge/types.js'
import { FIELDS } from '../message/fields.js'
import type { Message } from '../message/types.js'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Plain data to JSON: entries that are `undefined` are left out, bytes become hex. Meant for our own shapes, which hold nothing else. */
function plain(value: unknown): Json {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
	if (value instanceof Uint8Array) return toHex(value)
	if (Array.isArray(value)) return value.map(plain)
	const entries = Object.entries(value as object).filter(([, entry]) => entry !== undefined)
	return Object.fromEntries(entries.map(([name, entry]) => [name, plain(entry)]))
}

/** A value of the format. Bytes are told from text by `{ "hex": … }`; keys of maps are decimal numbers. */
function cborJson(value: CborValue): Json {
	if (value instanceof Uint8Array) return { hex: toHex(value) }
	if (value instanceof Map) return fieldsJson(value as CborMap)
	if (Array.isArray(value)) return (value as readonly CborValue[]).map(cborJson)
	return value as string | number | boolean
}

function fieldsJson(fields: CborMap): Json {
	return Object.fromEntries([...fields].map(([key, value]) => [String(key), cborJson(value)]))
}

/**
 * A message as its API shape, without payload and signature. `fields` holds, by key number, what the shape does not show: everything of a message without effect, else the
 * unknown and private fields, if there are any.
 */
export function messageJson(message: Message): Json {
	const { payload, signature, fields, ...shape } = message
	const hidden: CborMap = typeof message.kind === 'number' ? fields : new Map([...fields].filter(([key]) => !FIELDS.has(key)))
	return plain({ ...shape, ...(hidden.size === 0 ? {} : { fields: fieldsJson(hidden) }), bytes: payload.length + signature.length })
}

function nodeJson(node: ThreadNode): Json {
	if (node.state === 'present') return { ...(plain({ ...node, message: undefined }) as object), message: messageJson(node.message) }
	if (node.state !== 'contested') return plain(node)
	const claims = node.claims.map(({ author, retracted, message }) => ({
		author,
		retracted,
		...(message === undefined ? {} : { message: messageJson(message) }),
	}))
	return { ...(plain({ ...node, claims: undefined }) as object), claims }
}

export function threadJson(thread: Thread): Json {
	return { id: thread.id, nodes: thread.nodes.map(nodeJson) }
}

export function entryJson(entry: TimelineEntry): Json {
	return { node: nodeJson(entry.node), replies: entry.replies }
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
