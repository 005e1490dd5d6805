/**
 * Histories for property tests: what a few people, some of them liars, might have written about few things, so that everything collides.
 * Deterministic for a seed of fast-check. Histories are made of payloads, so that other tests can sign them; each payload is valid (SPEC
 * 4).
 */
import fc from 'fast-check'
import { toHex } from '../../src/bytes.js'
import type { CborMap, CborValue } from '../../src/encoding/value.js'
import { KEY } from '../../src/message/fields.js'
import type { AuthorId, Message, MessageId } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { ANNA, BO, CARL, DORA, ghost, messageOf, payloadOf, stubFor } from './factory.js'

/** The time at which histories are interesting: their times and expiries lie around it. */
export const NOW = 25

const FORMS = [
	'post',
	'reply',
	'wildReply',
	'revise',
	'wildRevise',
	'retract',
	'wildRetract',
	'endorse',
	'wildEndorse',
	'vouch',
	'profile',
	'checkpoint',
	'unknown',
] as const

/** One thing that somebody does; what its numbers choose depends on what was written before. */
export interface Step {
	readonly form: (typeof FORMS)[number]
	readonly author: number
	readonly picks: readonly [number, number, number, number]
	readonly time: number | undefined
	readonly expires: number | undefined
	readonly rev: number
	readonly stance: number
	readonly space: string | undefined
	readonly topics: readonly string[]
	/** For what is usually done right: do it wrong. */
	readonly lie: boolean
}

const form = (name: Step['form'], weight: number): { arbitrary: fc.Arbitrary<Step['form']>; weight: number } => ({
	arbitrary: fc.constant(name),
	weight,
})

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
	form: fc.oneof(
		form('post', 3),
		form('reply', 8),
		form('wildReply', 4),
		form('revise', 9),
		form('wildRevise', 3),
		form('retract', 3),
		form('wildRetract', 4),
		form('endorse', 7),
		form('wildEndorse', 1),
		form('vouch', 2),
		form('profile', 2),
		form('checkpoint', 1),
		form('unknown', 2),
	),
	author: fc.nat({ max: 3 }),
	picks: fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 999 }), fc.nat({ max: 999 }), fc.nat({ max: 999 })),
	time: fc.constantFrom(undefined, 0, 10, 10, 20, 24, 25, 26, 1000),
	expires: fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary: fc.constantFrom(0, 24, 25, 26), weight: 1 }),
	rev: fc.constantFrom(1, 1, 1, 2, 3),
	stance: fc.constantFrom(1, 1, 1, 2, 3, 4),
	space: fc.constantFrom(undefined, 'hagby', 'uppsala'),
	topics: fc.subarray(['fire', 'water']),
	lie: fc.boolean(),
})

/** Steps in the order in which they are done. */
export const stepsArbitrary: fc.Arbitrary<readonly Step[]> = fc.oneof(
	fc.array(stepArbitrary, { minLength: 1, maxLength: 10, size: 'max' }),
	fc.array(stepArbitrary, { minLength: 10, maxLength: 24, size: 'max' }),
)

/** The messages of a history in the order of writing, each once, all held. */
export const historyArbitrary: fc.Arbitrary<readonly Message[]> = stepsArbitrary.map((steps) => writeHistory(steps))

/** Some of the messages of a history, in any order. */
export const heldArbitrary: fc.Arbitrary<readonly Message[]> = historyArbitrary.chain((history) =>
	fc.oneof(
		fc.shuffledSubarray([...history], { minLength: history.length }),
		fc.shuffledSubarray([...history], { minLength: Math.floor(history.length / 2) }),
	),
)

/** Writes a history at once. `make` turns a payload into its message; `authors` are four keys. */
export function writeHistory(
	steps: readonly Step[],
	make: (payload: CborMap) => Message = messageOf,
	authors: readonly AuthorId[] = [ANNA, BO, CARL, DORA],
): readonly Message[] {
	const history: Message[] = []
	const writing = payloads(steps, authors)
	for (let next = writing.next(); !next.done; next = writing.next(history.at(-1) as Message)) history.push(make(next.value))
	return history
}

/** The payloads of a history, one after the other: each is answered with its message, since later ones refer to it. */
export function* payloads(steps: readonly Step[], authors: readonly AuthorId[]): Generator<CborMap, void, Message> {
	const earlier: Message[] = []
	for (const [index, step] of steps.entries()) earlier.push(yield payload(step, index + 1, earlier, authors))
}

const GHOSTS: readonly MessageId[] = ['one', 'two', 'three', 'four'].map(ghost)

/** Where a post or reply stands; `missing` gives an id in its place when there is none yet. */
interface Where {
	readonly thread: MessageId
	readonly node: MessageId
	readonly fields: Fields
	readonly author: AuthorId
	readonly rev: number
	readonly id: MessageId
}

const hexAt = (map: CborMap, key: number): string | undefined => {
	const bytes = map.get(key)
	return bytes instanceof Uint8Array ? toHex(bytes) : undefined
}

function payload(step: Step, seq: number, earlier: readonly Message[], authors: readonly AuthorId[]): CborMap {
	const { picks, time, space, lie, rev, expires, topics } = step
	const author = authors[step.author] as AuthorId
	const common: Fields = { author, seq, time, space, log: picks[3] % 5 === 0 ? 1 : undefined }
	const content: Fields = { ...common, text: `text ${seq}`, expires, topics: topics.length === 0 ? undefined : topics }

	const ids = [...earlier.map(({ id }) => id), ...GHOSTS]
	const anyId = (pick: number): MessageId => ids[pick % ids.length] as MessageId
	const maybeId = (pick: number): MessageId | undefined => (pick % 3 === 0 ? undefined : anyId(pick))
	// Mostly the first thread, so that things meet.
	const main = earlier.find(({ kind }) => kind === 'post')?.thread
	const someThread = (pick: number): MessageId => (pick % 5 === 0 ? anyId(pick) : (main ?? anyId(pick)))
	const someVersion = (pick: number): Where | undefined => {
		const versions = earlier.filter(({ kind, thread }) => (kind === 'post' || kind === 'reply') && (pick % 5 === 0 || thread === main))
		const message = versions[Math.floor(pick / 5) % Math.max(1, versions.length)]
		if (message === undefined) return undefined
		const first = hexAt(message.fields, KEY.first)
		const fields: Fields =
			message.kind === 'post' ? { kind: 1 } : { kind: 2, root: message.thread, parent: hexAt(message.fields, KEY.parent) }
		return {
			thread: message.thread,
			node: first ?? message.id,
			fields,
			author: message.author,
			rev: (message.fields.get(KEY.rev) ?? 0) as number,
			id: message.id,
		}
	}
	const post = (): CborMap => payloadOf({ ...content, kind: 1 })

	switch (step.form) {
		case 'post':
			return post()
		case 'reply': {
			const to = someVersion(picks[0])
			return to === undefined ? post() : payloadOf(apart({ ...content, kind: 2, root: to.thread, parent: lie ? to.id : to.node }))
		}
		case 'wildReply': {
			const first = maybeId(picks[2])
			return payloadOf(apart({ ...content, kind: 2, root: someThread(picks[0]), parent: maybeId(picks[1]), first, rev }))
		}
		case 'revise': {
			const of = someVersion(picks[0])
			if (of === undefined) return post()
			return payloadOf(
				apart({ ...content, ...of.fields, author: lie && picks[1] % 3 === 0 ? author : of.author, first: of.node, rev: of.rev + 1 }),
			)
		}
		case 'wildRevise': {
			const of = someVersion(picks[0])
			if (of === undefined || picks[1] % 4 === 0) return payloadOf({ ...content, kind: 1, first: someThread(picks[2]), rev })
			const parent = of.fields.kind === 2 ? maybeId(picks[3]) : undefined
			return payloadOf(apart({ ...content, ...of.fields, parent, first: picks[2] % 2 === 0 ? of.id : of.node, rev }))
		}
		case 'retract': {
			const retractable = earlier.filter(({ kind }) => kind === 'post' || kind === 'reply' || kind === 'profile' || kind === 200)
			const target = retractable[picks[0] % Math.max(1, retractable.length)]
			if (target === undefined) return post()
			const also = retractable[picks[1] % retractable.length]
			const own = also !== undefined && lie && also.author === target.author ? [also] : []
			// `expires` has no meaning here: the retraction holds for ever.
			return payloadOf({ ...common, author: target.author, kind: 5, expires, targets: stubs([target, ...own].map(stubFor)) })
		}
		case 'wildRetract':
			if (lie) {
				// Says of what another one wrote and somebody answered that it is a later version of something else.
				const parents = new Set(earlier.map(({ fields }) => hexAt(fields, KEY.parent)))
				const answered = earlier.filter(({ id, author: writer, fields }) => parents.has(id) && writer !== author && !fields.has(KEY.first))
				const target = answered[picks[0] % Math.max(1, answered.length)]?.id
				const stub = { root: someThread(1), first: picks[1] % 4 === 0 ? undefined : anyId(picks[2]) }
				if (target !== undefined) return payloadOf({ ...common, kind: 5, targets: [payloadOf({ seq: 1, ...apart({ target, ...stub }) })] })
			}
			return payloadOf({ ...common, kind: 5, targets: stubs(wildStubs(picks, anyId, maybeId, someThread, seq)) })
		case 'endorse': {
			const version = someVersion(picks[0])
			if (version === undefined) return post()
			const root = version.thread === version.id ? undefined : version.thread
			return payloadOf({ ...common, kind: 3, expires, target: version.id, root, stance: step.stance, rev: lie ? undefined : rev })
		}
		case 'wildEndorse':
			return payloadOf(
				apart({ ...common, kind: 3, root: lie ? someThread(picks[1]) : undefined, target: anyId(picks[0]), stance: step.stance, rev }),
			)
		case 'vouch':
			return payloadOf({
				...common,
				kind: 4,
				subject: authors[(step.author + 1 + (picks[0] % 2)) % authors.length],
				stance: [1, 2, 4][step.stance % 3],
				rev: lie ? undefined : rev,
			})
		case 'profile':
			return payloadOf({ ...common, kind: 6, name: `name ${seq}`, rev: lie ? undefined : rev })
		case 'checkpoint':
			return payloadOf({ ...common, kind: 7, size: seq, head: GHOSTS[0] })
		case 'unknown':
			return unknown(step, content, { root: someThread(picks[0]), parent: maybeId(picks[1]), first: maybeId(picks[2]), rev })
	}
}

/** Messages that have no effect, or have it in spite of something unknown. */
function unknown({ picks }: Step, content: Fields, refs: Fields): CborMap {
	const kind = [1, 2, 2, 5, 40, 200][picks[3] % 6] as number
	const fields = apart({ ...content, ...refs, kind })
	if (kind === 1) return payloadOf({ ...fields, root: undefined, parent: undefined }, new Map<number, CborValue>([[30, 1]]))
	if (kind === 5) {
		const targets = stubs([payloadOf({ seq: 1, ...apart({ ...refs, rev: undefined }), target: ghost('of a retraction') })])
		return payloadOf(
			{ ...fields, ...none(refs), kind, text: undefined, expires: undefined, topics: undefined, targets },
			new Map([[200, 1]]),
		)
	}
	// An odd key is ignored, an even one is not.
	return payloadOf(fields, new Map<number, CborValue>([[picks[3] % 4 === 1 ? 201 : 200, 'something private']]))
}

const none = (fields: Fields): Fields => Object.fromEntries(Object.keys(fields).map((name) => [name, undefined]))

function wildStubs(
	picks: Step['picks'],
	anyId: (pick: number) => MessageId,
	maybeId: (pick: number) => MessageId | undefined,
	someThread: (pick: number) => MessageId,
	seq: number,
): readonly CborMap[] {
	if (picks[3] % 4 === 0) {
		// Each stands below the next: a cycle, where nobody says otherwise.
		const around = GHOSTS.slice(picks[2] % 4)
		return around.map((target, index) =>
			payloadOf({ seq: 1, ...apart({ target, root: someThread(1), parent: around[(index + 1) % around.length] }) }),
		)
	}
	return [0, 1, 2].slice(picks[3] % 3).map((shift) => {
		const at = (index: number): number => ((picks[index % 4] as number) + 7 * shift + seq) % 1000
		// Half of them without `first`, with ghosts for targets and parents: that is what cycles are made of.
		const target = at(0) % 2 === 0 ? (GHOSTS[at(1) % 4] as MessageId) : anyId(at(1))
		const parent = at(2) % 2 === 0 ? GHOSTS[at(3) % 4] : maybeId(at(2))
		const first = at(3) % 3 === 0 ? anyId(at(2)) : undefined
		const root = at(1) % 7 === 0 ? undefined : someThread(at(0))
		return payloadOf({ seq: 1, ...apart({ target, root, parent, first }) })
	})
}

/** Ascending by target, each target once. */
function stubs(maps: readonly CborMap[]): CborMap[] {
	const byTarget = new Map(maps.map((map) => [hexAt(map, KEY.target) as string, map]))
	return [...byTarget].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, map]) => map)
}

/** Without references that name the same as one before, and without `rev` where there is no `first` (SPEC 3.5). */
function apart(fields: Fields): Fields {
	const kept: Fields = { ...fields }
	const seen = new Set<unknown>()
	for (const name of ['target', 'root', 'first', 'parent'] as const) {
		if (kept[name] !== undefined && seen.has(kept[name])) kept[name] = undefined
		else seen.add(kept[name])
	}
	const isContent = kept.text !== undefined
	return isContent && kept.first === undefined ? { ...kept, rev: undefined } : kept
}
