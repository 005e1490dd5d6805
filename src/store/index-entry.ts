/** What every store indexes of a message, in one place: two stores that hold the same messages answer the same. */
import { toHex } from '../bytes.js'
import { citedBlobs } from '../message/attachments.js'
import { KEY } from '../message/fields.js'
import { isRetractable, KIND, kindNumber } from '../message/kinds.js'
import { stubThread, threadsOf } from '../message/thread.js'
import type { AuthorId, BlobHash, Message, MessageId, Stub } from '../message/types.js'

/** What a retraction says of one message: its author takes back what has this id or this first version in this thread (SPEC 6.2). */
export interface StoreClaim {
	readonly thread: MessageId
	readonly target: MessageId
	readonly log: number
	readonly seq: number
}

export interface IndexEntry {
	readonly id: MessageId
	/** The number, also where the message has no effect. */
	readonly kind: number
	readonly author: AuthorId
	readonly log: number
	readonly seq: number
	readonly time: number | undefined
	readonly space: string | undefined
	/** The thread of its own bytes: where claims on it must belong. */
	readonly thread: MessageId
	/** All threads that list it, each once, its own first. */
	readonly threads: readonly MessageId[]
	/** What it speaks about: ids of messages and keys of authors, each once. */
	readonly targets: readonly (MessageId | AuthorId)[]
	/** Those of the targets that are ids of messages. */
	readonly aims: readonly MessageId[]
	readonly first: MessageId | undefined
	readonly topics: readonly string[]
	/** Whether it asks (SPEC 6.17). */
	readonly question: boolean
	/** What a search looks through: text and topics of posts and replies that have effect, in the form NFC: writers need not have chosen it (SPEC 3.8). */
	readonly text: string | undefined
	/** When it expires; only of posts and replies that have effect (SPEC 6.4). */
	readonly expires: number | undefined
	/** Attachments that it cites, each once. */
	readonly blobs: readonly BlobHash[]
	/** What it takes back; empty for all but retractions that have effect. */
	readonly claims: readonly StoreClaim[]
	/** Whether its author can take it back. */
	readonly retractable: boolean
	/** Whether it speaks about people: a profile or vouch, with effect or without. */
	readonly isAboutPeople: boolean
	/** Bytes of the payload, and of the signature where there is one. */
	readonly size: number
}

function hexIn(message: Message, key: number): string | undefined {
	const bytes = message.fields.get(key)
	return bytes === undefined ? undefined : toHex(bytes as Uint8Array)
}

/** Where there can be several of a kind, each counts once. */
function distinct(values: readonly (string | undefined)[]): readonly string[] {
	return [...new Set(values.filter((value) => value !== undefined))]
}

/**
 * The facts of a message. Fields mean the same in every kind (SPEC 3.3), so those of unknown kinds are indexed as well: a later version that knows the kind finds
 * the message.
 */
export function indexEntry(message: Message): IndexEntry {
	const { id, author, log, seq, time, space, thread } = message
	const kind = kindNumber(message)
	const stubs: readonly Stub[] = message.kind === 'retraction' ? message.targets : []
	const aims = distinct([hexIn(message, KEY.target), ...stubs.map(({ target }) => target)])
	const topics = (message.fields.get(KEY.topics) ?? []) as readonly string[]
	return {
		id,
		kind,
		author,
		log,
		seq,
		time,
		space,
		thread,
		threads: threadsOf(message),
		targets: distinct([...aims, hexIn(message, KEY.subject)]),
		aims,
		first: hexIn(message, KEY.first),
		topics,
		question: message.fields.get(KEY.question) === true,
		text: message.kind === 'post' || message.kind === 'reply' ? [message.text, ...topics].join('\n').normalize('NFC') : undefined,
		expires: message.kind === 'post' || message.kind === 'reply' ? message.expires : undefined,
		blobs: citedBlobs(message),
		claims: stubs.map((stub) => ({ thread: stubThread(stub), target: stub.target, log: stub.log, seq: stub.seq })),
		retractable: isRetractable(kind),
		isAboutPeople: kind === KIND.profile || kind === KIND.vouch,
		size: message.payload.length + (message.signature?.length ?? 0),
	}
}
