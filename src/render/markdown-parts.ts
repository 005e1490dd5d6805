/** The pieces that a Markdown page is made of: names, ids, items of lists, and what a message consists of. */
import type { Attachment, AuthorId, Endorsement, MessageId, Post, Reply, Source } from '../message/types.js'
import { markdownCode, markdownQuote, markdownText } from './markdown-text.js'
import { fingerprinter, shortName } from './names.js'
import { flagsOf, formatBytes, formatDay, formatTime, shortId } from './terminal-parts.js'

export interface PageOptions {
	/** What authors call themselves, as far as it is known. */
	readonly names?: ReadonlyMap<AuthorId, string>
	/** The endorsements behind the counts, so that grounds and sources can be shown. */
	readonly endorsements?: ReadonlyMap<MessageId, Endorsement>
}

/** What a page is written with. */
export interface Page extends PageOptions {
	/** Anna and her fingerprint as code: `<3f2a91bc>` in backticks, which no name can write. Remembers that she was named. */
	readonly nameOf: (author: AuthorId) => string
	/** Everybody who was named so far, in that order. */
	readonly named: ReadonlySet<AuthorId>
}

export function newPage({ names, endorsements }: PageOptions): Page {
	const fingerprint = fingerprinter(names?.keys() ?? [])
	const named = new Set<AuthorId>()
	return {
		...(names === undefined ? {} : { names }),
		...(endorsements === undefined ? {} : { endorsements }),
		named,
		nameOf(author) {
			named.add(author)
			const name = shortName(names?.get(author) ?? '')
			const mark = markdownCode(`<${fingerprint(author)}>`)
			return name === '' ? mark : `${markdownText(name)} ${mark}`
		},
	}
}

export function codeId(id: string): string {
	return markdownCode(shortId(id))
}

/** An item of a list, or of a list inside of it. */
export function item(level: number, text: string): string {
	return `${'  '.repeat(level)}* ${text}`
}

export function sourceItems(sources: readonly Source[], level: number): readonly string[] {
	return sources.map(({ uri, hash, message, day }) => {
		const read = day === undefined ? '' : `, read ${formatDay(day)}`
		const content = hash === undefined ? '' : `, content ${codeId(hash)}`
		return item(level, `source${read}${content}: ${uri === undefined ? codeId(message ?? '') : markdownCode(uri)}`)
	})
}

function attachmentItems(attachments: readonly Attachment[]): readonly string[] {
	return attachments.map(({ hash, size, type, name }) => {
		const file = name === undefined ? type : `${type}, ${name}`
		return item(0, `attachment ${codeId(hash)}, ${formatBytes(size)}: ${markdownText(file)}`)
	})
}

/** What a message is beside its text, on one line, and below it what it is about. What stands right of a colon is the author's. */
function aboutLines(message: Post | Reply, id: MessageId, remarks: readonly string[]): readonly string[] {
	const flags = [...flagsOf(message).map(markdownText), ...remarks]
	if (message.id !== id) flags.push(`this version is ${codeId(message.id)}`)
	const lines = [[formatTime(message.time), codeId(id), ...flags].join(' \u00B7 ')]
	if (message.space !== undefined) lines.push(`space: ${markdownText(message.space)}`)
	if (message.topics.length > 0) lines.push(`topics: ${markdownText(message.topics.join(', '))}`)
	return lines.map((line, index) => (index < lines.length - 1 ? `${line}\\` : line))
}

/** Blocks of a page: lines that belong together, with an empty line between one block and the next. */
export type Block = readonly string[]

/** What somebody wrote, and below it, as a list, what it comes with and what was said about it. */
export function messageBlocks(message: Post | Reply, id: MessageId, remarks: readonly string[], said: readonly string[]): readonly Block[] {
	const items = [...sourceItems(message.sources, 0), ...attachmentItems(message.attachments), ...said]
	return [
		aboutLines(message, id, remarks),
		...(message.text === '' ? [] : [markdownQuote(message.text)]),
		...(items.length === 0 ? [] : [items]),
	]
}
