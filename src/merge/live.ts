/** What views consider: the one step that comes before each of them (SPEC 6.4). */
import { BudkavleError } from '../errors.js'
import type { Message, MessageId, OtherMessage } from '../message/types.js'
import type { Claim } from './retraction.js'
import { claimsOf, indexClaims, isRetracted } from './retraction.js'

export type LiveMessage = Exclude<Message, OtherMessage>

/** The live messages, each once, and all claims. Nothing else of a set of messages reaches a view. */
export interface Considered {
	readonly messages: readonly LiveMessage[]
	readonly claims: readonly Claim[]
}

/** Whether it has effect (SPEC 5.2): all shapes of messages but `OtherMessage` have. */
function hasEffect(message: Message): message is LiveMessage {
	return typeof message.kind === 'string'
}

/** Whether the time that its author gave it is over (SPEC 6.4). Only posts and replies have one. */
function isExpired(message: LiveMessage, now: number): boolean {
	return (message.kind === 'post' || message.kind === 'reply') && message.expires !== undefined && message.expires <= now
}

/**
 * The live messages and claims of a set (SPEC 6.2 to 6.4), whatever the order and repetition in which it comes. `now` is in whole
 * seconds since 1970; anything else is refused with `argument-invalid`.
 */
export function consider(messages: Iterable<Message>, now: number): Considered {
	if (!Number.isSafeInteger(now) || now < 0) {
		throw new BudkavleError(
			'argument-invalid',
			`A view needs the time as whole seconds since 1970, but ${now} came. Math.floor(Date.now() / 1000) is the time of this device.`,
		)
	}
	const once = new Map<MessageId, LiveMessage>()
	const claims: Claim[] = []
	for (const message of messages) {
		if (!hasEffect(message) || once.has(message.id)) continue
		once.set(message.id, message)
		if (message.kind === 'retraction') claims.push(...claimsOf(message))
	}
	const index = indexClaims(claims)
	return { messages: [...once.values()].filter((message) => !isExpired(message, now) && !isRetracted(message, index)), claims }
}

/** The parts of what is considered that belong to one thread each. */
export function byThread({ messages, claims }: Considered): ReadonlyMap<MessageId, Considered> {
	const parts = new Map<MessageId, { readonly messages: LiveMessage[]; readonly claims: Claim[] }>()
	const part = (thread: MessageId): { readonly messages: LiveMessage[]; readonly claims: Claim[] } => {
		const known = parts.get(thread)
		if (known !== undefined) return known
		const fresh = { messages: [], claims: [] }
		parts.set(thread, fresh)
		return fresh
	}
	for (const message of messages) part(message.thread).messages.push(message)
	for (const claim of claims) part(claim.thread).claims.push(claim)
	return parts
}
