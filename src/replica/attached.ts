/** Attachments of a draft: files become references in the message, and bytes beside it (SPEC 3.3). */
import { copyBytes, isBytes, toHex } from '../bytes.js'
import { sha256 } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Attachment } from '../message/types.js'
import type { StoreBlob } from '../store/types.js'
import { checkObject } from './arguments.js'
import type { NewAttachment } from './types.js'

export interface Attached {
	readonly attachments: readonly Attachment[]
	readonly blobs: readonly StoreBlob[]
}

/** Throws `argument-invalid` or `blob-too-large`. */
export function attach(draft: { readonly attachments?: readonly (Attachment | NewAttachment)[] | undefined }): Attached {
	checkObject(draft, "{ text: 'Hello' }")
	const files: unknown = draft.attachments ?? []
	if (!Array.isArray(files)) throw new BudkavleError('argument-invalid', `Attachments are given as an array, but ${typeof files} came.`)
	const attachments: Attachment[] = []
	const blobs: StoreBlob[] = []
	for (const file of files as readonly (Attachment | NewAttachment)[]) {
		checkObject(file, "{ bytes, type: 'image/png' }")
		if (!('bytes' in file)) {
			attachments.push(file)
			continue
		}
		if (!isBytes(file.bytes))
			throw new BudkavleError('argument-invalid', 'The bytes of an attachment are given as a Uint8Array; something else came.')
		if (file.bytes.length > LIMITS.blob) {
			throw new BudkavleError(
				'blob-too-large',
				`An attachment has at most ${LIMITS.blob} bytes, but ${file.name ?? 'this one'} has ${file.bytes.length}.`,
			)
		}
		const bytes = copyBytes(file.bytes)
		const hash = toHex(sha256(bytes))
		blobs.push({ hash, bytes })
		attachments.push({ hash, size: bytes.length, type: file.type, ...(file.name === undefined ? {} : { name: file.name }) })
	}
	return { attachments, blobs }
}
