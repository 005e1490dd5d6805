/** The suite for whoever writes a store: every promise of the contract in `store/types.ts`, as cases for any test runner. */
import { BASIC_CASES } from './store-cases-basic.js'
import { FOLLOW_CASES } from './store-cases-follow.js'
import { LIST_CASES } from './store-cases-lists.js'
import { PROOF_CASES } from './store-cases-proofs.js'
import { RETRACTION_CASES } from './store-cases-retraction.js'
import { SEARCH_CASES } from './store-cases-search.js'
import { SPACE_CASES } from './store-cases-space.js'
import { TOGETHER_CASES } from './store-cases-together.js'
import { runHistory } from './store-histories.js'
import type { StoreCapability, StoreCase, StoreFactory } from './store-place.js'
import { onBench } from './store-place.js'
import type { SuiteCase } from './suite.js'

export interface StoreSuiteOptions {
	/** How many random histories to play; default 10. */
	readonly histories?: number
	/** A whole number: other seeds give other histories. Default 1. */
	readonly seed?: number
}

/**
 * The cases for a store. Every case opens its own store in a new place of the factory, and closes and removes it at the end.
 * Skip the cases whose `needs` the store does not declare in `capabilities`.
 */
export function storeSuite(
	factory: StoreFactory,
	{ histories = 10, seed = 1 }: StoreSuiteOptions = {},
): readonly SuiteCase<StoreCapability>[] {
	const random = Array.from({ length: histories }, (_, i): StoreCase => {
		return { name: `answers like the model in random history ${seed + i}`, run: (bench) => runHistory(bench, seed + i) }
	})
	const cases = [
		...BASIC_CASES,
		...PROOF_CASES,
		...LIST_CASES,
		...RETRACTION_CASES,
		...TOGETHER_CASES,
		...FOLLOW_CASES,
		...SEARCH_CASES,
		...SPACE_CASES,
		...random,
	]
	return cases.map(({ name, needs, run }) => ({ name, ...(needs === undefined ? {} : { needs }), run: () => onBench(factory, needs, run) }))
}
