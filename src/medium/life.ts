/** The life of one end of a medium: new, started, closed; and what may happen when. */
import { BudkavleError, throwIfAborted } from '../errors.js'
import { checkUnit, closedError, invalid } from './arguments.js'
import type { MediumCapabilities, MediumOptions, MediumSink } from './types.js'

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
}

export class MediumLife {
	readonly #capabilities: MediumCapabilities
	readonly #onError: ((error: unknown) => void) | undefined
	#sink: MediumSink | undefined
	#closed = false

	constructor(capabilities: MediumCapabilities, { onError }: MediumOptions) {
		if (onError !== undefined && typeof onError !== 'function') throw invalid('onError as a function', onError)
		this.#capabilities = capabilities
		this.#onError = onError
	}

	get started(): boolean {
		return this.#sink !== undefined && !this.#closed
	}

	get closed(): boolean {
		return this.#closed
	}

	start(sink: MediumSink): void {
		if (typeof sink !== 'function') throw invalid('a sink as a function', sink)
		if (this.#closed) throw closedError()
		if (this.#sink !== undefined) {
			throw new BudkavleError('argument-invalid', 'A medium is started once, and this one was started before. Open another one.')
		}
		this.#sink = sink
	}

	/** Whether a unit may be sent now. */
	checkSend(unit: unknown, signal: AbortSignal | undefined): void {
		if (this.#capabilities.direction === 'receive') {
			throw new BudkavleError('medium-direction', 'This medium only receives. Send by another one.')
		}
		this.checkStarted()
		checkUnit(unit, this.#capabilities)
		throwIfAborted(signal)
	}

	checkStarted(): void {
		if (this.#closed) throw closedError()
		if (this.#sink === undefined) {
			throw new BudkavleError('medium-not-started', 'This medium was not started yet. Call start with a sink first.')
		}
	}

	/** Hands a unit over. Never throws; does nothing before the start and after the end. */
	deliver(unit: Uint8Array, from?: string): void {
		if (this.#sink === undefined || this.#closed) return
		try {
			const answer: unknown = from === undefined ? this.#sink(unit) : this.#sink(unit, from)
			// An async function is a sink as well, and its rejection would end the process of whoever forgot about it.
			if (isThenable(answer)) void Promise.resolve(answer).catch((error: unknown) => this.tell(error))
		} catch (error) {
			this.tell(error)
		}
	}

	/** Says what went wrong to whoever wants to know. Never throws. */
	tell(error: unknown): void {
		try {
			this.#onError?.(error)
		} catch {
			// Nobody is left to tell.
		}
	}

	end(): void {
		this.#closed = true
	}
}
