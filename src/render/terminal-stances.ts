/** What people said about a version, in words (SPEC 6.10): counts first, then who and on what grounds. */
import type { PresentNode, StanceCount, Stances } from '../merge/types.js'
import type { AuthorId, MessageId } from '../message/types.js'
import type { Drawing, Paint, TerminalOptions } from './terminal-parts.js'
import { authorName, groundsPhrase, paint, sortAuthors, sourceLines } from './terminal-parts.js'
import type { Counted } from './words.js'
import { STANCE_WORDS, stanceSentence, versionPhrase } from './words.js'

const STYLES: Readonly<Record<Counted, Paint>> = { confirm: 'green', dispute: 'red', outdated: 'yellow' }

export function paintStance(options: TerminalOptions, stance: Counted, text: string): string {
	return paint(options, STYLES[stance], text)
}

/** Of many who say the same, so many are named. */
export const SPEAKERS_SHOWN = 8

function endorsementOf(d: Drawing, count: StanceCount, author: AuthorId): MessageId | undefined {
	return count.endorsements.find((id) => d.endorsements?.get(id)?.author === author)
}

function speakers(d: Drawing, stances: Stances, what: string, indent: number): readonly string[] {
	return STANCE_WORDS.flatMap(({ stance, active }) => {
		const count = stances[stance]
		const authors = sortAuthors(d, count.authors)
		const margin = ' '.repeat(indent)
		const lines = authors.slice(0, SPEAKERS_SHOWN).flatMap((author) => {
			const id = endorsementOf(d, count, author)
			const endorsement = id === undefined ? undefined : d.endorsements?.get(id)
			const grounds = endorsement?.grounds === undefined ? '' : `: ${groundsPhrase(endorsement.grounds)}`
			return [
				`${margin}${authorName(d, author)} ${paintStance(d, stance, active(what))}${grounds}`,
				...sourceLines(d, endorsement?.sources ?? [], indent + 2),
			]
		})
		return count.count > SPEAKERS_SHOWN ? [...lines, `${margin}and ${count.count - SPEAKERS_SHOWN} more`] : lines
	})
}

/** The sentence, and below it who holds each stance on the current version and on earlier ones. */
export function stanceLines(d: Drawing, node: PresentNode, indent: number): readonly string[] {
	const sentence = stanceSentence(node)
	if (sentence === '') return []
	const lines = [`${' '.repeat(indent)}${sentence}`, ...speakers(d, node.stances, '', indent + 2)]
	for (const version of node.earlier) {
		lines.push(...speakers(d, version.stances, versionPhrase(version.rev), indent + 2))
	}
	return lines
}
