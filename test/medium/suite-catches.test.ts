/** The suite fails on media that break a promise: each of these breaks one. */
import { describe, expect, test } from 'vitest'
import { copyBytes } from '../../src/bytes.js'
import { BudkavleError } from '../../src/errors.js'
import { pipe } from '../../src/medium/pipe.js'
import type { Medium, MediumSink } from '../../src/medium/types.js'
import type { MediumPair } from '../../src/testing/index.js'
import { faultyMedium, mediumMeets, mediumSuite, memoryBroadcast } from '../../src/testing/index.js'
import { limited, oneWay } from './narrow.js'

type Break = (medium: Medium) => Partial<Medium>

const noSignal = (medium: Medium): Partial<Medium> => ({ send: (unit) => medium.send(unit) })

/** A sink that never fails, for media that fail in one way only. */
const calm =
	(sink: MediumSink): MediumSink =>
	(unit, from) => {
		try {
			const answer: unknown = from === undefined ? sink(unit) : sink(unit, from)
			Promise.resolve(answer).catch(() => undefined)
		} catch {
			// Sinks of the suite throw on purpose.
		}
	}

/** What goes wrong on the way to the sink. */
const receiving =
	(change: (sink: MediumSink) => MediumSink): Break =>
	(medium) => ({ start: (sink) => medium.start(typeof sink === 'function' ? change(calm(sink)) : sink) })

/** Breaks both ends of a pipe. */
const BREAKS: Readonly<Record<string, Break>> = {
	'loses a unit now and then': receiving((sink) => {
		let count = 0
		return (unit) => (++count % 40 === 0 ? undefined : sink(unit))
	}),
	'repeats a unit now and then': receiving((sink) => {
		let count = 0
		return (unit) => {
			sink(unit)
			if (++count % 40 === 0) sink(copyBytes(unit))
		}
	}),
	'swaps units now and then': receiving((sink) => {
		let [count, held]: [number, Uint8Array | undefined] = [0, undefined]
		return (unit) => {
			if (++count % 40 === 7) held = unit
			else {
				sink(unit)
				if (held !== undefined) sink(held)
				held = undefined
			}
		}
	}),
	'passes units that are the same only once': receiving((sink) => {
		const known = new Set<string>()
		return (unit) => {
			if (!known.has(String(unit))) sink(unit)
			known.add(String(unit))
		}
	}),
	'changes a byte': receiving((sink) => (unit) => sink(unit.map((byte) => (byte === 0x80 ? 0x81 : byte)))),
	'cuts large units': (medium) => ({
		send: (unit, options) => medium.send(unit.length > 65_536 ? unit.subarray(0, 65_536) : unit, options),
	}),
	'cuts units to text': receiving((sink) => (unit) => sink(new TextEncoder().encode(new TextDecoder().decode(unit)))),
	'joins units': receiving((sink) => {
		let held: Uint8Array | undefined
		return (unit) => {
			if (held === undefined && unit.length > 100) held = unit
			else {
				sink(held === undefined ? unit : Uint8Array.of(...held, ...unit))
				held = undefined
			}
		}
	}),
	'uses the memory of a unit again': receiving((sink) => {
		const memory = new Uint8Array(2_000_000)
		return (unit) => {
			memory.set(unit)
			sink(memory.subarray(0, unit.length))
		}
	}),
	'names senders by numbers': receiving((sink) => (unit) => sink(unit, 7 as unknown as string)),
	'stops when a sink throws': (medium) => {
		let stopped = false
		return {
			start: (sink) =>
				medium.start((unit) => {
					if (stopped) return
					stopped = true
					sink(unit)
					stopped = false
				}),
		}
	},
	'leaves the promise of a sink alone': (medium) => ({
		start: (sink) => medium.start(typeof sink === 'function' ? (unit, from) => void sink(unit, from) : sink),
	}),
	'takes units of no bytes and drops them': (medium) => ({
		send: async (unit, options) => (unit.length === 0 ? undefined : medium.send(unit, options)),
	}),
	'drops what is too large': (medium) => ({
		send: async (unit, options) => (unit.length > 2 ** 26 ? undefined : medium.send(unit, options)),
	}),
	'takes any argument': (medium) => ({
		send: async (unit, options) => (unit instanceof Uint8Array ? medium.send(unit, options) : undefined),
	}),
	'throws instead of rejecting': (medium) => ({
		send: (unit, options) => {
			if (unit.length === 0) throw new BudkavleError('medium-unit', 'Thrown.')
			return medium.send(unit, options)
		},
	}),
	'rejects without a code': (medium) => ({
		send: async (unit, options) => {
			await medium.send(unit, options).catch((error: Error) => Promise.reject(new Error(error.message)))
		},
	}),
	'sends when the signal was triggered': noSignal,
	'keeps the bytes of its caller': (medium) => {
		let last: Promise<void> = Promise.resolve()
		return {
			send: async (unit, options) => {
				const before = last
				last = before.then(() => new Promise<void>((resolve) => setTimeout(resolve, 0))).then(() => medium.send(unit, options))
				last.catch(() => undefined)
				await before
			},
		}
	},
	'writes into the bytes of its caller': (medium) => ({
		send: async (unit, options) => {
			await medium.send(unit, options)
			unit.fill(0)
		},
	}),
	'drops what is sent before the start': (medium) => {
		let started = false
		return {
			start: (sink) => {
				started = true
				return medium.start(sink)
			},
			send: async (unit, options) => (started ? medium.send(unit, options) : undefined),
		}
	},
	'starts again and again': (medium) => {
		let current: MediumSink | undefined
		return {
			start: async (sink) => {
				if (current === undefined) await medium.start((unit) => current?.(unit))
				current = sink
			},
		}
	},
	'drops what is sent after the end': (medium) => ({
		send: (unit, options) =>
			medium.send(unit, options).catch((error: BudkavleError) => (error.code === 'medium-closed' ? undefined : Promise.reject(error))),
	}),
	'closes once only': (medium) => {
		let closed = false
		return {
			close: () => {
				if (closed) return Promise.reject(new Error('Closed twice.'))
				closed = true
				return medium.close()
			},
		}
	},
	'brings units after it was closed': (medium) => {
		let own: MediumSink | undefined
		return {
			start: (sink) => {
				own = sink
				return medium.start(sink)
			},
			close: async () => {
				await medium.close()
				try {
					own?.(Uint8Array.of(1))
				} catch {
					// A sink that throws on purpose.
				}
			},
		}
	},
	'sends nothing for ever once it is closed': (medium) => {
		let closed = false
		return {
			send: async (unit, options) => {
				await medium.send(unit, options).catch((error: unknown) => (closed ? new Promise(() => undefined) : Promise.reject(error)))
			},
			close: () => {
				closed = true
				return medium.close()
			},
		}
	},
	'declares a direction that there is not': (medium) => ({ capabilities: { ...medium.capabilities, direction: 'sideways' as 'both' } }),
	'declares units of no size': (medium) => ({ capabilities: { ...medium.capabilities, unit: 0 } }),
	'declares smaller units than it refuses': (medium) => ({ capabilities: { ...medium.capabilities, unit: 100 } }),
	'declares an alphabet and takes everything': (medium) => ({ capabilities: { ...medium.capabilities, alphabet: 'alphanumeric' } }),
}

/** Which case notices: a part of its name. */
const NOTICED_BY: Readonly<Record<string, string>> = {
	'loses a unit now and then': 'once each and in order',
	'repeats a unit now and then': 'once each and in order',
	'swaps units now and then': 'once each and in order',
	'passes units that are the same only once': 'units that are the same',
	'changes a byte': 'all 256 values',
	'cuts large units': 'of the largest size',
	'cuts units to text': 'all 256 values',
	'joins units': 'once each and in order',
	'uses the memory of a unit again': 'leaves the bytes',
	'names senders by numbers': 'names senders',
	'stops when a sink throws': 'throws or rejects',
	'leaves the promise of a sink alone': 'throws or rejects',
	'takes units of no bytes and drops them': 'refuses a unit of no bytes',
	'drops what is too large': 'refuses a unit of no bytes',
	'takes any argument': 'refuses a unit of no bytes',
	'throws instead of rejecting': 'refuses a unit of no bytes',
	'rejects without a code': 'before it was started',
	'sends when the signal was triggered': 'signal was triggered before',
	'keeps the bytes of its caller': 'leaves the bytes',
	'writes into the bytes of its caller': 'leaves the bytes',
	'drops what is sent before the start': 'before it was started',
	'starts again and again': 'starts once',
	'drops what is sent after the end': 'after it was closed, and says so',
	'closes once only': 'any number of times',
	'brings units after it was closed': 'after close was called',
	'sends nothing for ever once it is closed': 'under way when it is closed',
	'declares a direction that there is not': 'declares what',
	'declares units of no size': 'declares what',
	'declares smaller units than it refuses': 'refuses a unit of no bytes',
	'declares an alphabet and takes everything': '45 characters',
}

/** The names of all cases that fail, with what they say. */
async function failures(open: () => MediumPair): Promise<ReadonlyMap<string, string>> {
	const found = new Map<string, string>()
	const place = { open: () => ({ ...open(), settle: () => undefined }) }
	for (const { name, needs, run } of mediumSuite(place, { rounds: 12, tries: 12 })) {
		if (needs !== undefined && !mediumMeets(place.open(), needs)) continue
		await run().catch((error: Error) => found.set(name, error.message))
	}
	return found
}

const broken = (change: Break): MediumPair => {
	const [a, b] = pipe().map(
		(end): Medium => ({
			capabilities: end.capabilities,
			start: (sink) => end.start(sink),
			send: (unit, options) => end.send(unit, options),
			close: () => end.close(),
			...change(end),
		}),
	)
	return { a, b } as MediumPair
}

/** `part`: of the name of the case that must notice. */
async function expectFailure(open: () => MediumPair, part: string): Promise<void> {
	const found = await failures(open)
	expect([...found.keys()].filter((name) => name.includes(part))).toHaveLength(1)
	for (const sentence of found.values()) expect(sentence.length).toBeGreaterThan(20)
}

describe('the suite', () => {
	test('passes on a medium that is right', async () => {
		expect(await failures(() => broken(() => ({})))).toEqual(new Map())
	})

	test.each(Object.keys(BREAKS))('fails on a medium that %s', async (name) => {
		await expectFailure(() => broken(BREAKS[name] as Break), NOTICED_BY[name] as string)
	})

	test('fails on a medium that only receives and drops what is sent', async () => {
		await expectFailure(() => {
			const [a, b] = oneWay(pipe())
			return { a, b: { capabilities: b.capabilities, start: (sink) => b.start(sink), send: async () => undefined, close: () => b.close() } }
		}, 'only receives')
	})

	test('fails on a channel that leaves somebody out, and on one with an echo', async () => {
		await expectFailure(() => {
			const [a, b, c] = memoryBroadcast(3) as [Medium, Medium, Medium]
			const deaf: Medium = {
				capabilities: c.capabilities,
				start: () => c.start(() => undefined),
				send: (unit) => c.send(unit),
				close: () => c.close(),
			}
			return { a, b, others: [deaf] }
		}, 'everybody else on the channel')
		await expectFailure(() => {
			const [a, b] = memoryBroadcast(2) as [Medium, Medium]
			let own: MediumSink | undefined
			const echo: Medium = {
				capabilities: a.capabilities,
				start(sink) {
					own = sink
					return a.start(sink)
				},
				async send(unit, options) {
					await a.send(unit, options)
					own?.(copyBytes(unit))
				},
				close: () => a.close(),
			}
			return { a: echo, b }
		}, 'everybody else on the channel')
	})

	test('fails on a medium that calls the sink of the other end within send', async () => {
		await expectFailure(() => {
			const [a, b] = pipe()
			let other: MediumSink | undefined
			const direct: Medium = {
				capabilities: a.capabilities,
				start: (sink) => a.start(sink),
				send: (unit, options) => {
					other?.(copyBytes(unit))
					return a.send(unit, options)
				},
				close: () => a.close(),
			}
			return {
				a: direct,
				b: {
					capabilities: b.capabilities,
					start: (sink) => {
						other = sink
						return b.start(() => undefined)
					},
					send: (unit) => b.send(unit),
					close: () => b.close(),
				},
			}
		}, 'never calls a sink')
	})

	test('fails on lossy media that lose the same units each time, or change them', async () => {
		await expectFailure(
			() =>
				broken((medium) => ({
					...receiving((sink) => (unit) => (unit.length % 7 === 0 ? undefined : sink(unit)))(medium),
					capabilities: { ...medium.capabilities, lossy: true },
				})),
			'brings everything in the end',
		)
		for (const faults of [{ corrupt: 0.3 }, { truncate: 0.3 }]) {
			await expectFailure(() => {
				const [a, b] = pipe()
				return { a, b: faultyMedium(b, faults) }
			}, 'brings everything in the end')
		}
	})

	test('passes on media that declare what they cannot do', async () => {
		expect(
			await failures(() => {
				const [a, b] = limited(pipe(), { unit: 1 })
				return { a, b }
			}),
		).toEqual(new Map())
	})
})
