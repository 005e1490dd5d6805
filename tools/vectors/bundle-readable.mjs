/** Good bundles of vectors/bundles.json that no writer makes and every reader has to accept, and files. */

import { Buffer } from 'node:buffer'
import { closeBundle, contentHash, wrap } from './bundle-format.mjs'
import { hex, sha256, unhex } from './kit.mjs'
import {
	ALL,
	ATTACHMENTS,
	attachment,
	bundleOf,
	deflated,
	FIXED_ABC,
	GOOD,
	HASHES,
	MESSAGES,
	PARTS,
	STORED,
	TRIO,
	TRIO_CONTENT,
	trio,
	trioBody,
	withStream,
} from './trio.mjs'

/** @typedef {import('./bundle-containers.mjs').Outcomes} Outcomes */

const [FIRST, SECOND, THIRD] = /** @type {[typeof TRIO[number], typeof TRIO[number], typeof TRIO[number]]} */ (TRIO)

/** A block of deflate data that is stored (RFC 1951, 3.2.4). @param {Uint8Array} bytes @param {boolean} isLast */
export function storedBlock(bytes, isLast) {
	const head = Buffer.alloc(5)
	head.writeUInt8(isLast ? 1 : 0)
	head.writeUInt16LE(bytes.length, 1)
	head.writeUInt16LE(bytes.length ^ 0xffff, 3)
	return Buffer.concat([head, bytes])
}

const BLOBS = Buffer.concat(
	HASHES.map((hash) => attachment(/** @type {Buffer} */ (ATTACHMENTS.find((bytes) => hex(sha256(bytes)) === hash)))),
)

/**
 * Messages of the trio, by their indexes, as whole payloads. Their lengths are 43, 78 and 113: symbols 17, 20 and 23 with 3, 4 and 4 extra bits, as 43 = 5 * 8 + 3, 78 = 4 * 16 + 14 and
 * 113 = 7 * 16 + 1.
 *
 * @param {readonly number[]} indexes
 * @param {string} bits
 * @returns {import('./bundle-format.mjs').MessagesSection}
 */
function wholeSection(indexes, bits) {
	const chosen = indexes.map((index) => /** @type {typeof TRIO[number]} */ (TRIO[index]))
	const structure = Buffer.concat([unhex('00 00 00 00 00 01 00'), Buffer.from(indexes.map((index) => 17 + 3 * index))])
	const values = Buffer.concat(chosen.map(({ payload }) => payload))
	const streams = { structure, bits: unhex(bits), values, text: Buffer.alloc(0), raw: Buffer.alloc(0) }
	return { type: 1, flags: 0, count: chosen.length, streams, signatures: Buffer.concat(chosen.map(({ signature }) => signature)) }
}

/** @type {readonly ({ readonly name: string, readonly comment: string, readonly bytes: Buffer } & Outcomes)[]} */
export const READABLE = [
	{
		name: 'nothing compressed',
		comment: 'Compression is the choice of the writer.',
		bytes: wrap([{ type: 1, body: trioBody(STORED) }], contentHash([TRIO_CONTENT])),
		messages: ALL,
	},
	{
		name: 'a stored block',
		comment: 'Deflate data may be longer than what it stands for.',
		bytes: withStream(3, deflated(storedBlock(unhex(PARTS.text), true), 3)),
		messages: ALL,
	},
	{
		name: 'two blocks',
		comment: 'Also an empty one at the end.',
		bytes: withStream(3, deflated(Buffer.concat([storedBlock(unhex(PARTS.text), false), storedBlock(Buffer.alloc(0), true)]), 3)),
		messages: ALL,
	},
	{
		name: 'a block with fixed codes',
		comment: 'A reader knows all three types of blocks.',
		bytes: withStream(3, deflated(FIXED_ABC, 3)),
		messages: ALL,
	},
	{
		name: 'an empty stream that is compressed',
		comment: 'No bytes take one empty block.',
		bytes: withStream(2, deflated(unhex('0300'), 0)),
		messages: ALL,
	},
	{
		name: 'a root by its distance among all',
		comment: 'Symbol 64 and more; a writer would take the list.',
		bytes: trio({ roots: '40 01' }),
		messages: ALL,
	},
	{
		name: 'a root that is written out',
		comment: 'Symbol 0, though the message is in the section; the next root repeats it.',
		bytes: trio({ roots: '00 80', raw: PARTS.raw + FIRST.id }),
		messages: ALL,
	},
	{
		name: 'a root by its list, not derived',
		comment: 'The nearest that begins a thread, for both replies.',
		bytes: trio({ roots: '02 02' }),
		messages: ALL,
	},
	{
		name: 'a parent by its distance among all',
		comment: 'The root is derived from it all the same.',
		bytes: trio({ parents: '40' }),
		messages: ALL,
	},
	{
		name: 'a topic that nobody has',
		comment: 'Tables may have more than is used.',
		bytes: trio({ topics: '01 04', text: `74657374${PARTS.text}` }),
		messages: ALL,
	},
	{
		name: 'two authors that are the same',
		comment: 'Tables may repeat entries.',
		bytes: trio({ authors: '02', writers: '01 01 00', raw: PARTS.raw + PARTS.raw }),
		messages: ALL,
	},
	{
		name: 'messages that travel whole',
		comment:
			'A writer does this for messages with very many keys only. The extra bits of the lengths are 110, 0111 and 1000, the lowest first.',
		bytes: closeBundle([wholeSection([0, 1, 2], 'f3 00')]),
		messages: ALL,
	},
	{
		name: 'a section for each message',
		comment: 'Messages may be in any order; references go to the same section only.',
		bytes: closeBundle([wholeSection([2], '01'), wholeSection([0], '03'), wholeSection([1], '0e')]),
		messages: ['third', 'first', 'second'],
	},
	{
		name: 'the same section twice',
		comment: 'Messages may repeat.',
		bytes: closeBundle([TRIO_CONTENT, TRIO_CONTENT]),
		messages: [...ALL, ...ALL],
	},
	{
		name: 'attachments first',
		comment: 'Sections may have any order.',
		bytes: bundleOf({ type: 2, body: BLOBS }, MESSAGES),
		messages: ALL,
		attachments: HASHES,
	},
	{
		name: 'attachments in another order',
		comment: 'And in two sections.',
		bytes: bundleOf(
			...[...ATTACHMENTS].sort((a, b) => Buffer.compare(sha256(b), sha256(a))).map((bytes) => ({ type: 2, body: attachment(bytes) })),
		),
		attachments: [...HASHES].reverse(),
	},
	{
		name: 'sections of unknown types',
		comment: 'They are passed over and reported, and belong to the hash as they are.',
		bytes: bundleOf({ type: 0, body: Buffer.alloc(0) }, { type: 3, body: unhex('00ff') }, MESSAGES, {
			type: 255,
			body: Buffer.alloc(200, 1),
		}),
		messages: ALL,
		skipped: [
			{ type: 0, length: 0 },
			{ type: 3, length: 2 },
			{ type: 255, length: 200 },
		],
	},
	{ name: 'an empty section of attachments', comment: 'No attachments are some.', bytes: bundleOf({ type: 2, body: Buffer.alloc(0) }) },
	{
		name: 'a section of no messages',
		comment: 'All tables are empty.',
		bytes: closeBundle([
			{
				type: 1,
				flags: 0,
				count: 0,
				streams: {
					structure: Buffer.alloc(6),
					bits: Buffer.alloc(0),
					values: Buffer.alloc(0),
					text: Buffer.alloc(0),
					raw: Buffer.alloc(0),
				},
				signatures: Buffer.alloc(0),
			},
		]),
	},
]

/** @type {readonly { readonly name: string, readonly comment: string, readonly bytes: Buffer, readonly items: readonly any[] }[]} */
export const FILES = [
	{ name: 'an empty file', comment: 'Nothing is reported for no bytes.', bytes: Buffer.alloc(0), items: [] },
	{
		name: 'messages and bundles by turns',
		comment: 'A bundle begins with the magic, a message with a map.',
		bytes: Buffer.concat([FIRST.message, GOOD, SECOND.message, THIRD.message, GOOD]),
		items: [
			{ type: 'message', offset: 0, length: 107, message: 'first' },
			{ type: 'bundle', offset: 107, length: GOOD.length, messages: ALL },
			{ type: 'message', offset: 107 + GOOD.length, length: 142, message: 'second' },
			{ type: 'message', offset: 249 + GOOD.length, length: 177, message: 'third' },
			{ type: 'bundle', offset: 426 + GOOD.length, length: GOOD.length, messages: ALL },
		],
	},
	{
		name: 'something else in between',
		comment: 'Passed over up to the next magic, a message in there too.',
		bytes: Buffer.concat([GOOD, Buffer.from('hello '), FIRST.message, GOOD]),
		items: [
			{ type: 'bundle', offset: 0, length: GOOD.length, messages: ALL },
			{ type: 'skipped', offset: GOOD.length, length: 113, code: 'bundle-magic', reason: 'Neither a bundle nor a message begins here.' },
			{ type: 'bundle', offset: GOOD.length + 113, length: GOOD.length, messages: ALL },
		],
	},
	{
		name: 'a bundle of another version',
		comment: 'Its length is allowed, so it is passed over as a whole.',
		bytes: Buffer.concat([unhex('d7424b 09 05 d7424b0100'), GOOD]),
		items: [
			{ type: 'skipped', offset: 0, length: 10, code: 'bundle-version', reason: 'Version 9 is not known here.' },
			{ type: 'bundle', offset: 10, length: GOOD.length, messages: ALL },
		],
	},
]
