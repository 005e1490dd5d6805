/** What the methods of every store accept: each argument is checked before anything is read or written. All functions throw `argument-invalid`. */

import { fromHex, isBytes } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { textSize } from '../encoding/text.js'
import { BudkavleError } from '../errors.js'
import type { Message, MessageId } from '../message/types.js'
import type { LocalKeysOptions, StoreBatch, StoreBlob, StorePageOptions, StoreProof, StoreQuery, StoreSearch } from './types.js'

const PAGE_DEFAULT = 1000
const PAGE_MAX = 10_000
/** Of ids alone. */
const IDS_MAX = 65_536
const SEARCH_DEFAULT = 50
const SEARCH_MAX = 1000
const SEARCH_CHARACTERS = 1000
const PREFIX_MAX = 100
const LOCAL_KEY_BYTES = 200
const LOCAL_VALUE_BYTES = 1_048_576
const HASH = /^[0-9a-f]{64}$/
const PREFIX = /^[0-9a-f]{1,64}$/

export function invalid(expected: string, came: unknown): BudkavleError {
	const shown =
		typeof came === 'string' ? JSON.stringify(came.slice(0, 80)) : typeof came === 'number' ? String(came) : `this ${typeof came}`
	return new BudkavleError('argument-invalid', `Expected ${expected}, but ${shown} came. Correct the call to the store.`)
}

/** The 32 bytes of an id, author key or hash. */
export function hashBytes(hex: string, what: string): Uint8Array {
	const bytes = typeof hex === 'string' && HASH.test(hex) ? fromHex(hex) : undefined
	if (bytes === undefined) throw invalid(`${what} as ${2 * HASH_BYTES} lower-case hex digits`, hex)
	return bytes
}

function uint(value: unknown, what: string): void {
	if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`${what} as a whole number from 0 to 2^53 - 1`, value)
}

function limited(value: unknown, fallback: number, max: number): number {
	if (value === undefined) return fallback
	if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= max) return value as number
	throw invalid(`a limit from 1 to ${max}`, value)
}

function optionalText(value: unknown, what: string): void {
	if (value !== undefined && (typeof value !== 'string' || textSize(value) < 0))
		throw invalid(`${what} as a text without control characters`, value)
}

export function pageLimit({ limit }: StorePageOptions): number {
	return limited(limit, PAGE_DEFAULT, PAGE_MAX)
}

/** Where ids are listed from, and how many. */
export function checkIds(after: number, limit: number): number {
	uint(after, 'the arrival to begin after')
	return limited(limit, PAGE_DEFAULT, IDS_MAX)
}

export function checkQuery(query: StoreQuery): void {
	switch (query?.by) {
		case 'arrival':
			if (query.after !== undefined) uint(query.after, 'the arrival to begin after')
			if (query.kind !== undefined) uint(query.kind, 'a kind')
			return
		case 'thread':
			hashBytes(query.thread, 'a thread')
			return
		case 'author':
			hashBytes(query.author, 'an author')
			if (query.log !== undefined) uint(query.log, 'a log')
			if (query.kind !== undefined) uint(query.kind, 'a kind')
			return
		case 'target':
			hashBytes(query.target, 'a target')
			return
		case 'question':
			return
		case 'time':
			uint(query.kind, 'a kind')
			if (query.author !== undefined) hashBytes(query.author, 'an author')
			optionalText(query.space, 'a space')
			optionalText(query.topic, 'a topic')
			return
		default:
			throw invalid('a query by arrival, thread, author, target, question or time', (query as { readonly by?: unknown } | undefined)?.by)
	}
}

/** The limit of a search. */
export function checkSearch({ words, author, space, topic, now, limit }: StoreSearch): number {
	if (typeof words !== 'string' || words.length > SEARCH_CHARACTERS)
		throw invalid(`words in at most ${SEARCH_CHARACTERS} characters`, words)
	if (author !== undefined) hashBytes(author, 'an author')
	optionalText(space, 'a space')
	optionalText(topic, 'a topic')
	if (now !== undefined) uint(now, 'a time in seconds since 1970')
	return limited(limit, SEARCH_DEFAULT, SEARCH_MAX)
}

export function checkPrefix(prefix: string, limit: number): void {
	if (typeof prefix !== 'string' || !PREFIX.test(prefix)) throw invalid('the beginning of an id as 1 to 64 lower-case hex digits', prefix)
	limited(limit, 0, PREFIX_MAX)
}

export function checkLocal(key: string, value: Uint8Array | undefined): void {
	const size = typeof key === 'string' ? textSize(key) : -1
	if (size < 1 || size > LOCAL_KEY_BYTES) throw invalid(`a key as text of 1 to ${LOCAL_KEY_BYTES} bytes without control characters`, key)
	if (value === undefined) return
	if (!isBytes(value)) throw invalid('a value as bytes', value)
	if (value.length > LOCAL_VALUE_BYTES) throw invalid(`a value of at most ${LOCAL_VALUE_BYTES} bytes`, value.length)
}

/** The limit of a list of local keys. */
export function checkLocalKeys(prefix: string, { limit, after }: LocalKeysOptions): number {
	const size = typeof prefix === 'string' ? textSize(prefix) : -1
	if (size < 0 || size > LOCAL_KEY_BYTES)
		throw invalid(`the beginning of keys as text of at most ${LOCAL_KEY_BYTES} bytes without control characters`, prefix)
	if (after !== undefined) checkLocal(after, undefined)
	return limited(limit, PAGE_DEFAULT, PAGE_MAX)
}

/** A batch whose shape was checked. */
export interface CheckedBatch {
	/** As many as were given: where an id is repeated, the same message each time. */
	readonly messages: readonly Message[]
	readonly blobs: readonly StoreBlob[]
	/** Of all messages that have no signature. */
	readonly proofs: ReadonlyMap<MessageId, StoreProof>
	readonly unique: boolean
	readonly rewrite: ReadonlySet<MessageId>
}

const NONE: ReadonlySet<never> = /* @__PURE__ */ new Set()

/** The messages of a batch were proven and are taken as they are. */
export function checkBatch({ messages, blobs = [], proofs = new Map(), unique = false, rewrite = NONE }: StoreBatch): CheckedBatch {
	if (!Array.isArray(messages)) throw invalid('the messages of a batch as an array', messages)
	if (!Array.isArray(blobs)) throw invalid('the attachments of a batch as an array', blobs)
	for (const { hash, bytes } of blobs as readonly StoreBlob[]) {
		hashBytes(hash, 'the hash of an attachment')
		if (!isBytes(bytes)) throw invalid('an attachment as bytes', bytes)
	}
	const decisive = decisiveOf(messages)
	for (const { id, signature } of decisive) if (signature === undefined) checkProof(proofs.get(id), id)
	return { messages: decisive, blobs, proofs, unique, rewrite }
}

function decisiveOf(messages: readonly Message[]): readonly Message[] {
	const byId = new Map<MessageId, Message>()
	for (const message of messages) {
		const known = byId.get(message.id)
		if (known === undefined || (known.signature === undefined && message.signature !== undefined)) byId.set(message.id, message)
	}
	return byId.size === messages.length ? messages : messages.map(({ id }) => byId.get(id) as Message)
}

function checkProof(proof: StoreProof | undefined, id: MessageId): void {
	if (proof === undefined) throw invalid('a signature of every message of a batch, or what proves it', id)
	const { checkpoint, hashes } = proof
	if (!isBytes(hashes) || !isBytes(checkpoint?.payload) || checkpoint.signature?.length !== SIGNATURE_BYTES)
		throw invalid('a proof with a checkpoint, its signature and hashes, as bytes', typeof hashes)
}

export function closedError(): BudkavleError {
	return new BudkavleError('closed', 'This store was closed. Open it again to use it.')
}
