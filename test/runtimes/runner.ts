/**
 * Runs the tests in any JavaScript runtime: what stands in for vitest where that does not run (tools/runtimes.mjs puts it in its place). Tests run one after the other, in
 * the order of the files, and see nothing of each other.
 */
import { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect'

type Work = (...values: never[]) => unknown

interface Test {
	readonly name: string
	run(): Promise<void>
}

interface Group {
	readonly name: string
	readonly before: (() => unknown)[]
	readonly after: (() => unknown)[]
	readonly beforeEach: (() => unknown)[]
	readonly afterEach: (() => unknown)[]
}

class Skip {
	readonly reason: string
	constructor(reason: string) {
		this.reason = reason
	}
}

export interface Counts {
	passed: number
	failed: number
	skipped: number
}

type Item = Test | { readonly group: Group; readonly items: Item[] }

let items: Item[] = []
let group: Group = newGroup('')

function newGroup(name: string): Group {
	return { name, before: [], after: [], beforeEach: [], afterEach: [] }
}

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

export const expect: typeof chai.expect = Object.assign(
	(value: unknown, message?: string) => chai.expect(value, message),
	chai.expect,
	(globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
) as typeof chai.expect

/** The name of one of several tests: `$name` and the like from an object, `%s` and the like from a list. */
function nameOf(pattern: string, values: readonly unknown[]): string {
	const [first] = values
	let next = 0
	return pattern
		.replace(/%[sdijof]/g, () => shown(values[next++]))
		.replace(/\$(\w+)/g, (whole, key: string) =>
			typeof first === 'object' && first !== null && key in first ? shown((first as Record<string, unknown>)[key]) : whole,
		)
}

function shown(value: unknown): string {
	const text =
		typeof value === 'string' || typeof value === 'bigint'
			? String(value)
			: JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))
	return (text ?? String(value)).slice(0, 80)
}

const SKIP = {
	skip(reason?: string): never {
		throw new Skip(reason ?? '')
	},
}

function define(name: string, work: Work, values: readonly unknown[] = []): void {
	const run = work as (...all: unknown[]) => unknown
	items.push({
		name,
		async run() {
			await run(...values, SKIP)
		},
	})
}

function defineGroup(name: string, work: Work, values: readonly unknown[] = []): void {
	const outer = [items, group] as const
	const own: Item[] = []
	const opened = newGroup(name)
	items = own
	group = opened
	;(work as (...all: unknown[]) => unknown)(...values)
	;[items, group] = outer
	items.push({ group: opened, items: own })
}

/** The values of one row of a table: a list is spread, anything else is one value. */
const rowOf = (row: unknown): readonly unknown[] => (Array.isArray(row) ? row : [row])

function tableOf(add: typeof define): (rows: readonly unknown[]) => (pattern: string, work: Work) => void {
	return (rows) => (pattern, work) => {
		for (const row of rows) add(nameOf(pattern, rowOf(row)), work, rowOf(row))
	}
}

type Define = (name: string, work: Work) => void
type DefineEach = (rows: readonly unknown[]) => (pattern: string, work: Work) => void

export const it: Define & { readonly each: DefineEach; readonly for: DefineEach } = Object.assign(
	(name: string, work: Work): void => define(name, work),
	{
		each: tableOf(define),
		for:
			(rows: readonly unknown[]) =>
			(pattern: string, work: Work): void => {
				for (const row of rows) define(nameOf(pattern, rowOf(row)), work, [row])
			},
	},
)
/** @alias */
export const test: typeof it = it
export const describe: Define & { readonly each: DefineEach } = Object.assign((name: string, work: Work): void => defineGroup(name, work), {
	each: tableOf(defineGroup),
})
export const beforeAll = (work: () => unknown): unknown => group.before.push(work)
export const afterAll = (work: () => unknown): unknown => group.after.push(work)
export const beforeEach = (work: () => unknown): unknown => group.beforeEach.push(work)
export const afterEach = (work: () => unknown): unknown => group.afterEach.push(work)

/** Whether a test asked for a signature backend that this runtime does not have. */
function isForOthers(error: unknown): boolean {
	return (
		error instanceof Error && 'code' in error && error.code === 'backend-unavailable' && error.message.includes('not there on this runtime')
	)
}

async function inTurn(works: readonly (() => unknown)[]): Promise<void> {
	for (const work of works) await work()
}

async function runTest(test: Test, path: readonly string[], groups: readonly Group[], counts: Counts): Promise<void> {
	try {
		for (const { beforeEach: works } of groups) await inTurn(works)
		await test.run()
		counts.passed++
	} catch (error) {
		if (error instanceof Skip || isForOthers(error)) counts.skipped++
		else {
			counts.failed++
			console.log(
				`FAILED ${[...path, test.name].join(' > ')}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`.slice(
					0,
					3000,
				),
			)
		}
	} finally {
		for (const { afterEach: works } of groups) await inTurn(works)
	}
}

async function runItems(list: readonly Item[], path: readonly string[], groups: readonly Group[], counts: Counts): Promise<void> {
	for (const item of list) {
		if ('run' in item) {
			await runTest(item, path, groups, counts)
			continue
		}
		await inTurn(item.group.before)
		await runItems(item.items, [...path, item.group.name], [...groups, item.group], counts)
		await inTurn(item.group.after)
	}
}

/** Runs the tests that a file defines when it is loaded. One that cannot be loaded has failed. */
export async function runFile(file: string, load: () => Promise<unknown>, counts: Counts): Promise<void> {
	items = []
	group = newGroup(file)
	const own = group
	const before = counts.passed
	try {
		await load()
		await inTurn(own.before)
		await runItems(items, [file], [own], counts)
		await inTurn(own.after)
	} catch (error) {
		counts.failed++
		console.log(`FAILED ${file}, as a whole\n${error instanceof Error ? error.stack : String(error)}`)
	}
	if (counts.passed === before && counts.skipped === 0) {
		counts.failed++
		console.log(`FAILED ${file}: no test of it ran`)
	}
}
