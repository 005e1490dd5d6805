/** Three messages and the content of their section, written out by hand from SPEC 7, so that cases can change any part of it. */

import { Buffer } from 'node:buffer'
import { bodyOf, bodyWith, contentHash, STREAMS, storedStream, varint, wrap } from './bundle-format.mjs'
import { hex, PEOPLE, sha256, unhex, write } from './kit.mjs'

/** @typedef {import('./bundle-format.mjs').MessagesSection} MessagesSection */

const { anna } = PEOPLE
const first = write(anna, { kind: 1, seq: 1, text: 'a' })
const second = write(anna, { kind: 2, seq: 2, root: first.id, text: 'b' })
const third = write(anna, { kind: 2, seq: 3, root: first.id, parent: second.id, text: 'c' })

export const TRIO = [
	{ name: 'first', ...first },
	{ name: 'second', ...second },
	{ name: 'third', ...third },
]

/** Of the third the least hash comes first. */
export const ATTACHMENTS = ['the picture of a well', 'a map of the village'].map((text) => Buffer.from(text))

/** The parts of the section, in hex. The structure stream consists of those up to `lengths`. */
export const PARTS = {
	flags: '00',
	count: '03',
	/** One author, the first 32 bytes of the raw stream. */
	authors: '01',
	/** One writer: author 0, log 0. */
	writers: '01 00 00',
	spaces: '00',
	langs: '00',
	topics: '00',
	/** Three shapes: kind 1 with key 14; kind 2 with 6 and 14; kind 2 with 6, 7 and 14. */
	shapes: '03  02 01 0a  03 02 02 07  04 02 02 00 06',
	/** Indexes into three shapes: one byte each. */
	shapeOf: '00 01 02',
	/** Of one writer the index takes no bytes. */
	writerOf: '',
	/** Each seq is 1 more than the one before. */
	seqs: '00 00 00',
	/** Root of the second: the nearest message that begins a thread. Root of the third: that of its parent. */
	roots: '02 01',
	/** Parent of the third: the nearest reply. */
	parents: '02',
	/** The three texts have one byte each. */
	lengths: '01 01 01',
	bits: '',
	values: '',
	text: '61 62 63',
	raw: anna.author,
	signatures: TRIO.map(({ signature }) => signature.toString('hex')).join(''),
}

const STRUCTURE = /** @type {const} */ ([
	'authors',
	'writers',
	'spaces',
	'langs',
	'topics',
	'shapes',
	'shapeOf',
	'writerOf',
	'seqs',
	'roots',
	'parents',
	'lengths',
])

/** @param {Partial<typeof PARTS>} [over] @returns {MessagesSection} */
export function trioSection(over = {}) {
	const parts = { ...PARTS, ...over }
	const structure = unhex(STRUCTURE.map((name) => parts[name]).join(''))
	const [bits, values, text, raw] = [parts.bits, parts.values, parts.text, parts.raw].map(unhex)
	const streams = /** @type {MessagesSection['streams']} */ ({ structure, bits, values, text, raw })
	return { type: 1, flags: Number(parts.flags), count: unhex(parts.count).readUInt8(), streams, signatures: unhex(parts.signatures) }
}

export const TRIO_CONTENT = trioSection()

/** A good bundle of the trio with other parts; only its content is wrong. @param {Partial<typeof PARTS>} [over] */
export function trio(over) {
	const section = trioSection(over)
	return wrap([{ type: 1, body: bodyOf(section) }], contentHash([section]))
}

/** The body of the section with these streams. @param {readonly Buffer[]} streams each with its head */
export function trioBody(streams) {
	return bodyWith(TRIO_CONTENT, streams)
}

/** The names of all three. */
export const ALL = TRIO.map(({ name }) => name)
/** The bundle as it should be. */
export const GOOD = trio()
/** Its streams, none of them compressed. */
export const STORED = STREAMS.map((name) => storedStream(TRIO_CONTENT.streams[name]))
/** Of the attachments, ascending. */
export const HASHES = ATTACHMENTS.map((bytes) => hex(sha256(bytes))).sort()

/** A stream that is said to be so long. @param {Uint8Array} data @param {number} size */
export function deflated(data, size) {
	return Buffer.concat([varint(2 * data.length + 1), varint(size), data])
}

/** "abc" in one block with fixed codes (RFC 1951, 3.2.6). */
export const FIXED_ABC = unhex('4b4c4a0600')

/** The bundle with one stream in another form. @param {number} index @param {Buffer} stream */
export function withStream(index, stream) {
	return wrap([{ type: 1, body: trioBody(STORED.map((one, i) => (i === index ? stream : one))) }], contentHash([TRIO_CONTENT]))
}

/** An attachment in its section. @param {Uint8Array} bytes @param {string} [hash] */
export function attachment(bytes, hash = hex(sha256(bytes))) {
	return Buffer.concat([unhex(hash), varint(bytes.length), bytes])
}

/** A bundle of these sections; its hash is the right one if all sections of messages are the trio. @param {readonly { readonly type: number, readonly body: Buffer }[]} bodies */
export function bundleOf(...bodies) {
	return wrap(bodies, contentHash(bodies.map((section) => (section.type === 1 ? TRIO_CONTENT : section))))
}

/** The section of the trio. */
export const MESSAGES = { type: 1, body: bodyOf(TRIO_CONTENT) }
