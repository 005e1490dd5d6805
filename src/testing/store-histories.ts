/** Random histories: whatever comes, in whatever order and however often, a store answers like the model. */
import { encodeUtf8, fromHex } from '../bytes.js'
import type { StubDraft } from '../message/drafts.js'
import { stubOf } from '../message/stub.js'
import type { Message, Post, Reply } from '../message/types.js'
import type { StoreBatch, StoreProof } from '../store/types.js'
import type { Person } from './cast.js'
import { file, person, withoutSignature } from './cast.js'
import type { Random } from './random.js'
import { seededRandom } from './random.js'
import type { Universe } from './store-compare.js'
import { compareStore } from './store-compare.js'
import { StoreModel } from './store-model.js'
import type { Bench } from './store-place.js'
import { same } from './suite.js'

const SPACES = ['hagby', 'dalby', 'byn å']
const TOPICS = ['bread', 'river', 'wells']
const WORDS = ['apple', 'apples', 'boat', 'Ångbåt', 'öl', 'ola', 'wells', 'OR']
const LOGS = [0, 7, 4_294_967_296]
const HEADS = ['a checkpoint', 'another checkpoint']
const PROOFS: readonly StoreProof[] = ['hashes', 'other hashes'].flatMap((hashes) =>
	HEADS.map((payload) => ({ checkpoint: { payload: encodeUtf8(payload), signature: new Uint8Array(64) }, hashes: encodeUtf8(hashes) })),
)
const FILES = ['a picture', 'a map', 'a song'].map(file)
const PEOPLE = 3
const MESSAGES = 56
const BATCHES = 16
/** So often everything is compared, and not the receipt alone. */
const LOOK_EVERY = 4

/** What has been written so far, whoever has received it. */
interface Written {
	readonly contents: (Post | Reply)[]
	readonly retractable: Message[]
}

type Maker = (random: Random, by: Person, written: Written) => Promise<Message>

function common(random: Random): { readonly log: number; readonly time?: number; readonly space?: string } {
	return {
		log: random.pick(LOGS),
		...(random.oneIn(5) ? {} : { time: 1000 + random.below(6) }),
		...(random.oneIn(3) ? {} : { space: random.pick(SPACES) }),
	}
}

function content(random: Random): {
	readonly text: string
	readonly topics: readonly string[]
	readonly question: boolean
	readonly expires?: number
	readonly attachments: readonly (typeof FILES)[number]['attachment'][]
} {
	return {
		text: Array.from({ length: 1 + random.below(4) }, () => random.pick(WORDS)).join(' '),
		topics: TOPICS.filter(() => random.oneIn(3)),
		question: random.oneIn(4),
		...(random.oneIn(4) ? { expires: 1000 + random.below(8) } : {}),
		attachments: FILES.filter(() => random.oneIn(6)).map(({ attachment }) => attachment),
	}
}

const post: Maker = (random, by) => by.post({ ...common(random), ...content(random) })

const reply: Maker = (random, by, { contents }) => by.reply({ ...common(random), ...content(random), root: random.pick(contents).thread })

/** Of one's own or, as a lie, of somebody else's. */
const revision: Maker = (random, by, { contents }) => {
	const own = contents.filter(({ author }) => author === by.author)
	const { id, first = id, kind, thread } = random.pick(own.length > 0 && !random.oneIn(4) ? own : contents)
	const draft = { ...common(random), ...content(random), first, rev: 1 + random.below(3) }
	return kind === 'post' ? by.post(draft) : by.reply({ ...draft, root: thread })
}

const endorsement: Maker = (random, by, { contents }) => {
	const { id, thread } = random.pick(contents)
	return by.endorse({ ...common(random), target: id, stance: 'confirm', ...(thread === id ? {} : { root: thread }) })
}

const vouch: Maker = (random, by, { contents }) => {
	const { author } = random.pick(contents)
	return author === by.author
		? profile(random, by, { contents: [], retractable: [] })
		: by.vouch({ ...common(random), subject: author, stance: 'vouch' })
}

const profile: Maker = (random, by) => by.profile({ ...common(random), name: random.pick(WORDS), attachments: content(random).attachments })

/** Of an application: with nothing that is known, or with a thread and a target. */
const other: Maker = (random, by, { contents }) => {
	const { id, thread } = random.pick(contents)
	const root: readonly [number, Uint8Array][] = thread === id ? [] : [[6, fromHex(thread) as Uint8Array]]
	const fields = new Map<number, number | Uint8Array>(
		random.oneIn(2) ? [[129, random.below(100)]] : [...root, [10, fromHex(id) as Uint8Array]],
	)
	return by.other({ ...common(random), kind: random.pick([128, 200]), fields })
}

/** Of one's own; sometimes of what is somebody else's, or in the wrong thread, which does nothing. */
const retraction: Maker = (random, by, { retractable }) => {
	const own = retractable.filter(({ author }) => author === by.author)
	const stubs = new Map<string, StubDraft>()
	for (let i = 0; i <= random.below(3); i++) {
		const target = random.pick(own.length > 0 && !random.oneIn(5) ? own : retractable)
		const stub = stubOf(target)
		const isElsewhere = random.oneIn(6) && stub.first !== target.author
		stubs.set(target.id, isElsewhere ? { ...stub, root: target.author } : stub)
	}
	return by.retract({ ...common(random), targets: [...stubs.values()] })
}

const MAKERS: readonly Maker[] = [post, post, reply, reply, revision, revision, endorsement, vouch, profile, other, retraction, retraction]

async function write(random: Random): Promise<{ readonly universe: Universe; readonly messages: readonly Message[] }> {
	const people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => person(n)))
	const written: Written = { contents: [], retractable: [] }
	const messages: Message[] = []
	while (messages.length < MESSAGES) {
		const make = written.contents.length === 0 ? post : random.pick(MAKERS)
		const message = await make(random, random.pick(people), written)
		if (message.kind === 'post' || message.kind === 'reply') written.contents.push(message)
		if (['post', 'reply', 'profile', 128, 200].includes(message.kind)) written.retractable.push(message)
		messages.push(message)
	}
	const authors = people.map(({ author }) => author)
	const hashes = FILES.map(({ blob }) => blob.hash)
	return { messages, universe: { messages, authors, logs: LOGS, spaces: SPACES, topics: TOPICS, words: WORDS, hashes } }
}

function batchOf(random: Random, messages: readonly Message[]): StoreBatch {
	const chosen = Array.from({ length: random.below(12) }, () => random.pick(messages))
	const proofs = new Map(chosen.filter(() => random.oneIn(3)).map(({ id }) => [id, random.pick(PROOFS)]))
	const batch = chosen.map((message) => (proofs.has(message.id) && !random.oneIn(6) ? withoutSignature(message) : message))
	const blobs = FILES.filter(() => random.oneIn(3)).map(({ blob }) => blob)
	return {
		messages: batch,
		proofs,
		...(random.oneIn(4) ? { rewrite: new Set(chosen.filter(() => random.oneIn(2)).map(({ id }) => id)) } : {}),
		...(blobs.length > 0 ? { blobs } : {}),
		...(random.oneIn(4) ? { unique: true } : {}),
	}
}

/** One history: batches of what a few people wrote, compared as they come and at the end, when everything has come. */
export async function runHistory(bench: Bench, seed: number): Promise<void> {
	const random = seededRandom(seed)
	const { messages, universe } = await write(random)
	const model = new StoreModel()
	const take = async (batch: StoreBatch, what: string): Promise<void> => {
		same(await bench.store.ingest(batch), model.ingest(batch), `the receipt of ${what} of history ${seed}`)
	}
	for (let i = 1; i <= BATCHES; i++) {
		await take(batchOf(random, messages), `batch ${i}`)
		if (random.oneIn(3)) {
			const ids = Array.from({ length: random.below(6) }, () => random.pick(messages).id)
			same(await bench.store.evict(ids), model.evict(ids), `what batch ${i} of history ${seed} is followed by letting go of`)
		}
		if (i % LOOK_EVERY !== 0) continue
		if (random.oneIn(3)) await bench.store.compact()
		await compareStore(bench.store, model, universe, random)
		if (bench.store.capabilities.durable) await bench.reopen()
	}
	await take({ messages: random.shuffled(messages), blobs: FILES.map(({ blob }) => blob) }, 'the last batch')
	await compareStore(bench.store, model, universe, random)
}
