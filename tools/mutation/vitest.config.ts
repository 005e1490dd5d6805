/** The tests that Stryker runs: those of one folder, without the ones that run a process of their own, which no mutant reaches, or only measure size. */
import type { ViteUserConfig } from 'vitest/config'
import { defineConfig } from 'vitest/config'
import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** The folder of src that has the mutants. What tests elsewhere find by the way does not count. */
const folder = process.env.MUTATION_FOLDER ?? '*'

/**
 * In the order of their names, with the tables of `vectors/` behind: a mutant ends with the first test that fails. The test that only loads comes last, when everything
 * is loaded: what is computed at the time of loading must not be taken for something that only this test does.
 */
class OwnFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const rank = ({ moduleId }: TestSpecification): number => (moduleId.includes('/tools/') ? 2 : moduleId.includes('/vectors/') ? 1 : 0)
		return files.sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1))
	}
}

const config: ViteUserConfig = defineConfig({
	test: {
		include: [`test/${folder}/**/*.test.ts`, `test/vectors/${folder}*.test.ts`, 'tools/mutation/load.test.ts'],
		exclude: ['test/merge/crowds.test.ts', 'test/crypto/portable.test.ts', 'test/encoding/no-eval.test.ts'],
		testTimeout: 60_000,
		setupFiles: ['tools/mutation/setup.ts'],
		// One thread for a mutant: starting one for each file takes longer than the tests.
		isolate: false,
		maxWorkers: 1,
		sequence: { sequencer: OwnFirst },
	},
})

export default config
