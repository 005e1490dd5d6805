/** Good bundles of vectors/proofs.json that no writer makes and every reader has to accept. */

import { Buffer } from 'node:buffer'
import { bodyWith, closeBundle, contentHash, STREAMS, storedStream, wrap } from './bundle-format.mjs'
import { storedBlock } from './bundle-readable.mjs'
import { ghost, hex } from './kit.mjs'
import {
	CHECKPOINT,
	FAR,
	FAR_HASHES,
	ODD_KEY,
	ONE,
	OVER_FAR,
	SECOND_CHECKPOINT,
	SMALLER_SIZE,
	signatureOf,
	THREE,
	TWO,
} from './proof-logs.mjs'
import { ALL, bundleWith, handLog, handSection, headIn, PARTS } from './proof-parts.mjs'
import { rootOf } from './proof-tree.mjs'
import { deflated, TRIO_CONTENT, ALL as TRIO_NAMES } from './trio.mjs'

/** @typedef {{ readonly name: string, readonly comment: string, readonly bytes: Buffer, readonly messages: readonly string[] }} Readable */

const PLAIN = handSection()
const SECOND = SECOND_CHECKPOINT.name

/** Message 3 and the checkpoint, with one hash for the other two. */
export const THIRD_ALONE = {
	count: '02',
	trees: '01 01 01',
	shapeOf: '00 01',
	seqs: '02 00',
	lengths: '01',
	text: '63',
	ways: '01 00',
}
/** Messages 1 and 2, and a checkpoint with the head of four that says three; one hash. */
export const TWO_OF_THREE = {
	count: '03',
	trees: '01 02 01',
	shapeOf: '00 00 01',
	seqs: '00 00 02',
	lengths: '01 01',
	text: '61 62',
	ways: '01 01 00',
	heads: headIn(SMALLER_SIZE),
	signatures: signatureOf(SMALLER_SIZE),
}

/** Five messages: the second checkpoint is signed as well, and is the last. */
export const FIVE = {
	count: '05',
	signed: '02',
	shapeOf: '00 00 00 01 01',
	seqs: '00 00 00 00 00',
	sizes: '03 04',
	heads: headIn(CHECKPOINT) + headIn(SECOND_CHECKPOINT),
	signatures: signatureOf(CHECKPOINT) + signatureOf(SECOND_CHECKPOINT),
}

/** 2^53 - 3 as a signed number is the greatest symbol and 51 bits, 2^51 - 3; 2^53 - 1 as a number is the greatest symbol and 50 bits. */
const FAR_BITS = littleEndian(2n ** 51n - 3n + ((2n ** 50n - 1n) << 51n), 13)

/** Bits, the lowest first. @param {bigint} value @param {number} bytes */
function littleEndian(value, bytes) {
	return hex(Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex').reverse())
}

/** @type {readonly Readable[]} */
export const READABLE_PROOFS = [
	{ name: 'as a writer might', comment: 'Three messages by the checkpoint over them, without any hash.', bytes: handLog(), messages: ALL },
	{
		name: 'nothing compressed',
		comment: 'Compression is the choice of the writer.',
		bytes: wrap(
			[
				{
					type: 1,
					body: bodyWith(
						PLAIN,
						STREAMS.map((name) => storedStream(PLAIN.streams[name])),
					),
				},
			],
			contentHash([PLAIN]),
		),
		messages: ALL,
	},
	{
		name: 'the structure stream as deflate data',
		comment: 'In a stored block. There are enough bytes for four messages all the same.',
		bytes: wrap(
			[
				{
					type: 1,
					body: bodyWith(
						PLAIN,
						STREAMS.map((name) => {
							const bytes = PLAIN.streams[name]
							return name === 'structure' ? deflated(storedBlock(bytes, true), bytes.length) : storedStream(bytes)
						}),
					),
				},
			],
			contentHash([PLAIN]),
		),
		messages: ALL,
	},
	{
		name: 'the checkpoint first',
		comment: 'Messages may be in any order: seqs 4, 3, 1 and 2. Leaves go by their seqs.',
		bytes: handLog({ trees: '01 00 00', shapeOf: '01 00 00 00', seqs: '03 82 83 00', text: '63 61 62', ways: '00 01 01 01' }),
		messages: [CHECKPOINT, THREE, ONE, TWO].map(({ name }) => name),
	},
	{
		name: 'trees in another order than their checkpoints',
		comment:
			'The first tree of the log is that of the second checkpoint, with hashes of its messages 1 and 4; the second one has those of 2 and 3.',
		bytes: handLog({
			...FIVE,
			trees: '02  04 02  03 02',
			ways: '02 01 01 00 00',
			hashes: ONE.id + CHECKPOINT.id + TWO.id + THREE.id,
		}),
		messages: [...ALL, SECOND],
	},
	{
		name: 'the same checkpoint twice',
		comment: 'Two trees of one log. Each has the hashes of what the other one proves.',
		bytes: handLog({ ...FIVE, trees: '02  03 02  03 01', ways: '01 02 02 00 00', hashes: TWO.id + THREE.id + ONE.id }),
		messages: [...ALL, SECOND],
	},
	{
		name: 'a tree that nobody names',
		comment: 'Without a leaf it has one hash: its head.',
		bytes: handLog({ ...FIVE, trees: '02  03 00  04 01', ways: '01 01 01 00 00', hashes: headIn(SECOND_CHECKPOINT) }),
		messages: [...ALL, SECOND],
	},
	{
		name: 'a tree that nobody names and that does not hold',
		comment: 'Its hash is another one, which costs nobody anything.',
		bytes: handLog({ ...FIVE, trees: '02  03 00  04 01', ways: '01 01 01 00 00', hashes: ghost('a head') }),
		messages: [...ALL, SECOND],
	},
	{
		name: 'a leaf with its signature',
		comment: 'Message 2 could be a leaf and has its signature; its hash is given.',
		bytes: handLog({
			signed: '02',
			trees: '01 03 01',
			ways: '01 00 01 00',
			hashes: TWO.id,
			signatures: signatureOf(TWO) + signatureOf(CHECKPOINT),
		}),
		messages: ALL,
	},
	{
		name: 'one message and the hash of two',
		comment: 'Messages 1 and 2 are not in the bundle: of both together one hash.',
		bytes: handLog({ ...THIRD_ALONE, hashes: rootOf([ONE.id, TWO.id]) }),
		messages: [THREE.name, CHECKPOINT.name],
	},
	{
		name: 'a hash that is no id',
		comment:
			'The checkpoint has the size 3 and the head of four messages. With the hash above the third and fourth in the place of message 3 the tree holds: that is what its author signed.',
		bytes: handLog({ ...TWO_OF_THREE, hashes: rootOf([THREE.id, CHECKPOINT.id]) }),
		messages: [ONE.name, TWO.name, SMALLER_SIZE.name],
	},
	{
		name: 'signatures alone, with the flags 1',
		comment: 'No tree, and four signatures of four.',
		bytes: handLog({
			signed: '04',
			trees: '00',
			ways: '00 00 00 00',
			signatures: [ONE, TWO, THREE, CHECKPOINT].map(signatureOf).join(''),
		}),
		messages: ALL,
	},
	{
		name: 'no messages, with the flags 1',
		comment: 'All tables are empty.',
		bytes: bundleWith({
			type: 1,
			flags: 1,
			count: 0,
			signed: 0,
			streams: {
				structure: Buffer.alloc(7),
				bits: Buffer.alloc(0),
				values: Buffer.alloc(0),
				text: Buffer.alloc(0),
				raw: Buffer.alloc(0),
			},
			signatures: Buffer.alloc(0),
		}),
		messages: [],
	},
	{
		name: 'a section with signatures before one without',
		comment: 'The flags 0 and the flags 1 in one bundle.',
		bytes: closeBundle([TRIO_CONTENT, PLAIN]),
		messages: [...TRIO_NAMES, ...ALL],
	},
	{
		name: 'two sections with trees',
		comment: 'Each has its own; indexes count from its first message.',
		bytes: closeBundle([PLAIN, PLAIN]),
		messages: [...ALL, ...ALL],
	},
	{
		name: 'two writers that are the same',
		comment: 'A tree goes by author and log, not by the entry of the table: messages 1 and 2 have the first one.',
		bytes: handLog({ writers: '02 0003 0003', writerOf: '00 00 01 01', seqs: '00 00 02 00' }),
		messages: ALL,
	},
	{
		name: 'two authors that are the same',
		comment: 'Likewise.',
		bytes: handLog({ authors: '02', writers: '02 0003 0103', writerOf: '00 00 01 01', seqs: '00 00 02 00', keys: PARTS.keys + PARTS.keys }),
		messages: ALL,
	},
	{
		name: 'a checkpoint that travels whole',
		comment: 'Author, log, size and head are in its payload of 81 bytes: symbol 21, and 4 bits 1.',
		bytes: handLog({
			shapes: '02  02 01 0a  00',
			seqs: '00 00 00',
			wholes: '15',
			sizes: '',
			bits: '01',
			values: hex(CHECKPOINT.payload),
			heads: '',
		}),
		messages: ALL,
	},
	{
		name: 'everything travels whole',
		comment:
			'Author, log and seq of the leaves are in their payloads of 45 bytes: symbol 17, and 3 bits 5. There are no authors and writers.',
		bytes: handLog({
			authors: '00',
			writers: '00',
			shapes: '01 00',
			shapeOf: '',
			seqs: '',
			wholes: '11 11 11 15',
			lengths: '',
			sizes: '',
			bits: '6d 03',
			values: [ONE, TWO, THREE, CHECKPOINT].map(({ payload }) => hex(payload)).join(''),
			text: '',
			keys: '',
			heads: '',
		}),
		messages: ALL,
	},
	{
		name: 'a checkpoint with an unknown odd key',
		comment: 'It has effect all the same.',
		bytes: handLog({
			shapes: '02  02 01 0a  04 07 17 00 64',
			others: '01',
			values: 'f5',
			signatures: signatureOf(ODD_KEY),
		}),
		messages: [...ALL.slice(0, 3), ODD_KEY.name],
	},
	{
		name: 'the greatest log',
		comment:
			'The checkpoint is the first message of its log and has the size 2^53 - 1; the leaf is the last one, with a seq that is 2^53 - 3 more than expected. So many messages need not be there: 52 hashes stand for them.',
		bytes: handLog({
			count: '02',
			writers: '01 00 0b',
			trees: '01 00 34',
			shapeOf: '01 00',
			seqs: '00 69',
			lengths: '01',
			sizes: 'cf',
			bits: FAR_BITS,
			ways: '00 01',
			text: '61',
			heads: headIn(OVER_FAR),
			hashes: FAR_HASHES.join(''),
			signatures: signatureOf(OVER_FAR),
		}),
		messages: [OVER_FAR.name, FAR.name],
	},
]
