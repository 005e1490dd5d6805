/** The version of this program: that of its package. */
import { readFileSync } from 'node:fs'

interface Package {
	readonly version: string
}

export const PROGRAM_VERSION: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Package).version
