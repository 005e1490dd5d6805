/** A folder as a medium: a stick that is carried around, or a directory that a program synchronises. Runs on Node. */
import { resolve } from 'node:path'
import { toHex } from '../bytes.js'
import { randomBytes } from '../crypto/random.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { closedError, invalid, ioError, unitLimit, wholeNumber } from './arguments.js'
import type { FolderEntry } from './folder-files.js'
import { isMissing, listFolder, readEntry, removeFile } from './folder-files.js'
import { FolderMemory } from './folder-memory.js'
import { compareFileNames, isSenderName } from './folder-names.js'
import { FolderOutbox } from './folder-outbox.js'
import { FolderScans } from './folder-scans.js'
import { MediumLife } from './life.js'
import type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from './types.js'
import { Waiting } from './waiting.js'

export type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from './types.js'

export interface FolderMediumOptions extends MediumOptions {
	/**
	 * Who writes: 1 to 40 of `a-z 0-9 _ -`, beginning with a letter or digit. Every program that uses the folder needs another one, and the same one each time: so it knows its own files. Others
	 * see it as `from`. Default: a random name, which leaves the files of earlier runs for ever and reads them as somebody else's.
	 */
	readonly name?: string
	/** Milliseconds between two looks at the folder, from 10 to 2^31 - 1; default 2000. `false`: only when the system tells of a change, and by `scan`. */
	readonly poll?: number | false
	/** Whether to ask the system to tell of changes, where it can; default true. Others than this machine's are seen by `poll` alone. */
	readonly watch?: boolean
	/** How many files of this format a look takes into account, from 1 to 1,000,000; default 20,000. Of what is more, `onError` hears. */
	readonly maxFiles?: number
	/** The largest file that is read or written, in bytes, from 1 to `LIMITS.bundle`, which is the default. A smaller one becomes `capabilities.unit`. */
	readonly maxBytes?: number
	/** How many files of its own it leaves in the folder, from 1 to 1,000,000; default 1000. The oldest are removed first; those of others never. */
	readonly keep?: number
	/**
	 * A file, outside of the folder or in it, that keeps what was read, so that it does not come again after a restart. Each program needs its own. Without one, everything in the folder comes
	 * once in each run.
	 */
	readonly state?: string
}

export interface FolderMedium extends Medium {
	/**
	 * Looks at the folder now. Resolves, when everything that was there at the time of the call has gone to the sink, with the number of units that did.
	 * Rejects with `medium-io` when the folder is not there or cannot be read, with `medium-not-started` and `medium-closed`.
	 */
	scan(): Promise<number>
}

/**
 * A folder in which each unit is one file, `NAME-COUNTER-HASH.budkavle`, written so that it is there whole or not at all. Any number of programs and machines may share it, over a
 * synchronising service as well; none changes or removes what another wrote.
 *
 * The same unit sent again is the same file, for as long as it is there. A file is read when its content has the hash of its name: whatever is still arriving is looked at again later, and
 * copies that a service made in a conflict count as what they hold. Symbolic links, directories, temporary and foreign files are left alone.
 *
 * The folder is never made. While it is not there, or cannot be written to, `send` rejects with `medium-io`; when it comes back, the medium goes on.
 *
 * It declares `lossy`: services deliver in any order, and a file may be gone before all have read it. Throws `argument-invalid` for options out of range.
 */
export function folderMedium(path: string, options: FolderMediumOptions = {}): FolderMedium {
	return new OpenFolder(path, options)
}

class OpenFolder implements FolderMedium {
	readonly capabilities: MediumCapabilities
	readonly #path: string
	readonly #sender: string
	readonly #maxFiles: number
	readonly #state: string | undefined
	readonly #life: MediumLife
	readonly #waiting: Waiting = new Waiting()
	readonly #memory: FolderMemory
	readonly #outbox: FolderOutbox
	readonly #scans: FolderScans
	/** Whether it is known which of the files are its own. */
	#known: Promise<void> | undefined
	/** Whether it is some unit's turn to be written. */
	#busy = false
	#writing: Promise<void> | undefined
	#ending: Promise<void> | undefined
	#scan = 0
	#toldMore = false

	constructor(path: string, options: FolderMediumOptions) {
		const { name, poll, watch = true, state } = options
		if (typeof path !== 'string' || path === '') throw invalid('the path of a folder', path)
		if (name !== undefined && (typeof name !== 'string' || !isSenderName(name))) {
			throw invalid('a name of 1 to 40 of a-z, 0-9, _ and -, beginning with a letter or digit', name)
		}
		if (state !== undefined && (typeof state !== 'string' || state === '')) throw invalid('the path of a state file', state)
		if (typeof watch !== 'boolean') throw invalid('watch as true or false', watch)
		this.#path = resolve(path)
		this.#sender = name ?? toHex(randomBytes(8))
		this.#maxFiles = wholeNumber(options.maxFiles, 'maxFiles', 1, 1_000_000, 20_000)
		this.#state = state === undefined ? undefined : resolve(state)
		const unit = wholeNumber(options.maxBytes, 'maxBytes', 1, LIMITS.bundle, LIMITS.bundle)
		const limit = unit === LIMITS.bundle ? {} : { unit }
		this.capabilities = Object.freeze({ direction: 'both', ...limit, lossy: true, broadcast: true })
		this.#life = new MediumLife(this.capabilities, options)
		this.#memory = new FolderMemory(2 * this.#maxFiles)
		this.#outbox = new FolderOutbox(this.#path, this.#sender, wholeNumber(options.keep, 'keep', 1, 1_000_000, 1000))
		this.#scans = new FolderScans(this.#path, {
			poll: poll === false ? undefined : wholeNumber(poll, 'poll', 10, 2 ** 31 - 1, 2000),
			watch,
			look: () => this.#look(),
			onError: (error) => this.#life.tell(error),
		})
	}

	async start(sink: MediumSink): Promise<void> {
		this.#life.start(sink)
		if (this.#state !== undefined) await this.#memory.load(this.#state).catch((error: unknown) => this.#life.tell(error))
		// Without the folder it starts as well: the stick may come later.
		await this.#knowOwn().catch(() => undefined)
		if (!this.#life.closed) this.#scans.run()
	}

	async send(unit: Uint8Array, { signal }: MediumSendOptions = {}): Promise<void> {
		this.#life.checkSend(unit, signal)
		const turn = this.#waiting.add(unit, signal)
		this.#callNext()
		await turn
		const writing = this.#write(unit, signal)
		this.#writing = writing.catch(() => undefined)
		try {
			await writing
		} finally {
			this.#busy = false
			this.#callNext()
		}
	}

	#callNext(): void {
		const next = this.#busy ? undefined : this.#waiting.first()
		if (next === undefined) return
		this.#busy = true
		next.resolve()
	}

	async scan(): Promise<number> {
		this.#life.checkStarted()
		return this.#scans.look()
	}

	close(): Promise<void> {
		this.#ending ??= this.#end()
		return this.#ending
	}

	async #end(): Promise<void> {
		this.#life.end()
		this.#waiting.rejectAll(closedError())
		await this.#scans.stop()
		await this.#writing
	}

	/** Finds the files that are its own, from earlier runs: once for each time that the folder comes. */
	#knowOwn(): Promise<void> {
		this.#known ??= this.#findOwn().catch((error: unknown) => {
			this.#known = undefined
			throw error
		})
		return this.#known
	}

	async #findOwn(): Promise<void> {
		const { entries, unfinished } = await listFolder(this.#path, this.#sender, this.#maxFiles)
		for (const entry of this.#outbox.open(entries)) this.#memory.deliver(entry)
		for (const file of unfinished) await removeFile(resolve(this.#path, file)).catch((error: unknown) => this.#life.tell(error))
	}

	async #write(unit: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
		if (this.#life.closed) throw closedError()
		try {
			await this.#knowOwn()
			await this.#outbox.write(unit, signal, (entry) => this.#memory.deliver(entry))
		} catch (cause) {
			if (isMissing(cause)) this.#known = undefined
			throw ioError(`The unit could not be written to the folder ${this.#path}`, 'Is it there, with space, and may you write to it?', cause)
		}
		await this.#outbox.prune().catch((error: unknown) => this.#life.tell(error))
	}

	async #look(): Promise<number> {
		if (this.#life.closed) throw closedError()
		const scan = ++this.#scan
		let entries: readonly FolderEntry[]
		try {
			await this.#knowOwn()
			const listing = await listFolder(this.#path, this.#sender, this.#maxFiles)
			entries = listing.entries
			this.#tellMore(listing.more)
		} catch (cause) {
			this.#known = undefined
			throw ioError(`The folder ${this.#path} could not be read`, 'Is it there, and may you read it?', cause)
		}
		const unfit = new Map<string, string | undefined>()
		let count = 0
		for (const entry of [...entries].sort(compareFileNames)) {
			if (this.#life.closed) break
			if (!this.#memory.isDelivered(entry) && (await this.#take(entry, scan, unfit))) count++
		}
		if (!this.#life.closed) this.#memory.finish(scan, entries, unfit)
		if (this.#state !== undefined) {
			await this.#memory.save(this.#state, this.#sender).catch((error: unknown) => this.#life.tell(error))
		}
		return count
	}

	/** Reads a file and hands over what it holds; notes in `unfit` when it is to be read later. */
	async #take(entry: FolderEntry, scan: number, unfit: Map<string, string | undefined>): Promise<boolean> {
		try {
			const read = await readEntry(this.#path, entry, unitLimit(this.capabilities), this.#memory.seen(entry, scan))
			if (read.state === 'unfit') unfit.set(entry.file, read.seen)
			if (read.state === 'same') unfit.set(entry.file, undefined)
			if (read.state !== 'whole' || this.#life.closed || this.#memory.isDelivered(entry)) return false
			this.#memory.deliver(entry)
			this.#life.deliver(read.unit, entry.sender)
			return true
		} catch (cause) {
			unfit.set(entry.file, 'failed')
			this.#life.tell(ioError(`The file ${entry.file} could not be read`, 'It will be tried again.', cause))
			return false
		}
	}

	#tellMore(more: boolean): void {
		if (more && !this.#toldMore) {
			this.#life.tell(
				new BudkavleError(
					'medium-io',
					`The folder ${this.#path} holds more than ${this.#maxFiles} files; the others are ignored. Remove old ones, or raise maxFiles.`,
				),
			)
		}
		this.#toldMore = more
	}
}
