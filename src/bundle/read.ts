/** Files and streams: bundles and single messages one after the other (SPEC 7.12). */
import { BudkavleError } from '../errors.js'
import { FileParser } from './file-parser.js'
import type { BundleFileItem } from './types.js'

function requireBytes(value: unknown): void {
	if (Object.prototype.toString.call(value) === '[object Uint8Array]') return
	throw new BudkavleError('argument-invalid', `Bytes are expected as a Uint8Array, but ${typeof value} came. Pass them as they were read.`)
}

/**
 * Reads a file: bundles and single messages (payload followed by signature), in any order. What is neither is reported as `skipped` up to the next magic. A bundle that
 * was cut off, so that its length reaches into the next one, ends where that one seems to begin. All offsets together cover the bytes without a gap; nothing is reported for no bytes.
 * Signatures are not checked. Items are made one at a time, when they are asked for.
 *
 * @throws {BudkavleError} `argument-invalid` for anything else than a Uint8Array
 */
export function readBundles(bytes: Uint8Array): Iterable<BundleFileItem> {
	requireBytes(bytes)
	return { [Symbol.iterator]: () => new FileParser(bytes).items() }
}

/**
 * As `readBundles`, for bytes that come in pieces of any size; gives the same items. Holds at most one bundle (LIMITS.bundle) beside the last piece.
 * What the source throws passes through; a caller that stops early closes the source.
 *
 * @throws {BudkavleError} `argument-invalid` when a piece is no Uint8Array
 */
export async function* bundlesOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<BundleFileItem, void, void> {
	const parser = new FileParser()
	for await (const piece of source) {
		requireBytes(piece)
		parser.push(piece)
		yield* parser.items()
	}
	parser.end()
	yield* parser.items()
}
