/** Cases of vectors/knowledge.json for SPEC 6.17: the inbox. What is expected is thought out here, by the clauses. */

import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */

const reader = { keys: ['anna'] }

/** Bo begins a thread in which anna says something. @param {Scenario} w */
export function meet(w) {
	w.post('news', 'bo', { time: 10 })
	w.reply('really', 'anna', 'news', { time: 20 })
}

/** @type {readonly ViewCase[]} */
export const INBOX_CASES = [
	{
		name: 'a reply',
		clause: '6.17',
		comment: 'What others answered to the reader, not what the reader answered, and not what stands further below.',
		reader,
		write(w) {
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			w.reply('of course', 'carl', 'news', { parent: 'yes', time: 40 })
			return { inbox: [{ node: 'yes', reply: true }] }
		},
	},
	{
		name: 'a reply that was answered',
		clause: '6.17',
		comment: 'It stays, and says so; also where the answer stands anywhere below.',
		reader,
		write(w) {
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			w.reply('thanks', 'anna', 'news', { parent: 'yes', time: 40 })
			w.reply('no', 'carl', 'news', { parent: 'really', time: 50 })
			w.reply('yes and no', 'dora', 'news', { parent: 'no', time: 60 })
			w.reply('thanks to all', 'anna', 'news', { parent: 'yes and no', time: 70 })
			return {
				inbox: [
					{ node: 'no', reply: true, answered: true },
					{ node: 'yes', reply: true, answered: true },
				],
			}
		},
	},
	{
		name: 'a question elsewhere in the thread',
		clause: '6.17',
		comment: 'Open questions of others where the reader takes part, whatever they answer.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.reply('there', 'bo', 'news', { parent: 'where?', time: 40 })
			return { inbox: [{ node: 'where?', question: true }] }
		},
	},
	{
		name: 'a question elsewhere that the reader answered',
		clause: '6.17',
		comment: 'With a node of the reader anywhere below it is not listed. So a question that begins the thread never is.',
		reader,
		write(w) {
			w.post('where?', 'bo', { time: 10, question: true })
			w.reply('there', 'anna', 'where?', { time: 20 })
			w.reply('how deep?', 'carl', 'where?', { time: 30, question: true })
			w.reply('deep', 'dora', 'where?', { parent: 'how deep?', time: 40 })
			w.reply('very', 'anna', 'where?', { parent: 'deep', time: 50 })
			return { inbox: [] }
		},
	},
	{
		name: 'a question elsewhere that is answered',
		clause: '6.17',
		comment: 'Its asker confirmed an answer: it is open no longer, and not listed.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.reply('there', 'bo', 'news', { parent: 'where?', time: 40 })
			w.endorse('carl confirms', 'carl', 'there', 1)
			return { inbox: [] }
		},
	},
	{
		name: 'a reply that is an open question',
		clause: '6.17',
		comment: 'Both.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { parent: 'really', time: 30, question: true })
			return { inbox: [{ node: 'where?', reply: true, question: true }] }
		},
	},
	{
		name: 'a reply that is an open question, answered by the reader',
		clause: '6.17',
		comment: 'It stays as a reply with an answer; as a question it waits no longer, though nobody confirmed the answer.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { parent: 'really', time: 30, question: true })
			w.reply('there', 'anna', 'news', { parent: 'where?', time: 40 })
			return { inbox: [{ node: 'where?', reply: true, answered: true }] }
		},
	},
	{
		name: 'a reply that is an answered question',
		clause: '6.17',
		comment: 'Answered by others: a reply and no more.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { parent: 'really', time: 30, question: true })
			w.reply('there', 'bo', 'news', { parent: 'where?', time: 40 })
			w.endorse('carl confirms', 'carl', 'there', 1)
			return { inbox: [{ node: 'where?', reply: true }] }
		},
	},
	{
		name: 'an answer that the reader took back',
		clause: '6.17',
		comment: 'It is not present, so the question is back, and what answers it is no reply.',
		reader,
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.reply('there', 'anna', 'news', { parent: 'where?', time: 40 })
			w.reply('no', 'bo', 'news', { parent: 'there', time: 50 })
			w.retract('sorry', 'anna', [w.stub('there')])
			return { inbox: [{ node: 'where?', question: true }] }
		},
	},
	{
		name: 'threads in which the reader wrote nothing',
		clause: '6.17',
		comment: 'An endorsement is no node, a retracted one is not present, and a revision that is ignored is none.',
		reader,
		write(w) {
			w.post('news', 'bo', { time: 10 })
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.endorse('anna confirms', 'anna', 'news', 1)
			w.reply('really', 'anna', 'news', { time: 40 })
			w.retract('sorry', 'anna', [w.stub('really')])
			w.post('hijack', 'anna', { first: 'news', rev: 1 })
			return { inbox: [] }
		},
	},
	{
		name: 'own people',
		clause: '6.17',
		comment: 'All keys of the people of the reader are own: what they write is not listed, and what answers them is.',
		reader: { keys: ['bo', 'dora'] },
		write(w) {
			link(w, 'anna', 'bo')
			w.post('news', 'bo', { time: 10 })
			w.reply('really', 'anna', 'news', { time: 20 })
			w.reply('yes', 'carl', 'news', { parent: 'really', time: 30 })
			w.reply('no', 'dora', 'news', { parent: 'yes', time: 40 })
			w.reply('so?', 'emil', 'news', { parent: 'no', time: 50, question: true })
			return {
				inbox: [
					{ node: 'so?', reply: true, question: true },
					{ node: 'yes', reply: true, answered: true },
				],
			}
		},
	},
	{
		name: 'a reader without keys has no inbox',
		clause: '6.17',
		comment: 'Nothing is answered to nobody.',
		reader: { keys: [] },
		write(w) {
			meet(w)
			return { inbox: [] }
		},
	},
	{
		name: 'what is not present',
		clause: '6.17',
		comment: 'Retracted and missing nodes are not listed, and what answers a missing one is no reply to the reader, whoever wrote it.',
		reader,
		write(w) {
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			w.retract('sorry', 'bo', [w.stub('yes')])
			w.reply('lost', 'anna', 'news', { time: 40 })
			w.reply('to what is lost', 'carl', 'news', { parent: 'lost', time: 50 })
			w.lose('lost')
			return { inbox: [] }
		},
	},
	{
		name: 'an inbox over several threads',
		clause: '6.17',
		comment: 'By place, then depth, then id, the greatest first.',
		reader,
		write(w) {
			w.post('one', 'anna', { time: 10 })
			w.post('two', 'anna', { time: 11 })
			w.reply('early', 'bo', 'two', { time: 20 })
			w.reply('low', 'bo', 'one', { time: 30 })
			w.reply('high', 'carl', 'two', { time: 30 }, 'low')
			w.reply('deep?', 'dora', 'one', { parent: 'low', time: 5, question: true })
			w.reply('last', 'carl', 'one', { time: 400 })
			return {
				inbox: [
					{ node: 'last', reply: true },
					{ node: 'deep?', question: true },
					{ node: 'high', reply: true },
					{ node: 'low', reply: true },
					{ node: 'early', reply: true },
				],
			}
		},
	},
]
