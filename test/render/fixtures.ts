/** Views made by hand, so that rendering is tested without a store. */
import type { EarlierVersion, PresentNode, StanceCount, Stances, Thread, ThreadNode } from '../../src/merge/types.js'
import type { AuthorId, Endorsement, MessageId, Post, Profile, Reply } from '../../src/message/types.js'

export const ANNA: AuthorId = `aaaa1111${'0'.repeat(56)}`
export const BERTIL: AuthorId = `bbbb2222${'0'.repeat(56)}`
export const CECILIA: AuthorId = `cccc3333${'0'.repeat(56)}`

/** An id that begins with the four digits of a number. */
export function id(number: number): MessageId {
	return number.toString(16).padStart(4, '0').padEnd(64, '0')
}

const base = {
	payload: new Uint8Array(1),
	signature: new Uint8Array(64),
	log: 0,
	seq: 1,
	time: 1_780_000_000,
	fields: new Map(),
} as const

const content = { format: 'plain', topics: [], sources: [], attachments: [], question: false, rev: 0 } as const

export function post(number: number, author: AuthorId, text: string, more: Partial<Post> = {}): Post {
	return { ...base, ...content, kind: 'post', id: id(number), author, thread: id(number), text, ...more }
}

export function reply(number: number, author: AuthorId, text: string, more: Partial<Reply> = {}): Reply {
	return { ...base, ...content, kind: 'reply', id: id(number), author, thread: id(1), root: id(1), text, ...more }
}

export function endorsement(number: number, author: AuthorId, more: Partial<Endorsement> = {}): Endorsement {
	return {
		...base,
		kind: 'endorsement',
		id: id(number),
		author,
		thread: id(1),
		target: id(1),
		stance: 'confirm',
		sources: [],
		rev: 0,
		...more,
	}
}

export function profile(author: AuthorId, more: Partial<Profile> = {}): Profile {
	return { ...base, kind: 'profile', id: id(0xf00), author, thread: id(0xf00), keys: [], attachments: [], rev: 0, ...more }
}

export function count(...held: readonly (readonly [AuthorId, MessageId])[]): StanceCount {
	return { count: held.length, authors: held.map(([author]) => author), endorsements: held.map(([, endorsed]) => endorsed) }
}

export const NOBODY: Stances = { confirm: count(), dispute: count(), outdated: count() }

export function present(message: Post | Reply, more: Partial<PresentNode> = {}): PresentNode {
	return {
		id: message.first ?? message.id,
		depth: 0,
		children: [],
		state: 'present',
		message,
		future: false,
		firstHeld: true,
		conflicts: [],
		stances: NOBODY,
		earlier: [],
		...more,
	}
}

export function earlier(number: number, rev: number, stances: Partial<Stances>): EarlierVersion {
	return { id: id(number), rev, stances: { ...NOBODY, ...stances } }
}

export function thread(...nodes: readonly ThreadNode[]): Thread {
	return { id: id(1), nodes }
}

export const NAMES: ReadonlyMap<AuthorId, string> = new Map([
	[ANNA, 'Anna'],
	[BERTIL, 'Bertil'],
])
