/**
 * A small world that is made of one seed: replicas with wrong clocks, whose stores fail in the middle of their work, and media that lose, repeat, reorder, cut, change and withhold what they carry.
 * Nothing in it reads a clock or real chance.
 */
import type { Identity, Message, MessageId, Replica, Scope, Signed, Store } from '../../src/index.js'
import { openReplica, packBundle } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'
import type { Random } from '../../src/testing/random.js'
import { collect, NOON, person } from '../replica/world.js'

/** What a medium carries: to whom, and from whom. */
interface Parcel {
	readonly to: number
	readonly from: number
	readonly bytes: Uint8Array
}

export interface Member {
	readonly identity: Identity
	readonly below: Store
	readonly clock: { now: number }
	/** What it follows; everything without it. */
	readonly scope: Scope | undefined
	/** Calls of the store until it fails; it never does at a negative number. */
	readonly fuse: { left: number }
	replica: Replica
}

/** As a disk that fails: whatever is asked of it then, and before anything is written. */
export class Outage extends Error {}

const TOPICS = ['water', 'bread', 'boats'] as const
const MOST_PARCELS = 200
const MOST_LEGS = 60

/** A store that fails when its fuse has burnt down: then its replica is opened anew, over what was written. */
function failing(below: Store, fuse: { left: number }): Store {
	const burn = (): void => {
		if (fuse.left < 0) return
		if (fuse.left === 0) throw new Outage('the store failed')
		fuse.left--
	}
	return {
		...below,
		async ingest(batch) {
			burn()
			const receipt = await below.ingest(batch)
			// Written, and whoever wrote it never hears of that.
			burn()
			return receipt
		},
		async get(ids) {
			burn()
			return below.get(ids)
		},
		async list(query, options) {
			burn()
			return below.list(query, options)
		},
		async ids(after, limit) {
			burn()
			return below.ids(after, limit)
		},
		// The store outlives its replica.
		close: async () => undefined,
	}
}

export class World {
	readonly members: Member[] = []
	/** What somebody was told that it is stored: it must never be lost. */
	readonly acknowledged: Map<MessageId, Signed> = new Map()
	readonly #retracted: Set<MessageId> = new Set()
	readonly #random: Random
	readonly #parcels: Parcel[] = []
	/** What was carried before: for whoever repeats it. */
	readonly #seen: Uint8Array[] = []

	private constructor(random: Random) {
		this.#random = random
	}

	static async make(random: Random): Promise<World> {
		const world = new World(random)
		const count = 3 + random.below(3)
		for (let i = 0; i < count; i++) {
			const identity = await person(i + 1)
			const member = {
				identity,
				below: memoryStore(),
				clock: { now: NOON + random.pick([0, 0, 0, -86_400, 3600, 400_000_000]) },
				scope: i > 1 && random.oneIn(4) ? { topics: [random.pick(TOPICS)] } : undefined,
				fuse: { left: -1 },
			}
			world.members.push({ ...member, replica: await world.#open(member) })
		}
		return world
	}

	#open({ identity, below, clock, fuse }: Pick<Member, 'identity' | 'below' | 'clock' | 'fuse'>): Promise<Replica> {
		return openReplica({ signer: identity, log: 0, store: failing(below, fuse), clock: () => clock.now })
	}

	/** Does something with a replica whose store may fail; then it is opened anew. */
	async #work<T>(index: number, work: (replica: Replica) => Promise<T>): Promise<T | undefined> {
		const member = this.members[index] as Member
		if (this.#random.oneIn(6)) member.fuse.left = this.#random.below(12)
		try {
			return await work(member.replica)
		} catch (error) {
			if (!(error instanceof Outage)) throw error
			member.fuse.left = -1
			member.replica = await this.#open(member)
			return undefined
		} finally {
			member.fuse.left = -1
		}
	}

	/** One thing that happens. */
	async step(): Promise<void> {
		const random = this.#random
		const index = random.below(this.members.length)
		const other = (index + 1 + random.below(this.members.length - 1)) % this.members.length
		const member = this.members[index] as Member
		member.clock.now += random.below(600)
		switch (random.below(10)) {
			case 0:
			case 1:
			case 2:
				return this.#write(index)
			case 3:
			case 4:
				return this.#send(index, other, await this.#work(index, (replica) => replica.ask(member.scope)))
			case 5:
				// A stick: everything, without a question.
				return this.#send(index, other, await this.#work(index, (replica) => replica.export()))
			case 6:
				return this.#lie(index, other)
			default:
				return this.#deliver()
		}
	}

	async #write(index: number): Promise<void> {
		const random = this.#random
		const made = await this.#work(index, async (replica): Promise<Message> => {
			const held = await collect(replica.messages())
			const nodes = held.filter(({ kind }) => kind === 'post' || kind === 'reply')
			const own = nodes.filter(({ author, id }) => author === replica.author && !this.#retracted.has(id))
			const target = nodes.length > 0 ? random.pick(nodes) : undefined
			const text = `${index} ${random.below(1_000_000)}`
			if (target === undefined || random.oneIn(3)) return replica.post({ text, topics: [random.pick(TOPICS)] })
			if (own.length > 0 && random.oneIn(6)) {
				const taken = random.pick(own)
				const retraction = await replica.retract(taken)
				this.#retracted.add(taken.id)
				return retraction
			}
			if (random.oneIn(3)) return replica.endorse(target, { stance: random.pick(['confirm', 'dispute']), grounds: 'observed' })
			if (random.oneIn(5)) return replica.vouch((this.members[random.below(this.members.length)] as Member).identity.author, 'vouch')
			if (random.oneIn(5)) return replica.checkpoint()
			return replica.reply(target, { text })
		}).catch((error: unknown) => {
			// What it wanted to answer was taken back, or its log is not whole: that is told, and nothing is written.
			if (
				['already-retracted', 'not-found', 'argument-invalid', 'field-conflict'].includes((error as { readonly code?: string }).code ?? '')
			)
				return undefined
			throw error
		})
		if (made?.signature !== undefined) this.acknowledged.set(made.id, made as Signed)
	}

	#send(from: number, to: number, bytes: Uint8Array | undefined): void {
		if (bytes === undefined) return
		this.#parcels.push({ from, to, bytes })
		this.#seen.push(bytes)
		if (this.#parcels.length > MOST_PARCELS) this.#parcels.shift()
	}

	/** Somebody sends what they should not: noise, what others said, or a bundle with something else in its middle. */
	#lie(from: number, to: number): void {
		const random = this.#random
		const old = this.#seen.length > 0 ? random.pick(this.#seen) : packBundle({ messages: [] })
		const noise = Uint8Array.from({ length: random.below(200) }, () => random.below(256))
		this.#parcels.push({ from, to, bytes: random.pick([old, noise, this.#changed(old), Uint8Array.from([...old, ...noise, ...old])]) })
	}

	#changed(bytes: Uint8Array): Uint8Array {
		const copy = bytes.slice(0, this.#random.oneIn(3) ? this.#random.below(bytes.length + 1) : bytes.length)
		for (let i = this.#random.below(4); i > 0 && copy.length > 0; i--) copy[this.#random.below(copy.length)] = this.#random.below(256)
		return copy
	}

	/** Any of what is on its way arrives, or not, or differently. */
	async #deliver(): Promise<void> {
		const random = this.#random
		if (this.#parcels.length === 0) return
		const at = random.below(this.#parcels.length)
		const parcel = this.#parcels[at] as Parcel
		// One in eight stays on its way as well.
		if (!random.oneIn(8)) this.#parcels.splice(at, 1)
		if (random.oneIn(5)) return
		await this.#arrive(random.oneIn(5) ? { ...parcel, bytes: this.#changed(parcel.bytes) } : parcel)
	}

	async #arrive({ from, to, bytes }: Parcel): Promise<void> {
		const report = await this.#work(to, (replica) => replica.receive(bytes, { from: String(from) }))
		this.#send(to, from, report?.reply)
	}

	/** From now on everything arrives, once and in order: everybody exchanges with everybody until nothing is new. Returns the most bundles of one exchange. */
	async heal(): Promise<number> {
		let most = 0
		for (let isNew = true; isNew; ) {
			isNew = false
			for (const asker of this.members) {
				for (const other of this.members) {
					if (asker === other) continue
					const { legs, added } = await talk(asker, other)
					most = Math.max(most, legs)
					isNew ||= added > 0
				}
			}
		}
		return most
	}
}

async function talk(asker: Member, other: Member): Promise<{ readonly legs: number; readonly added: number }> {
	let bundle: Uint8Array | undefined = await asker.replica.ask(asker.scope)
	let legs = 0
	let added = 0
	for (let [to, from] = [other, asker]; bundle !== undefined; [to, from] = [from, to]) {
		if (++legs > MOST_LEGS) throw new Error(`An exchange did not end after ${MOST_LEGS} bundles.`)
		const report = await to.replica.receive(bundle, { from: from.identity.author })
		added += report.counts.added
		bundle = report.reply
	}
	// One exchange over a medium that loses nothing is enough for two who follow everything.
	if (asker.scope === undefined && other.scope === undefined) {
		const [here, there] = [await heldBy(asker), await heldBy(other)]
		if (here !== there) throw new Error('An exchange ended, and the two do not hold the same.')
	}
	return { legs, added }
}

const heldBy = async ({ replica }: Member): Promise<string> =>
	(await collect(replica.messages()))
		.map(({ id }) => id)
		.sort()
		.join()
