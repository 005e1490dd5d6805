/** The shapes of a replica: a store, the merge rules, and (where it writes) an author. Types only. */

import type { CheckpointProof } from '../bundle/types.js'
import type { SignatureBackend } from '../crypto/backend.js'
import type { Signer } from '../crypto/signer.js'
import type { CborMap } from '../encoding/value.js'
import type { BudkavleError } from '../errors.js'
import type { Reader } from '../merge/knowledge-types.js'
import type { EndorsementDraft, PostDraft, PrivateDraft, ProfileDraft } from '../message/drafts.js'
import type {
	Attachment,
	AuthorId,
	BlobHash,
	Checkpoint,
	Endorsement,
	Message,
	MessageId,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Retraction,
	Vouch,
	VouchStance,
} from '../message/types.js'
import type { Store, StoredLog, StoreStats } from '../store/types.js'
import type { LiveViews, Views } from './view-types.js'

/** What a message came with when it was offered to a replica. */
export interface AdmitContext {
	/** Whatever `receive` was told about where the bytes came from. */
	readonly from?: string
	/** What proves a message that came without its signature. It is kept with the message: the checkpoint once for all that it proves, and `hashes` once for all messages with the same object (SPEC 8.5, 11.6). */
	readonly proof?: CheckpointProof
}

/** Whether to keep a valid message. It decides what this replica holds, never what is valid. `false` gives the outcome `declined`. What it throws ends the `receive`; what was written before stays. */
export type Admit = (message: Message, context: AdmitContext) => boolean | Promise<boolean>

export interface ReplicaOptions {
	readonly store: Store
	/** Who writes here. Without it the replica reads, receives and exports, and every writing method rejects with `signer-missing`. */
	readonly signer?: Signer
	/** The space of every message made here, unless the call names another (SPEC 3.7). */
	readonly space?: string
	/**
	 * The log that this replica writes (SPEC 3.7). By default the one that the store remembers for this author, or else a new random one. Use 0 only for an author whose secret has
	 * just been created and is used nowhere else.
	 */
	readonly log?: number
	/** Seconds since 1970, or `undefined` on a device without a clock. Default: the system's clock. */
	readonly clock?: () => number | undefined
	readonly admit?: Admit
	/**
	 * How many bytes the store may hold, as `stats` counts them; by default any number. What is more goes after each `receive` and each message that is made here, in the order of SPEC 8.6, until a
	 * tenth of the quota is free. What never goes may exceed it.
	 */
	readonly quota?: number
	/** Default: the best one that this runtime offers. */
	readonly backend?: SignatureBackend
	/**
	 * Called for each message of the store whose bytes are not what was written, whenever one is met: views and exports leave it out then. Without it they reject with
	 * `store-corrupt`. Receiving a bundle that carries the message mends it.
	 */
	readonly onDamage?: (error: BudkavleError) => void
}

/** A file to go with a message: its bytes are kept beside it. */
export interface NewAttachment {
	readonly bytes: Uint8Array
	/** Media type, such as `image/png`. */
	readonly type: string
	readonly name?: string
}

/** What can be said about any message that is made here. */
export interface WriteOptions {
	readonly space?: string | undefined
	/** Private keys 128 to 255 (SPEC 5.3). */
	readonly extra?: CborMap | undefined
}

/** A draft without what the replica fills in. */
type Said<D> = Omit<D, 'seq' | 'log' | 'time' | 'attachments'>

/** The content of a post or reply (SPEC 3.3 for bounds). */
export interface Content extends Omit<Said<PostDraft>, 'salt' | 'first' | 'rev'> {
	readonly attachments?: readonly (Attachment | NewAttachment)[] | undefined
	/** `true`: add 16 random bytes, so that an erased text cannot be guessed from its id. */
	readonly salt?: boolean | undefined
}

export interface NewEndorsement extends Omit<Said<EndorsementDraft>, 'target' | 'root' | 'rev'> {}

export interface NewProfile extends Omit<Said<ProfileDraft>, 'rev'> {
	readonly attachments?: readonly (Attachment | NewAttachment)[] | undefined
}

/** A message of an application's own kind (SPEC 5.3). */
export interface NewPrivate extends Said<PrivateDraft> {}

export type Outcome = 'added' | 'duplicate' | 'retracted' | 'deferred' | 'declined' | 'rejected'

/** What became of one message (SPEC 8.2). */
export interface MessageOutcome {
	readonly outcome: Outcome
	/** Absent when the bytes did not give one. */
	readonly id?: MessageId
	/** For `rejected` and `deferred`. */
	readonly error?: BudkavleError
}

/** What became of one attachment (SPEC 8.2). */
export interface BlobOutcome {
	readonly outcome: 'added' | 'duplicate' | 'declined' | 'rejected'
	readonly hash?: BlobHash
	readonly error?: BudkavleError
}

/** A part of the input that could not be read as it should. What is beside it was still used. */
export interface Damage {
	/** Where the damaged bundle begins in the input, in bytes. */
	readonly offset: number
	readonly error: BudkavleError
}

export interface ReceiveReport {
	/** In the order of the input; the first 65,536. `counts` counts all, and `onOutcome` hears of all. */
	readonly outcomes: readonly MessageOutcome[]
	/** Likewise. */
	readonly blobs: readonly BlobOutcome[]
	/** The first 1,000; `damageCount` says how many there were. */
	readonly damage: readonly Damage[]
	readonly damageCount: number
	/** How many messages had each outcome. */
	readonly counts: Readonly<Record<Outcome, number>>
	/** How many attachments had each outcome. */
	readonly blobCounts: Readonly<Record<BlobOutcome['outcome'], number>>
	/**
	 * What came shows that somebody else writes the log of this replica: its store was copied, or restored from a backup. From now on it writes the log of this number, so that the
	 * log does not fork further (SPEC 3.7).
	 */
	readonly newLog?: number
	/** How many messages, these or others, were let go of to keep within the quota. */
	readonly evicted: number
	/** A bundle for whoever sent this: what they asked for, or what comes next in an exchange that this replica began. */
	readonly reply?: Uint8Array
	/** Absent when no bundle asked or answered. */
	readonly exchange?: ExchangeReport
}

export interface Progress {
	/** Units finished: bytes for `receive`, messages for `export`. */
	readonly done: number
	/** Absent when it is not known. */
	readonly total?: number
}

export interface WorkOptions {
	readonly signal?: AbortSignal
	readonly onProgress?: (progress: Progress) => void
}

/**
 * Whether a message may be given to whoever asks. It decides what this replica says in exchanges; by default everything goes to everyone who asks. With a policy each exchange reads all
 * messages of its scope.
 */
export type Share = (message: Message, context: ShareContext) => boolean | Promise<boolean>

export interface ShareContext {
	/** What `receive` was told about where the ask came from. */
	readonly to?: string
}

/** How an exchange goes on (SPEC 8.8 to 8.12). */
export interface ExchangeOptions extends WorkOptions {
	readonly share?: Share
	/** Bytes that a reply may have, about; at least one message goes, whatever its size. Default 8 MiB. */
	readonly maxReply?: number
}

export interface AskOptions extends ExchangeOptions {
	/** With whom: handed to `share`. */
	readonly to?: string
}

/** What was received said about an exchange. */
export interface ExchangeReport {
	/** It answered an ask of this replica. */
	readonly isAnswer: boolean
	/** It asked this replica for something. */
	readonly isAsk: boolean
	/** Nothing remains to be found out: this replica has what the other one had for it; the reply, where there is one, brings what the other one wants. */
	readonly isComplete: boolean
}

export interface ReceiveOptions extends ExchangeOptions {
	/** Answers nothing that is asked, and nothing that answers. */
	readonly silent?: boolean
	/** Where the bytes came from; handed to `admit`. */
	readonly from?: string
	/** Called for each message as soon as its outcome is final. */
	readonly onOutcome?: (outcome: MessageOutcome) => void
}

/** What to export. A message must fit every field that is given, and one value of each. */
export interface Scope {
	/** These messages, by their ids. */
	readonly messages?: readonly MessageId[]
	readonly threads?: readonly MessageId[]
	readonly authors?: readonly AuthorId[]
	readonly spaces?: readonly string[]
	/** Topics of a thread's root. */
	readonly topics?: readonly string[]
	/** Seconds since 1970. Messages without a time always fit. */
	readonly since?: number
}

export interface ExportOptions extends WorkOptions {
	/** Attachments too; default true. */
	readonly blobs?: boolean
	/** Also the profiles of all authors who appear; default true. */
	readonly profiles?: boolean
}

/** A text that is being written. */
export interface DeviceDraft {
	readonly text: string
	/** The message that it is to answer. */
	readonly to?: MessageId
}

/** What stays on this device and never travels: whom the reader listens to in private, whom not, what was read, what is being written. */
export interface Device {
	/** The replica's author, with the private vouches and blocks. */
	reader(): Promise<Reader>
	/** Listens to an author without telling anybody (a private vouch, SPEC 6.15), or no longer. */
	listen(author: AuthorId, on?: boolean): Promise<void>
	/** Does not listen to an author, whoever vouches for them, or no longer blocks them. */
	block(author: AuthorId, on?: boolean): Promise<void>
	/** Versions of posts and replies that the reader has seen: they are not `unread` in the inbox. */
	markRead(...versions: readonly MessageId[]): Promise<void>
	/** Keeps a text under a name of 1 to 64 bytes, or forgets it with `undefined`. A text has at most 65,536 bytes. */
	saveDraft(name: string, draft: DeviceDraft | undefined): Promise<void>
	/** All drafts, by their names. */
	drafts(): Promise<ReadonlyMap<string, DeviceDraft>>
}

/** Which messages an application wants to read as they are (SPEC 5.3). */
export interface MessagesQuery {
	/** A kind's number. */
	readonly kind?: number
	readonly thread?: MessageId
	readonly author?: AuthorId
	readonly space?: string
}

/** What was let go of. */
export interface Eviction {
	readonly messages: number
	/** What is held now, as `stats` counts it. May be more than was asked for, when nothing else may go. */
	readonly bytes: number
}

export interface Replica {
	/** The signer's key; absent for a replica that only reads. */
	readonly author?: AuthorId
	readonly view: Views
	/** The same views, kept up to date with everything that this replica takes in and with its clock. */
	readonly live: LiveViews
	readonly device: Device

	post(draft: Content): Promise<Post>
	/** Answers a post or reply that is held, given as message or id. */
	reply(to: Message | MessageId, draft: Content): Promise<Reply>
	/** A new version of an own post or reply. What the draft leaves out stays as in the current version. */
	revise(what: Message | MessageId, draft: Content): Promise<Post | Reply>
	/** A stance on exactly this version. A newer stance replaces the older one. */
	endorse(target: Message | MessageId, draft: NewEndorsement): Promise<Endorsement>
	vouch(subject: AuthorId, stance: VouchStance, options?: WriteOptions): Promise<Vouch>
	/** Takes back own posts, replies, profiles or private messages, for ever: at most 64 at once. Their bytes are erased here and wherever the retraction arrives. */
	retract(...targets: readonly (Message | MessageId)[]): Promise<Retraction>
	/** Replaces the own profile. What the draft leaves out stays as in the current one. */
	profile(draft: NewProfile): Promise<Profile>
	/**
	 * Links another key of the same person with this one (SPEC 6.13): each of the two writes a profile that names the other. For a key that is kept on paper, or a new key
	 * after the old one was lost. The signer is used for its one profile and not kept.
	 */
	link(other: Signer): Promise<{ readonly own: Profile; readonly other: Profile }>
	/**
	 * Ends the link with a key that somebody else has now: takes back, for ever, every profile that names it, and writes one that does not. `by` is the key that is linked with it,
	 * where that is another one than the replica's, such as the one kept on paper. Whoever holds that key's profiles has to do this: only what is held here is taken back.
	 */
	unlink(key: AuthorId, by?: Signer): Promise<{ readonly profile: Profile; readonly retractions: readonly Retraction[] }>
	/**
	 * Signs everything that this replica has written so far (SPEC 6.19): whoever holds it and the messages knows that none is missing. A replica makes one by itself with every 256th
	 * message. Rejects with `not-found` where not each message of the log is known here.
	 */
	checkpoint(): Promise<Checkpoint>
	/** A message of an application's own kind. */
	create(draft: NewPrivate): Promise<OtherMessage>

	/** Takes in a bundle, a sequence of bundles or a single message. */
	receive(bytes: Uint8Array | AsyncIterable<Uint8Array>, options?: ReceiveOptions): Promise<ReceiveReport>
	/** A sequence of bundles as one array; for much, use `bundles`. */
	export(scope?: Scope, options?: ExportOptions): Promise<Uint8Array>
	/** The same, bundle by bundle. */
	bundles(scope?: Scope, options?: ExportOptions): AsyncIterable<Uint8Array>

	/**
	 * The first bundle of an exchange: what is held of a scope, told in a few bytes. Whoever receives it replies with what is missing here, and with what they miss. A replica keeps no state
	 * of it: the reply may come by any way, at any time, or never.
	 */
	ask(scope?: Scope, options?: AskOptions): Promise<Uint8Array>

	/** A message that is held here, whatever its kind. */
	message(id: MessageId): Promise<Message | undefined>
	messages(query?: MessagesQuery): AsyncIterable<Message>
	blob(hash: BlobHash): Promise<Uint8Array | undefined>
	/** The ids of messages and the keys of authors held here that begin with these hex digits (at least 4), at most 10 of each: for people who type. */
	resolve(prefix: string): Promise<{ readonly messages: readonly MessageId[]; readonly authors: readonly AuthorId[] }>
	logs(author?: AuthorId): Promise<readonly StoredLog[]>
	stats(): Promise<StoreStats>
	/**
	 * Lets go of messages until the store holds at most so many bytes, in the order of SPEC 8.6: the oldest first, of what is expired or by strangers, and then of those to whom the reader listens only
	 * through others. Never goes a retraction, what the reader or somebody to whom they listen directly wrote, or what the reader confirmed. They may be received again. Reads as much of the store as that takes.
	 */
	evictTo(bytes: number): Promise<Eviction>
	/** Gives back to the disk what was freed inside of the store. May take as long as copying it, and as much space again meanwhile. */
	compact(): Promise<void>
	/** Closes the store too. Idempotent. */
	close(): Promise<void>
}
