/**
 * A second implementation of SPEC section 6, clause by clause and by brute force: everything is asked anew of the whole set of messages,
 * nothing is prepared or indexed. It shares no code with src/merge; only the shapes of the views are the same.
 */

import type { ProfileView, Stances, StanceView, Thread, ThreadNode, TimelineEntry } from '../../src/merge/types.js'
import type { Endorsement, Message, MessageId, OtherMessage, Post, Profile, Reply, Stub, Vouch } from '../../src/message/types.js'

type Version = Post | Reply
type Ranked = { readonly id: string; readonly rev: number; readonly time?: number }
interface OracleClaim {
	readonly author: string
	readonly stub: Stub
	readonly thread: string
}

/** "Absent is lower than every time." */
const known = (time: number | undefined): number => (time === undefined ? Number.NEGATIVE_INFINITY : time)
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()
const isVersion = (message: Message): message is Version => message.kind === 'post' || message.kind === 'reply'
const numberOf = (message: Message): number => (typeof message.kind === 'number' ? message.kind : (message.fields.get(0) as number))

/** The same function, asked once for each argument: brute force has its limits. */
function once<T>(ask: (n: string) => T): (n: string) => T {
	const answers = new Map<string, T>()
	return (n) => {
		if (!answers.has(n)) answers.set(n, ask(n))
		return answers.get(n) as T
	}
}

// 3.9, of a stub
const stubBelongs = (stub: Stub): string => {
	if (stub.root !== undefined) return stub.root
	if (stub.first !== undefined) return stub.first
	return stub.target
}

// 6.2
export function claimsIn(set: readonly Message[]): OracleClaim[] {
	const claims: OracleClaim[] = []
	for (const message of set) {
		if (message.kind !== 'retraction') continue
		for (const stub of message.targets) claims.push({ author: message.author, stub, thread: stubBelongs(stub) })
	}
	return claims
}

// 6.2
export function retracted(message: Message, set: readonly Message[]): boolean {
	const kind = numberOf(message)
	if (![1, 2, 6].includes(kind) && !(kind >= 128 && kind <= 255)) return false
	const bytes = message.fields.get(8) as Uint8Array | undefined
	const first = bytes && Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
	return claimsIn(set).some(
		({ author, stub, thread }) =>
			author === message.author && thread === message.thread && (stub.target === message.id || stub.target === first),
	)
}

// 6.4
export function expired(message: Message, now: number): boolean {
	const kind = numberOf(message)
	const expires = message.fields.get(19) as number | undefined
	return (kind < 3 || kind > 7) && expires !== undefined && !(expires > now)
}

type Live = readonly Exclude<Message, OtherMessage>[]
/** Asked very often of the same sets. */
const remembered = new WeakMap<readonly Message[], Map<number, Live>>()

// 6.4
function live(set: readonly Message[], now: number): Live {
	const times = remembered.get(set) ?? new Map<number, Live>()
	remembered.set(set, times)
	const before = times.get(now)
	if (before !== undefined) return before
	const messages = set
		.filter((message, index) => set.findIndex(({ id }) => id === message.id) === index)
		.filter((message): message is Exclude<Message, OtherMessage> => typeof message.kind === 'string')
		.filter((message) => !retracted(message, set) && !expired(message, now))
	times.set(now, messages)
	return messages
}

// 6.5
const beats = (a: Ranked, b: Ranked): boolean =>
	a.rev !== b.rev ? a.rev > b.rev : known(a.time) !== known(b.time) ? known(a.time) > known(b.time) : a.id > b.id
function current<M extends Ranked>(register: readonly M[]): M {
	return register.find((message) => register.every((rival) => rival === message || beats(message, rival))) as M
}
function conflicts(register: readonly Ranked[]): string[] {
	return sorted(register.filter((message) => message !== current(register) && message.rev === current(register).rev).map(({ id }) => id))
}
function others<M extends Ranked>(register: readonly M[]): M[] {
	if (register.length < 2) return []
	const rest = register.filter((message) => message !== current(register))
	return [current(rest), ...others(rest)]
}

// 6.10
export function oracleStanceViews(version: Version, set: readonly Message[], now: number): StanceView[] {
	const counting = live(set, now).filter(
		(message): message is Endorsement =>
			message.kind === 'endorsement' &&
			message.target === version.id &&
			message.thread === version.thread &&
			message.author !== version.author,
	)
	const views: StanceView[] = []
	for (const author of sorted(counting.map((message) => message.author))) {
		const register = counting.filter((message) => message.author === author)
		if (current(register).stance === 'withdrawn') continue
		views.push({ author, endorsement: current(register), conflicts: conflicts(register) })
	}
	return views
}

function stances(version: Version, set: readonly Message[], now: number): Stances {
	const count = (stance: string): Stances['confirm'] => {
		const held = oracleStanceViews(version, set, now).filter(({ endorsement }) => endorsement.stance === stance)
		return { count: held.length, authors: held.map(({ author }) => author), endorsements: held.map(({ endorsement }) => endorsement.id) }
	}
	return { confirm: count('confirm'), dispute: count('dispute'), outdated: count('outdated') }
}

// 6.7 to 6.10
export function oracleThread(set: readonly Message[], T: MessageId, now: number): Thread {
	const messages = live(set, now).filter((message): message is Version => isVersion(message) && message.thread === T)
	const claims = claimsIn(set).filter(({ thread }) => thread === T)
	const bare = claims.filter(({ stub }) => stub.first === undefined)

	// 6.7
	const messagesOf = (n: string): Version[] =>
		messages.filter((message) => (message.first === undefined ? message.id : message.first) === n)
	const claimsOn = (n: string): OracleClaim[] => bare.filter(({ stub }) => stub.target === n)
	const firstVersion = (n: string): Version | undefined => messages.find((message) => message.id === n && message.first === undefined)
	const parentAsWritten = (message: Version): string | undefined => (message.kind === 'reply' ? message.parent : undefined)
	const claimants = (n: string): string[] => sorted([...messagesOf(n), ...claimsOn(n)].map(({ author }) => author))
	const registerOf = (n: string, author: string): Version[] => {
		const first = firstVersion(n)
		const own = messagesOf(n).filter((message) => message.author === author)
		return first === undefined ? own : own.filter((message) => parentAsWritten(message) === parentAsWritten(first))
	}
	const currentsOf = (n: string): Version[] =>
		claimants(n)
			.map((author) => registerOf(n, author))
			.filter((register) => register.length > 0)
			.map((register) => current(register))

	// 6.8
	const resolve = (parent: string): string => {
		const message = messages.find(({ id }) => id === parent)
		if (message !== undefined) return message.first === undefined ? parent : message.first
		const said = claims.filter(({ stub }) => stub.target === parent).map(({ stub }) => stub.first)
		const [first] = said
		return first !== undefined && said.every((one) => one === first) ? first : parent
	}
	const namedParent = once((n: string): string => {
		if (n === T) return T
		const first = firstVersion(n)
		const named =
			first !== undefined
				? [parentAsWritten(first)]
				: [...currentsOf(n).map(parentAsWritten), ...claimsOn(n).map(({ stub }) => stub.parent)]
		const resolved = new Set(named.map((parent) => (parent === undefined ? T : resolve(parent))))
		return resolved.size === 1 ? ([...resolved][0] as string) : T
	})
	const spoken = sorted([T, ...messages.map((message) => message.first ?? message.id), ...bare.map(({ stub }) => stub.target)])
	const nodes = sorted([...spoken, ...spoken.map(namedParent)])
	const onCycle = once((n: string): boolean => {
		let at = n
		for (let step = 0; step <= nodes.length; step++) {
			at = namedParent(at)
			if (at === T) return false
			if (at === n) return true
		}
		return false
	})
	const parentOf = (n: string): string => (onCycle(n) ? T : namedParent(n))

	// 6.9
	const ownTime = (n: string): number => {
		const first = firstVersion(n)
		if (first !== undefined) return known(first.time)
		const times = currentsOf(n).map(({ time }) => known(time))
		return times.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...times)
	}
	const place = once((n: string): number => {
		const time = ownTime(n) > now ? now : ownTime(n)
		return n === T ? time : Math.max(time, place(parentOf(n)))
	})
	const childrenOf = (n: string): string[] =>
		nodes
			.filter((m) => m !== T && parentOf(m) === n)
			.sort((a, b) => (place(a) === place(b) ? (a < b ? -1 : 1) : place(a) < place(b) ? -1 : 1))
	const list = (n: string, depth: number): ThreadNode[] => [view(n, depth), ...childrenOf(n).flatMap((child) => list(child, depth + 1))]

	const view = (n: string, depth: number): ThreadNode => {
		const base = {
			id: n,
			depth,
			children: childrenOf(n),
			...(n === T ? {} : { parent: parentOf(n) }),
			...(place(n) === Number.NEGATIVE_INFINITY ? {} : { place: place(n) }),
		}
		const future = ownTime(n) > now
		const present = (author: string): ThreadNode => {
			const register = registerOf(n, author)
			return {
				...base,
				state: 'present',
				message: current(register),
				future,
				firstHeld: firstVersion(n) !== undefined,
				conflicts: conflicts(register),
				stances: stances(current(register), set, now),
				earlier: others(register).map((version) => ({ id: version.id, rev: version.rev, stances: stances(version, set, now) })),
			}
		}
		const first = firstVersion(n)
		if (first !== undefined) return present(first.author)
		const [claimant, ...more] = claimants(n)
		if (claimant === undefined) return { ...base, state: 'missing' }
		const tookBack = (author: string): boolean => claimsOn(n).some((claim) => claim.author === author)
		if (more.length === 0) return tookBack(claimant) ? { ...base, state: 'retracted', author: claimant } : present(claimant)
		return {
			...base,
			state: 'contested',
			future,
			claims: claimants(n).map((author) =>
				tookBack(author) ? { author, retracted: true } : { author, retracted: false, message: current(registerOf(n, author)) },
			),
		}
	}
	return { id: T, nodes: list(T, 0) }
}

// 6.11
export function oracleTimeline(
	set: readonly Message[],
	now: number,
	filter: { space?: string; topic?: string; author?: string; limit?: number } = {},
): TimelineEntry[] {
	const entries: TimelineEntry[] = []
	for (const T of sorted([...set.map(({ thread }) => thread), ...claimsIn(set).map(({ thread }) => thread)])) {
		const [node, ...below] = oracleThread(set, T, now).nodes
		if (node?.state !== 'present' && node?.state !== 'contested') continue
		const asked = node.state === 'present' ? [node.message] : node.claims.flatMap(({ message }) => (message === undefined ? [] : [message]))
		const fitting = asked.filter(
			({ space, topics, author }) =>
				(filter.space === undefined || filter.space === space) &&
				(filter.topic === undefined || topics.includes(filter.topic)) &&
				(filter.author === undefined || filter.author === author),
		)
		if (fitting.length > 0) entries.push({ node, replies: below.filter(({ state }) => state !== 'missing').length })
	}
	const later = (a: TimelineEntry, b: TimelineEntry): boolean =>
		known(a.node.place) === known(b.node.place) ? a.node.id > b.node.id : known(a.node.place) > known(b.node.place)
	return entries.sort((a, b) => (later(a, b) ? -1 : 1)).slice(0, filter.limit)
}

// 6.12
export function oracleProfile(set: readonly Message[], author: string, now: number): ProfileView {
	const register = live(set, now).filter((message): message is Profile => message.kind === 'profile' && message.author === author)
	return register.length === 0 ? { author, conflicts: [] } : { author, profile: current(register), conflicts: conflicts(register) }
}

// 6.5, 6.6
export function oracleVouches(set: readonly Message[], now: number): Vouch[] {
	const vouches = live(set, now).filter((message): message is Vouch => message.kind === 'vouch')
	return sorted(vouches.map((message) => message.author)).flatMap((author) =>
		sorted(vouches.map(({ subject }) => subject)).flatMap((subject) => {
			const register = vouches.filter((message) => message.author === author && message.subject === subject)
			return register.length === 0 || current(register).stance === 'withdrawn' ? [] : [current(register)]
		}),
	)
}
