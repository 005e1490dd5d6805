/** Views over a store: each loads the messages that its pure function needs, and no others (SPEC 6). */
import { BudkavleError } from '../errors.js'
import { profileView } from '../merge/profile.js'
import { stanceViews } from '../merge/stances.js'
import { threadView } from '../merge/thread.js'
import type { ProfileView, StanceView, Thread, TimelineEntry } from '../merge/types.js'
import { currentVouches } from '../merge/vouches.js'
import { decodeStored } from '../message/decode.js'
import { KIND } from '../message/kinds.js'
import { stubThread } from '../message/thread.js'
import type { AuthorId, Message, MessageId, Post, Reply, Vouch } from '../message/types.js'
import type { Store } from '../store/types.js'
import { allMessages, oneMessage, retractionsOf } from './reading.js'
import { timeline } from './timeline.js'
import type { SearchOptions, TimelineOptions, ViewOptions, Views } from './types.js'

export type Clock = () => number | undefined

/** The thread that an id belongs to, as far as it is known here: by the message, or by what a retraction says of it. */
async function threadOfId(store: Store, id: MessageId): Promise<MessageId> {
	const message = await oneMessage(store, id)
	if (message !== undefined) return message.thread
	// Anybody can claim to have retracted an id that is not held: what messages say goes first.
	const { messages: said } = await store.list({ by: 'thread', thread: id }, { limit: 1 })
	if (said.length > 0) return id
	for (const retraction of await retractionsOf(store, id)) {
		const stub = retraction.targets.find(({ target }) => target === id)
		if (stub !== undefined) return stubThread(stub)
	}
	return id
}

export function openViews(store: Store, clock: Clock): Views {
	/** A device without a clock knows that it is at least as late as the latest of what it looks at says. */
	const at = (options: ViewOptions | undefined, messages: readonly Message[]): number =>
		options?.now ?? clock() ?? messages.reduce((latest, { time = 0 }) => Math.max(latest, time), 0)

	return Object.freeze({
		async thread(id: MessageId, options?: ViewOptions): Promise<Thread | undefined> {
			const thread = await threadOfId(store, id)
			const messages = await allMessages(store, { by: 'thread', thread })
			return messages.length === 0 ? undefined : threadView(messages, thread, at(options, messages))
		},

		async timeline(options: TimelineOptions = {}): Promise<readonly TimelineEntry[]> {
			const { messages: latest } = await store.list({ by: 'time', kind: KIND.post }, { limit: 1 })
			return timeline(store, at(options, latest.map(decodeStored)), options)
		},

		async profile(author: AuthorId, options?: ViewOptions): Promise<ProfileView> {
			const profiles = await allMessages(store, { by: 'author', author, kind: KIND.profile })
			return profileView(profiles, author, at(options, profiles))
		},

		async stances(version: MessageId, options?: ViewOptions): Promise<readonly StanceView[]> {
			const message = await oneMessage(store, version)
			if (message?.kind !== 'post' && message?.kind !== 'reply') {
				throw new BudkavleError('not-found', `No post or reply ${version} is held here, so nothing can be said about stances on it.`)
			}
			const about = await allMessages(store, { by: 'target', target: version })
			return stanceViews(message, about, at(options, about))
		},

		async vouches(author: AuthorId, options?: ViewOptions): Promise<readonly Vouch[]> {
			const vouches = await allMessages(store, { by: 'author', author, kind: KIND.vouch })
			return currentVouches(vouches, at(options, vouches))
		},

		async search(words: string, options: SearchOptions = {}): Promise<readonly (Post | Reply)[]> {
			const { now = clock() ?? 0, ...filter } = options
			const found: (Post | Reply)[] = []
			for (const stored of await store.search({ ...filter, words })) {
				const message = decodeStored(stored)
				if ((message.kind === 'post' || message.kind === 'reply') && (message.expires ?? Number.POSITIVE_INFINITY) > now)
					found.push(message)
			}
			return found
		},
	})
}
