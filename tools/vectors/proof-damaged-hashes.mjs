/** Bundles of vectors/proofs.json in which the hashes of a tree are damaged. One fault each. */

import { ghost } from './kit.mjs'
import { ALONE, block2a, block2b, GAP, last, NONE, NOT_HELD, one, overBlocks, second, three, unproven } from './proof-damaged-parts.mjs'
import { CHECKPOINT, ONE, OTHER_TWO, THREE, TWO } from './proof-logs.mjs'
import { ALL, BLOCK_HASHES, handLog, headIn, replaced, twoBlocks } from './proof-parts.mjs'
import { FIVE, THIRD_ALONE } from './proof-readable.mjs'
import { rootOf } from './proof-tree.mjs'

/** @typedef {import('./proof-damaged-parts.mjs').Damaged} Damaged */

/** @type {readonly Damaged[]} */
export const DAMAGED_HASHES = [
	{
		name: 'a hash too few',
		reason: 'Message 2 is missing, and no hash is declared.',
		bytes: handLog({ ...GAP, trees: '01 02 00', hashes: '' }),
		messages: [NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'a hash too many',
		reason: 'All messages are there, and one hash is declared.',
		bytes: handLog({ trees: '01 03 01', hashes: ghost('a hash') }),
		messages: NONE,
	},
	{
		name: 'hashes in another order',
		reason: 'That of message 3 before that of message 1.',
		bytes: handLog({ ...ALONE, hashes: THREE.id + ONE.id }),
		messages: [NOT_HELD, last],
	},
	{
		name: 'a wrong hash',
		reason: 'Another one than that of message 2.',
		bytes: handLog({ ...GAP, hashes: OTHER_TWO.id }),
		messages: [NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'a wrong hash in a block',
		reason: 'The fourth one of the first block. The second block is proven by its own hash.',
		bytes: twoBlocks({ hashes: replaced(BLOCK_HASHES, 4, ghost('a hash')) }),
		messages: [
			unproven('The hash of its block is another one.'),
			unproven('The hash of its block is another one.'),
			block2a,
			block2b,
			overBlocks,
		],
	},
	{
		name: 'a wrong hash of a block',
		reason: 'The tree leads to another head, so that nothing of it is proven.',
		bytes: twoBlocks({ hashes: replaced(BLOCK_HASHES, 9, ghost('a hash')) }),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, NOT_HELD, overBlocks],
	},
	{
		name: 'blocks without hashes of their own',
		reason: 'Only the hashes in them, from which the head would come out.',
		bytes: twoBlocks({ trees: '01 04 09', hashes: BLOCK_HASHES.filter((_, i) => i !== 0 && i !== 9).join('') }),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, NOT_HELD, overBlocks],
	},
	{
		name: 'a hash of the only block',
		reason: 'The leaves are in one block, and then it has none. That of the whole tree is no better.',
		bytes: handLog({ trees: '01 03 01', hashes: headIn(CHECKPOINT) }),
		messages: NONE,
	},
	{
		name: 'an id for a node',
		reason: 'For the two before message 3 stands the id of the first one.',
		bytes: handLog({ ...THIRD_ALONE, hashes: ONE.id }),
		messages: [NOT_HELD, last],
	},
	{
		name: 'a node for an id',
		reason: 'For message 1 stands the hash above 1 and 2.',
		bytes: handLog({ ...ALONE, hashes: rootOf([ONE.id, TWO.id]) + THREE.id }),
		messages: [NOT_HELD, last],
	},
	{
		name: 'a raw stream that ends before the hashes',
		reason: 'One hash is declared, and none is there.',
		bytes: handLog({ ...GAP, hashes: '' }),
		messages: [NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'a raw stream that ends inside a hash',
		reason: 'What is there is used up.',
		bytes: handLog({ ...GAP, hashes: TWO.id.slice(0, 32) }),
		messages: [NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'more hashes than there can be',
		reason: '2^53 - 1 are declared.',
		bytes: handLog({ ...GAP, trees: '01 02 ffffffffffffff0f' }),
		messages: [NOT_HELD, NOT_HELD, last],
	},
	{
		name: 'a hash on the wrong side of a border',
		reason: 'The first tree declares one more than it has, and the second one one less: neither has the number that it needs.',
		bytes: handLog({
			...FIVE,
			trees: '02  03 02  04 01',
			ways: '01 02 01 00 00',
			hashes: TWO.id + ONE.id + rootOf([THREE.id, CHECKPOINT.id]),
		}),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, last, second],
	},
	{
		name: 'a byte behind the hashes',
		reason: 'All streams are used up exactly.',
		code: 'bundle-section',
		bytes: handLog({ ...GAP, hashes: `${TWO.id}00` }),
		messages: [one, three, last],
	},
	{
		name: 'a hash that belongs to no tree',
		reason: 'It stands behind all that are declared.',
		code: 'bundle-section',
		bytes: handLog({ hashes: ghost('a hash') }),
		messages: ALL,
	},
]
