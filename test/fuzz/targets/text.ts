/** What people type or copy from paper: keys, ids, recovery keys, the words of a command line; and names that others chose. */
import { encodeUtf8, equalBytes, fromHex, toHex } from '../../../src/bytes.js'
import { checkArguments, parseCount, parseHex, parseMoment, parsePast, parseSeconds } from '../../../src/cli/arguments.js'
import { CliError } from '../../../src/cli/failure.js'
import { fromBase32, toBase32 } from '../../../src/crypto/base32.js'
import { sha256 } from '../../../src/crypto/hash.js'
import { formatRecovery, parseRecovery } from '../../../src/crypto/recovery.js'
import { textSize } from '../../../src/encoding/text.js'
import { LIMITS } from '../../../src/limits.js'
import { normalise } from '../../../src/message/normalise.js'
import { displayNames } from '../../../src/render/names.js'
import { safeLines, safeText } from '../../../src/render/safe-text.js'
import type { Random } from '../../../src/testing/random.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must, textOf } from '../target.js'

const texts =
	(...all: readonly string[]): (() => Promise<readonly Uint8Array[]>) =>
	async () =>
		all.map(encodeUtf8)

/** Another character from a list in the place of one. */
function mutateFrom(characters: string): (input: Uint8Array, random: Random) => Uint8Array {
	return (input: Uint8Array, random: Random) => {
		const text = textOf(input)
		const at = random.below(text.length + 1)
		return encodeUtf8(text.slice(0, at) + random.pick([...characters, '']) + text.slice(at + random.below(2)))
	}
}

export const base32Target: FuzzTarget = {
	name: 'base32',
	seeds: texts('', 'MY', 'MZXW6YTBOI', 'mzxw6===', toBase32(sha256(new Uint8Array(0)))),
	mutate: mutateFrom('ABCXYZabcxyz2345670189='),
	run(input) {
		const text = textOf(input)
		const bytes = fromBase32(text)
		if (bytes !== undefined) must(toBase32(bytes) === text.toUpperCase(), 'bytes have one spelling only')
		must(equalBytes(fromBase32(toBase32(input)) ?? new Uint8Array(0), input), 'what is written is read as the same bytes')
		return text.length
	},
}

export const recoveryTarget: FuzzTarget = {
	name: 'recovery',
	seeds: texts(
		...[1, 2, 3].map((fill) => formatRecovery(new Uint8Array(32).fill(fill))),
		formatRecovery(sha256(Uint8Array.of(1)))
			.toLowerCase()
			.replaceAll('i', '1')
			.replaceAll('o', '0')
			.replaceAll(' ', '-'),
		'1'.repeat(56),
	),
	mutate: mutateFrom('ABCILO10872 -\n\u00ad\u2010'),
	run(input) {
		const text = textOf(input)
		const secret = accepted(() => parseRecovery(text), ['key-invalid'])
		if (secret === undefined) return text.length
		must(secret.length === 32, 'a secret key has 32 bytes')
		must(equalBytes(parseRecovery(formatRecovery(secret)), secret), 'what is written is read as the same key')
		return 4096
	},
}

export const hexTarget: FuzzTarget = {
	name: 'hex',
	seeds: texts('', '00ff', 'ABcd', '0g', 'é0', toHex(sha256(new Uint8Array(0)))),
	mutate: mutateFrom('0123456789abcdefABCDEFgG\u0130\uff10'),
	run(input) {
		const text = textOf(input)
		const bytes = fromHex(text)
		must((bytes === undefined) === !/^(?:[0-9a-fA-F]{2})*$/.test(text) || text.endsWith('\n'), 'hexadecimal is digits in pairs')
		if (bytes !== undefined) must(toHex(bytes) === text.toLowerCase(), 'bytes are written as they were read, in lower case')
		must(equalBytes(fromHex(toHex(input)) ?? new Uint8Array(0), input), 'what is written is read as the same bytes')
		return text.length
	},
}

/** What a word of a command line becomes; `undefined` for a usage error. */
function typed<T>(work: () => T): T | undefined {
	try {
		return work()
	} catch (error) {
		must(error instanceof CliError, `a wrong word is a usage error, not ${String(error)}`)
		must(error.message.length < 400, 'a sentence stays short, whatever was typed')
		return undefined
	}
}

const NOW = 1_780_000_000

export const wordsTarget: FuzzTarget = {
	name: 'words',
	seeds: texts(
		'',
		'1780000000',
		'2026-06-01',
		'2026-02-29T12:00Z',
		'2026-06-01T23:59:60+02:00',
		'+7d',
		'12h',
		'#00ff',
		'9999999999999999',
		'-1',
	),
	mutate: mutateFrom('0123456789-+:TZsmhdw# .e\uff11'),
	run(input) {
		const text = textOf(input)
		const numbers = [
			typed(() => parseSeconds(text, '--at')),
			typed(() => parseMoment(text, '--at', NOW)),
			typed(() => parsePast(text, '--since', NOW)),
			typed(() => parseCount(text, '--limit', 1, 1000)),
		]
		for (const number of numbers)
			must(
				number === undefined || (Number.isSafeInteger(number) && number >= 0 && number <= LIMITS.integer),
				'a number that was typed is one of the format',
			)
		const past = numbers[2]
		must(past === undefined || past <= NOW, 'what is past is not to come')
		const hex = typed(() => parseHex(text, 'An id'))
		must(hex === undefined || /^[0-9a-f]{4,64}$/.test(hex), 'an id is hex digits')
		typed(() => checkArguments([text]))
		return text.length
	},
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067]/

export const namesTarget: FuzzTarget = {
	name: 'names',
	seeds: texts('', 'Anna', 'Anna\nAnnа\nΑnna', 'Zoë\u0301\u0301\u0301', '\u202eannA', '😀😀', 'a\u200db', 'ﷺ'.repeat(20)),
	mutate: mutateFrom('Aaоοа\u0301\u200d\u202e\u2066\ufeff\u001b\u0000😀ßİ\u00ad\n'),
	run(input) {
		const text = textOf(input)
		const lines = text.split('\n').slice(0, 20)
		const names = new Map(lines.map((name, i) => [toHex(sha256(Uint8Array.of(i))), name]))
		const shown = [...displayNames(names).values()]
		must(new Set(shown).size === shown.length, 'no two people are shown by one name')
		for (const name of shown) must(!CONTROL.test(name), 'a name that is shown does nothing to a terminal')
		must(!CONTROL.test(safeText(text)), 'a text that is shown does nothing to a terminal')
		for (const line of safeLines(text, 40)) must(!CONTROL.test(line) && !line.includes('\n'), 'a line is one line')
		return 8 * text.length + 200 * lines.length
	},
}

export const normaliseTarget: FuzzTarget = {
	name: 'normalise',
	seeds: texts('', 'a\r\nb\rc', 'e\u0301', '\ufeffa', 'İ', '\u0000'),
	mutate: mutateFrom('aé\r\n\u0301\ufeff\u0130\u1e9e\ufb01\u0000'),
	run(input) {
		const text = textOf(input)
		for (const how of ['text', 'lower'] as const) {
			const once = normalise(text, how)
			must(normalise(once, how) === once, 'what is normal stays as it is')
			if (textSize(text) >= 0) must(textSize(once) >= 0, 'a text stays a text')
		}
		must(normalise(text, 'exact') === text, 'what others compare stays as it is')
		return 8 * text.length
	},
}
