/** Cases of vectors/proofs.json for writers: which messages are in a bundle, and which checkpoint proves which of them. */

import { LOGS, SHORT } from './proof-logs.mjs'
import { fieldsOf } from './proof-read.mjs'

/** @typedef {import('./proof-logs.mjs').Named} Named */
/** A checkpoint and what it proves, by names. @typedef {readonly [checkpoint: string, proves: readonly string[]]} Tree */

/** Names of one log. @param {string} log @param {readonly number[]} seqs */
const of = (log, ...seqs) => seqs.map((seq) => `${log} ${seq}`)
const SHORT_NAMES = SHORT.slice(0, -1).map(({ name }) => name)

/** `signed`: what has its signature and proves nothing. @type {readonly { readonly name: string, readonly comment: string, readonly signed?: readonly string[], readonly trees: readonly Tree[] }[]} */
export const WRITTEN = [
	{ name: 'a whole log', comment: 'Five messages, one signature and no hash.', trees: [['anna 6', of('anna', 1, 2, 3, 4, 5)]] },
	{
		name: 'a whole log and what is newer',
		comment: 'The later checkpoint proves the earlier one as well. What was written after it has its signature.',
		signed: ['anna 9'],
		trees: [['anna 8', of('anna', 1, 2, 3, 4, 5, 6, 7)]],
	},
	{
		name: 'two authors',
		comment: 'Each by a checkpoint of their own: way 1 for all of them. References go from one to the other.',
		trees: [
			['bo 4', of('bo', 1, 2, 3)],
			['anna 6', of('anna', 1, 2, 3, 4, 5)],
		],
	},
	{
		name: 'two logs of one author',
		comment:
			'Likewise. The outside id and the salt stand before the hashes in the raw stream, of which there is one, for the missing message.',
		trees: [
			['elsewhere 4', of('elsewhere', 1, 2, 3)],
			['anna 6', of('anna', 1, 3, 4, 5)],
		],
	},
	{
		name: 'somebody without a checkpoint',
		comment: 'Signatures and trees by turns.',
		signed: of('bo', 1, 2),
		trees: [['anna 6', of('anna', 1, 2, 3, 4, 5)]],
	},
	{
		name: 'two checkpoints of one log',
		comment: 'Ways 1 and 2. The first tree has two hashes, for messages 4 and 5, the second one two as well, for 1 to 4 and 5 to 6.',
		trees: [
			['anna 6', of('anna', 1, 2, 3)],
			['anna 8', of('anna', 7)],
		],
	},
	{ name: 'a part of a log', comment: 'A hash for each message that is missing.', trees: [['anna 6', of('anna', 2, 3, 5)]] },
	{ name: 'one message alone', comment: 'With a way of three hashes: 3, then 1 and 2, then 5 to 7.', trees: [['anna 8', of('anna', 4)]] },
	{
		name: 'a message that was taken back',
		comment: 'Its id, which the retraction names, is a hash of the tree.',
		trees: [['carl 5', of('carl', 1, 3, 4)]],
	},
	{
		name: 'a message that travels whole',
		comment: 'A tree takes author, log and seq from its payload.',
		trees: [['over many keys', ['many keys']]],
	},
	{
		name: 'two blocks',
		comment: 'Four messages of 260. Each block has its hash before what is needed in it.',
		trees: [['over short', of('short', 2, 3, 259, 260)]],
	},
	{
		name: 'one block of two',
		comment: 'Only one block has leaves, so that it has no hash of its own; the other one has one hash.',
		trees: [['over short', of('short', 2, 3)]],
	},
	{
		name: 'more messages than compressed bytes',
		comment:
			'261 equal messages would fit into fewer bytes than there are messages, so that the structure stream is not compressed. The two hashes are those of the blocks.',
		trees: [['over short', SHORT_NAMES]],
	},
]

/** All messages of logs, by their names. @type {ReadonlyMap<string, Named>} */
const BY_NAME = new Map(LOGS.flat().map((message) => [message.name, message]))
/** @param {string} name @returns {Named} */
export const messageOf = (name) => {
	const message = BY_NAME.get(name)
	if (message === undefined) throw new Error(`there is no message "${name}"`)
	return message
}

/** The ids that a checkpoint is over. @param {Named} checkpoint */
export function idsUnder(checkpoint) {
	const log = LOGS.find((messages) => messages.includes(checkpoint)) ?? []
	return log.slice(0, fieldsOf(checkpoint.payload).get(27)).map(({ id }) => id)
}

/** The order of 7.9. @param {readonly Named[]} messages */
export function inOrder(messages) {
	const fields = new Map(messages.map(({ id, payload }) => [id, fieldsOf(payload)]))
	/** @param {string} id @returns {{ readonly place: number, readonly depth: number }} */
	const placeOf = (id) => {
		const own = fields.get(id)
		const above = [6, 7, 8, 10]
			.map((key) => own?.get(key))
			.filter((ref) => fields.has(ref))
			.map(placeOf)
		return {
			place: Math.max(own?.get(4) ?? -1, ...above.map(({ place }) => place)),
			depth: above.length === 0 ? 0 : 1 + Math.max(...above.map(({ depth }) => depth)),
		}
	}
	const sorted = messages.map((message) => ({ message, ...placeOf(message.id) }))
	sorted.sort((a, b) => a.place - b.place || a.depth - b.depth || (a.message.id < b.message.id ? -1 : 1))
	return sorted.map(({ message }) => message)
}

/** Seq in a payload. @param {Named} message @returns {number} */
export const seqOf = ({ payload }) => fieldsOf(payload).get(3)

/** A message as the library takes it. @param {Named} message @param {object} [proof] in place of its signature */
export function packable({ payload, message }, proof) {
	return { payload: new Uint8Array(payload), ...(proof === undefined ? { signature: new Uint8Array(message.subarray(-64)) } : { proof }) }
}
