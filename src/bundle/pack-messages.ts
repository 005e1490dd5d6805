/** Messages to the streams of a messages section (SPEC 7.4 to 7.8). */
import { concatBytes, encodeUtf8, joinBytes, toHex } from '../bytes.js'
import { encodeCbor } from '../encoding/cbor.js'
import type { CborValue } from '../encoding/value.js'
import { ByteWriter } from '../encoding/varint.js'
import { causalOrder } from '../merge/order.js'
import { KEY } from '../message/fields.js'
import type { Message } from '../message/types.js'
import { BitWriter } from './bits.js'
import type { ChosenTree } from './choose-proofs.js'
import type { Run } from './columns.js'
import { referenceValue, writeColumn } from './columns.js'
import type { Column, ListName, StreamName } from './layout.js'
import { BY_SIGNATURE, columnOf, listOf, listsWith, REFERENCE, SHAPE_KEYS, SHAPE_KEYS_EACH } from './layout.js'
import type { PackedTrees } from './pack-trees.js'
import { packTrees } from './pack-trees.js'
import type { ShapeRuns } from './tables.js'
import { columnOrder, IMPLIED, newRun, newShape, Table } from './tables.js'

/** The uncompressed streams, each in parts with statistics of their own. */
export interface PackedMessages {
	readonly count: number
	readonly streams: Readonly<Record<StreamName, readonly Uint8Array[]>>
	/** Fewer than messages where trees prove some. */
	readonly signatures: Uint8Array
}

const REFERENCES: readonly number[] = [KEY.root, KEY.parent, KEY.first, KEY.target]

/** Messages of which each stands once, in the order of SPEC 7.9. */
export function orderMessages(messages: readonly Message[]): Message[] {
	return causalOrder(messages, (message) => {
		const refs = REFERENCES.flatMap((key) => (message.fields.has(key) ? [toHex(message.fields.get(key) as Uint8Array)] : []))
		return message.time === undefined ? { id: message.id, refs } : { id: message.id, time: message.time, refs }
	})
}

/** Packs messages that `orderMessages` ordered. Each has a signature, or is a leaf of one of the trees. */
export function packMessages(messages: readonly Message[], trees: readonly ChosenTree[] = []): PackedMessages {
	const state = new Packing()
	for (const message of messages) state.add(message)
	const proofs = trees.length === 0 ? undefined : packTrees(messages, trees)
	const signatures = messages.flatMap(({ signature }, i) =>
		proofs === undefined || proofs.ways[i] === BY_SIGNATURE ? (signature ?? []) : [],
	)
	return { count: messages.length, streams: state.finish(proofs), signatures: joinBytes(signatures) }
}

/** What is known of a message that was added: its thread, unless it travels as a whole, and its place in each list, counted from 0. */
interface Added {
	readonly index: number
	readonly thread?: string
	readonly places: Readonly<Partial<Record<ListName, number>>>
}

interface Writer {
	readonly author: number
	readonly log: number
	lastSeq: number
}

class Packing {
	readonly #authors = new Table<Uint8Array>()
	readonly #writers = new Table<Writer>()
	readonly #spaces = new Table<Uint8Array>()
	readonly #langs = new Table<Uint8Array>()
	readonly #topics = new Table<Uint8Array>()
	readonly #shapes = new Table<ShapeRuns>()
	readonly #outside = new Table<true>()
	readonly #added = new Map<string, Added>()
	readonly #listed: Record<ListName, number> = { starters: 0, replies: 0, firsts: 0, contents: 0 }
	readonly #shapeColumn: number[] = []
	readonly #writerColumn: number[] = []
	readonly #seqs: Run = newRun()
	readonly #texts = new ByteWriter()
	readonly #values = new ByteWriter()
	readonly #raw = new ByteWriter()
	#shapeKeys = 0
	#time = 0

	add(message: Message): void {
		const keys = [...message.fields.keys()].filter((key) => !IMPLIED.includes(key))
		const kind = message.fields.get(KEY.kind) as number
		const name = `${kind}:${keys.join()}`
		const isNew = this.#shapes.find(name) === undefined
		if (isNew && (keys.length > SHAPE_KEYS_EACH || this.#shapeKeys + keys.length > SHAPE_KEYS)) {
			this.#addWhole(message)
			return
		}
		if (isNew) this.#shapeKeys += keys.length
		this.#shapeColumn.push(this.#shapes.index(name, () => newShape(kind, keys)))
		const shape = this.#shapes.entries[this.#shapeColumn.at(-1) as number] as ShapeRuns
		const author = message.fields.get(KEY.author) as Uint8Array
		this.#addWriter(author, message.log, message.seq)
		for (const [place, key] of keys.entries()) this.#addField(shape.runs[place] as Run, key, message)
		const places: Partial<Record<ListName, number>> = {}
		for (const list of listsWith(keys)) places[list] = this.#listed[list]++
		this.#added.set(message.id, { index: this.#added.size, thread: message.thread, places })
	}

	/** As payload, when its keys would not pay as a shape or not fit. */
	#addWhole(message: Message): void {
		this.#shapeColumn.push(this.#shapes.index('whole', () => newShape(undefined, [])))
		const shape = this.#shapes.entries[this.#shapeColumn.at(-1) as number] as ShapeRuns
		shape.runs[0]?.values.push(message.payload.length)
		this.#values.bytes(message.payload)
		this.#added.set(message.id, { index: this.#added.size, places: {} })
	}

	#author(key: Uint8Array): number {
		return this.#authors.index(toHex(key), () => key)
	}

	#addWriter(key: Uint8Array, log: number, seq: number): void {
		const author = this.#author(key)
		const index = this.#writers.index(`${author}/${log}`, () => ({ author, log, lastSeq: 0 }))
		const writer = this.#writers.entries[index] as Writer
		this.#writerColumn.push(index)
		this.#seqs.values.push(seq - writer.lastSeq - 1)
		writer.lastSeq = seq
	}

	#addField(run: Run, key: number, message: Message): void {
		const value = message.fields.get(key) as CborValue
		switch (columnOf(key)) {
			case 'time':
				run.values.push((value as number) - this.#time)
				this.#time = value as number
				break
			case 'expires':
				run.values.push((value as number) - (message.time ?? 0))
				break
			case 'space':
				run.values.push(this.#spaces.index(value as string, () => encodeUtf8(value as string)))
				break
			case 'lang':
				run.values.push(this.#langs.index(value as string, () => encodeUtf8(value as string)))
				break
			case 'topics':
				run.values.push((value as readonly string[]).length)
				for (const topic of value as readonly string[]) run.items.push(this.#topics.index(topic, () => encodeUtf8(topic)))
				break
			case 'author':
				run.values.push(this.#author(value as Uint8Array))
				break
			case 'reference':
				run.values.push(this.#reference(key, value as Uint8Array, message))
				break
			case 'number':
			case 'byte':
				run.values.push(value as number)
				break
			case 'text':
				run.values.push(this.#keep(this.#texts, encodeUtf8(value as string)))
				break
			case 'value':
				run.values.push(this.#keep(this.#values, encodeCbor(value)))
				break
			case 'salt':
				run.values.push(this.#keep(this.#raw, value as Uint8Array))
				break
			case 'hash':
				this.#raw.bytes(value as Uint8Array)
				break
		}
	}

	#keep(stream: ByteWriter, bytes: Uint8Array): number {
		stream.bytes(bytes)
		return bytes.length
	}

	#reference(key: number, bytes: Uint8Array, message: Message): number {
		const id = toHex(bytes)
		if (key === KEY.root && this.#leadThread(message) === id) return referenceValue(REFERENCE.derived)
		const added = this.#added.get(id)
		if (added !== undefined) {
			const list = listOf(key)
			const place = added.places[list]
			if (place !== undefined) return referenceValue(REFERENCE.list, this.#listed[list] - place)
			return referenceValue(REFERENCE.all, this.#added.size - added.index)
		}
		const known = this.#outside.find(id)
		if (known !== undefined) return referenceValue(REFERENCE.repeated, this.#outside.entries.length - known)
		this.#outside.index(id, () => true)
		this.#raw.bytes(bytes)
		return referenceValue(REFERENCE.literal)
	}

	/** The thread of what the message refers to besides its root, when that is in the bundle. */
	#leadThread({ fields }: Message): string | undefined {
		const lead = fields.get(KEY.target) ?? fields.get(KEY.parent) ?? fields.get(KEY.first)
		return lead === undefined ? undefined : this.#added.get(toHex(lead as Uint8Array))?.thread
	}

	finish(proofs: PackedTrees | undefined): Record<StreamName, Uint8Array[]> {
		const sizes: Partial<Record<Column, number>> = {
			author: this.#authors.entries.length,
			space: this.#spaces.entries.length,
			lang: this.#langs.entries.length,
			topics: this.#topics.entries.length,
		}
		const bits = new BitWriter()
		const structure = [
			this.#writeTables(proofs?.table ?? []),
			writeColumn('index', { values: this.#shapeColumn, items: [] }, this.#shapes.entries.length, bits),
			writeColumn('index', { values: this.#writerColumn, items: [] }, this.#writers.entries.length, bits),
			writeColumn('time', this.#seqs, 0, bits),
		]
		for (const { shape, run, column } of columnOrder(this.#shapes.entries)) {
			structure.push(writeColumn(column, shape.runs[run] as Run, sizes[column] ?? 0, bits))
		}
		if (proofs !== undefined) structure.push(proofs.ways)
		const strings = [...this.#spaces.entries, ...this.#langs.entries, ...this.#topics.entries]
		return {
			structure,
			bits: [bits.finish()],
			values: [this.#values.finish()],
			text: [concatBytes(joinBytes(strings), this.#texts.finish())],
			raw: [joinBytes([...this.#authors.entries, this.#raw.finish(), ...(proofs?.hashes ?? [])])],
		}
	}

	/** `trees`: varints that stand behind the shapes. */
	#writeTables(trees: readonly number[]): Uint8Array {
		const out = new ByteWriter()
		out.varint(this.#authors.entries.length)
		out.varint(this.#writers.entries.length)
		for (const { author, log } of this.#writers.entries) {
			out.varint(author)
			out.varint(log)
		}
		for (const { entries } of [this.#spaces, this.#langs, this.#topics]) {
			out.varint(entries.length)
			for (const entry of entries) out.varint(entry.length)
		}
		out.varint(this.#shapes.entries.length)
		for (const { kind, keys } of this.#shapes.entries) {
			out.varint(kind === undefined ? 0 : keys.length + 1)
			if (kind === undefined) continue
			out.varint(kind)
			let last = KEY.seq
			for (const key of keys) {
				out.varint(key - last - 1)
				last = key
			}
		}
		for (const number of trees) out.varint(number)
		return out.finish()
	}
}
