/** Exporting: messages of a scope become a sequence of bundles, each small enough to be read at once (SPEC 7). */

import type { Answer, Ask } from '../bundle/exchange-sections.js'
import { packBundle, packCounted } from '../bundle/pack.js'
import { isSignedCheckpoint } from '../bundle/proof.js'
import { inHalves } from '../bundle/split.js'
import type { PackableMessage } from '../bundle/types.js'
import type { SignatureBackend } from '../crypto/backend.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { BudkavleError, throwIfAborted } from '../errors.js'
import { LIMITS } from '../limits.js'
import { citedBlobs } from '../message/attachments.js'
import type { BlobHash, Message, MessageId } from '../message/types.js'
import { proveMessages } from '../message/verify.js'
import type { Store, StoreBlob } from '../store/types.js'
import { heldProofs } from './held-proofs.js'
import { damagedSignature, LogTrees, report } from './log-tree.js'
import type { OnDamage, Reading } from './reading.js'
import { checkScope, messagesInScope } from './scope.js'
import type { ExportOptions, Scope } from './types.js'

/** So much is gathered for one bundle, so that damage costs little and nobody needs much memory to read it. One attachment may exceed it. */
const BUNDLE_MESSAGES = 4096
/** Messages that are read at a time for a reply. */
const PAGE = 500
const BUNDLE_BYTES = 8 * 1024 * 1024

/** What an export comes from. */
export interface Exporting {
	readonly store: Store
	readonly reading: Reading
	readonly backend: SignatureBackend
	readonly onDamage: OnDamage | undefined
}

/** The bytes of the attachments that a message cites, as far as they are held and were not sent before. */
async function* blobsOf(store: Store, message: Message, sent: Set<BlobHash>): AsyncGenerator<StoreBlob, void, void> {
	for (const hash of citedBlobs(message)) {
		if (sent.has(hash)) continue
		sent.add(hash)
		const bytes = await store.blob(hash)
		if (bytes !== undefined && bytes.length <= LIMITS.blob) yield { hash, bytes }
	}
}

/** A bundle that says "nothing": what an export of nothing gives, so that a file is never empty. */
const emptyBundle = (): Uint8Array => packBundle({ messages: [] })

/** Messages with what proves them. One whose proof is not what was written cannot be passed on: it is left out, as messages are whose bytes changed. */
async function withProofs(
	exporting: Exporting,
	messages: readonly Message[],
	signal: AbortSignal | undefined,
): Promise<readonly PackableMessage[]> {
	const { store, backend, onDamage } = exporting
	const lost = new Set(await changedCheckpoints(exporting, messages, signal))
	const proofs = await heldProofs(
		store,
		backend,
		messages.filter(({ signature }) => signature === undefined),
	)
	const packable: PackableMessage[] = []
	for (const message of messages) {
		const { id, payload, signature } = message
		const proof = proofs.get(id)
		if (proof !== undefined) packable.push({ payload, proof })
		else if (signature !== undefined && !lost.has(message)) packable.push(message)
		else if (signature !== undefined) report(damagedSignature(message), onDamage)
		else {
			// Meanwhile it may have been retracted, or have got its signature.
			const [held] = await store.get([id])
			if (held?.signature !== undefined) packable.push(held)
			else if (held !== undefined) report(damagedProof(message), onDamage)
		}
	}
	return packable
}

/** Of the checkpoints among messages those whose signatures do not hold. They stand for the signatures of others: one wrong bit would cost these, too. */
async function changedCheckpoints(
	{ backend }: Exporting,
	messages: readonly Message[],
	signal: AbortSignal | undefined,
): Promise<readonly Message[]> {
	const checkpoints = messages.filter(isSignedCheckpoint)
	const verdicts = await proveMessages(checkpoints, signal === undefined ? { backend } : { backend, signal })
	return checkpoints.filter((_, i) => verdicts[i] instanceof BudkavleError)
}

function damagedProof({ id }: Message): BudkavleError {
	const sentence = `The store holds other bytes than were written as the proof of ${id}. Its disk may be failing. Receive a bundle that carries the message to mend it.`
	return new BudkavleError('store-corrupt', sentence)
}

/** Packs messages, with what is known of their logs, and attachments: into one bundle if it is small enough for every reader. */
async function* packAll(
	exporting: Exporting,
	trees: LogTrees,
	messages: readonly Message[],
	blobs: readonly StoreBlob[],
	signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly bundle: Uint8Array; readonly messages: number }, void, void> {
	const packable = await withProofs(exporting, messages, signal)
	const known = await trees.of(messages)
	const last = packable.at(-1)
	let counted = 0
	const pack = (some: readonly PackableMessage[]): Uint8Array => {
		const packed = packCounted({ messages: some, trees: known, ...(some.at(-1) === last ? { blobs } : {}) })
		counted = packed.messages
		return packed.bundle
	}
	for (const bundle of inHalves(packable, pack, LIMITS.bundle)) yield { bundle, messages: counted }
}

/** What goes beside messages in a reply. */
export interface ReplyParts {
	readonly ask?: Ask
	readonly answer?: Answer
	/** What the answer says beside, if not everything fits. */
	readonly next?: Pick<Answer, 'key' | 'count'>
	/** What is asked for, if not everything fits. */
	readonly askAgain?: () => Promise<Ask | undefined>
}

/** The messages of some ids, as far as they are held still, and page by page. */
async function* messagesOf(reading: Reading, ids: AsyncIterable<MessageId>): AsyncGenerator<Message, void, void> {
	let page: MessageId[] = []
	for await (const id of ids) {
		page.push(id)
		if (page.length < PAGE) continue
		yield* await reading.get(page)
		page = []
	}
	if (page.length > 0) yield* await reading.get(page)
}

/**
 * One bundle of as many of these messages as fit, with what proves them and the attachments that fit, in their order; an answer says whether that is not all.
 *
 * @param most bytes, about; one message goes whatever it takes
 */
export async function packReply(
	exporting: Exporting,
	ids: AsyncIterable<MessageId>,
	{ ask, answer, next, askAgain }: ReplyParts,
	most: number,
	signal?: AbortSignal,
): Promise<{ readonly bundle: Uint8Array; readonly isAll: boolean; readonly isEmpty: boolean }> {
	const { store, reading } = exporting
	const sent = new Set<BlobHash>()
	const messages: Message[] = []
	let blobs: StoreBlob[] = []
	let bytes = 0
	let isFull = false
	for await (const message of messagesOf(reading, ids)) {
		throwIfAborted(signal)
		const size = message.payload.length + SIGNATURE_BYTES
		isFull = messages.length > 0 && (bytes + size > most || messages.length >= LIMITS.bundleMessages)
		if (isFull) break
		messages.push(message)
		bytes += size
		for await (const blob of blobsOf(store, message, sent)) {
			if (bytes + blob.bytes.length > most && blobs.length > 0) continue
			blobs.push(blob)
			bytes += blob.bytes.length
		}
	}
	const trees = new LogTrees(exporting)
	let some: readonly Message[] = messages
	for (;;) {
		const isAll = !isFull && some.length === messages.length
		const asked = ask ?? (isAll ? undefined : await askAgain?.())
		const cited = new Set(some.flatMap(citedBlobs))
		try {
			const { bundle } = packCounted({
				messages: await withProofs(exporting, some, signal),
				trees: await trees.of(some),
				blobs: blobs.filter(({ hash }) => cited.has(hash)),
				...(asked === undefined ? {} : { ask: asked }),
				...(answer === undefined ? {} : { answer: isAll ? answer : { ...answer, ...next, more: true } }),
			})
			return { bundle, isAll, isEmpty: some.length === 0 && asked === undefined && answer === undefined }
		} catch (error) {
			if (!(error instanceof BudkavleError) || error.code !== 'bundle-too-large' || (some.length <= 1 && blobs.length === 0)) throw error
			// A message must get through, whatever is attached to it.
			if (some.length <= 1) blobs = []
			else some = some.slice(0, some.length >> 1)
		}
	}
}

export async function* exportBundles(exporting: Exporting, scope: Scope, options: ExportOptions): AsyncGenerator<Uint8Array, void, void> {
	const { store, reading } = exporting
	const checked = checkScope(scope)
	const withBlobs = options.blobs ?? true
	// An export of everything has all profiles in it already.
	const profiles = (options.profiles ?? true) && Object.values(checked).some((criterion) => criterion !== undefined)
	const sent = new Set<BlobHash>()
	let messages: Message[] = []
	let blobs: StoreBlob[] = []
	let bytes = 0
	let done = 0
	let isEmpty = true
	const trees = new LogTrees(exporting)
	async function* flush(): AsyncGenerator<Uint8Array, void, void> {
		isEmpty = false
		for await (const packed of packAll(exporting, trees, messages, blobs, options.signal)) {
			done += packed.messages
			options.onProgress?.({ done })
			yield packed.bundle
		}
		messages = []
		blobs = []
		bytes = 0
	}
	for await (const message of messagesInScope(reading, checked, profiles, options.signal)) {
		messages.push(message)
		bytes += message.payload.length + SIGNATURE_BYTES
		if (withBlobs) {
			for await (const blob of blobsOf(store, message, sent)) {
				// Attachments may follow their message in a later bundle: whoever holds the message takes them.
				if (bytes + blob.bytes.length > BUNDLE_BYTES) yield* flush()
				blobs.push(blob)
				bytes += blob.bytes.length
			}
		}
		if (messages.length >= BUNDLE_MESSAGES || bytes >= BUNDLE_BYTES) yield* flush()
	}
	if (messages.length + blobs.length > 0) yield* flush()
	else if (isEmpty) yield emptyBundle()
}
