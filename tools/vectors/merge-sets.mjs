/** Cases of vectors/merge.json for SPEC 6.1 and 6.4: the set, and what of it is live. What is expected is thought out here, by the clauses. */

import { missing, present, retracted } from './scenario.mjs'

/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** @typedef {import('./scenario.mjs').Expected} Expected */
/** @typedef {{ readonly name: string, readonly clause: string, readonly comment: string, readonly now?: number, write(w: Scenario): Expected }} MergeCase */

/** A thread that others build on: a question by anna, an answer by bo, and carl's answer to that. @param {Scenario} w */
export function wellThread(w) {
	w.post('question', 'anna', { time: 10, topics: ['water'] })
	w.reply('answer', 'bo', 'question', { time: 20 })
	w.reply('thanks', 'carl', 'question', { parent: 'answer', time: 30 })
}

/** @type {readonly MergeCase[]} */
export const SET_CASES = [
	{
		name: 'nothing',
		clause: '6.1',
		comment: 'Of a thread of which nothing is held, the view is one missing node; the timeline is empty.',
		write: () => ({ threads: { nothing: [missing('nothing')] }, timeline: [], profiles: { anna: {} }, vouches: [], retracted: [] }),
	},
	{
		name: 'a thread of three',
		clause: '6.1',
		comment: 'A post, a reply and a reply to that; all views of it.',
		write(w) {
			wellThread(w)
			w.endorse('so it is', 'dora', 'answer', 1, { time: 40 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer', { confirm: [['dora', 'so it is']] }),
						present('thanks', 'answer', 30),
					],
				},
				chronological: { question: ['question', 'answer', 'thanks'] },
				timeline: [['question', 2]],
				stances: { answer: [{ author: 'dora', stance: 'confirm', endorsement: 'so it is' }] },
				retracted: [],
			}
		},
	},
	{
		name: 'two signatures of one message',
		clause: '6.1',
		comment: 'Both are valid. A message is its payload, so every view has it once, with whichever signature it came.',
		write(w) {
			wellThread(w)
			w.endorse('so it is', 'dora', 'answer', 1, { time: 40 })
			w.vouch('dora for bo', 'dora', 'bo', 1)
			w.signAgain('question', 'answer', 'so it is', 'dora for bo')
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer', { confirm: [['dora', 'so it is']] }),
						present('thanks', 'answer', 30),
					],
				},
				timeline: [['question', 2]],
				stances: { answer: [{ author: 'dora', stance: 'confirm', endorsement: 'so it is' }] },
				vouches: [['dora', 'bo', 'vouch', 'dora for bo']],
			}
		},
	},
	{
		name: 'two threads',
		clause: '6.1',
		comment:
			'The view of a thread depends on nothing but what belongs to it: a reply that names a parent of another thread does not join it.',
		write(w) {
			wellThread(w)
			w.post('other question', 'dora', { time: 15 })
			w.reply('astray', 'bo', 'other question', { parent: 'answer', time: 50 })
			return {
				threads: {
					question: [present('question', undefined, 10), present('answer', 'question', 20), present('thanks', 'answer', 30)],
					'other question': [
						present('other question', undefined, 15),
						missing('answer', 'other question', 15),
						present('astray', 'answer', 50),
					],
				},
				timeline: [
					['other question', 1],
					['question', 2],
				],
			}
		},
	},
]

/** @type {readonly MergeCase[]} */
export const LIVE_CASES = [
	{
		name: 'retracted and expired at once',
		clause: '6.4',
		comment: 'It is retracted all the same, and to be erased; whoever dropped it before sees the same.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('over', 'bo', 'question', { time: 20, expires: 50 })
			w.reply('over and taken back', 'bo', 'question', { time: 30, expires: 50 })
			w.retract('sorry', 'bo', [w.stub('over and taken back')])
			return {
				threads: { question: [present('question', undefined, 10), retracted('over and taken back', 'question', 10, 'bo')] },
				timeline: [['question', 1]],
				retracted: ['over and taken back'],
			}
		},
	},
	{
		name: 'an expired root',
		clause: '6.4',
		comment: 'At the second in which it expires it is treated as if it were not held.',
		now: 50,
		write(w) {
			w.post('question', 'anna', { time: 10, expires: 50 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			return { threads: { question: [missing('question'), present('answer', 'question', 20)] }, timeline: [], retracted: [] }
		},
	},
	{
		name: 'a root that expires in a second',
		clause: '6.4',
		comment: 'One second earlier it is there.',
		now: 49,
		write(w) {
			w.post('question', 'anna', { time: 10, expires: 50 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			return { threads: { question: [present('question', undefined, 10), present('answer', 'question', 20)] }, timeline: [['question', 1]] }
		},
	},
	{
		name: 'an expired current version',
		clause: '6.4',
		comment: 'The version before it is current again, the expired one is no conflict and no earlier version.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price today', 'price', 1, { time: 20, expires: 100 })
			return { threads: { price: [present('price', undefined, 10)] }, timeline: [['price', 0]] }
		},
	},
	{
		name: 'an expired first version',
		clause: '6.4',
		comment: 'The revision stands for the node, as if the first version had never come; the time of the node is now that of the revision.',
		write(w) {
			w.post('price', 'anna', { time: 10, expires: 90 })
			w.revise('price from today', 'price', 1, { time: 20 })
			return { threads: { price: [present('price', undefined, 20, 'price from today')] } }
		},
	},
	{
		name: 'expires in an endorsement and a profile',
		clause: '6.4',
		comment: 'There it is an unknown odd key: nothing ends.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.endorse('so it is', 'dora', 'question', 1, { expires: 1 })
			w.profile('Dora', 'dora', { expires: 1 })
			return {
				threads: { question: [present('question', undefined, 10, 'question', { confirm: [['dora', 'so it is']] })] },
				profiles: { dora: { current: 'Dora' } },
			}
		},
	},
	{
		name: 'a message from the future',
		clause: '6.9',
		comment: 'It is flagged, and sorts as if it were from now; what answers it cannot come before it.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('tomorrow', 'bo', 'question', { time: 101 })
			w.reply('today', 'carl', 'question', { parent: 'tomorrow', time: 40 })
			w.reply('just now', 'dora', 'question', { time: 100 }, 'tomorrow')
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('tomorrow', 'question', 100, 'tomorrow', { future: true }),
						present('today', 'tomorrow', 100),
						present('just now', 'question', 100),
					],
				},
				chronological: { question: ['question', 'tomorrow', 'just now', 'today'] },
			}
		},
	},
	{
		name: 'what is unknown',
		clause: '6.4',
		comment: 'Messages without effect take no part in views, not even as a node; an unknown odd key changes nothing.',
		write(w) {
			w.post('question', 'anna', { time: 10, 29: 'odd' })
			w.reply('of another kind', 'bo', 'question', { kind: 8, time: 20 })
			w.reply('private', 'bo', 'question', { kind: 200, time: 21 })
			w.reply('even', 'bo', 'question', { time: 22, 30: 'even' })
			w.revise('question 1', 'question', 1, { format: 2, time: 23 })
			w.endorse('maybe', 'dora', 'question', 5)
			w.reply('known', 'carl', 'question', { parent: 'even', time: 24 })
			return {
				threads: { question: [present('question', undefined, 10), missing('even', 'question', 10), present('known', 'even', 24)] },
				timeline: [['question', 1]],
			}
		},
	},
]
