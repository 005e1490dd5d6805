/** What `npm run fuzz` runs after tools/fuzz.mjs has put counters into src: the targets in turn, until the time is over. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { readCorpus } from './corpus.js'
import type { Finding, FuzzReport } from './fuzzing.js'
import { fuzz } from './fuzzing.js'
import type { FuzzTarget } from './target.js'
import { TARGETS } from './targets.js'

const HELP = `npm run fuzz -- [--minutes N] [--target NAME] [--seed N] [--executions N] [--replay FILE] [--save] [--corpus]

  --minutes N      how long in all (1); the targets take turns
  --executions N   how many inputs for each target, instead of a time: the same ones on every machine
  --target NAME    one of ${TARGETS.map(({ name }) => name).join(', ')}
  --seed N         where chance begins (1)
  --replay FILE    runs one input of --target
  --save           keeps the inputs that reached something new, to go on from them next time
  --corpus         puts those that took a branch that no seed takes into test/fuzz/corpus`

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '1' },
		executions: { type: 'string' },
		target: { type: 'string' },
		seed: { type: 'string', default: '1' },
		replay: { type: 'string' },
		save: { type: 'boolean', default: false },
		corpus: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
})

const { root, counters, branches } = (
	globalThis as unknown as { readonly fuzzing: { root: string; counters: Uint32Array; branches: number } }
).fuzzing
const corpus = join(root, 'test', 'fuzz', 'corpus')
const found = join(root, 'fuzz-findings')

function fail(sentence: string): never {
	console.error(sentence)
	process.exit(2)
}

function numberOf(name: string, text: string): number {
	const value = Number(text)
	if (!(value > 0) || !Number.isFinite(value)) fail(`--${name} takes a number greater than 0, but "${text}" came.`)
	return value
}

async function replay(target: FuzzTarget, path: string): Promise<void> {
	if (!existsSync(path)) fail(`There is no file ${path}.`)
	counters.fill(0)
	const produced = await target.run(new Uint8Array(readFileSync(path)))
	const taken = counters.reduce((sum, hits) => sum + hits, 0)
	console.log(`${target.name}: nothing is wrong with ${path}; ${produced} bytes came out, ${taken} branches were taken.`)
}

function nameOf(input: Uint8Array): string {
	return `${toHex(sha256(input)).slice(0, 16)}.bin`
}

function keep(folder: string, inputs: readonly Uint8Array[]): void {
	mkdirSync(folder, { recursive: true })
	for (const input of inputs) writeFileSync(join(folder, nameOf(input)), input)
}

function report(target: FuzzTarget, { input, error }: Finding): void {
	mkdirSync(join(found, target.name), { recursive: true })
	const path = join(found, target.name, nameOf(input))
	writeFileSync(path, input)
	console.log(`FOUND in ${target.name}: ${error instanceof Error ? error.stack : String(error)}`)
	console.log(`  ${input.length} bytes, kept in ${path}. Again: npm run fuzz -- --target ${target.name} --replay ${path}`)
}

function print(target: FuzzTarget, { executions, kept, taken, features, findings, work }: FuzzReport, seconds: number): void {
	const rate = Math.round(executions / seconds)
	const cells = [target.name.padEnd(12), executions, `${rate}/s`, taken.size, features, kept.length, findings.length, work.toFixed(0)]
	console.log(cells.map((cell) => String(cell).padStart(10)).join(' '))
}

async function main(): Promise<void> {
	if (values.help) return console.log(HELP)
	const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target)
	const [only] = chosen
	if (only === undefined) fail(`There is no target "${values.target}".\n\n${HELP}`)
	if (values.replay !== undefined) return values.target === undefined ? fail('--replay needs --target.') : replay(only, values.replay)
	const seed = numberOf('seed', values.seed)
	const most = values.executions === undefined ? Number.POSITIVE_INFINITY : numberOf('executions', values.executions)
	const seconds = values.executions === undefined ? 60 * numberOf('minutes', values.minutes) : Number.POSITIVE_INFINITY
	const shares = chosen.reduce((sum, { share = 1 }) => sum + share, 0)
	console.log(`seed ${seed}, ${branches} branches in what is fuzzed`)
	console.log(
		['target'.padEnd(12), 'inputs', 'speed', 'branches', 'features', 'kept', 'findings', 'work'].map((cell) => cell.padStart(10)).join(' '),
	)
	let findings = 0
	let executions = 0
	const everywhere = new Set<number>()
	for (const target of chosen) {
		const kept = join(found, 'kept')
		const start = performance.now()
		const passed = (): number => (performance.now() - start) / 1000
		const result = await fuzz(target, {
			seed,
			counters,
			corpus: [...readCorpus(corpus, target.name), ...readCorpus(kept, target.name)],
			isOver: (count) => count >= most || (count % 16 === 0 && passed() >= (seconds * (target.share ?? 1)) / shares),
			onFinding: (finding) => report(target, finding),
		})
		print(target, result, passed())
		findings += result.findings.length
		executions += result.executions
		for (const branch of result.taken) everywhere.add(branch)
		if (values.save) keep(join(kept, target.name), result.kept)
		if (values.corpus) keep(join(corpus, target.name), result.pioneers)
	}
	console.log(`${executions} inputs, ${everywhere.size} of ${branches} branches taken, ${findings} findings`)
	if (findings > 0) process.exitCode = 1
}

await main()
