/**
 * Histories for property tests of people and knowledge: six keys that link, vouch, ask, endorse and cite each other, in two threads, so
 * that everything collides. Deterministic for a seed of fast-check.
 */
import fc from 'fast-check'
import { fromHex } from '../../src/bytes.js'
import type { CborMap } from '../../src/encoding/value.js'
import type { Reader } from '../../src/merge/knowledge-types.js'
import type { AuthorId, Message, MessageId, Post, Reply } from '../../src/message/types.js'
import type { Fields } from './factory.js'
import { endorse, ghost, post, profile, reply, revision, takeBack, vouch } from './factory.js'

/** The time at which histories are looked at. */
export const NOW = 25

/** Keys that ascend. */
export const KEYS: readonly AuthorId[] = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'].map((two) => two.repeat(32))

const bytes = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

/** A source with a URI and, where it is given, the name of what was read there. */
export function uri(address: string, content?: string): CborMap {
	const map = new Map<number, string | Uint8Array>([[0, address]])
	return content === undefined ? map : map.set(1, bytes(ghost(content)))
}

/** A source that is a message. */
export const cite = (message: MessageId): CborMap => new Map([[2, bytes(message)]])

const FORMS = ['reply', 'revise', 'endorse', 'profile', 'vouch', 'takeBack', 'elsewhere'] as const
type Form = (typeof FORMS)[number]

/** One thing that somebody does; what its numbers choose depends on what was written before. */
export interface Step {
	readonly form: Form
	readonly author: number
	/** What an endorsement is about: the first post, or any version. */
	readonly aim: 'first' | 'any'
	readonly pick: number
	readonly stance: 'confirm' | 'dispute' | 'outdated' | 'withdrawn'
	readonly grounds: number | undefined
	/** Each a URI with or without a hash, or a message. */
	readonly sources: readonly (readonly [number, number | undefined])[]
	readonly keys: readonly number[]
	readonly question: boolean
	readonly rev: number
	readonly time: number | undefined
	readonly expires: number | undefined
	readonly log: number
	readonly seq: number
}

/** How often each form is chosen, and by how many authors; `aim` is what is mostly endorsed. */
interface Manner {
	readonly weights: Readonly<Partial<Record<Form, number>>>
	readonly authors: number
	readonly aim: 'first' | 'any'
}

/** Much is said about what was said first. */
const CROWD: Manner = {
	weights: { reply: 4, revise: 2, endorse: 24, profile: 7, vouch: 14, takeBack: 1, elsewhere: 2 },
	authors: KEYS.length,
	aim: 'first',
}
/** A few ask and answer each other. */
const DIALOGUE: Manner = { weights: { reply: 12, revise: 4, endorse: 16, profile: 2, takeBack: 1, elsewhere: 2 }, authors: 3, aim: 'any' }

const SOURCE: fc.Arbitrary<readonly [number, number | undefined]> = fc.tuple(
	fc.nat({ max: 9 }),
	fc.constantFrom(undefined, undefined, 0, 1),
)

const stepsIn = ({ weights, authors, aim }: Manner): fc.Arbitrary<Step> =>
	fc.record({
		form: fc.oneof(...FORMS.map((form) => ({ arbitrary: fc.constant(form), weight: weights[form] ?? 0 }))),
		author: fc.nat({ max: authors - 1 }),
		aim: fc.constantFrom(aim, aim, 'any'),
		pick: fc.nat({ max: 999 }),
		stance: fc.constantFrom('confirm', 'confirm', 'confirm', 'confirm', 'confirm', 'confirm', 'dispute', 'outdated', 'withdrawn'),
		grounds: fc.constantFrom(undefined, undefined, undefined, undefined, 1, 2, 4),
		sources: fc.oneof(
			{ arbitrary: fc.array(SOURCE, { minLength: 1, maxLength: 1 }), weight: 2 },
			{ arbitrary: fc.array(SOURCE, { maxLength: 3 }), weight: 1 },
		),
		keys: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
		question: fc.boolean(),
		rev: fc.constantFrom(0, 0, 0, 1, 2),
		time: fc.constantFrom(undefined, 5, 10, 10, 20, 26),
		expires: fc.oneof({ arbitrary: fc.constant(undefined), weight: 15 }, { arbitrary: fc.constantFrom(24, 26), weight: 1 }),
		log: fc.constantFrom(0, 0, 0, 7),
		seq: fc.integer({ min: 1, max: 9 }),
	})

export const stepArbitrary: fc.Arbitrary<Step> = stepsIn(CROWD)

/** Without the bias of fast-check towards small numbers, by which the first key would say almost everything. */
const historiesIn = (manner: Manner): fc.Arbitrary<readonly Message[]> =>
	fc.noBias(
		fc
			.oneof(
				{ arbitrary: fc.array(stepsIn(manner), { minLength: 2, maxLength: 10, size: 'max' }), weight: 1 },
				{ arbitrary: fc.array(stepsIn(manner), { minLength: 20, maxLength: 40, size: 'max' }), weight: 3 },
			)
			.map((steps) => writeHistory(steps)),
	)

/** The messages of a history in the order of writing. The first is a post, whose thread most of the others are about. */
export const historyArbitrary: fc.Arbitrary<readonly Message[]> = historiesIn(CROWD)
export const dialogueArbitrary: fc.Arbitrary<readonly Message[]> = historiesIn(DIALOGUE)

type Held = readonly [held: readonly Message[], root: Post]

const someOf = (histories: fc.Arbitrary<readonly Message[]>): fc.Arbitrary<Held> =>
	fc.noBias(
		histories.chain((history) => {
			const [root, ...others] = history as readonly [Post, ...Message[]]
			const some = fc.oneof(
				{ arbitrary: fc.shuffledSubarray([...history], { minLength: history.length }), weight: 3 },
				{ arbitrary: fc.shuffledSubarray([...others]).map((held) => [...held, root]), weight: 1 },
				{ arbitrary: fc.shuffledSubarray([...history]), weight: 1 },
			)
			return fc.tuple(some, fc.constant(root))
		}),
	)

/** Some or all messages of a history, in any order, and what was written first, which mostly is among them. */
export const heldArbitrary: fc.Arbitrary<Held> = someOf(historyArbitrary)
export const heldDialogueArbitrary: fc.Arbitrary<Held> = someOf(dialogueArbitrary)

export const readerArbitrary: fc.Arbitrary<Reader> = fc.record(
	{
		keys: fc.oneof(
			{ arbitrary: fc.constantFrom(...KEYS).map((key) => [key]), weight: 2 },
			{ arbitrary: fc.subarray([...KEYS], { maxLength: 2 }), weight: 1 },
		),
		vouches: fc.subarray([...KEYS], { maxLength: 1 }),
		blocked: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: fc.subarray([...KEYS], { maxLength: 2 }), weight: 2 }),
		depth: fc.constantFrom(0, 1, 2, 3, 3, 3, 4),
	},
	{ requiredKeys: ['keys'] },
)

const isContent = (message: Message): message is Post | Reply => message.kind === 'post' || message.kind === 'reply'

export function writeHistory(
	steps: readonly Step[],
	authors: readonly AuthorId[] = KEYS,
	earlier: readonly Message[] = [],
): readonly Message[] {
	const history = [...earlier]
	for (const step of steps) history.push(write(step, history, authors))
	return history.slice(earlier.length)
}

function write(step: Step, earlier: readonly Message[], authors: readonly AuthorId[]): Message {
	const { form, pick, stance, question, rev, time, expires, log, seq } = step
	const author = authors[step.author % authors.length] as AuthorId
	const common: Fields = { time, seq, log: log === 0 ? undefined : log }
	const content: Fields = { ...common, text: `text ${earlier.length}`, expires, question: question || undefined }
	const sources = sourcesOf(step, earlier)
	const root = earlier.find((message) => message.kind === 'post')
	if (root === undefined) return post(author, { ...content, expires: undefined, sources })
	const versions = earlier.filter(isContent).filter(({ thread }) => thread === root.id || pick % 7 === 0)
	const version = (versions[Math.floor(pick / 7) % Math.max(1, versions.length)] ?? root) as Post | Reply
	switch (form) {
		case 'reply': {
			const node = version.first ?? version.id
			return reply(author, version.thread, { ...content, parent: node === version.thread ? undefined : node })
		}
		case 'revise':
			return revision(version, content)
		case 'endorse': {
			const grounds = stance === 'withdrawn' ? undefined : step.grounds
			const target = step.aim === 'first' ? (root as Post) : version
			return endorse(author, target, stance, {
				...common,
				rev: rev || undefined,
				grounds,
				sources: stance === 'withdrawn' ? undefined : sources,
			})
		}
		case 'profile': {
			const keys = step.keys.map((index) => KEYS[index] as AuthorId).filter((key) => key !== author)
			return profile(author, `name ${earlier.length}`, {
				...common,
				rev: rev || undefined,
				keys: keys.length === 0 ? undefined : keys.map(bytes),
			})
		}
		case 'vouch': {
			const others = KEYS.filter((key) => key !== author)
			// Mostly the next one, so that ways get long.
			const subject = (pick % 6 === 0 ? others[pick % others.length] : (KEYS[KEYS.indexOf(author) + 1] ?? others[0])) as AuthorId
			const word = stance === 'withdrawn' ? 'withdrawn' : stance === 'dispute' ? 'distrust' : 'vouch'
			return vouch(author, subject, word, { ...common, rev: rev || undefined })
		}
		case 'takeBack': {
			const own = earlier.filter(
				(message) => message.author === author && message !== root && ['post', 'reply', 'profile'].includes(`${message.kind}`),
			)
			const target = own[pick % Math.max(1, own.length)]
			return target === undefined ? post(author, content) : takeBack(target)
		}
		case 'elsewhere':
			return post(author, content)
	}
}

/** From few addresses and contents; or a message, by no more than the number of the step. */
function sourcesOf({ sources }: Step, earlier: readonly Message[]): CborMap[] | undefined {
	const maps = sources.map(([where, what]) => {
		if (where < 7) return uri(`https://example.org/${where < 4 ? 0 : where % 3}`, what === undefined ? undefined : `content ${what}`)
		const message = where === 9 ? undefined : earlier[(where * 7 + (what ?? 3) * 5) % Math.max(1, earlier.length)]
		return cite(message?.id ?? ghost('cited'))
	})
	return maps.length === 0 ? undefined : maps
}
