/**
 * The shapes of what a reader learns about people and about knowledge (SPEC 6.13 to 6.18). Types only; all values that views give are
 * deeply frozen.
 */
import type { AuthorId, MessageId } from '../message/types.js'
import type { PresentNode } from './types.js'

/** All keys that are linked with each other, as far as is known here (SPEC 6.13). A key without links is a person, too. */
export interface Person {
	/** The lowest of the keys: it names the person in views, and changes when a lower key is linked. */
	readonly id: AuthorId
	/** By their bytes. */
	readonly keys: readonly AuthorId[]
}

/** Every person with more than one key, by each of the keys. */
export type People = ReadonlyMap<AuthorId, Person>

/** The person behind one key (SPEC 6.13). */
export interface PersonView extends Person {
	/** The key that was asked about. */
	readonly author: AuthorId
	/** For display: the keys that the current profiles alone link with `author`, itself included; by their bytes. */
	readonly currentKeys: readonly AuthorId[]
}

/** What one person says about one version (SPEC 6.14). */
export interface PersonStance {
	readonly person: Person
	readonly stance: 'confirm' | 'dispute' | 'outdated'
	/** The endorsement that decides. */
	readonly endorsement: MessageId
	/** Written without knowing of it, or said otherwise by another key of the person; by their bytes. */
	readonly conflicts: readonly MessageId[]
}

/** Who looks: what the circle of a reader is made of beside messages (SPEC 6.15). Nothing of it travels. */
export interface Reader {
	/** The reader's own keys: 64 lower-case hex digits each. None for whoever only reads. */
	readonly keys: readonly AuthorId[]
	/** Keys that the reader vouches for without telling anybody. */
	readonly vouches?: readonly AuthorId[] | undefined
	/** Keys that the reader does not listen to. A blocked key of the reader's own, lost to somebody else, vouches for nobody. */
	readonly blocked?: readonly AuthorId[] | undefined
	/** The greatest distance that belongs to the circle: a whole number from 0, default 3. */
	readonly depth?: number | undefined
}

/** One person in the circle of a reader (SPEC 6.15). */
export interface CirclePerson extends Person {
	/** 0 for the reader. */
	readonly distance: number
	/** The id of the person one step nearer to the reader on one shortest way; absent at the distances 0 and 1. */
	readonly via?: AuthorId
	/** The vouches by which `via`, or at distance 1 the reader, leads here; by their bytes. Empty for the reader and for private vouches. */
	readonly vouches: readonly MessageId[]
}

export interface Circle {
	/** By distance, then by id. */
	readonly people: readonly CirclePerson[]
}

/** A number and all endorsements behind it, by their bytes. */
export interface Evidence {
	readonly count: number
	readonly endorsements: readonly MessageId[]
}

/** A person who holds a stance. */
export interface Speaker {
	readonly person: Person
	readonly endorsement: MessageId
	readonly conflicts: readonly MessageId[]
}
export interface CircleSpeaker extends Speaker {
	readonly distance: number
}

/** What stands behind one stance on one version, on one side of the border of the circle (SPEC 6.16). */
export interface Support {
	/** Those who observed or reproduced it. */
	readonly firstHand: Evidence
	/** Distinct origins among all sources that are cited. */
	readonly sources: Evidence
	/** How many could each have it from somewhere else: no person, no address and no content counts twice. */
	readonly independent: Evidence
}
export interface CircleSupport extends Support {
	/** `speakers`: by distance, then by the person's id. */
	readonly people: Evidence & { readonly speakers: readonly CircleSpeaker[] }
}
/** The same outside of the circle, where nobody knows who is a person: one holder makes as many keys as they like. */
export interface OutsideSupport extends Support {
	/** Keys; linked ones count once. `speakers`: by their ids. */
	readonly keys: Evidence & { readonly speakers: readonly Speaker[] }
}
export interface StanceSupport {
	readonly circle: CircleSupport
	readonly outside: OutsideSupport
}

/** What a reader learns about one version from what others say about it (SPEC 6.16). */
export interface Corroboration {
	readonly version: MessageId
	/** The revision that the version is; 0 for a first version. */
	readonly rev: number
	readonly confirm: StanceSupport
	readonly dispute: StanceSupport
	readonly outdated: StanceSupport
}

/** The same for a node: what was said of other versions than the current one stands apart (SPEC 6.10). */
export interface NodeCorroboration {
	readonly node: MessageId
	readonly current: Corroboration
	/** Greatest first. */
	readonly earlier: readonly Corroboration[]
}

/** What the asker confirmed below a question (SPEC 6.17). */
export interface Answer {
	readonly node: MessageId
	/** The version that was confirmed. */
	readonly version: MessageId
	readonly endorsement: MessageId
}

/** A question and what became of it (SPEC 6.17). */
export interface QuestionView {
	readonly thread: MessageId
	readonly node: PresentNode
	readonly asker: Person
	readonly state: 'open' | 'answered'
	/** In the order of the thread; some exactly if the state is `answered`. */
	readonly answers: readonly Answer[]
	/** Nodes of which the asker confirmed an earlier version and says nothing about the current one: look again. */
	readonly earlier: readonly Answer[]
}

/** Something for a reader to look at (SPEC 6.17). At least one of `reply` and `question` is true. */
export interface InboxEntry {
	readonly thread: MessageId
	readonly node: PresentNode
	/** It answers what the reader wrote. */
	readonly reply: boolean
	/** It is an open question, in a thread in which the reader wrote, that the reader has not answered. */
	readonly question: boolean
	/** The reader wrote something below it. */
	readonly answered: boolean
}

/** Whole numbers from `from` to `to`, both included. */
export interface SeqRange {
	readonly from: number
	readonly to: number
}

/** Different messages with one number: the log forked, or its author contradicts what they said (SPEC 6.18, 11.1). */
export interface Fork {
	readonly seq: number
	/** At least two, by their bytes. */
	readonly messages: readonly MessageId[]
}

/** A checkpoint and the number of messages that it is about. */
export interface ProvenCheckpoint {
	readonly size: number
	readonly checkpoint: MessageId
}

/** Checkpoints of one size that name different heads: their author stands behind two histories (SPEC 6.19). */
export interface Contradiction {
	readonly size: number
	/** At least two, by their bytes. */
	readonly checkpoints: readonly MessageId[]
}

/** How much of one log is held (SPEC 6.18). `held` + `retracted` + the numbers in `missing` = `highest`. */
export interface LogCompleteness {
	readonly author: AuthorId
	readonly log: number
	/** The greatest number that is known to exist. */
	readonly highest: number
	/** Numbers of which a message is held. */
	readonly held: number
	/** Other numbers, of which the author says that they took the message back. */
	readonly retracted: number
	/** All other numbers up to `highest`, ascending. */
	readonly missing: readonly SeqRange[]
	/** By seq. */
	readonly forks: readonly Fork[]
	/** The greatest checkpoint that is proven here: of these messages nothing is missing, and nothing was slipped in (SPEC 6.19). */
	readonly proven?: ProvenCheckpoint
	/** Checkpoints that do not fit what is known of the log; by their bytes. */
	readonly refuted: readonly MessageId[]
	/** By size. */
	readonly contradictions: readonly Contradiction[]
}
