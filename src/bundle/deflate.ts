/** Raw deflate (RFC 1951) for the streams of a bundle (SPEC 7.4): node:zlib where there is one, portable code everywhere else. */
import { deflateSync } from 'fflate'
import { concatBytes, joinBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { InflateFault, inflateRaw } from './inflate.js'

/** One way to compress and to inflate. Compressed bytes differ between the two; what they stand for does not. */
export interface Deflate {
	/**
	 * Compressed data that stands for the parts, one after the other. The borders of the parts are hints: the parts have different statistics.
	 */
	deflate(parts: readonly Uint8Array[]): Uint8Array
	/**
	 * The `size` bytes that the data stands for, in memory of their own. `size` is what was declared, already compared with the caller's limits: nothing larger is allocated.
	 *
	 * @throws {BudkavleError} `bundle-inflate` when the data is damaged, followed by other bytes, or stands for more or fewer bytes.
	 */
	inflate(bytes: Uint8Array, size: number): Uint8Array
}

interface ZlibOptions {
	readonly level?: number
	readonly memLevel?: number
	readonly strategy?: number
	readonly finishFlush?: number
	readonly maxOutputLength?: number
	readonly chunkSize?: number
	readonly info?: true
}

/** The part of node:zlib that is used. */
export interface NodeZlib {
	deflateRawSync(bytes: Uint8Array, options: ZlibOptions): Uint8Array
	inflateRawSync(
		bytes: Uint8Array,
		options: ZlibOptions,
	): { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } }
}

const SYNC_FLUSH = 2
const FINISH = 4
/** The smallest output buffer that zlib accepts. */
const MIN_CHUNK = 64
/** Default, filtered, Huffman only. Which one is best depends on the part; a reader does not see it. */
const STRATEGIES = [0, 1, 2]
/** Below so many bytes a part does not pay for a block of its own. */
const SMALL_PART = 48
/** With more parts than these the borders are not looked at: trying them all takes too long. */
const MANY_PARTS = 64

function fault(size: number, bytes: number, cause: unknown): BudkavleError {
	const what = cause instanceof Error ? cause.message : 'it is damaged'
	const message = `Expected ${bytes} bytes of deflate data that stand for exactly ${size} bytes, but ${what}. The bundle is damaged: fetch it again.`
	return new BudkavleError('bundle-inflate', message, { cause })
}

/** The way through zlib. */
export function zlibDeflate(zlib: NodeZlib): Deflate {
	function smallest(bytes: Uint8Array, strategies: readonly number[], finishFlush: number): Uint8Array {
		let best: Uint8Array | undefined
		for (const strategy of strategies) {
			// memLevel 9 doubles the length of a block, which saves tables in long texts.
			for (const memLevel of [8, 9]) {
				const tried = zlib.deflateRawSync(bytes, { level: 9, memLevel, strategy, finishFlush })
				if (best === undefined || tried.length < best.length) best = tried
			}
		}
		return best ?? new Uint8Array(0)
	}

	/** Each part in blocks of its own, unless it is smaller together with the one before it. A sync flush ends a part at the border of a byte. */
	function separately(parts: readonly Uint8Array[]): Uint8Array {
		const groups: { bytes: Uint8Array; packed: Uint8Array }[] = []
		for (const part of parts) {
			const before = groups.at(-1)
			const packed = smallest(part, STRATEGIES, SYNC_FLUSH)
			if (before !== undefined) {
				const joined = concatBytes(before.bytes, part)
				const together = smallest(joined, STRATEGIES, SYNC_FLUSH)
				if (part.length < SMALL_PART || together.length <= before.packed.length + packed.length) {
					groups[groups.length - 1] = { bytes: joined, packed: together }
					continue
				}
			}
			groups.push({ bytes: part, packed })
		}
		const last = groups.pop()
		return last === undefined
			? smallest(new Uint8Array(0), [0], FINISH)
			: concatBytes(joinBytes(groups.map((group) => group.packed)), smallest(last.bytes, STRATEGIES, FINISH))
	}

	return {
		deflate(parts) {
			const whole = smallest(joinBytes(parts), [0], FINISH)
			if (parts.length < 2 || parts.length > MANY_PARTS || whole.length < 2 * SMALL_PART) return new Uint8Array(whole)
			const apart = separately(parts)
			return new Uint8Array(apart.length < whole.length ? apart : whole)
		},
		inflate(bytes, size) {
			let inflated: { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } }
			try {
				// One byte more than declared: zlib takes a limit of 0 for none, and must not stop at the limit before it saw the end of the data.
				inflated = zlib.inflateRawSync(bytes, { maxOutputLength: size + 1, chunkSize: Math.max(size + 1, MIN_CHUNK), info: true })
			} catch (cause) {
				throw fault(size, bytes.length, cause)
			}
			const { buffer, engine } = inflated
			if (buffer.length !== size) throw fault(size, bytes.length, new InflateFault(`it stands for ${buffer.length}`))
			if (engine.bytesWritten !== bytes.length) throw fault(size, bytes.length, new InflateFault('bytes follow the end of the data'))
			return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
		},
	}
}

/** The way without zlib: fflate compresses, `inflateRaw` inflates. */
export const portableDeflate: Deflate = {
	deflate: (parts) => deflateSync(joinBytes(parts), { level: 9, mem: 9 }),
	inflate(bytes, size) {
		try {
			return inflateRaw(bytes, size)
		} catch (cause) {
			throw fault(size, bytes.length, cause)
		}
	},
}

interface Runtime {
	readonly process?: { getBuiltinModule?(id: string): unknown }
}

let opened: Deflate | undefined

/** The best way here. */
export function openDeflate(): Deflate {
	if (opened === undefined) {
		const zlib = (globalThis as unknown as Runtime).process?.getBuiltinModule?.('node:zlib') as NodeZlib | undefined
		opened = zlib === undefined ? portableDeflate : zlibDeflate(zlib)
	}
	return opened
}
