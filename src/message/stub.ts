/** What a retraction keeps of a message that it takes back (SPEC 3.3, 6.3). */
import { BudkavleError } from '../errors.js'
import { isRetractable, kindNumber } from './kinds.js'
import { readStub } from './read.js'
import type { Message, Stub } from './types.js'

/**
 * The stub of a message, for `createRetraction`.
 *
 * @throws {BudkavleError} `argument-invalid` for a kind that cannot be taken back: a stance or vouch is withdrawn by a newer one
 */
export function stubOf(message: Message): Stub {
	const { id, kind, thread, fields } = message
	if (!isRetractable(kindNumber(message))) {
		const sentence = `Expected a post, reply, profile or private message to retract, but kind ${kind} came. Withdraw a stance by a newer one.`
		throw new BudkavleError('argument-invalid', sentence)
	}
	const stub = { ...readStub(fields), target: id }
	// A private message may have its thread from its target, whose place in the stub is taken: then root tells the thread.
	if (stub.first === undefined && thread !== id) return Object.freeze({ ...stub, root: thread })
	return Object.freeze(stub)
}
