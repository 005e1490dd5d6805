/** Cases of vectors/knowledge.json for SPEC 6.15: the circle, by what is said in public. What is expected is thought out here, by the clauses. */

import { link } from './knowledge-people.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** @typedef {import('./scenario.mjs').Who} Who */

/** Public words by the names that they get: "bo for carl", "bo against carl". @param {Scenario} w @param {readonly string[]} words */
export function say(w, ...words) {
	for (const word of words) {
		const [by, stance, subject] = /** @type {[Who, string, Who]} */ (word.split(' '))
		w.vouch(word, by, subject, stance === 'for' ? 1 : 2)
	}
}

/** Somebody in the circle. @param {string} person @param {number} distance @param {readonly string[]} [vouches] @param {string} [via] */
export function member(person, distance, vouches = [], via) {
	return { person, distance, ...(via === undefined ? {} : { via }), ...(vouches.length > 0 ? { vouches } : {}) }
}

/** Each vouches for the next one. @param {Scenario} w */
function chain(w) {
	say(w, 'anna for bo', 'bo for carl', 'carl for dora', 'dora for emil')
}

const CHAIN = [
	member('anna', 0),
	member('bo', 1, ['anna for bo']),
	member('carl', 2, ['bo for carl'], 'bo'),
	member('dora', 3, ['carl for dora'], 'carl'),
	member('emil', 4, ['dora for emil'], 'dora'),
]

/** @param {string} depth @param {string} comment @param {number} [number] @returns {ViewCase} */
function atDepth(depth, comment, number) {
	return {
		name: `a circle of depth ${depth}`,
		clause: '6.15',
		comment,
		reader: number === undefined ? { keys: ['anna'] } : { keys: ['anna'], depth: number },
		write(w) {
			chain(w)
			return { circle: CHAIN.slice(0, 1 + (number ?? 3)) }
		},
	}
}

/** @type {readonly ViewCase[]} */
export const CIRCLE_CASES = [
	atDepth('0', 'The reader alone.', 0),
	atDepth('1', 'Whom the reader vouches for: without `via`, with the vouches.', 1),
	atDepth('2', 'Whom these vouch for, each with the one over whom the way leads.', 2),
	atDepth('3, where nothing is said', 'Up to and with the depth.'),
	atDepth('4', 'One step more than the default.', 4),
	{
		name: 'a reader who says nothing',
		clause: '6.15',
		comment: 'Vouches for the reader make nobody part of the circle.',
		reader: { keys: ['anna'] },
		write(w) {
			say(w, 'bo for anna', 'bo for carl')
			return { circle: [member('anna', 0)] }
		},
	},
	{
		name: 'a reader without keys',
		clause: '6.15',
		comment: 'Without private vouches the circle is empty.',
		reader: { keys: [] },
		write(w) {
			chain(w)
			return { circle: [] }
		},
	},
	{
		name: 'several ways',
		clause: '6.15',
		comment: 'The nearest counts; of equal ones that over the lowest id, with the vouches of that one alone.',
		reader: { keys: ['anna'] },
		write(w) {
			say(w, 'anna for dora', 'anna for carl', 'dora for emil', 'carl for emil', 'carl for dora', 'emil for frida', 'dora for frida')
			return {
				circle: [
					member('anna', 0),
					member('carl', 1, ['anna for carl']),
					member('dora', 1, ['anna for dora']),
					member('emil', 2, ['carl for emil'], 'carl'),
					member('frida', 2, ['dora for frida'], 'dora'),
				],
			}
		},
	},
	{
		name: 'the lowest id is that of a person',
		clause: '6.15',
		comment: 'Dora is linked with bo, and so stands before carl.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'bo', 'dora')
			say(w, 'anna for dora', 'anna for carl', 'carl for emil', 'dora for emil')
			return {
				circle: [
					member('anna', 0),
					member('bo', 1, ['anna for dora']),
					member('carl', 1, ['anna for carl']),
					member('emil', 2, ['dora for emil'], 'bo'),
				],
			}
		},
	},
	{
		name: 'vouches for several keys of a person',
		clause: '6.15',
		comment: 'All are listed.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'bo', 'carl')
			link(w, 'dora', 'emil')
			say(w, 'anna for carl', 'anna for bo', 'bo for dora', 'carl for emil')
			return {
				circle: [
					member('anna', 0),
					member('bo', 1, w.byId('anna for bo', 'anna for carl')),
					member('dora', 2, w.byId('bo for dora', 'carl for emil'), 'bo'),
				],
			}
		},
	},
	{
		name: 'vouches by several keys of a speaker',
		clause: '6.15',
		comment: 'On one key there is one word: the greatest of all keys of the speaker. The others are not listed.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'anna', 'bo')
			link(w, 'carl', 'dora')
			w.vouch('anna for carl', 'anna', 'carl', 1, { time: 30 })
			w.vouch('bo for carl', 'bo', 'carl', 1, { time: 10, rev: 1 })
			w.vouch('carl for emil', 'carl', 'emil', 1, { time: 10 })
			w.vouch('dora for emil', 'dora', 'emil', 1, { time: 20 })
			return { circle: [member('anna', 0), member('carl', 1, ['bo for carl']), member('emil', 2, ['dora for emil'], 'carl')] }
		},
	},
	{
		name: 'all keys of a speaker take part in their word',
		clause: '6.15',
		comment: 'Carl withdraws by the other key what one key said, distrusts one whom it vouched for, and the reader likewise.',
		reader: { keys: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo')
			link(w, 'carl', 'dora')
			say(w, 'bo for carl', 'carl for emil', 'anna for frida')
			w.vouch('dora no longer for emil', 'dora', 'emil', 4, { rev: 1 })
			w.vouch('bo no longer for frida', 'bo', 'frida', 4, { rev: 1 })
			return { circle: [member('anna', 0), member('carl', 1, ['bo for carl'])] }
		},
	},
	{
		name: 'a reader of several people',
		clause: '6.15',
		comment: 'All are at distance 0 and speak as one: the greatest word of both on a key counts.',
		reader: { keys: ['bo', 'anna'] },
		write(w) {
			say(w, 'anna for carl', 'bo for dora', 'anna for bo')
			w.vouch('bo against carl', 'bo', 'carl', 2, { rev: 1 })
			w.vouch('anna no longer for dora', 'anna', 'dora', 4, { rev: 1 })
			w.vouch('bo for dora after all', 'bo', 'dora', 1, { rev: 2 })
			return { circle: [member('anna', 0), member('bo', 0), member('dora', 1, ['bo for dora after all'])] }
		},
	},
	{
		name: 'words at once',
		clause: '6.15',
		comment: 'Of equal revs the later time is the word (6.5). What it conflicts with says nothing.',
		reader: { keys: ['anna'] },
		write(w) {
			w.vouch('anna for bo', 'anna', 'bo', 1, { time: 10 })
			w.vouch('anna against bo', 'anna', 'bo', 2, { time: 20, log: 7 })
			w.vouch('anna against carl', 'anna', 'carl', 2, { time: 10 })
			w.vouch('anna for carl', 'anna', 'carl', 1, { time: 20, log: 7 })
			return { circle: [member('anna', 0), member('carl', 1, ['anna for carl'])] }
		},
	},
	{
		name: "the reader's distrust",
		clause: '6.15',
		comment: 'It takes somebody out of the circle, whoever vouches for them, and ends every way over them.',
		reader: { keys: ['anna'] },
		write(w) {
			say(w, 'anna for bo', 'anna against carl', 'bo for carl', 'carl for dora')
			return { circle: [member('anna', 0), member('bo', 1, ['anna for bo'])] }
		},
	},
	{
		name: 'distrust of one key and a vouch on another',
		clause: '6.15',
		comment: 'One distrust is enough: the person is shut out, also where somebody else vouches for them.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'bo', 'carl')
			say(w, 'anna for bo', 'anna against carl', 'anna for dora', 'dora for bo')
			return { circle: [member('anna', 0), member('dora', 1, ['anna for dora'])] }
		},
	},
	{
		name: 'the distrust of others',
		clause: '6.15',
		comment: 'Nothing leads over it, but another way stays. On one key of two it outweighs the vouch on the other.',
		reader: { keys: ['anna'] },
		write(w) {
			link(w, 'emil', 'frida')
			say(w, 'anna for bo', 'anna for carl', 'bo against dora', 'carl for dora', 'bo for emil', 'bo against frida', 'carl for frida')
			return {
				circle: [
					member('anna', 0),
					member('bo', 1, ['anna for bo']),
					member('carl', 1, ['anna for carl']),
					member('dora', 2, ['carl for dora'], 'carl'),
					member('emil', 2, ['carl for frida'], 'carl'),
				],
			}
		},
	},
	{
		name: 'what own keys say of each other',
		clause: '6.15',
		comment: 'Nothing: own people are at distance 0, and never shut out.',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'bo', 'anna', 'carl')
			say(w, 'anna for bo', 'anna against carl', 'carl for dora')
			return { circle: [member('anna', 0), member('dora', 1, ['carl for dora'])] }
		},
	},
	{
		name: 'a vouch without effect',
		clause: '6.15',
		comment: 'Stance 3 says nothing of a key, and does not replace what was said.',
		reader: { keys: ['anna'] },
		write(w) {
			say(w, 'anna for bo')
			w.vouch('of tomorrow', 'anna', 'bo', 3, { rev: 1 })
			w.vouch('of tomorrow too', 'anna', 'carl', 3)
			return { circle: [member('anna', 0), member('bo', 1, ['anna for bo'])] }
		},
	},
]
