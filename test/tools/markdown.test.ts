import { describe, expect, it } from 'vitest'
import { anchors, codeCell, links, splitBlocks, tables } from '../../tools/markdown.mjs'

describe('the Markdown that the checks read', () => {
	it('splits fenced blocks from the rest and keeps the numbers of lines', () => {
		const { blocks, lines } = splitBlocks('a\n\n```ts continued\nconst x = 1\n```\nb\n````md\n```\n[no](link)\n```\n````\n')
		expect(blocks).toEqual([
			{ language: 'ts', words: ['continued'], text: 'const x = 1\n', line: 4 },
			{ language: 'md', words: [], text: '```\n[no](link)\n```\n', line: 8 },
		])
		expect(lines).toEqual(['a', '', '', '', '', 'b', '', '', '', '', '', ''])
	})

	it('finds links, images and definitions, and none in code', () => {
		const { lines } = splitBlocks(
			'[a](x.md#y) ![i](i.png "title") `[no](no.md)`\n``[`no`](no.md)`` [b](<c.md>) [w](w_(v).md)\n\n[ref]: ../r.md\n',
		)
		expect(links(lines)).toEqual([
			{ target: 'x.md#y', line: 1 },
			{ target: 'i.png', line: 1 },
			{ target: 'c.md', line: 2 },
			{ target: 'w_(v).md', line: 2 },
			{ target: '../r.md', line: 4 },
		])
	})

	it('names headings as Git hosts do', () => {
		const lines = ['# 10. Error codes', '## `kvStore`: a & b', '## Twice', '### Twice', '<a id="here"></a>', '## Ända [dit](x.md)']
		expect([...anchors(lines)]).toEqual(['10-error-codes', 'kvstore-a--b', 'twice', 'twice-1', 'here', 'ända-dit'])
	})

	it('reads tables', () => {
		const lines = ['| code | meaning |', '| --- | :-: |', '| `a` | one \\| two |', '| `b` | |', '', '| no table |']
		expect(tables(lines)).toEqual([
			{
				line: 1,
				header: ['code', 'meaning'],
				rows: [
					{ line: 3, cells: ['`a`', 'one | two'] },
					{ line: 4, cells: ['`b`', ''] },
				],
			},
		])
		expect(codeCell('`a`')).toBe('a')
		expect(codeCell('a')).toBeUndefined()
	})
})
