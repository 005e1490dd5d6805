/**
 * What a bundle of the workload weighs, part by part, against the floor that no packing can pass: signatures, keys of the authors, and the texts deflated
 * together. Then small bundles against messages as they travel alone. Run it by `npm run bench`.
 */
import { deflateRawSync, gzipSync } from 'node:zlib'
import { openDeflate } from '../src/bundle/deflate.js'
import { STREAMS } from '../src/bundle/layout.js'
import { packBundle } from '../src/bundle/pack.js'
import { orderMessages, packMessages } from '../src/bundle/pack-messages.js'
import { unpackBundle } from '../src/bundle/unpack.js'
import { encodeUtf8, joinBytes } from '../src/bytes.js'
import type { Message } from '../src/message/types.js'
import { aloneBytes } from '../test/support/message-bytes.js'
import { best, rowsOf } from './measure.js'
import { makeWorkload } from './workload.js'

const row = rowsOf(34)

function alone(messages: readonly Message[]): Uint8Array {
	return joinBytes(messages.map(aloneBytes))
}

const { authors, messages } = await makeWorkload()
const ordered = orderMessages(messages)
const texts = joinBytes(ordered.map((message) => encodeUtf8('text' in message ? message.text : '')))
const { streams } = packMessages(ordered)
const bundle = packBundle({ messages })

row('part', 'bytes', 'as it travels')
for (const name of STREAMS) {
	const parts = streams[name]
	const size = joinBytes(parts).length
	row(name, size, Math.min(size, openDeflate().deflate(parts).length))
}
row('signatures', 64 * messages.length, 64 * messages.length)
row('bundle', '', bundle.length)
const floor = 64 * messages.length + 32 * authors.length + deflateRawSync(texts, { level: 9 }).length
row('signatures + keys + deflate(texts)', '', floor)
row('allowed: 5 bytes a message more', '', floor + 5 * messages.length)
row('over the floor, bytes a message', '', ((bundle.length - floor) / messages.length).toFixed(3))
console.log()

row('messages', 'alone', 'alone, gzip', 'bundle')
for (const count of [1, 2, 5, 20, 100, 1000, 10_000]) {
	const some = messages.slice(0, count)
	const bytes = alone(some)
	row(count, bytes.length, gzipSync(bytes, { level: 9 }).length, packBundle({ messages: some }).length)
}
console.log()

await best(5, () => unpackBundle(bundle))
const unpacking = await best(7, () => unpackBundle(bundle))
const packing = await best(3, () => packBundle({ messages }))
row('unpacked a CPU-second', '', Math.round(messages.length / unpacking))
row('packed a CPU-second', '', Math.round(messages.length / packing))
