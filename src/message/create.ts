/** From drafts to signed messages (SPEC 3). What is made here passes the same checks as what comes from outside. */
import { fromHex } from '../bytes.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { sha256Hex } from '../crypto/hash.js'
import type { Signer } from '../crypto/signer.js'
import { isIdentity } from '../crypto/signer.js'
import { encodeCbor } from '../encoding/cbor.js'
import { textSize } from '../encoding/text.js'
import type { CborValue } from '../encoding/value.js'
import { BudkavleError } from '../errors.js'
import { checkFields, checkValue, fieldError } from './check.js'
import { checkSize, decodeParts } from './decode.js'
import type {
	CheckpointDraft,
	Draft,
	EndorsementDraft,
	PostDraft,
	PrivateDraft,
	ProfileDraft,
	ReplyDraft,
	RetractionDraft,
	StubDraft,
	VouchDraft,
} from './drafts.js'
import type { Definition, ValueNames, View } from './fields.js'
import { FIELDS, isPrivate } from './fields.js'
import { COMMON, findKind } from './kinds.js'
import { normalise } from './normalise.js'
import { shapeIn } from './shapes.js'
import { stubOf } from './stub.js'
import type { Checkpoint, Endorsement, KindName, Message, OtherMessage, Post, Profile, Reply, Retraction, Signed, Vouch } from './types.js'
import type { VerifyOptions } from './verify.js'
import { signedBytes, verifyDecoded } from './verify.js'

/**
 * Creates a message of any kind: normalises its texts (SPEC 3.8), leaves out what is default, encodes and signs. The signature of a signer that was not made by this library is checked.
 *
 * @returns the message, as `verifyMessage` gives it for `payload` followed by `signature`
 * @throws {BudkavleError} with the codes and fields of verification for a draft that breaks a rule of SPEC 3; `argument-invalid` for a kind or property that does not exist;
 * `not-own` when the draft retracts a message of somebody else; `signer-failed` when the signer throws, or returns something that is no valid signature of its author
 */
export async function createMessage(signer: Signer, draft: Draft, options: VerifyOptions = {}): Promise<Signed> {
	const payload = encodeDraft(signer, draft)
	let cause: unknown
	try {
		const message = decodeParts(payload, await signer.sign(signedBytes(sha256Hex(payload))))
		return isIdentity(signer) ? message : await verifyDecoded(message, options)
	} catch (error) {
		if (error instanceof BudkavleError && error.code === 'backend-unavailable') throw error
		cause = error
	}
	const author = String(signer.author).slice(0, 64)
	const sentence = `The signer of ${author} returned no valid signature of that author. Check that its key and its author belong together.`
	throw new BudkavleError('signer-failed', sentence, { cause })
}

/** Creates messages of one kind; everything else is as with `createMessage`. */
export type Create<D, M extends Message> = (signer: Signer, draft: D, options?: VerifyOptions) => Promise<Signed<M>>

function creator<D extends object, M extends Message>(kind: KindName): Create<D, M> {
	return async (signer, draft, options) => (await createMessage(signer, { ...draft, kind } as unknown as Draft, options)) as Signed<M>
}

/** A post: something known, or asked. */
export const createPost: Create<PostDraft, Post> = /* @__PURE__ */ creator('post')

/** A reply to a post, or within its thread. */
export const createReply: Create<ReplyDraft, Reply> = /* @__PURE__ */ creator('reply')

/** A stance on exactly one version of a post or reply. */
export const createEndorsement: Create<EndorsementDraft, Endorsement> = /* @__PURE__ */ creator('endorsement')

/** A stance on another author. */
export const createVouch: Create<VouchDraft, Vouch> = /* @__PURE__ */ creator('vouch')

/** Takes back own posts, replies, profiles and private messages, for ever. */
export const createRetraction: Create<RetractionDraft, Retraction> = /* @__PURE__ */ creator('retraction')

/** What to call the author, and which keys are also theirs. */
export const createProfile: Create<ProfileDraft, Profile> = /* @__PURE__ */ creator('profile')

/** The head of a log. */
export const createCheckpoint: Create<CheckpointDraft, Checkpoint> = /* @__PURE__ */ creator('checkpoint')

/** A message of an application's own kind (SPEC 5.3). */
export const createPrivate: Create<PrivateDraft, OtherMessage> = createMessage as Create<PrivateDraft, OtherMessage>

/** Any object: drafts also come from JavaScript, where no type was checked. */
type Properties = Readonly<Record<string, unknown>>

/** The payload of a draft, checked as verification will check it. */
function encodeDraft({ author }: Signer, draft: Draft): Uint8Array {
	const { kind: named, ...said } = (draft ?? {}) as unknown as Properties
	const kind = typeof named === 'string' ? findKind(named) : undefined
	if (kind === undefined && !isPrivate(named as number)) throw invalid('kind', 'a name of a kind, or a number from 128 to 255')
	const byKey = kind === undefined ? 'fields' : 'extra'
	const { [byKey]: added, ...rest } = said
	const payload = new Map<number, CborValue>()
	writeMap(payload, { ...rest, targets: withStubs(author, rest.targets), kind: kind?.number ?? named, author }, kind ?? COMMON, '')
	addByKey(payload, byKey, added, (key) => isPrivate(key) || (kind === undefined && FIELDS.has(key) && !COMMON.fields.has(key)))
	checkFields(payload)
	// Whatever has a name has passed all checks by now: what cannot be encoded was added by its key.
	const bytes = encodeCbor(payload)
	checkSize(bytes.length + SIGNATURE_BYTES)
	return bytes
}

function withStubs(author: string, targets: unknown): unknown {
	if (!Array.isArray(targets)) return targets
	return (targets as readonly (Message | StubDraft)[]).map((target) => {
		if (typeof target !== 'object' || target === null || !('payload' in target)) return target
		if (target.author === author) return stubOf(target)
		const sentence = `Message ${target.id} was written by ${target.author}, and only its author can retract it. Dispute it instead.`
		throw new BudkavleError('not-own', sentence, { field: 'targets' })
	})
}

function addByKey(payload: Map<number, CborValue>, field: string, added: unknown, mayAdd: (key: number) => boolean): void {
	if (added === undefined) return
	if (!(added instanceof Map)) throw invalid(field, 'a Map from key numbers to values')
	for (const [key, value] of added as ReadonlyMap<number, CborValue>) {
		if (!mayAdd(key)) throw invalid(field, 'only private keys, 128 to 255 (in private kinds also 6 to 28)')
		payload.set(key, value)
	}
}

/** Writes named properties under their keys. Whatever is of a wrong type stays as it is, for the check to name it. */
function writeMap(into: Map<number, CborValue>, from: Properties, { fields, values }: View, path: string): void {
	const names = [...fields.values()].map((field) => field.name)
	const unknown = Object.keys(from).find((name) => from[name] !== undefined && !names.includes(name))
	if (unknown !== undefined) throw invalid(path + unknown, 'no such property')
	for (const [key, field] of fields) {
		const value = wireValue(from[field.name], field, values?.[field.name], path + field.name)
		const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
		if (!isEmpty && value !== field.default) into.set(key, value as CborValue)
	}
}

function wireValue(value: unknown, definition: Definition, names: ValueNames | undefined, path: string): unknown {
	if (names !== undefined) {
		if (value === undefined || (typeof value === 'string' && names.includes(value))) return value && names.indexOf(value)
		throw fieldError('field-range', path, `one of ${names.filter(Boolean).join(', ')}`, 'it is none of them')
	}
	const { type } = definition
	// Adding 0 turns -0 into 0.
	if (typeof value === 'number') return value + 0
	if (typeof value === 'string') return type === 'bytes' ? (fromHex(value) ?? value) : wireText(value, definition, path)
	if (type === 'array' && Array.isArray(value)) return wireArray(value, definition, path)
	if (type === 'map' && typeof value === 'object' && value !== null) {
		const map = new Map<number, CborValue>()
		writeMap(map, value as Properties, shapeIn(definition), `${path}.`)
		return map
	}
	return value
}

function wireText(value: string, { normal = 'text' }: Definition, path: string): string {
	const text = normalise(value, normal)
	if (textSize(text) >= 0) return text
	const sentence = `Expected no control characters, lone surrogates or byte order mark in "${path}", but some came. Remove them.`
	throw new BudkavleError('cbor-text', sentence, { stage: 'encoding', field: path })
}

function wireArray(value: readonly unknown[], definition: Definition, path: string): readonly CborValue[] {
	const item = definition.item as Definition
	const items = value.map((each, i) => wireValue(each, item, undefined, `${path}[${i}]`) as CborValue)
	const { order } = definition
	if (order === undefined) return items
	// A set: ascending, each once. An order is defined only for items that are right.
	for (const [i, each] of items.entries()) checkValue(each, item, `${path}[${i}]`)
	items.sort(order)
	return items.filter((each, i) => i === 0 || order(items[i - 1] as CborValue, each) !== 0)
}

function invalid(field: string, expected: string): BudkavleError {
	return new BudkavleError('argument-invalid', `Expected ${expected} as "${field.slice(0, 80)}" of a draft. Correct the draft.`, { field })
}
