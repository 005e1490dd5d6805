/** Bundles of vectors/proofs.json in which a message that a tree should prove is damaged. One fault each. */

import { lost } from './bundle-containers.mjs'
import { hex, PEOPLE } from './kit.mjs'
import {
	block1a,
	block1b,
	block2a,
	block2b,
	by,
	last,
	NOT_HELD,
	one,
	overBlocks,
	TWICE,
	three,
	two,
	unproven,
	WITHOUT_TWO,
} from './proof-damaged-parts.mjs'
import { BAD_TWO, BO_TWO, LOG_TWO, OTHER_ORDER, OVER_BAD, OVER_BO, OVER_LOG, OVER_TWO } from './proof-logs.mjs'
import { ALL, handLog, PARTS, twoBlocks } from './proof-parts.mjs'

/** @typedef {import('./proof-damaged-parts.mjs').Damaged} Damaged */

/** @type {readonly Damaged[]} */
export const DAMAGED_LEAVES = [
	{
		name: 'a changed payload in a log of two blocks',
		reason: 'Another text in the second block. It costs the messages of this block and no others.',
		bytes: twoBlocks({ text: '61 61 62 61' }),
		messages: [block1a, block1b, unproven('With another text it is another message.'), unproven('It is in the same block.'), overBlocks],
	},
	{
		name: 'a changed payload in the first block',
		reason: 'Likewise.',
		bytes: twoBlocks({ text: '61 62 61 61' }),
		messages: [unproven('It is in the same block.'), unproven('With another text it is another message.'), block2a, block2b, overBlocks],
	},
	{
		name: 'a changed place in a log of two blocks',
		reason: 'Seq 258 instead of 259: 254 more than expected. The walk asks for other hashes, so that the tree does not hold.',
		bytes: twoBlocks({ seqs: '01 00 0f 01 00', bits: '3e 80 00' }),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, NOT_HELD, overBlocks],
	},
	{
		name: 'a changed payload in a log of one block',
		reason: 'It costs all of them.',
		bytes: handLog({ text: '61 62 64' }),
		messages: [NOT_HELD, NOT_HELD, unproven('With another text it is another message.'), last],
	},
	{
		name: 'a leaf that breaks a rule',
		reason: 'Its text is no UTF-8. The payload has an id all the same, which is in the tree.',
		bytes: handLog({ text: '61 ff 63', ...by(OVER_BAD) }),
		messages: [one, lost('cbor-utf8', 'Texts are UTF-8.'), three, OVER_BAD.name],
	},
	{
		name: 'a message that travels whole and breaks a rule',
		reason: 'Nobody knows its author and log, so it is no leaf; in its place stands a hash. It has 45 bytes: symbol 17, and 3 bits 5.',
		bytes: handLog({
			shapes: '03  02 01 0a  03 07 17 00  00',
			trees: '01 03 01',
			shapeOf: '00 02 00 01',
			seqs: '00 01 00',
			wholes: '11',
			lengths: '01 01',
			bits: '05',
			values: hex(BAD_TWO.payload),
			text: '61 63',
			hashes: BAD_TWO.id,
			...by(OVER_BAD),
		}),
		messages: [one, lost('cbor-utf8', 'Texts are UTF-8.'), three, OVER_BAD.name],
	},
	{
		name: 'a shape that does not exist',
		reason: 'Such a message is in no column but the last, and no leaf; in its place stands a hash.',
		bytes: handLog({ ...WITHOUT_TWO, shapeOf: '00 02 00 01', seqs: '00 01 00', lengths: '01 01', text: '61 63' }),
		messages: [one, lost('bundle-section', 'An index that does not exist.'), three, last],
	},
	{
		name: 'a leaf that could not be put together',
		reason: 'The text stream ends before it, so its id is not known.',
		bytes: handLog({ text: '61 62' }),
		messages: [NOT_HELD, NOT_HELD, lost('bundle-section', 'A stream ends too early.'), last],
	},
	{
		name: 'a leaf that could not be put together, in a log of two blocks',
		reason: 'The symbol of its length does not exist. It costs its block; the hashes behind it are found.',
		bytes: twoBlocks({ lengths: '01 d0 01 01', text: '61 61 61' }),
		messages: [
			unproven('The next one in its block is not known.'),
			lost('bundle-section', 'A symbol that does not exist.'),
			block2a,
			block2b,
			overBlocks,
		],
	},
	{
		name: 'a message of somebody else',
		reason: 'Bo has no tree here, though the id of this message is in the tree of the checkpoint by Anna.',
		bytes: handLog({
			authors: '02',
			writers: '02 0003 0103',
			writerOf: '00 01 00 00',
			seqs: '00 01 01 00',
			keys: PARTS.keys + PEOPLE.bo.author,
			trees: '01 03 01',
			hashes: BO_TWO.id,
			...by(OVER_BO),
		}),
		messages: [one, unproven('There is no tree of its author.'), three, OVER_BO.name],
	},
	{
		name: 'a message of another log',
		reason: 'There is no tree of log 4, though the id of this message is in that of log 3.',
		bytes: handLog({
			writers: '02 0003 0004',
			writerOf: '00 01 00 00',
			seqs: '00 01 01 00',
			trees: '01 03 01',
			hashes: LOG_TWO.id,
			...by(OVER_LOG),
		}),
		messages: [one, unproven('There is no tree of its log.'), three, OVER_LOG.name],
	},
	{
		name: 'messages at other places',
		reason: 'The head is that of messages 2, 1 and 3.',
		bytes: handLog(by(OTHER_ORDER)),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, OTHER_ORDER.name],
	},
	{
		name: 'a seq beyond the size',
		reason: 'The checkpoint is over two messages, and the third one names its tree.',
		bytes: handLog({ sizes: '02', ...by(OVER_TWO) }),
		messages: [one, two, unproven('It is no leaf.'), OVER_TWO.name],
	},
	{
		name: 'a seq of 0',
		reason: 'Such a message is refused and is no leaf. It is the first one here.',
		bytes: handLog({ ...TWICE, seqs: '81 00 00 00 00', text: '7a 61 62 63' }),
		messages: [lost('field-range', 'The seq is at least 1.'), ...ALL],
	},
	{
		name: 'a seq below 0',
		reason: 'Likewise.',
		bytes: handLog({ ...TWICE, seqs: '82 00 00 00 00', text: '7a 61 62 63' }),
		messages: [lost('bundle-section', 'A number that does not exist.'), ...ALL],
	},
	{
		name: 'two leaves with one seq',
		reason: 'The first of them is the leaf.',
		bytes: handLog({ ...TWICE, text: '61 62 64 63' }),
		messages: [one, two, unproven('Another message with seq 2 stands before it.'), three, last],
	},
	{
		name: 'two leaves with one seq, the wrong one first',
		reason: 'The first of them is the leaf, and the tree leads to another head.',
		bytes: handLog({ ...TWICE, text: '61 64 62 63' }),
		messages: [NOT_HELD, NOT_HELD, unproven('Another message with seq 2 stands before it.'), NOT_HELD, last],
	},
	{
		name: 'a message twice',
		reason: 'The first of them is the leaf, though both are the same.',
		bytes: handLog({ ...TWICE, text: '61 62 62 63' }),
		messages: [one, two, unproven('It stands before already.'), three, last],
	},
	{
		name: 'a message of which nobody knows the log',
		reason: 'Its writer does not exist. It is no leaf; for the place of message 2 there is a hash.',
		bytes: handLog({ ...WITHOUT_TWO, writers: '02 0003 0004', writerOf: '00 02 00 00', seqs: '00 00 01 00' }),
		messages: [one, lost('bundle-section', 'An index that does not exist.'), three, last],
	},
]
