/** vectors/merge.json: sets of messages and the views of them. */

import { makeCases } from './cases.mjs'
import { library, PEOPLE } from './kit.mjs'
import { NODE_CASES } from './merge-nodes.mjs'
import { ORDER_CASES, STANCE_CASES, TIMELINE_CASES } from './merge-orders.mjs'
import { REGISTER_CASES } from './merge-registers.mjs'
import { RETRACTION_CASES } from './merge-retractions.mjs'
import { LIVE_CASES, SET_CASES } from './merge-sets.mjs'
import { STUB_CASES } from './merge-stubs.mjs'
import { TREE_CASES } from './merge-trees.mjs'
import { viewsOf } from './scenario.mjs'

const CASES = [
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
]

export async function makeMerge() {
	const modules = ['live', 'profile', 'retraction', 'stances', 'thread', 'timeline', 'vouches'].map((name) => library(`merge/${name}.js`))
	const merge = Object.assign({}, ...(await Promise.all(modules)))
	return makeCases('merge', PEOPLE, CASES, (expected, { messages, now, idOf, names }) =>
		viewsOf(merge, messages, now, expected, idOf, names),
	)
}
