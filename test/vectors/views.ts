/** The cases of merge.json, and views of the library in their compact form (vectors/README.md). */
import type { ProfileView, StanceCount, Stances, StanceView, Thread, ThreadNode, TimelineEntry } from '../../src/merge/types.js'
import type { Message, Vouch } from '../../src/message/types.js'
import { readVectors } from './read.js'
import type { Authors, Json, Named, SetCase } from './sets.js'
import { list, namesOf } from './sets.js'

export interface Filter {
	readonly space?: string
	readonly topic?: string
	readonly author?: string
}

export interface MergeCase extends SetCase {
	readonly views: {
		readonly threads?: Named
		readonly chronological?: Named
		readonly timeline?: Json
		readonly filtered?: readonly { readonly filter: Filter; readonly threads: readonly string[] }[]
		readonly stances?: Named
		readonly profiles?: Named
		readonly vouches?: Json
		readonly retracted?: readonly string[]
	}
}

const { authors, cases } = readVectors<{ readonly authors: Authors; readonly cases: readonly MergeCase[] }>('merge.json')

export const CASES: readonly MergeCase[] = cases

/** What gives views of one set of messages. */
export interface Reader {
	thread(id: string): Promise<Thread>
	chronological(thread: Thread): readonly ThreadNode[]
	timeline(filter: Filter): Promise<readonly TimelineEntry[]>
	stances(version: Message): Promise<readonly StanceView[]>
	profile(author: string): Promise<ProfileView>
	vouches(): Promise<readonly Vouch[]>
	/** Absent where the reader does not tell. */
	retracted?(): Promise<readonly string[]>
}

export const AUTHORS: readonly string[] = Object.values(authors)

/** The views that a case lists, of a reader who holds its messages. */
export async function viewsOf(one: MergeCase, messages: readonly Message[], reader: Reader): Promise<MergeCase['views']> {
	const { views } = one
	const { idOf, nameOf, each } = namesOf(authors, one)
	const { threads, chronological, timeline, filtered, stances, profiles, vouches, retracted } = views
	const given: { -readonly [View in keyof MergeCase['views']]: MergeCase['views'][View] } = {}
	if (threads) given.threads = await each(threads, async (id) => (await reader.thread(id)).nodes.map((node) => nodeOf(node, nameOf)))
	if (chronological)
		given.chronological = await each(chronological, async (id) =>
			reader.chronological(await reader.thread(id)).map((node) => nameOf(node.id)),
		)
	if (timeline) given.timeline = (await reader.timeline({})).map(({ node, replies }) => [nameOf(node.id), replies])
	if (filtered) {
		given.filtered = await Promise.all(
			filtered.map(async ({ filter }) => {
				const keyed = filter.author === undefined ? filter : { ...filter, author: idOf(filter.author) }
				return { filter, threads: (await reader.timeline(keyed)).map(({ node }) => nameOf(node.id)) }
			}),
		)
	}
	if (stances) {
		given.stances = await each(stances, async (id) =>
			(await reader.stances(messages.find((message) => message.id === id) as Message)).map(({ author, endorsement, conflicts }) => ({
				author: nameOf(author),
				stance: endorsement.stance,
				endorsement: nameOf(endorsement.id),
				...list('conflicts', conflicts.map(nameOf)),
			})),
		)
	}
	if (profiles) {
		given.profiles = await each(profiles, async (author) => {
			const { profile, conflicts } = await reader.profile(author)
			return { ...(profile === undefined ? {} : { current: nameOf(profile.id) }), ...list('conflicts', conflicts.map(nameOf)) }
		})
	}
	if (vouches)
		given.vouches = (await reader.vouches()).map(({ author, subject, stance, id }) => [nameOf(author), nameOf(subject), stance, nameOf(id)])
	if (retracted) given.retracted = reader.retracted === undefined ? retracted : (await reader.retracted()).map(nameOf)
	return given
}

function stancesOf(stances: Stances, nameOf: (id: string) => string): { readonly [key: string]: Json } {
	const pairs = ({ authors: by, endorsements }: StanceCount): Json[] =>
		by.map((author, i) => [nameOf(author), nameOf(endorsements[i] as string)])
	return {
		...list('confirm', pairs(stances.confirm)),
		...list('dispute', pairs(stances.dispute)),
		...list('outdated', pairs(stances.outdated)),
	}
}

function nodeOf(node: ThreadNode, nameOf: (id: string) => string): Json {
	const where = {
		id: nameOf(node.id),
		state: node.state,
		...(node.parent === undefined ? {} : { parent: nameOf(node.parent) }),
		...(node.place === undefined ? {} : { place: node.place }),
	}
	switch (node.state) {
		case 'missing':
			return where
		case 'retracted':
			return { ...where, author: nameOf(node.author) }
		case 'contested': {
			const claims = node.claims.map(({ author, message }) => ({
				author: nameOf(author),
				...(message === undefined ? { retracted: true } : { current: nameOf(message.id) }),
			}))
			return { ...where, ...(node.future ? { future: true } : {}), claims }
		}
		case 'present': {
			const earlier = node.earlier.map(({ id, stances }) => ({ id: nameOf(id), ...stancesOf(stances, nameOf) }))
			return {
				...where,
				...(node.future ? { future: true } : {}),
				current: nameOf(node.message.id),
				...list('conflicts', node.conflicts.map(nameOf)),
				...stancesOf(node.stances, nameOf),
				...list('earlier', earlier),
			}
		}
	}
}
