/** Bundles of vectors/proofs.json in which a tree or its checkpoint is damaged. One fault each. */

import { lost } from './bundle-containers.mjs'
import { ghost, hex, PEOPLE } from './kit.mjs'
import { by, last, NONE, NOT_HELD, one, second, three, two, unproven, WITHOUT_TWO } from './proof-damaged-parts.mjs'
import {
	BAD_CHECKPOINT,
	CHECKPOINT,
	FOREIGN,
	NO_EFFECT,
	ONE,
	OTHER_LOG,
	SECOND_CHECKPOINT,
	SMALLER_SIZE,
	signatureOf,
	THREE,
	TWO,
	WRONG_HEAD,
	WRONG_SIZE,
} from './proof-logs.mjs'
import { handLog, headIn, PARTS } from './proof-parts.mjs'
import { FIVE, TWO_OF_THREE } from './proof-readable.mjs'
import { rootOf } from './proof-tree.mjs'

/** @typedef {import('./proof-damaged-parts.mjs').Damaged} Damaged */

/** @type {readonly Damaged[]} */
export const DAMAGED_TREES = [
	{
		name: 'a wrong head',
		reason: 'The checkpoint has another head.',
		bytes: handLog(by(WRONG_HEAD)),
		messages: [...NONE.slice(0, 3), WRONG_HEAD.name],
	},
	{
		name: 'a wrong size',
		reason: 'The checkpoint has the head of three messages and says four.',
		bytes: handLog({ sizes: '04', trees: '01 03 01', hashes: ghost('a hash'), ...by(WRONG_SIZE) }),
		messages: [...NONE.slice(0, 3), WRONG_SIZE.name],
	},
	{
		name: 'the head of a greater tree',
		reason: 'It is that of four messages, and the checkpoint says three.',
		bytes: handLog({ ...TWO_OF_THREE, hashes: THREE.id }),
		messages: [NOT_HELD, NOT_HELD, SMALLER_SIZE.name],
	},
	{
		name: 'a checkpoint without effect',
		reason: 'It has an unknown even key.',
		bytes: handLog({ shapes: '02  02 01 0a  04 07 17 00 63', others: '01', values: 'f5', signatures: signatureOf(NO_EFFECT) }),
		messages: [...NONE.slice(0, 3), NO_EFFECT.name],
	},
	{
		name: 'a checkpoint by somebody else',
		reason: 'The tree is one of Bo, who is not the author of the three.',
		bytes: handLog({
			authors: '02',
			writers: '02 0003 0103',
			writerOf: '00 00 00 01',
			seqs: '00 00 00 03',
			keys: PARTS.keys + PEOPLE.bo.author,
			trees: '01 03 01',
			hashes: headIn(CHECKPOINT),
			...by(FOREIGN),
		}),
		messages: [...Array(3).fill(unproven('There is no tree of its author.')), FOREIGN.name],
	},
	{
		name: 'a checkpoint of another log',
		reason: 'The tree is one of log 4.',
		bytes: handLog({
			writers: '02 0003 0004',
			writerOf: '00 00 00 01',
			seqs: '00 00 00 03',
			trees: '01 03 01',
			hashes: headIn(CHECKPOINT),
			...by(OTHER_LOG),
		}),
		messages: [...Array(3).fill(unproven('There is no tree of its log.')), OTHER_LOG.name],
	},
	{
		name: 'a checkpoint with a wrong signature',
		reason: 'It is that of another checkpoint.',
		bytes: handLog({ signatures: signatureOf(SECOND_CHECKPOINT) }),
		messages: [
			...Array(3).fill(unproven('The signature of the checkpoint does not hold.')),
			lost('signature-invalid', 'The signature is that of another message.'),
		],
	},
	{
		name: 'a checkpoint that breaks a rule',
		reason: 'Its size is 0. Its tree is the first one of the log all the same; the second one holds.',
		bytes: handLog({ ...FIVE, sizes: '00 04', trees: '02  03 00  04 02', ways: '01 02 02 00 00', hashes: ONE.id + CHECKPOINT.id }),
		messages: [NOT_HELD, two, three, lost('field-range', 'The size is at least 1.'), second],
	},
	{
		name: 'a checkpoint that travels whole and breaks a rule',
		reason: 'Its size is 0. Nobody knows its author and log, so its tree is one of nobody, and the next one is the first.',
		bytes: handLog({
			...FIVE,
			shapes: '03  02 01 0a  03 07 17 00  00',
			trees: '02  03 00  04 00',
			shapeOf: '00 00 00 02 01',
			seqs: '00 00 00 00',
			wholes: '15',
			sizes: '03',
			ways: '01 01 01 00 00',
			bits: '01',
			values: hex(BAD_CHECKPOINT.payload),
			heads: headIn(CHECKPOINT),
			signatures: signatureOf(BAD_CHECKPOINT) + signatureOf(CHECKPOINT),
		}),
		messages: [one, two, three, lost('field-range', 'The size is at least 1.'), last],
	},
	{
		name: 'a checkpoint with a seq that does not exist',
		reason:
			'5 less than 4: symbol 4 and the bit 1. It is refused. Its tree is the first one of its writer all the same, and the messages name the second one.',
		bytes: handLog({
			...FIVE,
			trees: '02  03 00  04 00',
			seqs: '00 00 00 84 00',
			bits: '01',
			sizes: '03 03',
			ways: '02 02 02 00 00',
			heads: headIn(CHECKPOINT) + headIn(CHECKPOINT),
			signatures: signatureOf(CHECKPOINT) + signatureOf(CHECKPOINT),
		}),
		messages: [one, two, three, lost('bundle-section', 'A number that does not exist.'), last],
	},
	{
		name: 'a checkpoint that does not exist',
		reason: 'Index 4 of four messages.',
		bytes: handLog({ trees: '01 04 00' }),
		messages: [...Array(3).fill(unproven('No tree is one of its log.')), last],
	},
	{
		name: 'a post for a checkpoint',
		reason: 'The tree is said to be that of message 1, which has its signature.',
		bytes: handLog({
			signed: '02',
			trees: '01 00 00',
			ways: '00 01 01 00',
			signatures: signatureOf(ONE) + signatureOf(CHECKPOINT),
		}),
		messages: [one, NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'a checkpoint without a signature',
		reason: 'It is proven by a second one, and proves nothing itself.',
		bytes: handLog({
			...FIVE,
			trees: '02  03 01  04 02',
			ways: '01 01 00 02 00',
			hashes: THREE.id + rootOf([ONE.id, TWO.id]) + THREE.id,
			signatures: signatureOf(THREE) + signatureOf(SECOND_CHECKPOINT),
		}),
		messages: [
			unproven('The checkpoint of its tree has no signature.'),
			unproven('The checkpoint of its tree has no signature.'),
			three,
			last,
			second,
		],
	},
	{
		name: 'a checkpoint that proves itself',
		reason: 'It names its own tree and is no leaf of it, as its seq is beyond its size.',
		bytes: handLog({
			signed: '01',
			trees: '01 03 01',
			ways: '00 01 01 01',
			hashes: ONE.id,
			signatures: signatureOf(ONE),
		}),
		messages: [one, NOT_HELD, NOT_HELD, unproven('It has no signature.')],
	},
	{
		name: 'a tree that does not exist',
		reason: 'Message 2 names the second tree of its log, which has one.',
		bytes: handLog({ ...WITHOUT_TWO, ways: '01 02 01 00' }),
		messages: [one, unproven('There is no such tree.'), three, last],
	},
	{
		name: 'the last way that there is',
		reason: 'Message 2 names the tree 255 of its log.',
		bytes: handLog({ ...WITHOUT_TWO, ways: '01 ff 01 00' }),
		messages: [one, unproven('There is no such tree.'), three, last],
	},
]
