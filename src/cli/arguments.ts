/** The words of a command line as values. What cannot be one is a usage error that says what was expected and what came. */
import { LIMITS } from '../limits.js'
import { usage } from './failure.js'

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/**
 * Refuses arguments that the system did not hand over as Unicode: Node shows bytes that are no UTF-8 as U+FFFD, and broken UTF-16 as halves of pairs. What a
 * person wrote would be changed without a word.
 */
export function checkArguments(words: readonly string[]): void {
	for (const [index, word] of words.entries()) {
		if (!LONE_SURROGATE.test(word) && !word.includes('\uFFFD')) continue
		throw usage(
			`Argument ${index + 1} is not valid Unicode text. Give text that holds other bytes in a file (--file FILE) or by "-", as UTF-8.`,
		)
	}
}

/** What somebody typed, short enough to be repeated in a sentence. */
export function quote(text: string): string {
	return text.length <= 60 ? `"${text}"` : `"${text.slice(0, 57)}…"`
}

function bounded(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 0 && value <= LIMITS.integer
}

/** Seconds since 1970. */
export function parseSeconds(text: string, name: string): number {
	if (/^\d{1,16}$/.test(text) && bounded(Number(text))) return Number(text)
	throw usage(`${name} takes whole seconds since 1970, such as 1780000000, but ${quote(text)} came.`)
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/

function parseDate(text: string): number | undefined {
	const match = DATE.exec(text)
	if (match === null) return undefined
	const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match
	// Date.parse takes the 31st of every month and moves it to the next one.
	const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`)
	if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined
	const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
	return Number.isNaN(time) || time < 0 ? undefined : time / 1000
}

/** A span such as `7d` in seconds. */
function parseSpan(text: string): number | undefined {
	const [, number, unit = ''] = /^(\d{1,12})([smhdw]?)$/.exec(text) ?? []
	return number === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1)
}

/** Seconds since 1970, given as such or as a date. */
function parseFixed(text: string): number | undefined {
	return /^\d{1,16}$/.test(text) ? Number(text) : parseDate(text)
}

/**
 * A moment to come as seconds since 1970: a date (`2026-06-01`, `2026-06-01T12:00Z`, without a zone in UTC), such seconds themselves, or a span from now (`+3600`, `+12h`, `+7d`).
 */
export function parseMoment(text: string, name: string, now: number): number {
	const span = text.startsWith('+') ? parseSpan(text.slice(1)) : undefined
	const seconds = span === undefined ? parseFixed(text) : now + span
	if (seconds !== undefined && bounded(seconds)) return seconds
	throw usage(
		`${name} takes a date such as 2026-06-01 or 2026-06-01T12:00Z, seconds since 1970, or a span from now such as +12h or +7d, but ${quote(text)} came.`,
	)
}

/** A moment that is past as seconds since 1970: a date, such seconds themselves, or how long ago it is (`12h`, `7d`). */
export function parsePast(text: string, name: string, now: number): number {
	const fixed = parseFixed(text)
	const span = fixed === undefined ? parseSpan(text) : undefined
	const seconds = span === undefined ? fixed : Math.max(now - span, 0)
	if (seconds === undefined || !bounded(seconds)) {
		throw usage(
			`${name} takes a date such as 2026-06-01 or 2026-06-01T12:00Z, seconds since 1970, or how long ago, such as 12h or 7d, but ${quote(text)} came.`,
		)
	}
	if (seconds > now) throw usage(`${name} ${quote(text)} is in the future: give a moment that is past, such as 7d for seven days ago.`)
	return seconds
}

/** A whole number between two bounds. */
export function parseCount(text: string, name: string, min: number, max: number): number {
	const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
	if (value >= min && value <= max) return value
	throw usage(`${name} takes a number from ${min} to ${max}, but ${quote(text)} came.`)
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 }

/** A number of bytes: `500000`, `500k`, `50M`, `1.5G`. */
export function parseSize(text: string, name: string): number {
	const [, number, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([kKMG]?)B?$/.exec(text) ?? []
	const size = number === undefined ? Number.NaN : Math.floor(Number(number) * (SIZES[unit] ?? 1))
	if (bounded(size)) return size
	throw usage(`${name} takes a number of bytes, such as 500000, 500k, 50M or 1.5G, but ${quote(text)} came.`)
}

/** An id, key or hash, whole or shortened: 4 to 64 hex digits, in lower case. A leading `#`, as views show it, is left out. */
export function parseHex(text: string, what: string): string {
	const digits = text.replace(/^#/, '')
	if (/^[0-9a-fA-F]{4,64}$/.test(digits)) return digits.toLowerCase()
	throw usage(`${what} is written as 4 to 64 hexadecimal digits, but ${quote(text)} came.`)
}

/** One of a few words. */
export function parseChoice<T extends string>(text: string, name: string, choices: readonly T[]): T {
	const choice = choices.find((each) => each === text)
	if (choice !== undefined) return choice
	throw usage(`${name} takes one of ${choices.join(', ')}, but ${quote(text)} came.`)
}

/** For options that may be repeated. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
	return [...(before ?? []), value]
}
