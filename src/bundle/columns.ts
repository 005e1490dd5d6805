/** Columns: the values of one key in all messages of one shape, one after the other (SPEC 7.6, 7.7). */
import type { ByteReader } from '../encoding/varint.js'
import { ByteWriter } from '../encoding/varint.js'
import type { BitWriter } from './bits.js'
import { bitsOf, NEGATIVE, NUMBER, readNumber, SIGNED, writeNumber, writeSigned } from './bits.js'
import type { Column } from './layout.js'
import { indexWidth, REFERENCE } from './layout.js'

/** The values of a column while they are collected: numbers, lengths, indexes, or references as `band * 2^32 + distance - 1`. */
export interface Run {
	readonly values: number[]
	/** Topics only: their indexes; `values` says how many each message has. */
	readonly items: number[]
}

const BAND = 2 ** 32

/** A reference by its band (SPEC 7.8) and, in the bands that have one, its distance. */
export function referenceValue(band: number, distance = 1): number {
	return band * BAND + distance - 1
}

export function bandIn(reference: number): number {
	return Math.floor(reference / BAND)
}

export function distanceIn(reference: number): number {
	return (reference % BAND) + 1
}

function writeIndexes(target: ByteWriter, indexes: readonly number[], count: number): void {
	for (let plane = 0; plane < indexWidth(count); plane++) for (const index of indexes) target.byte(index >> (8 * plane))
}

/** The symbols of a column; the bits that belong to them are appended to `bits`. `table`: entries of the table that indexes point into. */
export function writeColumn(column: Column, { values, items }: Run, table: number, bits: BitWriter): Uint8Array {
	const symbols = new ByteWriter(values.length + items.length)
	switch (column) {
		case 'time':
		case 'expires':
			for (const value of values) writeSigned(symbols, bits, value)
			break
		case 'number':
		case 'text':
		case 'value':
			for (const value of values) writeNumber(symbols, bits, value)
			break
		case 'reference':
			for (const value of values) {
				const band = bandIn(value)
				if (band < REFERENCE.list) symbols.byte(band)
				else writeNumber(symbols, bits, distanceIn(value) - 1, NUMBER, band)
			}
			break
		case 'index':
		case 'author':
		case 'space':
		case 'lang':
			writeIndexes(symbols, values, table)
			break
		case 'topics':
			for (const value of values) symbols.byte(value)
			writeIndexes(symbols, items, table)
			break
		case 'byte':
		case 'salt':
			for (const value of values) symbols.byte(value)
			break
	}
	return symbols.finish()
}

/** Reads the values of one column one by one. `undefined` stands for symbols that do not exist. */
export class ColumnReader {
	readonly #symbols: Uint8Array
	readonly #count: number
	readonly #bits: Uint8Array
	#at = 0
	#bit: number

	/** `count`: values; `bit`: where their bits begin. */
	constructor(symbols: Uint8Array, count: number, bits: Uint8Array, bit: number) {
		this.#symbols = symbols
		this.#count = count
		this.#bits = bits
		this.#bit = bit
	}

	byte(): number {
		return this.#symbols[this.#at++] ?? 0
	}

	number(): number | undefined {
		const symbol = this.byte()
		const value = readNumber(symbol, this.#bits, this.#bit, NUMBER)
		this.#bit += bitsOf(symbol, NUMBER)
		return value
	}

	signed(): number | undefined {
		const symbol = this.byte()
		const size = symbol & (NEGATIVE - 1)
		const value = readNumber(size, this.#bits, this.#bit, SIGNED)
		this.#bit += bitsOf(size, SIGNED)
		return symbol < NEGATIVE || value === undefined ? value : -value
	}

	/** An index into a table of `size` entries; also one that is outside of it. */
	index(size: number): number {
		let index = 0
		for (let plane = 0; plane < indexWidth(size); plane++) index += (this.#symbols[plane * this.#count + this.#at] as number) << (8 * plane)
		this.#at++
		return index
	}

	/** As `referenceValue` gives it. */
	reference(): number | undefined {
		const symbol = this.byte()
		const band = bandOf(symbol)
		if (band < REFERENCE.list) return referenceValue(band)
		const value = readNumber(symbol - band, this.#bits, this.#bit, NUMBER)
		this.#bit += bitsOf(symbol - band, NUMBER)
		return value === undefined ? undefined : band * BAND + value
	}
}

function bandOf(symbol: number): number {
	if (symbol >= REFERENCE.repeated) return REFERENCE.repeated
	if (symbol >= REFERENCE.all) return REFERENCE.all
	return symbol >= REFERENCE.list ? REFERENCE.list : symbol
}

/** How many bits each symbol of a column has behind it. */
function bitTable(of: (symbol: number) => number): Uint8Array {
	return Uint8Array.from({ length: 256 }, (_, symbol) => of(symbol))
}
const NUMBER_BITS = /* @__PURE__ */ bitTable((symbol) => bitsOf(symbol, NUMBER))
const SIGNED_BITS = /* @__PURE__ */ bitTable((symbol) => bitsOf(symbol & (NEGATIVE - 1), SIGNED))
const REFERENCE_BITS = /* @__PURE__ */ bitTable((symbol) => (symbol < REFERENCE.list ? 0 : bitsOf(symbol - bandOf(symbol), NUMBER)))

const BITS: Readonly<Partial<Record<Column, Uint8Array>>> = {
	time: SIGNED_BITS,
	expires: SIGNED_BITS,
	number: NUMBER_BITS,
	text: NUMBER_BITS,
	value: NUMBER_BITS,
	reference: REFERENCE_BITS,
}

/** A column of a section that is read, and for topics a second one with their indexes. */
export interface OpenedColumn {
	readonly column: Column
	readonly values: ColumnReader
	readonly items?: ColumnReader
	/** Where the bits of the next column begin. */
	readonly nextBit: number
}

const NONE = /* @__PURE__ */ new Uint8Array(0)

/**
 * Takes a column of `count` values off the structure stream; its bits begin at `bit`, and its indexes point into a table of `table` entries.
 *
 * @throws {BudkavleError} the reader's code when the stream ends inside the column
 */
export function openColumn(
	column: Column,
	count: number,
	table: number,
	structure: ByteReader,
	bits: Uint8Array,
	bit: number,
): OpenedColumn {
	switch (column) {
		case 'nothing':
		case 'hash':
			return { column, values: new ColumnReader(NONE, 0, bits, bit), nextBit: bit }
		case 'index':
		case 'author':
		case 'space':
		case 'lang':
			return { column, values: new ColumnReader(structure.take(count * indexWidth(table)), count, bits, bit), nextBit: bit }
	}
	const symbols = structure.take(count)
	const values = new ColumnReader(symbols, count, bits, bit)
	if (column === 'topics') {
		let total = 0
		for (const symbol of symbols) total += symbol
		return { column, values, items: new ColumnReader(structure.take(total * indexWidth(table)), total, bits, bit), nextBit: bit }
	}
	let nextBit = bit
	const counts = BITS[column]
	if (counts !== undefined) for (const symbol of symbols) nextBit += counts[symbol] as number
	return { column, values, nextBit }
}
