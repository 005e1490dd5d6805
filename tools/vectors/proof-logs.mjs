/** The logs of vectors/proofs.json: short messages, and checkpoints over them. */

import { Buffer } from 'node:buffer'
import { encodeFields, ghost, hex, PEOPLE, seal, unhex, write } from './kit.mjs'
import { climb, rootOf, walk } from './proof-tree.mjs'

/** @typedef {import('./kit.mjs').Person} Person */
/** @typedef {import('./kit.mjs').Fields} Fields */
/** @typedef {{ readonly name: string, readonly id: string, readonly author: string, readonly log: number, readonly payload: Buffer, readonly message: Buffer }} Named */

const { anna, bo, carl, dora } = PEOPLE
const START = 1_700_000_000

/** @param {string} name @param {Person} by @param {Fields} fields @returns {Named} */
function named(name, by, fields) {
	const { id, payload, message } = write(by, fields)
	return { name, id, author: by.author, log: fields.log ?? 0, payload, message }
}

/**
 * A log in which everything is known: each message has the next seq, and `checkpoint` stands for one over all before it.
 *
 * @param {Person} by
 * @param {number | undefined} log
 * @param {readonly (readonly [name: string, fields: Fields | 'checkpoint' | ((before: readonly Named[]) => Fields)])[]} entries
 * @returns {readonly Named[]}
 */
function logOf(by, log, entries) {
	/** @type {Named[]} */
	const messages = []
	for (const [name, said] of entries) {
		const own =
			said === 'checkpoint'
				? { kind: 7, size: messages.length, head: rootOf(messages.map(({ id }) => id)) }
				: typeof said === 'function'
					? said(messages)
					: { kind: 1, ...said }
		messages.push(named(name, by, { log, seq: messages.length + 1, time: START + 60 * messages.length, ...own }))
	}
	return messages
}

const post = (/** @type {string} */ text, /** @type {Fields} */ more = {}) => ({ text, topics: ['water'], ...more })

export const ANNA = logOf(anna, undefined, [
	['anna 1', post('The well is safe.')],
	['anna 2', post('The spring is safe.')],
	['anna 3', post('The lake is not.', { time: START + 90 })],
	['anna 4', post('The brook is.', { topics: undefined })],
	['anna 5', post('The well is dry.', { time: START + 600 })],
	['anna 6', 'checkpoint'],
	['anna 7', post('It rains.', { time: undefined })],
	['anna 8', 'checkpoint'],
	['anna 9', post('The well is full.')],
])
export const ANNA_ELSEWHERE = logOf(anna, 5, [
	['elsewhere 1', post('From another device.')],
	['elsewhere 2', () => ({ kind: 2, root: ghost('a thread elsewhere'), text: 'I agree.' })],
	['elsewhere 3', () => ({ kind: 2, root: /** @type {Named} */ (ANNA[0]).id, text: 'Is it?', salt: '0011223344556677' })],
	['elsewhere 4', 'checkpoint'],
])
export const BO = logOf(bo, undefined, [
	['bo 1', () => ({ kind: 2, root: /** @type {Named} */ (ANNA[0]).id, text: 'Thank you.' })],
	['bo 2', () => ({ kind: 3, target: /** @type {Named} */ (ANNA[1]).id, stance: 1, grounds: 1 })],
	['bo 3', () => ({ kind: 4, subject: anna.author, stance: 1 })],
	['bo 4', 'checkpoint'],
])
/** The second message was taken back: only its id is left. */
export const CARL = logOf(carl, undefined, [
	['carl 1', post('The bridge is open.')],
	['carl 2', post('The bridge is closed.')],
	['carl 3', post('The bridge is open again.')],
	['carl 4', ([, second]) => ({ kind: 5, targets: [{ seq: 2, target: /** @type {Named} */ (second).id, topics: ['water'] }] })],
	['carl 5', 'checkpoint'],
])
/** The first message has more keys than a shape may have. */
export const DORA = logOf(dora, undefined, [
	['many keys', { text: 'a', time: undefined, ...Object.fromEntries(Array.from({ length: 257 }, (_, i) => [1001 + 2 * i, true])) }],
	['over many keys', 'checkpoint'],
])

/** Messages by a rule: of seq k, with the time k. */
export const SERIES = { name: 'short', author: anna.author, count: 260, fields: { kind: 1, log: 9, text: 'a' } }
const series = Array.from({ length: SERIES.count }, (_, i) => named(`short ${i + 1}`, anna, { ...SERIES.fields, seq: i + 1, time: i + 1 }))
export const SHORT = [
	...series,
	named('over short', anna, { kind: 7, log: 9, seq: 261, time: 261, size: 260, head: rootOf(series.map(({ id }) => id)) }),
]

/** All logs of which a writer knows the ids. */
export const LOGS = [ANNA, ANNA_ELSEWHERE, BO, CARL, DORA, SHORT]

/** The log written out by hand: three posts in log 3, and checkpoints over them. */
const hand = (/** @type {string} */ name, /** @type {Fields} */ fields, by = anna) => named(name, by, { log: 3, ...fields })
const text = (/** @type {string} */ name, /** @type {number} */ seq, /** @type {string} */ said, by = anna) =>
	hand(name, { kind: 1, seq, text: said }, by)

export const ONE = text('one', 1, 'a')
export const TWO = text('two', 2, 'b')
export const THREE = text('three', 3, 'c')
/** What stands at the place of two, but is not. */
export const OTHER_TWO = text('another two', 2, 'd')
export const BO_TWO = text('two by bo', 2, 'b', bo)
export const LOG_TWO = named('two in log 4', anna, { kind: 1, log: 4, seq: 2, text: 'b' })
/** A payload that no message may have: its text is no UTF-8. */
export const BAD_TWO = seal(
	Buffer.concat([encodeFields({ kind: 1, author: anna.author, log: 3, seq: 2 }), unhex('0e61ff')]).fill(0xa5, 0, 1),
	anna,
)

/** A checkpoint that no message may be: its size is 0. */
export const BAD_CHECKPOINT = hand('size 0', { kind: 7, seq: 4, size: 0, head: ghost('a head') })

/** A checkpoint over these ids. @param {string} name @param {readonly string[]} ids @param {Fields} [fields] */
const over = (name, ids, fields = {}) => hand(name, { kind: 7, seq: ids.length + 1, size: ids.length, head: rootOf(ids), ...fields })

const THREE_IDS = [ONE.id, TWO.id, THREE.id]
export const CHECKPOINT = over('checkpoint', THREE_IDS)
export const SECOND_CHECKPOINT = over('second checkpoint', [...THREE_IDS, CHECKPOINT.id])
export const WRONG_HEAD = hand('wrong head', { kind: 7, seq: 4, size: 3, head: ghost('a head') })
export const WRONG_SIZE = hand('wrong size', { kind: 7, seq: 4, size: 4, head: rootOf(THREE_IDS) })
/** The tree of four, said to be one of three: its parts have the same hashes. */
export const SMALLER_SIZE = hand('smaller size', { kind: 7, seq: 5, size: 3, head: rootOf([...THREE_IDS, CHECKPOINT.id]) })
export const OVER_TWO = over('over two', [ONE.id, TWO.id], { seq: 4 })
export const OVER_BO = over('over bo', [ONE.id, BO_TWO.id, THREE.id])
export const OVER_LOG = over('over another log', [ONE.id, LOG_TWO.id, THREE.id])
export const OVER_BAD = over('over bad', [ONE.id, BAD_TWO.id, THREE.id])
export const OTHER_ORDER = over('another order', [TWO.id, ONE.id, THREE.id])
export const NO_EFFECT = over('no effect', THREE_IDS, { 128: true })
export const ODD_KEY = over('an odd key', THREE_IDS, { 129: true })
export const FOREIGN = named('checkpoint by bo', bo, { kind: 7, log: 3, seq: 4, size: 3, head: rootOf(THREE_IDS) })
export const OTHER_LOG = named('checkpoint in log 4', anna, { kind: 7, log: 4, seq: 4, size: 3, head: rootOf(THREE_IDS) })

/** The last message of the greatest log that there can be, and hashes of all others that nobody wrote. */
export const FAR = named('far', anna, { kind: 1, log: 11, seq: Number.MAX_SAFE_INTEGER, text: 'a' })
export const FAR_HASHES = walk(Number.MAX_SAFE_INTEGER, [Number.MAX_SAFE_INTEGER]).map(([first]) => ghost(`from ${first} on`))
export const OVER_FAR = named('over far', anna, {
	kind: 7,
	log: 11,
	seq: 1,
	size: Number.MAX_SAFE_INTEGER,
	head: climb(Number.MAX_SAFE_INTEGER, new Map([[Number.MAX_SAFE_INTEGER, FAR.id]]), FAR_HASHES)?.head,
})

export const HAND = [
	...[ONE, TWO, THREE, OTHER_TWO, BO_TWO, LOG_TWO, CHECKPOINT, SECOND_CHECKPOINT, WRONG_HEAD, WRONG_SIZE, SMALLER_SIZE, OVER_TWO],
	...[OVER_BO, OVER_LOG, OVER_BAD, OTHER_ORDER, NO_EFFECT, ODD_KEY, FOREIGN, OTHER_LOG, FAR, OVER_FAR],
]

/** The signature of a message. @param {Named} message */
export const signatureOf = ({ message }) => hex(message.subarray(-64))
