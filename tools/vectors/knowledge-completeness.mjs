/** Cases of vectors/knowledge.json for SPEC 6.18: completeness. What is expected is thought out here, by the clauses. */

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */

/**
 * A log of which no number is missing, where nothing else is said.
 *
 * @param {string} author
 * @param {number} number
 * @param {number} highest
 * @param {number} held
 * @param {number} [retracted]
 * @param {object} [more]
 */
const log = (author, number, highest, held, retracted = 0, more = {}) => ({ author, log: number, highest, held, retracted, ...more })

const LAST = Number.MAX_SAFE_INTEGER

/** @type {readonly ViewCase[]} */
export const COMPLETENESS_CASES = [
	{
		name: 'nothing is held',
		clause: '6.18',
		comment: 'No log.',
		write: () => ({ completeness: [] }),
	},
	{
		name: 'logs of several authors',
		clause: '6.18',
		comment: 'By author, then by log; log 0 is written. Every kind counts.',
		write(w) {
			w.post('b9', 'bo', { seq: 1, log: 9 })
			w.post('b10', 'bo', { seq: 1, log: 10 })
			w.post('b10 2', 'bo', { seq: 2, log: 10 })
			w.post('b0', 'bo', { seq: 1 })
			w.profile('a1', 'anna', { seq: 1 })
			w.vouch('a2', 'anna', 'bo', 1, { seq: 2 })
			w.endorse('a3', 'anna', 'b0', 1, { seq: 3 })
			w.put('a4', 'anna', { kind: 7, size: 3, head: '00'.repeat(32), seq: 4 })
			return { completeness: [log('anna', 0, 4, 4, 0, { refuted: ['a4'] }), log('bo', 0, 1, 1), log('bo', 9, 1, 1), log('bo', 10, 2, 2)] }
		},
	},
	{
		name: 'gaps',
		clause: '6.18',
		comment: 'Ranges of what is missing, from 1 on.',
		write(w) {
			for (const seq of [9, 2, 5, 6]) w.post(`post ${seq}`, 'anna', { seq })
			return {
				completeness: [
					log('anna', 0, 9, 4, 0, {
						missing: [
							[1, 1],
							[3, 4],
							[7, 8],
						],
					}),
				],
			}
		},
	},
	{
		name: 'the greatest seq',
		clause: '6.18',
		comment: 'One message says that there are 2^53 - 1: one range, which nobody should count.',
		write(w) {
			w.post('last', 'anna', { seq: LAST })
			w.retract('sorry', 'bo', [{ target: 'something', seq: LAST }], { seq: 1 })
			return {
				completeness: [log('anna', 0, LAST, 1, 0, { missing: [[1, LAST - 1]] }), log('bo', 0, LAST, 1, 1, { missing: [[2, LAST - 1]] })],
			}
		},
	},
	{
		name: 'what was retracted',
		clause: '6.18',
		comment: 'Its number is neither held nor missing, whether somebody erased it or never held it; a claim alone can be the highest.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.post('two', 'anna', { seq: 2 })
			w.post('three', 'anna', { seq: 3 })
			w.retract(
				'sorry',
				'anna',
				[
					{ ...w.stub('two'), seq: 2 },
					{ ...w.stub('three'), seq: 3 },
					{ target: 'never seen', seq: 6 },
				],
				{ seq: 4 },
			)
			w.lose('three')
			return { completeness: [log('anna', 0, 6, 2, 3, { missing: [[5, 5]] })] }
		},
	},
	{
		name: 'a revision without a stub of its own',
		clause: '6.18',
		comment: 'It goes with its first version, and its number is missing.',
		write(w) {
			w.post('price', 'anna', { seq: 1 })
			w.revise('price 1', 'price', 1, { seq: 2 })
			w.retract('sorry', 'anna', [{ ...w.stub('price'), seq: 1 }], { seq: 3 })
			return { completeness: [log('anna', 0, 3, 1, 1, { missing: [[2, 2]] })] }
		},
	},
	{
		name: 'stubs in another log',
		clause: '6.18',
		comment: 'The log is that of the stub, 0 where it names none.',
		write(w) {
			w.post('on the phone', 'anna', { seq: 2, log: 7 })
			w.retract(
				'sorry',
				'anna',
				[
					{ ...w.stub('on the phone'), seq: 2 },
					{ target: 'of log 0', seq: 3 },
				],
				{ seq: 1, log: 8 },
			)
			return {
				completeness: [
					log('anna', 0, 3, 0, 1, { missing: [[1, 2]] }),
					log('anna', 7, 2, 0, 1, { missing: [[1, 1]] }),
					log('anna', 8, 1, 1),
				],
			}
		},
	},
	{
		name: 'a fork of two that are held',
		clause: '6.18',
		comment: 'Two messages with one seq: it is held once, and both are named.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.post('two', 'anna', { seq: 2 })
			w.post('two again', 'anna', { seq: 2 })
			w.post('two on the phone', 'anna', { seq: 2, log: 7 })
			w.post('one on the phone', 'anna', { seq: 1, log: 7 })
			return {
				completeness: [log('anna', 0, 2, 2, 0, { forks: [{ seq: 2, messages: w.byId('two', 'two again') }] }), log('anna', 7, 2, 2)],
			}
		},
	},
	{
		name: 'a fork of what is held and what is claimed',
		clause: '6.18',
		comment: 'The author took back something else with the same number. The number is held.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.retract('sorry', 'anna', [{ target: 'another one', seq: 1 }], { seq: 2 })
			return { completeness: [log('anna', 0, 2, 2, 0, { forks: [{ seq: 1, messages: w.byId('one', 'another one') }] })] }
		},
	},
	{
		name: 'a fork of two that were taken back',
		clause: '6.18',
		comment: 'One of them was held and is erased; the number is retracted, once.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.retract(
				'sorry',
				'anna',
				[
					{ ...w.stub('one'), seq: 1 },
					{ target: 'another one', seq: 1 },
				],
				{ seq: 2 },
			)
			return { completeness: [log('anna', 0, 2, 1, 1, { forks: [{ seq: 1, messages: w.byId('one', 'another one') }] })] }
		},
	},
	{
		name: 'the same claim twice',
		clause: '6.18',
		comment: 'One id with one number is no fork.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.retract('sorry', 'anna', [{ ...w.stub('one'), seq: 1 }], { seq: 2 })
			w.retract('sorry again', 'anna', [{ ...w.stub('one'), seq: 1 }], { seq: 3 })
			return { completeness: [log('anna', 0, 3, 2, 1)] }
		},
	},
	{
		name: 'a claim on what is held',
		clause: '6.18',
		comment:
			'An endorsement cannot be taken back, so it stays held. A claim with its seq changes nothing; one with another seq stands there, too.',
		write(w) {
			w.post('claim', 'anna', { seq: 1 })
			w.endorse('so it is', 'bo', 'claim', 1, { seq: 1 })
			w.endorse('not so', 'carl', 'claim', 2, { seq: 1 })
			w.retract('bo is sorry', 'bo', [{ target: 'so it is', root: 'claim', seq: 1 }], { seq: 2 })
			w.retract('carl is sorry', 'carl', [{ target: 'not so', root: 'claim', seq: 4 }], { seq: 2 })
			return { completeness: [log('anna', 0, 1, 1), log('bo', 0, 2, 2), log('carl', 0, 4, 2, 1, { missing: [[3, 3]] })] }
		},
	},
	{
		name: 'a claim on a message of somebody else',
		clause: '6.18',
		comment: 'It counts in the log of the claimant: one can give only oneself gaps and forks.',
		write(w) {
			w.post('one', 'anna', { seq: 1 })
			w.post('hello', 'bo', { seq: 1 })
			w.retract('not yours', 'bo', [{ ...w.stub('one'), seq: 1 }], { seq: 2 })
			return {
				completeness: [log('anna', 0, 1, 1), log('bo', 0, 2, 2, 0, { forks: [{ seq: 1, messages: w.byId('one', 'hello') }] })],
			}
		},
	},
	{
		name: 'what is expired',
		clause: '6.18',
		comment:
			'A post, a reply and an unknown kind whose time is over are as if they were not held. In other kinds nothing expires, a checkpoint among them.',
		write(w) {
			w.post('over', 'anna', { seq: 1, expires: 100 })
			w.post('not yet over', 'anna', { seq: 2, expires: 101 })
			w.put('of a later version', 'anna', { kind: 50, expires: 100, seq: 3 })
			w.put('private', 'anna', { kind: 200, expires: 100, seq: 4 })
			w.put('checkpoint', 'anna', { kind: 7, size: 2, head: '00'.repeat(32), expires: 100, seq: 5 })
			w.vouch('for bo', 'anna', 'bo', 1, { expires: 100, seq: 6 })
			w.reply('over, too', 'anna', 'not yet over', { expires: 1, seq: 9 })
			return {
				completeness: [
					log('anna', 0, 6, 3, 0, {
						missing: [
							[1, 1],
							[3, 4],
						],
					}),
				],
			}
		},
	},
	{
		name: 'what has no effect',
		clause: '6.18',
		comment: 'It is held like anything else; a retraction without effect is held and claims nothing. A private kind can be taken back.',
		write(w) {
			w.put('of a later version', 'anna', { kind: 50, seq: 1 })
			w.post('with an even key', 'anna', { seq: 2, 30: true })
			w.put('private', 'anna', { kind: 200, seq: 3 })
			w.retract('of tomorrow', 'anna', [{ target: 'of a later version', seq: 9 }], { seq: 4, 30: true })
			w.retract('sorry', 'anna', [{ ...w.stub('private'), seq: 3 }], { seq: 5 })
			return { completeness: [log('anna', 0, 5, 4, 1)] }
		},
	},
	{
		name: 'retracted and expired at once',
		clause: '6.18',
		comment: 'Its claim says what became of the number.',
		write(w) {
			w.post('one', 'anna', { seq: 1, expires: 50 })
			w.post('two', 'anna', { seq: 2, expires: 50 })
			w.retract('sorry', 'anna', [{ ...w.stub('one'), seq: 1 }], { seq: 3 })
			return { completeness: [log('anna', 0, 3, 1, 1, { missing: [[2, 2]] })] }
		},
	},
]
