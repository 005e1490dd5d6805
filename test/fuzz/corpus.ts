/** Inputs that once broke a rule, or that reach what is hard to reach: test/fuzz/corpus/TARGET/NAME.bin. They are run each time. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export function readCorpus(folder: string, target: string): readonly Uint8Array[] {
	const path = join(folder, target)
	if (!existsSync(path)) return []
	const files = readdirSync(path).sort()
	return files.map((file) => new Uint8Array(readFileSync(join(path, file))))
}
