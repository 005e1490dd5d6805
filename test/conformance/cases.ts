/** What both implementations are asked about: encodings and messages from good to nearly good, so that every rule decides somewhere. */
import fc from 'fast-check'
import { concatBytes, fromHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import type { Identity } from '../../src/crypto/signer.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import { createMessage } from '../../src/message/create.js'
import type { Message } from '../../src/message/types.js'
import { signedBytes } from '../../src/message/verify.js'
import { headlike, value } from '../encoding/arbitraries.js'
import { anyDraft } from '../support/arbitraries.js'

/** One byte changed, left out or put in somewhere. */
interface Damage {
	readonly at: number
	readonly byte: number
	readonly how: 'change' | 'flip' | 'drop' | 'insert' | 'cut'
}
const damage: fc.Arbitrary<Damage> = fc.record({
	at: fc.nat(),
	byte: fc.integer({ min: 0, max: 255 }),
	how: fc.constantFrom('change', 'flip', 'drop', 'insert', 'cut'),
})

function damaged(bytes: Uint8Array, { at, byte, how }: Damage): Uint8Array {
	const place = bytes.length === 0 ? 0 : at % bytes.length
	const list = [...bytes]
	if (how === 'change') list[place] = byte
	if (how === 'flip') list[place] = (list[place] ?? 0) ^ (1 << (byte % 8))
	if (how === 'drop') list.splice(place, 1)
	if (how === 'insert') list.splice(place, 0, byte)
	return Uint8Array.from(how === 'cut' ? list.slice(0, place) : list)
}

const damages = fc.oneof(
	{ weight: 1, arbitrary: fc.constant([]) },
	{ weight: 3, arbitrary: fc.array(damage, { minLength: 1, maxLength: 2 }) },
)

/** Bytes of section 2, right, nearly right and wrong. */
export const encodings: fc.Arbitrary<Uint8Array> = fc.oneof(
	fc.tuple(value, damages).map(([whole, faults]) => faults.reduce(damaged, encodeCbor(whole))),
	headlike,
)

const sizes = [0, 1, 7, 8, 31, 32, 33, 64, 65, 127, 128, 255, 256]
const bytes = fc.constantFrom(...sizes.map((size) => new Uint8Array(size).fill(size)))
const texts = fc.constantFrom(
	'',
	'a',
	'sv',
	'sv_SE',
	'image/png',
	'a\tb',
	'a\nb',
	'å'.repeat(32),
	'å'.repeat(33),
	'a'.repeat(2048),
	'a'.repeat(2049),
	'x'.repeat(16_385),
)
const numbers = fc.constantFrom(0, 1, 2, 3, 4, 5, 255, 256, 2 ** 32, Number.MAX_SAFE_INTEGER)
const ids = fc.constantFrom(...['ab', 'cd', 'ef'].map((two) => fromHex(two.repeat(32)) as Uint8Array))
const shallow: fc.Arbitrary<CborValue> = fc.oneof(numbers, texts, bytes, ids, fc.boolean())
const innerKeys = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 17, 30, 31, 128, 129)
const map: fc.Arbitrary<CborMap> = fc
	.uniqueArray(fc.tuple(innerKeys, fc.oneof(shallow, fc.array(texts, { maxLength: 3 }))), { maxLength: 5, selector: ([key]) => key })
	.map((entries) => new Map(entries))
/** What stands nowhere, or somewhere else. */
const anything: fc.Arbitrary<CborValue> = fc.oneof(
	{ weight: 4, arbitrary: shallow },
	{ weight: 2, arbitrary: fc.array(fc.oneof(shallow, map), { maxLength: 18 }) },
	{ weight: 1, arbitrary: map },
)
const keys = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(31, 32, 128, 129, 200, 255, 256, 1000))

/** Values that stand for nothing, and must not be written (SPEC 3.3). */
const DEFAULTS: readonly (readonly [number, CborValue])[] = [
	[2, 0],
	[9, 0],
	[15, 0],
	[20, false],
]

/** A change of one entry of a payload, or of an entry inside it. */
interface Edit {
	readonly key: number
	readonly pick: number
	readonly inner: number
	readonly with: CborValue
	readonly how: 'set' | 'replace' | 'delete' | 'deleteInner' | 'setInner' | 'same' | 'reverse' | 'default'
}
const edit: fc.Arbitrary<Edit> = fc.record({
	key: keys,
	pick: fc.nat(),
	inner: innerKeys,
	with: anything,
	how: fc.constantFrom('set', 'set', 'replace', 'delete', 'deleteInner', 'setInner', 'same', 'reverse', 'default'),
})

function edited(payload: CborMap, { key, pick, inner, with: put, how }: Edit): CborMap {
	const changed = new Map(payload)
	const held = [...changed.keys()]
	const one = held[pick % Math.max(1, held.length)] ?? 0
	if (how === 'set') changed.set(key, put)
	if (how === 'replace') changed.set(one, put)
	if (how === 'delete') changed.delete(one)
	if (how === 'default') changed.set(...(DEFAULTS[pick % DEFAULTS.length] as readonly [number, CborValue]))
	if (how === 'same') changed.set(key, changed.get(one) ?? put)
	if (how === 'reverse' || how === 'setInner' || how === 'deleteInner') {
		const lists = held.filter((name) => Array.isArray(changed.get(name)))
		const name = lists[pick % Math.max(1, lists.length)]
		const list = name === undefined ? undefined : (changed.get(name) as readonly CborValue[])
		if (name === undefined || list === undefined) return changed
		if (how === 'reverse') changed.set(name, [...list].reverse())
		else
			changed.set(
				name,
				list.map((item, i) =>
					i === pick % list.length && item instanceof Map ? withInner(item as CborMap, inner, how === 'setInner' ? put : undefined) : item,
				),
			)
	}
	return changed
}

function withInner(item: CborMap, key: number, put: CborValue | undefined): CborMap {
	const changed = new Map(item)
	if (put === undefined) changed.delete(key)
	else changed.set(key, put)
	return changed
}

export interface MessageCase {
	readonly draft: Parameters<typeof createMessage>[1]
	readonly edits: readonly Edit[]
	/** Of the payload, before it is signed. */
	readonly before: readonly Damage[]
	/** Of the whole, after it is signed. */
	readonly after: readonly Damage[]
}

/** Mostly well signed, so that what stands in the payload decides. */
export const messageCases: fc.Arbitrary<MessageCase> = fc.record({
	draft: anyDraft(),
	edits: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 6, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) }),
	before: fc.oneof({ weight: 7, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(damage, { minLength: 1, maxLength: 1 }) }),
	after: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(damage, { minLength: 1, maxLength: 1 }) }),
})

/** The bytes of a case; the author signs whatever comes out. */
export async function messageBytes(signer: Identity, { draft, edits, before, after }: MessageCase): Promise<Uint8Array> {
	const message: Message = await createMessage(signer, draft)
	let payload = message.payload
	try {
		if (edits.length > 0) payload = encodeCbor(edits.reduce(edited, message.fields))
	} catch {
		// Some edits give what cannot be encoded at all, such as maps that are too deep.
	}
	const changed = before.reduce(damaged, payload)
	const signature = await signer.sign(signedBytes(sha256Hex(changed)))
	return after.reduce(damaged, concatBytes(changed, signature))
}
