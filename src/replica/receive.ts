/** Receiving: whatever comes is taken apart, proven, offered to the policy and stored; each item gets one outcome (SPEC 8.2). */
import type { Answer, Ask } from '../bundle/exchange-sections.js'
import { decodeAnswer, decodeAsk } from '../bundle/exchange-sections.js'
import { bundlesOf, readBundles } from '../bundle/read.js'
import type { BundleFileItem, CheckpointProof, ReadableItem, UnpackedBlob, UnpackedItem } from '../bundle/types.js'
import type { Verdicts } from '../bundle/verify-items.js'
import { addVerdicts, decidedBy, verdictOn } from '../bundle/verify-items.js'
import { equalBytes } from '../bytes.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { BudkavleError, throwIfAborted } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Message, MessageId } from '../message/types.js'
import { proveMessages, unproven } from '../message/verify.js'
import type { Store, StoreBlob, StoreBlobOutcome, StoredMessage, StoreMessageOutcome, StoreProof } from '../store/types.js'
import type { Authoring } from './authoring.js'
import type { Exchanging } from './exchanging.js'
import type { Exporting } from './export.js'
import { packReply } from './export.js'
import { heldProofs } from './held-proofs.js'
import type { Admit, BlobOutcome, Damage, MessageOutcome, Outcome, ReceiveOptions, ReceiveReport, ShareContext } from './types.js'

/** Messages that are written together: a crash costs at most so many of those that were not acknowledged yet. */
const BATCH = 2048

/** Bytes of a reply, about. */
const MOST = 8_388_608

/** Whoever sends nothing but damage shall not fill the memory with reports of it. */
const DAMAGE_SHOWN = 1000
/** The same for a stream without end. */
const OUTCOMES_SHOWN = LIMITS.bundleMessages

export interface Receiver {
	readonly store: Store
	readonly backend: SignatureBackend
	readonly admit: Admit | undefined
	readonly exchanging: Pick<Exchanging, 'answer' | 'follows' | 'refused'>
	readonly exporting: Exporting
	/** Who writes here, and in which log. */
	readonly authoring: Pick<Authoring, 'author' | 'log' | 'renewLog'> | undefined
}

const rejected = (error: BudkavleError, id?: MessageId): MessageOutcome =>
	Object.freeze(id === undefined ? { outcome: 'rejected', error } : { outcome: 'rejected', id, error })

/** What a held message lacks: `intact`, its bytes are not what was written; `signature`, it came without one before. */
type Lack = 'intact' | 'signature'

/** What a message turned out to be, before the store has spoken: its final outcome, or the message that the store shall keep. */
type Judged = MessageOutcome | { readonly keep: Message; readonly proof: CheckpointProof | undefined; readonly lack: Lack | undefined }

const idOf = (item: UnpackedItem): MessageId | undefined => (item.ok ? item.unverified.id : item.id)

const NO_MESSAGES = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }
const NO_BLOBS = { added: 0, duplicate: 0, declined: 0, rejected: 0 }

/** Each once. */
async function* joined(...all: readonly (AsyncIterable<MessageId> | undefined)[]): AsyncGenerator<MessageId, void, void> {
	const told = new Set<MessageId>()
	for (const ids of all) {
		for await (const id of ids ?? []) {
			if (!told.has(id)) yield id
			told.add(id)
		}
	}
}

class Receiving {
	readonly outcomes: MessageOutcome[] = []
	readonly blobs: BlobOutcome[] = []
	readonly damage: Damage[] = []
	#ask: Ask | undefined
	#answer: Answer | undefined
	readonly #counts: Record<Outcome, number> = { ...NO_MESSAGES }
	readonly #blobCounts: Record<BlobOutcome['outcome'], number> = { ...NO_BLOBS }
	#damageCount = 0
	#newLog: number | undefined
	/** One for all: a bundle can have many. */
	readonly #unproven: BudkavleError = unproven()
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
			const { items, blobs, ask, answer, damage } = part.bundle
			if (damage !== undefined) this.#damaged(part.offset, damage)
			else this.#opened(part.offset, ask, answer)
			await this.#content(items, blobs)
		}
		this.#options.onProgress?.(Object.freeze({ done: part.offset + part.length }))
	}

	/** Of many, the first ask and the first answer count. */
	#opened(offset: number, ask: Uint8Array | undefined, answer: Uint8Array | undefined): void {
		try {
			if (ask !== undefined) this.#ask ??= decodeAsk(ask)
			if (answer !== undefined) this.#answer ??= decodeAnswer(answer)
		} catch (error) {
			if (!(error instanceof BudkavleError)) throw error
			this.#damaged(offset, error)
		}
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
		const verdicts: Verdicts = new Map()
		do {
			throwIfAborted(this.#options.signal)
			const judged = await this.#judge(items.slice(start, start + BATCH), verdicts)
			start += BATCH
			await this.#store(judged, start >= items.length ? blobs : [])
		} while (start < items.length)
	}

	/** What is held already is not proven again: the same id is the same payload. But a disk may have changed what is held, and a signature that comes later is worth keeping. */
	async #judge(items: readonly UnpackedItem[], verdicts: Verdicts): Promise<readonly Judged[]> {
		const { store, backend } = this.#receiver
		const { signal } = this.#options
		const named = items.flatMap((item) => idOf(item) ?? [])
		const held = new Map((await store.get(named)).flatMap((one) => (one === undefined ? [] : [[one.id, one]])))
		const unsigned = new Map<MessageId, Message>()
		for (const item of items) {
			const one = item.ok ? held.get(item.unverified.id) : undefined
			if (item.ok && one !== undefined && one.signature === undefined) unsigned.set(one.id, item.unverified)
		}
		const proofs = await heldProofs(store, backend, [...unsigned.values()])
		// A signature may have come meanwhile.
		const without = [...unsigned.keys()].filter((id) => !proofs.has(id))
		for (const one of await store.get(without)) if (one !== undefined) held.set(one.id, one)
		/** Those that are not held, or held with a lack. */
		const open = new Map<ReadableItem, Lack | undefined>()
		for (const item of items) {
			if (!item.ok) continue
			const one = held.get(item.unverified.id)
			const lack = one && (await this.#lackOf(one, item.unverified, proofs))
			if (one === undefined || lack !== undefined) open.set(item, lack)
		}
		await addVerdicts(verdicts, [...open.keys()].map(decidedBy), signal === undefined ? { backend } : { backend, signal })
		const judged: Judged[] = []
		for (const item of items) {
			const id = idOf(item)
			const duplicate = id !== undefined && held.has(id) ? Object.freeze({ outcome: 'duplicate' as const, id }) : undefined
			if (item.ok && open.has(item)) {
				const lack = open.get(item)
				const verdict = verdictOn(verdicts, item, this.#unproven)
				const isUseless = lack === 'signature' && verdict instanceof BudkavleError
				judged.push(isUseless && duplicate !== undefined ? duplicate : await this.#admitted(item, verdict, lack))
			} else if (duplicate !== undefined) judged.push(duplicate)
			else if (!item.ok) judged.push(rejected(item.error, id))
		}
		return judged
	}

	/** A signature that is held is looked at only where another one comes: else whoever sends without signatures what is held would make each be verified. */
	async #lackOf(
		{ payload, signature }: StoredMessage,
		message: Message,
		proofs: ReadonlyMap<MessageId, StoreProof>,
	): Promise<Lack | undefined> {
		if (!equalBytes(payload, message.payload)) return 'intact'
		if (signature === undefined) {
			if (!proofs.has(message.id)) return 'intact'
			return message.signature === undefined ? undefined : 'signature'
		}
		if (message.signature === undefined || equalBytes(signature, message.signature)) return undefined
		const [verdict] = await proveMessages([{ ...message, signature }], { backend: this.#receiver.backend })
		return verdict instanceof BudkavleError ? 'intact' : undefined
	}

	async #admitted({ unverified, proof }: ReadableItem, verdict: Message | BudkavleError, lack: Lack | undefined): Promise<Judged> {
		const { id } = unverified
		// The id of something unproven is still what the bytes hash to: it helps to ask for it elsewhere.
		if (verdict instanceof BudkavleError) return rejected(verdict, id)
		const { admit } = this.#receiver
		const { from } = this.#options
		const context = { ...(from === undefined ? {} : { from }), ...(proof === undefined ? {} : { proof }) }
		if (lack === undefined && admit !== undefined && !(await admit(verdict, context))) {
			this.#receiver.exchanging.refused(id, from)
			return Object.freeze({ outcome: 'declined', id })
		}
		return { keep: verdict, proof, lack }
	}

	async #store(judged: readonly Judged[], unpacked: readonly UnpackedBlob[]): Promise<void> {
		const { store } = this.#receiver
		const blobs: readonly StoreBlob[] = unpacked.filter((blob) => blob.ok)
		const kept = judged.filter((one) => 'keep' in one)
		const messages = kept.map(({ keep }) => keep)
		const rewrite = new Set(kept.flatMap(({ keep, lack }) => (lack === undefined ? [] : [keep.id])))
		const proofs = new Map(kept.flatMap(({ keep, proof }) => (proof === undefined ? [] : [[keep.id, proof]])))
		const receipt = messages.length === 0 && blobs.length === 0 ? undefined : await store.ingest({ messages, blobs, proofs, rewrite })
		const added: Message[] = []
		let next = 0
		for (const one of judged) {
			if (!('keep' in one)) {
				this.#tell(one)
				continue
			}
			const stored = receipt?.messages[next++] as StoreMessageOutcome
			if (stored === 'added') added.push(one.keep)
			if (stored === 'retracted') this.#receiver.exchanging.refused(one.keep.id, this.#options.from)
			this.#tell(Object.freeze({ outcome: one.lack === 'intact' && stored === 'duplicate' ? 'added' : stored, id: one.keep.id }))
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

	/** What to say to the ask and the answer that came, in one bundle. */
	async #reply(): Promise<Pick<ReceiveReport, 'reply' | 'exchange'>> {
		const { exchanging, exporting } = this.#receiver
		const [ask, answer] = [this.#ask, this.#answer]
		if ((ask === undefined && answer === undefined) || this.#options.silent === true) return {}
		const { from, signal, maxReply = MOST } = this.#options
		const context: ShareContext = from === undefined ? {} : { to: from }
		const next = answer && (await exchanging.follows(answer, this.#counts.added > 0, this.#options, context))
		const said = ask && (await exchanging.answer(ask, this.#options, context))
		const { answer: told, next: beside } = said ?? {}
		const parts = {
			...(next?.ask === undefined ? {} : { ask: next.ask }),
			...(next?.askAgain === undefined ? {} : { askAgain: next.askAgain }),
			...(told === undefined ? {} : { answer: told }),
			...(beside === undefined ? {} : { next: beside }),
		}
		const most = Math.min(maxReply, said?.most ?? maxReply)
		const { bundle, isAll, isEmpty } = await packReply(exporting, joined(next?.ids, said?.ids), parts, most, signal)
		const isComplete = (next?.isComplete ?? said?.isComplete ?? false) && isAll
		const exchange = Object.freeze({ isAnswer: next !== undefined, isAsk: ask !== undefined, isComplete })
		return isEmpty ? { exchange } : { reply: bundle, exchange }
	}

	async report(): Promise<Omit<ReceiveReport, 'evicted'>> {
		const report = {
			outcomes: Object.freeze(this.outcomes),
			blobs: Object.freeze(this.blobs),
			damage: Object.freeze(this.damage),
			damageCount: this.#damageCount,
			counts: Object.freeze(this.#counts),
			blobCounts: Object.freeze(this.#blobCounts),
			...(await this.#reply()),
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
): Promise<Omit<ReceiveReport, 'evicted'>> {
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
