import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalBytes, toHex } from '../../src/bytes.js'
import { decodeCbor, encodeCbor } from '../../src/encoding/cbor.js'
import { scan } from '../../src/encoding/scan.js'
import type { CborValue } from '../../src/encoding/value.js'
import { headlike, insertAt, removeAt, replaceAt, value } from './arbitraries.js'
import { bytesOf, faultOf } from './fault.js'
import { judge } from './reference.js'

const SEED = 2017

/** Refused with a code of the encoding, or decoded to a value whose one encoding is exactly these bytes. */
function expectOneForm(bytes: Uint8Array): void {
	let decoded: CborValue | undefined
	const fault = faultOf(() => {
		decoded = decodeCbor(bytes)
	})
	if (fault !== undefined) {
		if (!fault.code.startsWith('cbor-') || fault.stage !== 'encoding') expect.fail(`${fault.code} for ${toHex(bytes)}`)
		return
	}
	if (decoded === undefined || !equalBytes(encodeCbor(decoded), bytes)) expect.fail(`another encoding of ${toHex(bytes)}`)
}

describe('round trips', () => {
	it('a value comes back equal, from bytes that the scanner accepts', () => {
		const property = fc.property(value, (drawn) => {
			const bytes = encodeCbor(drawn)
			scan(bytes)
			return isDeepStrictEqual(decodeCbor(bytes), drawn)
		})
		fc.assert(property, { seed: SEED, numRuns: 3_000 })
	})

	it('decodes as the reference does', () => {
		const property = fc.property(value, (drawn) => isDeepStrictEqual(judge(encodeCbor(drawn)), { value: decodeCbor(encodeCbor(drawn)) }))
		fc.assert(property, { seed: SEED, numRuns: 300 })
	})

	it('the order of entries does not matter', () => {
		const entries: readonly (readonly [number, CborValue])[] = [
			[0, 'a'],
			[23, 1],
			[24, true],
			[255, []],
			[256, new Map()],
			[65_536, 'b'],
			[2 ** 32, 'c'],
			[Number.MAX_SAFE_INTEGER, 'd'],
		]
		const expected = toHex(encodeCbor(new Map(entries)))
		const property = fc.property(
			fc.shuffledSubarray([...entries], { minLength: entries.length }),
			(shuffled) => toHex(encodeCbor(new Map(shuffled))) === expected,
		)
		fc.assert(property, { seed: SEED, numRuns: 200 })
		expect([...(decodeCbor(bytesOf(expected)) as ReadonlyMap<number, CborValue>).keys()]).toStrictEqual(entries.map(([key]) => key))
	})

	it('[SPEC 2.7] entries are written by ascending keys, however they came', () => {
		const keys = [0, 1, 24, 300, 2 ** 32]
		const orders = [keys, keys.toReversed(), [1, 0, 300, 24, 2 ** 32], [24, 1, 2 ** 32, 0, 300]]
		for (const order of orders) {
			const map = new Map(order.map((key) => [key, key]))
			expect(toHex(encodeCbor(map))).toBe('a5 0000 0101 18181818 19012c19012c 1b00000001000000001b0000000100000000'.replaceAll(' ', ''))
			expect([...map.keys()]).toEqual(order)
		}
	})

	it.each([2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER])('%i comes back as a number', (number) => {
		expect(decodeCbor(encodeCbor(number))).toBe(number)
		expect(decodeCbor(encodeCbor(new Map([[number, number]])))).toStrictEqual(new Map([[number, number]]))
	})
})

describe('one form for every value (SPEC 2.7)', () => {
	it('whatever is accepted is what would be written', () => {
		fc.assert(fc.property(headlike, expectOneForm), { seed: SEED, numRuns: 20_000 })
		fc.assert(fc.property(fc.uint8Array({ maxLength: 48 }), expectOneForm), { seed: SEED, numRuns: 5_000 })
	})

	it('every other byte in one place of an encoding is refused or another value', () => {
		const property = fc.property(value, fc.nat(), (drawn, position) => {
			const bytes = encodeCbor(drawn)
			const at = position % bytes.length
			for (let other = 0; other < 256; other++) if (other !== bytes[at]) expectOneForm(replaceAt(bytes, at, other))
		})
		fc.assert(property, { seed: SEED, numRuns: 150 })
	})

	it('a byte more or less in an encoding is refused or another value', () => {
		const property = fc.property(value, fc.nat(), fc.integer({ min: 0, max: 255 }), (drawn, position, byte) => {
			const bytes = encodeCbor(drawn)
			const at = position % bytes.length
			expectOneForm(removeAt(bytes, at))
			expectOneForm(insertAt(bytes, at, byte))
			expectOneForm(insertAt(bytes, bytes.length, byte))
		})
		fc.assert(property, { seed: SEED, numRuns: 2_000 })
	})
})

describe('decodeCbor', () => {
	it('copies byte strings', () => {
		const bytes = bytesOf('82 43 010203 a1 00 42 0405')
		const decoded = decodeCbor(bytes)
		bytes.fill(0xee)
		expect(decoded).toStrictEqual([Uint8Array.of(1, 2, 3), new Map([[0, Uint8Array.of(4, 5)]])])
	})

	it('gives plain byte strings, whatever subclass and view it reads', () => {
		const buffer = Buffer.from('ff 44 01020304 ff'.replaceAll(' ', ''), 'hex').subarray(1, 6)
		const decoded = decodeCbor(buffer) as Uint8Array
		expect(Object.getPrototypeOf(decoded)).toBe(Uint8Array.prototype)
		expect(decoded.buffer.byteLength).toBe(4)
		expect(toHex(decoded)).toBe('01020304')
	})

	it('leaves its input as it was', () => {
		const bytes = bytesOf('81 61 61')
		decodeCbor(bytes)
		expect(Object.keys(bytes)).toStrictEqual(['0', '1', '2'])
		expect(Reflect.ownKeys(Object.preventExtensions(bytes))).toStrictEqual(['0', '1', '2'])
		expect(decodeCbor(bytes)).toStrictEqual(['a'])
	})

	it.each([0, 1, 15, 16, 31, 32, 63, 64, 65, 139, 140, 141, 5000, 16_384])('reads a text of %i bytes', (length) => {
		for (const unit of ['a', '\u00e5', '\u6c34', '\u{1f4a7}']) {
			const text = `${'a'.repeat(length % 4)}${unit.repeat(Math.floor(length / 4))}`
			expect(decodeCbor(encodeCbor(text))).toBe(text)
			expect(decodeCbor(encodeCbor([text, text]))).toStrictEqual([text, text])
		}
	})

	it('keeps a byte order mark inside a text', () => {
		const long = `a\u{feff}${'b'.repeat(80)}`
		expect(decodeCbor(encodeCbor([long, 'a\u{feff}']))).toStrictEqual([long, 'a\u{feff}'])
	})

	it('carries nothing from one call to the next', () => {
		// What cbor-x would keep or resolve: records, shared values, references, bundled strings, packed values, dates, sets.
		const stateful = [
			'd9 dfff 83 19 e000 81 61 61 01',
			'd9 e000 81 01',
			'd9 dffe 83 19 e000 81 61 61 d9 e000 81 01',
			'd8 1c 81 01',
			'82 d8 1c 81 01 d8 1d 00',
			'd8 33 84 81 61 61 80 80 c6 00',
			'd9 dff9 83 04 00 00 61 61 61 61',
			'd8 69 83 19 e000 81 61 61 01',
			'c6 00',
			'e0',
			'c1 00',
			'd9 0102 81 01',
			'd9 0103 a1 00 00',
			'a1 61 61 01',
		].map(bytesOf)
		const plain = bytesOf('83 a1 00 61 62 82 00 01 1b 0000000100000000')
		const expected = [new Map([[0, 'b']]), [0, 1], 2 ** 32]
		for (const before of stateful) {
			expect(faultOf(() => decodeCbor(before))?.code).toMatch(/^cbor-/)
			expect(decodeCbor(plain)).toStrictEqual(expected)
		}
		expect(decodeCbor(plain)).not.toBe(decodeCbor(plain))
	})
})

describe('encodeCbor refuses', () => {
	const deep = (levels: number): CborValue => (levels === 0 ? 0 : [deep(levels - 1)])
	const cyclic: CborValue[] = []
	cyclic.push(cyclic)
	const cases: readonly (readonly [string, unknown])[] = [
		['a negative number', -1],
		['negative zero', -0],
		['a fraction', 0.5],
		['NaN', Number.NaN],
		['infinity', Number.POSITIVE_INFINITY],
		['2^53', 2 ** 53],
		['a BigInt', 1n],
		['null', null],
		['undefined', undefined],
		['a symbol', Symbol('a')],
		['a function', () => 0],
		['a plain object', { 0: 1 }],
		['a date', new Date(0)],
		['a set', new Set([1])],
		['another typed array', new Uint16Array(1)],
		['an ArrayBuffer', new ArrayBuffer(1)],
		['a boxed string', new String('a')],
		['a hole in an array', new Array(1)],
		['a high surrogate alone', 'a\ud800'],
		['a low surrogate alone', '\udc00a'],
		['a byte order mark at the start', '\u{feff}a'],
		['a carriage return', 'a\r\n'],
		['NUL', '\0'],
		['DEL', '\u007f'],
		['a C1 control character', '\u0085'],
		['a fifth level of arrays', deep(5)],
		['a fifth level that is a map', [[[[new Map()]]]]],
		['a fifth level of maps', [0, 1, 2, 3, 4].reduce<CborValue>((inner) => new Map([[1, inner]]), 0)],
		['a cycle', cyclic],
		['a negative key', new Map([[-1, 0]])],
		['a fraction as key', new Map([[0.5, 0]])],
		['NaN as key', new Map([[Number.NaN, 0]])],
		['a text as key', new Map([['1', 0]])],
		['a BigInt as key', new Map([[1n, 0]])],
		['a symbol as key', new Map([[Symbol('a'), 0]])],
		['an object as key', new Map([[{ valueOf: () => 1 }, 0]])],
		['undefined as value', new Map([[1, undefined]])],
	]
	it.each(cases)('%s', (_, wrong) => {
		expect(faultOf(() => encodeCbor(wrong as CborValue))?.code).toBe('argument-invalid')
		expect(faultOf(() => encodeCbor(new Map([[1, [0, wrong as CborValue]]])))?.code).toBe('argument-invalid')
	})

	it('and says what can be written', () => {
		expect(() => encodeCbor(-0)).toThrow('Expected an integer from 0 to 2^53 - 1 to write, not -0.')
		expect(() => encodeCbor([1.5])).toThrow('not 1.5.')
		expect(() => encodeCbor(null as unknown as CborValue)).toThrow('not this null.')
		expect(() => encodeCbor(deep(5))).toThrow('Expected at most 4 arrays and maps inside each other to write')
	})

	it('nothing of four levels', () => {
		expect(toHex(encodeCbor(deep(4)))).toBe('8181818100')
		expect(toHex(encodeCbor([[[new Map()]]]))).toBe('818181a0')
		expect(toHex(encodeCbor([[[['a', Uint8Array.of(1)]]]]))).toBe('8181818261614101')
		expect(toHex(encodeCbor(new Map([[1, new Map([[1, new Map([[1, new Map([[1, 'a']])]])]])]])))).toBe('a101a101a101a1016161')
	})

	it('whatever it writes of any JavaScript value, the scanner accepts', () => {
		const anything = fc.anything({ withMap: true, withTypedArray: true, withBigInt: true, withNullPrototype: true, withSparseArray: true })
		const property = fc.property(fc.oneof(anything, fc.string({ unit: 'binary' }), fc.array(anything)), (drawn) => {
			let bytes: Uint8Array | undefined
			const fault = faultOf(() => {
				bytes = encodeCbor(drawn as CborValue)
			})
			if (bytes === undefined) return fault?.code === 'argument-invalid'
			scan(bytes)
			return true
		})
		fc.assert(property, { seed: SEED, numRuns: 5_000 })
	})
})
