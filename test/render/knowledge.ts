/** Corroboration made by hand: people without grounds, so that a test adds what it is about. */
import type { CircleSupport, Corroboration, Evidence, OutsideSupport, StanceSupport } from '../../src/merge/knowledge-types.js'
import type { AuthorId, MessageId } from '../../src/message/types.js'
import { id } from './fixtures.js'

const NONE: Evidence = { count: 0, endorsements: [] }
const WITHOUT_GROUNDS = { firstHand: NONE, sources: NONE, independent: NONE } as const

/** Some who say something, all at distance 1. */
export function said(...held: readonly (readonly [AuthorId, MessageId])[]): CircleSupport {
	const speakers = held.map(([key, endorsement]) => ({ person: { id: key, keys: [key] }, endorsement, conflicts: [], distance: 1 }))
	return { people: { count: held.length, endorsements: held.map(([, each]) => each), speakers }, ...WITHOUT_GROUNDS }
}

/** The same outside of the circle. */
export function outside(...held: readonly (readonly [AuthorId, MessageId])[]): OutsideSupport {
	const speakers = held.map(([key, endorsement]) => ({ person: { id: key, keys: [key] }, endorsement, conflicts: [] }))
	return { keys: { count: held.length, endorsements: held.map(([, each]) => each), speakers }, ...WITHOUT_GROUNDS }
}

const SILENCE: StanceSupport = { circle: said(), outside: outside() }

export const NOTHING: Corroboration = { version: id(1), rev: 0, confirm: SILENCE, dispute: SILENCE, outdated: SILENCE }
