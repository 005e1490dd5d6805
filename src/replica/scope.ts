/** Which messages belong to a scope, and how to find them without reading everything (SPEC 8.3). */
import { BudkavleError } from '../errors.js'
import { KIND } from '../message/kinds.js'
import { normalise } from '../message/normalise.js'
import { stubThread, threadsOf } from '../message/thread.js'
import type { AuthorId, Message, MessageId } from '../message/types.js'
import type { Reading } from './reading.js'
import type { Scope } from './types.js'

const ID = /^[0-9a-f]{64}$/
const LISTS: Readonly<Record<keyof Omit<Scope, 'since'>, string | undefined>> = {
	messages: 'ids of 64 lower-case hex digits',
	threads: 'ids of 64 lower-case hex digits',
	authors: 'keys of 64 lower-case hex digits',
	spaces: undefined,
	topics: undefined,
}

/**
 * A scope that says what it means: what leaves a device must not depend on a misspelled name. Topics are put in the form that messages have.
 * @throws BudkavleError `argument-invalid`
 */
export function checkScope(scope: Scope): Scope {
	if (typeof scope !== 'object' || scope === null)
		throw new BudkavleError('argument-invalid', 'A scope is an object such as { topics: ["water"] }.')
	const { since, ...lists } = scope
	if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0)) {
		throw new BudkavleError('argument-invalid', `The "since" of a scope is whole seconds since 1970, but ${String(since)} came.`)
	}
	for (const [name, values] of Object.entries(lists)) {
		if (!Object.hasOwn(LISTS, name)) {
			throw new BudkavleError(
				'argument-invalid',
				`A scope has no "${name.slice(0, 40)}": it has ${Object.keys(LISTS).join(', ')} and since.`,
			)
		}
		if (values === undefined) continue
		const expected = LISTS[name as keyof typeof LISTS]
		if (!Array.isArray(values) || values.some((value) => typeof value !== 'string' || (expected !== undefined && !ID.test(value)))) {
			throw new BudkavleError('argument-invalid', `The "${name}" of a scope are an array of ${expected ?? 'texts'}.`)
		}
	}
	return scope.topics === undefined ? scope : { ...scope, topics: scope.topics.map((topic) => normalise(topic, 'lower')) }
}

/** The threads whose root has one of the topics, by any version of it that is held or by what its retraction says. */
async function threadsWithTopics(
	reading: Reading,
	topics: readonly string[],
	signal: AbortSignal | undefined,
): Promise<ReadonlySet<MessageId>> {
	const threads = new Set<MessageId>()
	for (const topic of new Set(topics)) {
		for await (const post of reading.stream({ by: 'time', kind: KIND.post, topic }, signal)) threads.add(post.thread)
	}
	for await (const retraction of reading.stream({ by: 'arrival', kind: KIND.retraction }, signal)) {
		if (retraction.kind !== 'retraction') continue
		for (const stub of retraction.targets) {
			if (stub.root === undefined && stub.topics.some((topic) => topics.includes(topic))) threads.add(stubThread(stub))
		}
	}
	return threads
}

async function* candidates(
	reading: Reading,
	scope: Scope,
	threads: ReadonlySet<MessageId> | undefined,
	signal: AbortSignal | undefined,
): AsyncGenerator<Message, void, void> {
	if (scope.messages !== undefined) {
		yield* await reading.get([...new Set(scope.messages)])
	} else if (threads !== undefined) {
		for (const thread of threads) yield* reading.stream({ by: 'thread', thread }, signal)
	} else if (scope.authors !== undefined) {
		for (const author of new Set(scope.authors)) yield* reading.stream({ by: 'author', author }, signal)
	} else {
		yield* reading.stream({ by: 'arrival' }, signal)
	}
}

/** The threads of a scope, or `undefined` when it does not choose by thread. */
async function threadsOfScope(
	reading: Reading,
	{ threads, topics }: Scope,
	signal: AbortSignal | undefined,
): Promise<ReadonlySet<MessageId> | undefined> {
	const named = threads === undefined ? undefined : new Set(threads)
	if (topics === undefined) return named
	const withTopics = await threadsWithTopics(reading, topics, signal)
	return named === undefined ? withTopics : new Set([...withTopics].filter((thread) => named.has(thread)))
}

/** The spaces of a message: of a retraction also those of what it takes back, or it would not reach everyone who holds that. */
function spacesOf(message: Message): readonly string[] {
	const stubs = message.kind === 'retraction' ? message.targets : []
	return [message, ...stubs].flatMap(({ space }) => space ?? [])
}

/** Every message of the scope once. Profiles of all authors who appear follow at the end when they are wanted. */
export async function* messagesInScope(
	reading: Reading,
	scope: Scope,
	profiles: boolean,
	signal: AbortSignal | undefined,
): AsyncGenerator<Message, void, void> {
	const threads = await threadsOfScope(reading, scope, signal)
	// Retractions belong to several threads and would come once for each.
	const seen = threads === undefined ? undefined : new Set<MessageId>()
	const authors = new Set<AuthorId>()
	const sent = new Set<MessageId>()
	for await (const message of candidates(reading, scope, threads, signal)) {
		if (threads !== undefined && !threadsOf(message).some((thread) => threads.has(thread))) continue
		if (scope.authors !== undefined && !scope.authors.includes(message.author)) continue
		if (scope.spaces !== undefined && !spacesOf(message).some((space) => scope.spaces?.includes(space))) continue
		if (scope.since !== undefined && message.time !== undefined && message.time < scope.since) continue
		if (seen?.has(message.id)) continue
		seen?.add(message.id)
		authors.add(message.author)
		if (message.kind === 'profile') sent.add(message.id)
		yield message
	}
	if (!profiles) return
	for (const author of authors) {
		for await (const profile of reading.stream({ by: 'author', author, kind: KIND.profile }, signal)) {
			if (!sent.has(profile.id)) yield profile
		}
	}
}
