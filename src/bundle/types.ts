/** The shapes of bundles: what goes in and what comes out. Types only. */
import type { BudkavleError } from '../errors.js'
import type { BlobHash, Message } from '../message/types.js'

/** A message to pack, as bytes: a `Message`, or what a store keeps of one. */
export interface PackableMessage {
	readonly payload: Uint8Array
	/** 64 bytes. */
	readonly signature: Uint8Array
}

/** An attachment with the SHA-256 of its bytes. */
export interface BundleBlob {
	readonly hash: BlobHash
	readonly bytes: Uint8Array
}

export interface BundleContent {
	/** In any order; repeated ones are packed once. */
	readonly messages: readonly PackableMessage[]
	readonly blobs?: readonly BundleBlob[]
}

/** One message of a bundle. `unverified`: its signature was **not** checked; everything else of SPEC 4 was. */
export type UnpackedItem =
	| { readonly ok: true; readonly index: number; readonly unverified: Message }
	| { readonly ok: false; readonly index: number; readonly error: BudkavleError }

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
