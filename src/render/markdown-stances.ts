/** What people said about a version, as items of a Markdown list (SPEC 6.10, 6.16). */
import type { CircleSpeaker, Corroboration, NodeCorroboration, Speaker } from '../merge/knowledge-types.js'
import type { PresentNode, Stances } from '../merge/types.js'
import type { Endorsement, Source } from '../message/types.js'
import type { Page } from './markdown-parts.js'
import { codeId, item, sourceItems } from './markdown-parts.js'
import { groundsPhrase, shownKey, sortAuthors } from './terminal-parts.js'
import type { Side } from './words.js'
import { distancePhrase, holdersOf, STANCE_WORDS, stanceSentence, supportWords, versionPhrase } from './words.js'

/** Of many who say the same, so many are named. */
const SHOWN = 8

function sourcesOf(endorsement: Endorsement | undefined): readonly Source[] {
	return endorsement?.sources ?? []
}

/** The first ones, each with what belongs to it, and how many more there are. */
function shown<T>(all: readonly T[], level: number, itemsOf: (one: T) => readonly string[]): readonly string[] {
	const items = all.slice(0, SHOWN).flatMap(itemsOf)
	return all.length > SHOWN ? [...items, item(level, `and ${all.length - SHOWN} more`)] : items
}

function holderItems(page: Page, stances: Stances, what: string): readonly string[] {
	return STANCE_WORDS.flatMap(({ stance, active }) => {
		const { authors, endorsements } = stances[stance]
		const said = new Map(endorsements.flatMap((id) => page.endorsements?.get(id) ?? []).map((each) => [each.author, each]))
		return shown(sortAuthors(page, authors), 1, (author) => {
			const endorsement = said.get(author)
			const grounds = endorsement?.grounds === undefined ? '' : `: ${groundsPhrase(endorsement.grounds)}`
			return [item(1, `${page.nameOf(author)} ${active(what)}${grounds}`), ...sourceItems(sourcesOf(endorsement), 2)]
		})
	})
}

/** Who holds each stance on the current version and on earlier ones, without weighing it. */
export function stanceItems(page: Page, node: PresentNode): readonly string[] {
	const sentence = stanceSentence(node)
	if (sentence === '') return []
	return [
		item(0, sentence),
		...holderItems(page, node.stances, ''),
		...node.earlier.flatMap(({ rev, stances }) => holderItems(page, stances, versionPhrase(rev))),
	]
}

function speakerItems(page: Page, speaker: Speaker | CircleSpeaker, level: number): readonly string[] {
	const { person, endorsement: id, conflicts } = speaker
	const endorsement = page.endorsements?.get(id)
	const about = [
		page.nameOf(shownKey(page, person)),
		...('distance' in speaker && speaker.distance > 0 ? [distancePhrase(speaker.distance)] : []),
		...('distance' in speaker && speaker.distance === 0 ? ['the reader'] : []),
		...(endorsement?.grounds === undefined ? [] : [groundsPhrase(endorsement.grounds)]),
		codeId(id),
	]
	return [
		item(level, about.join(', ')),
		...(conflicts.length === 0 ? [] : [item(level + 1, `conflict: the same person also said ${conflicts.map(codeId).join(', ')}`)]),
		...sourceItems(sourcesOf(endorsement), level + 1),
	]
}

function sideItems(page: Page, corroboration: Corroboration, side: Side, where: string, level: number): readonly string[] {
	return STANCE_WORDS.flatMap(({ stance, passive }) => {
		const support = corroboration[stance][side]
		const { count, speakers } = holdersOf(support)
		if (count === 0) return []
		const { who, independent, why, details } = supportWords(support)
		const because = why === '' ? '' : `: ${why}`
		return [
			item(level, `${where}, ${passive} by ${who}, **${independent}**${because} (${details})`),
			...shown(speakers, level + 1, (speaker) => speakerItems(page, speaker, level + 1)),
		]
	})
}

function versionItems(page: Page, corroboration: Corroboration, level: number): readonly string[] {
	return [
		...sideItems(page, corroboration, 'circle', 'in the circle', level),
		...sideItems(page, corroboration, 'outside', 'outside of the circle, where a key may be anybody', level),
	]
}

/** What stands behind the current version, as one reader sees it, and apart from it what was said of earlier ones. */
export function corroborationItems(page: Page, { current, earlier }: NodeCorroboration): readonly string[] {
	const now = versionItems(page, current, 0)
	const before = earlier.flatMap((version) => {
		const items = versionItems(page, version, 1)
		return items.length === 0
			? []
			: [item(0, `said of ${versionPhrase(version.rev)}, ${codeId(version.version)}, not of this one:`), ...items]
	})
	if (now.length > 0) return [...now, ...before]
	return [
		item(0, before.length === 0 ? 'nobody has said anything about it' : 'nobody has said anything about it as it stands now'),
		...before,
	]
}
