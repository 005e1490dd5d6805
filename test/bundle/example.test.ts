import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'

/** The bytes that stand at the beginnings of the lines of a listing. */
function listing(clause: string): string {
	const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
	const text = specification.slice(specification.indexOf(`**${clause}**`)).split('\n\n')[1] as string
	return text
		.split('\n')
		.map((line) => line.trim().split(/ {2,}/)[0]?.replaceAll(' ', ''))
		.join('')
}

describe('the example of the specification', () => {
	it('[SPEC 7.13] is what this library packs, and unpacks to its two messages', () => {
		const author = Uint8Array.from({ length: 32 }, (_, i) => i)
		const post = encodeCbor(
			new Map<number, CborValue>([
				[0, 1],
				[1, author],
				[3, 1],
				[4, 1_700_000_000],
				[14, 'hej'],
				[17, ['vatten']],
			]),
		)
		const reply = encodeCbor(
			new Map<number, CborValue>([
				[0, 2],
				[1, author],
				[3, 2],
				[4, 1_700_000_300],
				[6, sha256(post)],
				[14, 'ja'],
			]),
		)
		const messages = [
			{ payload: reply, signature: new Uint8Array(64).fill(0xbb) },
			{ payload: post, signature: new Uint8Array(64).fill(0xaa) },
		]
		const example = listing('7.13')
		expect(toHex(packBundle({ messages }))).toBe(example)
		const { items, damage } = unpackBundle(fromHex(example) as Uint8Array)
		expect(damage).toBeUndefined()
		expect(items.map((item) => item.ok && item.unverified.payload)).toEqual([post, reply])
	})
})
