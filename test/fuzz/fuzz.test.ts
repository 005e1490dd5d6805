/** A short run of every target, the same on every machine. `npm run fuzz` runs them for as long as one likes, guided by coverage. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { instrument } from '../../tools/instrument.mjs'
import { readCorpus } from './corpus.js'
import type { FuzzReport } from './fuzzing.js'
import { fuzz } from './fuzzing.js'
import type { FuzzTarget } from './target.js'
import { must } from './target.js'
import { TARGETS } from './targets.js'

const CORPUS = fileURLToPath(new URL('corpus', import.meta.url))
/** Inputs for each target; of those that take long each, fewer. */
const CASES = 5000
const FEWER: Readonly<Record<string, number>> = { 'bundle': 3000, 'bundle-file': 1500, 'signature': 600 }

function sentences({ findings }: FuzzReport): readonly string[] {
	return findings.map(
		({ input, error }) => `${error instanceof Error ? error.message : String(error)}: ${Buffer.from(input).toString('hex').slice(0, 4000)}`,
	)
}

describe('whatever comes from outside', () => {
	it.each(TARGETS.map((target) => [target.name, target] as const))(
		'%s: is read or refused with a code, and what is read holds',
		async (name, target) => {
			const most = FEWER[name] ?? CASES
			const report = await fuzz(target, { seed: 20, corpus: readCorpus(CORPUS, name), isOver: (executions) => executions >= most })
			expect(sentences(report)).toEqual([])
			expect(report.executions).toBeGreaterThanOrEqual(most)
		},
	)
})

/** Refuses what begins with "bad", but for one spelling, behind one branch each. */
function planted(counters: Uint32Array, inputs: string[]): FuzzTarget {
	return {
		name: 'planted',
		seeds: async () => [new Uint8Array(4)],
		run(input) {
			inputs.push(input.join())
			let deep = 0
			for (const byte of [0x62, 0x61, 0x64]) {
				if (input[deep] !== byte) break
				deep++
				;(counters as number[] | Uint32Array)[deep] = 1
			}
			must(deep < 3, 'nothing begins with "bad"')
			return 1
		},
	}
}

describe('the fuzzer', () => {
	it('finds by coverage what chance does not find', async () => {
		const counters = new Uint32Array(4)
		const guided = await fuzz(planted(counters, []), { seed: 1, counters, isOver: (executions) => executions >= 60_000 })
		const blind = await fuzz(planted(new Uint32Array(4), []), { seed: 1, isOver: (executions) => executions >= 60_000 })
		expect(guided.findings.length).toBeGreaterThan(0)
		expect(Buffer.from(guided.findings[0]?.input ?? []).toString('latin1')).toMatch(/^bad/)
		expect(guided.taken).toEqual(new Set([1, 2, 3]))
		expect(blind.findings).toEqual([])
	})

	it('makes the same inputs for the same seed, and others for another one', async () => {
		const inputs: string[][] = [[], [], []]
		for (const [i, seed] of [1, 1, 2].entries())
			await fuzz(planted(new Uint32Array(4), inputs[i] as string[]), { seed, isOver: (executions) => executions >= 200 })
		expect(inputs[0]).toEqual(inputs[1])
		expect(inputs[0]).not.toEqual(inputs[2])
	})

	it('reports work that is too much for the size of the input and of what came out', async () => {
		const counters = new Uint32Array(1)
		const slow: FuzzTarget = {
			name: 'slow',
			seeds: async () => [new Uint8Array(3)],
			run() {
				counters[0] = 100_000_000
				return 0
			},
		}
		const { findings } = await fuzz(slow, { seed: 1, counters, isOver: (executions) => executions >= 1 })
		expect(String(findings[0]?.error)).toContain('100000000 for 3 bytes')
	})

	it('keeps inputs as they were, whatever a target does to them', async () => {
		const spoiling: FuzzTarget = {
			name: 'spoiling',
			seeds: async () => [Uint8Array.of(1, 2)],
			run(input) {
				input.fill(9)
				must(false, 'nothing holds')
			},
		}
		const { findings } = await fuzz(spoiling, { seed: 1, isOver: () => true })
		expect(findings.map(({ input }) => [...input])).toEqual([[1, 2]])
	})
})

describe('counters', () => {
	it('stand in every branch and change nothing', () => {
		const text = `
			export const low = (n: number): string => (n < 0 ? 'less' : n > 9 && n < 20 ? 'more' : 'some')
			export function sum(list: readonly number[]): number {
				let total = 0
				for (const each of list) if (each > 1) total += each
				else total += 0
				switch (total) { case 7: return 70; default: return total }
			}`
		let branches = 0
		const counted = instrument(text, 'a.ts', () => branches++)
		const fuzzed = new Uint32Array(branches)
		const run = new Function('fuzzed', `${counted.replaceAll('export ', '')}; return { low, sum }`) as (counters: Uint32Array) => {
			low(n: number): string
			sum(list: readonly number[]): number
		}
		const { low, sum } = run(fuzzed)
		expect([low(-1), low(12), low(3), sum([1, 2, 5]), sum([2])]).toEqual(['less', 'more', 'some', 70, 2])
		expect(branches).toBeGreaterThanOrEqual(11)
		expect([...fuzzed].every((hits) => hits > 0)).toBe(true)
	})
})
