/**
 * A second opinion on SPEC 2: slow, plain and written apart from the scanner. It reads heads as BigInt, lets the platform's TextDecoder
 * judge every character by itself, and builds the value as it goes.
 */

import type { CborValue } from '../../src/encoding/value.js'
import type { ProtocolCode } from '../../src/errors.js'

export interface Fault {
	readonly code: ProtocolCode
	readonly offset: number
}

export type Verdict = { readonly value: CborValue } | Fault

class Refusal extends Error {
	readonly fault: Fault

	constructor(code: ProtocolCode, offset: number) {
		super(code)
		this.fault = { code, offset }
	}
}

/** What the precedence of `scan` makes of the bytes: their value, or code and offset of the fault. */
export function judge(bytes: Uint8Array): Verdict {
	try {
		const rest = new Rest(bytes)
		const value = rest.item(1, false)
		if (rest.at !== bytes.length) throw new Refusal('cbor-trailing', rest.at)
		return { value }
	} catch (error) {
		if (error instanceof Refusal) return error.fault
		throw error
	}
}

class Rest {
	readonly #bytes: Uint8Array
	at = 0

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes
	}

	item(level: number, isKey: boolean, previousKey = -1n): CborValue {
		const start = this.at
		const refuse = (code: ProtocolCode): never => {
			throw new Refusal(code, start)
		}
		const initial = this.#bytes[start]
		if (initial === undefined) return refuse('cbor-truncated')
		const major = Math.floor(initial / 32)
		const information = initial % 32
		if (information === 28 || information === 29 || information === 30) return refuse('cbor-type')
		if (information === 31) return refuse('cbor-indefinite')
		if (isKey && major !== 0) return refuse('cbor-key-type')
		if (major === 1 || major === 6) return refuse('cbor-type')
		if (major === 7 && information !== 20 && information !== 21) return refuse('cbor-type')
		if ((major === 4 || major === 5) && level > 4) return refuse('cbor-depth')

		let argument = BigInt(information)
		this.at++
		if (information >= 24) {
			const count = [1, 2, 4, 8][information - 24] as number
			const digits = [...this.#bytes.slice(this.at, this.at + count)].map((byte) => byte.toString(16).padStart(2, '0'))
			if (digits.length < count) return refuse('cbor-truncated')
			argument = BigInt(`0x${digits.join('')}`)
			this.at += count
			const shorter = [24n, 1n << 8n, 1n << 16n, 1n << 32n][information - 24] as bigint
			if (argument < shorter) return refuse('cbor-non-minimal')
		}
		if (major === 0 && argument > (1n << 53n) - 1n) return refuse('cbor-integer-range')
		if (isKey && argument <= previousKey) return refuse('cbor-key-order')
		if (major === 0) return Number(argument)
		if (major === 7) return information === 21

		const needed = major === 5 ? argument * 2n : argument
		if (needed > BigInt(this.#bytes.length - this.at)) return refuse('cbor-truncated')
		const count = Number(argument)
		if (major === 2) {
			this.at += count
			return this.#bytes.slice(this.at - count, this.at)
		}
		if (major === 3) return this.#text(count)
		if (major === 4) return Array.from({ length: count }, () => this.item(level + 1, false))
		const map = new Map<number, CborValue>()
		let last = -1n
		for (let i = 0; i < count; i++) {
			const key = this.item(level + 1, true, last) as number
			last = BigInt(key)
			map.set(key, this.item(level + 1, false))
		}
		return map
	}

	#text(length: number): string {
		const end = this.at + length
		let text = ''
		while (this.at < end) {
			const character = this.#character(end)
			if (character === undefined) throw new Refusal('cbor-utf8', this.at)
			const isMark = text === '' && character === '\u{feff}'
			if (isMark || (/\p{Cc}/u.test(character) && character !== '\n' && character !== '\t')) throw new Refusal('cbor-text', this.at)
			text += character
			this.at += new TextEncoder().encode(character).length
		}
		return text
	}

	/** The character that begins here: of one to four bytes, whichever number of them is well-formed. */
	#character(end: number): string | undefined {
		for (let size = 1; size <= 4 && this.at + size <= end; size++) {
			try {
				return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.#bytes.slice(this.at, this.at + size))
			} catch {
				// not with this many
			}
		}
		return undefined
	}
}
