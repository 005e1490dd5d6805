/** A whole exchange with somebody who answers bundle by bundle, such as a relay over HTTP (SPEC 8.7 to 8.13). */
import { BudkavleError, throwIfAborted } from '../errors.js'
import type { AskOptions, Outcome, Progress, ReceiveReport, Replica, Scope } from '../replica/types.js'

/** A way to somebody who answers each bundle with at most one, such as `http(url)`. */
export interface Connection {
	/** Resolves with the answer, or with nothing when there is none. */
	exchange(bundle: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>
}

export interface SyncOptions extends Omit<AskOptions, 'onProgress'> {
	/** What to exchange; by default everything. */
	readonly scope?: Scope
	/** Called after each bundle that came; `done` counts bytes in both directions. */
	readonly onProgress?: (progress: Progress) => void
}

export interface SyncReport {
	/** Bundles in both directions. */
	readonly legs: number
	/** Bytes of bundles. */
	readonly sent: number
	readonly received: number
	/** What became of the messages that came, as in `ReceiveReport`. */
	readonly counts: Readonly<Record<Outcome, number>>
	/** Damaged parts of what came. */
	readonly damageCount: number
	/** Nothing was left to find out. */
	readonly isComplete: boolean
}

/** Every one brings something new; this many are no exchange but a mistake. */
const MOST_LEGS = 10_000

/**
 * Exchanges with somebody until each has what the other one had in the scope. What has come stays when it is cut short; another exchange goes on from there.
 *
 * @throws {BudkavleError} what the connection and the store throw; `aborted`; `argument-invalid` for a scope that is none
 */
export async function sync(replica: Replica, connection: Connection, options: SyncOptions = {}): Promise<SyncReport> {
	const { scope, onProgress, ...asking } = options
	const { signal, to } = asking
	if (typeof (connection as Partial<Connection> | undefined)?.exchange !== 'function')
		throw new BudkavleError(
			'argument-invalid',
			'A connection has a method exchange(bundle) that resolves with the answer, such as http(url) gives.',
		)
	const counts: Record<Outcome, number> = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }
	let [legs, sent, received, damageCount] = [0, 0, 0, 0]
	let last: ReceiveReport | undefined
	let bundle: Uint8Array | undefined = await replica.ask(scope, asking)
	while (bundle !== undefined && legs < MOST_LEGS) {
		throwIfAborted(signal)
		sent += bundle.length
		legs++
		const answer: Uint8Array | undefined = await connection.exchange(bundle, signal === undefined ? {} : { signal })
		if (answer === undefined) break
		legs++
		received += answer.length
		last = await replica.receive(answer, { ...asking, ...(to === undefined ? {} : { from: to }) })
		damageCount += last.damageCount
		for (const outcome of Object.keys(counts) as Outcome[]) counts[outcome] += last.counts[outcome]
		onProgress?.(Object.freeze({ done: sent + received }))
		bundle = last.reply
	}
	const isComplete = damageCount === 0 && last?.exchange?.isComplete === true
	return Object.freeze({ legs, sent, received, counts: Object.freeze(counts), damageCount, isComplete })
}
