/** Queries, their order, and their pages. */
import { toHex } from '../bytes.js'
import type { Message } from '../message/types.js'
import type { StoreQuery } from '../store/types.js'
import { person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf, listed, pages } from './store-place.js'
import { check, same } from './suite.js'

/** A thread that speaks of itself in every way, and a post beside it. In the order in which it is to arrive. */
async function village(): Promise<{ readonly authors: readonly string[]; readonly messages: Readonly<Record<string, Message>> }> {
	const [anna, bertil] = [await person(0), await person(1)]
	const well = await anna.post({ text: 'The well is dry.', topics: ['water', 'wells'], space: 'hagby', time: 100 })
	const answer = await bertil.reply({ text: 'Dig.', root: well.id, time: 90 })
	const better = await bertil.reply({ text: 'Dig deeper.', root: well.id, first: answer.id, rev: 1, time: 200 })
	const newer = await anna.post({ text: 'The well is full.', topics: ['wells'], space: 'hagby', first: well.id, rev: 1, log: 3 })
	const stance = await bertil.endorse({ target: newer.id, root: well.id, stance: 'confirm', time: 300 })
	const trust = await anna.vouch({ subject: bertil.author, stance: 'vouch', time: 300 })
	const bread = await bertil.post({ text: 'Bread.', topics: ['bread', 'water'], space: 'dalby', time: 100, log: 2 })
	const own = await anna.other({ kind: 130, fields: new Map([[6, fromId(well.id)]]), time: 50 })
	const taken = await bertil.retract({ targets: [answer], time: 400, log: 2 })
	return { authors: [anna.author, bertil.author], messages: { well, better, newer, stance, trust, bread, own, taken } }
}

const fromId = (id: string): Uint8Array => Uint8Array.from(id.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** So many small posts of one person, each in its own second unless `time` says otherwise. */
async function posts(count: number, time: (i: number) => number | undefined = (i) => 1000 + i): Promise<readonly Message[]> {
	const anna = await person(0)
	return Promise.all(Array.from({ length: count }, (_, i) => anna.post({ text: `Post ${i}`, time: time(i) })))
}

export const LIST_CASES: readonly StoreCase[] = [
	{
		name: 'tells all ids in the order of arrival, with when each expires',
		async run({ store }) {
			const { messages } = await village()
			await store.ingest({ messages: Object.values(messages) })
			const anna = await person(0)
			const soon = await anna.post({ text: 'Bread, today only.', time: 1, expires: 500 })
			const digits = await anna.post({ text: '\u0013 is no control character here'.slice(1), time: 2, salt: new Uint8Array(16).fill(19) })
			await store.ingest({ messages: [soon, digits] })
			const all = await pages(store, { by: 'arrival' })
			const expected = all.map(({ id, arrival }) => [id, arrival, id === soon.id ? 500 : Number.POSITIVE_INFINITY])
			for (const limit of [1, 3, 65_536]) {
				const told: unknown[] = []
				let after = 0
				for (;;) {
					const { ids, arrivals, expires } = await store.ids(after, limit)
					check(
						arrivals.length <= limit && ids.length === 32 * arrivals.length,
						'As many ids as arrivals, and no more than asked for, are expected.',
					)
					if (arrivals.length === 0) break
					for (const [i, arrival] of arrivals.entries()) told.push([toHex(ids.subarray(32 * i, 32 * i + 32)), arrival, expires[i]])
					after = arrivals.at(-1) as number
				}
				same(told, expected, `ids, ${limit} at a time`)
			}
		},
	},
	{
		name: 'answers every query',
		async run({ store }) {
			const { authors, messages } = await village()
			const [anna, bertil] = authors as [string, string]
			const { well, better, newer, stance, trust, bread, own, taken } = messages as Record<string, Message> & { readonly well: Message }
			await store.ingest({ messages: Object.values(messages) })
			// The answer was never here, and its revision goes with it.
			const expected: readonly (readonly [StoreQuery, readonly (Message | undefined)[]])[] = [
				[{ by: 'arrival' }, [well, newer, stance, trust, bread, own, taken]],
				[{ by: 'arrival', kind: 1 }, [well, newer, bread]],
				[{ by: 'arrival', kind: 9 }, []],
				[{ by: 'thread', thread: well.id }, [well, newer, stance, own, taken]],
				[{ by: 'thread', thread: bread?.id ?? '' }, [bread]],
				[{ by: 'thread', thread: newer?.id ?? '' }, []],
				[{ by: 'target', target: newer?.id ?? '' }, [stance]],
				[{ by: 'target', target: bertil }, [trust]],
				[{ by: 'target', target: better?.kind === 'reply' ? (better.first ?? '') : '' }, [taken]],
				[{ by: 'target', target: well.id }, []],
				[{ by: 'author', author: anna }, [well, trust, own, newer]],
				[{ by: 'author', author: anna, log: 0 }, [well, trust, own]],
				[{ by: 'author', author: anna, kind: 1 }, [well, newer]],
				[{ by: 'author', author: bertil, log: 2, kind: 5 }, [taken]],
				[{ by: 'author', author: well.id }, []],
				[{ by: 'time', kind: 1 }, [...[well, bread].sort((a, b) => ((a?.id ?? '') < (b?.id ?? '') ? 1 : -1)), newer]],
				[{ by: 'time', kind: 1, author: anna }, [well, newer]],
				[{ by: 'time', kind: 1, space: 'dalby' }, [bread]],
				[{ by: 'time', kind: 1, topic: 'wells' }, [well, newer]],
				[{ by: 'time', kind: 1, topic: 'water', author: bertil }, [bread]],
				[{ by: 'time', kind: 1, topic: 'water', space: 'hagby' }, [well]],
				[{ by: 'time', kind: 1, topic: 'water', space: 'hagby', author: bertil }, []],
				[{ by: 'time', kind: 1, topic: 'w' }, []],
				[{ by: 'time', kind: 1, space: 'x'.repeat(300) }, []],
				[{ by: 'time', kind: 130 }, [own]],
			]
			for (const [query, found] of expected)
				same(
					await listed(store, query),
					found.map((one) => one?.id),
					`list ${JSON.stringify(query)}`,
				)
		},
	},
	{
		name: 'begins after an arrival',
		async run({ store }) {
			const messages = await posts(5)
			await store.ingest({ messages })
			const all = await pages(store, { by: 'arrival' })
			for (const [i, { arrival }] of all.entries()) {
				same(await listed(store, { by: 'arrival', after: arrival }, 2), idsOf(all.slice(i + 1)), `after message ${i}`)
				same(await listed(store, { by: 'arrival', after: arrival, kind: 1 }, 2), idsOf(all.slice(i + 1)), `posts after message ${i}`)
			}
		},
	},
	{
		name: 'never uses an arrival twice',
		async run(bench) {
			const anna = await person(0)
			const old = await anna.post({ text: 'Old.' })
			await bench.store.ingest({ messages: [old] })
			const [first] = (await bench.store.list({ by: 'arrival' })).messages
			const last = await anna.post({ text: 'Last.' })
			const gone = await anna.retract({ targets: [last] })
			await bench.store.ingest({ messages: [last] })
			const before = (await bench.store.list({ by: 'arrival' })).messages[1]?.arrival ?? 0
			await bench.store.ingest({ messages: [gone] })
			if (bench.store.capabilities.durable) await bench.reopen()
			const after = (await bench.store.list({ by: 'arrival' })).messages[1]?.arrival ?? 0
			check(
				(first?.arrival ?? 0) < before && before < after,
				`Arrivals should grow, but were ${first?.arrival}, ${before} (erased) and ${after}.`,
			)
		},
	},
	{
		name: 'orders by time with ties by id, newest first, and what has no time last',
		async run({ store }) {
			const messages = await posts(30, (i) => (i % 5 === 0 ? undefined : i % 3))
			await store.ingest({ messages })
			const newest = [...messages].sort((a, b) => (b.time ?? -1) - (a.time ?? -1) || (a.id < b.id ? 1 : -1))
			for (const limit of [1, 4, 30, 31]) same(await listed(store, { by: 'time', kind: 1 }, limit), idsOf(newest), `pages of ${limit}`)
		},
	},
	{
		name: 'orders an author by log and seq with ties by id',
		async run({ store }) {
			const anna = await person(0)
			const places = Array.from({ length: 24 }, (_, i) => ({ log: [0, 256, 1, 65_536][i % 4] as number, seq: 1 + ((i * 7) % 3) * 300 }))
			const messages = await Promise.all(places.map((place, i) => anna.post({ ...place, text: `${i}` })))
			await store.ingest({ messages })
			const ordered = [...messages].sort((a, b) => a.log - b.log || a.seq - b.seq || (a.id < b.id ? -1 : 1))
			for (const limit of [1, 5, 24]) {
				same(await listed(store, { by: 'author', author: anna.author }, limit), idsOf(ordered), `pages of ${limit}`)
				const own = ordered.filter(({ log }) => log === 256)
				same(await listed(store, { by: 'author', author: anna.author, log: 256 }, limit), idsOf(own), `one log in pages of ${limit}`)
			}
		},
	},
	{
		name: 'pages through more than it gives at once',
		async run({ store }) {
			const messages = await posts(1050)
			await store.ingest({ messages })
			const page = await store.list({ by: 'arrival' })
			same(page.messages.length <= 1000 && page.cursor !== undefined, true, 'a first page of at most 1,000 with a cursor')
			same((await pages(store, { by: 'arrival' })).length, 1050, 'messages in default pages')
			same(await listed(store, { by: 'time', kind: 1 }, 10_000), [...idsOf(messages)].reverse(), 'in one large page')
			same((await store.list({ by: 'thread', thread: messages[0]?.id ?? '' }, { limit: 1 })).cursor, undefined, 'the cursor of a last page')
		},
	},
	{
		name: 'pages on while messages come in',
		async run({ store }) {
			const anna = await person(0)
			const held = await Promise.all(Array.from({ length: 12 }, (_, i) => anna.post({ text: `${i}`, time: 100 + 2 * i, topics: ['t'] })))
			const later = await Promise.all(
				Array.from({ length: 13 }, (_, i) => anna.post({ text: `new ${i}`, time: 99 + 2 * i, topics: ['t'] })),
			)
			await store.ingest({ messages: held })
			let next = 0
			const queries: readonly StoreQuery[] = [
				{ by: 'arrival' },
				{ by: 'time', kind: 1 },
				{ by: 'time', kind: 1, topic: 't' },
				{ by: 'author', author: anna.author },
			]
			for (const query of queries) {
				const added = later.slice(next, next + 3)
				next += 3
				const found = idsOf(await pages(store, query, 5, () => store.ingest({ messages: added })))
				const missing = held.filter(({ id }) => !found.includes(id)).length
				same(missing, 0, `messages that were held before and are missing in ${JSON.stringify(query)}`)
			}
		},
	},
	{
		name: 'pages on while messages are erased, also the one where a page ended',
		async run({ store }) {
			const anna = await person(0)
			const held = await Promise.all(Array.from({ length: 10 }, (_, i) => anna.post({ text: `${i}`, time: 100 + i, space: 's' })))
			await store.ingest({ messages: held })
			const queries: readonly StoreQuery[] = [
				{ by: 'arrival', kind: 1 },
				{ by: 'author', author: anna.author, kind: 1 },
			]
			const gone = new Set<string>()
			for (const query of queries) {
				const left = held.filter(({ id }) => !gone.has(id))
				const targets = [left[1], left[2], left[4]].filter((message) => message !== undefined)
				const retraction = await anna.retract({ targets })
				for (const { id } of targets) gone.add(id)
				const found = idsOf(await pages(store, query, 2, () => store.ingest({ messages: [retraction] })))
				same(found, idsOf(left.filter((_, i) => i !== 2 && i !== 4)), `list ${JSON.stringify(query)}`)
			}
			const newest = held.filter(({ id }) => !gone.has(id)).reverse()
			const last = await anna.retract({ targets: newest.slice(1, 2) })
			const found = idsOf(await pages(store, { by: 'time', kind: 1, space: 's' }, 2, () => store.ingest({ messages: [last] })))
			same(found, idsOf(newest), 'list by time')
		},
	},
]
