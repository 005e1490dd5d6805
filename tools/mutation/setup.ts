/** Leaves out what cannot pass, or takes too long, while Stryker has its mutants in the sources. */
import { beforeEach, TestRunner, vi } from 'vitest'

/** Tests that read the text of a source. */
const READ_SOURCES: ReadonlySet<string> = new Set(['gave the self-test its constants'])

/** Tests of sizes, and those that take seconds here: what they show otherwise, others show as well. */
const SLOW =
	/\b\d+0,000\b|chains of all lengths|every other byte in one place|all inputs of one and two bytes|second and third byte|every code point as/

beforeEach(({ task, skip }) => {
	if (READ_SOURCES.has(task.name)) skip('it reads a source, which is not as it was written')
	if (SLOW.test(task.name)) skip('it is slow')
})

// A mutant that no single case finds would be put to every random test, which takes most of the time: these run only when they are asked for. Where they do not run,
// nobody needs the tables of all characters, which take longer to build than a whole folder of tests takes to run.
vi.mock('fast-check', async (original) => {
	const real: typeof import('fast-check') = await original()
	if (process.env.MUTATION_TESTS === 'all') return real
	const fake = { assert: (): void => TestRunner.getCurrentTest()?.context.skip('it is random'), string: (): typeof letters => letters }
	const letters = real.string({ minLength: 1 })
	return { ...real, ...fake, default: { ...real.default, ...fake } }
})
