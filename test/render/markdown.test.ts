import type { Node, NodeType } from 'commonmark'
import { HtmlRenderer, Parser } from 'commonmark'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContestedNode, ThreadNode } from '../../src/merge/types.js'
import { threadMarkdown } from '../../src/render/markdown.js'
import { safeLines, safeText } from '../../src/render/safe-text.js'
import { ANNA, BERTIL, CECILIA, count, earlier, endorsement, id, NAMES, NOBODY, post, present, reply, thread } from './fixtures.js'
import { hostileText, UNCONTROLLED } from './hostile.js'
import type { Village } from './village.js'
import { NOW, poisoned, village } from './village.js'

const peaceful = await village()

function page({ thread: view, names, endorsements, corroborations }: Village): string {
	return threadMarkdown(view, { names, endorsements, corroborations, now: NOW })
}

/** The nodes of a page that a reader's program makes of it, each once. */
function nodesOf(markdown: string): readonly Node[] {
	const nodes: Node[] = []
	const walker = new Parser().parse(markdown).walker()
	for (let event = walker.next(); event !== null; event = walker.next()) if (event.entering) nodes.push(event.node)
	return nodes
}

function isWithin(node: Node, type: NodeType): boolean {
	for (let above = node.parent; above !== null; above = above.parent) if (above.type === type) return true
	return false
}

/** How many nodes there are of each type, without those that lines and runs of text are made of. */
function census(markdown: string): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {}
	for (const { type } of nodesOf(markdown)) {
		if (!['text', 'softbreak', 'linebreak', 'paragraph'].includes(type)) counts[type] = (counts[type] ?? 0) + 1
	}
	return counts
}

/** The text of each quotation as it is read: with its lines, and an empty line between paragraphs. */
function quotations(markdown: string): readonly string[] {
	const quotes: string[][] = []
	for (const node of nodesOf(markdown)) {
		if (node.type === 'block_quote') quotes.push([])
		else if (isWithin(node, 'block_quote')) {
			if (node.type === 'paragraph') quotes.at(-1)?.push('')
			else {
				const paragraphs = quotes.at(-1) as string[]
				paragraphs.push(`${paragraphs.pop() ?? ''}${node.type === 'linebreak' ? '\n' : (node.literal ?? `[${node.type}]`)}`)
			}
		}
	}
	// Fixed spaces stand for those at the beginning of a line.
	return quotes.map((paragraphs) =>
		paragraphs
			.filter((paragraph) => paragraph !== '')
			.join('\n\n')
			.replaceAll(/(?<=^|\n)\u00A0+/g, (fixed) => ' '.repeat(fixed.length)),
	)
}

/** What is left of a text in a quotation: spaces at the ends of lines and paragraphs and repeated empty lines are not seen anyway. */
function asQuoted(text: string): string {
	const lines = safeLines(text, Number.POSITIVE_INFINITY).map((line) => line.replace(/ +$/, ''))
	const paragraphs = lines.join('\n').split(/\n{2,}/)
	return paragraphs
		.map((paragraph) => paragraph.trim())
		.filter((paragraph) => paragraph !== '')
		.join('\n\n')
}

describe('threadMarkdown', () => {
	test('writes a thread that people like to read', () => {
		const [, { node = '', current, earlier: before = [] } = {}] = peaceful.corroborations
		const short = (of = ''): string => `\`#${of.slice(0, 8)}\``
		const by = (index: number): string => short(current?.confirm.circle.people.speakers[index]?.endorsement)
		const lines = page(peaceful).split('\n')
		expect(lines.slice(0, 42)).toEqual([
			'# Question by Anna `<8a88e3dd>`',
			'',
			`thread \`${peaceful.question.id}\` · 5 messages · as of 2026-05-05 20:00 UTC`,
			'',
			'Quotations are what people wrote, as are names, spaces, topics, sources and attachments; all else was added to make this page.',
			'*The circle* are the people whom the reader listens to who made this page, directly or through others;',
			'*independent* says how many of them could each have it from somewhere else.',
			'',
			`2026-05-04 09:40 UTC · ${short(peaceful.question.id)} · question · language en\\`,
			'space: hagby\\',
			'topics: flood, water',
			'',
			'> Is the well safe after the flood?\\',
			'> It looks brown.',
			'',
			'* nobody has said anything about it',
			'',
			'## Reply 1 by Bertil `<8139770e>`',
			'',
			`2026-05-04 10:20 UTC · ${short(node)} · revision 1 · this version is ${short(current?.version)}`,
			'',
			'> Boil it for three minutes, for now. The municipality found bacteria on Monday.',
			'',
			'* in the circle, confirmed by 3 people, **1 independent**: they cite the same source (nobody first-hand, 1 source)',
			`  * Cecilia \`<ed4928c6>\`, distance 1, cites a source, ${by(0)}`,
			'    * source, read 2026-05-04: `https://hagby.example/water/2026-05-04`',
			`  * David \`<ca93ac17>\`, distance 2, cites a source, ${by(1)}`,
			'    * source, read 2026-05-04: `https://hagby.example/water/2026-05-04`',
			`  * Erik \`<6e7a1cdd>\`, distance 3, cites a source, ${by(2)}`,
			'    * source, read 2026-05-04: `https://hagby.example/water/2026-05-04`',
			'* outside of the circle, where a key may be anybody, disputed by 1 key, **none independent**: they bring nothing of their own (nobody first-hand, no source)',
			`  * \`<8a875fff>\`, ${short(current?.dispute.outside.keys.speakers[0]?.endorsement)}`,
			`* said of the first version, ${short(node)}, not of this one:`,
			'  * in the circle, confirmed by 2 people, **1 independent**: 1 brings nothing of their own (1 first-hand, no source)',
			`    * Anna \`<8a88e3dd>\`, the reader, tried it, ${short(before[0]?.confirm.circle.people.speakers[0]?.endorsement)}`,
			`    * Erik \`<6e7a1cdd>\`, distance 3, ${short(before[0]?.confirm.circle.people.speakers[1]?.endorsement)}`,
			'',
			'### Reply 1.1 by David `<ca93ac17>`',
			'',
			`2026-05-04 11:10 UTC · ${short(peaceful.thread.nodes[2]?.id)} · question`,
			'',
			'> And for how long do we have to boil it?',
		])
		expect(lines.filter((line) => line.startsWith('#'))).toEqual([
			'# Question by Anna `<8a88e3dd>`',
			'## Reply 1 by Bertil `<8139770e>`',
			'### Reply 1.1 by David `<ca93ac17>`',
			'#### Reply 1.1.1 by Bertil `<8139770e>`',
			'#### Reply 1.1.2 by Erik `<6e7a1cdd>`',
			'## Keys',
		])
		expect(lines).toContain(`* Anna \`<8a88e3dd>\`: \`${peaceful.keys.Anna}\``)
	})

	test('is read by a program as it is meant: lists in lists, and every heading', () => {
		const html = new HtmlRenderer().render(new Parser().parse(page(peaceful)))
		expect(html).toContain('<h1>Question by Anna <code>&lt;8a88e3dd&gt;</code></h1>')
		expect(html).toContain('<p>Is the well safe after the flood?<br />\nIt looks brown.</p>')
		expect(html).toContain(
			'</code>\n<ul>\n<li>source, read 2026-05-04: <code>https://hagby.example/water/2026-05-04</code></li>\n</ul>\n</li>',
		)
	})

	test('ends with one line feed and is the same every time', () => {
		expect(page(peaceful)).toBe(page(peaceful))
		expect(page(peaceful)).toMatch(/[^\n]\n$/)
		expect(threadMarkdown(thread())).toMatch(/^# Thread\n\nthread `0001.*[^\n]\n$/s)
	})

	test('[SPEC 6.7, 6.8] tells what is missing, retracted or contested', () => {
		const contested: ContestedNode = {
			id: id(3),
			depth: 1,
			parent: id(1),
			children: [],
			state: 'contested',
			future: false,
			claims: [
				{ author: BERTIL, retracted: true },
				{ author: CECILIA, retracted: false, message: reply(4, CECILIA, 'Mine.', { first: id(3), rev: 1 }) },
			],
		}
		const view = thread(
			{ id: id(1), depth: 0, children: [], state: 'missing' },
			{ id: id(2), depth: 1, parent: id(1), children: [], state: 'retracted', author: ANNA },
			contested,
		)
		expect(threadMarkdown(view, { names: NAMES }).split('\n').slice(0, -7)).toEqual([
			'# Thread, missing',
			'',
			`thread \`${id(1)}\` · 3 messages`,
			'',
			'Quotations are what people wrote, as are names, spaces, topics, sources and attachments; all else was added to make this page.',
			'',
			'`#00010000` · This message has not arrived here.',
			'',
			'## Reply 1, retracted by Anna `<aaaa1111>`',
			'',
			'`#00020000` · Its author took it back; its text is erased.',
			'',
			'## Reply 2, contested',
			'',
			'`#00030000` · The first version is not here, so nobody can tell whose message this is. 2 claimants:',
			'',
			'Bertil `<bbbb2222>` retracted it.',
			'',
			'`<cccc3333>` says:',
			'',
			'2026-05-28 20:26 UTC · `#00040000` · revision 1',
			'',
			'> Mine.',
		])
	})

	test('[SPEC 6.10] without corroborations, tells who holds which stance, and on which version', () => {
		const message = post(5, ANNA, '', {
			first: id(1),
			rev: 2,
			format: 'commonmark',
			sources: [{ uri: 'https://example.org/`a`', day: 20_000, hash: 'd'.repeat(64) }, { message: id(9) }],
			attachments: [{ hash: 'e'.repeat(64), size: 12_345, type: 'image/png', name: 'brunn_1.png' }],
		})
		const node = present(message, {
			future: true,
			firstHeld: false,
			conflicts: [id(7)],
			stances: { ...NOBODY, confirm: count([BERTIL, id(21)]), outdated: count([CECILIA, id(22)]) },
			earlier: [earlier(1, 0, { dispute: count([BERTIL, id(24)]) })],
		})
		const endorsements = new Map([[id(21), endorsement(21, BERTIL, { grounds: 'source', sources: [{ uri: 'a:b' }] })]])
		expect(threadMarkdown(thread(node), { names: NAMES, endorsements }).split('\n').slice(6, -7)).toEqual([
			'2026-05-28 20:26 UTC · `#00010000` · revision 2 · Markdown · dated in the future · its first version is not here · this version is `#00050000`',
			'',
			'* source, read 2024-10-04, content `#dddddddd`: `` https://example.org/`a` ``',
			'* source: `#00090000`',
			'* attachment `#eeeeeeee`, 12 kB: image/png, brunn\\_1.png',
			'* conflict: other versions, written without knowing of this one: `#00070000`',
			'* confirmed by 1 key, called outdated by 1 key; an earlier version was disputed by 1 key',
			'  * Bertil `<bbbb2222>` confirms: cites a source',
			'    * source: `a:b`',
			'  * `<cccc3333>` calls it outdated',
			'  * Bertil `<bbbb2222>` disputes the first version',
		])
	})

	test('numbers the first five levels of answers, and tells of deeper ones what they answer', () => {
		const nodes: readonly ThreadNode[] = Array.from({ length: 2000 }, (_, depth) =>
			present(reply(depth + 1, ANNA, 'x'), { depth, ...(depth === 0 ? {} : { parent: id(depth) }) }),
		)
		const markdown = threadMarkdown(thread(...nodes, present(reply(3000, ANNA, 'y'), { depth: 1, parent: id(1) })))
		const headings = markdown.split('\n').filter((line) => line.startsWith('#'))
		expect(headings.slice(4, 8)).toEqual([
			'##### Reply 1.1.1.1 by `<aaaa1111>`',
			'###### Reply 1.1.1.1.1 by `<aaaa1111>`',
			'###### Reply at level 6, to `#00060000` by `<aaaa1111>`',
			'###### Reply at level 7, to `#00070000` by `<aaaa1111>`',
		])
		expect(headings.at(-2)).toBe('## Reply 2 by `<aaaa1111>`')
		expect(markdown.length).toBeLessThan(2001 * 200)
	})

	test('names at most eight who say the same', () => {
		const many = Array.from({ length: 11 }, (_, index) => [index.toString(16).repeat(64), id(index + 1)] as const)
		const markdown = threadMarkdown(thread(present(post(1, ANNA, 'x'), { stances: { ...NOBODY, confirm: count(...many) } })))
		expect(markdown.split('\n').filter((line) => line.endsWith(' confirms'))).toHaveLength(8)
		expect(markdown).toContain('\n  * and 3 more\n')
	})
})

describe('hostile content', () => {
	const quiet = census(page(poisoned(peaceful, 'peace')))

	test('there is nothing on a page but what the page is made of', () => {
		expect(Object.keys(quiet).sort()).toEqual(['block_quote', 'code', 'document', 'emph', 'heading', 'item', 'list', 'strong'])
	})

	test('[SPEC 11.3] makes no heading, link, image, HTML, code or list, and leaves no quotation', () => {
		fc.assert(
			fc.property(hostileText, (text) => {
				fc.pre(text !== '')
				const markdown = page(poisoned(peaceful, text))
				expect(census(markdown)).toEqual(quiet)
				for (const line of markdown.split('\n')) expect(line).toMatch(UNCONTROLLED)
			}),
			{ seed: 23, numRuns: 400 },
		)
	})

	test('what is quoted is read as it was written, character by character', () => {
		fc.assert(
			fc.property(hostileText, (text) => {
				fc.pre(text !== '')
				const markdown = threadMarkdown(thread(present(post(1, ANNA, text)), present(reply(2, BERTIL, 'after'), { depth: 1 })))
				expect(quotations(markdown)).toEqual([asQuoted(text), 'after'])
			}),
			{ seed: 29, numRuns: 600 },
		)
	})

	test('code that we make holds what it names, and nothing else', () => {
		fc.assert(
			fc.property(hostileText, (uri) => {
				fc.pre(uri !== '')
				const codes = nodesOf(threadMarkdown(thread(present(post(1, ANNA, 'x', { sources: [{ uri }] }))))).filter(
					({ type }) => type === 'code',
				)
				expect(codes.map(({ literal }) => literal).slice(1, 4)).toEqual([id(1), '#00010000', safeText(uri)])
			}),
			{ seed: 31, numRuns: 300 },
		)
	})

	test('a name cannot write a fingerprint or words of ours', () => {
		const names = new Map([[ANNA, 'Bertil `<bbbb2222>`\n# Keys']])
		expect(threadMarkdown(thread(present(post(1, ANNA, 'x'))), { names }).split('\n')[0]).toBe(
			'# Post by Bertil \\`\\\\u\\{3C\\}bbbb2222\\\\u\\{3E\\}\\` \\#… `<aaaa1111>`',
		)
	})
})
