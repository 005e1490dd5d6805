/** Words on their way into the index of PostgreSQL and into its queries. The words are ours (`words.ts`): the server splits and folds nothing. */
import { wordsOf } from './words.js'

/** The server takes words of 2,046 bytes; what is longer is indexed by its beginning, in UTF-16 units, each of which takes at most 3 bytes. */
const LENGTH = 600

/** Never between the two halves of one character. */
function cut(word: string): string {
	const short = word.slice(0, LENGTH)
	return word.length > LENGTH && /[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short
}

/** The words of a text, with spaces between them. */
export function indexedWords(text: string): string {
	return [...new Set(wordsOf(text).map(cut))].join(' ')
}

export interface WordQuery {
	/** As PostgreSQL reads it. Words hold letters, digits and marks only: none can end its quotes. */
	readonly query: string
	/** Whether what it finds holds the words for sure. */
	readonly isExact: boolean
}

/** What finds all texts that hold the words, the last possibly as the beginning of one. */
export function wordQuery(words: readonly string[]): WordQuery {
	const lower = words.map((word) => word.toLowerCase())
	const query = `${lower.map((word) => `'${cut(word)}'`).join(' & ')}:*`
	return { query, isExact: lower.every((word) => word.length < LENGTH - 1) }
}
