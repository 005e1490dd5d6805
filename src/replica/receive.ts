/** Receiving: whatever comes is taken apart, proven, offered to the policy and stored; each item gets one outcome (SPEC 8.2). */
import { bundlesOf, readBundles } from '../bundle/read.js'
import type { BundleFileItem, UnpackedBlob, UnpackedItem } from '../bundle/types.js'
import { equalBytes } from '../bytes.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { BudkavleError, throwIfAborted } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Message } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { Store, StoreBlob, StoreBlobOutcome, StoredMessage, StoreMessageOutcome } from '../store/types.js'
import type { Authoring } from './authoring.js'
import type { Admit, BlobOutcome, Damage, MessageOutcome, Outcome, ReceiveOptions, ReceiveReport } from './types.js'

/** Messages that are written together: a crash costs at most so many of those that were not acknowledged yet. */
const BATCH = 512

/** Whoever sends nothing but damage shall not fill the memory with reports of it. */
const DAMAGE_SHOWN = 1000
/** The same for a stream without end. */
const OUTCOMES_SHOWN = LIMITS.bundleMessages

export interface Receiver {
	readonly store: Store
	readonly backend: SignatureBackend
	readonly admit: Admit | undefined
	/** Who writes here, and in which log. */
	readonly authoring: Pick<Authoring, 'author' | 'log' | 'renewLog'> | undefined
}

const rejected = (error: BudkavleError): MessageOutcome => Object.freeze({ outcome: 'rejected', error })

/** What a message turned out to be, before the store has spoken: its final outcome, or the message that the store shall keep. `repair`: it is held, but not as it was written. */
type Judged = MessageOutcome | { readonly keep: Message; readonly repair: boolean }

const NO_MESSAGES = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }
const NO_BLOBS = { added: 0, duplicate: 0, declined: 0, rejected: 0 }

class Receiving {
	readonly outcomes: MessageOutcome[] = []
	readonly blobs: BlobOutcome[] = []
	readonly damage: Damage[] = []
	readonly #counts: Record<Outcome, number> = { ...NO_MESSAGES }
	readonly #blobCounts: Record<BlobOutcome['outcome'], number> = { ...NO_BLOBS }
	#damageCount = 0
	#newLog: number | undefined
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

	#tell(outcome: MessageOutcome): void {
		this.#counts[outcome.outcome]++
		if (this.outcomes.length < OUTCOMES_SHOWN) this.outcomes.push(outcome)
		this.#options.onOutcome?.(outcome)
	}

	#tellBlob(outcome: BlobOutcome): void {
		this.#blobCounts[outcome.outcome]++
		if (this.blobs.length < OUTCOMES_SHOWN) this.blobs.push(outcome)
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

	/** What is held already is not proven again: the same id is the same payload. But a disk may have changed what is held. */
	async #judge(items: readonly UnpackedItem[]): Promise<readonly Judged[]> {
		const { store, backend } = this.#receiver
		const { signal } = this.#options
		const readable = items.flatMap((item) => (item.ok ? [item.unverified] : []))
		const held = await store.get(readable.map(({ id }) => id))
		const damaged = new Set<Message>()
		const unknown: Message[] = []
		for (const [i, message] of readable.entries()) {
			const one = held[i]
			if (one === undefined) unknown.push(message)
			else if (!(await this.#isIntact(one, message))) {
				unknown.push(message)
				damaged.add(message)
			}
		}
		const proven = await proveMessages(unknown, signal === undefined ? { backend } : { backend, signal })
		const verdicts = new Map(unknown.map((message, i) => [message, proven[i] as Message | BudkavleError]))
		const judged: Judged[] = []
		for (const item of items) {
			if (!item.ok) judged.push(rejected(item.error))
			else judged.push(await this.#admitted(item.unverified, verdicts.get(item.unverified), damaged.has(item.unverified)))
		}
		return judged
	}

	/** Whether what the store holds under the id of a message is what was written there. */
	async #isIntact({ payload, signature }: StoredMessage, message: Message): Promise<boolean> {
		if (!equalBytes(payload, message.payload)) return false
		if (equalBytes(signature, message.signature)) return true
		const [verdict] = await proveMessages([{ ...message, signature }], { backend: this.#receiver.backend })
		return !(verdict instanceof BudkavleError)
	}

	async #admitted({ id }: Message, verdict: Message | BudkavleError | undefined, repair: boolean): Promise<Judged> {
		if (verdict === undefined) return Object.freeze({ outcome: 'duplicate', id })
		// The id of something unproven is still what the bytes hash to: it helps to ask for it elsewhere.
		if (verdict instanceof BudkavleError) return Object.freeze({ outcome: 'rejected', id, error: verdict })
		const { admit } = this.#receiver
		const { from } = this.#options
		if (!repair && admit !== undefined && !(await admit(verdict, from === undefined ? {} : { from })))
			return Object.freeze({ outcome: 'declined', id })
		return { keep: verdict, repair }
	}

	async #store(judged: readonly Judged[], unpacked: readonly UnpackedBlob[]): Promise<void> {
		const { store } = this.#receiver
		const blobs: readonly StoreBlob[] = unpacked.filter((blob) => blob.ok)
		const kept = judged.filter((one) => 'keep' in one)
		const messages = kept.map(({ keep }) => keep)
		const repair = kept.some((one) => one.repair)
		const receipt = messages.length === 0 && blobs.length === 0 ? undefined : await store.ingest({ messages, blobs, repair })
		const added: Message[] = []
		let next = 0
		for (const one of judged) {
			if (!('keep' in one)) {
				this.#tell(one)
				continue
			}
			const stored = receipt?.messages[next++] as StoreMessageOutcome
			if (stored === 'added') added.push(one.keep)
			this.#tell(Object.freeze({ outcome: one.repair && stored === 'duplicate' ? 'added' : stored, id: one.keep.id }))
		}
		next = 0
		for (const blob of unpacked) {
			const hash = blob.hash === undefined ? {} : { hash: blob.hash }
			if (blob.ok) this.#tellBlob(Object.freeze({ outcome: receipt?.blobs[next++] as StoreBlobOutcome, ...hash }))
			else this.#tellBlob(Object.freeze({ outcome: 'rejected', ...hash, error: blob.error }))
		}
		await this.#leaveSharedLog(added)
	}

	/** What this replica wrote it holds already. Whoever else writes the same log has a copy of it, and two who number one log make it fork. */
	async #leaveSharedLog(added: readonly Message[]): Promise<void> {
		const { authoring } = this.#receiver
		if (authoring === undefined || !added.some(({ author, log }) => author === authoring.author && log === authoring.log)) return
		this.#newLog = await authoring.renewLog()
	}

	report(): ReceiveReport {
		const report = {
			outcomes: Object.freeze(this.outcomes),
			blobs: Object.freeze(this.blobs),
			damage: Object.freeze(this.damage),
			damageCount: this.#damageCount,
			counts: Object.freeze(this.#counts),
			blobCounts: Object.freeze(this.#blobCounts),
		}
		return Object.freeze(this.#newLog === undefined ? report : { ...report, newLog: this.#newLog })
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
