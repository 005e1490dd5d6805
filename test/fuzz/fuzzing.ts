/**
 * The fuzzer: changes inputs, keeps those that reach something new, and reports those for which a rule does not hold. The same seed and number of executions give the same
 * inputs, whatever the machine. Coverage comes from counters that tools/fuzz.mjs puts into every branch of src; without them only the seeds are changed.
 */
import type { Random } from '../../src/testing/random.js'
import { seededRandom } from '../../src/testing/random.js'
import { LONGEST, mutateBytes } from './mutate.js'
import type { FuzzTarget } from './target.js'
import { Broken } from './target.js'

export interface Finding {
	readonly input: Uint8Array
	readonly error: unknown
}

export interface FuzzOptions {
	readonly seed: number
	/** Asked before each execution, with how many there were. */
	isOver(executions: number): boolean
	/** Inputs to begin with beside the seeds of the target: earlier findings. */
	readonly corpus?: readonly Uint8Array[]
	/** One for each branch of the code: how often it was taken. */
	readonly counters?: Uint32Array
	onFinding?(finding: Finding): void
}

export interface FuzzReport {
	readonly executions: number
	/** Inputs that were kept because they reached something new. */
	readonly kept: readonly Uint8Array[]
	/** Those of them, and of the corpus, that took a branch that none before had taken. */
	readonly pioneers: readonly Uint8Array[]
	/** The branches that were taken. */
	readonly taken: ReadonlySet<number>
	/** The same, each as often as it was taken in one run in another order of magnitude. */
	readonly features: number
	readonly findings: readonly Finding[]
	/** The most branches that were taken for each byte of input and output together. */
	readonly work: number
}

/** Branches that may be taken for each byte of input and output, and for an input as such. What is measured stays far below; what is quadratic does not. */
const WORK_EACH = 400
const WORK_ANYWAY = 2_000_000
/** Findings of one kind after which no more are kept. */
const SAME = 3
const MOST_FINDINGS = 50

function bucketOf(hits: number): number {
	return hits < 4 ? hits - 1 : hits < 8 ? 3 : hits < 16 ? 4 : hits < 32 ? 5 : hits < 128 ? 6 : 7
}

/** Where an error was thrown: findings of one place are one kind. */
function kindOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error)
	return `${error.message.slice(0, 60)} ${error.stack?.split('\n')[2] ?? ''}`
}

class Fuzzing {
	readonly #target: FuzzTarget
	readonly #options: FuzzOptions
	readonly #random: Random
	readonly #inputs: { readonly input: Uint8Array; readonly cost: number }[] = []
	readonly #seen = new Set<number>()
	readonly #taken = new Set<number>()
	readonly #pioneers: Uint8Array[] = []
	readonly #findings: Finding[] = []
	readonly #kinds = new Map<string, number>()
	#executions = 0
	#work = 0
	/** Branches that the last input took. */
	#cost = 0

	constructor(target: FuzzTarget, options: FuzzOptions) {
		this.#target = target
		this.#options = options
		this.#random = seededRandom(options.seed)
	}

	async run(): Promise<FuzzReport> {
		const { corpus = [] } = this.#options
		for (const seed of await this.#target.seeds()) {
			await this.#execute(seed)
			this.#keep(seed)
		}
		this.#pioneers.length = 0
		for (const input of corpus) {
			await this.#execute(input)
			this.#keep(input)
		}
		const own = this.#inputs.length
		while (!this.#options.isOver(this.#executions)) {
			const input = this.#next()
			if (await this.#execute(input)) this.#keep(input)
		}
		return {
			executions: this.#executions,
			kept: this.#inputs.slice(own).map(({ input }) => input),
			pioneers: this.#pioneers,
			taken: this.#taken,
			features: this.#seen.size,
			findings: this.#findings,
			work: this.#work,
		}
	}

	/** Keeps an input that was just run. */
	#keep(input: Uint8Array): void {
		this.#inputs.push({ input, cost: this.#cost })
	}

	/** Inputs that came last are changed more often, as they reached something new; and those that take little work, as more of them can be run. */
	#pick(): Uint8Array {
		const { length } = this.#inputs
		const one = this.#inputs[this.#random.oneIn(2) ? length - 1 - this.#random.below(Math.min(length, 32)) : this.#random.below(length)]
		const other = this.#inputs[this.#random.below(length)]
		if (one === undefined || other === undefined) throw new Error('a target needs a seed')
		return one.cost > 4 * other.cost && !this.#random.oneIn(8) ? other.input : one.input
	}

	#next(): Uint8Array {
		let input = this.#pick()
		const changes = this.#random.oneIn(2) ? 1 : 1 + this.#random.below(6)
		for (let i = 0; i < changes; i++) {
			const other = this.#pick()
			const structured = this.#random.below(4) > 0 ? this.#target.mutate?.(input, this.#random, other) : undefined
			input = structured ?? mutateBytes(input, this.#random, other)
		}
		return input.length > LONGEST ? input.slice(0, LONGEST) : input
	}

	/** Whether the input reached something new. */
	async #execute(input: Uint8Array): Promise<boolean> {
		const { counters } = this.#options
		counters?.fill(0)
		this.#executions++
		// A target that changed its input would hide it.
		const own = input.slice()
		try {
			const produced = await this.#target.run(own)
			if (counters !== undefined) this.#checkWork(counters, input.length + produced)
		} catch (error) {
			this.#found(input, error)
		}
		return counters !== undefined && this.#count(counters, input)
	}

	#checkWork(counters: Uint32Array, bytes: number): void {
		let taken = 0
		for (const hits of counters) taken += hits
		this.#cost = taken
		if (taken > 100_000) this.#work = Math.max(this.#work, taken / bytes)
		if (taken > WORK_ANYWAY + WORK_EACH * bytes)
			throw new Broken(`takes at most ${WORK_EACH} branches for each byte, not ${taken} for ${bytes} bytes`)
	}

	#count(counters: Uint32Array, input: Uint8Array): boolean {
		const before = this.#seen.size
		const taken = this.#taken.size
		for (let i = 0; i < counters.length; i++) {
			const hits = counters[i] as number
			if (hits === 0) continue
			this.#taken.add(i)
			this.#seen.add(8 * i + bucketOf(hits))
		}
		if (this.#taken.size > taken) this.#pioneers.push(input)
		return this.#seen.size > before
	}

	#found(input: Uint8Array, error: unknown): void {
		const kind = kindOf(error)
		const count = (this.#kinds.get(kind) ?? 0) + 1
		this.#kinds.set(kind, count)
		if (count > SAME || this.#findings.length === MOST_FINDINGS) return
		const finding = { input, error }
		this.#findings.push(finding)
		this.#options.onFinding?.(finding)
	}
}

/** Fuzzes one target until it is over. */
export function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
	return new Fuzzing(target, options).run()
}
