import { describe } from 'vitest'
import { pipe } from '../../src/medium/pipe.js'
import type { FaultyMediumOptions, MediumPair } from '../../src/testing/index.js'
import { faultyMedium, memoryBroadcast } from '../../src/testing/index.js'
import { limited, oneWay } from './narrow.js'
import { runMediumSuite } from './run-suite.js'

function pair([a, b]: ReturnType<typeof pipe>): MediumPair {
	return { a, b, settle: () => undefined }
}

describe('the suite on pipe', () => runMediumSuite({ open: () => pair(pipe()) }))

describe('the suite on pipe that holds one unit', () => runMediumSuite({ open: () => pair(pipe({ units: 1, bytes: 1 })) }))

describe('the suite on memoryBroadcast', () =>
	runMediumSuite({
		open() {
			const [a, b, ...others] = memoryBroadcast(4)
			return { ...pair([a, b] as never), others }
		},
	}))

for (const unit of [1, 2, 200]) {
	describe(`the suite on a channel with units of ${unit}`, () =>
		runMediumSuite({
			open() {
				const [a, b, ...others] = memoryBroadcast(3, { unit })
				return { ...pair([a, b] as never), others }
			},
		}))
}

describe('the suite on a pipe of one direction', () => runMediumSuite({ open: () => pair(oneWay(pipe())) }))

describe('the suite on a pipe of letters and digits', () =>
	runMediumSuite({ open: () => pair(limited(pipe(), { alphabet: 'alphanumeric', unit: 30 })) }))

const FAULTS: readonly FaultyMediumOptions[] = [
	{ drop: 0.3 },
	{ duplicate: 0.3 },
	{ reorder: 0.5 },
	{ delay: 3 },
	{ drop: 0.4, duplicate: 0.3, reorder: 0.4, delay: 2, seed: 7 },
]
for (const faults of FAULTS) {
	describe(`the suite on a pipe with the faults ${JSON.stringify(faults)}`, () =>
		runMediumSuite({
			open() {
				const [a, b] = pipe().map((end, i) => faultyMedium(end, { ...faults, seed: (faults.seed ?? 1) + i }))
				if (a === undefined || b === undefined) throw new Error('A pipe has two ends.')
				return {
					a,
					b,
					settle() {
						a.release()
						b.release()
					},
				}
			},
		}))
}
