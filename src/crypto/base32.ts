/** Base32 of RFC 4648, section 6, in upper case and without padding: bytes as letters and digits that people can copy by hand. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The five bits of a letter or digit, or -1. Both cases are read. */
function bitsOf(code: number): number {
	if (code >= 0x41 && code <= 0x5a) return code - 0x41
	if (code >= 0x61 && code <= 0x7a) return code - 0x61
	if (code >= 0x32 && code <= 0x37) return code - 0x32 + 26
	return -1
}

/** Whether a character, given by its UTF-16 unit, may stand in base32. */
export function isBase32(code: number): boolean {
	return bitsOf(code) >= 0
}

export function toBase32(bytes: Uint8Array): string {
	let text = ''
	let bits = 0
	let held = 0
	for (const byte of bytes) {
		held = (held << 8) | byte
		bits += 8
		while (bits >= 5) {
			bits -= 5
			text += ALPHABET.charAt((held >> bits) & 31)
		}
		held &= (1 << bits) - 1
	}
	return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31)
}

/**
 * Bytes of a base32 string, or `undefined` when it is none. Each array of bytes has one reading only: a last character that stands for no whole byte, and unused bits that
 * are not zero, are refused.
 */
export function fromBase32(text: string): Uint8Array | undefined {
	const bytes = new Uint8Array(Math.floor((text.length * 5) / 8))
	let bits = 0
	let held = 0
	let length = 0
	for (let i = 0; i < text.length; i++) {
		const five = bitsOf(text.charCodeAt(i))
		if (five < 0) return undefined
		held = (held << 5) | five
		bits += 5
		if (bits < 8) continue
		bits -= 8
		bytes[length++] = held >> bits
		held &= (1 << bits) - 1
	}
	return bits < 5 && held === 0 ? bytes : undefined
}
