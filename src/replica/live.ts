/**
 * Live views: every view, kept up to date. A view is computed by the function that `replica.view` has, over a reading that notices what it was asked; so it is computed anew exactly
 * when something that it read changed, and what of it is the same stays the same object. All views that one change concerns are computed and shown together.
 */
import { BudkavleError } from '../errors.js'
import type { Change } from './observed-store.js'
import type { Reading } from './reading.js'
import { share } from './share.js'
import type { Clock } from './standpoint.js'
import { factsOf, TrackedReading } from './tracked-reading.js'
import type { LiveView, LiveViews, Snapshot } from './view-types.js'
import type { ReadViews } from './views.js'

type Listener<T> = (snapshot: Snapshot<T>) => void

interface Waiter<T> {
	resolve(value: T): void
	reject(error: unknown): void
}

const LOADING: Snapshot<never> = Object.freeze({ status: 'loading' })

/** Whoever throws here must not keep the others from hearing. The error goes where errors go that nobody catches. */
function call<T>(listener: Listener<T>, snapshot: Snapshot<T>): void {
	try {
		listener(snapshot)
	} catch (error) {
		queueMicrotask(() => {
			throw error
		})
	}
}

const closedError = (): BudkavleError => new BudkavleError('closed', 'This live view was closed. Open another one to follow on.')

class LiveState<T> {
	readonly reading: TrackedReading
	readonly #compute: (reading: Reading) => Promise<T>
	readonly #listeners: Set<{ readonly listener: Listener<T> }> = new Set()
	#waiters: Waiter<T>[] = []
	readonly #onClose: (() => void)[] = []
	#isClosed = false
	snapshot: Snapshot<T> = LOADING
	/** What was computed and is not shown yet. */
	#next: Snapshot<T> = LOADING
	/** When it changes by itself, in seconds since 1970. */
	wakeAt: number | undefined

	constructor(below: Reading, compute: (reading: Reading) => Promise<T>) {
		this.reading = new TrackedReading(below)
		this.#compute = compute
	}

	async compute(clock: Clock): Promise<void> {
		try {
			this.reading.begin(clock())
			const fresh = await this.#compute(this.reading)
			const value = share(this.snapshot.value, fresh)
			const isSame = this.snapshot.status === 'ready' && value === this.snapshot.value
			this.#next = isSame ? this.snapshot : Object.freeze({ status: 'ready', value })
		} catch (error) {
			const { value } = this.snapshot
			this.#next = Object.freeze(value === undefined ? { status: 'failed', error } : { status: 'failed', value, error })
		} finally {
			this.reading.end()
		}
		this.wakeAt = this.reading.nextChange()
	}

	publish(): void {
		if (this.#isClosed || this.#next === this.snapshot) return
		this.snapshot = this.#next
		// One of them may end another one's subscription.
		for (const entry of [...this.#listeners]) if (this.#listeners.has(entry)) call(entry.listener, this.snapshot)
	}

	subscribe(listener: Listener<T>): () => void {
		const entry = { listener }
		if (!this.#isClosed) this.#listeners.add(entry)
		call(listener, this.snapshot)
		return () => {
			this.#listeners.delete(entry)
		}
	}

	/** When nothing is to be computed any more. */
	settle(): void {
		const waiters = this.#waiters
		this.#waiters = []
		for (const { resolve, reject } of waiters) {
			if (this.snapshot.status === 'ready') resolve(this.snapshot.value)
			else reject(this.#isClosed ? closedError() : this.snapshot.error)
		}
	}

	wait(): Promise<T> {
		return new Promise((resolve, reject) => {
			if (this.#isClosed) reject(closedError())
			else this.#waiters.push({ resolve, reject })
		})
	}

	closed(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#isClosed) resolve()
			else this.#onClose.push(resolve)
		})
	}

	close(): void {
		this.#isClosed = true
		this.#listeners.clear()
		for (const tell of this.#onClose.splice(0)) tell()
		const waiters = this.#waiters
		this.#waiters = []
		for (const { reject } of waiters) reject(closedError())
	}
}

/** A timer waits no longer than this many milliseconds, and no shorter than a clock of seconds moves. */
const LONGEST_WAIT = 3_600_000
const SHORTEST_WAIT = 1000

export class LiveEngine {
	readonly #below: Reading
	readonly #clock: Clock
	readonly #states: Set<LiveState<unknown>> = new Set()
	readonly #due: Set<LiveState<unknown>> = new Set()
	#changes = 0
	#isRunning = false
	#isClosed = false
	#timer: ReturnType<typeof setTimeout> | undefined

	constructor(below: Reading, clock: Clock) {
		this.#below = below
		this.#clock = clock
	}

	/** Whether there is no live view. */
	isIdle(): boolean {
		return this.#states.size === 0
	}

	/** How many changes there were so far. */
	changes(): number {
		return this.#changes
	}

	/** What the store took in. */
	follow(change: Change): void {
		this.#changes++
		// What a message is found by is worked out once, however many views there are.
		const facts = { ...change, added: change.added.map(factsOf) }
		for (const state of this.#states) if (state.reading.follow(facts)) this.#plan(state)
	}

	view<T>(compute: (reading: Reading) => Promise<T>): LiveView<T> {
		const state = new LiveState(this.#below, compute)
		const own = state as LiveState<unknown>
		if (this.#isClosed) state.close()
		else {
			this.#states.add(own)
			this.#plan(own)
		}
		return Object.freeze<LiveView<T>>({
			snapshot: () => state.snapshot,
			subscribe: (listener) => state.subscribe(listener),
			ready: () => {
				const value = state.wait()
				if (!this.#due.has(own) && !this.#isRunning) state.settle()
				return value
			},
			closed: () => state.closed(),
			close: () => {
				this.#states.delete(own)
				this.#due.delete(own)
				state.close()
			},
		})
	}

	/** Anything may have changed. */
	forget(): void {
		this.#changes++
		for (const state of this.#states) {
			state.reading.forget()
			this.#plan(state)
		}
	}

	async refresh(): Promise<void> {
		const all = [...this.#states]
		this.forget()
		await Promise.allSettled(all.map((state) => state.wait()))
	}

	close(): void {
		this.#isClosed = true
		clearTimeout(this.#timer)
		for (const state of this.#states) state.close()
		this.#states.clear()
		this.#due.clear()
	}

	#plan(state: LiveState<unknown>): void {
		this.#due.add(state)
		if (this.#isRunning) return
		this.#isRunning = true
		queueMicrotask(() => this.#run())
	}

	async #run(): Promise<void> {
		const touched = new Set<LiveState<unknown>>()
		while (this.#due.size > 0) {
			const batch = [...this.#due]
			this.#due.clear()
			await Promise.all(batch.map((state) => state.compute(this.#clock)))
			for (const state of batch) {
				state.publish()
				touched.add(state)
			}
		}
		this.#isRunning = false
		for (const state of this.#states) if (!this.#due.has(state)) state.settle()
		this.#setTimer()
	}

	/** Views change when time passes, too: posts expire, and what was dated in the future is not any more. */
	#setTimer(): void {
		clearTimeout(this.#timer)
		const now = this.#now()
		const moments = [...this.#states].flatMap(({ wakeAt }) => wakeAt ?? [])
		if (now === undefined || moments.length === 0 || this.#isClosed) return
		const wait = (moments.reduce((a, b) => Math.min(a, b)) - now) * 1000
		this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(wait, SHORTEST_WAIT), LONGEST_WAIT))
		// A live view alone does not keep a program from ending. Browsers have numbers for timers.
		if (typeof this.#timer === 'object') this.#timer.unref?.()
	}

	/** A clock that fails is none. */
	#now(): number | undefined {
		try {
			return this.#clock()
		} catch {
			return undefined
		}
	}

	#wake(): void {
		const now = this.#now()
		for (const state of this.#states) if (now !== undefined && state.wakeAt !== undefined && state.wakeAt <= now) this.#plan(state)
		if (!this.#isRunning) this.#setTimer()
	}
}

/** Every view as a live one. */
export function openLiveViews(engine: LiveEngine, viewsOver: (reading: Reading) => ReadViews): LiveViews {
	const live =
		<A extends readonly unknown[], T>(view: (views: ReadViews) => (...args: A) => Promise<T>): ((...args: A) => LiveView<T>) =>
		(...args) =>
			engine.view((reading) => view(viewsOver(reading))(...args))
	return Object.freeze<LiveViews>({
		thread: live(({ thread }) => thread),
		timeline: live(({ timeline }) => timeline),
		profile: live(({ profile }) => profile),
		stances: live(({ stances }) => stances),
		vouches: live(({ vouches }) => vouches),
		person: live(({ person }) => person),
		people: live(({ people }) => people),
		circle: live(({ circle }) => circle),
		corroboration: live(({ corroboration }) => corroboration),
		corroborations: live(({ corroborations }) => corroborations),
		questions: live(({ questions }) => questions),
		openQuestions: live(({ openQuestions }) => openQuestions),
		answeredQuestions: live(({ answeredQuestions }) => answeredQuestions),
		inbox: live(({ inbox }) => inbox),
		completeness: live(({ completeness }) => completeness),
		refresh: () => engine.refresh(),
	})
}
