/** Cases of vectors/proofs.json for the walk of SPEC 7.14. */

const GREATEST = Number.MAX_SAFE_INTEGER
/** @param {number} from @param {number} to */
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** @type {readonly (readonly [name: string, comment: string, size: number, leaves: readonly number[]])[]} */
export const WALKS = [
	['one of one', 'The leaf is the head.', 1, [1]],
	['none of one', 'The hash of the whole tree, which is an id.', 1, []],
	['all of two', 'Nothing is asked for.', 2, [1, 2]],
	['the first of two', 'The id of the second one.', 2, [1]],
	['the second of two', 'The id of the first one.', 2, [2]],
	['all of three', 'Nothing is asked for.', 3, [1, 2, 3]],
	['the first of three', 'Two ids.', 3, [1]],
	['the second of three', 'Ids before and behind it.', 3, [2]],
	['the third of three', 'One hash for two.', 3, [3]],
	['none of three', 'The hash of the whole tree.', 3, []],
	['the fifth of seven', 'Subtrees of 4 and 2, and one id.', 7, [5]],
	['all but the third of seven', 'One id.', 7, [1, 2, 4, 5, 6, 7]],
	['all of 255', 'One block.', 255, range(1, 255)],
	['the last of 255', 'Seven hashes: of 128, 64, 32, 16, 8, 4 and 2.', 255, [255]],
	['all of 256', 'One block.', 256, range(1, 256)],
	['two of 256', 'One block has no hash of its own.', 256, [128, 129]],
	['none of 256', 'The hash of the whole tree.', 256, []],
	['all of 257', 'Two blocks, each with its hash; the second one is a single id, which is given beside the leaf.', 257, range(1, 257)],
	['the first 256 of 257', 'Only one block has leaves.', 257, range(1, 256)],
	['the last of 257', 'Only the second block has a leaf.', 257, [257]],
	['two blocks of 257', 'A leaf in each: the first block has its hash and eight others.', 257, [256, 257]],
	['all of 512', 'Two blocks.', 512, range(1, 512)],
	['one of 512', 'One block, and one hash for the other one.', 512, [300]],
	['none of 512', 'The hash of the whole tree, and none of blocks.', 512, []],
	['the first and the last of 512', 'A block, its hashes, and likewise the other one.', 512, [1, 512]],
	['all of 600', 'Three blocks: 256, 256 and 88.', 600, range(1, 600)],
	['two in one block of 600', 'The other two blocks have a hash each.', 600, [513, 600]],
	['two blocks of 600', 'The block in the middle has no leaf.', 600, [1, 590]],
	['everything but one block of 600', 'That block has its hash and no more.', 600, [...range(1, 256), ...range(513, 600)]],
	['four blocks of 1000', '256, 256, 256 and 232. A leaf in each.', 1000, [1, 257, 513, 769]],
	['the second half of 1000', 'The hash of 512 ids stands for two blocks.', 1000, [600, 1000]],
	['one of 1000', 'A hash of 512 ids and one of 232 beside the block.', 1000, [700]],
	['the first of the greatest log', 'One block. 53 hashes.', GREATEST, [1]],
	['the last of the greatest log', 'The last block has 255 ids.', GREATEST, [GREATEST]],
	['the middle of the greatest log', 'Two blocks on both sides of the first border.', GREATEST, [2 ** 52, 2 ** 52 + 1]],
	['none of the greatest log', 'One hash.', GREATEST, []],
	['one less than the greatest log', 'The last block has 254 ids.', GREATEST - 1, [GREATEST - 1]],
	['a log of 2^52', 'All blocks have 256 ids.', 2 ** 52, [2 ** 52 - 256]],
]
