/**
 * A second reader of bundles, written from SPEC 7 alone and for nothing but clarity: it believes what it reads, and shares no code with the library. What it
 * makes of a bundle must be what the library packed.
 */
import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'

export interface ReferenceBundle {
	/** `isWhole`: it travelled whole (SPEC 7.5). */
	readonly messages: readonly { readonly payload: Buffer; readonly signature: Buffer; readonly isWhole: boolean }[]
	readonly blobs: readonly { readonly hash: string; readonly bytes: Buffer }[]
	readonly hashFits: boolean
	/** What is hashed (SPEC 7.3). */
	readonly content: Buffer
}

class Source {
	at = 0
	constructor(readonly bytes: Buffer) {}
	take(count: number): Buffer {
		if (this.at + count > this.bytes.length) throw new Error('the bytes end')
		this.at += count
		return this.bytes.subarray(this.at - count, this.at)
	}
	byte(): number {
		return this.take(1)[0] as number
	}
	varint(): number {
		let value = 0n
		for (let shift = 0n; ; shift += 7n) {
			const byte = this.byte()
			value |= BigInt(byte & 127) << shift
			if (byte < 128) return Number(value)
		}
	}
	get isAtEnd(): boolean {
		return this.at === this.bytes.length
	}
}

class Bits {
	at = 0
	constructor(readonly bytes: Buffer) {}
	take(count: number): bigint {
		let value = 0n
		for (let i = 0; i < count; i++, this.at++) {
			if ((((this.bytes[this.at >> 3] as number) >> (this.at & 7)) & 1) === 1) value |= 1n << BigInt(i)
		}
		return value
	}
	number(symbol: number, f: number): number {
		if (symbol < 2 ** (f + 1)) return symbol
		const e = Math.floor(symbol / 2 ** f) - 1
		return Number((BigInt(symbol - e * 2 ** f) << BigInt(e)) + this.take(e))
	}
	signed(symbol: number): number {
		return symbol < 128 ? this.number(symbol, 1) : -this.number(symbol - 128, 1)
	}
}

function leb(value: number): Buffer {
	const bytes: number[] = []
	let rest = value
	for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
	return Buffer.from([...bytes, rest])
}

function head(major: number, argument: number): Buffer {
	if (argument < 24) return Buffer.from([major * 32 + argument])
	const size = argument < 256 ? 1 : argument < 65_536 ? 2 : argument < 2 ** 32 ? 4 : 8
	const bytes = Buffer.alloc(8)
	bytes.writeBigUInt64BE(BigInt(argument))
	return Buffer.concat([Buffer.from([major * 32 + 24 + Math.log2(size)]), bytes.subarray(8 - size)])
}
const uint = (value: number): Buffer => head(0, value)
const byteString = (bytes: Buffer): Buffer => Buffer.concat([head(2, bytes.length), bytes])
const text = (bytes: Buffer): Buffer => Buffer.concat([head(3, bytes.length), bytes])

export function referenceUnpack(bundle: Uint8Array): ReferenceBundle {
	const source = new Source(Buffer.from(bundle))
	if (source.take(4).toString('hex') !== 'd7424b01') throw new Error('no bundle')
	const rest = new Source(source.take(source.varint()))
	const sections = new Source(rest.take(rest.bytes.length - 8))
	const messages: { payload: Buffer; signature: Buffer; isWhole: boolean }[] = []
	const blobs: { hash: string; bytes: Buffer }[] = []
	const hashed: Buffer[] = []
	while (!sections.isAtEnd) {
		const type = sections.byte()
		const body = sections.take(sections.varint())
		const content = type === 1 ? readMessages(new Source(body), messages) : body
		if (type === 2) {
			for (const blob = new Source(body); !blob.isAtEnd; )
				blobs.push({ hash: blob.take(32).toString('hex'), bytes: blob.take(blob.varint()) })
		}
		hashed.push(Buffer.concat([Buffer.from([type]), leb(content.length), content]))
	}
	const content = Buffer.concat(hashed)
	const hash = createHash('sha256').update(content).digest().subarray(0, 8)
	return { messages, blobs, content, hashFits: hash.equals(rest.take(8)) }
}

function readStream(source: Source): Buffer {
	const h = source.varint()
	if (h % 2 === 0) return source.take(h / 2)
	const length = source.varint()
	const bytes = inflateRawSync(source.take((h - 1) / 2))
	if (bytes.length !== length) throw new Error('another length was declared')
	return bytes
}

interface Shape {
	readonly kind: number
	readonly keys: readonly number[]
	readonly isWhole: boolean
	readonly members: number[]
	/** By key: the values of its messages in their order. */
	readonly columns: Map<number, unknown[]>
}

interface Done {
	readonly keys: readonly number[]
	readonly isWhole: boolean
	readonly id: Buffer
	readonly thread: Buffer
}

function readMessages(source: Source, out: { payload: Buffer; signature: Buffer; isWhole: boolean }[]): Buffer {
	if (source.byte() !== 0) throw new Error('flags')
	const n = source.varint()
	const start = source.bytes.subarray(0, source.at)
	const streams = [1, 2, 3, 4, 5].map(() => readStream(source))
	const signatures = source.take(64 * n)
	if (!source.isAtEnd) throw new Error('bytes are left')
	const structure = new Source(streams[0] as Buffer)
	const bits = new Bits(streams[1] as Buffer)
	const [values, texts, raw] = streams.slice(2).map((stream) => new Source(stream)) as [Source, Source, Source]

	const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
	const authors = many(structure.varint(), () => raw.take(32))
	const writers = many(structure.varint(), () => ({ author: structure.varint(), log: structure.varint(), last: 0 }))
	const lengths = many(3, () => many(structure.varint(), () => structure.varint()))
	const [spaces, langs, topics] = lengths.map((table) => table.map((length) => texts.take(length))) as [Buffer[], Buffer[], Buffer[]]
	const shapes = many(structure.varint(), (): Shape => {
		const k = structure.varint()
		if (k === 0) return { kind: 0, keys: [], isWhole: true, members: [], columns: new Map() }
		const kind = structure.varint()
		const keys: number[] = []
		for (let key = 3; keys.length < k - 1; keys.push(key)) key += structure.varint() + 1
		return { kind, keys, isWhole: false, members: [], columns: new Map() }
	})

	const indexes = (count: number, t: number): number[] => {
		const width = t <= 1 ? 0 : t <= 256 ? 1 : t <= 65_536 ? 2 : 3
		const result = many(count, () => 0)
		for (let plane = 0; plane < width; plane++)
			for (let i = 0; i < count; i++) result[i] = (result[i] as number) + structure.byte() * 256 ** plane
		return result
	}
	const numbers = (count: number): number[] => [...structure.take(count)].map((symbol) => bits.number(symbol, 2))
	const signed = (count: number): number[] => [...structure.take(count)].map((symbol) => bits.signed(symbol))
	const references = (count: number): (readonly [number, number])[] =>
		[...structure.take(count)].map((symbol) => {
			if (symbol < 2) return [symbol, 0]
			const base = symbol < 64 ? 2 : symbol < 128 ? 64 : 128
			return [base, bits.number(symbol - base, 2) + 1]
		})

	const shapeOf = indexes(n, shapes.length)
	for (const [i, shape] of shapeOf.entries()) shapes[shape]?.members.push(i)
	const inColumns = shapeOf.filter((shape) => !(shapes[shape] as Shape).isWhole).length
	const writerOf = indexes(inColumns, writers.length)
	const seqs = signed(inColumns)
	for (const shape of shapes) if (shape.isWhole) shape.columns.set(-1, numbers(shape.members.length))
	const withKey = new Map<number, Shape[]>()
	for (const shape of shapes) for (const key of shape.keys) withKey.set(key, [...(withKey.get(key) ?? []), shape])
	for (const [key, having] of [...withKey].sort(([a], [b]) => a - b)) {
		for (const shape of having) {
			const count = shape.members.length
			if (key === 4 || key === 19) shape.columns.set(key, signed(count))
			else if (key === 5) shape.columns.set(key, indexes(count, spaces.length))
			else if (key === 16) shape.columns.set(key, indexes(count, langs.length))
			else if ([6, 7, 8, 10].includes(key)) shape.columns.set(key, references(count))
			else if ([11, 12, 15, 23].includes(key)) shape.columns.set(key, [...structure.take(count)])
			else if (key === 21) shape.columns.set(key, indexes(count, authors.length))
			else if (key === 17) {
				const counts = [...structure.take(count)]
				const all = indexes(
					counts.reduce((a, b) => a + b, 0),
					topics.length,
				)
				shape.columns.set(
					key,
					counts.map((each) => all.splice(0, each)),
				)
			} else if (key !== 20 && key !== 28) shape.columns.set(key, numbers(count))
		}
	}
	if (!structure.isAtEnd) throw new Error('structure is left')

	const done: Done[] = []
	const outside: Buffer[] = []
	let time = 0
	for (let i = 0; i < n; i++) {
		const shape = shapes[shapeOf[i] as number] as Shape
		const next = (key: number): unknown => shape.columns.get(key)?.shift()
		let payload: Buffer
		let thread: Buffer | undefined
		if (shape.isWhole) payload = values.take(next(-1) as number)
		else {
			const writer = writers[writerOf.shift() as number] as { author: number; log: number; last: number }
			writer.last += 1 + (seqs.shift() as number)
			const entries = new Map<number, Buffer>([
				[0, uint(shape.kind)],
				[1, byteString(authors[writer.author] as Buffer)],
			])
			if (writer.log > 0) entries.set(2, uint(writer.log))
			entries.set(3, uint(writer.last))
			const refs = new Map<number, Buffer>()
			const near = new Map<number, Done>()
			let ownTime = 0
			for (const key of shape.keys) {
				const value = next(key)
				if (key === 4) {
					time += value as number
					ownTime = time
					entries.set(key, uint(time))
				} else if (key === 19) entries.set(key, uint(ownTime + (value as number)))
				else if (key === 5) entries.set(key, text(spaces[value as number] as Buffer))
				else if (key === 16) entries.set(key, text(langs[value as number] as Buffer))
				else if (key === 17)
					entries.set(
						key,
						Buffer.concat([head(4, (value as number[]).length), ...(value as number[]).map((topic) => text(topics[topic] as Buffer))]),
					)
				else if ([9, 27, 11, 12, 15].includes(key)) entries.set(key, uint(value as number))
				else if ([14, 24, 25].includes(key)) entries.set(key, text(texts.take(value as number)))
				else if (key === 20) entries.set(key, Buffer.from([0xf5]))
				else if (key === 21) entries.set(key, byteString(authors[value as number] as Buffer))
				else if (key === 23) entries.set(key, byteString(raw.take(value as number)))
				else if (key === 28) entries.set(key, byteString(raw.take(32)))
				else if ([6, 7, 8, 10].includes(key)) {
					const [base, distance] = value as readonly [number, number]
					const fits = ({ keys: has, isWhole }: Done): boolean => {
						if (isWhole || has.includes(10)) return false
						if (key === 6) return !has.includes(6) && !has.includes(8)
						if (key === 7) return has.includes(6) && !has.includes(8)
						return key === 10 || !has.includes(8)
					}
					const list = base === 2 ? done.filter(fits) : done
					if (base === 0) outside.push(raw.take(32))
					if (base === 0) refs.set(key, outside.at(-1) as Buffer)
					else if (base === 128) refs.set(key, outside.at(-distance) as Buffer)
					else if (base !== 1) {
						near.set(key, list.at(-distance) as Done)
						refs.set(key, (list.at(-distance) as Done).id)
					}
					entries.set(key, Buffer.alloc(0))
				} else entries.set(key, values.take(value as number))
			}
			if (shape.keys.includes(6) && !refs.has(6)) {
				const lead = [10, 7, 8].find((key) => shape.keys.includes(key)) as number
				refs.set(6, (near.get(lead) as Done).thread)
			}
			for (const [key, id] of refs) entries.set(key, byteString(id))
			thread = refs.get(6) ?? refs.get(8) ?? refs.get(10)
			payload = Buffer.concat([head(5, entries.size), ...[...entries].flatMap(([key, value]) => [uint(key), value])])
		}
		const id = createHash('sha256').update(payload).digest()
		done.push({ keys: shape.keys, isWhole: shape.isWhole, id, thread: thread ?? id })
		out.push({ payload, signature: signatures.subarray(64 * i, 64 * i + 64), isWhole: shape.isWhole })
	}
	for (const stream of [values, texts, raw]) if (!stream.isAtEnd) throw new Error('a stream is left')
	return Buffer.concat([start, ...streams.flatMap((stream) => [leb(stream.length), stream]), signatures])
}
