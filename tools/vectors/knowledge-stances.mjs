/** Cases of vectors/knowledge.json for SPEC 6.14: one stance per person. What is expected is thought out here, by the clauses. */

import { link } from './knowledge-people.mjs'
import { side } from './knowledge-views.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */

/** @type {readonly ViewCase[]} */
export const PERSON_STANCE_CASES = [
	{
		name: 'two keys say the same',
		clause: '6.14',
		comment: 'One person, so one stance: the greatest. The other one agrees, so it is no conflict, though its rev is the same.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 10 })
			w.endorse('carl confirms', 'carl', 'claim', 1, { time: 20 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'carl confirms']]) } } } }
		},
	},
	{
		name: 'two keys say the same and are not linked',
		clause: '6.14',
		comment: 'One names the other: two people.',
		write(w) {
			w.profile('bo names carl', 'bo', { keys: ['carl'] })
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1)
			w.endorse('carl confirms', 'carl', 'claim', 1)
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: {
							outside: side(w, [
								['bo', 'bo confirms'],
								['carl', 'carl confirms'],
							]),
						},
					},
				},
			}
		},
	},
	{
		name: 'two keys say different things',
		clause: '6.14',
		comment: 'The greatest by (rev, time, id) of all keys is the stance; what the other key says else is a conflict, whatever its rev.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 5, rev: 3 })
			w.endorse('carl disputes', 'carl', 'claim', 2, { time: 30, rev: 1 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms', 'carl disputes']]) } } } }
		},
	},
	{
		name: 'two keys at once',
		clause: '6.14',
		comment: 'Of equal revs the later time decides, of equal times the id.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 20 })
			w.endorse('carl disputes', 'carl', 'claim', 2, { time: 20 }, 'bo confirms')
			w.post('other', 'anna')
			w.endorse('bo confirms other', 'bo', 'other', 1, { time: 21 })
			w.endorse('carl disputes other', 'carl', 'other', 2, { time: 20 })
			return {
				corroborations: {
					claim: { rev: 0, dispute: { outside: side(w, [['bo', 'carl disputes', 'bo confirms']]) } },
					other: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms other', 'carl disputes other']]) } },
				},
			}
		},
	},
	{
		name: 'conflicts of the own register',
		clause: '6.14',
		comment: 'All of the same rev, whatever they say: one that agrees and one that is withdrawn as well. One with a lower rev is none.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('before', 'bo', 'claim', 2, { time: 90 })
			w.endorse('stale', 'bo', 'claim', 4, { time: 10, rev: 1 })
			w.endorse('same', 'bo', 'claim', 1, { time: 20, rev: 1, log: 7 })
			w.endorse('other', 'bo', 'claim', 3, { time: 25, rev: 1, log: 8 })
			w.endorse('current', 'bo', 'claim', 1, { time: 30, rev: 1, log: 9 })
			return {
				corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'current', 'stale', 'same', 'other']]) } } },
			}
		},
	},
	{
		name: 'conflicts of other keys',
		clause: '6.14',
		comment: 'Only what is current in their registers and another stance: not one that agrees, and not one that is withdrawn.',
		write(w) {
			link(w, 'bo', 'carl', 'dora', 'emil')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 30, rev: 2 })
			w.endorse('carl confirms', 'carl', 'claim', 1, { time: 20, rev: 2 })
			w.endorse('dora withdraws', 'dora', 'claim', 4, { time: 20, rev: 2 })
			w.endorse('emil disputes', 'emil', 'claim', 2)
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms', 'emil disputes']]) } } } }
		},
	},
	{
		name: 'what is not current in the register of another key',
		clause: '6.14',
		comment: 'Neither what that key said before nor what conflicts with what it says now is a conflict of the person.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { rev: 5 })
			w.endorse('carl disputed', 'carl', 'claim', 2)
			w.endorse('carl confirms', 'carl', 'claim', 1, { rev: 1, time: 20 })
			w.endorse('carl disputes', 'carl', 'claim', 2, { rev: 1, time: 10, log: 7 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms']]) } } } }
		},
	},
	{
		name: 'the same stance on other grounds',
		clause: '6.14',
		comment: 'That is no other stance, so it is no conflict; the grounds are those of the greatest.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo saw it', 'bo', 'claim', 1, { grounds: 1 })
			w.endorse('carl passes it on', 'carl', 'claim', 1, { grounds: 4, rev: 1 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'carl passes it on']]) } } } }
		},
	},
	{
		name: 'one key withdraws',
		clause: '6.14',
		comment: 'Where the greatest of all keys says withdrawn, the person has no stance, whatever the other key still says.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1)
			w.endorse('carl withdraws', 'carl', 'claim', 4, { rev: 1 })
			w.endorse('dora confirms', 'dora', 'claim', 1)
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['dora', 'dora confirms']]) } } } }
		},
	},
	{
		name: 'another key of the author',
		clause: '6.14',
		comment: 'A stance of any key of the person who wrote the version does not count.',
		write(w) {
			link(w, 'anna', 'bo')
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { grounds: 1 })
			w.endorse('anna confirms', 'anna', 'claim', 1)
			w.endorse('carl confirms', 'carl', 'claim', 1)
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['carl', 'carl confirms']]) } } } }
		},
	},
	{
		name: 'a key that was once the author',
		clause: '6.14',
		comment: 'A newer profile that leaves the author out does not make the stance count. A stance that nobody holds is left out.',
		write(w) {
			link(w, 'anna', 'bo')
			w.post('claim', 'anna')
			w.profile('bo alone', 'bo', { rev: 1 })
			w.endorse('bo confirms', 'bo', 'claim', 1)
			return { corroborations: { claim: { rev: 0 } } }
		},
	},
	{
		name: 'an endorsement with another thread',
		clause: '6.14',
		comment: 'It is none of this version, whatever its rev; with its root left out as well, where the version is no root.',
		write(w) {
			link(w, 'bo', 'carl')
			w.post('question', 'anna')
			w.reply('claim', 'anna', 'question')
			w.endorse('bo confirms', 'bo', 'claim', 1)
			w.put('astray', 'bo', { kind: 3, target: 'claim', root: 'elsewhere', stance: 4, rev: 8 })
			w.put('without root', 'carl', { kind: 3, target: 'claim', stance: 2, rev: 9 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms']]) } } } }
		},
	},
]
