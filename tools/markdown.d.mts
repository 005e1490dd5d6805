/** Splits a text into its fenced blocks and the lines outside of them; a block leaves empty lines, so that numbers of lines hold. */
export declare function splitBlocks(text: string): {
	blocks: { language: string; words: readonly string[]; text: string; line: number }[]
	lines: string[]
}

/** Targets of links, images and reference definitions. */
export declare function links(lines: readonly string[]): { target: string; line: number }[]

/** The names under which the headings of a page can be linked. */
export declare function anchors(lines: readonly string[]): Set<string>

/** The tables of a page. */
export declare function tables(lines: readonly string[]): { line: number; header: string[]; rows: { line: number; cells: string[] }[] }[]

/** The text of a cell that consists of one word in backticks, else `undefined`. */
export declare function codeCell(cell: string | undefined): string | undefined
