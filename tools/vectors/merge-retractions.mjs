/** Cases of vectors/merge.json for SPEC 6.2 and 6.3: retraction. What is expected is thought out here, by the clauses. */

import { wellThread } from './merge-sets.mjs'
import { contested, present, retracted } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const RETRACTION_CASES = [
	{
		name: 'a retracted reply, held',
		clause: '6.2',
		comment: 'The text is gone; its place, and the answers to it, stay. A retracted node has no time of its own.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'bo', [w.stub('answer')])
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('answer', 'question', 10, 'bo'), present('thanks', 'answer', 30)],
				},
				timeline: [['question', 2]],
				retracted: ['answer'],
			}
		},
	},
	{
		name: 'a retracted reply, not held',
		clause: '6.3',
		comment: 'The same, for a reader who received the retraction first, or never the reply: the view is the same.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'bo', [w.stub('answer')])
			w.lose('answer')
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('answer', 'question', 10, 'bo'), present('thanks', 'answer', 30)],
				},
				timeline: [['question', 2]],
				retracted: [],
			}
		},
	},
	{
		name: 'a retracted root',
		clause: '6.2',
		comment: 'The thread stays and leaves the timeline.',
		write(w) {
			wellThread(w)
			w.retract('sorry', 'anna', [w.stub('question')])
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
		name: 'a retracted first version',
		clause: '6.2',
		comment: 'Takes all versions with it, those that come later too, whether the first version is held or not.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 25 })
			w.retract('sorry', 'bo', [w.stub('answer')], { time: 26 })
			w.revise('answer 2', 'answer', 2, { time: 27 })
			w.lose('answer')
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('answer', 'question', 10, 'bo'), present('thanks', 'answer', 30)],
				},
				retracted: ['answer 1', 'answer 2'],
			}
		},
	},
	{
		name: 'one retracted version',
		clause: '6.2',
		comment: 'Retracting the newest version makes the one before it current again. What was said about the retracted one is gone with it.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 25 })
			w.revise('answer 2', 'answer', 2, { time: 27 })
			w.endorse('yes to 2', 'dora', 'answer 2', 1)
			w.retract('sorry', 'bo', [w.stub('answer 2')])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('thanks', 'answer', 30),
					],
				},
				retracted: ['answer 2'],
			}
		},
	},
	{
		name: 'a retracted version that is not held',
		clause: '6.7',
		comment: 'A claim with a first in its stub is no claim on a node: it adds none.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.revise('question 1', 'question', 1, { time: 11 })
			w.retract('sorry', 'anna', [w.stub('question 1')])
			w.lose('question 1')
			return { threads: { question: [present('question', undefined, 10)] }, timeline: [['question', 0]], retracted: [] }
		},
	},
	{
		name: 'a retraction by somebody else, the message held',
		clause: '6.2',
		comment: 'It does nothing: whoever holds the first version knows its author.',
		write(w) {
			wellThread(w)
			w.retract('not yours', 'dora', [w.stub('answer')])
			return {
				threads: { question: [present('question', undefined, 10), present('answer', 'question', 20), present('thanks', 'answer', 30)] },
				retracted: [],
			}
		},
	},
	{
		name: 'a retraction by somebody, the message not held',
		clause: '6.7',
		comment: 'The one claimant is taken at their word, and named.',
		write(w) {
			wellThread(w)
			w.retract('not yours', 'dora', [w.stub('answer')])
			w.lose('answer')
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('answer', 'question', 10, 'dora'), present('thanks', 'answer', 30)],
				},
			}
		},
	},
	{
		name: 'two claim to have retracted a message that is not held',
		clause: '6.7',
		comment: 'Whose it was cannot be known: contested, with both, in the order of their keys.',
		write(w) {
			wellThread(w)
			w.retract('not yours', 'anna', [w.stub('answer')])
			w.retract('sorry', 'bo', [w.stub('answer')])
			w.lose('answer')
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						contested('answer', 'question', 10, { anna: undefined, bo: undefined }),
						present('thanks', 'answer', 30),
					],
				},
				timeline: [['question', 2]],
			}
		},
	},
	{
		name: 'a foreign claim against a revision',
		clause: '6.7',
		comment: 'Without the first version a revision is no better than a claim by somebody else.',
		write(w) {
			wellThread(w)
			w.revise('answer 1', 'answer', 1, { time: 25 })
			w.retract('not yours', 'anna', [w.stub('answer')])
			w.lose('answer')
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						contested('answer', 'question', 25, { anna: undefined, bo: 'answer 1' }),
						present('thanks', 'answer', 30),
					],
				},
				retracted: [],
			}
		},
	},
	{
		name: 'a retraction does not touch revisions by others',
		clause: '6.2',
		comment:
			'bo retracts the first version; dora had written a revision of it, which is not for bo to take back, and which counts for nothing while the first version is held, and is contested without.',
		write(w) {
			wellThread(w)
			w.reply('hijack', 'dora', 'question', { first: 'answer', rev: 1, time: 26 })
			w.retract('sorry', 'bo', [w.stub('answer')])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						contested('answer', 'question', 26, { bo: undefined, dora: 'hijack' }),
						present('thanks', 'answer', 30),
					],
				},
				retracted: ['answer'],
			}
		},
	},
	{
		name: 'one retraction of messages in several threads',
		clause: '6.2',
		comment: 'Each stub is a claim in its own thread.',
		write(w) {
			wellThread(w)
			w.post('other question', 'bo', { time: 15 })
			w.retract('sorry', 'bo', [w.stub('answer'), w.stub('other question')])
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('answer', 'question', 10, 'bo'), present('thanks', 'answer', 30)],
					'other question': [retracted('other question', undefined, undefined, 'bo')],
				},
				timeline: [['question', 2]],
				retracted: ['answer', 'other question'],
			}
		},
	},
	{
		name: 'a retracted profile',
		clause: '6.2',
		comment: 'The profile before it is current again. The claim belongs to the thread of its target.',
		write(w) {
			w.profile('Anna', 'anna', { time: 10 })
			w.profile('Queen Anna', 'anna', { rev: 1, time: 20 })
			w.retract('sorry', 'anna', [w.stub('Queen Anna')])
			return {
				threads: { 'Queen Anna': [retracted('Queen Anna', undefined, undefined, 'anna')] },
				profiles: { anna: { current: 'Anna' } },
				timeline: [],
				retracted: ['Queen Anna'],
			}
		},
	},
	{
		name: 'a profile and a vouch with a first',
		clause: '6.2',
		comment:
			'There it is an unknown even key, so both have no effect. By a claim on its first the profile is retracted like any kind that can be.',
		write(w) {
			w.profile('Anna', 'anna', { time: 10 })
			w.profile('of tomorrow', 'anna', { first: 'Anna', rev: 1, time: 20 })
			w.vouch('for bo', 'anna', 'bo', 1, { first: 'Anna' })
			w.profile('Bo after Anna', 'bo', { first: 'Anna', rev: 1 })
			w.retract('sorry', 'anna', [w.stub('Anna')])
			return { profiles: { anna: {}, bo: {} }, vouches: [], retracted: ['Anna', 'of tomorrow'] }
		},
	},
	{
		name: 'stances, vouches and retractions cannot be retracted',
		clause: '6.2',
		comment: 'A stance or vouch is withdrawn by a newer one; a retraction holds for ever, and so does a checkpoint.',
		write(w) {
			wellThread(w)
			w.endorse('so it is', 'dora', 'answer', 1)
			w.vouch('dora knows anna', 'dora', 'anna', 1)
			w.put('head', 'dora', { kind: 7, size: 2, head: 'aa'.repeat(32) })
			w.retract('sorry', 'carl', [w.stub('thanks')])
			w.retract('not sorry', 'carl', [{ target: 'sorry' }])
			w.retract('never mind', 'dora', [{ target: 'so it is', root: 'question' }, { target: 'dora knows anna' }, { target: 'head' }])
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						retracted('so it is', 'question', 10, 'dora'),
						present('answer', 'question', 20, 'answer', { confirm: [['dora', 'so it is']] }),
						retracted('thanks', 'answer', 20, 'carl'),
					],
				},
				vouches: [['dora', 'anna', 'vouch', 'dora knows anna']],
				retracted: ['thanks'],
			}
		},
	},
	{
		name: 'a private kind is retracted, an unknown one is not',
		clause: '6.2',
		comment: 'Kinds 128 to 255 can be retracted, by their id or by their first; of all other unknown kinds nobody knows whether they may.',
		write(w) {
			w.put('reserved', 'anna', { kind: 127 })
			w.put('private', 'anna', { kind: 128 })
			w.put('revised', 'anna', { kind: 255, first: 'lost', rev: 1 })
			w.put('beyond', 'anna', { kind: 256 })
			w.put('of another author', 'bo', { kind: 128 })
			w.retract('sorry', 'anna', [
				{ target: 'reserved' },
				{ target: 'private' },
				{ target: 'lost' },
				{ target: 'beyond' },
				{ target: 'of another author' },
			])
			return { timeline: [], retracted: ['private', 'revised'] }
		},
	},
	{
		name: 'a private kind in a thread',
		clause: '6.2',
		comment: 'The stub has to say the thread: as its root also where the message has it from its target, whose place in the stub is taken.',
		write(w) {
			w.put('in a thread', 'anna', { kind: 200, root: 'elsewhere' })
			w.put('in a thread too', 'anna', { kind: 200, root: 'elsewhere' })
			w.put('about something', 'anna', { kind: 200, target: 'elsewhere' })
			w.put('about it too', 'anna', { kind: 200, target: 'elsewhere' })
			w.retract('sorry', 'anna', [
				{ target: 'in a thread', root: 'elsewhere' },
				{ target: 'in a thread too' },
				{ target: 'about something', root: 'elsewhere' },
				{ target: 'about it too' },
			])
			return { retracted: ['in a thread', 'about something'] }
		},
	},
	{
		name: 'a post without effect is retracted',
		clause: '6.2',
		comment: 'What a reader does not understand is erased all the same.',
		write(w) {
			w.post('from tomorrow', 'anna', { time: 10, 30: true })
			w.retract('sorry', 'anna', [w.stub('from tomorrow')])
			return { threads: { 'from tomorrow': [retracted('from tomorrow', undefined, undefined, 'anna')] }, retracted: ['from tomorrow'] }
		},
	},
	{
		name: 'a retraction without effect',
		clause: '6.2',
		comment: 'An unknown even key in a stub: whoever knows what it means may retract less than this reader thinks.',
		write(w) {
			wellThread(w)
			w.retract('half sorry', 'bo', [{ ...w.stub('answer'), 30: 'in part' }])
			return {
				threads: { question: [present('question', undefined, 10), present('answer', 'question', 20), present('thanks', 'answer', 30)] },
				retracted: [],
			}
		},
	},
]
