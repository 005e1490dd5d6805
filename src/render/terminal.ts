/**
 * Views as text for a terminal. Every line that these functions return is either our own words or holds the words of others behind a mark that they cannot write:
 * a bar, a label, or the fingerprint that follows a name. Nothing in a message can move the cursor, change colours or pass for the head of another message.
 */
import type { ContestedNode, PresentNode, ProfileView, Thread, ThreadNode, TimelineEntry } from '../merge/types.js'
import type { Message, Post, Reply, Vouch } from '../message/types.js'
import type { TerminalOptions } from './terminal-parts.js'
import {
	attachmentLines,
	authorName,
	contentLines,
	flagsOf,
	formatTime,
	labelled,
	paint,
	plural,
	quoted,
	shortId,
	shortName,
} from './terminal-parts.js'
import { stanceLines, stanceSentence } from './terminal-stances.js'

/** Columns that one level of a thread is moved in, and how many levels are moved before the level is told in words. */
const STEP = 2
const LEVELS = 8

function head(options: TerminalOptions, mark: string, message: Message, id: string): string {
	return `${mark} ${authorName(options, message.author)}  ${formatTime(message.time)}  ${paint(options, 'cyan', shortId(id))}`
}

function flagLine(flags: readonly string[], indent: number): readonly string[] {
	return flags.length === 0 ? [] : [' '.repeat(indent) + flags.join(' \u00B7 ')]
}

function presentLines(
	options: TerminalOptions,
	node: PresentNode,
	place: readonly string[],
	margin: number,
	told: string | undefined,
): readonly string[] {
	const indent = margin + 2
	const flags = [...place, ...flagsOf(node.message)]
	if (node.message.id !== node.id) flags.push(`this version is ${shortId(node.message.id)}`)
	if (node.future) flags.push('dated in the future')
	if (!node.firstHeld) flags.push('its first version is not here')
	const lines = [
		' '.repeat(margin) + head(options, '\u25CF', node.message, node.id),
		...flagLine(flags, indent),
		...contentLines(options, node.message, indent, told),
	]
	if (node.conflicts.length > 0) {
		const others = plural(node.conflicts.length, 'other version was', 'other versions were')
		lines.push(
			`${' '.repeat(indent)}${paint(options, 'yellow', `conflict: ${others} written without knowing of this one:`)} ${node.conflicts.map(shortId).join(', ')}`,
		)
	}
	return [...lines, ...stanceLines(options, node, indent)]
}

function contestedLines(options: TerminalOptions, node: ContestedNode, place: readonly string[], margin: number): readonly string[] {
	const indent = margin + 2
	const lines = [
		`${' '.repeat(margin)}${paint(options, 'yellow', '?')} contested  ${paint(options, 'cyan', shortId(node.id))}`,
		...flagLine(place, indent),
		`${' '.repeat(indent)}The first version is not here, so nobody can tell whose message this is. ${plural(node.claims.length, 'claimant')}:`,
	]
	for (const claim of node.claims) {
		if (claim.retracted) lines.push(`${' '.repeat(indent)}\u2715 ${authorName(options, claim.author)} retracted it`)
		else if (claim.message !== undefined) {
			lines.push(
				' '.repeat(indent) + head(options, '?', claim.message, claim.message.id),
				...contentLines(options, claim.message, indent + 2),
			)
		}
	}
	return lines
}

function nodeLines(options: TerminalOptions, node: ThreadNode, told: string | undefined): readonly string[] {
	const margin = Math.min(node.depth, LEVELS) * STEP
	const deep = node.depth > LEVELS
	const place = deep ? [`level ${node.depth}`, ...(node.parent === undefined ? [] : [`answers ${shortId(node.parent)}`])] : []
	if (node.state === 'present') return presentLines(options, node, place, margin, told)
	if (node.state === 'contested') return contestedLines(options, node, place, margin)
	const id = paint(options, 'cyan', shortId(node.id))
	const line =
		node.state === 'retracted'
			? `\u2715 retracted by ${authorName(options, node.author)}  ${id}`
			: `\u25CB missing: this message has not arrived here  ${id}`
	return [' '.repeat(margin) + line, ...flagLine(place, margin + 2)]
}

/** A thread as a tree (SPEC 6.8): answers stand below what they answer and are moved in. Levels below the eighth say their level in words instead. */
export function renderThread(thread: Thread, options: TerminalOptions = {}): readonly string[] {
	const [root] = thread.nodes
	const space = root?.state === 'present' ? root.message.space : undefined
	return thread.nodes.flatMap((node, index) =>
		index === 0 ? nodeLines(options, node, undefined) : ['', ...nodeLines(options, node, space)],
	)
}

const EXCERPT_LINES = 3

/** The first lines of a text, behind a bar. */
function excerpt(options: TerminalOptions, message: Post | Reply, indent: number): readonly string[] {
	if (message.text === '') return attachmentLines(options, message.attachments, indent)
	const lines = quoted(options, message.text, indent)
	return lines.length <= EXCERPT_LINES ? lines : [...lines.slice(0, EXCERPT_LINES), `${' '.repeat(indent)}\u2026`]
}

function timelineLines(options: TerminalOptions, { node, replies }: TimelineEntry): readonly string[] {
	const answers = plural(replies, 'reply', 'replies')
	if (node.state === 'contested') return [...contestedLines(options, node, [], 0), `  ${answers}`]
	const { message } = node
	const topics = message.topics.length === 0 ? [] : labelled(options, 'topics', message.topics.join(', '), 2)
	const about = [answers, stanceSentence(node)].filter((part) => part !== '')
	const flags = [...flagsOf(message), ...(node.future ? ['dated in the future'] : [])]
	return [
		head(options, '\u25CF', message, node.id),
		...flagLine(flags, 2),
		...topics,
		...excerpt(options, message, 2),
		`  ${about.join(' \u00B7 ')}`,
	]
}

/** The threads of a timeline, newest first (SPEC 6.11), each with the beginning of its first message. */
export function renderTimeline(entries: readonly TimelineEntry[], options: TerminalOptions = {}): readonly string[] {
	return entries.flatMap((entry, index) => [...(index === 0 ? [] : ['']), ...timelineLines(options, entry)])
}

/** Messages that a search found, each with its thread and the beginning of its text. */
export function renderFound(messages: readonly (Post | Reply)[], options: TerminalOptions = {}): readonly string[] {
	return messages.flatMap((message, index) => [
		...(index === 0 ? [] : ['']),
		head(options, '\u25CF', message, message.id),
		...flagLine([...(message.thread === message.id ? [] : [`in thread ${shortId(message.thread)}`]), ...flagsOf(message)], 2),
		...excerpt(options, message, 2),
	])
}

/** An author's profile and the vouches that they gave. */
export function renderProfile(view: ProfileView, vouches: readonly Vouch[], options: TerminalOptions = {}): readonly string[] {
	const { profile } = view
	const lines = [authorName(options, view.author), `  key: ${view.author}`]
	if (profile === undefined) lines.push('  no profile is held here')
	else {
		// A name that is changed or cut in the line above stands here in full.
		if (profile.name !== undefined && shortName(profile.name) !== profile.name) lines.push(...labelled(options, 'name', profile.name, 2))
		if (profile.about !== undefined) lines.push(...quoted(options, profile.about, 2))
		for (const key of profile.keys) lines.push(`  also: ${key}`)
		lines.push(...attachmentLines(options, profile.attachments, 2))
		if (view.conflicts.length > 0)
			lines.push(`  conflict: written without knowing of this profile: ${view.conflicts.map(shortId).join(', ')}`)
	}
	for (const vouch of vouches) {
		if (vouch.stance !== 'withdrawn')
			lines.push(`  ${vouch.stance === 'vouch' ? 'vouches for' : 'distrusts'} ${authorName(options, vouch.subject)}`)
	}
	return lines
}
