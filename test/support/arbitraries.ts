/**
 * Arbitraries of fast-check for drafts of messages (SPEC 3). Every draft that they give can be created and is in normal form already: a message made from it has the
 * draft's own values, `salt` as hex digits. Where a draft leaves something out, the property is absent.
 *
 * `anyDraft()` gives all kinds; the others one kind each. All take `{ references }`: the ids that root, parent, first, target and sources choose from, where a
 * test wants messages that speak of each other; by default they are made up.
 */
import fc from 'fast-check'
import { compareStrings, compareText, encodeUtf8, toHex } from '../../src/bytes.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import type {
	CheckpointDraft,
	ContentDraft,
	Draft,
	EndorsementDraft,
	PostDraft,
	PrivateDraft,
	ProfileDraft,
	ReplyDraft,
	RetractionDraft,
	StubDraft,
	VouchDraft,
} from '../../src/message/drafts.js'
import { normalise } from '../../src/message/normalise.js'
import type { Attachment, Source } from '../../src/message/types.js'

export interface DraftOptions {
	/** Message ids to refer to; at least four. */
	readonly references?: readonly string[]
}

/** So many bytes as hex digits. */
export function hexDigits(bytes: number): fc.Arbitrary<string> {
	return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(toHex)
}

const CHARACTERS: fc.Arbitrary<string> = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
	{ weight: 2, arbitrary: fc.constantFrom('å', 'ﬃ', '語', '🦊', '👨‍👩‍👧', '\u202e', '\ufeff', '<b>', '\\', '"') },
)

/** Text in normal form, of 1 to `max` bytes of UTF-8: for `lines` with LF and TAB, else one line. */
export function normalText(max: number, lines = false): fc.Arbitrary<string> {
	const unit = lines ? fc.oneof({ weight: 9, arbitrary: CHARACTERS }, { weight: 1, arbitrary: fc.constantFrom('\n', '\t') }) : CHARACTERS
	return fc
		.array(unit, { minLength: 1, maxLength: Math.min(40, max) })
		.map((parts) => {
			const clean = parts
				.join('')
				.replace(/\p{Cc}/gu, (control) => (lines && (control === '\n' || control === '\t') ? control : ''))
				.replace(/^\ufeff+/, '')
			let text = normalise(clean, 'text')
			while (encodeUtf8(text).length > max) text = normalise([...text].slice(0, -1).join(''), 'text')
			return text.replace(/^\ufeff+/, '')
		})
		.filter((text) => text !== '')
}

/** Topics in normal form: lower case, ascending by bytes, each once; at least one. */
export function topicSet(): fc.Arbitrary<readonly string[]> {
	const topic = normalText(48)
		.map((text) => normalise(text, 'lower'))
		// Some lower-case letters take more bytes than the upper-case ones.
		.filter((text) => encodeUtf8(text).length <= 64 && normalise(text, 'lower') === text)
	return fc.uniqueArray(topic, { minLength: 1, maxLength: 16 }).map((topics) => topics.sort(compareText))
}

/** Seconds, from 1970 until long after us. */
export function seconds(): fc.Arbitrary<number> {
	return fc.oneof(fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), fc.nat(), fc.maxSafeNat())
}

/** A value that any unknown or private field may have, `depth` arrays and maps deep. */
export function cborValue(depth = 2): fc.Arbitrary<CborValue> {
	const leaves: readonly fc.Arbitrary<CborValue>[] = [
		fc.maxSafeNat(),
		fc.boolean(),
		normalText(40, true),
		fc.constant(''),
		fc.uint8Array({ maxLength: 40 }),
	]
	if (depth === 0) return fc.oneof(...leaves)
	const inner = cborValue(depth - 1)
	return fc.oneof(...leaves, fc.array(inner, { maxLength: 3 }), cborMap(fc.maxSafeNat(), inner))
}

function cborMap(key: fc.Arbitrary<number>, value: fc.Arbitrary<CborValue>): fc.Arbitrary<CborMap> {
	return fc
		.uniqueArray(fc.tuple(key, value), { selector: ([number]) => number, maxLength: 3 })
		.map((entries) => new Map(entries.sort(([a], [b]) => a - b)))
}

/** Private fields that change nothing for readers who do not know them: odd keys from 129 to 255 (SPEC 5.3). */
export function oddExtra(): fc.Arbitrary<CborMap> {
	return cborMap(
		fc.integer({ min: 64, max: 127 }).map((n) => 2 * n + 1),
		cborValue(),
	)
}

const common = { seq: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })) }
const commonOptional = { log: fc.oneof(fc.constant(0), fc.nat()), time: seconds(), space: normalText(64) }
const rev: fc.Arbitrary<number> = fc.oneof(fc.nat({ max: 3 }), fc.maxSafeNat())

/** Different ids, so many. */
function ids(count: number, { references }: DraftOptions): fc.Arbitrary<string[]> {
	if (references !== undefined) return fc.shuffledSubarray([...references], { minLength: count, maxLength: count })
	return fc.uniqueArray(hexDigits(32), { minLength: count, maxLength: count })
}

export function sources(options: DraftOptions = {}): fc.Arbitrary<readonly Source[]> {
	const day = { day: fc.nat({ max: 100_000 }) }
	const uri = fc.record({ uri: normalText(200), hash: hexDigits(32), ...day }, { requiredKeys: ['uri'] })
	const message = ids(1, options).chain(([id = '']) => fc.record({ message: fc.constant(id), ...day }, { requiredKeys: ['message'] }))
	return fc.array(fc.oneof(uri, message), { minLength: 1, maxLength: 4 })
}

export function attachments(): fc.Arbitrary<readonly Attachment[]> {
	const type = fc.constantFrom('image/png', 'text/plain; charset=utf-8', 'application/vnd.example+json', '~')
	const attachment = fc.record(
		{ hash: hexDigits(32), size: fc.maxSafeNat(), type, name: normalText(255) },
		{ requiredKeys: ['hash', 'size', 'type'] },
	)
	return fc.array(attachment, { minLength: 1, maxLength: 4 })
}

/** Fields of posts and replies but for the references, of which `first` gets the id `first`. */
function content(first: string, options: DraftOptions): fc.Arbitrary<ContentDraft> {
	const optional = {
		...commonOptional,
		extra: oddExtra(),
		lang: fc.constantFrom('sv', 'de-CH-1996', 'x-budkavle'),
		topics: topicSet(),
		sources: sources(options),
		expires: seconds(),
		question: fc.boolean(),
		salt: fc.uint8Array({ minLength: 8, maxLength: 32 }),
	}
	const body = fc.oneof(
		fc.record(
			{ text: normalText(400, true), format: fc.constantFrom('plain', 'commonmark'), attachments: attachments() },
			{ requiredKeys: ['text'] },
		),
		fc.record({ attachments: attachments() }),
	)
	const revision = fc.oneof(
		{ weight: 2, arbitrary: fc.constant({}) },
		{ weight: 1, arbitrary: fc.record({ first: fc.constant(first), rev: rev.filter((n) => n > 0) }) },
	)
	return fc
		.tuple(fc.record({ ...common, ...optional }, { requiredKeys: ['seq'] }), body, revision)
		.map(([fields, said, revised]) => ({ ...fields, ...said, ...revised }) as ContentDraft)
}

export function postDraft(options: DraftOptions = {}): fc.Arbitrary<PostDraft> {
	return ids(1, options).chain(([first = '']) => content(first, options))
}

export function replyDraft(options: DraftOptions = {}): fc.Arbitrary<ReplyDraft> {
	return ids(3, options).chain(([root = '', parent = '', first = '']) =>
		fc.tuple(content(first, options), fc.boolean()).map(([fields, deep]) => (deep ? { ...fields, root, parent } : { ...fields, root })),
	)
}

export function endorsementDraft(options: DraftOptions = {}): fc.Arbitrary<EndorsementDraft> {
	const said: fc.Arbitrary<Partial<EndorsementDraft>> = fc.oneof(
		fc.constant({ stance: 'withdrawn' as const }),
		fc.record(
			{
				stance: fc.constantFrom('confirm' as const, 'dispute' as const, 'outdated' as const),
				grounds: fc.constantFrom('observed' as const, 'reproduced' as const, 'relayed' as const),
				sources: sources(options),
			},
			{ requiredKeys: ['stance'] },
		),
		fc.record({ stance: fc.constant('confirm' as const), grounds: fc.constant('source' as const), sources: sources(options) }),
	)
	return ids(2, options).chain(([target = '', root = '']) =>
		fc
			.tuple(fc.record({ ...common, ...commonOptional, rev, root: fc.constant(root), extra: oddExtra() }, { requiredKeys: ['seq'] }), said)
			.map(([fields, stance]) => ({ ...fields, target, ...stance }) as EndorsementDraft),
	)
}

export function vouchDraft(): fc.Arbitrary<VouchDraft> {
	return fc.record(
		{
			...common,
			...commonOptional,
			rev,
			subject: hexDigits(32),
			stance: fc.constantFrom('vouch' as const, 'distrust' as const, 'withdrawn' as const),
			extra: oddExtra(),
		},
		{ requiredKeys: ['seq', 'subject', 'stance'] },
	)
}

/** A stub whose defaults are written out, as messages show it. */
export function stub(options: DraftOptions = {}): fc.Arbitrary<StubDraft> {
	return ids(4, options).chain(([target = '', root = '', parent = '', first = '']) =>
		fc.record(
			{
				target: fc.constant(target),
				log: fc.nat(),
				...common,
				space: normalText(64),
				root: fc.constant(root),
				parent: fc.constant(parent),
				first: fc.constant(first),
				topics: fc.oneof(fc.constant([]), topicSet()),
			},
			{ requiredKeys: ['target', 'log', 'seq', 'topics'] },
		),
	)
}

export function retractionDraft(options: DraftOptions = {}): fc.Arbitrary<RetractionDraft> {
	const targets = fc
		.uniqueArray(stub(options), { selector: ({ target }) => target, minLength: 1, maxLength: 4 })
		.map((stubs) => stubs.sort((a, b) => compareStrings(a.target, b.target)))
	return fc.record({ ...common, ...commonOptional, targets, extra: oddExtra() }, { requiredKeys: ['seq', 'targets'] })
}

export function profileDraft(): fc.Arbitrary<ProfileDraft> {
	return fc.record(
		{
			...common,
			...commonOptional,
			rev,
			name: normalText(64),
			about: normalText(400, true),
			keys: fc.uniqueArray(hexDigits(32), { minLength: 1, maxLength: 16 }).map((keys) => keys.sort(compareStrings)),
			attachments: attachments(),
			extra: oddExtra(),
		},
		{ requiredKeys: ['seq'] },
	)
}

export function checkpointDraft(): fc.Arbitrary<CheckpointDraft> {
	return fc.record(
		{ ...common, ...commonOptional, size: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), head: hexDigits(32), extra: oddExtra() },
		{ requiredKeys: ['seq', 'size', 'head'] },
	)
}

/** A private kind with private keys, even ones too. */
export function privateDraft(): fc.Arbitrary<PrivateDraft> {
	return fc.record(
		{
			...common,
			...commonOptional,
			kind: fc.integer({ min: 128, max: 255 }),
			fields: cborMap(fc.integer({ min: 128, max: 255 }), cborValue()),
		},
		{ requiredKeys: ['seq', 'kind', 'fields'] },
	)
}

/** A draft of any kind, for `createMessage`. */
export function anyDraft(options: DraftOptions = {}): fc.Arbitrary<Draft> {
	return fc.oneof(
		postDraft(options).map((draft) => ({ kind: 'post' as const, ...draft })),
		replyDraft(options).map((draft) => ({ kind: 'reply' as const, ...draft })),
		endorsementDraft(options).map((draft) => ({ kind: 'endorsement' as const, ...draft })),
		vouchDraft().map((draft) => ({ kind: 'vouch' as const, ...draft })),
		retractionDraft(options).map((draft) => ({ kind: 'retraction' as const, ...draft })),
		profileDraft().map((draft) => ({ kind: 'profile' as const, ...draft })),
		checkpointDraft().map((draft) => ({ kind: 'checkpoint' as const, ...draft })),
		privateDraft(),
	)
}
