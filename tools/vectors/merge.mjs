/** vectors/merge.json: sets of messages and the views of them. */

import { agree, library, PEOPLE } from './kit.mjs'
import { NODE_CASES } from './merge-nodes.mjs'
import { ORDER_CASES, STANCE_CASES, TIMELINE_CASES } from './merge-orders.mjs'
import { REGISTER_CASES } from './merge-registers.mjs'
import { RETRACTION_CASES } from './merge-retractions.mjs'
import { LIVE_CASES, SET_CASES } from './merge-sets.mjs'
import { STUB_CASES } from './merge-stubs.mjs'
import { TREE_CASES } from './merge-trees.mjs'
import { scenario, viewsOf } from './scenario.mjs'

/** Seconds since 1970, where a case says nothing else. */
const NOW = 100

export async function makeMerge() {
	const { verifyMessage } = await library('message/verify.js')
	const modules = ['live', 'profile', 'retraction', 'stances', 'thread', 'timeline', 'vouches'].map((name) => library(`merge/${name}.js`))
	const merge = Object.assign({}, ...(await Promise.all(modules)))
	const authors = Object.fromEntries(Object.entries(PEOPLE).map(([name, { author }]) => [name, author]))

	const cases = []
	for (const { name, clause, comment, now = NOW, write } of [
		...SET_CASES,
		...RETRACTION_CASES,
		...STUB_CASES,
		...LIVE_CASES,
		...REGISTER_CASES,
		...NODE_CASES,
		...TREE_CASES,
		...ORDER_CASES,
		...STANCE_CASES,
		...TIMELINE_CASES,
	]) {
		const set = scenario()
		const views = write(set)
		// Names that only the views know are ids that nobody holds.
		for (const thread of Object.keys(views.threads ?? {})) set.idOf(thread)
		const { messages, absent, bytes } = set.finish()
		const names = new Map([
			...Object.entries(authors).map(([label, key]) => /** @type {const} */ ([key, label])),
			...Object.entries(absent).map(([label, id]) => /** @type {const} */ ([id, label])),
			...messages.map(({ name: label, id }) => /** @type {const} */ ([id, label])),
		])
		const verified = await Promise.all(bytes.map((message) => verifyMessage(new Uint8Array(message))))
		const idOf = (/** @type {string} */ label) => authors[label] ?? set.idOf(label)
		agree(`merge, "${name}"`, views, inOrder(views, viewsOf(merge, verified, now, views, idOf, names)))
		cases.push({ name, clause, comment, now, messages, ...(Object.keys(absent).length > 0 ? { absent } : {}), views })
	}
	return { authors, cases }
}

/** The views in the order in which the case names them. @param {object} wanted @param {Readonly<Record<string, unknown>>} given */
function inOrder(wanted, given) {
	return Object.fromEntries(Object.keys(wanted).map((key) => [key, given[key]]))
}
