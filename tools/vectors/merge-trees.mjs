/** Cases of vectors/merge.json for SPEC 6.8: the tree. What is expected is thought out here, by the clauses. */

import { wellThread } from './merge-sets.mjs'
import { contested, missing, present, retracted } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const TREE_CASES = [
	{
		name: 'a missing parent',
		clause: '6.8',
		comment: 'Missing nodes stand below the root and have its place; whatever answers them stands below them.',
		write(w) {
			wellThread(w)
			w.lose('answer')
			return {
				threads: { question: [present('question', undefined, 10), missing('answer', 'question', 10), present('thanks', 'answer', 30)] },
				timeline: [['question', 1]],
			}
		},
	},
	{
		name: 'a missing root',
		clause: '6.8',
		comment: 'The thread is there without it, and not in the timeline.',
		write(w) {
			wellThread(w)
			w.lose('question')
			return {
				threads: { question: [missing('question'), present('answer', 'question', 20), present('thanks', 'answer', 30)] },
				timeline: [],
			}
		},
	},
	{
		name: 'an answer to a revision',
		clause: '6.8',
		comment: 'The id of a revision stands for the node of that. A revision of the root stands for the root.',
		write(w) {
			wellThread(w)
			w.revise('question 1', 'question', 1, { time: 31 })
			w.revise('answer 1', 'answer', 1, { time: 32 })
			w.reply('to the new text', 'dora', 'question', { parent: 'answer 1', time: 40 })
			w.reply('to the new question', 'dora', 'question', { parent: 'question 1', time: 50 })
			return {
				threads: {
					question: [
						present('question', undefined, 10, 'question 1', { earlier: [{ id: 'question' }] }),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('thanks', 'answer', 30),
						present('to the new text', 'answer', 40),
						present('to the new question', 'question', 50),
					],
				},
			}
		},
	},
	{
		name: 'an answer to a retracted revision',
		clause: '6.8',
		comment: 'The stub says of which node the revision was.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 32 })
			w.reply('to the new text', 'dora', 'question', { parent: 'answer 1', time: 40 })
			w.retract('sorry', 'bo', [w.stub('answer 1')])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
						present('to the new text', 'answer', 40),
					],
				},
				retracted: ['answer 1'],
			}
		},
	},
	{
		name: 'stubs that disagree about a revision',
		clause: '6.8',
		comment: 'Somebody else claims the same target with another first: the id stands for itself, and is missing.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 32 })
			w.reply('to the new text', 'dora', 'question', { parent: 'answer 1', time: 40 })
			w.retract('sorry', 'bo', [w.stub('answer 1')])
			w.retract('not yours', 'anna', [{ target: 'answer 1', root: 'question', first: 'thanks' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						missing('answer 1', 'question', 10),
						present('to the new text', 'answer 1', 40),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
					],
				},
			}
		},
	},
	{
		name: 'a stub without first against one with it',
		clause: '6.8',
		comment:
			'Both are claims on the target and do not have the same first, so the id stands for itself; the claim without first makes it a retracted node.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 32 })
			w.reply('to the new text', 'dora', 'question', { parent: 'answer 1', time: 40 })
			w.retract('sorry', 'bo', [w.stub('answer 1')])
			w.retract('not yours', 'anna', [{ target: 'answer 1', root: 'question' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						retracted('answer 1', 'question', 10, 'anna'),
						present('to the new text', 'answer 1', 40),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
					],
				},
			}
		},
	},
	{
		name: 'what a message says of itself goes before what claims say of it',
		clause: '6.8',
		comment: 'The revision is held, so a claim by somebody else does not move the answers to it.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 32 })
			w.reply('to the new text', 'dora', 'question', { parent: 'answer 1', time: 40 })
			w.retract('not yours', 'anna', [{ target: 'answer 1', root: 'question', first: 'thanks' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('thanks', 'answer', 30),
						present('to the new text', 'answer', 40),
					],
				},
			}
		},
	},
	{
		name: 'an answer to a revision by somebody else',
		clause: '6.8',
		comment: 'The node ignores that revision (6.7), but its id stands for the node like that of any other one.',
		write(w) {
			wellThread(w)
			w.put('hijack', 'dora', { kind: 2, root: 'question', first: 'answer', rev: 1, time: 32, text: 'hijack' })
			w.put('moved', 'bo', { kind: 2, root: 'question', parent: 'thanks', first: 'answer', rev: 1, time: 33, text: 'moved' })
			w.reply('to the hijack', 'carl', 'question', { parent: 'hijack', time: 40 })
			w.reply('to what moved', 'carl', 'question', { parent: 'moved', time: 50 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
						present('to the hijack', 'answer', 40),
						present('to what moved', 'answer', 50),
					],
				},
			}
		},
	},
	{
		name: 'an answer to a revision of a revision',
		clause: '6.8',
		comment: 'Resolving is one step: the id stands for the `first` of the message, also where that is the id of a revision.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.revise('answer 1', 'answer', 1, { time: 30 })
			w.put('confused', 'bo', { kind: 2, root: 'question', first: 'answer 1', rev: 1, time: 40, text: 'confused' })
			w.reply('to the revision', 'carl', 'question', { parent: 'answer 1', time: 50 })
			w.reply('to the confused one', 'carl', 'question', { parent: 'confused', time: 60 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('to the revision', 'answer', 50),
						present('answer 1', 'question', 40, 'confused'),
						present('to the confused one', 'answer 1', 60),
					],
				},
			}
		},
	},
	{
		name: 'a claim on the root with a first',
		clause: '6.8',
		comment:
			'Such a stub belongs to the thread of its first and to no other, so it does nothing to the root; in that other thread, answers to the id stand for the first.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.retract('sorry', 'anna', [{ target: 'question', first: 'elsewhere' }])
			w.reply('astray', 'bo', 'elsewhere', { parent: 'question', time: 20 })
			return {
				threads: {
					question: [present('question', undefined, 10)],
					elsewhere: [missing('elsewhere'), present('astray', 'elsewhere', 20)],
				},
				timeline: [['question', 0]],
				retracted: [],
			}
		},
	},
	{
		name: 'a cycle of stubs',
		clause: '6.8',
		comment:
			'Ids of messages cannot form cycles, but stubs can name anything: all nodes of a cycle stand below the root, and what answers them stays below them.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			const [one, two] = [w.ghostUnder('one', 'question'), w.ghostUnder('two', 'question')].sort((a, b) => (w.idOf(a) < w.idOf(b) ? -1 : 1))
			w.retract('liar', 'bo', [
				{ target: one, root: 'question', parent: two },
				{ target: two, root: 'question', parent: one },
			])
			w.reply('to the first', 'carl', 'question', { parent: one, time: 20 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						retracted(/** @type {string} */ (one), 'question', 10, 'bo'),
						present('to the first', one, 20),
						retracted(/** @type {string} */ (two), 'question', 10, 'bo'),
					],
				},
			}
		},
	},
	{
		name: 'a cycle of revisions',
		clause: '6.8',
		comment: 'Two revisions name each the first version of the other as parent; neither first version is held.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.put('left 1', 'bo', { kind: 2, root: 'question', parent: 'right', first: 'left', rev: 1, time: 20, text: 'left 1' })
			w.put('right 1', 'bo', { kind: 2, root: 'question', parent: 'left', first: 'right', rev: 1, time: 30, text: 'right 1' })
			w.reply('below', 'carl', 'question', { parent: 'right 1', time: 5 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('left', 'question', 20, 'left 1'),
						present('right', 'question', 30, 'right 1'),
						present('below', 'right', 30),
					],
				},
			}
		},
	},
	{
		name: 'a node that answers itself',
		clause: '6.8',
		comment: 'A revision names another revision of the same first version as its parent: a cycle of one.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.put('answer 1', 'bo', { kind: 2, root: 'question', first: 'lost', rev: 1, time: 20, text: 'answer 1' })
			w.put('answer 2', 'bo', { kind: 2, root: 'question', parent: 'answer 1', first: 'lost', rev: 2, time: 30, text: 'answer 2' })
			return {
				threads: {
					question: [present('question', undefined, 10), present('lost', 'question', 30, 'answer 2', { earlier: [{ id: 'answer 1' }] })],
				},
			}
		},
	},
	{
		name: 'claimants that agree about the parent',
		clause: '6.8',
		comment: 'A revision and a foreign claim name the same one, the one by a revision of it.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 21 })
			w.put('thanks 1', 'carl', { kind: 2, root: 'question', parent: 'answer 1', first: 'lost', rev: 1, time: 40, text: 'thanks 1' })
			w.retract('not yours', 'anna', [{ target: 'lost', root: 'question', parent: 'answer' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('thanks', 'answer', 30),
						contested('lost', 'answer', 40, { anna: undefined, carl: 'thanks 1' }),
					],
				},
			}
		},
	},
	{
		name: 'one claimant names a parent, and one names nothing',
		clause: '6.8',
		comment: 'Who names nothing names the root, so they do not name the same: whether it is a claim or a message that names nothing.',
		write(w) {
			wellThread(w)
			w.put('thanks 1', 'carl', { kind: 2, root: 'question', first: 'lost', rev: 1, time: 40, text: 'thanks 1' })
			w.retract('not yours', 'anna', [{ target: 'lost', root: 'question', parent: 'answer' }])
			w.put('thanks 2', 'carl', { kind: 2, root: 'question', parent: 'answer', first: 'gone', rev: 1, time: 50, text: 'thanks 2' })
			w.retract('not yours either', 'anna', [{ target: 'gone', root: 'question' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
						contested('lost', 'question', 40, { anna: undefined, carl: 'thanks 1' }),
						contested('gone', 'question', 50, { anna: undefined, carl: 'thanks 2' }),
					],
				},
			}
		},
	},
	{
		name: 'claimants that disagree about the parent',
		clause: '6.8',
		comment: 'Then the node stands below the root. A parent that only one of them names gets no node from that.',
		write(w) {
			wellThread(w)
			w.put('thanks 1', 'carl', { kind: 2, root: 'question', parent: 'answer', first: 'lost', rev: 1, time: 40, text: 'thanks 1' })
			w.put('hijack', 'dora', { kind: 2, root: 'question', parent: 'something else', first: 'lost', rev: 1, time: 50, text: 'hijack' })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30),
						contested('lost', 'question', 40, { carl: 'thanks 1', dora: 'hijack' }),
					],
				},
			}
		},
	},
]
