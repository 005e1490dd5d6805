/** Cases of vectors/knowledge.json for SPEC 6.16: numbers, and on which side of the border. What is expected is thought out here, by the clauses. */

import { say } from './knowledge-circle.mjs'
import { link } from './knowledge-people.mjs'
import { side } from './knowledge-views.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** @typedef {import('./scenario.mjs').Who} Who */

/** A source with an address and, where it is given, a content. @param {string} name @param {string} [hash] */
export function page(name, hash) {
	return { uri: `https://${name}.example/`, ...(hash === undefined ? {} : { hash }) }
}

/** A hash that consists of one digit. @param {string} digit */
export const content = (digit) => digit.repeat(64)

/** Confirms and cites. @param {Scenario} w @param {Who} by @param {string} target @param {readonly object[]} sources @param {object} [fields] */
export function cite(w, by, target, sources, fields = {}) {
	return w.endorse(`${by} cites`, by, target, 1, { sources, ...fields })
}

/** @type {readonly ViewCase[]} */
export const CORROBORATION_CASES = [
	{
		name: 'nobody says anything',
		clause: '6.16',
		comment: 'The version alone, with its rev; an endorsement by its author does not count.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('anna confirms anna', 'anna', 'claim', 1)
			return { corroborations: { claim: { rev: 0 } } }
		},
	},
	{
		name: 'three stances',
		clause: '6.16',
		comment: 'Each for itself, origins too: what is cited for one says nothing for another.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1, { sources: [page('paper')] })
			w.endorse('carl disputes', 'carl', 'claim', 2, { grounds: 3, sources: [page('paper')] })
			w.endorse('dora calls it outdated', 'dora', 'claim', 3, { grounds: 1 })
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: { outside: side(w, [['bo', 'bo confirms']], { sources: [1, 'bo confirms'], independent: [1, 'bo confirms'] }) },
						dispute: {
							outside: side(w, [['carl', 'carl disputes']], { sources: [1, 'carl disputes'], independent: [1, 'carl disputes'] }),
						},
						outdated: {
							outside: side(w, [['dora', 'dora calls it outdated']], {
								firstHand: ['dora calls it outdated'],
								independent: [1, 'dora calls it outdated'],
							}),
						},
					},
				},
			}
		},
	},
	{
		name: 'inside and outside',
		clause: '6.16',
		comment: 'The circle by (distance, person), the reader first; the others by person. Each side has its own numbers.',
		reader: { keys: ['dora'] },
		write(w) {
			w.post('claim', 'emil')
			say(w, 'dora for carl', 'carl for bo')
			w.endorse('anna confirms', 'anna', 'claim', 1, { grounds: 2 })
			w.endorse('bo confirms', 'bo', 'claim', 1, { sources: [page('paper')] })
			w.endorse('carl confirms', 'carl', 'claim', 1, { sources: [page('paper')] })
			w.endorse('dora confirms', 'dora', 'claim', 1, { grounds: 1 })
			w.endorse('frida confirms', 'frida', 'claim', 1, { sources: [page('paper')] })
			const speakers = /** @type {const} */ ([
				['dora', 'dora confirms'],
				['carl', 'carl confirms'],
				['bo', 'bo confirms'],
			])
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: {
							circle: side(
								w,
								speakers,
								{
									firstHand: ['dora confirms'],
									sources: [1, 'bo confirms', 'carl confirms'],
									independent: [2, 'bo confirms', 'carl confirms', 'dora confirms'],
								},
								[0, 1, 2],
							),
							outside: side(
								w,
								[
									['anna', 'anna confirms'],
									['frida', 'frida confirms'],
								],
								{
									firstHand: ['anna confirms'],
									sources: [1, 'frida confirms'],
									independent: [2, 'anna confirms', 'frida confirms'],
								},
							),
						},
					},
				},
			}
		},
	},
	{
		name: 'the border is that of the depth',
		clause: '6.16',
		comment: 'Carl is one step too far. Somebody whom the reader distrusts is outside like all others.',
		reader: { keys: ['anna'], depth: 1 },
		write(w) {
			w.post('claim', 'emil')
			say(w, 'anna for bo', 'bo for carl', 'anna against dora')
			w.endorse('bo disputes', 'bo', 'claim', 2)
			w.endorse('carl disputes', 'carl', 'claim', 2)
			w.endorse('dora disputes', 'dora', 'claim', 2)
			return {
				corroborations: {
					claim: {
						rev: 0,
						dispute: {
							circle: side(w, [['bo', 'bo disputes']], {}, [1]),
							outside: side(w, [
								['carl', 'carl disputes'],
								['dora', 'dora disputes'],
							]),
						},
					},
				},
			}
		},
	},
	{
		name: 'linked keys count once',
		clause: '6.16',
		comment: 'In the circle, where the reader knows only one of the keys, and outside.',
		reader: { keys: ['anna'], vouches: ['carl'] },
		write(w) {
			link(w, 'bo', 'carl')
			link(w, 'dora', 'emil')
			w.post('claim', 'frida')
			w.endorse('bo saw it', 'bo', 'claim', 1, { grounds: 1, rev: 1 })
			w.endorse('carl saw it', 'carl', 'claim', 1, { grounds: 1 })
			w.endorse('dora saw it', 'dora', 'claim', 1, { grounds: 1 })
			w.endorse('emil saw it', 'emil', 'claim', 1, { grounds: 1, rev: 1 })
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: {
							circle: side(w, [['bo', 'bo saw it']], { firstHand: ['bo saw it'], independent: [1, 'bo saw it'] }, [1]),
							outside: side(w, [['dora', 'emil saw it']], { firstHand: ['emil saw it'], independent: [1, 'emil saw it'] }),
						},
					},
				},
			}
		},
	},
	{
		name: 'what replaces an endorsement',
		clause: '6.16',
		comment: 'Only the grounds and sources of the one that decides count.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('bo saw it', 'bo', 'claim', 1, { grounds: 1, sources: [page('paper')] })
			w.endorse('bo believes it', 'bo', 'claim', 1, { rev: 1 })
			return { corroborations: { claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo believes it']]) } } } }
		},
	},
	{
		name: 'earlier versions stand apart',
		clause: '6.16',
		comment: 'What was said of one version is said of no other one.',
		write(w) {
			w.post('claim', 'anna')
			w.revise('claim 2', 'claim', 2)
			w.endorse('bo confirms the first', 'bo', 'claim', 1)
			w.endorse('carl confirms the second', 'carl', 'claim 2', 1)
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, [['bo', 'bo confirms the first']]) } },
					'claim 2': { rev: 2, confirm: { outside: side(w, [['carl', 'carl confirms the second']]) } },
				},
			}
		},
	},
	{
		name: 'a version that its node ignores',
		clause: '6.16',
		comment: 'Corroboration depends on the version alone: a revision by somebody else has its own, in which anna counts and bo does not.',
		write(w) {
			w.post('claim', 'anna')
			w.post('hijack', 'bo', { first: 'claim', rev: 1 })
			w.endorse('anna disputes', 'anna', 'hijack', 2)
			w.endorse('bo confirms', 'bo', 'hijack', 1)
			return { corroborations: { hijack: { rev: 1, dispute: { outside: side(w, [['anna', 'anna disputes']]) } } } }
		},
	},
	{
		name: 'independent: the people and the addresses are the fewest',
		clause: '6.16',
		comment:
			'Bo cites three addresses, and carl and dora two versions of one other. By content it would be three people, and four pairs of address and content.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('a', content('1')), page('b', content('2')), page('c', content('3'))])
			cite(w, 'carl', 'claim', [page('daily', content('4'))])
			cite(w, 'dora', 'claim', [page('daily', content('5'))])
			const all = ['bo cites', 'carl cites', 'dora cites']
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, BO_TO_DORA, { sources: [4, ...all], independent: [2, ...all] }) } },
				},
			}
		},
	},
	{
		name: 'independent: the people and the contents are the fewest',
		clause: '6.16',
		comment: 'The same with two copies of one text: by address it would be three people.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('a', content('1')), page('b', content('2')), page('c', content('3'))])
			cite(w, 'carl', 'claim', [page('d', content('4'))])
			cite(w, 'dora', 'claim', [page('e', content('4'))])
			const all = ['bo cites', 'carl cites', 'dora cites']
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, BO_TO_DORA, { sources: [4, ...all], independent: [2, ...all] }) } },
				},
			}
		},
	},
	{
		name: 'independent: the addresses and the contents are the fewest',
		clause: '6.16',
		comment:
			'Every origin has the address `daily` or the content 9, so no three of them are different in both; by address alone, and by content alone, it would be three people.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('daily', content('1'))])
			cite(w, 'carl', 'claim', [page('daily', content('2')), page('b', content('9'))])
			cite(w, 'dora', 'claim', [page('c', content('9'))])
			const all = ['bo cites', 'carl cites', 'dora cites']
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, BO_TO_DORA, { sources: [2, ...all], independent: [2, ...all] }) } },
				},
			}
		},
	},
	{
		name: 'first hand and sources together',
		clause: '6.16',
		comment: 'Whoever saw it and cites gives two origins; one person counts once in *independent*.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper')], { grounds: 1 })
			cite(w, 'carl', 'claim', [page('paper')])
			w.endorse('dora believes it', 'dora', 'claim', 1)
			const [bo, carl] = ['bo cites', 'carl cites']
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: {
							outside: side(
								w,
								[
									['bo', bo],
									['carl', carl],
									['dora', 'dora believes it'],
								],
								{ firstHand: [bo], sources: [1, bo, carl], independent: [2, bo, carl] },
							),
						},
					},
				},
			}
		},
	},
]

/** @type {readonly (readonly [string, string])[]} */
const BO_TO_DORA = [
	['bo', 'bo cites'],
	['carl', 'carl cites'],
	['dora', 'dora cites'],
]
