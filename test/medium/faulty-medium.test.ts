import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { pipe } from '../../src/medium/pipe.js'
import type { Fault, FaultyMediumOptions } from '../../src/testing/index.js'
import { faultyMedium } from '../../src/testing/index.js'

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** What comes of so many units of four bytes, the first two of which count them. */
async function passed(
	options: FaultyMediumOptions,
	count: number,
	release: boolean = true,
): Promise<{ readonly came: readonly string[]; readonly faults: Readonly<Record<Fault, number>> }> {
	const [a, end] = pipe()
	const b = faultyMedium(end, options)
	const came: string[] = []
	await b.start((unit) => came.push(toHex(unit)))
	await a.start(() => undefined)
	for (let i = 0; i < count; i++) await a.send(Uint8Array.of(i >> 8, i, 0xaa, 0xbb))
	await settle()
	if (release) b.release()
	await Promise.all([a.close(), b.close()])
	return { came, faults: b.faults }
}

const sent = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => toHex(Uint8Array.of(i >> 8, i, 0xaa, 0xbb)))

describe('faultyMedium', () => {
	test('changes nothing by itself, and declares that it may', async () => {
		expect((await passed({}, 200)).came).toEqual(sent(200))
		expect(faultyMedium(pipe()[0]).capabilities).toEqual({ direction: 'both', lossy: true })
	})

	test('makes the same faults for the same seed, and others for another', async () => {
		const options = { drop: 0.2, duplicate: 0.2, reorder: 0.2, corrupt: 0.2, truncate: 0.2, delay: 2 }
		const [one, again, other] = [
			await passed({ ...options, seed: 5 }, 200),
			await passed({ ...options, seed: 5 }, 200),
			await passed({ ...options, seed: 6 }, 200),
		]
		expect(again).toEqual(one)
		expect(other.came).not.toEqual(one.came)
	})

	test('one kind of fault does not move the others', async () => {
		const [alone, both] = [await passed({ drop: 0.3 }, 300), await passed({ drop: 0.3, reorder: 0.9 }, 300)]
		expect([...both.came].sort()).toEqual([...alone.came].sort())
		expect(both.came).not.toEqual(alone.came)
	})

	test('loses, repeats, changes and cuts as many as it says', async () => {
		const count = 2000
		const all = new Set(sent(count))
		const lost = await passed({ drop: 0.25 }, count)
		expect(lost.came).toHaveLength(count - lost.faults.drop)
		expect(Math.abs(lost.faults.drop - count / 4)).toBeLessThan(count / 20)
		const repeated = await passed({ duplicate: 0.25 }, count)
		expect(repeated.came).toHaveLength(count + repeated.faults.duplicate)
		expect(new Set(repeated.came)).toEqual(all)
		const cut = await passed({ truncate: 1 }, count)
		expect(cut.faults.truncate).toBe(count)
		expect(new Set(cut.came.map(({ length }) => length / 2))).toEqual(new Set([1, 2, 3]))
		const changed = await passed({ corrupt: 1 }, count)
		expect(changed.came.filter((unit, i) => unit === sent(count)[i])).toEqual([])
		expect(changed.came.every(({ length }) => length === 8)).toBe(true)
	})

	test('leaves units of one byte a byte', async () => {
		const [a, end] = pipe()
		const b = faultyMedium(end, { truncate: 1, corrupt: 1 })
		const came: number[] = []
		await b.start((unit) => came.push(unit.length))
		await a.start(() => undefined)
		await a.send(Uint8Array.of(7))
		await settle()
		expect(came).toEqual([1])
	})

	test('holds units back until others have come, or until they are released', async () => {
		expect((await passed({ delay: 3 }, 10, false)).came).toEqual(sent(7))
		expect((await passed({ delay: 3 }, 10)).came).toEqual(sent(10))
		const late = await passed({ reorder: 0.5 }, 500)
		expect(late.came).not.toEqual(sent(500))
		for (const [at, unit] of late.came.entries()) expect(Math.abs(at - sent(500).indexOf(unit))).toBeLessThanOrEqual(8)
	})

	test('whatever the chances: without drop everything comes, and without corrupt and truncate nothing else does', async () => {
		const chance = fc.double({ min: 0, max: 1, noNaN: true })
		await fc.assert(
			fc.asyncProperty(
				fc.integer(),
				chance,
				chance,
				fc.nat(20),
				fc.nat(60),
				fc.boolean(),
				async (seed, duplicate, reorder, delay, count, drops) => {
					const { came } = await passed({ seed, duplicate, reorder, delay, drop: drops ? 0.5 : 0 }, count)
					const known = new Set(sent(count))
					expect(came.filter((unit) => !known.has(unit))).toEqual([])
					if (!drops) expect(new Set(came)).toEqual(known)
				},
			),
			{ seed: 11, numRuns: 60 },
		)
	})

	test('refuses what is no chance', () => {
		for (const options of [{ drop: -0.1 }, { corrupt: 1.1 }, { reorder: Number.NaN }, { delay: -1 }, { delay: 1001 }]) {
			expect(() => faultyMedium(pipe()[0], options)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
		}
	})
})
