/** vectors/invalid-messages.json: messages with one fault each, signed all the same, and some with two that show which one decides. */

import { Buffer } from 'node:buffer'
import { CONFLICTS, MISSING, PRECEDENCE, RANGES, SIZES, TYPES } from './invalid-fields.mjs'
import { agree, DOMAIN, encodeFields, hex, library, longHex, PEOPLE, seal, sha256, unhex } from './kit.mjs'
import { MESSAGES, post } from './messages.mjs'

/** @typedef {import('./kit.mjs').Fields} Fields */

const { anna, bo } = PEOPLE
const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** Payloads that are no map of fields. @type {readonly (readonly [name: string, hex: string, code: string, offset: number | undefined, reason: string])[]} */
// biome-ignore format: a table, one row for each case
const PAYLOADS = [
	['an integer', '00', 'payload-not-map', undefined, 'One byte is the shortest payload; only a map is one.'],
	['true', 'f5', 'payload-not-map', undefined, 'Good CBOR, and no map.'],
	['bytes around a map', '41a0', 'payload-not-map', undefined, 'Good CBOR, and no map.'],
	['a text as payload', '6161', 'payload-not-map', undefined, 'Good CBOR, and no map.'],
	['an array around a map', '81a0', 'payload-not-map', undefined, 'Good CBOR, and no map.'],
	['an empty map', 'a0', 'field-missing', undefined, 'A map without fields lacks the kind first.'],
]

/** Faults of the encoding: bytes of a post that are replaced, by their place in it. @type {readonly (readonly [name: string, change: (payload: Buffer) => Buffer, code: string, offset: number, reason: string])[]} */
// biome-ignore format: a table, one row for each case
const ENCODINGS = [
	['a payload without its last byte', (post) => post.subarray(0, -1), 'cbor-truncated', 41, 'The text lacks its character.'],
	['a byte behind the payload', (post) => Buffer.concat([post, Buffer.of(0)]), 'cbor-trailing', 43, 'One item is all.'],
	['the kind in two bytes', (post) => Buffer.concat([post.subarray(0, 2), unhex('1801'), post.subarray(3)]), 'cbor-non-minimal', 2, 'One value, one encoding, one id.'],
	['a map of indefinite length', (post) => Buffer.concat([unhex('bf'), post.subarray(1), unhex('ff')]), 'cbor-indefinite', 0, 'Counts stand in front.'],
	['null as text', (post) => Buffer.concat([post.subarray(0, 41), unhex('f6')]), 'cbor-type', 41, 'No null.'],
	['a negative kind', (post) => Buffer.concat([post.subarray(0, 2), unhex('20'), post.subarray(3)]), 'cbor-type', 2, 'No negative integers.'],
	['a floating-point kind', (post) => Buffer.concat([post.subarray(0, 2), unhex('f93c00'), post.subarray(3)]), 'cbor-type', 2, 'No floating-point numbers, not even whole ones.'],
	['a kind of 2^53', (post) => Buffer.concat([post.subarray(0, 2), unhex('1b0020000000000000'), post.subarray(3)]), 'cbor-integer-range', 2, 'Integers end at 2^53 - 1.'],
	['a text that is no UTF-8', (post) => Buffer.concat([post.subarray(0, 41), unhex('61ff')]), 'cbor-utf8', 42, 'Texts are UTF-8.'],
	['a text with CR', (post) => Buffer.concat([post.subarray(0, 41), unhex('610d')]), 'cbor-text', 42, 'No control characters but LF and TAB.'],
	['a text with a byte order mark', (post) => Buffer.concat([post.subarray(0, 41), unhex('63efbbbf')]), 'cbor-text', 42, 'Not at the start of a text.'],
	['a text as key of the payload', (post) => Buffer.concat([unhex('a5'), post.subarray(1), unhex('617800')]), 'cbor-key-type', 43, 'Keys are unsigned integers.'],
	['the kind behind the author', (post) => Buffer.concat([post.subarray(0, 1), post.subarray(3, 38), post.subarray(1, 3), post.subarray(38)]), 'cbor-key-order', 36, 'Keys ascend.'],
	['the kind twice', (post) => Buffer.concat([unhex('a5'), post.subarray(1, 3), post.subarray(1)]), 'cbor-key-order', 3, 'Keys ascend strictly.'],
	['an unknown key five levels deep', (post) => Buffer.concat([unhex('a5'), post.subarray(1), unhex('181d 81818180')]), 'cbor-depth', 48, 'The payload itself is level 1, also above what is unknown.'],
]

/** A number of 32 bytes, the lowest first. @param {bigint} value */
function littleEndian(value) {
	return unhex(value.toString(16).padStart(64, '0')).reverse()
}

/** Signatures that do not hold. @returns {readonly (readonly [name: string, message: Buffer, reason: string])[]} */
function signatureCases() {
	const good = seal(encodeFields({ ...post(), author: anna.author }), anna)
	const { payload, signature } = good
	const id = sha256(payload)
	const s = BigInt(`0x${hex(Buffer.from(signature.subarray(32)).reverse())}`)
	/** @param {Uint8Array} other */
	const signed = (other) => Buffer.concat([payload, other])
	/** @param {number} at @param {number} bit */
	const flipped = (at, bit) => {
		const bytes = Buffer.from(good.message)
		bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at)
		return bytes
	}
	/** @param {string} author */
	const by = (author) => seal(encodeFields({ ...post(), author }), anna).message
	return [
		['a text that was changed', flipped(42, 1), 'The payload is another one than was signed.'],
		['the first bit of R is wrong', flipped(43, 1), 'R is another point, or none.'],
		['the last bit of S is wrong', flipped(106, 128), 'S is not below the order of the base point.'],
		['the lowest bit of S is wrong', flipped(75, 1), 'The equation does not hold.'],
		['a signature of zeros', signed(Buffer.alloc(64)), 'R is of small order.'],
		['a signature of another author', signed(bo.sign(good.signed)), 'The key in the payload decides.'],
		[
			'a signature of another message',
			signed(seal(encodeFields({ ...post({ seq: 2 }), author: anna.author }), anna).signature),
			'The signature names what was signed.',
		],
		['S + L', signed(Buffer.concat([signature.subarray(0, 32), littleEndian(s + L)])), 'S is not below L, though the equation holds.'],
		['the id alone was signed', signed(anna.sign(id)), 'The domain is missing.'],
		['the payload was signed', signed(anna.sign(payload)), 'The id is signed, behind the domain.'],
		['the domain without LF', signed(anna.sign(Buffer.concat([Buffer.from('budkavle/1 message'), id]))), 'The domain ends with LF.'],
		[
			'the domain of another version',
			signed(anna.sign(Buffer.concat([Buffer.from('budkavle/2 message\n'), id]))),
			'The domain names the version.',
		],
		['the id in hexadecimal digits was signed', signed(anna.sign(Buffer.from(`${DOMAIN}${hex(id)}`))), 'The 32 bytes are signed.'],
		['an author of small order', by('01'.padEnd(64, '0')), 'A is of small order.'],
		['an author that is not canonical', by(`ee${'ff'.repeat(30)}7f`), 'y is p + 1.'],
		['an author that is no point', by('02'.padEnd(64, '0')), 'A is not on the curve.'],
	]
}

export async function makeInvalid() {
	const { verifyMessage } = await library('message/verify.js')
	const names = new Set(MESSAGES.map(([name]) => name))
	/** @type {Record<string, unknown>[]} */
	const messages = []
	/** @type {Record<string, unknown>[]} */
	const precedence = []

	/** @param {string} name @param {Uint8Array} message */
	const fault = async (name, message) => {
		try {
			await verifyMessage(new Uint8Array(message))
		} catch (/** @type {any} */ { code, stage, field, offset }) {
			return { code, stage, field, offset }
		}
		throw new Error(`the invalid message "${name}" passes`)
	}
	/** @param {string} name @param {Uint8Array} message @param {string} reason @param {{ code: string, stage: string, field?: string, offset?: number }} thought */
	const check = async (name, message, reason, { code, stage, field, offset }) => {
		agree(`invalid messages, "${name}"`, { code, stage, field, offset }, await fault(name, message))
		return { name, reason, stage, code, ...(field === undefined ? {} : { field }), ...(offset === undefined ? {} : { offset }) }
	}
	/** @param {Fields} fields */
	const sealed = (fields) => seal(encodeFields({ author: anna.author, ...fields }), anna).message
	const signer = anna.author

	const good = sealed(post())
	const full = MESSAGES.find(([name]) => name === 'a post of 32768 bytes')?.[2] ?? {}
	/** @type {readonly (readonly [name: string, message: Buffer, code: string, reason: string, allowed?: string])[]} */
	const sizes = [
		['no bytes', Buffer.alloc(0), 'message-too-short', 'There is neither payload nor signature.'],
		[
			'a signature alone',
			good.subarray(-64),
			'message-too-short',
			'64 bytes leave nothing for the payload.',
			'the smallest message of all',
		],
		[
			'32769 bytes',
			sealed({
				...full,
				sources: full.sources.map((/** @type {any} */ source, /** @type {number} */ i) =>
					i === 7 ? { uri: { text: 'a', times: source.uri.times + 1 } } : source,
				),
			}),
			'message-too-large',
			'One byte more than a message may have.',
			'a post of 32768 bytes',
		],
	]
	for (const [name, message, code, reason, allowed] of sizes) {
		const made = await check(name, message, reason, { code, stage: 'size' })
		messages.push({
			...made,
			...(allowed === undefined ? {} : { allowed }),
			message: longHex(message),
			...(message.length > 64 ? { signer } : {}),
		})
	}
	for (const [name, change, code, offset, reason] of ENCODINGS) {
		const { message } = seal(change(good.subarray(0, -64)), anna)
		messages.push({ ...(await check(name, message, reason, { code, stage: 'encoding', offset })), message: longHex(message), signer })
	}
	for (const [name, digits, code, , reason] of PAYLOADS) {
		const { message } = seal(unhex(digits), anna)
		const where = code === 'payload-not-map' ? { stage: 'structure' } : { stage: 'fields', field: 'kind' }
		messages.push({ ...(await check(name, message, reason, { code, ...where })), message: longHex(message), signer })
	}
	for (const [name, fields, code, field, reason, allowed] of [...TYPES, ...SIZES, ...RANGES, ...MISSING, ...CONFLICTS]) {
		const message = sealed(fields)
		if (allowed !== undefined && !names.has(allowed)) throw new Error(`"${name}" names "${allowed}", which is no case of messages.json`)
		const made = await check(name, message, reason, { code, stage: 'fields', field })
		messages.push({ ...made, ...(allowed === undefined ? {} : { allowed }), message: longHex(message), signer })
	}
	for (const [name, message, reason] of signatureCases()) {
		messages.push({ ...(await check(name, message, reason, { code: 'signature-invalid', stage: 'signature' })), message: longHex(message) })
	}

	for (const [name, fields, code, field, over, reason] of PRECEDENCE) {
		const message = sealed(fields)
		precedence.push({ ...(await check(name, message, reason, { code, stage: 'fields', field })), over, message: longHex(message), signer })
	}
	const stages = await stagePrecedence(check)
	return { messages, precedence: [...stages, ...precedence] }
}

/** @param {(name: string, message: Uint8Array, reason: string, thought: { code: string, stage: string, field?: string, offset?: number }) => Promise<object>} check */
async function stagePrecedence(check) {
	/** @param {Uint8Array} payload */
	const unsigned = (payload) => Buffer.concat([payload, Buffer.alloc(64)])
	/** @type {readonly (readonly [name: string, message: Buffer, reason: string, over: string, thought: { code: string, stage: string, field?: string, offset?: number }])[]} */
	const cases = [
		[
			'too large and no CBOR',
			Buffer.alloc(32_769, 0xff),
			'The size comes first.',
			'cbor-indefinite',
			{ code: 'message-too-large', stage: 'size' },
		],
		[
			'no CBOR and no signature',
			unsigned(unhex('ff')),
			'The encoding comes before the signature.',
			'signature-invalid',
			{ code: 'cbor-indefinite', stage: 'encoding', offset: 0 },
		],
		[
			'no CBOR behind a wrong field',
			unsigned(unhex('a2 00 6161 01 f6')),
			'The whole encoding comes before the first field.',
			'field-type',
			{ code: 'cbor-type', stage: 'encoding', offset: 5 },
		],
		[
			'no map and no signature',
			unsigned(unhex('80')),
			'The structure comes before the signature.',
			'signature-invalid',
			{ code: 'payload-not-map', stage: 'structure' },
		],
		[
			'a wrong field and no signature',
			unsigned(encodeFields({ ...post({ seq: 0 }), author: anna.author })),
			'The fields come before the signature.',
			'signature-invalid',
			{ code: 'field-range', stage: 'fields', field: 'seq' },
		],
	]
	return Promise.all(
		cases.map(async ([name, message, reason, over, thought]) => ({
			...(await check(name, message, reason, thought)),
			over,
			message: longHex(message),
		})),
	)
}
