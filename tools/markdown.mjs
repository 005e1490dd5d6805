/** The little that the checks need to read of Markdown: fenced blocks, headings, links, tables. */

/** @typedef {{ language: string, words: readonly string[], text: string, line: number }} Block */
/** @typedef {{ line: number, cells: string[] }} Row */
/** @typedef {{ line: number, header: string[], rows: Row[] }} Table */

/**
 * Splits a text into its fenced blocks and, line by line, what stands outside of them (blocks leave empty lines).
 *
 * @param {string} text
 * @returns {{ blocks: Block[], lines: string[] }}
 */
export function splitBlocks(text) {
	/** @type {Block[]} */
	const blocks = []
	/** @type {string[]} */
	const lines = []
	/** @type {{ fence: string, block: Block, body: string[] } | undefined} */
	let open
	for (const [index, line] of text.split('\n').entries()) {
		const fence = /^\s*(`{3,}|~{3,})\s*(.*)$/.exec(line)
		if (open !== undefined) {
			if (fence?.[1]?.startsWith(open.fence) && fence[2] === '') {
				blocks.push({ ...open.block, text: `${open.body.join('\n')}\n` })
				open = undefined
			} else open.body.push(line)
			lines.push('')
		} else if (fence?.[1] !== undefined) {
			const [language = '', ...words] = (fence[2] ?? '').split(/\s+/)
			open = { fence: fence[1], block: { language, words, text: '', line: index + 2 }, body: [] }
			lines.push('')
		} else lines.push(line)
	}
	return { blocks, lines }
}

/** @param {string} line */
function withoutCode(line) {
	return line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
}

/**
 * Targets of links and images, and of reference definitions.
 *
 * @param {readonly string[]} lines without fenced blocks
 * @returns {{ target: string, line: number }[]}
 */
export function links(lines) {
	/** @type {{ target: string, line: number }[]} */
	const found = []
	for (const [index, line] of lines.entries()) {
		const text = withoutCode(line)
		for (const match of text.matchAll(/\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+["'(][^)]*)?\)/g))
			found.push({ target: match[1] ?? '', line: index + 1 })
		const definition = /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/.exec(text)
		if (definition?.[1] !== undefined) found.push({ target: definition[1], line: index + 1 })
	}
	return found
}

/**
 * The names under which the headings of a page can be linked, as Git hosts make them, and explicit `id`s.
 *
 * @param {readonly string[]} lines without fenced blocks
 * @returns {Set<string>}
 */
export function anchors(lines) {
	/** @type {Set<string>} */
	const found = new Set()
	for (const line of lines) {
		const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1]
		if (heading !== undefined) {
			const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
			const base = plain.replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-')
			let name = base
			for (let i = 1; found.has(name); i++) name = `${base}-${i}`
			found.add(name)
		}
		for (const match of line.matchAll(/<[a-z]+\s[^>]*?\b(?:id|name)="([^"]+)"/gi)) found.add(match[1] ?? '')
	}
	return found
}

/** @param {string} line */
function cells(line) {
	const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '')
	return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

/**
 * @param {readonly string[]} lines without fenced blocks
 * @returns {Table[]}
 */
export function tables(lines) {
	/** @type {Table[]} */
	const found = []
	/** @type {Table | undefined} */
	let open
	for (const [index, line] of lines.entries()) {
		if (!line.trim().startsWith('|')) {
			open = undefined
			continue
		}
		if (open !== undefined) {
			open.rows.push({ line: index + 1, cells: cells(line) })
		} else if (/^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line) && lines[index - 1]?.trim().startsWith('|')) {
			open = { line: index, header: cells(lines[index - 1] ?? ''), rows: [] }
			found.push(open)
		}
	}
	return found
}

/** The text of a cell that consists of one word in backticks, else `undefined`. @param {string | undefined} cell */
export function codeCell(cell) {
	return /^`([^`]+)`$/.exec(cell ?? '')?.[1]
}
