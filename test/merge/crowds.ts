/**
 * Threads of any number of messages, as hostile input has them. Their ids are numbers: hashing would take longer than what is tried here.
 */
import type { Endorsement, Message, MessageId, Reply, Retraction, Stub } from '../../src/message/types.js'
import { ANNA, BO, endorse, ghost, post, reply, retract, stub } from './factory.js'

const id = (name: number): string => name.toString(16).padStart(64, '0')

export const root: ReturnType<typeof post> = post(ANNA, { time: 1 })
const aReply = reply(BO, root.id)
const aStance = endorse(BO, root)
const aRetraction = retract(BO, stub(ghost('x'), { root: root.id }))

const replyOf = (number: number, fields: Partial<Reply>): Reply => ({ ...aReply, id: id(number), ...fields })
const many = <T>(count: number, item: (number: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => item(index + 1))
/** Claims of one author, 64 in each retraction. */
function retractions(
	count: number,
	stubOf: (number: number) => Partial<Stub>,
	author: (retraction: number) => string = () => BO,
): readonly Retraction[] {
	const stubs = many(count, (number): Stub => ({ target: id(number), log: 0, seq: 1, root: root.id, topics: [], ...stubOf(number) }))
	return many(Math.ceil(count / 64), (number) => ({
		...aRetraction,
		id: id(count + number),
		author: author(number),
		targets: stubs.slice(64 * (number - 1), 64 * number),
	}))
}

/** By name; each gives the messages of the thread of `root`. */
export const CROWDS: Readonly<Record<string, (count: number) => readonly Message[]>> = {
	'a chain, each reply answering the one before': (count) => [
		root,
		...many(count, (number) => replyOf(number, number === 1 ? {} : { parent: id(number - 1) })),
	],
	'a flat list': (count) => [root, ...many(count, (number) => replyOf(number, { time: (number * 7919) % 1000 }))],
	'a flat list of one time': (count) => [root, ...many(count, (number) => replyOf((number * 7919) % 1_000_003, { time: 1 }))],
	'a cycle of stubs': (count) => [root, ...retractions(count, (number) => ({ parent: id((number % count) + 1) }))],
	'a chain that ends in a cycle of stubs': (count) => [
		root,
		...retractions(count, (number) => ({ parent: id(number === count ? Math.ceil(count / 2) : number + 1) })),
	],
	'claims of many on one node': (count) => [
		root,
		...many(count, (number): Retraction => {
			const targets = [{ target: id(1), log: 0, seq: 1, root: root.id, topics: [] }]
			return { ...aRetraction, id: id(count + number), author: id(number), targets }
		}),
	],
	'versions by many of one node': (count) => [
		root,
		...many(count, (number) => replyOf(number, { author: id(number), first: ghost('x'), rev: 1 })),
	],
	'versions by one of one node': (count) => [
		root,
		aReply,
		...many(count, (number) => replyOf(number, { first: aReply.id, rev: number % 100 })),
	],
	'stances of many on one version': (count) => [
		root,
		...many(count, (number): Endorsement => ({ ...aStance, id: id(number), author: id(number) })),
	],
	'stances of one on one version': (count) => [
		root,
		...many(count, (number): Endorsement => ({ ...aStance, id: id(number), rev: number })),
	],
	'stances on many versions': (count) => {
		const half = Math.floor(count / 2)
		return [
			root,
			...many(half, (number) => replyOf(number, {})),
			...many(half, (number): Endorsement => ({ ...aStance, id: id(half + number), author: ANNA, target: id(number), root: root.id })),
		]
	},
	'replies to what nobody has': (count) => [root, ...many(count, (number) => replyOf(number, { parent: id(count + number) }))],
	'versions of one node that its author retracted': (count) => [
		root,
		...many(count, (number) => replyOf(number, { first: ghost('x'), rev: 1 })),
		...many(count, (number): Retraction => ({ ...aRetraction, id: id(count + number), author: number === count ? BO : id(number) })),
	],
}

/** As many threads, each of one post. */
export const posts = (count: number): readonly Message[] =>
	many(count, (number) => ({ ...root, id: id(number), thread: id(number), time: number % 1000 }))

/** As many threads, claimed 64 at a time. */
export const claimedThreads = (count: number): readonly Message[] =>
	retractions(count, (number) => ({ root: id(count + number) as MessageId }))
