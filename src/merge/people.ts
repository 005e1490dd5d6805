/** People: keys that belong together because each says so of the other, and what the people say (SPEC 6.13, 6.14). */
import { compareStrings } from '../bytes.js'
import type { AuthorId, Endorsement, Message, MessageId, Profile } from '../message/types.js'
import type { People, Person, PersonStance, PersonView } from './knowledge-types.js'
import type { Considered } from './live.js'
import { consider } from './live.js'
import { compareRegistered, groupBy, resolveRegisters } from './register.js'
import { idsOf } from './stances.js'

/**
 * The people among the authors of profiles, by all that any live profile says (SPEC 6.13): a link that was once mutual stays when newer
 * profiles name it no longer. Takes nearly linear time.
 */
export function peopleOf({ messages }: Considered): People {
	return linked(messages.filter((message) => message.kind === 'profile'))
}

/** The person behind a key. */
export function personOf(people: People, author: AuthorId): Person {
	return people.get(author) ?? Object.freeze({ id: author, keys: Object.freeze([author]) })
}

/** The person behind a key among messages of any kind. `now` is in whole seconds since 1970 (`argument-invalid`). */
export function personView(messages: Iterable<Message>, author: AuthorId, now: number): PersonView {
	const profiles = consider(messages, now).messages.filter((message) => message.kind === 'profile')
	const current = resolveRegisters(profiles, (profile) => profile.author).map((register) => register.current)
	const { id, keys } = personOf(linked(profiles), author)
	return Object.freeze({ author, id, keys, currentKeys: personOf(linked(current), author).keys })
}

/** The people to whom these keys belong, each once, by their ids. Of the messages profiles alone matter. `now` is in whole seconds since 1970 (`argument-invalid`). */
export function peopleView(messages: Iterable<Message>, authors: Iterable<AuthorId>, now: number): readonly Person[] {
	const people = peopleOf(consider(messages, now))
	const found = new Map<AuthorId, Person>()
	for (const author of authors) {
		const person = personOf(people, author)
		found.set(person.id, person)
	}
	return Object.freeze([...found.values()].sort((a, b) => compareStrings(a.id, b.id)))
}

/** The keys that links connect with these, without going over or coming to one of `without` (SPEC 6.15). */
export function connectedKeys({ messages }: Considered, keys: Iterable<AuthorId>, without: ReadonlySet<AuthorId>): ReadonlySet<AuthorId> {
	const named = namedKeys(messages.filter((message) => message.kind === 'profile'))
	const connected = new Set([...keys].filter((key) => !without.has(key)))
	// A set may grow while it is walked.
	for (const at of connected) {
		for (const other of named.get(at) ?? []) if (!without.has(other) && named.get(other)?.has(at) === true) connected.add(other)
	}
	return connected
}

/** Which keys each key names, in any of its profiles. */
function namedKeys(profiles: readonly Profile[]): ReadonlyMap<AuthorId, ReadonlySet<AuthorId>> {
	const named = new Map<AuthorId, Set<AuthorId>>()
	for (const { author, keys } of profiles) {
		const names = named.get(author) ?? new Set()
		for (const key of keys) names.add(key)
		named.set(author, names)
	}
	return named
}

function linked(profiles: readonly Profile[]): People {
	const named = namedKeys(profiles)
	/** Steps from each key towards the one that stands for all that are linked with it. */
	const steps = new Map<AuthorId, AuthorId>()
	for (const [a, names] of named) {
		for (const b of names) {
			if (a < b && named.get(b)?.has(a) === true) steps.set(endOf(steps, b), endOf(steps, a))
		}
	}
	const people = new Map<AuthorId, Person>()
	for (const group of groupBy(new Set([...steps].flat()), (key) => endOf(steps, key)).values()) {
		const keys = Object.freeze([...group].sort(compareStrings))
		const person = Object.freeze({ id: keys[0] as AuthorId, keys })
		if (keys.length > 1) for (const key of keys) people.set(key, person)
	}
	return people
}

/** Where the steps from a key end. Shortens the way for the next one. */
function endOf(steps: Map<AuthorId, AuthorId>, key: AuthorId): AuthorId {
	let at = key
	for (let next = steps.get(at); next !== undefined && next !== at; next = steps.get(at)) {
		const after = steps.get(next)
		if (after !== undefined) steps.set(at, after)
		at = next
	}
	return at
}

/** What a stance of a person is about: its target, in the thread that it has to name. */
export interface StanceTarget {
	readonly id: MessageId
	readonly thread: MessageId
}

/**
 * The stance of each person who has one on a version, by the ids of the people (SPEC 6.14), those of its own author included. The
 * endorsements have effect and come once each, in any order; others than those on the version are passed by.
 */
export function stancesOfPeople(
	{ id, thread }: StanceTarget,
	endorsements: readonly Endorsement[],
	people: People,
): readonly PersonStance[] {
	const about = endorsements.filter((endorsement) => endorsement.target === id && endorsement.thread === thread)
	const stances: PersonStance[] = []
	for (const said of groupBy(about, ({ author }) => personOf(people, author).id).values()) {
		const registers = [...resolveRegisters(said, ({ author }) => author)]
		const [decisive, ...others] = registers.sort((a, b) => compareRegistered(b.current, a.current))
		if (decisive === undefined || decisive.current.stance === 'withdrawn') continue
		const { stance, author } = decisive.current
		const differing = others.map(({ current }) => current).filter((one) => one.stance !== 'withdrawn' && one.stance !== stance)
		stances.push(
			Object.freeze({
				person: personOf(people, author),
				stance,
				endorsement: decisive.current.id,
				conflicts: idsOf([...decisive.conflicts, ...differing]),
			}),
		)
	}
	return Object.freeze(stances.sort((a, b) => compareStrings(a.person.id, b.person.id)))
}
