/** The last stage of verification for what was unpacked: signatures, and those of the checkpoints that stand for others (SPEC 4.1, 7.14). */
import { BudkavleError } from '../errors.js'
import type { Message } from '../message/types.js'
import type { VerifyManyOptions, VerifyOutcome } from '../message/verify.js'
import { proveMessages, unproven } from '../message/verify.js'
import type { UnpackedItem } from './types.js'

/** Messages, each with itself or the error of its signature: each is verified once, however many it proves. */
export type Verdicts = Map<Message, Message | BudkavleError>

/** Adds the verdicts on messages that have none. Takes the time of one signature for each. */
export async function addVerdicts(verdicts: Verdicts, messages: Iterable<Message>, options: VerifyManyOptions): Promise<void> {
	const open = [...new Set(messages)].filter((message) => !verdicts.has(message))
	const proven = await proveMessages(open, options)
	for (const [i, message] of open.entries()) verdicts.set(message, proven[i] as Message | BudkavleError)
}

/** The checkpoints whose signatures stand for those of others. */
function checkpointsOf(items: Iterable<UnpackedItem>): ReadonlySet<Message> {
	const checkpoints = new Set<Message>()
	for (const item of items) if (item.ok && item.proof !== undefined) checkpoints.add(item.proof.checkpoint)
	return checkpoints
}

/** What a message is worth, once the verdicts on it, or on the checkpoint that proves it, are there. */
export function verdictOn(
	verdicts: Verdicts,
	{ unverified, proof }: UnpackedItem & { readonly ok: true },
	error: BudkavleError,
): Message | BudkavleError {
	if (proof === undefined) return verdicts.get(unverified) as Message | BudkavleError
	return verdicts.get(proof.checkpoint) instanceof BudkavleError ? error : unverified
}

/**
 * Verifies the messages of a bundle or file, each for itself. A message without a signature is proven by its checkpoint: hundreds of them take the time of one signature.
 *
 * @returns one outcome for each item, in their order
 * @throws {BudkavleError} `aborted`; `backend-unavailable` when no signature can be checked here
 */
export async function verifyItems(items: readonly UnpackedItem[], options: VerifyManyOptions = {}): Promise<readonly VerifyOutcome[]> {
	const verdicts: Verdicts = new Map()
	const readable = items.flatMap((item) => (item.ok ? [item] : []))
	const signed = readable.flatMap(({ unverified, proof }) => (proof === undefined ? [unverified] : []))
	await addVerdicts(verdicts, [...checkpointsOf(readable), ...signed], options)
	const error = unproven()
	return items.map((item) => {
		const verdict = item.ok ? verdictOn(verdicts, item, error) : item.error
		return Object.freeze(verdict instanceof BudkavleError ? { ok: false, error: verdict } : { ok: true, message: verdict })
	})
}
