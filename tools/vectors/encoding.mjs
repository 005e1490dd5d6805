/** vectors/encoding.json: SPEC 2, byte by byte. All hex here is written by hand. */

import { encode } from './cbor.mjs'
import { agree, hex, library, longHex, unhex } from './kit.mjs'

/** @typedef {import('./cbor.mjs').Notation} Notation */

/** @type {readonly (readonly [name: string, hex: string, value: Notation, comment: string])[]} */
// biome-ignore format: a table, one row for each case
const VALID = [
	['0', '00', 0, 'The least integer.'],
	['23', '17', 23, 'The greatest integer inside the first byte.'],
	['24', '1818', 24, 'The least integer of one more byte.'],
	['255', '18ff', 255, 'The greatest integer of one more byte.'],
	['256', '190100', 256, 'The least integer of two more bytes.'],
	['65535', '19ffff', 65_535, 'The greatest integer of two more bytes.'],
	['65536', '1a00010000', 65_536, 'The least integer of four more bytes.'],
	['2^31', '1a80000000', 2 ** 31, 'Above the signed integers of 32 bits.'],
	['2^32 - 1', '1affffffff', 2 ** 32 - 1, 'The greatest integer of four more bytes.'],
	['2^32', '1b0000000100000000', 2 ** 32, 'The least integer of eight more bytes.'],
	['2^53 - 1', '1b001fffffffffffff', 2 ** 53 - 1, 'The greatest integer of the format.'],
	['false', 'f4', false, 'One of the two simple values.'],
	['true', 'f5', true, 'The other one.'],

	['no bytes', '40', { bytes: '' }, 'Byte strings may be empty; whether a field may is said elsewhere.'],
	['bytes that are no text', '4500ff80c328', { bytes: '00ff80c328' }, 'A byte string may hold any bytes.'],
	['23 bytes', `57 ${'aa'.repeat(23)}`, { bytes: 'aa', times: 23 }, 'The longest length inside the first byte.'],
	['24 bytes', `5818 ${'aa'.repeat(24)}`, { bytes: 'aa', times: 24 }, 'The shortest length of one more byte.'],
	['255 bytes', `58ff ${'aa'.repeat(255)}`, { bytes: 'aa', times: 255 }, 'The longest length of one more byte.'],
	['256 bytes', `590100 ${'aa'.repeat(256)}`, { bytes: 'aa', times: 256 }, 'The shortest length of two more bytes.'],

	['no text', '60', '', 'Texts may be empty here.'],
	['one character', '6161', 'a', 'ASCII.'],
	['LF and TAB', '64610a0962', 'a\n\tb', 'The two control characters that a text may hold.'],
	['the ends of printable ASCII', '62207e', ' ~', 'U+0020 and U+007E stand beside control characters on one side.'],
	['U+00A0', '62c2a0', '\u00a0', 'The first character behind the control characters U+0080 to U+009F.'],
	['U+07FF', '62dfbf', '\u07ff', 'The last character of two bytes.'],
	['U+0800', '63e0a080', '\u0800', 'The first character of three bytes.'],
	['U+D7FF', '63ed9fbf', '\ud7ff', 'The last character in front of the surrogates.'],
	['U+E000', '63ee8080', '\ue000', 'The first character behind the surrogates.'],
	['U+FFFF', '63efbfbf', '\uffff', 'The last character of three bytes; noncharacters are allowed.'],
	['U+10000', '64f0908080', '\u{10000}', 'The first character of four bytes.'],
	['U+10FFFF', '64f48fbfbf', '\u{10ffff}', 'The last character of all.'],
	['a byte order mark inside', '6461efbbbf', 'a\ufeff', 'U+FEFF is refused at the start of a text only.'],
	['a decomposed letter', '6361cc8a', 'a\u030a', 'Normalisation is not checked (2.4).'],
	['the composed letter', '62c3a5', '\u00e5', 'The same letter in NFC: another text, another encoding.'],
	['a bidirectional override', '63e280ae', '\u202e', 'No control character in the sense of 2.4; whoever shows it takes care (11.3).'],
	['23 bytes of text', `77 ${'61'.repeat(23)}`, { text: 'a', times: 23 }, 'The longest length inside the first byte.'],
	['24 bytes of text', `7818 ${'61'.repeat(24)}`, { text: 'a', times: 24 }, 'The shortest length of one more byte.'],
	['16384 bytes of text', `794000 ${'61'.repeat(16_384)}`, { text: 'a', times: 16_384 }, 'As long as the text of a post may be.'],

	['an empty array', '80', [], 'No items.'],
	['an array of all types', '87 00 4100 6161 80 a0 f4 f5', [0, { bytes: '00' }, 'a', [], { map: [] }, false, true], 'Items may be of different types.'],
	['24 items', `9818 ${'00'.repeat(24)}`, Array(24).fill(0), 'The shortest count of one more byte.'],
	['four arrays inside each other', '81818180', [[[[]]]], 'As deep as allowed, the innermost is level 4.'],
	['level 4 beside level 4', '8181828080', [[[[], []]]], 'Depth is counted along each branch.'],

	['an empty map', 'a0', { map: [] }, 'No entries.'],
	['the key 0', 'a10000', { map: [[0, 0]] }, 'The least key.'],
	[
		'keys of all lengths',
		'ab 00f5 17f5 1818f5 18fff5 190100f5 19fffff5 1a00010000f5 1afffffffff5 1b0000000100000000f5 1b001ffffffffffffef5 1b001ffffffffffffff5',
		{ map: [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2, 2 ** 53 - 1].map((key) => [key, true]) },
		'Ascending as numbers is ascending as encodings.',
	],
	['24 entries', `b818 ${Array.from({ length: 24 }, (_, i) => `${i.toString(16).padStart(2, '0')}00`).join('')}`, { map: Array.from({ length: 24 }, (_, i) => [i, 0]) }, 'The shortest count of entries of one more byte.'],
	['four maps inside each other', 'a100a100a100a0', { map: [[0, { map: [[0, { map: [[0, { map: [] }]] }]] }]] }, 'As deep as allowed, the innermost is level 4.'],
	['maps and arrays by turns', 'a10081a10080', { map: [[0, [{ map: [[0, []]] }]]] }, 'Both count for the depth.'],
]

/** @type {readonly (readonly [name: string, hex: string, code: string, offset: number, reason: string])[]} */
// biome-ignore format: a table, one row for each case
const INVALID = [
	['no bytes at all', '', 'cbor-truncated', 0, 'There is no item.'],
	['an integer without its byte', '18', 'cbor-truncated', 0, 'The head announces one more byte.'],
	['an integer with one byte of two', '1901', 'cbor-truncated', 0, 'The head announces two more bytes.'],
	['an integer with three bytes of four', '1a000100', 'cbor-truncated', 0, 'The head announces four more bytes.'],
	['an integer with seven bytes of eight', '1b00000001000000', 'cbor-truncated', 0, 'The head announces eight more bytes.'],
	['bytes that are missing', '42 aa', 'cbor-truncated', 0, 'Two bytes are announced, one is there.'],
	['bytes without their length', '58', 'cbor-truncated', 0, 'The length is missing.'],
	['text that is missing', '62 61', 'cbor-truncated', 0, 'Two bytes are announced, one is there.'],
	['an array without items', '81', 'cbor-truncated', 0, 'One item is announced.'],
	['an array without its last item', '82 00', 'cbor-truncated', 0, 'Two items take at least two bytes.'],
	['an array that seems long enough', '82 1900ff', 'cbor-non-minimal', 1, 'The count fits the bytes that are left, so the first item decides.'],
	['an array whose last item is cut', '82 00 18', 'cbor-truncated', 2, 'The fault is that of the item.'],
	['an array whose second item is gone', '82 1818', 'cbor-truncated', 3, 'Two bytes could be two items; one item took both.'],
	['a map without entries', 'a1', 'cbor-truncated', 0, 'One entry is announced.'],
	['a map without the last value', 'a1 00', 'cbor-truncated', 0, 'An entry takes at least two bytes.'],
	['a map whose value is gone', 'a1 1818', 'cbor-truncated', 3, 'Two bytes could be an entry; the key took both.'],
	['a map whose last value is cut', 'a2 00 00 01 19', 'cbor-truncated', 4, 'Four bytes could be two entries; the last value lacks its bytes.'],
	['bytes of 2^32 - 1', '5affffffff', 'cbor-truncated', 0, 'A length is compared with what is there before anything is allocated.'],
	['bytes of 2^64 - 1', '5bffffffffffffffff', 'cbor-truncated', 0, 'Lengths above 2^53 - 1 are no integers: they are too long.'],
	['text of 2^63', '7b8000000000000000', 'cbor-truncated', 0, 'A length that is negative as a signed integer.'],
	['an array of 2^64 - 1', '9bffffffffffffffff 00', 'cbor-truncated', 0, 'A count is compared with what is there.'],
	['a map of 2^63', 'bb8000000000000000 0000', 'cbor-truncated', 0, 'Twice the count is 2^64, which is 0 in 64 bits.'],
	['a map of 2^31', 'ba80000000 0000', 'cbor-truncated', 0, 'Twice the count is 2^32, which is 0 in 32 bits.'],

	['two integers', '00 00', 'cbor-trailing', 1, 'One item is all.'],
	['a byte behind a map', 'a0 00', 'cbor-trailing', 1, 'One item is all.'],
	['a fault behind the item', 'a0 ff', 'cbor-trailing', 1, 'What follows is not looked at.'],
	['a byte behind a text', '6161 00', 'cbor-trailing', 2, 'One item is all.'],

	['0 in two bytes', '1800', 'cbor-non-minimal', 0, 'Fits into the first byte.'],
	['23 in two bytes', '1817', 'cbor-non-minimal', 0, 'Fits into the first byte.'],
	['255 in three bytes', '1900ff', 'cbor-non-minimal', 0, 'Fits into one more byte.'],
	['65535 in five bytes', '1a0000ffff', 'cbor-non-minimal', 0, 'Fits into two more bytes.'],
	['2^32 - 1 in nine bytes', '1b00000000ffffffff', 'cbor-non-minimal', 0, 'Fits into four more bytes.'],
	['0 in nine bytes', '1b0000000000000000', 'cbor-non-minimal', 0, 'Fits into the first byte.'],
	['a length of bytes', `5817 ${'aa'.repeat(23)}`, 'cbor-non-minimal', 0, 'Lengths have one form too.'],
	['a length of text', '780161', 'cbor-non-minimal', 0, 'Lengths have one form too.'],
	['a count of items', '9800', 'cbor-non-minimal', 0, 'Counts have one form too.'],
	['a count of entries', 'b90000', 'cbor-non-minimal', 0, 'Counts have one form too.'],
	['a map key', 'a1 180000', 'cbor-non-minimal', 1, 'Keys have one form too.'],

	['bytes in chunks', '5f 41aa ff', 'cbor-indefinite', 0, 'Only definite lengths.'],
	['text in chunks', '7f 6161 ff', 'cbor-indefinite', 0, 'Only definite lengths.'],
	['an array that ends with a break', '9f 00 ff', 'cbor-indefinite', 0, 'Only definite counts.'],
	['a map that ends with a break', 'bf 0000 ff', 'cbor-indefinite', 0, 'Only definite counts.'],
	['a break', 'ff', 'cbor-indefinite', 0, 'Additional information 31, whatever the major type.'],
	['a break inside an array', '82 00 ff', 'cbor-indefinite', 2, 'The array has a definite count.'],
	['an integer of indefinite length', '1f', 'cbor-indefinite', 0, 'Additional information 31, whatever the major type.'],

	['-1', '20', 'cbor-type', 0, 'No negative integers.'],
	['-1000', '3903e7', 'cbor-type', 0, 'No negative integers.'],
	['a tag', 'c100', 'cbor-type', 0, 'No tags.'],
	['a bignum', 'c24101', 'cbor-type', 0, 'No tags.'],
	['self-described CBOR', 'd9d9f7a0', 'cbor-type', 0, 'No tags.'],
	['null', 'f6', 'cbor-type', 0, 'No null.'],
	['undefined', 'f7', 'cbor-type', 0, 'No undefined.'],
	['simple value 0', 'e0', 'cbor-type', 0, 'No simple values but true and false.'],
	['simple value 255', 'f8ff', 'cbor-type', 0, 'No simple values but true and false.'],
	['false in two bytes', 'f814', 'cbor-type', 0, 'A simple value of two bytes.'],
	['half a float', 'f93c00', 'cbor-type', 0, 'No floating-point numbers, not even whole ones.'],
	['a float', 'fa3f800000', 'cbor-type', 0, 'No floating-point numbers.'],
	['a double', 'fb3ff0000000000000', 'cbor-type', 0, 'No floating-point numbers.'],
	['additional information 28', '1c', 'cbor-type', 0, 'Reserved by RFC 8949.'],
	['additional information 29', '5d', 'cbor-type', 0, 'Reserved by RFC 8949.'],
	['additional information 30', 'be', 'cbor-type', 0, 'Reserved by RFC 8949.'],
	['null as a value', 'a1 00 f6', 'cbor-type', 2, 'The offset is that of the value.'],

	['2^53', '1b0020000000000000', 'cbor-integer-range', 0, 'The first integer that JavaScript cannot tell from its neighbour.'],
	['2^53 + 1', '1b0020000000000001', 'cbor-integer-range', 0, 'A reader that rounds must not round this down.'],
	['2^63', '1b8000000000000000', 'cbor-integer-range', 0, 'Negative as a signed integer.'],
	['2^64 - 1', '1bffffffffffffffff', 'cbor-integer-range', 0, 'The greatest integer of CBOR.'],
	['the key 2^53', 'a1 1b0020000000000000 00', 'cbor-integer-range', 1, 'Keys are integers too.'],

	['a continuation byte alone', '6180', 'cbor-utf8', 1, 'No character begins with it.'],
	['NUL in two bytes', '62c080', 'cbor-utf8', 1, 'An overlong form.'],
	['U+007F in two bytes', '62c1bf', 'cbor-utf8', 1, 'An overlong form.'],
	['U+07FF in three bytes', '63e09fbf', 'cbor-utf8', 1, 'An overlong form.'],
	['U+FFFF in four bytes', '64f08fbfbf', 'cbor-utf8', 1, 'An overlong form.'],
	['U+D800', '63eda080', 'cbor-utf8', 1, 'The first surrogate.'],
	['U+DFFF', '63edbfbf', 'cbor-utf8', 1, 'The last surrogate.'],
	['a pair of surrogates', '66eda080edb080', 'cbor-utf8', 1, 'CESU-8: U+10000 as two surrogates.'],
	['U+110000', '64f4908080', 'cbor-utf8', 1, 'Above U+10FFFF.'],
	['a lead byte F5', '64f5808080', 'cbor-utf8', 1, 'Above U+10FFFF.'],
	['the byte FE', '61fe', 'cbor-utf8', 1, 'Never part of UTF-8.'],
	['the byte FF', '61ff', 'cbor-utf8', 1, 'Never part of UTF-8.'],
	['a character that the length cuts', '82 61c3 00', 'cbor-utf8', 2, 'The byte behind the text is another item.'],
	['a character that the length cuts before its last byte', '82 62e282 6161', 'cbor-utf8', 2, 'Two bytes of three.'],
	['a lead byte without continuation', '62c361', 'cbor-utf8', 1, 'The second byte is ASCII.'],
	['a fault behind good characters', '65 61c3a5 ff61', 'cbor-utf8', 4, 'The offset is that of the faulty character.'],

	['NUL', '6100', 'cbor-text', 1, 'A control character.'],
	['U+0008', '6108', 'cbor-text', 1, 'Just below TAB.'],
	['U+000B', '610b', 'cbor-text', 1, 'Just above LF.'],
	['CR', '610d', 'cbor-text', 1, 'Lines end with LF alone.'],
	['CR LF', '64610d0a62', 'cbor-text', 2, 'Lines end with LF alone.'],
	['U+001F', '611f', 'cbor-text', 1, 'The last control character in front of the space.'],
	['U+007F', '617f', 'cbor-text', 1, 'DEL.'],
	['U+0080', '62c280', 'cbor-text', 1, 'The first control character of two bytes.'],
	['U+0085', '62c285', 'cbor-text', 1, 'NEL, which some take for the end of a line.'],
	['U+009F', '62c29f', 'cbor-text', 1, 'The last control character of two bytes.'],
	['a byte order mark at the start', '64efbbbf61', 'cbor-text', 1, 'It would be lost by some decoders, and with it the encoding.'],
	['nothing but a byte order mark', '63efbbbf', 'cbor-text', 1, 'At the start.'],
	['a control character behind good ones', '65 c3a5 61 00 61', 'cbor-text', 4, 'The offset is that of the character.'],

	['a text as key', 'a1 6161 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['bytes as key', 'a1 4101 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['a negative key', 'a1 20 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['an array as key', 'a1 80 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['a map as key', 'a1 a0 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['true as key', 'a1 f5 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['a tagged key', 'a1 c100 00', 'cbor-key-type', 1, 'Keys are unsigned integers.'],
	['a text as second key', 'a2 0000 6161 00', 'cbor-key-type', 3, 'Keys are unsigned integers.'],

	['a key twice', 'a2 0000 0001', 'cbor-key-order', 3, 'Strictly ascending.'],
	['keys descending', 'a2 0100 0000', 'cbor-key-order', 3, 'Strictly ascending.'],
	['a shorter key behind a longer one', 'a2 181800 1700', 'cbor-key-order', 4, '23 behind 24.'],
	['the third key', 'a3 0000 0200 0100', 'cbor-key-order', 5, 'Each key is compared with the one before it.'],
	['keys in an inner map', 'a1 00 a2 0100 0100', 'cbor-key-order', 5, 'The rule holds in every map.'],
	['order counts in each map for itself', 'a2 05 a2 0600 0600 0600', 'cbor-key-order', 5, 'The inner map begins anew; its second key repeats its first.'],

	['five arrays inside each other', '8181818180', 'cbor-depth', 4, 'The fifth is empty and too deep all the same.'],
	['five maps inside each other', 'a100a100a100a100a0', 'cbor-depth', 8, 'The fifth is empty and too deep all the same.'],
	['an array in four maps', 'a100a100a100a10080', 'cbor-depth', 8, 'Both count for the depth.'],
	['a second item too deep', '81818182 00 80', 'cbor-depth', 5, 'Depth is counted along each branch.'],
]

/**
 * Two faults each. `rules` are the numbers in clause 2.8 of the one that decides and of the one that does not (14: `cbor-trailing`).
 *
 * @type {readonly (readonly [name: string, hex: string, code: string, offset: number, over: string, rules: readonly [number, number], reason: string])[]}
 */
// biome-ignore format: a table, one row for each case
const PRECEDENCE = [
	['reserved information in a key', 'a1 5c 00', 'cbor-type', 1, 'cbor-key-type', [2, 4], 'Additional information is looked at before the type of a key.'],
	['reserved information too deep', '81818181 9c', 'cbor-type', 4, 'cbor-depth', [2, 6], 'Additional information is looked at before the depth.'],
	['a break as key', 'a1 ff 00', 'cbor-indefinite', 1, 'cbor-key-type', [3, 4], 'Additional information is looked at before the type of a key.'],
	['an indefinite array as key', 'a1 9fff 00', 'cbor-indefinite', 1, 'cbor-key-type', [3, 4], 'Additional information is looked at before the type of a key.'],
	['a tag of indefinite length', 'df', 'cbor-indefinite', 0, 'cbor-type', [3, 5], 'Additional information is looked at before the major type.'],
	['a negative integer of indefinite length', '3f', 'cbor-indefinite', 0, 'cbor-type', [3, 5], 'Additional information is looked at before the major type.'],
	['an indefinite array too deep', '81818181 9fff', 'cbor-indefinite', 4, 'cbor-depth', [3, 6], 'Additional information is looked at before the depth.'],
	['null as key', 'a1 f6 00', 'cbor-key-type', 1, 'cbor-type', [4, 5], 'In the place of a key only the major type 0 counts.'],
	['a negative key that is cut', 'a1 3903', 'cbor-key-type', 1, 'cbor-truncated', [4, 7], 'The type of a key is looked at before its argument.'],
	['an array as key, too deep', 'a100a100a100a1 80 00', 'cbor-key-type', 7, 'cbor-depth', [4, 6], 'A key is judged as a key.'],
	['bytes as key, the length too long', 'a1 5800 00', 'cbor-key-type', 1, 'cbor-non-minimal', [4, 8], 'The type of a key is looked at before its argument.'],
	['a text as key that is cut', 'a1 6261', 'cbor-key-type', 1, 'cbor-truncated', [4, 11], 'The type of a key is looked at before its content.'],
	['a double that is cut', 'fb3ff0', 'cbor-type', 0, 'cbor-truncated', [5, 7], 'The major type is looked at before the argument.'],
	['a negative integer in too many bytes', '3800', 'cbor-type', 0, 'cbor-non-minimal', [5, 8], 'The major type is looked at before the argument.'],
	['a tag around a fault', 'c0 1800', 'cbor-type', 0, 'cbor-non-minimal', [5, 13], 'What is inside a tag is not looked at.'],
	['an array too deep, its count cut', '81818181 98', 'cbor-depth', 4, 'cbor-truncated', [6, 7], 'The depth is looked at before the argument.'],
	['an array too deep, its count too long', '81818181 9800', 'cbor-depth', 4, 'cbor-non-minimal', [6, 8], 'The depth is looked at before the argument.'],
	['an array too deep without its item', '81818181 81', 'cbor-depth', 4, 'cbor-truncated', [6, 11], 'The depth is looked at before the count.'],
	['a fault inside of an array too deep', '81818181 81f6', 'cbor-depth', 4, 'cbor-type', [6, 13], 'The depth is looked at before the items.'],
	['half of a number that is too long', '1a0000', 'cbor-truncated', 0, 'cbor-non-minimal', [7, 8], 'The argument has to be there.'],
	['half of a key that descends', 'a2 190100 f5 1900', 'cbor-truncated', 5, 'cbor-key-order', [7, 10], 'The argument has to be there.'],
	['a long form of a key that descends', 'a2 01f5 1800f5', 'cbor-non-minimal', 3, 'cbor-key-order', [8, 10], 'The form of a key is looked at before its order.'],
	['a long form of a length that is not there', '5805', 'cbor-non-minimal', 0, 'cbor-truncated', [8, 11], 'The form is looked at before what it announces.'],
	['a long form of a count that is not there', '990005', 'cbor-non-minimal', 0, 'cbor-truncated', [8, 11], 'The form is looked at before what it announces.'],
	['a key that descends before a bad value', 'a2 01f5 00f6', 'cbor-key-order', 3, 'cbor-type', [10, 13], 'A key is judged before its value is read.'],
	['a control character in a text that is cut', '6300', 'cbor-truncated', 0, 'cbor-text', [11, 12], 'All bytes of a text have to be there.'],
	['no UTF-8 in a text that is cut', '62ff', 'cbor-truncated', 0, 'cbor-utf8', [11, 12], 'All bytes of a text have to be there.'],
	['null in an array that is cut', '82f6', 'cbor-truncated', 0, 'cbor-type', [11, 13], 'A count that cannot be met decides before the items.'],
	['a text as key in a map that is cut', 'a2 6161 00', 'cbor-truncated', 0, 'cbor-key-type', [11, 13], 'A count that cannot be met decides before the entries.'],
	['a control character before bad UTF-8', '6200ff', 'cbor-text', 1, 'cbor-utf8', [12, 12], 'The first faulty character decides.'],
	['bad UTF-8 before a control character', '62ff00', 'cbor-utf8', 1, 'cbor-text', [12, 12], 'The first faulty character decides.'],
	['a byte order mark before bad UTF-8', '64efbbbfff', 'cbor-text', 1, 'cbor-utf8', [12, 12], 'The first faulty character decides.'],
	['half a control character', '61c2', 'cbor-utf8', 1, 'cbor-text', [12, 12], 'It needs its second byte to be one.'],
	['a control character in an overlong form', '63e08080', 'cbor-utf8', 1, 'cbor-text', [12, 12], 'Bytes that are no UTF-8 are no character.'],
	['null before a long form', '82 f6 1800', 'cbor-type', 1, 'cbor-non-minimal', [13, 13], 'From left to right.'],
	['a long form before null', '82 1800 f6', 'cbor-non-minimal', 1, 'cbor-type', [13, 13], 'From left to right.'],
	['an inner fault before an outer one', '82 81f6 1800', 'cbor-type', 2, 'cbor-non-minimal', [13, 13], 'Each item with everything inside it before its successor.'],
	['a bad value before a bad key', 'a2 01f6 6161 f5', 'cbor-type', 2, 'cbor-key-type', [13, 13], 'Key, value, key, value.'],
	['a bad value before a key that descends', 'a2 01f6 00f5', 'cbor-type', 2, 'cbor-key-order', [13, 13], 'Key, value, key, value.'],
	['a fault before what follows', '1800 00', 'cbor-non-minimal', 0, 'cbor-trailing', [8, 14], 'Only behind a good item something is too much.'],
	['an inner fault before what follows', '81f6 00', 'cbor-type', 1, 'cbor-trailing', [13, 14], 'Only behind a good item something is too much.'],
]

/** @param {any} value the library's value @returns {Notation} without repetition */
function notate(value) {
	if (typeof value !== 'object') return value
	if (value instanceof Uint8Array) return { bytes: hex(value) }
	if (Array.isArray(value)) return value.map(notate)
	return { map: [...value].map(([key, item]) => [key, notate(item)]) }
}

/** @param {any} value @returns {Notation} with repetition written out */
function spell(value) {
	if (typeof value !== 'object') return value
	if (Array.isArray(value)) return value.map(spell)
	if ('text' in value) return value.text.repeat(value.times ?? 1)
	if ('bytes' in value) return { bytes: value.bytes.repeat(value.times ?? 1) }
	return { map: value.map.map((/** @type {[number, Notation]} */ [key, item]) => [key, spell(item)]) }
}

export async function makeEncoding() {
	const { scan } = await library('encoding/scan.js')
	const { decodeCbor, encodeCbor } = await library('encoding/cbor.js')
	/** @param {Uint8Array} bytes */
	const fault = (bytes) => {
		try {
			scan(bytes)
			return undefined
		} catch (/** @type {any} */ error) {
			return { code: error.code, offset: error.offset }
		}
	}
	const valid = VALID.map(([name, digits, value, comment]) => {
		const bytes = unhex(digits)
		agree(`encoding, valid, "${name}": the encoding`, hex(encode(value)), hex(bytes))
		agree(`encoding, valid, "${name}": the fault`, undefined, fault(bytes))
		agree(`encoding, valid, "${name}": the value`, spell(value), notate(decodeCbor(bytes)))
		agree(`encoding, valid, "${name}": encoded anew`, hex(bytes), hex(encodeCbor(decodeCbor(bytes))))
		return { name, comment, bytes: longHex(bytes), value }
	})
	const invalid = INVALID.map(([name, digits, code, offset, reason]) => {
		agree(`encoding, invalid, "${name}"`, { code, offset }, fault(unhex(digits)))
		return { name, reason, bytes: longHex(unhex(digits)), code, offset }
	})
	const precedence = PRECEDENCE.map(([name, digits, code, offset, over, rules, reason]) => {
		agree(`encoding, precedence, "${name}"`, { code, offset }, fault(unhex(digits)))
		return { name, reason, bytes: longHex(unhex(digits)), code, offset, over, rules }
	})
	return { valid, invalid, precedence }
}
