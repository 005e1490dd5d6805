/** The circle of a reader: whom they listen to, directly or through others (SPEC 6.15). */
import { compareStrings } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import type { AuthorId, Message, Vouch } from '../message/types.js'
import type { Circle, CirclePerson, People, Person, Reader } from './knowledge-types.js'
import type { Considered } from './live.js'
import { consider } from './live.js'
import { connectedKeys, peopleOf, personOf } from './people.js'
import { groupBy, resolveRegister } from './register.js'
import { idsOf } from './stances.js'

/** The greatest distance in a circle, where a reader says nothing (SPEC 6.15). */
export const DEFAULT_DEPTH = 3

/** Stands for all keys of the reader, linked or not. No key is empty. */
const READER = ''

/** The current vouches of one person for the keys of another one; distrust of any of these keys outweighs them. */
interface Word {
	readonly person: Person
	readonly vouches: Vouch[]
	distrusts: boolean
}

type Words = ReadonlyMap<string, ReadonlyMap<AuthorId, Word>>

/**
 * The circle of a reader among messages of any kind. `now` is in whole seconds since 1970. Throws `argument-invalid` for another `now`,
 * and for a reader with a key or depth that is none. Takes O(n log n).
 */
export function circleView(messages: Iterable<Message>, reader: Reader, now: number): Circle {
	const considered = consider(messages, now)
	return circleOf(considered, reader, peopleOf(considered))
}

/** The same over what `consider` and `peopleOf` gave. */
export function circleOf(considered: Considered, reader: Reader, people: People): Circle {
	const { keys, vouches, blocked, depth } = checked(reader)
	const own = ownKeys(considered, { keys, blocked })
	const self = new Set([...own].map((key) => personOf(people, key).id))
	const words = wordsOf(considered, own, people)
	const fromReader = words.get(READER)

	const circle = new Map<AuthorId, CirclePerson>()
	/** Who came last, by their ids. */
	let border: AuthorId[] = []
	/** People of whom the reader wants to hear nothing. */
	const shut = new Set(blocked.map((key) => personOf(people, key).id))
	for (const { person, distrusts } of fromReader?.values() ?? []) if (distrusts) shut.add(person.id)
	for (const id of self) shut.delete(id)
	const enter = (person: Person, distance: number, by: readonly Vouch[], via?: AuthorId): void => {
		if (circle.has(person.id) || shut.has(person.id)) return
		const entry = { id: person.id, keys: person.keys, distance, vouches: idsOf(by) }
		circle.set(person.id, Object.freeze(via === undefined ? entry : Object.assign(entry, { via })))
		border.push(person.id)
	}

	for (const key of own) enter(personOf(people, key), 0, [])
	border = []
	if (depth > 0) {
		for (const { person, vouches: by } of fromReader?.values() ?? []) enter(person, 1, by)
		for (const key of vouches) enter(personOf(people, key), 1, [])
	}
	for (let distance = 2; distance <= depth && border.length > 0; distance++) {
		// In the order of their ids, so that of several ways the one over the lowest id is taken.
		const speakers = border.sort(compareStrings)
		border = []
		for (const id of speakers) {
			for (const { person, vouches: by, distrusts } of words.get(id)?.values() ?? []) if (!distrusts) enter(person, distance, by, id)
		}
	}
	return Object.freeze({
		people: Object.freeze([...circle.values()].sort((a, b) => a.distance - b.distance || compareStrings(a.id, b.id))),
	})
}

/** The keys that speak as the reader: links over a key that the reader blocks make nobody the reader (SPEC 6.15). */
export function ownKeys(considered: Considered, { keys, blocked = [] }: Pick<Reader, 'keys' | 'blocked'>): ReadonlySet<AuthorId> {
	return connectedKeys(considered, keys, new Set(blocked))
}

/**
 * What each person says of others, by the ids of both; the own keys speak together. Of whoever is shut out it is never asked, and what other keys of a person with own keys say
 * stands under the id of that person, of whom it is not asked either.
 */
function wordsOf({ messages }: Considered, own: ReadonlySet<AuthorId>, people: People): Words {
	const vouches = messages.filter((message) => message.kind === 'vouch')
	const speakerOf = (author: AuthorId): string => (own.has(author) ? READER : personOf(people, author).id)
	const words = new Map<string, Map<AuthorId, Word>>()
	for (const said of groupBy(vouches, ({ author, subject }) => `${speakerOf(author)} ${subject}`).values()) {
		const { current } = resolveRegister(said)
		const person = personOf(people, current.subject)
		if (current.stance === 'withdrawn' || own.has(current.subject)) continue
		const speaker = speakerOf(current.author)
		const bySubject = words.get(speaker) ?? new Map<AuthorId, Word>()
		const word = bySubject.get(person.id) ?? { person, vouches: [], distrusts: false }
		if (current.stance === 'vouch') word.vouches.push(current)
		else word.distrusts = true
		words.set(speaker, bySubject.set(person.id, word))
	}
	return words
}

function checked({ keys, vouches = [], blocked = [], depth = DEFAULT_DEPTH }: Reader): {
	readonly keys: readonly AuthorId[]
	readonly vouches: readonly AuthorId[]
	readonly blocked: readonly AuthorId[]
	readonly depth: number
} {
	checkKeys('reader.keys', keys)
	checkKeys('reader.vouches', vouches)
	checkKeys('reader.blocked', blocked)
	if (Number.isSafeInteger(depth) && depth >= 0) return { keys, vouches, blocked, depth }
	const sentence = `The depth of a circle is a whole number from 0, but ${depth} came. Leave it out for ${DEFAULT_DEPTH}.`
	throw new BudkavleError('argument-invalid', sentence)
}

/** Refuses with `argument-invalid` what is no key of an author: it would be nobody, in silence. */
export function checkKeys(name: string, keys: readonly AuthorId[]): void {
	if (!Array.isArray(keys)) {
		throw new BudkavleError(
			'argument-invalid',
			`Expected an array of authors' keys as ${name}, but ${keys === null ? 'null' : typeof keys} came.`,
		)
	}
	const wrong = keys.findIndex((key) => !/^[0-9a-f]{64}$/.test(key))
	if (wrong < 0) return
	const sentence = `Expected 64 lower-case hex digits as ${name}[${wrong}], but something else came. Give the author's key as messages show it.`
	throw new BudkavleError('argument-invalid', sentence)
}
