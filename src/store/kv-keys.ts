/**
 * The layout of `kvStore`, version 1. A key is one byte that names a table, followed by these parts. A *number* has 7 bytes, greatest first, so that the order of the bytes is
 * that of the numbers; ids, authors, threads, targets and hashes have 32 bytes; a *name* is a byte with its length and its UTF-8. A *time* is a number: 0 for none, else 1 + the time.
 * Where no value is given, it is the arrival of the message, a number.
 *
 *     0 META      (nothing)                            number: version of the layout
 *     1 STATE     (nothing)                            numbers: next arrival, messages, attachments, bytes, changes of people
 *     2 MESSAGE   arrival                              id, 1, signature, payload; or id, 0, hash of the proof, payload
 *     3 ID        id
 *     4 KIND      kind, arrival
 *     5 THREAD    thread, arrival
 *     6 TARGET    target, arrival
 *     7 AUTHOR    author, log, seq, id
 *     8 OF_KIND   author, kind, log, seq, id
 *     9 TIME      kind, time, id
 *    10 BY_AUTHOR author, kind, time, id
 *    11 BY_SPACE  name of the space, kind, time, id
 *    12 BY_TOPIC  name of the topic, kind, time, id
 *    13 FIRST     author, first, arrival               (of what can be retracted)
 *    14 CLAIM     author, thread, target               (empty)
 *    15 CLAIMED   author, log, seq, target             (empty)
 *    16 LOG       author, log                          numbers: held, last seq
 *    17 BLOB      hash                                 the bytes
 *    18 CITED     hash                                 number: how many messages cite it
 *    19 LOCAL     UTF-8 of the key                     the value
 *    20 QUESTION  arrival
 *    21 PROOF     hash                                 id of the checkpoint, hashes
 *    22 USED      hash                                 number: how many messages are proven by it
 *    23 HEAD      id of a checkpoint that proves       signature, payload
 *    24 HEADING   id of a checkpoint that proves       number: how many proofs have it
 */

import { compareBytes, concatBytes, copyBytes, decodeUtf8, encodeUtf8, fromHex, toHex } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { HASH_BYTES } from '../crypto/hash.js'
import type { Message } from '../message/types.js'
import type { IndexEntry } from './index-entry.js'
import type { StoredMessage, StoreProof, StoreQuery } from './types.js'

export const LAYOUT_VERSION = 1

const META = 0
const STATE = 1
const MESSAGE = 2
const ID = 3
const KIND = 4
const THREAD = 5
const TARGET = 6
const AUTHOR = 7
const OF_KIND = 8
const TIME = 9
const BY_AUTHOR = 10
const BY_SPACE = 11
const BY_TOPIC = 12
const FIRST = 13
const CLAIM = 14
const CLAIMED = 15
const LOG = 16
const BLOB = 17
const CITED = 18
const LOCAL = 19
const QUESTION = 20
const PROOF = 21
const USED = 22
const HEAD = 23
const HEADING = 24

const NUMBER_BYTES = 7

/** A number of a key or value. */
export function number(value: number): Uint8Array {
	const bytes = new Uint8Array(NUMBER_BYTES)
	let rest = value
	for (let i = NUMBER_BYTES - 1; i >= 0; i--) {
		bytes[i] = rest % 256
		rest = Math.floor(rest / 256)
	}
	return bytes
}

/** The number at this place of several. */
export function numberAt(bytes: Uint8Array, place = 0): number {
	let value = 0
	for (let i = 0; i < NUMBER_BYTES; i++) value = value * 256 + (bytes[place * NUMBER_BYTES + i] ?? 0)
	return value
}

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array
const timeOf = (time: number | undefined): Uint8Array => number(time === undefined ? 0 : time + 1)

function name(text: string): Uint8Array {
	const bytes = encodeUtf8(text)
	return concatBytes(Uint8Array.of(bytes.length), bytes)
}

function key(table: number, ...parts: readonly Uint8Array[]): Uint8Array {
	return concatBytes(Uint8Array.of(table), ...parts)
}

/** The first key after all that begin with this one. */
export function endOf(prefix: Uint8Array): Uint8Array {
	const end = copyBytes(prefix)
	let last = end.length - 1
	while (last > 0 && end[last] === 0xff) last--
	end[last] = (end[last] as number) + 1
	return end.subarray(0, last + 1)
}

export const metaKey: Uint8Array = /* @__PURE__ */ key(META)
export const stateKey: Uint8Array = /* @__PURE__ */ key(STATE)
export const messageKey = (arrival: number): Uint8Array => key(MESSAGE, number(arrival))
export const idKey = (id: string): Uint8Array => key(ID, bytesOf(id))
export const firstPrefix = (author: string, first: string): Uint8Array => key(FIRST, bytesOf(author), bytesOf(first))
export const claimKey = (author: string, thread: string, target: string): Uint8Array =>
	key(CLAIM, bytesOf(author), bytesOf(thread), bytesOf(target))
export const claimedPrefix = (author: string, log: number, seq: number): Uint8Array =>
	key(CLAIMED, bytesOf(author), number(log), number(seq))
export const placePrefix = (author: string, log: number, seq: number): Uint8Array => key(AUTHOR, bytesOf(author), number(log), number(seq))
export const logPrefix = (author: string | undefined): Uint8Array => (author === undefined ? key(LOG) : key(LOG, bytesOf(author)))
export const logKey = (author: string, log: number): Uint8Array => concatBytes(logPrefix(author), number(log))
export const blobKey = (hash: string): Uint8Array => key(BLOB, bytesOf(hash))
export const proofKey = (hash: string): Uint8Array => key(PROOF, bytesOf(hash))
export const usedKey = (hash: string): Uint8Array => key(USED, bytesOf(hash))
export const headKey = (id: Uint8Array): Uint8Array => key(HEAD, id)
export const headingKey = (id: Uint8Array): Uint8Array => key(HEADING, id)
export const citedKey = (hash: string): Uint8Array => key(CITED, bytesOf(hash))
export const localKey = (local: string): Uint8Array => key(LOCAL, encodeUtf8(local))

/** The text of a key of LOCAL. */
export const localKeyAt = (bytes: Uint8Array): string => decodeUtf8(bytes.subarray(1))

/** The keys between which all local keys begin with a text and come after another one. */
export function localKeysBetween(prefix: string, after: string | undefined): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
	const first = localKey(prefix)
	const next = after === undefined ? first : concatBytes(localKey(after), Uint8Array.of(0))
	const lt = endOf(first)
	const gte = compareBytes(next, first) > 0 ? next : first
	return { gte: compareBytes(gte, lt) > 0 ? lt : gte, lt }
}

/** The author and the log of a key of LOG. */
export function readLogKey(bytes: Uint8Array): { readonly author: string; readonly log: number } {
	return { author: toHex(bytes.subarray(1, 1 + HASH_BYTES)), log: numberAt(bytes.subarray(1 + HASH_BYTES)) }
}

/** The id at the end of a key. */
export function idAtEnd(bytes: Uint8Array): string {
	return toHex(bytes.subarray(bytes.length - HASH_BYTES))
}

/** Tables whose keys begin with the id of a message; those of the targets also with keys of authors. */
export type IdTable = 'messages' | 'threads' | 'targets'
const TABLES: Readonly<Record<IdTable, number>> = { messages: ID, threads: THREAD, targets: TARGET }
export const ID_TABLES: readonly IdTable[] = ['messages', 'threads', 'targets']

/** The part of a key of these tables that ends with the id. */
export const idPrefixOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 1 + HASH_BYTES)

/** The keys of a table between which all ids begin with these hex digits. */
export function idsBetween(table: IdTable, prefix: string): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
	const at = (digit: string): Uint8Array => key(TABLES[table], bytesOf(prefix.padEnd(2 * HASH_BYTES, digit)))
	return { gte: at('0'), lt: endOf(at('f')) }
}

/** Every key under which a message is found, beside MESSAGE and ID. */
export function indexKeys(entry: IndexEntry, arrival: Uint8Array): readonly Uint8Array[] {
	const author = bytesOf(entry.author)
	const kind = number(entry.kind)
	const place = concatBytes(number(entry.log), number(entry.seq), bytesOf(entry.id))
	const moment = concatBytes(timeOf(entry.time), bytesOf(entry.id))
	const keys = [
		key(KIND, kind, arrival),
		key(AUTHOR, author, place),
		key(OF_KIND, author, kind, place),
		key(TIME, kind, moment),
		key(BY_AUTHOR, author, kind, moment),
		...entry.threads.map((thread) => key(THREAD, bytesOf(thread), arrival)),
		...entry.targets.map((target) => key(TARGET, bytesOf(target), arrival)),
		...entry.topics.map((topic) => key(BY_TOPIC, name(topic), kind, moment)),
	]
	if (entry.question) keys.push(key(QUESTION, arrival))
	if (entry.space !== undefined) keys.push(key(BY_SPACE, name(entry.space), kind, moment))
	if (entry.retractable && entry.first !== undefined) keys.push(concatBytes(firstPrefix(entry.author, entry.first), arrival))
	return keys
}

/** Where a query reads. */
export interface Plan {
	readonly prefix: Uint8Array
	readonly reverse: boolean
	/** Whether the values are the messages themselves, and not their arrivals. */
	readonly direct: boolean
	/** What the key does not tell, and the message must. */
	readonly rest: { readonly author?: string; readonly space?: string }
}

const NAME_BYTES = 255

/** `undefined` when nothing can fit. The query was checked. */
export function planOf(query: StoreQuery): Plan | undefined {
	const forward = (prefix: Uint8Array): Plan => ({ prefix, reverse: false, direct: false, rest: {} })
	switch (query.by) {
		case 'arrival':
			return query.kind === undefined ? { ...forward(key(MESSAGE)), direct: true } : forward(key(KIND, number(query.kind)))
		case 'thread':
			return forward(key(THREAD, bytesOf(query.thread)))
		case 'target':
			return forward(key(TARGET, bytesOf(query.target)))
		case 'question':
			return forward(key(QUESTION))
		case 'author': {
			const author = bytesOf(query.author)
			const log = query.log === undefined ? [] : [number(query.log)]
			return forward(query.kind === undefined ? key(AUTHOR, author, ...log) : key(OF_KIND, author, number(query.kind), ...log))
		}
		case 'time':
			return planByTime(query)
	}
}

function planByTime({ kind: of, author, space, topic }: StoreQuery & { readonly by: 'time' }): Plan | undefined {
	// Longer names than a key can hold are in no message.
	if ([space, topic].some((text) => text !== undefined && encodeUtf8(text).length > NAME_BYTES)) return undefined
	const kind = number(of)
	const newest = (prefix: Uint8Array, rest: Plan['rest']): Plan => ({ prefix, reverse: true, direct: false, rest })
	const ofAuthor = author === undefined ? {} : { author }
	const ofSpace = space === undefined ? {} : { space }
	if (topic !== undefined) return newest(key(BY_TOPIC, name(topic), kind), { ...ofAuthor, ...ofSpace })
	if (author !== undefined) return newest(key(BY_AUTHOR, bytesOf(author), kind), ofSpace)
	if (space !== undefined) return newest(key(BY_SPACE, name(space), kind), {})
	return newest(key(TIME, kind), {})
}

const PROVEN = 0
const SIGNED = 1

/** `proof`: the hash of what proves a message without a signature. */
export function writeMessage({ id, signature, payload }: Message, proof: string | undefined): Uint8Array {
	if (signature !== undefined) return concatBytes(bytesOf(id), Uint8Array.of(SIGNED), signature, payload)
	return concatBytes(bytesOf(id), Uint8Array.of(PROVEN), bytesOf(proof as string), payload)
}

/** The id of the message with this value, as a view. */
export const idIn = (value: Uint8Array): Uint8Array => value.subarray(0, HASH_BYTES)

/** The hash of what proves a message, where it has no signature. */
export function proofOf(value: Uint8Array): string | undefined {
	return value[HASH_BYTES] === PROVEN ? toHex(value.subarray(HASH_BYTES + 1, 2 * HASH_BYTES + 1)) : undefined
}

export function writeProof(checkpoint: Uint8Array, hashes: Uint8Array): Uint8Array {
	return concatBytes(checkpoint, hashes)
}

/** The id of the checkpoint is a view. */
export function readProof(value: Uint8Array): { readonly checkpoint: Uint8Array; readonly hashes: Uint8Array } {
	return { checkpoint: value.subarray(0, HASH_BYTES), hashes: copyBytes(value.subarray(HASH_BYTES)) }
}

export function writeHead({ payload, signature }: StoreProof['checkpoint']): Uint8Array {
	return concatBytes(signature, payload)
}

export function readHead(value: Uint8Array): StoreProof['checkpoint'] {
	return Object.freeze({ payload: copyBytes(value.subarray(SIGNATURE_BYTES)), signature: copyBytes(value.subarray(0, SIGNATURE_BYTES)) })
}

/** The bytes are copied: nobody can change what the store holds. */
export function readMessage(value: Uint8Array, arrival: number): StoredMessage {
	const id = toHex(value.subarray(0, HASH_BYTES))
	const start = HASH_BYTES + 1
	if (proofOf(value) !== undefined) return Object.freeze({ id, payload: copyBytes(value.subarray(start + HASH_BYTES)), arrival })
	const end = start + SIGNATURE_BYTES
	return Object.freeze({ id, payload: copyBytes(value.subarray(end)), signature: copyBytes(value.subarray(start, end)), arrival })
}
