/** Finding words. */
import type { Post } from '../message/types.js'
import type { StoreSearch } from '../store/types.js'
import { person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf } from './store-place.js'
import { rejects, same } from './suite.js'

/** By the texts that they find; newest first. */
const FOUND: readonly (readonly [string, readonly number[]])[] = [
	['bread', [2, 1]],
	['BREAD', [2, 1]],
	['bre', [2, 1]],
	['bre noon', []],
	['noon bre', [1]],
	['noon bread', [1]],
	['bread noon', [1]],
	['ön', [3]],
	['ÖN', [3]],
	['on', []],
	['o\u0308n', [3]],
	['ångbåten', [3]],
	['angbaten', []],
	['baking', [2]],
	['river', [3, 2]],
	['OR', []],
	['NOT', [1]],
	['bread OR river', []],
	['"bread"', [2, 1]],
	['bread*', [2, 1]],
	['-bread', [2, 1]],
	['text:bread', []],
	['(bread', [2, 1]],
	['bread AND noon', []],
	['NEAR(bread)', []],
	["bread'; DROP TABLE words; --", []],
	['42', [4]],
	['3.14', [4]],
	['हिन्दी', [4]],
	['हिन', [4]],
	['語', []],
	['日本', [4]],
	['', []],
	['   ', []],
	['!?', []],
	['" OR "', []],
	['\u0000', []],
	['nowhere', []],
]

export const SEARCH_CASES: readonly StoreCase[] = [
	{
		name: 'finds words and beginnings of words, and knows no operators',
		needs: 'search',
		async run({ store }) {
			const anna = await person(0)
			const texts: readonly (readonly [string, readonly string[]])[] = [
				['', []],
				['Bread at noon, NOT before.', []],
				['Fresh bread', ['baking', 'river']],
				['Ön vid river: Ångbåten går.', []],
				['42 3.14 हिन्दी 日本語', []],
			]
			const posts: (Post | undefined)[] = []
			for (const [time, [text, topics]] of texts.entries()) posts.push(text === '' ? undefined : await anna.post({ text, topics, time }))
			const messages = posts.filter((post) => post !== undefined)
			await store.ingest({ messages })
			for (const [words, found] of FOUND) {
				same(
					idsOf(await store.search({ words })),
					found.map((place) => posts[place]?.id),
					`search ${JSON.stringify(words)}`,
				)
			}
		},
	},
	{
		name: 'filters, orders and limits what it finds',
		needs: 'search',
		async run({ store }) {
			const [anna, bertil] = [await person(0), await person(1)]
			const old = await anna.post({ text: 'bread', time: 1, space: 'hagby', topics: ['food'] })
			const timeless = await bertil.post({ text: 'bread', topics: ['food'] })
			const twins = [await anna.post({ text: 'bread one', time: 5 }), await anna.post({ text: 'bread two', time: 5 })].sort((a, b) =>
				a.id < b.id ? 1 : -1,
			)
			const reply = await bertil.reply({ text: 'More bread.', root: old.id, time: 9, space: 'hagby' })
			const revised = await anna.post({ text: 'better bread', first: old.id, rev: 1, time: 3, topics: ['food'] })
			await store.ingest({ messages: [old, timeless, ...twins, reply, revised] })
			const expected: readonly (readonly [Omit<StoreSearch, 'words'>, readonly (Post | typeof reply)[]])[] = [
				[{}, [reply, ...twins, revised, old, timeless]],
				[{ limit: 2 }, [reply, ...twins.slice(0, 1)]],
				[{ author: bertil.author }, [reply, timeless]],
				[{ space: 'hagby' }, [reply, old]],
				[{ topic: 'food' }, [revised, old, timeless]],
				[{ topic: 'food', author: anna.author, space: 'hagby' }, [old]],
				[{ author: 'ab'.repeat(32) }, []],
				[{ space: 'none' }, []],
			]
			for (const [filter, found] of expected) {
				same(idsOf(await store.search({ words: 'bread', ...filter })), idsOf(found), `search for bread with ${JSON.stringify(filter)}`)
			}
		},
	},
	{
		name: 'passes by what is expired, and fills up with what is not',
		needs: 'search',
		async run({ store }) {
			const anna = await person(0)
			const live = await anna.post({ text: 'bread', time: 1 })
			const later = await anna.post({ text: 'bread', time: 2, expires: 101 })
			const expired = await Promise.all([1, 2, 3].map((i) => anna.post({ text: `bread ${i}`, time: 10 + i, expires: 98 + Math.min(i, 2) })))
			await store.ingest({ messages: [live, later, ...expired] })
			same(idsOf(await store.search({ words: 'bread', now: 100, limit: 2 })), [later.id, live.id], 'search at 100')
			same(idsOf(await store.search({ words: 'bread', now: 101 })), [live.id], 'search at 101')
			same((await store.search({ words: 'bread' })).length, 5, 'search at no time')
		},
	},
	{
		name: 'finds nothing that was retracted, and nothing of other kinds',
		needs: 'search',
		async run({ store }) {
			const anna = await person(0)
			const [bread, wells] = [await anna.post({ text: 'bread and butter' }), await anna.post({ text: 'bread and wells' })]
			const gone = await anna.retract({ targets: [bread] })
			await store.ingest({ messages: [bread, wells, await anna.profile({ name: 'bread', about: 'bread' })] })
			await store.ingest({ messages: [await anna.other({ kind: 140, fields: new Map([[14, 'bread']]) }), gone] })
			// An even private key hides a post from all who do not know it.
			const hidden = await anna.post({ text: 'bread', extra: new Map([[128, 1]]) })
			const open = await anna.post({ text: 'bread', extra: new Map([[129, 1]]), time: 1 })
			await store.ingest({ messages: [hidden, open] })
			same(idsOf(await store.search({ words: 'bread' })), [open.id, wells.id], 'search for bread')
			same(await store.search({ words: 'butter' }), [], 'search for butter')
			same(idsOf(await store.search({ words: 'and wells' })), [wells.id], 'search for what is left')
		},
	},
	{
		name: 'says so when it cannot search',
		async run({ store }) {
			if (!store.capabilities.search)
				await rejects(() => store.search({ words: 'bread' }), 'store-unavailable', 'search without the capability')
		},
	},
]
