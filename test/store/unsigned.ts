/** Messages whose signature is made up, quickly and in any number: stores take messages as proven and do not look at signatures. */
import { encodeUtf8, fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'
import { decodeParts } from '../../src/message/decode.js'
import type { Attachment, Message } from '../../src/message/types.js'
import type { Random } from '../../src/testing/random.js'

export class Scribe {
	readonly author: string
	#seq = 0

	constructor(name: string) {
		this.author = toHex(sha256(encodeUtf8(name)))
	}

	post(text: string, attachments: readonly Attachment[] = []): Message {
		const files = attachments.map(
			({ hash, size, type }) =>
				new Map<number, CborValue>([
					[0, fromHex(hash) as Uint8Array],
					[1, size],
					[2, type],
				]),
		)
		return this.#write(1, [[14, text], ...(files.length === 0 ? [] : [[18, files] as [number, CborValue]])])
	}

	/** Of posts. */
	retract(messages: readonly Message[]): Message {
		const sorted = [...messages].sort((a, b) => (a.id < b.id ? -1 : 1))
		return this.#write(5, [
			[
				22,
				sorted.map(
					({ seq, id }) =>
						new Map<number, CborValue>([
							[3, seq],
							[10, fromHex(id) as Uint8Array],
						]),
				),
			],
		])
	}

	#write(kind: number, fields: readonly (readonly [number, CborValue])[]): Message {
		return unsigned(this.author, ++this.#seq, kind, fields)
	}
}

/** A message with a made-up signature; `fields` are those beside kind, author and seq. */
export function unsigned(author: string, seq: number, kind: number, fields: readonly (readonly [number, CborValue])[]): Message {
	const payload = encodeCbor(new Map<number, CborValue>([[0, kind], [1, fromHex(author) as Uint8Array], [3, seq], ...fields]))
	const signature = new Uint8Array(64)
	signature.set(sha256(encodeUtf8(`${author} ${seq}`)))
	signature.set(sha256(payload), 32)
	return decodeParts(payload, signature)
}

export function letters(random: Random, length: number): string {
	return Array.from({ length }, () => String.fromCharCode(97 + random.below(26))).join('')
}
