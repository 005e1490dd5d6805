/** A thread: everything said in it, in its place, with what others say about it (SPEC 6.7 to 6.10). */
import type { Endorsement, Message, MessageId } from '../message/types.js'
import type { Considered } from './live.js'
import { consider } from './live.js'
import type { Memo } from './memo.js'
import { remember } from './memo.js'
import type { NodeState, Version } from './nodes.js'
import { nodesOf } from './nodes.js'
import { comparePlaced, NO_TIME } from './order.js'
import { groupBy } from './register.js'
import { idsOf, stancesOn } from './stances.js'
import type { Placement } from './tree.js'
import { growTree } from './tree.js'
import type { Stances, Thread, ThreadNode } from './types.js'

const NONE: readonly never[] = Object.freeze([])

type Where = 'id' | 'parent' | 'depth' | 'children' | 'place'
type Said<N> = N extends ThreadNode ? Omit<N, Where> : never

/**
 * The view of one thread. The messages may come in any order, repeatedly, and with those of other threads among them; all that counts is
 * what belongs to the thread (SPEC 3.9). A thread of which nothing is held is one missing node. `now` is in whole seconds since 1970
 * (`argument-invalid`). Takes O(n log n). A `memo` from one call to the next spares what did not change.
 */
export function threadView(messages: Iterable<Message>, thread: MessageId, now: number, memo?: Memo): Thread {
	return threadOf(consider(messages, now), thread, now, memo)
}

/** The same over what `consider` gave for this `now`. */
export function threadOf(considered: Considered, thread: MessageId, now: number, memo?: Memo): Thread {
	const endorsements = considered.messages.filter((message): message is Endorsement => message.kind === 'endorsement')
	const byTarget = groupBy(endorsements, ({ target }) => target)
	const stances = (version: Version): Stances => {
		const said = byTarget.get(version.id) ?? NONE
		return remember(memo, 'stances', version.id, said, () => stancesOn(version, said))
	}

	const nodes = growTree(nodesOf(considered, thread), now).map((placement) => threadNode(placement, stances, now))
	return Object.freeze({ id: thread, nodes: Object.freeze(nodes) })
}

/** The nodes of a thread in their chronological order: by place, then depth, then id (SPEC 6.9). */
export function chronological(thread: Thread): readonly ThreadNode[] {
	return Object.freeze([...thread.nodes].sort(comparePlaced))
}

function threadNode(
	{ part, id, depth, place, parent, children }: Placement,
	stances: (version: Version) => Stances,
	now: number,
): ThreadNode {
	const { says, time } = part
	const base: { id: MessageId; depth: number; children: readonly MessageId[]; parent?: MessageId; place?: number } = { id, depth, children }
	if (parent !== undefined) base.parent = parent.id
	if (place !== NO_TIME) base.place = place
	// Object.assign and not a spread: V8 takes 30 times as long to freeze what was made by spreading.
	return Object.freeze(Object.assign(base, said(says, time > now, stances)))
}

/** What a view says of a node beside its place. */
function said(says: NodeState, future: boolean, stances: (version: Version) => Stances): Said<ThreadNode> {
	if (says.state === 'contested') return { state: says.state, future, claims: says.claims }
	if (says.state !== 'present') return says
	const { current, conflicts, earlier } = says.versions
	return {
		state: says.state,
		message: current,
		future,
		firstHeld: says.firstHeld,
		conflicts: idsOf(conflicts),
		stances: stances(current),
		earlier:
			earlier.length === 0
				? NONE
				: Object.freeze(earlier.map((version) => Object.freeze({ id: version.id, rev: version.rev, stances: stances(version) }))),
	}
}
