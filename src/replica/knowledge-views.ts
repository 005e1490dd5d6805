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
import { comparePlaced } from '../merge/order.js'
import { peopleView, personView } from '../merge/people.js'
import { inboxView, openQuestions, questionViews } from '../merge/questions.js'
import type { PresentNode } from '../merge/types.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Endorsement, Message, MessageId } from '../message/types.js'
import { isRead, localReader } from './device.js'
import { Gathering } from './gathering.js'
import type { Reading } from './reading.js'
import { oneMessage } from './reading.js'
import type { Standpoint } from './standpoint.js'
import { threadOfId, timeOf } from './standpoint.js'
import { checkedLimit, filterOf } from './timeline.js'
import type { InboxItem, InboxOptions, ReaderOptions, TimelineOptions, ViewOptions, Views } from './view-types.js'

type KnowledgeViews = Pick<
	Views,
	'person' | 'people' | 'circle' | 'corroboration' | 'corroborations' | 'questions' | 'openQuestions' | 'inbox' | 'completeness'
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
function newest<T extends { readonly node: PresentNode }>(found: T[], limit: number): readonly T[] {
	return found.sort((a, b) => comparePlaced(b.node, a.node)).slice(0, limit)
}

export function openKnowledgeViews(standpoint: Standpoint): KnowledgeViews {
	const { reading, author: self } = standpoint
	const readerOf = async (options: ReaderOptions | undefined): Promise<Reader> => options?.reader ?? localReader(reading, self)

	return {
		async person(author: AuthorId, options?: ViewOptions): Promise<PersonView> {
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
			const thread = await threadOfId(reading, id)
			const said = await withSources(reading, gathering, await reading.all({ by: 'thread', thread }))
			const now = timeOf(standpoint, options, said)
			await gathering.circle(reader, now)
			return threadCorroborations([...said, ...gathering.messages], thread, reader, now, reading.memo)
		},

		async questions(id: MessageId, options?: ViewOptions): Promise<readonly QuestionView[]> {
			const thread = await threadOfId(reading, id)
			const messages = await withAskers(reading, thread)
			return questionViews(messages, thread, timeOf(standpoint, options, messages))
		},

		async openQuestions(options: TimelineOptions = {}): Promise<readonly QuestionView[]> {
			const most = checkedLimit(options.limit)
			const filter = filterOf(options)
			const threads = new Set<MessageId>()
			let latest = 0
			for await (const { thread, time = 0 } of reading.stream({ by: 'question' })) {
				threads.add(thread)
				latest = Math.max(latest, time)
			}
			const now = options.now ?? standpoint.clock() ?? latest
			const open: QuestionView[] = []
			for (const thread of threads) open.push(...openQuestions(await withAskers(reading, thread), now, filter))
			return Object.freeze(newest(open, most))
		},

		async inbox(options: InboxOptions = {}): Promise<readonly InboxItem[]> {
			const most = checkedLimit(options.limit)
			const { keys } = await readerOf(options)
			const gathering = new Gathering(reading)
			const threads = new Set<MessageId>()
			let latest = 0
			for (const key of keys) {
				for (const author of await gathering.component(key)) {
					for (const kind of [KIND.post, KIND.reply]) {
						for await (const { thread, time = 0 } of reading.stream({ by: 'author', author, kind })) {
							threads.add(thread)
							latest = Math.max(latest, time)
						}
					}
				}
			}
			const now = options.now ?? standpoint.clock() ?? latest
			const entries: InboxEntry[] = []
			for (const thread of threads) {
				entries.push(...inboxView([...(await withAskers(reading, thread)), ...gathering.messages], { keys }, now))
			}
			const items = newest(entries, most).map(async (entry) =>
				Object.freeze({ ...entry, unread: !(await isRead(reading, entry.node.message.id)) }),
			)
			return Object.freeze(await Promise.all(items))
		},

		async completeness(author: AuthorId, options?: ViewOptions): Promise<readonly LogCompleteness[]> {
			const messages = await reading.all({ by: 'author', author })
			return completenessViews(messages, timeOf(standpoint, options, messages), author)
		},
	}
}
