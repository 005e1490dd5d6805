/** Where the tests of media put their folders. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder, and how to remove it. */
export function newFolder(): { readonly path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), 'budkavle-medium-'))
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
