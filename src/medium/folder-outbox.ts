/** The files that one sender has in a folder: written one after the other, and only so many. */
import { join } from 'node:path'
import { throwIfAborted } from '../errors.js'
import type { FolderEntry } from './folder-files.js'
import { hasFile, isMissing, removeFile, writeFileAtomically } from './folder-files.js'
import { compareFileNames, formatFileName, nextCounter, unitHash } from './folder-names.js'

export class FolderOutbox {
	readonly #folder: string
	readonly #sender: string
	readonly #keep: number
	/** By counter, the oldest first. */
	#files: FolderEntry[] = []

	constructor(folder: string, sender: string, keep: number) {
		this.#folder = folder
		this.#sender = sender
		this.#keep = keep
	}

	/** Begins with what lies in the folder: these files are the sender's, from an earlier run. */
	open(entries: readonly FolderEntry[]): readonly FolderEntry[] {
		this.#files = entries
			// Copies that were made in a conflict are left alone: no name of ours, no file of ours.
			.filter((entry) => entry.sender === this.#sender && entry.file.toLowerCase() === formatFileName(entry))
			.sort(compareFileNames)
		return this.#files
	}

	/** Writes a unit, unless it is there already. `onWrite` is called before the file can be seen, so that it is never taken for somebody else's. */
	async write(unit: Uint8Array, signal: AbortSignal | undefined, onWrite: (entry: FolderEntry) => void): Promise<void> {
		const hash = unitHash(unit)
		const held = this.#files.findIndex((entry) => entry.hash === hash)
		const [before] = held < 0 ? [] : this.#files.splice(held, 1)
		if (before !== undefined && (await hasFile(join(this.#folder, before.file), unit.length))) {
			this.#files.splice(held, 0, before)
			return
		}
		throwIfAborted(signal)
		const name = { sender: this.#sender, counter: nextCounter(this.#files.map(({ counter }) => counter)), hash }
		const entry = { ...name, file: formatFileName(name) }
		onWrite(entry)
		const path = join(this.#folder, entry.file)
		try {
			await writeFileAtomically(path, unit, this.#sender, signal)
		} catch (error) {
			// Another program of the same name that starts takes our unfinished file for one of its own from earlier, and tidies up.
			if (!isMissing(error)) throw error
			await writeFileAtomically(path, unit, this.#sender, signal)
		}
		this.#files.push(entry)
	}

	/** Removes the oldest files beyond the number that is kept. */
	async prune(): Promise<void> {
		while (this.#files.length > this.#keep) {
			const oldest = this.#files.shift()
			if (oldest !== undefined) await removeFile(join(this.#folder, oldest.file))
		}
	}
}
