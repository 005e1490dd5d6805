/** The faults of fields in vectors/invalid-messages.json: what the map holds, and what is wrong with it. */

import { ghost, hex, PEOPLE, sha256 } from './kit.mjs'
import { checkpoint, endorsement, other, post, profile, reply, retraction, vouch } from './messages.mjs'

/** @typedef {import('./kit.mjs').Fields} Fields */

const { anna, bo } = PEOPLE
const ROOT = ghost('a root')
const PARENT = ghost('a parent')
const FIRST = ghost('a first version')
const TARGET = ghost('a target')
const PAGE = { uri: 'https://example.org/water' }
const FILE = { hash: hex(sha256('the picture of a well')), size: 21, type: 'image/png' }
const STUB = { seq: 1, target: TARGET }

/** @param {number} times @param {string} [text] */
const long = (times, text = 'a') => ({ text, times })
/** @param {number} count ascending @param {number} [size] bytes of each */
const sorted = (count, size = 32) => Array.from({ length: count }, (_, i) => i.toString(16).padStart(2, '0').repeat(size))

/** Of a message that is a map of fields: what it holds, the code, the field, why; and which case of messages.json stands on the other side of the bound. */
/** @typedef {readonly [name: string, fields: Fields, code: string, field: string, reason: string, allowed?: string]} FieldCase */

/** @type {readonly FieldCase[]} */
// biome-ignore format: a table, one row for each case
export const TYPES = [
	['kind as text', { ...post(), kind: 'post' }, 'field-type', 'kind', 'Kinds are numbers.'],
	['author as text', { ...post(), author: { text: 'a', times: 32 } }, 'field-type', 'author', 'Keys are byte strings.'],
	['log as text', post({ log: '1' }), 'field-type', 'log', 'An unsigned integer.'],
	['seq as bytes', post({ seq: { bytes: '01' } }), 'field-type', 'seq', 'An unsigned integer.'],
	['time as text', post({ time: '2023-11-14' }), 'field-type', 'time', 'An unsigned integer.'],
	['space as bytes', post({ space: { bytes: '68' } }), 'field-type', 'space', 'A text.'],
	['root as text', reply({ root: { text: ROOT } }), 'field-type', 'root', 'Ids are byte strings, not hexadecimal digits.'],
	['parent as number', reply({ parent: 1 }), 'field-type', 'parent', 'Ids are byte strings.'],
	['first as array', post({ first: [1], rev: 1 }), 'field-type', 'first', 'Ids are byte strings.'],
	['rev as text', post({ first: FIRST, rev: '1' }), 'field-type', 'rev', 'An unsigned integer.'],
	['target as map', endorsement({ target: { map: [] } }), 'field-type', 'target', 'Ids are byte strings.'],
	['stance as text', endorsement({ stance: 'confirm' }), 'field-type', 'stance', 'Stances are numbers.'],
	['grounds as text', endorsement({ grounds: 'observed' }), 'field-type', 'grounds', 'Grounds are numbers.'],
	['sources as map', post({ sources: { map: [[0, 'a']] } }), 'field-type', 'sources', 'An array, even of one.'],
	['text as bytes', post({ text: { bytes: '61' } }), 'field-type', 'text', 'A text.'],
	['format as text', post({ format: 'commonmark' }), 'field-type', 'format', 'Formats are numbers.'],
	['lang as bytes', post({ lang: { bytes: '6465' } }), 'field-type', 'lang', 'A text.'],
	['topics as text', post({ topics: 'water' }), 'field-type', 'topics', 'An array, even of one.'],
	['attachments as bytes', post({ attachments: { bytes: FILE.hash } }), 'field-type', 'attachments', 'An array, even of one.'],
	['expires as text', post({ expires: 'never' }), 'field-type', 'expires', 'An unsigned integer.'],
	['question as number', post({ question: 1 }), 'field-type', 'question', 'true, not 1.'],
	['subject as text', vouch({ subject: { text: 'a', times: 32 } }), 'field-type', 'subject', 'Keys are byte strings.'],
	['targets as map', { ...retraction(), targets: { map: [[3, 1]] } }, 'field-type', 'targets', 'An array, even of one.'],
	['salt as text', post({ salt: { text: 'a', times: 8 } }), 'field-type', 'salt', 'A byte string.'],
	['name as bytes', profile({ name: { bytes: '41' } }), 'field-type', 'name', 'A text.'],
	['about as array', profile({ about: ['a'] }), 'field-type', 'about', 'A text.'],
	['keys as bytes', profile({ keys: { bytes: bo.author } }), 'field-type', 'keys', 'An array, even of one.'],
	['size as text', checkpoint({ size: '1' }), 'field-type', 'size', 'An unsigned integer.'],
	['head as text', checkpoint({ head: { text: 'a', times: 32 } }), 'field-type', 'head', 'A byte string.'],
	['false as a number', post({ time: false }), 'field-type', 'time', 'Booleans are no numbers.'],

	['a source that is a text', post({ sources: [PAGE.uri] }), 'field-type', 'sources[0]', 'Sources are maps.'],
	['a uri as bytes', post({ sources: [{ uri: { bytes: '61' } }] }), 'field-type', 'sources[0].uri', 'A text.'],
	['a hash as text', post({ sources: [{ ...PAGE, hash: { text: 'a', times: 32 } }] }), 'field-type', 'sources[0].hash', 'A byte string.'],
	['a source message as text', post({ sources: [{ message: { text: TARGET } }] }), 'field-type', 'sources[0].message', 'Ids are byte strings.'],
	['a day as text', post({ sources: [{ ...PAGE, day: '2023-11-14' }] }), 'field-type', 'sources[0].day', 'An unsigned integer.'],
	['a topic that is a number', post({ topics: [1] }), 'field-type', 'topics[0]', 'Topics are texts.'],
	['an attachment that is bytes', post({ attachments: [{ bytes: FILE.hash }] }), 'field-type', 'attachments[0]', 'Attachments are maps.'],
	['the hash of an attachment as text', post({ attachments: [{ ...FILE, hash: { text: 'a', times: 32 } }] }), 'field-type', 'attachments[0].hash', 'A byte string.'],
	['the size of an attachment as text', post({ attachments: [{ ...FILE, size: '21' }] }), 'field-type', 'attachments[0].size', 'An unsigned integer.'],
	['a media type as number', post({ attachments: [{ ...FILE, type: 1 }] }), 'field-type', 'attachments[0].type', 'A text.'],
	['a file name as bytes', post({ attachments: [{ ...FILE, name: { bytes: '61' } }] }), 'field-type', 'attachments[0].name', 'A text.'],
	['a stub that is an id', retraction([{ bytes: TARGET }]), 'field-type', 'targets[0]', 'Stubs are maps.'],
	['the log of a stub as text', retraction([{ ...STUB, log: '1' }]), 'field-type', 'targets[0].log', 'As in payloads.'],
	['the seq of a stub as text', retraction([{ ...STUB, seq: '1' }]), 'field-type', 'targets[0].seq', 'As in payloads.'],
	['the space of a stub as number', retraction([{ ...STUB, space: 1 }]), 'field-type', 'targets[0].space', 'As in payloads.'],
	['the root of a stub as text', retraction([{ ...STUB, root: { text: ROOT } }]), 'field-type', 'targets[0].root', 'As in payloads.'],
	['the parent of a stub as text', retraction([{ ...STUB, parent: { text: PARENT } }]), 'field-type', 'targets[0].parent', 'As in payloads.'],
	['the first of a stub as text', retraction([{ ...STUB, first: { text: FIRST } }]), 'field-type', 'targets[0].first', 'As in payloads.'],
	['the target of a stub as text', retraction([{ ...STUB, target: { text: TARGET } }]), 'field-type', 'targets[0].target', 'As in payloads.'],
	['the topics of a stub as text', retraction([{ ...STUB, topics: 'water' }]), 'field-type', 'targets[0].topics', 'As in payloads.'],
	['a key that is a text', profile({ keys: [{ text: 'a', times: 32 }] }), 'field-type', 'keys[0]', 'Keys are byte strings.'],
	['a known field in an unknown kind', other(200, { text: 1 }), 'field-type', 'text', 'Fields are checked in every kind.'],
	['a field of another kind', vouch({ topics: 'water' }), 'field-type', 'topics', 'Fields are checked in every kind, even where they are ignored.'],
]

/** @type {readonly FieldCase[]} */
// biome-ignore format: a table, one row for each case
export const SIZES = [
	['author of 31 bytes', { ...post(), author: anna.author.slice(2) }, 'field-size', 'author', 'A key has 32 bytes.'],
	['author of 33 bytes', { ...post(), author: `${anna.author}00` }, 'field-size', 'author', 'A key has 32 bytes.'],
	['space of 0 bytes', post({ space: '' }), 'field-size', 'space', 'What is empty is left out.', 'space of 1 byte'],
	['space of 65 bytes', post({ space: 'h'.repeat(65) }), 'field-size', 'space', 'At most 64 bytes.', 'space of 64 bytes'],
	['space of 66 bytes in 33 characters', post({ space: 'å'.repeat(33) }), 'field-size', 'space', 'Bytes of UTF-8 are counted, not characters.', 'space of 64 bytes in 32 characters'],
	['root of 31 bytes', reply({ root: ROOT.slice(2) }), 'field-size', 'root', 'An id has 32 bytes.'],
	['root of 33 bytes', reply({ root: `${ROOT}00` }), 'field-size', 'root', 'An id has 32 bytes.'],
	['parent of 31 bytes', reply({ parent: PARENT.slice(2) }), 'field-size', 'parent', 'An id has 32 bytes.'],
	['parent of 33 bytes', reply({ parent: `${PARENT}00` }), 'field-size', 'parent', 'An id has 32 bytes.'],
	['first of 31 bytes', post({ first: FIRST.slice(2), rev: 1 }), 'field-size', 'first', 'An id has 32 bytes.'],
	['first of 33 bytes', post({ first: `${FIRST}00`, rev: 1 }), 'field-size', 'first', 'An id has 32 bytes.'],
	['target of 31 bytes', endorsement({ target: TARGET.slice(2) }), 'field-size', 'target', 'An id has 32 bytes.'],
	['target of 33 bytes', endorsement({ target: `${TARGET}00` }), 'field-size', 'target', 'An id has 32 bytes.'],
	['no sources', post({ sources: [] }), 'field-size', 'sources', 'What is empty is left out.'],
	['17 sources', post({ sources: Array(17).fill(PAGE) }), 'field-size', 'sources', 'At most 16.', '16 sources'],
	['text of 0 bytes', post({ text: '' }), 'field-size', 'text', 'What is empty is left out.', 'a post'],
	['text of 16385 bytes', post({ text: long(16_385) }), 'field-size', 'text', 'At most 16,384 bytes.', 'text of 16384 bytes'],
	['text of 16386 bytes in 8193 characters', post({ text: long(8193, 'å') }), 'field-size', 'text', 'Bytes of UTF-8 are counted, not characters.', 'text of 16384 bytes in 4096 characters'],
	['lang of 0 bytes', post({ lang: '' }), 'field-size', 'lang', 'What is empty is left out.', 'lang of 1 byte'],
	['lang of 36 bytes', post({ lang: 'a'.repeat(36) }), 'field-size', 'lang', 'At most 35 bytes.', 'lang of 35 bytes'],
	['no topics', post({ topics: [] }), 'field-size', 'topics', 'What is empty is left out.'],
	['17 topics', post({ topics: sorted(17, 1) }), 'field-size', 'topics', 'At most 16.', '16 topics'],
	['a topic of 0 bytes', post({ topics: ['', 'a'] }), 'field-size', 'topics[0]', 'A topic has at least one byte.', 'a topic of 1 byte'],
	['a topic of 65 bytes', post({ topics: ['a', 'b'.repeat(65)] }), 'field-size', 'topics[1]', 'At most 64 bytes.', 'a topic of 64 bytes'],
	['no attachments', post({ attachments: [] }), 'field-size', 'attachments', 'What is empty is left out.'],
	['17 attachments', post({ attachments: Array(17).fill(FILE) }), 'field-size', 'attachments', 'At most 16.', '16 attachments'],
	['subject of 31 bytes', vouch({ subject: bo.author.slice(2) }), 'field-size', 'subject', 'A key has 32 bytes.'],
	['subject of 33 bytes', vouch({ subject: `${bo.author}00` }), 'field-size', 'subject', 'A key has 32 bytes.'],
	['no targets', retraction([]), 'field-size', 'targets', 'A retraction retracts at least one message.', 'a retraction'],
	['65 targets', retraction(sorted(65).map((target) => ({ seq: 1, target }))), 'field-size', 'targets', 'At most 64.', 'a retraction of 64'],
	['salt of 7 bytes', post({ salt: '00'.repeat(7) }), 'field-size', 'salt', 'At least 8 bytes: less would not hide a text.', 'a salt of 8 bytes'],
	['salt of 33 bytes', post({ salt: '00'.repeat(33) }), 'field-size', 'salt', 'At most 32 bytes.', 'a salt of 32 bytes'],
	['name of 0 bytes', profile({ name: '' }), 'field-size', 'name', 'What is empty is left out.', 'a name of 1 byte'],
	['name of 65 bytes', profile({ name: `A${'å'.repeat(32)}` }), 'field-size', 'name', 'At most 64 bytes.', 'a name of 64 bytes'],
	['about of 0 bytes', profile({ about: '' }), 'field-size', 'about', 'What is empty is left out.', 'about of 1 byte'],
	['about of 2049 bytes', profile({ about: long(2049) }), 'field-size', 'about', 'At most 2,048 bytes.', 'about of 2048 bytes'],
	['no keys', profile({ keys: [] }), 'field-size', 'keys', 'What is empty is left out.', 'one other key'],
	['17 keys', profile({ keys: sorted(17) }), 'field-size', 'keys', 'At most 16.', '16 other keys'],
	['a key of 31 bytes', profile({ keys: [bo.author.slice(2)] }), 'field-size', 'keys[0]', 'A key has 32 bytes.'],
	['a key of 33 bytes', profile({ keys: [`${bo.author}00`] }), 'field-size', 'keys[0]', 'A key has 32 bytes.'],
	['head of 31 bytes', checkpoint({ head: ROOT.slice(2) }), 'field-size', 'head', 'A hash has 32 bytes.'],
	['head of 33 bytes', checkpoint({ head: `${ROOT}00` }), 'field-size', 'head', 'A hash has 32 bytes.'],

	['a uri of 0 bytes', post({ sources: [{ uri: '' }] }), 'field-size', 'sources[0].uri', 'At least one byte.', 'a uri of 1 byte'],
	['a uri of 2049 bytes', post({ sources: [{ uri: long(2049) }] }), 'field-size', 'sources[0].uri', 'At most 2,048 bytes.', 'a uri of 2048 bytes'],
	['a source hash of 31 bytes', post({ sources: [{ ...PAGE, hash: FILE.hash.slice(2) }] }), 'field-size', 'sources[0].hash', 'A hash has 32 bytes.', 'a source with its hash'],
	['a source hash of 33 bytes', post({ sources: [{ ...PAGE, hash: `${FILE.hash}00` }] }), 'field-size', 'sources[0].hash', 'A hash has 32 bytes.', 'a source with its hash'],
	['a source message of 31 bytes', post({ sources: [{ message: TARGET.slice(2) }] }), 'field-size', 'sources[0].message', 'An id has 32 bytes.', 'a message as source'],
	['a source message of 33 bytes', post({ sources: [{ message: `${TARGET}00` }] }), 'field-size', 'sources[0].message', 'An id has 32 bytes.', 'a message as source'],
	['an attachment hash of 31 bytes', post({ attachments: [{ ...FILE, hash: FILE.hash.slice(2) }] }), 'field-size', 'attachments[0].hash', 'A hash has 32 bytes.'],
	['an attachment hash of 33 bytes', post({ attachments: [{ ...FILE, hash: `${FILE.hash}00` }] }), 'field-size', 'attachments[0].hash', 'A hash has 32 bytes.'],
	['a media type of 0 bytes', post({ attachments: [{ ...FILE, type: '' }] }), 'field-size', 'attachments[0].type', 'At least one byte.', 'a media type of 1 byte'],
	['a media type of 128 bytes', post({ attachments: [{ ...FILE, type: '~'.repeat(128) }] }), 'field-size', 'attachments[0].type', 'At most 127 bytes.', 'a media type of 127 bytes'],
	['a file name of 0 bytes', post({ attachments: [{ ...FILE, name: '' }] }), 'field-size', 'attachments[0].name', 'What is empty is left out.', 'a file name of 1 byte'],
	['a file name of 256 bytes', post({ attachments: [{ ...FILE, name: 'å'.repeat(128) }] }), 'field-size', 'attachments[0].name', 'At most 255 bytes.', 'a file name of 255 bytes'],
	['the space of a stub of 0 bytes', retraction([{ ...STUB, space: '' }]), 'field-size', 'targets[0].space', 'As in payloads.'],
	['the space of a stub of 65 bytes', retraction([{ ...STUB, space: 'h'.repeat(65) }]), 'field-size', 'targets[0].space', 'As in payloads.'],
	['the root of a stub of 31 bytes', retraction([{ ...STUB, root: ROOT.slice(2) }]), 'field-size', 'targets[0].root', 'As in payloads.'],
	['the parent of a stub of 33 bytes', retraction([{ ...STUB, parent: `${PARENT}00` }]), 'field-size', 'targets[0].parent', 'As in payloads.'],
	['the first of a stub of 31 bytes', retraction([{ ...STUB, first: FIRST.slice(2) }]), 'field-size', 'targets[0].first', 'As in payloads.'],
	['the target of a stub of 31 bytes', retraction([{ ...STUB, target: TARGET.slice(2) }]), 'field-size', 'targets[0].target', 'As in payloads.'],
	['the target of a stub of 33 bytes', retraction([{ ...STUB, target: `${TARGET}00` }]), 'field-size', 'targets[0].target', 'As in payloads.'],
	['a stub with no topics', retraction([{ ...STUB, topics: [] }]), 'field-size', 'targets[0].topics', 'As in payloads.'],
	['a stub with 17 topics', retraction([{ ...STUB, topics: sorted(17, 1) }]), 'field-size', 'targets[0].topics', 'As in payloads.', 'a retraction with everything'],
	['a stub with a topic of 65 bytes', retraction([{ ...STUB, topics: ['a'.repeat(65)] }]), 'field-size', 'targets[0].topics[0]', 'As in payloads.'],
]

/** @type {readonly FieldCase[]} */
// biome-ignore format: a table, one row for each case
export const RANGES = [
	['seq of 0', post({ seq: 0 }), 'field-range', 'seq', 'Logs count from 1.', 'a post'],
	['stance of 0', endorsement({ stance: 0 }), 'field-range', 'stance', 'At least 1.', 'an endorsement of a root'],
	['stance of 256', endorsement({ stance: 256 }), 'field-range', 'stance', 'At most 255.', 'stance of 255'],
	['stance of 0 in a vouch', vouch({ stance: 0 }), 'field-range', 'stance', 'At least 1.', 'a vouch'],
	['grounds of 0', endorsement({ grounds: 0 }), 'field-range', 'grounds', 'At least 1: none are left out.'],
	['grounds of 256', endorsement({ grounds: 256 }), 'field-range', 'grounds', 'At most 255.', 'grounds of 255'],
	['format of 256', post({ format: 256 }), 'field-range', 'format', 'At most 255.', 'format of 255'],
	['size of 0', checkpoint({ size: 0 }), 'field-range', 'size', 'A checkpoint stands for at least one message.', 'a checkpoint'],
	['a stub with a seq of 0', retraction([{ ...STUB, seq: 0 }]), 'field-range', 'targets[0].seq', 'As in payloads.', 'a retraction'],
	['a range in a field of another kind', post({ size: 0 }), 'field-range', 'size', 'Fields are checked in every kind, even where they are ignored.', 'a size in a post'],

	['log of 0', post({ log: 0 }), 'field-default', 'log', 'The default is left out, so that nothing has two forms.', 'log of 1'],
	['rev of 0', post({ first: FIRST, rev: 0 }), 'field-default', 'rev', 'The default is left out.', 'a revised post'],
	['rev of 0 in a profile', profile({ rev: 0 }), 'field-default', 'rev', 'The default is left out.'],
	['format of 0', post({ format: 0 }), 'field-default', 'format', 'The default is left out.', 'format of 1'],
	['question of false', post({ question: false }), 'field-default', 'question', 'The default is left out.', 'a question'],
	['a stub with a log of 0', retraction([{ ...STUB, log: 0 }]), 'field-default', 'targets[0].log', 'As in payloads.'],

	['LF in a space', post({ space: 'hag\nby' }), 'field-text', 'space', 'A line has no LF.'],
	['TAB in a space', post({ space: 'hag\tby' }), 'field-text', 'space', 'A line has no TAB.'],
	['LF behind a space', post({ space: 'hagby\n' }), 'field-text', 'space', 'Not even at the end.'],
	['an underscore in lang', post({ lang: 'de_CH' }), 'field-text', 'lang', 'Letters, digits and the hyphen.', 'lang of 35 bytes'],
	['LF behind a lang', post({ lang: 'de\n' }), 'field-text', 'lang', 'Not even at the end.'],
	['a letter outside ASCII in lang', post({ lang: 'dé' }), 'field-text', 'lang', 'ASCII letters.'],
	['LF in a topic', post({ topics: ['a\nb'] }), 'field-text', 'topics[0]', 'A topic is a line.'],
	['TAB in a topic', post({ topics: ['a\tb'] }), 'field-text', 'topics[0]', 'A topic is a line.'],
	['LF in a name', profile({ name: 'Anna\nBo' }), 'field-text', 'name', 'A name is a line.'],
	['TAB in a name', profile({ name: 'Anna\tBo' }), 'field-text', 'name', 'A name is a line.'],
	['LF in a uri', post({ sources: [{ uri: 'https://example.org/\n' }] }), 'field-text', 'sources[0].uri', 'A URI is a line.'],
	['TAB in a uri', post({ sources: [{ uri: 'https://example.org/\t' }] }), 'field-text', 'sources[0].uri', 'A URI is a line.'],
	['a letter outside ASCII in a media type', post({ attachments: [{ ...FILE, type: 'bild/över' }] }), 'field-text', 'attachments[0].type', 'Printable ASCII.'],
	['TAB in a media type', post({ attachments: [{ ...FILE, type: 'image/\tpng' }] }), 'field-text', 'attachments[0].type', 'Printable ASCII.'],
	['LF behind a media type', post({ attachments: [{ ...FILE, type: 'image/png\n' }] }), 'field-text', 'attachments[0].type', 'Not even at the end.'],
	['LF in a file name', post({ attachments: [{ ...FILE, name: 'a\nb.png' }] }), 'field-text', 'attachments[0].name', 'A file name is a line.'],
	['TAB in a file name', post({ attachments: [{ ...FILE, name: 'a\tb.png' }] }), 'field-text', 'attachments[0].name', 'A file name is a line.'],
	['LF in the space of a stub', retraction([{ ...STUB, space: 'hag\nby' }]), 'field-text', 'targets[0].space', 'As in payloads.'],
	['LF in a topic of a stub', retraction([{ ...STUB, topics: ['a\nb'] }]), 'field-text', 'targets[0].topics[0]', 'As in payloads.'],

	['topics descending', post({ topics: ['b', 'a'] }), 'field-order', 'topics[1]', 'Strictly ascending.', '16 topics'],
	['a topic twice', post({ topics: ['a', 'a'] }), 'field-order', 'topics[1]', 'Strictly ascending.'],
	['the third topic', post({ topics: ['a', 'c', 'b'] }), 'field-order', 'topics[2]', 'Each is compared with the one before it.'],
	['topics in the order of their UTF-16 units', post({ topics: ['\u{10000}', '\ufffd'] }), 'field-order', 'topics[1]', 'U+FFFD comes before U+10000 by bytes.', 'topics in the order of their bytes'],
	['topics by their lengths', post({ topics: ['b', 'aa'] }), 'field-order', 'topics[1]', 'Bytes are compared, not encodings with their heads.'],
	['topics in the order of a dictionary', post({ topics: ['a', 'B'] }), 'field-order', 'topics[1]', 'Capitals come first by their bytes.', 'topics in upper case'],
	['a topic before its own beginning', post({ topics: ['ab', 'a'] }), 'field-order', 'topics[1]', 'A text comes before those that begin with it.', 'a topic behind its own beginning'],
	['keys descending', profile({ keys: sorted(2).reverse() }), 'field-order', 'keys[1]', 'Strictly ascending.', '16 other keys'],
	['a key twice', profile({ keys: [bo.author, bo.author] }), 'field-order', 'keys[1]', 'Strictly ascending.'],
	['targets descending', retraction(sorted(2).reverse().map((target) => ({ seq: 1, target }))), 'field-order', 'targets[1]', 'Strictly ascending by target.', 'a retraction of 64'],
	['a target twice', retraction([STUB, { seq: 2, target: TARGET }]), 'field-order', 'targets[1]', 'The rest of the stubs does not count.'],
	['topics of a stub descending', retraction([{ ...STUB, topics: ['b', 'a'] }]), 'field-order', 'targets[0].topics[1]', 'As in payloads.'],
]

/** @type {readonly FieldCase[]} */
// biome-ignore format: a table, one row for each case
export const MISSING = [
	['no kind', post({ kind: undefined }), 'field-missing', 'kind', 'Required in every kind.'],
	['no author', { ...post(), author: undefined }, 'field-missing', 'author', 'Required in every kind.'],
	['no seq', post({ seq: undefined }), 'field-missing', 'seq', 'Required in every kind.'],
	['an unknown kind without seq', other(200, { seq: undefined }), 'field-missing', 'seq', 'Required in every kind, known or not.', 'the smallest message of all'],
	['a reply without root', reply({ root: undefined, parent: PARENT }), 'field-missing', 'root', 'A reply has a root.', 'a reply to the root'],
	['an endorsement without target', endorsement({ target: undefined }), 'field-missing', 'target', 'An endorsement is about something.'],
	['an endorsement without stance', endorsement({ stance: undefined }), 'field-missing', 'stance', 'There is no default.'],
	['a vouch without subject', vouch({ subject: undefined }), 'field-missing', 'subject', 'A vouch is about somebody.'],
	['a vouch without stance', vouch({ stance: undefined }), 'field-missing', 'stance', 'There is no default.'],
	['a retraction without targets', { kind: 5, seq: 1 }, 'field-missing', 'targets', 'A retraction is about something.'],
	['a checkpoint without size', checkpoint({ size: undefined }), 'field-missing', 'size', 'Required.'],
	['a checkpoint without head', checkpoint({ head: undefined }), 'field-missing', 'head', 'Required.'],
	['an attachment without hash', post({ attachments: [{ ...FILE, hash: undefined }] }), 'field-missing', 'attachments[0].hash', 'Required.'],
	['an attachment without size', post({ attachments: [{ ...FILE, size: undefined }] }), 'field-missing', 'attachments[0].size', 'Required.'],
	['an attachment without type', post({ attachments: [{ ...FILE, type: undefined }] }), 'field-missing', 'attachments[0].type', 'Required.'],
	['a stub without seq', retraction([{ target: TARGET }]), 'field-missing', 'targets[0].seq', 'Required.'],
	['a stub without target', retraction([{ seq: 1 }]), 'field-missing', 'targets[0].target', 'Required.'],
]

/** References of equal value. @param {string} one @param {string} two */
const same = (one, two) => other(200, { [one]: ROOT, [two]: ROOT })

/** @type {readonly FieldCase[]} */
// biome-ignore format: a table, one row for each case
export const CONFLICTS = [
	['root and parent are the same', reply({ parent: ROOT }), 'field-conflict', 'parent', 'Rule a: an answer to the root has no parent.', 'a reply to the root'],
	['root and first are the same', reply({ first: ROOT, rev: 1 }), 'field-conflict', 'first', 'Rule a: nothing is in the thread of its own first version unless that is the root.'],
	['parent and first are the same', reply({ parent: FIRST, first: FIRST, rev: 1 }), 'field-conflict', 'first', 'Rule a: nothing answers itself.', 'a revised reply'],
	['root and target are the same', endorsement({ root: TARGET }), 'field-conflict', 'target', 'Rule a: the root is left out where it is the target.', 'an endorsement of a root'],
	['parent and target are the same', same('parent', 'target'), 'field-conflict', 'target', 'Rule a holds in every kind.', 'all references in an unknown kind'],
	['first and target are the same', same('first', 'target'), 'field-conflict', 'target', 'Rule a holds in every kind.', 'all references in an unknown kind'],
	['root and parent are the same in a private kind', same('root', 'parent'), 'field-conflict', 'parent', 'Rule a holds in every kind.', 'a private kind in a thread'],
	['root and parent of a stub are the same', retraction([{ ...STUB, root: ROOT, parent: ROOT }]), 'field-conflict', 'targets[0].parent', 'Rule a holds in stubs.'],
	['root and first of a stub are the same', retraction([{ ...STUB, root: ROOT, first: ROOT }]), 'field-conflict', 'targets[0].first', 'Rule a holds in stubs.'],
	['parent and first of a stub are the same', retraction([{ ...STUB, parent: ROOT, first: ROOT }]), 'field-conflict', 'targets[0].first', 'Rule a holds in stubs.'],
	['root and target of a stub are the same', retraction([{ ...STUB, root: TARGET }]), 'field-conflict', 'targets[0].target', 'Rule a holds in stubs.'],
	['parent and target of a stub are the same', retraction([{ ...STUB, parent: TARGET }]), 'field-conflict', 'targets[0].target', 'Rule a holds in stubs.'],
	['first and target of a stub are the same', retraction([{ ...STUB, first: TARGET }]), 'field-conflict', 'targets[0].target', 'Rule a holds in stubs.', 'a retraction of a revision'],
	['the own key among the others', profile({ keys: [anna.author, bo.author] }), 'field-conflict', 'keys', 'Rule b.', 'one other key'],
	['the own key in keys of a private kind', other(200, { keys: [anna.author] }), 'field-conflict', 'keys', 'Rule b holds in every kind.'],
	['a vouch for oneself', vouch({ subject: anna.author }), 'field-conflict', 'subject', 'Rule c.', 'a vouch'],
	['oneself as subject of a private kind', other(200, { subject: anna.author }), 'field-conflict', 'subject', 'Rule c holds in every kind.'],
	['a post of nothing', post({ text: undefined }), 'field-conflict', 'text', 'Rule d.', 'a post of attachments alone'],
	['a reply of nothing', reply({ text: undefined, sources: [PAGE] }), 'field-conflict', 'text', 'Rule d: sources are no content.', 'a reply of attachments alone'],
	['a post with first and no rev', post({ first: FIRST }), 'field-conflict', 'first', 'Rule e.', 'a revised post'],
	['a post with rev and no first', post({ rev: 1 }), 'field-conflict', 'rev', 'Rule e.', 'a revised post'],
	['a reply with first and no rev', reply({ first: FIRST }), 'field-conflict', 'first', 'Rule e.', 'a revised reply'],
	['a reply with rev and no first', reply({ rev: 1 }), 'field-conflict', 'rev', 'Rule e.', 'a revised reply'],
	['a format without text', post({ text: undefined, format: 1, attachments: [FILE] }), 'field-conflict', 'format', 'Rule f.', 'a post of attachments alone'],
	['a format without text in a reply', reply({ text: undefined, format: 1, attachments: [FILE] }), 'field-conflict', 'format', 'Rule f.', 'a reply of attachments alone'],
	['grounds of source without sources', endorsement({ grounds: 3 }), 'field-conflict', 'grounds', 'Rule g.', 'confirmed by a source'],
	['withdrawn with grounds', endorsement({ stance: 4, grounds: 1 }), 'field-conflict', 'grounds', 'Rule h.', 'a stance withdrawn'],
	['withdrawn with sources', endorsement({ stance: 4, sources: [PAGE] }), 'field-conflict', 'sources', 'Rule h.', 'a stance withdrawn'],
	['a source of nothing', post({ sources: [{ day: 1 }] }), 'field-conflict', 'sources[0].uri', 'Exactly one of uri and message.'],
	['an empty source', post({ sources: [{}] }), 'field-conflict', 'sources[0].uri', 'Exactly one of uri and message.'],
	['a source of both', post({ sources: [{ ...PAGE, message: TARGET }] }), 'field-conflict', 'sources[0].message', 'Exactly one of uri and message.'],
	['a hash with a message', post({ sources: [{ message: TARGET, hash: FILE.hash }] }), 'field-conflict', 'sources[0].hash', 'A hash comes only with a uri.', 'a message as source'],
]

/** Two faults each. @type {readonly (readonly [name: string, fields: Fields, code: string, field: string, over: string, reason: string])[]} */
// biome-ignore format: a table, one row for each case
export const PRECEDENCE = [
	['two types', post({ time: 'a', space: 1 }), 'field-type', 'time', 'field-type of space', 'Entries in ascending order of their keys.'],
	['a size before a type', post({ space: '', text: 1 }), 'field-size', 'space', 'field-type of text', 'Entries in ascending order of their keys, whatever the fault.'],
	['an entry before what is missing', { ...other(1), kind: 2, text: 1 }, 'field-type', 'text', 'field-missing of root', 'All entries before what is missing.'],
	['a kind of a wrong type', { ...post(), kind: 'post', seq: undefined }, 'field-type', 'kind', 'field-missing of seq', 'All entries before what is missing.'],
	['an unknown kind or a missing root', reply({ kind: undefined, root: undefined }), 'field-missing', 'kind', 'field-missing of root', 'Required fields in ascending order; without a kind none is required beyond those of all kinds.'],
	['two that are missing', { kind: 7, seq: 1 }, 'field-missing', 'size', 'field-missing of head', 'In ascending order of their keys.'],
	['the common before those of the kind', { kind: 2, text: 'a' }, 'field-missing', 'seq', 'field-missing of root', 'Those of all kinds have the lowest keys.'],
	['stance before subject', { kind: 4, seq: 1 }, 'field-missing', 'stance', 'field-missing of subject', 'In ascending order of their keys.'],
	['missing before a conflict', reply({ root: undefined, text: undefined }), 'field-missing', 'root', 'field-conflict of text', 'Rules between fields come last.'],
	['a size before characters', post({ space: '\n'.repeat(65) }), 'field-size', 'space', 'field-text of space', 'The size before the characters.'],
	['the number of items before the items', post({ topics: Array(17).fill(1) }), 'field-size', 'topics', 'field-type of topics[0]', 'The number before the items.'],
	['an item before the order', post({ topics: ['b', ''] }), 'field-size', 'topics[1]', 'field-order of topics[1]', 'Each item completely, then its place.'],
	['the order before a later item', post({ topics: ['b', 'a', ''] }), 'field-order', 'topics[1]', 'field-size of topics[2]', 'Each item with its place before the next one.'],
	['what is missing in a stub before the order', retraction([STUB, { target: TARGET }]), 'field-missing', 'targets[1].seq', 'field-order of targets[1]', 'Each item completely, then its place.'],
	['a conflict in a stub before a later stub', retraction([{ ...STUB, root: TARGET }, { seq: 1 }]), 'field-conflict', 'targets[0].target', 'field-missing of targets[1].target', 'Each item completely.'],
	['a conflict in a source before a later key', post({ sources: [{ day: 1 }], text: 1 }), 'field-conflict', 'sources[0].uri', 'field-type of text', 'Entries of the payload are checked completely, with all inside.'],
	['a type in a source before its conflict', post({ sources: [{ day: 'a' }] }), 'field-type', 'sources[0].day', 'field-conflict of sources[0].uri', 'Entries before the rules between them.'],
	['neither uri nor message, and a hash', post({ sources: [{ hash: FILE.hash }] }), 'field-conflict', 'sources[0].uri', 'field-conflict of sources[0].hash', 'Both rules of sources have the same code.'],
	['rule a before rule d', reply({ parent: ROOT, text: undefined }), 'field-conflict', 'parent', 'field-conflict of text', 'Rules in their order.'],
	['rule d before rule e', post({ text: undefined, rev: 1 }), 'field-conflict', 'text', 'field-conflict of rev', 'Rules in their order.'],
	['rule e before rule f', post({ text: undefined, attachments: [FILE], rev: 1, format: 1 }), 'field-conflict', 'rev', 'field-conflict of format', 'Rules in their order.'],
	['rule g before rule h', endorsement({ stance: 4, grounds: 3 }), 'field-conflict', 'grounds', 'field-conflict of grounds', 'Rules in their order.'],
]
