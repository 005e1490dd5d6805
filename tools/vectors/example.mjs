/** The example of SPEC.md, section 1: one message and its bundle, byte by byte. The explanations are written by hand, the bytes have to be those that come out. */

import { Buffer } from 'node:buffer'
import { closeBundle, openBundle } from './bundle-format.mjs'
import { agree, encodeFields, hex, library, PEOPLE, seal, unhex } from './kit.mjs'
import { EXAMPLE } from './messages.mjs'

/** Bytes, and what they say; bytes that go on from the row before have nothing to say. @typedef {readonly [bytes: string, says: string]} Row */

const { anna } = PEOPLE
const { payload, id, signed, signature, message } = seal(encodeFields({ ...EXAMPLE, author: anna.author }), anna)

/** @type {readonly Row[]} */
const PAYLOAD = [
	['a6', 'a map of 6 entries'],
	['00 01', '0 kind: 1, a post'],
	['01 58 20', '1 author: a byte string of 32 bytes'],
	[anna.author, 'the public key'],
	['03 01', '3 seq: 1, the first message of this log; the log itself is 0 and left out'],
	['04 1a 65 53 f1 00', '4 time: 1700000000, which is 2023-11-14T22:13:20Z'],
	['0e 71', '14 text: 17 bytes of UTF-8'],
	['54 68 65 20 77 65 6c 6c 20 69 73 20 73 61 66 65 2e', '"The well is safe."'],
	['11 81', '17 topics: an array of 1'],
	['65', 'a text of 5 bytes'],
	['77 61 74 65 72', '"water"'],
]

/** @type {readonly Row[]} */
const MESSAGE = [...PAYLOAD, [hex(signature), 'signature: the 32 bytes of R, then the 32 bytes of S']]

/** @type {readonly Row[]} */
const BUNDLE = [
	['d7 42 4b', 'magic'],
	['01', 'version 1'],
	['9e 01', '158 bytes follow: a varint, 30 + 1 * 128'],
	['01', 'a section of messages'],
	['93 01', 'its body has 147 bytes'],
	['00', 'no flags'],
	['01', '1 message'],
	['24', 'structure stream: 36 is even, so 18 bytes that are not compressed'],
	['01', '1 author, the first 32 bytes of the raw stream'],
	['01 00 00', '1 writer: author 0 with log 0'],
	['00', 'no spaces'],
	['00', 'no langs'],
	['01 05', '1 topic, of 5 bytes'],
	['01', '1 shape:'],
	['04 01', '3 keys and the kind 1;'],
	['00 09 02', 'the keys 3 + 0 + 1 = 4 time, 4 + 9 + 1 = 14 text, 14 + 2 + 1 = 17 topics'],
	['00', 'seq: 0 more than expected, which is 1; of one shape and one writer the indexes take no bytes'],
	['3d', 'time: symbol 61, so e = 29 and the number is 3 * 2^29 and 29 extra bits'],
	['0c', 'length of the text: symbol 12, so e = 2 and the number is 4 * 2^2 and 2 extra bits'],
	['01', '1 topic; of one topic the index takes no bytes'],
	['08', 'bits stream: 4 bytes'],
	['00 f1 53 25', '29 bits: 89387264, so the time is 1700000000; 2 bits: 1, so the text has 17 bytes; 1 unused bit'],
	['00', 'values stream: no bytes'],
	['2c', 'text stream: 22 bytes'],
	['77 61 74 65 72', 'the topic'],
	['54 68 65 20 77 65 6c 6c 20 69 73 20 73 61 66 65 2e', 'the text'],
	['40', 'raw stream: 32 bytes'],
	[anna.author, 'the author'],
	[hex(signature), 'the signature'],
	['0c 6a d5 c5 1c 1d 04 ce', 'integrity hash'],
]

/** @param {readonly Row[]} rows */
const bytesOf = (rows) => hex(unhex(rows.map(([bytes]) => bytes).join('')))

/** @param {readonly Row[]} rows */
function layOut(rows) {
	const lines = rows.flatMap(([bytes, says]) => {
		const pairs = unhex(bytes).toString('hex').toUpperCase().match(/../g) ?? []
		const pieces = Array.from({ length: Math.ceil(pairs.length / 16) }, (_, i) => pairs.slice(16 * i, 16 * i + 16).join(' '))
		return pieces.map((piece, i) => (i === 0 ? `${piece.padEnd(49)}${says}` : piece))
	})
	return `${lines.join('\n')}\n`
}

/** The blocks of section 1 by the word behind their language. @returns {Promise<Readonly<Record<string, string>>>} */
export async function makeExample() {
	const { packBundle } = await library('bundle/pack.js')
	agree('example, the message', bytesOf(MESSAGE), hex(message))
	agree('example, the payload', bytesOf(PAYLOAD), hex(payload))
	const packed = packBundle({ messages: [{ payload: new Uint8Array(payload), signature: new Uint8Array(signature) }] })
	agree('example, the bundle', bytesOf(BUNDLE), hex(closeBundle(openBundle(packed))))
	return {
		payload: layOut(PAYLOAD),
		id: layOut([[id, 'SHA-256 of the payload']]),
		signed: layOut([
			[hex(Buffer.from(signed.subarray(0, 19))), '"budkavle/1 message" and LF'],
			[id, 'the id'],
		]),
		signature: layOut([[hex(signature), 'the 32 bytes of R, then the 32 bytes of S']]),
		bundle: layOut(BUNDLE),
	}
}
