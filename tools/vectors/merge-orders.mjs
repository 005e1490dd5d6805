/** Cases of vectors/merge.json for SPEC 6.9 to 6.11: order, stances, timeline. What is expected is thought out here, by the clauses. */

import { wellThread } from './merge-sets.mjs'
import { contested, present, retracted } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const ORDER_CASES = [
	{
		name: 'siblings',
		clause: '6.9',
		comment: 'By place, then by id. Without a time a reply has the place of what it answers; so has one whose clock runs behind.',
		write(w) {
			w.post('question', 'anna', { time: 50 })
			w.reply('without clock', 'bo', 'question')
			w.reply('too early', 'carl', 'question', { time: 3 }, 'without clock')
			w.reply('at once', 'dora', 'question', { time: 50 }, 'too early')
			w.reply('later', 'bo', 'question', { time: 60 })
			w.reply('later too', 'carl', 'question', { time: 60 }, 'later')
			w.reply('last', 'dora', 'question', { time: 61 })
			const order = ['without clock', 'too early', 'at once', 'later', 'later too', 'last']
			const place = (/** @type {string} */ name) => (name.startsWith('later') ? 60 : name === 'last' ? 61 : 50)
			return {
				threads: { question: [present('question', undefined, 50), ...order.map((name) => present(name, 'question', place(name)))] },
				chronological: { question: ['question', ...order] },
			}
		},
	},
	{
		name: 'a reply before what it answers',
		clause: '6.9',
		comment:
			'The place of a node is never before that of its parent, along the whole chain; the chronological order goes by place, then depth, then id.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 40 })
			w.reply('too early', 'carl', 'question', { parent: 'answer', time: 20 })
			w.reply('too early too', 'dora', 'question', { parent: 'too early', time: 30 })
			w.reply('aside', 'dora', 'question', { time: 35 })
			w.reply('at the same time', 'anna', 'question', { time: 40 }, 'answer')
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('aside', 'question', 35),
						present('answer', 'question', 40),
						present('too early', 'answer', 40),
						present('too early too', 'too early', 40),
						present('at the same time', 'question', 40),
					],
				},
				chronological: { question: ['question', 'aside', 'answer', 'at the same time', 'too early', 'too early too'] },
			}
		},
	},
	{
		name: 'nodes without any time',
		clause: '6.9',
		comment: 'An absent place comes before every other.',
		write(w) {
			w.post('question', 'anna')
			w.reply('of 1970', 'bo', 'question', { time: 0 })
			w.reply('without clock', 'carl', 'question', {}, 'of 1970')
			w.reply('below', 'dora', 'question', { parent: 'without clock' })
			return {
				threads: {
					question: [
						present('question', undefined, undefined),
						present('without clock', 'question', undefined),
						present('below', 'without clock', undefined),
						present('of 1970', 'question', 0),
					],
				},
				chronological: { question: ['question', 'without clock', 'below', 'of 1970'] },
			}
		},
	},
	{
		name: 'a revision does not move a node',
		clause: '6.9',
		comment: 'The time of a node is that of its first version; a revision from the future does not flag it.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('old', 'bo', 'question', { time: 20 })
			w.reply('new', 'carl', 'question', { time: 30 })
			w.revise('old 1', 'old', 1, { time: 900 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('old', 'question', 20, 'old 1', { earlier: [{ id: 'old' }] }),
						present('new', 'question', 30),
					],
				},
			}
		},
	},
	{
		name: 'a retracted node from the future',
		clause: '6.9',
		comment: 'What is retracted has no time, so it has the place of its parent and is not flagged.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('tomorrow', 'bo', 'question', { time: 900 })
			w.reply('answer', 'carl', 'question', { time: 20 })
			w.retract('sorry', 'bo', [w.stub('tomorrow')], { time: 950 })
			return {
				threads: {
					question: [present('question', undefined, 10), retracted('tomorrow', 'question', 10, 'bo'), present('answer', 'question', 20)],
				},
			}
		},
	},
]

/** @type {readonly MergeCase[]} */
export const STANCE_CASES = [
	{
		name: 'confirmed in an earlier version',
		clause: '6.10',
		comment: 'Endorsements bind to exact bytes: those of the first version stay with it.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('bo confirms the first', 'bo', 'claim', 1)
			w.endorse('carl disputes the first', 'carl', 'claim', 2)
			w.revise('claim 1', 'claim', 1, { time: 20 })
			w.endorse('carl confirms the second', 'carl', 'claim 1', 1)
			w.revise('claim 2', 'claim', 2, { time: 30 })
			w.endorse('dora confirms the third', 'dora', 'claim 2', 1)
			return {
				threads: {
					claim: [
						present('claim', undefined, 10, 'claim 2', {
							confirm: [['dora', 'dora confirms the third']],
							earlier: [
								{ id: 'claim 1', confirm: [['carl', 'carl confirms the second']] },
								{ id: 'claim', confirm: [['bo', 'bo confirms the first']], dispute: [['carl', 'carl disputes the first']] },
							],
						}),
					],
				},
				stances: {
					claim: [
						{ author: 'bo', stance: 'confirm', endorsement: 'bo confirms the first' },
						{ author: 'carl', stance: 'dispute', endorsement: 'carl disputes the first' },
					],
				},
			}
		},
	},
	{
		name: 'stances that do not count',
		clause: '6.10',
		comment: 'On oneself; with another thread than that of the version; on something that is not held.',
		write(w) {
			wellThread(w)
			w.endorse('bo confirms bo', 'bo', 'answer', 1)
			w.put('without root', 'dora', { kind: 3, target: 'answer', stance: 1 })
			w.put('with another root', 'dora', { kind: 3, target: 'answer', root: 'elsewhere', stance: 2 })
			w.put('of what is lost', 'dora', { kind: 3, target: 'lost', root: 'question', stance: 1 })
			w.put('of the root, with a root', 'dora', { kind: 3, target: 'question', root: 'elsewhere', stance: 1 })
			return {
				threads: { question: [present('question', undefined, 10), present('answer', 'question', 20), present('thanks', 'answer', 30)] },
				stances: { answer: [], question: [] },
			}
		},
	},
	{
		name: 'a stance in a wrong thread does not replace one in the right thread',
		clause: '6.5',
		comment: 'They are of different registers, whatever their revs.',
		write(w) {
			wellThread(w)
			w.endorse('so it is', 'dora', 'answer', 1)
			w.put('astray', 'dora', { kind: 3, target: 'answer', stance: 4, rev: 9 })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer', { confirm: [['dora', 'so it is']] }),
						present('thanks', 'answer', 30),
					],
				},
			}
		},
	},
	{
		name: 'stances on what is contested or retracted',
		clause: '6.10',
		comment: 'Such nodes have none. Asked for a version that is held, the stances on it are there.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20 })
			w.post('hijack', 'bo', { first: 'price', rev: 1, time: 30 })
			w.endorse('carl confirms', 'carl', 'price 1', 1)
			w.endorse('dora confirms', 'dora', 'price', 1)
			w.lose('price')
			return {
				threads: { price: [contested('price', undefined, 20, { anna: 'price 1', bo: 'hijack' })] },
				stances: { 'price 1': [{ author: 'carl', stance: 'confirm', endorsement: 'carl confirms' }] },
			}
		},
	},
	{
		name: 'stances on a revision by somebody else',
		clause: '6.10',
		comment: 'The author of a version cannot confirm it, whoever wrote the first version. The revision itself is not shown.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.post('hijack', 'bo', { first: 'price', rev: 1, time: 30 })
			w.endorse('anna disputes', 'anna', 'hijack', 2)
			w.endorse('bo confirms bo', 'bo', 'hijack', 1)
			return {
				threads: { price: [present('price', undefined, 10)] },
				stances: { hijack: [{ author: 'anna', stance: 'dispute', endorsement: 'anna disputes' }] },
			}
		},
	},
]

/** @type {readonly MergeCase[]} */
export const TIMELINE_CASES = [
	{
		name: 'a timeline',
		clause: '6.11',
		comment:
			'Present roots by place and id, the greatest first; one without a time is last. What is retracted, missing or expired is not listed.',
		write(w) {
			w.post('old', 'anna', { time: 10 })
			w.post('new', 'bo', { time: 30 })
			w.post('new too', 'carl', { time: 30 }, 'new')
			w.post('without clock', 'dora')
			w.post('of 1970', 'dora', { time: 0 })
			w.post('gone', 'anna', { time: 40 })
			w.post('over', 'anna', { time: 41, expires: 60 })
			w.retract('sorry', 'anna', [w.stub('gone')])
			w.reply('to something', 'bo', 'not held', { time: 42 })
			w.profile('Anna', 'anna', { time: 43 })
			return {
				timeline: [
					['new too', 0],
					['new', 0],
					['old', 0],
					['of 1970', 0],
					['without clock', 0],
				],
			}
		},
	},
	{
		name: 'a timeline from the future',
		clause: '6.11',
		comment: 'Times later than now count as now, so among these the id decides. Answers do not move a thread.',
		write(w) {
			w.post('tomorrow', 'anna', { time: 200 })
			w.post('just now', 'bo', { time: 100 }, 'tomorrow')
			w.post('next year', 'carl', { time: 9000 }, 'just now')
			w.post('old', 'dora', { time: 10 })
			w.reply('bump', 'anna', 'old', { time: 300 })
			return {
				timeline: [
					['next year', 0],
					['just now', 0],
					['tomorrow', 0],
					['old', 1],
				],
			}
		},
	},
	{
		name: 'counting replies',
		clause: '6.11',
		comment: 'Present, retracted and contested nodes below the root count, missing ones do not; versions and stances are no replies.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('present', 'bo', 'question')
			w.revise('present 1', 'present', 1)
			w.endorse('so it is', 'carl', 'present', 1)
			w.reply('retracted', 'bo', 'question')
			w.retract('sorry', 'bo', [w.stub('retracted')])
			w.put('mine', 'bo', { kind: 2, root: 'question', first: 'contested', rev: 1, text: 'mine' })
			w.put('no, mine', 'carl', { kind: 2, root: 'question', first: 'contested', rev: 1, text: 'no, mine' })
			w.reply('to what is missing', 'dora', 'question', { parent: 'missing' })
			return { timeline: [['question', 4]] }
		},
	},
	{
		name: 'contested roots',
		clause: '6.11',
		comment: 'Listed when at least one claimant has a message; claims alone are not.',
		write(w) {
			w.put('mine', 'anna', { kind: 1, first: 'fought over', rev: 1, time: 20, text: 'mine', topics: ['water'] })
			w.retract('not yours', 'bo', [{ target: 'fought over' }])
			w.retract('sorry', 'anna', [{ target: 'only claimed' }])
			w.retract('sorry too', 'bo', [{ target: 'only claimed' }])
			return {
				threads: {
					'fought over': [contested('fought over', undefined, 20, { anna: 'mine', bo: undefined })],
					'only claimed': [contested('only claimed', undefined, undefined, { anna: undefined, bo: undefined })],
				},
				timeline: [['fought over', 0]],
				filtered: [
					{ filter: { author: 'anna' }, threads: ['fought over'] },
					{ filter: { author: 'bo' }, threads: [] },
					{ filter: { topic: 'water' }, threads: ['fought over'] },
				],
			}
		},
	},
	{
		name: 'filters',
		clause: '6.11',
		comment:
			'They ask the current message: what an earlier version said does not count. All that is given has to fit, in one and the same message.',
		write(w) {
			w.post('well', 'anna', { time: 10, space: 'hagby', topics: ['water'] })
			w.post('fire', 'anna', { time: 20, space: 'uppsala', topics: ['fire', 'water'] })
			w.post('road', 'bo', { time: 30, space: 'hagby', topics: ['roads'] })
			w.post('plain', 'bo', { time: 40 })
			w.revise('road 1', 'road', 1, { topics: ['bridges'], space: 'hagby' })
			w.revise('well 1', 'well', 1, { topics: ['water', 'wells'] })
			w.put('left', 'carl', { kind: 1, first: 'fought over', rev: 1, time: 50, text: 'left', space: 'hagby' })
			w.put('right', 'dora', { kind: 1, first: 'fought over', rev: 1, time: 50, text: 'right', topics: ['water'] })
			return {
				timeline: [
					['fought over', 0],
					['plain', 0],
					['road', 0],
					['fire', 0],
					['well', 0],
				],
				filtered: [
					{ filter: { topic: 'water' }, threads: ['fought over', 'fire', 'well'] },
					{ filter: { topic: 'roads' }, threads: [] },
					{ filter: { topic: 'bridges' }, threads: ['road'] },
					{ filter: { topic: 'wat' }, threads: [] },
					{ filter: { space: 'hagby' }, threads: ['fought over', 'road'] },
					{ filter: { space: 'hagby', topic: 'water' }, threads: [] },
					{ filter: { author: 'anna' }, threads: ['fire', 'well'] },
					{ filter: { author: 'anna', space: 'uppsala', topic: 'fire' }, threads: ['fire'] },
					{ filter: { author: 'dora', topic: 'water' }, threads: ['fought over'] },
				],
			}
		},
	},
]
