/**
 * What others wrote, as CommonMark that shows it and does nothing else. All of it is escaped, a text in Markdown too: it is shown as its source. To keep some of its marks would
 * be to trust that every reader's program understands the rest as this one does; and programs do not agree on what is a link, a formula, a mention or a hidden comment.
 */
import { safeLines, safeText } from './safe-text.js'

/**
 * Punctuation that means something inside of a line, in CommonMark or in what programs add to it: tables, formulas, mentions, highlights, comments. CommonMark lets any of it
 * be escaped. Colons are, where they make an address or a directive of what stands before them.
 */
const ACTIVE = /[\\`*_{}[\]<>&#~|^$@%=]|:(?=[/:])/g
/** What makes a list, a line below a heading or a directive of a line that begins with it. */
const OPENING = /^[-+:!]/
const NUMBERED = /^(\d+)([.)])(?= |$)/
const ADDRESS = /www\./gi

/** Keeps spaces at the beginning of a line, of which four would make code of it. */
const FIXED_SPACE = '\u00A0'

/** A line that is free of what is not seen. */
function escaped(line: string): string {
	const text = line.replace(/^ +/, (spaces) => FIXED_SPACE.repeat(spaces.length)).replace(/ +$/, '')
	return text
		.replace(ACTIVE, '\\$&')
		.replace(ADDRESS, (www) => `${www.slice(0, -1)}\\.`)
		.replace(OPENING, '\\$&')
		.replace(NUMBERED, '$1\\$2')
}

/** A text on one line: a name, a topic. */
export function markdownText(text: string): string {
	return escaped(safeText(text))
}

/** A text on one line as code, which no program looks into: an address, a key. */
export function markdownCode(text: string): string {
	const shown = safeText(text)
	let fence = '`'
	while (shown.includes(fence)) fence += '`'
	// A space at both ends keeps backticks from the fence, and is taken off again; so are those of a text that has some.
	const space = /^`|`$|^ .*[^ ].* $/u.test(shown) ? ' ' : ''
	return fence + space + shown + space + fence
}

/** A text of several lines as a quotation; lines stay lines, and several empty ones become one. */
export function markdownQuote(text: string): readonly string[] {
	const lines = safeLines(text, Number.POSITIVE_INFINITY).map(escaped)
	return lines.map((line, index) => {
		if (line === '') return '>'
		const goesOn = (lines[index + 1] ?? '') !== ''
		return `> ${line}${goesOn ? '\\' : ''}`
	})
}
