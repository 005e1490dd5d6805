/** So many at the same time, and no more. */
import { BudkavleError, throwIfAborted } from '../errors.js'

export class Places {
	readonly #most: number
	readonly #name: string
	#taken = 0
	readonly #waiting: Set<() => void> = new Set()

	/** `name` says what is limited, as in "requests of bundles". */
	constructor(most: number, name: string) {
		this.#most = most
		this.#name = name
	}

	/** Takes a place and gives the function that frees it. @throws {BudkavleError} `busy` */
	take(): () => void {
		if (this.#taken >= this.#most) {
			throw new BudkavleError('busy', `There are ${this.#most} ${this.#name} under way already. Come again a little later.`)
		}
		this.#taken++
		return this.#leaver()
	}

	/** As `take`, but waits in line until there is a place. */
	async wait(signal: AbortSignal): Promise<() => void> {
		throwIfAborted(signal)
		if (this.#taken < this.#most) return this.take()
		const isCalled = await new Promise<boolean>((resolve) => {
			const call = (): void => {
				signal.removeEventListener('abort', giveUp)
				resolve(true)
			}
			const giveUp = (): void => {
				if (this.#waiting.delete(call)) resolve(false)
			}
			this.#waiting.add(call)
			signal.addEventListener('abort', giveUp, { once: true })
		})
		if (!isCalled) throwIfAborted(signal)
		return this.#leaver()
	}

	#leaver(): () => void {
		let isHere = true
		return () => {
			if (!isHere) return
			isHere = false
			const [next] = this.#waiting
			if (next === undefined) this.#taken--
			else {
				this.#waiting.delete(next)
				next()
			}
		}
	}
}
