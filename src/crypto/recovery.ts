/** A secret key as people copy it to paper and read it back, years later and under stress (SPEC 3.10). */
import { concatBytes, encodeUtf8, equalBytes, isBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { fromBase32, isBase32, toBase32 } from './base32.js'
import { SECRET_KEY_BYTES } from './ed25519.js'
import { sha256Of } from './hash.js'

const DOMAIN: Uint8Array = /* @__PURE__ */ encodeUtf8('budkavle/1 recovery\n')
const CHECK_BYTES = 3
/** 35 bytes are 56 characters, without unused bits. */
const CHARACTERS = 56
const GROUP = 4
/** Longer texts are something else, and are not looked at. */
const LONGEST = 1000
/** A written 1 may be an I or an L: so many of them are tried both ways, 2^12 readings at most. */
const MOST_ONES = 12

/** What may stand between the characters: white space with line ends, hyphens, dashes, the minus sign and the hyphen that is seen only at line ends. */
const BETWEEN = /[\s\u00AD\u2010-\u2015\u2212-]/g
/** What hands and eyes take for a letter. Base32 has none of these digits. */
const MEANT: Readonly<Record<string, string>> = { 0: 'O', 8: 'B' }

const ONE = 0x31
const FORM = `A recovery key is ${CHARACTERS} letters and digits, in ${CHARACTERS / GROUP} groups of ${GROUP}`

function checkOf(secret: Uint8Array): Uint8Array {
	return sha256Of(DOMAIN, secret).subarray(0, CHECK_BYTES)
}

/**
 * A secret key as a recovery key for paper: 14 groups of 4 letters and digits with single spaces between, where a caller may break lines. The last characters are a check
 * that finds mistakes (SPEC 3.10). Whoever reads it has the key.
 * @throws BudkavleError `key-invalid` for anything else than 32 bytes
 */
export function formatRecovery(secret: Uint8Array): string {
	if (!isBytes(secret) || secret.length !== SECRET_KEY_BYTES) {
		const came = isBytes(secret) ? `${secret.length} bytes` : `a value of type ${typeof secret}`
		throw new BudkavleError('key-invalid', `A secret key is a Uint8Array of ${SECRET_KEY_BYTES} bytes, but ${came} came.`)
	}
	const text = toBase32(concatBytes(secret, checkOf(secret)))
	return Array.from({ length: CHARACTERS / GROUP }, (_, index) => text.slice(index * GROUP, (index + 1) * GROUP)).join(' ')
}

/** The secret of exact characters, if the check fits. */
function secretOf(text: string): Uint8Array | undefined {
	const bytes = fromBase32(text)
	if (bytes === undefined) return undefined
	const secret = bytes.slice(0, SECRET_KEY_BYTES)
	return equalBytes(checkOf(secret), bytes.subarray(SECRET_KEY_BYTES)) ? secret : undefined
}

/** Every way to read the ones of a text as I or L. */
function* readings(text: string): Generator<string, void, void> {
	const [first = '', ...others] = text.split('1')
	for (let choice = 0; choice < 2 ** others.length; choice++) {
		yield others.reduce((read, part, index) => `${read}${(choice >> index) & 1 ? 'L' : 'I'}${part}`, first)
	}
}

/** The characters that carry the key, or an error that says where it cannot be one. Errors never show what was read: it is a secret. */
function charactersOf(text: string): string {
	if (typeof text !== 'string') throw new BudkavleError('key-invalid', `${FORM}, as a string, but a value of type ${typeof text} came.`)
	if (text.length > LONGEST) throw new BudkavleError('key-invalid', `${FORM}; this text is much longer. Give the key and nothing else.`)
	const characters = text.replace(BETWEEN, '').replace(/[08]/g, (digit) => MEANT[digit] ?? digit)
	for (let i = 0; i < characters.length; i++) {
		const code = characters.charCodeAt(i)
		if (isBase32(code) || code === ONE) continue
		throw new BudkavleError(
			'key-invalid',
			`${FORM}, from A to Z and from 2 to 7, but group ${Math.floor(i / GROUP) + 1} holds another character. Compare it with the paper.`,
		)
	}
	if (characters.length === CHARACTERS) return characters
	const difference = Math.abs(CHARACTERS - characters.length)
	throw new BudkavleError(
		'key-invalid',
		`${FORM}; ${difference} too ${characters.length < CHARACTERS ? 'few' : 'many'} came. Compare the groups with the paper.`,
	)
}

/**
 * The secret key of a recovery key. Upper and lower case, spaces, hyphens and line ends make no difference; 0 is read as O, 8 as B, and 1 as I or L, whichever fits (SPEC 3.10).
 * @throws BudkavleError `key-invalid` for everything else. The sentence says what is expected and never shows anything of the key.
 */
export function parseRecovery(text: string): Uint8Array {
	const characters = charactersOf(text)
	if (characters.split('1').length - 1 > MOST_ONES) {
		throw new BudkavleError(
			'key-invalid',
			`${FORM}, without the digit 1: each 1 is an I or an L, and here are too many to try. Write the letters.`,
		)
	}
	let found: Uint8Array | undefined
	for (const reading of readings(characters)) {
		const secret = secretOf(reading)
		if (secret === undefined) continue
		if (found !== undefined) {
			throw new BudkavleError(
				'key-invalid',
				`${FORM}, without the digit 1: here more than one reading of 1 as I or L fits. Write the letters.`,
			)
		}
		found = secret
	}
	if (found !== undefined) return found
	throw new BudkavleError(
		'key-invalid',
		`${FORM}. Here at least one is wrong: they do not fit the check that is part of the key. Compare them with the paper, group by group.`,
	)
}
