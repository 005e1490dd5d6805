/** The suite for whoever writes a medium: every promise of the contract in `medium/types.ts`, as cases for any test runner. */
import { FLOW_CASES } from './medium-cases-flow.js'
import { LIFE_CASES } from './medium-cases-life.js'
import { UNIT_CASES } from './medium-cases-units.js'
import type { MediumNeed, MediumPlace } from './medium-pair.js'
import { onMediumBench } from './medium-pair.js'
import type { SuiteCase } from './suite.js'

/**
 * The cases for a medium. Every case opens a pair of its own, and closes and disposes of it at the end. Skip those whose `needs` the pair does not meet: `mediumMeets` tells.
 * On a medium that declares `lossy` the cases send again what did not come, for a while.
 */
export function mediumSuite(place: MediumPlace): readonly SuiteCase<MediumNeed>[] {
	return [...UNIT_CASES, ...FLOW_CASES, ...LIFE_CASES].map(({ name, needs, run }) => ({
		name,
		...(needs === undefined ? {} : { needs }),
		run: () => onMediumBench(place, needs, run),
	}))
}
