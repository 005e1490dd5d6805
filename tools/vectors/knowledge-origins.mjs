/** Cases of vectors/knowledge.json for SPEC 6.16: the origins of a stance. What is expected is thought out here, by the clauses. */

import { CROWD } from './kit.mjs'
import { cite, content, page } from './knowledge-corroboration.mjs'
import { link } from './knowledge-people.mjs'
import { side } from './knowledge-views.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */

/**
 * What is expected where these confirm "claim" by endorsements called "… cites", all outside, and those who are named first have an origin from a source.
 *
 * @param {Scenario} w
 * @param {readonly string[]} citing
 * @param {number} sources
 * @param {number} [independent]
 * @param {readonly string[]} [others] who have no origin
 */
export function cited(w, citing, sources, independent = sources, others = []) {
	const names = citing.map((who) => `${who} cites`)
	const speakers = [...citing, ...others].sort(byKey).map((who) => /** @type {const} */ ([who, `${who} cites`]))
	return {
		corroborations: {
			claim: { rev: 0, confirm: { outside: side(w, speakers, { sources: [sources, ...names], independent: [independent, ...names] }) } },
		},
	}
}

/** Names of people ascend like their keys. @param {string} a @param {string} b */
const byKey = (a, b) => (a < b ? -1 : 1)

/** The 32 ASCII characters of a uri, and the same bytes as a hash. */
const SHORT = 'https://a.example/0123456789abcd'

/** @type {readonly ViewCase[]} */
export const ORIGIN_CASES = [
	{
		name: 'grounds',
		clause: '6.16',
		comment: 'Who observed or reproduced it is an origin of their own; who says nothing of grounds, or passes it on, has none.',
		write(w) {
			w.post('claim', 'anna')
			w.endorse('bo saw it', 'bo', 'claim', 1, { grounds: 1 })
			w.endorse('carl tried it', 'carl', 'claim', 1, { grounds: 2 })
			w.endorse('dora believes it', 'dora', 'claim', 1)
			w.endorse('emil heard it', 'emil', 'claim', 1, { grounds: 4 })
			const [bo, carl] = ['bo saw it', 'carl tried it']
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
									['emil', 'emil heard it'],
								],
								{ firstHand: [bo, carl], independent: [2, bo, carl] },
							),
						},
					},
				},
			}
		},
	},
	{
		name: 'relayed',
		clause: '6.16',
		comment: 'With these grounds nothing that is cited is an origin.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper'), page('other', content('1'))], { grounds: 4 })
			cite(w, 'carl', 'claim', [page('paper')], { grounds: 3 })
			return cited(w, ['carl'], 1, 1, ['bo'])
		},
	},
	{
		name: 'one address, without hashes',
		clause: '6.16',
		comment: 'One newspaper that many quote is one, cited twice by one of them or on different days.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper'), { ...page('paper'), day: 20_000 }])
			cite(w, 'carl', 'claim', [{ ...page('paper'), day: 20_001 }])
			return cited(w, ['bo', 'carl'], 1)
		},
	},
	{
		name: 'one address with several hashes',
		clause: '6.16',
		comment: 'A page that changes daily is one address, also beside one who noted no hash.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper', content('1'))])
			cite(w, 'carl', 'claim', [page('paper', content('2'))])
			cite(w, 'dora', 'claim', [page('paper')])
			return cited(w, ['bo', 'carl', 'dora'], 1)
		},
	},
	{
		name: 'one hash at several addresses',
		clause: '6.16',
		comment: 'Copies of one text are one content.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [page('paper', content('1'))])
			cite(w, 'carl', 'claim', [page('copy', content('1'))])
			cite(w, 'dora', 'claim', [page('mirror', content('1'))])
			return cited(w, ['bo', 'carl', 'dora'], 1)
		},
	},
	{
		name: 'addresses are compared byte by byte',
		clause: '6.16',
		comment: 'Nothing is normalised: a slash, a capital and a fragment make another address.',
		write(w) {
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [{ uri: 'https://paper.example' }])
			cite(w, 'carl', 'claim', [{ uri: 'https://paper.example/' }])
			cite(w, 'dora', 'claim', [{ uri: 'HTTPS://paper.example/' }])
			cite(w, 'emil', 'claim', [{ uri: 'https://paper.example/#1' }])
			return cited(w, ['bo', 'carl', 'dora', 'emil'], 4)
		},
	},
	{
		name: 'a uri, a hash and a person with the same bytes',
		clause: '6.16',
		comment: 'They are never the same content.',
		write(w) {
			w.post('claim', 'anna')
			w.post('well', 'frida')
			cite(w, 'bo', 'claim', [{ uri: SHORT }])
			cite(w, 'carl', 'claim', [page('other', Buffer.from(SHORT, 'ascii').toString('hex'))])
			cite(w, 'dora', 'claim', [{ message: 'well' }])
			cite(w, 'emil', 'claim', [page('third', CROWD.frida.author)])
			return cited(w, ['bo', 'carl', 'dora', 'emil'], 4)
		},
	},
	{
		name: 'sources of the version',
		clause: '6.16',
		comment:
			'What the version cites itself says nothing new: the same uri with another hash, the same hash at another address, the same message.',
		write(w) {
			w.post('well', 'frida')
			w.post('claim', 'anna', { sources: [page('paper', content('1')), page('plain'), { message: 'well' }] })
			cite(w, 'bo', 'claim', [page('paper', content('2')), page('plain', content('3'))])
			cite(w, 'carl', 'claim', [page('copy', content('1'))])
			cite(w, 'dora', 'claim', [{ message: 'well' }])
			cite(w, 'emil', 'claim', [page('other', content('4'))])
			return cited(w, ['emil'], 1, 1, ['bo', 'carl', 'dora'])
		},
	},
	{
		name: 'sources of another version',
		clause: '6.16',
		comment: 'Only those of the version itself are known; another message of somebody whom it cites is new as well.',
		write(w) {
			w.post('well', 'frida')
			w.post('another well', 'frida')
			w.post('claim', 'anna', { sources: [{ message: 'well' }] })
			w.revise('claim 1', 'claim', 1, { sources: [page('paper')] })
			cite(w, 'bo', 'claim', [page('paper')])
			cite(w, 'carl', 'claim', [{ message: 'another well' }])
			return cited(w, ['bo', 'carl'], 2)
		},
	},
	{
		name: 'a cited message stands for its author',
		clause: '6.16',
		comment: 'Two messages of one person are one origin, and so are those of linked keys.',
		write(w) {
			link(w, 'dora', 'emil')
			w.post('well', 'dora')
			w.post('another well', 'emil')
			w.post('third well', 'frida')
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [{ message: 'well' }, { message: 'third well' }])
			cite(w, 'carl', 'claim', [{ message: 'another well' }])
			return cited(w, ['bo', 'carl'], 2)
		},
	},
	{
		name: 'cited messages that are not live',
		clause: '6.16',
		comment: 'Retracted, expired and not held: none is an origin. Frida wrote all of them.',
		write(w) {
			w.post('taken back', 'frida')
			w.retract('sorry', 'frida', [w.stub('taken back')])
			w.post('over', 'frida', { expires: 100 })
			w.post('lost', 'frida')
			w.post('not yet over', 'frida', { expires: 101 })
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [{ message: 'taken back' }])
			cite(w, 'carl', 'claim', [{ message: 'over' }])
			cite(w, 'dora', 'claim', [{ message: 'lost' }])
			cite(w, 'emil', 'claim', [{ message: 'not yet over' }])
			w.lose('lost')
			return cited(w, ['emil'], 1, 1, ['bo', 'carl', 'dora'])
		},
	},
	{
		name: 'cited messages without effect',
		clause: '6.16',
		comment: 'One of an unknown kind, and one with an unknown even key, are not live, and none is an origin.',
		write(w) {
			w.put('of another kind', 'frida', { kind: 200, text: 'private' })
			w.post('of tomorrow', 'frida', { 30: true })
			w.post('well', 'frida')
			w.post('claim', 'anna')
			cite(w, 'bo', 'claim', [{ message: 'of another kind' }])
			cite(w, 'carl', 'claim', [{ message: 'of tomorrow' }])
			cite(w, 'dora', 'claim', [{ message: 'well' }])
			return cited(w, ['dora'], 1, 1, ['bo', 'carl'])
		},
	},
	{
		name: 'cited messages of the author of the version',
		clause: '6.16',
		comment: 'None is an origin: not the version itself, not another message, not one by another key.',
		write(w) {
			link(w, 'anna', 'frida')
			w.post('claim', 'anna')
			w.post('what anna said before', 'anna')
			w.post('what anna said elsewhere', 'frida')
			cite(w, 'bo', 'claim', [{ message: 'claim' }])
			cite(w, 'carl', 'claim', [{ message: 'what anna said before' }])
			cite(w, 'dora', 'claim', [{ message: 'what anna said elsewhere' }])
			return cited(w, [], 0, 0, ['bo', 'carl', 'dora'])
		},
	},
	{
		name: 'cited messages of any kind',
		clause: '6.16',
		comment: 'A profile, an endorsement, a vouch and a retraction that are live make their authors origins.',
		write(w) {
			w.post('claim', 'anna')
			w.profile('Emil by the well', 'emil')
			w.endorse('frida disputes', 'frida', 'claim', 2)
			w.vouch('carl for bo', 'carl', 'bo', 1)
			w.retract('dora takes nothing back', 'dora', [{ target: 'nothing' }])
			const all = ['Emil by the well', 'frida disputes', 'carl for bo', 'dora takes nothing back']
			cite(
				w,
				'bo',
				'claim',
				all.map((message) => ({ message })),
			)
			return {
				corroborations: {
					claim: {
						rev: 0,
						confirm: { outside: side(w, [['bo', 'bo cites']], { sources: [4, 'bo cites'], independent: [1, 'bo cites'] }) },
						dispute: { outside: side(w, [['frida', 'frida disputes']]) },
					},
				},
			}
		},
	},
]
