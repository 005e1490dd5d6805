/** Cases of vectors/knowledge.json for SPEC 6.17: questions and answers. What is expected is thought out here, by the clauses. */

import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** @typedef {readonly [node: string, version: string, endorsement: string]} Answer */

/** @param {string} node @param {string} asker @param {readonly Answer[]} [earlier] */
const open = (node, asker, earlier = []) => ({ node, asker, state: 'open', ...(earlier.length > 0 ? { earlier } : {}) })

/** @param {string} node @param {string} asker @param {readonly Answer[]} answers @param {readonly Answer[]} [earlier] */
const answered = (node, asker, answers, earlier = []) => ({
	node,
	asker,
	state: 'answered',
	answers,
	...(earlier.length > 0 ? { earlier } : {}),
})

/** Anna asks where the well is, and bo answers. @param {Scenario} w */
function ask(w) {
	w.post('where?', 'anna', { time: 10, question: true })
	w.reply('there', 'bo', 'where?', { time: 20 })
}

/** @type {readonly ViewCase[]} */
export const QUESTION_CASES = [
	{
		name: 'an open question',
		clause: '6.17',
		comment: 'An answer that nobody confirmed, or others than the asker, does not answer it. A thread without a question has none.',
		write(w) {
			ask(w)
			w.endorse('carl confirms', 'carl', 'there', 1)
			w.post('news', 'dora')
			return { questions: { 'where?': [open('where?', 'anna')], news: [] }, open: ['where?'] }
		},
	},
	{
		name: 'an answered question',
		clause: '6.17',
		comment: 'The asker confirms the current version of a node below it.',
		write(w) {
			ask(w)
			w.endorse('anna confirms', 'anna', 'there', 1)
			return { questions: { 'where?': [answered('where?', 'anna', [['there', 'there', 'anna confirms']])] }, open: [] }
		},
	},
	{
		name: 'the asker says something else',
		clause: '6.17',
		comment: 'Neither dispute nor outdated nor what is withdrawn answers a question.',
		write(w) {
			ask(w)
			w.reply('here', 'carl', 'where?')
			w.reply('nowhere', 'dora', 'where?')
			w.endorse('anna disputes', 'anna', 'there', 2)
			w.endorse('anna calls it outdated', 'anna', 'here', 3)
			w.endorse('anna confirms', 'anna', 'nowhere', 1)
			w.endorse('anna withdraws', 'anna', 'nowhere', 4, { rev: 1 })
			return { questions: { 'where?': [open('where?', 'anna')] }, open: ['where?'] }
		},
	},
	{
		name: 'the nearest question of the asker',
		clause: '6.17',
		comment: 'A confirmation answers one question at most: what is below the second question of anna does not answer the first.',
		write(w) {
			ask(w)
			w.reply('how deep?', 'anna', 'where?', { parent: 'there', time: 30, question: true })
			w.reply('deep', 'carl', 'where?', { parent: 'how deep?', time: 40 })
			w.endorse('anna confirms', 'anna', 'deep', 1)
			return {
				questions: { 'where?': [open('where?', 'anna'), answered('how deep?', 'anna', [['deep', 'deep', 'anna confirms']])] },
				open: ['where?'],
			}
		},
	},
	{
		name: 'questions of two askers above one answer',
		clause: '6.17',
		comment: 'Each is answered by the confirmation of its own asker. What stands between does not matter.',
		write(w) {
			ask(w)
			w.reply('how deep?', 'carl', 'where?', { parent: 'there', time: 30, question: true })
			w.reply('see the map', 'dora', 'where?', { parent: 'how deep?', time: 40 })
			w.endorse('anna confirms', 'anna', 'see the map', 1)
			w.endorse('carl confirms', 'carl', 'see the map', 1)
			return {
				questions: {
					'where?': [
						answered('where?', 'anna', [['see the map', 'see the map', 'anna confirms']]),
						answered('how deep?', 'carl', [['see the map', 'see the map', 'carl confirms']]),
					],
				},
				open: [],
			}
		},
	},
	{
		name: 'one of two askers confirms',
		clause: '6.17',
		comment: 'The question of the other one in between stays open.',
		write(w) {
			ask(w)
			w.reply('how deep?', 'carl', 'where?', { parent: 'there', time: 30, question: true })
			w.reply('see the map', 'dora', 'where?', { parent: 'how deep?', time: 40 })
			w.endorse('anna confirms', 'anna', 'see the map', 1)
			return {
				questions: {
					'where?': [answered('where?', 'anna', [['see the map', 'see the map', 'anna confirms']]), open('how deep?', 'carl')],
				},
				open: ['how deep?'],
			}
		},
	},
	{
		name: 'the second key of the asker',
		clause: '6.17',
		comment: 'The asker is a person: any key confirms, and the stance is that of all keys together (6.14).',
		write(w) {
			link(w, 'anna', 'carl')
			w.post('where?', 'carl', { time: 10, question: true })
			w.reply('there', 'bo', 'where?', { time: 20 })
			w.reply('here', 'dora', 'where?', { time: 30 })
			w.endorse('anna confirms', 'anna', 'there', 1)
			w.endorse('carl confirms here', 'carl', 'here', 1)
			w.endorse('anna disputes here', 'anna', 'here', 2, { rev: 1 })
			return { questions: { 'where?': [answered('where?', 'anna', [['there', 'there', 'anna confirms']])] } }
		},
	},
	{
		name: 'two questions of one person by two keys',
		clause: '6.17',
		comment: 'The nearest one of the asker, whichever key asked it.',
		write(w) {
			link(w, 'anna', 'carl')
			ask(w)
			w.reply('how deep?', 'carl', 'where?', { parent: 'there', time: 30, question: true })
			w.reply('deep', 'bo', 'where?', { parent: 'how deep?', time: 40 })
			w.endorse('anna confirms', 'anna', 'deep', 1)
			return {
				questions: { 'where?': [open('where?', 'anna'), answered('how deep?', 'anna', [['deep', 'deep', 'anna confirms']])] },
			}
		},
	},
	{
		name: "the asker's own text",
		clause: '6.17',
		comment: 'Whoever asked may find the answer, and say so of their own text.',
		write(w) {
			ask(w)
			w.reply('behind the church', 'anna', 'where?', { time: 30 })
			w.endorse('anna confirms', 'anna', 'behind the church', 1)
			return {
				questions: { 'where?': [answered('where?', 'anna', [['behind the church', 'behind the church', 'anna confirms']])] },
			}
		},
	},
	{
		name: 'what is not below the question',
		clause: '6.17',
		comment: 'Neither the question itself, nor what stands above or beside it, answers it.',
		write(w) {
			w.post('a well', 'bo', { time: 10 })
			w.reply('where?', 'anna', 'a well', { time: 20, question: true })
			w.reply('beside', 'carl', 'a well', { time: 30 })
			w.endorse('anna confirms the well', 'anna', 'a well', 1)
			w.endorse('anna confirms herself', 'anna', 'where?', 1)
			w.endorse('anna confirms what is beside', 'anna', 'beside', 1)
			return { questions: { 'a well': [open('where?', 'anna')] } }
		},
	},
	{
		name: 'a question that answers',
		clause: '6.17',
		comment: 'A node below that is a question itself answers like any other one, by somebody else or by the asker.',
		write(w) {
			ask(w)
			w.reply('behind the church?', 'carl', 'where?', { time: 30, question: true })
			w.reply('under the tree?', 'anna', 'where?', { time: 40, question: true })
			w.endorse('anna confirms carl', 'anna', 'behind the church?', 1)
			w.endorse('anna confirms anna', 'anna', 'under the tree?', 1)
			return {
				questions: {
					'where?': [
						answered('where?', 'anna', [
							['behind the church?', 'behind the church?', 'anna confirms carl'],
							['under the tree?', 'under the tree?', 'anna confirms anna'],
						]),
						open('behind the church?', 'carl'),
						open('under the tree?', 'anna'),
					],
				},
				open: ['under the tree?', 'behind the church?'],
			}
		},
	},
	{
		name: 'several answers',
		clause: '6.17',
		comment: 'Questions and answers are listed depth first, not by time.',
		write(w) {
			ask(w)
			w.reply('more exactly', 'carl', 'where?', { parent: 'there', time: 60, question: true })
			w.reply('here', 'dora', 'where?', { time: 30, question: true })
			w.endorse('anna confirms here', 'anna', 'here', 1)
			w.endorse('anna confirms there', 'anna', 'there', 1)
			w.endorse('anna confirms more', 'anna', 'more exactly', 1)
			return {
				questions: {
					'where?': [
						answered('where?', 'anna', [
							['there', 'there', 'anna confirms there'],
							['more exactly', 'more exactly', 'anna confirms more'],
							['here', 'here', 'anna confirms here'],
						]),
						open('more exactly', 'carl'),
						open('here', 'dora'),
					],
				},
			}
		},
	},
	{
		name: 'changed after it was accepted',
		clause: '6.17',
		comment: 'A confirmation binds to one version. The answer is open again, and the version that was confirmed is named.',
		write(w) {
			ask(w)
			w.endorse('anna confirms', 'anna', 'there', 1)
			w.revise('somewhere else', 'there', 1)
			return { questions: { 'where?': [open('where?', 'anna', [['there', 'there', 'anna confirms']])] }, open: ['where?'] }
		},
	},
	{
		name: 'the greatest version that was confirmed',
		clause: '6.17',
		comment: 'Of several one is named. One on which the asker has no stance is passed over, and one of which it was withdrawn as well.',
		write(w) {
			ask(w)
			w.endorse('anna confirms 0', 'anna', 'there', 1)
			w.revise('there 1', 'there', 1)
			w.endorse('anna confirms 1', 'anna', 'there 1', 1)
			w.revise('there 2', 'there', 2)
			w.endorse('anna withdraws 2', 'anna', 'there 2', 4)
			w.revise('there 3', 'there', 3)
			return { questions: { 'where?': [open('where?', 'anna', [['there', 'there 1', 'anna confirms 1']])] } }
		},
	},
	{
		name: 'disputed after it was accepted',
		clause: '6.17',
		comment: 'The greatest version on which the asker has a stance is not one that is confirmed: none is named.',
		write(w) {
			ask(w)
			w.endorse('anna confirms 0', 'anna', 'there', 1)
			w.revise('there 1', 'there', 1)
			w.endorse('anna disputes 1', 'anna', 'there 1', 2)
			w.revise('there 2', 'there', 2)
			return { questions: { 'where?': [open('where?', 'anna')] } }
		},
	},
	{
		name: 'a stance on the current version',
		clause: '6.17',
		comment: 'Whatever it is, no other version is named; a withdrawn one is none.',
		write(w) {
			ask(w)
			w.endorse('anna confirms there', 'anna', 'there', 1)
			w.revise('there 1', 'there', 1)
			w.endorse('anna disputes there 1', 'anna', 'there 1', 2)
			w.reply('here', 'carl', 'where?', { time: 30 })
			w.endorse('anna confirms here', 'anna', 'here', 1)
			w.revise('here 1', 'here', 1)
			w.endorse('anna withdraws here 1', 'anna', 'here 1', 4)
			return { questions: { 'where?': [open('where?', 'anna', [['here', 'here', 'anna confirms here']])] } }
		},
	},
	{
		name: 'answered, and another answer changed',
		clause: '6.17',
		comment: 'The changed one is named beside, under the nearest question of the asker as an answer would be.',
		write(w) {
			ask(w)
			w.endorse('anna confirms there', 'anna', 'there', 1)
			w.reply('here', 'carl', 'where?', { time: 30 })
			w.endorse('anna confirms here', 'anna', 'here', 1)
			w.revise('here 1', 'here', 1)
			w.reply('how deep?', 'anna', 'where?', { parent: 'here', time: 40, question: true })
			w.reply('deep', 'dora', 'where?', { parent: 'how deep?', time: 50 })
			w.endorse('anna confirms deep', 'anna', 'deep', 1)
			w.revise('deep 1', 'deep', 1)
			return {
				questions: {
					'where?': [
						answered('where?', 'anna', [['there', 'there', 'anna confirms there']], [['here', 'here', 'anna confirms here']]),
						open('how deep?', 'anna', [['deep', 'deep', 'anna confirms deep']]),
					],
				},
			}
		},
	},
	{
		name: 'a version that is none',
		clause: '6.17',
		comment: 'To confirm a revision by somebody else, which the node ignores, answers nothing and is not named.',
		write(w) {
			ask(w)
			w.reply('hijack', 'carl', 'where?', { first: 'there', rev: 1 })
			w.endorse('anna confirms', 'anna', 'hijack', 1)
			return { questions: { 'where?': [open('where?', 'anna')] } }
		},
	},
	{
		name: 'an answer that was retracted',
		clause: '6.17',
		comment: 'It is not present, so the question is open. A retracted and a contested question is none.',
		write(w) {
			ask(w)
			w.endorse('anna confirms', 'anna', 'there', 1)
			w.retract('sorry', 'bo', [w.stub('there')])
			w.post('who?', 'carl', { question: true })
			w.retract('never mind', 'carl', [w.stub('who?')])
			w.put('mine', 'carl', { kind: 1, first: 'fought over', rev: 1, text: 'mine?', question: true })
			w.put('no, mine', 'dora', { kind: 1, first: 'fought over', rev: 1, text: 'no, mine?', question: true })
			return { questions: { 'where?': [open('where?', 'anna')], 'who?': [], 'fought over': [] }, open: ['where?'] }
		},
	},
	{
		name: 'a question that was changed',
		clause: '6.17',
		comment: 'The current version decides whether it is one. Answers stay with the node.',
		write(w) {
			ask(w)
			w.revise('where exactly?', 'where?', 1, { question: true })
			w.endorse('anna confirms', 'anna', 'there', 1)
			w.post('when?', 'carl', { question: true })
			w.revise('never mind', 'when?', 1)
			w.post('a remark', 'dora')
			w.revise('why?', 'a remark', 1, { question: true })
			return {
				questions: {
					'where?': [answered('where?', 'anna', [['there', 'there', 'anna confirms']])],
					'when?': [],
					'a remark': [open('a remark', 'dora')],
				},
				open: ['a remark'],
			}
		},
	},
	{
		name: 'open questions of several threads',
		clause: '6.17',
		comment: 'By place, then depth, then id, the greatest first; one without a time is last.',
		write(w) {
			w.post('low?', 'anna', { time: 20, question: true })
			w.post('high?', 'bo', { time: 20, question: true }, 'low?')
			w.post('without clock?', 'carl', { question: true })
			w.post('news', 'dora', { time: 5 })
			w.reply('deep?', 'anna', 'news', { time: 20, question: true })
			w.reply('late?', 'bo', 'news', { time: 90, question: true })
			return { open: ['late?', 'deep?', 'high?', 'low?', 'without clock?'] }
		},
	},
]
