/** Registers: messages of one author that replace each other (SPEC 6.5). */
import { compareStrings } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { NO_TIME } from './order.js'

/** What decides between the messages of a register. */
export interface Registered {
	readonly id: string
	readonly rev: number
	/** Seconds since 1970. */
	readonly time?: number
}

export interface Register<M extends Registered> {
	readonly current: M
	/** Those of `earlier` with the same rev as the current one: written without knowing of each other. Greatest first. */
	readonly conflicts: readonly M[]
	/** All but the current one, greatest first. */
	readonly earlier: readonly M[]
}

const NONE: readonly never[] = Object.freeze([])

/** Negative, zero or positive by (rev, time, id); an absent time is lower than every time (SPEC 6.5). */
export function compareRegistered(a: Registered, b: Registered): number {
	return a.rev - b.rev || (a.time ?? NO_TIME) - (b.time ?? NO_TIME) || compareStrings(a.id, b.id)
}

/**
 * Which of the messages of one register is current (SPEC 6.5). The caller gives the live messages of exactly one register, each once, in
 * any order; there is at least one, else `argument-invalid` is thrown.
 */
export function resolveRegister<M extends Registered>(messages: readonly M[]): Register<M> {
	const [current, ...earlier] = messages.length < 2 ? messages : [...messages].sort((a, b) => compareRegistered(b, a))
	if (current === undefined) {
		throw new BudkavleError('argument-invalid', 'A register has at least one message, but none came. Ask first whether any is held.')
	}
	if (earlier.length === 0) return Object.freeze({ current, conflicts: NONE, earlier: NONE })
	return Object.freeze({
		current,
		conflicts: Object.freeze(earlier.filter(({ rev }) => rev === current.rev)),
		earlier: Object.freeze(earlier),
	})
}

/** The current message of each register, in the order in which the registers first came; `key` names the register of a message. */
export function resolveRegisters<M extends Registered>(messages: Iterable<M>, key: (message: M) => string): readonly Register<M>[] {
	return [...groupBy(messages, key).values()].map(resolveRegister)
}

/** The items under their keys; keys and items keep the order in which they came. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>()
	for (const item of items) {
		const name = key(item)
		const group = groups.get(name)
		if (group === undefined) groups.set(name, [item])
		else group.push(item)
	}
	return groups
}
