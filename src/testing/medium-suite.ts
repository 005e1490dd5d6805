/** The suite for whoever writes a medium: every promise of the contract in `medium/types.ts`, as cases for any test runner. */
import { FLOW_CASES } from './medium-cases-flow.js'
import { LIFE_CASES } from './medium-cases-life.js'
import { UNIT_CASES } from './medium-cases-units.js'
import type { MediumNeed, MediumPlace } from './medium-pair.js'
import { onMediumBench } from './medium-pair.js'
import type { SuiteCase } from './suite.js'

export interface MediumSuiteOptions {
	/** How often a case lets things settle before it says that something did not come; default 1000. */
	readonly rounds?: number
	/** How often a case sends a unit on a medium that declares `lossy` before it says that the unit never comes; default 300. */
	readonly tries?: number
}

/**
 * The cases for a medium. Every case opens a pair of its own, and closes and disposes of it at the end. Skip those whose `needs` the pair does not meet: `mediumMeets` tells.
 */
export function mediumSuite(place: MediumPlace, { rounds = 1000, tries = 300 }: MediumSuiteOptions = {}): readonly SuiteCase<MediumNeed>[] {
	return [...UNIT_CASES, ...FLOW_CASES, ...LIFE_CASES].map(({ name, needs, run }) => ({
		name,
		...(needs === undefined ? {} : { needs }),
		run: () => onMediumBench(place, needs, { rounds, tries }, run),
	}))
}
