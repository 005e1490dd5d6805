/** People, circles and logs, as lines for a terminal (SPEC 6.12, 6.13, 6.15, 6.18). */
import type { Circle, CirclePerson, Fork, LogCompleteness, Person, PersonView, SeqRange } from '../merge/knowledge-types.js'
import type { ProfileView } from '../merge/types.js'
import type { AuthorId, Vouch } from '../message/types.js'
import { shortName } from './names.js'
import type { Drawing } from './terminal-parts.js'
import { attachmentLines, authorName, labelled, paint, personName, plural, quoted, sentence, shortId, shownKey } from './terminal-parts.js'

export function profileLines(d: Drawing, view: ProfileView, vouches: readonly Vouch[]): readonly string[] {
	const { profile } = view
	const lines = [authorName(d, view.author), `  key: ${view.author}`]
	if (profile === undefined) lines.push('  no profile is held here')
	else {
		// A name that is changed or cut in the line above stands here in full.
		if (profile.name !== undefined && shortName(profile.name) !== profile.name) lines.push(...labelled(d, 'name', profile.name, 2))
		if (profile.about !== undefined) lines.push(...quoted(d, profile.about, 2))
		for (const key of profile.keys) lines.push(`  also: ${key}`)
		lines.push(...attachmentLines(d, profile.attachments, 2))
		if (view.conflicts.length > 0)
			lines.push(`  also there, written without knowing of this profile: ${view.conflicts.map(shortId).join(', ')}`)
	}
	for (const vouch of vouches) {
		if (vouch.stance !== 'withdrawn')
			lines.push(`  ${vouch.stance === 'vouch' ? 'vouches for' : 'distrusts'} ${authorName(d, vouch.subject)}`)
	}
	return lines
}

function keyLines(d: Drawing, person: Person | PersonView, key: AuthorId): readonly string[] {
	const name = d.names?.get(key)
	const told = shownKey(d, person) === key && name !== undefined && shortName(name) === name
	const past = 'currentKeys' in person && !person.currentKeys.includes(key)
	return [
		`  key: ${key}`,
		...(name === undefined || told ? [] : labelled(d, 'name', name, 4)),
		...(past ? [`    ${paint(d, 'dim', 'linked by an earlier profile, and still the same person')}`] : []),
	]
}

export function personLines(d: Drawing, person: Person | PersonView): readonly string[] {
	return [personName(d, person), ...person.keys.flatMap((key) => keyLines(d, person, key))]
}

function circlePersonLines(
	d: Drawing,
	circle: ReadonlyMap<AuthorId, Person>,
	{ via, vouches, distance, ...person }: CirclePerson,
): readonly string[] {
	const word = vouches.length === 0 ? 'a private vouch' : `${vouches.length === 1 ? 'vouch' : 'vouches'} ${vouches.map(shortId).join(', ')}`
	const lines = [`  ${personName(d, person)}${distance === 0 ? '' : `  ${paint(d, 'dim', word)}`}`]
	if (via === undefined) return lines
	return [...lines, `    via ${personName(d, circle.get(via) ?? { id: via, keys: [via] })}`]
}

function ringTitle(distance: number, count: number): string {
	if (distance === 0) return 'you'
	return `distance ${distance}: ${plural(count, 'person', 'people')}${distance === 1 ? ' for whom you vouch' : ''}`
}

export function circleLines(d: Drawing, { people }: Circle): readonly string[] {
	const byId = new Map(people.map((person) => [person.id, person]))
	const distances = [...new Set(people.map(({ distance }) => distance))]
	const lines = distances.flatMap((distance) => {
		const ring = people.filter((person) => person.distance === distance)
		return [paint(d, 'bold', ringTitle(distance, ring.length)), ...ring.flatMap((person) => circlePersonLines(d, byId, person))]
	})
	if (people.some(({ distance }) => distance > 0)) return lines
	return [...lines, 'Nobody else is in your circle. It begins with those for whom you vouch.']
}

/** Of long lists so many items are shown. */
const SHOWN = 8

/** The first items, and in words how many were left out. */
function some<T>(items: readonly T[], word: (item: T) => string, left: (rest: readonly T[]) => string): string {
	const rest = items.slice(SHOWN)
	const shown = items.slice(0, SHOWN).map(word).join(', ')
	return rest.length === 0 ? shown : `${shown} ${left(rest)}`
}

function rangePhrase({ from, to }: SeqRange): string {
	return from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`
}

function size(ranges: readonly SeqRange[]): number {
	return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
}

function forkLines(d: Drawing, { seq, messages }: Fork): readonly string[] {
	const ids = some(messages, shortId, (rest) => `and ${rest.length} more`)
	const lines = sentence(d, `forked at ${seq}: ${ids} have the same number, evidence of a forked device or a copied secret`, 4)
	return lines.map((line) => paint(d, 'red', line))
}

/** What the author's checkpoints say of what is known here (SPEC 6.19). */
function checkpointLines(d: Drawing, { proven, refuted, contradictions }: LogCompleteness): readonly string[] {
	const lines: string[] = []
	if (proven !== undefined) {
		lines.push(
			...sentence(
				d,
				`checkpoint ${shortId(proven.checkpoint)} proves that these are all of the first ${proven.size}, as the author signed them`,
				4,
			),
		)
	}
	const warnings: string[] = []
	if (refuted.length > 0) {
		const which = some(refuted, shortId, (rest) => `and ${rest.length} more`)
		warnings.push(
			`${plural(refuted.length, 'checkpoint')} of the author ${refuted.length === 1 ? 'does' : 'do'} not fit these messages: ${which}`,
		)
	}
	for (const { size: count, checkpoints } of contradictions.slice(0, SHOWN)) {
		const which = some(checkpoints, shortId, (rest) => `and ${rest.length} more`)
		warnings.push(`the author signed different histories of ${plural(count, 'message')}: ${which}`)
	}
	if (contradictions.length > SHOWN) warnings.push(`and of ${plural(contradictions.length - SHOWN, 'other size')}`)
	return [...lines, ...warnings.flatMap((warning) => sentence(d, warning, 4).map((line) => paint(d, 'red', line)))]
}

/** `log 0: holds 12 of 19, 1 retracted, missing 4, 7, 10-13` */
function logLines(d: Drawing, completeness: LogCompleteness): readonly string[] {
	const { log, highest, held, retracted, missing, forks } = completeness
	const parts = [held === highest ? `holds all ${highest}` : `holds ${held} of ${highest}`]
	if (retracted > 0) parts.push(`${retracted} retracted`)
	if (missing.length > 0) {
		parts.push(`missing ${some(missing, rangePhrase, (rest) => `and ${size(rest)} more in ${plural(rest.length, 'other range')}`)}`)
	} else if (held < highest) parts.push('none missing')
	const lines = [
		...sentence(d, `log ${log}: ${parts.join(', ')}`, 2),
		...checkpointLines(d, completeness),
		...forks.slice(0, SHOWN).flatMap((fork) => forkLines(d, fork)),
	]
	return forks.length > SHOWN ? [...lines, `    and forked at ${plural(forks.length - SHOWN, 'more number')}`] : lines
}

export function completenessLines(d: Drawing, logs: readonly LogCompleteness[]): readonly string[] {
	return logs.flatMap((log, index) => [...(logs[index - 1]?.author === log.author ? [] : [authorName(d, log.author)]), ...logLines(d, log)])
}
