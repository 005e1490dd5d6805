/** What counts as a word, the same in every store that searches. */

/** Letters, digits, and the marks that belong to them, as the tokenizer of FTS5 is told in the schema of the SQLite store. */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
const WORDS_MAX = 32

/** The words of a search in their order; what comes after the 32nd is left out. */
export function searchWords(words: string): readonly string[] {
	return (words.normalize('NFC').match(WORD) ?? []).slice(0, WORDS_MAX)
}

/** The words of a text, as they are compared: in lower case. */
export function wordsOf(text: string): readonly string[] {
	return text.normalize('NFC').toLowerCase().match(WORD) ?? []
}

/** Tells whether a text holds all words, the last of them possibly as the beginning of a longer one, whatever their case. */
export function wordMatcher(words: readonly string[]): (text: string) => boolean {
	const whole = words.map((word) => word.toLowerCase())
	const start = whole.pop()
	if (start === undefined) return () => false
	return (text) => {
		const lower = text.normalize('NFC').toLowerCase()
		// Most texts are done with here, without being taken apart.
		if (!lower.includes(start) || !whole.every((word) => lower.includes(word))) return false
		const held = new Set(lower.match(WORD))
		if (!whole.every((word) => held.has(word))) return false
		for (const word of held) if (word.startsWith(start)) return true
		return false
	}
}
