/** Reading and writing files, standard input and standard output, with a bound on everything that is kept in memory. */

import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { access, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { concatBytes, decodeUtf8 } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import type { Context } from './context.js'
import { CliError, fileError, readError, systemCode } from './failure.js'
import { writeOut } from './output.js'

const CHUNK = 65_536

async function* readHandle(path: string): AsyncGenerator<Uint8Array, void, void> {
	let handle: FileHandle | undefined
	try {
		handle = await open(path, 'r')
		for (;;) {
			const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK), 0, CHUNK, null)
			if (bytesRead === 0) return
			yield buffer.subarray(0, bytesRead)
		}
	} catch (error) {
		throw systemCode(error) === undefined ? error : readError(path, error)
	} finally {
		await handle?.close()
	}
}

/** The bytes of a file, or of standard input for `-`, in pieces. */
async function* readPieces(context: Context, path: string): AsyncGenerator<Uint8Array, void, void> {
	if (path !== '-') return yield* readHandle(path)
	try {
		for await (const chunk of context.io.stdin) yield new Uint8Array(chunk as Uint8Array)
	} catch (error) {
		throw systemCode(error) === undefined ? error : fileError('read', nameOf(path), error)
	}
}

/** The bytes of bundles and messages, in pieces. No bytes at all are no bundle: most likely something went wrong when the file was copied. */
export async function readCarried(context: Context, path: string): Promise<AsyncIterable<Uint8Array>> {
	const pieces = readPieces(context, path)
	const first = await pieces.next()
	if (first.done === true)
		throw new BudkavleError('bundle-truncated', `"${nameOf(path)}" is empty, not even a bundle without messages. Copy it again.`)
	return (async function* () {
		yield first.value
		yield* pieces
	})()
}

/** How people and errors name a file. */
export function nameOf(path: string): string {
	return path === '-' ? 'standard input' : path
}

/** All bytes of a file or of standard input, at most `max`; of what somebody types perhaps no more than is enough. */
export async function readAll(
	context: Context,
	path: string,
	max: number,
	isEnough: (pieces: readonly Uint8Array[]) => boolean = () => false,
): Promise<Uint8Array> {
	const pieces: Uint8Array[] = []
	let length = 0
	for await (const piece of readPieces(context, path)) {
		length += piece.length
		if (length > max) throw new CliError('file', `Cannot use "${nameOf(path)}": it is longer than the ${max} bytes that are allowed here.`)
		pieces.push(piece)
		if (isEnough(pieces)) break
	}
	return concatBytes(...pieces)
}

const SECRET_MAX = 4096

/** A short text that is to hold a secret; an empty one where the bytes are no text. Nothing of it is ever named in an error. */
export async function readSecretText(context: Context, path: string, isEnough: (typed: string) => boolean = () => false): Promise<string> {
	const textOf = (bytes: Uint8Array): string => {
		try {
			return decodeUtf8(bytes)
				.replace(/^\uFEFF/, '')
				.trim()
		} catch {
			return ''
		}
	}
	return textOf(await readAll(context, path, SECRET_MAX, (pieces) => isEnough(textOf(concatBytes(...pieces)))))
}

const TEXT_MAX = 1_048_576

/** A text file or standard input as text: UTF-8, without a byte order mark at its start and line ends at its end, which editors and shells add. */
export async function readText(context: Context, path: string): Promise<string> {
	const bytes = await readAll(context, path, TEXT_MAX)
	let text: string
	try {
		text = decodeUtf8(bytes)
	} catch (error) {
		throw new BudkavleError('cbor-utf8', `The text of "${nameOf(path)}" is not UTF-8. Save it as UTF-8 and try again.`, { cause: error })
	}
	return text.replace(/^\uFEFF/, '').replace(/(?:\r?\n)+$/, '')
}

async function writeStdout(context: Context, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
	let written = 0
	for await (const piece of pieces) {
		written += piece.length
		await writeOut(context.io.stdout, piece)
	}
	return written
}

/** More links in a row are a circle. */
const LINKS = 40

/** Where a file or folder really is, or would be: symbolic links are followed, also one to a place where nothing is yet. */
export async function followLinks(path: string): Promise<string> {
	let place = path
	for (let step = 0; step < LINKS; step++) {
		const target = await readlink(place).catch(() => undefined)
		if (target === undefined) return place
		place = resolve(await realpath(dirname(place)), target)
	}
	return place
}

async function statOf(path: string): Promise<Stats | undefined> {
	try {
		return await stat(path)
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined
		throw error
	}
}

async function fill(handle: FileHandle, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
	let written = 0
	for await (const piece of pieces) {
		await handle.writeFile(piece)
		written += piece.length
	}
	return written
}

const PERMISSIONS = 0o7777
const WRITERS = 0o222

/** A file whose owner has protected it is not to be replaced, though the folder would allow it; nor by whoever may do everything. */
async function checkWritable(path: string, { mode }: Stats): Promise<void> {
	if ((mode & WRITERS) === 0) throw new CliError('file', `Cannot write "${path}": it is protected against writing. Choose another name.`)
	await access(path, constants.W_OK)
}

/** A whole file or none: the bytes go to a new file beside it, which takes its name when all is on the disk. It also takes over the permissions and the owner. */
async function replaceFile(
	path: string,
	old: Stats | undefined,
	pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
	if (old !== undefined) await checkWritable(path, old)
	const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
	const handle = await open(draft, 'wx', old === undefined ? 0o666 : 0o600)
	try {
		const written = await fill(handle, pieces)
		if (old !== undefined) {
			// Where the disk knows no owners and permissions, there are none to take over.
			await handle.chown(old.uid, old.gid).catch(() => undefined)
			await handle.chmod(old.mode & PERMISSIONS).catch(() => undefined)
		}
		await handle.sync()
		await handle.close()
		await rename(draft, path)
		return written
	} catch (error) {
		await handle.close().catch(() => undefined)
		await unlink(draft).catch(() => undefined)
		throw error
	}
}

/** Writes to a file, replacing what was there, or to standard output for `-`. Returns how many bytes. */
export async function writePieces(
	context: Context,
	path: string,
	pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
	if (path === '-') return writeStdout(context, pieces)
	try {
		const place = await followLinks(path)
		const old = await statOf(place)
		if (old === undefined || old.isFile()) return await replaceFile(place, old, pieces)
		// A device or a pipe has no name to take over.
		const handle = await open(path, 'w')
		try {
			return await fill(handle, pieces)
		} finally {
			await handle.close()
		}
	} catch (error) {
		throw systemCode(error) === undefined ? error : fileError('write', path, error)
	}
}

/** Writes a new file that only its owner can read. */
export async function writePrivate(path: string, text: string): Promise<void> {
	try {
		const handle = await open(path, 'wx', 0o600)
		try {
			await handle.writeFile(text)
			await handle.sync()
		} finally {
			await handle.close()
		}
	} catch (error) {
		throw fileError('write', path, error)
	}
}
