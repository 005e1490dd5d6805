/** What the makers of vectors share: identities, payloads from named fields, signatures, and the notation of long bytes. Independent of the code under test. */

import { Buffer } from 'node:buffer'
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../report.mjs'
import { arrayItem, bytesItem, encode, mapItem } from './cbor.mjs'

/** @typedef {import('./cbor.mjs').Notation} Notation */
/** @typedef {{ readonly name: string, readonly secret: string, readonly author: string, sign(bytes: Uint8Array): Buffer }} Person */
/** Fields by the names of SPEC 3.3, others by their number. @typedef {Readonly<Record<string, any>>} Fields */
/** Hex digits, or pieces of them. @typedef {string | readonly (string | { readonly repeat: string, readonly times: number })[]} LongHex */

/** The cases of a vector must have been thought of; where the library says something else, one of the two is wrong. */
export class Disagreement extends Error {}

/**
 * A module of the built library.
 *
 * @param {string} path below dist
 * @returns {Promise<any>}
 */
export async function library(path) {
	const file = join(ROOT, 'dist', path)
	if (!existsSync(file)) throw new Error(`dist/${path} is missing: run "npm run build" first`)
	return import(pathToFileURL(file).href)
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
	return Buffer.from(bytes).toString('hex')
}

/** @param {string} digits spaces between them are allowed */
export function unhex(digits) {
	const plain = digits.replaceAll(/\s/g, '')
	if (!/^(?:[0-9a-f]{2})*$/.test(plain)) throw new Error(`not hex: ${digits}`)
	return Buffer.from(plain, 'hex')
}

/** @param {Uint8Array | string} bytes */
export function sha256(bytes) {
	return createHash('sha256').update(bytes).digest()
}

/** The 32 bytes of nothing that exists; the same for the same name. @param {string} name */
export function ghost(name) {
	return hex(sha256(`budkavle vectors: ${name}`))
}

/** @param {string} name @param {number} byte of which the secret key consists */
function person(name, byte) {
	const secret = Buffer.alloc(32, byte)
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret])
	const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
	const author = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
	return Object.freeze({ name, secret: hex(secret), author, sign: (/** @type {Uint8Array} */ bytes) => sign(null, bytes, key) })
}

export const DOMAIN = 'budkavle/1 message\n'

/** Authors whose keys ascend. @type {Readonly<Record<'anna' | 'bo' | 'carl' | 'dora', Person>>} */
export const PEOPLE = Object.freeze({ anna: person('anna', 2), bo: person('bo', 1), carl: person('carl', 4), dora: person('dora', 3) })

/** The same and more, whose keys ascend on. @type {Readonly<Record<keyof typeof PEOPLE | 'emil' | 'frida', Person>>} */
export const CROWD = Object.freeze({ ...PEOPLE, emil: person('emil', 39), frida: person('frida', 9) })

/** Types and keys of SPEC 3.3: `uint`, `bytes` and so on, or the shape of the maps in an array. @type {Readonly<Record<string, readonly [number, string]>>} */
const PAYLOAD = {
	kind: [0, 'uint'],
	author: [1, 'bytes'],
	log: [2, 'uint'],
	seq: [3, 'uint'],
	time: [4, 'uint'],
	space: [5, 'text'],
	root: [6, 'bytes'],
	parent: [7, 'bytes'],
	first: [8, 'bytes'],
	rev: [9, 'uint'],
	target: [10, 'bytes'],
	stance: [11, 'uint'],
	grounds: [12, 'uint'],
	sources: [13, 'source'],
	text: [14, 'text'],
	format: [15, 'uint'],
	lang: [16, 'text'],
	topics: [17, 'text'],
	attachments: [18, 'attachment'],
	expires: [19, 'uint'],
	question: [20, 'bool'],
	subject: [21, 'bytes'],
	targets: [22, 'stub'],
	salt: [23, 'bytes'],
	name: [24, 'text'],
	about: [25, 'text'],
	keys: [26, 'bytes'],
	size: [27, 'uint'],
	head: [28, 'bytes'],
}

/** @type {Readonly<Record<string, typeof PAYLOAD>>} */
const SHAPES = {
	source: { uri: [0, 'text'], hash: [1, 'bytes'], message: [2, 'bytes'], day: [3, 'uint'] },
	attachment: { hash: [0, 'bytes'], size: [1, 'uint'], type: [2, 'text'], name: [3, 'text'] },
	stub: PAYLOAD,
}

/**
 * A value of a field: hex for bytes, objects with names for sources, attachments and stubs; whatever does not fit its type, and all of unknown fields, in the notation of
 * values.
 *
 * @param {any} value
 * @param {string} type
 * @returns {Buffer}
 */
function encodeField(value, type) {
	if (Array.isArray(value)) return arrayItem(value.map((item) => encodeField(item, type)))
	if (type === 'bytes' && typeof value === 'string') return bytesItem(value)
	const shape = SHAPES[type]
	const isNotation = typeof value !== 'object' || 'bytes' in value || 'map' in value || 'text' in value
	return shape === undefined || isNotation ? encode(value) : encodeFields(value, shape)
}

/**
 * The map of named fields, its keys ascending. What is undefined is left out.
 *
 * @param {Fields} fields
 * @param {typeof PAYLOAD} [shape]
 */
export function encodeFields(fields, shape = PAYLOAD) {
	const entries = Object.entries(fields)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => {
			const [key, type] = shape[name] ?? [Number(name), 'unknown']
			if (!Number.isSafeInteger(key)) throw new Error(`no field is called "${name}"`)
			return /** @type {const} */ ([key, encodeField(value, type)])
		})
	return mapItem(entries.sort(([a], [b]) => a - b))
}

/** A payload as its author signs it. @param {Uint8Array} payload @param {Person} by */
export function seal(payload, by) {
	const id = sha256(payload)
	const signed = Buffer.concat([Buffer.from(DOMAIN, 'ascii'), id])
	const signature = by.sign(signed)
	return { payload: Buffer.from(payload), id: hex(id), signed, signature, message: Buffer.concat([payload, signature]) }
}

/** The order of the base point. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** The secret scalar of a seed (RFC 8032). @param {Uint8Array} seed */
function scalarOf(seed) {
	const half = createHash('sha512').update(seed).digest().subarray(0, 32)
	return (littleEndian(half) & ((1n << 254n) - 8n)) | (1n << 254n)
}

/** @param {Uint8Array} bytes */
function littleEndian(bytes) {
	return BigInt(`0x${hex(Buffer.from(bytes).reverse())}`)
}

/** The same message with another valid signature: the nonce is the secret scalar of another seed, so that its point is a public key. @param {Uint8Array} payload @param {Person} by */
export function sealAgain(payload, by) {
	const nonce = person('a nonce', 200)
	const r = unhex(nonce.author)
	const signed = Buffer.concat([Buffer.from(DOMAIN, 'ascii'), sha256(payload)])
	const k = littleEndian(createHash('sha512').update(r).update(unhex(by.author)).update(signed).digest()) % L
	const s = (scalarOf(unhex(nonce.secret)) + k * scalarOf(unhex(by.secret))) % L
	return Buffer.concat([payload, r, Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()])
}

/** A message of named fields. @param {Person} by @param {Fields} fields the author is added */
export function write(by, fields) {
	return seal(encodeFields({ author: by.author, ...fields }), by)
}

/**
 * Hex, with what repeats (units of 1 to 4 bytes, together 64 bytes and more) written as such.
 *
 * @param {Uint8Array} bytes
 * @returns {LongHex}
 */
export function longHex(bytes) {
	const digits = hex(bytes)
	/** @type {(string | { repeat: string, times: number })[]} */
	const pieces = []
	let plain = ''
	for (let at = 0; at < digits.length; ) {
		const run = runAt(digits, at)
		if (run === undefined) {
			plain += digits.slice(at, at + 2)
			at += 2
			continue
		}
		if (plain !== '') pieces.push(plain)
		pieces.push(run)
		plain = ''
		at += run.repeat.length * run.times
	}
	if (pieces.length === 0) return plain
	return plain === '' ? pieces : [...pieces, plain]
}

/** @param {string} digits @param {number} at */
function runAt(digits, at) {
	for (const width of [2, 4, 6, 8]) {
		const repeat = digits.slice(at, at + width)
		if (repeat.length < width) return undefined
		let times = 1
		while (digits.startsWith(repeat, at + width * times)) times++
		if (width * times >= 128) return { repeat, times }
	}
	return undefined
}

/**
 * Fails the making of vectors when the library gives something else than the vector says.
 *
 * @param {string} where
 * @param {unknown} thought
 * @param {unknown} given
 */
export function agree(where, thought, given) {
	const [a, b] = [thought, given].map((value) => JSON.stringify(value, sortKeys, '\t'))
	if (a !== b) throw new Disagreement(`${where}\n--- the vector\n${a}\n--- the library\n${b}`)
}

/** @param {string} _key @param {any} value */
function sortKeys(_key, value) {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
