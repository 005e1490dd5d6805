/** The views of the library in the forms of SPEC 12.7 and 12.9, for exactly what the other implementation has said something about. */
import { circleView } from '../../src/merge/circle.js'
import { completenessViews } from '../../src/merge/completeness.js'
import { corroborationView } from '../../src/merge/corroboration.js'
import type { Corroboration, Reader } from '../../src/merge/knowledge-types.js'
import { consider } from '../../src/merge/live.js'
import { personView } from '../../src/merge/people.js'
import { profileView } from '../../src/merge/profile.js'
import { inboxView, openQuestions, questionViews } from '../../src/merge/questions.js'
import { indexClaims, isRetracted } from '../../src/merge/retraction.js'
import { stanceViews } from '../../src/merge/stances.js'
import { chronological, threadView } from '../../src/merge/thread.js'
import { timelineView } from '../../src/merge/timeline.js'
import { currentVouches } from '../../src/merge/vouches.js'
import type { Message } from '../../src/message/types.js'
import type { KnowledgeCase } from '../vectors/knowledge-views.js'
import { viewsOf as knowledgeViewsOf } from '../vectors/knowledge-views.js'
import type { MergeCase } from '../vectors/views.js'
import { viewsOf } from '../vectors/views.js'

/** 6.1 to 6.12. */
export function mergeViews(asked: MergeCase['views'], messages: readonly Message[], now: number): Promise<MergeCase['views']> {
	const one: MergeCase = { name: '', clause: '', comment: '', now, messages: [], views: asked }
	return viewsOf(one, messages, {
		thread: async (id) => threadView(messages, id, now),
		chronological,
		timeline: async (filter) => timelineView(messages, now, filter),
		stances: async (version) => stanceViews(version, messages, now),
		profile: async (author) => profileView(messages, author, now),
		vouches: async () => currentVouches(messages, now),
		retracted: async () => {
			const claims = indexClaims(consider(messages, now).claims)
			const ids = messages.filter((message) => isRetracted(message, claims)).map(({ id }) => id)
			return [...new Set(ids)].sort()
		},
	})
}

/** 6.13 to 6.18. */
export function knowledgeViews(
	asked: KnowledgeCase['views'],
	messages: readonly Message[],
	reader: Reader,
	now: number,
): Promise<KnowledgeCase['views']> {
	const { keys, vouches = [], blocked = [], depth = 3 } = reader
	const one: KnowledgeCase = {
		name: '',
		clause: '',
		comment: '',
		now,
		messages: [],
		reader: { keys, vouches, blocked, depth },
		views: asked,
	}
	return knowledgeViewsOf(one, {
		person: async (author) => personView(messages, author, now),
		circle: async (by) => circleView(messages, by, now),
		corroboration: async (version, by) => corroborationView(messages, version, by, now) as Corroboration,
		questions: async (thread) => questionViews(messages, thread, now),
		openQuestions: async () => openQuestions(messages, now),
		inbox: async (by) => inboxView(messages, by, now),
		completeness: async () => completenessViews(messages, now),
	})
}
