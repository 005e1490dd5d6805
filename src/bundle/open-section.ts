/** The body of a messages section, taken apart into streams, tables and columns; nothing is put together yet (SPEC 7.4 to 7.6). */
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { HASH_BYTES } from '../crypto/hash.js'
import { ByteReader } from '../encoding/varint.js'
import type { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { KEY } from '../message/fields.js'
import type { ColumnReader, OpenedColumn } from './columns.js'
import { openColumn } from './columns.js'
import { bundleError, SECTION_CODES, TRUNCATED_CODES } from './faults.js'
import type { Column, ListName, StreamName } from './layout.js'
import { BY_SIGNATURE, FLAGS, listsWith, SHAPE_KEYS, STREAMS } from './layout.js'
import type { Budget, Stream } from './streams.js'
import { readStream } from './streams.js'
import { columnOrder } from './tables.js'

/** Strings that lie one after the other: entry `i` ends where entry `i + 1` begins. */
export interface StringTable {
	readonly count: number
	get(index: number): Uint8Array
}

export interface OpenedShape {
	/** Absent for messages that travel as a whole. */
	readonly kind?: number
	readonly keys: readonly number[]
	/** One for each key, in their order; for messages that travel as a whole one with their lengths. */
	readonly columns: OpenedColumn[]
	readonly lists: readonly ListName[]
	/** Messages of this shape. */
	readonly count: number
}

export interface OpenedWriter {
	/** Its key; shorter than one when there is no such author. */
	readonly key: Uint8Array
	readonly log: number
	lastSeq: number
	/** Author and log as text, once they were needed. */
	name?: string
}

/** A tree that proves messages without signatures (SPEC 7.5, 7.14). */
export interface OpenedTree {
	/** The index of the message that is its checkpoint. */
	readonly checkpoint: number
	/** How many hashes it has. */
	readonly hashes: number
}

export interface OpenedColumns {
	readonly authors: Uint8Array
	readonly writers: readonly OpenedWriter[]
	readonly strings: Readonly<Record<'space' | 'lang' | 'topics', StringTable>>
	readonly shapes: readonly OpenedShape[]
	/** The shape of each message; there may be none of that index. */
	readonly shapeOf: readonly number[]
	readonly writerColumn: ColumnReader
	readonly seqColumn: ColumnReader
	/** How each message is proven (`BY_SIGNATURE` or the number of a tree); absent where all have signatures. */
	readonly ways?: Uint8Array
	readonly trees: readonly OpenedTree[]
	/** Bytes of the structure or bits stream that no column uses. */
	readonly unused: number
}

/** The outside of a section: how many messages, and their bytes. */
export interface OpenedSection {
	/** Flags and counts as they stand in the section. */
	readonly head: Uint8Array
	readonly count: number
	/** How many of the messages have a signature. */
	readonly signed: number
	/** Whether there are others: then each message has an outcome, whether its signature is there or not. */
	readonly isProven: boolean
	/** Absent when the section ends before all streams have been read; `fault` then says where. */
	readonly streams?: Readonly<Record<StreamName, Stream>>
	/** As many of the signatures as there are. */
	readonly signatures: Uint8Array
	/** What is wrong with a message whose signature is not among them. */
	readonly cut?: BudkavleError
	/** The first thing that is wrong. */
	readonly fault?: BudkavleError
}

/**
 * Reads the outside of a section.
 *
 * @param isWhole whether the body is as long as declared; otherwise what is missing was cut off
 * @param mayHold how many messages there may be
 * @throws {BudkavleError} `bundle-section`, `bundle-too-large` or `bundle-truncated` when not even the number of messages is known
 */
export function openSection(body: Uint8Array, isWhole: boolean, mayHold: number, budget: Budget): OpenedSection {
	const reader = new ByteReader(body, isWhole ? SECTION_CODES : TRUNCATED_CODES)
	const flags = reader.byte()
	if (flags !== FLAGS.signed && flags !== FLAGS.proven)
		throw bundleError('bundle-section', 'a messages section with the flags 0 or 1', `it has the flags ${flags}`)
	const isProven = flags === FLAGS.proven
	const count = reader.varint()
	if (count > mayHold)
		throw bundleError('bundle-too-large', `at most ${LIMITS.bundleMessages} messages in a bundle`, `${count - mayHold} more are declared`)
	if (isProven && count > body.length)
		throw bundleError('bundle-too-large', 'at most one message for each byte of a section', `${count} are declared in ${body.length} bytes`)
	const signed = isProven ? reader.varint() : count
	if (signed > count) throw bundleError('bundle-section', `at most ${count} signatures`, `${signed} are declared`)
	budget.spend(signed * SIGNATURE_BYTES)
	const head = body.subarray(0, reader.offset)
	const none = new Uint8Array(0)
	const streams: Partial<Record<StreamName, Stream>> = {}
	try {
		for (const name of STREAMS) streams[name] = readStream(reader, budget)
	} catch (error) {
		return { head, count, signed, isProven, signatures: none, fault: faultIn(streams) ?? (error as BudkavleError) }
	}
	const opened = streams as Record<StreamName, Stream>
	const length = signed * SIGNATURE_BYTES
	const signatures = reader.take(Math.min(length, reader.remaining))
	const cut = signatureFault(signatures.length, length, reader.remaining, isWhole)
	const fault = faultIn(opened) ?? cut
	const section = { head, count, signed, isProven, streams: opened, signatures }
	if (fault === undefined) return section
	return cut === undefined ? { ...section, fault } : { ...section, cut, fault }
}

/** The first fault of the streams that could be placed. */
function faultIn(streams: Readonly<Partial<Record<StreamName, Stream>>>): BudkavleError | undefined {
	return STREAMS.map((name) => streams[name]?.fault).find((fault) => fault !== undefined)
}

function signatureFault(length: number, expected: number, left: number, isWhole: boolean): BudkavleError | undefined {
	const what = `${expected} bytes of signatures at the end of the section`
	if (length < expected) {
		const lost = Math.ceil((expected - length) / SIGNATURE_BYTES)
		return bundleError(isWhole ? 'bundle-section' : 'bundle-truncated', what, `${length} are there, so ${lost} messages are lost`)
	}
	return left === 0 ? undefined : bundleError('bundle-section', what, `${left} more are there`)
}

/**
 * Reads tables and columns. With `signed`, how many of the messages have a signature, also what proves the others.
 *
 * @throws {BudkavleError} the fault of a stream, or `bundle-section`, `bundle-too-large`: then no message of the section can be told from the next
 */
export function openColumns(count: number, streams: Readonly<Record<StreamName, Stream>>, signed: number | undefined): OpenedColumns {
	for (const { fault } of [streams.structure, streams.bits]) if (fault !== undefined) throw fault
	const structure = new ByteReader(streams.structure.bytes, SECTION_CODES)
	const bits = streams.bits.bytes

	const authorCount = readCount(structure, 2 * count, 'authors')
	const authors = streams.raw.take(authorCount * HASH_BYTES)
	if (authors === undefined)
		throw streams.raw.fault ?? bundleError('bundle-section', `the keys of ${authorCount} authors`, 'the stream ends before')
	const writers: OpenedWriter[] = []
	for (let left = readCount(structure, count, 'writers'); left > 0; left--) {
		const start = structure.varint() * HASH_BYTES
		writers.push({ key: authors.subarray(start, start + HASH_BYTES), log: structure.varint(), lastSeq: 0 })
	}
	const strings = {
		space: readStrings(structure, count, streams.text),
		lang: readStrings(structure, count, streams.text),
		topics: readStrings(structure, LIMITS.topics * count, streams.text),
	}
	const plans = readShapes(structure, count)
	const trees = signed === undefined ? [] : readTrees(structure, signed)

	const shapeColumn = openColumn('index', count, plans.length, structure, bits, 0)
	const shapeOf = Array.from({ length: count }, () => shapeColumn.values.index(plans.length))
	const counts = plans.map(() => 0)
	for (const index of shapeOf) if (index < counts.length) counts[index] = (counts[index] as number) + 1
	const shapes: OpenedShape[] = plans.map((plan, i) => ({
		...plan,
		columns: [],
		lists: plan.kind === undefined ? [] : listsWith(plan.keys),
		count: counts[i] as number,
	}))
	let inColumns = 0
	for (const shape of shapes) if (shape.kind !== undefined) inColumns += shape.count

	const writerColumn = openColumn('index', inColumns, writers.length, structure, bits, 0)
	const seqColumn = openColumn('time', inColumns, 0, structure, bits, 0)
	let bit = seqColumn.nextBit
	const sizes: Partial<Record<Column, number>> = {
		author: authorCount,
		space: strings.space.count,
		lang: strings.lang.count,
		topics: strings.topics.count,
	}
	for (const { shape, run, column } of columnOrder(shapes)) {
		const opened = openColumn(column, shape.count, sizes[column] ?? 0, structure, bits, bit)
		shape.columns[run] = opened
		bit = opened.nextBit
	}
	const ways = signed === undefined ? undefined : readWays(structure.take(count), signed)
	const used = Math.ceil(bit / 8)
	if (used > bits.length) throw bundleError('bundle-section', `${used} bytes of bits`, `${bits.length} are there`)
	const unused = structure.remaining + bits.length - used
	const opened = {
		authors,
		writers,
		strings,
		shapes,
		shapeOf,
		writerColumn: writerColumn.values,
		seqColumn: seqColumn.values,
		trees,
		unused,
	}
	return ways === undefined ? opened : { ...opened, ways }
}

function readTrees(structure: ByteReader, signed: number): readonly OpenedTree[] {
	const count = readCount(structure, signed, 'trees')
	return Array.from({ length: count }, () => ({ checkpoint: structure.varint(), hashes: structure.varint() }))
}

function readWays(ways: Uint8Array, signed: number): Uint8Array {
	let bySignature = 0
	for (const way of ways) if (way === BY_SIGNATURE) bySignature++
	if (bySignature === signed) return ways
	throw bundleError('bundle-section', `${signed} messages that are proven by their signatures`, `there are ${bySignature}`)
}

/** How many entries a table has. The bound keeps a few bytes of deflate data from becoming a table that fills the memory. */
function readCount(structure: ByteReader, most: number, what: string): number {
	const count = structure.varint()
	if (count > most) throw bundleError('bundle-too-large', `at most ${most} ${what} in this section`, `${count} are declared`)
	return count
}

function readStrings(structure: ByteReader, most: number, text: Stream): StringTable {
	const count = readCount(structure, most, 'strings')
	const ends: number[] = []
	let end = 0
	for (let i = 0; i < count; i++) {
		end += structure.varint()
		ends.push(end)
	}
	const bytes = text.take(end)
	if (bytes === undefined) throw text.fault ?? bundleError('bundle-section', `${end} bytes of strings`, 'the stream ends before')
	const views: Uint8Array[] = []
	return {
		count,
		get: (index) => {
			views[index] ??= bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index])
			return views[index]
		},
	}
}

type ShapePlan = Pick<OpenedShape, 'kind' | 'keys'>

function readShapes(structure: ByteReader, count: number): ShapePlan[] {
	const shapes: ShapePlan[] = []
	let total = 0
	for (let left = readCount(structure, count, 'shapes'); left > 0; left--) {
		const declared = structure.varint()
		if (declared === 0) {
			shapes.push({ keys: [] })
			continue
		}
		total += declared - 1
		if (total > SHAPE_KEYS)
			throw bundleError('bundle-too-large', `at most ${SHAPE_KEYS} keys in the shapes of a section`, `${total} are declared`)
		const kind = structure.varint()
		const keys: number[] = []
		let key = KEY.seq
		for (let i = 1; i < declared; i++) {
			key += structure.varint() + 1
			keys.push(key)
		}
		if (key > LIMITS.integer) throw bundleError('bundle-section', 'keys of at most 2^53 - 1', `one is ${key}`)
		shapes.push({ kind, keys })
	}
	return shapes
}
