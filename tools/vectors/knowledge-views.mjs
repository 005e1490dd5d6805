/** Views of people and knowledge in the compact form of vectors/knowledge.json (SPEC 12.9). */

import { named } from './scenario.mjs'

/** @typedef {import('./cases.mjs').Asked} Asked */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** The ids of endorsements behind a number. @typedef {readonly [count: number, ...endorsements: string[]]} Count */
/** @typedef {readonly [person: string, endorsement: string, ...conflicts: string[]]} Speaker */

/**
 * Those who hold a stance on one side, in their order. What is given as 0 or left out has nothing behind it; where a number is given, the endorsements behind it follow in
 * any order.
 *
 * @param {Scenario} w
 * @param {readonly Speaker[]} speakers
 * @param {{ readonly firstHand?: readonly string[], readonly sources?: Count, readonly independent?: Count }} [numbers]
 * @param {readonly number[]} [distances] in the circle
 */
export function side(w, speakers, { firstHand = [], sources = [0], independent = [0] } = {}, distances) {
	/** @param {Count} count */
	const evidence = ([count, ...endorsements]) => ({ count, ...list('endorsements', w.byId(...endorsements)) })
	return {
		speakers: speakers.map(([person, endorsement, ...conflicts], i) => ({
			person,
			...(distances === undefined ? {} : { distance: distances[i] }),
			endorsement,
			...list('conflicts', w.byId(...conflicts)),
		})),
		...list('firstHand', w.byId(...firstHand)),
		sources: evidence(sources),
		independent: evidence(independent),
	}
}

/** @param {string} name @param {readonly unknown[]} items @returns {Record<string, readonly unknown[]>} */
function list(name, items) {
	return items.length === 0 ? {} : { [name]: items }
}

/** @param {any} evidence */
const evidenceOf = ({ count, endorsements }) => ({ count, ...list('endorsements', endorsements) })

/** @param {any} support */
function supportOf({ people, keys, firstHand, sources, independent }) {
	const holders = people ?? keys
	if (holders.count === 0) return undefined
	return {
		speakers: holders.speakers.map((/** @type {any} */ { person, distance, endorsement, conflicts }) => ({
			person: person.id,
			...(distance === undefined ? {} : { distance }),
			endorsement,
			...list('conflicts', conflicts),
		})),
		...list('firstHand', firstHand.endorsements),
		sources: evidenceOf(sources),
		independent: evidenceOf(independent),
	}
}

/** @param {any} corroboration */
function corroborationOf(corroboration) {
	/** @type {Record<string, unknown>} */
	const given = { rev: corroboration.rev }
	for (const stance of ['confirm', 'dispute', 'outdated']) {
		const circle = supportOf(corroboration[stance].circle)
		const outside = supportOf(corroboration[stance].outside)
		if (circle || outside) given[stance] = { ...(circle ? { circle } : {}), ...(outside ? { outside } : {}) }
	}
	return given
}

/** @param {any} answer */
const answerOf = ({ node, version, endorsement }) => [node, version, endorsement]

/**
 * The views of the library that a case expects something of.
 *
 * @param {any} merge the modules of the library
 * @param {any} expected
 * @param {Asked} asked
 */
export function knowledgeViewsOf(merge, expected, { messages, now, reader, idOf, names }) {
	/** @param {object | undefined} wanted @param {(id: string) => unknown} view */
	const each = (wanted, view) => wanted && Object.fromEntries(Object.keys(wanted).map((name) => [name, view(idOf(name))]))
	const given = {
		people: each(expected.people, (key) => {
			const { keys, currentKeys } = merge.personView(messages, key, now)
			return { keys, current: currentKeys }
		}),
		circle:
			expected.circle &&
			merge.circleView(messages, reader, now).people.map((/** @type {any} */ { id, distance, via, vouches }) => ({
				person: id,
				distance,
				...(via === undefined ? {} : { via }),
				...list('vouches', vouches),
			})),
		corroborations: each(expected.corroborations, (id) => corroborationOf(merge.corroborationView(messages, id, reader, now))),
		questions: each(expected.questions, (id) =>
			merge.questionViews(messages, id, now).map((/** @type {any} */ { node, asker, state, answers, earlier }) => ({
				node: node.id,
				asker: asker.id,
				state,
				...list('answers', answers.map(answerOf)),
				...list('earlier', earlier.map(answerOf)),
			})),
		),
		open: expected.open && merge.openQuestions(messages, now).map((/** @type {any} */ { node }) => node.id),
		inbox:
			expected.inbox &&
			merge.inboxView(messages, reader, now).map((/** @type {any} */ { node, reply, question, answered }) => ({
				node: node.id,
				...(reply ? { reply } : {}),
				...(question ? { question } : {}),
				...(answered ? { answered } : {}),
			})),
		completeness:
			expected.completeness &&
			merge
				.completenessViews(messages, now)
				.map((/** @type {any} */ { author, log, highest, held, retracted, missing, forks, proven, refuted, contradictions }) => ({
					author,
					log,
					highest,
					held,
					retracted,
					...list(
						'missing',
						missing.map((/** @type {any} */ { from, to }) => [from, to]),
					),
					...list(
						'forks',
						forks.map((/** @type {any} */ fork) => ({ seq: fork.seq, messages: fork.messages })),
					),
					...(proven === undefined ? {} : { proven: [proven.size, proven.checkpoint] }),
					...list('refuted', refuted),
					...list(
						'contradictions',
						contradictions.map((/** @type {any} */ { size, checkpoints }) => ({ size, checkpoints })),
					),
				})),
	}
	return named(given, names)
}
