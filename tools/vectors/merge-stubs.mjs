/** Cases of vectors/merge.json for SPEC 6.2 and 6.8: what wrong stubs do. What is expected is thought out here, by the clauses. */

import { wellThread } from './merge-sets.mjs'
import { contested, missing, present, retracted } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const STUB_CASES = [
	{
		name: 'a stub that names another thread',
		clause: '6.2',
		comment: 'The claim belongs to that thread alone: the reply stays, and the other thread shows a retracted node.',
		write(w) {
			wellThread(w)
			w.retract('mistaken', 'bo', [{ target: 'answer', root: 'elsewhere' }])
			return {
				threads: {
					question: [present('question', undefined, 10), present('answer', 'question', 20), present('thanks', 'answer', 30)],
					elsewhere: [missing('elsewhere'), retracted('answer', 'elsewhere', undefined, 'bo')],
				},
				retracted: [],
			}
		},
	},
	{
		name: 'a stub that names a wrong first version',
		clause: '6.2',
		comment: 'With its root right, the claim retracts the reply all the same; as it has a first, no node shows it.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.retract('confused', 'bo', [{ target: 'answer', root: 'question', first: 'elsewhere' }])
			return { threads: { question: [present('question', undefined, 10)] }, timeline: [['question', 0]], retracted: ['answer'] }
		},
	},
	{
		name: 'a stub without root for a reply',
		clause: '6.2',
		comment: 'The stub belongs to the thread of its target, where nobody looks; the reply stays.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.retract('too short', 'bo', [{ target: 'answer' }])
			return {
				threads: {
					question: [present('question', undefined, 10), present('answer', 'question', 20)],
					answer: [retracted('answer', undefined, undefined, 'bo')],
				},
				retracted: [],
			}
		},
	},
	{
		name: 'a stub that names a wrong parent',
		clause: '6.8',
		comment: 'The stub is all that is left to say where the node stood.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'carl', [{ target: 'thanks', root: 'question', parent: 'something else' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						missing('something else', 'question', 10),
						retracted('thanks', 'something else', 10, 'carl'),
						present('answer', 'question', 20),
					],
				},
				retracted: ['thanks'],
			}
		},
	},
	{
		name: 'two stubs that disagree about the parent',
		clause: '6.8',
		comment: 'The node stands below the root.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'carl', [w.stub('thanks')])
			w.retract('sorry again', 'carl', [{ target: 'thanks', root: 'question' }])
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('thanks', 'question', 10, 'carl'), present('answer', 'question', 20)],
				},
			}
		},
	},
	{
		name: 'a stub that gives the root of a thread a parent',
		clause: '6.8',
		comment: 'The root has none, whatever is named; what is named gets no node from that.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'anna', [{ target: 'question', parent: 'something else' }])
			return {
				threads: {
					question: [
						retracted('question', undefined, undefined, 'anna'),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
					],
				},
				timeline: [],
				retracted: ['question'],
			}
		},
	},
	{
		name: 'a stub that puts the root below an answer',
		clause: '6.8',
		comment: 'The same where the named parent is there: the root is on no cycle.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'anna', [{ target: 'question', parent: 'thanks' }])
			w.retract('not yours', 'dora', [{ target: 'question', parent: 'thanks' }])
			return {
				threads: {
					question: [
						contested('question', undefined, undefined, { anna: undefined, dora: undefined }),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
					],
				},
				timeline: [],
				retracted: ['question'],
			}
		},
	},
	{
		name: 'a stub that names a thread for a profile',
		clause: '6.2',
		comment: 'A profile is a thread of its own, so a claim that belongs to another one does nothing to it.',
		write(w) {
			w.profile('Anna', 'anna', { time: 10 })
			w.retract('mistaken', 'anna', [{ target: 'Anna', root: 'elsewhere' }])
			return { profiles: { anna: { current: 'Anna' } }, retracted: [] }
		},
	},
]
