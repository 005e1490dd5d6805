/** What a folder medium remembers of the files of others: what it has handed over, and what was not whole when it last looked. */
import { readFile, stat } from 'node:fs/promises'
import type { FolderEntry } from './folder-files.js'
import { isMissing, writeFileAtomically } from './folder-files.js'

const VERSION = 1
/** Characters of a key: 40 of the sender, the slash, 32 of the hash; and what JSON adds. */
const LONGEST_LINE = 80
const KEY = /^[a-z0-9][a-z0-9_-]{0,39}\/[0-9a-f]{32}$/
/** An unfit file that has not changed is read again after 1, 2, 4 ... scans, at least once in so many. */
const LONGEST_PAUSE = 64

interface Unfit {
	readonly seen: string
	readonly failures: number
	/** The scan in which it is read again even if it looks the same: some file systems change neither size nor time while a file grows. */
	readonly again: number
}

const keyOf = ({ sender, hash }: FolderEntry): string => `${sender}/${hash}`

export class FolderMemory {
	/** What was handed over, the longest unseen first. Files of one sender and one hash are one, whatever their name says about a conflict. */
	readonly #delivered: Set<string> = new Set()
	#unfit: ReadonlyMap<string, Unfit> = new Map()
	readonly #most: number
	#changed = false

	/** `most`: how many keys it keeps, more than a scan looks at. */
	constructor(most: number) {
		this.#most = most
	}

	isDelivered(entry: FolderEntry): boolean {
		return this.#delivered.has(keyOf(entry))
	}

	deliver(entry: FolderEntry): void {
		this.#delivered.add(keyOf(entry))
		this.#changed = true
	}

	/** How an unfit file looked, when it is not to be read again unless it has changed. */
	seen({ file }: FolderEntry, scan: number): string | undefined {
		const unfit = this.#unfit.get(file)
		return unfit === undefined || scan >= unfit.again ? undefined : unfit.seen
	}

	/** What a scan has found: of what is not there any more, only as much is remembered as there is room for. */
	finish(scan: number, present: readonly FolderEntry[], unfit: ReadonlyMap<string, string | undefined>): void {
		for (const entry of present) {
			const key = keyOf(entry)
			if (this.#delivered.delete(key)) this.#delivered.add(key)
		}
		for (const key of this.#delivered) {
			if (this.#delivered.size <= this.#most) break
			this.#delivered.delete(key)
		}
		const next = new Map<string, Unfit>()
		for (const [file, looks] of unfit) {
			const before = this.#unfit.get(file)
			if (looks === undefined) {
				if (before !== undefined) next.set(file, before)
				continue
			}
			const failures = before?.seen === looks ? before.failures + 1 : 1
			next.set(file, { seen: looks, failures, again: scan + Math.min(LONGEST_PAUSE, 2 ** Math.min(failures, 10) / 2) })
		}
		this.#unfit = next
	}

	/** Reads what an earlier process wrote. A file that is missing, damaged or foreign is as good as none: then some units come again. */
	async load(path: string): Promise<void> {
		try {
			if ((await stat(path)).size > this.#most * LONGEST_LINE + 100) return
			const held: unknown = JSON.parse(await readFile(path, 'utf8'))
			if (typeof held !== 'object' || held === null) return
			const { version, delivered } = held as Readonly<Record<string, unknown>>
			if (version !== VERSION || !Array.isArray(delivered)) return
			for (const key of delivered.slice(-this.#most)) if (typeof key === 'string' && KEY.test(key)) this.#delivered.add(key)
		} catch (error) {
			if (!isMissing(error) && !(error instanceof SyntaxError)) throw error
		}
	}

	/** Writes it down, if there is anything new. */
	async save(path: string, sender: string): Promise<void> {
		if (!this.#changed) return
		this.#changed = false
		try {
			const text = JSON.stringify({ version: VERSION, delivered: [...this.#delivered] })
			await writeFileAtomically(path, new TextEncoder().encode(text), sender)
		} catch (error) {
			this.#changed = true
			throw error
		}
	}
}
