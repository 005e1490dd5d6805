import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBytes, compareText, encodeUtf8, fromHex, isBytes, toHex } from '../src/bytes.js'

describe('hexadecimal', () => {
	it('there and back', () => {
		expect(toHex(Uint8Array.from({ length: 256 }, (_, i) => i))).toBe(
			Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i)).toString('hex'),
		)
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
				expect(fromHex(toHex(bytes))).toEqual(bytes)
				expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes)
			}),
			{ seed: 61, numRuns: 200 },
		)
	})

	it('nothing else is read', () => {
		for (const text of ['a', 'abc', 'zz', '0x', ' a', 'a ', 'é0', '-1']) expect(fromHex(text)).toBeUndefined()
	})
})

describe('compareText', () => {
	it('is the order of the UTF-8 bytes', () => {
		const unit = fc.constantFrom('', 'a', 'b', 'å', '語', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '🦊', '\u{10ffff}')
		const text = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''))
		fc.assert(
			fc.property(text, text, (a, b) => {
				expect(Math.sign(compareText(a, b))).toBe(Math.sign(compareBytes(encodeUtf8(a), encodeUtf8(b))))
			}),
			{ seed: 62, numRuns: 1000 },
		)
	})
})

describe('isBytes', () => {
	it('knows Uint8Arrays, of other realms too', () => {
		const foreign: unknown = runInContext('new Uint8Array(3)', createContext())
		expect(foreign instanceof Uint8Array).toBe(false)
		for (const bytes of [new Uint8Array(0), Buffer.alloc(1), foreign]) expect(isBytes(bytes)).toBe(true)
		for (const other of [
			null,
			undefined,
			'',
			[],
			{},
			new ArrayBuffer(1),
			new DataView(new ArrayBuffer(1)),
			new Uint16Array(1),
			new Uint8ClampedArray(1),
		]) {
			expect(isBytes(other)).toBe(false)
		}
	})
})
