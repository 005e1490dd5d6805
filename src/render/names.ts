/**
 * Names of people that cannot be confused (SPEC 11.3). Anybody may call themselves anything; only the key tells who it is. So a name stands with the beginning of the key beside
 * it, its *fingerprint*, or alone where nobody else who is known has a name that looks like it.
 */
import { compareStrings } from '../bytes.js'
import type { AuthorId } from '../message/types.js'
import { safeLines, visible } from './safe-text.js'

/** Digits of an id, key or hash that a person reads; the command line takes four or more. */
export const SHORT_DIGITS = 8

/** How many digits two keys have in common at their beginning. */
function sharedDigits(a: string, b: string = ''): number {
	let shared = 0
	while (shared < a.length && a[shared] === b[shared]) shared += 1
	return shared
}

/** The place of a key among sorted ones, or the one where it would stand. */
function placeOf(sorted: readonly AuthorId[], author: AuthorId): number {
	let low = 0
	let high = sorted.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (compareStrings(sorted[middle] as AuthorId, author) < 0) low = middle + 1
		else high = middle
	}
	return low
}

/**
 * How to shorten keys where these are known: to the first 8 digits, or, where a known key begins with the same ones, to as many as tell them apart. A key that is not among
 * the known ones is told from all that are: somebody may have searched for a key that looks like Anna's.
 */
export function fingerprinter(known: Iterable<AuthorId>): (author: AuthorId) => string {
	const sorted = [...new Set(known)].sort(compareStrings)
	return (author) => {
		const place = placeOf(sorted, author)
		const next = sorted[place] === author ? place + 1 : place
		const shared = Math.max(sharedDigits(author, sorted[place - 1]), sharedDigits(author, sorted[next]))
		return author.slice(0, Math.max(SHORT_DIGITS, shared + 1))
	}
}

/** The fingerprint of each author: 8 digits of the key, or as many more as tell all of them apart. */
export function fingerprints(authors: Iterable<AuthorId>): ReadonlyMap<AuthorId, string> {
	const all = [...authors]
	const fingerprint = fingerprinter(all)
	return new Map(all.map((author) => [author, fingerprint(author)]))
}

const NAME_COLUMNS = 32

/** Signs that only we write: `<` and `>` around a fingerprint, and the bar and the marks at the beginning of lines. */
const OURS = /[<>\u2502\u25CB\u25CF\u25E6\u2713\u2715]/gu

/** A name as its owner may write it, cut to a size that leaves room for what we say beside it. */
export function shortName(name: string): string {
	const [line = '', ...more] = safeLines(name.replace(/\s+/gu, ' ').trim().replace(OURS, visible), NAME_COLUMNS)
	return more.length === 0 ? line : `${line}\u2026`
}

/** Characters that look like a Latin letter, small or large, each followed by that letter: Cyrillic, Greek, Armenian and Latin ones, and those that look like o and l. */
const ALIKE = [
	'\u0430a \u0432b \u0441c \u0501d \u0435e \u04BBh \u043Dh \u0456l \u0458j \u043Ak \u04CFl \u043Cm \u043Eo \u0440p \u051Bq \u0455s \u0442t \u0443y \u0445x \u0475v \u051Dw \u0433r \u043Fn \u044Cb \u0448w',
	'\u03B1a \u03B2b \u03B5e \u03B6z \u03B7h \u03B9l \u03BAk \u03BCm \u03BDn \u03BFo \u03C1p \u03C4t \u03C5y \u03C7x \u03B3y \u03C3o \u03C9w',
	'\u057Du \u057Fs \u0578n \u0585o \u0570h \u0575j \u056Cl \u0581g \u0566q',
	'\u0111d \u00F0d \u00F8o \u0142l \u0127h \u0167t \u0138k \u014Bn \u0251a \u0261g \u0269l \u026Al',
	'0o 1l il |l',
]
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
	ALIKE.flatMap((row) => row.split(' ')).map(([character = '', letter = '']) => [character, letter] as const),
)

/** Greek letters whose small form looks like another Latin letter than the large one. */
const SMALL_ALIKE: Readonly<Record<string, string>> = { '\u03B7': 'n', '\u03BD': 'v', '\u03C5': 'u' }

/** A name without the numbers of what is not seen, its marks apart from the letters. */
function bareName(shown: string): string {
	return shown.replace(/\\u\{[0-9A-F]+\}/g, '').normalize('NFD')
}

/**
 * What is left of a name for somebody who looks at it in passing: without case, marks, spaces, punctuation and what is not seen, and with one letter
 * for letters that look alike. That some names are the same here which nobody would confuse costs no more than a fingerprint.
 */
function atSight(name: string): string {
	const letters = name.normalize('NFKD').replace(/[\p{M}\p{Z}\p{C}\p{P}]/gu, '')
	// One by one: the small form of a letter may depend on its neighbours, and the large form of one on none.
	const folded = Array.from(letters, (letter) =>
		Array.from(letter.toUpperCase().toLowerCase(), (one) => LOOKS_LIKE.get(one) ?? one).join(''),
	)
	return folded.join('').replaceAll('rn', 'm').replaceAll('vv', 'w')
}

/** What a name may be taken for: by its letters whether small or large, and by the small ones as they are. */
function sightsOf(name: string): ReadonlySet<string> {
	return new Set([atSight(name), atSight(name.replace(/[\u03B7\u03BD\u03C5]/g, (letter) => SMALL_ALIKE[letter] ?? letter))])
}

/** The scripts of Unicode Standard Annex 31, table 5. Those of East Asia stand beside each other in one name and look like no others. */
const SCRIPTS: readonly RegExp[] = [
	...'Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hebr Khmr Knda Laoo Latn Mlym Mymr Orya Sinh Taml Telu Thaa Thai Tibt'.split(' '),
	'Bopo Hang Hani Hira Kana',
].map((scripts) => new RegExp(`^[${scripts.replace(/\w+ ?/g, (script) => `\\p{scx=${script.trim()}}`)}]*$`, 'u'))

const LATIN = /\p{Script=Latin}/u
/** Basic Latin, Latin-1 Supplement and Latin Extended-A. */
const PLAIN_LATIN = /^[\0-\u017F]*$/

/** Whether a name may look like another one though the table above does not know it. */
function isSuspect(bare: string, besideLatin: boolean): boolean {
	const letters = bare.replace(/[^\p{L}\p{N}]|[0-9]/gu, '')
	if (!SCRIPTS.some((script) => script.test(letters))) return true
	return besideLatin && LATIN.test(letters) && !PLAIN_LATIN.test(letters)
}

/**
 * What to call each of these authors: the name alone where no other one looks like it, else the name with its fingerprint, `Anna <3f2a91bc>`, and the fingerprint alone where
 * the name is blank. A name always has its fingerprint where its letters and digits are not all of one script, one that Unicode recommends for names (UAX 31), and, while another
 * known name is in Latin, where it has Latin letters outside of Basic Latin, Latin-1 Supplement and Latin Extended-A, accents aside.
 * Names are cut to 32 columns, on one line, and hold no character that is not seen. They are text: write them into HTML or Markdown as such.
 * Between whole names, letters that look alike are known for Latin, Greek, Cyrillic and Armenian only: where much depends on who it is, show the fingerprint with every name.
 */
export function displayNames(names: ReadonlyMap<AuthorId, string>): ReadonlyMap<AuthorId, string> {
	const fingerprint = fingerprinter(names.keys())
	const holders = new Map<string, number>()
	let latin = 0
	const known = Array.from(names, ([author, name]) => {
		const shown = shortName(name)
		const bare = bareName(shown)
		const sights = sightsOf(bare)
		for (const sight of sights) holders.set(sight, (holders.get(sight) ?? 0) + 1)
		const isLatin = LATIN.test(bare)
		if (isLatin) latin += 1
		return { author, shown, bare, sights, isLatin }
	})
	return new Map(
		known.map(({ author, shown, bare, sights, isLatin }) => {
			const mark = `<${fingerprint(author)}>`
			if (shown === '') return [author, mark]
			const isAlone = [...sights].every((sight) => holders.get(sight) === 1)
			return [author, isAlone && !isSuspect(bare, latin > (isLatin ? 1 : 0)) ? shown : `${shown} ${mark}`]
		}),
	)
}
