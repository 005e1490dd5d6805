/** Compares everything that a store answers with what the model says. */
import type { Message } from '../message/types.js'
import type { Store, StoredMessage, StoreQuery, StoreSearch } from '../store/types.js'
import type { Random } from './random.js'
import type { StoreModel } from './store-model.js'
import { kindOf } from './store-model.js'
import { idsOf, listed, pages } from './store-place.js'
import { check, same } from './suite.js'

/** What queries can ask for. */
export interface Universe {
	readonly messages: readonly Message[]
	readonly authors: readonly string[]
	readonly logs: readonly number[]
	readonly spaces: readonly string[]
	readonly topics: readonly string[]
	readonly words: readonly string[]
	readonly hashes: readonly string[]
}

const bytesOf = ({ id, payload, signature }: Message | StoredMessage): unknown => ({ id, payload, signature })

function timeQueries({ authors, spaces, topics }: Universe, kinds: readonly number[], random: Random): readonly StoreQuery[] {
	const queries: StoreQuery[] = []
	for (const kind of kinds) {
		queries.push({ by: 'time', kind })
		for (let bits = 1; bits < 8; bits++) {
			queries.push({
				by: 'time',
				kind,
				...(bits & 1 ? { author: random.pick(authors) } : {}),
				...(bits & 2 ? { space: random.pick(spaces) } : {}),
				...(bits & 4 ? { topic: random.pick(topics) } : {}),
			})
		}
	}
	return queries
}

/** Every kind of query, over everything that occurs. */
function queriesOf(universe: Universe, random: Random): readonly StoreQuery[] {
	const { messages, authors, logs } = universe
	const kinds = [...new Set([...messages.map(kindOf), 77])]
	const names = [...new Set(messages.flatMap(({ id, thread, author }) => [id, thread, author]))]
	return [
		{ by: 'arrival' },
		{ by: 'question' },
		...kinds.map((kind): StoreQuery => ({ by: 'arrival', kind })),
		...names.map((thread): StoreQuery => ({ by: 'thread', thread })),
		...names.map((target): StoreQuery => ({ by: 'target', target })),
		...authors.flatMap((author): readonly StoreQuery[] => [
			{ by: 'author', author },
			...logs.map((log): StoreQuery => ({ by: 'author', author, log })),
			...kinds.map((kind): StoreQuery => ({ by: 'author', author, kind })),
			{ by: 'author', author, log: random.pick(logs), kind: random.pick(kinds) },
		]),
		...timeQueries(universe, kinds, random),
	]
}

async function compareSearch(store: Store, model: StoreModel, { authors, spaces, topics, words }: Universe, random: Random): Promise<void> {
	for (const word of words) {
		const search: StoreSearch = {
			words: random.oneIn(2) ? word : `${random.pick(words)} ${word.slice(0, 2)}`,
			limit: 1 + random.below(8),
			...(random.oneIn(4) ? { author: random.pick(authors) } : {}),
			...(random.oneIn(4) ? { space: random.pick(spaces) } : {}),
			...(random.oneIn(4) ? { topic: random.pick(topics) } : {}),
			...(random.oneIn(2) ? { now: 1000 + random.below(8) } : {}),
		}
		same(idsOf(await store.search(search)), idsOf(model.search(search)), `search ${JSON.stringify(search)}`)
	}
}

export async function compareStore(store: Store, model: StoreModel, universe: Universe, random: Random): Promise<void> {
	for (const query of queriesOf(universe, random)) {
		same(await listed(store, query, 1 + random.below(7)), idsOf(model.list(query)), `list ${JSON.stringify(query)}`)
	}
	const all = await pages(store, { by: 'arrival' })
	same(all.map(bytesOf), model.list({ by: 'arrival' }).map(bytesOf), 'the bytes of all messages')
	for (const [i, { arrival }] of all.entries())
		check(i === 0 || arrival > (all[i - 1]?.arrival ?? 0), 'The arrival of messages should grow strictly.')
	const from = random.pick([...all, undefined])?.arrival ?? 0
	const later = all.filter(({ arrival }) => arrival > from)
	same(await listed(store, { by: 'arrival', after: from }, 3), idsOf(later), `list by arrival after ${from}`)

	const ids = random.shuffled(universe.messages.map(({ id }) => id))
	const got = await store.get(ids)
	same(
		got.map((one) => (one === undefined ? one : bytesOf(one))),
		ids.map((id) => model.get(id)).map((one) => (one === undefined ? one : bytesOf(one))),
		'get',
	)
	same(
		await store.proofs(ids),
		ids.map((id) => model.proof(id)),
		'proofs',
	)
	const prefix = random.pick(ids).slice(0, 1 + random.below(2))
	same(await store.idsWithPrefix(prefix, 100), model.idsWithPrefix(prefix), `idsWithPrefix ${prefix}`)
	same(await store.logs(), model.logs(), 'logs')
	for (const author of universe.authors) same(await store.logs(author), model.logs(author), `logs of ${author}`)
	for (const hash of universe.hashes) same(await store.blob(hash), model.blob(hash), `blob ${hash}`)
	same(await store.stats(), model.stats(), 'stats')
	if (store.capabilities.search) await compareSearch(store, model, universe, random)
}
