/** Views as JSON: what people and other programs look at. */
import { BudkavleError } from '../errors.js'
import type { Json } from '../render/json.js'
import { corroborationJson, entryJson, messageJson, personJson, questionJson, threadJson } from '../render/json.js'
import { checkedId } from './query.js'
import { jsonResponse } from './respond.js'
import type { Asked, Route } from './service.js'

/** The longest list that a replica makes: so far lists can be turned over. */
const MOST_LISTED = 1000

function notFound(what: string): BudkavleError {
	return new BudkavleError('not-found', `There is no such ${what} here. It may be elsewhere, or its author took it back.`)
}

const respond = ({ request, service }: Asked, value: Json): Response => jsonResponse(request, service.settings, value)

interface Part<T> {
	readonly items: readonly T[]
	/** What the next part comes after; absent at the end. */
	readonly next?: string
}

/** The part of a list after the item of this id, or its beginning. */
function partOf<T>(list: readonly T[], after: string | undefined, limit: number, idOf: (item: T) => string): Part<T> {
	const start = after === undefined ? 0 : list.findIndex((item) => idOf(item) === after) + 1
	if (after !== undefined && start === 0) throw notFound('entry in this list')
	const items = list.slice(start, start + limit)
	const last = items.at(-1)
	return start + limit < list.length && last !== undefined ? { items, next: idOf(last) } : { items }
}

const nextJson = ({ next }: Part<unknown>): { readonly next?: string } => (next === undefined ? {} : { next })

/** How many entries a view is asked for, to answer with so many after `before`: one more tells whether there is a next part. */
const needed = (before: string | undefined, limit: number): number => (before === undefined ? limit + 1 : MOST_LISTED)

async function thread(asked: Asked): Promise<Response> {
	const view = await asked.service.replica.view.thread(checkedId(asked.name, 'the id of a message'))
	if (view === undefined) throw notFound('thread')
	return respond(asked, threadJson(view))
}

async function timeline(asked: Asked): Promise<Response> {
	const { query, service } = asked
	const limit = query.limit()
	const before = query.id('before')
	const entries = await service.replica.view.timeline({ ...query.filter(), limit: needed(before, limit) })
	const part = partOf(entries, before, limit, ({ node }) => node.id)
	return respond(asked, { entries: part.items.map(entryJson), ...nextJson(part) })
}

async function questions(asked: Asked): Promise<Response> {
	const { query, service } = asked
	const limit = query.limit()
	const before = query.id('before')
	const { view } = service.replica
	const list = query.oneOf('state', ['open', 'answered']) === 'open' ? view.openQuestions : view.answeredQuestions
	const part = partOf(await list({ ...query.filter(), limit: needed(before, limit) }), before, limit, ({ node }) => node.id)
	return respond(asked, { questions: part.items.map(questionJson), ...nextJson(part) })
}

async function people(asked: Asked): Promise<Response> {
	const { query, service } = asked
	const part = partOf(await service.replica.view.people(), query.id('after'), query.limit(), ({ id }) => id)
	return respond(asked, { people: part.items.map(personJson), ...nextJson(part) })
}

async function profile(asked: Asked): Promise<Response> {
	const { view } = asked.service.replica
	const author = checkedId(asked.name, 'the key of an author')
	const { profile: current, conflicts } = await view.profile(author)
	const person = personJson(await view.person(author))
	return respond(asked, { author, ...(current === undefined ? {} : { profile: messageJson(current) }), conflicts, person })
}

/** Whoever asks names a reader, or gets the one of this service: never what the replica's author listens to in private. */
async function corroboration(asked: Asked): Promise<Response> {
	const { service, query } = asked
	const version = checkedId(asked.name, 'the id of a post or reply')
	const reader = query.id('reader')
	const keys = reader === undefined ? service.settings.reader : [reader]
	return respond(asked, corroborationJson(await service.replica.view.corroboration(version, { reader: { keys } })))
}

const list = (path: string, query: readonly string[], work: Route['work']): Route => {
	return { path, method: 'GET', right: 'read', isView: true, isRead: true, query, work }
}

export const VIEW_ROUTES: readonly Route[] = [
	list('/thread/{id}', [], thread),
	list('/timeline', ['space', 'topic', 'limit', 'before'], timeline),
	list('/questions', ['state', 'space', 'topic', 'limit', 'before'], questions),
	list('/people', ['limit', 'after'], people),
	list('/profile/{author}', [], profile),
	list('/corroboration/{id}', ['reader'], corroboration),
]
