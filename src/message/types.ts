/**
 * The shapes of messages: what is inside a verified payload, under the names of SPEC 3. Types only.
 * Every object here is deeply frozen, except the bytes, which JavaScript cannot freeze: nothing in the library trusts bytes that it handed out.
 */
import type { CborMap } from '../encoding/value.js'

/** SHA-256 of a payload: 64 lower-case hex digits (SPEC 3.1). */
export type MessageId = string
/** An Ed25519 public key: 64 lower-case hex digits. */
export type AuthorId = string
/** SHA-256 of an attachment's bytes: 64 lower-case hex digits. */
export type BlobHash = string

export type KindName = 'post' | 'reply' | 'endorsement' | 'vouch' | 'retraction' | 'profile' | 'checkpoint'
export type TextFormat = 'plain' | 'commonmark'
export type Stance = 'confirm' | 'dispute' | 'outdated' | 'withdrawn'
export type VouchStance = 'vouch' | 'distrust' | 'withdrawn'
export type Grounds = 'observed' | 'reproduced' | 'source' | 'relayed'

/** Where a piece of knowledge comes from: a URI or a message, never both (SPEC 3.3). */
export interface Source {
	readonly uri?: string
	/** SHA-256 of the content that was read, hex; only with `uri`. */
	readonly hash?: string
	readonly message?: MessageId
	/** Days since 1970-01-01. */
	readonly day?: number
}

/** A file that travels beside the message and is checked by its hash (SPEC 3.3). */
export interface Attachment {
	readonly hash: BlobHash
	/** Bytes. */
	readonly size: number
	readonly type: string
	readonly name?: string
}

/** What a retraction repeats about its target, so that views need nothing else (SPEC 3.3, 6.3). */
export interface Stub {
	readonly target: MessageId
	readonly log: number
	readonly seq: number
	readonly space?: string
	readonly root?: MessageId
	readonly parent?: MessageId
	readonly first?: MessageId
	readonly topics: readonly string[]
}

/** What messages of every kind have. */
export interface MessageBase {
	readonly id: MessageId
	/** The canonical bytes whose SHA-256 is the id. */
	readonly payload: Uint8Array
	/** 64 bytes (SPEC 3.2). Absent where a checkpoint proves the message instead (SPEC 7.14). */
	readonly signature?: Uint8Array
	readonly author: AuthorId
	/** 0 when left out. */
	readonly log: number
	readonly seq: number
	/** Seconds since 1970 by the author's clock; absent without one. */
	readonly time?: number
	readonly space?: string
	/** SPEC 3.9. */
	readonly thread: MessageId
	/** The whole payload by key number, ascending, for private and unknown fields (SPEC 5). Changing it throws, as with every Map in it. */
	readonly fields: CborMap
}

interface Content {
	/** Empty when the message consists of attachments. */
	readonly text: string
	readonly format: TextFormat
	readonly lang?: string
	readonly topics: readonly string[]
	readonly sources: readonly Source[]
	readonly attachments: readonly Attachment[]
	/** Seconds since 1970. */
	readonly expires?: number
	readonly question: boolean
	/** Hex. */
	readonly salt?: string
	readonly first?: MessageId
	/** 0 for a first version. */
	readonly rev: number
}

export interface Post extends MessageBase, Content {
	readonly kind: 'post'
}
export interface Reply extends MessageBase, Content {
	readonly kind: 'reply'
	readonly root: MessageId
	readonly parent?: MessageId
}
export interface Endorsement extends MessageBase {
	readonly kind: 'endorsement'
	readonly target: MessageId
	readonly root?: MessageId
	readonly stance: Stance
	readonly grounds?: Grounds
	readonly sources: readonly Source[]
	readonly rev: number
}
export interface Vouch extends MessageBase {
	readonly kind: 'vouch'
	readonly subject: AuthorId
	readonly stance: VouchStance
	readonly rev: number
}
export interface Retraction extends MessageBase {
	readonly kind: 'retraction'
	readonly targets: readonly Stub[]
}
export interface Profile extends MessageBase {
	readonly kind: 'profile'
	readonly name?: string
	readonly about?: string
	readonly keys: readonly AuthorId[]
	readonly attachments: readonly Attachment[]
	readonly rev: number
}
export interface Checkpoint extends MessageBase {
	readonly kind: 'checkpoint'
	readonly size: number
	/** Hex: the root hash of the Merkle tree. */
	readonly head: string
}
/**
 * A message without effect (SPEC 5.2): of an unknown or private kind, or of a known kind but with something critical that is unknown. Merge and views pass it by;
 * its content is in `fields`. All other shapes have effect.
 */
export interface OtherMessage extends MessageBase {
	/** The kind's number. */
	readonly kind: number
}

export type Message = Post | Reply | Endorsement | Vouch | Retraction | Profile | Checkpoint | OtherMessage

/** A message that has a signature: every one that was created here, or that came alone. */
export type Signed<M extends Message = Message> = M & { readonly signature: Uint8Array }
