/** When a folder is looked at: on demand, when the system says that it has changed, and every now and then. */
import type { FSWatcher } from 'node:fs'
import { watch } from 'node:fs'
import { folderIdentity } from './folder-files.js'
import { parseFileName } from './folder-names.js'

/** Changes come in bursts: one look is enough for all within so many milliseconds. */
const BURST = 100

export interface FolderScansOptions {
	/** Milliseconds from the end of one look to the next one by itself; `undefined`: never. */
	readonly poll: number | undefined
	readonly watch: boolean
	/** Looks at the folder once; `undefined` where it is not there. */
	look(): Promise<number>
	onError(error: unknown): void
}

export class FolderScans {
	readonly #path: string
	readonly #options: FolderScansOptions
	/** The look under way, and the one that begins after it. */
	#now: Promise<number> | undefined
	#next: Promise<number> | undefined
	#timer: ReturnType<typeof setTimeout> | undefined
	#burst: ReturnType<typeof setTimeout> | undefined
	#watcher: FSWatcher | undefined
	/** Of the folder that is, or cannot be, watched. */
	#watched: string | undefined
	#lastError: string | undefined
	#stopped = false

	constructor(path: string, options: FolderScansOptions) {
		this.#path = path
		this.#options = options
	}

	/** Looks at everything that is there at the time of the call, and perhaps at more. */
	look(): Promise<number> {
		if (this.#now === undefined) {
			this.#now = this.#options.look().finally(() => {
				this.#now = undefined
			})
			return this.#now
		}
		// What is there now may have come behind the back of the look that is under way.
		const before = this.#now.catch(() => undefined)
		this.#next ??= before.then(() => {
			this.#next = undefined
			return this.look()
		})
		return this.#next
	}

	/** From here on it looks by itself. */
	run(): void {
		if (this.#options.poll !== undefined || this.#options.watch) void this.#turn()
	}

	async stop(): Promise<void> {
		this.#stopped = true
		clearTimeout(this.#timer)
		clearTimeout(this.#burst)
		this.#unwatch()
		await this.#now?.catch(() => undefined)
	}

	async #turn(): Promise<void> {
		clearTimeout(this.#timer)
		try {
			// Watch first: what comes between the two is then looked at twice, and not never.
			if (this.#options.watch) await this.#watch()
			if (this.#stopped) return
			await this.look()
			this.#lastError = undefined
		} catch (error) {
			if (this.#stopped) return
			this.#unwatch()
			// A stick that is not there is worth one sentence, not one every two seconds.
			const said = (error as Error).message
			if (said !== this.#lastError) this.#options.onError(error)
			this.#lastError = said
		}
		const { poll } = this.#options
		if (this.#stopped || poll === undefined) return
		clearTimeout(this.#timer)
		this.#timer = setTimeout(() => void this.#turn(), poll)
	}

	/** Watches the folder that is at the path now: another stick is another folder. */
	async #watch(): Promise<void> {
		const identity = await folderIdentity(this.#path).catch(() => undefined)
		if (this.#stopped || identity === undefined || identity === this.#watched) return
		this.#unwatch()
		this.#watched = identity
		try {
			const watcher = watch(this.#path, (_, name) => {
				if (typeof name === 'string' && parseFileName(name) === undefined) return
				this.#burst ??= setTimeout(() => {
					this.#burst = undefined
					void this.#turn()
				}, BURST)
			})
			watcher.on('error', () => this.#unwatch())
			this.#watcher = watcher
		} catch (error) {
			// Some file systems cannot, and systems run out of watches: then looking every now and then has to do.
			this.#options.onError(error)
		}
	}

	#unwatch(): void {
		this.#watcher?.close()
		this.#watcher = undefined
		this.#watched = undefined
	}
}
