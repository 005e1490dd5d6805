/** A store as it should be, without any index: every answer is computed from all messages held. What a real store answers is compared with it. */
import { compareStrings, toHex } from '../bytes.js'
import type { CborMap } from '../encoding/value.js'
import type { Message, MessageId } from '../message/types.js'
import type {
	StoreBatch,
	StoredLog,
	StoreMessageOutcome,
	StoreProof,
	StoreQuery,
	StoreReceipt,
	StoreSearch,
	StoreStats,
} from '../store/types.js'

const NUMBERS: Readonly<Record<string, number>> = { post: 1, reply: 2, endorsement: 3, vouch: 4, retraction: 5, profile: 6, checkpoint: 7 }

interface Claim {
	readonly author: string
	readonly thread: string
	readonly target: string
	readonly log: number
	readonly seq: number
}

const REFUSED: StoreReceipt = { written: false, messages: [], blobs: [], erased: [] }

export const kindOf = (message: Message): number => (typeof message.kind === 'number' ? message.kind : (NUMBERS[message.kind] as number))

function hex(message: Message, key: number): string | undefined {
	const value = message.fields.get(key)
	return value === undefined ? undefined : toHex(value as Uint8Array)
}

function topicsOf(message: Message): readonly string[] {
	return (message.fields.get(17) ?? []) as readonly string[]
}

function hashesOf(message: Message): readonly string[] {
	return ((message.fields.get(18) ?? []) as readonly CborMap[]).map((attachment) => toHex(attachment.get(0) as Uint8Array))
}

function claimsOf(message: Message): readonly Claim[] {
	if (message.kind !== 'retraction') return []
	return message.targets.map(({ target, first, root, log, seq }) => ({
		author: message.author,
		thread: root ?? first ?? target,
		target,
		log,
		seq,
	}))
}

function isRetractable(message: Message): boolean {
	const kind = kindOf(message)
	return kind === 1 || kind === 2 || kind === 6 || (kind >= 128 && kind <= 255)
}

const isAboutPeople = (message: Message): boolean => [4, 6].includes(kindOf(message))

/** Ascending by (time, id); no time is before every time. */
function byTime(a: Message, b: Message): number {
	return (a.time ?? -1) - (b.time ?? -1) || compareStrings(a.id, b.id)
}

export class StoreModel {
	/** In the order of arrival. */
	readonly #held: Map<MessageId, Message> = new Map()
	readonly #claims: Claim[] = []
	readonly #proofs: Map<MessageId, StoreProof> = new Map()
	readonly #blobs: Map<string, Uint8Array> = new Map()
	readonly #last: Map<string, Map<number, number>> = new Map()
	#people = 0

	ingest({ messages, blobs = [], proofs = new Map(), unique = false, rewrite = new Set() }: StoreBatch): StoreReceipt {
		if (unique && messages.some((message) => this.#isTaken(message, messages))) return REFUSED
		for (const message of messages) {
			this.#notice(message)
			for (const claim of claimsOf(message)) {
				this.#claims.push(claim)
				this.#notice(claim)
			}
		}
		const erased = [...this.#held.values()].filter((message) => this.#isRetracted(message))
		for (const { id } of erased) this.#held.delete(id)
		const before = new Set(this.#held.keys())
		const outcomes = messages.map((message): StoreMessageOutcome => {
			if (this.#isRetracted(message)) return 'retracted'
			const isHeld = this.#held.has(message.id)
			if (isHeld && !(rewrite.has(message.id) && before.has(message.id))) return 'duplicate'
			const decisive = messages.find(({ id, signature }) => id === message.id && signature !== undefined) ?? message
			this.#held.set(message.id, decisive)
			const proof = decisive.signature === undefined ? proofs.get(message.id) : undefined
			if (proof === undefined) this.#proofs.delete(message.id)
			else this.#proofs.set(message.id, proof)
			return isHeld ? 'duplicate' : 'added'
		})
		const came = messages.filter((_, i) => outcomes[i] === 'added')
		if ([...came, ...erased].some(isAboutPeople)) this.#people++
		for (const hash of [...this.#blobs.keys()]) if (!this.#isCited(hash)) this.#blobs.delete(hash)
		const blobOutcomes = blobs.map(({ hash, bytes }) => {
			if (!this.#isCited(hash)) return 'declined'
			if (this.#blobs.has(hash)) return 'duplicate'
			this.#blobs.set(hash, bytes)
			return 'added'
		})
		return { written: true, messages: outcomes, blobs: blobOutcomes, erased: erased.map(({ id }) => id) }
	}

	evict(ids: readonly MessageId[]): readonly MessageId[] {
		const evicted = [...this.#held.values()].filter((message) => ids.includes(message.id) && claimsOf(message).length === 0)
		for (const { id } of evicted) this.#held.delete(id)
		if (evicted.some(isAboutPeople)) this.#people++
		for (const hash of [...this.#blobs.keys()]) if (!this.#isCited(hash)) this.#blobs.delete(hash)
		return evicted.map(({ id }) => id)
	}

	get(id: MessageId): Message | undefined {
		return this.#held.get(id)
	}

	proof(id: MessageId): StoreProof | undefined {
		return this.#held.has(id) ? this.#proofs.get(id) : undefined
	}

	blob(hash: string): Uint8Array | undefined {
		return this.#blobs.get(hash)
	}

	/** `after` of a query by arrival is left to others: the model gives no numbers. */
	list(query: StoreQuery): readonly Message[] {
		const all = [...this.#held.values()]
		switch (query.by) {
			case 'arrival':
				return all.filter((message) => query.kind === undefined || kindOf(message) === query.kind)
			case 'thread':
				return all.filter((message) => message.thread === query.thread || claimsOf(message).some(({ thread }) => thread === query.thread))
			case 'target':
				return all.filter(
					(message) =>
						[hex(message, 10), hex(message, 21)].includes(query.target) || claimsOf(message).some(({ target }) => target === query.target),
				)
			case 'question':
				return all.filter((message) => message.fields.get(20) === true)
			case 'author': {
				const { author, log, kind } = query
				return all
					.filter(
						(message) => message.author === author && (log ?? message.log) === message.log && (kind ?? kindOf(message)) === kindOf(message),
					)
					.sort((a, b) => a.log - b.log || a.seq - b.seq || compareStrings(a.id, b.id))
			}
			case 'time':
				return all.filter((message) => kindOf(message) === query.kind && this.#fits(message, query)).sort((a, b) => byTime(b, a))
		}
	}

	idsWithPrefix(prefix: string): readonly MessageId[] {
		const named = [...this.#held.values()].flatMap((message) => [
			message.id,
			message.thread,
			...claimsOf(message).flatMap(({ thread, target }) => [thread, target]),
			hex(message, 10) ?? message.id,
		])
		return [...new Set(named)].filter((id) => id.startsWith(prefix)).sort(compareStrings)
	}

	logs(author?: string): readonly StoredLog[] {
		const logs: StoredLog[] = []
		for (const of of [...this.#last.keys()].sort(compareStrings)) {
			for (const [log, lastSeq] of [...(this.#last.get(of) as ReadonlyMap<number, number>)].sort(([a], [b]) => a - b)) {
				const held = this.list({ by: 'author', author: of, log }).length
				if (author === undefined || author === of) logs.push({ author: of, log, held, lastSeq })
			}
		}
		return logs
	}

	/** Words are what spaces separate: the texts of the suite have no other signs. */
	search(search: StoreSearch): readonly Message[] {
		const words = search.words.toLowerCase().split(' ')
		const start = words.pop() as string
		return [...this.#held.values()]
			.filter((message) => {
				if ((message.kind !== 'post' && message.kind !== 'reply') || !this.#fits(message, search)) return false
				if (search.now !== undefined && message.expires !== undefined && message.expires <= search.now) return false
				const held = `${message.text} ${topicsOf(message).join(' ')}`.toLowerCase().split(' ')
				return words.every((word) => held.includes(word)) && held.some((word) => word.startsWith(start))
			})
			.sort((a, b) => byTime(b, a))
			.slice(0, search.limit ?? 50)
	}

	stats(): StoreStats {
		let bytes = 0
		for (const { payload, signature } of this.#held.values()) bytes += payload.length + (signature?.length ?? 0)
		const kept = new Map<string, number>()
		for (const id of this.#held.keys()) {
			const proof = this.#proofs.get(id)
			if (proof === undefined) continue
			const checkpoint = toHex(proof.checkpoint.payload)
			kept.set(checkpoint, proof.checkpoint.payload.length + 64)
			kept.set(`${checkpoint} ${toHex(proof.hashes)}`, proof.hashes.length)
		}
		for (const size of kept.values()) bytes += size
		for (const blob of this.#blobs.values()) bytes += blob.length
		return { messages: this.#held.size, blobs: this.#blobs.size, bytes, people: this.#people }
	}

	#fits(
		message: Message,
		{ author, space, topic }: { readonly author?: string; readonly space?: string; readonly topic?: string },
	): boolean {
		if (author !== undefined && message.author !== author) return false
		return (space === undefined || message.space === space) && (topic === undefined || topicsOf(message).includes(topic))
	}

	#isTaken({ id, author, log, seq }: Message, batch: readonly Message[]): boolean {
		const others = [...this.#held.values(), ...batch].filter((message) => message.id !== id)
		const claimed = this.#claims.filter(({ target }) => target !== id)
		return [...others, ...claimed].some((one) => one.author === author && one.log === log && one.seq === seq)
	}

	#isRetracted(message: Message): boolean {
		const { id, author, thread } = message
		const names = [id, hex(message, 8)]
		return (
			isRetractable(message) &&
			this.#claims.some((claim) => claim.author === author && claim.thread === thread && names.includes(claim.target))
		)
	}

	#isCited(hash: string): boolean {
		return [...this.#held.values()].some((message) => hashesOf(message).includes(hash))
	}

	#notice({ author, log, seq }: { readonly author: string; readonly log: number; readonly seq: number }): void {
		const logs = this.#last.get(author) ?? new Map<number, number>()
		this.#last.set(author, logs.set(log, Math.max(seq, logs.get(log) ?? 0)))
	}
}
