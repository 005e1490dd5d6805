/**
 * What carries bytes from one place to another. Types only; `mediumSuite` of `budkavle/testing` tests everything that is promised here.
 *
 * A medium moves units and nothing else: it knows no messages, no replica, no retry. What is too large for one unit is cut above it, and what gets lost is noticed above it.
 * Whatever comes out of it was written by somebody else, and is checked by whoever takes it.
 */

/** What a medium can do. It stays the same as long as the medium lives. */
export interface MediumCapabilities {
	/** Seen from this end: `send` never calls its sink, `receive` rejects every `send` with `medium-direction`. */
	readonly direction: 'both' | 'send' | 'receive'
	/** The largest unit in bytes, from 1 to `LIMITS.bundle`. Absent: unlimited, which is `LIMITS.bundle` (67,108,864 bytes). */
	readonly unit?: number
	/** Units may get lost, come more than once, or in another order. Each that comes is whole and unchanged. Absent: everything comes once, in the order in which it was sent. */
	readonly lossy?: boolean
	/** One unit reaches everybody else who listens, and not its sender. */
	readonly broadcast?: boolean
	/** Which bytes a unit may hold: all (`bytes`, the default), or only the 45 ASCII characters that QR codes call alphanumeric: 0-9, A-Z, space and `$%*+-./:`. */
	readonly alphabet?: 'bytes' | 'alphanumeric'
}

/**
 * Takes a unit that came. The bytes belong to the sink: the medium neither changes them nor uses them again. `from` names the sender as the medium knows it, such as an address or the name in
 * a file name: it is a hint for people, and anybody can claim it.
 *
 * What a sink throws, and what a promise that it returns rejects with, does not disturb the medium: it goes to `onError` of the medium's options, else nowhere.
 */
export type MediumSink = (unit: Uint8Array, from?: string) => void

export interface MediumSendOptions {
	/** Ends the waiting: `send` rejects with `aborted`. The unit comes whole or not at all. */
	readonly signal?: AbortSignal
}

/** What the media of this library have in common. */
export interface MediumOptions {
	/** Hears what a sink throws, and what goes wrong while receiving; the medium goes on. Default: nobody does. */
	readonly onError?: (error: unknown) => void
}

/**
 * One end of a way for bytes. Methods reject with a `BudkavleError`, and never throw before they gave a promise.
 */
export interface Medium {
	readonly capabilities: MediumCapabilities

	/**
	 * Opens the medium. From here on units go to the sink, one at a time, possibly before the promise resolves, never from within a call of `send`.
	 * Rejects with `argument-invalid` when it was called before or the sink is no function, with `medium-closed` after `close`, with `medium-io` when the medium cannot be opened.
	 */
	start(sink: MediumSink): Promise<void>

	/**
	 * Offers one unit. Resolves when the next one may be offered, and the caller may then change the bytes; until then it leaves them alone. Resolving does not mean delivered: nothing but an
	 * answer does. Await it: that is how a medium slows its sender down. Calls that overlap are carried out in the order in which they were made.
	 *
	 * Never drops a unit silently. Rejects with
	 * - `argument-invalid`: the unit is no Uint8Array;
	 * - `medium-not-started`, `medium-closed` (here or at the other end), `medium-direction`;
	 * - `medium-unit`: empty, larger than `capabilities.unit`, or outside of the alphabet;
	 * - `medium-io`: the carrier failed; the same unit may be offered again later;
	 * - `aborted`: the signal was triggered.
	 */
	send(unit: Uint8Array, options?: MediumSendOptions): Promise<void>

	/**
	 * Ends everything: nothing reaches the sink any more from the moment of the call. Sends that wait are rejected with `medium-closed`, those under way end either way, none hangs.
	 * May be called at any time, also within the sink, and again: then it resolves when the first call does.
	 */
	close(): Promise<void>
}
