/** Questions: which are open, which are answered, and what waits for a reader (SPEC 6.17). */
import { BudkavleError } from '../errors.js'
import type { AuthorId, Endorsement, Message, MessageId } from '../message/types.js'
import { checkKeys, ownKeys } from './circle.js'
import type { Answer, InboxEntry, People, Person, PersonStance, QuestionView, Reader } from './knowledge-types.js'
import type { Considered } from './live.js'
import { byThread, consider } from './live.js'
import { comparePlaced } from './order.js'
import { peopleOf, personOf, stancesOfPeople } from './people.js'
import { groupBy } from './register.js'
import { threadOf } from './thread.js'
import type { TimelineFilter, TimelineSelection } from './timeline.js'
import { timelineEntry } from './timeline.js'
import type { PresentNode, Thread, ThreadNode } from './types.js'

export interface InboxSelection {
	/** At most so many, the newest: a whole number from 1; all when absent. */
	readonly limit?: number
}

interface Question {
	readonly node: PresentNode
	readonly asker: Person
	readonly answers: Answer[]
	readonly earlier: Answer[]
}

/**
 * All questions of a thread, open or answered, in its order (SPEC 6.9). The messages may be of any kind and of other threads; profiles among
 * them tell which keys are one asker. `now` is in whole seconds since 1970 (`argument-invalid`).
 */
export function questionViews(messages: Iterable<Message>, thread: MessageId, now: number): readonly QuestionView[] {
	const considered = consider(messages, now)
	return Object.freeze(questionsIn(considered, threadOf(considered, thread, now), peopleOf(considered)))
}

/**
 * The open questions of a set of messages, newest first. A filter asks the thread, as for the timeline (SPEC 6.11). Throws
 * `argument-invalid` for a `now` or `limit` that is none. Computes every thread with a question once.
 */
export function openQuestions(messages: Iterable<Message>, now: number, selection: TimelineSelection = {}): readonly QuestionView[] {
	return questionsInState('open', messages, now, selection)
}

/** The answered ones, likewise. */
export function answeredQuestions(messages: Iterable<Message>, now: number, selection: TimelineSelection = {}): readonly QuestionView[] {
	return questionsInState('answered', messages, now, selection)
}

function questionsInState(
	asked: QuestionView['state'],
	messages: Iterable<Message>,
	now: number,
	{ limit, ...filter }: TimelineSelection,
): readonly QuestionView[] {
	checkLimit(limit)
	const considered = consider(messages, now)
	const people = peopleOf(considered)
	const found = [...byThread(considered)].flatMap(([thread, part]) => questionsOfThread(part, thread, people, now, filter))
	return newestFirst(
		found.filter(({ state }) => state === asked),
		limit,
	)
}

/** The questions of a thread that fits a filter, in its order; none of another one. `considered` holds the thread, `people` knows its askers. */
export function questionsOfThread(
	considered: Considered,
	thread: MessageId,
	people: People,
	now: number,
	filter: TimelineFilter,
): readonly QuestionView[] {
	if (!considered.messages.some((message) => (message.kind === 'post' || message.kind === 'reply') && message.question)) return []
	const view = threadOf(considered, thread, now)
	const isFiltered = Object.values(filter).some((value) => value !== undefined)
	return isFiltered && timelineEntry(view, filter) === undefined ? [] : questionsIn(considered, view, people)
}

/** Whose inbox it is: the keys that are the reader's own, and the people who are left out of it. */
export interface Addressee {
	readonly own: ReadonlySet<AuthorId>
	readonly shut: ReadonlySet<AuthorId>
}

export function addresseeOf(considered: Considered, { keys, blocked = [] }: Pick<Reader, 'keys' | 'blocked'>, people: People): Addressee {
	checkKeys('reader.keys', keys)
	checkKeys('reader.blocked', blocked)
	const own = ownKeys(considered, { keys, blocked })
	return { own, shut: new Set(blocked.map((key) => personOf(people, key).id)) }
}

/**
 * What waits for a reader, newest first: what others answered to what the reader wrote, and open questions of others in threads in which
 * the reader wrote, unless the reader has answered them. Throws `argument-invalid` for a `now`, `limit` or key that is none. Computes every
 * thread in which the reader wrote once.
 */
export function inboxView(
	messages: Iterable<Message>,
	{ keys, blocked = [] }: Pick<Reader, 'keys' | 'blocked'>,
	now: number,
	{ limit }: InboxSelection = {},
): readonly InboxEntry[] {
	checkLimit(limit)
	const considered = consider(messages, now)
	const people = peopleOf(considered)
	const addressee = addresseeOf(considered, { keys, blocked }, people)
	return newestFirst(
		[...byThread(considered)].flatMap(([thread, part]) => inboxOfThread(part, thread, addressee, people, now)),
		limit,
	)
}

/** What waits in one thread, in its order. `considered` holds the thread, `people` knows all who wrote in it. */
export function inboxOfThread(
	considered: Considered,
	threadId: MessageId,
	{ own, shut }: Addressee,
	people: People,
	now: number,
): readonly InboxEntry[] {
	if (!considered.messages.some(({ kind, author }) => (kind === 'post' || kind === 'reply') && own.has(author))) return []
	const thread = threadOf(considered, threadId, now)
	const isOwn = (node: ThreadNode | undefined): boolean => node?.state === 'present' && own.has(node.message.author)
	const nodes = new Map(thread.nodes.map((node) => [node.id, node]))
	if (!thread.nodes.some(isOwn)) return []
	const open = new Set(questionsIn(considered, thread, people).flatMap(({ node, state }) => (state === 'open' ? [node.id] : [])))
	/** Nodes below which the reader wrote. All below a node follow it, so the last come first here. */
	const answered = new Set<MessageId>()
	for (const node of [...thread.nodes].reverse()) {
		if (node.parent !== undefined && (isOwn(node) || answered.has(node.id))) answered.add(node.parent)
	}
	return thread.nodes.flatMap((node): readonly InboxEntry[] => {
		if (node.state !== 'present' || isOwn(node) || shut.has(personOf(people, node.message.author).id)) return []
		const reply = node.parent !== undefined && isOwn(nodes.get(node.parent))
		const question = open.has(node.id) && !answered.has(node.id)
		if (!reply && !question) return []
		return [Object.freeze({ thread: thread.id, node, reply, question, answered: answered.has(node.id) })]
	})
}

function questionsIn(considered: Considered, thread: Thread, people: People): readonly QuestionView[] {
	const about = considered.messages.filter(
		(message): message is Endorsement => message.kind === 'endorsement' && message.thread === thread.id,
	)
	const byTarget = groupBy(about, ({ target }) => target)
	const stancesOn = (version: MessageId): readonly PersonStance[] => {
		return stancesOfPeople({ id: version, thread: thread.id }, byTarget.get(version) ?? [], people)
	}
	const questions: Question[] = []
	/** The questions above the node that is looked at, the lowest last, by the ids of their askers; and from above all of their depths. */
	const above = new Map<AuthorId, Question[]>()
	const way: Question[] = []
	for (const node of thread.nodes) {
		for (let last = way.at(-1); last !== undefined && last.node.depth >= node.depth; last = way.at(-1)) {
			above.get(last.asker.id)?.pop()
			way.pop()
		}
		if (node.state !== 'present') continue
		if (way.length > 0) answer(node, stancesOn, (person) => above.get(person.id)?.at(-1))
		if (!node.message.question) continue
		const question = { node, asker: personOf(people, node.message.author), answers: [], earlier: [] }
		questions.push(question)
		way.push(question)
		const asked = above.get(question.asker.id)
		if (asked === undefined) above.set(question.asker.id, [question])
		else asked.push(question)
	}
	return questions.map(({ node, asker, answers, earlier }) => {
		const state = answers.length > 0 ? 'answered' : 'open'
		return Object.freeze({ thread: thread.id, node, asker, state, answers: Object.freeze(answers), earlier: Object.freeze(earlier) })
	})
}

/** Enters a node as an answer to the nearest question above it of each person who confirmed it. */
function answer(
	node: PresentNode,
	stancesOn: (version: MessageId) => readonly PersonStance[],
	nearest: (asker: Person) => Question | undefined,
): void {
	/** The people whose word on a later version than the one that is looked at is known. */
	const heard = new Set<AuthorId>()
	const versions = [node.message.id, ...node.earlier.map(({ id }) => id)]
	for (const version of versions) {
		for (const { person, stance, endorsement } of stancesOn(version)) {
			if (heard.has(person.id)) continue
			heard.add(person.id)
			if (stance !== 'confirm') continue
			const question = nearest(person)
			const list = version === node.message.id ? question?.answers : question?.earlier
			list?.push(Object.freeze({ node: node.id, version, endorsement }))
		}
	}
}

function checkLimit(limit: number | undefined): void {
	if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 1)) return
	throw new BudkavleError(
		'argument-invalid',
		`The limit of a list is a whole number from 1, but ${limit} came. Leave it out to get all of it.`,
	)
}

function newestFirst<T extends { readonly node: PresentNode }>(entries: T[], limit: number | undefined): readonly T[] {
	return Object.freeze(entries.sort((a, b) => comparePlaced(b.node, a.node)).slice(0, limit))
}
