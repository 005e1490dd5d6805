import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8, toHex } from '../../src/bytes.js'
import { textSize } from '../../src/encoding/text.js'
import type { ReaderCodes } from '../../src/encoding/varint.js'
import { ByteReader, ByteWriter, writeVarint } from '../../src/encoding/varint.js'
import { text, unsigned } from './arbitraries.js'
import { bytesOf, faultOf } from './fault.js'

const SEED = 128
const CODES: ReaderCodes = { truncated: 'bundle-truncated', malformed: 'bundle-section' }

function written(write: (writer: ByteWriter) => void): Uint8Array {
	const writer = new ByteWriter()
	write(writer)
	return writer.finish()
}

function reader(hex: string): ByteReader {
	return new ByteReader(bytesOf(hex), CODES)
}

const EXAMPLES: readonly (readonly [number, string])[] = [
	[0, '00'],
	[1, '01'],
	[127, '7f'],
	[128, '8001'],
	[300, 'ac02'],
	[16_383, 'ff7f'],
	[16_384, '808001'],
	[2 ** 31, '8080808008'],
	[2 ** 32 - 1, 'ffffffff0f'],
	[2 ** 32, '8080808010'],
	[2 ** 49 - 1, 'ffffffffffff7f'],
	[2 ** 49, '8080808080808001'],
	[Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
]

describe('varints', () => {
	it.each(EXAMPLES)('%i', (value, hex) => {
		expect(toHex(written((writer) => writer.varint(value)))).toBe(hex)
		const read = reader(hex)
		expect(read.varint()).toBe(value)
		expect(read.remaining).toBe(0)
	})

	it('writes into the middle of an array and returns the offset after it', () => {
		const target = new Uint8Array(12).fill(0xee)
		expect(writeVarint(target, 2, 300)).toBe(4)
		expect(toHex(target.subarray(0, 6))).toBe('eeeeac02eeee')
	})

	it.each([-1, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('does not write %d', (value) => {
		expect(faultOf(() => writeVarint(new Uint8Array(16), 0, value))?.code).toBe('argument-invalid')
		expect(faultOf(() => new ByteWriter().varint(value))?.code).toBe('argument-invalid')
	})

	it.each([
		['nothing', '', 'bundle-truncated', 0],
		['a group that announces another', '80', 'bundle-truncated', 1],
		['seven groups that announce another', 'ffffffffffffff', 'bundle-truncated', 7],
		['0 in two groups', '8000', 'bundle-section', 1],
		['127 in two groups', 'ff00', 'bundle-section', 1],
		['2^49 - 1 in eight groups', 'ffffffffffffff00', 'bundle-section', 7],
		['2^53', '8080808080808010', 'bundle-section', 7],
		['nine groups', 'ffffffffffffffff01', 'bundle-section', 7],
		['no end', 'ff'.repeat(1000), 'bundle-section', 7],
	])('does not read %s', (_, hex, code, offset) => {
		expect(faultOf(() => reader(hex).varint())).toStrictEqual({ code, offset, stage: undefined })
	})

	it('come back', () => {
		const property = fc.property(fc.array(unsigned, { maxLength: 40 }), (values) => {
			const read = new ByteReader(
				written((writer) => {
					for (const value of values) writer.varint(value)
				}),
				CODES,
			)
			for (const value of values) if (read.varint() !== value) return false
			return read.remaining === 0
		})
		fc.assert(property, { seed: SEED, numRuns: 1_000 })
	})

	it('have one form: what is read is what would be written', () => {
		const groups = fc.array(fc.constantFrom(0x00, 0x01, 0x0f, 0x10, 0x7f, 0x80, 0x81, 0xff), { minLength: 1, maxLength: 10 })
		const property = fc.property(groups, (list) => {
			const bytes = Uint8Array.from(list)
			const read = new ByteReader(bytes, CODES)
			let value = 0
			const fault = faultOf(() => {
				value = read.varint()
			})
			if (fault !== undefined) return fault.code === 'bundle-truncated' || fault.code === 'bundle-section'
			return toHex(written((writer) => writer.varint(value))) === toHex(bytes.subarray(0, read.offset))
		})
		fc.assert(property, { seed: SEED, numRuns: 20_000 })
	})
})

describe('ByteWriter', () => {
	it('grows from any capacity, whatever is written', () => {
		const chunk = fc.uint8Array({ maxLength: 700 })
		const property = fc.property(fc.nat({ max: 300 }), fc.array(fc.oneof(chunk, fc.nat({ max: 255 }), text)), (capacity, parts) => {
			const writer = new ByteWriter(capacity)
			const expected: Uint8Array[] = []
			for (const part of parts) {
				if (typeof part === 'number') {
					writer.byte(part)
					expected.push(Uint8Array.of(part))
				} else if (typeof part === 'string') {
					writer.text(part, textSize(part))
					expected.push(encodeUtf8(part))
				} else {
					writer.bytes(part)
					expected.push(part)
				}
			}
			const whole = concatBytes(...expected)
			expect(writer.length).toBe(whole.length)
			expect(toHex(writer.finish())).toBe(toHex(whole))
		})
		fc.assert(property, { seed: SEED, numRuns: 300 })
	})

	it('counts what was written, and grows where it has to', () => {
		for (const capacity of [0, 1, 2, 5, 300]) {
			const writer = new ByteWriter(capacity)
			expect(writer.length).toBe(0)
			writer.byte(1)
			writer.bytes(Uint8Array.of(2, 3, 4))
			writer.text('ab', 2)
			expect(writer.length).toBe(6)
			writer.text('\u00e5', 2)
			writer.varint(300)
			expect(writer.length).toBe(10)
			expect(toHex(writer.finish())).toBe('010203046162c3a5ac02')
		}
	})

	it('hands out copies and can go on', () => {
		const writer = new ByteWriter()
		writer.byte(0x1ff)
		const first = writer.finish()
		writer.byte(2)
		expect(toHex(first)).toBe('ff')
		expect(toHex(writer.finish())).toBe('ff02')
		expect(first.buffer.byteLength).toBe(1)
	})
})

describe('ByteReader', () => {
	it('reads from front to back', () => {
		const read = reader('01 ac02 aabbcc')
		expect(read.byte()).toBe(1)
		expect(read.varint()).toBe(300)
		expect(read.offset).toBe(3)
		expect(read.remaining).toBe(3)
		expect(toHex(read.take(0))).toBe('')
		expect(toHex(read.take(3))).toBe('aabbcc')
		expect(read.remaining).toBe(0)
		expect(toHex(read.take(0))).toBe('')
	})

	it('starts where its view starts', () => {
		const read = new ByteReader(bytesOf('ff 01 02 ff').subarray(1, 3), CODES)
		expect(read.remaining).toBe(2)
		expect(toHex(read.take(2))).toBe('0102')
		expect(faultOf(() => read.byte())).toStrictEqual({ code: 'bundle-truncated', offset: 2, stage: undefined })
	})

	it.each([3, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, -1, Number.NaN])('does not take %d of two bytes', (count) => {
		const read = reader('0102')
		expect(faultOf(() => read.take(count))).toStrictEqual({ code: 'bundle-truncated', offset: 0, stage: undefined })
		expect(read.remaining).toBe(2)
	})

	it('reports the codes that it was given', () => {
		const codes: ReaderCodes = { truncated: 'store-corrupt', malformed: 'store-corrupt' }
		expect(faultOf(() => new ByteReader(new Uint8Array(0), codes).byte())?.code).toBe('store-corrupt')
		expect(faultOf(() => new ByteReader(bytesOf('8000'), codes).varint())?.code).toBe('store-corrupt')
	})
})
