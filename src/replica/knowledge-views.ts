/** Views of people and of knowledge over what is held (SPEC 6.13 to 6.18). */
import { BudkavleError } from '../errors.js'
import { circleView } from '../merge/circle.js'
import { completenessViews } from '../merge/completeness.js'
import { corroborationView, threadCorroborations } from '../merge/corroboration.js'
import type {
	Circle,
	Corroboration,
	InboxEntry,
	LogCompleteness,
	NodeCorroboration,
	Person,
	PersonView,
	QuestionView,
	Reader,
} from '../merge/knowledge-types.js'
import type { Considered } from '../merge/live.js'
import { consider } from '../merge/live.js'
import { comparePlaced } from '../merge/order.js'
import { peopleOf, peopleView, personView } from '../merge/people.js'
import { addresseeOf, inboxOfThread, questionsOfThread, questionViews } from '../merge/questions.js'
import type { PresentNode } from '../merge/types.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Endorsement, Message, MessageId } from '../message/types.js'
import { checkHex } from './arguments.js'
import { isRead, localReader } from './device.js'
import { Gathering } from './gathering.js'
import type { Reading } from './reading.js'
import { oneMessage } from './reading.js'
import type { Standpoint } from './standpoint.js'
import { threadOfId, threadWithMessages, timeOf } from './standpoint.js'
import { checkedLimit, filterOf } from './timeline.js'
import type { InboxItem, InboxOptions, ReaderOptions, TimelineOptions, ViewOptions, Views } from './view-types.js'

type KnowledgeViews = Pick<
	Views,
	| 'person'
	| 'people'
	| 'circle'
	| 'corroboration'
	| 'corroborations'
	| 'questions'
	| 'openQuestions'
	| 'answeredQuestions'
	| 'inbox'
	| 'completeness'
>

const isEndorsement = (message: Message): message is Endorsement => message.kind === 'endorsement'

/** These messages and those that they cite; who is one person of all who speak in them is gathered. */
async function withSources(reading: Reading, gathering: Gathering, messages: readonly Message[]): Promise<readonly Message[]> {
	const endorsements = messages.filter(isEndorsement)
	const cited = new Set(endorsements.flatMap(({ sources }) => sources.flatMap(({ message }) => message ?? [])))
	const sources = await reading.get([...cited])
	const versions = messages.filter(({ kind }) => kind === 'post' || kind === 'reply')
	await gathering.people([...versions, ...endorsements, ...sources].map(({ author }) => author))
	return sources.length === 0 ? messages : [...messages, ...sources]
}

/** The messages of a thread, and the profiles that tell who is one person with those who ask something in it. */
async function withAskers(reading: Reading, thread: MessageId): Promise<readonly Message[]> {
	const gathering = new Gathering(reading)
	const messages = await reading.all({ by: 'thread', thread })
	const asking = messages.filter((message) => (message.kind === 'post' || message.kind === 'reply') && message.question)
	await gathering.people(asking.map(({ author }) => author))
	return [...messages, ...gathering.messages]
}

/** The newest of what was found thread by thread (SPEC 6.17). */
function newest<T extends { readonly node: PresentNode }>(found: T[]): readonly T[] {
	return found.sort((a, b) => comparePlaced(b.node, a.node))
}

/** So many threads are computed before others get a turn. */
const BREATH = 100

export function openKnowledgeViews(standpoint: Standpoint): KnowledgeViews {
	const { reading, author: self } = standpoint
	/** What is considered of each of these threads. Whoever computes many leaves others their turn in between. */
	async function* threadByThread(
		threads: Iterable<MessageId>,
		now: number,
	): AsyncGenerator<{ readonly thread: MessageId; readonly considered: Considered }, void, void> {
		let count = 0
		for (const thread of threads) {
			if (++count % BREATH === 0) await new Promise((resume) => setTimeout(resume, 0))
			yield { thread, considered: consider(await reading.all({ by: 'thread', thread }), now) }
		}
	}

	async function questionsInState(state: QuestionView['state'], options: TimelineOptions): Promise<readonly QuestionView[]> {
		const most = checkedLimit(options.limit)
		const filter = filterOf(options)
		const threads = new Set<MessageId>()
		const askers = new Set<AuthorId>()
		let latest = 0
		for await (const { thread, author, time = 0 } of reading.stream({ by: 'question' })) {
			threads.add(thread)
			askers.add(author)
			latest = Math.max(latest, time)
		}
		const now = options.now ?? standpoint.clock() ?? latest
		const gathering = new Gathering(reading)
		await gathering.people(askers)
		const people = peopleOf(consider(gathering.messages, now))
		const found: QuestionView[] = []
		for await (const { thread, considered } of threadByThread(threads, now)) {
			found.push(...questionsOfThread(considered, thread, people, now, filter).filter((question) => question.state === state))
		}
		return Object.freeze(newest(found).slice(0, most))
	}

	/** Checked before anything is read for it. */
	const readerOf = async (options: ReaderOptions | undefined): Promise<Reader> => {
		const reader = options?.reader ?? (await localReader(reading, self))
		circleView([], reader, 0)
		return reader
	}

	return {
		async person(author: AuthorId, options?: ViewOptions): Promise<PersonView> {
			checkHex(author, 'the key of an author')
			const gathering = new Gathering(reading)
			await gathering.people([author])
			return personView(gathering.messages, author, timeOf(standpoint, options, gathering.messages))
		},

		async people(options?: ViewOptions): Promise<readonly Person[]> {
			const profiles = await reading.all({ by: 'arrival', kind: KIND.profile })
			return peopleView(profiles, await reading.authors(), timeOf(standpoint, options, profiles))
		},

		async circle(options?: ReaderOptions): Promise<Circle> {
			const reader = await readerOf(options)
			const gathering = new Gathering(reading)
			// Neither profiles nor vouches expire, so that the time matters little.
			const now = timeOf(standpoint, options, [])
			await gathering.circle(reader, now)
			return circleView(gathering.messages, reader, now)
		},

		async corroboration(version: MessageId, options?: ReaderOptions): Promise<Corroboration> {
			checkHex(version, 'the id of a version')
			const reader = await readerOf(options)
			const gathering = new Gathering(reading)
			const message = await oneMessage(reading, version)
			const about = await reading.all({ by: 'target', target: version })
			const said = await withSources(reading, gathering, message === undefined ? about : [message, ...about])
			const now = timeOf(standpoint, options, said)
			await gathering.circle(reader, now)
			const view = corroborationView([...said, ...gathering.messages], version, reader, now)
			if (view !== undefined) return view
			throw new BudkavleError('not-found', `No post or reply ${version} is held here, or it expired, so nothing can be said about it.`)
		},

		async corroborations(id: MessageId, options?: ReaderOptions): Promise<readonly NodeCorroboration[]> {
			const reader = await readerOf(options)
			const gathering = new Gathering(reading)
			const { thread, messages } = await threadWithMessages(reading, id)
			const said = await withSources(reading, gathering, messages)
			const now = timeOf(standpoint, options, said)
			await gathering.circle(reader, now)
			return threadCorroborations([...said, ...gathering.messages], thread, reader, now, reading.memo)
		},

		async questions(id: MessageId, options?: ViewOptions): Promise<readonly QuestionView[]> {
			const thread = await threadOfId(reading, id)
			const messages = await withAskers(reading, thread)
			return questionViews(messages, thread, timeOf(standpoint, options, messages))
		},

		openQuestions: (options = {}) => questionsInState('open', options),
		answeredQuestions: (options = {}) => questionsInState('answered', options),

		async inbox(options: InboxOptions = {}): Promise<readonly InboxItem[]> {
			const most = checkedLimit(options.limit)
			const reader = await readerOf(options)
			const gathering = new Gathering(reading)
			await gathering.people([...reader.keys, ...(reader.blocked ?? [])])
			const profiles = consider(gathering.messages, 0)
			const { own } = addresseeOf(profiles, reader, peopleOf(profiles))
			const threads = new Set<MessageId>()
			let latest = 0
			for (const author of own) {
				for (const kind of [KIND.post, KIND.reply]) {
					for await (const { thread, time = 0 } of reading.stream({ by: 'author', author, kind })) {
						threads.add(thread)
						latest = Math.max(latest, time)
					}
				}
			}
			for await (const { thread, author } of reading.stream({ by: 'question' })) if (threads.has(thread)) await gathering.people([author])
			const now = options.now ?? standpoint.clock() ?? latest
			const known = consider(gathering.messages, now)
			const people = peopleOf(known)
			const addressee = addresseeOf(known, reader, people)
			const entries: InboxEntry[] = []
			for await (const { thread, considered } of threadByThread(threads, now)) {
				entries.push(...inboxOfThread(considered, thread, addressee, people, now))
			}
			const items: InboxItem[] = []
			for (const entry of newest(entries)) {
				if (items.length === most) break
				if (options.unanswered === true && entry.answered) continue
				const unread = !(await isRead(reading, entry.node.message.id))
				if (unread || options.unread !== true) items.push(Object.freeze({ ...entry, unread }))
			}
			return Object.freeze(items)
		},

		async completeness(author: AuthorId, options?: ViewOptions): Promise<readonly LogCompleteness[]> {
			checkHex(author, 'the key of an author')
			const messages = await reading.all({ by: 'author', author })
			return completenessViews(messages, timeOf(standpoint, options, messages), author)
		},
	}
}
