/** The cases of knowledge.json, and views of the library in their compact form (vectors/README.md). */
import type {
	Answer,
	Circle,
	Corroboration,
	Evidence,
	InboxEntry,
	LogCompleteness,
	PersonView,
	QuestionView,
	Reader,
	Speaker,
	StanceSupport,
	Support,
} from '../../src/merge/knowledge-types.js'
import { readVectors } from './read.js'
import type { Authors, Json, Named, Names, SetCase } from './sets.js'
import { list, namesOf } from './sets.js'

export interface KnowledgeCase extends SetCase {
	readonly reader?: {
		readonly keys: readonly string[]
		readonly vouches?: readonly string[]
		readonly blocked?: readonly string[]
		readonly depth?: number
	}
	readonly views: {
		readonly people?: Named
		readonly circle?: Json
		readonly corroborations?: Named
		readonly questions?: Named
		readonly open?: Json
		readonly inbox?: Json
		readonly completeness?: Json
	}
}

const { authors, cases } = readVectors<{ readonly authors: Authors; readonly cases: readonly KnowledgeCase[] }>('knowledge.json')

export const CASES: readonly KnowledgeCase[] = cases

export const AUTHORS: readonly string[] = Object.values(authors)

/** What gives views of one set of messages. */
export interface Knower {
	person(author: string): Promise<PersonView>
	circle(reader: Reader): Promise<Circle>
	corroboration(version: string, reader: Reader): Promise<Corroboration>
	questions(thread: string): Promise<readonly QuestionView[]>
	openQuestions(): Promise<readonly QuestionView[]>
	inbox(reader: Reader): Promise<readonly InboxEntry[]>
	completeness(): Promise<readonly LogCompleteness[]>
}

/** The views that a case lists, of somebody who holds its messages. */
export async function viewsOf(one: KnowledgeCase, knower: Knower): Promise<KnowledgeCase['views']> {
	const names = namesOf(authors, one)
	const { nameOf, each } = names
	const reader = readerOf(one, names)
	const { people, circle, corroborations, questions, open, inbox, completeness } = one.views
	const given: { -readonly [View in keyof KnowledgeCase['views']]: KnowledgeCase['views'][View] } = {}
	if (people) {
		given.people = await each(people, async (key) => {
			const { keys, currentKeys } = await knower.person(key)
			return { keys: keys.map(nameOf), current: currentKeys.map(nameOf) }
		})
	}
	if (circle) {
		given.circle = (await knower.circle(reader)).people.map(({ id, distance, via, vouches }) => ({
			person: nameOf(id),
			distance,
			...(via === undefined ? {} : { via: nameOf(via) }),
			...list('vouches', vouches.map(nameOf)),
		}))
	}
	if (corroborations) {
		given.corroborations = await each(corroborations, async (id) => corroborationOf(await knower.corroboration(id, reader), nameOf))
	}
	if (questions) given.questions = await each(questions, async (id) => (await knower.questions(id)).map((one) => questionOf(one, nameOf)))
	if (open) given.open = (await knower.openQuestions()).map(({ node }) => nameOf(node.id))
	if (inbox) {
		given.inbox = (await knower.inbox(reader)).map(({ node, reply, question, answered }) => ({
			node: nameOf(node.id),
			...(reply ? { reply } : {}),
			...(question ? { question } : {}),
			...(answered ? { answered } : {}),
		}))
	}
	if (completeness) given.completeness = (await knower.completeness()).map((log) => logOf(log, nameOf))
	return given
}

function readerOf({ reader }: KnowledgeCase, { idOf }: Names): Reader {
	const { keys = [], vouches, blocked, depth } = reader ?? {}
	return { keys: keys.map(idOf), vouches: vouches?.map(idOf), blocked: blocked?.map(idOf), depth }
}

function corroborationOf({ rev, confirm, dispute, outdated }: Corroboration, nameOf: (id: string) => string): Json {
	const sides = ({ circle, outside }: StanceSupport): { readonly [key: string]: Json } => ({
		...sideOf('circle', circle, circle.people.speakers, nameOf),
		...sideOf('outside', outside, outside.keys.speakers, nameOf),
	})
	const stance = (name: string, support: StanceSupport): { readonly [key: string]: Json } => {
		const given = sides(support)
		return Object.keys(given).length === 0 ? {} : { [name]: given }
	}
	return { rev, ...stance('confirm', confirm), ...stance('dispute', dispute), ...stance('outdated', outdated) }
}

function sideOf(
	name: string,
	{ firstHand, sources, independent }: Support,
	speakers: readonly (Speaker & { readonly distance?: number })[],
	nameOf: (id: string) => string,
): { readonly [key: string]: Json } {
	if (speakers.length === 0) return {}
	const evidence = ({ count, endorsements }: Evidence): Json => ({ count, ...list('endorsements', endorsements.map(nameOf)) })
	return {
		[name]: {
			speakers: speakers.map(({ person, distance, endorsement, conflicts }) => ({
				person: nameOf(person.id),
				...(distance === undefined ? {} : { distance }),
				endorsement: nameOf(endorsement),
				...list('conflicts', conflicts.map(nameOf)),
			})),
			...list('firstHand', firstHand.endorsements.map(nameOf)),
			sources: evidence(sources),
			independent: evidence(independent),
		},
	}
}

function questionOf({ node, asker, state, answers, earlier }: QuestionView, nameOf: (id: string) => string): Json {
	const entry = ({ node: id, version, endorsement }: Answer): Json => [nameOf(id), nameOf(version), nameOf(endorsement)]
	return {
		node: nameOf(node.id),
		asker: nameOf(asker.id),
		state,
		...list('answers', answers.map(entry)),
		...list('earlier', earlier.map(entry)),
	}
}

function logOf(completeness: LogCompleteness, nameOf: (id: string) => string): Json {
	const { author, log, highest, held, retracted, missing, forks, proven, refuted, contradictions } = completeness
	return {
		author: nameOf(author),
		log,
		highest,
		held,
		retracted,
		...list(
			'missing',
			missing.map(({ from, to }) => [from, to]),
		),
		...list(
			'forks',
			forks.map(({ seq, messages }) => ({ seq, messages: messages.map(nameOf) })),
		),
		...(proven === undefined ? {} : { proven: [proven.size, nameOf(proven.checkpoint)] }),
		...list('refuted', refuted.map(nameOf)),
		...list(
			'contradictions',
			contradictions.map(({ size, checkpoints }) => ({ size, checkpoints: checkpoints.map(nameOf) })),
		),
	}
}
