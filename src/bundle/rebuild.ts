/** From columns back to payloads, message by message, each checked as if it had come alone (SPEC 7.6 to 7.8, 4.1). */

import { fromHex, toHex } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { HASH_BYTES, sha256 } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { decodeParts } from '../message/decode.js'
import { KEY } from '../message/fields.js'
import { logName } from '../message/log-name.js'
import type { Message } from '../message/types.js'
import type { ColumnReader, OpenedColumn } from './columns.js'
import { bandIn, distanceIn } from './columns.js'
import type { ItemFaults } from './faults.js'
import { itemFaults } from './faults.js'
import type { Column, ListName, StreamName } from './layout.js'
import { BY_SIGNATURE, listOf, REFERENCE } from './layout.js'
import type { OpenedColumns, OpenedSection, OpenedShape, StringTable } from './open-section.js'
import { openColumns } from './open-section.js'
import { PayloadWriter } from './payload-writer.js'
import type { Rebuilt } from './prove-trees.js'
import { proveTrees } from './prove-trees.js'
import type { Stream } from './streams.js'
import type { CheckpointProof, UnpackedItem } from './types.js'

const NONE = /* @__PURE__ */ new Uint8Array(0)
/** Holds the place of a root until the message that it is derived from is known. */
const UNKNOWN_ID = /* @__PURE__ */ new Uint8Array(HASH_BYTES)
/** Bytes of the head of a byte string of 32 bytes. */
const ID_HEAD = 2

/** Bytes of payloads that one bundle may still become. */
export interface PayloadBudget {
	left: number
}

/**
 * The messages of a section, one item each.
 *
 * @param first the index of the first one in the bundle
 * @returns an item for each message that has a signature, and whatever is wrong with the section beyond them. So nobody makes many items of few bytes
 */
export function rebuildMessages(
	section: OpenedSection,
	first: number,
	budget: PayloadBudget,
): { readonly items: UnpackedItem[]; readonly fault?: BudkavleError } {
	const { count, signed, isProven, streams, signatures, fault } = section
	const whole = Math.floor(signatures.length / SIGNATURE_BYTES)
	const length = isProven ? count : whole
	if (streams === undefined || (length === 0 && fault !== undefined)) return fault === undefined ? { items: [] } : { items: [], fault }
	let columns: OpenedColumns
	try {
		columns = openColumns(count, streams, isProven ? signed : undefined)
	} catch (error) {
		if (!(error instanceof BudkavleError)) throw error
		return {
			items: Array.from({ length }, (_, i) => Object.freeze({ ok: false, index: first + i, error })),
			fault: fault ?? error,
		}
	}
	const rebuilding = new Rebuilding(columns, streams, budget)
	const items: UnpackedItem[] = []
	if (columns.ways === undefined) {
		for (let i = 0; i < length; i++) items.push(itemOf(first + i, rebuilding.next(i, signatureAt(signatures, i))))
	} else {
		const messages = rebuildAll(rebuilding, columns.ways, section)
		const proofs = proveTrees(columns.trees, messages, (index) => rebuilding.idOf(index), streams.raw)
		for (const [i, { way, result }] of messages.entries()) {
			items.push(
				way === BY_SIGNATURE ? itemOf(first + i, result) : provenItem(first + i, result, proofs.get(i), rebuilding.faults.unproven),
			)
		}
	}
	const left = columns.unused + streams.values.remaining + streams.text.remaining + streams.raw.remaining
	const found = fault ?? (budget.left < 0 ? rebuilding.faults.content : left > 0 ? rebuilding.faults.unused : undefined)
	return found === undefined ? { items } : { items, fault: found }
}

function signatureAt(signatures: Uint8Array, index: number): Uint8Array {
	return signatures.subarray(index * SIGNATURE_BYTES, (index + 1) * SIGNATURE_BYTES)
}

/** All messages of a section in which some have no signature. */
function rebuildAll(rebuilding: Rebuilding, ways: Uint8Array, { signatures, cut }: OpenedSection): readonly Rebuilt[] {
	const messages: Rebuilt[] = []
	let signed = 0
	for (const [i, way] of ways.entries()) {
		const signature = way === BY_SIGNATURE ? signatureAt(signatures, signed++) : undefined
		const isCut = signature !== undefined && signature.length < SIGNATURE_BYTES
		const result = rebuilding.next(i, isCut ? undefined : signature)
		const lost = isCut && !(result instanceof BudkavleError)
		messages.push({
			result: lost ? (cut as BudkavleError) : result,
			way,
			name: rebuilding.name,
			seq: rebuilding.seq,
		})
	}
	return messages
}

function itemOf(index: number, result: Message | BudkavleError): UnpackedItem {
	return Object.freeze(result instanceof BudkavleError ? { ok: false, index, error: result } : { ok: true, index, unverified: result })
}

function provenItem(
	index: number,
	result: Message | BudkavleError,
	proof: CheckpointProof | undefined,
	error: BudkavleError,
): UnpackedItem {
	if (result instanceof BudkavleError) return itemOf(index, result)
	if (proof === undefined) return Object.freeze({ ok: false, index, id: result.id, error })
	return Object.freeze({ ok: true, index, unverified: result, proof })
}

class Rebuilding {
	readonly faults: ItemFaults = itemFaults()
	readonly #columns: OpenedColumns
	readonly #streams: Readonly<Record<StreamName, Stream>>
	readonly #budget: PayloadBudget
	readonly #payload = new PayloadWriter()
	/** By index; undefined for messages that could not be put together. Hex strings become bytes when they are first needed. */
	readonly #ids: (Uint8Array | string | undefined)[] = []
	/** By index: another message's id, or undefined for its own. */
	readonly #threads: (Uint8Array | undefined)[] = []
	readonly #whole: boolean[] = []
	readonly #lists: Readonly<Record<ListName, number[]>> = { starters: [], replies: [], firsts: [], contents: [] }
	readonly #outside: Uint8Array[] = []
	#time = 0
	/** The message that the last reference went to; -1 when it is not in the section. */
	#referred = -1
	/** Of the message that is being put together: the first thing that is wrong with it. */
	#fault: BudkavleError | undefined
	/** Author and log of the last message, as far as they are known, and its seq; 0 where it has none. */
	name: string | undefined
	seq = 0

	constructor(columns: OpenedColumns, streams: Readonly<Record<StreamName, Stream>>, budget: PayloadBudget) {
		this.#columns = columns
		this.#streams = streams
		this.#budget = budget
	}

	/** The message with this index, without a proof where it has no signature. To be called once for each, ascending. */
	next(index: number, signature: Uint8Array | undefined): Message | BudkavleError {
		this.#fault = undefined
		this.name = undefined
		this.#payload.start()
		const shape = this.#columns.shapes[this.#columns.shapeOf[index] as number]
		let thread: Uint8Array | undefined
		if (shape === undefined) this.#fail(this.faults.index)
		else if (shape.kind === undefined) this.#takeWhole(shape)
		else thread = this.#takeFields(shape, shape.kind)
		if (this.#payload.overflow) this.#fail(this.faults.large)
		if (this.#fault === undefined) this.#budget.left -= this.#payload.length
		if (this.#budget.left < 0) this.#fail(this.faults.content)
		const result = this.#finish(signature)
		this.#threads.push(thread)
		this.#whole.push(shape?.kind === undefined)
		for (const list of shape?.lists ?? []) this.#lists[list].push(index)
		return result
	}

	#fail(fault: BudkavleError): undefined {
		this.#fault ??= fault
		return undefined
	}

	/** Checks what was put together and keeps its id. */
	#finish(signature: Uint8Array | undefined): Message | BudkavleError {
		if (this.#fault !== undefined) {
			this.#ids.push(undefined)
			return this.#fault
		}
		const payload = this.#payload.bytes()
		try {
			const message = decodeParts(payload, signature)
			this.#ids.push(message.id)
			this.name ??= logName(message)
			this.seq = message.seq
			return message
		} catch (cause) {
			if (!(cause instanceof BudkavleError)) throw cause
			// The bytes are no valid message, but they have a name all the same, and others may refer to it.
			this.#ids.push(sha256(payload))
			return cause
		}
	}

	#takeWhole(shape: OpenedShape): void {
		const length = shape.columns[0]?.values.number()
		if (length === undefined) this.#fail(this.faults.symbol)
		this.#payload.raw(this.#take(this.#streams.values, length ?? 0))
	}

	#take(stream: Stream, count: number): Uint8Array {
		const bytes = stream.take(count)
		if (bytes === undefined) this.#fail(stream.fault ?? this.faults.short)
		return bytes ?? NONE
	}

	/** Writes the payload of a message in columns and returns its thread, unless that is the message itself (SPEC 3.9). */
	#takeFields(shape: OpenedShape, kind: number): Uint8Array | undefined {
		const { writers, writerColumn, seqColumn } = this.#columns
		const payload = this.#payload
		const writer = writers[writerColumn.index(writers.length)]
		const seq = this.#unsigned(seqColumn.signed(), (writer?.lastSeq ?? 0) + 1)
		if (writer === undefined) this.#fail(this.faults.index)
		else if (seq !== undefined) writer.lastSeq = seq
		const log = writer?.log ?? 0
		if (writer !== undefined && writer.key.length === HASH_BYTES) {
			writer.name ??= logName({ author: toHex(writer.key), log })
			this.name = writer.name
			this.seq = seq ?? 0
		}
		payload.map(3 + (log > 0 ? 1 : 0) + shape.keys.length)
		payload.uint(KEY.kind)
		payload.uint(kind)
		payload.uint(KEY.author)
		payload.byteString(this.#author(writer?.key ?? NONE))
		if (log > 0) {
			payload.uint(KEY.log)
			payload.uint(log)
		}
		payload.uint(KEY.seq)
		payload.uint(seq ?? 0)

		const refs: (Uint8Array | undefined)[] = []
		let lead = -1
		let ownTime = 0
		let derivedAt = -1
		for (let place = 0; place < shape.keys.length; place++) {
			const key = shape.keys[place] as number
			const { column, values, items } = shape.columns[place] as OpenedColumn
			payload.uint(key)
			switch (column) {
				case 'time': {
					const time = this.#unsigned(values.signed(), this.#time)
					if (time !== undefined) this.#time = time
					ownTime = this.#time
					payload.uint(ownTime)
					break
				}
				case 'expires':
					payload.uint(this.#unsigned(values.signed(), ownTime) ?? 0)
					break
				case 'reference': {
					const id = this.#reference(values, key)
					if (id === undefined && key === KEY.root) derivedAt = payload.length + ID_HEAD
					payload.byteString(id ?? UNKNOWN_ID)
					refs[key] = id
					// The target comes last and counts most, then the parent.
					if (key === KEY.target || key === KEY.parent || (key === KEY.first && refs[KEY.parent] === undefined)) lead = this.#referred
					break
				}
				case 'topics':
					this.#topics(values, items as ColumnReader)
					break
				default:
					this.#value(column, values)
			}
		}
		if (derivedAt < 0) return refs[KEY.root] ?? refs[KEY.first] ?? refs[KEY.target]
		const root = this.#threadOf(lead)
		payload.patch(derivedAt, root)
		return root
	}

	#value(column: Column, values: ColumnReader): void {
		const payload = this.#payload
		const { text, values: encoded, raw } = this.#streams
		switch (column) {
			case 'number':
				payload.uint(this.#known(values.number()))
				break
			case 'byte':
				payload.uint(values.byte())
				break
			case 'nothing':
				payload.true()
				break
			case 'text':
				payload.text(this.#take(text, this.#known(values.number())))
				break
			case 'value':
				payload.raw(this.#take(encoded, this.#known(values.number())))
				break
			case 'salt':
				payload.byteString(this.#take(raw, values.byte()))
				break
			case 'hash':
				payload.byteString(this.#take(raw, HASH_BYTES))
				break
			case 'author':
				payload.byteString(this.#subject(values))
				break
			case 'space':
			case 'lang':
				payload.text(this.#string(this.#columns.strings[column], values))
				break
		}
	}

	#topics(counts: ColumnReader, items: ColumnReader): void {
		const count = counts.byte()
		this.#payload.array(count)
		for (let i = 0; i < count; i++) this.#payload.text(this.#string(this.#columns.strings.topics, items))
	}

	#string(table: StringTable, indexes: ColumnReader): Uint8Array {
		const index = indexes.index(table.count)
		if (index < table.count) return table.get(index)
		this.#fail(this.faults.index)
		return NONE
	}

	#subject(indexes: ColumnReader): Uint8Array {
		const { authors } = this.#columns
		const start = indexes.index(authors.length / HASH_BYTES) * HASH_BYTES
		return this.#author(authors.subarray(start, start + HASH_BYTES))
	}

	#author(key: Uint8Array): Uint8Array {
		if (key.length < HASH_BYTES) this.#fail(this.faults.index)
		return key
	}

	#known(value: number | undefined): number {
		if (value === undefined) this.#fail(this.faults.symbol)
		return value ?? 0
	}

	/** The number that is `difference` more than `base`. */
	#unsigned(difference: number | undefined, base: number): number | undefined {
		if (difference === undefined) return this.#fail(this.faults.symbol)
		const value = base + difference
		return value >= 0 && value <= LIMITS.integer ? value : this.#fail(this.faults.number)
	}

	/** The id that a reference stands for; `undefined` for a derived root, and when there is a fault. */
	#reference(column: ColumnReader, key: number): Uint8Array | undefined {
		this.#referred = -1
		const reference = column.reference()
		if (reference === undefined) return this.#fail(this.faults.symbol)
		const band = bandIn(reference)
		const distance = distanceIn(reference)
		if (band === REFERENCE.derived) return key === KEY.root ? undefined : this.#fail(this.faults.symbol)
		if (band === REFERENCE.literal) {
			const id = this.#take(this.#streams.raw, HASH_BYTES)
			this.#outside.push(id)
			return id
		}
		if (band === REFERENCE.repeated) {
			const id = this.#outside[this.#outside.length - distance]
			// An empty one stands for an id that the raw stream was too short for.
			return id === undefined || id.length === 0 ? this.#fail(this.faults.reference) : id
		}
		const list = this.#lists[listOf(key)]
		const index = band === REFERENCE.list ? list[list.length - distance] : this.#ids.length - distance
		const id = index === undefined ? undefined : this.idOf(index)
		if (id === undefined || index === undefined) return this.#fail(this.faults.reference)
		this.#referred = index
		return id
	}

	/** The id of a message before, or the hash of bytes that are none; `undefined` when it could not be put together. */
	idOf(index: number): Uint8Array | undefined {
		const id = this.#ids[index]
		if (typeof id !== 'string') return id
		const bytes = fromHex(id) as Uint8Array
		this.#ids[index] = bytes
		return bytes
	}

	/** The thread of a message before; -1 stands for one that is not in the section. */
	#threadOf(index: number): Uint8Array {
		const id = this.#whole[index] === false ? this.idOf(index) : undefined
		if (id === undefined) this.#fail(this.faults.reference)
		return this.#threads[index] ?? id ?? UNKNOWN_ID
	}
}
