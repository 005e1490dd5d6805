/**
 * Messages for the tests of merge: real payloads, encoded, hashed and decoded as everywhere, but with an empty signature. Merge is
 * handed proven messages and looks at no bytes, and signing would make histories slow.
 */
import { fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import { decodeParts } from '../../src/message/decode.js'
import type { FieldName } from '../../src/message/fields.js'
import { FIELDS, KEY } from '../../src/message/fields.js'
import type {
	AuthorId,
	Endorsement,
	Message,
	MessageId,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Retraction,
	Vouch,
} from '../../src/message/types.js'

/** Fields by their names; ids, keys and other hashes as hex. What is undefined is left out. */
export type Fields = Partial<Record<FieldName, CborValue | undefined>>

/** A payload of named fields. `extra` adds entries by key. */
export function payloadOf(fields: Fields, extra: CborMap = new Map()): CborMap {
	const payload = new Map<number, CborValue>(extra)
	for (const [name, value] of Object.entries(fields)) {
		if (value === undefined) continue
		const key = KEY[name as FieldName]
		payload.set(key, FIELDS.get(key)?.type === 'bytes' ? bytesOf(value as string) : value)
	}
	return payload
}

const bytesOf = (hex: string): Uint8Array => {
	const bytes = fromHex(hex)
	if (bytes === undefined) throw new TypeError(`Expected hex digits, got ${hex}.`)
	return bytes
}

/** A message with this payload. Throws for whatever is not valid. */
export function messageOf(payload: CborMap): Message {
	return decodeParts(encodeCbor(payload), new Uint8Array(64))
}

/** An id of nothing that exists; the same for the same name. */
export function ghost(name: string): MessageId {
	return toHex(sha256(new TextEncoder().encode(`ghost ${name}`)))
}

/** Authors whose keys ascend. */
export const ANNA: AuthorId = 'a1'.repeat(32)
export const BO: AuthorId = 'b2'.repeat(32)
export const CARL: AuthorId = 'c3'.repeat(32)
export const DORA: AuthorId = 'd4'.repeat(32)

let seq = 0

function make(kind: number, author: AuthorId, fields: Fields, extra?: CborMap): Message {
	return messageOf(payloadOf({ kind, author, seq: ++seq, ...fields }, extra))
}

export function post(author: AuthorId, fields: Fields = {}): Post {
	return make(1, author, { text: 'a post', ...fields }) as Post
}

export function reply(author: AuthorId, root: MessageId, fields: Fields = {}): Reply {
	return make(2, author, { text: 'a reply', root, ...fields }) as Reply
}

/** The next version of a post or reply by its author, unless `fields` say something else. */
export function revision<M extends Post | Reply>(of: M, fields: Fields = {}, author: AuthorId = of.author): M {
	const where = of.kind === 'post' ? {} : { root: of.root, parent: of.parent }
	return make(of.kind === 'post' ? 1 : 2, author, {
		text: 'a revision',
		...where,
		first: of.first ?? of.id,
		rev: of.rev + 1,
		...fields,
	}) as M
}

const STANCES = { confirm: 1, dispute: 2, outdated: 3, withdrawn: 4 } as const

export function endorse(
	author: AuthorId,
	version: Post | Reply,
	stance: keyof typeof STANCES = 'confirm',
	fields: Fields = {},
): Endorsement {
	const root = version.thread === version.id ? undefined : version.thread
	return make(3, author, { target: version.id, root, stance: STANCES[stance], ...fields }) as Endorsement
}

export function vouch(
	author: AuthorId,
	subject: AuthorId,
	stance: 'vouch' | 'distrust' | 'withdrawn' = 'vouch',
	fields: Fields = {},
): Vouch {
	return make(4, author, { subject, stance: { vouch: 1, distrust: 2, withdrawn: 4 }[stance], ...fields }) as Vouch
}

/** A stub with these fields beside its seq. */
export const stub = (target: MessageId, fields: Fields = {}): CborMap => payloadOf({ seq: 1, target, ...fields })

/** The stub that an honest author writes about a message. */
export function stubFor(message: Message): CborMap {
	const kept = new Map([...message.fields].filter(([key]) => [2, 3, 5, 6, 7, 8, 17].includes(key)))
	// A private message may have its thread from its target, and a stub says by its own target something else.
	if (!kept.has(KEY.root) && !kept.has(KEY.first) && message.thread !== message.id) kept.set(KEY.root, bytesOf(message.thread))
	return kept.set(KEY.target, bytesOf(message.id))
}

export function retract(author: AuthorId, ...stubs: readonly CborMap[]): Retraction {
	const target = (map: CborMap): string => toHex(map.get(KEY.target) as Uint8Array)
	return make(5, author, { targets: [...stubs].sort((a, b) => (target(a) < target(b) ? -1 : 1)) }) as Retraction
}

/** The retraction that an honest author writes. */
export const takeBack = (...messages: readonly [Message, ...Message[]]): Retraction => retract(messages[0].author, ...messages.map(stubFor))

export function profile(author: AuthorId, name: string, fields: Fields = {}): Profile {
	return make(6, author, { name, ...fields }) as Profile
}

/** A message without effect: of an unknown kind, or of a known one with something unknown in it. */
export function other(kind: number, author: AuthorId, fields: Fields = {}): OtherMessage {
	return make(kind, author, fields, kind <= 7 ? new Map([[30, 1]]) : undefined) as OtherMessage
}
