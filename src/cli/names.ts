/** From what people type to whole ids and keys, and from keys to the names that their owners chose. */

import { BudkavleError } from '../errors.js'
import type { Thread } from '../merge/types.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Endorsement, Message, MessageId, Post, Reply, Source } from '../message/types.js'
import type { Json } from '../render/json.js'
import type { Replica } from '../replica/types.js'
import { parseHex, quote } from './arguments.js'
import { usage } from './failure.js'

/** How many digits an error shows of each thing that a short name may mean. */
const SHOWN = 16

export function pickOne(found: readonly string[], typed: string, what: string): string {
	const [only, ...others] = found
	if (only === undefined)
		throw new BudkavleError(
			'not-found',
			`No ${what} here begins with ${quote(typed)}. Import the bundle that carries it, or look with budkavle ${what === 'author' ? 'people' : 'list'}.`,
		)
	if (others.length === 0) return only
	const candidates = found.map((id) => id.slice(0, SHOWN)).join(', ')
	throw new BudkavleError('ambiguous', `${quote(typed)} is the beginning of more than one ${what}: ${candidates}. Type more digits.`)
}

/** More candidates than anybody would read. */
const CANDIDATES = 10

/**
 * Messages that are not here and that only replies name, as what they answer or revise, with their threads: views show these ids, but no index leads to them. For whole ids and for
 * beginnings.
 */
async function namedByReplies(replica: Replica, digits: string): Promise<ReadonlyMap<MessageId, MessageId>> {
	const found = new Map<MessageId, MessageId>()
	for await (const message of replica.messages({ kind: KIND.reply })) {
		if (message.kind !== 'reply') continue
		for (const id of [message.parent, message.first]) if (id?.startsWith(digits) === true) found.set(id, message.thread)
		if (found.size >= CANDIDATES) break
	}
	return found
}

/** The id of a message. A whole id need not be held. */
export async function resolveMessage(replica: Replica, typed: string): Promise<MessageId> {
	const digits = parseHex(typed, 'The id of a message')
	if (digits.length === 64) return digits
	const { messages } = await replica.resolve(digits)
	return pickOne(messages.length > 0 ? messages : [...(await namedByReplies(replica, digits)).keys()], typed, 'message')
}

/** The thread that a message belongs to, also one that is missing there. */
export async function threadWith(replica: Replica, id: MessageId): Promise<Thread | undefined> {
	const view = await replica.view.thread(id)
	if (view !== undefined) return view
	const thread = (await namedByReplies(replica, id)).get(id)
	return thread === undefined ? undefined : replica.view.thread(thread)
}

/** The key of an author. A whole key need not be known. */
export async function resolveAuthor(replica: Replica, typed: string): Promise<AuthorId> {
	const digits = parseHex(typed, 'The key of an author')
	return digits.length === 64 ? digits : pickOne((await replica.resolve(digits)).authors, typed, 'author')
}

export function isContent(message: Message): message is Post | Reply {
	return message.kind === 'post' || message.kind === 'reply'
}

/** Who says to have retracted a message, of a thread as far as it is known. */
async function retractedBy(replica: Replica, id: MessageId, { nodes, id: thread }: Thread): Promise<AuthorId | undefined> {
	const node = nodes.find((each) => each.id === id)
	if (node?.state === 'retracted') return node.author
	if (node !== undefined) return undefined
	// A version of its own, which is no node.
	for await (const message of replica.messages({ thread, kind: KIND.retraction })) {
		if (message.kind === 'retraction' && message.targets.some(({ target }) => target === id)) return message.author
	}
	return undefined
}

/** A message that is held; `already-retracted` or `not-found` where it is not. */
export async function heldMessage(replica: Replica, id: MessageId): Promise<Message> {
	const message = await replica.message(id)
	if (message !== undefined) return message
	const thread = await replica.view.thread(id)
	const author = thread === undefined ? undefined : await retractedBy(replica, id, thread)
	if (author !== undefined)
		throw new BudkavleError('already-retracted', `Message ${id} was retracted by its author ${author}, and its content is erased.`)
	throw new BudkavleError('not-found', `Message ${id} is not held here. Import the bundle that carries it first.`)
}

/** What a person sees under an id: of a post or reply its current version, whichever version was named. */
export async function currentVersion(replica: Replica, id: MessageId): Promise<Message> {
	const message = await heldMessage(replica, id)
	if (!isContent(message)) return message
	const node = (await replica.view.thread(id))?.nodes.find((each) => each.id === (message.first ?? message.id))
	if (node?.state === 'present') return node.message
	if (node?.state !== 'contested') return message
	throw new BudkavleError(
		'ambiguous',
		`More than one author claims message ${node.id}. Name the version that you mean by its own id, with --exact.`,
	)
}

const URI = /^[A-Za-z][A-Za-z0-9+.-]*:\S/

/** Sources as they are typed: a URI (it has a scheme), or the id of a message. */
export async function parseSources(replica: Replica, typed: readonly string[]): Promise<readonly Source[]> {
	return Promise.all(
		typed.map(async (source): Promise<Source> => {
			if (URI.test(source)) return { uri: source }
			if (/^#?[0-9a-fA-F]{4,64}$/.test(source)) return { message: await resolveMessage(replica, source) }
			throw usage(
				`A source is a URI with its scheme, such as https://example.org/report or isbn:9789100123456, or the id of a message, but ${quote(source)} came.`,
			)
		}),
	)
}

/** What a replica was asked for already: a command asks for the same people again and again, and nobody changes their name meanwhile. */
const known = new WeakMap<Replica, Map<AuthorId, Promise<string | undefined>>>()

async function nameIn(replica: Replica, author: AuthorId): Promise<string | undefined> {
	return (await replica.view.profile(author)).profile?.name
}

/** The names of authors, as far as profiles are held, in the order of their keys. */
export async function namesOf(replica: Replica, authors: Iterable<AuthorId>): Promise<ReadonlyMap<AuthorId, string>> {
	const asked = known.get(replica) ?? new Map<AuthorId, Promise<string | undefined>>()
	known.set(replica, asked)
	const names = new Map<AuthorId, string>()
	for (const author of [...new Set(authors)].sort()) {
		const answer = asked.get(author) ?? nameIn(replica, author)
		asked.set(author, answer)
		const name = await answer
		if (name !== undefined) names.set(author, name)
	}
	return names
}

export function namesJson(names: ReadonlyMap<AuthorId, string>): Json {
	return Object.fromEntries(names)
}

/** Everybody who speaks in a thread. */
export function speakersOf({ nodes }: Thread): readonly AuthorId[] {
	return nodes.flatMap((node) => {
		if (node.state === 'retracted') return [node.author]
		if (node.state === 'contested') return node.claims.map(({ author }) => author)
		if (node.state === 'missing') return []
		return [
			node.message.author,
			...[node.stances, ...node.earlier.map(({ stances }) => stances)].flatMap((each) =>
				Object.values(each).flatMap(({ authors }) => authors),
			),
		]
	})
}

/** The endorsements that a thread counts. */
export function countedIn({ nodes }: Thread): readonly MessageId[] {
	return nodes.flatMap((node) => {
		if (node.state !== 'present') return []
		const all = [node.stances, ...node.earlier.map(({ stances }) => stances)]
		return all.flatMap((stances) => Object.values(stances).flatMap(({ endorsements }) => endorsements))
	})
}

/** What stands behind the ids that views name: endorsements, and posts and replies. */
export interface Named {
	readonly endorsements: ReadonlyMap<MessageId, Endorsement>
	readonly messages: ReadonlyMap<MessageId, Post | Reply>
}

/** The messages of these ids, as far as they are held, in the order of their ids. */
export async function named(replica: Replica, ids: Iterable<MessageId>): Promise<Named> {
	const endorsements = new Map<MessageId, Endorsement>()
	const messages = new Map<MessageId, Post | Reply>()
	for (const id of [...new Set(ids)].sort()) {
		const message = await replica.message(id)
		if (message?.kind === 'endorsement') endorsements.set(id, message)
		else if (message !== undefined && isContent(message)) messages.set(id, message)
	}
	return { endorsements, messages }
}
