/** Corroboration: what stands behind each stance on a version, in the circle of a reader and outside of it (SPEC 6.16). */
import { compareStrings } from '../bytes.js'
import type { AuthorId, Endorsement, Message, MessageId, Source } from '../message/types.js'
import { circleOf } from './circle.js'
import type {
	CircleSpeaker,
	CircleSupport,
	Corroboration,
	Evidence,
	NodeCorroboration,
	OutsideSupport,
	People,
	PersonStance,
	Reader,
	Speaker,
	StanceSupport,
	Support,
} from './knowledge-types.js'
import type { Considered } from './live.js'
import { consider } from './live.js'
import { maximumMatching } from './matching.js'
import type { Memo } from './memo.js'
import { remember } from './memo.js'
import type { Version } from './nodes.js'
import { nodesOf } from './nodes.js'
import { peopleOf, personOf, stancesOfPeople } from './people.js'
import { groupBy } from './register.js'
import { growTree } from './tree.js'

const NO_EVIDENCE: Evidence = Object.freeze({ count: 0, endorsements: Object.freeze([]) })
const NO_SUPPORT: Support = { firstHand: NO_EVIDENCE, sources: NO_EVIDENCE, independent: NO_EVIDENCE }
/** What most versions have of most stances. */
const NOBODY_IN_CIRCLE: CircleSupport = /* @__PURE__ */ Object.freeze({
	people: Object.freeze({ ...NO_EVIDENCE, speakers: Object.freeze([]) }),
	...NO_SUPPORT,
})
const NOBODY_OUTSIDE: OutsideSupport = /* @__PURE__ */ Object.freeze({
	keys: Object.freeze({ ...NO_EVIDENCE, speakers: Object.freeze([]) }),
	...NO_SUPPORT,
})
const NOBODY: readonly never[] = Object.freeze([])

const NO_STANCE: StanceSupport = Object.freeze({ circle: NOBODY_IN_CIRCLE, outside: NOBODY_OUTSIDE })

/** Where the reader stands: prepared once for all versions that are looked at. */
interface Standpoint {
	readonly people: People
	/** By the ids of the people in the circle. */
	readonly distances: ReadonlyMap<AuthorId, number>
	readonly endorsements: ReadonlyMap<MessageId, readonly Endorsement[]>
	/** Who wrote each live message. */
	readonly writers: ReadonlyMap<MessageId, AuthorId>
	readonly memo: Memo | undefined
	/** What corroborations from here are remembered under. */
	readonly name: string
}

/** Where somebody has it from (SPEC 6.16), by numbers that stand for what is the same. */
interface Origin {
	readonly address: number
	readonly content: number
}

/** One person's stance with its grounds. */
interface Word {
	readonly stance: PersonStance
	readonly distance: number | undefined
	readonly firstHand: boolean
	/** Oneself, where one saw or tried it. */
	readonly self: readonly Origin[]
	readonly cited: readonly Origin[]
}

/**
 * What a reader learns about one version of a post or reply from what others say about it; `undefined` when no such live message is
 * among the messages, which may be of any kind. `now` is in whole seconds since 1970 (`argument-invalid`, also for a reader as `circleView`
 * refuses it). The more time it takes, the more sources are cited: O(s √s) for s of them.
 */
export function corroborationView(messages: Iterable<Message>, version: MessageId, reader: Reader, now: number): Corroboration | undefined {
	const considered = consider(messages, now)
	const held = considered.messages.find((message) => message.id === version)
	if (held?.kind !== 'post' && held?.kind !== 'reply') return undefined
	return corroborationOn(held, standpointOf(considered, reader))
}

/** The same for all present nodes of a thread, in its order (SPEC 6.9), each with its other versions. A `memo` from one call to the next spares what did not change. */
export function threadCorroborations(
	messages: Iterable<Message>,
	thread: MessageId,
	reader: Reader,
	now: number,
	memo?: Memo,
): readonly NodeCorroboration[] {
	const considered = consider(messages, now)
	const standpoint = standpointOf(considered, reader, memo)
	const corroborations = growTree(nodesOf(considered, thread), now).flatMap(({ id, part: { says } }): readonly NodeCorroboration[] => {
		if (says.state !== 'present') return []
		const { current, earlier } = says.versions
		const node = {
			node: id,
			current: corroborationOn(current, standpoint),
			earlier: Object.freeze(earlier.map((version) => corroborationOn(version, standpoint))),
		}
		return [Object.freeze(node)]
	})
	return Object.freeze(corroborations)
}

function standpointOf(considered: Considered, reader: Reader, memo?: Memo): Standpoint {
	const profiles: Message[] = []
	const words: Message[] = []
	const endorsements: Endorsement[] = []
	for (const message of considered.messages) {
		if (message.kind === 'endorsement') endorsements.push(message)
		else if (message.kind === 'profile') profiles.push(message)
		else if (message.kind === 'vouch') words.push(message)
	}
	const people = remember(memo, 'people', '', profiles, () => peopleOf(considered))
	const { keys, vouches = [], blocked = [], depth } = reader
	const circle = [people, depth, keys.length, vouches.length, ...keys, ...vouches, ...blocked, ...words]
	const distances = remember(memo, 'distances', '', circle, () => {
		return new Map(circleOf(considered, reader, people).people.map(({ id, distance }) => [id, distance]))
	})
	return {
		people,
		distances,
		memo,
		// Another one for other people and distances: what was computed with them is not asked for any more.
		name: remember(memo, 'standpoint', '', [people, distances], () => memo?.another('corroboration') ?? ''),
		endorsements: groupBy(endorsements, ({ target }) => target),
		writers: new Map(considered.messages.map(({ id, author }) => [id, author])),
	}
}

function corroborationOn(version: Version, standpoint: Standpoint): Corroboration {
	const { memo, name } = standpoint
	const said = standpoint.endorsements.get(version.id) ?? NOBODY
	// Who wrote what is cited may change without any of this.
	const isLocal = !said.some(({ sources }) => sources.some(({ message }) => message !== undefined))
	const compute = (): Corroboration => computeCorroboration(version, said, standpoint)
	return isLocal ? remember(memo, name, version.id, said, compute) : compute()
}

function computeCorroboration(version: Version, said: readonly Endorsement[], standpoint: Standpoint): Corroboration {
	const words = wordsOn(version, said, standpoint)
	const support = (stance: PersonStance['stance']): StanceSupport => {
		const held = words.filter((word) => word.stance.stance === stance)
		if (held.length === 0) return NO_STANCE
		return Object.freeze({
			circle: circleSupport(held.filter(({ distance }) => distance !== undefined)),
			outside: outsideSupport(held.filter(({ distance }) => distance === undefined)),
		})
	}
	return Object.freeze({
		version: version.id,
		rev: version.rev,
		confirm: support('confirm'),
		dispute: support('dispute'),
		outdated: support('outdated'),
	})
}

function wordsOn(version: Version, said: readonly Endorsement[], { people, distances, writers }: Standpoint): readonly Word[] {
	if (said.length === 0) return []
	const numbers = new Map<string, number>()
	const numberOf = (name: string): number => {
		const known = numbers.get(name)
		if (known === undefined) numbers.set(name, numbers.size)
		return known ?? numbers.size - 1
	}
	/** A person, as where something comes from. */
	const personal = (person: AuthorId): Origin => {
		const number = numberOf(`p ${person}`)
		return { address: number, content: number }
	}
	const author = personOf(people, version.author).id
	const stances = stancesOfPeople(version, said, people).filter(({ person }) => person.id !== author)
	const stanceOf = new Map(stances.map(({ person, stance }) => [person.id, stance]))
	const originOf = ({ uri, hash, message = '' }: Source, stance: PersonStance['stance']): Origin | undefined => {
		if (uri === undefined) {
			const writer = writers.get(message)
			const person = writer === undefined ? undefined : personOf(people, writer).id
			// Who says the same speaks for themselves: a chain of people who have it from each other adds nothing.
			return person === undefined || stanceOf.get(person) === stance ? undefined : personal(person)
		}
		const address = numberOf(`u ${uri}`)
		return { address, content: hash === undefined ? address : numberOf(`h ${hash}`) }
	}
	const { address: own } = personal(author)
	const isNew = newTo(version.sources)
	const byId = new Map(said.map((endorsement) => [endorsement.id, endorsement]))

	const words: Word[] = []
	for (const stance of stances) {
		const { person } = stance
		const { grounds, sources } = byId.get(stance.endorsement) as Endorsement
		const firstHand = grounds === 'observed' || grounds === 'reproduced'
		const cited: Origin[] = []
		for (const source of sources) {
			// Whoever passes something on has it from nowhere else, whatever is cited.
			const origin = grounds === 'relayed' || !isNew(source) ? undefined : originOf(source, stance.stance)
			if (origin !== undefined && origin.address !== own) cited.push(origin)
		}
		words.push({ stance, distance: distances.get(person.id), firstHand, self: firstHand ? [personal(person.id)] : [], cited })
	}
	return words
}

/** Whether a source is another one than those that the version itself cites, by its URI, content and message. */
function newTo(sources: readonly Source[]): (source: Source) => boolean {
	const known = (name: 'uri' | 'hash' | 'message'): ReadonlySet<string | undefined> => {
		return new Set(sources.map((source) => source[name]).filter((value) => value !== undefined))
	}
	const [uris, hashes, messages] = [known('uri'), known('hash'), known('message')]
	return ({ uri, hash, message }) => !uris.has(uri) && !hashes.has(hash) && !messages.has(message)
}

// Properties are written out rather than spread: what a spread makes takes 30 times as long to freeze.

function circleSupport(words: readonly Word[]): CircleSupport {
	if (words.length === 0) return NOBODY_IN_CIRCLE
	const speakers = words.map(({ stance: { person, endorsement, conflicts }, distance }): CircleSpeaker => {
		return Object.freeze({ person, endorsement, conflicts, distance: distance as number })
	})
	speakers.sort((a, b) => a.distance - b.distance || compareStrings(a.person.id, b.person.id))
	const { count, endorsements } = evidence(words)
	const { firstHand, sources, independent } = supportOf(words)
	return Object.freeze({
		people: Object.freeze({ count, endorsements, speakers: Object.freeze(speakers) }),
		firstHand,
		sources,
		independent,
	})
}

function outsideSupport(words: readonly Word[]): OutsideSupport {
	if (words.length === 0) return NOBODY_OUTSIDE
	const speakers = words.map(({ stance: { person, endorsement, conflicts } }): Speaker => {
		return Object.freeze({ person, endorsement, conflicts })
	})
	const { count, endorsements } = evidence(words)
	const { firstHand, sources, independent } = supportOf(words)
	return Object.freeze({
		keys: Object.freeze({ count, endorsements, speakers: Object.freeze(speakers) }),
		firstHand,
		sources,
		independent,
	})
}

function supportOf(words: readonly Word[]): Support {
	const citing = words.filter(({ cited }) => cited.length > 0)
	const grounded = words.filter(({ self, cited }) => self.length + cited.length > 0)
	return {
		firstHand: evidence(words.filter(({ firstHand }) => firstHand)),
		sources: evidence(citing, distinct(waysOf(citing.map(({ cited }) => cited)))),
		independent: evidence(grounded, independentAmong(waysOf(grounded.map(({ self, cited }) => [...self, ...cited])))),
	}
}

function evidence(words: readonly Word[], count: number = words.length): Evidence {
	if (words.length === 0) return NO_EVIDENCE
	return Object.freeze({ count, endorsements: Object.freeze(words.map(({ stance }) => stance.endorsement).sort(compareStrings)) })
}

/** One person's way to what they say: all numbers. */
interface Way extends Origin {
	readonly person: number
}

function waysOf(origins: readonly (readonly Origin[])[]): readonly Way[] {
	return origins.flatMap((own, person) => own.map(({ address, content }) => ({ person, address, content })))
}

/** The greatest number of origins of which no two share an address or a content. */
function distinct(ways: readonly Way[]): number {
	return matched(ways, 'address', 'content')
}

/** How many people have it each from somewhere else: nobody, no address and no content counts twice (SPEC 6.16). */
function independentAmong(ways: readonly Way[]): number {
	const byAddress = matched(ways, 'person', 'address')
	// Without hashes, the address stands for the content.
	if (ways.every(({ address, content }) => address === content)) return byAddress
	return Math.min(byAddress, matched(ways, 'person', 'content'), distinct(ways))
}

/** The greatest number of ways of which no two share what stands on one of these sides. */
function matched(ways: readonly Way[], left: keyof Way, right: keyof Way): number {
	const graph = new Map<number, number[]>()
	const rights = new Map<number, number>()
	for (const way of ways) {
		const number = rights.get(way[right]) ?? rights.size
		rights.set(way[right], number)
		const neighbours = graph.get(way[left])
		if (neighbours === undefined) graph.set(way[left], [number])
		else neighbours.push(number)
	}
	return maximumMatching([...graph.values()], rights.size)
}
