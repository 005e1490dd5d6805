/**
 * Checks the structure of src, by the syntax tree of every file:
 *
 * - a file imports from lower layers or from its own folder only, and never from an index.ts;
 * - no import cycles, of values or of types;
 * - relative imports end with `.js` and name a file that exists;
 * - Node's modules and npm packages are imported only by the files that may;
 * - no `type` modifiers inside of braces, no default exports, no `any`, no `eval` and no `new Function`;
 * - an index.ts exists only for `.` and `./testing`, and no other file only passes on what others export;
 * - no file has more than 400 lines.
 *
 * `checkSources` is pure: test/tools/check-layers.test.ts shows that each rule fails on what breaks it.
 */

import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { subpaths } from './package-json.mjs'
import { finish, listFiles, ROOT } from './report.mjs'

/** @typedef {import('./check-layers.d.mts').Violation} Violation */
/** @typedef {{ specifier: string, line: number, target: string | undefined }} Import */

export const MAX_LINES = 400

/** From low to high. A name is a folder of src, or a file of src without its suffix. */
const LAYERS = [
	['errors', 'bytes', 'limits'],
	['encoding', 'crypto'],
	['message', 'checkpoint'],
	['merge', 'packet', 'sketch'],
	['bundle'],
	['store', 'codec'],
	['replica', 'medium'],
	['exchange', 'render'],
	['server'],
	['cli', 'testing'],
]

/** The only index files: nothing in src imports them, and they stand above all layers that they publish. */
const INDEXES = ['src/index.ts', 'src/testing/index.ts']

/** Files that run on Node alone and may import its modules. */
const NODE_FILES = [
	/^src\/store\/sqlite(?:[-/].*)?\.ts$/,
	/^src\/store\/sqlite\/.*\.ts$/,
	/^src\/store\/postgres(?:-.*)?\.ts$/,
	/^src\/medium\/folder(?:-.*)?\.ts$/,
	/^src\/cli\/.*\.ts$/,
	/^src\/crypto\/sodium-native\.ts$/,
]

/** Which files may import a package. `single` means that one file is enough for all. */
const PACKAGES = new Map([
	['cbor-x', { files: /^src\/encoding\//, single: true }],
	['@noble/ed25519', { files: /^src\/crypto\//, single: true }],
	['@noble/hashes', { files: /^src\/crypto\//, single: false }],
	['fflate', { files: /^src\/(?:bundle|codec)\//, single: false }],
	['commander', { files: /^src\/cli\//, single: false }],
	['libsodium-wrappers', { files: /^src\/crypto\/libsodium-wrappers\.ts$/, single: true }],
	['sodium-native', { files: /^src\/crypto\/sodium-native\.ts$/, single: true }],
	['pg', { files: /^src\/store\/postgres/, single: true }],
	['libsql', { files: /^src\/store\/sqlite/, single: true }],
	['idb', { files: /^src\/store\/indexeddb/, single: true }],
])

const BUILTINS = new Set(builtinModules)

/** @param {string} file */
function unitOf(file) {
	const first = file.split('/')[1] ?? ''
	return first.endsWith('.ts') ? first.slice(0, -3) : first
}

/** @param {string} unit */
function layerOf(unit) {
	return LAYERS.findIndex((units) => units.includes(unit))
}

/** @param {string} file */
function folderOf(file) {
	return posix.dirname(file) === 'src' ? 'src' : file.split('/').slice(0, 2).join('/')
}

/** @param {string} specifier */
function packageOf(specifier) {
	return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** @param {string} file @param {string} specifier */
function resolve(file, specifier) {
	if (!specifier.startsWith('.')) return undefined
	return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')
}

/** @param {ts.Node} node */
function isTypeModifier(node) {
	return (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.isTypeOnly
}

/** @param {ts.Node} node */
function isDefaultExport(node) {
	if (ts.isExportAssignment(node)) return true
	if (ts.isExportSpecifier(node)) return node.name.text === 'default'
	return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true
}

/** @param {ts.Node} node */
function isEvaluation(node) {
	if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false
	return ts.isIdentifier(node.expression) && (node.expression.text === 'Function' || node.expression.text === 'eval')
}

/**
 * What a node imports: the specifier, `null` when it is computed at run time, `undefined` when the node is no import.
 *
 * @param {ts.Node} node
 */
function specifierOf(node) {
	/** @type {ts.Node | undefined} */
	let name
	if (ts.isImportDeclaration(node)) name = node.moduleSpecifier
	else if (ts.isExportDeclaration(node)) name = node.moduleSpecifier
	else if (ts.isExternalModuleReference(node)) name = node.expression
	else if (ts.isImportTypeNode(node)) name = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
	else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) name = node.arguments[0]
	if (name === undefined) return undefined
	// A cast keeps the compiler from looking for the types of an optional package; the name is no less fixed.
	while (ts.isAsExpression(name)) name = name.expression
	return ts.isStringLiteralLike(name) ? name.text : null
}

/**
 * Imports of one file, and what breaks a rule of a single file.
 *
 * @param {string} file
 * @param {string} text
 * @param {(line: number, rule: string, message: string) => void} report
 * @returns {Import[]}
 */
function scan(file, text, report) {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
	/** @type {Import[]} */
	const imports = []
	/** @param {ts.Node} node */
	const lineOf = (node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1

	/** @param {ts.Node} node */
	function visit(node) {
		const specifier = specifierOf(node)
		if (specifier === null)
			report(lineOf(node), 'computed-import', 'imports a name computed at run time, which neither bundlers nor this check can follow')
		if (typeof specifier === 'string') imports.push({ specifier, line: lineOf(node), target: resolve(file, specifier) })
		if (isTypeModifier(node)) {
			report(
				lineOf(node),
				'inline-type',
				`the inline modifier in "${node.getText(source)}" leaves a real import behind: write "import type" on a line of its own`,
			)
		}
		if (isDefaultExport(node)) report(lineOf(node), 'default-export', 'exports by default: give the export its name')
		if (node.kind === ts.SyntaxKind.AnyKeyword) report(lineOf(node), 'any', 'uses "any": say the type, or "unknown" and narrow it')
		if (isEvaluation(node))
			report(lineOf(node), 'eval', `evaluates text as code (${node.getText(source).slice(0, 40)}), which a Content-Security-Policy forbids`)
		ts.forEachChild(node, visit)
	}
	visit(source)

	if (!INDEXES.includes(file)) {
		const passedOn = source.statements.filter((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
		const own = source.statements.filter((statement) => !ts.isImportDeclaration(statement) && !passedOn.includes(statement))
		const star = passedOn.find((statement) => ts.isExportDeclaration(statement) && statement.exportClause === undefined)
		if (star !== undefined) report(lineOf(star), 'barrel', 'exports everything of another file: name what is exported')
		else if (passedOn[0] !== undefined && own.length === 0)
			report(lineOf(passedOn[0]), 'barrel', 'only passes on what other files export: import those files')
	}
	const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
	if (lines > MAX_LINES) report(lines, 'length', `has ${lines} lines, at most ${MAX_LINES} are allowed: two ideas, two files`)
	return imports
}

/**
 * @param {string} file
 * @param {string} target
 * @returns {[rule: string, message: string] | undefined}
 */
function judgeRelative(file, target) {
	const from = unitOf(file)
	const to = unitOf(target)
	if (posix.basename(target) === 'index.ts') return ['index-import', `imports ${target}: name the file that holds the thing`]
	if (file === 'src/index.ts') {
		return layerOf(to) === LAYERS.length - 1
			? ['layer', `the public entry imports ${target}, which has a subpath or program of its own`]
			: undefined
	}
	if (folderOf(file) === folderOf(target)) {
		if (folderOf(file) !== 'src' || layerOf(from) >= layerOf(to)) return undefined
	} else if (layerOf(to) < layerOf(from)) return undefined
	return [
		'layer',
		`"${from}" (layer ${layerOf(from)}) imports ${target} of "${to}" (layer ${layerOf(to)}): only lower layers and the own folder are allowed`,
	]
}

/**
 * @param {string} file
 * @param {string} specifier
 * @returns {[rule: string, message: string] | undefined}
 */
function judgePackage(file, specifier) {
	const name = packageOf(specifier)
	if (specifier.startsWith('node:') || BUILTINS.has(name)) {
		if (NODE_FILES.some((pattern) => pattern.test(file))) return undefined
		return [
			'node-import',
			`imports "${specifier}" where browsers run too: ask globalThis.process?.getBuiltinModule?.(), or move it to a node-specific file`,
		]
	}
	const rule = PACKAGES.get(name)
	if (rule === undefined) return ['package', `imports "${specifier}", which no file of src may`]
	if (!rule.files.test(file)) return ['package', `imports "${specifier}", which is left to files that match ${rule.files.source}`]
	return undefined
}

/**
 * Every cycle once, as a path that ends where it began.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @returns {string[][]}
 */
function findCycles(graph) {
	/** @type {Map<string, 'open' | 'done'>} */
	const state = new Map()
	/** @type {string[]} */
	const path = []
	/** @type {string[][]} */
	const cycles = []
	/** @param {string} file */
	function visit(file) {
		state.set(file, 'open')
		path.push(file)
		for (const next of graph.get(file) ?? []) {
			const seen = state.get(next)
			if (seen === 'open') cycles.push([...path.slice(path.indexOf(next)), next])
			else if (seen === undefined) visit(next)
		}
		path.pop()
		state.set(file, 'done')
	}
	for (const file of graph.keys()) if (!state.has(file)) visit(file)
	return cycles
}

/**
 * @param {ReadonlyMap<string, string>} files paths like `src/merge/order.ts` with their text
 * @returns {Violation[]}
 */
export function checkSources(files) {
	/** @type {Violation[]} */
	const violations = []
	/** @type {Map<string, string[]>} */
	const graph = new Map()
	/** @type {Map<string, string[]>} */
	const importers = new Map()

	for (const [file, text] of files) {
		/** @param {number} line @param {string} rule @param {string} message */
		const report = (line, rule, message) => violations.push({ file, line, rule, message })
		const unit = unitOf(file)
		if (posix.basename(file) === 'index.ts' && !INDEXES.includes(file))
			report(1, 'index-file', `is an index, and only ${INDEXES.join(' and ')} may be`)
		else if (file !== 'src/index.ts' && layerOf(unit) < 0)
			report(1, 'layer', `belongs to no layer: "${unit}" is not known to tools/check-layers.mjs`)

		/** @type {string[]} */
		const edges = []
		for (const { specifier, line, target } of scan(file, text, report)) {
			if (target === undefined) {
				const name = packageOf(specifier)
				const verdict = judgePackage(file, specifier)
				if (verdict !== undefined) report(line, ...verdict)
				else if (PACKAGES.get(name)?.single) {
					const others = (importers.get(name) ?? []).filter((other) => other !== file)
					if (others.length > 0)
						report(
							line,
							'package',
							`imports "${specifier}", which ${others[0]} does already: one file holds a package that may be replaced`,
						)
					importers.set(name, [...(importers.get(name) ?? []), file])
				}
				continue
			}
			if (!specifier.endsWith('.js')) report(line, 'specifier', `imports "${specifier}": a relative import ends with .js`)
			else if (!files.has(target)) report(line, 'specifier', `imports "${specifier}", and ${target} does not exist`)
			else {
				const verdict = judgeRelative(file, target)
				if (verdict !== undefined) report(line, ...verdict)
				edges.push(target)
			}
		}
		graph.set(file, edges)
	}
	for (const cycle of findCycles(graph)) {
		violations.push({ file: cycle[0] ?? '', line: 1, rule: 'cycle', message: `is part of an import cycle: ${cycle.join(' -> ')}` })
	}
	return violations
}

function main() {
	const paths = listFiles('src', (path) => path.endsWith('.ts'))
	const violations = checkSources(new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])))
	const problems = violations.map(({ file, line, rule, message }) => `${file}:${line} [${rule}] ${message}`)
	for (const { name, source } of subpaths())
		if (!paths.includes(source)) problems.push(`${source} is missing, the source of the subpath ${name}`)
	if (paths.length === 0) problems.push('src holds no TypeScript')
	finish('check:layers', problems, `${paths.length} files`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
