/** Bundles of vectors/bundles.json in which single messages or attachments are damaged, and what can still be read. */

import { Buffer } from 'node:buffer'
import { lost } from './bundle-containers.mjs'
import { hex, sha256 } from './kit.mjs'
import { attachment, bundleOf, HASHES, PARTS, TRIO, trio } from './trio.mjs'

/** @typedef {import('./bundle-containers.mjs').Outcomes} Outcomes */

const [FIRST, SECOND] = /** @type {[typeof TRIO[number], typeof TRIO[number]]} */ (TRIO)

/** @type {readonly ({ readonly name: string, readonly reason: string, readonly code?: string, readonly bytes: Buffer } & Outcomes)[]} */
export const DAMAGED_MESSAGES = [
	{
		name: 'a text that is missing',
		reason: 'The text stream ends before the last message.',
		bytes: trio({ text: '61 62' }),
		messages: ['first', 'second', lost('bundle-section', 'A stream ends too early.')],
	},
	{
		name: 'a shape that does not exist',
		reason: 'The index is greater than the last shape.',
		bytes: trio({ shapeOf: '00 01 03', seqs: '00 00', roots: '02', parents: '', lengths: '01 01', text: '61 62' }),
		messages: ['first', 'second', lost('bundle-section', 'An index that does not exist.')],
	},
	{
		name: 'a writer that does not exist',
		reason: 'Of two writers the third is named.',
		bytes: trio({ writers: '02 0000 0001', writerOf: '00 00 02' }),
		messages: ['first', 'second', lost('bundle-section', 'An index that does not exist.')],
	},
	{
		name: 'an author that does not exist',
		reason: 'The second writer has author 1 of one.',
		bytes: trio({ writers: '02 0000 0100', writerOf: '00 00 01' }),
		messages: ['first', 'second', lost('bundle-section', 'An index that does not exist.')],
	},
	{
		name: 'a symbol that does not exist',
		reason: 'Lengths have symbols up to 207. It counts as 0, so one byte of text is left.',
		code: 'bundle-section',
		bytes: trio({ lengths: '01 01 d0' }),
		messages: ['first', 'second', lost('bundle-section', 'A symbol that does not exist.')],
	},
	{
		name: 'a seq below 0',
		reason: '1 and then 2 less. It changes nothing for the next one, whose seq is 2 and 1 more than none before.',
		bytes: trio({ seqs: '82 01 00', roots: '00 80', raw: PARTS.raw + FIRST.id }),
		messages: [lost('bundle-section', 'A number that does not exist.'), 'second', 'third'],
	},
	{
		name: 'a seq of 0',
		reason: 'A payload that breaks a rule of section 4 has an id all the same; the others name theirs themselves here.',
		bytes: trio({ seqs: '81 01 00', roots: '00 80', raw: PARTS.raw + FIRST.id }),
		messages: [lost('field-range', 'The seq is at least 1.'), 'second', 'third'],
	},
	{
		name: 'a text that is no UTF-8',
		reason: 'Checked as if it had come alone.',
		bytes: trio({ text: '61 62 ff' }),
		messages: ['first', 'second', lost('cbor-utf8', 'Texts are UTF-8.')],
	},
	{
		name: 'a message that is too large',
		reason: 'A text of 32,768 bytes: symbol 56 and 13 bits.',
		bytes: trio({ lengths: '01 01 38', bits: '0000', text: `6162${'63'.repeat(32_768)}` }),
		messages: ['first', 'second', lost('message-too-large', 'More than any message may have.')],
	},
	{
		name: 'a root before the beginning',
		reason:
			'The second one that begins a thread, counted backwards, and there is one. What refers to a message that is not there cannot be put together either.',
		bytes: trio({ roots: '03 01' }),
		messages: [
			'first',
			lost('bundle-reference', 'There is no such message.'),
			lost('bundle-reference', 'Its parent could not be put together.'),
		],
	},
	{
		name: 'a message that refers to itself',
		reason: 'Distances count from 1, so the first message can refer to nothing. It would have to come before the post here.',
		bytes: trio({ shapeOf: '01 00 02', roots: '40 01', text: '62 61 63', parents: '41' }),
		messages: [
			lost('bundle-reference', 'There is no such message.'),
			lost('signature-invalid', 'With another text and seq it is another message.'),
			lost('bundle-reference', 'Its parent could not be put together.'),
		],
	},
	{
		name: 'an outside id that was not named',
		reason: 'Symbol 128 repeats the newest, and there is none.',
		bytes: trio({ roots: '80 01' }),
		messages: [
			'first',
			lost('bundle-reference', 'There is no such id.'),
			lost('bundle-reference', 'Its parent could not be put together.'),
		],
	},
	{
		name: 'an outside id that is missing',
		reason: 'The raw stream ends before it. The next one repeats it and has nothing to repeat.',
		bytes: trio({ roots: '00 80' }),
		messages: ['first', lost('bundle-section', 'A stream ends too early.'), lost('bundle-reference', 'There is no such id.')],
	},
	{
		name: 'a root that is derived from nothing',
		reason: 'The message has no parent, first or target.',
		bytes: trio({ roots: '01 02', parents: '02' }),
		messages: [
			'first',
			lost('bundle-reference', 'There is nothing to derive it from.'),
			lost('bundle-reference', 'Its parent could not be put together.'),
		],
	},
	{
		name: 'a root that is derived from outside',
		reason: 'Of an id alone nobody knows the thread.',
		bytes: trio({ parents: '00', raw: PARTS.raw + SECOND.id }),
		messages: ['first', 'second', lost('bundle-reference', 'The parent is no message of this section by its distance.')],
	},
	{
		name: 'a parent that is derived',
		reason: 'Symbol 1 is for the root only.',
		bytes: trio({ parents: '01' }),
		messages: ['first', 'second', lost('bundle-section', 'A symbol that does not exist here.')],
	},
	{
		name: 'a list that is empty',
		reason: 'There is no revision or first version with a reply before it: the list of parents holds replies only.',
		bytes: trio({ shapeOf: '00 02 01', roots: '02 01', parents: '02', text: '61 63 62' }),
		messages: [
			'first',
			lost('bundle-reference', 'There is no such message.'),
			lost('signature-invalid', 'With this seq it is another message.'),
		],
	},

	{
		name: 'an attachment with another hash',
		reason: 'The next one is good.',
		bytes: bundleOf({ type: 2, body: Buffer.concat([attachment(Buffer.from('changed'), HASHES[0]), attachment(Buffer.from('good'))]) }),
		attachments: [
			{ hash: /** @type {string} */ (HASHES[0]), code: 'blob-hash', reason: 'The bytes have another hash.' },
			hex(sha256('good')),
		],
	},
	{
		name: 'an attachment of 16777217 bytes',
		reason: 'At most 16,777,216 are allowed; the next one is good.',
		bytes: bundleOf({ type: 2, body: Buffer.concat([attachment(Buffer.alloc(16_777_217)), attachment(Buffer.from('good'))]) }),
		attachments: [
			{ hash: hex(sha256(Buffer.alloc(16_777_217))), code: 'blob-too-large', reason: 'One byte too many.' },
			hex(sha256('good')),
		],
	},
	{
		name: 'an attachment that is longer than its section',
		reason: 'What is missing was not cut off: the section is wrong.',
		code: 'bundle-section',
		bytes: bundleOf({ type: 2, body: Buffer.concat([attachment(Buffer.from('good')), attachment(Buffer.from('cut')).subarray(0, -1)]) }),
		attachments: [hex(sha256('good')), { hash: hex(sha256('cut')), code: 'bundle-section', reason: 'A byte is missing.' }],
	},
	{
		name: 'an attachment that is cut off',
		reason: 'The bundle ends inside it.',
		code: 'bundle-truncated',
		bytes: bundleOf({ type: 2, body: Buffer.concat([attachment(Buffer.from('good')), attachment(Buffer.from('cut'))]) }).subarray(0, -9),
		attachments: [hex(sha256('good')), { hash: hex(sha256('cut')), code: 'bundle-truncated', reason: 'Cut off.' }],
	},
	{
		name: 'half the hash of an attachment',
		reason: 'The bundle ends inside it.',
		code: 'bundle-truncated',
		bytes: bundleOf({ type: 2, body: attachment(Buffer.from('cut')) }).subarray(0, 22),
		attachments: [{ code: 'bundle-truncated', reason: 'Cut off.' }],
	},
]
