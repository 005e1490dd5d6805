/**
 * What stands behind a piece of knowledge, as lines for a terminal (SPEC 6.16). First what people say whom the reader listens to, then what keys say that may be anybody, then what was
 * said of earlier versions; each stance with the number that matters, how it comes about, and who says it by which endorsement.
 */
import type { CircleSpeaker, Corroboration, NodeCorroboration, Speaker } from '../merge/knowledge-types.js'
import type { MessageId } from '../message/types.js'
import type { Drawing } from './terminal-parts.js'
import { excerptLines, flagLine, flagsOf, groundsPhrase, headLine, paint, personName, shortId, sourceLines } from './terminal-parts.js'
import { paintStance, SPEAKERS_SHOWN } from './terminal-stances.js'
import type { Side } from './words.js'
import { distancePhrase, holdersOf, outsidePhrase, STANCE_WORDS, speakersOn, supportWords, versionPhrase } from './words.js'

const STEP = 2

/** `#00190000 (dispute)` */
function conflictOf(d: Drawing, id: MessageId): string {
	const stance = d.endorsements?.get(id)?.stance
	return stance === undefined ? shortId(id) : `${shortId(id)} (${stance})`
}

function speakerLines(d: Drawing, speaker: Speaker | CircleSpeaker, indent: number): readonly string[] {
	const endorsement = d.endorsements?.get(speaker.endorsement)
	const about = [
		...('distance' in speaker ? [distancePhrase(speaker.distance)] : []),
		...(endorsement?.grounds === undefined ? [] : [groundsPhrase(endorsement.grounds)]),
		paint(d, 'cyan', shortId(speaker.endorsement)),
	]
	const lines = [`${' '.repeat(indent)}${personName(d, speaker.person)}  ${about.join(' \u00B7 ')}`]
	if (speaker.conflicts.length > 0) {
		const others = speaker.conflicts.map((id) => conflictOf(d, id)).join(', ')
		lines.push(`${' '.repeat(indent + STEP)}${paint(d, 'yellow', 'conflict: the same person also said')} ${others}`)
	}
	return [...lines, ...sourceLines(d, endorsement?.sources ?? [], indent + STEP)]
}

/** Every stance that anybody holds on one side of the border of the circle. */
function sideLines(d: Drawing, corroboration: Corroboration, side: Side, indent: number): readonly string[] {
	const margin = ' '.repeat(indent)
	return STANCE_WORDS.flatMap(({ stance, passive }) => {
		const support = corroboration[stance][side]
		const { count, speakers } = holdersOf(support)
		if (count === 0) return []
		const { who, independent, why, details } = supportWords(support)
		const because = why === '' ? '' : `: ${why}`
		const lines = [
			`${margin}${paintStance(d, stance, passive)} by ${who}, ${paint(d, 'bold', independent)}${because}`,
			`${margin}  ${paint(d, 'dim', details)}`,
			...speakers.slice(0, SPEAKERS_SHOWN).flatMap((speaker) => speakerLines(d, speaker, indent + STEP)),
		]
		return count > SPEAKERS_SHOWN ? [...lines, `${margin}  and ${count - SPEAKERS_SHOWN} more`] : lines
	})
}

/** Both sides, each under its title; empty when nobody says anything. */
function versionLines(d: Drawing, corroboration: Corroboration, indent: number): readonly string[] {
	const margin = ' '.repeat(indent)
	const inside = sideLines(d, corroboration, 'circle', indent + STEP)
	const keys = speakersOn(corroboration, 'outside')
	if (inside.length === 0 && keys === 0) return []
	const lines = [
		`${margin}${paint(d, 'bold', 'in your circle')}`,
		...(inside.length === 0 ? [`${margin}  nobody says anything about it`] : inside),
	]
	if (keys === 0) return lines
	return [
		...lines,
		`${margin}${paint(d, 'bold', 'outside of your circle')}: ${outsidePhrase(keys)}`,
		...sideLines(d, corroboration, 'outside', indent + STEP),
	]
}

function messageLines(d: Drawing, version: Corroboration, node: MessageId): readonly string[] {
	const message = d.messages?.get(version.version)
	const flags = version.version === node ? [] : [`this version is ${shortId(version.version)}`]
	if (message === undefined) {
		const revision = version.rev === 0 ? [] : [versionPhrase(version.rev)]
		return [`\u25CF ${paint(d, 'cyan', shortId(node))}`, ...flagLine([...revision, ...flags], STEP)]
	}
	return [headLine(d, '\u25CF', message, node), ...flagLine([...flagsOf(message), ...flags], STEP), ...excerptLines(d, message, STEP)]
}

function earlierLines(d: Drawing, version: Corroboration): readonly string[] {
	const lines = versionLines(d, version, STEP * 2)
	if (lines.length === 0) return []
	const message = d.messages?.get(version.version)
	return [
		`  ${paint(d, 'yellow', `said of ${versionPhrase(version.rev)}, not of this one`)}  ${paint(d, 'cyan', shortId(version.version))}`,
		...(message === undefined ? [] : excerptLines(d, message, STEP * 2)),
		...lines,
	]
}

export function corroborationLines(d: Drawing, view: NodeCorroboration | Corroboration): readonly string[] {
	const { node, current, earlier } = 'current' in view ? view : { node: view.version, current: view, earlier: [] }
	const now = versionLines(d, current, STEP)
	const before = earlier.flatMap((version) => earlierLines(d, version))
	const silence = before.length === 0 ? '  Nobody has said anything about it.' : '  Nobody has said anything about it as it stands now.'
	return [...messageLines(d, current, node), ...(now.length === 0 ? [silence] : now), ...before]
}
