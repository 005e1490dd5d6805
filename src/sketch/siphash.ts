/** SipHash-2-4 with a result of 64 bits (Aumasson and Bernstein, 2012), in halves of 32 bits: JavaScript has no fast integers of 64. */

/** The two words of a key, each as its low and its high half. */
export interface SipKey {
	readonly low0: number
	readonly high0: number
	readonly low1: number
	readonly high1: number
}

/** @param key 16 bytes */
export function sipKey(key: Uint8Array): SipKey {
	const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
	return { low0: view.getInt32(0, true), high0: view.getInt32(4, true), low1: view.getInt32(8, true), high1: view.getInt32(12, true) }
}

/** A hash in halves. The functions below write into one that is given: hashing a million ids must not make a million objects. */
export interface Halves {
	low: number
	high: number
}

/** Words of 32 bits: the input, filled up to whole blocks of two, its length in the highest byte. */
let words: Int32Array = new Int32Array(16)

/** Hashes what stands in `words`. */
function hashWords({ low0, high0, low1, high1 }: SipKey, count: number, into: Halves): void {
	let l0 = low0 ^ 0x70736575
	let h0 = high0 ^ 0x736f6d65
	let l1 = low1 ^ 0x6e646f6d
	let h1 = high1 ^ 0x646f7261
	let l2 = low0 ^ 0x6e657261
	let h2 = high0 ^ 0x6c796765
	let l3 = low1 ^ 0x79746573
	let h3 = high1 ^ 0x74656462
	let [s, t, u] = [0, 0, 0]
	for (let at = 0; at <= count; at += 2) {
		const isLast = at === count
		const low = isLast ? 0 : (words[at] as number)
		const high = isLast ? 0 : (words[at + 1] as number)
		if (isLast) l2 ^= 0xff
		l3 ^= low
		h3 ^= high
		for (let round = isLast ? 4 : 2; round > 0; round--) {
			// v0 += v1; v1 = (v1 <<< 13) ^ v0; v0 <<<= 32
			t = (l0 >>> 0) + (l1 >>> 0)
			s = (h0 + h1 + (t > 0xffffffff ? 1 : 0)) | 0
			t |= 0
			u = ((l1 << 13) | (h1 >>> 19)) ^ t
			h1 = ((h1 << 13) | (l1 >>> 19)) ^ s
			l1 = u
			l0 = s
			h0 = t
			// v2 += v3; v3 = (v3 <<< 16) ^ v2
			t = (l2 >>> 0) + (l3 >>> 0)
			h2 = (h2 + h3 + (t > 0xffffffff ? 1 : 0)) | 0
			l2 = t | 0
			u = ((l3 << 16) | (h3 >>> 16)) ^ l2
			h3 = ((h3 << 16) | (l3 >>> 16)) ^ h2
			l3 = u
			// v0 += v3; v3 = (v3 <<< 21) ^ v0
			t = (l0 >>> 0) + (l3 >>> 0)
			h0 = (h0 + h3 + (t > 0xffffffff ? 1 : 0)) | 0
			l0 = t | 0
			u = ((l3 << 21) | (h3 >>> 11)) ^ l0
			h3 = ((h3 << 21) | (l3 >>> 11)) ^ h0
			l3 = u
			// v2 += v1; v1 = (v1 <<< 17) ^ v2; v2 <<<= 32
			t = (l2 >>> 0) + (l1 >>> 0)
			s = (h2 + h1 + (t > 0xffffffff ? 1 : 0)) | 0
			t |= 0
			u = ((l1 << 17) | (h1 >>> 15)) ^ t
			h1 = ((h1 << 17) | (l1 >>> 15)) ^ s
			l1 = u
			l2 = s
			h2 = t
		}
		l0 ^= low
		h0 ^= high
	}
	into.low = (l0 ^ l1 ^ l2 ^ l3) >>> 0
	into.high = (h0 ^ h1 ^ h2 ^ h3) >>> 0
}

/** The hash of `length` bytes from `offset` on. */
export function sipHash(key: SipKey, bytes: Uint8Array, into: Halves, offset: number = 0, length: number = bytes.length - offset): void {
	const count = 2 * (Math.floor(length / 8) + 1)
	if (words.length < count) words = new Int32Array(count)
	words[count - 2] = 0
	words[count - 1] = 0
	const whole = length >> 2
	for (let i = 0, at = offset; i < whole; i++, at += 4) {
		words[i] =
			(bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)
	}
	let rest = 0
	for (let i = length - 1; i >= 4 * whole; i--) rest = (rest << 8) | (bytes[offset + i] as number)
	words[whole] = (words[whole] as number) | rest
	words[count - 1] = (words[count - 1] as number) | ((length & 0xff) << 24)
	hashWords(key, count, into)
}

/** The hash of the eight bytes of two halves, the low one first. */
export function sipHashOfHalves(key: SipKey, low: number, high: number, into: Halves): void {
	words[0] = low
	words[1] = high
	words[2] = 0
	words[3] = 8 << 24
	hashWords(key, 4, into)
}
