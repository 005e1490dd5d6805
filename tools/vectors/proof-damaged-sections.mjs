/** Bundles of vectors/proofs.json in which counts, tables or signatures of a section with the flags 1 are damaged. One fault each. */

import { Buffer } from 'node:buffer'
import { lost } from './bundle-containers.mjs'
import { contentHash, wrap } from './bundle-format.mjs'
import { unhex } from './kit.mjs'
import { CHECKPOINT, ONE, signatureOf, THREE, TWO } from './proof-logs.mjs'
import { ALL, bundleWith, handLog } from './proof-parts.mjs'
import { TRIO_CONTENT } from './trio.mjs'

/** @typedef {import('./proof-damaged-parts.mjs').Damaged} Damaged */

const GOOD = handLog()
const last = CHECKPOINT.name
const NOT_HELD = lost('unproven', 'The checkpoint of its tree has no signature.')
/** Each message of the section. @param {string} code @param {string} reason @param {number} [count] */
const all = (code, reason, count = 4) => Array.from({ length: count }, () => lost(code, reason))

/** A section of empty streams with so many messages and no signatures. Its body has 8 bytes. @param {number} count */
function emptySection(count) {
	const none = Buffer.alloc(0)
	const streams = { structure: none, bits: none, values: none, text: none, raw: none }
	const hash = contentHash([{ type: 1, flags: 1, count, signed: 0, streams, signatures: none }])
	return wrap([{ type: 1, body: Buffer.from([1, count, 0, 0, 0, 0, 0, 0]) }], hash)
}

/** The messages of bundles.json with signatures, and other flags. @param {string} flags */
function trioWith(flags) {
	return bundleWith({ ...TRIO_CONTENT, flags: unhex(flags).readUInt8() })
}

/** The bundle, of which the last bytes were cut off. @param {number} count */
const cut = (count) => GOOD.subarray(0, GOOD.length - count)

/** @type {readonly Damaged[]} */
export const DAMAGED_SECTIONS = [
	...['02', '80'].map((flags) => ({
		name: `the flags ${flags}`,
		reason: 'There are 0 and 1. A reader reads nothing of such a section, though it would be one with the flags 0 otherwise.',
		code: 'bundle-section',
		bytes: trioWith(flags),
	})),
	...['03', 'ff'].map((flags) => ({
		name: `the flags ${flags}`,
		reason: 'Likewise, though it would be one with the flags 1 otherwise.',
		code: 'bundle-section',
		bytes: handLog({ flags }),
	})),
	{
		name: 'as many messages as bytes',
		reason: 'Eight, which is allowed. No table can be read in a stream without bytes.',
		code: 'bundle-section',
		bytes: emptySection(8),
		messages: all('bundle-section', 'The tables cannot be read.', 8),
	},
	{
		name: 'more messages than bytes',
		reason: 'Nine in a body of eight bytes.',
		code: 'bundle-too-large',
		bytes: emptySection(9),
	},
	{
		name: 'more signatures than messages',
		reason: 'Five of four.',
		code: 'bundle-section',
		bytes: handLog({ signed: '05' }),
	},
	{
		name: 'more signatures than messages that name them',
		reason: 'Two signatures, and one way 0.',
		code: 'bundle-section',
		bytes: handLog({ signed: '02', signatures: signatureOf(THREE) + signatureOf(CHECKPOINT) }),
		messages: all('bundle-section', 'Nobody knows which signature belongs to it.'),
	},
	{
		name: 'fewer signatures than messages that name them',
		reason: 'One signature, and the way 0 twice.',
		code: 'bundle-section',
		bytes: handLog({ ways: '01 01 00 00' }),
		messages: all('bundle-section', 'Nobody knows which signature belongs to it.'),
	},
	{
		name: 'more trees than signatures',
		reason: 'Two trees, and one signature.',
		code: 'bundle-too-large',
		bytes: handLog({ trees: '02 03 00 03 00' }),
		messages: all('bundle-too-large', 'A table has more entries than allowed.'),
	},
	{
		name: 'a way that is missing',
		reason: 'The structure stream ends before the last one.',
		code: 'bundle-section',
		bytes: handLog({ ways: '01 01 01' }),
		messages: all('bundle-section', 'The columns cannot be read.'),
	},
	{
		name: 'a way too many',
		reason: 'A byte of the structure stream is left.',
		code: 'bundle-section',
		bytes: handLog({ ways: '01 01 01 00 00' }),
		messages: ALL,
	},
	{
		name: 'nothing signed',
		reason: 'Without a signature there can be no tree, and without a tree no proof.',
		bytes: handLog({ signed: '00', trees: '00', ways: '01 01 01 01', signatures: '' }),
		messages: all('unproven', 'There is no tree.'),
	},
	{
		name: 'no signatures',
		reason: 'One is declared. Every message has an outcome with the flags 1.',
		code: 'bundle-section',
		bytes: handLog({ signatures: '' }),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, lost('bundle-section', 'Its signature is missing.')],
	},
	{
		name: 'the last byte of a signature is missing',
		reason: 'It is the signature of the checkpoint. That of message 2 is there.',
		code: 'bundle-section',
		bytes: handLog({
			signed: '02',
			trees: '01 03 01',
			ways: '01 00 01 00',
			hashes: TWO.id,
			signatures: (signatureOf(TWO) + signatureOf(CHECKPOINT)).slice(0, -2),
		}),
		messages: [NOT_HELD, TWO.name, NOT_HELD, lost('bundle-section', 'Its signature is not whole.')],
	},
	{
		name: 'a signature of another message is missing',
		reason: 'The checkpoint comes first, so its signature is there; that of message 3 is not.',
		code: 'bundle-section',
		bytes: handLog({
			signed: '02',
			trees: '01 00 01',
			shapeOf: '01 00 00 00',
			seqs: '03 82 83 00',
			text: '63 61 62',
			ways: '00 00 01 01',
			hashes: THREE.id,
			signatures: signatureOf(CHECKPOINT),
		}),
		messages: [last, lost('bundle-section', 'Its signature is missing.'), ONE.name, TWO.name],
	},
	{
		name: 'a signature too many',
		reason: 'One is declared, and two are there.',
		code: 'bundle-section',
		bytes: handLog({ signatures: signatureOf(CHECKPOINT) + signatureOf(CHECKPOINT) }),
		messages: ALL,
	},
	{
		name: 'cut off in a signature',
		reason: 'The last byte of the signature is missing, and all of the integrity hash.',
		code: 'bundle-truncated',
		bytes: cut(9),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, lost('bundle-truncated', 'Its signature is not whole.')],
	},
	{
		name: 'cut off before the signatures',
		reason: 'The streams are there.',
		code: 'bundle-truncated',
		bytes: cut(8 + 64),
		messages: [NOT_HELD, NOT_HELD, NOT_HELD, lost('bundle-truncated', 'Its signature is missing.')],
	},
	{
		name: 'cut off in the raw stream',
		reason: 'Where a stream ends too early nobody knows where signatures are, and nothing is said of single messages.',
		code: 'bundle-truncated',
		bytes: cut(8 + 64 + 1),
	},
	{
		name: 'cut off in the counts',
		reason: 'How many signatures there are is not known.',
		code: 'bundle-truncated',
		bytes: GOOD.subarray(0, 10),
	},
	{
		name: 'cut off in the integrity hash',
		reason: 'All messages are there, and what proves them.',
		code: 'bundle-truncated',
		bytes: cut(1),
		messages: ALL,
	},
	{
		name: 'another integrity hash',
		reason: 'The messages prove themselves all the same.',
		code: 'bundle-hash',
		bytes: Buffer.concat([cut(8), unhex('0001020304050607')]),
		messages: ALL,
	},
]
