/** vectors/messages.json: valid messages of every kind, at both ends of every bound, with what is unknown and private, and every intermediate value. */

import { agree, encodeFields, ghost, hex, library, longHex, PEOPLE, seal, sha256 } from './kit.mjs'

/** @typedef {import('./kit.mjs').Fields} Fields */
/** @typedef {import('./kit.mjs').Person} Person */

const { anna, bo, carl } = PEOPLE
const MAX = 2 ** 53 - 1
const ROOT = ghost('a root')
const PARENT = ghost('a parent')
const FIRST = ghost('a first version')
const TARGET = ghost('a target')

/** @param {number} count each once, ascending */
const ids = (count) => Array.from({ length: count }, (_, i) => ghost(`number ${i}`)).sort()
/** @param {number} times @param {string} [text] */
const long = (times, text = 'a') => ({ text, times })
const FILE = { hash: hex(sha256('the picture of a well')), size: 21, type: 'image/png' }
const PAGE = { uri: 'https://example.org/water' }

/** Two letters each, ascending. @param {number} count */
const topics = (count) => Array.from({ length: count }, (_, i) => `t${String.fromCharCode(97 + i)}`)

/** @param {Fields} [fields] */
export const post = (fields = {}) => ({ kind: 1, seq: 1, text: 'a', ...fields })
/** @param {Fields} [fields] */
export const reply = (fields = {}) => ({ kind: 2, seq: 1, root: ROOT, text: 'a', ...fields })
/** @param {Fields} [fields] */
export const endorsement = (fields = {}) => ({ kind: 3, seq: 1, target: TARGET, stance: 1, ...fields })
/** @param {Fields} [fields] */
export const vouch = (fields = {}) => ({ kind: 4, seq: 1, subject: bo.author, stance: 1, ...fields })
/** @param {readonly any[]} [targets] @param {Fields} [fields] */
export const retraction = (targets = [{ seq: 1, target: TARGET }], fields = {}) => ({ kind: 5, seq: 1, targets, ...fields })
/** @param {Fields} [fields] */
export const profile = (fields = {}) => ({ kind: 6, seq: 1, ...fields })
/** @param {Fields} [fields] */
export const checkpoint = (fields = {}) => ({ kind: 7, seq: 1, size: 1, head: ghost('a head'), ...fields })
/** @param {number} kind @param {Fields} [fields] */
export const other = (kind, fields = {}) => ({ kind, seq: 1, ...fields })

/** The example of section 1 of SPEC.md. */
export const EXAMPLE = { kind: 1, seq: 1, time: 1_700_000_000, text: 'The well is safe.', topics: ['water'] }

/** As long as a message may be: the last source fills what the rest leaves. */
function fullMessage() {
	const sources = Array.from({ length: 7 }, () => ({ uri: long(2048) }))
	const rest =
		encodeFields({ author: anna.author, ...post({ text: long(16_384), sources: [...sources, { uri: long(256) }] }) }).length - 256
	return post({ text: long(16_384), sources: [...sources, { uri: long(32_768 - 64 - rest) }] })
}

/** `false`: the message has no effect (SPEC 5.2). @typedef {readonly [name: string, comment: string, fields: Fields, effect?: boolean]} Case */

/** @type {readonly Case[]} */
// biome-ignore format: a table, one row for each case
const COMMON = [
	['the example of section 1', 'The message that the specification opens with.', EXAMPLE],
	['the smallest message of all', 'Kind, author and seq are required in every kind; the kind 0 is reserved.', other(0), false],
	['log of 1', 'The least log that is written; 0 is left out.', post({ log: 1 })],
	['log of 2^53 - 1', 'The greatest integer.', post({ log: MAX })],
	['seq of 2^53 - 1', 'The greatest integer; the other messages show the least one.', post({ seq: MAX })],
	['time of 0', '1970-01-01: unlike log and rev, a time of 0 is written.', post({ time: 0 })],
	['time of 2^53 - 1', 'Whether a time can be true is no question of validity.', post({ time: MAX })],
	['space of 1 byte', 'The shortest space.', post({ space: 'h' })],
	['space of 64 bytes', 'The longest space.', post({ space: 'h'.repeat(64) })],
	['space of 64 bytes in 32 characters', 'Sizes of text are bytes of UTF-8.', post({ space: 'å'.repeat(32) })],
	['space of 64 bytes in 32 UTF-16 units', 'Two units are one character of four bytes.', post({ space: '\u{1f56f}'.repeat(16) })],
]

/** @type {readonly Case[]} */
// biome-ignore format: a table, one row for each case
const CONTENT = [
	['a post', 'The smallest post: nothing but a text.', post()],
	[
		'a post with everything',
		'Every field that a first version of a post can have.',
		post({
			log: 3_000_000_000,
			seq: 7,
			time: 1_700_000_000,
			space: 'hagby',
			text: '# The well\n\nIs it *safe*?',
			format: 1,
			lang: 'en-GB',
			topics: ['health', 'water', 'wells'],
			sources: [
				{ ...PAGE, hash: hex(sha256('a page')), day: 19_000 },
				{ message: TARGET, day: 19_001 },
			],
			attachments: [{ ...FILE, name: 'well.png' }],
			expires: 1_800_000_000,
			question: true,
			salt: '00112233445566778899aabbccddeeff',
		}),
	],
	['a post of attachments alone', 'Text or attachments: one suffices.', post({ text: undefined, attachments: [FILE] })],
	['a post of 32768 bytes', 'Payload and signature together are as long as a message may be.', fullMessage()],
	['text of 16384 bytes', 'The longest text.', post({ text: long(16_384) })],
	['text of 16384 bytes in 4096 characters', 'Sizes of text are bytes of UTF-8.', post({ text: long(4096, '\u{1f56f}') })],
	['text with LF and TAB', 'The two control characters that texts hold.', post({ text: 'a\n\tb' })],
	['text that is not normalised', 'Normalisation is for writers; readers do not check it (3.8).', post({ text: 'a\u030a' })],
	['format of 1', 'CommonMark.', post({ format: 1 })],
	['lang of 1 byte', 'The shortest tag; whether it is registered is not checked.', post({ lang: 'x' })],
	['lang of 35 bytes', 'The longest tag.', post({ lang: `de-${'A1'.repeat(16)}` })],
	['a topic of 1 byte', 'The shortest topic.', post({ topics: ['a'] })],
	['a topic of 64 bytes', 'The longest topic.', post({ topics: ['a'.repeat(64)] })],
	['16 topics', 'As many as allowed.', post({ topics: topics(16) })],
	['a topic behind its own beginning', 'A text comes before those that begin with it.', post({ topics: ['a', 'ab'] })],
	['topics in upper case', 'Lower case is for writers; readers do not check it. Capitals come first by their bytes.', post({ topics: ['B', 'a'] })],
	['topics that differ in normalisation', 'Different bytes are different topics.', post({ topics: ['a\u030a', '\u00e5'] })],
	['topics in the order of their bytes', 'U+FFFD comes before U+10000; by UTF-16 units it would come behind.', post({ topics: ['\ufffd', '\u{10000}'] })],
	['16 sources', 'As many as allowed; the same one may be there twice.', post({ sources: Array(16).fill(PAGE) })],
	['a uri of 1 byte', 'The shortest URI; it is not parsed.', post({ sources: [{ uri: 'a' }] })],
	['a uri of 2048 bytes', 'The longest URI.', post({ sources: [{ uri: long(2048) }] })],
	['a source with its hash', 'The content that was read.', post({ sources: [{ ...PAGE, hash: hex(sha256('a page')) }] })],
	['a source read on the day 0', 'Unlike log and rev, a day of 0 is written.', post({ sources: [{ ...PAGE, day: 0 }] })],
	['a source read on the day 2^53 - 1', 'The greatest integer.', post({ sources: [{ ...PAGE, day: MAX }] })],
	['a message as source', 'A source that is a message has no hash: its id is one.', post({ sources: [{ message: TARGET }] })],
	['16 attachments', 'As many as allowed; the same one may be there twice.', post({ attachments: Array(16).fill(FILE) })],
	['an attachment of 0 bytes', 'An empty file.', post({ attachments: [{ hash: hex(sha256('')), size: 0, type: 'text/plain' }] })],
	['an attachment of 2^53 - 1 bytes', 'What a message says of a file is not bounded by what a bundle may carry.', post({ attachments: [{ ...FILE, size: MAX }] })],
	['a media type of 1 byte', 'The shortest; it is not parsed.', post({ attachments: [{ ...FILE, type: ' ' }] })],
	['a media type of 127 bytes', 'The longest, of the last printable character.', post({ attachments: [{ ...FILE, type: '~'.repeat(127) }] })],
	['a file name of 1 byte', 'The shortest.', post({ attachments: [{ ...FILE, name: 'a' }] })],
	['a file name of 255 bytes', 'The longest.', post({ attachments: [{ ...FILE, name: `å${'a'.repeat(253)}` }] })],
	['expires at 0', 'Expired for every reader, and valid for ever.', post({ expires: 0 })],
	['expires at 2^53 - 1', 'The greatest integer.', post({ expires: MAX })],
	['a question', 'Only true is written.', post({ question: true })],
	['a salt of 8 bytes', 'The shortest.', post({ salt: '00'.repeat(8) })],
	['a salt of 32 bytes', 'The longest.', post({ salt: 'ff'.repeat(32) })],
	['a revised post', 'first and rev belong together; the least rev that is written is 1.', post({ first: FIRST, rev: 1 })],
	['rev of 2^53 - 1', 'The greatest integer.', post({ first: FIRST, rev: MAX })],
	['a reply to the root', 'A reply without parent answers the root.', reply()],
	['a reply to a reply', 'The parent is another message than the root.', reply({ parent: PARENT })],
	['a revised reply', 'It names root, parent and first version.', reply({ parent: PARENT, first: FIRST, rev: 1 })],
	['a reply of attachments alone', 'Text or attachments: one suffices.', reply({ text: undefined, attachments: [FILE] })],
	[
		'a reply with everything',
		'Every field that a reply can have.',
		reply({
			log: 1,
			time: 1_700_000_100,
			space: 'hagby',
			parent: PARENT,
			first: FIRST,
			rev: 2,
			sources: [PAGE],
			text: 'Boil it.',
			format: 1,
			lang: 'en',
			topics: ['water'],
			attachments: [FILE],
			expires: 1_800_000_000,
			question: true,
			salt: '0011223344556677',
		}),
	],
	['a source that is the root', 'Rule 3.5.a is about the references of the payload, not about sources.', reply({ sources: [{ message: ROOT }] })],
]

/** @type {readonly Case[]} */
// biome-ignore format: a table, one row for each case
const STANDS = [
	['an endorsement of a root', 'The target is the root of its thread, so root is left out.', endorsement()],
	['an endorsement within a thread', 'root names the thread of the target.', endorsement({ root: ROOT })],
	['a dispute', 'Stance 2.', endorsement({ stance: 2, grounds: 2 })],
	['called outdated', 'Stance 3.', endorsement({ stance: 3, grounds: 4 })],
	['a stance withdrawn', 'Stance 4 has neither grounds nor sources.', endorsement({ stance: 4, rev: 1 })],
	['confirmed by a source', 'Grounds 3 comes with sources.', endorsement({ grounds: 3, sources: [PAGE] })],
	['observed, and a source beside it', 'Sources may stand with any grounds.', endorsement({ grounds: 1, sources: [PAGE] })],
	['sources without grounds', 'Sources may stand alone.', endorsement({ sources: [{ message: FIRST }] })],
	['an endorsement with everything', 'Every field that an endorsement can have.', endorsement({ log: 1, seq: 9, time: 5, space: 'hagby', root: ROOT, rev: 3, grounds: 3, sources: [PAGE, { message: FIRST }] })],
	['a vouch', 'I know whose key this is.', vouch()],
	['a distrust', 'Stance 2 of a vouch.', vouch({ stance: 2 })],
	['a vouch withdrawn', 'Stance 4 of a vouch.', vouch({ stance: 4, rev: MAX })],
	['a vouch with everything', 'Every field that a vouch can have.', vouch({ log: 1, seq: 4, time: 5, space: 'hagby', rev: 1 })],
	['a vouch for a key that is none', 'Only the author of a message has to have a key that verifies.', vouch({ subject: '00'.repeat(32) })],
	['a retraction', 'One stub with no more than what is required; it belongs to the thread of the stub too.', retraction()],
	[
		'a retraction with everything',
		'A stub repeats what it stands for; the topics of a stub are bounded like those of a post.',
		retraction([{ log: 1, seq: 7, space: 'hagby', root: ROOT, parent: PARENT, first: FIRST, target: TARGET, topics: topics(16) }], { log: 2, seq: 8, time: 9, space: 'uppsala' }),
	],
	['a retraction of 64', 'As many stubs as allowed; each is a thread of its own.', retraction(ids(64).map((target) => ({ seq: 1, target })))],
	[
		'a retraction of two messages of one thread',
		'The threads of a message are listed once each, its own one first.',
		retraction(ids(2).map((target) => ({ seq: 1, root: ROOT, target }))),
	],
	['a retraction of a revision', 'Its thread is that of the first version.', retraction([{ seq: 2, first: FIRST, target: TARGET }])],
	['a profile of nothing', 'A profile may take back all that was said.', profile()],
	[
		'a profile with everything',
		'Every field that a profile can have.',
		profile({ log: 1, time: 9, space: 'hagby', rev: 1, name: 'Anna', about: 'By the well.\nSecond house.', keys: [bo.author, carl.author], attachments: [FILE] }),
	],
	['a name of 1 byte', 'The shortest.', profile({ name: 'A' })],
	['a name of 64 bytes', 'The longest.', profile({ name: 'Å'.repeat(32) })],
	['about of 1 byte', 'The shortest.', profile({ about: '\n' })],
	['about of 2048 bytes', 'The longest.', profile({ about: long(2048) })],
	['one other key', 'As few as allowed.', profile({ keys: [bo.author] })],
	['16 other keys', 'As many as allowed.', profile({ keys: ids(16) })],
	['a checkpoint', 'The least size.', checkpoint()],
	['a checkpoint of 2^53 - 1', 'The greatest size.', checkpoint({ size: MAX })],
	['a checkpoint with everything', 'Every field that a checkpoint can have.', checkpoint({ log: 1, seq: 12, time: 5, space: 'hagby', size: 11 })],
]

/** @type {readonly Case[]} */
// biome-ignore format: a table, one row for each case
const EXTENDED = [
	['stance of 255', 'Values above those of 3.6 are valid up to 255, and have no effect.', endorsement({ stance: 255 }), false],
	['stance of 5 in an endorsement', 'Not one of 3.6.', endorsement({ stance: 5 }), false],
	['stance of 5 with grounds', 'Rule 3.5.h is about stance 4 alone.', endorsement({ stance: 5, grounds: 1 }), false],
	['stance of 3 in a vouch', 'A vouch has no stance 3.', vouch({ stance: 3 }), false],
	['grounds of 5', 'Not one of 3.6.', endorsement({ grounds: 5 }), false],
	['grounds of 255', 'The greatest.', endorsement({ grounds: 255 }), false],
	['format of 2', 'Not one of 3.6.', post({ format: 2 }), false],
	['format of 255', 'The greatest.', post({ format: 255 }), false],

	['an unknown odd key', 'Odd keys may be ignored.', post({ 29: 'something new' })],
	['an unknown even key', 'Even keys may not.', post({ 30: 'something new' }), false],
	['the greatest key', '2^53 - 1 is odd.', post({ [MAX]: true })],
	['the greatest even key', '2^53 - 2.', post({ [MAX - 1]: true }), false],
	['a private odd key', 'Every reader shows the post.', post({ 129: { bytes: '00ff' } })],
	['a private even key', 'Hides the post from all readers but those who know the key.', post({ 128: true }), false],
	['the first and the last private key', '128 is even.', post({ 128: 1, 255: 1 }), false],
	['an unknown key of any type', 'What is unknown is not looked at, as long as it is deterministic CBOR.', post({ 31: { map: [[0, [{ map: [[2, '']] }, false]]] } })],
	['an unknown odd key in a source', 'Ignored there too.', post({ sources: [{ ...PAGE, 5: 1 }] })],
	['an unknown even key in a source', 'The whole message has no effect.', post({ sources: [PAGE, { ...PAGE, 4: 1 }] }), false],
	['an unknown odd key in an attachment', 'Ignored there too.', profile({ attachments: [{ ...FILE, 7: 1 }] })],
	['an unknown even key in an attachment', 'The whole message has no effect.', profile({ attachments: [{ ...FILE, 4: 1 }] }), false],
	['an unknown odd key in a stub', 'Ignored there too.', retraction([{ seq: 1, target: TARGET, 29: 1 }])],
	['an unknown even key in a stub', 'The whole retraction has no effect; it still belongs to the threads of its stubs.', retraction([{ seq: 1, root: ROOT, target: TARGET, 30: 1 }]), false],
	['a key of a payload that a stub does not have', 'The time, key 4, is no field of a stub, so it is unknown there, and even.', retraction([{ seq: 1, target: TARGET, 4: 'any type' }]), false],
	['an odd key of a payload that a stub does not have', 'The text of a post is key 14, its format key 15: unknown there, and odd.', retraction([{ seq: 1, target: TARGET, 15: 'any type' }])],

	['a stance in a post', 'A field of another kind counts as unknown; key 11 is odd.', post({ stance: 77 })],
	['a target in a post', 'Key 10 is even; for the thread it counts in any kind.', post({ target: TARGET }), false],
	['a parent in a post', 'Key 7 is odd: ignored.', post({ parent: PARENT })],
	['a root in a post', 'Key 6 is even; for the thread it counts in any kind.', post({ root: ROOT }), false],
	['a name in a reply', 'Key 24 is even.', reply({ name: 'a' }), false],
	['a text in an endorsement', 'Key 14 is even.', endorsement({ text: 'a' }), false],
	['an expiry in an endorsement', 'Key 19 is odd: ignored, so the stance does not end.', endorsement({ expires: 0 })],
	['grounds in a vouch', 'Key 12 is even.', vouch({ grounds: 1 }), false],
	['sources in a vouch', 'Key 13 is odd: ignored, with all that is in it.', vouch({ sources: [{ ...PAGE, 4: 1 }] })],
	['a rev in a retraction', 'Key 9 is odd: ignored.', retraction(undefined, { rev: 1 })],
	['a root in a retraction', 'Key 6 is even; it is the first of the threads.', retraction(undefined, { root: ROOT }), false],
	['a format in a profile', 'Key 15 is odd: ignored, so its value does not matter.', profile({ format: 99 })],
	['a first version in a profile', 'Key 8 is even; for the thread it counts in any kind.', profile({ first: FIRST }), false],
	['a head in a post', 'Key 28 is even.', post({ head: ghost('a head') }), false],
	['a size in a post', 'Key 27 is odd: ignored.', post({ size: 1 })],

	['kind 8', 'The first kind that is reserved for later versions.', other(8), false],
	['kind 127', 'The last reserved kind below the private ones.', other(127), false],
	['kind 128', 'The first private kind.', other(128), false],
	['kind 255', 'The last private kind.', other(255), false],
	['kind 256', 'The first kind above the private ones.', other(256), false],
	['kind 2^53 - 1', 'The greatest kind.', other(MAX), false],
	['a private kind in a thread', 'Fields mean the same in every kind, so it has its place.', other(200, { space: 'hagby', root: ROOT, parent: PARENT, text: 'a', 128: 1, 129: 2 }), false],
	['a private kind about a target', 'Its thread is that of its target.', other(200, { target: TARGET }), false],
	['a private kind that revises', 'Its thread is that of its first version; it can be retracted.', other(200, { first: FIRST, rev: 1 }), false],
	['rules of posts in an unknown kind', 'Rules 3.5.d to h are for the kinds that they name.', other(9, { rev: 1, format: 1 }), false],
	['rules of endorsements in an unknown kind', 'Rules 3.5.d to h are for the kinds that they name.', other(9, { stance: 4, grounds: 3 }), false],
	['an unknown kind with targets', 'Only retractions belong to the threads of their stubs.', other(9, { targets: [{ seq: 1, target: TARGET }] }), false],
	['all references in an unknown kind', 'The root comes first, whatever else is named.', other(9, { root: ROOT, parent: PARENT, first: FIRST, target: TARGET }), false],
	['a first version and a target in an unknown kind', 'The first version comes before the target.', other(9, { first: FIRST, target: TARGET }), false],
	['the same bytes in fields that are no references', 'Rule 3.5.a is about root, parent, first and target.', other(9, { root: ROOT, head: ROOT, subject: ROOT, sources: [{ message: ROOT }] }), false],
]

export const MESSAGES = [...COMMON, ...CONTENT, ...STANDS, ...EXTENDED]

const KEY_ORDER =
	'kind author log seq time space root parent first rev target stance grounds sources text format lang topics attachments expires question subject targets salt name about keys size head'.split(
		' ',
	)

/** Named fields in the order of their keys, as they are written. @param {Fields} fields @returns {Fields} */
function inKeyOrder(fields) {
	const key = (/** @type {string} */ name) => (KEY_ORDER.includes(name) ? KEY_ORDER.indexOf(name) : Number(name))
	return Object.fromEntries(
		Object.entries(fields)
			.filter(([, value]) => value !== undefined)
			.sort(([a], [b]) => key(a) - key(b)),
	)
}

/** SPEC 3.9. @param {Fields} fields @param {string} id */
function threadOf({ root, first, target }, id) {
	return root ?? first ?? target ?? id
}

/** @param {Case} entry @param {Person} by */
function makeMessage([name, comment, named, effect = true], by) {
	const fields = { ...named, author: by.author }
	const { payload, id, signed, signature, message } = seal(encodeFields(fields), by)
	const { kind, targets = [] } = named
	const thread = threadOf(named, id)
	const stubs = kind === 5 ? targets.map((/** @type {Fields} */ stub) => threadOf(stub, '')) : []
	return {
		name,
		comment,
		secretKey: by.secret,
		author: by.author,
		fields: inKeyOrder(fields),
		payload: longHex(payload),
		id,
		signed: hex(signed),
		signature: hex(signature),
		message: longHex(message),
		thread,
		threads: [...new Set([thread, ...stubs])],
		effect,
		retractable: [1, 2, 6].includes(kind) || (kind >= 128 && kind <= 255),
		bytes: message,
	}
}

export async function makeMessages() {
	const { verifyMessage } = await library('message/verify.js')
	const { threadsOf } = await library('message/thread.js')
	const { isRetractable, kindNumber } = await library('message/kinds.js')
	const cases = []
	for (const entry of MESSAGES) {
		const { bytes, ...made } = makeMessage(entry, anna)
		const { id, thread, threads, effect, retractable } = made
		const given = await verifyMessage(new Uint8Array(bytes)).catch((/** @type {any} */ error) => ({
			refused: `${error.code} ${error.field}`,
		}))
		agree(`messages, "${made.name}": validity`, undefined, given.refused)
		agree(
			`messages, "${made.name}"`,
			{ id, thread, threads, effect, retractable },
			{
				id: given.id,
				thread: given.thread,
				threads: threadsOf(given),
				effect: typeof given.kind === 'string',
				retractable: isRetractable(kindNumber(given)),
			},
		)
		cases.push(made)
	}
	return { messages: cases }
}
