/** Writing: what a person says becomes a message with its number, its thread and its rev (SPEC 3.7), stored before it is returned. */

import { randomBytes } from '../crypto/random.js'
import type { Signer } from '../crypto/signer.js'
import type { CborMap } from '../encoding/value.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { resolveRegister } from '../merge/register.js'
import {
	createCheckpoint,
	createEndorsement,
	createPost,
	createPrivate,
	createProfile,
	createReply,
	createRetraction,
	createVouch,
} from '../message/create.js'
import type { PostDraft } from '../message/drafts.js'
import { isPrivate } from '../message/fields.js'
import { isRetractable, KIND, kindNumber } from '../message/kinds.js'
import { stubOf } from '../message/stub.js'
import type {
	Attachment,
	AuthorId,
	Checkpoint,
	Endorsement,
	Message,
	MessageId,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Retraction,
	Stub,
	Vouch,
	VouchStance,
} from '../message/types.js'
import type { Store } from '../store/types.js'
import { checkHex, checkObject } from './arguments.js'
import { attach } from './attached.js'
import { Gathering } from './gathering.js'
import { chooseLog, LogWriter } from './log.js'
import { OwnHistory } from './own-history.js'
import type { Reading } from './reading.js'
import { oneMessage, retractionsOf } from './reading.js'
import type { Clock } from './standpoint.js'
import type { Content, NewEndorsement, NewPrivate, NewProfile, WriteOptions } from './types.js'

const SALT_BYTES = 16

/** The node of a post or reply: what replies and revisions name (SPEC 6.7). */
const nodeOf = (message: Post | Reply): MessageId => message.first ?? message.id

const isContent = (message: Message): message is Post | Reply => message.kind === 'post' || message.kind === 'reply'

export class Authoring {
	readonly #store: Store
	readonly #reading: Reading
	readonly #signer: Signer
	readonly #writer: LogWriter
	readonly #clock: Clock
	readonly #space: string | undefined
	#history: OwnHistory

	constructor(store: Store, reading: Reading, signer: Signer, log: number, clock: Clock, space: string | undefined) {
		this.#store = store
		this.#reading = reading
		this.#signer = signer
		this.#writer = new LogWriter(store, signer.author, log)
		this.#clock = clock
		this.#space = space
		this.#history = new OwnHistory(this.#reading, signer.author, log)
	}

	get author(): AuthorId {
		return this.#signer.author
	}

	/** The log that is written now. */
	get log(): number {
		return this.#writer.log
	}

	/** Goes on in another log: somebody else writes this one. */
	async renewLog(): Promise<number> {
		const log = await this.#writer.renew()
		this.#history = new OwnHistory(this.#reading, this.author, log)
		return log
	}

	/** Writes a message, and a checkpoint behind it where one is due. */
	async #append<M extends Message>(make: Parameters<LogWriter['append']>[0]): Promise<M> {
		const message = (await this.#writer.append(make)) as M
		this.#history.follow(message)
		if (message.log === this.#history.log && (await this.#history.isDue(message.seq))) {
			// None is ever needed: what keeps it from being made does not keep anybody from writing.
			await this.checkpoint().catch(() => undefined)
		}
		return message
	}

	/** One checkpoint of all that was written before it. Refused where a number is missing or has two messages: then nobody can say "this is everything". */
	async checkpoint(): Promise<Checkpoint> {
		const message = await this.#writer.append(async ({ log, seq }) => {
			const size = seq - 1
			const head = size === 0 ? undefined : await this.#history.headOf(size)
			if (head === undefined) {
				throw new BudkavleError(
					'not-found',
					`A checkpoint says "these are all of my messages", but of the ${size} before this one in log ${log} not each is known here. Receive what is missing first.`,
				)
			}
			return { message: await createCheckpoint(this.#signer, { size, head, time: this.#clock(), log, seq }) }
		})
		this.#history.follow(message)
		return message
	}

	/** The fields that come from the device rather than from the person. */
	#stamp(space: string | undefined): { readonly time: number | undefined; readonly space: string | undefined } {
		return { time: this.#clock(), space: space ?? this.#space }
	}

	/** A draft without what is not content: attachments become references, `salt: true` becomes bytes. */
	#content(draft: Content, attachments: readonly Attachment[]): Omit<PostDraft, 'seq'> {
		const { salt, ...rest } = draft
		return { ...rest, attachments, ...(salt === true ? { salt: randomBytes(SALT_BYTES) } : {}) }
	}

	async #find(what: Message | MessageId): Promise<Message> {
		const id: unknown = typeof what === 'object' && what !== null ? what.id : what
		checkHex(id, 'a message or its id')
		const message = await oneMessage(this.#reading, id)
		if (message !== undefined) return message
		const [retraction] = await retractionsOf(this.#reading, id)
		if (retraction !== undefined) {
			throw new BudkavleError(
				'already-retracted',
				`No message ${id} is held here, and ${retraction.author} says to have retracted it. Nothing can be said about what is not held.`,
			)
		}
		throw new BudkavleError('not-found', `No message ${id} is held here. Import the bundle that carries it first.`)
	}

	post(draft: Content): Promise<Post> {
		const { attachments, blobs } = attach(draft)
		const content = this.#content(draft, attachments)
		return this.#append(async (place) => ({
			message: await createPost(this.#signer, { ...content, ...this.#stamp(draft.space), ...place }),
			blobs,
		}))
	}

	async reply(to: Message | MessageId, draft: Content): Promise<Reply> {
		const answered = await this.#find(to)
		if (!isContent(answered)) {
			throw new BudkavleError('argument-invalid', `Only posts and replies can be answered, but message ${answered.id} is of another kind.`)
		}
		const parent = nodeOf(answered)
		const { attachments, blobs } = attach(draft)
		const content = this.#content(draft, attachments)
		return this.#append(async (place) => ({
			message: await createReply(this.#signer, {
				...content,
				...this.#stamp(draft.space ?? answered.space),
				...place,
				root: answered.thread,
				parent: parent === answered.thread ? undefined : parent,
			}),
			blobs,
		}))
	}

	async revise(what: Message | MessageId, draft: Content): Promise<Post | Reply> {
		const asked = this.#own(await this.#find(what))
		if (!isContent(asked))
			throw new BudkavleError('argument-invalid', `Only posts and replies can be revised, but message ${asked.id} is of another kind.`)
		const first = nodeOf(asked)
		const { attachments, blobs } = attach(draft)
		return this.#append<Post | Reply>(async (place) => {
			const { current } = resolveRegister(await this.#versions(asked))
			// Whoever salted a text wants no version of it to be guessed.
			const salt = draft.salt ?? current.salt !== undefined
			const content = this.#content({ ...draft, salt }, draft.attachments === undefined ? current.attachments : attachments)
			const kept = {
				extra: privateFields(current),
				text: current.text,
				format: current.format,
				topics: current.topics,
				sources: current.sources,
				question: current.question,
				lang: current.lang,
				expires: current.expires,
			}
			const revised = { ...kept, ...given(content), ...this.#stamp(draft.space ?? current.space), ...place, first, rev: current.rev + 1 }
			if (current.kind === 'post') return { message: await createPost(this.#signer, revised), blobs }
			const { root, parent } = current
			return { message: await createReply(this.#signer, { ...revised, root, parent }), blobs }
		})
	}

	/** All versions of an own post or reply that are held. */
	async #versions(of: Post | Reply): Promise<readonly (Post | Reply)[]> {
		const thread = await this.#reading.all({ by: 'thread', thread: of.thread })
		return thread.filter(
			(message): message is Post | Reply => isContent(message) && message.author === of.author && nodeOf(message) === nodeOf(of),
		)
	}

	async endorse(target: Message | MessageId, draft: NewEndorsement): Promise<Endorsement> {
		checkObject(draft, "{ stance: 'confirm' }")
		const endorsed = await this.#find(target)
		if (!isContent(endorsed)) {
			throw new BudkavleError('argument-invalid', `Only posts and replies can be endorsed, but message ${endorsed.id} is of another kind.`)
		}
		return this.#append(async (place) => {
			const about = await this.#reading.all({ by: 'target', target: endorsed.id })
			const keys = await this.#ownKeys()
			const own = about.filter((message): message is Endorsement => message.kind === 'endorsement' && keys.includes(message.author))
			return {
				message: await createEndorsement(this.#signer, {
					...draft,
					...this.#stamp(draft.space ?? endorsed.space),
					...place,
					target: endorsed.id,
					root: endorsed.thread === endorsed.id ? undefined : endorsed.thread,
					rev: nextRev(own),
				}),
			}
		})
	}

	vouch(subject: AuthorId, stance: VouchStance, options: WriteOptions): Promise<Vouch> {
		checkHex(subject, 'whom to vouch for, the key of an author,')
		checkObject(options, "{ space: 'hagby' }")
		return this.#append(async (place) => {
			const about = await this.#reading.all({ by: 'target', target: subject })
			const keys = await this.#ownKeys()
			const own = about.filter((message): message is Vouch => message.kind === 'vouch' && keys.includes(message.author))
			return {
				message: await createVouch(this.#signer, {
					...options,
					subject,
					stance,
					...this.#stamp(options.space),
					...place,
					rev: nextRev(own),
				}),
			}
		})
	}

	async retract(targets: readonly (Message | MessageId)[]): Promise<Retraction> {
		const stubs = new Map<MessageId, Stub>()
		const versions: (Post | Reply)[] = []
		for (const target of targets) {
			const message = this.#own(await this.#find(target))
			if (!isRetractable(kindNumber(message))) {
				throw new BudkavleError(
					'argument-invalid',
					`Message ${message.id} cannot be retracted: only posts, replies, profiles and private messages can. A stance is withdrawn by a newer one.`,
				)
			}
			stubs.set(message.id, stubOf(message))
			if (isContent(message) && message.first === undefined) versions.push(...(await this.#versions(message)))
		}
		// All versions go with the first one. A stub for each tells readers what became of its number (SPEC 6.18), as far as there is room.
		for (const version of versions) if (stubs.size < LIMITS.targets) stubs.set(version.id, stubOf(version))
		const all = [...stubs.values()]
		return this.#append(async (place) => ({
			message: await createRetraction(this.#signer, { targets: all, ...this.#stamp(commonSpace(all)), ...place }),
		}))
	}

	profile(draft: NewProfile): Promise<Profile> {
		const { attachments, blobs } = attach(draft)
		return this.#append(async (place) => {
			const profiles = await this.#profiles()
			const current = profiles.length === 0 ? undefined : resolveRegister(profiles).current
			const kept =
				current === undefined ? {} : { name: current.name, about: current.about, keys: current.keys, extra: privateFields(current) }
			const merged = { ...kept, ...given(draft), attachments: draft.attachments === undefined ? (current?.attachments ?? []) : attachments }
			return {
				message: await createProfile(this.#signer, { ...merged, ...this.#stamp(draft.space), ...place, rev: nextRev(profiles) }),
				blobs,
			}
		})
	}

	/** The other key writes a log of its own in this store, and its signer is not kept. Doing it again completes what was interrupted. */
	async link(other: Signer): Promise<{ readonly own: Profile; readonly other: Profile }> {
		if (other.author === this.#signer.author) {
			throw new BudkavleError(
				'argument-invalid',
				'A key is linked with another key of the same person, but the signer that came has this very key.',
			)
		}
		const guest = await this.#guest(other)
		return { own: await this.#naming(other.author), other: await guest.#naming(this.#signer.author) }
	}

	async #guest(signer: Signer): Promise<Authoring> {
		return new Authoring(
			this.#store,
			this.#reading,
			signer,
			await chooseLog(this.#store, signer.author, undefined),
			this.#clock,
			this.#space,
		)
	}

	async unlink(key: AuthorId, by: Signer | undefined): Promise<{ readonly profile: Profile; readonly retractions: readonly Retraction[] }> {
		checkHex(key, 'the key to end the link with')
		return by === undefined || by.author === this.#signer.author ? this.#unlink(key) : (await this.#guest(by)).#unlink(key)
	}

	/** The new profile comes first: what is interrupted leaves a name, and is completed by doing it again. */
	async #unlink(key: AuthorId): Promise<{ readonly profile: Profile; readonly retractions: readonly Retraction[] }> {
		const naming = (await this.#profiles()).filter(({ keys }) => keys.includes(key))
		if (naming.length === 0) throw new BudkavleError('not-found', `No profile of ${this.#signer.author} that is held here names ${key}.`)
		const current = await this.#currentProfile()
		const keys = (current?.keys ?? []).filter((named) => named !== key)
		const profile = current?.keys.includes(key) === false ? current : await this.profile({ keys })
		const retractions: Retraction[] = []
		for (let at = 0; at < naming.length; at += LIMITS.targets) retractions.push(await this.retract(naming.slice(at, at + LIMITS.targets)))
		return { profile, retractions }
	}

	/** A profile that names a key beside those that it names already; the current one where it does. */
	async #naming(key: AuthorId): Promise<Profile> {
		const current = await this.#currentProfile()
		return current?.keys.includes(key) === true ? current : this.profile({ keys: [...(current?.keys ?? []), key] })
	}

	async #profiles(): Promise<readonly Profile[]> {
		const own = await this.#reading.all({ by: 'author', author: this.#signer.author, kind: KIND.profile })
		return own.filter((message): message is Profile => message.kind === 'profile')
	}

	async #currentProfile(): Promise<Profile | undefined> {
		const profiles = await this.#profiles()
		return profiles.length === 0 ? undefined : resolveRegister(profiles).current
	}

	/** All keys of the person who writes here: what one of them says answers what another one said (SPEC 6.14). */
	async #ownKeys(): Promise<readonly AuthorId[]> {
		return new Gathering(this.#reading).component(this.#signer.author)
	}

	create(draft: NewPrivate): Promise<OtherMessage> {
		checkObject(draft, '{ kind: 130, fields: new Map() }')
		return this.#append(async (place) => ({
			message: await createPrivate(this.#signer, { ...draft, ...this.#stamp(draft.space), ...place }),
		}))
	}

	#own<M extends Message>(message: M): M {
		if (message.author === this.#signer.author) return message
		throw new BudkavleError('not-own', `Message ${message.id} was written by ${message.author}; only its author can change or retract it.`)
	}
}

/** 1 + the highest rev of the register that is held; 0 for the first message in it (SPEC 3.7). */
function nextRev(held: readonly { readonly rev: number }[]): number {
	let next = 0
	for (const { rev } of held) next = Math.max(next, rev + 1)
	return next
}

/** The space that all stubs have, if they have one. */
function commonSpace(stubs: readonly Stub[]): string | undefined {
	const [first, ...others] = new Set(stubs.map(({ space }) => space))
	return others.length === 0 ? first : undefined
}

/** The private keys of a message (SPEC 5.3). */
function privateFields({ fields }: Message): CborMap | undefined {
	const own = new Map([...fields].filter(([key]) => isPrivate(key)))
	return own.size === 0 ? undefined : own
}

/** A draft without the properties that are `undefined`: they stay as they were. */
function given<T extends object>(draft: T): Partial<T> {
	return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Partial<T>
}
