/** Bundles for two implementations to read: good ones, and the same with bytes changed, put in and cut out. */
import fc from 'fast-check'
import { packBundle } from '../../src/bundle/pack.js'
import type { UnpackedItem } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import type { Verdicts } from '../../src/bundle/verify-items.js'
import { addVerdicts, verdictOn } from '../../src/bundle/verify-items.js'
import { concatBytes, encodeUtf8, toHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import { BudkavleError } from '../../src/errors.js'
import { createMessage } from '../../src/message/create.js'
import type { Draft } from '../../src/message/drafts.js'
import type { Signed } from '../../src/message/types.js'
import { unproven } from '../../src/message/verify.js'
import { storedBundle, treeOf } from '../bundle/support.js'
import { testSigner } from '../support/signers.js'

type Loose = Readonly<Record<string, unknown>> & { readonly kind: string | number }

/** A log of one person that ends with a checkpoint of all before it. */
async function logOf(person: number, log: number, drafts: readonly Loose[]): Promise<readonly Signed[]> {
	const signer = await testSigner(person)
	const messages: Signed[] = []
	for (const draft of drafts) {
		const message = await createMessage(signer, { log, seq: messages.length + 1, ...draft } as unknown as Draft)
		messages.push(message)
	}
	const last = { kind: 'checkpoint', log, seq: messages.length + 1, size: messages.length, head: toHex(treeOf(messages).root()) }
	return [...messages, await createMessage(signer, last as unknown as Draft)]
}

/** Good bundles in which everything occurs that a few messages can show, each also with its streams stored. */
export async function goodBundles(): Promise<readonly Uint8Array[]> {
	const posts = (count: number): readonly Loose[] =>
		Array.from({ length: count }, (_, i) => ({ kind: 'post', text: `${i}`, time: 1_700_000_000 + i }))
	const anna = await logOf(1, 0, posts(5))
	const [first] = anna as [Signed, ...Signed[]]
	const bo = await logOf(2, 7, [
		{ kind: 'reply', root: first.id, text: 'yes', topics: ['a', 'b'], space: 'hagby', lang: 'sv' },
		{ kind: 'endorsement', target: first.id, stance: 'confirm', grounds: 'observed' },
		{ kind: 'profile', name: 'Bo', keys: [first.author] },
		{
			kind: 200,
			fields: new Map<number, unknown>([
				[129, 'private'],
				[131, 7],
			]),
		},
	])
	const whole = await logOf(3, 0, [
		{ kind: 'post', text: 'many keys', extra: new Map(Array.from({ length: 60 }, (_, i) => [129 + 2 * i, true])) },
		...posts(2),
	])
	const bytes = encodeUtf8('a picture')
	const made = [
		packBundle({ messages: anna.slice(0, 3) }),
		packBundle({ messages: [...bo.slice(0, 4), first], blobs: [{ hash: sha256Hex(bytes), bytes }] }),
		packBundle({ messages: anna }),
		packBundle({ messages: [...anna, ...bo] }),
		packBundle({ messages: anna.slice(2), trees: [{ checkpoint: anna.at(-1) as Signed, tree: treeOf(anna) }] }),
		packBundle({ messages: whole }),
	]
	return [
		...made,
		...made.flatMap((bundle) =>
			unpackBundle(bundle).items.some((item) => item.ok && item.proof !== undefined) ? [storedBundle(bundle)] : [],
		),
	]
}

interface Change {
	readonly how: string
	readonly at: number
	readonly bytes: Uint8Array
}

/** Changes of bytes: set one, put some in, cut some out, or end there. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
	fc.record({
		how: fc.constantFrom('set', 'flip', 'put', 'cut', 'end'),
		at: fc.nat(),
		bytes: fc.uint8Array({ minLength: 1, maxLength: 3 }),
	}),
	{ maxLength: 3 },
)

export function changed(bundle: Uint8Array, made: readonly Change[]): Uint8Array {
	let result = bundle
	for (const { how, at: where, bytes } of made) {
		// Behind magic and version: what has others is no bundle, which says little.
		const at = 4 + (where % Math.max(1, result.length - 4))
		const [before, after] = [result.slice(0, at), result.subarray(at)]
		if (how === 'set') result = concatBytes(before, bytes.subarray(0, 1), after.subarray(1))
		else if (how === 'flip')
			result = concatBytes(before, Uint8Array.of((after[0] ?? 0) ^ (1 << ((bytes[0] as number) & 7))), after.subarray(1))
		else if (how === 'put') result = concatBytes(before, bytes, after)
		else if (how === 'cut') result = concatBytes(before, after.subarray(bytes.length))
		else result = before
	}
	return result
}

/** What the library makes of bytes, as the implementation in Python tells it. */
export async function readHere(bytes: Uint8Array): Promise<object> {
	let unpacked: ReturnType<typeof unpackBundle>
	try {
		unpacked = unpackBundle(bytes)
	} catch (error) {
		if (error instanceof BudkavleError) return { ok: false, code: error.code }
		throw error
	}
	const verdicts: Verdicts = new Map()
	const told = async (item: UnpackedItem): Promise<object> => {
		if (!item.ok) return { code: item.error.code, ...(item.id === undefined ? {} : { id: item.id }) }
		const { unverified, proof } = item
		await addVerdicts(verdicts, [proof?.checkpoint ?? unverified], {})
		const verdict = verdictOn(verdicts, item, unproven())
		if (!(verdict instanceof BudkavleError)) return { id: verdict.id, ...(proof === undefined ? {} : { checkpoint: proof.checkpoint.id }) }
		return { code: verdict.code, ...(verdict.code === 'unproven' ? { id: unverified.id } : {}) }
	}
	return {
		ok: true,
		code: unpacked.damage?.code ?? null,
		messages: await Promise.all(unpacked.items.map(told)),
		attachments: unpacked.blobs.map((blob) => [blob.hash ?? null, blob.ok ? null : blob.error.code]),
		skipped: unpacked.skipped.map(({ type, length }) => [type, length]),
	}
}
