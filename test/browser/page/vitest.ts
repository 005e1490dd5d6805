/** Stands in a page for vitest, as far as the files that run there use it: their cases are collected, and whoever drives the page runs them one by one. */
import type { Assertion, ExpectStatic } from '@vitest/expect'
import {
	ASYMMETRIC_MATCHERS_OBJECT,
	chai,
	GLOBAL_EXPECT,
	JestAsymmetricMatchers,
	JestChaiExpect,
	JestExtend,
	setState,
} from '@vitest/expect'

type Work = () => void | Promise<void>

interface PageCase {
	readonly name: string
	run(): Promise<void>
}

/** What a page offers to whoever drives it. */
export interface PageCases {
	readonly names: readonly string[]
	/** Resolves with what went wrong, or nothing. */
	run(index: number): Promise<string | undefined>
}

declare global {
	var pageCases: PageCases | undefined
}

const cases: PageCase[] = []
const path: string[] = []

globalThis.pageCases = {
	get names() {
		return cases.map(({ name }) => name)
	},
	async run(index) {
		try {
			await (cases[index] as PageCase).run()
			return undefined
		} catch (error) {
			return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)
		}
	},
}

export function describe(name: string, work: () => void): void {
	path.push(name)
	work()
	path.pop()
}

interface Test {
	(name: string, work: Work): void
	each<T extends object>(items: readonly T[]): (name: string, work: (item: T) => void | Promise<void>) => void
}

function add(name: string, work: Work): void {
	cases.push({ name: [...path, name].join(' > '), run: async () => work() })
}

const named = (name: string, item: object): string =>
	name.replaceAll(/\$([a-z]+)/gi, (_, key: string) => String((item as Readonly<Record<string, unknown>>)[key]))

const test: Test = Object.assign(add, {
	each:
		<T extends object>(items: readonly T[]) =>
		(name: string, work: (item: T) => void | Promise<void>): void => {
			for (const item of items) add(named(name, item), () => work(item))
		},
})

export { test, test as it }

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

const globals = globalThis as unknown as Record<symbol, unknown>
export const expect: ExpectStatic = Object.assign(
	<T>(value: T, message?: string): Assertion<T> => chai.expect(value, message) as unknown as Assertion<T>,
	chai.expect,
	globals[ASYMMETRIC_MATCHERS_OBJECT],
) as unknown as ExpectStatic
globals[GLOBAL_EXPECT] = expect
setState({ assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null }, expect)
