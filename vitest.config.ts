import type { ViteUserConfig } from 'vitest/config'
import { defineConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		passWithNoTests: false,
		allowOnly: false,
		reporters: ['default', './tools/skip-gate.mjs'],
	},
})

export default config
