/** The suite for media in vitest. */
import { test } from 'vitest'
import type { MediumPlace } from '../../src/testing/index.js'
import { mediumMeets, mediumSuite } from '../../src/testing/index.js'

/** Runs the suite as any runner would: what the media do not declare is left out. */
export async function runMediumSuite(place: MediumPlace): Promise<void> {
	const pair = await place.open()
	await Promise.all([pair.a, pair.b, ...(pair.others ?? [])].map((medium) => medium.close()))
	await pair.dispose?.()
	for (const { name, needs, run } of mediumSuite(place)) if (needs === undefined || mediumMeets(pair, needs)) test(name, run)
}
