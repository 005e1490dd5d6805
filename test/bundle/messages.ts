/** Sets of messages for the tests of bundles: of every kind, known and unknown, that refer to each other and to messages outside. */
import fc from 'fast-check'
import { fromHex, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import type { CborValue } from '../../src/encoding/value.js'
import { BudkavleError } from '../../src/errors.js'
import { createMessage } from '../../src/message/create.js'
import { decodeParts } from '../../src/message/decode.js'
import type { Draft } from '../../src/message/drafts.js'
import type { Message } from '../../src/message/types.js'
import { anyDraft, cborValue, normalText, seconds, topicSet } from '../support/arbitraries.js'
import { testSigner } from '../support/signers.js'

/** Any 64 bytes: packing and unpacking do not check them. */
export function signatureOf(payload: Uint8Array): Uint8Array {
	const half = sha256(payload)
	return Uint8Array.from([...half, ...half])
}

/** A message of these entries, whatever its kind; `undefined` when they break a rule. */
export function messageOf(entries: ReadonlyMap<number, CborValue>): Message | undefined {
	const payload = encodeCbor(entries)
	try {
		return decodeParts(payload, signatureOf(payload))
	} catch (error) {
		if (error instanceof BudkavleError) return undefined
		throw error
	}
}

/** A draft of any kind, and who signs it. */
interface Plan {
	readonly signer: number
	readonly draft: Draft
}

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** Entries that need not make sense together: any kind, any of the known keys with values that fit, any unknown ones. References are numbers until they are ids. */
const wild = fc.record(
	{
		0: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 8, max: 300 }), fc.constantFrom(8, 9), fc.maxSafeNat()),
		1: fc.constantFrom(...[1, 2, 3].map((n) => new Uint8Array(32).fill(n))),
		2: fc.constantFrom(1, 2, 4_294_967_295),
		3: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
		4: seconds(),
		5: fc.constantFrom('hagby', 'norrby', 'b'),
		6: fc.nat(),
		7: fc.nat(),
		8: fc.nat(),
		9: fc.integer({ min: 1, max: 1000 }),
		10: fc.nat(),
		11: fc.integer({ min: 1, max: 255 }),
		12: fc.integer({ min: 1, max: 255 }),
		14: normalText(600, true),
		15: fc.integer({ min: 1, max: 255 }),
		16: fc.constantFrom('sv', 'en', 'de-CH'),
		17: topicSet(),
		19: seconds(),
		20: fc.constant(true as const),
		21: bytes32,
		23: fc.uint8Array({ minLength: 8, maxLength: 32 }),
		24: normalText(64),
		25: normalText(300, true),
		27: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
		28: bytes32,
	},
	{ requiredKeys: ['0', '1', '3'] as never },
)
const unknown = fc.dictionary(
	fc
		.oneof(
			fc.integer({ min: 29, max: 400 }),
			fc.maxSafeNat().filter((key) => key > 28),
		)
		.map(String),
	cborValue(2),
	{ maxKeys: 3 },
)

const REFERENCES = [6, 7, 8, 10]
const OUTSIDE: readonly Uint8Array[] = [1, 2, 3, 4, 5, 6].map((n) => sha256(Uint8Array.of(n)))

function wildMessage(record: Readonly<Record<string, unknown>>, before: readonly Message[]): Message | undefined {
	const ids = [...OUTSIDE, ...before.map(({ id }) => fromHex(id) as Uint8Array)]
	const entries = Object.entries(record)
		.map(([key, value]): [number, CborValue] => [Number(key), value as CborValue])
		.sort(([a], [b]) => a - b)
		.map(([key, value]): [number, CborValue] => {
			if (!REFERENCES.includes(key)) return [key, value]
			// Each id at most once in a message (SPEC 3.5.a).
			const [id] = ids.splice((value as number) % ids.length, 1)
			return [key, id as Uint8Array]
		})
	return messageOf(new Map(entries))
}

const wildRecords = fc.array(
	fc.tuple(wild, unknown).map(([known, other]) => ({ ...other, ...known })),
	{ minLength: 1, maxLength: 25 },
)

/** Messages that may break all customs and no rule, in an order in which references go backwards. */
export const wildMessages: fc.Arbitrary<readonly Message[]> = wildRecords.map((records) => {
	const messages: Message[] = []
	for (const record of records) {
		const message = wildMessage(record, messages)
		if (message !== undefined && !messages.some(({ id }) => id === message.id)) messages.push(message)
	}
	return messages
})

/** Drafts of all known kinds that refer to the ids, and who signs them. */
export function plans(references: readonly string[]): fc.Arbitrary<readonly Plan[]> {
	return fc.array(fc.record({ signer: fc.nat(3), draft: anyDraft({ references: [...references, ...OUTSIDE.map(toHex)] }) }), {
		minLength: 1,
		maxLength: 20,
	})
}

export async function createAll(planned: readonly Plan[]): Promise<readonly Message[]> {
	return Promise.all(planned.map(async ({ signer, draft }) => createMessage(await testSigner(signer), draft)))
}
