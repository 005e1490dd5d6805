import { describe, expect, it } from 'vitest'
import { decodeAnswer, decodeAsk, encodeAnswer, encodeAsk } from '../../src/bundle/exchange-sections.js'
import { encodeUtf8, fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { BudkavleError } from '../../src/errors.js'
import { Cells, decodeCells, encodeCells } from '../../src/sketch/cells.js'
import { Estimator } from '../../src/sketch/estimator.js'
import { decodeShortIdSet, encodeShortIdSet } from '../../src/sketch/short-id-set.js'
import type { Width } from '../../src/sketch/short-ids.js'
import { newShortId, ShortIds } from '../../src/sketch/short-ids.js'
import type { Case, Fault } from './read.js'
import { readVectors } from './read.js'

interface Vectors {
	readonly shortIds: readonly (Case & {
		readonly key: string
		readonly id: string
		readonly bits: Width
		readonly shortId: string
		readonly check: number
		readonly seed: number
		readonly cells: readonly number[]
	})[]
	readonly cells: readonly (Case & {
		readonly key: string
		readonly ids: readonly string[]
		readonly bits: Width
		readonly count: number
		readonly cells: string
	})[]
	readonly estimators: readonly (Case & { readonly key: string; readonly count: number; readonly estimator: string })[]
	readonly sets: readonly (Case & { readonly bits: number; readonly values: readonly number[]; readonly set: string })[]
	readonly asks: readonly (Case & { readonly body: string })[]
	readonly answers: readonly (Case & { readonly body: string })[]
	readonly refused: readonly (Fault & { readonly type: 'ask' | 'answer'; readonly body: string })[]
}

const vectors = readVectors<Vectors>('exchange.json')
const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

describe('[SPEC 8.8] short ids of the vectors', () => {
	it.each(vectors.shortIds)('$name', ({ key, id, bits, shortId, check, seed, cells }) => {
		const one = newShortId()
		new ShortIds(bytesOf(key), bits).of(bytesOf(id), 0, one)
		const value = new Uint8Array(8)
		const view = new DataView(value.buffer)
		view.setUint32(0, one.low, true)
		view.setUint32(4, one.high, true)
		expect([toHex(value.subarray(0, bits / 8)), one.check, one.seed]).toEqual([shortId, check, seed])
		const alone = new Cells(1000)
		alone.toggle(one)
		expect(Array.from({ length: 1000 }, (_, i) => i).filter((i) => !alone.isEmpty(i))).toEqual(cells)
	})
})

describe('[SPEC 8.9] cells of the vectors', () => {
	it.each(vectors.cells)('$name', ({ key, ids, bits, count, cells }) => {
		const made = new Cells(count)
		const shortIds = new ShortIds(bytesOf(key), bits)
		const one = newShortId()
		for (const id of ids) {
			shortIds.of(bytesOf(id), 0, one)
			made.toggle(one)
		}
		expect(toHex(encodeCells(made.cut(), bits))).toBe(cells)
		expect(toHex(encodeCells(decodeCells(bytesOf(cells), count, bits), bits))).toBe(cells)
	})
})

describe('[SPEC 8.10] estimators of the vectors', () => {
	it.each(vectors.estimators)('$name', ({ key, count, estimator }) => {
		const made = new Estimator()
		const shortIds = new ShortIds(bytesOf(key), 48)
		const one = newShortId()
		for (let k = 1; k <= count; k++) {
			shortIds.of(sha256(encodeUtf8(`id ${k}`)), 0, one)
			made.toggle(one)
		}
		expect(toHex(made.bytes())).toBe(estimator)
	})
})

describe('[SPEC 8.11] sets of the vectors', () => {
	it.each(vectors.sets)('$name', ({ bits, values, set }) => {
		expect(toHex(encodeShortIdSet({ bits, values }))).toBe(set)
		expect(decodeShortIdSet(bytesOf(set), 100, (came) => new BudkavleError('bundle-section', came))).toEqual({ bits, values })
	})
})

describe('[SPEC 8.12] asks and answers of the vectors', () => {
	it.each(vectors.asks)('an ask: $name', ({ name, body }) => {
		const again = toHex(encodeAsk(decodeAsk(bytesOf(body))))
		if (name.includes('not known')) expect(again.length).toBeLessThan(body.length)
		else expect(again).toBe(body)
	})

	it.each(vectors.answers)('an answer: $name', ({ body }) => {
		expect(toHex(encodeAnswer(decodeAnswer(bytesOf(body))))).toBe(body)
	})

	it.each(vectors.refused)('refused: $name', ({ type, body, code }) => {
		let came: string | undefined
		try {
			if (type === 'ask') decodeAsk(bytesOf(body))
			else decodeAnswer(bytesOf(body))
		} catch (error) {
			came = (error as BudkavleError).code
		}
		expect(came).toBe(code)
	})
})
