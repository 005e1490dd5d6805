/** Where the tests of media put their folders, and how they run the suite. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import type { MediumPlace } from '../../src/testing/index.js'
import { mediumMeets, mediumSuite } from '../../src/testing/index.js'

/** A new folder, and how to remove it. */
export function newFolder(): { readonly path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), 'budkavle-medium-'))
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs the suite as any runner would: what the media do not declare is left out. */
export async function runMediumSuite(place: MediumPlace): Promise<void> {
	const pair = await place.open()
	await Promise.all([pair.a, pair.b, ...(pair.others ?? [])].map((medium) => medium.close()))
	await pair.dispose?.()
	for (const { name, needs, run } of mediumSuite(place)) if (needs === undefined || mediumMeets(pair, needs)) test(name, run)
}
