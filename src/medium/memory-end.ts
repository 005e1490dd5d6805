/** An end of a medium inside of one process: the units of each end go to all others of its group. */
import { copyBytes } from '../bytes.js'
import { closedError } from './arguments.js'
import { MediumLife } from './life.js'
import type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from './types.js'
import { Waiting } from './waiting.js'

/** What one end holds that came and was not handed over yet. One unit always has room, whatever its size. */
export interface InboxLimits {
	readonly units: number
	readonly bytes: number
}

export interface MemoryEndOptions extends MediumOptions {
	readonly capabilities: MediumCapabilities
	readonly limits: InboxLimits
	/** Whether sends wait for others to start, and end when one of them ends. Else whoever does not listen misses what is sent. */
	readonly patient: boolean
	/** What the others are told about where a unit comes from. */
	readonly name?: string
}

export class MemoryEnd implements Medium {
	readonly capabilities: MediumCapabilities
	readonly #life: MediumLife
	readonly #options: MemoryEndOptions
	readonly #waiting: Waiting = new Waiting()
	readonly #inbox: { readonly unit: Uint8Array; readonly from: string | undefined }[] = []
	#inboxBytes = 0
	#handing = false
	#others: readonly MemoryEnd[] = []

	constructor(options: MemoryEndOptions) {
		this.capabilities = Object.freeze({ ...options.capabilities })
		this.#options = options
		this.#life = new MediumLife(this.capabilities, options)
	}

	/** Makes these ends one group. */
	static join(ends: readonly MemoryEnd[]): void {
		for (const end of ends) end.#others = ends.filter((other) => other !== end)
	}

	async start(sink: MediumSink): Promise<void> {
		this.#life.start(sink)
		for (const other of this.#others) other.#pump()
	}

	async send(unit: Uint8Array, { signal }: MediumSendOptions = {}): Promise<void> {
		this.#life.checkSend(unit, signal)
		const turn = this.#waiting.add(unit, signal)
		this.#pump()
		return turn
	}

	async close(): Promise<void> {
		if (this.#life.closed) return
		this.#life.end()
		this.#inbox.length = 0
		this.#waiting.rejectAll(closedError())
		for (const other of this.#others) other.#pump()
	}

	/** Moves what waits into the inboxes of the others, as far as there is room. */
	#pump(): void {
		const { patient, name } = this.#options
		if (patient && this.#others.some((other) => other.#life.closed)) {
			this.#waiting.rejectAll(closedError('The other end of this medium was closed'))
			return
		}
		const ready = this.#others.filter((other) => other.#life.started)
		if (patient && ready.length < this.#others.length) return
		for (let next = this.#waiting.first(); next !== undefined; next = this.#waiting.first()) {
			const { unit } = next
			if (!ready.every((other) => other.#hasRoom(unit.length))) return
			for (const other of ready) other.#take(copyBytes(unit), name)
			next.resolve()
		}
	}

	#hasRoom(bytes: number): boolean {
		const { limits } = this.#options
		if (this.#inbox.length === 0) return true
		return this.#inbox.length < limits.units && this.#inboxBytes + bytes <= limits.bytes
	}

	#take(unit: Uint8Array, from: string | undefined): void {
		this.#inbox.push({ unit, from })
		this.#inboxBytes += unit.length
		if (!this.#handing) void this.#handOver()
	}

	/** One unit at a time, and never from within the call of `send` that brought it: a sink may send by itself. */
	async #handOver(): Promise<void> {
		this.#handing = true
		await undefined
		for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
			this.#inboxBytes -= next.unit.length
			this.#life.deliver(next.unit, next.from)
			for (const other of this.#others) other.#pump()
			await undefined
		}
		this.#inboxBytes = 0
		this.#handing = false
	}
}
