/** The last stage of verification for what was unpacked: signatures, and those of the checkpoints that stand for others (SPEC 4.1, 7.14). */
import { BudkavleError } from '../errors.js'
import type { Message } from '../message/types.js'
import type { VerifyManyOptions, VerifyOutcome } from '../message/verify.js'
import { proveMessages, unproven } from '../message/verify.js'
import type { ReadableItem, UnpackedItem } from './types.js'

/** Messages, each with itself or the error of its signature: each is verified once, however many it proves. */
export type Verdicts = Map<Message, Message | BudkavleError>

/** Adds the verdicts on messages that have none. Takes the time of one signature for each. */
export async function addVerdicts(verdicts: Verdicts, messages: Iterable<Message>, options: VerifyManyOptions): Promise<void> {
	const open = [...new Set(messages)].filter((message) => !verdicts.has(message))
	const proven = await proveMessages(open, options)
	for (const [i, message] of open.entries()) verdicts.set(message, proven[i] as Message | BudkavleError)
}

/** The message whose signature decides: it itself, or the checkpoint that proves it. */
export const decidedBy = ({ unverified, proof }: ReadableItem): Message => proof?.checkpoint ?? unverified

/** What a message is worth, once the verdict on the one that decides is there. */
export function verdictOn(verdicts: Verdicts, item: ReadableItem, error: BudkavleError): Message | BudkavleError {
	const verdict = verdicts.get(decidedBy(item)) as Message | BudkavleError
	if (item.proof === undefined) return verdict
	return verdict instanceof BudkavleError ? error : item.unverified
}

/**
 * Verifies the messages of a bundle or file, each for itself. A message without a signature is proven by its checkpoint: hundreds of them take the time of one signature.
 *
 * @returns one outcome for each item, in their order
 * @throws {BudkavleError} `aborted`; `backend-unavailable` when no signature can be checked here
 */
export async function verifyItems(items: readonly UnpackedItem[], options: VerifyManyOptions = {}): Promise<readonly VerifyOutcome[]> {
	const verdicts: Verdicts = new Map()
	const deciding = items.flatMap((item) => (item.ok ? [decidedBy(item)] : []))
	await addVerdicts(verdicts, deciding, options)
	const error = unproven()
	return items.map((item) => {
		const verdict = item.ok ? verdictOn(verdicts, item, error) : item.error
		return Object.freeze(verdict instanceof BudkavleError ? { ok: false, error: verdict } : { ok: true, message: verdict })
	})
}
