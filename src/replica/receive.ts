/** Receiving: whatever comes is taken apart, proven, offered to the policy and stored; each item gets one outcome (SPEC 8.2). */
import { bundlesOf, readBundles } from '../bundle/read.js'
import type { BundleFileItem, UnpackedBlob, UnpackedItem } from '../bundle/types.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { BudkavleError, throwIfAborted } from '../errors.js'
import type { Message } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { Store, StoreBlob, StoreBlobOutcome, StoreMessageOutcome } from '../store/types.js'
import type { Admit, BlobOutcome, Damage, MessageOutcome, Outcome, ReceiveOptions, ReceiveReport } from './types.js'

/** Messages that are written together: a crash costs at most so many of those that were not acknowledged yet. */
const BATCH = 512

/** Whoever sends nothing but damage shall not fill the memory with reports of it. */
const DAMAGE_SHOWN = 1000

export interface Receiver {
	readonly store: Store
	readonly backend: SignatureBackend
	readonly admit: Admit | undefined
}

const rejected = (error: BudkavleError): MessageOutcome => Object.freeze({ outcome: 'rejected', error })

/** What a message turned out to be, before the store has spoken: its final outcome, or the message that the store shall keep. */
type Judged = MessageOutcome | { readonly keep: Message }

class Receiving {
	readonly outcomes: MessageOutcome[] = []
	readonly blobs: BlobOutcome[] = []
	readonly damage: Damage[] = []
	#damageCount = 0
	readonly #receiver: Receiver
	readonly #options: ReceiveOptions

	constructor(receiver: Receiver, options: ReceiveOptions) {
		this.#receiver = receiver
		this.#options = options
	}

	async take(part: BundleFileItem): Promise<void> {
		if (part.type === 'skipped') this.#damaged(part.offset, part.error)
		else if (part.type === 'message') await this.#content([part.item], [])
		else {
			if (part.bundle.damage !== undefined) this.#damaged(part.offset, part.bundle.damage)
			await this.#content(part.bundle.items, part.bundle.blobs)
		}
		this.#options.onProgress?.(Object.freeze({ done: part.offset + part.length }))
	}

	#damaged(offset: number, error: BudkavleError): void {
		this.#damageCount++
		if (this.damage.length < DAMAGE_SHOWN) this.damage.push(Object.freeze({ offset, error }))
	}

	/** Batch by batch; attachments with the last one, when all messages that cite them are there. */
	async #content(items: readonly UnpackedItem[], blobs: readonly UnpackedBlob[]): Promise<void> {
		let start = 0
		do {
			throwIfAborted(this.#options.signal)
			const judged = await this.#judge(items.slice(start, start + BATCH))
			start += BATCH
			await this.#store(judged, start >= items.length ? blobs : [])
		} while (start < items.length)
	}

	/** What is held already is not proven again: the same id is the same payload. */
	async #judge(items: readonly UnpackedItem[]): Promise<readonly Judged[]> {
		const { store, backend } = this.#receiver
		const { signal } = this.#options
		const readable = items.flatMap((item) => (item.ok ? [item.unverified] : []))
		const held = await store.get(readable.map(({ id }) => id))
		const unknown = readable.filter((_, i) => held[i] === undefined)
		const proven = await proveMessages(unknown, signal === undefined ? { backend } : { backend, signal })
		const verdicts = new Map(unknown.map((message, i) => [message, proven[i] as Message | BudkavleError]))
		const judged: Judged[] = []
		for (const item of items) {
			if (!item.ok) judged.push(rejected(item.error))
			else judged.push(await this.#admitted(item.unverified, verdicts.get(item.unverified)))
		}
		return judged
	}

	async #admitted({ id }: Message, verdict: Message | BudkavleError | undefined): Promise<Judged> {
		if (verdict === undefined) return Object.freeze({ outcome: 'duplicate', id })
		// The id of something unproven is still what the bytes hash to: it helps to ask for it elsewhere.
		if (verdict instanceof BudkavleError) return Object.freeze({ outcome: 'rejected', id, error: verdict })
		const { admit } = this.#receiver
		const { from } = this.#options
		if (admit !== undefined && !(await admit(verdict, from === undefined ? {} : { from })))
			return Object.freeze({ outcome: 'declined', id })
		return { keep: verdict }
	}

	async #store(judged: readonly Judged[], unpacked: readonly UnpackedBlob[]): Promise<void> {
		const blobs: readonly StoreBlob[] = unpacked.filter((blob) => blob.ok)
		const messages = judged.flatMap((one) => ('keep' in one ? [one.keep] : []))
		const receipt = messages.length === 0 && blobs.length === 0 ? undefined : await this.#receiver.store.ingest({ messages, blobs })
		let next = 0
		for (const one of judged) {
			if ('keep' in one) this.outcomes.push(Object.freeze({ outcome: receipt?.messages[next++] as StoreMessageOutcome, id: one.keep.id }))
			else this.outcomes.push(one)
		}
		next = 0
		for (const blob of unpacked) {
			const hash = blob.hash === undefined ? {} : { hash: blob.hash }
			if (blob.ok) this.blobs.push(Object.freeze({ outcome: receipt?.blobs[next++] as StoreBlobOutcome, ...hash }))
			else this.blobs.push(Object.freeze({ outcome: 'rejected', ...hash, error: blob.error }))
		}
	}

	report(): ReceiveReport {
		const counts: Record<Outcome, number> = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }
		for (const { outcome } of this.outcomes) counts[outcome]++
		return Object.freeze({
			outcomes: Object.freeze(this.outcomes),
			blobs: Object.freeze(this.blobs),
			damage: Object.freeze(this.damage),
			damageCount: this.#damageCount,
			counts: Object.freeze(counts),
		})
	}
}

/**
 * @throws BudkavleError `aborted`; `argument-invalid` for something else than bytes; what the store throws. What was written before stays, and receiving the same again completes it.
 */
export async function receive(
	receiver: Receiver,
	input: Uint8Array | AsyncIterable<Uint8Array>,
	options: ReceiveOptions,
): Promise<ReceiveReport> {
	if (!(input instanceof Uint8Array) && typeof (input as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator] !== 'function') {
		throw new BudkavleError(
			'argument-invalid',
			'What is received is a Uint8Array or an async iterable of them, such as a file stream; something else came.',
		)
	}
	const receiving = new Receiving(receiver, options)
	throwIfAborted(options.signal)
	for await (const part of input instanceof Uint8Array ? readBundles(input) : bundlesOf(input)) await receiving.take(part)
	return receiving.report()
}
