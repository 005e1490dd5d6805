/** What is said about a message to create. Types only. Bounds are those of SPEC 3.3; `undefined`, an empty text and an empty array leave a field out. */
import type { CborMap } from '../encoding/value.js'
import type { Attachment, AuthorId, Grounds, Message, MessageId, Source, Stance, Stub, TextFormat, VouchStance } from './types.js'

/** For messages of every kind. */
export interface CommonDraft {
	/** The running number within (author, log), from 1. */
	readonly seq: number
	/** Default 0. */
	readonly log?: number | undefined
	/** Seconds since 1970; left out by a device without a clock. */
	readonly time?: number | undefined
	/** 1 to 64 bytes, one line. */
	readonly space?: string | undefined
}

interface Extra {
	/** Private keys, 128 to 255 (SPEC 5.3): odd ones may be ignored by readers, even ones hide the message from all who do not know them. */
	readonly extra?: CborMap | undefined
}

/** Posts and replies need a text or attachments. */
export interface ContentDraft extends CommonDraft, Extra {
	/** 1 to 16,384 bytes. */
	readonly text?: string | undefined
	/** Default `plain`. */
	readonly format?: TextFormat | undefined
	/** A BCP 47 tag. */
	readonly lang?: string | undefined
	/** At most 16 of at most 64 bytes. Put in lower case, sorted, each once. */
	readonly topics?: readonly string[] | undefined
	/** At most 16. */
	readonly sources?: readonly Source[] | undefined
	/** At most 16, from `attachmentOf`. */
	readonly attachments?: readonly Attachment[] | undefined
	/** Seconds since 1970. */
	readonly expires?: number | undefined
	readonly question?: boolean | undefined
	/** 8 to 32 random bytes, or these in hex. */
	readonly salt?: Uint8Array | string | undefined
	/** The first version, in a revision; comes with `rev`. */
	readonly first?: MessageId | undefined
	/** 1 + the highest rev that the author has seen; default 0. */
	readonly rev?: number | undefined
}

export interface PostDraft extends ContentDraft {}

export interface ReplyDraft extends ContentDraft {
	readonly root: MessageId
	/** What it answers, where that is not the root. */
	readonly parent?: MessageId | undefined
}

export interface EndorsementDraft extends CommonDraft, Extra {
	readonly target: MessageId
	/** The target's thread, where the target is not its root. */
	readonly root?: MessageId | undefined
	readonly stance: Stance
	readonly grounds?: Grounds | undefined
	/** At most 16. */
	readonly sources?: readonly Source[] | undefined
	/** Default 0. */
	readonly rev?: number | undefined
}

export interface VouchDraft extends CommonDraft, Extra {
	readonly subject: AuthorId
	readonly stance: VouchStance
	/** Default 0. */
	readonly rev?: number | undefined
}

/** A stub with its defaults left out. */
export type StubDraft = Pick<Stub, 'target' | 'seq'> & { readonly [Name in Exclude<keyof Stub, 'target' | 'seq'>]?: Stub[Name] | undefined }

export interface RetractionDraft extends CommonDraft, Extra {
	/** 1 to 64 own messages, or stubs of them from `stubOf`. Sorted, each once. */
	readonly targets: readonly (Message | StubDraft)[]
}

export interface ProfileDraft extends CommonDraft, Extra {
	/** 1 to 64 bytes, one line. */
	readonly name?: string | undefined
	/** 1 to 2,048 bytes. */
	readonly about?: string | undefined
	/** At most 16 others. Sorted, each once. */
	readonly keys?: readonly AuthorId[] | undefined
	/** At most 16: a picture. */
	readonly attachments?: readonly Attachment[] | undefined
	/** Default 0. */
	readonly rev?: number | undefined
}

export interface CheckpointDraft extends CommonDraft, Extra {
	/** At least 1. */
	readonly size: number
	/** Hex, 32 bytes. */
	readonly head: string
}

export interface PrivateDraft extends CommonDraft {
	/** 128 to 255. */
	readonly kind: number
	/** By key: private ones, 128 to 255, and those of SPEC 3.3 from 6 on, with the meaning that they have everywhere. Taken as they are. */
	readonly fields: CborMap
}

/** What `createMessage` takes: a draft of any kind, with its kind. */
export type Draft =
	| ({ readonly kind: 'post' } & PostDraft)
	| ({ readonly kind: 'reply' } & ReplyDraft)
	| ({ readonly kind: 'endorsement' } & EndorsementDraft)
	| ({ readonly kind: 'vouch' } & VouchDraft)
	| ({ readonly kind: 'retraction' } & RetractionDraft)
	| ({ readonly kind: 'profile' } & ProfileDraft)
	| ({ readonly kind: 'checkpoint' } & CheckpointDraft)
	| PrivateDraft
