/** The content of bundles, taken apart without the library, as vectors/bundles.json and vectors/proofs.json have it. */
import { inflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import { concatBytes, toHex } from '../../src/bytes.js'
import type { LongHex } from './read.js'
import { bytesOf } from './read.js'

const STREAMS = ['structure', 'bits', 'values', 'text', 'raw'] as const

interface MessagesSection extends Readonly<Record<(typeof STREAMS)[number], LongHex>> {
	readonly type: 1
	readonly flags: number
	readonly count: number
	/** With the flags 1: how many signatures. */
	readonly signed?: number
	readonly signatures: LongHex
}
export type Section = MessagesSection | { readonly type: number; readonly body: LongHex }

/** The bytes of a bundle from front to back. */
class Cursor {
	#at = 0
	readonly #bytes: Uint8Array
	constructor(bytes: Uint8Array) {
		this.#bytes = bytes
	}
	get left(): number {
		return this.#bytes.length - this.#at
	}
	take(count: number): Uint8Array {
		if (count > this.left) throw new Error('the bytes end')
		this.#at += count
		return this.#bytes.subarray(this.#at - count, this.#at)
	}
	varint(): number {
		for (let value = 0, scale = 1; ; scale *= 128) {
			const [byte = 0] = this.take(1)
			value += (byte & 127) * scale
			if (byte < 128) return value
		}
	}
}

/** The content of a good bundle, taken apart without the library (SPEC 7.1 to 7.4): what the vectors say of it. */
export function contentOf(bundle: Uint8Array): { sections: Section[]; hash: string } {
	const outer = new Cursor(bundle)
	expect(toHex(outer.take(4))).toBe('d7424b01')
	const rest = new Cursor(outer.take(outer.varint()))
	const sections: Section[] = []
	while (rest.left > 8) {
		const [type = 0] = rest.take(1)
		const body = rest.take(rest.varint())
		if (type !== 1) {
			sections.push({ type, body: toHex(body) })
			continue
		}
		const section = new Cursor(body)
		const [flags = 0] = section.take(1)
		const count = section.varint()
		const signed = flags === 1 ? { signed: section.varint() } : {}
		const streams = STREAMS.map((name) => {
			const head = section.varint()
			if (head % 2 === 0) return [name, toHex(section.take(head / 2))]
			const size = section.varint()
			const bytes = inflateRawSync(section.take((head - 1) / 2))
			expect(bytes.length).toBe(size)
			return [name, toHex(bytes)]
		})
		sections.push({
			type,
			flags,
			count,
			...signed,
			...Object.fromEntries(streams),
			signatures: toHex(section.take(section.left)),
		} as Section)
	}
	return { sections, hash: toHex(rest.take(8)) }
}

/** The same with all bytes as hex digits. */
export const spelled = (section: Section): object =>
	Object.fromEntries(Object.entries(section).map(([key, value]) => [key, typeof value === 'number' ? value : toHex(bytesOf(value))]))

/** What is hashed of a section (SPEC 7.3). */
export function hashed(section: Section): Uint8Array {
	const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])
	const behindLength = (bytes: Uint8Array): Uint8Array => concatBytes(Uint8Array.from(varint(bytes.length)), bytes)
	const content =
		'body' in section
			? bytesOf(section.body)
			: concatBytes(
					Uint8Array.from([section.flags, ...varint(section.count), ...(section.signed === undefined ? [] : varint(section.signed))]),
					...STREAMS.map((name) => behindLength(bytesOf(section[name]))),
					bytesOf(section.signatures),
				)
	return concatBytes(Uint8Array.of(section.type), behindLength(content))
}
