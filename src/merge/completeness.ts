/** Completeness: how much of an author's logs is held, where a log forked, and what its checkpoints prove (SPEC 6.18, 6.19). */
import { compareStrings } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { KEY } from '../message/fields.js'
import { findKind, kindNumber } from '../message/kinds.js'
import type { AuthorId, Checkpoint, Message, MessageId } from '../message/types.js'
import { historyOf } from './history.js'
import type { Fork, LogCompleteness, SeqRange } from './knowledge-types.js'
import { claimsOf, indexClaims, isRetracted } from './retraction.js'

/** What is known under one number of a log. */
interface Numbered {
	held: boolean
	readonly messages: Set<MessageId>
}

interface Log {
	readonly author: AuthorId
	readonly log: number
	readonly numbers: Map<number, Numbered>
	/** By their ids: messages may come repeatedly. */
	readonly checkpoints: Map<MessageId, Checkpoint>
}

/**
 * How much is held of each log, by author and log; only those of `author`, if one is given. Every message counts that is neither retracted
 * nor expired, with effect or without. `now` is in whole seconds since 1970 (`argument-invalid`). Takes O(n log n) for n messages and
 * stubs, whatever their numbers.
 */
export function completenessViews(messages: Iterable<Message>, now: number, author?: AuthorId): readonly LogCompleteness[] {
	if (!Number.isSafeInteger(now) || now < 0) {
		throw new BudkavleError(
			'argument-invalid',
			`A view needs the time as whole seconds since 1970, but ${now} came. Math.floor(Date.now() / 1000) is the time of this device.`,
		)
	}
	const considered = [...messages].filter((message) => author === undefined || message.author === author)
	const claims = considered.flatMap((message) => (message.kind === 'retraction' ? claimsOf(message) : []))
	const index = indexClaims(claims)
	const logs = new Map<string, Log>()
	for (const message of considered) {
		if (isExpired(message, now) || isRetracted(message, index)) continue
		const number = numberOf(logs, message.author, message)
		number.held = true
		number.messages.add(message.id)
		if (message.kind === 'checkpoint') logOf(logs, message.author, message.log).checkpoints.set(message.id, message)
	}
	for (const claim of claims) numberOf(logs, claim.author, claim.stub).messages.add(claim.stub.target)
	return Object.freeze([...logs.values()].sort((a, b) => compareStrings(a.author, b.author) || a.log - b.log).map(completenessOf))
}

/** The same as for views (SPEC 6.4), for messages without effect as well. */
function isExpired(message: Message, now: number): boolean {
	const kind = findKind(kindNumber(message))?.name
	const expires = message.fields.get(KEY.expires)
	return (kind === undefined || kind === 'post' || kind === 'reply') && typeof expires === 'number' && expires <= now
}

function numberOf(logs: Map<string, Log>, author: AuthorId, { log, seq }: { readonly log: number; readonly seq: number }): Numbered {
	const { numbers } = logOf(logs, author, log)
	const number = numbers.get(seq) ?? { held: false, messages: new Set() }
	numbers.set(seq, number)
	return number
}

function logOf(logs: Map<string, Log>, author: AuthorId, log: number): Log {
	const name = `${author} ${log}`
	const entry = logs.get(name) ?? { author, log, numbers: new Map<number, Numbered>(), checkpoints: new Map<MessageId, Checkpoint>() }
	logs.set(name, entry)
	return entry
}

function completenessOf({ author, log, numbers, checkpoints }: Log): LogCompleteness {
	const known = [...numbers].sort(([a], [b]) => a - b)
	const missing: SeqRange[] = []
	const forks: Fork[] = []
	let highest = 0
	let held = 0
	for (const [seq, number] of known) {
		if (seq > highest + 1) missing.push(Object.freeze({ from: highest + 1, to: seq - 1 }))
		highest = seq
		if (number.held) held++
		if (number.messages.size > 1) forks.push(Object.freeze({ seq, messages: Object.freeze([...number.messages].sort(compareStrings)) }))
	}
	return Object.freeze({
		author,
		log,
		highest,
		held,
		retracted: known.length - held,
		missing: Object.freeze(missing),
		forks: Object.freeze(forks),
		...historyOf((seq) => numbers.get(seq)?.messages ?? [], [...checkpoints.values()]),
	})
}
