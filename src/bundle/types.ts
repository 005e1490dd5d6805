/** The shapes of bundles: what goes in and what comes out. Types only. */
import type { MerkleTree } from '../checkpoint/merkle-tree.js'
import type { BudkavleError } from '../errors.js'
import type { BlobHash, Checkpoint, Message, MessageId, Signed } from '../message/types.js'

/** A message to pack, as bytes: a `Message`, or what a store keeps of one. It has a signature or a proof, or both. */
export interface PackableMessage {
	readonly payload: Uint8Array
	/** 64 bytes. */
	readonly signature?: Uint8Array
	/** What proves it without a signature: a `CheckpointProof`, or what a store kept of one. */
	readonly proof?: PackableProof
}

/** What proves messages without signatures, as bytes (SPEC 8.5). */
export interface PackableProof {
	/** A checkpoint of their author and log, with its signature. */
	readonly checkpoint: PackableMessage
	/** The hashes that lead from their ids to its head. */
	readonly hashes: Uint8Array
}

/** What proves messages without signatures: a checkpoint of their author and log, and the hashes that lead from their ids to its head (SPEC 7.14). One object serves all messages of a block, or of several that have few. */
export interface CheckpointProof {
	/** Its signature was **not** checked by whoever gave this. */
	readonly checkpoint: Signed<Checkpoint>
	/** As stores keep them and `packBundle` takes them: for each subtree, from left to right, the number of its ids as a varint and its hash. */
	readonly hashes: Uint8Array
}

/** A checkpoint with the tree that it is about: with it, `packBundle` can leave out the signatures of all messages in it. */
export interface PackableTree {
	/** With a signature. */
	readonly checkpoint: PackableMessage
	/** The ids of its log from the first one on, at least as many as the checkpoint has. */
	readonly tree: MerkleTree
}

/** An attachment with the SHA-256 of its bytes. */
export interface BundleBlob {
	readonly hash: BlobHash
	readonly bytes: Uint8Array
}

export interface BundleContent {
	/** In any order; repeated ones are packed once. Signatures that a checkpoint among them makes superfluous are left out. */
	readonly messages: readonly PackableMessage[]
	/** What is known of logs of which not everything is packed. Their checkpoints are packed as well, where they make the bundle smaller. */
	readonly trees?: readonly PackableTree[]
	readonly blobs?: readonly BundleBlob[]
}

/**
 * One message of a bundle. `unverified`: its signature was **not** checked; everything else of SPEC 4 was. Where it has none, `proof` leads to a checkpoint whose signature was not checked either.
 * An `id` beside an error is that of a message that is in order but for its proof (`unproven`).
 */
export type UnpackedItem =
	| { readonly ok: true; readonly index: number; readonly unverified: Message; readonly proof?: CheckpointProof }
	| { readonly ok: false; readonly index: number; readonly id?: MessageId; readonly error: BudkavleError }

/** An item of which there is a message. */
export type ReadableItem = Extract<UnpackedItem, { readonly ok: true }>

/** One attachment of a bundle. `ok`: the bytes have that hash. */
export type UnpackedBlob =
	| { readonly ok: true; readonly hash: BlobHash; readonly bytes: Uint8Array }
	| { readonly ok: false; readonly hash?: BlobHash; readonly error: BudkavleError }

/** A section of a type that is not known here; it was passed over. */
export interface SkippedSection {
	readonly type: number
	/** Bytes of its body. */
	readonly length: number
}

export interface UnpackedBundle {
	/** One for each message that the bundle declares, in its order: a message or why there is none. */
	readonly items: readonly UnpackedItem[]
	readonly blobs: readonly UnpackedBlob[]
	/** The body of its first section that asks for something (SPEC 8.8), as it came. */
	readonly ask?: Uint8Array
	/** The body of its first section that answers an ask (SPEC 8.12), as it came. */
	readonly answer?: Uint8Array
	readonly skipped: readonly SkippedSection[]
	/** The first thing that is wrong with the bundle as a whole; what could be read is there nevertheless. */
	readonly damage?: BudkavleError
	/** Bytes of the bundle, from its magic to its end or the end of the input. */
	readonly length: number
}

/** What a file or stream consists of (SPEC 7.12). Offsets and lengths are in bytes. */
export type BundleFileItem =
	| { readonly type: 'bundle'; readonly offset: number; readonly length: number; readonly bundle: UnpackedBundle }
	| { readonly type: 'message'; readonly offset: number; readonly length: number; readonly item: UnpackedItem }
	/** Bytes that are neither, passed over up to the next magic. `error` says what was expected in their place. */
	| { readonly type: 'skipped'; readonly offset: number; readonly length: number; readonly error: BudkavleError }
