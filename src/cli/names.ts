/** From what people type to whole ids and keys, and from keys to the names that their owners chose. */

import { BudkavleError } from '../errors.js'
import type { Thread } from '../merge/types.js'
import type { AuthorId, Endorsement, Message, MessageId, Post, Reply, Source } from '../message/types.js'
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
			`No ${what} here begins with ${quote(typed)}. Import the bundle that carries it, or look with budkavle list.`,
		)
	if (others.length === 0) return only
	const candidates = found.map((id) => id.slice(0, SHOWN)).join(', ')
	throw new BudkavleError('ambiguous', `${quote(typed)} is the beginning of more than one ${what}: ${candidates}. Type more digits.`)
}

/** The id of a message. A whole id need not be held. */
export async function resolveMessage(replica: Replica, typed: string): Promise<MessageId> {
	const digits = parseHex(typed, 'The id of a message')
	return digits.length === 64 ? digits : pickOne((await replica.resolve(digits)).messages, typed, 'message')
}

/** The key of an author. A whole key need not be known. */
export async function resolveAuthor(replica: Replica, typed: string): Promise<AuthorId> {
	const digits = parseHex(typed, 'The key of an author')
	return digits.length === 64 ? digits : pickOne((await replica.resolve(digits)).authors, typed, 'author')
}

export function isContent(message: Message): message is Post | Reply {
	return message.kind === 'post' || message.kind === 'reply'
}

/** A message that is held; `already-retracted` or `not-found` where it is not. */
export async function heldMessage(replica: Replica, id: MessageId): Promise<Message> {
	const message = await replica.message(id)
	if (message !== undefined) return message
	const node = (await replica.view.thread(id))?.nodes.find((each) => each.id === id)
	if (node?.state === 'retracted')
		throw new BudkavleError('already-retracted', `Message ${id} was retracted by its author, and its content is erased.`)
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

/** The names of authors, as far as profiles are held, in the order of their keys. */
export async function namesOf(replica: Replica, authors: Iterable<AuthorId>): Promise<ReadonlyMap<AuthorId, string>> {
	const names = new Map<AuthorId, string>()
	for (const author of [...new Set(authors)].sort()) {
		const { profile } = await replica.view.profile(author)
		if (profile?.name !== undefined) names.set(author, profile.name)
	}
	return names
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
export async function endorsementsOf(replica: Replica, { nodes }: Thread): Promise<ReadonlyMap<MessageId, Endorsement>> {
	const found = new Map<MessageId, Endorsement>()
	for (const node of nodes) {
		if (node.state !== 'present') continue
		for (const stances of [node.stances, ...node.earlier.map((version) => version.stances)]) {
			for (const id of Object.values(stances).flatMap(({ endorsements }) => endorsements)) {
				const message = await replica.message(id)
				if (message?.kind === 'endorsement') found.set(id, message)
			}
		}
	}
	return found
}
