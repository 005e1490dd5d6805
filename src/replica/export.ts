/** Exporting: messages of a scope become a sequence of bundles, each small enough to be read at once (SPEC 7). */
import { packBundle } from '../bundle/pack.js'
import { leavesOf, openProof } from '../bundle/proof.js'
import type { PackableMessage } from '../bundle/types.js'
import { SIGNATURE_BYTES } from '../crypto/ed25519.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { citedBlobs } from '../message/attachments.js'
import type { BlobHash, Message, MessageId } from '../message/types.js'
import type { Store, StoreBlob } from '../store/types.js'
import { LogTrees } from './log-tree.js'
import type { OnDamage, Reading } from './reading.js'
import { checkScope, messagesInScope } from './scope.js'
import type { ExportOptions, Scope } from './types.js'

/** What one exported bundle holds at most, so that damage costs little and nobody needs much memory to read it. */
const BUNDLE_MESSAGES = 4096
const BUNDLE_BYTES = 8 * 1024 * 1024

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
async function withProofs(store: Store, messages: readonly Message[], onDamage: OnDamage | undefined): Promise<readonly PackableMessage[]> {
	const ids = messages.flatMap(({ id, signature }) => (signature === undefined ? [id] : []))
	if (ids.length === 0) return messages
	const found = await store.proofs(ids)
	const proofs = new Map(ids.map((id, i) => [id, found[i]]))
	const proven = new Map<Uint8Array, ReadonlySet<MessageId>>()
	const packable: PackableMessage[] = []
	for (const message of messages) {
		const proof = proofs.get(message.id)
		if (message.signature !== undefined) packable.push(message)
		else if (proof !== undefined) {
			if (!proven.has(proof)) proven.set(proof, provenBy(proof))
			if (proven.get(proof)?.has(message.id)) packable.push({ payload: message.payload, proof })
			else report(message, onDamage)
		} else report(message, onDamage)
	}
	return packable
}

function provenBy(proof: Uint8Array): ReadonlySet<MessageId> {
	try {
		return new Set(leavesOf(openProof(proof)).values())
	} catch (error) {
		if (error instanceof BudkavleError) return new Set()
		throw error
	}
}

function report({ id }: Message, onDamage: OnDamage | undefined): void {
	const error = new BudkavleError(
		'store-corrupt',
		`The store holds other bytes than were written as the proof of ${id}. Its disk may be failing. Receive a bundle that carries the message to mend it.`,
	)
	if (onDamage === undefined) throw error
	onDamage(error)
}

export async function* exportBundles(
	store: Store,
	reading: Reading,
	scope: Scope,
	options: ExportOptions,
	onDamage?: OnDamage,
): AsyncGenerator<Uint8Array, void, void> {
	const checked = checkScope(scope)
	const withBlobs = options.blobs ?? true
	// An export of everything has all profiles in it already.
	const profiles = (options.profiles ?? true) && Object.values(checked).some((criterion) => criterion !== undefined)
	const sent = new Set<BlobHash>()
	let messages: Message[] = []
	let blobs: StoreBlob[] = []
	let bytes = 0
	let done = 0
	const trees = new LogTrees(reading)
	const flush = async (): Promise<Uint8Array> => {
		const packable = await withProofs(store, messages, onDamage)
		const bundle = packBundle({ messages: packable, blobs, trees: await trees.of(messages) })
		done += messages.length
		messages = []
		blobs = []
		bytes = 0
		options.onProgress?.({ done })
		return bundle
	}
	for await (const message of messagesInScope(reading, checked, profiles, options.signal)) {
		messages.push(message)
		bytes += message.payload.length + SIGNATURE_BYTES
		if (withBlobs) {
			for await (const blob of blobsOf(store, message, sent)) {
				// Attachments may follow their message in a later bundle: whoever holds the message takes them.
				if (bytes + blob.bytes.length > BUNDLE_BYTES) yield await flush()
				blobs.push(blob)
				bytes += blob.bytes.length
			}
		}
		if (messages.length >= BUNDLE_MESSAGES || bytes >= BUNDLE_BYTES) yield await flush()
	}
	if (messages.length + blobs.length > 0) yield await flush()
	else if (done === 0) yield emptyBundle()
}
