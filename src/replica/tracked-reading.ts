/**
 * A reading that remembers what it was asked and what came. So a live view learns by itself what it depends on: whatever its function reads. After a change it is told whether
 * anything that it read would be different now, and reads only that anew.
 */
import { Memo } from '../merge/memo.js'
import type { AuthorId, Message, MessageId } from '../message/types.js'
import type { IndexEntry } from '../store/index-entry.js'
import { indexEntry } from '../store/index-entry.js'
import type { StoreQuery } from '../store/types.js'
import type { Change } from './observed-store.js'
import type { PeopleReading, Reading } from './reading.js'

/** Messages that one live view keeps at the most; beyond that it reads again. */
const KEPT = 20_000

interface Asked {
	readonly query: StoreQuery
	/** What came; absent where it is not kept, is out of date, or has not come yet. */
	messages: Message[] | undefined
	/** The computation that asked last. */
	turn: number
}

/** A single answer, with the computation that asked last. */
interface Kept<T> {
	readonly value: T
	turn: number
}

export interface FollowedChange extends Omit<Change, 'added'> {
	readonly added: readonly MessageFacts[]
}

/** A fact that a message must have to fit a query: what queries are looked up by. */
function factOf(query: StoreQuery): string {
	switch (query.by) {
		case 'thread':
			return `thread ${query.thread}`
		case 'target':
			return `target ${query.target}`
		case 'author':
			return `author ${query.author}`
		case 'question':
			return 'question'
		case 'arrival':
		case 'time':
			return query.kind === undefined ? 'any' : `kind ${query.kind}`
	}
}

/** What came, with everything that queries may look for in it. */
export interface MessageFacts {
	readonly message: Message
	readonly entry: IndexEntry
	readonly facts: readonly string[]
}

export function factsOf(message: Message): MessageFacts {
	const entry = indexEntry(message)
	return { message, entry, facts: namesOf(entry) }
}

function namesOf(entry: IndexEntry): readonly string[] {
	return [
		'any',
		`kind ${entry.kind}`,
		`author ${entry.author}`,
		...entry.threads.map((thread) => `thread ${thread}`),
		...entry.targets.map((target) => `target ${target}`),
		...(entry.question ? ['question'] : []),
	]
}

/** Whether a message that has the fact of a query fits the rest of it. */
function fits(query: StoreQuery, { kind, log, author, space, topics }: IndexEntry): boolean {
	if (query.by === 'author') return (query.log ?? log) === log && (query.kind ?? kind) === kind
	if (query.by !== 'time') return true
	return (
		(query.author ?? author) === author &&
		(query.space === undefined || query.space === space) &&
		(query.topic === undefined || topics.includes(query.topic))
	)
}

/** In which queries what arrives later stands later: what was kept of these is still right when it is put behind. */
const GROWS: ReadonlySet<StoreQuery['by']> = new Set(['thread', 'target', 'question'])

/** The first time after `now` at which a message counts otherwise than before: it expires, or is no longer in the future (SPEC 6.4, 6.9). */
function changeAfter(now: number, message: Message): number {
	if (message.kind !== 'post' && message.kind !== 'reply') return Number.POSITIVE_INFINITY
	const { time = 0, expires = 0 } = message
	return Math.min(time > now ? time : Number.POSITIVE_INFINITY, expires > now ? expires : Number.POSITIVE_INFINITY)
}

function dropUnasked<T extends { readonly turn: number }>(answers: Map<string, T>, turn: number): void {
	for (const [name, answer] of answers) if (answer.turn !== turn) answers.delete(name)
}

export class TrackedReading implements Reading {
	readonly memo: Memo = new Memo()
	readonly #below: Reading
	readonly #queries: Map<string, Asked> = new Map()
	readonly #byFact: Map<string, Set<Asked>> = new Map()
	readonly #single: Map<string, Kept<Message | undefined>> = new Map()
	readonly #locals: Map<string, Kept<boolean>> = new Map()
	readonly #localKeys: Map<string, Kept<readonly string[]>> = new Map()
	#authors: Set<AuthorId> | undefined
	/** What was read in this computation and is not kept: its ids, and when the first of it changes. */
	readonly #passed: Set<MessageId> = new Set()
	#passedChange = Number.POSITIVE_INFINITY
	/** The time of this computation. */
	#now = Number.POSITIVE_INFINITY
	/** Messages that are kept under queries. */
	#count = 0
	#turn = 0
	/** Between `begin` and `end`: answers are under way that nothing is known of yet. */
	#isBusy = false
	/** How many changes came. An answer that was under way meanwhile may be older than they are, and is not kept. */
	#changes = 0

	constructor(below: Reading) {
		this.#below = below
	}

	/** Before a computation; `now` is in seconds since 1970, absent without a clock. */
	begin(now: number | undefined): void {
		this.#turn++
		this.#isBusy = true
		this.#now = now ?? Number.POSITIVE_INFINITY
		this.#passed.clear()
		this.#passedChange = Number.POSITIVE_INFINITY
	}

	/** After a computation: what it did not ask for is forgotten. */
	end(): void {
		this.#isBusy = false
		this.memo.next()
		for (const [name, asked] of this.#queries) {
			if (asked.turn === this.#turn) continue
			this.#drop(asked)
			this.#queries.delete(name)
			const fact = factOf(asked.query)
			this.#byFact.get(fact)?.delete(asked)
			if (this.#byFact.get(fact)?.size === 0) this.#byFact.delete(fact)
		}
		for (const answers of [this.#single, this.#locals, this.#localKeys]) dropUnasked<{ readonly turn: number }>(answers, this.#turn)
	}

	/** The first time after that of the last computation at which something that was read counts otherwise, if there is one. */
	nextChange(): number | undefined {
		let next = this.#passedChange
		for (const { messages } of this.#queries.values()) {
			if (messages !== undefined) for (const message of messages) next = Math.min(next, changeAfter(this.#now, message))
		}
		return next === Number.POSITIVE_INFINITY ? undefined : next
	}

	/** Forgets all answers, and nothing of what was asked. */
	forget(): void {
		this.#changes++
		for (const asked of this.#queries.values()) this.#drop(asked)
		this.#single.clear()
		this.#locals.clear()
		this.#localKeys.clear()
		this.#authors = undefined
	}

	/** Whether something that was asked for has, or may have, another answer after a change. What is kept follows. */
	follow({ added, erased, local }: FollowedChange): boolean {
		this.#changes++
		let isAffected = this.#isBusy
		if (local !== undefined && this.#followLocal(local)) isAffected = true
		if (erased.length > 0 && this.#holds(new Set(erased))) {
			this.forget()
			return true
		}
		for (const message of added) if (this.#followMessage(message)) isAffected = true
		return isAffected
	}

	#holds(ids: ReadonlySet<MessageId>): boolean {
		for (const id of ids) if (this.#passed.has(id) || this.#single.has(id)) return true
		for (const { messages = [] } of this.#queries.values()) if (messages.some(({ id }) => ids.has(id))) return true
		return false
	}

	#followLocal(key: string): boolean {
		let isAffected = this.#locals.delete(key)
		for (const prefix of [...this.#localKeys.keys()]) {
			if (key.startsWith(prefix)) isAffected = this.#localKeys.delete(prefix) || isAffected
		}
		return isAffected
	}

	#followMessage({ message, entry, facts }: MessageFacts): boolean {
		let isAffected = this.#single.delete(message.id)
		if (this.#authors !== undefined && !this.#authors.has(message.author)) {
			this.#authors.add(message.author)
			isAffected = true
		}
		for (const fact of facts) {
			for (const asked of this.#byFact.get(fact) ?? []) {
				if (!fits(asked.query, entry)) continue
				isAffected = true
				if (asked.messages === undefined || !GROWS.has(asked.query.by)) this.#drop(asked)
				else if (!asked.messages.some(({ id }) => id === message.id)) {
					// One that others wrote may have been read before it was told of.
					asked.messages.push(message)
					this.#count++
				}
			}
		}
		return isAffected
	}

	#drop(asked: Asked): void {
		this.#count -= asked.messages?.length ?? 0
		asked.messages = undefined
	}

	#ask(query: StoreQuery): Asked {
		const name = JSON.stringify(query)
		let asked = this.#queries.get(name)
		if (asked === undefined) {
			asked = { query, messages: undefined, turn: this.#turn }
			this.#queries.set(name, asked)
			const fact = factOf(query)
			this.#byFact.set(fact, (this.#byFact.get(fact) ?? new Set()).add(asked))
		}
		asked.turn = this.#turn
		return asked
	}

	#pass(message: Message): void {
		this.#passed.add(message.id)
		this.#passedChange = Math.min(this.#passedChange, changeAfter(this.#now, message))
	}

	/** An answer that is kept until a change concerns it. */
	async #answer<T>(answers: Map<string, Kept<T>>, name: string, ask: () => Promise<T>): Promise<T> {
		const known = answers.get(name)
		if (known !== undefined) {
			known.turn = this.#turn
			return known.value
		}
		const changes = this.#changes
		const value = await ask()
		if (changes === this.#changes) answers.set(name, { value, turn: this.#turn })
		return value
	}

	async all(query: StoreQuery): Promise<readonly Message[]> {
		const asked = this.#ask(query)
		if (asked.messages !== undefined) return [...asked.messages]
		const changes = this.#changes
		const messages = await this.#below.all(query)
		if (changes === this.#changes && this.#count + messages.length <= KEPT && asked.messages === undefined) {
			asked.messages = [...messages]
			this.#count += messages.length
		} else for (const message of messages) this.#pass(message)
		return messages
	}

	/** Of each part is remembered what came. */
	async people(): Promise<PeopleReading> {
		return { of: (author, kind) => this.all({ by: 'author', author, kind }), once: (_, work) => work() }
	}

	async *stream(query: StoreQuery, signal?: AbortSignal): AsyncGenerator<Message, void, void> {
		this.#ask(query)
		for await (const message of this.#below.stream(query, signal)) {
			this.#pass(message)
			yield message
		}
	}

	async first(query: StoreQuery): Promise<Message | undefined> {
		const asked = this.#ask(query)
		if (asked.messages !== undefined) return asked.messages[0]
		const message = await this.#below.first(query)
		if (message !== undefined) this.#pass(message)
		return message
	}

	async get(ids: readonly MessageId[]): Promise<readonly Message[]> {
		const found = await Promise.all(ids.map((id) => this.#answer(this.#single, id, async () => (await this.#below.get([id]))[0])))
		for (const message of found) if (message !== undefined) this.#pass(message)
		return found.filter((message) => message !== undefined)
	}

	async authors(): Promise<readonly AuthorId[]> {
		if (this.#authors !== undefined) return [...this.#authors]
		const changes = this.#changes
		const authors = await this.#below.authors()
		if (changes === this.#changes) this.#authors = new Set(authors)
		return authors
	}

	hasLocal(key: string): Promise<boolean> {
		return this.#answer(this.#locals, key, () => this.#below.hasLocal(key))
	}

	localKeys(prefix: string): Promise<readonly string[]> {
		return this.#answer(this.#localKeys, prefix, () => this.#below.localKeys(prefix))
	}
}
