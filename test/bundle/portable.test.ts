import { describe, expect, it, vi } from 'vitest'
import { makeWorkload } from '../../bench/workload.js'
import { packBundle } from '../../src/bundle/pack.js'
import type { UnpackedBundle } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'

interface Way {
	packBundle: typeof packBundle
	unpackBundle: typeof unpackBundle
}

/** Runs with the library as it is on a runtime without the modules of Node. */
async function withoutNode<T>(work: (way: Way) => T): Promise<T> {
	const original = process.getBuiltinModule
	vi.resetModules()
	Object.defineProperty(process, 'getBuiltinModule', { value: undefined, configurable: true })
	try {
		return work({ ...(await import('../../src/bundle/pack.js')), ...(await import('../../src/bundle/unpack.js')) })
	} finally {
		Object.defineProperty(process, 'getBuiltinModule', { value: original, configurable: true })
		vi.resetModules()
	}
}

function payloads({ items, damage }: UnpackedBundle): unknown[] {
	expect(damage).toBeUndefined()
	return items.map((item) => item.ok && item.unverified.payload)
}

describe('without the modules of Node', () => {
	it('[SPEC 7.3] bundles have the same content, and each reads those of the other', async () => {
		const { messages } = await makeWorkload({ messages: 200, seed: 4 })
		const here = packBundle({ messages })
		const read = payloads(unpackBundle(here))
		const there = await withoutNode((portable) => {
			const bundle = portable.packBundle({ messages })
			expect(payloads(portable.unpackBundle(bundle))).toEqual(read)
			expect(payloads(portable.unpackBundle(here))).toEqual(read)
			return bundle
		})
		expect(there).not.toEqual(here)
		expect(payloads(unpackBundle(there))).toEqual(read)
		// The hash at the end is over the content.
		expect(there.subarray(-8)).toEqual(here.subarray(-8))
	})
})
