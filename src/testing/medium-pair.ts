/** Where the media under test come from, and what the cases do with them. */
import { copyBytes, toHex } from '../bytes.js'
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'
import { unitLimit } from '../medium/arguments.js'
import type { Medium, MediumCapabilities, MediumSendOptions } from '../medium/types.js'
import { check, rejects } from './suite.js'

/** Two ends of one medium, not started yet. `a` can send and `b` can receive; where both declare both directions, also the other way round. */
export interface MediumPair {
	readonly a: Medium
	readonly b: Medium
	/** More ends of the same channel, for media that declare `broadcast`. */
	readonly others?: readonly Medium[]
	/** Lets what is on its way arrive, as far as that can be told. Cases call it again and again while they wait. Default: 5 milliseconds of waiting. */
	settle?(): void | Promise<void>
	/** Called at the end, after all media were closed. */
	dispose?(): void | Promise<void>
}

/** Gives a new pair at every call. */
export interface MediumPlace {
	open(): MediumPair | Promise<MediumPair>
}

/**
 * What a case needs: media that are not `lossy` (`ordered`), both directions at both ends (`both`), an end that only receives (`receive`), a `broadcast` channel, or one of the alphabets.
 */
export type MediumNeed = 'ordered' | 'both' | 'receive' | 'broadcast' | 'bytes' | 'alphanumeric'

const alphabetOf = ({ alphabet = 'bytes' }: MediumCapabilities): string => alphabet

/** Whether a case with this need can run on the pair. */
export function mediumMeets({ a, b }: MediumPair, need: MediumNeed): boolean {
	const both = [a.capabilities, b.capabilities]
	switch (need) {
		case 'ordered':
			return both.every(({ lossy }) => lossy !== true)
		case 'both':
			return both.every(({ direction }) => direction === 'both')
		case 'receive':
			return b.capabilities.direction === 'receive'
		case 'broadcast':
			return both.every(({ broadcast }) => broadcast === true)
		default:
			return alphabetOf(a.capabilities) === need
	}
}

/** How long the cases wait before they give up: counted, not timed. */
export interface MediumPatience {
	/** How often a case lets things settle. */
	readonly rounds: number
	/** How often a unit is sent on a medium that may lose it. */
	readonly tries: number
}

export interface Arrival {
	/** What the sink got, as it is now. */
	readonly unit: Uint8Array
	/** What it was when it came. */
	readonly bytes: Uint8Array
	readonly from: string | undefined
}

export class MediumBench {
	readonly a: Medium
	readonly b: Medium
	readonly others: readonly Medium[]
	readonly #pair: MediumPair
	readonly #patience: MediumPatience
	readonly #arrivals: Map<Medium, Arrival[]> = new Map()

	constructor(pair: MediumPair, patience: MediumPatience) {
		this.#pair = pair
		this.#patience = patience
		this.a = pair.a
		this.b = pair.b
		this.others = pair.others ?? []
	}

	/** What came to an end that `start` has started. */
	at(medium: Medium): readonly Arrival[] {
		return this.#arrivals.get(medium) ?? []
	}

	/** A sink that keeps what comes, after having done something. */
	sinkOf(medium: Medium, first: (unit: Uint8Array) => unknown = () => undefined): (unit: Uint8Array, from?: string) => unknown {
		const arrivals: Arrival[] = []
		this.#arrivals.set(medium, arrivals)
		return (unit, from) => {
			arrivals.push({ unit, bytes: copyBytes(unit), from })
			return first(unit)
		}
	}

	/** Starts these ends, or all. */
	async start(...media: readonly Medium[]): Promise<void> {
		for (const medium of media.length > 0 ? media : [this.b, ...this.others, this.a]) await medium.start(this.sinkOf(medium))
	}

	async settle(): Promise<void> {
		if (this.#pair.settle === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
		else await this.#pair.settle()
		// Whatever the medium put off until the current work is done.
		await new Promise((resolve) => setTimeout(resolve, 0))
	}

	/** Waits, in rounds and without a clock, until something holds. */
	async until(holds: () => boolean, sentence: () => string, rounds: number = this.#patience.rounds): Promise<void> {
		for (let round = 0; round < rounds; round++) {
			if (holds()) return
			await this.settle()
		}
		check(holds(), `${sentence()} That did not happen in ${rounds} rounds of settling.`)
	}

	/** Waits until a promise is settled. */
	async settled<T>(promises: readonly Promise<T>[], what: string): Promise<readonly PromiseSettledResult<T>[]> {
		let results: readonly PromiseSettledResult<T>[] | undefined
		void Promise.allSettled(promises).then((all) => {
			results = all
		})
		await this.until(
			() => results !== undefined,
			() => `${what} must end.`,
		)
		return results ?? []
	}

	/** Waits until these are settled, and checks that those which were rejected have this code. */
	async endRightly(sends: readonly Promise<void>[], code: ErrorCode, what: string): Promise<void> {
		for (const result of await this.settled(sends, what)) {
			if (result.status === 'fulfilled') continue
			const reason: unknown = result.reason
			const right = reason instanceof BudkavleError && reason.code === code
			check(right, `${what}: expected to resolve, or a BudkavleError ${code}, but it rejected with ${String(reason)}.`)
		}
	}

	/** Sends units without waiting in between. Whoever looks at the promises late does not end the process with it. */
	offer(units: readonly Uint8Array[], options?: MediumSendOptions, from: Medium = this.a): readonly Promise<void>[] {
		const sends = units.map((unit) => from.send(unit, options))
		for (const sent of sends) sent.catch(() => undefined)
		return sends
	}

	/** Checks that work rejects with this code, and does so. */
	async rejects(work: () => Promise<unknown>, code: ErrorCode, what: string): Promise<void> {
		await this.settled([rejects(work, code, what)], what).then(([result]) => {
			if (result?.status === 'rejected') throw result.reason
		})
	}

	/** Sends units, which differ from each other, until all have come: once each where nothing gets lost. */
	async carry(units: readonly Uint8Array[], from: Medium = this.a, to: readonly Medium[] = [this.b]): Promise<void> {
		const lossy = from.capabilities.lossy === true || to.some(({ capabilities }) => capabilities.lossy)
		const came = to.map(() => new Set<string>())
		const wanted = (): readonly Uint8Array[] => {
			for (const [i, medium] of to.entries()) for (const { bytes } of this.at(medium)) came[i]?.add(toHex(bytes))
			return units.filter((unit) => !came.every((held) => held.has(toHex(unit))))
		}
		for (let tries = 0; tries < (lossy ? this.#patience.tries : 1); tries++) {
			const missing = wanted()
			if (missing.length === 0) break
			for (const unit of missing) await from.send(unit)
			if (lossy) await this.settle()
		}
		await this.until(
			() => wanted().length === 0,
			() => `${units.length} units of ${lengths(units)} bytes were sent, and ${wanted().length} of them did not come unchanged.`,
			lossy ? 1 : undefined,
		)
	}

	/** Checks that an end got nothing but these, each as it was. */
	onlyThese(units: readonly Uint8Array[], medium: Medium = this.b): void {
		const known = new Set(units.map(toHex))
		for (const { bytes } of this.at(medium)) {
			check(known.has(toHex(bytes)), `A unit of ${bytes.length} bytes came that nobody sent: ${toHex(bytes.subarray(0, 40))}.`)
		}
	}
}

function lengths(units: readonly Uint8Array[]): string {
	const all = units.map(({ length }) => length)
	const [least, most] = [Math.min(...all), Math.max(...all)]
	return least === most ? `${least}` : `${least} to ${most}`
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Units that differ, of several sizes, in every alphabet: as many as were asked for, or as there are of the largest size. Those of other seeds are others, where there is room. */
export function distinctUnits({ capabilities }: Medium, count: number, seed: number = 0): readonly Uint8Array[] {
	const limit = unitLimit(capabilities)
	check(limit >= 1, `A medium must carry units of a byte at least, not of ${limit}.`)
	const width = Math.min(limit, 6)
	const possible = Math.min(count, DIGITS.length ** width)
	return Array.from({ length: possible }, (_, i) => {
		const text: string[] = []
		for (let rest = (i + seed * 100_000) % DIGITS.length ** width; text.length < width; rest = Math.floor(rest / DIGITS.length))
			text.push(DIGITS.charAt(rest % DIGITS.length))
		const more = (i * 37) % (Math.min(limit, 300) - width + 1)
		return Uint8Array.from(text.join('') + DIGITS.charAt(i % DIGITS.length).repeat(more), (character) => character.charCodeAt(0))
	})
}

/** A case before it is bound to a place. */
export interface MediumCase {
	readonly name: string
	readonly needs?: MediumNeed
	run(bench: MediumBench): Promise<void>
}

export async function onMediumBench(
	place: MediumPlace,
	needs: MediumNeed | undefined,
	patience: MediumPatience,
	work: (bench: MediumBench) => Promise<void>,
): Promise<void> {
	const pair = await place.open()
	const bench = new MediumBench(pair, patience)
	try {
		if (needs !== undefined && !mediumMeets(pair, needs)) {
			throw new Error(`This case needs "${needs}", which the media do not declare: skip it, as mediumMeets tells.`)
		}
		await work(bench)
	} finally {
		try {
			const media = [pair.a, pair.b, ...(pair.others ?? [])]
			await bench.settled(
				media.map((medium) => medium.close()),
				'Closing the media',
			)
		} finally {
			await pair.dispose?.()
		}
	}
}
