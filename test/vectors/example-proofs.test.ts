import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { concatBytes, fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'
import { contentOf } from './content.js'

/** The bytes that stand at the beginnings of the lines of a listing: the first one behind a clause, or a later one. */
function listing(clause: string, which = 0): Uint8Array {
	const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
	const paragraphs = specification.slice(specification.indexOf(`**${clause}**`)).split('\n\n')
	const lines = paragraphs.filter((paragraph) => paragraph.startsWith('    '))[which]?.split('\n') ?? []
	return fromHex(lines.map((line) => line.trim().split(/ {2,}/)[0]?.replaceAll(' ', '')).join('')) as Uint8Array
}

const author = Uint8Array.from({ length: 32 }, (_, i) => i)
const payloadOf = (...fields: readonly (readonly [number, CborValue])[]): Uint8Array =>
	encodeCbor(
		new Map<number, CborValue>([[1, author], ...fields].sort(([a], [b]) => (a as number) - (b as number)) as [number, CborValue][]),
	)

const post = payloadOf([0, 1], [3, 1], [4, 1_700_000_000], [14, 'hej'], [17, ['vatten']])
const reply = payloadOf([0, 2], [3, 2], [4, 1_700_000_300], [6, sha256(post)], [14, 'ja'])
const head = sha256(concatBytes(Uint8Array.of(1), sha256(post), sha256(reply)))
const checkpoint = payloadOf([0, 7], [3, 3], [4, 1_700_000_600], [27, 2], [28, head])

describe('the example of messages without a signature', () => {
	it('[SPEC 7.15] unpacks to its three messages, of which the checkpoint proves two', () => {
		const { items, damage, length } = unpackBundle(listing('7.15'))
		expect([damage, length]).toEqual([undefined, listing('7.15').length])
		expect(items.map((item) => item.ok && toHex(item.unverified.payload))).toEqual([post, reply, checkpoint].map(toHex))
		expect(items.map((item) => item.ok && item.unverified.signature)).toEqual([undefined, undefined, new Uint8Array(64).fill(0xcc)])
		expect(items.map((item) => item.ok && item.proof && toHex(item.proof.checkpoint.payload))).toEqual([
			toHex(checkpoint),
			toHex(checkpoint),
			undefined,
		])
	})

	it('[SPEC 7.15] has the content that this library packs', () => {
		const messages = [
			{ payload: checkpoint, signature: new Uint8Array(64).fill(0xcc) },
			{ payload: reply, signature: new Uint8Array(64).fill(0xbb) },
			{ payload: post, signature: new Uint8Array(64).fill(0xaa) },
		]
		expect(contentOf(packBundle({ messages }))).toEqual(contentOf(listing('7.15')))
	})

	it('[SPEC 7.15, 6.19] has the tree of the two ids as its head', () => {
		expect(toHex(listing('7.15', 1))).toBe(toHex(concatBytes(Uint8Array.of(1), sha256(post), sha256(reply))))
		expect(toHex(listing('7.15'))).toContain(toHex(head))
	})
})
