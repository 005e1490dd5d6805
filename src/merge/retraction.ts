/** Retraction: what an author takes back, for ever and wherever it comes from (SPEC 6.2). */
import { toHex } from '../bytes.js'
import { KEY } from '../message/fields.js'
import { isRetractable, kindNumber } from '../message/kinds.js'
import { stubThread } from '../message/thread.js'
import type { AuthorId, Message, MessageId, Retraction, Stub } from '../message/types.js'

/** One stub of a retraction that has effect: what this author says to have taken back (SPEC 6.2). */
export interface Claim {
	readonly author: AuthorId
	/** The thread that the stub belongs to (SPEC 3.9). */
	readonly thread: MessageId
	readonly stub: Stub
}

/** The targets of claims by their author and thread. */
export type ClaimIndex = ReadonlyMap<AuthorId, ReadonlyMap<MessageId, ReadonlySet<MessageId>>>

/** The claims that a retraction makes: one for each of its stubs. */
export function claimsOf(retraction: Retraction): readonly Claim[] {
	return retraction.targets.map((stub) => ({ author: retraction.author, thread: stubThread(stub), stub }))
}

/** Prepares claims for `isRetracted`. Takes linear time, whoever claims what. */
export function indexClaims(claims: Iterable<Claim>): ClaimIndex {
	const index = new Map<AuthorId, Map<MessageId, Set<MessageId>>>()
	for (const { author, thread, stub } of claims) {
		const threads = index.get(author) ?? new Map<MessageId, Set<MessageId>>()
		const targets = threads.get(thread) ?? new Set()
		index.set(author, threads.set(thread, targets.add(stub.target)))
	}
	return index
}

/** The first version that a message of any kind names, known here or not. */
function firstOf(message: Message): MessageId | undefined {
	if (message.kind === 'post' || message.kind === 'reply') return message.first
	const first = message.fields.get(KEY.first)
	return first instanceof Uint8Array ? toHex(first) : undefined
}

/**
 * Whether a message was taken back (SPEC 6.2): a claim of its own author, belonging to its thread, names it or the first version that it
 * revises. Holds for messages without effect as well, so that a store can erase what this version of the library does not understand.
 */
export function isRetracted(message: Message, claims: ClaimIndex): boolean {
	const targets = claims.get(message.author)?.get(message.thread)
	if (targets === undefined || !isRetractable(kindNumber(message))) return false
	const first = firstOf(message)
	return targets.has(message.id) || (first !== undefined && targets.has(first))
}
