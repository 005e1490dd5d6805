/** Cells: sums of short ids from which the difference of two sets can be read, however many cells that takes (SPEC 8.9). */
import { ByteReader, ByteWriter } from '../encoding/varint.js'
import type { ShortId, ShortIds, Width } from './short-ids.js'
import { newShortId } from './short-ids.js'

/** splitmix32 after its increment. */
export function mix(value: number): number {
	let z = value ^ (value >>> 16)
	z = Math.imul(z, 0x21f0aaad)
	z ^= z >>> 15
	z = Math.imul(z, 0x735a2d97)
	return (z ^ (z >>> 15)) >>> 0
}

const STEP = 0x9e3779b9

/** The cell after `index` in which a short id is, by the state of its generator after the step. Cell i has a share of about 1 / (1 + i / 2) of all. */
function nextIndex(index: number, state: number): number {
	const u = (mix(state) + 1) / 0x1_0000_0000
	return index + Math.max(1, Math.ceil((index + 1.5) * (1 / Math.sqrt(u) - 1)))
}

export class Cells {
	readonly count: number
	readonly low: Uint32Array
	readonly high: Uint32Array
	readonly check: Uint32Array

	constructor(count: number) {
		this.count = count
		this.low = new Uint32Array(count)
		this.high = new Uint32Array(count)
		this.check = new Uint32Array(count)
	}

	/** Adds a short id, or takes it away. */
	toggle({ low, high, check, seed }: ShortId): void {
		const { count } = this
		let state = seed | 0
		for (let i = 0; i < count; i = nextIndex(i, state)) {
			this.low[i] = (this.low[i] as number) ^ low
			this.high[i] = (this.high[i] as number) ^ high
			this.check[i] = (this.check[i] as number) ^ check
			state = (state + STEP) | 0
		}
	}

	isEmpty(index: number): boolean {
		return this.low[index] === 0 && this.high[index] === 0 && this.check[index] === 0
	}

	/** The first cells alone. */
	first(count: number): Cells {
		const cells = new Cells(count)
		cells.low.set(this.low.subarray(0, count))
		cells.high.set(this.high.subarray(0, count))
		cells.check.set(this.check.subarray(0, count))
		return cells
	}

	/** As they travel: the checks of few cells are shorter. */
	cut(): Cells {
		const mask = 2 ** (8 * checkBytes(this.count)) - 1
		for (let i = 0; i < this.count; i++) this.check[i] = (this.check[i] as number) & mask
		return this
	}

	/** Those of the difference of two sets, by the cells of both. */
	minus(other: Cells): Cells {
		const cells = this.first(Math.min(this.count, other.count))
		for (let i = 0; i < cells.count; i++) {
			cells.low[i] = (cells.low[i] as number) ^ (other.low[i] as number)
			cells.high[i] = (cells.high[i] as number) ^ (other.high[i] as number)
			cells.check[i] = (cells.check[i] as number) ^ (other.check[i] as number)
		}
		return cells
	}
}

export interface Peeled {
	/** What could be read: each in one of the two sets and not in the other, as far as it is no mistake. */
	readonly found: readonly ShortId[]
	/** Whether that is everything. */
	readonly isComplete: boolean
}

/** Whether a cell is one of those in which a short id is. */
function isIn({ seed }: ShortId, index: number): boolean {
	let state = seed | 0
	let i = 0
	while (i < index) {
		state = (state + STEP) | 0
		i = nextIndex(i, state)
	}
	return i === index
}

/** Reads a difference out of its cells, which it changes. Work and memory are bounded by their number: each short id is taken once, and no more than there are cells. */
export function peel(cells: Cells, shortIds: ShortIds): Peeled {
	const { count } = cells.cut()
	const mask = 2 ** (8 * checkBytes(count)) - 1
	const found: ShortId[] = []
	const seen = new Set<string>()
	const open: number[] = []
	for (let i = count - 1; i >= 0; i--) open.push(i)
	const isWaiting = new Uint8Array(count).fill(1)
	while (open.length > 0) {
		const index = open.pop() as number
		isWaiting[index] = 0
		if (cells.isEmpty(index)) continue
		const one = newShortId()
		one.low = cells.low[index] as number
		one.high = cells.high[index] as number
		shortIds.complete(one)
		one.check &= mask
		if (one.check !== cells.check[index] || !isIn(one, index)) continue
		const name = `${one.high}/${one.low}`
		if (seen.has(name) || found.length === count) return { found, isComplete: false }
		seen.add(name)
		found.push(one)
		cells.toggle(one)
		let state = one.seed | 0
		for (let i = 0; i < count; i = nextIndex(i, state)) {
			state = (state + STEP) | 0
			if (isWaiting[i] === 1) continue
			isWaiting[i] = 1
			open.push(i)
		}
	}
	for (let i = 0; i < count; i++) if (!cells.isEmpty(i)) return { found, isComplete: false }
	return { found, isComplete: true }
}

/** So few cells have checks of 16 bits: a mistake costs no more than another round, and is rare where little is tried. */
const FEW = 512
const checkBytes = (count: number): number => (count <= FEW ? 2 : 3)

/** The bytes of so many cells. */
export const cellsBytes = (count: number, width: Width): number => count * (width / 8 + checkBytes(count))

/** How many cells so many bytes are; `undefined` where they are no whole number of them. */
export function cellsIn(length: number, width: Width): number | undefined {
	for (const bytes of [2, 3]) {
		const count = length / (width / 8 + bytes)
		if (Number.isInteger(count) && count > 0 && checkBytes(count) === bytes) return count
	}
	return undefined
}

/** Cell after cell: the short id, lowest byte first, then the check likewise. */
export function encodeCells(cells: Cells, width: Width): Uint8Array {
	const out = new ByteWriter()
	const number = (value: number, bytes: number): void => {
		for (let i = 0; i < bytes; i++) out.byte((value >>> (8 * i)) & 0xff)
	}
	for (let i = 0; i < cells.count; i++) {
		number(cells.low[i] as number, 4)
		number(cells.high[i] as number, width / 8 - 4)
		number(cells.check[i] as number, checkBytes(cells.count))
	}
	return out.finish()
}

/** @param bytes those of `count` cells */
export function decodeCells(bytes: Uint8Array, count: number, width: Width): Cells {
	const reader = new ByteReader(bytes, { truncated: 'bundle-section', malformed: 'bundle-section' })
	const number = (length: number): number => {
		let value = 0
		for (let i = 0; i < length; i++) value += reader.byte() * 2 ** (8 * i)
		return value
	}
	const cells = new Cells(count)
	for (let i = 0; i < cells.count; i++) {
		cells.low[i] = number(4)
		cells.high[i] = number(width / 8 - 4)
		cells.check[i] = number(checkBytes(count))
	}
	return cells
}
