/** Cases of vectors/merge.json for SPEC 6.7: nodes. What is expected is thought out here, by the clauses. */

import { wellThread } from './merge-sets.mjs'
import { contested, missing, present } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const NODE_CASES = [
	{
		name: 'a revision by somebody else',
		clause: '6.7',
		comment: 'With the first version held, it is ignored.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.post('hijack', 'bo', { first: 'price', rev: 9, time: 20 })
			return { threads: { price: [present('price', undefined, 10)] } }
		},
	},
	{
		name: 'two authors revise what is not held',
		clause: '6.7',
		comment: 'Contested, with the current message of each; the node has the lowest of their times.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20 })
			w.revise('price 2', 'price', 2, { time: 40 })
			w.post('hijack', 'bo', { first: 'price', rev: 9, time: 30 })
			w.lose('price')
			return { threads: { price: [contested('price', undefined, 30, { anna: 'price 2', bo: 'hijack' })] }, timeline: [['price', 0]] }
		},
	},
	{
		name: 'a contested node without a time',
		clause: '6.9',
		comment: 'An absent time is the lowest of all, so the node has none. It is not from the future, though one of its messages is.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1)
			w.post('hijack', 'bo', { first: 'price', rev: 9, time: 900 })
			w.lose('price')
			return { threads: { price: [contested('price', undefined, undefined, { anna: 'price 1', bo: 'hijack' })] }, timeline: [['price', 0]] }
		},
	},
	{
		name: 'a contested node from the future',
		clause: '6.9',
		comment: 'Flagged when the lowest time is later than now.',
		write(w) {
			w.post('price', 'anna')
			w.revise('price 1', 'price', 1, { time: 200 })
			w.post('hijack', 'bo', { first: 'price', rev: 9, time: 300 })
			w.lose('price')
			return { threads: { price: [contested('price', undefined, 100, { anna: 'price 1', bo: 'hijack' }, { future: true })] } }
		},
	},
	{
		name: 'a revision that moves',
		clause: '6.7',
		comment:
			'A revision with another parent than the first version is not one of it: answers stay where they are. Parents are compared as written.',
		write(w) {
			wellThread(w)
			w.revise('thanks 1', 'thanks', 1, { time: 40 })
			w.put('moved', 'carl', { kind: 2, root: 'question', first: 'thanks', rev: 2, text: 'moved' })
			w.put('moved too', 'carl', { kind: 2, root: 'question', parent: 'lost', first: 'thanks', rev: 3, text: 'moved too' })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20),
						present('thanks', 'answer', 30, 'thanks 1', { earlier: [{ id: 'thanks' }] }),
					],
				},
			}
		},
	},
	{
		name: 'a parent in a post',
		clause: '6.7',
		comment: 'There it is an unknown odd key, so a revision that has it is one like any other, and names nothing.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20, parent: 'elsewhere' })
			return { threads: { price: [present('price', undefined, 10, 'price 1', { earlier: [{ id: 'price' }] })] } }
		},
	},
	{
		name: 'a first version that is none',
		clause: '6.7',
		comment: 'A revision names a revision as its first: that is a node of its own, with one claimant.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.revise('answer 1', 'answer', 1, { time: 30 })
			w.put('confused', 'bo', { kind: 2, root: 'question', first: 'answer 1', rev: 1, time: 40, text: 'confused' })
			return {
				threads: {
					question: [
						present('question', undefined, 10),
						present('answer', 'question', 20, 'answer 1', { earlier: [{ id: 'answer' }] }),
						present('answer 1', 'question', 40, 'confused'),
					],
				},
				timeline: [['question', 2]],
			}
		},
	},
	{
		name: 'a post that revises a reply',
		clause: '3.9',
		comment: 'Its thread is its first: it begins a thread of its own, and the reply stays as it is.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.post('detached', 'bo', { first: 'answer', rev: 1, time: 30 })
			return {
				threads: {
					question: [present('question', undefined, 10), present('answer', 'question', 20)],
					answer: [present('answer', undefined, 30, 'detached')],
				},
				timeline: [
					['answer', 0],
					['question', 1],
				],
			}
		},
	},
	{
		name: 'a reply to a reply, as if it were a root',
		clause: '3.9',
		comment: 'The root of the new thread is a reply of another one, so here it is missing.',
		write(w) {
			w.post('question', 'anna', { time: 10 })
			w.reply('answer', 'bo', 'question', { time: 20 })
			w.reply('astray', 'carl', 'answer', { time: 30 })
			return {
				threads: {
					question: [present('question', undefined, 10), present('answer', 'question', 20)],
					answer: [missing('answer'), present('astray', 'answer', 30)],
				},
				timeline: [['question', 1]],
			}
		},
	},
]
