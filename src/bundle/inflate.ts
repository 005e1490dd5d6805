/**
 * Raw inflate (RFC 1951) for runtimes without zlib, written for hostile input: it writes exactly as many bytes as were declared, stops at the first
 * one too many, and refuses whatever zlib refuses (incomplete codes, bad stored lengths, bytes after the end). Libraries that were looked at go on to the end
 * of the input when their output is full and accept codes that are none, so that readers would differ about one and the same bundle.
 */

/** Extra bits and bases of the length symbols 257..285 and the distance symbols 0..29 (RFC 1951, 3.2.5). */
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
const DISTANCE_BASE = /* @__PURE__ */ Array.from({ length: 30 }, (_, symbol) =>
	symbol < 2 ? symbol + 1 : (2 + (symbol & 1)) * 2 ** ((symbol >> 1) - 1) + 1,
)
/** The order in which the lengths of the code length code are sent (RFC 1951, 3.2.7). */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const MAX_BITS = 15

/** A prefix code as one flat table of the next `bits` bits: symbol * 16 + length, or 0 for bits that begin no code. */
interface Code {
	readonly table: Uint16Array
	readonly bits: number
}

/** Why bytes are no deflate data of the declared size. */
export class InflateFault extends Error {}

/**
 * The table of a code by the lengths of its symbols. Over-subscribed sets are refused, incomplete ones too, except (where `sparse`)
 * no code at all or a single one of one bit: what zlib does.
 */
function buildCode(lengths: Uint8Array, sparse: boolean): Code {
	const counts = new Uint16Array(MAX_BITS + 1)
	let bits = 0
	for (const length of lengths) {
		counts[length] = (counts[length] as number) + 1
		if (length > bits) bits = length
	}
	let left = 1
	for (let length = 1; length <= MAX_BITS; length++) {
		left = left * 2 - (counts[length] as number)
		if (left < 0) throw new InflateFault('a set of code lengths is over-subscribed')
	}
	if (left > 0 && !(sparse && bits <= 1)) throw new InflateFault('a set of code lengths is incomplete')
	const next = new Uint16Array(MAX_BITS + 2)
	for (let length = 1; length <= MAX_BITS; length++) next[length + 1] = ((next[length] as number) + (counts[length] as number)) << 1
	const table = new Uint16Array(1 << bits)
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol] as number
		if (length === 0) continue
		const code = next[length] as number
		next[length] = code + 1
		// Codes are sent from their highest bit, everything else from its lowest: the table is indexed by the reversed code.
		let reversed = 0
		for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit)
		for (let at = reversed; at < table.length; at += 1 << length) table[at] = symbol * 16 + length
	}
	return { table, bits }
}

function fixedLengths(): Uint8Array {
	return Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))
}

class Inflater {
	readonly #input: Uint8Array
	readonly #output: Uint8Array
	#at = 0
	#written = 0
	#held = 0
	#count = 0

	constructor(input: Uint8Array, size: number) {
		this.#input = input
		this.#output = new Uint8Array(size)
	}

	run(): Uint8Array {
		let last = false
		while (!last) {
			last = this.#bits(1) === 1
			const type = this.#bits(2)
			if (type === 0) this.#stored()
			else if (type === 1) this.#compressed(buildCode(fixedLengths(), false), buildCode(new Uint8Array(32).fill(5), false))
			else if (type === 2) this.#dynamic()
			else throw new InflateFault('a block has the type 3, which does not exist')
		}
		// Whole bytes that were fetched and not used were not part of the data.
		if (this.#at - (this.#count >> 3) !== this.#input.length) throw new InflateFault('bytes follow the end of the data')
		if (this.#written !== this.#output.length) {
			throw new InflateFault(`the data ends after ${this.#written} bytes, ${this.#output.length} were declared`)
		}
		return this.#output
	}

	/** Makes sure that `count` bits (at most 16) are held; near the end of the input zeros stand in, which `#drop` refuses to use. */
	#fill(count: number): void {
		while (this.#count < count && this.#at < this.#input.length) {
			this.#held |= (this.#input[this.#at++] as number) << this.#count
			this.#count += 8
		}
	}

	#drop(count: number): void {
		if (count > this.#count) throw new InflateFault('the data is cut off')
		this.#held >>>= count
		this.#count -= count
	}

	#bits(count: number): number {
		this.#fill(count)
		const value = this.#held & ((1 << count) - 1)
		this.#drop(count)
		return value
	}

	#symbol(code: Code): number {
		this.#fill(code.bits)
		const entry = code.table[this.#held & ((1 << code.bits) - 1)] as number
		if (entry === 0) throw new InflateFault('the data holds bits that are no code')
		this.#drop(entry & 15)
		return entry >> 4
	}

	#room(count: number): void {
		if (count > this.#output.length - this.#written)
			throw new InflateFault(`the data holds more than the ${this.#output.length} bytes that were declared`)
	}

	#stored(): void {
		this.#drop(this.#count & 7)
		const length = this.#bits(16)
		if (this.#bits(16) !== (length ^ 0xffff)) throw new InflateFault('the length of a stored block does not fit its complement')
		const start = this.#at - (this.#count >> 3)
		if (length > this.#input.length - start) throw new InflateFault('the data is cut off')
		this.#room(length)
		this.#output.set(this.#input.subarray(start, start + length), this.#written)
		this.#written += length
		this.#at = start + length
		this.#held = 0
		this.#count = 0
	}

	#dynamic(): void {
		const literals = this.#bits(5) + 257
		const distances = this.#bits(5) + 1
		const sent = this.#bits(4) + 4
		if (literals > 286 || distances > 30) throw new InflateFault('a block has too many length or distance symbols')
		const codeLengths = new Uint8Array(19)
		for (let i = 0; i < sent; i++) codeLengths[CODE_ORDER[i] as number] = this.#bits(3)
		const code = buildCode(codeLengths, false)
		const lengths = new Uint8Array(literals + distances)
		for (let i = 0; i < lengths.length; ) {
			const symbol = this.#symbol(code)
			if (symbol < 16) {
				lengths[i++] = symbol
				continue
			}
			if (symbol === 16 && i === 0) throw new InflateFault('a code length is repeated before the first one')
			const repeated = symbol === 16 ? (lengths[i - 1] as number) : 0
			const times = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7)
			if (times > lengths.length - i) throw new InflateFault('a code length is repeated beyond the last one')
			lengths.fill(repeated, i, i + times)
			i += times
		}
		if (lengths[256] === 0) throw new InflateFault('a block has no code for its end')
		this.#compressed(buildCode(lengths.subarray(0, literals), true), buildCode(lengths.subarray(literals), true))
	}

	#compressed(literals: Code, distances: Code): void {
		const output = this.#output
		for (;;) {
			const symbol = this.#symbol(literals)
			if (symbol < 256) {
				this.#room(1)
				output[this.#written++] = symbol
				continue
			}
			if (symbol === 256) return
			const extra = LENGTH_EXTRA[symbol - 257]
			if (extra === undefined) throw new InflateFault('the data holds a length symbol that does not exist')
			const length = (LENGTH_BASE[symbol - 257] as number) + this.#bits(extra)
			const far = this.#symbol(distances)
			const base = DISTANCE_BASE[far]
			if (base === undefined) throw new InflateFault('the data holds a distance symbol that does not exist')
			const distance = base + this.#bits(far < 2 ? 0 : (far >> 1) - 1)
			if (distance > this.#written) throw new InflateFault('a distance goes back before the beginning of the data')
			this.#room(length)
			let to = this.#written
			const end = to + length
			for (let from = to - distance; to < end; ) output[to++] = output[from++] as number
			this.#written = end
		}
	}
}

/**
 * The `size` bytes that raw deflate data stands for. Allocates `size` bytes and tables of at most 128 KiB.
 *
 * @throws {InflateFault} when `input` is no deflate data, is cut off, is followed by other bytes, or stands for more or fewer bytes.
 */
export function inflateRaw(input: Uint8Array, size: number): Uint8Array {
	return new Inflater(input, size).run()
}
