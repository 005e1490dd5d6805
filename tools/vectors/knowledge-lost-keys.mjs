/** Cases of vectors/knowledge.json for SPEC 6.15: own keys, and keys of the reader that are lost. What is expected is thought out here, by the clauses. */

import { member, say } from './knowledge-circle.mjs'
import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */

/** Anna has lost bo, and who found it has linked a fresh key, carl, with it and speaks by both. @param {Scenario} w */
function lose(w) {
	link(w, 'anna', 'bo', 'carl')
	say(w, 'anna for dora', 'anna for emil', 'dora for carl', 'carl for frida', 'bo for frida')
	w.vouch('carl against dora', 'carl', 'dora', 2, { rev: 9 })
	w.vouch('bo no longer for emil', 'bo', 'emil', 4, { rev: 9 })
}

/** @type {readonly ViewCase[]} */
export const LOST_KEY_CASES = [
	{
		name: 'a blocked own key',
		clause: '6.15',
		comment: 'It is own no longer: all that it says of others is passed by, vouches and distrust, whatever the rev.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo')
			say(w, 'anna for carl', 'bo for dora', 'bo against emil', 'anna for emil')
			w.vouch('bo against carl', 'bo', 'carl', 2, { rev: 9 })
			return { circle: [member('anna', 0), member('carl', 1, ['anna for carl']), member('emil', 1, ['anna for emil'])] }
		},
	},
	{
		name: 'a key that the finder of a lost one links with it',
		clause: '6.15',
		comment:
			'Carl is no own key, since the link goes over the blocked one: its distrust takes nobody out, and its vouch leads nowhere, also not at the distance after dora, who vouches for it. All three are still one person.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			lose(w)
			const keys = ['anna', 'bo', 'carl']
			return {
				people: { anna: { keys, current: keys } },
				circle: [member('anna', 0), member('dora', 1, ['anna for dora']), member('emil', 1, ['anna for emil'])],
			}
		},
	},
	{
		name: 'the same where the lost key is not blocked',
		clause: '6.15',
		comment: 'All three keys speak as one, and the greatest words count.',
		reader: { keys: ['anna'] },
		write(w) {
			lose(w)
			w.vouch('carl for frida still', 'carl', 'frida', 1, { rev: 1 })
			return { circle: [member('anna', 0), member('frida', 1, ['carl for frida still'])] }
		},
	},
	{
		name: 'the same where the reader has the lost key',
		clause: '6.15',
		comment: 'That the reader gives it changes nothing: whoever blocks it does not have it.',
		reader: { keys: ['anna', 'bo'], blocked: ['bo'] },
		write(w) {
			lose(w)
			return { circle: [member('anna', 0), member('dora', 1, ['anna for dora']), member('emil', 1, ['anna for emil'])] }
		},
	},
	{
		name: 'a blocked own key does not link',
		clause: '6.15',
		comment: 'Frida is linked over the blocked key alone, and so not own.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo', 'frida')
			say(w, 'frida for carl', 'bo for dora')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'both sides of a blocked own key',
		clause: '6.15',
		comment: 'The reader has anna and frida: both are own, and the key between them is not.',
		reader: { keys: ['anna', 'frida'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo', 'frida')
			say(w, 'frida for carl', 'bo for dora', 'anna for emil')
			return { circle: [member('anna', 0), member('carl', 1, ['frida for carl']), member('emil', 1, ['anna for emil'])] }
		},
	},
	{
		name: 'another way than over a blocked own key',
		clause: '6.15',
		comment: 'Carl and dora are linked with anna in a ring: each is own, since a way leads there that does not go over bo.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo', 'carl', 'dora')
			w.profile('anna names dora', 'anna', { keys: ['dora'], rev: 1 })
			w.profile('dora names anna', 'dora', { keys: ['anna'], rev: 1 })
			say(w, 'carl for emil', 'dora for frida', 'bo against emil')
			return { circle: [member('anna', 0), member('emil', 1, ['carl for emil']), member('frida', 1, ['dora for frida'])] }
		},
	},
	{
		name: 'a key that both an own key and a blocked one name',
		clause: '6.15',
		comment: 'Carl is linked with anna, and dora with carl: a link with the blocked key as well takes neither away.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			w.profile('anna names bo and carl', 'anna', { keys: ['bo', 'carl'] })
			w.profile('bo names anna, carl and dora', 'bo', { keys: ['anna', 'carl', 'dora'] })
			w.profile('carl names anna, bo and dora', 'carl', { keys: ['anna', 'bo', 'dora'] })
			w.profile('dora names bo and carl', 'dora', { keys: ['bo', 'carl'] })
			say(w, 'carl for emil', 'anna for frida')
			w.vouch('dora against frida', 'dora', 'frida', 2, { rev: 1 })
			return { circle: [member('anna', 0), member('emil', 1, ['carl for emil'])] }
		},
	},
	{
		name: 'an old link to a key that is not blocked',
		clause: '6.15',
		comment: 'Links are those of 6.13, current or not.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'bo', 'anna', 'carl')
			w.profile('anna alone', 'anna', { rev: 1 })
			say(w, 'carl for dora')
			return { circle: [member('anna', 0), member('dora', 1, ['carl for dora'])] }
		},
	},
	{
		name: 'no key but a blocked one',
		clause: '6.15',
		comment: 'Nobody is at distance 0, and the person is shut out; what the key says counts for nothing.',
		reader: { keys: ['anna'], blocked: ['anna'] },
		write(w) {
			say(w, 'anna for bo')
			return { circle: [] }
		},
	},
	{
		name: 'no key but a blocked one, and a private vouch',
		clause: '6.15',
		comment:
			'The circle begins at distance 1. Own keys are sought from the keys that the reader has and does not block, so frida, linked with the blocked one, is none; the person is shut out though carl vouches for them.',
		reader: { keys: ['anna'], vouches: ['carl'], blocked: ['anna'] },
		write(w) {
			link(w, 'anna', 'frida')
			say(w, 'frida for bo', 'anna against carl', 'carl for frida', 'carl for dora')
			return { circle: [member('carl', 1), member('dora', 2, ['carl for dora'], 'carl')] }
		},
	},
	{
		name: 'one of two keys of the reader, blocked and not linked with the other',
		clause: '6.15',
		comment: 'The person of bo and carl has no own key: they are shut out like others, though anna vouches for them.',
		reader: { keys: ['anna', 'bo'], blocked: ['bo'] },
		write(w) {
			link(w, 'bo', 'carl')
			say(w, 'anna for carl', 'anna for dora', 'dora for bo', 'bo for emil', 'carl for emil')
			return { circle: [member('anna', 0), member('dora', 1, ['anna for dora'])] }
		},
	},
	{
		name: 'what is said of the other keys of an own person',
		clause: '6.15',
		comment: 'Nothing: the reader blocks bo and distrusts bo and carl, dora distrusts anna, and still the person is at distance 0.',
		reader: { keys: ['anna'], vouches: ['carl'], blocked: ['bo', 'carl'] },
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			say(w, 'anna against bo', 'anna against carl', 'anna for dora', 'dora against anna', 'dora for bo')
			return { circle: [member('anna', 0), member('dora', 1, ['anna for dora'])] }
		},
	},
	{
		name: 'an own key with a higher id than the lost one',
		clause: '6.15',
		comment: 'The person has the id of the lowest key, also where that is the lost one.',
		reader: { keys: ['frida'], blocked: ['anna'] },
		write(w) {
			link(w, 'anna', 'frida')
			say(w, 'frida for bo', 'bo for anna', 'anna for carl')
			return { circle: [member('anna', 0), member('bo', 1, ['frida for bo'])] }
		},
	},
	{
		name: 'a lost key of somebody else',
		clause: '6.15',
		comment:
			'That the reader blocks it shuts out the person with all keys, also those that are linked without it: only what is own is found without going over blocked keys.',
		reader: { keys: ['anna'], blocked: ['carl'] },
		write(w) {
			link(w, 'carl', 'bo', 'dora')
			say(w, 'anna for dora', 'dora for emil', 'anna for frida')
			return { circle: [member('anna', 0), member('frida', 1, ['anna for frida'])] }
		},
	},
]
