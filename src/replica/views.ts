/** Views over what is held: each loads the messages that its pure function needs, and no others (SPEC 6). */
import { BudkavleError } from '../errors.js'
import { profileView } from '../merge/profile.js'
import { stanceViews } from '../merge/stances.js'
import { threadView } from '../merge/thread.js'
import type { ProfileView, StanceView, Thread, TimelineEntry } from '../merge/types.js'
import { currentVouches } from '../merge/vouches.js'
import { KIND } from '../message/kinds.js'
import { normalise } from '../message/normalise.js'
import type { AuthorId, MessageId, Post, Reply, Vouch } from '../message/types.js'
import type { Store } from '../store/types.js'
import { checkHex } from './arguments.js'
import { openKnowledgeViews } from './knowledge-views.js'
import { oneMessage } from './reading.js'
import type { Standpoint } from './standpoint.js'
import { threadWithMessages, timeOf } from './standpoint.js'
import { timeline } from './timeline.js'
import type { SearchOptions, TimelineOptions, ViewOptions, Views } from './view-types.js'

export type ReadViews = Omit<Views, 'search'>

export function openReadViews(standpoint: Standpoint): ReadViews {
	const { reading } = standpoint
	return Object.freeze<ReadViews>({
		...openKnowledgeViews(standpoint),

		async thread(id: MessageId, options?: ViewOptions): Promise<Thread | undefined> {
			const { thread, messages } = await threadWithMessages(reading, id)
			return messages.length === 0 ? undefined : threadView(messages, thread, timeOf(standpoint, options, messages), reading.memo)
		},

		async timeline(options: TimelineOptions = {}): Promise<readonly TimelineEntry[]> {
			const latest = await reading.first({ by: 'time', kind: KIND.post })
			return timeline(reading, timeOf(standpoint, options, latest === undefined ? [] : [latest]), options)
		},

		async profile(author: AuthorId, options?: ViewOptions): Promise<ProfileView> {
			checkHex(author, 'the key of an author')
			const profiles = await reading.all({ by: 'author', author, kind: KIND.profile })
			return profileView(profiles, author, timeOf(standpoint, options, profiles))
		},

		async stances(version: MessageId, options?: ViewOptions): Promise<readonly StanceView[]> {
			checkHex(version, 'the id of a version')
			const message = await oneMessage(reading, version)
			if (message?.kind !== 'post' && message?.kind !== 'reply') {
				throw new BudkavleError('not-found', `No post or reply ${version} is held here, so nothing can be said about stances on it.`)
			}
			const about = await reading.all({ by: 'target', target: version })
			return stanceViews(message, about, timeOf(standpoint, options, about))
		},

		async vouches(author: AuthorId, options?: ViewOptions): Promise<readonly Vouch[]> {
			checkHex(author, 'the key of an author')
			const vouches = await reading.all({ by: 'author', author, kind: KIND.vouch })
			return currentVouches(vouches, timeOf(standpoint, options, vouches))
		},
	})
}

export function openViews(store: Store, standpoint: Standpoint): Views {
	const { reading, clock } = standpoint
	return Object.freeze<Views>({
		...openReadViews(standpoint),

		async search(words: string, options: SearchOptions = {}): Promise<readonly (Post | Reply)[]> {
			const { now = clock() ?? 0, topic, ...filter } = options
			const found = await store.search({ ...filter, ...(topic === undefined ? {} : { topic: normalise(topic, 'lower') }), words, now })
			const held = await reading.get(found.map(({ id }) => id))
			return held.filter((message) => message.kind === 'post' || message.kind === 'reply')
		},
	})
}
