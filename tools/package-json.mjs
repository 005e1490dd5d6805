/** What the checks need to know from package.json. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './report.mjs'

/**
 * @typedef {object} Subpath
 * @property {string} name what a user imports: `budkavle/store/memory`
 * @property {string} key the key in `exports`: `./store/memory`
 * @property {string} types path of the declarations, relative to the project
 * @property {string} file path of the JavaScript, relative to the project
 * @property {string} source path of the TypeScript that it is made from
 */

/**
 * @typedef {object} PackageJson
 * @property {string} name
 * @property {string} version
 * @property {string[]} files
 * @property {Record<string, string>} bin
 * @property {Record<string, string | { types: string, default: string }>} exports
 * @property {Record<string, string>} dependencies
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, { optional?: boolean }>} [peerDependenciesMeta]
 */

/** @returns {PackageJson} */
export function readPackageJson() {
	return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
}

/**
 * Every public subpath that holds code, in the order of package.json.
 *
 * @returns {Subpath[]}
 */
export function subpaths() {
	const { name, exports } = readPackageJson()
	/** @type {Subpath[]} */
	const found = []
	for (const [key, target] of Object.entries(exports)) {
		if (typeof target === 'string') continue
		const file = target.default.replace(/^\.\//, '')
		found.push({
			name: key === '.' ? name : `${name}/${key.slice(2)}`,
			key,
			types: target.types.replace(/^\.\//, ''),
			file,
			source: file.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'),
		})
	}
	return found
}
