/**
 * Threads as Markdown pages, to be read anywhere: in a wiki, a mail, an editor, on paper. Whatever others wrote is escaped, texts in Markdown too, which are shown as their source:
 * nothing that a message holds makes a heading, a link, an image or HTML, or leaves its quotation. Characters that are not seen are shown by number.
 */
import type { NodeCorroboration } from '../merge/knowledge-types.js'
import type { ContestedNode, PresentNode, Thread, ThreadNode } from '../merge/types.js'
import type { MessageId } from '../message/types.js'
import type { Block, Page, PageOptions } from './markdown-parts.js'
import { codeId, messageBlocks, newPage } from './markdown-parts.js'
import { corroborationItems, stanceItems } from './markdown-stances.js'
import { markdownCode } from './markdown-text.js'
import { formatTime, plural } from './terminal-parts.js'

export interface MarkdownOptions extends PageOptions {
	/**
	 * What stands behind the versions of each node (SPEC 6.16), as one reader sees it. The page then tells these numbers, and without them who holds which stance. For a page that is
	 * given away, compute them for the reader `{ keys }` alone, without `vouches` and `blocked`: a distance can reveal for whom somebody vouches in private.
	 */
	readonly corroborations?: readonly NodeCorroboration[]
	/** Seconds since 1970: when the thread looked like this. Told at the top of the page. */
	readonly now?: number
}

interface Writing extends Page {
	readonly corroborations: ReadonlyMap<MessageId, NodeCorroboration>
}

/** Levels of answers that have headings of their own and numbers like 1.2.1; below these the page says what is answered. */
const LEVELS = 5

/** `reply 1.2`, from how many came before on each level. */
function placeOf(counters: number[], { depth, parent }: ThreadNode): string {
	if (depth === 0) return 'thread'
	counters.length = Math.min(depth, LEVELS + 1)
	counters[depth - 1] = (counters[depth - 1] ?? 0) + 1
	if (depth <= LEVELS) return `reply ${counters.join('.')}`
	return `reply at level ${depth}${parent === undefined ? '' : `, to ${codeId(parent)}`}`
}

function title(page: Writing, place: string, node: ThreadNode): string {
	const level = '#'.repeat(Math.min(node.depth, LEVELS) + 1)
	const what = node.depth === 0 && node.state === 'present' ? (node.message.question ? 'question' : 'post') : place
	const words = what.charAt(0).toUpperCase() + what.slice(1)
	if (node.state === 'present') return `${level} ${words} by ${page.nameOf(node.message.author)}`
	if (node.state === 'retracted') return `${level} ${words}, retracted by ${page.nameOf(node.author)}`
	return `${level} ${words}, ${node.state}`
}

function presentBlocks(page: Writing, node: PresentNode): readonly Block[] {
	const corroboration = page.corroborations.get(node.id)
	const remarks = [...(node.future ? ['dated in the future'] : []), ...(node.firstHeld ? [] : ['its first version is not here'])]
	const conflicts = node.conflicts.map(codeId).join(', ')
	const said = corroboration === undefined ? stanceItems(page, node) : corroborationItems(page, corroboration)
	return messageBlocks(node.message, node.id, remarks, [
		...(conflicts === '' ? [] : [`* conflict: other versions, written without knowing of this one: ${conflicts}`]),
		...said,
	])
}

function contestedBlocks(page: Writing, { id, claims }: ContestedNode): readonly Block[] {
	const claimants = plural(claims.length, 'claimant')
	return [
		[`${codeId(id)} \u00B7 The first version is not here, so nobody can tell whose message this is. ${claimants}:`],
		...claims.flatMap(({ author, retracted, message }): readonly Block[] => {
			if (retracted) return [[`${page.nameOf(author)} retracted it.`]]
			if (message === undefined) return []
			return [[`${page.nameOf(author)} says:`], ...messageBlocks(message, message.id, [], [])]
		}),
	]
}

function nodeBlocks(page: Writing, counters: number[], node: ThreadNode): readonly Block[] {
	const head = [title(page, placeOf(counters, node), node)]
	if (node.state === 'present') return [head, ...presentBlocks(page, node)]
	if (node.state === 'contested') return [head, ...contestedBlocks(page, node)]
	const why = node.state === 'retracted' ? 'Its author took it back; its text is erased.' : 'This message has not arrived here.'
	return [head, [`${codeId(node.id)} \u00B7 ${why}`]]
}

function legendBlocks({ id, nodes }: Thread, { corroborations, now }: MarkdownOptions): readonly Block[] {
	const parts = [`thread ${markdownCode(id)}`, plural(nodes.length, 'message')]
	if (now !== undefined) parts.push(`as of ${formatTime(now)}`)
	const legend = [
		'Quotations are what people wrote, as are names, spaces, topics, sources and attachments; all else was added to make this page.',
	]
	if (corroborations !== undefined) {
		legend.push(
			'*The circle* are the people whom the reader listens to who made this page, directly or through others;',
			'*independent* says how many of them could each have it from somewhere else.',
		)
	}
	return [[`${parts.join(' \u00B7 ')}`], legend]
}

function keyBlocks(page: Page): readonly Block[] {
	const named = [...page.named]
	return named.length === 0 ? [] : [['## Keys'], named.map((author) => `* ${page.nameOf(author)}: ${markdownCode(author)}`)]
}

/**
 * A thread as one CommonMark document: the first message below the title, each answer below a heading with its place (`Reply 1.2`), its text as a quotation, and in words what it
 * comes with, what was said about it, what is missing, retracted or contested; at the end everybody's keys in full. Deterministic; ends with one line feed.
 */
export function threadMarkdown(thread: Thread, options: MarkdownOptions = {}): string {
	const page = { ...newPage(options), corroborations: new Map(options.corroborations?.map((each) => [each.node, each]) ?? []) }
	const counters: number[] = []
	const [root, ...answers] = thread.nodes.map((node) => nodeBlocks(page, counters, node))
	const [head = ['# Thread'], ...rest] = root ?? []
	const blocks = [head, ...legendBlocks(thread, options), ...rest, ...answers.flat(), ...keyBlocks(page)]
	return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`
}
