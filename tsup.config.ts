import type { Options } from 'tsup'
import { defineConfig } from 'tsup'

/**
 * One output file for each source file: dist mirrors src, so that every subpath shares one copy of each module
 * (and one error class). The declarations come from `tsc -p tsconfig.build.json`.
 */
const config: Options | Options[] | ((overrideOptions: Options) => Options | Options[] | Promise<Options | Options[]>) = defineConfig({
	entry: ['src/**/*.ts', '!src/**/*.d.ts'],
	format: 'esm',
	bundle: false,
	outDir: 'dist',
	target: 'es2022',
	platform: 'neutral',
	dts: false,
	sourcemap: false,
	splitting: false,
	silent: true,
})

export default config
