/** The nodes of a thread: what is said in each place of it, by whom, and below what it says to stand (SPEC 6.7, 6.8). */
import { compareStrings } from '../bytes.js'
import type { AuthorId, MessageId, Post, Reply } from '../message/types.js'
import type { Considered } from './live.js'
import { NO_TIME } from './order.js'
import type { Register } from './register.js'
import { groupBy, resolveRegister } from './register.js'
import type { Claim } from './retraction.js'
import type { NodeClaim } from './types.js'

/** A version of what stands in a node. */
export type Version = Post | Reply

/** What a node says (SPEC 6.7). `firstHeld`: whether the first version is held. */
export type NodeState =
	| { readonly state: 'present'; readonly firstHeld: boolean; readonly versions: Register<Version> }
	| { readonly state: 'retracted'; readonly author: AuthorId }
	| { readonly state: 'contested'; readonly claims: readonly NodeClaim[] }
	| { readonly state: 'missing' }

/** A node of a thread while its view is made. */
export interface ThreadPart {
	readonly id: MessageId
	/** The first version, where it is held. */
	first: Version | undefined
	/** All messages of the node, the first version among them. */
	readonly versions: Version[]
	/** Claims without `first` in their stub. */
	readonly claims: Claim[]
	says: NodeState
	/** What it names as its parent (SPEC 6.8), the root where it names nothing; the root alone has none. */
	parent: ThreadPart | undefined
	/** Seconds since 1970, as its author said; -1 when absent (SPEC 6.9). */
	time: number
}

type Parts = Map<MessageId, ThreadPart>

const MISSING: NodeState = Object.freeze({ state: 'missing' })

/** The nodes of a thread, the thread itself first: all with a message or claim, and all that are named as a parent (SPEC 6.8). */
export function nodesOf({ messages, claims }: Considered, thread: MessageId): readonly ThreadPart[] {
	const parts: Parts = new Map()
	const root = partOf(parts, thread)
	/** The `first` of each revision. */
	const revised = new Map<MessageId, MessageId>()
	/** The `first` that claims name for their target; `undefined` where they name different ones. */
	const claimed = new Map<MessageId, MessageId | undefined>()
	for (const message of messages) {
		if (message.thread !== thread || (message.kind !== 'post' && message.kind !== 'reply')) continue
		const node = partOf(parts, message.first ?? message.id)
		node.versions.push(message)
		if (message.first === undefined) node.first = message
		else revised.set(message.id, message.first)
	}
	for (const claim of claims) {
		if (claim.thread !== thread) continue
		const { target, first } = claim.stub
		if (first === undefined) partOf(parts, target).claims.push(claim)
		else claimed.set(target, claimed.has(target) && claimed.get(target) !== first ? undefined : first)
	}
	/** The id of the node that a parent stands for (SPEC 6.8). */
	const resolve = (parent: MessageId | undefined): MessageId => {
		if (parent === undefined) return thread
		const node = parts.get(parent)
		// What a message says of itself goes before what claims say of it: nobody moves the answers to what another one wrote.
		if (node?.first !== undefined) return parent
		const first = revised.get(parent)
		if (first !== undefined) return first
		// A claim with `first` and one without it contradict each other.
		return node !== undefined && node.claims.length > 0 ? parent : (claimed.get(parent) ?? parent)
	}
	// What is missing comes to the parts while they are judged, and names nothing itself.
	for (const node of [...parts.values()]) {
		const [named = thread, ...others] = judge(node).map(resolve)
		if (node !== root) node.parent = others.every((other) => other === named) ? partOf(parts, named) : root
	}
	for (const node of parts.values()) if (node !== root) node.parent ??= root
	return [...parts.values()]
}

function partOf(parts: Parts, id: MessageId): ThreadPart {
	const known = parts.get(id)
	if (known !== undefined) return known
	const fresh: ThreadPart = { id, first: undefined, versions: [], claims: [], says: MISSING, parent: undefined, time: NO_TIME }
	parts.set(id, fresh)
	return fresh
}

const parentOf = (version: Version): MessageId | undefined => (version.kind === 'reply' ? version.parent : undefined)
const timeOf = (version: Version): number => version.time ?? NO_TIME

/** Finds out what a node says and when (SPEC 6.7, 6.9), and returns the parents that are named for it, as written. */
function judge(node: ThreadPart): readonly (MessageId | undefined)[] {
	const { first, versions, claims } = node
	if (first !== undefined) {
		const own = versions.filter((version) => version.author === first.author && parentOf(version) === parentOf(first))
		node.says = { state: 'present', firstHeld: true, versions: resolveRegister(own) }
		node.time = timeOf(first)
		return [parentOf(first)]
	}
	const registers = new Map([...groupBy(versions, ({ author }) => author)].map(([author, held]) => [author, resolveRegister(held)]))
	const [author, ...others] = [...new Set([...registers.keys(), ...claims.map((claim) => claim.author)])].sort(compareStrings)
	// Only the root and what is named as a parent have neither.
	if (author === undefined) return []
	const held = registers.get(author)
	if (others.length > 0) {
		node.says = {
			state: 'contested',
			claims: Object.freeze([author, ...others].map((claimant) => nodeClaim(claimant, registers.get(claimant)))),
		}
	} else {
		node.says = held === undefined ? { state: 'retracted', author } : { state: 'present', firstHeld: false, versions: held }
	}
	const current = [...registers.values()].map((register) => register.current)
	// An absent time is lower than every other.
	if (current.length > 0) node.time = current.reduce((lowest, version) => Math.min(lowest, timeOf(version)), Number.POSITIVE_INFINITY)
	return [...claims.map(({ stub }) => stub.parent), ...current.map(parentOf)]
}

/** Whoever claims a node without a live message of their own in it has retracted it. */
function nodeClaim(author: AuthorId, versions: Register<Version> | undefined): NodeClaim {
	return Object.freeze(versions === undefined ? { author, retracted: true } : { author, retracted: false, message: versions.current })
}
