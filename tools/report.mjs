/** How every check ends: each problem on a line of its own, then one line that says how it went. */

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * Prints the outcome of a check and sets the exit code of the process.
 *
 * @param {string} check the name of the check
 * @param {readonly string[]} problems a sentence for each thing that is wrong
 * @param {string} summary what was looked at, for the good case
 */
export function finish(check, problems, summary) {
	for (const problem of problems) console.error(`${check}: ${problem}`)
	if (problems.length > 0) {
		console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
		process.exitCode = 1
		return
	}
	console.log(`${check}: ok (${summary})`)
}

/**
 * Files below a folder, as paths relative to the project with forward slashes, in ascending order.
 *
 * @param {string} folder relative to the project
 * @param {(path: string) => boolean} wanted
 * @returns {string[]}
 */
export function listFiles(folder, wanted) {
	const start = join(ROOT, folder)
	if (!existsSync(start)) return []
	/** @type {string[]} */
	const found = []
	for (const entry of readdirSync(start, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue
		const path = relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')
		if (wanted(path)) found.push(path)
	}
	return found.sort((a, b) => (a < b ? -1 : 1))
}
