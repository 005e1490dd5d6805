/** Cases of vectors/knowledge.json for SPEC 6.16: messages that are cited, and what those who wrote them say themselves. What is expected is thought out here, by the clauses. */

import { say } from './knowledge-circle.mjs'
import { cite, page } from './knowledge-corroboration.mjs'
import { cited } from './knowledge-origins.mjs'
import { link } from './knowledge-people.mjs'
import { side } from './knowledge-views.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */

/**
 * Anna claims something, and bo confirms it and cites a post of frida's, who says something of it before or after.
 *
 * @param {string} name
 * @param {string} comment
 * @param {(w: Scenario) => void} more what frida says
 * @param {(w: Scenario) => object} expect of the claim, beside the rev
 * @returns {ViewCase}
 */
function citing(name, comment, more, expect) {
	return {
		name,
		clause: '6.16',
		comment,
		write(w) {
			w.post('claim', 'anna')
			w.post('well', 'frida')
			cite(w, 'bo', 'claim', [{ message: 'well' }])
			more(w)
			return { corroborations: { claim: { rev: 0, ...expect(w) } } }
		},
	}
}

/** Bo has an origin from frida. @param {Scenario} w */
const asOrigin = (w) => ({
	confirm: { outside: side(w, [['bo', 'bo cites']], { sources: [1, 'bo cites'], independent: [1, 'bo cites'] }) },
})

/** Both confirm, and nobody has an origin. @param {Scenario} w */
const asHearsay = (w) => ({
	confirm: {
		outside: side(w, [
			['bo', 'bo cites'],
			['frida', 'frida confirms'],
		]),
	},
})

/** @type {readonly ViewCase[]} */
export const HEARSAY_CASES = [
	citing('who cites somebody who says nothing', 'Frida has no stance on the claim: what she wrote is an origin.', () => {}, asOrigin),
	citing(
		'who cites somebody who says the same',
		'Frida confirms as well: she speaks for herself, and who has it from her has it from nowhere else.',
		(w) => w.endorse('frida confirms', 'frida', 'claim', 1),
		asHearsay,
	),
	citing(
		'who cites somebody who relays the same',
		'The grounds of the one who is cited change nothing.',
		(w) => w.endorse('frida confirms', 'frida', 'claim', 1, { grounds: 4 }),
		asHearsay,
	),
	citing(
		'who cites somebody who says the opposite',
		'Frida disputes: bo has it from her all the same.',
		(w) => w.endorse('frida disputes', 'frida', 'claim', 2),
		(w) => ({ ...asOrigin(w), dispute: { outside: side(w, [['frida', 'frida disputes']]) } }),
	),
	citing(
		'who cites somebody who calls it outdated',
		'That is another stance.',
		(w) => w.endorse('frida calls it outdated', 'frida', 'claim', 3),
		(w) => ({ ...asOrigin(w), outdated: { outside: side(w, [['frida', 'frida calls it outdated']]) } }),
	),
	citing(
		'who cites somebody who withdrew',
		'Frida confirmed, and has no stance any more (6.14).',
		(w) => {
			w.endorse('frida confirms', 'frida', 'claim', 1)
			w.endorse('frida withdraws', 'frida', 'claim', 4, { rev: 1 })
		},
		asOrigin,
	),
	citing(
		'who cites somebody who changed sides',
		'Frida confirmed, and disputes now: the greatest endorsement is what she says.',
		(w) => {
			w.endorse('frida confirms', 'frida', 'claim', 1)
			w.endorse('frida disputes', 'frida', 'claim', 2, { rev: 1 })
		},
		(w) => ({ ...asOrigin(w), dispute: { outside: side(w, [['frida', 'frida disputes']]) } }),
	),
	citing(
		'who cites somebody who says the same of another version',
		'A stance on a revision of the claim is none on the claim.',
		(w) => {
			w.revise('claim 1', 'claim', 1)
			w.endorse('frida confirms', 'frida', 'claim 1', 1)
		},
		asOrigin,
	),
	citing(
		'who cites somebody who says the same in another thread',
		'An endorsement that gives another thread than that of the claim is none of it.',
		(w) => w.endorse('frida confirms', 'frida', 'claim', 1, { root: 'elsewhere' }),
		asOrigin,
	),
	citing(
		'who cites somebody whose other key says the same',
		'It is the person who counts: frida wrote it, and emil, who is the same person, confirms.',
		(w) => {
			link(w, 'emil', 'frida')
			w.endorse('emil confirms', 'emil', 'claim', 1)
		},
		(w) => ({
			confirm: {
				outside: side(w, [
					['bo', 'bo cites'],
					['emil', 'emil confirms'],
				]),
			},
		}),
	),
	citing(
		'who cites somebody whose other key has the last word',
		'Frida confirms, and emil, who is the same person, disputes with a greater rev: the person says the opposite.',
		(w) => {
			link(w, 'emil', 'frida')
			w.endorse('frida confirms', 'frida', 'claim', 1)
			w.endorse('emil disputes', 'emil', 'claim', 2, { rev: 1 })
		},
		(w) => ({ ...asOrigin(w), dispute: { outside: side(w, [['emil', 'emil disputes', 'frida confirms']]) } }),
	),
	{
		name: 'who cites the author of the version, who confirms it',
		clause: '6.16',
		comment: 'The stance of the author does not count, and the author is no origin anyway, with whichever key.',
		write(w) {
			link(w, 'anna', 'frida')
			w.post('claim', 'anna')
			w.endorse('anna confirms', 'anna', 'claim', 1)
			w.endorse('frida confirms', 'frida', 'claim', 1)
			w.post('well', 'frida')
			cite(w, 'bo', 'claim', [{ message: 'anna confirms' }])
			cite(w, 'carl', 'claim', [{ message: 'well' }])
			return cited(w, [], 0, 0, ['bo', 'carl'])
		},
	},
	{
		name: 'hearsay of hearsay',
		clause: '6.16',
		comment: 'Bo has it from a page, carl from bo, dora from carl, emil from dora: three who say it with nothing of their own.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper')])
			cite(w, 'carl', 'claim', [{ message: 'bo cites' }])
			cite(w, 'dora', 'claim', [{ message: 'carl cites' }])
			cite(w, 'emil', 'claim', [{ message: 'dora cites' }])
			return cited(w, ['bo'], 1, 1, ['carl', 'dora', 'emil'])
		},
	},
	{
		name: 'hearsay, and something else',
		clause: '6.16',
		comment: 'Whoever cites a page beside one who says the same has the page.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper')])
			cite(w, 'carl', 'claim', [{ message: 'bo cites' }, page('other')])
			return cited(w, ['bo', 'carl'], 2)
		},
	},
	{
		name: 'who cite each other',
		clause: '6.16',
		comment: 'Two, each by a post of the other one: neither has it from anywhere.',
		write(w) {
			w.post('claim', 'anna')
			w.post('well', 'bo')
			w.post('another well', 'carl')
			cite(w, 'bo', 'claim', [{ message: 'another well' }])
			cite(w, 'carl', 'claim', [{ message: 'well' }])
			return cited(w, [], 0, 0, ['bo', 'carl'])
		},
	},
	{
		name: 'cited messages of the own person',
		clause: '6.16',
		comment: "One's own message adds nothing, of whichever key and kind; whoever saw it is an origin by that alone.",
		write(w) {
			link(w, 'carl', 'dora')
			w.post('claim', 'anna')
			w.post('what bo wrote', 'bo')
			w.post('what dora wrote', 'dora')
			w.endorse('emil confirms', 'emil', 'claim', 1)
			cite(w, 'bo', 'claim', [{ message: 'what bo wrote' }], { grounds: 1 })
			cite(w, 'carl', 'claim', [{ message: 'what dora wrote' }])
			cite(w, 'emil', 'claim', [{ message: 'emil confirms' }], { rev: 1 })
			const speakers = /** @type {const} */ ([
				['bo', 'bo cites'],
				['carl', 'carl cites'],
				['emil', 'emil cites'],
			])
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, speakers, { firstHand: ['bo cites'], independent: [1, 'bo cites'] }) } },
				},
			}
		},
	},
	{
		name: 'who cites one that saw it',
		clause: '6.16',
		comment: 'Bo saw it, and carl cites what bo wrote: that is bo alone.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('bo saw it', 'bo', 'claim', 1, { grounds: 1 })
			cite(w, 'carl', 'claim', [{ message: 'bo saw it' }])
			const speakers = /** @type {const} */ ([
				['bo', 'bo saw it'],
				['carl', 'carl cites'],
			])
			return {
				corroborations: {
					claim: { rev: 0, confirm: { outside: side(w, speakers, { firstHand: ['bo saw it'], independent: [1, 'bo saw it'] }) } },
				},
			}
		},
	},
	{
		name: 'who saw it and cites one that says the same',
		clause: '6.16',
		comment:
			'What carl saw stays an origin, and what dora saw; that each also cites the other side is an origin, that they cite their own is none.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('bo confirms', 'bo', 'claim', 1)
			cite(w, 'carl', 'claim', [{ message: 'bo confirms' }], { grounds: 2 })
			w.endorse('emil disputes', 'emil', 'claim', 2)
			w.endorse('dora disputes', 'dora', 'claim', 2, { grounds: 1, sources: [{ message: 'emil disputes' }, { message: 'carl cites' }] })
			w.endorse('emil disputes still', 'emil', 'claim', 2, { rev: 1, sources: [{ message: 'dora disputes' }, { message: 'bo confirms' }] })
			const confirming = /** @type {const} */ ([
				['bo', 'bo confirms'],
				['carl', 'carl cites'],
			])
			const disputing = /** @type {const} */ ([
				['dora', 'dora disputes'],
				['emil', 'emil disputes still'],
			])
			const [dora, emil] = ['dora disputes', 'emil disputes still']
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: { outside: side(w, confirming, { firstHand: ['carl cites'], independent: [1, 'carl cites'] }) },
						dispute: { outside: side(w, disputing, { firstHand: [dora], sources: [2, dora, emil], independent: [2, dora, emil] }) },
					},
				},
			}
		},
	},
	{
		name: 'hearsay over the border of the circle',
		clause: '6.16',
		comment: 'Bo is in the circle, carl is not: whoever says the same speaks for themselves wherever they are.',
		reader: { keys: ['dora'] },
		write(w) {
			w.post('claim', 'anna')
			say(w, 'dora for bo', 'dora for emil')
			w.post('well', 'carl')
			w.post('another well', 'emil')
			cite(w, 'bo', 'claim', [{ message: 'well' }])
			cite(w, 'carl', 'claim', [page('paper')])
			cite(w, 'emil', 'claim', [page('paper')])
			cite(w, 'frida', 'claim', [{ message: 'another well' }])
			const inside = /** @type {const} */ ([
				['bo', 'bo cites'],
				['emil', 'emil cites'],
			])
			const outside = /** @type {const} */ ([
				['carl', 'carl cites'],
				['frida', 'frida cites'],
			])
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: {
							circle: side(w, inside, { sources: [1, 'emil cites'], independent: [1, 'emil cites'] }, [1, 1]),
							outside: side(w, outside, { sources: [1, 'carl cites'], independent: [1, 'carl cites'] }),
						},
					},
				},
			}
		},
	},
	{
		name: 'what the finder of a lost key says of a version',
		clause: '6.16',
		comment:
			'The reader blocks the lost key bo, with which carl is linked. Stances are those of people (6.14), and all three are one person, at distance 0 (6.15).',
		reader: { keys: ['anna'], blocked: ['bo'] },
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			w.post('claim', 'dora')
			w.post('well', 'carl')
			w.endorse('anna confirms', 'anna', 'claim', 1)
			w.endorse('carl disputes', 'carl', 'claim', 2, { rev: 1 })
			cite(w, 'emil', 'claim', [{ message: 'well' }])
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: { outside: side(w, [['emil', 'emil cites']], { sources: [1, 'emil cites'], independent: [1, 'emil cites'] }) },
						dispute: { circle: side(w, [['anna', 'carl disputes', 'anna confirms']], {}, [0]) },
					},
				},
			}
		},
	},
]
