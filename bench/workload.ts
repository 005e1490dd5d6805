/**
 * The workload of all measurements: a village of 10 authors and 10,000 messages over a year. 40 % posts of about 280 bytes, 30 % replies of 100 to 200 bytes (half of them to
 * another reply), 30 % confirmations of posts and replies on mixed grounds. The same seed gives the same bytes, signatures included.
 */

import { fromHex } from '../src/bytes.js'
import { MerkleTree } from '../src/checkpoint/merkle-tree.js'
import { sha256Hex } from '../src/crypto/hash.js'
import type { Identity } from '../src/crypto/signer.js'
import { importIdentity } from '../src/crypto/signer.js'
import { encodeCbor } from '../src/encoding/cbor.js'
import type { CborValue } from '../src/encoding/value.js'
import { decodeParts } from '../src/message/decode.js'
import type { FieldName } from '../src/message/fields.js'
import { KEY } from '../src/message/fields.js'
import type { Endorsement, Message, Post, Reply } from '../src/message/types.js'
import { signedBytes } from '../src/message/verify.js'
import { ENGLISH, SWEDISH } from './words.js'

export interface WorkloadOptions {
	/** Default 10,000. */
	readonly messages?: number
	/** Default 10. */
	readonly authors?: number
	/** Default 1. */
	readonly seed?: number
	/** How many of the references go to any earlier message instead of a recent one, 0 to 1. Default 0.5. */
	readonly anywhere?: number
}

export interface Workload {
	readonly authors: readonly Identity[]
	/** In the order in which they were written. */
	readonly messages: readonly (Post | Reply | Endorsement)[]
}

/** Numbers from 0 to 1, 1 excluded, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0
	return () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = Math.imul(state ^ (state >>> 15), state | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
	}
}

const TOPICS =
	'vatten,el,väg,skola,vård,mat,jakt,fiske,buss,brand,snö,bygge,odling,djur,internet,möte,marknad,bibliotek,kyrka,idrott,water,power,roads,health'.split(
		',',
	)
/** Observed, reproduced, relayed, or not said. */
const GROUNDS: readonly (number | undefined)[] = [1, 1, 1, 2, 4, 4, undefined, undefined]
const YEAR = 31_536_000
const START = 1_735_689_600
/** The exponent of the frequencies: the n-th word comes n^-ZIPF times as often as the first. */
const ZIPF = 1.16
const SPACE = 'hagby'

/** Draws words by their rank. */
function wordSource(words: readonly string[], random: () => number): () => string {
	const sums: number[] = []
	let sum = 0
	for (let rank = 1; rank <= words.length; rank++) {
		sum += rank ** -ZIPF
		sums.push(sum)
	}
	return () => {
		const drawn = random() * sum
		let low = 0
		let high = sums.length - 1
		while (low < high) {
			const middle = (low + high) >> 1
			if ((sums[middle] as number) > drawn) high = middle
			else low = middle + 1
		}
		return words[low] as string
	}
}

/** Sentences of at least `size` bytes. */
function writeText(size: number, word: () => string, random: () => number): string {
	let text = ''
	while (Buffer.byteLength(text) < size) {
		const words = Array.from({ length: 4 + Math.floor(random() * 12) }, word)
		const comma = random() < 0.4 ? 2 + Math.floor(random() * (words.length - 3)) : -1
		let sentence = words.map((each, i) => (i === comma ? `${each},` : each)).join(' ')
		if (random() < 0.12) sentence += ` ${1 + Math.floor(random() * 400)} ${random() < 0.5 ? 'meter' : 'kr'}`
		const end = random() < 0.85 ? '.' : '?'
		text += `${text === '' ? '' : ' '}${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}`
	}
	return shorten(text, size)
}

/** Cut to at most `size` bytes, at the border of a word. */
function shorten(text: string, size: number): string {
	let short = text
	while (Buffer.byteLength(short) > size) short = short.slice(0, short.lastIndexOf(' '))
	return short
}

/** A message out of its fields. Not by `createMessage`, which would verify every signature that it just made. */
function sign(signer: Identity, fields: Readonly<Partial<Record<FieldName, CborValue | undefined>>>): Message {
	const entries = Object.entries({ ...fields, author: fromHex(signer.author) }).flatMap(([name, value]) =>
		value === undefined ? [] : [[KEY[name as FieldName], value] as const],
	)
	const payload = encodeCbor(new Map<number, CborValue>(entries))
	return decodeParts(payload, signer.sign(signedBytes(sha256Hex(payload))))
}

export async function makeWorkload(options: WorkloadOptions = {}): Promise<Workload> {
	const { messages: count = 10_000, authors: people = 10, seed = 1, anywhere = 0.5 } = options
	const random = seededRandom(seed)
	const below = (limit: number): number => Math.floor(random() * limit)
	const authors = await Promise.all(Array.from({ length: people }, () => importIdentity(Uint8Array.from({ length: 32 }, () => below(256)))))
	const seqs = authors.map(() => 0)
	const swedish = wordSource(SWEDISH, random)
	const english = wordSource(ENGLISH, random)
	const posts: Post[] = []
	const content: (Post | Reply)[] = []
	const messages: (Post | Reply | Endorsement)[] = []
	const pick = <T>(list: readonly T[]): T => {
		const back = random() < anywhere ? below(list.length) : Math.min(below(1 + below(200)), list.length - 1)
		return list[list.length - 1 - back] as T
	}
	let time = START
	for (let i = 0; i < count; i++) {
		time += Math.ceil(-Math.log(1 - random()) * (YEAR / count))
		const writer = below(people)
		const common = { seq: (seqs[writer] as number) + 1, time, space: SPACE }
		seqs[writer] = common.seq
		const signer = authors[writer] as Identity
		const drawn = random()
		const text = (size: number): string => writeText(size, random() < 0.7 ? swedish : english, random)
		if (posts.length === 0 || drawn < 0.4) {
			const topics = random() < 0.6 ? Array.from({ length: 1 + below(3) }, () => TOPICS[below(TOPICS.length)] as string) : []
			const question = random() < 0.15 ? true : undefined
			const sorted = topics.length === 0 ? undefined : [...new Set(topics)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
			const post = sign(signer, { ...common, kind: 1, text: text(240 + below(90)), topics: sorted, question }) as Post
			posts.push(post)
			content.push(post)
			messages.push(post)
		} else if (drawn < 0.7) {
			const root = pick(posts)
			const inside = random() < 0.5 ? pickReply(content, pick) : undefined
			const place = inside === undefined ? { root: fromHex(root.id) } : { root: fromHex(inside.root), parent: fromHex(inside.id) }
			const reply = sign(signer, { ...common, kind: 2, ...place, text: text(105 + below(100)) }) as Reply
			content.push(reply)
			messages.push(reply)
		} else {
			const target = pick(content)
			const root = target.kind === 'reply' ? fromHex(target.root) : undefined
			const grounds = GROUNDS[below(GROUNDS.length)]
			messages.push(sign(signer, { ...common, kind: 3, root, target: fromHex(target.id), stance: 1, grounds }) as Endorsement)
		}
	}
	return { authors, messages }
}

function pickReply(content: readonly (Post | Reply)[], pick: (list: readonly (Post | Reply)[]) => Post | Reply): Reply | undefined {
	for (let tries = 0; tries < 20; tries++) {
		const drawn = pick(content)
		if (drawn.kind === 'reply') return drawn
	}
	return undefined
}

/** All messages, and a checkpoint at the end of each log about the first `share` of it. */
export function withCheckpoints({ authors, messages }: Workload, share = 1): readonly Message[] {
	const checkpoints = authors.map((signer) => {
		const own = messages.filter(({ author }) => author === signer.author)
		const size = Math.floor(own.length * share)
		const tree = new MerkleTree(own.slice(0, size).map(({ id }) => fromHex(id) as Uint8Array))
		const time = (own.at(-1)?.time ?? START) + 1
		return sign(signer, { kind: 7, seq: own.length + 1, time, size, head: tree.root() })
	})
	return [...messages, ...checkpoints]
}
