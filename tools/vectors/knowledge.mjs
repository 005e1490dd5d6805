/** vectors/knowledge.json: sets of messages, and what a reader learns from them about people and knowledge. */

import { makeCases } from './cases.mjs'
import { CROWD, library } from './kit.mjs'
import { BLOCKED_INBOX_CASES } from './knowledge-blocked-inbox.mjs'
import { CHECKPOINT_CASES } from './knowledge-checkpoints.mjs'
import { CIRCLE_CASES } from './knowledge-circle.mjs'
import { COMPLETENESS_CASES } from './knowledge-completeness.mjs'
import { CORROBORATION_CASES } from './knowledge-corroboration.mjs'
import { HEARSAY_CASES } from './knowledge-hearsay.mjs'
import { INBOX_CASES } from './knowledge-inbox.mjs'
import { LOST_KEY_CASES } from './knowledge-lost-keys.mjs'
import { ORIGIN_CASES } from './knowledge-origins.mjs'
import { PEOPLE_CASES } from './knowledge-people.mjs'
import { PRIVATE_CASES } from './knowledge-private.mjs'
import { QUESTION_CASES } from './knowledge-questions.mjs'
import { PERSON_STANCE_CASES } from './knowledge-stances.mjs'
import { knowledgeViewsOf } from './knowledge-views.mjs'

const CASES = [
	...PEOPLE_CASES,
	...PERSON_STANCE_CASES,
	...CIRCLE_CASES,
	...PRIVATE_CASES,
	...LOST_KEY_CASES,
	...CORROBORATION_CASES,
	...ORIGIN_CASES,
	...HEARSAY_CASES,
	...QUESTION_CASES,
	...INBOX_CASES,
	...BLOCKED_INBOX_CASES,
	...COMPLETENESS_CASES,
	...CHECKPOINT_CASES,
]

export async function makeKnowledge() {
	const modules = ['circle', 'completeness', 'corroboration', 'people', 'questions'].map((name) => library(`merge/${name}.js`))
	const merge = Object.assign({}, ...(await Promise.all(modules)))
	return makeCases('knowledge', CROWD, CASES, (expected, asked) => knowledgeViewsOf(merge, expected, asked))
}
