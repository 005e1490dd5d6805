/**
 * The public API as text, in api/budkavle.api.md: for each subpath every exported name with its declaration, taken from the
 * built declarations and sorted; then every type that those declarations use and nothing exports. A change of the API
 * thus shows in a diff.
 *
 *     node tools/api-report.mjs           fails with the difference when the file is out of date
 *     node tools/api-report.mjs --write   writes it anew
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import { readPackageJson, subpaths } from './package-json.mjs'
import { finish, ROOT } from './report.mjs'

const REPORT = 'api/budkavle.api.md'

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

/** @param {string} a @param {string} b */
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0
}

/**
 * The declaration without comments and without the words that only say where it stands.
 *
 * @param {ts.Declaration} declaration
 * @param {string} name under which it is exported
 * @returns {string}
 */
function print(declaration, name) {
	const source = declaration.getSourceFile()
	/** @type {ts.Node} */
	let node = declaration
	let prefix = ''
	if (ts.isVariableDeclaration(declaration)) prefix = declaration.parent.flags & ts.NodeFlags.Const ? 'const ' : 'let '
	else if (ts.isSourceFile(declaration) || ts.isNamespaceExport(declaration)) return `namespace ${name}`
	else if (ts.isExportSpecifier(declaration) || ts.isImportSpecifier(declaration)) node = declaration
	let text = printer.printNode(ts.EmitHint.Unspecified, node, source)
	for (const word of ['export ', 'default ', 'declare ']) if (text.startsWith(word)) text = text.slice(word.length)
	const own = ts.getNameOfDeclaration(declaration)?.getText(source)
	const alias = own === undefined || own === name ? '' : `// exported as ${name}\n`
	return `${alias}${prefix}${text}${text.endsWith('}') || text.endsWith(';') ? '' : ';'}`.replaceAll(/^(?: {4})+/gm, (spaces) =>
		'\t'.repeat(spaces.length / 4),
	)
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol */
function unalias(checker, symbol) {
	return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** @param {ts.Symbol} symbol */
function isOurs(symbol) {
	return symbol.declarations?.some((declaration) => {
		const path = relative(ROOT, declaration.getSourceFile().fileName).split(sep).join('/')
		return path.startsWith('dist/')
	})
}

/**
 * Top-level declarations of ours that a declaration names.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 * @returns {Set<ts.Symbol>}
 */
function namedBy(checker, symbol) {
	/** @type {Set<ts.Symbol>} */
	const named = new Set()
	/** @param {ts.Node} node */
	function visit(node) {
		if (ts.isIdentifier(node)) {
			const seen = checker.getSymbolAtLocation(node)
			const real = seen === undefined ? undefined : unalias(checker, seen)
			const declaration = real?.declarations?.[0]
			if (real !== undefined && real !== symbol && declaration !== undefined && isOurs(real)) {
				const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
				if (ts.isSourceFile(statement.parent)) named.add(real)
			}
		}
		ts.forEachChild(node, visit)
	}
	for (const declaration of symbol.declarations ?? []) visit(declaration)
	return named
}

/** @param {string[]} problems */
function report(problems) {
	const { name: packageName } = readPackageJson()
	const entries = subpaths()
	for (const { name, types } of entries) {
		if (!existsSync(join(ROOT, types)))
			problems.push(`${types} is missing, the declarations of ${name}: run "npm run build" first, or write its source`)
	}
	if (problems.length > 0) return ''

	const files = entries.map(({ types }) => join(ROOT, types))
	const program = ts.createProgram(files, {
		target: ts.ScriptTarget.ES2022,
		lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
		module: ts.ModuleKind.NodeNext,
		moduleResolution: ts.ModuleResolutionKind.NodeNext,
		strict: true,
		noEmit: true,
		types: ['node'],
	})
	const checker = program.getTypeChecker()

	/** @type {Map<ts.Symbol, string>} */
	const exported = new Map()
	let text = `# The public API of ${packageName}\n\nWritten by \`npm run api\` from the built declarations; do not edit.\n`
	for (const [index, { name }] of entries.entries()) {
		const source = program.getSourceFile(files[index] ?? '')
		const module = source && checker.getSymbolAtLocation(source)
		if (module === undefined) {
			problems.push(`the declarations of ${name} export nothing`)
			continue
		}
		text += `\n## ${name}\n\n\`\`\`ts\n`
		const exports = checker.getExportsOfModule(module).sort((a, b) => compare(a.name, b.name))
		for (const symbol of exports) {
			const real = unalias(checker, symbol)
			const first = exported.get(real)
			if (first !== undefined) {
				text += `// ${symbol.name}: see ${first}\n`
				continue
			}
			exported.set(real, name)
			if (real.declarations === undefined) problems.push(`the export ${symbol.name} of ${name} has no declaration`)
			for (const declaration of real.declarations ?? []) text += `${print(declaration, symbol.name)}\n`
		}
		text += '```\n'
	}

	const hidden = [...exported.keys()]
	for (const symbol of hidden)
		for (const named of namedBy(checker, symbol)) if (!exported.has(named) && !hidden.includes(named)) hidden.push(named)
	const texts = hidden
		.filter((symbol) => !exported.has(symbol))
		.map((symbol) => (symbol.declarations ?? []).map((declaration) => print(declaration, symbol.name)).join('\n'))
		.sort(compare)
	if (texts.length > 0) text += `\n## Used by the above, exported nowhere\n\n\`\`\`ts\n${texts.join('\n')}\n\`\`\`\n`
	return text
}

/**
 * Lines that differ, with `-` for the old and `+` for the new ones.
 *
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 * @returns {string[]}
 */
function difference(before, after) {
	const width = after.length + 1
	const common = new Uint32Array((before.length + 1) * width)
	/** @param {number} i @param {number} j */
	const at = (i, j) => common[i * width + j] ?? 0
	for (let i = before.length - 1; i >= 0; i--) {
		for (let j = after.length - 1; j >= 0; j--) {
			common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
		}
	}
	const lines = []
	let i = 0
	let j = 0
	while (i < before.length || j < after.length) {
		if (i < before.length && j < after.length && before[i] === after[j]) {
			i++
			j++
		} else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1))) lines.push(`- ${before[i++]}`)
		else lines.push(`+ ${after[j++]}`)
	}
	return lines
}

/** @type {string[]} */
const problems = []
const text = report(problems)
const names = text.split('\n').length
if (problems.length > 0) finish('check:api', problems, '')
else if (process.argv.includes('--write')) {
	mkdirSync(join(ROOT, 'api'), { recursive: true })
	writeFileSync(join(ROOT, REPORT), text)
	console.log(`api: wrote ${REPORT} (${names} lines)`)
} else {
	const path = join(ROOT, REPORT)
	const old = existsSync(path) ? readFileSync(path, 'utf8') : ''
	if (old !== text) {
		for (const line of difference(old.split('\n'), text.split('\n'))) console.error(line)
		problems.push(`${REPORT} is out of date: look at the difference above, and run "npm run api" if it is meant`)
	}
	finish('check:api', problems, `${REPORT}, ${names} lines`)
}
