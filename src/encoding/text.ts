/**
 * What a text may hold (SPEC 2.4): UTF-8, no byte order mark at its start, no control characters (Unicode category
 * Cc) other than LF and TAB. Once over bytes, for what came from outside; once over strings, for what is about to be written.
 */

const TAB = 0x09
const LF = 0x0a
const BYTE_ORDER_MARK = 0xfeff
/** What U+D800..U+DFFF have in common: their bits above the lowest eleven. */
const SURROGATES = 0x1b

/**
 * The offset of the first byte of the first character between `start` (inclusive) and `end` (exclusive) that no text
 * may hold, or -1. Bytes outside that range are not read. Ill-formed UTF-8 counts as one character that begins where
 * its sequence begins; `textFaultCode` tells which of the two faults it is.
 */
export function firstTextFault(bytes: Uint8Array, start: number, end: number): number {
	let at = start
	while (at < end) {
		const lead = bytes[at] as number
		if (lead < 0x80) {
			if (lead < 0x20 ? lead !== LF && lead !== TAB : lead === 0x7f) return at
			at++
			continue
		}
		const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
		if (lead < 0xc0 || lead > 0xf4 || at + size > end) return at
		let point = lead & (0x7f >> size)
		for (let i = 1; i < size; i++) {
			const byte = bytes[at + i] as number
			if ((byte & 0xc0) !== 0x80) return at
			point = (point << 6) | (byte & 0x3f)
		}
		// What a shorter sequence could hold is overlong. After two bytes U+0080..U+009F, control characters, are out as well.
		if (point < (size === 2 ? 0xa0 : size === 3 ? 0x800 : 0x1_0000)) return at
		if (point >> 11 === SURROGATES || point > 0x10_ffff) return at
		if (point === BYTE_ORDER_MARK && at === start) return at
		at += size
	}
	return -1
}

/**
 * Which fault `firstTextFault` found at `at`, in a text that ends before `end`: `cbor-text` for a well-formed character
 * that no text may hold, `cbor-utf8` for bytes that are no character.
 */
export function textFaultCode(bytes: Uint8Array, at: number, end: number): 'cbor-text' | 'cbor-utf8' {
	const [lead = 0, second = 0, third = 0] = bytes.subarray(at, end)
	const isControl = lead < 0x80 || (lead === 0xc2 && second >> 6 === 2)
	const isByteOrderMark = lead === 0xef && second === 0xbb && third === 0xbf
	return isControl || isByteOrderMark ? 'cbor-text' : 'cbor-utf8'
}

/**
 * The bytes that a string takes as a text of the format, or -1 when it is none: it has a lone surrogate, a byte order
 * mark at its start, or a control character other than LF and TAB.
 */
export function textSize(text: string): number {
	if (text.charCodeAt(0) === BYTE_ORDER_MARK) return -1
	const length = text.length
	let size = length
	for (let i = 0; i < length; i++) {
		const unit = text.charCodeAt(i)
		if (unit < 0x80) {
			if (unit < 0x20 ? unit !== LF && unit !== TAB : unit === 0x7f) return -1
		} else if (unit < 0x800) {
			if (unit < 0xa0) return -1
			size++
		} else {
			// A pair of surrogates is two units and four bytes, everything else here one unit and three bytes.
			size += 2
			if (unit >> 11 === SURROGATES) {
				const low = text.charCodeAt(++i) // NaN past the end
				if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return -1
			}
		}
	}
	return size
}

/** Whether a string can be written as a text of one line: a text of the format without LF and TAB. */
export function isLine(text: string): boolean {
	return textSize(text) >= 0 && !text.includes('\n') && !text.includes('\t')
}
