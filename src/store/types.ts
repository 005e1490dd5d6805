/**
 * What a replica needs from a place that keeps messages. Types only.
 *
 * A store keeps bytes that were proven before they reach it, and the indexes to find them. It decides one rule of merge, because only the
 * store can decide it atomically: what was retracted is erased and refused (SPEC 6.2, 6.3). Everything else is computed above it.
 */
import type { AuthorId, BlobHash, Message, MessageId } from '../message/types.js'

export interface StoredMessage {
	readonly id: MessageId
	readonly payload: Uint8Array
	/** Absent where the message came without one; then `proofs` gives what proves it. */
	readonly signature?: Uint8Array
	/** Grows with every message that is added to this store; never used twice. Says nothing outside this store. */
	readonly arrival: number
}

export interface StoreBlob {
	readonly hash: BlobHash
	readonly bytes: Uint8Array
}

/** What proves messages without signatures (SPEC 8.5): the store keeps it, byte by byte, as long as it holds one of them. Messages that are proven together share one object. */
export interface StoreProof {
	/** A checkpoint, kept once for all proofs that have it. */
	readonly checkpoint: {
		readonly payload: Uint8Array
		/** 64 bytes. */
		readonly signature: Uint8Array
	}
	readonly hashes: Uint8Array
}

/** What is written together. */
export interface StoreBatch {
	/** Proven messages, in any order, possibly held already, possibly repeated: of those with one id the first that has a signature counts, else the first. */
	readonly messages: readonly Message[]
	/** Attachments whose hash was checked. */
	readonly blobs?: readonly StoreBlob[]
	/** By the ids of the messages of this batch that have no signature: what proves them. */
	readonly proofs?: ReadonlyMap<MessageId, StoreProof>
	/**
	 * For messages that this replica just made: refuse the whole batch, writing nothing, if another message with the same author, log and seq is held, stands in this
	 * batch, or is named by a claim of that author. Two programs on one store use this to number their messages without a gap and without a fork.
	 */
	readonly unique?: boolean
	/**
	 * The ids of those messages of this batch of which the bytes are written as they are given here, also if they are held: for what a disk has changed, and for a signature that comes later than
	 * its message. Their outcome stays `duplicate`, their arrival the same.
	 */
	readonly rewrite?: ReadonlySet<MessageId>
}

/** `retracted`: its author took it back, before or in this batch. */
export type StoreMessageOutcome = 'added' | 'duplicate' | 'retracted'
/** `declined`: no message held here cites it, with effect or without. */
export type StoreBlobOutcome = 'added' | 'duplicate' | 'declined'

export interface StoreReceipt {
	/** `false` only for a `unique` batch that was refused; the lists are then empty. */
	readonly written: boolean
	/** One for each message of the batch, in its order. */
	readonly messages: readonly StoreMessageOutcome[]
	readonly blobs: readonly StoreBlobOutcome[]
	/** Messages that were held and are now erased, because a retraction in this batch names them; in the order of their arrival. */
	readonly erased: readonly MessageId[]
}

/** Which messages to list, and in which order. One index each; all filters inside a query must hold. */
export type StoreQuery =
	/** All, or those of one kind, in the order of arrival: oldest first. */
	| { readonly by: 'arrival'; readonly after?: number; readonly kind?: number }
	/** All whose thread it is, retractions with a stub in it included (SPEC 3.9), in the order of arrival. */
	| { readonly by: 'thread'; readonly thread: MessageId }
	/** One author's, by log and seq, ascending; ties by id. */
	| { readonly by: 'author'; readonly author: AuthorId; readonly log?: number; readonly kind?: number }
	/**
	 * What speaks about a message or an author: messages of any kind by their target and by their subject (endorsements, vouches), retractions by each stub's target; in
	 * the order of arrival.
	 */
	| { readonly by: 'target'; readonly target: MessageId | AuthorId }
	/** Whatever asks (field `question`, in any kind and version), in the order of arrival. */
	| { readonly by: 'question' }
	/** Of one kind, newest first by (time, id); an absent time is older than every time. */
	| {
			readonly by: 'time'
			readonly kind: number
			readonly author?: AuthorId
			readonly space?: string
			readonly topic?: string
	  }

export interface StorePageOptions {
	/** At most so many; 1 to 10,000, default 1,000. A page may have fewer: only the absence of a cursor tells that it was the last. */
	readonly limit?: number
	/** Where an earlier page ended. Opaque; meaningless in another query. */
	readonly cursor?: string
}

/** Ids with what a sketch needs beside them, column by column. */
export interface StoreIds {
	/** 32 bytes each. */
	readonly ids: Uint8Array
	readonly arrivals: readonly number[]
	/** When each expires, in seconds since 1970 (SPEC 6.4); `Infinity` where it does not. */
	readonly expires: readonly number[]
}

export interface StorePage {
	readonly messages: readonly StoredMessage[]
	/** Absent when this was the last page. */
	readonly cursor?: string
}

/** One log of one author, as far as it is known here. */
export interface StoredLog {
	readonly author: AuthorId
	readonly log: number
	/** Messages of it that are held. May be 0, when all were erased. */
	readonly held: number
	/**
	 * The greatest seq that a message of this log had which was ever held or refused as retracted, or that a claim of this author names. It never falls: an author
	 * whose last message was erased must not give its number to another one.
	 */
	readonly lastSeq: number
}

export interface StoreSearch {
	/**
	 * Words, in at most 1,000 characters, of which the first 32 count; each must occur, the last may be the beginning of one. Upper and lower case are the same, `o` and
	 * `ö` are not. A word consists of letters, digits and their marks: everything else separates, and nothing is an operator. Without a word nothing is found.
	 */
	readonly words: string
	readonly author?: AuthorId
	readonly space?: string
	readonly topic?: string
	/** Without posts and replies that are expired at this time (SPEC 6.4), in seconds since 1970. */
	readonly now?: number
	/** 1 to 1,000, default 50. */
	readonly limit?: number
}

export interface StoreStats {
	readonly messages: number
	readonly blobs: number
	/** Bytes of the payloads, signatures and attachments held, and of what proves messages without signatures: each once. */
	readonly bytes: number
	/** Grows by 1 with each call by which a profile or vouch was added or is held no longer. As long as it stays the same, so does all that follows from profiles and vouches alone. */
	readonly people: number
}

export interface LocalKeysOptions {
	/** At most so many; 1 to 10,000, default 1,000. */
	readonly limit?: number
	/** Only keys after this one. */
	readonly after?: string
}

/** What another process, or another store over the same place, changed. */
export type StoreChange =
	/** Messages with arrivals from `first` up to, and without, `next` were added, and those with the ids in `erased` taken back. */
	| { readonly type: 'batch'; readonly first: number; readonly next: number; readonly erased: readonly MessageId[] }
	/** The local value under this key was set or removed. */
	| { readonly type: 'local'; readonly key: string }
	/** Anything may have changed: much was taken back at once, or others were not heard for a while. */
	| { readonly type: 'unknown' }

/**
 * The contract of a store. Methods reject with a BudkavleError (`store-*`, `closed`, `argument-invalid`) and never answer with half of something.
 * Calls may overlap; each sees all batches whose `ingest` resolved before it began.
 */
export interface Store {
	readonly capabilities: {
		/** Whether what `ingest` acknowledged survives the end of the process, however it ends. */
		readonly durable: boolean
		/** Whether `search` finds words; without it `search` rejects with `store-unavailable`. */
		readonly search: boolean
		/** Whether several processes share what it holds and hear of each other by `follow`. Absent: `false`, and there is no `follow`. */
		readonly follow?: boolean
	}
	/** Writes all of the batch or, when it rejects, none of it. Resolves when it will survive (where durable). */
	ingest(batch: StoreBatch): Promise<StoreReceipt>
	/**
	 * Lets go of messages that nobody took back, for the sake of space: they are held no longer, their bytes are overwritten as after a retraction, and they may be added again. Attachments that no
	 * message cites any more go with them. A message that takes something back stays. Resolves with the ids of those that were held and are not any more, in the order of their arrival.
	 */
	evict(ids: readonly MessageId[]): Promise<readonly MessageId[]>
	/**
	 * Gives back to the disk what was freed inside of the store, where there is something to give back. May take as long as copying the store, and as much space again meanwhile.
	 */
	compact(): Promise<void>
	/** In the order of the ids, `undefined` for what is not held. */
	get(ids: readonly MessageId[]): Promise<readonly (StoredMessage | undefined)[]>
	/** In the order of the ids, what proves those that are held without a signature; else `undefined`. Messages that were proven together may share one object. */
	proofs(ids: readonly MessageId[]): Promise<readonly (StoreProof | undefined)[]>
	list(query: StoreQuery, options?: StorePageOptions): Promise<StorePage>
	/** The ids of messages that arrived after `after`, in the order of their arrival, at most `limit` (1 to 65,536): for sketches of all that is held. None when there are no more. */
	ids(after: number, limit: number): Promise<StoreIds>
	/**
	 * The ids that begin with these hex digits (1 to 64, lower case), ascending, at most `limit` (1 to 100): of messages held, of their threads, and of what endorsements and
	 * retractions (and unknown kinds) have as their target.
	 */
	idsWithPrefix(prefix: string, limit: number): Promise<readonly MessageId[]>
	/** All logs known here, or those of one author, by author and log. */
	logs(author?: AuthorId): Promise<readonly StoredLog[]>
	/** Current and earlier versions of posts and replies (with effect) whose text and topics hold the words, newest first by (time, id). */
	search(search: StoreSearch): Promise<readonly StoredMessage[]>
	blob(hash: BlobHash): Promise<Uint8Array | undefined>
	/** A small value of this device alone: never exported. `undefined` when unset. Keys are texts (SPEC 2.4) of 1 to 200 bytes. */
	local(key: string): Promise<Uint8Array | undefined>
	/** Keys of local values that are set and begin with this text (possibly empty), in the order of their UTF-8 bytes. */
	localKeys(prefix: string, options?: LocalKeysOptions): Promise<readonly string[]>
	/** Sets it, or removes it with `undefined`. At most 1 MiB. */
	setLocal(key: string, value: Uint8Array | undefined): Promise<void>
	stats(): Promise<StoreStats>
	/**
	 * Calls the listener with everything that others change from the moment at which this resolves, in the order in which it became visible, until the function that it gives is called or
	 * the store is closed; never with what was changed through this store itself. The listener must not throw.
	 */
	follow?(listener: (change: StoreChange) => void): Promise<() => void>
	/** Idempotent. Work under way is finished first; later calls reject with `closed`. */
	close(): Promise<void>
}
