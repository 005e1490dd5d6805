/**
 * Checks that the documents say what the package does. It needs a build.
 *
 * 1. Every `ts`, `js` and `mjs` block of README.md and docs/ type-checks, strictly, against the built package. Each block is a module of its own;
 *    one that goes on from the block before it carries the word `continued` after the language.
 * 2. README.md names every subpath of `exports`, and no subpath of the package that does not exist.
 * 3. Every relative link of every *.md leads to a file, and its anchor to a heading there.
 * 4. The tables of codes are complete, with no code too many, and give the sentences of src/errors.ts: the table in section 10 of SPEC.md those of
 *    PROTOCOL_CODES, the one in README.md those of LIBRARY_CODES. Format: a header that begins `| code | meaning |`, rows `| ``code`` | sentence |`;
 *    a cell may say more after the sentence.
 * 5. The table in section 9 of SPEC.md gives every limit of src/limits.ts and no other. Format: a header that begins
 *    `| limit | value |`, rows `| ``name`` | number |`, the number with or without commas between its thousands.
 * 6. Every clause that a test (`[SPEC 3.2]`, `[SPEC 3.2, 3.4]`, `[SPEC 7.4-7.8]`, `[SPEC 3.5.a]`) or a comment in src (`SPEC 3.2`, `SPEC 9`) names exists in SPEC.md. A clause is a
 *    line that begins with its number in bold, `**3.2**`; a section is a heading `## 3. Title`.
 * 7. Every `npm run` script that a document names exists; every command and long option of `npx budkavle` in a `sh` block is known to the program's own help.
 * 8. CONTRIBUTING.md names every dependency, to say why it is there.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { anchors, codeCell, links, splitBlocks, tables } from './markdown.mjs'
import { readPackageJson, subpaths } from './package-json.mjs'
import { finish, listFiles, ROOT } from './report.mjs'

/** @typedef {ReturnType<typeof splitBlocks>} Page */

/** @type {string[]} */
const problems = []
/** @type {string[]} */
const summary = []

const manifest = readPackageJson()

/** @param {string} path */
function readPage(path) {
	return splitBlocks(readFileSync(join(ROOT, path), 'utf8'))
}

function findPages() {
	const top = readdirSync(ROOT).filter((name) => name.endsWith('.md'))
	const below = ['docs', 'examples', 'vectors', 'bench', 'test', 'api'].flatMap((folder) =>
		listFiles(folder, (path) => path.endsWith('.md')),
	)
	return new Map([...top, ...below].sort().map((path) => [path, readPage(path)]))
}

/**
 * Compiles the blocks in a folder where the package is installed under its own name.
 *
 * @param {ReadonlyMap<string, Page>} pages
 */
function checkBlocks(pages) {
	const folder = mkdtempSync(join(tmpdir(), 'budkavle-docs-'))
	try {
		mkdirSync(join(folder, 'node_modules'))
		writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
		for (const name of readdirSync(join(ROOT, 'node_modules')))
			if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
		symlinkSync(ROOT, join(folder, 'node_modules', manifest.name))

		/** @type {Map<string, { page: string, line: number, before: number }>} */
		const origins = new Map()
		for (const [page, { blocks }] of pages) {
			if (page !== 'README.md' && !page.startsWith('docs/')) continue
			let text = ''
			for (const block of blocks.filter(({ language }) => ['ts', 'typescript', 'js', 'javascript', 'mjs'].includes(language))) {
				const before = block.words.includes('continued') ? text.split('\n').length - 1 : 0
				text = (before > 0 ? text : '') + block.text
				const file = join(folder, `block-${origins.size + 1}.ts`)
				writeFileSync(file, `${text}\nexport {}\n`)
				origins.set(file, { page, line: block.line, before })
			}
		}
		const program = ts.createProgram([...origins.keys()], {
			target: ts.ScriptTarget.ES2022,
			lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
			module: ts.ModuleKind.NodeNext,
			moduleResolution: ts.ModuleResolutionKind.NodeNext,
			moduleDetection: ts.ModuleDetectionKind.Force,
			strict: true,
			exactOptionalPropertyTypes: true,
			noUncheckedIndexedAccess: true,
			skipLibCheck: true,
			noEmit: true,
			types: ['node'],
			typeRoots: [join(ROOT, 'node_modules', '@types')],
		})
		for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
			const said = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
			const origin = diagnostic.file && origins.get(diagnostic.file.fileName)
			if (origin === undefined) problems.push(`a code block does not compile: ${diagnostic.file?.fileName ?? ''} ${said}`)
			else {
				const at = ts.getLineAndCharacterOfPosition(/** @type {ts.SourceFile} */ (diagnostic.file), diagnostic.start ?? 0).line
				if (at >= origin.before) problems.push(`${origin.page}:${origin.line + at - origin.before} does not compile: ${said}`)
			}
		}
		if (![...origins.values()].some(({ page }) => page === 'README.md')) problems.push('README.md shows no code')
		summary.push(`${origins.size} code blocks`)
	} finally {
		rmSync(folder, { recursive: true, force: true })
	}
}

function checkSubpaths() {
	const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
	const names = subpaths().map(({ name }) => name)
	for (const name of names) if (!readme.includes(`\`${name}\``)) problems.push(`README.md does not name the subpath \`${name}\``)
	for (const match of readme.matchAll(new RegExp(`[\`']${manifest.name}((?:/[a-z0-9-]+)+)[\`']`, 'g'))) {
		if (!names.includes(`${manifest.name}${match[1]}`)) problems.push(`README.md names ${match[0]}, which package.json does not export`)
	}
	summary.push(`${names.length} subpaths`)
}

/** @param {ReadonlyMap<string, Page>} pages */
function checkLinks(pages) {
	let count = 0
	for (const [page, { lines }] of pages) {
		for (const { target, line } of links(lines)) {
			if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue
			count++
			const [path = '', anchor] = target.split('#')
			const file = path === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(path))
			if (file.startsWith('../') || !existsSync(join(ROOT, file)))
				problems.push(`${page}:${line} links to ${target}, and there is no ${file}`)
			else if (anchor !== undefined && anchor !== '') {
				const known =
					file.endsWith('.md') &&
					statSync(join(ROOT, file)).isFile() &&
					anchors((pages.get(file) ?? readPage(file)).lines).has(decodeURIComponent(anchor))
				if (!known) problems.push(`${page}:${line} links to ${target}, and ${file} has no heading of that name`)
			}
		}
	}
	summary.push(`${count} links`)
}

/** @param {readonly string[]} lines @param {number} section */
function sectionOf(lines, section) {
	const start = lines.findIndex((line) => new RegExp(`^## ${section}\\.? `).test(line))
	if (start < 0) return []
	const end = lines.findIndex((line, index) => index > start && /^##? /.test(line))
	return lines.map((line, index) => (index >= start && (end < 0 || index < end) ? line : ''))
}

/**
 * Rows of the tables whose header begins with these cells, by the name in the first cell.
 *
 * @param {string} page
 * @param {readonly string[]} lines
 * @param {readonly [string, string]} header
 */
function namedRows(page, lines, header) {
	/** @type {Map<string, { line: number, value: string }>} */
	const rows = new Map()
	for (const table of tables(lines)) {
		if (table.header[0]?.toLowerCase() !== header[0] || table.header[1]?.toLowerCase() !== header[1]) continue
		for (const { line, cells } of table.rows) {
			const name = codeCell(cells[0])
			if (name === undefined) problems.push(`${page}:${line} the first cell is to be one ${header[0]} in backticks, and is "${cells[0]}"`)
			else if (rows.has(name)) problems.push(`${page}:${line} lists \`${name}\` a second time`)
			else rows.set(name, { line, value: cells[1] ?? '' })
		}
	}
	return rows
}

/**
 * @param {string} page
 * @param {readonly string[]} lines
 * @param {Readonly<Record<string, string>>} codes
 * @param {string} list the name of the list in src/errors.ts
 */
function checkCodes(page, lines, codes, list) {
	const rows = namedRows(page, lines, ['code', 'meaning'])
	if (rows.size === 0) problems.push(`${page} has no table that begins "| code | meaning |" where ${list} belongs`)
	/** @param {string} text */
	const plain = (text) => text.replaceAll('`', '').replaceAll('*', '')
	for (const [code, sentence] of Object.entries(codes)) {
		const row = rows.get(code)
		if (row === undefined) problems.push(`${page} does not list the code \`${code}\` of ${list}`)
		else if (!plain(row.value).startsWith(plain(sentence)))
			problems.push(`${page}:${row.line} says of \`${code}\` "${row.value}", and src/errors.ts says "${sentence}"`)
	}
	for (const [code, { line }] of rows)
		if (!Object.hasOwn(codes, code)) problems.push(`${page}:${line} lists the code \`${code}\`, which ${list} does not have`)
	summary.push(`${rows.size} codes in ${page}`)
}

/** @param {readonly string[]} lines @param {Readonly<Record<string, number>>} limits */
function checkLimits(lines, limits) {
	const rows = namedRows('SPEC.md', lines, ['limit', 'value'])
	if (rows.size === 0) problems.push('section 9 of SPEC.md has no table that begins "| limit | value |"')
	for (const [name, value] of Object.entries(limits)) {
		const row = rows.get(name)
		if (row === undefined) problems.push(`SPEC.md does not list the limit \`${name}\` of src/limits.ts`)
		else if (!/^[\d,]+$/.test(row.value) || Number(row.value.replaceAll(',', '')) !== value) {
			problems.push(`SPEC.md:${row.line} gives the limit \`${name}\` as "${row.value}", and src/limits.ts as ${value}`)
		}
	}
	for (const [name, { line }] of rows)
		if (!Object.hasOwn(limits, name)) problems.push(`SPEC.md:${line} lists the limit \`${name}\`, which src/limits.ts does not have`)
	summary.push(`${rows.size} limits`)
}

/** @param {readonly string[]} lines */
function checkClauses(lines) {
	/** @type {Set<string>} */
	const known = new Set()
	for (const [index, line] of lines.entries()) {
		const clause = /^\*\*(\d+(?:\.\d+)+)\*\*/.exec(line)?.[1]
		const number = clause ?? /^#{2,} (\d+(?:\.\d+)*)\.? /.exec(line)?.[1]
		if (number === undefined) continue
		if (known.has(number)) problems.push(`SPEC.md:${index + 1} uses the number ${number} a second time`)
		known.add(number)
		const section = number.split('.')[0] ?? ''
		if (clause !== undefined && !known.has(section))
			problems.push(`SPEC.md:${index + 1} has the clause ${number} before or outside of section ${section}`)
	}
	/** @type {Set<string>} */
	const proven = new Set()
	/**
	 * The clauses of a range such as 7.4-7.8; anything else as it is.
	 * @param {string} named
	 * @returns {string[]}
	 */
	function unfold(named) {
		const [, section, from, to] = /^(\d+)\.(\d+)-\1\.(\d+)$/.exec(named) ?? []
		if (section === undefined || Number(to) <= Number(from)) return [named]
		return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${section}.${Number(from) + i}`)
	}
	/**
	 * @param {string} path
	 * @param {RegExp} pattern whose first group is a list of numbers
	 */
	function scan(path, pattern) {
		for (const [index, line] of readFileSync(join(ROOT, path), 'utf8').split('\n').entries()) {
			for (const match of line.matchAll(pattern)) {
				for (const named of (match[1] ?? '').split(/\s*(?:,|and|to)\s*/).flatMap(unfold)) {
					// The letters inside a clause are those of its list.
					const number = named.replace(/\.[a-z](?:-[a-z])?$/, '')
					if (!/^\d+(?:\.\d+)*$/.test(number))
						problems.push(`${path}:${index + 1} "${match[0]}" is no list of clauses like [SPEC 3.2, 3.4]`)
					else if (!known.has(number)) problems.push(`${path}:${index + 1} names SPEC ${number}, which does not exist`)
					else if (path.startsWith('test/')) proven.add(number)
				}
			}
		}
	}
	for (const path of listFiles('test', (name) => name.endsWith('.ts') && !name.startsWith('test/tools/'))) scan(path, /\[SPEC ([^\]]*)\]/g)
	for (const path of listFiles('src', (name) => name.endsWith('.ts')))
		scan(path, /\bSPEC(?:\.md)? (?:section |clause )?(\d+(?:\.\d+)*(?:(?:, | and | to )\d+(?:\.\d+)*)*)/g)
	const clauses = [...known].filter((number) => number.includes('.'))
	const silent = clauses.filter((number) => !proven.has(number))
	if (clauses.length === 0) problems.push('SPEC.md has no clause like **3.2** at the start of a line')
	summary.push(`${clauses.length} clauses, ${silent.length} of them named by no test: ${silent.join(' ') || 'none'}`)
}

/** @param {ReadonlyMap<string, Page>} pages */
function checkCommands(pages) {
	const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts
	const program = join(ROOT, manifest.bin[manifest.name] ?? '')
	/** @type {Map<string, string>} */
	const help = new Map()
	/** @param {string} command */
	function helpOf(command) {
		let text = help.get(command)
		if (text === undefined) {
			try {
				text = execFileSync(process.execPath, [program, command, '--help'], {
					encoding: 'utf8',
					stdio: ['ignore', 'pipe', 'pipe'],
					timeout: 30_000,
				})
			} catch {
				text = ''
			}
			help.set(command, text)
		}
		return text
	}
	for (const [page, { blocks, lines }] of pages) {
		const text = [...lines, ...blocks.map((block) => block.text)].join('\n')
		for (const match of text.matchAll(/\bnpm run ([a-z][a-z0-9:-]*)/g)) {
			if (!Object.hasOwn(scripts, match[1] ?? '')) problems.push(`${page} names "${match[0]}", which is no script of package.json`)
		}
		for (const block of blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language))) {
			for (const [index, line] of block.text.split('\n').entries()) {
				const words = /\bnpx budkavle (.*)$/
					.exec(line)?.[1]
					?.replace(/\s#.*$/, '')
					.replaceAll(/'[^']*'|"[^"]*"/g, 'TEXT')
					.split(/\s+/)
				const command = words?.find((word) => !word.startsWith('-'))
				if (words === undefined || command === undefined) continue
				if (!new RegExp(`\\b${command}\\b`).test(helpOf(command))) {
					problems.push(`${page}:${block.line + index} uses the command "${command}", and "budkavle ${command} --help" does not know it`)
					continue
				}
				for (const option of words.filter((word) => /^-{1,2}[a-z]/.test(word))) {
					const name = option.split('=')[0] ?? option
					if (!new RegExp(`(?:^|[\\s,])${name}(?![\\w-])`).test(`${helpOf(command)}${helpOf('--help')}`))
						problems.push(`${page}:${block.line + index} uses ${name}, which the help of "${command}" does not have`)
				}
			}
		}
	}
	summary.push(`${help.size} commands`)
}

function checkDependencies() {
	const contributing = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
	for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
		if (!contributing.includes(`\`${name}\``)) problems.push(`CONTRIBUTING.md does not say why \`${name}\` is a dependency`)
	}
}

async function main() {
	for (const path of ['README.md', 'SPEC.md', 'CONTRIBUTING.md']) if (!existsSync(join(ROOT, path))) problems.push(`${path} is missing`)
	for (const { types, name } of subpaths())
		if (!existsSync(join(ROOT, types)))
			problems.push(`${types} is missing, the declarations of ${name}: run "npm run build" first, or write its source`)
	if (problems.length > 0) return

	const pages = findPages()
	const { PROTOCOL_CODES, LIBRARY_CODES } = await import(pathToFileURL(join(ROOT, 'dist/errors.js')).href)
	const { LIMITS } = await import(pathToFileURL(join(ROOT, 'dist/limits.js')).href)
	const spec = pages.get('SPEC.md')?.lines ?? []
	checkBlocks(pages)
	checkSubpaths()
	checkLinks(pages)
	checkCodes('SPEC.md', sectionOf(spec, 10), PROTOCOL_CODES, 'PROTOCOL_CODES')
	checkCodes('README.md', pages.get('README.md')?.lines ?? [], LIBRARY_CODES, 'LIBRARY_CODES')
	checkLimits(sectionOf(spec, 9), LIMITS)
	checkClauses(spec)
	checkCommands(pages)
	checkDependencies()
}

await main()
finish('check:docs', problems, summary.join('; '))
