/** Beginning and end of a medium, and sinks that go wrong. */
import type { Medium } from '../medium/types.js'
import type { MediumCase } from './medium-pair.js'
import { distinctUnits } from './medium-pair.js'
import { check, same } from './suite.js'

const oneUnit = (medium: Medium): Uint8Array => distinctUnits(medium, 1)[0] as Uint8Array

/** A promise that rejects, and whether somebody listens to it. If nobody does, it ends no process all the same. */
function rejected(): [Promise<never>, { heard: boolean }] {
	const promise: Promise<never> = Promise.reject(new Error('This sink rejects on purpose.'))
	promise.catch(() => undefined)
	const rejection = { heard: false }
	const watched = new Proxy(promise, {
		get(target, key) {
			const value: unknown = Reflect.get(target, key, target)
			if (typeof value !== 'function') return value
			if (key === 'then' || key === 'catch') rejection.heard = true
			return value.bind(target)
		},
	})
	return [watched, rejection]
}

export const LIFE_CASES: readonly MediumCase[] = [
	{
		name: 'refuses to send before it was started',
		async run(bench) {
			const unit = oneUnit(bench.a)
			await bench.rejects(() => bench.a.send(unit), 'medium-not-started', 'a send before the start')
			await bench.start()
			await bench.carry([unit])
		},
	},
	{
		name: 'starts once, with a sink that is a function',
		async run(bench) {
			await bench.rejects(() => bench.b.start(undefined as never), 'argument-invalid', 'a start without a sink')
			await bench.start()
			let second = 0
			await bench.rejects(() => bench.b.start(() => second++), 'argument-invalid', 'a second start')
			await bench.carry(distinctUnits(bench.a, 5))
			same(second, 0, 'units that came to the sink of the second start')
		},
	},
	{
		name: 'refuses to send where it only receives',
		needs: 'receive',
		async run(bench) {
			await bench.start()
			await bench.rejects(() => bench.b.send(oneUnit(bench.a)), 'medium-direction', 'a send on an end that only receives')
		},
	},
	{
		name: 'carries nothing after it was closed, and says so',
		async run(bench) {
			const { a, b } = bench
			await bench.start()
			await a.close()
			await bench.rejects(() => a.send(oneUnit(a)), 'medium-closed', 'a send after the end')
			await bench.rejects(() => a.start(() => undefined), 'medium-closed', 'a start after the end')
			await bench.settle()
			same(bench.at(b).length, 0, 'units that came')
		},
	},
	{
		name: 'closes at any time and any number of times',
		async run(bench) {
			const { a, b, others } = bench
			const before = await bench.settled([b.close(), b.close()], 'Closing what was never started, twice')
			same(
				before.map(({ status }) => status),
				['fulfilled', 'fulfilled'],
				'closing what was never started',
			)
			await bench.rejects(() => b.start(() => undefined), 'medium-closed', 'a start after the end')
			await bench.start(a)
			const all = [a, ...others].flatMap((medium) => [medium.close(), medium.close()])
			for (const { status } of await bench.settled(all, 'Closing twice at once')) same(status, 'fulfilled', 'closing')
			for (const { status } of await bench.settled([a.close(), b.close()], 'Closing again')) same(status, 'fulfilled', 'closing again')
		},
	},
	{
		name: 'ends the sends that are under way when it is closed',
		async run(bench) {
			await bench.start()
			const sends = bench.offer(distinctUnits(bench.a, 300))
			const [closed] = await bench.settled([bench.a.close()], 'Closing while units are sent')
			same(closed?.status, 'fulfilled', 'closing while units are sent')
			await bench.endRightly(sends, 'medium-closed', 'A send that was under way when its end was closed')
		},
	},
	{
		name: 'ends the sends that nobody receives when it is closed',
		async run(bench) {
			await bench.start(bench.a)
			const sends = bench.offer(distinctUnits(bench.a, 300))
			await bench.settle()
			await bench.settled([bench.a.close()], 'Closing while units wait')
			await bench.endRightly(sends, 'medium-closed', 'A send that waited when its end was closed')
		},
	},
	{
		name: 'ends the sends that are under way when the other end is closed',
		async run(bench) {
			await bench.start()
			const sends = bench.offer(distinctUnits(bench.a, 300))
			await bench.settled([bench.b.close()], 'Closing while units come')
			await bench.endRightly(sends, 'medium-closed', 'A send that was under way when the other end was closed')
		},
	},
	{
		name: 'brings nothing to a sink after close was called',
		async run(bench) {
			const { a, b } = bench
			await bench.start()
			const units = distinctUnits(a, 60)
			await bench.carry(units.slice(0, 20))
			const late = bench.offer(units.slice(20))
			const closing = b.close()
			const before = bench.at(b).length
			await bench.settled([closing], 'Closing while units come')
			await bench.endRightly(late, 'medium-closed', 'A send to an end that was closed')
			await bench.endRightly(bench.offer(units.slice(0, 5)), 'medium-closed', 'A send to an end that was closed')
			for (let i = 0; i < 5; i++) await bench.settle()
			same(bench.at(b).length, before, 'how many units had come')
		},
	},
	{
		name: 'may be closed from within its sink',
		async run(bench) {
			const { a, b } = bench
			let closing: Promise<void> | undefined
			await b.start(
				bench.sinkOf(b, () => {
					closing ??= b.close()
					return closing
				}),
			)
			await a.start(() => undefined)
			const sends: Promise<void>[] = []
			for (let tries = 0; tries < 50 && closing === undefined; tries++) {
				sends.push(...bench.offer(distinctUnits(a, 20, tries)))
				await bench.settle()
			}
			await bench.until(
				() => closing !== undefined,
				() => 'A unit must come.',
			)
			const [closed] = await bench.settled([closing as Promise<void>], 'Closing from within the sink')
			same(closed?.status, 'fulfilled', 'closing from within the sink')
			await bench.endRightly(sends, 'medium-closed', 'A send to an end that was closed')
			for (let i = 0; i < 3; i++) await bench.settle()
			same(bench.at(b).length, 1, 'how many units came to a sink that closed its medium with the first')
		},
	},
	{
		name: 'goes on when a sink throws or rejects',
		async run(bench) {
			const { a, b } = bench
			let calls = 0
			const rejections: { heard: boolean }[] = []
			await b.start(
				bench.sinkOf(b, () => {
					calls++
					if (calls % 3 === 1) throw new Error('This sink throws on purpose.')
					if (calls % 3 === 0) return undefined
					const [promise, rejection] = rejected()
					rejections.push(rejection)
					return promise
				}),
			)
			await a.start(() => undefined)
			const units = distinctUnits(a, 30)
			await bench.carry(units)
			bench.onlyThese(units)
			await bench.settle()
			check(
				rejections.every(({ heard }) => heard),
				'A sink was an async function that failed, and the medium left its promise alone: on most runtimes that ends the process.',
			)
		},
	},
]
