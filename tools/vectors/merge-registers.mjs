/** Cases of vectors/merge.json for SPEC 6.5, 6.6 and 6.12: registers, vouches, profiles. What is expected is thought out here, by the clauses. */

import { present } from './scenario.mjs'

/** @typedef {import('./merge-sets.mjs').MergeCase} MergeCase */

/** @type {readonly MergeCase[]} */
export const REGISTER_CASES = [
	{
		name: 'a post revised twice',
		clause: '6.5',
		comment: 'The greatest rev is current, the others are earlier versions, the greatest first. The place is that of the first version.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20 })
			w.revise('price 2', 'price', 2, { time: 30 })
			return { threads: { price: [present('price', undefined, 10, 'price 2', { earlier: [{ id: 'price 1' }, { id: 'price' }] })] } }
		},
	},
	{
		name: 'a wrong clock',
		clause: '6.5',
		comment: 'The rev decides before the time: a clock that runs behind cannot bring back an older text.',
		write(w) {
			w.post('price', 'anna', { time: 50 })
			w.revise('price 1', 'price', 1, { time: 90 })
			w.revise('price 2', 'price', 2, { time: 5 })
			return { threads: { price: [present('price', undefined, 50, 'price 2', { earlier: [{ id: 'price 1' }, { id: 'price' }] })] } }
		},
	},
	{
		name: 'a missing version in the middle',
		clause: '6.5',
		comment: 'The register does not need what is between.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20 })
			w.revise('price 2', 'price', 2, { time: 30 })
			w.lose('price 1')
			return { threads: { price: [present('price', undefined, 10, 'price 2', { earlier: [{ id: 'price' }] })] } }
		},
	},
	{
		name: 'a missing first version',
		clause: '6.7',
		comment: 'With one claimant the node is present; its time is that of the current message.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('price 1', 'price', 1, { time: 20 })
			w.revise('price 2', 'price', 2, { time: 30 })
			w.lose('price')
			return {
				threads: { price: [present('price', undefined, 30, 'price 2', { earlier: [{ id: 'price 1' }] })] },
				timeline: [['price', 0]],
			}
		},
	},
	{
		name: 'two revisions at once',
		clause: '6.5',
		comment: 'Of equal revs the later time is current; the others are conflicts, and earlier versions as well.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('at home', 'price', 1, { time: 30 })
			w.revise('on the way', 'price', 1, { log: 7, time: 20 })
			return {
				threads: {
					price: [
						present('price', undefined, 10, 'at home', { conflicts: ['on the way'], earlier: [{ id: 'on the way' }, { id: 'price' }] }),
					],
				},
			}
		},
	},
	{
		name: 'three revisions in one second',
		clause: '6.5',
		comment: 'The greatest id is current. Conflicts are listed by their ids, earlier versions the greatest first.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('low', 'price', 1, { time: 20 })
			w.revise('middle', 'price', 1, { time: 20 }, 'low')
			w.revise('high', 'price', 1, { time: 20 }, 'middle')
			return {
				threads: {
					price: [
						present('price', undefined, 10, 'high', {
							conflicts: ['low', 'middle'],
							earlier: [{ id: 'middle' }, { id: 'low' }, { id: 'price' }],
						}),
					],
				},
			}
		},
	},
	{
		name: 'a revision without a time',
		clause: '6.5',
		comment: 'An absent time is lower than every time, 0 among them; ids are not asked.',
		write(w) {
			w.post('price', 'anna', { time: 10 })
			w.revise('of 1970', 'price', 1, { time: 0 })
			w.revise('without clock', 'price', 1, {}, 'of 1970')
			return {
				threads: {
					price: [
						present('price', undefined, 10, 'of 1970', {
							conflicts: ['without clock'],
							earlier: [{ id: 'without clock' }, { id: 'price' }],
						}),
					],
				},
			}
		},
	},
	{
		name: 'a stance that changes',
		clause: '6.5',
		comment: 'One stance for each author and target: the greatest rev, whatever the time.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 20 })
			w.endorse('bo disputes', 'bo', 'claim', 2, { time: 15, rev: 1 })
			w.endorse('carl calls it outdated', 'carl', 'claim', 3, { time: 20 })
			w.endorse('dora confirms', 'dora', 'claim', 1, { time: 20, rev: 4 })
			return {
				threads: {
					claim: [
						present('claim', undefined, 10, 'claim', {
							confirm: [['dora', 'dora confirms']],
							dispute: [['bo', 'bo disputes']],
							outdated: [['carl', 'carl calls it outdated']],
						}),
					],
				},
				stances: {
					claim: [
						{ author: 'bo', stance: 'dispute', endorsement: 'bo disputes' },
						{ author: 'carl', stance: 'outdated', endorsement: 'carl calls it outdated' },
						{ author: 'dora', stance: 'confirm', endorsement: 'dora confirms' },
					],
				},
			}
		},
	},
	{
		name: 'two stances at once',
		clause: '6.5',
		comment:
			'Two devices of one author disagree: the later time is current, the other a conflict. Only messages of the same rev as the current one are conflicts.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('before', 'bo', 'claim', 3, { time: 15 })
			w.endorse('phone', 'bo', 'claim', 1, { time: 20, rev: 1 })
			w.endorse('laptop', 'bo', 'claim', 2, { time: 30, rev: 1, log: 7 })
			return {
				threads: { claim: [present('claim', undefined, 10, 'claim', { dispute: [['bo', 'laptop']] })] },
				stances: { claim: [{ author: 'bo', stance: 'dispute', endorsement: 'laptop', conflicts: ['phone'] }] },
			}
		},
	},
	{
		name: 'a withdrawn stance among the conflicts',
		clause: '6.5',
		comment: 'Conflicts are named whatever they say: one device withdrew, the other one confirmed later with the same rev.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('phone', 'bo', 'claim', 4, { time: 20, rev: 1 })
			w.endorse('laptop', 'bo', 'claim', 1, { time: 30, rev: 1, log: 7 })
			w.endorse('tablet', 'bo', 'claim', 1, { time: 25, rev: 1, log: 8 })
			return {
				threads: { claim: [present('claim', undefined, 10, 'claim', { confirm: [['bo', 'laptop']] })] },
				stances: { claim: [{ author: 'bo', stance: 'confirm', endorsement: 'laptop', conflicts: w.byId('phone', 'tablet') }] },
			}
		},
	},
	{
		name: 'a withdrawn stance with a conflict',
		clause: '6.6',
		comment: 'The later one withdraws: there is no stance, and so no conflict either. With a vouch it is the same.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('phone', 'bo', 'claim', 1, { time: 20, rev: 1 })
			w.endorse('laptop', 'bo', 'claim', 4, { time: 30, rev: 1, log: 7 })
			w.vouch('phone for carl', 'bo', 'carl', 1, { time: 20 })
			w.vouch('laptop no longer for carl', 'bo', 'carl', 4, { time: 30, log: 7 })
			return { threads: { claim: [present('claim', undefined, 10)] }, stances: { claim: [] }, vouches: [] }
		},
	},
	{
		name: 'a stance withdrawn',
		clause: '6.6',
		comment: 'A withdrawn stance is none, and the one before it does not come back.',
		write(w) {
			w.post('claim', 'anna', { time: 10 })
			w.endorse('bo confirms', 'bo', 'claim', 1, { time: 20 })
			w.endorse('bo withdraws', 'bo', 'claim', 4, { rev: 1 })
			w.endorse('carl withdraws', 'carl', 'claim', 4, { time: 20 })
			w.endorse('carl confirms after all', 'carl', 'claim', 1, { rev: 1 })
			return {
				threads: { claim: [present('claim', undefined, 10, 'claim', { confirm: [['carl', 'carl confirms after all']] })] },
				stances: { claim: [{ author: 'carl', stance: 'confirm', endorsement: 'carl confirms after all' }] },
			}
		},
	},
	{
		name: 'vouches',
		clause: '6.6',
		comment: 'One for each author and subject, by their keys; withdrawn ones are none.',
		write(w) {
			w.vouch('bo for carl', 'bo', 'carl', 1)
			w.vouch('bo for anna', 'bo', 'anna', 1)
			w.vouch('anna for dora', 'anna', 'dora', 1, { time: 10 })
			w.vouch('anna against dora', 'anna', 'dora', 2, { time: 5, rev: 1 })
			w.vouch('dora for anna', 'dora', 'anna', 1)
			w.vouch('dora no longer for anna', 'dora', 'anna', 4, { rev: 1 })
			w.vouch('carl for anna, of tomorrow', 'carl', 'anna', 3)
			return {
				vouches: [
					['anna', 'dora', 'distrust', 'anna against dora'],
					['bo', 'anna', 'vouch', 'bo for anna'],
					['bo', 'carl', 'vouch', 'bo for carl'],
				],
			}
		},
	},
	{
		name: 'profiles',
		clause: '6.12',
		comment: 'The current profile and its conflicts; an older one is neither. One profile of an author says nothing about others.',
		write(w) {
			w.profile('Anna', 'anna', { time: 10 })
			w.profile('Anna by the well', 'anna', { rev: 1, time: 20 })
			w.profile('Anna on the phone', 'anna', { rev: 1, time: 20 }, 'Anna by the well')
			w.profile('Anna, of tomorrow', 'anna', { rev: 2, 30: true })
			w.profile('not Anna', 'bo', { time: 90, rev: 9 })
			return {
				profiles: { anna: { current: 'Anna on the phone', conflicts: ['Anna by the well'] }, bo: { current: 'not Anna' }, carl: {} },
			}
		},
	},
]
