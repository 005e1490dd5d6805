/** Small helpers over byte arrays. Comparison is by bytes everywhere; nothing here knows the format. */

const utf8Encoder: TextEncoder = new TextEncoder()
const utf8Decoder: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Whether a value is a Uint8Array, also one of another realm (a frame, a test runner). */
export function isBytes(value: unknown): value is Uint8Array {
	return value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]'
}

/** Bytes of a hash or a key: nearly all that is turned into hexadecimal. */
const ID_BYTES = 32
/** The digits of one id at a time. No memory is allocated for them but that of the string. */
const idDigits: Uint8Array = /* @__PURE__ */ new Uint8Array(2 * ID_BYTES)

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
	const { length } = bytes
	// Digits as bytes and one decoding: a string that grows by concatenation is twice as slow, and is kept in pieces.
	const digits = length === ID_BYTES ? idDigits : new Uint8Array(2 * length)
	for (let i = 0; i < length; i++) {
		const byte = bytes[i] as number
		digits[2 * i] = HEX_DIGITS[byte >> 4] as number
		digits[2 * i + 1] = HEX_DIGITS[byte & 15] as number
	}
	return utf8Decoder.decode(digits)
}

/** The characters 0 to 9 and a to f. */
const HEX_DIGITS: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 16 }, (_, value) => (value < 10 ? 0x30 : 0x57) + value)
/** By character: what a digit is worth, or NO_DIGIT. */
const NO_DIGIT = 0xff
const HEX_VALUES: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => nibble(code))

function nibble(code: number): number {
	if (code >= 0x30 && code <= 0x39) return code - 0x30
	if (code >= 0x61 && code <= 0x66) return code - 0x57
	if (code >= 0x41 && code <= 0x46) return code - 0x37
	return NO_DIGIT
}

/** Bytes of a hexadecimal string, or `undefined` when it is none. Both cases are read. */
export function fromHex(hex: string): Uint8Array | undefined {
	if (hex.length % 2 !== 0) return undefined
	const length = hex.length / 2
	const bytes = new Uint8Array(length)
	for (let i = 0; i < length; i++) {
		const high = HEX_VALUES[hex.charCodeAt(2 * i)] ?? NO_DIGIT
		const low = HEX_VALUES[hex.charCodeAt(2 * i + 1)] ?? NO_DIGIT
		if ((high | low) > 15) return undefined
		bytes[i] = (high << 4) | low
	}
	return bytes
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
	return true
}

/** Negative, zero or positive, in the order of the bytes; a prefix comes first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
	const length = Math.min(a.length, b.length)
	for (let i = 0; i < length; i++) {
		const difference = (a[i] as number) - (b[i] as number)
		if (difference !== 0) return difference
	}
	return a.length - b.length
}

/** The same bytes in memory of their own. `slice` would not do: that of a Buffer is a view on what it is cut from. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(bytes)
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
	return joinBytes(parts)
}

/** As `concatBytes`, for lists that may be too long to be arguments. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
	let length = 0
	for (const part of parts) length += part.length
	const whole = new Uint8Array(length)
	let offset = 0
	for (const part of parts) {
		whole.set(part, offset)
		offset += part.length
	}
	return whole
}

export function encodeUtf8(text: string): Uint8Array {
	return utf8Encoder.encode(text)
}

/** Text of UTF-8 bytes; throws a TypeError when they are none. A byte order mark stays in the text. */
export function decodeUtf8(bytes: Uint8Array): string {
	return utf8Decoder.decode(bytes)
}

/** -1, 0 or 1, by UTF-16 code units: for hex strings this is the order of their bytes. */
export function compareStrings(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}

/** Negative, zero or positive, in the order of the UTF-8 bytes of two texts, which is the order of their code points. */
export function compareText(a: string, b: string): number {
	const length = Math.min(a.length, b.length)
	for (let i = 0; i < length; i++) {
		const difference = codePointRank(a.charCodeAt(i)) - codePointRank(b.charCodeAt(i))
		if (difference !== 0) return difference
	}
	return a.length - b.length
}

/** UTF-16 units in the order of what they encode: surrogates stand for code points above all others. */
function codePointRank(unit: number): number {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}
