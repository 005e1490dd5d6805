/** The shapes of views: what a reader sees of a set of messages (SPEC 6). Types only; all values are deeply frozen. */
import type { AuthorId, Endorsement, MessageId, Post, Profile, Reply } from '../message/types.js'

/** Who holds one stance on one version, and by which endorsements; both in the order of the authors' bytes (SPEC 6.10). */
export interface StanceCount {
	readonly count: number
	readonly authors: readonly AuthorId[]
	readonly endorsements: readonly MessageId[]
}

export interface Stances {
	readonly confirm: StanceCount
	readonly dispute: StanceCount
	readonly outdated: StanceCount
}

/** A version other than the current one, replaced or written without knowing of it, and what was said about it. */
export interface EarlierVersion {
	readonly id: MessageId
	readonly rev: number
	readonly stances: Stances
}

/** One claimant of a contested node (SPEC 6.7): what they say in it, or that they took it back. */
export interface NodeClaim {
	readonly author: AuthorId
	readonly retracted: boolean
	readonly message?: Post | Reply
}

interface NodeBase {
	/** The id of the first version. */
	readonly id: MessageId
	/** Absent for the root. */
	readonly parent?: MessageId
	/** 0 for the root. */
	readonly depth: number
	/** Children in order. */
	readonly children: readonly MessageId[]
	/** Seconds since 1970: where it sorts (SPEC 6.9); absent without any time. */
	readonly place?: number
}

export interface PresentNode extends NodeBase {
	readonly state: 'present'
	/** The current version. */
	readonly message: Post | Reply
	/** The clock of the first version, or else of the current one, said a time later than `now`. */
	readonly future: boolean
	/** Whether the first version itself is among the messages. */
	readonly firstHeld: boolean
	/** Versions with the same rev as the current one, written without knowing of each other; by their bytes. */
	readonly conflicts: readonly MessageId[]
	readonly stances: Stances
	/** Greatest first, the current one not included. */
	readonly earlier: readonly EarlierVersion[]
}
export interface RetractedNode extends NodeBase {
	readonly state: 'retracted'
	readonly author: AuthorId
}
export interface MissingNode extends NodeBase {
	readonly state: 'missing'
}
export interface ContestedNode extends NodeBase {
	readonly state: 'contested'
	readonly future: boolean
	readonly claims: readonly NodeClaim[]
}
export type ThreadNode = PresentNode | RetractedNode | MissingNode | ContestedNode

/** A thread, listed depth first: each node is followed by all below it (SPEC 6.8, 6.9). */
export interface Thread {
	readonly id: MessageId
	readonly nodes: readonly ThreadNode[]
}

/** One thread in a timeline (SPEC 6.11). */
export interface TimelineEntry {
	readonly node: PresentNode | ContestedNode
	/** Present, contested and retracted nodes below the root. */
	readonly replies: number
}

export interface ProfileView {
	readonly author: AuthorId
	/** Absent when no profile is held. */
	readonly profile?: Profile
	readonly conflicts: readonly MessageId[]
}

/** One author's current stance on one version. */
export interface StanceView {
	readonly author: AuthorId
	readonly endorsement: Endorsement
	readonly conflicts: readonly MessageId[]
}
