/** What people said about a version, in words (SPEC 6.10): counts first, then who and on what grounds. */
import type { EarlierVersion, PresentNode, StanceCount, Stances } from '../merge/types.js'
import type { AuthorId, MessageId } from '../message/types.js'
import type { Paint, TerminalOptions } from './terminal-parts.js'
import { authorName, groundsPhrase, paint, sortAuthors, sourceLines } from './terminal-parts.js'

type Counted = keyof Stances

const WORDS: ReadonlyArray<{
	readonly stance: Counted
	readonly passive: string
	readonly active: (what: string) => string
	readonly style: Paint
}> = [
	{ stance: 'confirm', passive: 'confirmed', active: (what) => `confirms ${what}`.trimEnd(), style: 'green' },
	{ stance: 'dispute', passive: 'disputed', active: (what) => `disputes ${what}`.trimEnd(), style: 'red' },
	{ stance: 'outdated', passive: 'called outdated', active: (what) => `calls ${what === '' ? 'it' : what} outdated`, style: 'yellow' },
]

/** `confirmed by 2, disputed by 1` */
function counts(numberOf: (stance: Counted) => number): string {
	return WORDS.flatMap(({ stance, passive }) => {
		const number = numberOf(stance)
		return number === 0 ? [] : [`${passive} by ${number}`]
	}).join(', ')
}

function authorsOfEarlier(earlier: readonly EarlierVersion[], stance: Counted): ReadonlySet<AuthorId> {
	return new Set(earlier.flatMap((version) => version.stances[stance].authors))
}

/**
 * `confirmed by 2, disputed by 1; an earlier version was confirmed by 1`. Empty when nobody said anything. Several earlier versions are counted together, each author once.
 */
export function stanceSentence(node: PresentNode): string {
	const now = counts((stance) => node.stances[stance].count)
	const before = counts((stance) => authorsOfEarlier(node.earlier, stance).size)
	if (before === '') return now
	const spoken = node.earlier.filter(({ stances }) => WORDS.some(({ stance }) => stances[stance].count > 0))
	const past = `${spoken.length === 1 ? 'an earlier version was' : 'earlier versions were'} ${before}`
	return now === '' ? `not confirmed as it stands now; ${past}` : `${now}; ${past}`
}

const SHOWN = 8

function endorsementOf(options: TerminalOptions, count: StanceCount, author: AuthorId): MessageId | undefined {
	return count.endorsements.find((id) => options.endorsements?.get(id)?.author === author)
}

function speakers(options: TerminalOptions, stances: Stances, what: string, indent: number): readonly string[] {
	return WORDS.flatMap(({ stance, active, style }) => {
		const count = stances[stance]
		const authors = sortAuthors(options, count.authors)
		const margin = ' '.repeat(indent)
		const lines = authors.slice(0, SHOWN).flatMap((author) => {
			const id = endorsementOf(options, count, author)
			const endorsement = id === undefined ? undefined : options.endorsements?.get(id)
			const grounds = endorsement?.grounds === undefined ? '' : `: ${groundsPhrase(endorsement.grounds)}`
			return [
				`${margin}${authorName(options, author)} ${paint(options, style, active(what))}${grounds}`,
				...sourceLines(options, endorsement?.sources ?? [], indent + 2),
			]
		})
		return count.count > SHOWN ? [...lines, `${margin}and ${count.count - SHOWN} more`] : lines
	})
}

/** The sentence, and below it who holds each stance on the current version and on earlier ones. */
export function stanceLines(options: TerminalOptions, node: PresentNode, indent: number): readonly string[] {
	const sentence = stanceSentence(node)
	if (sentence === '') return []
	const lines = [`${' '.repeat(indent)}${sentence}`, ...speakers(options, node.stances, '', indent + 2)]
	for (const version of node.earlier) {
		const what = version.rev === 0 ? 'the first version' : `revision ${version.rev}`
		lines.push(...speakers(options, version.stances, what, indent + 2))
	}
	return lines
}
