/** Reading and writing the files of a folder, with what may go wrong on sticks and in directories that others write to. */
import type { FileHandle } from 'node:fs/promises'
import { constants, open, opendir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toHex } from '../bytes.js'
import { randomBytes } from '../crypto/random.js'
import { throwIfAborted } from '../errors.js'
import type { FolderFileName } from './folder-names.js'
import { isTemporaryOf, parseFileName, temporaryName, unitHash } from './folder-names.js'

/** A file whose name is one of ours. */
export interface FolderEntry extends FolderFileName {
	/** As the folder has it. */
	readonly file: string
}

export interface FolderListing {
	readonly entries: readonly FolderEntry[]
	/** Whether there were more than were asked for. */
	readonly more: boolean
	/** Unfinished files of the sender. */
	readonly unfinished: readonly string[]
}

/** `unfit`: not what its name says, or not yet. `same`: as it was when it was unfit. */
export type FolderRead =
	| { readonly state: 'whole'; readonly unit: Uint8Array }
	| { readonly state: 'unfit'; readonly seen: string }
	| { readonly state: 'same' | 'gone' }

/** Not there on Windows, where making symbolic links takes a privilege. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** Otherwise a named pipe, of which everybody may put one there, holds the reader for ever. */
const NO_WAITING = constants.O_NONBLOCK ?? 0

export function isMissing(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException | undefined)?.code
	return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Which folder it is: another one may be mounted at the same path. */
export async function folderIdentity(path: string): Promise<string> {
	const { dev, ino, birthtimeMs } = await stat(path)
	return `${dev} ${ino} ${birthtimeMs}`
}

/** At most so many entries are kept; all others cost time and no memory. */
export async function listFolder(path: string, sender: string, most: number): Promise<FolderListing> {
	const entries: FolderEntry[] = []
	const unfinished: string[] = []
	let more = false
	for await (const entry of await opendir(path)) {
		if (!entry.isFile()) continue
		if (isTemporaryOf(sender, entry.name) && unfinished.length < most) unfinished.push(entry.name)
		const parsed = parseFileName(entry.name)
		if (parsed === undefined) continue
		if (entries.length < most) entries.push({ ...parsed, file: entry.name })
		else more = true
	}
	return { entries, more, unfinished }
}

/** Reads as far as the buffer goes. */
async function fill(handle: FileHandle, buffer: Uint8Array): Promise<boolean> {
	for (let at = 0; at < buffer.length; ) {
		const { bytesRead } = await handle.read(buffer, at, buffer.length - at, at)
		if (bytesRead === 0) return false
		at += bytesRead
	}
	return true
}

/** The content of a file, if that is what its name says. `seen`: what it looked like when it was not. */
export async function readEntry(folder: string, { file, hash }: FolderEntry, limit: number, seen: string | undefined): Promise<FolderRead> {
	let handle: FileHandle
	try {
		handle = await open(join(folder, file), constants.O_RDONLY | NO_FOLLOW | NO_WAITING)
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code
		// ELOOP: a symbolic link; ENXIO: a socket. Without permission, it may come later.
		if (code === 'ELOOP' || code === 'ENXIO' || code === 'EACCES' || code === 'EPERM') return { state: 'unfit', seen: String(code) }
		if (isMissing(error)) return { state: 'gone' }
		throw error
	}
	try {
		const status = await handle.stat()
		const { size, mtimeMs } = status
		const looks = `${size} ${mtimeMs}`
		if (looks === seen) return { state: 'same' }
		if (!status.isFile() || size < 1 || size > limit) return { state: 'unfit', seen: looks }
		const unit = new Uint8Array(size)
		return (await fill(handle, unit)) && unitHash(unit) === hash ? { state: 'whole', unit } : { state: 'unfit', seen: looks }
	} finally {
		await handle.close()
	}
}

/** Whether there is a file of this size. */
export async function hasFile(path: string, size: number): Promise<boolean> {
	try {
		const found = await stat(path)
		return found.isFile() && found.size === size
	} catch (error) {
		if (isMissing(error)) return false
		throw error
	}
}

export async function removeFile(path: string): Promise<void> {
	await unlink(path).catch((error: unknown) => {
		if (!isMissing(error)) throw error
	})
}

/** Makes what was renamed survive a power cut, where the system can. */
async function syncFolder(path: string): Promise<void> {
	try {
		const handle = await open(path, constants.O_RDONLY)
		try {
			await handle.sync()
		} finally {
			await handle.close()
		}
	} catch {
		// Windows and some file systems cannot: the file itself was synchronised.
	}
}

/** Writes a file so that at every moment it is there whole or not at all. */
export async function writeFileAtomically(path: string, bytes: Uint8Array, sender: string, signal?: AbortSignal): Promise<void> {
	const folder = dirname(path)
	const temporary = join(folder, temporaryName(sender, toHex(randomBytes(8))))
	try {
		const handle = await open(temporary, 'wx')
		try {
			await handle.writeFile(bytes)
			throwIfAborted(signal)
			await handle.sync()
		} finally {
			await handle.close()
		}
		throwIfAborted(signal)
		await rename(temporary, path)
	} catch (error) {
		await unlink(temporary).catch(() => undefined)
		throw error
	}
	await syncFolder(folder)
}
