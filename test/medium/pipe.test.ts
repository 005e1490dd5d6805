import { describe, expect, test } from 'vitest'
import type { Medium } from '../../src/medium/pipe.js'
import { pipe } from '../../src/medium/pipe.js'
import { memoryBroadcast } from '../../src/testing/index.js'

/** Lets everything happen that does not wait for anything else. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Which of the promises are settled by now. */
async function states(promises: readonly Promise<void>[]): Promise<readonly string[]> {
	const known = promises.map(() => 'waits')
	for (const [i, promise] of promises.entries()) {
		promise.then(
			() => {
				known[i] = 'sent'
			},
			(error: { readonly code: string }) => {
				known[i] = error.code
			},
		)
	}
	await settle()
	return known
}

describe('pipe', () => {
	test('send waits until the other end was started', async () => {
		const [a, b] = pipe()
		await a.start(() => undefined)
		const sends = [1, 2].map((byte) => a.send(Uint8Array.of(byte)))
		expect(await states(sends)).toEqual(['waits', 'waits'])
		const came: number[] = []
		await b.start((unit) => came.push(unit[0] as number))
		expect(await states(sends)).toEqual(['sent', 'sent'])
		expect(came).toEqual([1, 2])
	})

	test.each([
		['units', { units: 2 }, 1],
		['bytes', { bytes: 20 }, 10],
	])('holds no more than so many %s at once', async (_, options, size) => {
		const [a, b] = pipe(options)
		await a.start(() => undefined)
		let [sent, most, came] = [0, 0, 0]
		await b.start(() => {
			came++
			most = Math.max(most, sent - came)
		})
		const sends = Array.from({ length: 50 }, () => a.send(new Uint8Array(size)).then(() => sent++))
		await Promise.all(sends)
		await settle()
		expect(came).toBe(50)
		expect(most).toBeLessThanOrEqual(2)
	})

	test('a unit that is larger than what is held at once passes all the same', async () => {
		const [a, b] = pipe({ bytes: 10 })
		const came: number[] = []
		await b.start((unit) => came.push(unit.length))
		await a.start(() => undefined)
		for (const size of [1000, 5, 2000]) await a.send(new Uint8Array(size))
		await settle()
		expect(came).toEqual([1000, 5, 2000])
	})

	test('what was sent before an end was closed still reaches the other', async () => {
		const [a, b] = pipe()
		const came: number[] = []
		await b.start((unit) => came.push(unit.length))
		await a.start(() => undefined)
		await a.send(new Uint8Array(3))
		await a.close()
		await settle()
		expect(came).toEqual([3])
		expect(await states([b.send(Uint8Array.of(1))])).toEqual(['medium-closed'])
	})

	test('tells what sinks throw, and survives those who are told', async () => {
		const heard: unknown[] = []
		const [a, b] = pipe({
			onError(error) {
				heard.push(error)
				throw new Error('Not here either.')
			},
		})
		await b.start(() => {
			throw new Error('No.')
		})
		await a.start(() => undefined)
		await a.send(Uint8Array.of(1))
		await settle()
		expect(heard).toEqual([new Error('No.')])
		await Promise.all([a.close(), b.close()])
	})

	test('refuses options out of range', () => {
		for (const options of [{ units: 0 }, { units: 1.5 }, { bytes: 0 }, { onError: 7 as never }]) {
			expect(() => pipe(options)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
		}
	})
})

describe('memoryBroadcast', () => {
	test('reaches who listens, by name, and does not wait for who does not', async () => {
		const media = memoryBroadcast(4)
		const came: string[] = []
		const hear = (i: number): Promise<void> => (media[i] as Medium).start((unit, from) => came.push(`${i} heard ${unit[0]} of ${from}`))
		await hear(0)
		await hear(1)
		await media[0]?.send(Uint8Array.of(1))
		await hear(2)
		await settle()
		await media[1]?.send(Uint8Array.of(2))
		await settle()
		await media[2]?.close()
		await media[1]?.send(Uint8Array.of(3))
		await settle()
		expect(came).toEqual(['1 heard 1 of end 0', '0 heard 2 of end 1', '2 heard 2 of end 1', '0 heard 3 of end 1'])
	})

	test('is for two or more', () => {
		for (const count of [0, 1, 2.5, 1001])
			expect(() => memoryBroadcast(count)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})
})
