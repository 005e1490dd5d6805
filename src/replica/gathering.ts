/** Which messages decide who is one person, and whom a reader listens to: views of people and knowledge load these and no others (SPEC 6.13, 6.15). */
import { circleView, DEFAULT_DEPTH } from '../merge/circle.js'
import type { Reader } from '../merge/knowledge-types.js'
import { KIND } from '../message/kinds.js'
import type { AuthorId, Message, MessageId } from '../message/types.js'
import type { PeopleReading, Reading } from './reading.js'

export class Gathering {
	readonly #reading: Pick<Reading, 'people'>
	#people: Promise<PeopleReading> | undefined
	readonly #messages: Map<MessageId, Message> = new Map()
	/** Which keys each key names, of those whose profiles were loaded. */
	readonly #named: Map<AuthorId, ReadonlySet<AuthorId>> = new Map()
	/** The keys of whole people that were followed to their end. */
	readonly #followed: Set<AuthorId> = new Set()

	constructor(reading: Pick<Reading, 'people'>) {
		this.#reading = reading
	}

	/** The profiles and vouches that were gathered so far, each once. */
	get messages(): readonly Message[] {
		return [...this.#messages.values()]
	}

	/** All of what was said about people at the moment when it was first needed. */
	#said(): Promise<PeopleReading> {
		this.#people ??= this.#reading.people()
		return this.#people
	}

	#add(messages: Iterable<Message>): void {
		for (const message of messages) this.#messages.set(message.id, message)
	}

	/** The profiles of all keys of the people to whom these keys belong, and of the keys that they name: enough to know who is linked. */
	async people(keys: Iterable<AuthorId>): Promise<void> {
		for (const key of new Set(keys)) if (!this.#followed.has(key)) await this.component(key)
	}

	/** The keys of one person, by links from key to key; their profiles are gathered. */
	async component(key: AuthorId): Promise<readonly AuthorId[]> {
		const keys = new Set([key])
		// A set may grow while it is walked.
		for (const at of keys) {
			this.#followed.add(at)
			for (const other of await this.#namedBy(at)) if ((await this.#namedBy(other)).has(at)) keys.add(other)
		}
		return [...keys]
	}

	async #namedBy(key: AuthorId): Promise<ReadonlySet<AuthorId>> {
		const known = this.#named.get(key)
		if (known !== undefined) return known
		const profiles = await (await this.#said()).of(key, KIND.profile)
		this.#add(profiles)
		const named = new Set(profiles.flatMap((message) => (message.kind === 'profile' ? message.keys : [])))
		this.#named.set(key, named)
		return named
	}

	/** The vouches and profiles that make the circle of a reader, one distance after the other. */
	async circle(reader: Reader, now: number): Promise<void> {
		// Refuses a reader that is none, before anything is read.
		circleView([], reader, now)
		// Neither profiles nor vouches expire, so that the time changes nothing.
		const said = await this.#said()
		const found = await said.once(`circle ${JSON.stringify(reader)}`, async () => {
			const gathering = new Gathering({ people: async () => said })
			await gathering.#gatherCircle(reader, now)
			return gathering.messages
		})
		this.#add(found)
	}

	async #gatherCircle(reader: Reader, now: number): Promise<void> {
		const { keys, vouches = [], blocked = [], depth = DEFAULT_DEPTH } = reader
		await this.people([...keys, ...vouches, ...blocked])
		const heard = new Set<AuthorId>()
		for (let distance = 0; distance < depth; distance++) {
			const { people } = circleView(this.messages, { ...reader, depth: distance }, now)
			const speakers = people.flatMap((person) => (person.distance === distance ? person.keys : [])).filter((key) => !heard.has(key))
			// A reader without keys may still vouch in private.
			if (speakers.length === 0 && distance > 0) return
			for (const author of speakers) {
				heard.add(author)
				const said = await (await this.#said()).of(author, KIND.vouch)
				this.#add(said)
				await this.people(said.flatMap((message) => (message.kind === 'vouch' ? [message.subject] : [])))
			}
		}
	}
}
