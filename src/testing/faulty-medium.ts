/** A medium that does on purpose what bad lines do by themselves. */
import { copyBytes } from '../bytes.js'
import { invalid, wholeNumber } from '../medium/arguments.js'
import { MediumLife } from '../medium/life.js'
import type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from '../medium/types.js'
import type { Random } from './random.js'
import { seededRandom } from './random.js'

/** Each chance is a number from 0 to 1, by default 0. */
export interface FaultyMediumOptions extends MediumOptions {
	/** A whole number: the same seed and the same units give the same faults. Default 1. */
	readonly seed?: number
	/** The chance that a unit is lost. */
	readonly drop?: number
	/** The chance that a unit comes twice. */
	readonly duplicate?: number
	/** The chance that a unit lets 1 to 8 later ones pass. */
	readonly reorder?: number
	/** The chance that 1 to 3 bytes of a unit are changed. */
	readonly corrupt?: number
	/** The chance that a unit loses bytes at its end; one byte always stays. */
	readonly truncate?: number
	/** How many later units must have come before a unit is handed over, from 0 to 1000; default 0. */
	readonly delay?: number
}

export interface FaultyMedium extends Medium {
	/** Hands over all that was held back by `delay` and `reorder`. */
	release(): void
	/** How often each fault was made so far. */
	readonly faults: Readonly<Record<Fault, number>>
}

export type Fault = 'drop' | 'duplicate' | 'reorder' | 'corrupt' | 'truncate'

const FAULTS: readonly Fault[] = ['drop', 'duplicate', 'reorder', 'corrupt', 'truncate']
const FURTHEST = 8
const PRECISION = 2 ** 32

interface Held {
	readonly unit: Uint8Array
	readonly from: string | undefined
	/** The number of the unit with which it is handed over. */
	readonly due: number
}

/**
 * The same medium with faults in what it receives; to make them in both directions, wrap both ends. Sending, starting and closing stay as they are. No clock is used: faults are counted in units.
 * It declares `lossy`; with `corrupt` or `truncate` it also breaks the promise that units come whole, as no medium should.
 */
export function faultyMedium(medium: Medium, options: FaultyMediumOptions = {}): FaultyMedium {
	return new Faulty(medium, options)
}

class Faulty implements FaultyMedium {
	readonly capabilities: MediumCapabilities
	readonly faults: Record<Fault, number> = { drop: 0, duplicate: 0, reorder: 0, corrupt: 0, truncate: 0 }
	readonly #medium: Medium
	readonly #life: MediumLife
	readonly #options: FaultyMediumOptions
	readonly #delay: number
	/** One for each fault: where one strikes does not change where the others do. */
	readonly #random: Readonly<Record<Fault, Random>>
	/** By due, those of one due in the order in which they came. */
	#held: Held[] = []
	#count = 0

	constructor(medium: Medium, options: FaultyMediumOptions) {
		for (const fault of FAULTS) {
			const chance = options[fault] ?? 0
			if (!(chance >= 0 && chance <= 1)) throw invalid(`the chance of "${fault}" as a number from 0 to 1`, chance)
		}
		this.#medium = medium
		this.#options = options
		this.#delay = wholeNumber(options.delay, 'delay', 0, 1000, 0)
		const seed = wholeNumber(options.seed, 'seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 1)
		const randoms = FAULTS.map((fault, i) => [fault, seededRandom(Math.imul(seed, FAULTS.length) + i)])
		this.#random = Object.fromEntries(randoms) as Record<Fault, Random>
		this.capabilities = Object.freeze({ ...medium.capabilities, lossy: true })
		this.#life = new MediumLife(this.capabilities, options)
	}

	async start(sink: MediumSink): Promise<void> {
		this.#life.start(sink)
		await this.#medium.start((unit, from) => this.#take(unit, from))
	}

	async send(unit: Uint8Array, options?: MediumSendOptions): Promise<void> {
		await this.#medium.send(unit, options)
	}

	close(): Promise<void> {
		this.#life.end()
		this.#held = []
		return this.#medium.close()
	}

	release(): void {
		this.#hand(Number.POSITIVE_INFINITY)
	}

	#strikes(fault: Fault): boolean {
		const struck = this.#random[fault].below(PRECISION) < (this.#options[fault] ?? 0) * PRECISION
		if (struck) this.faults[fault]++
		return struck
	}

	#take(unit: Uint8Array, from: string | undefined): void {
		this.#count++
		const [drop, duplicate, reorder, corrupt, truncate] = FAULTS.map((fault) => this.#strikes(fault))
		let bytes = unit
		if (truncate) bytes = bytes.slice(0, 1 + this.#random.truncate.below(Math.max(1, bytes.length - 1)))
		if (corrupt) bytes = this.#corrupted(bytes)
		if (!drop) {
			this.#hold(bytes, from, reorder ? 1 + this.#random.reorder.below(FURTHEST) : 0)
			if (duplicate) this.#hold(copyBytes(bytes), from, this.#random.duplicate.below(FURTHEST))
		}
		this.#hand(this.#count)
	}

	#corrupted(unit: Uint8Array): Uint8Array {
		const bytes = copyBytes(unit)
		const { below } = this.#random.corrupt
		for (let i = below(3); i >= 0; i--) {
			const at = below(bytes.length)
			// From what it was: two changes of one byte must not undo each other.
			bytes[at] = (unit[at] as number) ^ (1 + below(255))
		}
		return bytes
	}

	#hold(unit: Uint8Array, from: string | undefined, later: number): void {
		const due = this.#count + this.#delay + later
		const after = this.#held.findIndex((held) => held.due > due)
		this.#held.splice(after < 0 ? this.#held.length : after, 0, { unit, from, due })
	}

	#hand(until: number): void {
		while (this.#held[0] !== undefined && this.#held[0].due <= until) {
			const { unit, from } = this.#held.shift() as Held
			this.#life.deliver(unit, from)
		}
	}
}
