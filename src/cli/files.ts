/** Reading and writing files, standard input and standard output, with a bound on everything that is kept in memory. */

import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { open, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { concatBytes, decodeUtf8 } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import type { Context } from './context.js'
import { CliError, fileError, systemCode } from './failure.js'

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
		throw systemCode(error) === undefined ? error : fileError('read', path, error)
	} finally {
		await handle?.close()
	}
}

/** The bytes of a file, or of standard input for `-`, in pieces. */
async function* readPieces(context: Context, path: string): AsyncGenerator<Uint8Array, void, void> {
	if (path !== '-') yield* readHandle(path)
	else for await (const chunk of context.io.stdin) yield new Uint8Array(chunk as Uint8Array)
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

/** All bytes of a file or of standard input, at most `max`. */
export async function readAll(context: Context, path: string, max: number): Promise<Uint8Array> {
	const pieces: Uint8Array[] = []
	let length = 0
	for await (const piece of readPieces(context, path)) {
		length += piece.length
		if (length > max) throw new CliError('file', `Cannot use "${nameOf(path)}": it is longer than the ${max} bytes that are allowed here.`)
		pieces.push(piece)
	}
	return concatBytes(...pieces)
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

/** Writes bytes to standard output, waiting for whoever reads it. */
async function writeStdout(context: Context, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
	const { stdout } = context.io
	let written = 0
	for await (const piece of pieces) {
		written += piece.length
		if (!stdout.write(piece)) await once(stdout, 'drain')
	}
	return written
}

async function isOrdinary(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isFile()
	} catch (error) {
		return systemCode(error) === 'ENOENT'
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

/** A whole file or none: the bytes go to a new file beside it, which takes its name when all is on the disk. */
async function replaceFile(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
	const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
	const handle = await open(draft, 'wx')
	try {
		const written = await fill(handle, pieces)
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
		if (await isOrdinary(path)) return await replaceFile(path, pieces)
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

/** Writes a secret to a new file that only its owner can read. */
export async function writeSecret(path: string, text: string): Promise<void> {
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
