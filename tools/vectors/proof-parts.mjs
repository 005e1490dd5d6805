/** Sections with the flags 1, written out by hand from SPEC 7, so that cases can change any part of them. */

import { bodyOf, contentHash, wrap } from './bundle-format.mjs'
import { hex, PEOPLE, unhex } from './kit.mjs'
import { CHECKPOINT, ONE, SHORT, signatureOf, THREE, TWO } from './proof-logs.mjs'
import { hashesFor } from './proof-tree.mjs'

/** @typedef {import('./bundle-format.mjs').MessagesSection} MessagesSection */
/** @typedef {import('./proof-logs.mjs').Named} Named */

/** The head that a checkpoint names, the last 32 bytes of its payload. @param {Named} checkpoint */
export const headIn = ({ payload }) => hex(payload.subarray(-32))

const { anna } = PEOPLE

/** Three messages and a checkpoint over them, in hex. The structure stream consists of the parts up to `ways`. */
export const PARTS = {
	flags: '01',
	count: '04',
	signed: '01',
	/** One author, the first 32 bytes of the raw stream. */
	authors: '01',
	/** One writer: author 0, log 3. */
	writers: '01 00 03',
	spaces: '00',
	langs: '00',
	topics: '00',
	/** Two shapes: kind 1 with key 14; kind 7 with 27 and 28. */
	shapes: '02  02 01 0a  03 07 17 00',
	/** One tree: its checkpoint is message 3, and it has no hashes. */
	trees: '01 03 00',
	/** Indexes into two shapes: one byte each. */
	shapeOf: '00 00 00 01',
	/** Of one writer the index takes no bytes. */
	writerOf: '',
	/** Each seq is 1 more than the one before. */
	seqs: '00 00 00 00',
	wholes: '',
	times: '',
	/** The three texts have one byte each. */
	lengths: '01 01 01',
	/** The size of the checkpoint. */
	sizes: '03',
	/** What a key of applications takes: its length. */
	others: '',
	/** Three times the first tree of their author and log, and a signature. */
	ways: '01 01 01 00',
	bits: '',
	values: '',
	text: '61 62 63',
	/** The author. */
	keys: anna.author,
	/** The heads of checkpoints. */
	heads: headIn(CHECKPOINT),
	/** The hashes of trees. */
	hashes: '',
	signatures: signatureOf(CHECKPOINT),
}

const STRUCTURE = /** @type {const} */ ([
	...['authors', 'writers', 'spaces', 'langs', 'topics', 'shapes', 'trees'],
	...['shapeOf', 'writerOf', 'seqs', 'wholes', 'times', 'lengths', 'sizes', 'others', 'ways'],
])

/** @param {Partial<typeof PARTS>} [over] @param {typeof PARTS} [base] @returns {MessagesSection} */
export function handSection(over = {}, base = PARTS) {
	const parts = { ...base, ...over }
	const structure = unhex(STRUCTURE.map((name) => parts[/** @type {keyof typeof PARTS} */ (name)]).join(''))
	const [bits, values, text, raw] = [parts.bits, parts.values, parts.text, parts.keys + parts.heads + parts.hashes].map(unhex)
	const streams = /** @type {MessagesSection['streams']} */ ({ structure, bits, values, text, raw })
	const [flags, count, signed] = [parts.flags, parts.count, parts.signed].map((part) => unhex(part).readUInt8())
	return /** @type {MessagesSection} */ ({ type: 1, flags, count, signed, streams, signatures: unhex(parts.signatures) })
}

/** A bundle of one section, of which only the content may be wrong. @param {MessagesSection} section */
export function bundleWith(section) {
	return wrap([{ type: 1, body: bodyOf(section) }], contentHash([section]))
}

/** The hand-written log with other parts. @param {Partial<typeof PARTS>} [over] */
export const handLog = (over) => bundleWith(handSection(over))

/** The four messages of the section. */
export const ALL = [ONE, TWO, THREE, CHECKPOINT].map(({ name }) => name)

/** Messages 2, 3, 259 and 260 of the log `short`, which has two blocks, and the checkpoint over it. */
const SEQS = [2, 3, 259, 260]
const SHORT_IDS = SHORT.slice(0, -1).map(({ id }) => id)
/** The checkpoint over the log `short`. */
const OVER_SHORT = /** @type {Named} */ (SHORT.at(-1))

/** In their order: the first block, 8 hashes in it, the second block, and one hash in it. */
export const BLOCK_HASHES = hashesFor(SHORT_IDS, SEQS)

const BLOCKS = {
	...PARTS,
	count: '05',
	/** One writer: author 0, log 9. */
	writers: '01 00 09',
	/** Kind 1 with 4 and 14; kind 7 with 4, 27 and 28. */
	shapes: '02  03 01 00 09  04 07 00 16 00',
	/** The checkpoint is message 4; 11 hashes. */
	trees: '01 04 0b',
	shapeOf: '00 00 00 00 01',
	/** 2 instead of 1; 259 instead of 4, which is 255: symbol 15 and 6 bits. */
	seqs: '01 00 0f 00 00',
	/** 2, 1 more, 256 more, which is symbol 16 and 7 bits, and 1 more; then that of the checkpoint, 1 more. */
	times: '02 01 10 01  01',
	lengths: '01 01 01 01',
	/** 260: symbol 28 and 6 bits. */
	sizes: '1c',
	ways: '01 01 01 01 00',
	/** 6 bits 63, 7 bits 0, 6 bits 4. */
	bits: '3f 80 00',
	text: '61 61 61 61',
	heads: headIn(OVER_SHORT),
	hashes: BLOCK_HASHES.join(''),
	signatures: signatureOf(OVER_SHORT),
}

/** Two blocks with other parts. @param {Partial<typeof PARTS>} [over] */
export const twoBlocks = (over) => bundleWith(handSection(over, BLOCKS))

/** The five messages of these. */
export const BLOCKS_ALL = [...SEQS.map((seq) => `short ${seq}`), OVER_SHORT.name]

/** Hashes as they stand in a raw stream, one of them replaced. @param {readonly string[]} hashes @param {number} index @param {string} hash */
export const replaced = (hashes, index, hash) => hashes.map((one, i) => (i === index ? hash : one)).join('')
