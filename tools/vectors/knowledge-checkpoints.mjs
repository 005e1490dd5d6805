/** Cases of vectors/knowledge.json for SPEC 6.19: checkpoints. What is expected is thought out here, by the clauses. */

import { hex, sha256, unhex } from './kit.mjs'

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */

/** The root of the tree of ids, as 6.19 defines it. @param {readonly string[]} ids @returns {string} */
function rootOf(ids) {
	if (ids.length === 1) return /** @type {string} */ (ids[0])
	let k = 1
	while (k * 2 < ids.length) k *= 2
	return hex(sha256(unhex(`01${rootOf(ids.slice(0, k))}${rootOf(ids.slice(k))}`)))
}

/** Posts of anna with the seqs 1 to `count`, named after these. @param {Scenario} w @param {number} count @param {object} [fields] */
function posts(w, count, fields = {}) {
	return Array.from({ length: count }, (_, i) => w.post(`${i + 1}`, 'anna', { seq: i + 1, ...fields }))
}

/**
 * A checkpoint by anna of the messages with these names.
 *
 * @param {Scenario} w
 * @param {string} name
 * @param {number} seq
 * @param {readonly string[]} names
 * @param {object} [fields]
 */
function checkpoint(w, name, seq, names, fields = {}) {
	return w.put(name, 'anna', { kind: 7, seq, size: names.length, head: rootOf(names.map(w.idOf)), ...fields })
}

/** The one log, of which everything is held. @param {number} highest @param {object} more */
const whole = (highest, more) => [{ author: 'anna', log: 0, highest, held: highest, retracted: 0, ...more }]

/** @type {readonly ViewCase[]} */
export const CHECKPOINT_CASES = [
	...[1, 2, 3, 4, 5, 7, 8, 9].map((count) => ({
		name: `a checkpoint of ${count}`,
		clause: '6.19',
		comment: 'Proven: every message is known, and the root of their ids is the head.',
		write(/** @type {Scenario} */ w) {
			checkpoint(w, 'checkpoint', count + 1, posts(w, count))
			return { completeness: whole(count + 1, { proven: [count, 'checkpoint'] }) }
		},
	})),
	{
		name: 'a checkpoint over a checkpoint',
		clause: '6.19',
		comment: 'It counts like all other messages. The greatest proven one is named.',
		write(w) {
			const three = posts(w, 3)
			const first = checkpoint(w, 'first', 4, three)
			const fifth = w.post('5', 'anna', { seq: 5 })
			checkpoint(w, 'second', 6, [...three, first, fifth])
			return { completeness: whole(6, { proven: [5, 'second'] }) }
		},
	},
	{
		name: 'a message is missing',
		clause: '6.19',
		comment: 'The later checkpoint is open: neither proven nor refuted.',
		write(w) {
			const names = posts(w, 5)
			checkpoint(w, 'first', 6, names.slice(0, 2))
			checkpoint(w, 'second', 7, names)
			w.lose('4')
			return { completeness: [{ author: 'anna', log: 0, highest: 7, held: 6, retracted: 0, missing: [[4, 4]], proven: [2, 'first'] }] }
		},
	},
	{
		name: 'a message was taken back',
		clause: '6.19',
		comment: 'The claim has its id, so that the history is whole without its bytes.',
		write(w) {
			const names = posts(w, 3)
			checkpoint(w, 'checkpoint', 4, names)
			w.retract('retraction', 'anna', [{ ...w.stub('2'), seq: 2 }], { seq: 5 })
			w.lose('2')
			return { completeness: [{ author: 'anna', log: 0, highest: 5, held: 4, retracted: 1, proven: [3, 'checkpoint'] }] }
		},
	},
	{
		name: 'another order',
		clause: '6.19',
		comment: 'The tree is that of the ids by their seqs.',
		write(w) {
			const [one, two] = posts(w, 2)
			checkpoint(w, 'checkpoint', 3, [/** @type {string} */ (two), /** @type {string} */ (one)])
			return { completeness: whole(3, { refuted: ['checkpoint'] }) }
		},
	},
	{
		name: 'checkpoints that contradict each other',
		clause: '6.19',
		comment:
			'Of one size only one head can be right; all of that size are named. Two with the same head agree, and of them the one with the lowest id proves.',
		write(w) {
			const names = posts(w, 3)
			const pair = w.byId(checkpoint(w, 'a', 4, names), checkpoint(w, 'b', 5, names))
			w.put('lie', 'anna', { kind: 7, seq: 6, size: 3, head: 'ab'.repeat(32) })
			return {
				completeness: whole(6, {
					proven: [3, pair[0]],
					refuted: ['lie'],
					contradictions: [{ size: 3, checkpoints: w.byId('a', 'b', 'lie') }],
				}),
			}
		},
	},
	{
		name: 'contradictions of what is not held',
		clause: '6.19',
		comment: 'They show without any of the messages.',
		write(w) {
			w.put('a', 'anna', { kind: 7, seq: 11, size: 10, head: 'ab'.repeat(32) })
			w.put('b', 'anna', { kind: 7, seq: 12, size: 10, head: 'cd'.repeat(32) })
			w.put('c', 'anna', { kind: 7, seq: 13, size: 9, head: 'cd'.repeat(32) })
			return {
				completeness: [
					{
						author: 'anna',
						log: 0,
						highest: 13,
						held: 3,
						retracted: 0,
						missing: [[1, 10]],
						contradictions: [{ size: 10, checkpoints: w.byId('a', 'b') }],
					},
				],
			}
		},
	},
	{
		name: 'a checkpoint behind a fork',
		clause: '6.19',
		comment: 'Nobody can tell which of the two messages with seq 2 it means, though one of them fits.',
		write(w) {
			const names = posts(w, 3)
			w.post('other', 'anna', { seq: 2 })
			checkpoint(w, 'first', 4, names.slice(0, 1))
			checkpoint(w, 'second', 5, names)
			return { completeness: whole(5, { forks: [{ seq: 2, messages: w.byId('2', 'other') }], proven: [1, 'first'] }) }
		},
	},
	{
		name: 'checkpoints of other logs and authors',
		clause: '6.19',
		comment: 'A checkpoint speaks of the log in which it stands.',
		write(w) {
			const names = posts(w, 2)
			checkpoint(w, 'elsewhere', 1, names, { log: 7 })
			w.put('foreign', 'bo', { kind: 7, seq: 1, size: 2, head: rootOf(names.map(w.idOf)) })
			return {
				completeness: [
					{ author: 'anna', log: 0, highest: 2, held: 2, retracted: 0 },
					{ author: 'anna', log: 7, highest: 1, held: 1, retracted: 0 },
					{ author: 'bo', log: 0, highest: 1, held: 1, retracted: 0 },
				],
			}
		},
	},
	{
		name: 'a checkpoint of itself',
		clause: '6.19',
		comment: 'Its size reaches its own seq, and no head can have its own id in it.',
		write(w) {
			const names = posts(w, 1)
			w.put('checkpoint', 'anna', { kind: 7, seq: 2, size: 2, head: rootOf(names.map(w.idOf)) })
			return { completeness: whole(2, { refuted: ['checkpoint'] }) }
		},
	},
	{
		name: 'a checkpoint without effect',
		clause: '6.19',
		comment: 'It is a message of the log and says nothing.',
		write(w) {
			checkpoint(w, 'checkpoint', 3, posts(w, 2), { 200: 1 })
			return { completeness: whole(3, {}) }
		},
	},
	{
		name: 'a checkpoint of the greatest size',
		clause: '6.19',
		comment: 'Open at once: nobody should count so far.',
		write(w) {
			posts(w, 1)
			w.put('checkpoint', 'anna', { kind: 7, seq: 2, size: Number.MAX_SAFE_INTEGER, head: 'ab'.repeat(32) })
			return { completeness: whole(2, {}) }
		},
	},
	{
		name: 'an expired message under a checkpoint',
		clause: '6.19',
		comment: 'It counts as not held, so the checkpoint is open.',
		write(w) {
			const names = posts(w, 2)
			const third = w.post('3', 'anna', { seq: 3, expires: 50 })
			checkpoint(w, 'checkpoint', 4, [...names, third])
			return { completeness: [{ author: 'anna', log: 0, highest: 4, held: 3, retracted: 0, missing: [[3, 3]] }] }
		},
	},
]
