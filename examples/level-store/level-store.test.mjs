/** The suite that every store must pass, by Node's own test runner: `node --test examples/level-store/level-store.test.mjs`, after a build. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { storeSuite } from 'budkavle/testing'
import { ClassicLevel } from 'classic-level'
import { levelStore } from './level-store.mjs'

// Each case gets a new place, opens it as often as it likes and removes it at the end.
const cases = storeSuite(() => {
	const folder = mkdtempSync(join(tmpdir(), 'budkavle-level-'))
	return {
		open: () => levelStore(new ClassicLevel(join(folder, 'db')), { durable: true }),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	}
})

// A case that `needs` what a store does not declare is skipped. No `kvStore` hears of what others write.
for (const { name, needs, run } of cases) test(name, { skip: needs === 'follow' }, run)
