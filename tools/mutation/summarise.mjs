/** Writes the generated part of report.md from what Stryker left in node_modules/.cache: scores, and every mutant that no test found. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FOLDERS, RESULTS } from './results.mjs'

/** @typedef {{ mutatorName: string, status: string, replacement?: string, location: { start: { line: number, column: number }, end: { line: number, column: number } } }} Mutant */
/** @typedef {{ killed: number, timeout: number, survived: number, uncovered: number, ignored: number }} Counts */

const REPORT = new URL('report.md', import.meta.url)
const BEGIN = '<!-- written by summarise.mjs from here -->'
const LONGEST = 60

/** @type {Record<string, { source: string, mutants: Mutant[] }>} */
const files = {}
for (const folder of FOLDERS) {
	const path = join(RESULTS, `${folder}.json`)
	if (!existsSync(path)) continue
	for (const [name, file] of Object.entries(JSON.parse(readFileSync(path, 'utf8')).files))
		if (name.startsWith(`src/${folder}/`)) files[name] = file
}
const names = Object.keys(files).sort()

/** @param {readonly Mutant[]} mutants @returns {Counts} */
function count(mutants) {
	/** @param {...string} statuses */
	const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
	return {
		killed: of('Killed'),
		timeout: of('Timeout'),
		survived: of('Survived'),
		uncovered: of('NoCoverage'),
		ignored: of('Ignored', 'CompileError', 'RuntimeError'),
	}
}

/** @param {string} name @param {readonly Mutant[]} mutants */
function row(name, mutants) {
	const { killed, timeout, survived, uncovered, ignored } = count(mutants)
	const all = killed + timeout + survived + uncovered
	const score = all === 0 ? '' : `${((100 * (killed + timeout)) / all).toFixed(1)} %`
	return `| ${name} | ${score} | ${killed} | ${timeout} | ${survived} | ${uncovered} | ${ignored} |`
}

/** @param {string} text */
function shortened(text) {
	const line = text.replace(/\s+/g, ' ').trim()
	return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

/** What stood where the mutant is. @param {string} source @param {Mutant} mutant */
function original(source, { location: { start, end } }) {
	const lines = source.split('\n').slice(start.line - 1, end.line)
	if (lines.length === 0) return ''
	if (lines.length === 1) return String(lines[0]).slice(start.column - 1, end.column - 1)
	return String(lines[0]).slice(start.column - 1)
}

/** @param {string} text */
const code = (text) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

/** @param {string} name */
function mutantsOf(name) {
	return files[name]?.mutants ?? []
}

const folders = [...new Set(names.map((name) => name.split('/').slice(0, 2).join('/')))]
const lines = [
	BEGIN,
	'',
	'## Scores',
	'',
	'The score is (killed + timed out) / (all − left out).',
	'',
	'| | score | killed | timed out | survived | without a test | left out |',
	'| --- | --- | --- | --- | --- | --- | --- |',
]
for (const folder of folders) {
	const inside = names.filter((name) => name.startsWith(`${folder}/`))
	lines.push(row(`**${folder}**`, inside.flatMap(mutantsOf)))
	for (const name of inside) if (mutantsOf(name).length > 0) lines.push(row(name, mutantsOf(name)))
}
lines.push(row('**all**', names.flatMap(mutantsOf)), '', '## Survivors')
for (const name of names) {
	const left = mutantsOf(name).filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
	if (left.length === 0) continue
	left.sort((a, b) => a.location.start.line - b.location.start.line || a.location.start.column - b.location.start.column)
	lines.push('', `### ${name}`, '')
	for (const mutant of left) {
		const was = code(shortened(original(files[name]?.source ?? '', mutant)))
		lines.push(`* ${name}:${mutant.location.start.line} ${mutant.mutatorName}: ${was} → ${code(shortened(mutant.replacement ?? ''))}`)
	}
}

const [written = ''] = readFileSync(REPORT, 'utf8').split(BEGIN)
writeFileSync(REPORT, `${written}${lines.join('\n')}\n`)
console.log(row('all', names.flatMap(mutantsOf)))
