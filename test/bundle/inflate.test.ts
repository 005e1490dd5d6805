import * as zlib from 'node:zlib'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/workload.js'
import type { Deflate, NodeZlib } from '../../src/bundle/deflate.js'
import { openDeflate, portableDeflate, zlibDeflate } from '../../src/bundle/deflate.js'
import { inflateRaw } from '../../src/bundle/inflate.js'
import { concatBytes, encodeUtf8, equalBytes } from '../../src/bytes.js'
import { codeOf } from './support.js'

const native = zlibDeflate(zlib as unknown as NodeZlib)
const WAYS: readonly (readonly [string, Deflate])[] = [
	['zlib', native],
	['portable', portableDeflate],
]

/** Bytes with repetitions near and far, of few or many values. */
const data: fc.Arbitrary<Uint8Array> = fc.oneof(
	fc.uint8Array({ maxLength: 300 }),
	fc.array(fc.constantFrom('hej ', 'brunn', 'vatten', 'a', '\n', 'åäö'), { maxLength: 400 }).map((words) => encodeUtf8(words.join(''))),
	fc.tuple(fc.nat(255), fc.nat(3000)).map(([byte, length]) => new Uint8Array(length).fill(byte)),
	fc
		.tuple(fc.uint8Array({ minLength: 20, maxLength: 200 }), fc.oneof(fc.nat(300), fc.constantFrom(32_700, 32_768, 33_000)))
		.map(([bytes, gap]) => concatBytes(bytes, new Uint8Array(gap), bytes)),
)

const packed: fc.Arbitrary<{ readonly bytes: Uint8Array; readonly packed: Uint8Array }> = fc
	.tuple(data, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 9 }))
	.map(([bytes, level, strategy, memLevel]) => ({ bytes, packed: new Uint8Array(deflateRawSync(bytes, { level, strategy, memLevel })) }))

/** What zlib says: the bytes, or that it refuses. Data after the end counts as refused. */
function verdict(bytes: Uint8Array, size: number): Uint8Array | 'refused' {
	try {
		const { buffer, engine } = inflateRawSync(bytes, { maxOutputLength: size + 1, info: true } as never) as unknown as {
			buffer: Uint8Array
			engine: { bytesWritten: number }
		}
		return buffer.length === size && engine.bytesWritten === bytes.length ? new Uint8Array(buffer) : 'refused'
	} catch {
		return 'refused'
	}
}

function ours(bytes: Uint8Array, size: number): Uint8Array | 'refused' {
	try {
		return inflateRaw(bytes, size)
	} catch {
		return 'refused'
	}
}

/** Vitest compares long arrays item by item, which takes its time. */
function same(a: Uint8Array | 'refused', b: Uint8Array | 'refused'): boolean {
	return a === 'refused' || b === 'refused' ? a === b : equalBytes(a, b)
}

describe('inflating', () => {
	it('[SPEC 7.4] gives back what zlib compressed, at every level and with every strategy', () => {
		fc.assert(
			fc.property(packed, ({ bytes, packed }) => {
				expect(same(inflateRaw(packed, bytes.length), bytes)).toBe(true)
			}),
			{ seed: 71, numRuns: 300 },
		)
	})

	it.each(WAYS)('[SPEC 7.4] reads with %s what the other way compressed, in parts and as a whole', (_, way) => {
		fc.assert(
			fc.property(fc.array(data, { maxLength: 6 }), (parts) => {
				const whole = concatBytes(...parts)
				for (const [, other] of WAYS) expect(same(way.inflate(other.deflate(parts), whole.length), whole)).toBe(true)
			}),
			{ seed: 72, numRuns: 60 },
		)
	})

	it('[SPEC 7.4] accepts and refuses what zlib accepts and refuses, for damaged data', () => {
		let accepted = 0
		fc.assert(
			fc.property(packed, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ bytes, packed }, at, difference) => {
				const damaged = packed.slice()
				damaged[at % damaged.length] = (damaged[at % damaged.length] as number) ^ difference
				const theirs = verdict(damaged, bytes.length)
				if (theirs !== 'refused') accepted++
				expect(same(ours(damaged, bytes.length), theirs)).toBe(true)
			}),
			{ seed: 73, numRuns: 3000 },
		)
		expect(accepted).toBeGreaterThan(100)
	})

	it('[SPEC 7.4] accepts and refuses what zlib does for bytes that begin like blocks of every type', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 7 }), fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(40), (type, noise, size) => {
				const bytes = noise.slice()
				bytes[0] = ((bytes[0] as number) & 0xf8) | type
				expect(same(ours(bytes, size), verdict(bytes, size))).toBe(true)
			}),
			{ seed: 74, numRuns: 8000 },
		)
	})

	it('[SPEC 7.4] refuses a block of the type that does not exist, and codes that zlib refuses', () => {
		expect(() => inflateRaw(Uint8Array.of(0x07), 0)).toThrow('type 3')
		// 287 length symbols; 31 distance symbols.
		expect(() => inflateRaw(Uint8Array.of(0xf5, 0xc0, 0x81), 0)).toThrow('too many')
		expect(() => inflateRaw(Uint8Array.of(0x05, 0xde, 0x81), 0)).toThrow('too many')
	})
})

describe.each(WAYS)('inflating with %s', (_, way) => {
	const bytes = encodeUtf8('Vattnet i brunnen vid skolan är drickbart igen. '.repeat(40))
	const packed = new Uint8Array(deflateRawSync(bytes, { level: 9 }))

	it('[SPEC 7.4] takes exactly the declared size', () => {
		expect(way.inflate(packed, bytes.length)).toEqual(bytes)
		for (const size of [0, 1, bytes.length - 1, bytes.length + 1, 100_000]) {
			expect(codeOf(() => way.inflate(packed, size))).toBe('bundle-inflate')
		}
	})

	it('[SPEC 7.4] refuses data that is cut off, empty, or followed by a byte', () => {
		for (let length = 0; length < packed.length; length++) {
			expect(codeOf(() => way.inflate(packed.subarray(0, length), bytes.length))).toBe('bundle-inflate')
		}
		expect(codeOf(() => way.inflate(concatBytes(packed, Uint8Array.of(0)), bytes.length))).toBe('bundle-inflate')
	})

	it('inflates nothing to nothing', () => {
		expect(way.inflate(way.deflate([]), 0)).toEqual(new Uint8Array(0))
	})

	it('[SPEC 7.4] stops at the declared size of a bomb', () => {
		const bomb = new Uint8Array(deflateRawSync(new Uint8Array(64 * 1024 * 1024), { level: 9 }))
		const before = process.memoryUsage().arrayBuffers
		expect(codeOf(() => way.inflate(bomb, 1000))).toBe('bundle-inflate')
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
	})

	it('returns memory of its own, and nothing but a Uint8Array', () => {
		const inflated = way.inflate(packed, bytes.length)
		expect(Object.getPrototypeOf(inflated)).toBe(Uint8Array.prototype)
		inflated.fill(0)
		expect(way.inflate(packed, bytes.length)).toEqual(bytes)
	})
})

describe('deflating with zlib', () => {
	it('gives parts with different statistics blocks of their own where that is smaller', () => {
		const random = seededRandom(75)
		const parts = Array.from({ length: 12 }, (_, part) => Uint8Array.from({ length: 4000 }, () => part * 20 + Math.floor(random() * 4)))
		const together = deflateRawSync(concatBytes(...parts), { level: 9, strategy: constants.Z_DEFAULT_STRATEGY })
		expect(native.deflate(parts).length).toBeLessThan(together.length)
		expect(same(native.inflate(native.deflate(parts), 48_000), concatBytes(...parts))).toBe(true)
	})

	it('does not try borders when there are very many', () => {
		const parts = Array.from({ length: 5000 }, (_, i) => Uint8Array.of(i & 255, 1, 2, 3))
		expect(same(native.inflate(native.deflate(parts), 20_000), concatBytes(...parts))).toBe(true)
	})

	it('is what runs here', (ctx) => {
		if (openDeflate() === portableDeflate) return ctx.skip('there is no node:zlib here')
		expect(openDeflate().deflate([encodeUtf8('hej hej hej hej hej hej')])).toEqual(native.deflate([encodeUtf8('hej hej hej hej hej hej')]))
	})
})
