/** Many units: order, backpressure, cancelling. */
import { toHex } from '../bytes.js'
import type { MediumCase } from './medium-pair.js'
import { distinctUnits } from './medium-pair.js'
import { check, same } from './suite.js'

const MANY = 500

export const FLOW_CASES: readonly MediumCase[] = [
	{
		name: 'carries many units, once each and in order',
		needs: 'ordered',
		async run(bench) {
			await bench.start()
			const units = distinctUnits(bench.a, MANY)
			for (const unit of units) await bench.a.send(unit)
			await bench.until(
				() => bench.at(bench.b).length >= units.length,
				() => `${units.length} units must come, not ${bench.at(bench.b).length}.`,
			)
			for (let i = 0; i < 3; i++) await bench.settle()
			same(
				bench.at(bench.b).map(({ bytes }) => toHex(bytes)),
				units.map(toHex),
				'what came',
			)
		},
	},
	{
		name: 'carries units that are the same as many times as they were sent',
		needs: 'ordered',
		async run(bench) {
			await bench.start()
			const [unit] = distinctUnits(bench.a, 1) as [Uint8Array]
			for (let i = 0; i < 10; i++) await bench.a.send(unit)
			await bench.until(
				() => bench.at(bench.b).length >= 10,
				() => `A unit that was sent 10 times came ${bench.at(bench.b).length} times.`,
			)
			for (let i = 0; i < 3; i++) await bench.settle()
			same(bench.at(bench.b).length, 10, 'how often a unit came that was sent 10 times')
		},
	},
	{
		name: 'carries out overlapping sends in the order of the calls',
		needs: 'ordered',
		async run(bench) {
			await bench.start()
			const units = distinctUnits(bench.a, MANY)
			const sends = await bench.settled(bench.offer(units), `${units.length} overlapping sends`)
			same(sends.filter(({ status }) => status === 'rejected').length, 0, 'sends that were rejected')
			await bench.until(
				() => bench.at(bench.b).length >= units.length,
				() => `${units.length} units must come, not ${bench.at(bench.b).length}.`,
			)
			same(
				bench.at(bench.b).map(({ bytes }) => toHex(bytes)),
				units.map(toHex),
				'what came',
			)
		},
	},
	{
		name: 'brings everything in the end, if it is sent often enough, and nothing else',
		async run(bench) {
			await bench.start()
			const units = distinctUnits(bench.a, 100)
			await bench.carry(units)
			bench.onlyThese(units)
		},
	},
	{
		name: 'carries in both directions at once',
		needs: 'both',
		async run(bench) {
			const { a, b } = bench
			await bench.start(b, a)
			const [there, back] = [distinctUnits(a, 100, 1), distinctUnits(b, 100, 2)]
			await Promise.all([bench.carry(there, a, [b]), bench.carry(back, b, [a])])
			bench.onlyThese(there, b)
			bench.onlyThese(back, a)
		},
	},
	{
		name: 'carries what a sink sends from within',
		needs: 'both',
		async run(bench) {
			const { a, b } = bench
			const sends: Promise<void>[] = []
			await b.start(bench.sinkOf(b, (unit) => sends.push(...bench.offer([unit], {}, b))))
			await a.start(bench.sinkOf(a))
			const units = distinctUnits(a, 20)
			const lossy = a.capabilities.lossy === true || b.capabilities.lossy === true
			const came = (): number => new Set(bench.at(a).map(({ bytes }) => toHex(bytes))).size
			for (let tries = 0; tries < (lossy ? 100 : 1) && came() < units.length; tries++) {
				for (const unit of units) await a.send(unit)
				await bench.settle()
			}
			await bench.until(
				() => came() === units.length,
				() => `${units.length} units must come back, not ${came()}.`,
			)
			await bench.settled(sends, 'Sends from within a sink')
			bench.onlyThese(units, a)
		},
	},
	{
		name: 'never calls a sink from within send',
		async run(bench) {
			const { a, b } = bench
			let [inside, broken] = [false, false]
			await b.start(
				bench.sinkOf(b, () => {
					broken ||= inside
				}),
			)
			await a.start(() => undefined)
			for (const unit of distinctUnits(a, 20)) {
				inside = true
				const sent = a.send(unit)
				inside = false
				await sent
			}
			await bench.settle()
			check(!broken, 'The sink was called before send gave its promise: whoever sends within a sink would never come back.')
		},
	},
	{
		name: 'sends nothing when the signal was triggered before, and goes on',
		async run(bench) {
			await bench.start()
			const aborted = distinctUnits(bench.a, 10, 1)
			for (const unit of aborted) {
				await bench.rejects(() => bench.a.send(unit, { signal: AbortSignal.abort() }), 'aborted', 'a send with a signal that was triggered')
			}
			const units = distinctUnits(bench.a, 10)
			const stop = new AbortController()
			for (const unit of units) await bench.a.send(unit, { signal: stop.signal })
			await bench.carry(units)
			stop.abort()
			await bench.settle()
			if (toHex(aborted[0] as Uint8Array) !== toHex(units[0] as Uint8Array)) bench.onlyThese(units)
		},
	},
	{
		name: 'ends sends that are cancelled while they wait, and goes on',
		async run(bench) {
			// Only one end listens: on some media the sends wait for the other, until they are cancelled.
			await bench.start(bench.a)
			const tried = distinctUnits(bench.a, 200)
			const stops = tried.map(() => new AbortController())
			const sends = tried.flatMap((unit, i) => bench.offer([unit], { signal: (stops[i] as AbortController).signal }))
			for (const stop of stops) stop.abort()
			await bench.endRightly(sends, 'aborted', 'A send that was cancelled')
			await bench.start(bench.b)
			const units = distinctUnits(bench.a, 10, 1)
			await bench.carry(units)
			bench.onlyThese([...tried, ...units])
		},
	},
]
