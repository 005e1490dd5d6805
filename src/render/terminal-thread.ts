/** Threads, timelines and what a search found, as lines for a terminal. */
import type { ContestedNode, PresentNode, Thread, ThreadNode, TimelineEntry } from '../merge/types.js'
import type { Post, Reply } from '../message/types.js'
import type { Drawing } from './terminal-parts.js'
import {
	authorName,
	contentLines,
	excerptLines,
	flagLine,
	flagsOf,
	headLine,
	nodeFlags,
	paint,
	plural,
	shortId,
	topicLines,
} from './terminal-parts.js'
import { stanceLines } from './terminal-stances.js'
import { stanceSentence } from './words.js'

/** Columns that one level of a thread is moved in, and how many levels are moved before the level is told in words. */
const STEP = 2
const LEVELS = 8

function presentLines(
	d: Drawing,
	node: PresentNode,
	place: readonly string[],
	margin: number,
	told: string | undefined,
): readonly string[] {
	const indent = margin + 2
	const lines = [
		' '.repeat(margin) + headLine(d, '\u25CF', node.message, node.id),
		...flagLine([...place, ...nodeFlags(node)], indent),
		...contentLines(d, node.message, indent, told),
	]
	if (node.conflicts.length > 0) {
		const others = plural(node.conflicts.length, 'other version was', 'other versions were')
		lines.push(
			`${' '.repeat(indent)}${paint(d, 'yellow', `conflict: ${others} written without knowing of this one:`)} ${node.conflicts.map(shortId).join(', ')}`,
		)
	}
	return [...lines, ...stanceLines(d, node, indent)]
}

function contestedLines(d: Drawing, node: ContestedNode, place: readonly string[], margin: number): readonly string[] {
	const indent = margin + 2
	const lines = [
		`${' '.repeat(margin)}${paint(d, 'yellow', '?')} contested  ${paint(d, 'cyan', shortId(node.id))}`,
		...flagLine(place, indent),
		`${' '.repeat(indent)}The first version is not here, so nobody can tell whose message this is. ${plural(node.claims.length, 'claimant')}:`,
	]
	for (const claim of node.claims) {
		if (claim.retracted) lines.push(`${' '.repeat(indent)}\u2715 ${authorName(d, claim.author)} retracted it`)
		else if (claim.message !== undefined) {
			lines.push(' '.repeat(indent) + headLine(d, '?', claim.message, claim.message.id), ...contentLines(d, claim.message, indent + 2))
		}
	}
	return lines
}

function nodeLines(d: Drawing, node: ThreadNode, told: string | undefined): readonly string[] {
	const margin = Math.min(node.depth, LEVELS) * STEP
	const deep = node.depth > LEVELS
	const place = deep ? [`level ${node.depth}`, ...(node.parent === undefined ? [] : [`answers ${shortId(node.parent)}`])] : []
	if (node.state === 'present') return presentLines(d, node, place, margin, told)
	if (node.state === 'contested') return contestedLines(d, node, place, margin)
	const id = paint(d, 'cyan', shortId(node.id))
	const line =
		node.state === 'retracted'
			? `\u2715 retracted by ${authorName(d, node.author)}  ${id}`
			: `\u25CB missing: this message has not arrived here  ${id}`
	return [' '.repeat(margin) + line, ...flagLine(place, margin + 2)]
}

export function threadLines(d: Drawing, { nodes }: Thread): readonly string[] {
	const [root] = nodes
	const space = root?.state === 'present' ? root.message.space : undefined
	return nodes.flatMap((node, index) => (index === 0 ? nodeLines(d, node, undefined) : ['', ...nodeLines(d, node, space)]))
}

export function entryLines(d: Drawing, { node, replies }: TimelineEntry): readonly string[] {
	const answers = plural(replies, 'reply', 'replies')
	if (node.state === 'contested') return [...contestedLines(d, node, [], 0), `  ${answers}`]
	const { message } = node
	const about = [answers, stanceSentence(node)].filter((part) => part !== '')
	const flags = [...flagsOf(message), ...(node.future ? ['dated in the future'] : [])]
	return [
		headLine(d, '\u25CF', message, node.id),
		...flagLine(flags, 2),
		...topicLines(d, message, 2),
		...excerptLines(d, message, 2),
		`  ${about.join(' \u00B7 ')}`,
	]
}

export function foundLines(d: Drawing, message: Post | Reply): readonly string[] {
	return [
		headLine(d, '\u25CF', message, message.id),
		...flagLine([...(message.thread === message.id ? [] : [`in thread ${shortId(message.thread)}`]), ...flagsOf(message)], 2),
		...excerptLines(d, message, 2),
	]
}
