import { describe, expect, it } from 'vitest'
import { checkSources, MAX_LINES } from '../../tools/check-layers.mjs'

/** Files that break nothing; each case changes or adds one. */
const SOUND: Readonly<Record<string, string>> = {
	'src/errors.ts': 'export const CODE: string = "x"\n',
	'src/bytes.ts': "import { CODE } from './errors.js'\n\nexport const one: string = CODE\n",
	'src/encoding/scan.ts':
		"import type { one } from '../bytes.js'\nimport { decode } from 'cbor-x'\n\nexport type Scan = typeof one | typeof decode\n",
	'src/encoding/decode.ts':
		"import type { Scan } from './scan.js'\n\nexport function decode(): Scan | undefined {\n\treturn undefined\n}\n",
	'src/merge/order.ts': "import { decode } from '../encoding/decode.js'\n\nexport const order: unknown = decode()\n",
	'src/cli/main.ts':
		"import { readFile } from 'node:fs/promises'\nimport { order } from '../merge/order.js'\n\nexport const main: unknown[] = [order, readFile]\n",
	'src/testing/suite.ts': "import { order } from '../merge/order.js'\n\nexport const suite: unknown = order\n",
	'src/testing/index.ts': "export { suite } from './suite.js'\n",
	'src/index.ts': "export { one } from './bytes.js'\nexport { order } from './merge/order.js'\n",
}

/** What is found, as `file:line rule`, when the sound files are changed like this. */
function found(changes: Readonly<Record<string, string>>): string[] {
	const files = new Map(Object.entries({ ...SOUND, ...changes }))
	return checkSources(files).map(({ file, line, rule }) => `${file}:${line} ${rule}`)
}

describe('check-layers', () => {
	it('accepts sound files', () => {
		expect(found({})).toEqual([])
	})

	const cases: readonly (readonly [title: string, changes: Readonly<Record<string, string>>, expected: string[]])[] = [
		[
			'an import of a higher layer',
			{ 'src/encoding/extra.ts': "import { order } from '../merge/order.js'\n\nexport const extra: unknown = order\n" },
			['src/encoding/extra.ts:1 layer'],
		],
		[
			'an import of types only of a higher layer',
			{ 'src/encoding/extra.ts': "import type { order } from '../merge/order.js'\n\nexport type Extra = typeof order\n" },
			['src/encoding/extra.ts:1 layer'],
		],
		[
			'a type named by import() of a higher layer',
			{ 'src/encoding/extra.ts': "export type Extra = typeof import('../merge/order.js')\n" },
			['src/encoding/extra.ts:1 layer'],
		],
		[
			'a dynamic import of a higher layer',
			{ 'src/encoding/extra.ts': "export const extra: unknown = import('../merge/order.js')\n" },
			['src/encoding/extra.ts:1 layer'],
		],
		[
			'passing on what a higher layer exports',
			{ 'src/encoding/extra.ts': "export { order } from '../merge/order.js'\nexport const own: number = 1\n" },
			['src/encoding/extra.ts:1 layer'],
		],
		[
			'an import of another folder of the own layer',
			{ 'src/crypto/hash.ts': "import { decode } from '../encoding/decode.js'\n\nexport const hash: unknown = decode\n" },
			['src/crypto/hash.ts:1 layer'],
		],
		['a folder that no layer knows', { 'src/misc/helper.ts': 'export const helper: number = 1\n' }, ['src/misc/helper.ts:1 layer']],
		['the public entry passing on the programs', { 'src/index.ts': "export { main } from './cli/main.js'\n" }, ['src/index.ts:1 layer']],
		[
			'an import from an index',
			{ 'src/cli/other.ts': "import { order } from '../index.js'\n\nexport const other: unknown = order\n" },
			['src/cli/other.ts:1 index-import'],
		],
		['an index of a folder', { 'src/merge/index.ts': 'export const order: number = 1\n' }, ['src/merge/index.ts:1 index-file']],
		[
			'a cycle',
			{
				'src/merge/a.ts': "import { b } from './b.js'\n\nexport const a = (): unknown => b\n",
				'src/merge/b.ts': "import { a } from './a.js'\n\nexport const b = (): unknown => a\n",
			},
			['src/merge/a.ts:1 cycle'],
		],
		[
			'a cycle of types',
			{
				'src/merge/a.ts': "import type { B } from './b.js'\n\nexport type A = B[]\n",
				'src/merge/b.ts': "import type { A } from './a.js'\n\nexport type B = A[]\n",
			},
			['src/merge/a.ts:1 cycle'],
		],
		[
			"Node's modules where browsers run",
			{ 'src/merge/time.ts': "import { hrtime } from 'node:process'\n\nexport const time: unknown = hrtime\n" },
			['src/merge/time.ts:1 node-import'],
		],
		[
			"Node's modules under their old names",
			{ 'src/merge/time.ts': "import { readFile } from 'fs/promises'\n\nexport const time: unknown = readFile\n" },
			['src/merge/time.ts:1 node-import'],
		],
		[
			'a package that nobody may import',
			{ 'src/merge/pad.ts': "import { pad } from 'left-pad'\n\nexport const padded: unknown = pad\n" },
			['src/merge/pad.ts:1 package'],
		],
		[
			'a package outside of its folder',
			{ 'src/merge/pack.ts': "import { encode } from 'cbor-x/encode'\n\nexport const pack: unknown = encode\n" },
			['src/merge/pack.ts:1 package'],
		],
		[
			'a second file with a package that one file holds',
			{ 'src/encoding/write.ts': "import { encode } from 'cbor-x'\n\nexport const write: unknown = encode\n" },
			['src/encoding/write.ts:1 package'],
		],
		[
			'the package importing itself',
			{ 'src/merge/self.ts': "import { order } from 'budkavle'\n\nexport const self: unknown = order\n" },
			['src/merge/self.ts:1 package'],
		],
		[
			'a relative import without .js',
			{ 'src/merge/self.ts': "import { order } from './order'\n\nexport const self: unknown = order\n" },
			['src/merge/self.ts:1 specifier'],
		],
		[
			'an import of a file that does not exist',
			{ 'src/merge/self.ts': "import { order } from './absent.js'\n\nexport const self: unknown = order\n" },
			['src/merge/self.ts:1 specifier'],
		],
		[
			'a computed import',
			{ 'src/merge/load.ts': 'export const load = (name: string): unknown => import(name)\n' },
			['src/merge/load.ts:1 computed-import'],
		],
		[
			'an inline type modifier in an import',
			{ 'src/merge/self.ts': "import { type order } from './order.js'\n\nexport type Self = typeof order\n" },
			['src/merge/self.ts:1 inline-type'],
		],
		[
			'an inline type modifier in an export',
			{ 'src/merge/self.ts': 'type Self = string\n\nexport { type Self }\n' },
			['src/merge/self.ts:3 inline-type'],
		],
		['a default export', { 'src/merge/self.ts': 'export default 1\n' }, ['src/merge/self.ts:1 default-export']],
		['a default function', { 'src/merge/self.ts': 'export default function self(): void {}\n' }, ['src/merge/self.ts:1 default-export']],
		[
			'a default export by name',
			{ 'src/merge/self.ts': 'const self: number = 1\nexport { self as default }\n' },
			['src/merge/self.ts:2 default-export'],
		],
		['the type any', { 'src/merge/self.ts': 'export const self: Record<string, any> = {}\n' }, ['src/merge/self.ts:1 any']],
		['eval', { 'src/merge/self.ts': 'export const self: unknown = eval("1")\n' }, ['src/merge/self.ts:1 eval']],
		['new Function', { 'src/merge/self.ts': 'export const self: unknown = new Function("return 1")\n' }, ['src/merge/self.ts:1 eval']],
		[
			'a star export',
			{ 'src/merge/self.ts': "export * from './order.js'\nexport const self: number = 1\n" },
			['src/merge/self.ts:1 barrel'],
		],
		['a barrel', { 'src/merge/self.ts': "export { order } from './order.js'\n" }, ['src/merge/self.ts:1 barrel']],
		['a long file', { 'src/merge/self.ts': '// line\n'.repeat(MAX_LINES + 1) }, [`src/merge/self.ts:${MAX_LINES + 1} length`]],
	]
	for (const [title, changes, expected] of cases) {
		it(`refuses ${title}`, () => {
			expect(found(changes)).toEqual(expected)
		})
	}

	it('accepts a file of exactly the most lines, and words in texts and comments', () => {
		const text = `${'// import x from "node:fs": any, eval(1)\n'.repeat(MAX_LINES - 1)}export const text: string = 'import("node:fs")'\n`
		expect(found({ 'src/merge/self.ts': text })).toEqual([])
	})
})
