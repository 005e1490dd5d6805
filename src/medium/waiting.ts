/** Sends that wait for their turn, first come, first served. */
import { BudkavleError } from '../errors.js'

export interface WaitingUnit {
	readonly unit: Uint8Array
	/** Its turn has come: `send` goes on. */
	resolve(): void
}

interface Entry extends WaitingUnit {
	reject(error: BudkavleError): void
}

export class Waiting {
	readonly #entries: Set<Entry> = new Set()

	/** Resolves when somebody takes the unit; rejects with `aborted`, or with what `rejectAll` is given. */
	add(unit: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
		return new Promise((resolve, reject) => {
			const onAbort = (): void =>
				entry.reject(new BudkavleError('aborted', 'The sending was cancelled by its caller.', { cause: signal?.reason }))
			const leave = (): void => {
				this.#entries.delete(entry)
				signal?.removeEventListener('abort', onAbort)
			}
			const entry: Entry = {
				unit,
				resolve: () => {
					leave()
					resolve()
				},
				reject: (error) => {
					leave()
					reject(error)
				},
			}
			this.#entries.add(entry)
			signal?.addEventListener('abort', onAbort)
		})
	}

	/** The one that has waited longest. */
	first(): WaitingUnit | undefined {
		return this.#entries.values().next().value
	}

	rejectAll(error: BudkavleError): void {
		for (const entry of [...this.#entries]) entry.reject(error)
	}
}
