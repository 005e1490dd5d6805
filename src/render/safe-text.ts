/**
 * Text from elsewhere, made fit to be shown between text of our own: in a terminal, a log, a list.
 *
 * What a stranger wrote must not move the cursor, change colours, reorder what stands beside it, hide what it says, or look like something that we said.
 * So everything that is not seen is shown as `\u{202E}`, and what is written from right to left is closed off from its surroundings.
 */

/**
 * Control characters, format characters (direction, zero width, tags, the byte order mark), halves of surrogate pairs, line and paragraph separators, fillers and
 * variation selectors that have no glyph, and code points that are no characters.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u
/** A text without any of these, and without marks, passes unread. */
const SUSPECT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{M}]/u
const MARK = /\p{M}/u

/** Format characters that are seen: signs that span the digits after them in Arabic, Syriac and Kaithi. */
const VISIBLE_FORMAT = /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]/u

const EMOJI = /\p{Emoji}/u
const PICTOGRAPH = /\p{Extended_Pictographic}/u
/** What a joiner may follow in an emoji: a picture, a skin tone, or the selector that asks for the coloured form. */
const BEFORE_EMOJI_JOINER = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u
/** Scripts in which joiners are part of the spelling (as in RFC 5892, appendix A). */
const JOINING_SCRIPT =
	/[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}]/u

const ZWNJ = '\u200C'
const ZWJ = '\u200D'
const TEXT_SELECTOR = '\uFE0E'
const EMOJI_SELECTOR = '\uFE0F'

/** Letters that are written from right to left, and whatever else stands in their blocks. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u
const FIRST_STRONG_ISOLATE = '\u2068'
const POP_DIRECTIONAL_ISOLATE = '\u2069'

/** Real writing stacks fewer marks on one letter; more of them run into the lines above and below. */
const MARKS_IN_A_ROW = 8
const TAB = '    '

/** `\u{202E}`: a character by its number. */
export function visible(character: string): string {
	return `\\u{${(character.codePointAt(0) as number).toString(16).toUpperCase()}}`
}

function mayStay(character: string, before: string | undefined, after: string | undefined): boolean {
	if (VISIBLE_FORMAT.test(character)) return true
	if (before === undefined) return false
	if (character === TEXT_SELECTOR || character === EMOJI_SELECTOR) return EMOJI.test(before)
	if (after === undefined || (character !== ZWJ && character !== ZWNJ)) return false
	if (character === ZWJ && BEFORE_EMOJI_JOINER.test(before) && PICTOGRAPH.test(after)) return true
	return JOINING_SCRIPT.test(before) && JOINING_SCRIPT.test(after)
}

function showHidden(text: string): string {
	if (!SUSPECT.test(text)) return text
	const characters = Array.from(text)
	let shown = ''
	let marks = MARKS_IN_A_ROW
	for (const [index, character] of characters.entries()) {
		if (HIDDEN.test(character)) {
			shown += mayStay(character, characters[index - 1], characters[index + 1]) ? character : visible(character)
		} else if (!MARK.test(character)) {
			marks = 0
			shown += character
		} else {
			marks += 1
			shown += marks > MARKS_IN_A_ROW ? visible(character) : character
		}
	}
	return shown
}

function isolate(line: string): string {
	return RIGHT_TO_LEFT.test(line) ? FIRST_STRONG_ISOLATE + line + POP_DIRECTIONAL_ISOLATE : line
}

/**
 * A text on one line. Characters that are not seen, line breaks and tabs among them, are shown as `\u{A}`; only joiners and variation selectors in emoji, and joiners
 * in scripts that spell with them, stay. A text with letters that run from right to left is wrapped in U+2068 and U+2069, which it cannot close itself, so that its
 * neighbours keep their places.
 */
export function safeText(text: string): string {
	return isolate(showHidden(text))
}

const WIDE =
	/[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18AFF}\u{1AFF0}-\u{1B2FF}\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u

/** Columns that a character takes at most. Marks count too: a line may be cut too early, but it never runs over. */
function columns(character: string): number {
	return character > '\u10FF' && WIDE.test(character) ? 2 : 1
}

/** Cuts a line into pieces of at most `width` columns, after a space where there is one. Nothing but the spaces at a cut is lost. */
function wrapLine(line: string, width: number): string[] {
	if (line.length * 2 <= width) return [line]
	const pieces: string[] = []
	let piece: string[] = []
	let used = 0
	let lastSpace = -1
	for (const character of line) {
		const wanted = columns(character)
		if (used + wanted > width && piece.length > 0 && !MARK.test(character)) {
			const rest = character !== ' ' && lastSpace > 0 ? piece.splice(lastSpace).slice(1) : []
			pieces.push(piece.join(''))
			piece = rest
			used = piece.reduce((sum, each) => sum + columns(each), 0)
			lastSpace = -1
			if (character === ' ') continue
		}
		if (character === ' ') lastSpace = piece.length
		piece.push(character)
		used += wanted
	}
	pieces.push(piece.join(''))
	return pieces
}

/**
 * A text of several lines, each of at most `width` columns and each as `safeText` would show it; tabs become four spaces. Long lines are cut here because a terminal that cuts
 * them itself begins the next one at its left edge, where only we write.
 */
export function safeLines(text: string, width: number): readonly string[] {
	return text.split('\n').flatMap((line) => wrapLine(showHidden(line.replaceAll('\t', TAB)), Math.max(width, 2)).map(isolate))
}
