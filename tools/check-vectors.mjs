/**
 * Checks the test vectors as data; that the library gives their results is what the tests show, too. It needs a build.
 *
 * 1. Every vectors/*.json is read by a test (its name stands in a file of test/) and described in vectors/README.md.
 * 2. In every list of objects with a `name`, the names are different from each other.
 * 3. Every `code` is one of the protocol, and every code of the protocol (SPEC 10.1) is provoked by at least one vector, or is listed below as one that
 *    cannot be yet.
 * 4. Every object with a `code` gives its reason: a sentence in `reason`.
 * 5. What tools/make-vectors.mjs makes is what is checked in: every file, and the example of SPEC.md.
 */

import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { current, makeFiles } from './make-vectors.mjs'
import { finish, listFiles, ROOT } from './report.mjs'
import { Disagreement } from './vectors/kit.mjs'

/** @type {string[]} */
const problems = []
/** @type {Set<string>} */
const provoked = new Set()
let cases = 0

/** @param {string} file @param {string} path @param {unknown} value @param {Readonly<Record<string, string>>} codes */
function walk(file, path, value, codes) {
	if (typeof value !== 'object' || value === null) return
	if (Array.isArray(value)) {
		/** @type {Set<string>} */
		const names = new Set()
		for (const item of value) {
			const name = typeof item === 'object' && item !== null ? item.name : undefined
			if (typeof name !== 'string') continue
			cases++
			if (names.has(name)) problems.push(`${file} has two cases with the name "${name}" in ${path || 'its list'}`)
			names.add(name)
		}
	} else if ('code' in value && typeof value.code === 'string') {
		if (Object.hasOwn(codes, value.code)) provoked.add(value.code)
		else problems.push(`${file} expects the code "${value.code}" at ${path}, which the protocol does not have`)
		if (!('reason' in value) || typeof value.reason !== 'string' || value.reason === '')
			problems.push(`${file} expects the code "${value.code}" at ${path} and does not say the reason`)
	}
	for (const [key, item] of Object.entries(value)) walk(file, `${path}/${key}`, item, codes)
}

/** Where two texts part, for a person. @param {string} path @param {string} made @param {string} there */
function difference(path, made, there) {
	if (there === '') return `${path} is missing: run "node tools/make-vectors.mjs"`
	const [wanted, found] = [made.split('\n'), there.split('\n')]
	const line = wanted.findIndex((text, i) => text !== found[i])
	const at = line < 0 ? wanted.length : line
	const shown = (/** @type {string | undefined} */ text) => (text === undefined ? 'nothing' : JSON.stringify(text.trim().slice(0, 120)))
	return `${path}:${at + 1} has ${shown(found[at])}, but tools/make-vectors.mjs makes ${shown(wanted[at])} (${wanted.length} lines, ${found.length} there): run it, and read what changed`
}

/** What is checked in against what is made. @param {readonly string[]} files */
async function compare(files) {
	try {
		const made = await makeFiles()
		for (const [path, text] of made) {
			const there = current(path)
			if (there !== text) problems.push(difference(path, text, there))
		}
		for (const file of files) if (!made.has(file)) problems.push(`${file} is made by nothing in tools/make-vectors.mjs`)
	} catch (error) {
		if (!(error instanceof Disagreement)) throw error
		problems.push(`a vector and the library do not agree: ${error.message}`)
	}
}

async function main() {
	const files = listFiles('vectors', (path) => path.endsWith('.json'))
	if (files.length === 0) problems.push('vectors holds no JSON file')
	if (!existsSync(join(ROOT, 'vectors/README.md'))) problems.push('vectors/README.md is missing')
	if (!existsSync(join(ROOT, 'dist/errors.js'))) problems.push('dist/errors.js is missing: run "npm run build" first')
	if (problems.length > 0) return

	const { PROTOCOL_CODES } = await import(pathToFileURL(join(ROOT, 'dist/errors.js')).href)
	const readme = readFileSync(join(ROOT, 'vectors/README.md'), 'utf8')
	const tests = listFiles('test', (path) => path.endsWith('.ts')).map((path) => readFileSync(join(ROOT, path), 'utf8'))
	for (const file of files) {
		const name = basename(file)
		if (!readme.includes(name)) problems.push(`${file} is not described in vectors/README.md`)
		if (!tests.some((text) => text.includes(name))) problems.push(`${file} is named in no test, so nothing shows that it holds`)
		try {
			walk(file, '', JSON.parse(readFileSync(join(ROOT, file), 'utf8')), PROTOCOL_CODES)
		} catch (error) {
			problems.push(`${file} is no JSON: ${String(error)}`)
		}
	}
	for (const code of Object.keys(PROTOCOL_CODES)) {
		if (!provoked.has(code)) problems.push(`no vector provokes the code ${code}`)
	}
	await compare(files)
}

await main()
finish('check:vectors', problems, `${cases} named cases, ${provoked.size} codes`)
