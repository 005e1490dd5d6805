/** The suite fails on stores that break a promise: each of these breaks one. */
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.js'
import type { Store, StoreBatch, StoredMessage } from '../../src/store/types.js'
import { storeSuite } from '../../src/testing/index.js'

type Break = (store: Store) => Partial<Store>

const withoutRetractions = ({ messages, ...rest }: StoreBatch): StoreBatch => ({
	...rest,
	messages: messages.filter(({ kind }) => kind !== 'retraction'),
})

const BREAKS: Readonly<Record<string, Break>> = {
	'ignores retractions': (store) => ({ ingest: (batch) => store.ingest(withoutRetractions(batch)) }),
	'writes a batch in two parts': (store) => ({
		async ingest({ messages, ...rest }) {
			const half = messages.length >> 1
			const first = await store.ingest({ messages: messages.slice(0, half) })
			const second = await store.ingest({ ...rest, messages: messages.slice(half) })
			return { ...second, messages: [...first.messages, ...second.messages], erased: [...first.erased, ...second.erased] }
		},
	}),
	'ignores unique': (store) => ({ ingest: ({ messages, blobs = [] }) => store.ingest({ messages, blobs }) }),
	'forgets attachments': (store) => ({
		ingest: async (batch) => ({ ...(await store.ingest({ ...batch, blobs: [] })), blobs: (batch.blobs ?? []).map(() => 'added' as const) }),
	}),
	'gives a page too much': (store) => ({
		list: (query, options = {}) => store.list(query, { ...options, limit: Math.min(10_000, (options.limit ?? 1000) + 1) }),
	}),
	'never ends a list': (store) => ({ list: async (query, options) => ({ cursor: '00', ...(await store.list(query, options)) }) }),
	'turns a page around': (store) => ({
		list: async (query, options) => {
			const page = await store.list(query, options)
			return { ...page, messages: query.by === 'time' ? [...page.messages].reverse() : page.messages }
		},
	}),
	'ignores a filter': (store) => ({
		list: (query, options) => {
			if (query.by !== 'time' || query.author === undefined || query.space === undefined) return store.list(query, options)
			const { space: _, ...rest } = query
			return store.list(rest, options)
		},
	}),
	'knows no questions': (store) => ({
		list: async (query, options) => (query.by === 'question' ? { messages: [] } : store.list(query, options)),
	}),
	'gives out its own bytes': (store) => {
		const kept = new Map<string, StoredMessage | undefined>()
		return {
			get: async (ids) => {
				const found = await store.get(ids)
				return found.map((one, i) => {
					const id = ids[i] as string
					if (one !== undefined && !kept.has(id)) kept.set(id, one)
					return one === undefined ? undefined : kept.get(id)
				})
			},
		}
	},
	'finds parts of words': (store) => ({ search: (search) => store.search({ ...search, words: search.words.slice(0, 2) }) }),
	'searches by relevance': (store) => ({ search: async (search) => [...(await store.search(search))].reverse() }),
	'forgets to count': (store) => ({ stats: async () => ({ ...(await store.stats()), bytes: 0 }) }),
	'knows only held numbers': (store) => ({ logs: async (author) => (await store.logs(author)).filter(({ held }) => held > 0) }),
	'works on after it was closed': (store) => ({ close: async () => undefined, logs: (author) => store.logs(author) }),
	'takes any argument': (store) => ({ get: async (ids) => store.get(ids.filter((id) => /^[0-9a-f]{64}$/.test(id))) }),
	'throws instead of rejecting': (store) => ({
		blob: (hash) => {
			if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('no')
			return store.blob(hash)
		},
	}),
	'mixes up local values': (store) => ({
		local: (key) => store.local(key.slice(0, 1)),
		setLocal: (key, value) => store.setLocal(key.slice(0, 1), value),
	}),
	'lists local keys without an order': (store) => ({
		localKeys: async (prefix, asked) => [...(await store.localKeys(prefix, asked))].reverse(),
	}),
	'lists all local keys': (store) => ({ localKeys: (_, asked) => store.localKeys('', asked) }),
	'loses everything at the end': () => ({ capabilities: { durable: true, search: true } }),
	'cannot search but says nothing': (store) => ({ capabilities: { ...store.capabilities, search: false } }),
}

/** The sentences of all cases that fail. */
async function failures(change: Break): Promise<readonly string[]> {
	const cases = storeSuite(
		() => ({
			open() {
				const store = memoryStore()
				return { ...store, ...change(store) }
			},
		}),
		{ histories: 1 },
	)
	const sentences: string[] = []
	for (const { needs, run } of cases) {
		const { capabilities } = { ...memoryStore(), ...change(memoryStore()) }
		if (needs !== undefined && capabilities[needs] !== true) continue
		await run().catch((error: Error) => sentences.push(error.message))
	}
	return sentences
}

describe('the suite', () => {
	test('passes on a store that is right', async () => {
		expect(await failures(() => ({}))).toEqual([])
	})

	test.each(Object.keys(BREAKS))('fails on a store that %s', async (name) => {
		const sentences = await failures(BREAKS[name] as Break)
		expect(sentences.length).toBeGreaterThan(0)
		for (const sentence of sentences) expect(sentence.length).toBeGreaterThan(20)
	})
})
