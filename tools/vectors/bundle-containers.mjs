/** Bytes of vectors/bundles.json that are no bundle, and bundles whose container, streams or tables are damaged. */

import { Buffer } from 'node:buffer'
import { bodyOf, contentHash, varint, wrap } from './bundle-format.mjs'
import { sha256, unhex } from './kit.mjs'
import { ALL, bundleOf, deflated, FIXED_ABC, GOOD, MESSAGES, TRIO, TRIO_CONTENT, trio, trioSection, withStream } from './trio.mjs'

/** A message by its name, or why there is none. @typedef {string | { readonly code: string, readonly reason: string, readonly hash?: string }} Outcome */
/** @typedef {{ readonly messages?: readonly Outcome[], readonly attachments?: readonly Outcome[], readonly skipped?: readonly { readonly type: number, readonly length: number }[] }} Outcomes */

const FIRST = /** @type {typeof TRIO[number]} */ (TRIO[0])

/** @type {readonly { readonly name: string, readonly reason: string, readonly code: string, readonly bytes: Buffer }[]} */
export const REFUSED = [
	{ name: 'no bytes', reason: 'There is no magic.', code: 'bundle-magic', bytes: Buffer.alloc(0) },
	{ name: 'the magic alone', reason: 'There is no version.', code: 'bundle-magic', bytes: GOOD.subarray(0, 3) },
	{
		name: 'another magic',
		reason: 'The first byte is another.',
		code: 'bundle-magic',
		bytes: Buffer.concat([unhex('d6'), GOOD.subarray(1)]),
	},
	{ name: 'a message', reason: 'A message alone is no bundle.', code: 'bundle-magic', bytes: FIRST.message },
	{
		name: 'version 0',
		reason: 'Versions begin with 1.',
		code: 'bundle-version',
		bytes: Buffer.concat([GOOD.subarray(0, 3), unhex('00'), GOOD.subarray(4)]),
	},
	{
		name: 'version 2',
		reason: 'There is none yet.',
		code: 'bundle-version',
		bytes: Buffer.concat([GOOD.subarray(0, 3), unhex('02'), GOOD.subarray(4)]),
	},
]

/** A message or attachment that there is none of. @param {string} code @param {string} reason */
export const lost = (code, reason) => ({ code, reason })
/** Three times the same. @param {string} code @param {string} reason */
const allLost = (code, reason) => Array.from({ length: 3 }, () => lost(code, reason))
/** What becomes of the trio when the text stream cannot be read. References stand before texts, as their keys are lower. */
const TEXTLESS = [
	lost('bundle-inflate', 'Its text cannot be read.'),
	lost('bundle-reference', 'Its root could not be put together.'),
	lost('bundle-reference', 'Its parent could not be put together.'),
]

/** Another length than the good one. @param {string} length its varint @param {Buffer} [rest] what follows */
const announced = (length, rest = GOOD.subarray(6)) => Buffer.concat([GOOD.subarray(0, 4), unhex(length), rest])

/** @type {readonly ({ readonly name: string, readonly reason: string, readonly code?: string, readonly bytes: Buffer } & Outcomes)[]} */
export const DAMAGED_CONTAINERS = [
	{ name: 'nothing behind the version', reason: 'The length is missing.', code: 'bundle-truncated', bytes: GOOD.subarray(0, 4) },
	{ name: 'half a length', reason: 'Its last byte is missing.', code: 'bundle-truncated', bytes: GOOD.subarray(0, 5) },
	{ name: 'a length alone', reason: 'All that it announces is missing.', code: 'bundle-truncated', bytes: GOOD.subarray(0, 6) },
	{
		name: 'without the last byte',
		reason: 'The integrity hash is incomplete; all messages are there.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, -1),
		messages: ALL,
	},
	{
		name: 'without the integrity hash',
		reason: 'All messages are there.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, -8),
		messages: ALL,
	},
	{
		name: 'cut in the last signature',
		reason: 'One message lacks its signature, the others have theirs.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, -9),
		messages: ['first', 'second'],
	},
	{
		name: 'cut before the signatures',
		reason: 'No message can be proven.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, -8 - 3 * 64),
	},
	{
		name: 'cut in the last stream',
		reason: 'A stream that is incomplete is of no use, and neither are the others without it.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, -8 - 3 * 64 - 1),
	},
	{
		name: 'a length of less than the hash',
		reason: 'A bundle has at least an integrity hash.',
		code: 'bundle-section',
		bytes: announced('07'),
	},
	{
		name: 'a length in too many bytes',
		reason: 'Varints have one form.',
		code: 'bundle-section',
		bytes: announced('888000', sha256('').subarray(0, 8)),
	},
	{
		name: 'a length above 2^53 - 1',
		reason: 'Such a varint does not exist.',
		code: 'bundle-section',
		bytes: announced('8080808080808010'),
	},
	{
		name: 'a length of more than 67108864 bytes',
		reason: 'Refused before anything is allocated.',
		code: 'bundle-too-large',
		bytes: announced('80808020'),
	},
	{
		name: 'a wrong integrity hash',
		reason: 'The messages prove themselves all the same.',
		code: 'bundle-hash',
		bytes: Buffer.concat([GOOD.subarray(0, -1), Buffer.from([GOOD.readUInt8(GOOD.length - 1) ^ 1])]),
		messages: ALL,
	},
	{
		name: 'a text that was changed',
		reason: 'The integrity hash finds it, and the signature of that message proves it.',
		code: 'bundle-hash',
		bytes: wrap([{ type: 1, body: bodyOf(trioSection({ text: '61 62 64' })) }], contentHash([TRIO_CONTENT])),
		messages: ['first', 'second', lost('signature-invalid', 'The payload is another one than was signed.')],
	},
	{
		name: 'a section that is longer than the bundle',
		reason: 'It goes on into the integrity hash; what is there is read.',
		code: 'bundle-section',
		bytes: Buffer.concat([
			GOOD.subarray(0, 4),
			varint(GOOD.length - 6),
			unhex('01'),
			varint(MESSAGES.body.length + 1),
			MESSAGES.body,
			contentHash([TRIO_CONTENT]),
		]),
		messages: ALL,
	},
	{
		name: 'a section that is too short',
		reason: 'The last signature does not fit.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 1, body: MESSAGES.body.subarray(0, -1) }),
		messages: ['first', 'second'],
	},
	{
		name: 'a section that is too long',
		reason: 'A byte is left behind the signatures.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 1, body: Buffer.concat([MESSAGES.body, unhex('00')]) }),
		messages: ALL,
	},
	{
		name: 'a section without its length',
		reason: 'Its type is the last byte.',
		code: 'bundle-section',
		bytes: wrap([MESSAGES], Buffer.concat([unhex('02'), contentHash([TRIO_CONTENT])])),
		messages: ALL,
	},
	{
		name: '1025 sections',
		reason: 'At most 1,024 are allowed.',
		code: 'bundle-too-large',
		bytes: bundleOf(...Array.from({ length: 1025 }, () => ({ type: 3, body: Buffer.alloc(0) }))),
		skipped: Array(1024).fill({ type: 3, length: 0 }),
	},
	{
		name: 'flags',
		reason: 'There are none in this version, so nothing of the section is read.',
		code: 'bundle-section',
		bytes: trio({ flags: '01' }),
	},
	{
		name: 'a section without count',
		reason: 'Nobody knows how many messages there are.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 1, body: unhex('00') }),
	},
	{
		name: '65537 messages',
		reason: 'At most 65,536 are allowed.',
		code: 'bundle-too-large',
		bytes: bundleOf({ type: 1, body: unhex('00 818004') }),
	},
	{
		name: 'a stream that is longer than the section',
		reason: 'Nobody knows where the next one begins.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 1, body: unhex('00 03 8080808002') }),
	},
	{
		name: 'many messages and none of their bytes',
		reason: 'A message is what has a signature: 65,536 are announced, and none is there.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 1, body: Buffer.concat([unhex('00'), varint(65_536), unhex('00 00 00 00 00')]) }),
	},

	{
		name: 'deflate data of an unknown type',
		reason: 'Blocks have no type 3. All texts are in that stream.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(unhex('07'), 3)),
		messages: TEXTLESS,
	},
	{
		name: 'deflate data that ends too early',
		reason: 'The last block is incomplete.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(FIXED_ABC.subarray(0, -1), 3)),
		messages: TEXTLESS,
	},
	{
		name: 'deflate data for less than declared',
		reason: 'Three bytes come out, four are declared.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(FIXED_ABC, 4)),
		messages: TEXTLESS,
	},
	{
		name: 'deflate data for more than declared',
		reason: 'Three bytes come out, two are declared. A reader stops there.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(FIXED_ABC, 2)),
		messages: TEXTLESS,
	},
	{
		name: 'bytes behind deflate data',
		reason: 'The data ends with the last byte of the stream.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(Buffer.concat([FIXED_ABC, unhex('00')]), 3)),
		messages: TEXTLESS,
	},
	{
		name: 'more than deflate data can stand for',
		reason: 'At most 1,032 bytes come out of one: refused before it is read.',
		code: 'bundle-inflate',
		bytes: withStream(3, deflated(FIXED_ABC, 1032 * FIXED_ABC.length + 1)),
		messages: TEXTLESS,
	},
	{
		name: 'damage in a stream that no message needs',
		reason: 'The values stream is empty here; all messages are there.',
		code: 'bundle-inflate',
		bytes: withStream(2, deflated(unhex('07'), 0)),
		messages: ALL,
	},
	{
		name: 'damage in the structure',
		reason: 'No message can be told from the next.',
		code: 'bundle-inflate',
		bytes: withStream(0, deflated(unhex('07'), 3)),
		messages: allLost('bundle-inflate', 'The structure stream cannot be read.'),
	},
	{
		name: 'content of more than 67108864 bytes',
		reason: 'Declared, not there: refused before anything is allocated. No message needs that stream.',
		code: 'bundle-too-large',
		bytes: withStream(2, deflated(Buffer.alloc(65_100), 67_108_865)),
		messages: ALL,
	},

	{
		name: 'too many authors',
		reason: 'At most two for each message.',
		code: 'bundle-too-large',
		bytes: trio({ authors: '07' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'too many writers',
		reason: 'At most one for each message.',
		code: 'bundle-too-large',
		bytes: trio({ writers: '04' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'too many spaces',
		reason: 'At most one for each message.',
		code: 'bundle-too-large',
		bytes: trio({ spaces: '04' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'too many topics',
		reason: 'At most 16 for each message.',
		code: 'bundle-too-large',
		bytes: trio({ topics: '31' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'too many shapes',
		reason: 'At most one for each message.',
		code: 'bundle-too-large',
		bytes: trio({ shapes: '04' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'too many keys',
		reason: 'At most 65,536 in the shapes of a section.',
		code: 'bundle-too-large',
		bytes: trio({ shapes: '01 828004 01' }),
		messages: allLost('bundle-too-large', 'The tables cannot be read.'),
	},
	{
		name: 'an author too many',
		reason: 'The raw stream ends before their keys.',
		code: 'bundle-section',
		bytes: trio({ authors: '02' }),
		messages: allLost('bundle-section', 'The tables cannot be read.'),
	},
	{
		name: 'a string that is too long',
		reason: 'The text stream ends before it does.',
		code: 'bundle-section',
		bytes: trio({ spaces: '01 04' }),
		messages: allLost('bundle-section', 'The tables cannot be read.'),
	},
	{
		name: 'a structure that ends too early',
		reason: 'The last column is incomplete.',
		code: 'bundle-section',
		bytes: trio({ lengths: '01 01' }),
		messages: allLost('bundle-section', 'The columns cannot be read.'),
	},
	{
		name: 'a byte behind the columns',
		reason: 'All streams are used up exactly.',
		code: 'bundle-section',
		bytes: trio({ lengths: '01 01 01 00' }),
		messages: ALL,
	},
	{
		name: 'bits that are not used',
		reason: 'All streams are used up exactly.',
		code: 'bundle-section',
		bytes: trio({ bits: '00' }),
		messages: ALL,
	},
	{
		name: 'bits that are missing',
		reason: 'Symbol 8 has one extra bit.',
		code: 'bundle-section',
		bytes: trio({ lengths: '01 01 08' }),
		messages: allLost('bundle-section', 'The columns cannot be read.'),
	},
	{
		name: 'a text too many',
		reason: 'All streams are used up exactly.',
		code: 'bundle-section',
		bytes: trio({ text: '61 62 63 64' }),
		messages: ALL,
	},
]
