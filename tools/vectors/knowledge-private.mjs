/** Cases of vectors/knowledge.json for SPEC 6.15: private vouches, and blocks of others. What is expected is thought out here, by the clauses. */

import { member, say } from './knowledge-circle.mjs'
import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */

/** @type {readonly ViewCase[]} */
export const PRIVATE_CASES = [
	{
		name: 'a private vouch',
		clause: '6.15',
		comment: 'It leads to distance 1 like a public one; there is no message to name.',
		reader: { keys: ['anna'], vouches: ['carl'] },
		write(w) {
			say(w, 'carl for dora')
			return { circle: [member('anna', 0), member('carl', 1), member('dora', 2, ['carl for dora'], 'carl')] }
		},
	},
	{
		name: 'a private vouch without keys',
		clause: '6.15',
		comment: 'Who only reads has a circle, too: nobody is at distance 0.',
		reader: { keys: [], vouches: ['bo'], depth: 2 },
		write(w) {
			say(w, 'bo for carl', 'carl for dora')
			return { circle: [member('bo', 1), member('carl', 2, ['bo for carl'], 'bo')] }
		},
	},
	{
		name: 'a private vouch at depth 0',
		clause: '6.15',
		comment: 'Nobody beyond distance 0.',
		reader: { keys: ['anna'], vouches: ['bo'], depth: 0 },
		write(w) {
			say(w, 'anna for carl')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a private and a public vouch',
		clause: '6.15',
		comment: 'For the same key, and for two keys of one person: the public ones are listed.',
		reader: { keys: ['anna'], vouches: ['bo', 'dora'] },
		write(w) {
			link(w, 'carl', 'dora')
			say(w, 'anna for bo', 'anna for carl')
			return { circle: [member('anna', 0), member('bo', 1, ['anna for bo']), member('carl', 1, ['anna for carl'])] }
		},
	},
	{
		name: 'a private vouch, and a public word that was withdrawn',
		clause: '6.15',
		comment: 'No public word withdraws a private vouch.',
		reader: { keys: ['anna'], vouches: ['bo'] },
		write(w) {
			say(w, 'anna for bo')
			w.vouch('anna no longer for bo', 'anna', 'bo', 4, { rev: 1 })
			return { circle: [member('anna', 0), member('bo', 1)] }
		},
	},
	{
		name: 'a private vouch, and distrust of the same key',
		clause: '6.15',
		comment: 'Distrust goes before it.',
		reader: { keys: ['anna'], vouches: ['bo', 'carl'] },
		write(w) {
			say(w, 'anna against bo', 'carl for bo')
			return { circle: [member('anna', 0), member('carl', 1)] }
		},
	},
	{
		name: 'a private vouch, and distrust of another key of the person',
		clause: '6.15',
		comment: 'The person is distrusted and so shut out.',
		reader: { keys: ['anna'], vouches: ['bo'] },
		write(w) {
			link(w, 'bo', 'carl')
			say(w, 'anna against carl')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a private vouch for an own key',
		clause: '6.15',
		comment: 'The reader stays at distance 0, and is listed once.',
		reader: { keys: ['anna'], vouches: ['bo', 'anna'] },
		write(w) {
			link(w, 'anna', 'bo')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a blocked key',
		clause: '6.15',
		comment: 'The person is shut out, though the reader vouches for them in public, and nothing leads over them.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			say(w, 'anna for bo', 'anna for carl', 'carl for bo', 'bo for dora')
			return { circle: [member('anna', 0), member('carl', 1, ['anna for carl'])] }
		},
	},
	{
		name: 'a blocked key and a private vouch',
		clause: '6.15',
		comment: 'The block goes before it.',
		reader: { keys: ['anna'], vouches: ['bo'], blocked: ['bo'] },
		write(w) {
			say(w, 'bo for carl')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a blocked key of two',
		clause: '6.15',
		comment: 'All keys of the person are shut out.',
		reader: { keys: ['anna'], blocked: ['carl'] },
		write(w) {
			link(w, 'bo', 'carl')
			say(w, 'anna for bo', 'bo for dora')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a blocked key that is linked with nobody any more',
		clause: '6.15',
		comment: 'Bo took back the profile that names the lost key carl: only that key is shut out.',
		reader: { keys: ['anna'], blocked: ['carl'] },
		write(w) {
			link(w, 'bo', 'carl')
			w.retract('carl is lost', 'bo', [w.stub('bo names carl')])
			say(w, 'anna for bo', 'anna for carl')
			return { circle: [member('anna', 0), member('bo', 1, ['anna for bo'])] }
		},
	},
]
