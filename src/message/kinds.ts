/** The one table of kinds (SPEC 3.4) with the rules (3.5) and the named values (3.6) of each. */
import type { CborValue } from '../encoding/value.js'
import type { Field, FieldName, View } from './fields.js'
import { FIELDS, isPrivate, KEY } from './fields.js'
import type { Rules } from './rules.js'
import { commonRules, contentRules, endorsementRules } from './rules.js'
import type { Shape } from './shapes.js'
import type { Grounds, KindName, Message, Stance, TextFormat, VouchStance } from './types.js'

/** A kind, and how a message of it is read. */
export interface Kind extends View {
	readonly number: number
	readonly name: KindName
	/** How its payload is checked: every known field, whatever the kind; this kind's required fields and rules. */
	readonly shape: Shape
}

/** The named values of the numbers that have some (SPEC 3.6), by number; holes are values without a meaning. */
export const FORMATS: readonly TextFormat[] = ['plain', 'commonmark']
export const STANCES: readonly (Stance | undefined)[] = [undefined, 'confirm', 'dispute', 'outdated', 'withdrawn']
export const VOUCH_STANCES: readonly (VouchStance | undefined)[] = [undefined, 'vouch', 'distrust', undefined, 'withdrawn']
export const GROUNDS: readonly (Grounds | undefined)[] = [undefined, 'observed', 'reproduced', 'source', 'relayed']

function viewOf(names: readonly FieldName[], values?: View['values']): View {
	const keys = names.map((name) => KEY[name]).sort((a, b) => a - b)
	return { fields: new Map(keys.map((key) => [key, FIELDS.get(key) as Field])), values }
}

const COMMON_FIELDS: readonly FieldName[] = ['kind', 'author', 'log', 'seq', 'time', 'space']

/** What messages of every kind have. */
export const COMMON: View = /* @__PURE__ */ viewOf(COMMON_FIELDS)

/** How the payload of an unknown kind is checked. */
const UNKNOWN: Shape = { fields: FIELDS, required: [KEY.kind, KEY.author, KEY.seq], rules: commonRules }

function kind(
	number: number,
	name: KindName,
	required: readonly FieldName[],
	optional: readonly FieldName[],
	values?: View['values'],
	rules?: Rules,
): Kind {
	return {
		number,
		name,
		...viewOf([...COMMON_FIELDS, ...required, ...optional], values),
		shape: {
			fields: FIELDS,
			required: [...UNKNOWN.required, ...required.map((field) => KEY[field])],
			rules: (map) => commonRules(map) ?? rules?.(map),
		},
	}
}

const CONTENT: readonly FieldName[] = [
	'text',
	'format',
	'lang',
	'topics',
	'sources',
	'attachments',
	'expires',
	'question',
	'salt',
	'first',
	'rev',
]
export const KINDS: readonly Kind[] = [
	/* @__PURE__ */ kind(1, 'post', [], CONTENT, { format: FORMATS }, contentRules),
	/* @__PURE__ */ kind(2, 'reply', ['root'], ['parent', ...CONTENT], { format: FORMATS }, contentRules),
	/* @__PURE__ */ kind(
		3,
		'endorsement',
		['target', 'stance'],
		['root', 'grounds', 'sources', 'rev'],
		{ stance: STANCES, grounds: GROUNDS },
		endorsementRules,
	),
	/* @__PURE__ */ kind(4, 'vouch', ['stance', 'subject'], ['rev'], { stance: VOUCH_STANCES }),
	/* @__PURE__ */ kind(5, 'retraction', ['targets'], []),
	/* @__PURE__ */ kind(6, 'profile', [], ['name', 'about', 'keys', 'attachments', 'rev']),
	/* @__PURE__ */ kind(7, 'checkpoint', ['size', 'head'], []),
]

/** The number of each kind. */
export const KIND: Readonly<Record<KindName, number>> = /* @__PURE__ */ Object.freeze(
	Object.fromEntries(KINDS.map(({ name, number }) => [name, number])) as Record<KindName, number>,
)

/** By number and by name. */
const BY_EITHER: ReadonlyMap<unknown, Kind> = /* @__PURE__ */ new Map<unknown, Kind>(
	KINDS.flatMap((one) => [[one.number, one] as const, [one.name, one] as const]),
)

/** The kind of this number or name, or `undefined` when it is none of this version. */
export function findKind(numberOrName: unknown): Kind | undefined {
	return BY_EITHER.get(numberOrName)
}

/** How the payload of a kind is checked, whether the kind is known or not. */
export function shapeOf(number: CborValue | undefined): Shape {
	return findKind(number)?.shape ?? UNKNOWN
}

/** The number of a message's kind, also where the message has no effect (SPEC 3.4). */
export function kindNumber(message: Message): number {
	return typeof message.kind === 'number' ? message.kind : KIND[message.kind]
}

/** Whether messages of a kind can be taken back: posts, replies, profiles and private kinds (SPEC 6.2). */
export function isRetractable(number: number): boolean {
	return number === KIND.post || number === KIND.reply || number === KIND.profile || isPrivate(number)
}
