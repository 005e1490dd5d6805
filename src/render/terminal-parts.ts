/** The pieces that terminal views are made of: colours, names, times, and lines that hold what others wrote. */
import { compareStrings } from '../bytes.js'
import type { Person } from '../merge/knowledge-types.js'
import type { PresentNode } from '../merge/types.js'
import type { Attachment, AuthorId, Endorsement, Grounds, Message, MessageId, Post, Reply, Source } from '../message/types.js'
import { fingerprinter, SHORT_DIGITS, shortName } from './names.js'
import { safeLines, safeText } from './safe-text.js'

/** How a terminal view is drawn. */
export interface TerminalOptions {
	/** Whether to use colours; default false. */
	readonly colour?: boolean
	/** Columns that a line may take, 40 to 1,000; default 80. Longer lines are cut here, never by the terminal. */
	readonly width?: number
	/** What authors call themselves, as far as it is known. */
	readonly names?: ReadonlyMap<AuthorId, string>
	/** The endorsements behind the counts, so that grounds and sources can be shown. */
	readonly endorsements?: ReadonlyMap<MessageId, Endorsement>
	/** Posts and replies that a view names by their ids alone, so that their beginning can be shown. */
	readonly messages?: ReadonlyMap<MessageId, Post | Reply>
}

/** What a view is drawn with: the options, and what was made of them once for all of its lines. */
export interface Drawing extends TerminalOptions {
	/** The beginning of a key that tells it from all keys with a name. */
	readonly fingerprint: (author: AuthorId) => string
}

export function drawing(options: TerminalOptions): Drawing {
	return { ...options, fingerprint: fingerprinter(options.names?.keys() ?? []) }
}

/** The columns that are left for a block indented by `indent`. */
function room(options: TerminalOptions, indent: number): number {
	const width = Math.min(Math.max(Math.trunc(options.width ?? 80), 40), 1000)
	return Math.max(width - indent, 20)
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const

export type Paint = keyof typeof STYLES

export function paint(options: TerminalOptions, style: Paint, text: string): string {
	if (options.colour !== true) return text
	const [on, off] = STYLES[style]
	return `\u001B[${on}m${text}\u001B[${off}m`
}

export function shortId(id: string): string {
	return `#${id.slice(0, SHORT_DIGITS)}`
}

/** `Anna <3f2a91bc>`: the name that an author chose, and the beginning of the key, which nobody can choose. */
export function authorName(d: Drawing, author: AuthorId): string {
	const name = shortName(d.names?.get(author) ?? '')
	const fingerprint = `<${d.fingerprint(author)}>`
	if (name === '') return paint(d, 'dim', fingerprint)
	return `${paint(d, 'bold', name)} ${paint(d, 'dim', fingerprint)}`
}

/** Of a person's keys the first one with a name, else the first one. */
export function shownKey({ names }: Pick<TerminalOptions, 'names'>, { id, keys }: Person): AuthorId {
	return keys.find((key) => shortName(names?.get(key) ?? '') !== '') ?? id
}

/** `Anna <3f2a91bc>`, by one of the keys, and how many keys there are where it is more than one. */
export function personName(d: Drawing, person: Person): string {
	const name = authorName(d, shownKey(d, person))
	return person.keys.length === 1 ? name : `${name} (${person.keys.length} keys)`
}

const LAST_DATE = 253_402_300_799

/** `2026-05-04 10:12 UTC`; a time after the year 9999 is shown as the number it is. */
export function formatTime(seconds: number | undefined): string {
	if (seconds === undefined) return 'no time'
	if (seconds > LAST_DATE) return `${seconds} s after 1970`
	return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `2026-05-04`, of days since 1970. */
export function formatDay(day: number): string {
	return day * 86_400 > LAST_DATE ? `day ${day} after 1970` : new Date(day * 86_400_000).toISOString().slice(0, 10)
}

export function formatBytes(size: number): string {
	if (size < 1000) return `${size} ${size === 1 ? 'byte' : 'bytes'}`
	const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB']
	let value = size / 1000
	let unit = 0
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000
		unit += 1
	}
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** `1 reply`, `2 replies`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`
}

const BAR = '\u2502 '

/** What somebody wrote, behind a bar: whatever stands right of a bar is theirs, never ours. */
export function quoted(options: TerminalOptions, text: string, indent: number): readonly string[] {
	const margin = ' '.repeat(indent) + paint(options, 'dim', BAR)
	return safeLines(text, room(options, indent + BAR.length)).map((line) => margin + line)
}

/** A short text of somebody behind a word of ours; where it does not fit the line, it goes on behind a bar. */
export function labelled(options: TerminalOptions, label: string, text: string, indent: number): readonly string[] {
	const [first = '', ...rest] = safeLines(text, room(options, indent + label.length + 2))
	const margin = ' '.repeat(indent)
	return [
		`${margin}${paint(options, 'dim', `${label}:`)} ${first}`,
		...rest.flatMap((line) => `${margin}  ${paint(options, 'dim', BAR)}${line}`),
	]
}

/** A sentence of ours that may be long; where it does not fit the line, it goes on below, moved in. */
export function sentence(options: TerminalOptions, text: string, indent: number): readonly string[] {
	return safeLines(text, room(options, indent + 2)).map((line, index) => ' '.repeat(index === 0 ? indent : indent + 2) + line)
}

const GROUNDS: Readonly<Record<Grounds, string>> = {
	observed: 'saw it',
	reproduced: 'tried it',
	source: 'cites a source',
	relayed: 'passes it on',
}

export function groundsPhrase(grounds: Grounds): string {
	return GROUNDS[grounds]
}

export function sourceLines(options: TerminalOptions, sources: readonly Source[], indent: number): readonly string[] {
	return sources.flatMap((source) => {
		const day = source.day === undefined ? '' : ` (read ${formatDay(source.day)})`
		const hash = source.hash === undefined ? '' : ` (content ${shortId(source.hash)})`
		return labelled(options, `source${day}${hash}`, source.uri ?? shortId(source.message ?? ''), indent)
	})
}

export function attachmentLines(options: TerminalOptions, attachments: readonly Attachment[], indent: number): readonly string[] {
	return attachments.flatMap(({ hash, size, type, name }) => {
		return labelled(options, `attachment ${shortId(hash)}, ${formatBytes(size)}`, name === undefined ? type : `${type}, ${name}`, indent)
	})
}

/** What a post or reply is beside its text, in our words: `question, revision 2, language sv`. */
export function flagsOf(message: Post | Reply): readonly string[] {
	const flags: string[] = []
	if (message.question) flags.push('question')
	if (message.rev > 0) flags.push(`revision ${message.rev}`)
	if (message.format === 'commonmark') flags.push('Markdown')
	if (message.lang !== undefined) flags.push(`language ${safeText(message.lang)}`)
	if (message.expires !== undefined) flags.push(`expires ${formatTime(message.expires)}`)
	return flags
}

/** The line above what somebody wrote: who, when, and under which id. */
export function headLine(d: Drawing, mark: string, message: Message, id: MessageId): string {
	return `${mark} ${authorName(d, message.author)}  ${formatTime(message.time)}  ${paint(d, 'cyan', shortId(id))}`
}

/** Short remarks of ours on one line; none without remarks. */
export function flagLine(flags: readonly string[], indent: number): readonly string[] {
	return flags.length === 0 ? [] : [' '.repeat(indent) + flags.join(' \u00B7 ')]
}

/** The same of a node, with what is known beside its current version. */
export function nodeFlags({ id, message, future, firstHeld }: PresentNode): readonly string[] {
	return [
		...flagsOf(message),
		...(message.id === id ? [] : [`this version is ${shortId(message.id)}`]),
		...(future ? ['dated in the future'] : []),
		...(firstHeld ? [] : ['its first version is not here']),
	]
}

export function topicLines(options: TerminalOptions, { topics }: Post | Reply, indent: number): readonly string[] {
	return topics.length === 0 ? [] : labelled(options, 'topics', topics.join(', '), indent)
}

/** Space (where it is not the one that was told already), topics, text, sources and attachments of a post or reply. */
export function contentLines(options: TerminalOptions, message: Post | Reply, indent: number, told?: string): readonly string[] {
	const lines: string[] = []
	if (message.space !== undefined && message.space !== told) lines.push(...labelled(options, 'space', message.space, indent))
	lines.push(...topicLines(options, message, indent))
	if (message.text !== '') lines.push(...quoted(options, message.text, indent))
	lines.push(...sourceLines(options, message.sources, indent), ...attachmentLines(options, message.attachments, indent))
	return lines
}

const EXCERPT_LINES = 3

/** The first lines of a text, behind a bar. */
export function excerptLines(options: TerminalOptions, message: Post | Reply, indent: number): readonly string[] {
	if (message.text === '') return attachmentLines(options, message.attachments, indent)
	const lines = quoted(options, message.text, indent)
	return lines.length <= EXCERPT_LINES ? lines : [...lines.slice(0, EXCERPT_LINES), `${' '.repeat(indent)}\u2026`]
}

/** Names in a stable order for people: known names first, by code units, then keys. */
export function sortAuthors(options: TerminalOptions, authors: readonly AuthorId[]): readonly AuthorId[] {
	const key = (author: AuthorId): string => `${options.names?.has(author) ? '0' : '1'}${options.names?.get(author) ?? ''}\u0000${author}`
	return [...authors].sort((a, b) => compareStrings(key(a), key(b)))
}
