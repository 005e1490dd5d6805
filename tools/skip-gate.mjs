/**
 * A vitest reporter. A run fails when a test was skipped that tools/allowed-skips.json does not expect, or that gives no
 * reason; it names both. Outside of CI it only names them. A run narrowed by a test name (`-t`) is not judged.
 *
 * tools/allowed-skips.json is a list of `{ "test": pattern, "reason": text }`. The pattern is the file of the test below test/, " > "
 * and the full name of the test; `*` stands for any text.
 *
 * With TEST_COUNTS=FILE in the environment, `{ "passed": n, "failed": n, "skipped": n }` is written to that file.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ test: string, reason: string }} AllowedSkip */
/** @typedef {{ name: string, note: string | undefined }} Skip */

/** @param {string} pattern @param {string} name */
function matches(pattern, name) {
	const [first = '', ...rest] = pattern.split('*')
	if (rest.length === 0) return first === name
	const last = rest.pop() ?? ''
	if (!name.startsWith(first) || !name.endsWith(last)) return false
	let from = first.length
	for (const part of rest) {
		const at = name.indexOf(part, from)
		if (at < 0) return false
		from = at + part.length
	}
	return from <= name.length - last.length
}

/**
 * A sentence for each skip that is not expected or gives no reason.
 *
 * @param {readonly Skip[]} skips
 * @param {readonly AllowedSkip[]} allowed
 * @returns {string[]}
 */
export function judgeSkips(skips, allowed) {
	/** @type {string[]} */
	const problems = []
	for (const { name, note } of skips) {
		if (!allowed.some(({ test }) => matches(test, name)))
			problems.push(`"${name}" was skipped, and tools/allowed-skips.json does not expect it`)
		else if (note === undefined || note.trim() === '') problems.push(`"${name}" was skipped without a reason: write ctx.skip('reason')`)
	}
	return problems
}

/** @returns {AllowedSkip[]} */
function readAllowed() {
	return JSON.parse(readFileSync(new URL('./allowed-skips.json', import.meta.url), 'utf8'))
}

/** @implements {import('vitest/reporters').Reporter} */
export default class SkipGate {
	#narrowed = false

	/** @param {import('vitest/node').Vitest} vitest */
	onInit(vitest) {
		this.#narrowed = vitest.config.testNamePattern !== undefined
	}

	/**
	 * @param {readonly import('vitest/node').TestModule[]} modules
	 * @param {readonly unknown[]} errors
	 */
	onTestRunEnd(modules, errors) {
		const tests = fileURLToPath(new URL('../test', import.meta.url))
		const counts = { passed: 0, failed: errors.length, skipped: 0 }
		/** @type {Skip[]} */
		const skips = []
		for (const module of modules) {
			const file = relative(tests, module.moduleId).split(sep).join('/')
			counts.failed += module.errors().length
			for (const test of module.children.allTests()) {
				const result = test.result()
				if (result.state === 'passed') counts.passed++
				else if (result.state === 'failed') counts.failed++
				else {
					counts.skipped++
					skips.push({ name: `${file} > ${test.fullName}`, note: result.state === 'skipped' ? result.note : undefined })
				}
			}
		}
		const problems = this.#narrowed ? [] : judgeSkips(skips, readAllowed())
		for (const problem of problems) console.error(`skip gate: ${problem}`)
		if (problems.length > 0 && process.env.CI) {
			counts.failed += problems.length
			process.exitCode = 1
		}
		const file = process.env.TEST_COUNTS
		if (file) writeFileSync(file, `${JSON.stringify(counts)}\n`)
	}
}
