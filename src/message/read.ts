/** From a payload that was checked to what the API shows (SPEC 3.3 to 3.6, 3.9, 5.2). */
import { copyBytes, equalBytes, toHex } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type { Definition, ValueNames, View } from './fields.js'
import { KEY } from './fields.js'
import { FORMATS, findKind, GROUNDS, STANCES, VOUCH_STANCES } from './kinds.js'
import { shapeIn } from './shapes.js'
import type {
	Attachment,
	AuthorId,
	BlobHash,
	Checkpoint,
	Endorsement,
	KindName,
	Message,
	MessageBase,
	MessageId,
	Profile,
	Reply,
	Retraction,
	Source,
	Stance,
	Stub,
	TextFormat,
	Vouch,
	VouchStance,
} from './types.js'

// Properties are written out here rather than taken from the tables: objects whose layout stands in the code are made and frozen more than ten times
// faster than objects that a loop or a spread puts together. The compiler compares what is written with the types.

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }
type Own<M> = Omit<M, keyof MessageBase | 'kind' | 'stance'>
type Properties = Mutable<MessageBase> &
	Partial<Mutable<Own<Reply> & Own<Endorsement> & Own<Vouch> & Own<Retraction> & Own<Profile> & Own<Checkpoint>>> & {
		kind: KindName | number
		stance?: Stance | VouchStance
	}

/** All lists that are absent. */
const NONE: readonly never[] = /* @__PURE__ */ Object.freeze([])

/** The message that these fields make. They have passed `checkFields`. All arguments are kept, and all but the bytes are frozen. */
export function readMessage(fields: CborMap, id: MessageId, payload: Uint8Array, signature: Uint8Array | undefined): Message {
	const number = uintIn(fields, KEY.kind)
	const known = findKind(number)
	const kind = known !== undefined && hasEffect(fields, known) ? known.name : number
	const root = hexIn(fields, KEY.root)
	const first = hexIn(fields, KEY.first)
	const target = hexIn(fields, KEY.target)
	const message: Properties = {
		id,
		kind,
		author: authorIn(fields),
		log: uintIn(fields, KEY.log),
		seq: uintIn(fields, KEY.seq),
		thread: root ?? first ?? target ?? id,
		payload,
		fields: lock(fields),
	}
	if (signature !== undefined) message.signature = signature
	const time = numberIn(fields, KEY.time)
	const space = textIn(fields, KEY.space)
	if (time !== undefined) message.time = time
	if (space !== undefined) message.space = space
	switch (kind) {
		case 'post':
		case 'reply': {
			message.text = textIn(fields, KEY.text) ?? ''
			message.format = FORMATS[uintIn(fields, KEY.format)] as TextFormat
			message.topics = topicsIn(fields)
			message.sources = listIn(fields, KEY.sources, readSource)
			message.attachments = listIn(fields, KEY.attachments, readAttachment)
			message.question = fields.has(KEY.question)
			message.rev = uintIn(fields, KEY.rev)
			const lang = textIn(fields, KEY.lang)
			const expires = numberIn(fields, KEY.expires)
			const salt = hexIn(fields, KEY.salt)
			// Odd keys: in a post, parent would be unknown and ignored.
			const parent = kind === 'reply' ? hexIn(fields, KEY.parent) : undefined
			if (lang !== undefined) message.lang = lang
			if (expires !== undefined) message.expires = expires
			if (salt !== undefined) message.salt = salt
			if (first !== undefined) message.first = first
			if (root !== undefined) message.root = root
			if (parent !== undefined) message.parent = parent
			break
		}
		case 'endorsement': {
			message.target = target as MessageId
			message.stance = STANCES[uintIn(fields, KEY.stance)] as Stance
			message.sources = listIn(fields, KEY.sources, readSource)
			message.rev = uintIn(fields, KEY.rev)
			const grounds = GROUNDS[uintIn(fields, KEY.grounds)]
			if (grounds !== undefined) message.grounds = grounds
			if (root !== undefined) message.root = root
			break
		}
		case 'vouch':
			message.subject = hexIn(fields, KEY.subject) as AuthorId
			message.stance = VOUCH_STANCES[uintIn(fields, KEY.stance)] as VouchStance
			message.rev = uintIn(fields, KEY.rev)
			break
		case 'retraction':
			message.targets = listIn(fields, KEY.targets, readStub)
			break
		case 'profile': {
			message.keys = listIn(fields, KEY.keys, toHex)
			message.attachments = listIn(fields, KEY.attachments, readAttachment)
			message.rev = uintIn(fields, KEY.rev)
			const name = textIn(fields, KEY.name)
			const about = textIn(fields, KEY.about)
			if (name !== undefined) message.name = name
			if (about !== undefined) message.about = about
			break
		}
		case 'checkpoint':
			message.size = uintIn(fields, KEY.size)
			message.head = hexIn(fields, KEY.head) as string
	}
	// Which kind has which properties is the same in the types as it is here.
	return Object.freeze(message) as Message
}

function readSource(map: CborMap): Source {
	const source: Mutable<Source> = {}
	const uri = textIn(map, 0)
	const hash = hexIn(map, 1)
	const message = hexIn(map, 2)
	const day = numberIn(map, 3)
	if (uri !== undefined) source.uri = uri
	if (hash !== undefined) source.hash = hash
	if (message !== undefined) source.message = message
	if (day !== undefined) source.day = day
	return Object.freeze(source)
}

function readAttachment(map: CborMap): Attachment {
	const attachment: Mutable<Attachment> = { hash: hexIn(map, 0) as BlobHash, size: uintIn(map, 1), type: textIn(map, 2) as string }
	const name = textIn(map, 3)
	if (name !== undefined) attachment.name = name
	return Object.freeze(attachment)
}

/** What a map repeats that stands for a message: a stub, or the payload of that message itself. */
export function readStub(map: CborMap): Stub {
	const target = hexIn(map, KEY.target) as MessageId
	const stub: Mutable<Stub> = { target, log: uintIn(map, KEY.log), seq: uintIn(map, KEY.seq), topics: topicsIn(map) }
	const space = textIn(map, KEY.space)
	const root = hexIn(map, KEY.root)
	const parent = hexIn(map, KEY.parent)
	const first = hexIn(map, KEY.first)
	if (space !== undefined) stub.space = space
	if (root !== undefined) stub.root = root
	if (parent !== undefined) stub.parent = parent
	if (first !== undefined) stub.first = first
	return Object.freeze(stub)
}

/** 0 stands for every number that is absent. */
function uintIn(map: CborMap, key: number): number {
	return numberIn(map, key) ?? 0
}

function numberIn(map: CborMap, key: number): number | undefined {
	return map.get(key) as number | undefined
}

function textIn(map: CborMap, key: number): string | undefined {
	return map.get(key) as string | undefined
}

function hexIn(map: CborMap, key: number): string | undefined {
	const bytes = map.get(key) as Uint8Array | undefined
	return bytes === undefined ? undefined : toHex(bytes)
}

/** The digits of keys that were read before, by the first byte of the key. Authors come again and again, and one string serves for all their messages. */
const authors: ({ readonly key: Uint8Array; readonly digits: string } | undefined)[] = /* @__PURE__ */ new Array(256).fill(undefined)

function authorIn(fields: CborMap): AuthorId {
	const key = fields.get(KEY.author) as Uint8Array
	const place = key[0] as number
	const known = authors[place]
	if (known !== undefined && equalBytes(known.key, key)) return known.digits
	const digits = toHex(key)
	// A copy: callers can change the bytes in fields.
	authors[place] = { key: copyBytes(key), digits }
	return digits
}

function topicsIn(map: CborMap): readonly string[] {
	return (map.get(KEY.topics) as readonly string[] | undefined) ?? NONE
}

/** The items of a field, read and frozen. */
export function listIn<In extends CborValue, Out>(map: CborMap, key: number, read: (item: In) => Out): readonly Out[] {
	const items = map.get(key) as readonly In[] | undefined
	return items === undefined ? NONE : Object.freeze(items.map((item) => read(item)))
}

/** Whether all that a reader must know to give a map its meaning is known (SPEC 5.2). */
function hasEffect(map: CborMap, { fields, values }: View): boolean {
	for (const [key, value] of map) {
		const field = fields.get(key)
		if (field === undefined ? key % 2 === 0 : !isUnderstood(value, field, field.type === 'uint' ? values?.[field.name] : undefined))
			return false
	}
	return true
}

/** The value is of the type that its definition has: it was checked. */
function isUnderstood(value: CborValue, definition: Definition, names: ValueNames | undefined): boolean {
	switch (definition.type) {
		case 'map':
			return hasEffect(value as CborMap, shapeIn(definition))
		case 'array': {
			const item = definition.item as Definition
			return item.type !== 'map' || (value as readonly CborValue[]).every((each) => isUnderstood(each, item, undefined))
		}
		default:
			return names === undefined || names[value as number] !== undefined
	}
}

/** The prototype of the maps in messages: Object.freeze does not keep a Map from changing. */
const LOCKED: object = /* @__PURE__ */ Object.create(
	Map.prototype,
	/* @__PURE__ */ Object.fromEntries(['set', 'delete', 'clear'].map((name) => [name, { value: refuse }])),
)

function refuse(): never {
	throw new TypeError('The fields of a message cannot be changed. Copy them into a new Map and change that.')
}

/** Freezes a map and all in it, except bytes. */
function lock(map: CborMap): CborMap {
	// Before the prototype changes: maps that are like all others are read faster.
	for (const value of map.values()) lockItem(value)
	return Object.freeze(Object.setPrototypeOf(map, LOCKED) as CborMap)
}

function lockItem(value: CborValue): void {
	if (typeof value !== 'object' || value instanceof Uint8Array) return
	if (value instanceof Map) {
		lock(value)
		return
	}
	for (const item of value as readonly CborValue[]) lockItem(item)
	Object.freeze(value)
}
