/** What a bundle is made of: numbers and tables that writing and reading share (SPEC 7). */
import { KEY } from '../message/fields.js'

/** A byte that no UTF-8 text and no message begins with, and "BK" (SPEC 7.1). */
export const MAGIC: readonly number[] = [0xd7, 0x42, 0x4b]
export const VERSION = 1
/** Magic and version. */
export const PREFIX_BYTES = 4
/** The integrity hash at the end (SPEC 7.3). */
export const INTEGRITY_BYTES = 8

export const SECTION = { messages: 1, blobs: 2, ask: 4, answer: 5 } as const

/** Flags of a messages section: whether some messages have no signature (SPEC 7.4). */
export const FLAGS = { signed: 0, proven: 1 } as const

/** How a message is proven: by its signature, or else by the tree with this number of its author and log (SPEC 7.6). */
export const BY_SIGNATURE = 0
/** As many trees of one author and log can be told apart (SPEC 7.14). */
export const TREES = 255

/** Streams of a messages section before its signatures, in their order (SPEC 7.4). */
export const STREAMS = ['structure', 'bits', 'values', 'text', 'raw'] as const
export type StreamName = (typeof STREAMS)[number]

/** Deflate cannot do better than 258 bytes for two bits. */
export const DEFLATE_RATIO = 1032

/** All keys of all shapes of one section together; a message with more keys than fit travels as a whole (SPEC 7.5). */
export const SHAPE_KEYS = 65_536
/** For a message with more keys than these a writer makes no shape (SPEC 7.9). */
export const SHAPE_KEYS_EACH = 256

/** How the values of one key are laid out (SPEC 7.7). */
export type Column =
	| 'index'
	| 'time'
	| 'expires'
	| 'space'
	| 'lang'
	| 'topics'
	| 'author'
	| 'reference'
	| 'number'
	| 'byte'
	| 'text'
	| 'salt'
	| 'hash'
	| 'nothing'
	| 'value'

const COLUMNS: ReadonlyMap<number, Column> = /* @__PURE__ */ new Map<number, Column>([
	[KEY.time, 'time'],
	[KEY.space, 'space'],
	[KEY.root, 'reference'],
	[KEY.parent, 'reference'],
	[KEY.first, 'reference'],
	[KEY.rev, 'number'],
	[KEY.target, 'reference'],
	[KEY.stance, 'byte'],
	[KEY.grounds, 'byte'],
	[KEY.text, 'text'],
	[KEY.format, 'byte'],
	[KEY.lang, 'lang'],
	[KEY.topics, 'topics'],
	[KEY.expires, 'expires'],
	[KEY.question, 'nothing'],
	[KEY.subject, 'author'],
	[KEY.salt, 'salt'],
	[KEY.name, 'text'],
	[KEY.about, 'text'],
	[KEY.size, 'number'],
	[KEY.head, 'hash'],
])

/** The layout of a key's values; keys without one of their own, unknown ones among them, travel as their CBOR. */
export function columnOf(key: number): Column {
	return COLUMNS.get(key) ?? 'value'
}

/** Bytes that an index into a table of `count` entries takes. */
export function indexWidth(count: number): number {
	return count <= 1 ? 0 : count <= 0x100 ? 1 : count <= 0x1_0000 ? 2 : 3
}

/** The messages that references of one key count: a short list makes small numbers (SPEC 7.8). */
export type ListName = 'starters' | 'replies' | 'firsts' | 'contents'

const LISTS: ReadonlyMap<number, ListName> = /* @__PURE__ */ new Map<number, ListName>([
	[KEY.root, 'starters'],
	[KEY.parent, 'replies'],
	[KEY.first, 'firsts'],
	[KEY.target, 'contents'],
])

export function listOf(key: number): ListName {
	return LISTS.get(key) ?? 'contents'
}

/** The lists that a message with these keys is in. */
export function listsWith(keys: readonly number[]): readonly ListName[] {
	if (keys.includes(KEY.target)) return []
	if (keys.includes(KEY.first)) return ['contents']
	return keys.includes(KEY.root) ? ['replies', 'firsts', 'contents'] : ['starters', 'firsts', 'contents']
}

/** Symbols of a reference (SPEC 7.8): each band holds a distance less one, as a number's symbol. */
export const REFERENCE = { literal: 0, derived: 1, list: 2, all: 64, repeated: 128 } as const
