/** A bundle as parts that can be changed one by one, and written with an integrity hash that fits: else a reader gives up at the hash, or a test of depth would only test that. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { concatBytes } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { ByteReader } from '../../src/encoding/varint.js'
import { LIMITS } from '../../src/limits.js'
import type { Random } from '../../src/testing/random.js'
import type { CraftedSection } from '../bundle/support.js'
import { bundleOf, bytesOf, plainSection } from '../bundle/support.js'
import { LONGEST, mutateBytes, mutateVarint, randomBytes, randomNumber } from './mutate.js'

interface MessagesPart {
	readonly type: 1
	readonly flags: number
	readonly count: number
	readonly signed: number
	readonly streams: readonly Uint8Array[]
	readonly signatures: Uint8Array
}

interface OtherPart {
	readonly type: number
	readonly body: Uint8Array
}

type Part = MessagesPart | OtherPart

const CODES = { truncated: 'bundle-truncated', malformed: 'bundle-section' } as const

function isMessages(part: Part): part is MessagesPart {
	return 'streams' in part
}

function readStream(reader: ByteReader): Uint8Array {
	const head = reader.varint()
	if (head % 2 === 0) return reader.take(head / 2)
	const size = reader.varint()
	const packed = reader.take((head - 1) / 2)
	return size > LONGEST ? packed : inflateRawSync(packed, { maxOutputLength: size + 64 })
}

function readPart(type: number, body: Uint8Array): Part {
	if (type !== 1) return { type, body }
	const reader = new ByteReader(body, CODES)
	const flags = reader.byte()
	const count = reader.varint()
	const signed = flags === 1 ? reader.varint() : count
	return { type, flags, count, signed, streams: [1, 2, 3, 4, 5].map(() => readStream(reader)), signatures: reader.take(reader.remaining) }
}

/** The parts of a bundle, as far as they can be told apart. */
function readParts(bundle: Uint8Array): readonly Part[] {
	const reader = new ByteReader(bundle, CODES)
	const parts: Part[] = []
	try {
		reader.take(4)
		reader.varint()
		while (reader.remaining > 8) {
			const type = reader.byte()
			const body = reader.take(reader.varint())
			try {
				parts.push(readPart(type, body))
			} catch {
				parts.push({ type, body })
			}
		}
	} catch {
		// The rest cannot be told apart.
	}
	return parts
}

function writePart(part: Part, random: Random): CraftedSection {
	if (!isMessages(part)) return plainSection(part.type, part.body)
	const { flags, count, signed, streams, signatures } = part
	const head = flags === 1 ? bytesOf([flags], count, signed) : bytesOf([flags], count)
	const travelling = streams.map((bytes) => {
		if (random.oneIn(2)) return bytesOf(2 * bytes.length, bytes)
		const packed = deflateRawSync(bytes, { level: 1 })
		return bytesOf(2 * packed.length + 1, bytes.length, packed)
	})
	const content = concatBytes(head, ...streams.map((bytes) => bytesOf(bytes.length, bytes)), signatures)
	return { type: 1, body: concatBytes(head, ...travelling, signatures), content }
}

function mutateMessages(part: MessagesPart, random: Random, others: readonly Part[]): MessagesPart {
	const { flags, count, signed, streams, signatures } = part
	switch (random.below(12)) {
		case 0:
			return { ...part, count: random.oneIn(2) ? Math.max(0, count + random.below(5) - 2) : randomNumber(random) }
		case 1:
			return { ...part, signed: random.oneIn(2) ? Math.max(0, signed + random.below(3) - 1) : randomNumber(random) }
		case 2:
			return { ...part, flags: random.oneIn(8) ? random.below(256) : 1 - flags }
		case 3:
			return { ...part, signatures: signatures.subarray(64) }
		case 4:
			return { ...part, signatures: concatBytes(signatures, new Uint8Array(64)) }
		case 5: {
			const other = others.filter(isMessages)
			if (other.length === 0) return part
			const { streams: theirs } = random.pick(other)
			const at = random.below(streams.length)
			return { ...part, streams: streams.map((bytes, i) => (i === at ? (theirs[i] as Uint8Array) : bytes)) }
		}
		default: {
			const chosen = random.below(3) === 0 ? random.below(streams.length) : random.below(2)
			const changed = (bytes: Uint8Array): Uint8Array =>
				random.oneIn(3) ? mutateVarint(bytes, random) : mutateBytes(bytes, random, random.pick(streams))
			return { ...part, streams: streams.map((bytes, i) => (i === chosen ? changed(bytes) : bytes)) }
		}
	}
}

/** An attachment of the body of a blobs section, whose hash fits or does not. */
function attachment(random: Random): Uint8Array {
	const bytes = randomBytes(random, 40)
	const hash = random.oneIn(4) ? new Uint8Array(32) : sha256(bytes)
	return bytesOf(hash, random.oneIn(8) ? randomNumber(random) : bytes.length, bytes)
}

function mutatePart(part: Part, random: Random, others: readonly Part[]): Part {
	if (isMessages(part)) return mutateMessages(part, random, others)
	if (part.type === 2 && random.oneIn(2)) return { type: 2, body: concatBytes(part.body, attachment(random)) }
	if (random.oneIn(6)) return { type: random.oneIn(2) ? 2 : random.below(256), body: part.body }
	return { type: part.type, body: mutateBytes(part.body, random, part.body) }
}

/** Another bundle: one or a few changes of one with parts; `undefined` for bytes that have none. */
export function mutateBundle(bundle: Uint8Array, random: Random, other: Uint8Array): Uint8Array | undefined {
	let parts = readParts(bundle)
	if (parts.length === 0 || bundle.length > LONGEST) return undefined
	const others = readParts(other)
	for (let left = 1 + random.below(random.oneIn(2) ? 1 : 4); left > 0 && parts.length > 0; left--) {
		const at = random.below(parts.length)
		const chosen = parts[at] as Part
		const [before, after] = [parts.slice(0, at), parts.slice(at + 1)]
		switch (random.below(16)) {
			case 0:
				parts = [...before, ...after]
				break
			case 1:
				parts = [...before, chosen, chosen, ...after]
				break
			case 2:
				parts = [...before, chosen, ...others.slice(0, 1 + random.below(2)), ...after]
				break
			case 3:
				parts = [...parts, { type: random.oneIn(2) ? 2 : random.below(256), body: attachment(random) }]
				break
			default:
				parts = [...before, mutatePart(chosen, random, others), ...after]
		}
	}
	// A number of the format always fits into a varint; what a change made greater does not.
	const fits = parts.every((part) => !isMessages(part) || Math.max(part.count, part.signed) <= LIMITS.integer)
	if (!fits || parts.length > 64) return undefined
	const written = bundleOf(...parts.map((part) => writePart(part, random)))
	return random.oneIn(16) ? mutateBytes(written, random, other) : written
}
