/** Cases of vectors/knowledge.json for SPEC 6.17: the inbox of a reader who blocks keys. What is expected is thought out here, by the clauses. */

import { say } from './knowledge-circle.mjs'
import { meet } from './knowledge-inbox.mjs'
import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */

/** @type {readonly ViewCase[]} */
export const BLOCKED_INBOX_CASES = [
	{
		name: 'a blocked person',
		clause: '6.17',
		comment: 'Neither the replies nor the questions of any key of the person are listed; those of others are, also below.',
		reader: { keys: ['anna'], blocked: ['dora'] },
		write(w) {
			link(w, 'carl', 'dora')
			meet(w)
			w.reply('no', 'carl', 'news', { parent: 'really', time: 30 })
			w.reply('never', 'dora', 'news', { parent: 'really', time: 40 })
			w.reply('why?', 'carl', 'news', { time: 50, question: true })
			w.reply('where?', 'emil', 'news', { parent: 'no', time: 60, question: true })
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 70 })
			return {
				inbox: [
					{ node: 'yes', reply: true },
					{ node: 'where?', question: true },
				],
			}
		},
	},
	{
		name: 'people whom the reader distrusts or vouches for in private',
		clause: '6.17',
		comment: 'Only blocks say something here: whoever is shut out by distrust alone is listed.',
		reader: { keys: ['anna'], vouches: ['carl'] },
		write(w) {
			say(w, 'anna against bo')
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			w.reply('no', 'carl', 'news', { parent: 'really', time: 40 })
			return {
				inbox: [
					{ node: 'no', reply: true },
					{ node: 'yes', reply: true },
				],
			}
		},
	},
	{
		name: 'own nodes below those of a blocked person',
		clause: '6.17',
		comment: 'The reader answered below bo, whom they block: for what stands above that is an answer.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.reply('so?', 'dora', 'news', { parent: 'really', time: 40, question: true })
			for (const [i, question] of ['where?', 'so?'].entries()) {
				w.reply(`bo on ${question}`, 'bo', 'news', { parent: question, time: 50 + i })
				w.reply(`anna on ${question}`, 'anna', 'news', { parent: `bo on ${question}`, time: 60 + i })
			}
			return { inbox: [{ node: 'so?', reply: true, answered: true }] }
		},
	},
	{
		name: 'a question that somebody answers whom the reader blocks',
		clause: '6.17',
		comment: 'Carl confirms the answer of bo: the question is answered, whatever the reader thinks of bo.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			meet(w)
			w.reply('where?', 'carl', 'news', { time: 30, question: true })
			w.reply('there', 'bo', 'news', { parent: 'where?', time: 40 })
			w.reply('when?', 'carl', 'news', { time: 50, question: true })
			w.endorse('carl confirms', 'carl', 'there', 1)
			return { inbox: [{ node: 'when?', question: true }] }
		},
	},
	{
		name: 'a blocked own key in the inbox',
		clause: '6.17',
		comment:
			'Anna has lost bo, which is own no longer: replies to it are none to the reader, its answers are not those of the reader, and what it writes is left out.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo')
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			w.reply('no', 'carl', 'news', { parent: 'yes', time: 40 })
			w.reply('where?', 'dora', 'news', { time: 50, question: true })
			w.reply('there', 'bo', 'news', { parent: 'where?', time: 60 })
			w.reply('so?', 'bo', 'news', { time: 70, question: true })
			w.reply('well', 'emil', 'news', { parent: 'really', time: 80 })
			w.post('elsewhere', 'bo', { time: 90 })
			w.reply('to bo alone?', 'carl', 'elsewhere', { time: 95, question: true })
			return {
				inbox: [
					{ node: 'well', reply: true },
					{ node: 'where?', question: true },
				],
			}
		},
	},
	{
		name: 'the inbox and the finder of a lost key',
		clause: '6.17',
		comment:
			'Carl is linked with anna over the blocked key bo alone: not own, but of a person of whom the reader blocks a key, and left out.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			w.post('news', 'dora', { time: 10 })
			w.reply('really', 'anna', 'news', { time: 20 })
			w.reply('yes', 'carl', 'news', { parent: 'really', time: 30 })
			w.reply('no', 'emil', 'news', { parent: 'yes', time: 40 })
			w.reply('so?', 'carl', 'news', { time: 50, question: true })
			return { inbox: [] }
		},
	},
	{
		name: 'the same where the lost key is not blocked, in the inbox',
		clause: '6.17',
		comment: 'All three keys are own: what answers carl is a reply to the reader.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			w.post('news', 'dora', { time: 10 })
			w.reply('really', 'anna', 'news', { time: 20 })
			w.reply('yes', 'carl', 'news', { parent: 'really', time: 30 })
			w.reply('no', 'emil', 'news', { parent: 'yes', time: 40 })
			return { inbox: [{ node: 'no', reply: true }] }
		},
	},
	{
		name: 'own keys on another way than over a blocked one, in the inbox',
		clause: '6.17',
		comment: 'Carl is linked with anna without bo, too, and so own: what answers carl is a reply to the reader.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'bo', 'anna', 'carl')
			w.post('news', 'carl', { time: 10 })
			w.reply('yes', 'dora', 'news', { time: 20 })
			w.reply('no', 'bo', 'news', { time: 30 })
			w.reply('so?', 'emil', 'news', { parent: 'no', time: 40, question: true })
			return {
				inbox: [
					{ node: 'so?', question: true },
					{ node: 'yes', reply: true },
				],
			}
		},
	},
	{
		name: 'a reader whose only key is blocked',
		clause: '6.17',
		comment: 'No key is own, so nothing is answered to anybody.',
		reader: { keys: ['anna'], vouches: ['bo'], blocked: ['anna'] },
		write(w) {
			meet(w)
			w.reply('yes', 'bo', 'news', { parent: 'really', time: 30 })
			return { inbox: [] }
		},
	},
]
