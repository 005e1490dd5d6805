/** What the damaged bundles of vectors/proofs.json share: outcomes, and sections with a gap. */

import { lost } from './bundle-containers.mjs'
import { CHECKPOINT, ONE, SECOND_CHECKPOINT, signatureOf, THREE, TWO } from './proof-logs.mjs'
import { BLOCKS_ALL, headIn } from './proof-parts.mjs'

/** @typedef {import('./bundle-containers.mjs').Outcome} Outcome */
/** @typedef {{ readonly name: string, readonly reason: string, readonly code?: string, readonly bytes: Buffer, readonly messages?: readonly Outcome[] }} Damaged */

export const [one, two, three] = /** @type {[string, string, string]} */ ([ONE, TWO, THREE].map(({ name }) => name))
export const second = SECOND_CHECKPOINT.name
export const last = CHECKPOINT.name
export const [block1a, block1b, block2a, block2b, overBlocks] = /** @type {[string, string, string, string, string]} */ (BLOCKS_ALL)

/** @param {string} reason */
export const unproven = (reason) => lost('unproven', reason)
export const NOT_HELD = unproven('Its tree does not hold.')
/** Three messages that are not proven, and a checkpoint that is. */
export const NONE = [NOT_HELD, NOT_HELD, NOT_HELD, last]
/** A checkpoint with another one's place in the section. @param {import('./proof-logs.mjs').Named} checkpoint */
export const by = (checkpoint) => ({ heads: headIn(checkpoint), signatures: signatureOf(checkpoint) })
/** Messages 1 and 3 and the checkpoint; message 2 is missing. */
export const GAP = {
	count: '03',
	shapeOf: '00 00 01',
	seqs: '00 01 00',
	lengths: '01 01',
	text: '61 63',
	trees: '01 02 01',
	ways: '01 01 00',
	hashes: TWO.id,
}
/** Message 2 and the checkpoint. The hashes are those of 1 and 3. */
export const ALONE = { count: '02', shapeOf: '00 01', seqs: '01 01', lengths: '01', text: '62', trees: '01 01 02', ways: '01 00' }
/** Message 2 has another proof than the other two, and its hash is given. */
export const WITHOUT_TWO = { trees: '01 03 01', hashes: TWO.id }
/** Four messages with the seqs 1, 2, 2 and 3, and the checkpoint over three. */
export const TWICE = {
	count: '05',
	trees: '01 04 00',
	shapeOf: '00 00 00 00 01',
	seqs: '00 00 81 00 00',
	lengths: '01 01 01 01',
	ways: '01 01 01 01 00',
}
