/** The shapes of what a replica shows: views, and live views that follow what it takes in. Types only. */
import type {
	Circle,
	Corroboration,
	InboxEntry,
	LogCompleteness,
	NodeCorroboration,
	Person,
	PersonView,
	QuestionView,
	Reader,
} from '../merge/knowledge-types.js'
import type { ProfileView, StanceView, Thread, TimelineEntry } from '../merge/types.js'
import type { AuthorId, MessageId, Post, Reply, Vouch } from '../message/types.js'

export interface ViewOptions {
	/** Whole seconds since 1970. Default: the replica's clock; without one, the latest time that the messages of the view name. */
	readonly now?: number
}

export interface TimelineOptions extends ViewOptions {
	readonly space?: string
	readonly topic?: string
	readonly author?: AuthorId
	/** 1 to 1,000, default 50. */
	readonly limit?: number
}

export interface SearchOptions extends ViewOptions {
	readonly author?: AuthorId
	readonly space?: string
	readonly topic?: string
	readonly limit?: number
}

/** Whose view it is, where that matters (SPEC 6.15). */
export interface ReaderOptions extends ViewOptions {
	/** Default: the replica's author with what `device` knows: private vouches and blocks. Without an author, somebody without keys. */
	readonly reader?: Reader
}

export interface InboxOptions extends ReaderOptions {
	/** Only what was not marked as read. */
	readonly unread?: boolean
	/** Only what the reader wrote nothing below. */
	readonly unanswered?: boolean
	/** 1 to 1,000, default 50. */
	readonly limit?: number
}

/** Something for the reader to look at, and whether they did: see `Device.markRead`. */
export interface InboxItem extends InboxEntry {
	/** Its current version was not marked as read on this device. */
	readonly unread: boolean
}

/** What a reader sees (SPEC 6): a function of the messages held and of `now`. */
export interface Views {
	/** The thread that a message belongs to; `undefined` when nothing of it is known here. Takes the id of any message in it. */
	thread(id: MessageId, options?: ViewOptions): Promise<Thread | undefined>
	timeline(options?: TimelineOptions): Promise<readonly TimelineEntry[]>
	profile(author: AuthorId, options?: ViewOptions): Promise<ProfileView>
	/** Every author's current stance on exactly this version. */
	stances(version: MessageId, options?: ViewOptions): Promise<readonly StanceView[]>
	/** The current vouches of one author. */
	vouches(author: AuthorId, options?: ViewOptions): Promise<readonly Vouch[]>
	/** The person behind a key: all keys that are linked with it (SPEC 6.13). */
	person(author: AuthorId, options?: ViewOptions): Promise<PersonView>
	/** Everyone of whom anything is known here, by their ids (SPEC 6.13). */
	people(options?: ViewOptions): Promise<readonly Person[]>
	/** Whom the reader listens to, directly or through others (SPEC 6.15). */
	circle(options?: ReaderOptions): Promise<Circle>
	/** What stands behind each stance on exactly this version (SPEC 6.16). Rejects with `not-found` when no such live post or reply is held. */
	corroboration(version: MessageId, options?: ReaderOptions): Promise<Corroboration>
	/** The same for all present nodes of a thread, in its order; takes the id of any message in it. */
	corroborations(thread: MessageId, options?: ReaderOptions): Promise<readonly NodeCorroboration[]>
	/** The questions of a thread, open and answered, in its order (SPEC 6.17); takes the id of any message in it. */
	questions(thread: MessageId, options?: ViewOptions): Promise<readonly QuestionView[]>
	/** Questions that nobody has answered so that the asker confirmed it, newest first (SPEC 6.17). */
	openQuestions(options?: TimelineOptions): Promise<readonly QuestionView[]>
	/** Questions of which the asker confirmed an answer, newest first (SPEC 6.17). */
	answeredQuestions(options?: TimelineOptions): Promise<readonly QuestionView[]>
	/** What others answered to the reader, and open questions where the reader takes part, newest first (SPEC 6.17). */
	inbox(options?: InboxOptions): Promise<readonly InboxItem[]>
	/** How much of each log of an author is held, and what is missing (SPEC 6.18). */
	completeness(author: AuthorId, options?: ViewOptions): Promise<readonly LogCompleteness[]>
	/** Posts and replies, in every version that is held, whose text or topics hold the words; newest first, without those that expired. Needs a store that can search (`store-unavailable` otherwise). */
	search(words: string, options?: SearchOptions): Promise<readonly (Post | Reply)[]>
}

/** The value of a live view now. `loading` until it was computed once; `failed` when that was not possible, with the last value that was. */
export type Snapshot<T> =
	| { readonly status: 'loading'; readonly value?: undefined; readonly error?: undefined }
	| { readonly status: 'ready'; readonly value: T; readonly error?: undefined }
	| { readonly status: 'failed'; readonly value?: T; readonly error: unknown }

/**
 * A view that follows what the replica takes in. Its functions need no `this`: `useSyncExternalStore(live.subscribe, live.snapshot)` of React takes them as they are, and
 * `subscribe` is the contract of stores in Svelte and of `from` in Solid.
 */
export interface LiveView<T> {
	/** The same object until something changed; inside it, what did not change is the same object as before, too. */
	readonly snapshot: () => Snapshot<T>
	/** Calls back with the snapshot at once and after every change. Returns how to end that. */
	readonly subscribe: (listener: (snapshot: Snapshot<T>) => void) => () => void
	/** Resolves with the value when it shows all that was taken in so far; rejects with the error of a failure, or with `closed`. */
	readonly ready: () => Promise<T>
	/** Resolves when it shows nothing new any more: it was closed, by itself or with its replica. */
	readonly closed: () => Promise<void>
	/** Ends it and all subscriptions. Idempotent. */
	readonly close: () => void
}

/** Every view of `Views` but search, with the same arguments. */
export type LiveViews = {
	readonly [View in Exclude<keyof Views, 'search'>]: (...args: Parameters<Views[View]>) => LiveView<Awaited<ReturnType<Views[View]>>>
} & {
	/** Computes all live views anew: for what other programs wrote into the store. Resolves when all show it. */
	readonly refresh: () => Promise<void>
}
