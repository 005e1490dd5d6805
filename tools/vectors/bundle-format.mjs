/**
 * Bundles by the text of SPEC 7 alone: taking the container apart and putting it together, and reading the content of a messages section as simply as can be. It shares no code with the
 * library, and expects good bundles: whatever it does not understand it throws at.
 */

import { Buffer } from 'node:buffer'
import { inflateRawSync } from 'node:zlib'
import { deflateSync } from 'fflate'
import { bytesItem, head, mapItem, textItem } from './cbor.mjs'
import { longHex, sha256 } from './kit.mjs'

const MAGIC = 'd7424b'
export const STREAMS = /** @type {const} */ (['structure', 'bits', 'values', 'text', 'raw'])
/** @typedef {Record<typeof STREAMS[number], Buffer>} Streams */
/** `signed` with the flags 1 only. @typedef {{ type: 1, flags: number, count: number, signed?: number, streams: Streams, signatures: Buffer }} MessagesSection */
/** @typedef {{ type: number, body: Buffer }} OtherSection */
/** @typedef {MessagesSection | OtherSection} Section */

/** LEB128. @param {number} value */
export function varint(value) {
	const bytes = []
	for (; value >= 128; value = Math.floor(value / 128)) bytes.push(128 + (value % 128))
	return Buffer.from([...bytes, value])
}

/** Bytes from front to back. @param {Uint8Array} bytes */
function cursor(bytes) {
	const all = Buffer.from(bytes)
	let at = 0
	const take = (/** @type {number} */ count) => {
		if (at + count > all.length) throw new Error('the bytes end')
		at += count
		return all.subarray(at - count, at)
	}
	const byte = () => take(1).readUInt8()
	const number = () => {
		let value = 0
		for (let scale = 1; ; scale *= 128) {
			const group = byte()
			value += (group % 128) * scale
			if (group < 128) return value
		}
	}
	return { take, byte, varint: number, left: () => all.length - at }
}

/** Takes a bundle apart: 7.1 to 7.4. @param {Uint8Array} bundle @returns {Section[]} */
export function openBundle(bundle) {
	const outer = cursor(bundle)
	if (outer.take(4).toString('hex') !== `${MAGIC}01`) throw new Error('this is no bundle')
	const rest = cursor(outer.take(outer.varint()))
	/** @type {Section[]} */
	const sections = []
	while (rest.left() > 8) {
		const type = rest.byte()
		const body = rest.take(rest.varint())
		sections.push(type === 1 ? openMessages(body) : { type, body })
	}
	if (!contentHash(sections).equals(rest.take(8)) || outer.left() > 0) throw new Error('the integrity hash does not fit')
	return sections
}

/** @param {Uint8Array} body @returns {MessagesSection} */
function openMessages(body) {
	const section = cursor(body)
	const [flags, count] = [section.byte(), section.varint()]
	if (flags > 1) throw new Error('a section has other flags')
	const signed = flags === 1 ? section.varint() : count
	if (signed > count || (flags === 1 && count > body.length)) throw new Error('a count is too large')
	/** @type {Partial<Streams>} */
	const streams = {}
	for (const name of STREAMS) {
		const h = section.varint()
		if (h % 2 === 0) streams[name] = section.take(h / 2)
		else {
			const size = section.varint()
			const inflated = inflateRawSync(section.take((h - 1) / 2))
			if (inflated.length !== size) throw new Error('a stream has another length than declared')
			streams[name] = inflated
		}
	}
	const signatures = section.take(64 * signed)
	if (section.left() > 0) throw new Error('bytes are left in a section')
	return { type: 1, flags, count, ...(flags === 1 ? { signed } : {}), streams: /** @type {Streams} */ (streams), signatures }
}

/** Flags and counts as they stand in a section. @param {MessagesSection} section */
function headOf({ flags, count, signed }) {
	return Buffer.concat([Buffer.from([flags]), varint(count), signed === undefined ? Buffer.alloc(0) : varint(signed)])
}

/** 7.3. @param {readonly Section[]} sections */
export function contentHash(sections) {
	const parts = sections.map((section) => {
		const content =
			'body' in section
				? section.body
				: Buffer.concat([
						headOf(section),
						...STREAMS.flatMap((name) => [varint(section.streams[name].length), section.streams[name]]),
						section.signatures,
					])
		return Buffer.concat([Buffer.from([section.type]), varint(content.length), content])
	})
	return sha256(Buffer.concat(parts)).subarray(0, 8)
}

/** A stream that is not compressed. @param {Uint8Array} bytes */
export function storedStream(bytes) {
	return Buffer.concat([varint(2 * bytes.length), bytes])
}

/** The body of a section, its streams deflated where that is shorter, by a compressor that is the same everywhere. @param {Section} section */
export function bodyOf(section) {
	if ('body' in section) return section.body
	const streams = STREAMS.map((name) => {
		const raw = section.streams[name]
		const deflated = Buffer.from(deflateSync(raw, { level: 9 }))
		const stored = storedStream(raw)
		const packed = Buffer.concat([varint(2 * deflated.length + 1), varint(raw.length), deflated])
		return packed.length < stored.length ? packed : stored
	})
	const body = bodyWith(section, streams)
	if (section.flags === 0 || body.length >= section.count) return body
	return bodyWith(section, [storedStream(section.streams.structure), ...streams.slice(1)])
}

/** The body of a section with these streams. @param {MessagesSection} section @param {readonly Uint8Array[]} streams each with its head */
export function bodyWith(section, streams) {
	return Buffer.concat([headOf(section), ...streams, section.signatures])
}

/** A section as the vectors show it. @param {Section} section */
export function describeSection(section) {
	if ('body' in section) return { type: section.type, body: longHex(section.body) }
	const { type, flags, count, signed, streams, signatures } = section
	return {
		type,
		flags,
		count,
		...(signed === undefined ? {} : { signed }),
		...Object.fromEntries(STREAMS.map((name) => [name, longHex(streams[name])])),
		signatures: longHex(signatures),
	}
}

/** A bundle of these bodies, whatever they are. @param {readonly { readonly type: number, readonly body: Uint8Array }[]} bodies @param {Uint8Array} hash */
export function wrap(bodies, hash) {
	const rest = Buffer.concat([...bodies.map(({ type, body }) => Buffer.concat([Buffer.from([type]), varint(body.length), body])), hash])
	return Buffer.concat([Buffer.from(`${MAGIC}01`, 'hex'), varint(rest.length), rest])
}

/** Puts a bundle together. @param {readonly Section[]} sections */
export function closeBundle(sections) {
	return wrap(
		sections.map((section) => ({ type: section.type, body: bodyOf(section) })),
		contentHash(sections),
	)
}

/** Bits in the order of SPEC 7.6. @param {Buffer} bytes */
function bitCursor(bytes) {
	let at = 0
	/** @param {number} count */
	return (count) => {
		let value = 0
		for (let i = 0; i < count; i++, at++) if ((bytes.readUInt8(at >> 3) >> (at & 7)) & 1) value += 2 ** i
		return value
	}
}

/** A tree of a section: the index of its checkpoint, and its hashes. @typedef {{ readonly checkpoint: number, readonly hashes: readonly Buffer[] }} SectionTree */

/**
 * The payloads of a messages section, the trees, and for each message what proves it, 0 where that is its signature: 7.5 to 7.8.
 *
 * @param {MessagesSection} section
 * @returns {{ readonly payloads: readonly Buffer[], readonly trees: readonly SectionTree[], readonly ways: readonly number[] }}
 */
export function readSection({ flags, count, signed: signatures = count, streams }) {
	const structure = cursor(streams.structure)
	const [values, text, raw] = [cursor(streams.values), cursor(streams.text), cursor(streams.raw)]
	const bits = bitCursor(streams.bits)
	const times = (/** @type {number} */ n, /** @type {() => any} */ make) => Array.from({ length: n }, make)

	const authors = times(structure.varint(), () => raw.take(32))
	const writers = times(structure.varint(), () => ({ author: authors[structure.varint()], log: structure.varint(), seq: 0 }))
	const lengths = times(3, () => times(structure.varint(), structure.varint))
	const [spaces, langs, topics] = lengths.map((table) => table.map((/** @type {number} */ length) => text.take(length).toString()))
	const shapes = times(structure.varint(), () => {
		const k = structure.varint() - 1
		if (k < 0) return { whole: true, kind: 0, keys: [] }
		const kind = structure.varint()
		let key = 3
		return { whole: false, kind, keys: times(k, () => (key += structure.varint() + 1)) }
	})
	const trees = times(flags === 1 ? structure.varint() : 0, () => ({ checkpoint: structure.varint(), hashes: structure.varint() }))
	if (trees.length > signatures) throw new Error('there are more trees than signatures')

	/** The forms of 7.6; each gives the column of so many values. */
	const symbol = (/** @type {number} */ s, /** @type {number} */ f) => {
		if (s < 2 ** (f + 1)) return s
		const e = Math.floor(s / 2 ** f) - 1
		return (s - e * 2 ** f) * 2 ** e + bits(e)
	}
	const bytes = (/** @type {number} */ n) => [...structure.take(n)]
	const numbers = (/** @type {number} */ n) => bytes(n).map((s) => symbol(s, 2))
	const signed = (/** @type {number} */ n) => bytes(n).map((s) => (s < 128 ? symbol(s, 1) : -symbol(s - 128, 1)))
	const indexes = (/** @type {number} */ n, /** @type {number} */ t) => {
		const column = Array(n).fill(0)
		for (let plane = 0; plane < (t < 2 ? 0 : t <= 256 ? 1 : t <= 65_536 ? 2 : 3); plane++)
			for (const [i, b] of bytes(n).entries()) column[i] += b * 256 ** plane
		return column
	}
	const references = (/** @type {number} */ n) => bytes(n).map((s) => (s < 2 ? { band: s, distance: 0 } : band(s)))
	const band = (/** @type {number} */ s) => {
		const from = s < 64 ? 2 : s < 128 ? 64 : 128
		return { band: from, distance: symbol(s - from, 2) + 1 }
	}
	/** @param {number} key @param {number} n @returns {any[]} */
	const column = (key, n) => {
		if (key === 4 || key === 19) return signed(n)
		if (key === 5) return indexes(n, spaces.length)
		if (key === 16) return indexes(n, langs.length)
		if ([6, 7, 8, 10].includes(key)) return references(n)
		if ([11, 12, 15, 23].includes(key)) return bytes(n)
		if (key === 20 || key === 28) return Array(n).fill(true)
		if (key === 21) return indexes(n, authors.length)
		if (key !== 17) return numbers(n)
		const counts = bytes(n)
		const all = indexes(
			counts.reduce((sum, c) => sum + c, 0),
			topics.length,
		)
		return counts.map((c) => all.splice(0, c))
	}

	const shapeOf = indexes(count, shapes.length).map((index) => shapes[index])
	const inColumns = shapeOf.filter(({ whole }) => !whole).length
	const writerOf = indexes(inColumns, writers.length)
	const seqs = signed(inColumns)
	const sizes = numbers(count - inColumns)
	/** @type {Map<unknown, any[]>} by shape and key */
	const columns = new Map(shapes.map((shape) => [shape, []]))
	const keys = [...new Set(shapes.flatMap((shape) => shape.keys))].sort((a, b) => a - b)
	for (const key of keys)
		for (const shape of shapes)
			if (shape.keys.includes(key)) columns.get(shape)?.push(column(key, shapeOf.filter((other) => other === shape).length))
	const ways = flags === 1 ? bytes(count) : Array(count).fill(0)
	if (ways.filter((way) => way === 0).length !== signatures) throw new Error('there is another number of signatures')
	if (structure.left() > 0) throw new Error('bytes are left in the structure stream')

	let time = 0
	/** @type {string[]} */
	const outside = []
	/** @type {{ id: string, thread: string, keys: readonly number[] | undefined }[]} */
	const before = []
	const lists = /** @type {Record<number, (keys: readonly number[]) => boolean>} */ ({
		6: (has) => ![6, 8, 10].some((key) => has.includes(key)),
		7: (has) => has.includes(6) && ![8, 10].some((key) => has.includes(key)),
		8: (has) => ![8, 10].some((key) => has.includes(key)),
		10: (has) => !has.includes(10),
	})
	/** What a reference goes to; an id alone where that is outside. @param {number} key @param {{ band: number, distance: number }} reference @returns {{ readonly id: string, readonly thread?: string }} */
	const refer = (key, { band: from, distance }) => {
		if (from === 0) outside.push(raw.take(32).toString('hex'))
		if (from === 0) return { id: /** @type {string} */ (outside.at(-1)) }
		if (from === 128) return { id: /** @type {string} */ (outside.at(-distance)) }
		const list = from === 64 ? before : before.filter((one) => one.keys !== undefined && lists[key]?.(one.keys))
		return /** @type {typeof before[number]} */ (list.at(-distance))
	}

	const payloads = shapeOf.map((shape) => {
		if (shape.whole) {
			const payload = values.take(/** @type {number} */ (sizes.shift()))
			before.push({ id: sha256(payload).toString('hex'), thread: '', keys: undefined })
			return payload
		}
		const writer = writers[writerOf.shift() ?? 0]
		writer.seq += 1 + (seqs.shift() ?? 0)
		/** @type {Map<number, Buffer>} */
		const fields = new Map([
			[0, head(0, shape.kind)],
			[1, bytesItem(writer.author.toString('hex'))],
			[3, head(0, writer.seq)],
		])
		if (writer.log > 0) fields.set(2, head(0, writer.log))
		/** @type {Record<number, { readonly id: string, readonly thread?: string }>} */
		const refs = {}
		let derived = false
		let ownTime = 0
		shape.keys.forEach((/** @type {number} */ key, /** @type {number} */ i) => {
			const value = columns.get(shape)?.[i]?.shift()
			if (key === 4) {
				time += value
				ownTime = time
				fields.set(key, head(0, time))
			} else if (key === 19) fields.set(key, head(0, ownTime + value))
			else if (key === 5) fields.set(key, textItem(spaces?.[value]))
			else if (key === 16) fields.set(key, textItem(langs?.[value]))
			else if (key === 17)
				fields.set(key, Buffer.concat([head(4, value.length), ...value.map((/** @type {number} */ index) => textItem(topics?.[index]))]))
			else if ([14, 24, 25].includes(key)) fields.set(key, Buffer.concat([head(3, value), text.take(value)]))
			else if ([9, 27, 11, 12, 15].includes(key)) fields.set(key, head(0, value))
			else if (key === 20) fields.set(key, Buffer.from([0xf5]))
			else if (key === 21) fields.set(key, bytesItem(authors[value].toString('hex')))
			else if (key === 23) fields.set(key, bytesItem(raw.take(value).toString('hex')))
			else if (key === 28) fields.set(key, bytesItem(raw.take(32).toString('hex')))
			else if (![6, 7, 8, 10].includes(key)) fields.set(key, values.take(value))
			else if (value.band === 1) derived = true
			else refs[key] = refer(key, value)
		})
		if (derived) {
			const to = refs[10] ?? refs[7] ?? refs[8]
			if (to?.thread === undefined) throw new Error('a root is derived from nothing')
			refs[6] = { id: to.thread }
		}
		for (const [key, { id }] of Object.entries(refs)) fields.set(Number(key), bytesItem(id))
		const payload = mapItem([...fields].sort(([a], [b]) => a - b))
		const id = sha256(payload).toString('hex')
		before.push({ id, thread: (refs[6] ?? refs[8] ?? refs[10])?.id ?? id, keys: shape.keys })
		return payload
	})
	const opened = trees.map(({ checkpoint, hashes }) => ({ checkpoint, hashes: times(hashes, () => raw.take(32)) }))
	if (values.left() + text.left() + raw.left() > 0) throw new Error('bytes are left in a stream')
	return { payloads, trees: opened, ways }
}
