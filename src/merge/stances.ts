/** Stances: who confirms, disputes or calls outdated exactly these bytes (SPEC 6.10). */
import { compareStrings } from '../bytes.js'
import type { AuthorId, Endorsement, Message, MessageId } from '../message/types.js'
import { consider } from './live.js'
import { resolveRegisters } from './register.js'
import type { StanceCount, Stances, StanceView } from './types.js'

/** What a stance needs to know of the version that it is about. */
export interface EndorsedVersion {
	readonly id: MessageId
	readonly author: AuthorId
	readonly thread: MessageId
}

const NOBODY: readonly never[] = Object.freeze([])
const NONE: StanceCount = Object.freeze({ count: 0, authors: NOBODY, endorsements: NOBODY })
const NO_STANCES: Stances = Object.freeze({ confirm: NONE, dispute: NONE, outdated: NONE })

/**
 * The current stances on one version, one for each author who has one, in the order of the authors' keys (SPEC 6.5, 6.6, 6.10).
 * Everything else among the messages is passed by; what is said about other versions, or with another thread, does not count. `now` is
 * in whole seconds since 1970 (`argument-invalid`).
 */
export function stanceViews(version: EndorsedVersion, messages: Iterable<Message>, now: number): readonly StanceView[] {
	return currentStances(
		version,
		consider(messages, now).messages.filter((message) => message.kind === 'endorsement'),
	)
}

/**
 * The same as numbers with their evidence. The endorsements have effect and come once each, in any order; others than those on the
 * version are passed by.
 */
export function stancesOn(version: EndorsedVersion, endorsements: readonly Endorsement[]): Stances {
	if (endorsements.length === 0) return NO_STANCES
	const views = currentStances(version, endorsements)
	const count = (stance: 'confirm' | 'dispute' | 'outdated'): StanceCount => {
		const held = views.filter(({ endorsement }) => endorsement.stance === stance)
		if (held.length === 0) return NONE
		return Object.freeze({
			count: held.length,
			authors: Object.freeze(held.map(({ author }) => author)),
			endorsements: Object.freeze(held.map(({ endorsement }) => endorsement.id)),
		})
	}
	return Object.freeze({ confirm: count('confirm'), dispute: count('dispute'), outdated: count('outdated') })
}

function currentStances({ id, author: writer, thread }: EndorsedVersion, endorsements: readonly Endorsement[]): readonly StanceView[] {
	const counting = endorsements.filter(
		(endorsement) => endorsement.target === id && endorsement.thread === thread && endorsement.author !== writer,
	)
	const views = resolveRegisters(counting, ({ author }) => author)
		.filter(({ current }) => current.stance !== 'withdrawn')
		.map(({ current, conflicts }) => Object.freeze({ author: current.author, endorsement: current, conflicts: idsOf(conflicts) }))
	return Object.freeze(views.sort((a, b) => compareStrings(a.author, b.author)))
}

/** The ids of messages, by bytes (SPEC 6.1). */
export function idsOf(messages: readonly { readonly id: MessageId }[]): readonly MessageId[] {
	return messages.length === 0 ? NOBODY : Object.freeze(messages.map(({ id }) => id).sort(compareStrings))
}
