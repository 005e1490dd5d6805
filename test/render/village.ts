/** A village and its well: signed messages and the views of them, so that renderers are tested on what merge really gives. */
import type { Identity } from '../../src/crypto/signer.js'
import { importIdentity } from '../../src/crypto/signer.js'
import { circleView } from '../../src/merge/circle.js'
import { completenessViews } from '../../src/merge/completeness.js'
import { threadCorroborations } from '../../src/merge/corroboration.js'
import type { Circle, LogCompleteness, NodeCorroboration, PersonView, QuestionView } from '../../src/merge/knowledge-types.js'
import { personView } from '../../src/merge/people.js'
import { inboxView, questionViews } from '../../src/merge/questions.js'
import { threadView } from '../../src/merge/thread.js'
import type { Thread, ThreadNode } from '../../src/merge/types.js'
import { createMessage } from '../../src/message/create.js'
import type { Draft, EndorsementDraft } from '../../src/message/drafts.js'
import type { AuthorId, Endorsement, Message, MessageId, Post, Reply } from '../../src/message/types.js'
import type { InboxItem } from '../../src/replica/view-types.js'

const MORNING = Date.UTC(2026, 4, 4, 8) / 1000
export const NOW: number = MORNING + 36 * 3600

type Name = 'Anna' | 'Bertil' | 'Cecilia' | 'David' | 'Erik' | 'stranger' | 'paper'
const PEOPLE: readonly Name[] = ['Anna', 'Bertil', 'Cecilia', 'David', 'Erik', 'stranger', 'paper']

export interface Village {
	readonly messages: readonly Message[]
	readonly keys: Readonly<Record<Name, AuthorId>>
	readonly names: ReadonlyMap<AuthorId, string>
	readonly endorsements: ReadonlyMap<MessageId, Endorsement>
	readonly contents: ReadonlyMap<MessageId, Post | Reply>
	readonly question: Post
	readonly answer: Reply
	readonly revised: Reply
	/** All of the rest is what Anna sees. */
	readonly thread: Thread
	readonly corroborations: readonly NodeCorroboration[]
	readonly questions: readonly QuestionView[]
	readonly inbox: readonly InboxItem[]
	readonly circle: Circle
	readonly anna: PersonView
	readonly logs: readonly LogCompleteness[]
}

/** A draft without what the teller of the story fills in. */
type Told<D> = D extends unknown ? Omit<D, 'seq' | 'time'> : never

async function identities(): Promise<ReadonlyMap<Name, Identity>> {
	const made = PEOPLE.map(async (name, index) => [name, await importIdentity(new Uint8Array(32).fill(index + 1))] as const)
	return new Map(await Promise.all(made))
}

export async function village(): Promise<Village> {
	const people = await identities()
	const keyOf = (name: Name): AuthorId => (people.get(name) as Identity).author
	const messages: Message[] = []
	const says = async <M extends Message>(name: Name, draft: Told<Draft>): Promise<M> => {
		const author = keyOf(name)
		const seq = messages.filter((message) => message.author === author).length + 1
		const message = await createMessage(people.get(name) as Identity, { ...draft, seq, time: MORNING + messages.length * 600 } as Draft)
		messages.push(message)
		return message as M
	}
	const endorses = (name: Name, target: Reply, said: Omit<EndorsementDraft, 'target' | 'root' | 'seq'>): Promise<Endorsement> =>
		says(name, { kind: 'endorsement', target: target.id, root: target.root, ...said })

	for (const name of ['Bertil', 'Cecilia', 'David', 'Erik'] as const) await says(name, { kind: 'profile', name })
	await says('Anna', { kind: 'profile', name: 'Anna', keys: [keyOf('paper')] })
	await says('paper', { kind: 'profile', name: 'Anna, on paper', keys: [keyOf('Anna')] })
	await says('Anna', { kind: 'vouch', subject: keyOf('Bertil'), stance: 'vouch' })
	await says('Anna', { kind: 'vouch', subject: keyOf('Cecilia'), stance: 'vouch' })
	await says('Cecilia', { kind: 'vouch', subject: keyOf('David'), stance: 'vouch' })
	await says('David', { kind: 'vouch', subject: keyOf('Erik'), stance: 'vouch' })

	const question: Post = await says('Anna', {
		kind: 'post',
		text: 'Is the well safe after the flood?\nIt looks brown.',
		question: true,
		topics: ['water', 'flood'],
		lang: 'en',
		space: 'hagby',
	})
	const root = question.id
	const answer: Reply = await says('Bertil', { kind: 'reply', root, text: 'Boil it.' })
	await endorses('Anna', answer, { stance: 'confirm', grounds: 'reproduced' })
	await endorses('Erik', answer, { stance: 'confirm' })
	const revised: Reply = await says('Bertil', {
		kind: 'reply',
		root,
		first: answer.id,
		rev: 1,
		text: 'Boil it for three minutes, for now. The municipality found bacteria on Monday.',
	})
	const report = { uri: 'https://hagby.example/water/2026-05-04', day: 20_577 }
	for (const name of ['Cecilia', 'David', 'Erik'] as const)
		await endorses(name, revised, { stance: 'confirm', grounds: 'source', sources: [report] })
	await endorses('stranger', revised, { stance: 'dispute' })
	const long: Reply = await says('David', {
		kind: 'reply',
		root,
		parent: answer.id,
		text: 'And for how long do we have to boil it?',
		question: true,
	})
	const week: Reply = await says('Bertil', { kind: 'reply', root, parent: long.id, text: 'A week, they say.' })
	await endorses('David', week, { stance: 'confirm' })
	await says('Erik', { kind: 'reply', root, parent: long.id, text: 'Until the sample of Friday.', sources: [report] })

	const reader = { keys: [keyOf('Anna')] }
	const contents = messages.filter((message): message is Post | Reply => message.kind === 'post' || message.kind === 'reply')
	const endorsements = messages.filter((message): message is Endorsement => message.kind === 'endorsement')
	return {
		messages,
		keys: Object.fromEntries(PEOPLE.map((name) => [name, keyOf(name)])) as Record<Name, AuthorId>,
		names: new Map(messages.flatMap((message) => (message.kind === 'profile' ? [[message.author, message.name ?? ''] as const] : []))),
		endorsements: new Map(endorsements.map((endorsement) => [endorsement.id, endorsement])),
		contents: new Map(contents.map((message) => [message.id, message])),
		question,
		answer,
		revised,
		thread: threadView(messages, root, NOW) as Thread,
		corroborations: threadCorroborations(messages, root, reader, NOW),
		questions: questionViews(messages, root, NOW),
		inbox: inboxView(messages, reader, NOW).map((entry, index) => ({ ...entry, unread: index === 0 })),
		circle: circleView(messages, reader, NOW),
		anna: personView(messages, keyOf('Anna'), NOW),
		logs: completenessViews(
			messages.filter(({ id }) => id !== answer.id),
			NOW,
		),
	}
}

/** The same village, where everybody has one text in mind, and writes it wherever they may. */
export function poisoned(where: Village, text: string): Village {
	const poison = <M extends Post | Reply>(message: M): M => ({
		...message,
		text,
		topics: [text, text],
		space: text,
		sources: [{ uri: text, day: 20_577 }],
		attachments: [{ hash: message.id, size: 1, type: text, name: text }],
	})
	const node = <N extends ThreadNode>(each: N): N => (each.state === 'present' ? { ...each, message: poison(each.message) } : each)
	return {
		...where,
		names: new Map([...where.names.keys()].map((key) => [key, text])),
		endorsements: new Map([...where.endorsements].map(([id, said]) => [id, { ...said, sources: [{ uri: text }] }])),
		contents: new Map([...where.contents].map(([id, message]) => [id, poison(message)])),
		thread: { ...where.thread, nodes: where.thread.nodes.map(node) },
		questions: where.questions.map((question) => ({ ...question, node: node(question.node) })),
		inbox: where.inbox.map((item) => ({ ...item, node: node(item.node) })),
	}
}
