/** Questions: which are open, which are answered, and what waits for a reader (SPEC 6.17). */
import { BudkavleError } from '../errors.js'
import type { AuthorId, Endorsement, Message, MessageId } from '../message/types.js'
import { checkKeys } from './circle.js'
import type { Answer, InboxEntry, People, Person, PersonStance, QuestionView, Reader } from './knowledge-types.js'
import type { Considered } from './live.js'
import { byThread, consider } from './live.js'
import { comparePlaced } from './order.js'
import { peopleOf, personOf, stancesOfPeople } from './people.js'
import { groupBy } from './register.js'
import { threadOf } from './thread.js'
import type { TimelineSelection } from './timeline.js'
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
export function openQuestions(
	messages: Iterable<Message>,
	now: number,
	{ limit, ...filter }: TimelineSelection = {},
): readonly QuestionView[] {
	checkLimit(limit)
	const considered = consider(messages, now)
	const people = peopleOf(considered)
	const filtered = Object.values(filter).some((value) => value !== undefined)
	const open: QuestionView[] = []
	for (const [thread, part] of byThread(considered)) {
		if (!part.messages.some((message) => (message.kind === 'post' || message.kind === 'reply') && message.question)) continue
		const view = threadOf(part, thread, now)
		if (filtered && timelineEntry(view, filter) === undefined) continue
		open.push(...questionsIn(part, view, people).filter(({ state }) => state === 'open'))
	}
	return newestFirst(open, limit)
}

/**
 * What waits for a reader, newest first: what others answered to what the reader wrote, and open questions of others in threads in which
 * the reader wrote, unless the reader has answered them. Throws `argument-invalid` for a `now`, `limit` or key that is none. Computes every
 * thread in which the reader wrote once.
 */
export function inboxView(
	messages: Iterable<Message>,
	{ keys }: Pick<Reader, 'keys'>,
	now: number,
	{ limit }: InboxSelection = {},
): readonly InboxEntry[] {
	checkKeys('reader.keys', keys)
	checkLimit(limit)
	const considered = consider(messages, now)
	const people = peopleOf(considered)
	const own = new Set(keys.flatMap((key) => personOf(people, key).keys))
	const entries: InboxEntry[] = []
	for (const [thread, part] of byThread(considered)) {
		if (!part.messages.some(({ kind, author }) => (kind === 'post' || kind === 'reply') && own.has(author))) continue
		entries.push(...entriesIn(part, threadOf(part, thread, now), own, people))
	}
	return newestFirst(entries, limit)
}

function entriesIn(considered: Considered, thread: Thread, own: ReadonlySet<AuthorId>, people: People): readonly InboxEntry[] {
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
		if (node.state !== 'present' || isOwn(node)) return []
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
