import { describe, expect, test } from 'vitest'
import { Gate } from '../../src/store/gate.js'

/** Work that ends when it is told to. */
function held(log: string[], name: string): { readonly work: () => Promise<string>; readonly end: () => void } {
	let end = (): void => undefined
	const over = new Promise<void>((resolve) => {
		end = resolve
	})
	const work = async (): Promise<string> => {
		log.push(`${name} begins`)
		await over
		log.push(`${name} ends`)
		return name
	}
	return { work, end: () => end() }
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('Gate', () => {
	test('lets readers work together and writers alone, in their order', async () => {
		const log: string[] = []
		const gate = new Gate()
		const [a, b, w, c, v] = ['a', 'b', 'w', 'c', 'v'].map((name) => held(log, name)) as [
			ReturnType<typeof held>,
			ReturnType<typeof held>,
			ReturnType<typeof held>,
			ReturnType<typeof held>,
			ReturnType<typeof held>,
		]
		const all = [gate.read(a.work), gate.read(b.work), gate.write(w.work), gate.read(c.work), gate.write(v.work)]
		await rest()
		expect(log).toEqual(['a begins', 'b begins'])
		b.end()
		await rest()
		expect(log).toEqual(['a begins', 'b begins', 'b ends'])
		a.end()
		await rest()
		expect(log.slice(3)).toEqual(['a ends', 'w begins'])
		w.end()
		await rest()
		expect(log.slice(5)).toEqual(['w ends', 'c begins'])
		c.end()
		await rest()
		expect(log.slice(7)).toEqual(['c ends', 'v begins'])
		v.end()
		expect(await Promise.all(all)).toEqual(['a', 'b', 'w', 'c', 'v'])
	})

	test('goes on after work that failed', async () => {
		const gate = new Gate()
		await expect(gate.write(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
		await expect(
			gate.read(() => {
				throw new Error('neither')
			}),
		).rejects.toThrow('neither')
		expect(await gate.write(() => 1)).toBe(1)
	})

	test('closes once, after all that came before, and lets nobody in afterwards', async () => {
		const log: string[] = []
		const gate = new Gate()
		const [a, w] = [held(log, 'a'), held(log, 'w')]
		const work = [gate.read(a.work), gate.write(w.work)]
		const closing = [gate.close(() => void log.push('closed')), gate.close(() => void log.push('closed again'))]
		await expect(gate.read(() => 1)).rejects.toMatchObject({ code: 'closed' })
		await expect(gate.write(() => 1)).rejects.toMatchObject({ code: 'closed' })
		a.end()
		w.end()
		await Promise.all([...work, ...closing])
		expect(log).toEqual(['a begins', 'a ends', 'w begins', 'w ends', 'closed'])
	})

	test('tells every caller when closing failed', async () => {
		const gate = new Gate()
		const fail = (): never => {
			throw new Error('stuck')
		}
		for (const closing of [gate.close(fail), gate.close(fail)]) await expect(closing).rejects.toThrow('stuck')
	})
})
